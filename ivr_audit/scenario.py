"""The office as it is worked out and simulated: tree, staff and callers, with every default filled in and named."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import inf
from typing import Final, NamedTuple, TypeVar

from ivr_audit import model
from ivr_audit.callers import CALLERS, CallerKind
from ivr_audit.clock import length
from ivr_audit.hours import State, Stretch, normal_fortnight, public_holidays, timeline
from ivr_audit.messages import returned
from ivr_audit.model import PhoneTree
from ivr_audit.timetable import DAY, Timetable, timetable
from ivr_audit.traffic import Duration, Rate, Redial, Rounds, StaffGroup, Traffic, Week
from ivr_audit.words import list_words, say_day, say_duration

Name = TypeVar("Name")
CALLS_A_DAY: Final = 84.0
"""On a weekday, if nothing is said: 21 a day for each 1,000 patients (median of seven practices) and 4,000 patients."""
PATIENCE: Final = Duration("exponential", 300.0)
BALKS: Final = 0.05
HANDLING: Final = Duration("lognormal", 240.0, 1.0)
LEAVES_MESSAGE: Final = 0.42
KINDS: Final[Mapping[CallerKind, float]] = {"listener": 1.0}
EXITS: Final = 0.1
ROUND: Final = 16 * 60
"""Minute of the day at which a box with an owner is emptied, if nothing is said."""
MOST_DAYS: Final = 366
_BALK: Final = "{} of the callers give up at once when they would have to wait in a queue"
_EXIT: Final = "{} of waiting callers take the key that a queue offers; no figure was found"
_ALWAYS: Final = "always"
"""Hours that need not be among those of the tree, as "closed"; they are no state of it."""
_LEAVE: Final = "{} of those who come to a mailbox leave a message; the others give up"


class Group(NamedTuple):
    """Staff who answer together: how many are there, and which nodes they answer, by rank."""

    name: str
    present: Timetable
    serves: tuple[tuple[str, int], ...]
    handling: Mapping[str, Duration]
    after_call: Duration


class Box(NamedTuple):
    """A mailbox: its greeting's length, the seconds from the first midnight at which it is emptied, the promise, and
    how many messages fit in (inf where the file does not say)."""

    name: str
    greeting: float
    rounds: tuple[float, ...]
    at_most: int | None
    promise: float | None
    never: bool
    capacity: float = inf


class Scenario(NamedTuple):
    """Everything a replication needs. Times are seconds from the first midnight on the wall clock."""

    tree: PhoneTree
    first: date
    days: int
    rates: Timetable
    states: tuple[tuple[float, State], ...]
    """The moments at which something opens or closes, and what is open from then on."""
    entries: tuple[tuple[str, float], ...]
    """Nodes where calls begin, and parts of the calls."""
    topics: tuple[tuple[str | None, float], ...]
    callers: tuple[tuple[CallerKind, float], ...]
    patience: Duration
    balks: float
    exits: float
    leaves_message: float
    message: Duration
    answers_after: Duration | None
    redial: Redial | None
    groups: tuple[Group, ...]
    boxes: tuple[Box, ...]
    assumed: tuple[str, ...]


def scenario(tree: PhoneTree, traffic: Traffic | None, first: date, days: int = MOST_DAYS) -> Scenario:
    """The scenario of a tree. `traffic` is its own section or another; None is an office of which nothing is known."""
    days = min(days, MOST_DAYS)
    holidays = public_holidays(tree.holidays, range(first.year, first.year + 3))
    states = _states(timeline(tree, first), datetime.combine(first, time()), days)
    found = _Filling(tree, traffic or Traffic(place=tree.place), first, days, states, holidays.__contains__).scenario()
    return found._replace(assumed=(*found.assumed, *_clock_changes(tree.timezone, first, days)))


def _clock_changes(timezone: str, first: date, days: int) -> Iterator[str]:
    """That the days on which the clock is put forward or back have 24 hours here, where there is such a day."""
    from zoneinfo import ZoneInfo

    try:
        zone = ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        return
    days_on = [first + timedelta(days=day) for day in range(days + 1)]
    offsets = [datetime.combine(day, time(), zone).utcoffset() or timedelta() for day in days_on]
    changes = [(day, after - before) for day, (before, after) in zip(days_on, pairwise(offsets), strict=False)]
    told = [f"{'forward' if by > timedelta() else 'back'} on {say_day(day)}" for day, by in changes if by]
    if told:
        yield f"every day has 24 hours, also where the clock is put {list_words(told)} ({timezone})"


def normal_scenario(tree: PhoneTree, traffic: Traffic) -> Scenario:
    """The scenario of a normal week, from Monday on, without dates and holidays."""
    stretches = normal_fortnight(tree)
    begin = stretches[0].start
    states = _states(stretches, begin, 7)
    return _Filling(tree, traffic, begin.date(), 7, states, lambda day: False).scenario()


def _states(stretches: Iterable[Stretch], begin: datetime, days: int) -> tuple[tuple[float, State], ...]:
    """What is open from when on, in seconds from the beginning."""
    return tuple(
        ((one.start - begin).total_seconds(), one.state) for one in stretches if (one.start - begin).days < days
    )


def state_of(scenario: Scenario, at: float) -> State:
    """What is open at a moment."""
    return scenario.states[max(bisect_right(scenario.states, at, key=lambda change: change[0]) - 1, 0)][1]


class _Filling:
    """A traffic section while its gaps are filled."""

    def __init__(
        self,
        tree: PhoneTree,
        traffic: Traffic,
        first: date,
        days: int,
        states: tuple[tuple[float, State], ...],
        is_holiday: Callable[[date], bool],
    ) -> None:
        self.tree, self.traffic, self.first, self.days = tree, traffic, first, days
        self.states, self.is_holiday = states, is_holiday
        self.assumed: list[str] = []

    def scenario(self) -> Scenario:
        """All of it. What was assumed is told in the order in which a reader asks."""
        traffic, nodes = self.traffic, self.tree.nodes.values()
        offers = any(isinstance(node, model.Queue) and (node.exits or node.callback) for node in nodes)
        boxes = any(isinstance(node, model.Voicemail) for node in nodes)
        queues = any(isinstance(node, model.Queue) for node in nodes)
        return Scenario(
            tree=self.tree,
            first=self.first,
            days=self.days,
            rates=self._rates(),
            states=self.states,
            entries=self._entries(),
            topics=self._topics(),
            callers=self._callers(),
            groups=self._groups(),
            patience=self._patience(),
            balks=self._part(traffic.balks, BALKS, _BALK) if queues else BALKS,
            exits=self._part(traffic.exits, EXITS, _EXIT) if offers else 0.0,
            leaves_message=self._part(traffic.leaves_message, LEAVES_MESSAGE, _LEAVE) if boxes else LEAVES_MESSAGE,
            message=self._message(boxes),
            boxes=tuple(self._boxes()),
            answers_after=self._answers_after(),
            redial=self._redial(),
            assumed=tuple(self.assumed),
        )

    def _patience(self) -> Duration:
        waited = any(isinstance(node, model.Ring | model.Queue) for node in self.tree.nodes.values())
        if self.traffic.patience is None and waited:
            self.assumed.append(
                f"callers wait {say_duration(PATIENCE.first)} on average before they give up (exponential); "
                "values found run from 65 s to 14 min"
            )
        return self.traffic.patience or PATIENCE

    def _message(self, boxes: bool) -> Duration:
        usual = self.tree.defaults.message_length
        if self.traffic.message is None and boxes:
            self.assumed.append(f"a message takes {say_duration(usual)}; no figure was found")
        return self.traffic.message or Duration("constant", usual)

    def _answers_after(self) -> Duration | None:
        """None: as the nodes say, or the defaults of the tree."""
        unsaid = [
            node.name
            for node in self.tree.nodes.values()
            if isinstance(node, model.Ring) and node.answers_after is None and node.members != ()
        ]
        if self.traffic.answers_after is None and unsaid:
            usual = say_duration(self.tree.defaults.answers_after)
            self.assumed.append(f"who is free answers the telephone after {usual}, in {_named(unsaid)}")
        return self.traffic.answers_after

    def _redial(self) -> Redial | None:
        if self.traffic.redial is None:
            self.assumed.append("nobody calls again who gave up, was cut off or was not called back")
        return self.traffic.redial

    def _part(self, said: float | None, default: float, sentence: str) -> float:
        if said is None:
            self.assumed.append(sentence.format(f"{default:.0%}"))
        return default if said is None else said

    def _rates(self) -> Timetable:
        """Calls an hour; a total is spread evenly over the hours in which something is open."""
        traffic = self.traffic
        if traffic.calls is not None:
            return timetable(self._week(traffic.calls), self.first, self.days, self.is_holiday)
        week = traffic.calls_a_week
        if week is not None:
            self.assumed.append("the calls of a week are spread evenly over the opening hours")
        else:
            week = 5 * CALLS_A_DAY
            self.assumed.append(
                f"{CALLS_A_DAY:.0f} calls come on a weekday, spread evenly over the opening hours: "
                "21 a day for each 1,000 patients, with 4,000 patients; say `calls:` for your own"
            )
        times = [at for at, _ in self.states]
        opened = [bool(state.open) for _, state in self.states]
        if all(opened) or not any(opened):
            return Timetable((0.0,), (week / 168,), self.days * DAY)
        ends = [*times[1:], self.days * DAY]
        hours = sum(end - at for at, end, is_open in zip(times, ends, opened, strict=True) if is_open) / 3600
        rate = week * self.days / 7 / hours
        return Timetable(tuple(times), tuple(rate if is_open else 0.0 for is_open in opened), self.days * DAY)

    def _week(self, calls: Week) -> Week:
        """The calls of a week with those of public holidays."""
        if calls.holiday is not None or not any(self.is_holiday(self._day(day)) for day in range(self.days)):
            return calls
        if self.traffic.log:
            self.assumed.append("as many call on public holidays as on Sundays: the log has no holiday")
            return replace(calls, holiday=calls.days[6])
        rate = "nobody calls" if not calls.otherwise else f"{calls.otherwise:g} call in an hour"
        self.assumed.append(f"{rate} on public holidays")
        return calls

    def _day(self, day: int) -> date:
        return self.first + timedelta(days=day)

    def _entries(self) -> tuple[tuple[str, float], ...]:
        said = self.traffic.entries
        parts = {entry.node: 0.0 for entry in self.tree.entries}
        nodes = {entry.number: entry.node for entry in self.tree.entries if entry.number}
        for name, part in said.items():
            parts[nodes.get(name, name)] += part
        others = [entry for entry in self.tree.entries if entry.number not in said and entry.node not in said]
        left = 1.0 - sum(said.values())
        for entry in others:
            parts[entry.node] += max(left, 0.0) / len(others)
        if len(others) > 1 and len(parts) > 1 and left > 1e-9:
            which = "other number" if said else "number"
            self.assumed.append(f"each {which} is called equally often")
        return _shares(parts)

    def _topics(self) -> tuple[tuple[str | None, float], ...]:
        """What callers want; those who are in no part want nothing in particular."""
        parts: dict[str | None, float] = dict(self.traffic.topics.items())
        if not parts and self.tree.topics:
            self.assumed.append(f"callers want {list_words(list(self.tree.topics))} equally often")
            parts = dict.fromkeys(self.tree.topics, 1 / len(self.tree.topics))
        left = 1.0 - sum(parts.values())
        return _shares({**parts, None: left} if left > 1e-9 else parts)

    def _callers(self) -> tuple[tuple[CallerKind, float], ...]:
        said = {kind: self.traffic.callers[kind] for kind in CALLERS if kind in self.traffic.callers}
        if not said:
            if any(isinstance(node, model.Menu | model.Ask) for node in self.tree.nodes.values()):
                self.assumed.append("every caller listens and presses the key for what they want")
            return _shares(dict(KINDS))
        left = 1.0 - sum(said.values())
        said["listener"] = said.get("listener", 0.0) + max(left, 0.0)
        return _shares(said)

    def _groups(self) -> tuple[Group, ...]:
        """The groups that are described, then one for each line that none of them answers."""
        described = list(self.traffic.staff)
        served = {node for group in described for node, _ in group.serves}
        alone = [group.name for group in described if group.people is None and group.shifts is None]
        for node in self.tree.nodes.values():
            if not isinstance(node, model.Ring | model.Queue) or node.name in served:
                continue
            if isinstance(node, model.Ring) and node.members == ():
                continue
            stated = node.agents if isinstance(node, model.Queue) else node.people
            if stated is None:
                alone.append(node.name)
            serves = ((node.name, 0),)
            described.append(
                StaffGroup(name=node.name, place=node.place, serves=serves, people=stated, hours=node.staffed)
            )
        if alone:
            self.assumed.append(f"one person answers at {_named(alone)}")
        if self.traffic.handling is None and any(group.handling is None for group in described):
            takes = say_duration(HANDLING.first)
            self.assumed.append(f"a call takes {takes} on average (lognormal, measured at a medical front desk)")
        if any(group.after_call is None for group in described):
            self.assumed.append("people take the next call at once: work after a call is part of its time")
        return tuple(map(self._group, described))

    def _group(self, group: StaffGroup) -> Group:
        usual = group.handling or self.traffic.handling or HANDLING
        return Group(
            name=group.name,
            present=self._present(group),
            serves=group.serves,
            handling={node: group.handling_at.get(node, usual) for node, _ in group.serves},
            after_call=group.after_call or Duration("constant", 0.0),
        )

    def _present(self, group: StaffGroup) -> Timetable:
        """How many are there at any time: by shifts less breaks, within the hours that are said.

        Who is counted by `people` alone is there while any of the nodes that they answer is staffed.
        """
        nodes = (self.tree.nodes.get(name) for name, _ in group.serves)
        hours: set[str | None] = {group.hours}
        if group.hours is None and (group.shifts is None or group.people is not None):
            hours = {node.staffed for node in nodes if isinstance(node, model.Answered)}
        changes = {at for at, _ in self.states}
        tables = [
            timetable(week, self.first, self.days, self.is_holiday)
            for week in (group.shifts, group.breaks)
            if week is not None
        ]
        changes.update(at for table in tables for at in table.times)
        times: list[float] = []
        numbers: list[float] = []
        for at in sorted(changes):
            shift = float(group.people or 1) if group.shifts is None else tables[0].at(at)
            away = tables[-1].at(at) if group.breaks is not None else 0.0
            number = max(shift - away, 0.0) if self._is_open(hours, at) else 0.0
            if not numbers or numbers[-1] != number:
                times.append(at)
                numbers.append(float(int(number)))
        return Timetable(tuple(times), tuple(numbers), self.days * DAY)

    def _is_open(self, hours: set[str | None], at: float) -> bool:
        """Whether any of these hours are open; None are never closed."""
        if hours & {None, _ALWAYS}:
            return True
        return not hours.isdisjoint(self.states[bisect_right(self.states, at, key=lambda one: one[0]) - 1][1].open)

    def _boxes(self) -> Iterator[Box]:
        said = {rounds.box: rounds for rounds in self.traffic.mailboxes}
        assumed: list[str] = []
        for node in self.tree.nodes.values():
            if isinstance(node, model.Voicemail):
                rounds = said.get(node.name)
                never = returned(node, self.tree) == "nobody" if rounds is None else not any(rounds.times)
                if rounds is None and not never:
                    assumed.append(node.name)
                    rounds = Rounds(box=node.name, place=node.place, times=((ROUND,),) * 5 + ((), ()))
                yield Box(
                    node.name,
                    length(node.greeting, self.tree.defaults),
                    () if rounds is None else self._rounds(rounds),
                    None if rounds is None else rounds.at_most,
                    node.reply_within,
                    never,
                    inf if node.capacity is None else node.capacity,
                )
        if assumed:
            self.assumed.append(f"messages are returned on working days at 16:00, in {_named(assumed)}")

    def _rounds(self, rounds: Rounds) -> tuple[float, ...]:
        found = []
        for day in range(self.days):
            today = self._day(day)
            if rounds.on_holidays or not self.is_holiday(today):
                found += [day * DAY + minute * 60.0 for minute in sorted(rounds.times[today.weekday()])]
        return tuple(found)


def _shares(parts: Mapping[Name, float]) -> tuple[tuple[Name, float], ...]:
    """Parts of 1, in the order given; those of nought are left out."""
    whole = sum(parts.values())
    return tuple((name, part / whole) for name, part in parts.items() if part > 0)


def _named(names: list[str]) -> str:
    """Nodes in quotes, the first six of them."""
    shown = [f'"{name}"' for name in names[:6]]
    return list_words([*shown, f"{len(names) - 6} more"] if len(names) > 6 else shown)


def weekly(days: Mapping[int, tuple[tuple[int, int, float], ...]], otherwise: float = 0.0) -> Week:
    """A `Week` from `{weekday: ((start, end, number), ...)}`, for those who write scenarios in Python."""
    return Week(days=tuple(tuple(Rate(*rate) for rate in days.get(day, ())) for day in range(7)), otherwise=otherwise)
