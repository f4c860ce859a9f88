"""Conditions on the clock in a FreeSWITCH dialplan, as hours of operation.

The meaning is that of the server's own comparison: ranges hold both their ends, `wday` 1 is Sunday, `minute-of-day`
counts from 1, a range whose end is before its start wraps, and `date-time` leaves its end out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import MAXYEAR, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from ivr_audit.model import Hours, Span
from ivr_audit.place import Place
from ivr_audit.words import WEEKDAYS

FIRST_YEAR: Final = 2020
LAST_YEAR: Final = 2035
"""Dates of conditions that come round every year are worked out for these years."""
_DATES: Final[tuple[str, ...]] = ("year", "yday", "mon", "mday", "week", "mweek")
_CLOCK: Final[tuple[str, ...]] = ("hour", "minute", "minute-of-day", "time-of-day")
TIMES: Final[tuple[str, ...]] = (*_DATES, "wday", *_CLOCK, "date-time")
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NUMBER = re.compile(r"[ \t]*([+-]?\d{1,9})")
_TOD = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?-(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")
_MOST = 200
DAY: Final = 1440


def hours_of(attributes: dict[str, str], place: Place) -> Hours | None:
    """The hours in which a condition holds; None if it has no time in it, or one that cannot be worked out."""
    given = {name: attributes[name].strip()[:_MOST] for name in TIMES if name in attributes}
    found = _hours(tuple(given.items()))
    return None if found is None else replace(found, place=place)


@lru_cache(maxsize=512)
def _hours(items: tuple[tuple[str, str], ...]) -> Hours | None:
    given, place = dict(items), Place("")
    if not given or any("$" in text for text in given.values()):
        return None
    if given.keys() == {"date-time"}:
        return _stretches(given["date-time"], place)
    if "date-time" in given:
        return None
    minutes = _minutes(given)
    name = _name(given, minutes)
    days = frozenset(n for n in range(1, 8) if "wday" not in given or _has_day(given["wday"], n))
    if not any(name in given for name in _DATES):
        weekly = tuple(minutes if day in days else () for day in (2, 3, 4, 5, 6, 7, 1))
        return Hours(name=name, place=place, weekly=weekly)
    return Hours(name=name, place=place, dates=dict.fromkeys(_dates(given, days), minutes))


def _dates(given: dict[str, str], days: frozenset[int]) -> list[date]:
    tests = {name: _numbers(given[name]) for name in _DATES if name in given}
    return [day for day in _every_day() if day.isoweekday() % 7 + 1 in days and _is_on(day, tests)]


@lru_cache(maxsize=1)
def _every_day() -> tuple[date, ...]:
    first = date(FIRST_YEAR, 1, 1)
    return tuple(first + timedelta(days=n) for n in range((date(LAST_YEAR + 1, 1, 1) - first).days))


def _is_on(day: date, tests: dict[str, list[tuple[int, int]]]) -> bool:
    since = day.timetuple().tm_yday
    first = (7 - (day.day - (day.isoweekday() % 7 + 1)) % 7) % 7
    values = {
        "year": day.year,
        "yday": since,
        "mon": day.month,
        "mday": day.day,
        "week": (since - 1) // 7 + 1,
        "mweek": -(-(day.day + first) // 7),
    }
    return all(_within(values[name], ranges) for name, ranges in tests.items())


def _numbers(text: str) -> list[tuple[int, int]]:
    """Numbers and ranges; as the server does, reading stops at the first sign it does not expect."""
    found: list[tuple[int, int]] = []
    at = 0
    while True:
        first, at = _number(text, at)
        last = first
        if text[at : at + 1] == "-":
            last, at = _number(text, at + 1)
        found.append((first, last))
        if text[at : at + 1] != ",":
            return found
        at += 1


def _number(text: str, at: int) -> tuple[int, int]:
    found = _NUMBER.match(text, at)
    return (0, at) if found is None else (int(found[1]), found.end())


def _within(value: int, ranges: list[tuple[int, int]]) -> bool:
    return any(a <= value <= b if a <= b else value >= a or value <= b for a, b in ranges)


def _has_day(text: str, day: int) -> bool:
    """Whether a day, Sunday being 1, is among `2-6` or `mon-fri,sun`."""
    for part in text.lower().split(","):
        first, dash, last = part.strip().partition("-")
        a = _day(first)
        b = _day(last) if dash else a
        if a is not None and b is not None and _within(day, [(a, b)]):
            return True
    return False


def _day(text: str) -> int | None:
    text = text.strip()
    if text[:3] in _DAYS:
        return _DAYS.index(text[:3]) + 1
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else None


def _minutes(given: dict[str, str]) -> tuple[Span, ...]:
    """The minutes of a day in which every condition on the time of day holds."""
    numbers = {name: _numbers(given[name]) for name in ("hour", "minute", "minute-of-day") if name in given}
    clock = _clock(given["time-of-day"]) if "time-of-day" in given else None
    spans: list[Span] = []
    for minute in range(DAY):
        values = {"hour": minute // 60, "minute": minute % 60, "minute-of-day": minute + 1}
        if not all(_within(values[name], ranges) for name, ranges in numbers.items()):
            continue
        if clock is not None and not _within(minute, clock):
            continue
        if spans and spans[-1].end == minute:
            spans[-1] = Span(spans[-1].start, minute + 1)
        else:
            spans.append(Span(minute, minute + 1))
    return tuple(spans)


def _clock(text: str) -> list[tuple[int, int]]:
    """Ranges of whole minutes; the one second in which 17:00:00 still counts is left out."""
    found = []
    for part in text.split(","):
        times = _TOD.fullmatch(part.strip().replace(" ", ""))
        if times is not None:
            start = int(times[1]) * 60 + int(times[2])
            end = int(times[4]) * 60 + int(times[5]) - (0 if int(times[6] or 0) > 0 else 1)
            found.append((start, end))
    return found


def _stretches(text: str, place: Place) -> Hours | None:
    """`2026-12-24 12:00:00~2026-12-27 08:00:00`, several with commas between them."""
    spans: dict[date, list[Span]] = {}
    for part in text.split(","):
        first, tilde, last = part.partition("~")
        try:
            start, end = (datetime.strptime(one.strip(), "%Y-%m-%d %H:%M:%S") for one in (first, last))
        except ValueError:
            return None
        if not tilde or (end - start).days > 366 * (LAST_YEAR - FIRST_YEAR) or end.year == MAXYEAR:
            return None
        day = start.date()
        while day <= end.date() and start < end:
            begins = start.hour * 60 + start.minute if day == start.date() else 0
            ends = end.hour * 60 + end.minute + (end.second > 0) if day == end.date() else DAY
            if begins < ends:
                spans.setdefault(day, []).append(Span(begins, ends))
            day += timedelta(days=1)
    name = "on dates of the file"
    return Hours(name=name, place=place, dates={day: _joined(found) for day, found in sorted(spans.items())})


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def _name(given: dict[str, str], minutes: tuple[Span, ...]) -> str:
    """Words for a condition: "Mon-Fri 09:00-17:00"."""
    words = []
    if "wday" in given:
        on = [_has_day(given["wday"], n) for n in (2, 3, 4, 5, 6, 7, 1)]
        words.append(_days(on))
    words += [f"{name} {given[name]}" for name in _DATES if name in given]
    if any(name in given for name in _CLOCK):
        shown = [f"{s.start // 60:02}:{s.start % 60:02}-{s.end // 60:02}:{s.end % 60:02}" for s in minutes[:3]]
        words.append(", ".join(shown) + (" ..." if len(minutes) > 3 else "") if minutes else "never")
    return " ".join(words)


def _days(on: list[bool]) -> str:
    runs: list[list[int]] = []
    for n in (n for n in range(7) if on[n]):
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    short = [day[:3] for day in WEEKDAYS]
    return ", ".join(short[r[0]] if len(r) == 1 else f"{short[r[0]]}-{short[r[-1]]}" for r in runs) or "no day"
