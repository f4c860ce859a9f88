"""When the telephone rings: a Poisson process whose rate changes with the hour of the week.

The rate is constant between the times of a timetable; its integral over time is turned round (inversion, Cinlar 1975),
so that the i-th call comes when the integral reaches the sum of i exponential gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit.simulate.draws import AT, block
from ivr_audit.traffic import Week

if TYPE_CHECKING:
    from ivr_audit.simulate.distributions import Numbers

DAY = 86400.0
_HOUR = 3600.0
ROWS: Final = 8192


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


def arrivals(rates: Timetable, seed: int, replication: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Blocks of calls, one after another: the seconds at which they come (rising), and their rows of chances.

    `rates` is in calls an hour. Call i is the i-th of all blocks together; a block is at most `ROWS` calls.
    """
    import numpy as np

    edges = np.append(np.array(rates.times), rates.end)
    numbers = np.array(rates.numbers)
    integral = np.concatenate(([0.0], np.cumsum(np.diff(edges) * numbers / _HOUR)))
    total, first = 0.0, 0
    while total < integral[-1]:
        rows = block(seed, replication, first, ROWS)
        sums = total + np.cumsum(-np.log1p(-rows[:, AT["gap"]]))
        total = float(sums[-1])
        sums = sums[sums < integral[-1]]
        since = np.searchsorted(integral, sums, side="right") - 1
        yield edges[since] + (sums - integral[since]) * _HOUR / numbers[since], rows[: len(sums)]
        first += ROWS
