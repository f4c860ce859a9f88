"""Hours of operation and the periods they make: what is open at a moment, in a normal week and in the coming year.

Moments are naive local wall-clock times of the tree's time zone. Only lengths of real time (hours in the year, gaps)
look at the zone itself, because where clocks change one night of the year is shorter and one longer than it looks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit.model import Holidays, Hours, PhoneTree, Span
from ivr_audit.place import InputError, Problem
from ivr_audit.value import Value, value
from ivr_audit.words import list_words
from ivr_audit.words import parse_moment as parse_moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY = 1440
"""Minutes of a day on the wall clock."""
YEAR = timedelta(days=366)
"""How far ahead everything is computed: a whole year, whatever day it starts on."""
HALF_HOUR = timedelta(minutes=30)
BRIEF = 7 / 60
"""Hours of a normal week in a period that is told in one line; Asterisk counts the last minute of a span as open."""
DAYTIME = (timedelta(hours=7), timedelta(hours=22))
"""When a person would try out a call; a design choice."""


class State(NamedTuple):
    """Which named hours are open, and whether the day is a public holiday."""

    open: frozenset[str]
    holiday: bool


class Stretch(NamedTuple):
    """Local time from `start` up to but not including `end`, in which nothing opens or closes."""

    start: datetime
    end: datetime
    state: State


class Gap(NamedTuple):
    """Local time from `start` to `end`; `hours` is what passes in real time, clock changes included."""

    start: datetime
    end: datetime
    hours: float

    @property
    def is_brief(self) -> bool:
        """Whether it is a few minutes at most."""
        return self.hours <= BRIEF


@value
class Period(Value):
    """All moments of the year with the same state.

    `open` is in the order of the file, `example` a local moment to try out a call, `hours_per_week` counts wall-clock
    hours of a normal week (no dates, no holidays), `hours_per_year` real time in the 366 days.
    """

    name: str
    open: tuple[str, ...]
    holiday: bool
    example: datetime
    hours_per_week: float
    hours_per_year: float

    @property
    def is_brief(self) -> bool:
        """Whether it is no more than a minute or so a day: where one schedule ends before the next has begun."""
        return 0 < self.hours_per_week <= BRIEF and self.hours_per_year <= 53 * BRIEF

    @property
    def state(self) -> State:
        """The state that holds at every moment of the period."""
        return State(frozenset(self.open), self.holiday)


def state_at(tree: PhoneTree, moment: datetime) -> State:
    """The state at a local moment; seconds do not count, since a minute belongs to the interval it starts in."""
    today = moment.date()
    yesterday = today - timedelta(days=1)
    calendar = _calendar(tree, yesterday, today)
    minute = moment.hour * 60 + moment.minute
    pieces = _pieces(tree.hours, calendar.day(yesterday), calendar.day(today))
    return next(piece.state for piece in pieces if minute < piece.end)


def timeline(tree: PhoneTree, as_of: date) -> tuple[Stretch, ...]:
    """The 366 days from `as_of` 00:00 local, as adjoining stretches each as long as it can be."""
    stretches: list[Stretch] = []
    end = datetime.combine(as_of, time()) + YEAR
    for start, state in reversed(_changes(tree, as_of)):
        stretches.append(Stretch(start, end, state))
        end = start
    return tuple(reversed(stretches))


def periods(tree: PhoneTree, as_of: date, stretches: Sequence[Stretch] = ()) -> tuple[Period, ...]:
    """The periods that occur in the 366 days from `as_of`, never none. `stretches` is their timeline, if it is known.

    In this order: ordinary days before holidays; within each, most named hours open first (so "closed" comes last),
    then most hours in a normal week, then the order of the hours in the file. Raises `InputError` for a time zone or
    a country that nobody knows.
    """
    try:
        zone = _zone(tree.timezone)
    except (KeyError, ValueError, OSError) as error:
        raise InputError([Problem(tree.at("timezone"), f'unknown time zone "{tree.timezone}"')]) from error
    lived: defaultdict[State, list[_Lived]] = defaultdict(list)
    for part in _lived(stretches or timeline(tree, as_of), zone):
        lived[part.state].append(part)
    weekly = Counter[State]()
    for piece in _week(tree):
        weekly[piece.state] += piece.end - piece.start
    rank = {name: n for n, name in enumerate(tree.hours)}

    def order(state: State) -> tuple[bool, int, int, list[int]]:
        return state.holiday, -len(state.open), -weekly[state], sorted(rank[name] for name in state.open)

    states = sorted(lived, key=order)
    brief = {state for state in states if 0 < weekly[state] <= BRIEF * 60}
    return tuple(
        Period(
            name=name,
            open=tuple(sorted(state.open, key=rank.__getitem__)),
            holiday=state.holiday,
            example=_example(lived[state]),
            hours_per_week=weekly[state] / 60,
            hours_per_year=sum((part.length for part in lived[state]), timedelta()) / timedelta(hours=1),
        )
        for state, name in zip(states, _names(tree, states, brief), strict=True)
    )


def normal_week(tree: PhoneTree) -> tuple[State, ...]:
    """The state for most of each of the 336 half hours from Monday 00:00, without dates and holidays."""
    inside: defaultdict[int, Counter[State]] = defaultdict(Counter)
    for start, end, state in _week(tree):
        for half_hour in range(start // 30, -(-end // 30)):
            inside[half_hour][state] += min(end, half_hour * 30 + 30) - max(start, half_hour * 30)
    return tuple(inside[half_hour].most_common(1)[0][0] for half_hour in range(7 * DAY // 30))


def normal_fortnight(tree: PhoneTree) -> tuple[Stretch, ...]:
    """Two normal weeks, without dates and holidays, from some Monday 00:00: whatever a week has, also over its end."""
    monday = datetime(2001, 1, 1)
    return tuple(
        Stretch(monday + timedelta(minutes=piece.start), monday + timedelta(minutes=piece.end), piece.state)
        for monday in (monday, monday + timedelta(days=7))
        for piece in _week(tree)
    )


def longest_without(stretches: Sequence[Stretch], reachable: Callable[[State], bool], timezone: str) -> Gap | None:
    """The longest run of real time in which `reachable` is false throughout, the first of equals; None if it never is.

    A run that begins before the first stretch or goes on after the last is counted only as far as they reach.
    `timezone` is a name that `zoneinfo` knows.
    """
    answers = {state: reachable(state) for state in dict.fromkeys(s.state for s in stretches)}
    best: Gap | None = None
    start: _Lived | None = None
    parts = _lived(stretches, _zone(timezone))
    for n, part in enumerate(parts):
        if answers[part.state]:
            start = None
            continue
        adjoins = n > 0 and parts[n - 1].utc_end == part.utc_start
        start = start if start and adjoins else part
        hours = (part.utc_end - start.utc_start) / timedelta(hours=1)
        if best is None or hours > best.hours:
            follows = n + 1 < len(parts) and parts[n + 1].utc_start == part.utc_end
            best = Gap(start.start, parts[n + 1].start if follows else part.end, hours)
    return best


def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # what is open at one moment can be said without

    return ZoneInfo(name)


def public_holidays(holidays: Holidays, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of the years, and the office's own dates. Raises `ValueError` for an unknown country."""
    found = set(holidays.dates)
    if holidays.country:
        for year in years:
            found |= _country_holidays(holidays.country, holidays.subdivision, year)
    return frozenset(found)


