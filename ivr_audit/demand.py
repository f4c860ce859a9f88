"""How much work comes to every line in a normal week, how many people are there, and what comes of it: worked out, not
simulated.

Calls come at the rates of the `traffic` section and go by the policies of callers.py to the first ring group or queue
where somebody is. What comes to a line from other lines, or from callers who try again, is left out, so that there is
at least as much work as is said here. People who share lines are taken together, and each time between two changes as
if it went on for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import Final, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import is_staffed
from ivr_audit.durations import longer, mean
from ivr_audit.erlang import Leaving, Waits, waits
from ivr_audit.hours import State
from ivr_audit.journeys import Journeys, Leg, parts_of
from ivr_audit.model import PhoneTree
from ivr_audit.scenario import Group, Scenario, normal_scenario, state_of
from ivr_audit.traffic import Traffic

HOUR: Final = 3600.0
_FEWEST: Final = 1e-6
_MOST_LEGS: Final = 50
"""A way is followed no further when so small a part of the calls goes on, or after so many stops."""


class Busy(NamedTuple):
    """A time within one hour of the week (0 to 167) in which nothing changes: its length in hours, the calls that come
    to the line, and the work of those who answer it: calls a second, the seconds that each takes, and people."""

    hour: int
    hours: float
    calls: float
    rate: float
    service: float
    people: int


class Team(NamedTuple):
    """Groups of staff that share lines. `work` has the hours of work that come to them, and `there` the hours that
    they are there, by hour of the week."""

    groups: tuple[str, ...]
    lines: tuple[str, ...]
    work: Mapping[int, float]
    there: Mapping[int, float]


class Line(NamedTuple):
    """A ring group or queue to which calls come first while somebody is there."""

    node: model.Ring | model.Queue
    times: tuple[Busy, ...]
    leaving: Leaving

    def waits(self, within: float = 0.0) -> Iterator[tuple[Busy, Waits]]:
        """What becomes of its callers at each time."""
        known: dict[tuple[float, float, int], Waits] = {}
        for busy in self.times:
            asked = busy.rate, busy.service, busy.people
            if asked not in known:
                known[asked] = waits(*asked, self.leaving, within)
            yield busy, known[asked]


class Demand(NamedTuple):
    """A normal week of an office. The lines are in the order of the file."""

    lines: tuple[Line, ...]
    teams: tuple[Team, ...]


def demand(tree: PhoneTree) -> Demand:
    """The normal week of a tree that says how many call; one that does not has no lines."""
    if "demand" not in tree.known:
        tree.known["demand"] = Demand((), ()) if tree.traffic is None else _Week(tree, tree.traffic).demand()
    found: Demand = tree.known["demand"]
    return found


class _Week:
    """A normal week while it is worked out."""

    def __init__(self, tree: PhoneTree, traffic: Traffic) -> None:
        self.office = normal_scenario(tree, traffic)
        self.first_lines = _FirstLines(self.office)
        self.pools = list(pools(self.office.groups))
        self.times: dict[str, list[Busy]] = defaultdict(list)

    def demand(self) -> Demand:
        """All of it."""
        work = [defaultdict[int, float](float) for _ in self.pools]
        there = [defaultdict[int, float](float) for _ in self.pools]
        for start, end in _stretches(self.office):
            hour, hours = int(start // HOUR), (end - start) / HOUR
            manned = {group.name for group in self.office.groups if group.present.at(start) >= 1}
            served = frozenset(name for group in self.office.groups if group.name in manned for name, _ in group.serves)
            parts = self.first_lines.parts(state_of(self.office, start), served)
            calls = {name: self.office.rates.at(start) * coming.part for name, coming in parts.items()}
            for number, pool in enumerate(self.pools):
                groups = [group for group in pool if group.name in manned]
                people = sum(int(group.present.at(start)) for group in groups)
                if people:
                    takes = {name: self._takes(seconds, parts.get(name)) for name, seconds in services(groups).items()}
                    there[number][hour] += hours * people
                    work[number][hour] += hours * sum(calls.get(name, 0.0) * takes[name] / HOUR for name in takes)
                    self._at(groups, calls, takes, Busy(hour, hours, 0.0, 0.0, 0.0, people))
        teams = [
            Team(tuple(group.name for group in pool), tuple(services(pool)), work[number], there[number])
            for number, pool in enumerate(self.pools)
        ]
        return Demand(tuple(self._lines()), tuple(teams))

    def _takes(self, seconds: float, coming: _Coming | None) -> float:
        """Seconds that a call keeps somebody at a line: so many, or only until it is passed on."""
        if coming is None or not coming.part:
            return seconds
        passed = coming.passed_on / coming.part
        return passed * self.office.tree.defaults.handover_talk + (1 - passed) * seconds

    def _at(self, groups: Sequence[Group], calls: Mapping[str, float], takes: Mapping[str, float], time: Busy) -> None:
        """Note a time for each line of the groups. Lines that are taken after it do not count for a line."""
        ranks: dict[str, int] = {}
        for name, rank in (served for group in groups for served in group.serves):
            ranks[name] = min(rank, ranks.get(name, rank))
        for name in ranks:
            before = {other: calls.get(other, 0.0) for other in ranks if ranks[other] <= ranks[name]}
            total = sum(before.values())
            if before[name] > 0:
                service = sum(before[other] * takes[other] for other in before) / total
                self.times[name].append(
                    time._replace(calls=before[name] * time.hours, rate=total / HOUR, service=service)
                )

    def _lines(self) -> Iterator[Line]:
        for name, node in self.office.tree.nodes.items():
            if isinstance(node, model.Ring | model.Queue) and name in self.times:
                yield Line(node, tuple(self.times[name]), _leaving(self.office, node))


class _Coming(NamedTuple):
    """Parts of all calls: those that come to a line first, and of them those that its people pass on."""

    part: float
    passed_on: float


class _FirstLines:
    """Which part of the calls comes to which line first, by what is open and which lines somebody answers."""

    def __init__(self, office: Scenario) -> None:
        self.office = office
        self.journeys = Journeys(office.tree)
        self.known: dict[tuple[State, frozenset[str]], Mapping[str, _Coming]] = {}

    def parts(self, state: State, served: frozenset[str]) -> Mapping[str, _Coming]:
        """Parts of all calls by line."""
        asked = state, served
        if asked not in self.known:
            found: dict[str, _Coming] = defaultdict(lambda: _Coming(0.0, 0.0))
            for entry, called in self.office.entries:
                for kind, are in self.office.callers:
                    for topic, want in self.office.topics:
                        leg = self.journeys.first(entry, kind, topic, state)
                        for line, came in self._followed(leg, called * are * want, state, served):
                            before = found[line]
                            found[line] = _Coming(before.part + came.part, before.passed_on + came.passed_on)
            self.known[asked] = found
        return self.known[asked]

    def _followed(self, first: Leg, part: float, state: State, served: frozenset[str]) -> Iterator[tuple[str, _Coming]]:
        """The first lines of calls that go along a leg, with the parts of them."""
        waiting = [(first, part, 0)]
        while waiting:
            leg, part, stops = waiting.pop()
            node = self.office.tree.nodes[leg.node]
            if part < _FEWEST or stops > _MOST_LEGS:
                continue
            on: Sequence[tuple[str, float]]
            ways = self.journeys.ways(leg.node) if leg.stop in ("branch", "ring", "queue") else {}
            if isinstance(node, model.Branch):
                on = parts_of(node, ways)
            elif not isinstance(node, model.Ring | model.Queue) or leg.stop == "end":
                continue
            elif leg.leaves_by:
                on = [(leg.leaves_by, 1.0)]
            elif node.name in served and is_staffed(node, state):
                kept = self.journeys.after(leg, "answered", state).stop == "end"
                yield node.name, _Coming(part, 0.0 if kept else part)
                continue
            else:
                on = [(way, 1.0) for way in ("no-agents", "no-answer", "overflow") if way in ways][:1]
            waiting += [(self.journeys.after(leg, way, state), part * share, stops + 1) for way, share in on]


def _stretches(office: Scenario) -> Iterator[tuple[float, float]]:
    """Times of the week within one hour each, in which nothing changes."""
    changes = {HOUR * hour for hour in range(24 * office.days)}
    changes.update(at for at, _ in office.states)
    for table in (office.rates, *(group.present for group in office.groups)):
        changes.update(at for at in table.times if at < table.end)
    moments = [*sorted(changes), office.rates.end]
    return pairwise(moments)


def pools(groups: Sequence[Group]) -> Iterator[tuple[Group, ...]]:
    """The groups, those together that share lines, also by way of others."""
    left = list(groups)
    while left:
        pool, lines = [left.pop(0)], set[str]()
        for group in pool:
            lines |= {name for name, _ in group.serves}
            more = [other for other in left if lines & {name for name, _ in other.serves}]
            pool += more
            left = [other for other in left if other not in more]
        yield tuple(sorted(pool, key=groups.index))


def services(groups: Sequence[Group]) -> dict[str, float]:
    """Seconds that a call of each line keeps somebody, on the mean of the groups that answer it."""
    found: dict[str, list[float]] = {}
    for group in groups:
        for name, _ in group.serves:
            found.setdefault(name, []).append(mean(group.handling[name]) + mean(group.after_call))
    return {name: sum(seconds) / len(seconds) for name, seconds in found.items()}


def _leaving(office: Scenario, node: model.Ring | model.Queue) -> Leaving:
    """When callers leave a line, as the simulation has it."""
    defaults = office.tree.defaults

    def patient(seconds: float) -> float:
        return longer(office.patience, seconds)

    if isinstance(node, model.Ring):
        rings = defaults.ring_for if node.ring_for is None else node.ring_for
        return Leaving(patient, limit=0.0 if node.busy is not None else rings)
    has_keys = node.exits or node.callback is not None
    return Leaving(
        patient,
        balks=office.balks,
        limit=inf if node.max_wait is None else node.max_wait,
        keys=office.exits if has_keys else 0.0,
        key_after=max(node.message_every or 0.0, defaults.key_reaction),
    )
