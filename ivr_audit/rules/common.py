"""What the rules on lost callers share: the situation of a finding, and where a caller could be sent instead."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
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
from ivr_audit.rules.choosing import chosen_about, for_everybody
from ivr_audit.rules.people import (
    dialled_only,
    is_person,
    leads_to_person,
    led_to,
    limits,
    people_for_everybody,
)  # fmt: skip
from ivr_audit.rules.phrases import named
from ivr_audit.rules.presence import elsewhen, found_away, is_gone
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
    """Where a lost caller can be sent: the operator, else somebody else who is there for everybody, else who calls back
    and boxes that are returned. What callers come to only by a choice for some of them comes last, and boxes for some
    topics are never chosen."""

    def __init__(self, view: Situation, *others: Situation, there: bool = False) -> None:
        """`others` are further situations in which the same people must be there, or, unless `there`, lead whom they
        miss to somebody who returns the call."""
        self._view = view
        self._others = others
        self._there = there
        self._onward: dict[str, frozenset[str]] = {}

    def first(self, *avoid: str) -> str | None:
        """The first one from which a caller who only waits does not come back to a node to avoid."""
        return self._first(self._names, avoid)

    def said(self, *avoid: str) -> str:
        """The first one as advice says it; one that is not for everybody is no advice for everybody."""
        found = self.first(*avoid)
        some = self._first(self._for_some, avoid) if found is None else found
        if some is None:
            return "a person or a mailbox that somebody returns"
        if found is not None and found not in self._limits:
            return f'"{found}"'
        topics = list_words(named(self._limits.get(some, ()))) or "some callers"
        return f'a person for every question or a mailbox that somebody returns ("{some}" is there for {topics} only)'

    def _first(self, names: Sequence[str], avoid: tuple[str, ...]) -> str | None:
        away = {name for at in avoid for name in found_away(self._view, at)}
        for name in names:
            if name in away or any(elsewhen(self._view.tree, self._view.entry, at, name) for at in avoid):
                continue
            if name not in self._onward:
                self._onward[name] = frozenset(reached(self._view, name, waiting=True))
            if self._onward[name].isdisjoint(avoid):
                return name
        return None

    @cached_property
    def _names(self) -> list[str]:
        """Whom to send callers to, the best first: those whom calls to this number come to, before those of others."""
        tree = self._view.tree
        there = [name for name in dict.fromkeys([*self._everybody, *tree.nodes]) if self._is_there(name)]
        if len(tree.entries) == 1:
            return self._ranked(there, self._kept)
        near = led_to(tree, [self._view.entry], dialling=True)
        first = self._ranked([n for n in there if n in near], [n for n in self._kept if n in near])
        return list(dict.fromkeys([*first, *self._ranked(there, self._kept)]))

    def _ranked(self, there: Sequence[str], boxes: Sequence[str]) -> list[str]:
        limited, general = self._limits, self._general
        of_all = [name for name in there if name not in limited and name in general]
        own = [name for name in there if name not in limited and name not in general]
        kept = [name for name in boxes if name not in limited]
        others = [name for name in there if name in limited]
        return [*of_all, *kept, *own, *others] if of_all else [*own, *kept, *others]

    @cached_property
    def _general(self) -> set[str]:
        """The nodes to which calls come without a choice for some callers only, and the people behind a key 0."""
        tree = self._view.tree
        menus = [node for node in tree.nodes.values() if isinstance(node, model.Menu)]
        zeros = [option.to for menu in menus for option in menu.options if option.key == "0"]
        people = (leads_to_person(tree, self._view.state, to) for to in zeros)
        return {*for_everybody(tree), *(name for name in people if name is not None)}

    @cached_property
    def _everybody(self) -> list[str]:
        return people_for_everybody(self._view.tree, self._view.state, self._view.entry)

    def _is_there(self, name: str) -> bool:
        """Whether people answer at a node in all the situations, or callers are taken care of without them."""
        node = self._view.tree.nodes[name]
        if name in dialled_only(self._view.tree) or is_gone(self._view, name):
            return False
        return is_person(node, self._view.state) and all(
            is_person(node, at.state)
            or not self._there
            and isinstance(node, model.Answered)
            and silence_is_kept(at, name)
            for at in self._others
        )

    @cached_property
    def _kept(self) -> list[str]:
        """Who calls back, the boxes that alert somebody at once, and the others that are returned; a callback that
        callers must choose something for is not for everybody."""
        tree = self._view.tree
        nodes = tree.nodes.values()
        boxes = [node for node in nodes if isinstance(node, model.Voicemail) and is_returned(node, tree)]
        boxes.sort(key=lambda box: box.pages is None)
        back = [n.name for n in nodes if isinstance(n, model.Callback) and n.name in for_everybody(tree)]
        return [*back, *(box.name for box in boxes)]

    @cached_property
    def _for_some(self) -> list[str]:
        """The boxes for some callers only."""
        return [name for name in self._kept if name in self._limits]

    @cached_property
    def _limits(self) -> dict[str, tuple[str, ...]]:
        """The people and boxes that are there for some callers only, with their topics where the file says them: by
        what they are for, else because callers come to them only by a choice, while there are others for the rest."""
        tree, general = self._view.tree, self._general
        by_people = limits(tree, self._view.state, self._view.entry)
        found = {name: topics for name, topics in by_people.items() if name not in self._everybody}
        people = [node.name for node in tree.nodes.values() if isinstance(node, model.Answered | model.Transfer)]
        about = chosen_about(tree)
        if len(people) > 1:
            found = {**{name: about[name] for name in people if name in about and name not in general}, **found}
        boxes = [node for node in tree.nodes.values() if isinstance(node, model.Voicemail)]
        for box in boxes:
            if box.topics is not None or len(boxes) > 1 and box.name not in general:
                found[box.name] = about.get(box.name, ()) if box.topics is None else box.topics
        return found


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
