"""Everything an audit measures of one tree, computed when asked for: periods, and in each the calls of every entry.

Rules read this and nothing else. Periods in which no step differs share one `View`, so that a rule looks at each
different situation once and names all periods it holds in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from ivr_audit import model
from ivr_audit.call import (
    Call,
    Mark,
    Played,
    Position,
    play_keys,
    play_words,
    script_for,
    script_of,
    settled_outcome,
)
from ivr_audit.callers import CallerKind, play_caller
from ivr_audit.callgraph import End, Step, Stop, handovers, is_staffed, relevance, steps
from ivr_audit.finding import Witness
from ivr_audit.hours import (
    Gap,
    Period,
    State,
    Stretch,
    longest_without,
    normal_fortnight,
    normal_week,
    periods,
    timeline,
)
from ivr_audit.likely import is_unlikely
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Calls, Leg
from ivr_audit.step_names import word_of


class View:
    """The calls of one entry in all periods in which nothing differs for a caller."""

    def __init__(self, calls: Calls, found: Sequence[Period]) -> None:
        self.calls = calls
        self.tree = calls.tree
        self.entry = calls.entry
        self.state = calls.state
        self.periods = tuple(found)
        self._steps: dict[str, tuple[Step, ...]] = {}
        self._last_played: tuple[list[str], list[Mark]] = [], []
        self._callers: dict[tuple[CallerKind, str | None], Call] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the periods."""
        return tuple(period.name for period in self.periods)

    @cached_property
    def person_reachable(self) -> bool:
        """Whether a caller can reach a person at all."""
        return self.calls.time_to_person.reachable

    @property
    def until_first_ring(self) -> Calls:
        """The same calls, if whoever is there answered at once."""
        return self.calls.until_first_ring

    def steps(self, name: str) -> tuple[Step, ...]:
        """The steps from a node in these periods."""
        found = self._steps.get(name)
        if found is None:
            found = self._steps[name] = steps(self.tree, name, self.state)
        return found

    @cached_property
    def _came_by(self) -> dict[Stop, tuple[Stop, Step] | None]:
        """For every stop a caller can get to, where the way with the fewest steps comes from; people first, then on.
        Answers of a question that are not the likely ones come last."""
        came: dict[Stop, tuple[Stop, Step] | None] = {self.entry: None}
        waiting: deque[Stop] = deque(came)
        people: deque[Stop] = deque()
        unlikely: deque[tuple[Stop, Step]] = deque()
        while waiting or people or unlikely:
            if not waiting and not people:
                before, step = unlikely.popleft()
                if step.to not in came:
                    came[step.to] = (before, step)
                    waiting.append(step.to)
                continue
            stop = waiting.popleft() if waiting else people.popleft()
            for step in self._onward(stop):
                if isinstance(stop, str) and is_unlikely(self.tree, stop, step.name):
                    unlikely.append((stop, step))
                elif step.to not in came:
                    came[step.to] = (stop, step)
                    (people if isinstance(step.to, End) else waiting).append(step.to)
        return came

    @cached_property
    def reached(self) -> tuple[str, ...]:
        """The nodes a caller can get to without a person passing the call on, in the order of the tree."""
        return self.calls.entered

    @cached_property
    def visited(self) -> frozenset[str]:
        """The nodes a caller can get to, people passing the call on included."""
        return frozenset(stop for stop in self._came_by if isinstance(stop, str))

    def steps_into(self, name: str) -> Sequence[tuple[Stop, Step]]:
        """The steps by which calls come to a node, people passing them on included."""
        return self._into.get(name, ())

    @cached_property
    def _into(self) -> dict[str, list[tuple[Stop, Step]]]:
        """By node, the steps that lead there."""
        into: dict[str, list[tuple[Stop, Step]]] = {}
        for stop in self._came_by:
            for step in self._onward(stop):
                if not isinstance(step.to, End):
                    into.setdefault(step.to, []).append((stop, step))
        return into

    def _onward(self, stop: Stop) -> Sequence[Step]:
        """The steps from a stop, people passing the call on included."""
        if isinstance(stop, End):
            return handovers(self.tree, stop.node) if stop.outcome == "person" else ()
        return self.steps(stop)

    def way_to(self, stop: Stop) -> tuple[Leg, ...] | None:
        """The way to a stop with the fewest steps, if need be with people passing the call on; None: there is none."""
        if stop not in self._came_by:
            return None
        legs: list[Leg] = []
        before = self._came_by[stop]
        while before is not None:
            source, step = before
            legs.append(Leg(source.node if isinstance(source, End) else source, step.name))
            before = self._came_by[source]
        return tuple(reversed(legs))

    def witness(self, legs: Sequence[tuple[str, str]], *more: str) -> Witness:
        """The call that goes along a path and then says `more`, as it is when it is replayed. Words for which it has no
        use, because it has come round in a circle before, are left out."""
        script = (*script_for(self.tree, self.state, legs), *more)
        done = self._play(script)
        if done.unused:
            return self.witness((), *script[: len(script) - len(done.unused)])
        outcome = settled_outcome(self.tree, done.position, done.outcome)
        return Witness(self.periods[0].example, self.entry, ",".join(script), outcome, done.position.node)

    def _play(self, script: Sequence[str]) -> Played:
        """Play a script. What it has in common with the one before is not played again: in a deep tree most findings
        lie behind the same first menus."""
        words = [word_of(word) for word in script]
        before, marks = self._last_played
        common = next((i for i, (a, b) in enumerate(zip(words, before, strict=False)) if a != b), None)
        common = min(len(words), len(before)) if common is None else common
        kept = [mark for mark in marks if mark.used < common]
        self._last_played = words, kept or [Mark(0, Position(self.entry))]
        return play_words(self.tree, self.state, self._last_played[1], words)

    def witness_of(self, call: Call) -> Witness:
        """The witness of a caller's call. One that goes round in a circle is shown going round again, for a script
        alone tells of no circle before that."""
        script = script_of(call.keys)
        rounds = (
            [(n, times) for n in range(1, len(script) + 1) for times in (0, 1, 2)] if call.outcome == "stuck" else []
        )
        for count, times in rounds:
            again = (*script, *script[len(script) - count :] * times)
            done = play_keys(self.tree, self.state, self.entry, again)
            if done.outcome == "stuck" and not done.unused:
                return self.witness((), *again)
        return self.witness((), *script)

    def caller(self, kind: CallerKind, topic: str | None = None) -> Call:
        """The call of one of the five callers."""
        if (kind, topic) not in self._callers:
            self._callers[kind, topic] = play_caller(self.tree, self.state, self.entry, kind, topic)
        return self._callers[kind, topic]

    def staffed(self, node: model.Node) -> bool:
        """Whether people are at a node in these periods."""
        return isinstance(node, model.Answered) and is_staffed(node, self.state)


