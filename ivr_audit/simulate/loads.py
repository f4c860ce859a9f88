"""How busy staff are: the people of each group who are there and at work, hour by hour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit.simulate.records import Load
from ivr_audit.timetable import Timetable

if TYPE_CHECKING:
    from ivr_audit.simulate.distributions import Numbers

_HOUR: Final = 3600.0


class Occupancy(NamedTuple):
    """Hours that people of a group were there and at work. `part` is the second of the first; over 1 where they stay
    on after their shift to finish; nan where nobody is there."""

    present: float
    busy: float

    @property
    def part(self) -> float:
        """Part of the time at work."""
        return self.busy / self.present if self.present else float("nan")


class Busy:
    """The seconds of work of one group in each hour, from spans that come in any order and any number of pieces."""

    def __init__(self, hours: int) -> None:
        import numpy as np

        self.edges: Numbers = np.arange(hours + 1, dtype=np.float64) * _HOUR
        self.until: Numbers = np.zeros(hours + 1)

    def add(self, spans: Sequence[tuple[float, float]] | Numbers) -> None:
        """Spans of work, (start, end): pairs, or an array of two columns."""
        import numpy as np

        if len(spans):
            pairs: Numbers = np.array(spans)
            self.until += _before(pairs[:, 1], self.edges) - _before(pairs[:, 0], self.edges)

    def hours(self) -> Numbers:
        """Seconds of work in each hour."""
        import numpy as np

        return np.asarray(np.diff(self.until))


def present(timetable: Timetable, hours: int) -> Numbers:
    """Seconds that people are there in each hour, all of them together."""
    import numpy as np

    edges = np.arange(hours + 1) * _HOUR
    times = np.array([*timetable.times, max(timetable.end, edges[-1])])
    sums = np.concatenate(([0.0], np.cumsum(np.diff(times) * np.array(timetable.numbers))))
    return np.asarray(np.diff(np.interp(edges, times, sums)))


def loads(group: int, timetable: Timetable, busy: Busy) -> Iterable[Load]:
    """The hours in which anybody of a group was there or at work."""
    there, work = present(timetable, len(busy.edges) - 1).tolist(), busy.hours().tolist()
    for hour, (seconds, worked) in enumerate(zip(there, work, strict=True)):
        if seconds > 0 or worked > 1e-6:
            yield Load(group, hour, seconds, max(worked, 0.0))


def occupancy(load: Iterable[Load], groups: Sequence[str]) -> dict[str, Occupancy]:
    """Hours there and at work of each group."""
    return {groups[group]: found for group, found in _summed((one.group, one) for one in load).items()}


def occupancy_by_hour(load: Iterable[Load], group: int, *, weekday: int = 0) -> dict[int, Occupancy]:
    """The same for a group by hour of the week, where the first midnight began that weekday (Monday is 0)."""
    return _summed(((one.hour + 24 * weekday) % 168, one) for one in load if one.group == group)


def _summed(load: Iterable[tuple[int, Load]]) -> dict[int, Occupancy]:
    there: dict[int, list[float]] = {}
    for key, one in load:
        sums = there.setdefault(key, [0.0, 0.0])
        sums[0] += one.present / _HOUR
        sums[1] += one.busy / _HOUR
    return {key: Occupancy(*there[key]) for key in sorted(there)}


def _before(moments: Numbers, edges: Numbers) -> Numbers:
    """The sum over all moments of the time that has passed until each edge, no further than the moment."""
    import numpy as np

    ordered = np.sort(moments)
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    count = np.searchsorted(ordered, edges, side="right")
    return np.asarray(sums[count] + (len(ordered) - count) * edges)
