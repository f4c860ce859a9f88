"""The headline figures of one replication, counted piece by piece, so that records need not be kept.

Times are counted in tenths of a second up to two hours; means and the worst are exact, quantiles to a tenth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ivr_audit.simulate.records import ENDS, LEFT, Load
from ivr_audit.simulate.statistics import messages

if TYPE_CHECKING:
    import numpy as np

    from ivr_audit.simulate.distributions import Numbers
    from ivr_audit.simulate.records import Table

PARTS: Final = (
    "reached a person", "reached the right person", *(end for end in ENDS if end != "person"), "answered in time",
    "wrong doors", "messages returned in time", "messages returned late", "messages never returned",
)  # fmt: skip
"""Headline figures that are parts of 1; the others but "calls" are seconds, or the occupancy of a group."""
_NAN: Final = float("nan")
_BINS: Final = 72_000
_A_SECOND: Final = 10


class Times:
    """How often each time came."""

    def __init__(self) -> None:
        import numpy as np

        self.bins: np.ndarray[tuple[int], np.dtype[np.int64]] = np.zeros(_BINS + 1, np.int64)
        self.count, self.total, self.worst = 0, 0.0, _NAN

    def add(self, seconds: Numbers) -> None:
        """Times that are not nan."""
        import numpy as np

        if len(seconds):
            self.count += len(seconds)
            self.total += float(seconds.sum())
            self.worst = max(float(seconds.max()), -1.0 if self.worst != self.worst else self.worst)
            places = np.minimum((seconds * _A_SECOND).astype(np.int64), _BINS)
            self.bins += np.bincount(places, minlength=_BINS + 1)

    @property
    def mean(self) -> float:
        """The mean; nan where there are none."""
        return self.total / self.count if self.count else _NAN

    def quantile(self, part: float) -> float:
        """The time that this part of them stays below."""
        import numpy as np

        if not self.count:
            return _NAN
        upto = np.cumsum(self.bins)
        place = int(np.searchsorted(upto, part * self.count, side="left"))
        if place >= _BINS:
            return self.worst
        before = float(upto[place - 1]) if place else 0.0
        inside = (part * self.count - before) / max(float(self.bins[place]), 1.0)
        return min((place + inside) / _A_SECOND, self.worst)

    def within(self, seconds: float) -> int:
        """How many are at most that long, to a tenth of a second."""
        return int(self.bins[: min(int(seconds * _A_SECOND), _BINS) + 1].sum())


class Tally:
    """What is counted of a replication."""

    def __init__(self, groups: Sequence[str]) -> None:
        self.groups = groups
        self.calls = self.visits = self.wrong = self.in_time = self.late = self.never = self.left = 0
        self.ends = [0] * len(ENDS)
        self.person, self.right, self.waits, self.answered = Times(), Times(), Times(), Times()
        self.present = [0.0] * len(groups)
        self.busy = [0.0] * len(groups)

    def add(self, calls: Table, visits: Table, left: Table) -> None:
        """More records: calls, visits to lines, messages."""
        import numpy as np

        self.calls += len(calls)
        counts = np.bincount(calls["end"], minlength=len(ENDS)).tolist()
        self.ends = [sum(both) for both in zip(self.ends, counts, strict=True)]
        for times, column in ((self.person, calls["person"]), (self.right, calls["right"])):
            times.add(column[~np.isnan(column)])
        self.wrong += int(calls["wrong_door"].sum())
        there = visits[visits["left"] != LEFT.index("no agents")]
        self.waits.add(there["waited"])
        self.answered.add(there["waited"][there["left"] == LEFT.index("answered")])
        found = messages(left)
        self.left += found.left
        self.in_time += found.in_time
        self.late += found.late
        self.never += found.never

    def add_load(self, load: Sequence[Load]) -> None:
        """How busy the groups were."""
        for one in load:
            self.present[one.group] += one.present
            self.busy[one.group] += one.busy

    def figures(self, threshold: float) -> Mapping[str, float]:
        """The headline figures by name; `threshold` in seconds is what "answered in time" means."""
        calls, found = self.calls, {"calls": float(self.calls)}
        found["reached a person"] = _part(self.person.count, calls)
        found["reached the right person"] = _part(self.right.count, calls)
        for end, number in zip(ENDS, self.ends, strict=True):
            if end != "person":
                found[end] = _part(number, calls)
        for whom, times in (("a person", self.person), ("the right person", self.right)):
            found[f"time to {whom}: mean"] = times.mean
            for name, part in (("median", 0.5), ("90th", 0.9), ("95th", 0.95)):
                found[f"time to {whom}: {name}"] = times.quantile(part)
            found[f"time to {whom}: worst"] = times.worst
        found["wait: mean"] = self.waits.mean
        found["wait: 90th"] = self.waits.quantile(0.9)
        found["answered in time"] = _part(self.answered.within(threshold), self.waits.count)
        found["wrong doors"] = _part(self.wrong, self.person.count)
        found["messages returned in time"] = _part(self.in_time, self.left)
        found["messages returned late"] = _part(self.late, self.left)
        found["messages never returned"] = _part(self.never, self.left)
        for group, there, work in zip(self.groups, self.present, self.busy, strict=True):
            found[f"occupancy: {group}"] = work / there if there else _NAN
        return found


def _part(number: int, whole: int) -> float:
    return number / whole if whole else _NAN