class Measures:
    """What there is to know about a tree in the 366 days from `as_of`."""

    def __init__(self, tree: PhoneTree, as_of: date, before: Measures | None = None) -> None:
        """`before` are those of the tree before a change; where the change leaves the hours alone, its periods hold."""
        self.tree = tree
        self.as_of = as_of
        self._before = before
        self._relevant = relevance(tree)
        self._gaps: dict[frozenset[State], Gap | None] = {}

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods that occur, those with people first."""
        before = self._before
        if before is not None and before.as_of == self.as_of and _calendar(before.tree) == _calendar(self.tree):
            return before.periods
        return periods(self.tree, self.as_of, self.timeline)

    @cached_property
    def timeline(self) -> tuple[Stretch, ...]:
        """The 366 days as stretches of one state each."""
        return timeline(self.tree, self.as_of)

    @cached_property
    def _views(self) -> dict[tuple[str, State], View]:
        alike: dict[State, list[Period]] = {}
        for period in self.periods:
            alike.setdefault(self._relevant(period.state), []).append(period)
        found = {}
        for state, same in alike.items():
            for entry in dict.fromkeys(entry.node for entry in self.tree.entries):
                found[entry, state] = View(Calls(self.tree, state, entry), sorted(same, key=lambda one: one.is_brief))
        return found

    @property
    def every_view(self) -> Iterator[View]:
        """Every different situation of every entry."""
        return iter(self._views.values())

    @property
    def views(self) -> Iterator[View]:
        """Every different situation of every entry but those of brief periods alone, unless there are no others: a
        minute between two schedules is told in the tables and is no finding."""
        usual = [view for view in self.every_view if not all(period.is_brief for period in view.periods)]
        return iter(usual or self.every_view)

    def view(self, entry: str, state: State) -> View | None:
        """The situation of an entry in a state; None if that state never comes in the year."""
        return self._views.get((entry, self._relevant(state)))

    def reached(self) -> set[str]:
        """The nodes that any caller can get to at any time, people passing calls on included."""
        return {name for view in self.every_view for name in view.visited}

    def typical(self, state: State, topic: str | None) -> float | None:
        """Typical seconds to a person (with a topic: to the right one) in a state, from the best entry; None: never."""
        found = []
        for entry in self.tree.entries:
            view = self.view(entry.node, state)
            if view is not None:
                times = view.calls.time_to_person if topic is None else view.calls.topics[topic].right_person
                found.append(times.typical)
        return min((seconds for seconds in found if seconds is not None), default=None)

    def gap(self, topic: str | None = None) -> Gap | None:
        """The longest stretch of the year without a person (with a topic: the right one); None: there always is one."""
        there = frozenset(p.state for p in self.periods if self.typical(p.state, topic) is not None)
        if there not in self._gaps:
            self._gaps[there] = longest_without(self.timeline, there.__contains__, self.tree.timezone)
        return self._gaps[there]

    def weekly_gap(self, topic: str | None = None) -> Gap | None:
        """The longest stretch of a normal week without a person; only its weekdays and times mean anything. None where
        there always is one, or never."""
        found = longest_without(
            normal_fortnight(self.tree), lambda state: self.typical(state, topic) is not None, "UTC"
        )
        return None if found is None or found.hours > 7 * 24 else found

    def week(self, topic: str | None = None) -> tuple[float | None, ...]:
        """For each half hour of a normal week from Monday 00:00, the typical seconds to a person; None: nobody."""
        half_hours = normal_week(self.tree)
        typical = {state: self.typical(state, topic) for state in set(half_hours)}
        return tuple(typical[state] for state in half_hours)


def _calendar(tree: PhoneTree) -> tuple[object, ...]:
    """All that decides which periods there are."""
    return tree.hours, tree.holidays, tree.timezone
