"""The `traffic:` section as texts, lists and mappings that a native file is written from; reading gives it back.

Rates that were counted from a call log are written out, so that the file needs no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from ivr_audit.scalars import share
from ivr_audit.traffic import Duration, Rate, Rounds, Shape, StaffGroup, Traffic, Week

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS: Final = ((86400, "d"), (3600, "h"), (60, "m"))
_CALLERS: Final = {"wrong-keys": "wrong keys"}
_USUAL: Final[dict[str, Shape]] = {
    "patience": "exponential", "message": "constant", "answers_after": "constant", "handling": "lognormal",
}  # fmt: skip
"""What a single duration means."""
Parts = dict[str, Any]  # Any: texts, lists and mappings, nested


def traffic_parts(traffic: Traffic) -> Parts:
    """The fields of the section by name, those that say nothing left out."""
    found: Parts = {}
    if traffic.calls is not None:
        found["calls"] = _week(traffic.calls, 0.0)
    elif traffic.calls_a_week is not None:
        found["calls"] = f"{_number(traffic.calls_a_week)} a week"
    for name in ("entries", "topics", "callers"):
        if parts := getattr(traffic, name):
            found[name] = {_CALLERS.get(key, key): _share(part) for key, part in parts.items()}
    for name in ("balks", "exits", "leaves_message"):
        if (part := getattr(traffic, name)) is not None:
            found[name] = _share(part)
    for name, usual in _USUAL.items():
        if (time := getattr(traffic, name)) is not None:
            found[name] = _time(time, usual)
    if (redial := traffic.redial) is not None:
        after = _time(redial.after, "exponential")
        found["redial"] = {"chance": _share(redial.chance), "after": after, "times": str(redial.times)}
    if traffic.staff:
        found["staff"] = {group.name: _group(group) for group in traffic.staff}
    if traffic.mailboxes:
        found["mailboxes"] = {rounds.box: _rounds(rounds) for rounds in traffic.mailboxes}
    if traffic.starts is not None:
        found["starts"] = traffic.starts.isoformat()
    return found


def _group(group: StaffGroup) -> Parts:
    found: Parts = {}
    if group.people is not None:
        found["people"] = str(group.people)
    if group.hours is not None:
        found["hours"] = group.hours
    if group.shifts is not None:
        found["shifts"] = _week(group.shifts, float(group.people or 0))
    if group.breaks is not None:
        found["breaks"] = _week(group.breaks, 0.0)
    ranks = [rank for _, rank in group.serves]
    if any(ranks):
        found["serves"] = {node: str(rank + (min(ranks) < 1)) for node, rank in group.serves}
    else:
        found["serves"] = [node for node, _ in group.serves]
    if group.handling_at:
        found["handling"] = {node: _time(time, "lognormal") for node, time in group.handling_at.items()}
        if group.handling is not None:
            found["handling"]["otherwise"] = _time(group.handling, "lognormal")
    elif group.handling is not None:
        found["handling"] = _time(group.handling, "lognormal")
    if group.after_call is not None:
        found["after_call"] = _time(group.after_call, "constant")
    return found


def _rounds(rounds: Rounds) -> Parts | str:
    times = _by_day(rounds.times, lambda minutes: [_clock(minute) for minute in minutes])
    found: Parts = {"emptied": times or "never"}
    if rounds.at_most is not None:
        found["at_most"] = str(rounds.at_most)
    if rounds.on_holidays:
        found["on_holidays"] = "yes"
    return found if times or len(found) > 1 else "never"


def _week(week: Week, usual: float) -> Parts:
    """Lines of days; `usual` counts where none says how many there are otherwise."""
    found = _by_day(week.days, _rates)
    if week.holiday is not None:
        found["holiday"] = _rates(week.holiday)
    if week.otherwise != usual or not found:
        found["otherwise"] = _number(week.otherwise)
    return found


def _rates(rates: Sequence[Rate]) -> Parts | str:
    if all(rate == Rate(0, 1440, 0.0) for rate in rates):
        return "0"
    return {f"{_clock(rate.start)}-{_clock(rate.end)}": _number(rate.number) for rate in rates}


def _by_day(days: Sequence[Sequence[Any]], text: Callable[[Any], Any]) -> Parts:  # Any: rates, or minutes
    """A line for each run of weekdays that are alike."""
    return {name: text(days[first]) for name, first in _runs(days) if days[first]}


def _runs(days: Sequence[object]) -> Iterator[tuple[str, int]]:
    first = 0
    for day in range(1, 8):
        if day == 7 or days[day] != days[first]:
            yield _DAYS[first] + (f"-{_DAYS[day - 1]}" if day - 1 > first else ""), first
            first = day


def _time(time: Duration, usual: Shape) -> Parts | str:
    """A duration alone if it is of the usual shape, else with how it spreads."""
    seconds = _duration(time.first)
    match time.shape:
        case "points":
            return {"points": {_duration(at): _share(part) for at, part in time.points}}
        case "weibull":
            return {"mean": seconds, "shape": _number(time.second)}
        case "lognormal" if usual != "lognormal" or time.second != 1:
            return {"mean": seconds, "cv": _number(time.second)}
        case "exponential" if usual != "exponential":
            return {"mean": seconds}
        case "constant" if usual != "constant":
            return {"always": seconds}
        case _:
            return seconds


def _duration(seconds: float) -> str:
    for unit, letter in _UNITS:
        if seconds and seconds % unit == 0:
            return f"{seconds // unit:g}{letter}"
    return f"{_number(seconds)}s"


def _share(part: float) -> str:
    """In hundredths, unless these would not read back as the same number."""
    hundredths = f"{_short(part * 100)}%"
    return hundredths if share(hundredths) == part else _short(part)


def _short(number: float) -> str:
    return f"{number:.9f}".rstrip("0").rstrip(".")


def _number(number: float) -> str:
    """As few digits as read back as the same; a rate from a log may have many."""
    return f"{number:.0f}" if number == int(number) else format(Decimal(repr(number)), "f")


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
