"""Checks of the clock that follow each other, as one check with one schedule.

A dialplan asks the clock line by line: Christmas? New Year? Monday to Friday from nine to five? To a caller that is one
question, so the lines between two or three places become one check: open, closed, and where days of their own lead
elsewhere, holiday. What leads to more places stays line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from ivr_audit.model import HANGUP, Hours, HoursCheck, Node, Span, targeted
from ivr_audit.place import Place

_WHOLE_DAY = 1440
_SMALL_HOURS = 3 * 60
"""When offices are closed, if they ever are: tells which of two ways is the closed one."""
_MOST_CHECKS = 400
_MOST_NAMED = 50

Day = tuple[tuple[int, str], ...]
"""Where calls go on a day: from this minute on to this place, until the next."""


class Clock(NamedTuple):
    """A line that asks the clock: its hours, and if it is in a routine, where that is called, what the step there is
    called, and what the schedule is called (the routine is `; the hours NAME`)."""

    hours: Hours
    place: Place
    title: str = ""
    name: str = ""


@dataclass
class Folded:
    """The checks in place of others, the schedules of all that are left, their titles, and the days of holidays."""

    nodes: dict[str, HoursCheck] = field(default_factory=dict)
    hours: dict[str, Hours] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    holidays: tuple[date, ...] = ()


class _Ways(NamedTuple):
    """Where a chain of checks leads: on each weekday, and on dates that differ from it."""

    week: tuple[Day, ...]
    dates: Mapping[date, Day]
    first: str


class _Meant(NamedTuple):
    open: str
    closed: str
    holiday: str | None


def folded(
    nodes: Mapping[str, Node], clocks: Mapping[str, Clock], hours: Mapping[str, Hours], begins: Iterable[str]
) -> Folded:
    """One check for every chain of them that leads to two places, or to a third on some dates."""
    taken: frozenset[date] | None = None
    plans: list[tuple[str, list[Hours], _Ways, _Meant, frozenset[date]]] = []
    others = {node.hours for name, node in nodes.items() if isinstance(node, HoursCheck) and name not in clocks}
    waiting = _roots(nodes, clocks, begins)
    seen: set[str] = set()
    for root in waiting:
        if root in seen:
            continue
        seen.add(root)
        chain = _chain(nodes, clocks, root)
        ways = _ways(nodes, clocks, chain, root) if len(chain) > 1 or clocks[root].name else None
        meant = _meant(ways, bool(clocks[root].name)) if ways is not None else None
        days = _holidays(ways, meant) if ways is not None and meant is not None else frozenset()
        if ways is None or meant is None or (days and taken not in (None, days)):
            waiting += [to for to in targeted(nodes[root]) if to in clocks]
            others.add(clocks[root].hours.name)
            continue
        taken = days or taken
        plans.append((root, [clocks[name].hours for name in chain], ways, meant, days))
    found = Folded(hours={name: one for name, one in hours.items() if name in others})
    for root, said, ways, meant, days in plans:
        _take(found, clocks[root], said, root, ways, meant, days)
    found.holidays = tuple(sorted(taken or ()))
    with_days = {root for root, _, _, _, days in plans if days}
    own = {node.hours for root, node in found.nodes.items() if root in with_days}
    found.hours = {name: one if name in own else _as_usual(one, found.holidays) for name, one in found.hours.items()}
    return found


def _as_usual(hours: Hours, holidays: Iterable[date]) -> Hours:
    """A schedule that does not speak of the holidays of another one."""
    dates = {**{when: hours.weekly[when.weekday()] for when in holidays}, **hours.dates}
    return hours if len(dates) == len(hours.dates) or hours.always else replace(hours, dates=MappingProxyType(dates))


def _roots(nodes: Mapping[str, Node], clocks: Mapping[str, Clock], begins: Iterable[str]) -> list[str]:
    """The checks that something other than a check leads to."""
    other = (to for name, node in nodes.items() if name not in clocks for to in targeted(node))
    return [name for name in dict.fromkeys((*begins, *other)) if name in clocks]


def _chain(nodes: Mapping[str, Node], clocks: Mapping[str, Clock], root: str) -> tuple[str, ...]:
    """The checks that follow each other from here on; none if they come back to one of them."""
    order: list[str] = []
    state: dict[str, bool] = {}
    waiting = [(root, False)]
    while waiting:
        name, done = waiting.pop()
        if done:
            state[name] = True
            order.append(name)
            continue
        if name in state:
            if not state[name]:
                return ()
            continue
        if len(state) >= _MOST_CHECKS:
            return ()
        state[name] = False
        waiting.append((name, True))
        waiting += [(to, False) for to in targeted(nodes[name]) if to in clocks and state.get(to) is not True]
    return tuple(reversed(order))


def _ways(nodes: Mapping[str, Node], clocks: Mapping[str, Clock], chain: tuple[str, ...], root: str) -> _Ways | None:
    hours = {name: clocks[name].hours for name in chain}
    checks = {name: node for name in chain if isinstance(node := nodes[name], HoursCheck)}

    def day(weekday: int, when: date | None) -> Day:
        spans = {name: _spans(one, weekday, when) for name, one in hours.items()}
        cuts = sorted({0, *(minute for many in spans.values() for span in many for minute in span)} - {_WHOLE_DAY})
        found: list[tuple[int, str]] = []
        for minute in cuts:
            at = root
            while at in checks:
                inside = any(span.start <= minute < span.end for span in spans[at])
                at = (checks[at].open if inside else checks[at].closed) or HANGUP
            if not found or found[-1][1] != at:
                found.append((minute, at))
        return tuple(found)

    week = tuple(day(weekday, None) for weekday in range(7))
    known: dict[tuple[int, frozenset[str]], Day] = {}
    dates: dict[date, Day] = {}
    for when in sorted({one for single in hours.values() for one in single.dates}):
        named = when.weekday(), frozenset(name for name, one in hours.items() if when in one.dates)
        if named not in known:
            known[named] = day(when.weekday(), when)
        if known[named] != week[when.weekday()]:
            dates[when] = known[named]
    last = root
    while last in checks:
        last = checks[last].closed or HANGUP
    return _Ways(week, MappingProxyType(dates), last)


def _spans(hours: Hours, weekday: int, when: date | None) -> tuple[Span, ...]:
    return hours.dates.get(when, ()) if hours.dates and when is not None else hours.weekly[weekday]


def _meant(ways: _Ways, is_named: bool) -> _Meant | None:
    """Which place is which; None where two or three words are not enough. A named schedule is closed if no line fits,
    others also where the lines tell when nobody is there."""
    weekly = dict.fromkeys(to for day in ways.week for _, to in day)
    only = dict.fromkeys(to for day in ways.dates.values() for _, to in day if to not in weekly)
    if len(weekly) == 1 and len(only) == 1:
        usual, other = next(iter(weekly)), next(iter(only))
        return _Meant(other, usual, None) if is_named and usual == ways.first else _Meant(usual, other, None)
    if len(weekly) != 2 or len(only) > 1:
        return None
    closed = ways.first if is_named and ways.first in weekly else _closed(ways, list(weekly))
    opened = next(to for to in weekly if to != closed)
    holiday = next(iter(only), None)
    if holiday is not None and any({to for _, to in day} >= {closed, holiday} for day in ways.dates.values()):
        return None
    return _Meant(opened, closed, holiday)


def _closed(ways: _Ways, places: list[str]) -> str:
    """The place that calls come to at night, or where that is not the same every night, when no line fits."""
    nights = Counter(_at(day, _SMALL_HOURS) for day in ways.week)
    if len(nights) == 1 and (at_night := next(iter(nights))) in places:
        return at_night
    return ways.first if ways.first in places else places[-1]


def _at(day: Day, minute: int) -> str:
    return next(to for start, to in reversed(day) if start <= minute)


def _holidays(ways: _Ways, meant: _Meant) -> frozenset[date]:
    if meant.holiday is None:
        return frozenset()
    return frozenset(when for when, day in ways.dates.items() if any(to == meant.holiday for _, to in day))


def _take(
    found: Folded, clock: Clock, said: list[Hours], root: str, ways: _Ways, meant: _Meant, days: frozenset[date]
) -> None:
    weekly = tuple(_open(day, meant.open) for day in ways.week)
    dated = {when: _open(day, meant.open) for when, day in ways.dates.items()}
    usual = Counter(dated[when] for when in sorted(days))
    holiday = usual.most_common(1)[0][0] if usual else ()
    dates = {when: spans for when, spans in dated.items() if when not in days or spans != holiday}
    hours = Hours(
        name="", place=clock.hours.place, weekly=weekly, dates=MappingProxyType(dates), holiday=holiday,
        always=not dates and not days and all(day == (Span(0, _WHOLE_DAY),) for day in weekly),
    )  # fmt: skip
    name = _added(found.hours, hours, clock.name or _worded(said))
    found.nodes[root] = HoursCheck(
        name=root, place=clock.place, hours=name, open=meant.open, closed=meant.closed, holiday=meant.holiday
    )
    found.titles[root] = clock.title or f"{name}?"


def _open(day: Day, place: str) -> tuple[Span, ...]:
    ends = [start for start, _ in day[1:]] + [_WHOLE_DAY]
    return tuple(Span(start, end) for (start, to), end in zip(day, ends, strict=True) if to == place)


def _worded(said: list[Hours]) -> str:
    """A schedule in the words of its lines: those for weekdays, or if there are none those for dates."""
    weekly = [one.name for one in said if not one.dates]
    text = ", ".join(dict.fromkeys(weekly or [one.name for one in said]))
    return text if len(text) <= _MOST_NAMED else "opening hours"


def _added(known: dict[str, Hours], hours: Hours, base: str) -> str:
    """Take a schedule; its name, with a number where another one has it."""
    name, count = base, 1
    while name in known and replace(known[name], name="", place=hours.place) != hours:
        count += 1
        name = f"{base} ({count})"
    known.setdefault(name, replace(hours, name=name))
    return name
