"""Calls an hour by weekday and hour, counted from a call log: a CSV file with a line for each call."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from ivr_audit.hours import public_holidays
from ivr_audit.load.schedule import DAY
from ivr_audit.load.traffic_staff import Office
from ivr_audit.place import Place, Problem
from ivr_audit.scalars import short
from ivr_audit.traffic import Rate, Week
from ivr_audit.words import WEEKDAYS, list_words, nearest

MOST_PROBLEMS: Final = 20
LONGEST: Final = 3700
"""Days that a log may cover; in a longer one a date must be wrong."""
_HOLIDAY: Final = 7
_SEPARATORS: Final = ",;\t|"
_DATE: Final = (
    r"(?:(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)|(?P<a>\d\d?)[-/.](?P<b>\d\d?)[-/.](?P<y>\d{4}))"
)
_CLOCK: Final = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?P<half>[ap])\.?m\.?)?"
_ZONE: Final = r"(?: ?(?P<zone>Z|UTC|[+-]\d\d:?\d\d))?"
_MOMENT: Final = re.compile(rf"{_DATE}(?:(?:T|,? ){_CLOCK}{_ZONE})?", re.IGNORECASE | re.ASCII)
_TIME: Final = re.compile(rf"{_CLOCK}{_ZONE}", re.IGNORECASE | re.ASCII)
_ADVICE: Final = "write 2026-11-23 08:15"


class _Call(NamedTuple):
    """A line of the log whose date may still be read in two ways."""

    line: int
    moments: tuple[datetime | None, datetime | None]
    """With the month before the day, and the other way round; both alike where only one is possible to mean."""


class Log:
    """A call log while it is read; `problems` has what is wrong with it."""

    def __init__(self, content: bytes, source: str, office: Office, column: str = "") -> None:
        self.source, self.office, self.column = source, office, column
        self.problems: list[Problem] = []
        text = _text(content)
        self.rows = csv.reader(StringIO(text, newline=""), delimiter=_separator(text, column))

    def week(self) -> Week | None:
        """The rates that were counted; None if there is any problem."""
        calls = self._dated(list(self._calls()))
        if len(self.problems) > MOST_PROBLEMS:
            more = len(self.problems) - MOST_PROBLEMS
            first = self.problems[MOST_PROBLEMS].place
            self.problems[MOST_PROBLEMS:] = [
                Problem(first, f"from here on {more} more lines of this log cannot be read")
            ]
        if self.problems:
            return None
        if not calls:
            self._report(1, f"there is no call in this log; it has a line for each, with its moment: {_ADVICE}")
            return None
        return self._rates(calls)

    def _report(self, line: int, message: str) -> None:
        self.problems.append(Problem(Place(self.source, line, 1), message))

    def _calls(self) -> Iterator[_Call]:
        """The lines with their moments; the first may be a header."""
        columns: tuple[int, ...] | None = None
        header: list[str] | None = None
        try:
            for row in self.rows:
                if not any(cell.strip() for cell in row):
                    continue
                cells = [cell.strip() for cell in row]
                if columns is None:
                    columns = self._columns(cells, header)
                    if columns is None and header is None:
                        header = cells
                        continue
                    if columns is None:
                        return
                text = " ".join(cells[column] for column in columns if column < len(cells))
                try:
                    yield _Call(self.rows.line_num, self._moments(text))
                except ValueError as error:
                    self._report(self.rows.line_num, str(error))
        except csv.Error as error:
            self._report(self.rows.line_num or 1, f"this log cannot be read: {error}")

    def _columns(self, cells: Sequence[str], header: Sequence[str] | None) -> tuple[int, ...] | None:
        """Where the moments stand, judged by one line; None if it has none, as a header has none."""
        if self.column:
            if header is None:
                return None
            if self.column in header:
                return (header.index(self.column),)
            near = nearest(self.column, header)
            said = f'did you mean "{near}"?' if near else f"there are {list_words([short(name) for name in header])}"
            self._report(1, f"no column of this log is called {short(self.column)}; {said}")
            return None
        found = _with_moments(cells)
        if found is None and header is not None:
            self._report(self.rows.line_num, f"no column of this log has the moments of calls; {_ADVICE}")
        return found

    def _moments(self, text: str) -> tuple[datetime | None, datetime | None]:
        """What a text can mean: with the month first, and with the day first. Raises `ValueError`."""
        parts = _MOMENT.fullmatch(" ".join(text.split()))
        if parts is None:
            raise ValueError(f"{short(text)} is not a moment; {_ADVICE}")
        if parts["hour"] is None:
            raise ValueError(f"{short(text)} has no time of day; {_ADVICE}")
        if parts["year"]:
            both = [_day(parts["year"], parts["month"], parts["day"])] * 2
        else:
            both = [_day(parts["y"], *pair) for pair in ((parts["a"], parts["b"]), (parts["b"], parts["a"]))]
        hour, minute = int(parts["hour"]), int(parts["minute"])
        if parts["half"] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
        elif parts["half"]:
            hour = 99
        if both == [None, None] or hour > 23 or minute > 59:
            raise ValueError(f"there is no {short(text)} in the calendar")
        first, second = both
        found = None if first is None else self._local(first, hour, minute, parts["zone"])
        if first == second or second is None:
            return found, found if second else None
        return found, self._local(second, hour, minute, parts["zone"])

    def _local(self, day: date, hour: int, minute: int, zone: str | None) -> datetime:
        """On the wall clock of the tree's time zone."""
        moment = datetime(day.year, day.month, day.day, hour, minute)
        if not zone or not 1970 <= day.year <= 9000:
            return moment
        offset = "+00:00" if zone.upper() in ("Z", "UTC") else f"{zone[:3]}:{zone[-2:]}"
        try:
            there = datetime.fromisoformat(f"{moment.isoformat()}{offset}")
        except ValueError:
            raise ValueError(f"no clock is {short(zone)} away from UTC; write the time of your own clock") from None
        return there.astimezone(ZoneInfo(self.office.timezone)).replace(tzinfo=None)

    def _dated(self, calls: Sequence[_Call]) -> list[datetime]:
        """The moments; whether 11/2 is in November or in February the whole file decides."""
        ways = [way for way in (0, 1) if all(call.moments[way] is not None for call in calls)]
        found = [[moment for call in calls if (moment := call.moments[way]) is not None] for way in ways]
        if not found:
            line = next(call.line for call in calls if call.moments[0] is None)
            self._report(line, f"this line has the day before the month, others have it after; {_ADVICE}")
            return []
        if found[0] != found[-1]:
            line = next(call.line for call in calls if call.moments[0] != call.moments[1])
            self._report(line, f"the dates of this log can be read in two ways, by month or by day first; {_ADVICE}")
            return []
        return found[0]

    def _rates(self, calls: Sequence[datetime]) -> Week | None:
        """Calls of each hour by the number of days of their kind from the log's first day to its last."""
        first, last = min(calls).date(), max(calls).date()
        covered = (last - first).days + 1
        if covered > LONGEST:
            self._report(1, f"this log runs from {first} to {last}; one of these dates must be wrong")
            return None
        holidays = public_holidays(self.office.holidays, range(first.year, last.year + 1))
        every = (first + timedelta(days=number) for number in range(covered))
        kind = {day: _HOLIDAY if day in holidays else day.weekday() for day in every}
        days = Counter(kind.values())
        if missing := [WEEKDAYS[day] for day in range(7) if not days[day]]:
            named = list_words(missing, "or")
            self._report(1, f"this log runs from {first} to {last} and has no {named}; it takes a week at least")
            return None
        counts = Counter((kind[moment.date()], moment.hour) for moment in calls)
        rates = [_merged([counts[day, hour] / days[day] for hour in range(24)]) for day in range(7)]
        holiday = [counts[_HOLIDAY, hour] / days[_HOLIDAY] for hour in range(24)] if days[_HOLIDAY] else None
        none = (Rate(0, DAY, 0.0),)
        return Week(days=tuple(rates), holiday=None if holiday is None else _merged(holiday) or none)