@lru_cache(maxsize=256)
def _country_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # takes a quarter of a second

    try:
        return frozenset(country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError as error:
        place = f"{country}-{subdivision}" if subdivision else country
        raise ValueError(f'no public holidays are known for "{place}"') from error


class _Day(NamedTuple):
    """All that decides what opens on a day: equal days have equal hours. `dated` is set if some hours name the date."""

    weekday: int
    dated: date | None
    holiday: bool


class _Piece(NamedTuple):
    """Minutes of a day, or of a week, in one state."""

    start: int
    end: int
    state: State


class _Calendar(NamedTuple):
    dated: frozenset[date]
    holidays: frozenset[date]

    def day(self, day: date) -> _Day:
        return _Day(day.weekday(), day if day in self.dated else None, day in self.holidays)


def _calendar(tree: PhoneTree, first: date, last: date) -> _Calendar:
    try:
        holidays = public_holidays(tree.holidays, range(first.year, last.year + 1))
    except ValueError as error:
        raise InputError([Problem(tree.at("holidays"), str(error))]) from error
    return _Calendar(frozenset().union(*(hours.dates for hours in tree.hours.values())), holidays)


def _spans(hours: Hours, day: _Day) -> tuple[Span, ...]:
    """The spans that start on the day: a date beats a holiday, a holiday beats a weekday."""
    if day.dated is not None and day.dated in hours.dates:
        return hours.dates[day.dated]
    if hours.always:
        return (Span(0, DAY),)
    return hours.weekly[day.weekday] if hours.holiday is None or not day.holiday else hours.holiday


def _pieces(named_hours: Mapping[str, Hours], before: _Day, day: _Day) -> tuple[_Piece, ...]:
    """The day from minute 0 to 1440, cut wherever something opens or closes; `before` may run on into it."""
    changes: defaultdict[int, Counter[str]] = defaultdict(Counter, {0: Counter()})
    for name, hours in named_hours.items():
        tails = [(start - DAY, end - DAY) for start, end in _spans(hours, before)]
        for start, end in [*tails, *_spans(hours, day)]:
            start, end = max(start, 0), min(end, DAY)
            if start < end:
                changes[start][name] += 1
                changes[end][name] -= 1
    changes.pop(DAY, None)
    cuts = sorted(changes)
    depth = Counter[str]()
    pieces = []
    for start, end in zip(cuts, [*cuts[1:], DAY], strict=True):
        depth.update(changes[start])
        pieces.append(_Piece(start, end, State(frozenset(+depth), day.holiday)))
    return tuple(pieces)


def _week(tree: PhoneTree) -> list[_Piece]:
    """A week of weekly lines only, in minutes from Monday 00:00."""
    days = [_Day(weekday, None, False) for weekday in range(7)]
    return [
        _Piece(n * DAY + start, n * DAY + end, state)
        for n in range(7)
        for start, end, state in _pieces(tree.hours, days[n - 1], days[n])
    ]


def _changes(tree: PhoneTree, as_of: date) -> list[tuple[datetime, State]]:
    """The moments of the year at which a new state begins, the first at 00:00 of `as_of`; equal days are cut once."""
    days = [as_of + timedelta(days=n) for n in range(-1, YEAR.days)]
    calendar = _calendar(tree, days[0], days[-1])
    known: dict[tuple[_Day, _Day], tuple[_Piece, ...]] = {}
    changes: list[tuple[datetime, State]] = []
    for before, day in pairwise(days):
        pair = calendar.day(before), calendar.day(day)
        if pair not in known:
            known[pair] = _pieces(tree.hours, *pair)
        midnight = datetime.combine(day, time())
        for piece in known[pair]:
            if not changes or piece.state != changes[-1][1]:
                changes.append((midnight + timedelta(minutes=piece.start), piece.state))
    return changes


class _Lived(NamedTuple):
    """A part of a stretch as it really passes: what the clock skips is left out, what it repeats comes twice."""

    utc_start: datetime
    utc_end: datetime
    start: datetime
    end: datetime
    state: State

    @property
    def length(self) -> timedelta:
        return self.utc_end - self.utc_start


def _lived(stretches: Sequence[Stretch], zone: ZoneInfo) -> list[_Lived]:
    """The stretches in real time. Between two clock changes local time is UTC plus a fixed offset."""
    if not stretches:
        return []
    parts = []
    for begin, finish, offset in _offsets(zone, stretches[0].start, stretches[-1].end):
        first, last = begin + offset, finish + offset
        for start, end, state in stretches:
            if start < last and first < end:
                start, end = max(start, first), min(end, last)
                parts.append(_Lived(start - offset, end - offset, start, end, state))
    return parts


@lru_cache(maxsize=16)
def _offsets(zone: ZoneInfo, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """`(from, to, offset)` in UTC for all of local time `start` to `end`; clocks change at most once in a day."""
    margin, step = timedelta(days=2), timedelta(days=1)
    begin = moment = start - margin
    offset = _offset(zone, moment)
    found = []
    while moment < end + margin:
        if _offset(zone, moment + step) != offset:
            change = _change(zone, moment, moment + step)
            found.append((begin, change, offset))
            begin, offset = change, _offset(zone, change)
        moment += step
    return *found, (begin, moment, offset)


def _offset(zone: ZoneInfo, utc: datetime) -> timedelta:
    local = utc.replace(tzinfo=UTC).astimezone(zone)
    return local.replace(tzinfo=None) - utc


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset of `before` gives way to that of `after`, both UTC."""
    old = _offset(zone, before)
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, before + timedelta(seconds=middle)) == old else (low, middle)
    return before + timedelta(seconds=high)


def _example(parts: Sequence[_Lived]) -> datetime:
    """The first start of a daytime half hour inside one of the parts, on the half hour if possible."""
    for part in parts:
        if part.length < HALF_HOUR:
            continue
        today = datetime.combine(part.start.date(), time())
        for midnight in (today, today + timedelta(days=1)):
            earliest = max(part.start, midnight + DAYTIME[0])
            latest = min(part.end, midnight + DAYTIME[1]) - HALF_HOUR
            on_the_half_hour = earliest + (midnight - earliest) % HALF_HOUR
            for moment in (on_the_half_hour, earliest):
                if moment <= latest:
                    return moment
    return parts[0].start


def _names(tree: PhoneTree, states: Sequence[State], brief: Set[State]) -> list[str]:
    """A name for each state, no two alike, made of what is open. Unsaid are hours open in all, and those called by
    their times ("mon-fri 08:30-17:00") where others are open at the same ones, but for a minute."""
    unsaid = frozenset.intersection(*(state.open for state in states))
    varying = [name for name in tree.hours if name not in unsaid]
    times = {name: tuple(name in state.open for state in states if state not in brief) for name in varying}
    named = {times[name] for name in varying if not re.search(r"\d", name)}
    usual = {name for name in varying if times[name] not in named or not re.search(r"\d", name)}
    names: list[str] = []
    for state in states:
        said = list_words([name for name in varying if name in state.open and (name in usual or state in brief)])
        if varying:
            plain = f"{said} open" if said else "closed"
        else:
            plain = "ordinary day" if any(s.holiday for s in states) else "at any time"
        if state.holiday:
            plain = f"holiday, {plain}" if said else "holiday"
        name, n = plain, 2
        while name in names:
            name, n = f"{plain} ({n})", n + 1
        names.append(name)
    return names
