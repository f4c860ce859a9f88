"""How the figures of a simulation are said: each with how far it can be wrong, rounded to what the run can tell."""

from __future__ import annotations

from math import ceil, isfinite, isnan, log10
from typing import Final

from ivr_audit.simulate.intervals import Interval
from ivr_audit.words import WEEKDAYS, of_hundred, say_duration

NONE: Final = "-"
"""What stands where there is nothing to tell."""
_LEAST: Final = 0.1
"""Points of a hundred, and below a hundred of anything, that are told apart at most."""


def say_part(found: Interval) -> str:
    """A part of 1 in a hundred, and how far it can be wrong, in points: "12% ± 1", "7.1% ± 0.6".

    >>> say_part(Interval(0.071, 0.065, 0.077)), say_part(Interval(0.12, 0.105, 0.135)), say_part(Interval(0, 0, 0))
    ('7.1% ± 0.6', '12% ± 2', '0%')
    """
    if isnan(found.mean):
        return NONE
    half = 100 * found.half_width
    if not isfinite(half) or half == 0:
        return f"{_rounded(100 * found.mean, 0)}%"
    places = 0 if half >= 1 - _LEAST / 2 else 1
    return f"{_rounded(100 * found.mean, places)}% ± {max(half, _LEAST):.{places}f}"


def say_points(found: Interval, *, half: bool = True) -> str:
    """A difference of two parts, in points of a hundred, without its sign: "7.1% ± 0.6"."""
    flipped = found if found.mean >= 0 else Interval(-found.mean, -found.high, -found.low)
    told = say_part(flipped)
    return told if half else told.split(" ")[0]


def say_time(found: Interval) -> str:
    """Seconds, and how far they can be wrong: "1 min 03 s ± 2 s", rounded up, or "37.2 s ± 0.3" below a minute.

    >>> say_time(Interval(63.2, 61.5, 64.9)), say_time(Interval(37.21, 36.9, 37.52))
    ('1 min 03 s ± 2 s', '37.2 s ± 0.3')
    """
    if isnan(found.mean):
        return NONE
    half = found.half_width
    if isfinite(half) and 0 < half < 1 and found.mean < 60:
        return f"{_rounded(max(found.mean, 0.0), 1)} s ± {max(half, _LEAST):.1f}"
    told = say_duration(max(found.mean, 0.0))
    return told if not isfinite(half) or half == 0 else f"{told} ± {say_duration(ceil(half))}"


def say_number(found: Interval) -> str:
    """A number of calls or messages, and how far it can be wrong: "1,203 ± 15", "4.2 ± 0.3"."""
    if isnan(found.mean):
        return NONE
    half = found.half_width
    if not isfinite(half) or half == 0:
        return _rounded(found.mean, 0 if found.mean >= 10 or found.mean == int(found.mean) else 1)
    places = 0 if half >= 1 - _LEAST / 2 else 1
    return f"{_rounded(found.mean, places)} ± {max(half, _LEAST):,.{places}f}"


def say_callers(part: float, what: str = "callers") -> str:
    """A part of 1 of the callers, without how far it can be wrong: "3 of 100 callers", "none of the callers".

    >>> say_callers(0.034), say_callers(0.0), say_callers(0.998, "calls"), say_callers(1)
    ('3 of 100 callers', 'none of the callers', 'more than 99 of 100 calls', 'all callers')
    """
    number = of_hundred(part)
    match number:
        case "none":
            return f"none of the {what}"
        case "all":
            return f"all {what}"
        case _:
            return f"{number} of 100 {what}"


def say_seconds(seconds: float) -> str:
    """Seconds in words; a sign for none."""
    return NONE if isnan(seconds) else say_duration(seconds)


def say_hour(hour: int) -> str:
    """The hour of a week, 0 is Monday from 0:00: "Mon 10:00"."""
    return f"{WEEKDAYS[hour // 24][:3]} {hour % 24:02}:00"


def say_about(number: float) -> str:
    """A number as one says it: two figures that count, "36", "1,200", "0.4"."""
    if number <= 0 or not isfinite(number):
        return "0"
    places = max(1 - int(log10(number) // 1), 0) if number < 10 else 0
    step = 10 ** max(int(log10(number)) - 1, 0)
    return f"{round(number / step) * step:,}" if number >= 10 else f"{number:.{min(places, 1)}f}".removesuffix(".0")


def _rounded(number: float, places: int) -> str:
    told = f"{number:,.{places}f}"
    return told.lstrip("-") if float(told.replace(",", "")) == 0 else told
