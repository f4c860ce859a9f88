"""Which periods sound alike to a caller, and the paths and weeks of each, for the tables of the HTML report."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import NamedTuple

from ivr_audit.audit import Audit, EntryAudit
from ivr_audit.call import Call, script_for
from ivr_audit.callgraph import relevance
from ivr_audit.hours import Period, State
from ivr_audit.listing import Path
from ivr_audit.paths import Calls, Leg
from ivr_audit.words import WEEKDAYS, say_duration

MOST_PATHS = 200
"""Paths in the table, over all entries and periods together."""
_FIRST_LEGS, _LAST_LEGS = 20, 10
HALF_HOURS = 48
_SHADES = (30.0, 120.0, 300.0)
"""Seconds up to which a wait for a person is short, bearable and long: the shades of the heat map."""


class Situation(NamedTuple):
    """An entry and the periods (by their place) in which its calls are alike."""

    entry: EntryAudit
    periods: tuple[int, ...]
    at: datetime
    state: State


class Way(NamedTuple):
    """A path of the table, the place of its situation, and the script that replays it."""

    case: int
    path: Path
    keys: str

    @property
    def legs(self) -> tuple[Leg | None, ...]:
        """The steps that are shown; None stands for those in the middle of a very long path."""
        legs = self.path.legs
        return legs if self.left_out == 0 else (*legs[:_FIRST_LEGS], None, *legs[-_LAST_LEGS:])

    @property
    def left_out(self) -> int:
        """How many steps of a very long path are not shown."""
        more = len(self.path.legs) - _FIRST_LEGS - _LAST_LEGS
        return max(more, 0)


class Run(NamedTuple):
    """Half hours of a day in which the same holds: `shade` 0 (at once) to 3, None where nobody can be reached."""

    start: int
    end: int
    seconds: float | None
    shade: int | None

    @property
    def words(self) -> str:
        """The same as a text: "08:30 to 12:00: a person after 36 s"."""
        found = "nobody" if self.seconds is None else f"a person after {say_duration(self.seconds)}"
        return f"{_clock(self.start)} to {_clock(self.end)}: {found}"


class Week(NamedTuple):
    """A normal week for those who call about some topics (none: about anything): for each day its runs."""

    topics: tuple[str, ...]
    days: tuple[tuple[str, tuple[Run, ...]], ...]


def situations(audit: Audit) -> list[Situation]:
    """Every different situation of an entry, in the order of the periods: as the tables have them. Brief periods have
    none of their own."""
    found: dict[int, list[tuple[int, EntryAudit, Period]]] = {
        id(entry): [] for usual in audit.usual for entry in usual.entries
    }
    for i, (period, entries) in enumerate(audit.periods):
        for entry in entries:
            if id(entry) in found:
                found[id(entry)].append((i, entry, period))
    relevant = relevance(audit.tree)
    return [
        Situation(same[0][1], tuple(i for i, _, _ in same), same[0][2].example, relevant(same[0][2].state))
        for same in found.values()
    ]


def longest_ways(audit: Audit, most: int = MOST_PATHS) -> tuple[list[Way], int]:
    """The paths with the longest worst times, longest first, and how many paths there are in all."""
    cases = situations(audit)
    ranked = [_ranked(audit, number, case) for number, case in enumerate(cases)]
    ways = list(islice(heapq.merge(*ranked, key=lambda way: -way.path.worst), most))
    return ways, sum(case.entry.paths.total for case in cases)


def _ranked(audit: Audit, number: int, case: Situation) -> Iterator[Way]:
    for path in Calls(audit.tree, case.state, case.entry.entry).paths(longest_first=True):
        yield Way(number, path, ",".join(script_for(audit.tree, case.state, path.legs)))


def callers(case: Situation) -> list[tuple[str, Call]]:
    """The calls of the five callers in the order of the table, each with a name for it."""
    found = [(kind, call) for kind, call in case.entry.callers.items()]
    found += [(f"listener, {topic}", call) for topic, call in case.entry.listener.items()]
    return found + [(f"expert, {topic}", call) for topic, call in case.entry.expert.items()]


def weeks(audit: Audit) -> list[Week]:
    """The normal week for anybody, and for each topic's right person; topics with the same week stand together."""
    calendar = audit.calendar
    by_week: dict[tuple[float | None, ...], list[str]] = {}
    for topic, week in calendar.topic_weeks.items():
        by_week.setdefault(week, []).append(topic)
    return [
        Week((), _days(calendar.week)),
        *(Week(tuple(topics), _days(week)) for week, topics in by_week.items()),
    ]


def _days(week: Sequence[float | None]) -> tuple[tuple[str, tuple[Run, ...]], ...]:
    days = [(name, week[HALF_HOURS * day : HALF_HOURS * (day + 1)]) for day, name in enumerate(WEEKDAYS)]
    return tuple((name, tuple(_runs(hours))) for name, hours in days)


def _runs(hours: Sequence[float | None]) -> Iterator[Run]:
    start = 0
    for seconds, same in groupby(hours):
        end = start + len(list(same))
        yield Run(start, end, seconds, None if seconds is None else sum(seconds > limit for limit in _SHADES))
        start = end


def _clock(half_hour: int) -> str:
    return f"{half_hour // 2:02}:{30 * (half_hour % 2):02}"