def read_log(path: Path, source: str, office: Office, column: str = "") -> tuple[Week | None, list[Problem]]:
    """The week that was counted from a file, or what is wrong with it. Raises `InputError` if it cannot be opened."""
    from ivr_audit.load import contents

    log = Log(contents(path), source, office, column)
    return log.week(), log.problems


def _text(content: bytes) -> str:
    """The text of a log. Spreadsheets save it in UTF-16 too, and programs put spaces that do not break before AM."""
    is_wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    text = content.decode("utf-16" if is_wide else "utf-8-sig", errors="replace")
    return text.replace("\x00", "").replace("\u202f", " ").replace("\xa0", " ")


def _with_moments(cells: Sequence[str]) -> tuple[int, ...] | None:
    """The first column with a moment, else the first ones with a date and with a time; None if there are none."""
    found = [(at, _MOMENT.fullmatch(cell)) for at, cell in enumerate(cells)]
    whole = [at for at, moment in found if moment and moment["hour"]]
    if whole:
        return (whole[0],)
    days = [at for at, moment in found if moment]
    times = [at for at, cell in enumerate(cells) if _TIME.fullmatch(cell)]
    return (days[0], times[0]) if days and times else None


def _separator(text: str, column: str) -> str:
    """What stands between the cells: with it, the first lines show the named column, or else a moment."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:5]
    for separator in _SEPARATORS:
        for line in lines:
            cells = [cell.strip().strip('"') for cell in line.split(separator)]
            if column in cells if column else _with_moments(cells):
                return separator
    return _SEPARATORS[0]


@lru_cache(maxsize=4096)
def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _merged(hours: Sequence[float]) -> tuple[Rate, ...]:
    """The hours of a day, those in a row with one number as one; hours without calls are left out."""
    found: list[Rate] = []
    for hour, number in enumerate(hours):
        if found and found[-1].end == hour * 60 and found[-1].number == number:
            found[-1] = found[-1]._replace(end=hour * 60 + 60)
        elif number:
            found.append(Rate(hour * 60, hour * 60 + 60, number))
    return tuple(found)
