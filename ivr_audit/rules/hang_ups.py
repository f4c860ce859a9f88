"""Where callers whom nothing has served yet are hung up on."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End, Step, Stop
from ivr_audit.finding import Witness
from ivr_audit.likely import is_unlikely
from ivr_audit.model import PhoneTree
from ivr_audit.rules.ways import step_of

if TYPE_CHECKING:
    from ivr_audit.measures import View


def unserved(view: View) -> Mapping[str, tuple[Step, ...]]:
    """The nodes that a caller can come to before a self-service has served them, with their steps; nearest first."""
    key = ("unserved", view.state, view.entry)
    if key not in view.tree.known:
        view.tree.known[key] = _unserved(view)
    known: Mapping[str, tuple[Step, ...]] = view.tree.known[key]
    return known


def _unserved(view: View) -> dict[str, tuple[Step, ...]]:
    found: dict[str, tuple[Step, ...]] = {}
    waiting, unlikely = deque([view.entry]), deque[str]()
    while waiting or unlikely:
        name = (waiting or unlikely).popleft()
        if name in found:
            continue
        ways = view.steps(name)
        if any(isinstance(step.to, End) and step.to.outcome == "served" for step in ways):
            continue
        found[name] = ways
        for step in ways:
            if not isinstance(step.to, End):
                (unlikely if is_unlikely(view.tree, name, step.name) else waiting).append(step.to)
    return found


def call_unserved(view: View, ways: Mapping[str, Sequence[Step]], *onward: tuple[str, str]) -> Witness:
    """The call along `(node, step)` of a caller whom nothing has served before; `ways` is what `unserved` found."""
    shortest = view.way_to(onward[0][0])
    if shortest is not None and all(leg.node in ways for leg in shortest):
        return view.witness((*shortest, *onward))
    came: dict[str, tuple[str, str]] = {}
    for name, taken in ways.items():
        for step in taken:
            if isinstance(step.to, str) and step.to != view.entry:
                came.setdefault(step.to, (name, step.name))
    legs: list[tuple[str, str]] = []
    name = onward[0][0]
    while name != view.entry:
        legs.append(came[name])
        name = came[name][0]
    return view.witness((*reversed(legs), *onward))


def hung_up(view: View) -> frozenset[Stop]:
    """The stops at which an unserved caller can be and from which a call can only end with the system hanging up,
    without a menu in between.

    What other rules report is not counted as such an end: silence and wrong keys at a menu, a ring group without
    `no_answer`, a target that does not exist.
    """
    key = ("hung up", view.state, view.entry)
    if key not in view.tree.known:
        view.tree.known[key] = _hung_up(view, unserved(view))
    known: frozenset[Stop] = view.tree.known[key]
    return known


def _hung_up(view: View, ways: Mapping[str, Sequence[Step]]) -> frozenset[Stop]:
    before: dict[Stop, list[str]] = {}
    other: set[Stop] = set()
    for name, taken in ways.items():
        for step in taken:
            before.setdefault(step.to, []).append(name)
            if step.by in ("silence", "wrong") or has_own_rule(view.tree, name, step):
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
    """Whether a step cuts the caller off for a reason that a rule of its own reports: a ring group or an hours check
    that says nothing of what follows, a queue that hangs up on those who waited too long or are too many, or a target
    that no node has."""
    if step.name in _LEAVES_QUEUE and is_queue_hang_up(tree, name, step):
        return True
    if not isinstance(step.to, End) or step.to != End("cut off", name):
        return False
    node = tree.nodes[name]
    if isinstance(node, model.Ring) and step.name == "no-answer" and node.no_answer is None:
        return True
    if isinstance(node, model.HoursCheck) and getattr(node, step.name, "") is None:
        return True
    return any(
        to not in tree.nodes and to != model.HANGUP and step_of(node, field, to) == step.name
        for field, to, _ in model.targets(node)
    )


_LEAVES_QUEUE = ("overflow", "full")


def is_queue_hang_up(tree: PhoneTree, name: str, step: Step) -> bool:
    """Whether a step takes callers out of a queue, because they waited too long or too many wait, only to hang up."""
    if step.name not in _LEAVES_QUEUE:
        return False
    queue = tree.nodes[name]
    if not isinstance(queue, model.Queue):
        return False
    return last_words(tree, queue.overflow if step.name == "overflow" else queue.full) is not None


def last_words(tree: PhoneTree, target: str | None) -> tuple[str, ...] | None:
    """The recordings that a caller hears who is sent to a target and then hung up on, whatever the hour; None if the
    call goes on otherwise, or to a node that there is none of."""
    heard: dict[str, None] = {}
    while target is not None and target != model.HANGUP:
        node = tree.nodes.get(target)
        if not isinstance(node, model.Say | model.Hangup) or target in heard:
            return None
        heard[target] = None
        target = node.next if isinstance(node, model.Say) else None
    return tuple(heard)


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
