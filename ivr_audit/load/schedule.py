"""Hours of operation: lines of days or dates, and the spans in which somebody is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from yaml.nodes import Node, ScalarNode, SequenceNode

from ivr_audit.load.reading import Form, ReadError, Reading, expected, text_of, twice
from ivr_audit.model import Hours, Span
from ivr_audit.place import Place
from ivr_audit.scalars import day, iso_advice, short
from ivr_audit.words import AS_USUAL, WEEKDAYS, nearest

DAY = 1440
ALWAYS = ("always", "open")
CLOSED = "closed"
HOLIDAY = "holiday"
DAY_PATTERN = (
    r"(?:[Mm]on(?:day)?|[Tt]ue(?:s|sday)?|[Ww]ed(?:nesday)?|[Tt]hu(?:r|rs|rsday)?|[Ff]ri(?:day)?|[Ss]at(?:urday)?"
    r"|[Ss]un(?:day)?)"
)
DAYS_PATTERN = rf"{DAY_PATTERN}(?: ?- ?{DAY_PATTERN})?"
GROUPS = {"daily": range(7), "weekdays": range(5), "weekends": range(5, 7)}
LINES = Form("lines of days and times", "mon-fri: 08:30-17:00, or always, or closed")
_SPANS = Form("times", "08:30-12:00, 13:00-17:00")

_DASHES = re.compile(r"\s*[-–]\s*")
_TIME = re.compile(r"(\d{1,2})(?::(\d\d))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)
_LIKE_A_TIME = re.compile(r"\d{1,2}(?::\d| ?[ap]m| ?-|$)", re.ASCII)
_BETWEEN = re.compile(r"\s*-\s*|\s+(?:to|thru|through|until|till)\s+")
_LONGEST_RANGE = 400

Line = int | date | str
"""A day of the week (Monday is 0), a date, or "holiday"."""
Spans = tuple[Span, ...]


def read_hours(reading: Reading, key: ScalarNode, node: Node) -> Hours:
    """One name of the `hours:` section; lines that cannot be read are reported and left out."""
    place = reading.place(key)
    if isinstance(node, ScalarNode):
        return _whole(key.value, place, node)
    lines: dict[Line, tuple[Node, Spans]] = {}
    count, as_usual = 0, False
    for line_key, value in reading.mapping(node, "hours", LINES, key.value):
        count += 1
        try:
            days = days_of(line_key)
            is_usual = _is_as_usual(value, days)
            spans = () if is_usual else _spans(line_key, value)
        except ReadError as wrong:
            reading.report(wrong)
            continue
        for one in days:
            if one in lines:
                reading.report(twice(line_key, _said(one), lines[one][0].start_mark))
                break
            lines[one] = line_key, spans
            as_usual |= is_usual
    if not count:
        raise expected(node, f"hours {short(key.value)}", LINES)
    return Hours(
        name=key.value,
        place=place,
        weekly=tuple(lines[n][1] if n in lines else () for n in range(7)),
        dates={one: spans for one, (_, spans) in lines.items() if isinstance(one, date)},
        holiday=None if as_usual else lines[HOLIDAY][1] if HOLIDAY in lines else (),
    )


def always_or_closed(name: str, place: Place, is_open: bool) -> Hours:
    """Hours that never change."""
    spans = (Span(0, DAY),) if is_open else ()
    return Hours(name=name, place=place, weekly=(spans,) * 7, holiday=spans, always=is_open)


def _whole(name: str, place: Place, node: ScalarNode) -> Hours:
    word = node.value.strip().lower()
    if word in ALWAYS or word == CLOSED:
        return always_or_closed(name, place, word in ALWAYS)
    raise expected(node, f"hours {short(name)}", LINES)


def _said(line: Line) -> str:
    return WEEKDAYS[line] if isinstance(line, int) else str(line)


def days_of(key: ScalarNode) -> list[Line]:
    """The days that a line is about, none twice. Raises `ReadError`."""
    found: dict[Line, None] = {}
    for part in key.value.split(","):
        try:
            days = list(_days(part.strip()))
        except ValueError as error:
            raise ReadError(key, str(error)) from None
        if double := [one for one in days if one in found]:
            raise ReadError(key, f"{short(key.value)} names {_said(double[0])} twice", "duplicate-key")
        found.update(dict.fromkeys(days))
    return list(found)


def _days(text: str) -> Iterator[Line]:
    name = _DASHES.sub("-", text.lower())
    if name == HOLIDAY:
        yield HOLIDAY
    elif name in GROUPS:
        yield from GROUPS[name]
    elif re.fullmatch(DAYS_PATTERN, name):
        first, _, last = name.partition("-")
        start, end = _weekday(first), _weekday(last or first)
        yield from ((start + n) % 7 for n in range((end - start) % 7 + 1))
    elif name[:4].isdigit() and name[4:5] == "-":
        yield from _dates(text)
    elif advised := iso_advice(text):
        raise ValueError(f"{short(text)} is not a day; {advised}")
    elif _LIKE_A_TIME.match(name):
        advice = 'put several spans of a day in quotes, as "08:30-12:00, 13:00-17:00"'
        raise ValueError(f"{short(text)} is not a day; {advice}")
    else:
        near = _nearest_days(name)
        said = f'did you mean "{near}"?' if near else "write days as mon, mon-fri, daily, holiday or 2026-12-24"
        raise ValueError(f"{short(text)} is not a day; {said}")


def _nearest_days(name: str) -> str | None:
    """A day, a range or a group of days that was probably meant."""
    ends = _BETWEEN.split(name)
    if len(ends) != 2:
        return nearest(name, [*GROUPS, HOLIDAY, *(d.lower() for d in WEEKDAYS)])
    found = [end if re.fullmatch(DAY_PATTERN, end) else _nearest_day(end) for end in ends]
    return "-".join(found) if all(found) else None


def _nearest_day(name: str) -> str:
    """A weekday, as short as the name is; empty if none is near."""
    full = [d.lower() for d in WEEKDAYS]
    return nearest(name, [d[:3] for d in full] if len(name) <= 4 else full) or ""


def _weekday(name: str) -> int:
    return [full.lower().startswith(name) for full in WEEKDAYS].index(True)


def _dates(text: str) -> Iterator[date]:
    first, dots, last = (part.strip() for part in text.partition(".."))
    start = day(first)
    end = day(last) if dots else start
    if end < start:
        raise ValueError(f"{short(text)} ends before it begins")
    if (end - start).days > _LONGEST_RANGE:
        raise ValueError(f"{short(text)} is longer than a year; write weekdays instead")
    yield from (start + timedelta(days=n) for n in range((end - start).days + 1))


def _spans(key: ScalarNode, node: Node) -> Spans:
    if isinstance(node, SequenceNode):
        text = ", ".join(text_of(item, key.value, _SPANS) for item in node.value)
    else:
        text = text_of(node, key.value, _SPANS)
    if text.lower() in ALWAYS:
        return (Span(0, DAY),)
    if text.lower() == CLOSED:
        return ()
    try:
        return spans_of(text)
    except ValueError as error:
        raise ReadError(node, str(error)) from None


def _is_as_usual(node: Node, days: list[Line]) -> bool:
    """Whether a public holiday is said to be as any other day. Raises `ReadError` where that is said of other days."""
    text = " ".join(node.value.lower().split()) if isinstance(node, ScalarNode) else ""
    if text == AS_USUAL and days != [HOLIDAY]:
        raise ReadError(node, f'"{AS_USUAL}" is for the line "{HOLIDAY}" only; write times, "always" or "closed"')
    if text != AS_USUAL and days == [HOLIDAY] and nearest(text, [AS_USUAL]):
        raise ReadError(node, f'{short(node.value)} is not a span of hours; did you mean "{AS_USUAL}"?')
    return text == AS_USUAL


def spans_of(text: str) -> Spans:
    """Spans of a day with commas between them, sorted. Raises `ValueError`, also where two overlap."""
    spans = sorted(_span(part.strip()) for part in text.split(","))
    for one, other in pairwise(spans):
        if other.start < one.end:
            raise ValueError(f"{_clock(one)} and {_clock(other)} overlap")
    return tuple(spans)


def minute_of(text: str) -> int:
    """The minute of the day of `16:30`, `4:30pm` or `16`. Raises `ValueError`."""
    time = _TIME.fullmatch(text)
    if time is None:
        raise ValueError(f"{short(text)} is not a time of day; write 16:30 or 4:30pm")
    return _minute(time, text)


def _clock(span: Span) -> str:
    end = span.end if span.end == DAY else span.end % DAY
    return f"{span.start // 60:02}:{span.start % 60:02}-{end // 60:02}:{end % 60:02}"


def _span(text: str) -> Span:
    """`08:30-12:00`, `8:30am-5pm`, `8-17`; over midnight when the end comes first."""
    ends = _DASHES.split(text)
    times = [_TIME.fullmatch(end) for end in ends]
    first, last = (times[0], times[-1]) if len(times) == 2 else (None, None)
    if first is None or last is None:
        raise ValueError(f'{short(text)} is not a span of hours; write 08:30-12:00, 8am-5pm, "always" or "closed"')
    start, end = _minute(first, text), _minute(last, text)
    if start == end:
        raise ValueError(f'{short(text)} begins and ends at the same time; write "always" or "closed"')
    if start == DAY:
        raise ValueError(f"{short(text)} begins at 24:00; begin at 00:00 of the next day")
    if _is_half_a_day_off(first, last, start, end):
        raise ValueError(f"{short(text)} can be read in two ways; write 09:00-17:00, 9am-5pm or 21:00-05:00")
    return Span(start, end if end > start else end + DAY)


def _is_half_a_day_off(first: re.Match[str], last: re.Match[str], start: int, end: int) -> bool:
    """`9-5` would run until the next morning, and nobody means that; `1-5pm` may begin at night or after lunch."""
    unclear = [not t[3] and int(t[1]) <= 12 and not t[1].startswith("0") for t in (first, last)]
    if first[3] or last[3]:
        return any(unclear)
    return end < start and all(unclear)


def _minute(time: re.Match[str], text: str) -> int:
    hour, minute, half = int(time[1]), int(time[2] or 0), time[3]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    elif half:
        hour = 99
    if minute > 59 or hour * 60 + minute > DAY:
        where = "" if time[0] == text else f" in {short(text)}"
        raise ValueError(f"{short(time[0])}{where} is not a time of day; times run from 00:00 to 24:00")
    return hour * 60 + minute
