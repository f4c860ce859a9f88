"""What the rules on lost callers share: the situation of a finding, and where a caller could be sent instead."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ivr_audit import model
from ivr_audit.call import Call
from ivr_audit.callers import play_caller
from ivr_audit.callgraph import End, steps
from ivr_audit.finding import Finding, Witness
from ivr_audit.hours import State, state_at
from ivr_audit.messages import is_returned
from ivr_audit.model import PhoneTree
from ivr_audit.rules.people import is_person, limits, people_for_everybody
from ivr_audit.rules.phrases import named
from ivr_audit.words import list_words

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


class Refuges:
    """Where a lost caller can be sent: the operator, else somebody else who is there for everybody, else boxes that are
    returned; those for some topics last, after the people who are there for some."""

    def __init__(self, view: Situation) -> None:
        self._view = view
        self._onward: dict[str, frozenset[str]] = {}

    def first(self, *avoid: str) -> str | None:
        """The first one from which a caller who only waits does not come back to a node to avoid."""
        for name in self._names:
            if name not in self._onward:
                self._onward[name] = frozenset(reached(self._view, name, waiting=True))
            if self._onward[name].isdisjoint(avoid):
                return name
        return None

    def said(self, *avoid: str) -> str:
        """The first one as advice says it; one that is not for everybody is no advice for everybody."""
        found = self.first(*avoid)
        if found is None:
            return "a person or a mailbox that somebody returns"
        if found not in self._limits or found in self._everybody:
            return f'"{found}"'
        topics = list_words(named(self._limits[found])) or "some callers"
        return f'a person for every question or a mailbox that somebody returns ("{found}" is there for {topics} only)'

    @cached_property
    def _names(self) -> list[str]:
        tree, state = self._view.tree, self._view.state
        people = self._everybody
        others = [name for name, node in tree.nodes.items() if is_person(node, state) and name not in people]
        if not people:
            people = [name for name in others if name not in self._limits]
        boxes = [node for node in tree.nodes.values() if isinstance(node, model.Voicemail) and is_returned(node, tree)]
        of_all, of_some = ([box.name for box in boxes if (box.topics is None) is whole] for whole in (True, False))
        return [*people, *of_all, *(name for name in others if name in self._limits), *of_some]

    @cached_property
    def _everybody(self) -> list[str]:
        return people_for_everybody(self._view.tree, self._view.state, self._view.entry)

    @cached_property
    def _limits(self) -> dict[str, tuple[str, ...]]:
        return limits(self._view.tree, self._view.state, self._view.entry)


def is_kept(tree: PhoneTree, call: Call) -> bool:
    """Whether a call ended with a person, a promise to call back or a message that is returned."""
    node = tree.nodes[call.node]
    if isinstance(node, model.Voicemail) and call.outcome == "message":
        return is_returned(node, tree)
    return call.outcome in ("person", "callback") or isinstance(node, model.Transfer) and node.answered_by == "unknown"


def silence_is_kept(view: Situation, name: str) -> bool:
    """Whether callers who press nothing from a node on come to such an end."""
    return is_kept(view.tree, play_caller(view.tree, view.state, name, "silent"))


def refuge(tree: PhoneTree, finding: Finding, *avoid: str) -> str | None:
    """Where the caller of a finding can be sent."""
    return Refuges(moment_of(tree, finding)).first(*avoid)


def reached(view: Situation, start: str, *, waiting: bool = False) -> Iterator[str]:
    """The nodes to which a call can go on, nearest first, the one it starts from included; `waiting`: by itself."""
    found = {start}
    names = deque(found)
    while names:
        name = names.popleft()
        yield name
        for step in steps(view.tree, name, view.state):
            taken = step.by in ("silence", "system") or not waiting
            if taken and not isinstance(step.to, End) and step.to not in found:
                found.add(step.to)
                names.append(step.to)


def call_along(view: View, name: str, *onward: tuple[str, str]) -> Witness | None:
    """The call that goes to a node by the way with the fewest steps, and on along `(node, step)`; None if none can."""
    way = view.way_to(name)
    return None if way is None else view.witness((*way, *onward))
