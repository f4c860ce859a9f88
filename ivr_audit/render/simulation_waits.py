"""How many callers wait in each line over the day: what is drawn of the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ivr_audit.render.simulation_figures import DAY, HOUR
from ivr_audit.simulate.records import LEFT
from ivr_audit.simulate.study import Study

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ivr_audit.simulate.records import Table

    Numbers = NDArray[np.float64]

EVERY: Final = 600.0
"""Seconds over which the callers in a line are averaged."""


class Waiting(NamedTuple):
    """`means` has for the lines in which most callers wait, most first, the mean number who do at the `hours`, moments
    of the day; over Monday to Friday, or if not `workdays` over Saturday and Sunday. `lines` is how many lines there
    are, `most` the highest mean of the first, at the hour `at`; `busy` are the full hours between which anybody waits.
    """

    hours: Numbers
    means: tuple[tuple[str, Numbers], ...]
    lines: int
    most: float
    at: float
    busy: tuple[int, int]
    workdays: bool


def waiting(study: Study, most_lines: int) -> Waiting | None:
    """What is drawn of at most so many lines; nothing if nobody waited."""
    import numpy as np

    visits = study.visits
    visits = visits[visits["left"] != LEFT.index("no agents")]
    weekdays = ((visits["at"] // DAY).astype(int) + study.scenario.first.weekday()) % 7
    workdays = bool((weekdays < 5).any())
    visits = visits[(weekdays < 5) == workdays]
    if not len(visits):
        return None
    names, days = study.runs[0].names.nodes, _days(study, workdays=workdays)
    found = [(names[line], _by_day(visits[visits["line"] == line]) / days) for line in np.unique(visits["line"])]
    found.sort(key=lambda one: (-float(one[1].max()), one[0]))
    whole = np.nonzero(sum(mean for _, mean in found) > 0)[0]
    if not len(whole):
        return None
    hours = (np.arange(0, DAY, EVERY) + EVERY / 2) / HOUR
    first = found[0][1]
    busy = int(hours[whole[0]]), min(int(hours[whole[-1]]) + 1, 24)
    at = (float(hours[first.argmax()]) * HOUR - EVERY / 2) / HOUR
    return Waiting(hours, tuple(found[:most_lines]), len(found), float(first.max()), at, busy, workdays)


def _days(study: Study, *, workdays: bool) -> int:
    """Days of all replications that are Monday to Friday, or Saturday and Sunday."""
    first = study.scenario.first.weekday()
    found = sum(((first + day) % 7 < 5) == workdays for day in range(study.scenario.days))
    return max(found * len(study.runs), 1)


def _by_day(visits: Table) -> Any:
    """Callers in a line, summed over all days, as the mean of each stretch of `EVERY` seconds; waits that go on past
    midnight are cut there."""
    import numpy as np

    edges = np.arange(0, DAY + 1, EVERY)
    at = visits["at"] % DAY
    ends = np.minimum(at + visits["waited"], DAY)
    return np.diff(_sums(ends, edges) - _sums(at, edges)) / EVERY


def _sums(moments: Numbers, edges: Numbers) -> Any:
    """The sum over all moments of the smaller of the moment and each edge."""
    import numpy as np

    ordered = np.sort(moments)
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    count = np.searchsorted(ordered, edges, side="right")
    return sums[count] + (len(ordered) - count) * edges
