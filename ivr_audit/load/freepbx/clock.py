"""What decides over a call in FreePBX without the caller: time conditions, and switches that staff turn by hand."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from ivr_audit.load.asterisk.conf import arguments, split
from ivr_audit.load.asterisk.dialplan import Step
from ivr_audit.load.asterisk.times import hours_of
from ivr_audit.load.freepbx.lines import Lines, ways
from ivr_audit.model import HANGUP, Branch, Case, Hours, HoursCheck, Span
from ivr_audit.place import Place

_LONGEST_NAME: Final = 50
_ALL: Final = ("sun-sat", "mon-sun", "1-31", "jan-dec", "00:00-23:59")
"""What newer versions write for every day."""
_NIGHT = re.compile(r"DB\(DAYNIGHT/")


def time_condition(lines: Lines) -> str | None:
    """`timeconditions,N`: the schedule as it is written; staff can override it by a feature code."""
    ident = lines.ident()
    walk = lines.walk
    if walk.has(ident):
        return ident
    rows = [step for step in lines.steps if step.name == "gotoiftime"]
    calendar = next((step for step in lines.steps if "calendar.agi" in step.args and step.name == "agi"), None)
    is_open, closed = _arms(lines, rows, calendar)
    title = f"time condition {lines.name}"
    if not rows and calendar is None:
        cases = (_case("on", is_open, lines.place), _case("off", closed, lines.place))
        decides = f"{title}, which staff switch by hand"
        return walk.add(Branch(name=ident, place=lines.place, decides=decides, cases=cases), title)
    if any("DB(TC/" in step.args for step in lines.steps):
        walk.note("freepbx-override", title)
    if calendar is not None:
        walk.note("freepbx-calendar", title)
    hours = _schedule(lines, rows) if calendar is None else None
    if hours is not None:
        walk.draft.hours.setdefault(hours.name, hours)
    node = HoursCheck(
        name=ident, place=rows[0].place if rows else lines.place, hours=hours.name if hours else None,
        open=is_open, closed=closed,
    )  # fmt: skip
    return walk.add(node, title)


def _case(name: str, to: str, place: Place) -> Case:
    return Case(name, to, None, place, place)


def _arms(lines: Lines, rows: list[Step], calendar: Step | None) -> tuple[str, str]:
    """Where calls go while the condition holds, and where otherwise."""
    said = ways(rows[0].args)[1] if rows else "truestate"
    if "," in said or "|" in said:
        behind = [step for step in lines.steps if step.priority > rows[-1].priority]
        return lines.target(said, rows[0].place), lines.follow(lines.last_jump(behind[:1]))
    if calendar is not None:
        given = [*arguments(calendar.args), "", ""]
        said = _plain(given[-4]) or said
    return _way_on(lines, "truegoto", said), _way_on(lines, "falsegoto", "falsestate")


def _plain(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _way_on(lines: Lines, *labels: str) -> str:
    """The destination behind the first of the labels that is there."""
    steps = next((found for label in labels if (found := lines.after(label))), [])
    for step in steps:
        if step.name == "goto" or (step.name == "gotoif" and "DB(TC/" not in step.args):
            return lines.follow(step)
    return HANGUP


def _schedule(lines: Lines, rows: list[Step]) -> Hours | None:
    """One schedule of all rows: it is open when one of them is. None if one cannot be read."""
    found: list[Hours] = []
    for row in rows:
        times = arguments(split(row.args, "?", most=1)[0])
        lines.walk.zones[times[4].strip() if len(times) > 4 else ""] = None
        hours = hours_of(["*" if time.strip() in _ALL else time for time in times], row.place)
        if hours is None:
            return None
        found.append(hours)
    if len(found) == 1:
        return found[0]
    name = ", ".join(dict.fromkeys(one.name for one in found))
    weekly = tuple(_union(*(one.weekly[day] for one in found)) for day in range(7))
    return Hours(
        name=name if len(name) <= _LONGEST_NAME else f"hours of time condition {lines.name}", place=found[0].place,
        weekly=weekly, dates=_dates(found, weekly), always=all(day == (Span(0, 1440),) for day in weekly),
    )  # fmt: skip


def _dates(found: list[Hours], weekly: tuple[tuple[Span, ...], ...]) -> Mapping[date, tuple[Span, ...]]:
    """On a date a row for the weekday counts as well as one for the date."""
    days = sorted({day for one in found for day in one.dates})
    return MappingProxyType(
        {day: _union(weekly[day.weekday()], *(one.dates.get(day, ()) for one in found)) for day in days}
    )


def _union(*spans: tuple[Span, ...]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(one for several in spans for one in several):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def day_night(lines: Lines) -> str | None:
    """`app-daynight,N`: a switch between day and night; where it stands is in the database."""
    ident = lines.ident()
    if lines.walk.has(ident):
        return ident
    step = next((one for one in lines.steps if one.name == "gotoif" and _NIGHT.search(one.args)), None)
    if step is None:
        return None
    condition, yes, no = ways(step.args)
    night, day = (yes, no) if 'NIGHT"' in condition.upper().replace(" ", "").replace("'", '"') else (no, yes)
    cases = (
        _case("day", lines.target(day, step.place) if day else HANGUP, step.place),
        _case("night", lines.target(night, step.place) if night else HANGUP, step.place),
    )
    decides = f"day/night switch {lines.name}, which staff turn by hand"
    return lines.walk.add(
        Branch(name=ident, place=lines.place, decides=decides, cases=cases), f"day or night {lines.name}"
    )
