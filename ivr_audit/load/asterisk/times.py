"""The hours that `GotoIfTime` and timed includes mean.

Measured: the last minute counts, so `9:00-17:00` is over at 17:01; a time over midnight belongs to the weekday of the
moment, not to the one it began on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from ivr_audit.model import Hours, Span
from ivr_audit.place import Place

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = range(2020, 2041)
"""Dates recur every year; the model has single dates, and these years are written out."""
_WHOLE_DAY = 1440
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?:\s*-\s*(\d{1,2}):(\d{2}))?")


def hours_of(times: Sequence[str], place: Place) -> Hours | None:
    """The hours of `times, weekdays, days of month, months`; None if one of them is not understood.

    >>> hours_of(["9:00-17:00", "mon-fri", "*", "*"], Place("f")).weekly[0]
    (Span(start=540, end=1021),)
    """
    parts = [*(part.strip() for part in times), "*", "*", "*", "*"][:4]
    spans = _spans(parts[0])
    days = _members(parts[1], _DAYS, 0)
    dates = _members(parts[2], tuple(str(day) for day in range(1, 32)), 1)
    months = _members(parts[3], _MONTHS, 1)
    if spans is None or days is None or dates is None or months is None:
        return None
    name = _named(parts)
    if len(dates) == 31 and len(months) == 12:
        weekly = tuple(spans if day in days else () for day in range(7))
        whole = all(day == (Span(0, _WHOLE_DAY),) for day in weekly)
        return Hours(name=name, place=place, weekly=weekly, always=whole)
    return Hours(name=name, place=place, dates=_recurring(days, dates, months, spans))


def _recurring(
    days: Sequence[int], dates: Sequence[int], months: Sequence[int], spans: tuple[Span, ...]
) -> Mapping[date, tuple[Span, ...]]:
    first, last = date(_YEARS.start, 1, 1), date(_YEARS.stop - 1, 12, 31)
    every = (first + timedelta(days=count) for count in range((last - first).days + 1))
    fitting = (one for one in every if one.month - 1 in months and one.day - 1 in dates and one.weekday() in days)
    return MappingProxyType(dict.fromkeys(fitting, spans))


def _named(parts: Sequence[str]) -> str:
    """The schedule as the file words it, without what does not limit it: "mon-fri 9:00-17:00"."""
    said = [part.lower().replace(" ", "") for part in (parts[1], parts[2], parts[3], parts[0]) if part not in ("*", "")]
    return " ".join(said) or "always"


def _spans(text: str) -> tuple[Span, ...] | None:
    if text in ("*", ""):
        return (Span(0, _WHOLE_DAY),)
    spans: list[Span] = []
    for piece in text.split("&"):
        found = _TIME.fullmatch(piece.strip())
        if found is None:
            return None
        start = int(found[1]) * 60 + int(found[2])
        end = int(found[3]) * 60 + int(found[4]) if found[3] else start
        if max(start, end) >= _WHOLE_DAY:
            return None
        spans += [Span(start, end + 1)] if start <= end else [Span(0, end + 1), Span(start, _WHOLE_DAY)]
    return tuple(_joined(spans))


def _joined(spans: list[Span]) -> list[Span]:
    """The spans in order, those that touch as one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _members(text: str, names: Sequence[str], shift: int) -> list[int] | None:
    """Which of the names (from 0) a text such as `mon-fri&sun` means; numbers count from `shift`."""
    if text in ("*", ""):
        return list(range(len(names)))
    found: list[int] = []
    for piece in text.lower().split("&"):
        ends = [_index(end.strip(), names, shift) for end in piece.split("-")]
        if len(ends) > 2 or None in ends:
            return None
        first, last = ends[0] or 0, ends[-1] or 0
        count = (last - first) % len(names)
        found += [(first + step) % len(names) for step in range(count + 1)]
    return sorted(set(found))


def _index(text: str, names: Sequence[str], shift: int) -> int | None:
    if text in names:
        return names.index(text)
    if text[:3] in names and text.isalpha():
        return names.index(text[:3])
    if shift and re.fullmatch(r"\d{1,2}", text) and 0 <= int(text) - shift < len(names):
        return int(text) - shift
    return None
