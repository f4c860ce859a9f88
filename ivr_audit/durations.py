"""Times that differ from call to call, in closed form: their mean, and the part of them that is longer than so many
seconds."""

from __future__ import annotations

from math import exp, gamma, log, sqrt
from statistics import NormalDist
from typing import Final

from ivr_audit.traffic import Duration

_STANDARD: Final = NormalDist()


def mean(duration: Duration) -> float:
    """The mean in seconds; inf where some have no end."""
    if duration.shape != "points":
        return duration.first
    seconds, part, total = 0.0, 0.0, 0.0
    for later, more in duration.points:
        total += (more - part) * (seconds + later) / 2
        seconds, part = later, more
    return total if part >= 1 - 1e-12 else float("inf")


def longer(duration: Duration, seconds: float) -> float:
    """The part of the calls for which it is longer than so many seconds (from 0 on).

    >>> round(longer(Duration("exponential", 300.0), 300.0), 4)
    0.3679
    """
    match duration.shape:
        case "constant":
            return float(seconds < duration.first)
        case "exponential":
            return exp(-seconds / duration.first)
        case "weibull":
            return exp(-((seconds * gamma(1 + 1 / duration.second) / duration.first) ** duration.second))
        case "lognormal":
            middle, spread = lognormal(duration)
            return 1 - _STANDARD.cdf((log(seconds) - middle) / spread) if seconds > 0 and spread else 1.0
        case _:
            return 1 - _part_below(duration.points, seconds)


def _part_below(points: tuple[tuple[float, float], ...], seconds: float) -> float:
    before, below = 0.0, 0.0
    for later, part in points:
        if seconds < later:
            return below + (part - below) * (seconds - before) / (later - before)
        before, below = later, part
    return below


def lognormal(duration: Duration) -> tuple[float, float]:
    """Mean and deviation of the logarithm."""
    variance = log(1 + duration.second**2)
    return log(duration.first) - variance / 2, sqrt(variance)
