"""When the telephone rings: a Poisson process whose rate changes with the hour of the week.

The rate is constant between the times of a timetable; its integral over time is turned round (inversion, Cinlar 1975),
so that the i-th call comes when the integral reaches the sum of i exponential gaps.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit.simulate.draws import AT, block
from ivr_audit.traffic import Week

if TYPE_CHECKING:
    from ivr_audit.simulate.distributions import Numbers

DAY = 86400.0
_HOUR = 3600.0
_ROWS = 4096


class Timetable(NamedTuple):
    """A number that changes at `times` (seconds from the first midnight, rising from 0) up to the `end`."""

    times: tuple[float, ...]
    numbers: tuple[float, ...]
    end: float

    def at(self, time: float) -> float:
        """The number at a moment."""
        from bisect import bisect_right

        return self.numbers[max(bisect_right(self.times, time) - 1, 0)]


def timetable(week: Week, first: date, days: int, is_holiday: Callable[[date], bool]) -> Timetable:
    """A week's numbers laid over as many days from the first one; every day has 24 hours (wall clock)."""
    times: list[float] = []
    numbers: list[float] = []

    def change(at: float, number: float) -> None:
        if times and times[-1] == at:
            numbers[-1] = number
        else:
            times.append(at)
            numbers.append(number)

    for day in range(days):
        today = first + timedelta(days=day)
        change(day * DAY, week.otherwise)
        for rate in sorted((week.holiday or ()) if is_holiday(today) else week.days[today.weekday()]):
            change(day * DAY + rate.start * 60.0, rate.number)
            change(day * DAY + rate.end * 60.0, week.otherwise)
    return Timetable(tuple(times), tuple(numbers), days * DAY)


def arrivals(rates: Timetable, seed: int, replication: int) -> Numbers:
    """The seconds at which calls come, rising; `rates` is in calls an hour. Call i is the i-th."""
    import numpy as np

    edges = np.append(np.array(rates.times), rates.end)
    integral = np.concatenate(([0.0], np.cumsum(np.diff(edges) * np.array(rates.numbers) / _HOUR)))
    expected = integral[-1]
    gaps: list[Numbers] = []
    done, total = 0, 0.0
    rows = int(expected + 6 * expected**0.5) + _ROWS
    while total < expected:
        gap = -np.log1p(-block(seed, replication, done, rows)[:, AT["gap"]])
        gaps.append(gap)
        total += float(gap.sum())
        done += rows
        rows = _ROWS
    if not gaps:
        return np.empty(0)
    sums = np.cumsum(np.concatenate(gaps))
    sums = sums[sums < expected]
    since = np.searchsorted(integral, sums, side="right") - 1
    return np.asarray(edges[since] + (sums - integral[since]) * _HOUR / np.array(rates.numbers)[since])
