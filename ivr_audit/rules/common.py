"""Where callers are lost and where they could be sent instead; what the rules on dead ends have in common."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ivr_audit import model
from ivr_audit.callgraph import End, Step, Stop, steps
from ivr_audit.finding import Finding, Witness
from ivr_audit.hours import State, state_at
from ivr_audit.model import PhoneTree
from ivr_audit.rules.people import is_person, is_returned, operator
from ivr_audit.rules.ways import step_of

if TYPE_CHECKING:
    from ivr_audit.measures import View


class Situation(Protocol):
    """Calls to one entry while nothing opens or closes; a `View` is one."""

    @property
    def tree(self) -> PhoneTree:
        """The phone tree."""

    @property
    def state(self) -> State:
        """What is open."""

    @property
    def entry(self) -> str:
        """The node where calls begin."""


class Moment(NamedTuple):
    """A situation in which nothing has been measured."""

    tree: PhoneTree
    state: State
    entry: str


def moment_of(tree: PhoneTree, finding: Finding) -> Moment:
    """The situation that a finding is about: that of its call, or all hours open where no call can show it."""
    if finding.witness is None:
        return Moment(tree, State(frozenset(tree.hours), False), tree.entries[0].node)
    return Moment(tree, state_at(tree, finding.witness.at), finding.witness.entry)


def resting_places(view: Situation, avoid: Collection[str] = ()) -> Iterator[str]:
    """Where a lost caller can be sent: the operator, else anybody who is there, else boxes that are returned, those for
    all topics first. None from which a caller who only waits comes back to a node in `avoid`."""
    tree = view.tree
    people = [node.name for node in tree.nodes.values() if is_person(node, view.state)]
    boxes = [node for node in tree.nodes.values() if isinstance(node, model.Voicemail) and is_returned(node, tree)]
    boxes.sort(key=lambda box: box.topics is not None)
    first = operator(tree, view.state, view.entry)
    for name in dict.fromkeys([*([first] if first else people), *(box.name for box in boxes)]):
        if not any(passed in avoid for passed in reached(view, name, waiting=True)):
            yield name


def resting_place(view: Situation, avoid: Collection[str] = ()) -> str | None:
    """The first of the resting places."""
    return next(resting_places(view, avoid), None)


def where_to(view: Situation, avoid: Collection[str] = ()) -> str:
    """The first of the resting places as advice says it."""
    found = resting_place(view, avoid)
    return "a person, or a mailbox that somebody returns" if found is None else f'"{found}"'


def reached(view: Situation, start: str, *, waiting: bool = False) -> Iterator[str]:
    """The nodes to which a call can go on, nearest first, the one it starts from included; `waiting`: by itself."""
    found = {start}
    names = deque(found)
    while names:
        name = names.popleft()
        yield name
        for step in steps(view.tree, name, view.state):
            if not isinstance(step.to, End) and step.to not in found:
                if step.by in ("silence", "system") or not waiting:
                    found.add(step.to)
                    names.append(step.to)


def call_along(view: View, name: str, *onward: tuple[str, str]) -> Witness | None:
    """The call that goes to a node by the way with the fewest steps, and on along `(node, step)`; None if none can."""
    from ivr_audit.times import Leg

    way = view.way_to(name)
    return None if way is None else view.witness((*way, *(Leg(*leg) for leg in onward)))


def unserved(view: View) -> dict[str, tuple[Step, ...]]:
    """The nodes that a caller can come to before a self-service has served them, with their steps; nearest first."""
    found: dict[str, tuple[Step, ...]] = {}
    waiting = deque([view.entry])
    while waiting:
        name = waiting.popleft()
        if name in found:
            continue
        ways = view.steps(name)
        if any(isinstance(step.to, End) and step.to.outcome == "served" for step in ways):
            continue
        found[name] = ways
        waiting.extend(step.to for step in ways if not isinstance(step.to, End))
    return found


def hung_up(view: View, ways: Mapping[str, Sequence[Step]]) -> frozenset[Stop]:
    """The stops from which a call can only end with the system hanging up, without a menu in between.

    `ways` are the nodes looked at and their steps. What other rules report is not counted as such an end: silence and
    wrong keys at a menu, a ring group without `no_answer`, a target that does not exist.
    """
    before: dict[Stop, list[str]] = {}
    other: set[Stop] = set()
    for name, taken in ways.items():
        for step in taken:
            before.setdefault(step.to, []).append(name)
            if has_own_rule(view.tree, name, step) or step.by in ("silence", "wrong"):
                other.add(name)
    cut = {stop for stop in before if isinstance(stop, End) and stop.outcome == "cut off"}
    kept = (stop for stop in before if stop not in cut and (isinstance(stop, End) or stop not in ways))
    alive = _closure([*kept, *other], before)
    return frozenset(_closure(cut, before) - alive)


def _closure(goals: Iterable[Stop], before: Mapping[Stop, Sequence[str]]) -> set[Stop]:
    """The stops from which any of the goals can be reached."""
    waiting = list(goals)
    found = set(waiting)
    while waiting:
        new = [name for name in before.get(waiting.pop(), ()) if name not in found]
        found.update(new)
        waiting += new
    return found


def has_own_rule(tree: PhoneTree, name: str, step: Step) -> bool:
    """Whether a step cuts the caller off for a reason that a rule of its own reports: a ring group that says nothing of
    what follows, or a target that no node has."""
    if step.to != End("cut off", name):
        return False
    node = tree.nodes[name]
    if isinstance(node, model.Ring) and step.name == "no-answer" and node.no_answer is None:
        return True
    return any(
        to not in tree.nodes and to != model.HANGUP and step_of(node, field, to) == step.name
        for field, to, _ in model.targets(node)
    )


def way_on(ways: Mapping[str, Sequence[Step]], step: Step, through: Collection[Stop]) -> list[tuple[str, Step]]:
    """The shortest way that a call goes on by after a step until it ends, through the stops given."""
    came: dict[Stop, tuple[str, Step]] = {}
    waiting = deque([step.to])
    while waiting:
        stop = waiting.popleft()
        if isinstance(stop, End):
            found: list[tuple[str, Step]] = []
            while stop != step.to:
                found.append(came[stop])
                stop = came[stop][0]
            return found[::-1]
        for onward in ways[stop]:
            if onward.to in through and onward.to not in came and onward.to != step.to:
                came[onward.to] = (stop, onward)
                waiting.append(onward.to)
    return []
