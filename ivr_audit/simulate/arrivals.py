"""When the telephone rings: a Poisson process whose rate changes with the hour of the week.

The rate is constant between the times of a timetable; its integral over time is turned round (inversion, Cinlar 1975),
so that the i-th call comes when the integral reaches the sum of i exponential gaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ivr_audit.simulate.draws import Chances
from ivr_audit.timetable import Timetable

if TYPE_CHECKING:
    from ivr_audit.simulate.distributions import Numbers

_HOUR = 3600.0
ROWS: Final = 8192


def arrivals(rates: Timetable, seed: int, replication: int) -> Iterator[tuple[Numbers, Chances]]:
    """Blocks of calls, one after another: the seconds at which they come (rising), and their chances.

    `rates` is in calls an hour. Call i is the i-th of all blocks together; a block is at most `ROWS` calls.
    """
    import numpy as np

    edges = np.append(np.array(rates.times), rates.end)
    numbers = np.array(rates.numbers)
    integral = np.concatenate(([0.0], np.cumsum(np.diff(edges) * numbers / _HOUR)))
    total, first = 0.0, 0
    while total < integral[-1]:
        chances = Chances(seed, replication, first, ROWS)
        sums = total + np.cumsum(-np.log1p(-chances["gap"]))
        total = float(sums[-1])
        sums = sums[sums < integral[-1]]
        chances.count = len(sums)
        since = np.searchsorted(integral, sums, side="right") - 1
        yield edges[since] + (sums - integral[since]) * _HOUR / numbers[since], chances
        first += ROWS
