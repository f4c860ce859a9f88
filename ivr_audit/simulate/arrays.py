"""Arrays of many calls at once: how many are alike, which are chosen, in which order they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ivr_audit.journeys import Leg


class Kinds(NamedTuple):
    """Legs of many calls: the different ones, and the number of each call's own (an array)."""

    legs: list[Leg]
    inverse: Any

    def each(self, told: Callable[[Leg], Any]) -> Any:
        """What is told of its leg, for every call (an array)."""
        import numpy as np

        return np.array([told(leg) for leg in self.legs])[self.inverse]


def different(numbers: Any, size: int) -> tuple[list[int], Any, list[int]]:
    """The different ones of whole numbers below `size`, which of them each is (an array), and how often each comes."""
    import numpy as np

    counts = np.bincount(numbers, minlength=size)
    kinds = np.flatnonzero(counts)
    place = np.empty(size, np.intp)
    place[kinds] = np.arange(len(kinds))
    return kinds.tolist(), place[numbers], counts[kinds].tolist()


def only(table: Any, which: Any) -> Any:
    """Those of an array that are chosen: itself if all are."""
    return table if which.all() else table[which]


def order_of(first: Any, *others: Any) -> Any:
    """The order (an array of places) by the first column, of equals by the next, and so on.

    Nearly all differ in the first, which is sorted in pieces already, and a stable sort makes use of that.
    """
    import numpy as np

    order = np.argsort(first, kind="stable")
    if not len(order):
        return order
    same = first[order][1:] == first[order][:-1]
    equals = np.append(same, False) | np.append(False, same)
    tied = order[equals]
    order[equals] = tied[np.lexsort([column[tied] for column in reversed((first, *others))])]
    return order
