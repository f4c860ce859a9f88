"""Schedules of Microsoft Teams: weekly hours, holidays with their dates, and the time zones of Windows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ivr_audit.load.json_items import Item
from ivr_audit.model import Hours, Span

DAY: Final = 1440
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_YEARS: Final = range(1900, 3000)
_MOST_DAYS: Final = 3_700
_TIME: Final = re.compile(r"(?:(\d{1,3})\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_TICKS: Final = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_ZONES: Final = dict(
    line.split("=", 1)
    for line in """\
UTC=UTC
Greenwich Standard Time=Atlantic/Reykjavik
GMT Standard Time=Europe/London
W. Europe Standard Time=Europe/Berlin
Central Europe Standard Time=Europe/Budapest
Romance Standard Time=Europe/Paris
Central European Standard Time=Europe/Warsaw
GTB Standard Time=Europe/Bucharest
E. Europe Standard Time=Europe/Chisinau
FLE Standard Time=Europe/Kiev
Turkey Standard Time=Europe/Istanbul
Russian Standard Time=Europe/Moscow
Israel Standard Time=Asia/Jerusalem
South Africa Standard Time=Africa/Johannesburg
Egypt Standard Time=Africa/Cairo
W. Central Africa Standard Time=Africa/Lagos
E. Africa Standard Time=Africa/Nairobi
Morocco Standard Time=Africa/Casablanca
Arab Standard Time=Asia/Riyadh
Arabian Standard Time=Asia/Dubai
Pakistan Standard Time=Asia/Karachi
India Standard Time=Asia/Kolkata
Bangladesh Standard Time=Asia/Dhaka
SE Asia Standard Time=Asia/Bangkok
China Standard Time=Asia/Shanghai
Singapore Standard Time=Asia/Singapore
Taipei Standard Time=Asia/Taipei
Tokyo Standard Time=Asia/Tokyo
Korea Standard Time=Asia/Seoul
W. Australia Standard Time=Australia/Perth
AUS Central Standard Time=Australia/Darwin
Cen. Australia Standard Time=Australia/Adelaide
E. Australia Standard Time=Australia/Brisbane
AUS Eastern Standard Time=Australia/Sydney
Tasmania Standard Time=Australia/Hobart
New Zealand Standard Time=Pacific/Auckland
Hawaiian Standard Time=Pacific/Honolulu
Alaskan Standard Time=America/Anchorage
Pacific Standard Time=America/Los_Angeles
US Mountain Standard Time=America/Phoenix
Mountain Standard Time=America/Denver
Central Standard Time=America/Chicago
Canada Central Standard Time=America/Regina
Central America Standard Time=America/Guatemala
Central Standard Time (Mexico)=America/Mexico_City
Eastern Standard Time=America/New_York
Eastern Standard Time (Mexico)=America/Cancun
US Eastern Standard Time=America/Indianapolis
SA Pacific Standard Time=America/Bogota
Atlantic Standard Time=America/Halifax
SA Western Standard Time=America/La_Paz
Newfoundland Standard Time=America/St_Johns
E. South America Standard Time=America/Sao_Paulo
Argentina Standard Time=America/Buenos_Aires
Pacific SA Standard Time=America/Santiago\
""".splitlines()
)
"""The time zones of Windows by what they are called elsewhere, as the CLDR's windowsZones has them."""


def zone_of(name: str) -> str | None:
    """The time zone that Windows calls so, None if it is not known here."""
    if name in _ZONES:
        return _ZONES[name]
    return name if name in _ZONES.values() else None


def minutes(item: Item) -> int | None:
    """A time of the day in minutes: `09:00:00`, `1.00:00:00` for midnight, or the parts of a time span."""
    if isinstance(item.value, dict):
        parts = [item.get(name).number for name in ("Days", "Hours", "Minutes")]
        if all(part is None for part in parts):
            return None
        days, hours, rest = (part or 0 for part in parts)
    else:
        clock = _TIME.fullmatch(item.text)
        if clock is None:
            return None
        days, hours, rest = (int(part or 0) for part in clock.groups()[:3])
    found = days * DAY + hours * 60 + rest
    return found if found <= DAY else None


def moment(item: Item, zone: str) -> datetime | None:
    """A local moment, in a year that an office can mean; one counted from 1970 is that of the time zone `zone`."""
    text = item.get("value").text if isinstance(item.value, dict) else item.text
    ticks = _TICKS.fullmatch(text)
    try:
        if ticks is not None:
            at = datetime.fromtimestamp(int(ticks[1]) / 1000, UTC)
            found = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        elif (written := _MOMENT.fullmatch(text)) is not None:
            found = datetime.fromisoformat(f"{written[1]}T{written[2] or '00:00'}")
        else:
            return None
    except (ValueError, OverflowError, OSError, KeyError):
        return None
    return found if found.year in _YEARS else None


def weekly(schedule: Item) -> tuple[tuple[Span, ...], ...] | None:
    """The hours of each weekday that a recurring schedule lists, Monday first; None if they cannot be read."""
    days = []
    for day in WEEKDAYS:
        spans = []
        for one in schedule.get(f"{day}Hours").items():
            start, end = minutes(one.get("Start")), minutes(one.get("End"))
            if start is None or end is None:
                return None
            if start < (end or DAY):
                spans.append(Span(start, end or DAY))
        days.append(_joined(spans))
    return tuple(days)


def without(week: tuple[tuple[Span, ...], ...]) -> tuple[tuple[Span, ...], ...]:
    """All times of a week but these."""
    days = []
    for spans in week:
        edges = [0, *(edge for span in spans for edge in span), DAY]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        days.append(tuple(Span(start, end) for start, end in pairs if start < end))
    return tuple(days)


def is_always(week: tuple[tuple[Span, ...], ...]) -> bool:
    """Whether no moment of the week is left out."""
    return all(spans == (Span(0, DAY),) for spans in week)


def dated(schedules: list[Item], name: str, zone: str) -> Hours | None:
    """The days and hours at which fixed schedules are in effect; None if no date of them is known."""
    dates: dict[date, list[Span]] = {}
    for schedule in schedules:
        for one in schedule.get("FixedSchedule").get("DateTimeRanges").items():
            start = moment(one.get("Start"), zone)
            end = moment(one.get("End"), zone) if one.get("End") else None
            if start is None:
                continue
            end = end or datetime.combine(start.date() + timedelta(days=1), datetime.min.time())
            _cover(dates, start, end)
    if not dates:
        return None
    return Hours(name=name, place=schedules[0].place, dates={day: _joined(dates[day]) for day in sorted(dates)})


def _cover(dates: dict[date, list[Span]], start: datetime, end: datetime) -> None:
    """Note every day from a moment to another."""
    day = start.date()
    while len(dates) < _MOST_DAYS and datetime.combine(day, datetime.min.time()) < end:
        begin = start.hour * 60 + start.minute if day == start.date() else 0
        last = end.hour * 60 + end.minute if day == end.date() else DAY
        if begin < last:
            dates.setdefault(day, []).append(Span(begin, last))
        day += timedelta(days=1)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Spans in their order; those that touch are one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return tuple(joined)
