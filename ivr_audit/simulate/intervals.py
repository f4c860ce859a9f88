"""How sure a mean over replications is: intervals by Student's t.

The quantile is found from the distribution function, whose closed form for whole degrees of freedom is in Abramowitz
and Stegun (1964), 26.7.3 and 26.7.4; the usual tables (2.776 for 4, 2.262 for 9) are its tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import atan, cos, inf, isfinite, pi, sin, sqrt
from typing import Final, NamedTuple

SURE: Final = 0.95


class Interval(NamedTuple):
    """A mean over replications, and how far it can be wrong: 95% of such intervals hold the true mean.

    `low` and `high` are nan for a single replication.
    """

    mean: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half of its length; nan for a single replication."""
        return (self.high - self.low) / 2


def interval(values: Sequence[float]) -> Interval:
    """The mean of what independent replications gave, with its 95% interval; values that are nan are left out.

    >>> [round(x, 3) for x in interval([1.0, 2.0, 3.0])]
    [2.0, -0.484, 4.484]
    """
    known = [x for x in values if isfinite(x)]
    n = len(known)
    if not n:
        return Interval(*[float("nan")] * 3)
    mean = sum(known) / n
    if n == 1:
        return Interval(mean, float("nan"), float("nan"))
    error = sqrt(sum((x - mean) ** 2 for x in known) / (n - 1) / n)
    half = student(n - 1, SURE) * error
    return Interval(mean, mean - half, mean + half)


@lru_cache(maxsize=1024)
def student(freedom: int, sure: float) -> float:
    """The t that the amount of Student's t with so many degrees of freedom stays below with that chance.

    >>> round(student(9, 0.95), 3)
    2.262
    """
    low, high = 0.0, 1.0
    while within(freedom, high) < sure:
        low, high = high, high * 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if within(freedom, middle) < sure else (low, middle)
    return high


def within(freedom: int, t: float) -> float:
    """The chance that the amount of Student's t is at most t."""
    if t == inf:
        return 1.0
    angle = atan(t / sqrt(freedom))
    square = cos(angle) ** 2
    even = freedom % 2 == 0
    term = sin(angle) if even else sin(angle) * cos(angle)
    total = 0.0
    for k in range(1 if even else 2, freedom, 2):
        total += term
        term *= square * k / (k + 1)
    return total if even else 2 / pi * (angle + total)
