"""What a call can walk from one entry, as numbers: steps that lie on no path set apart, the rest in the order calls
pass.

A path enters no node twice. A step back to a node that dominates its source (every way to the source leads through it)
therefore lies on no path. Without those steps nearly every phone tree is acyclic; what remains cyclic, menus that lead
to each other and can each be entered apart, is a `Tangle` of its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import overload

from ivr_audit.callgraph import End, Step, Stop
from ivr_audit.unravel import unravel


@dataclass(frozen=True, slots=True, eq=False)
class Tangle:
    """Vertices `low` to `high` (inclusive) of a maze, all of which lead to each other on steps that paths can take.

    `inner[v - low]` are those steps, as `(target, number of the step)`; `entries` the vertices where a path can come in
    from outside.
    """

    low: int
    high: int
    entries: tuple[int, ...]
    inner: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def vertices(self) -> range:
        """Their numbers."""
        return range(self.low, self.high + 1)


class Budget:
    """The work that may be done in the tangles of one maze: each may use an equal share of what is left, so that what
    easy ones save is there for the others."""

    def __init__(self, total: int, tangles: int) -> None:
        self._left, self._tangles = total, tangles

    def share(self) -> int:
        """What the next tangle may use."""
        return max(self._left, 0) // max(self._tangles, 1)

    def spend(self, used: int) -> None:
        """Take what a tangle has used."""
        self._left -= used
        self._tangles -= 1


class Rows(Sequence[Sequence[int]]):
    """A sequence of rows, kept end to end in one array (a list a row would cost the garbage collector more than the
    work)."""

    def __init__(self, starts: array[int], joined: array[int]) -> None:
        self.starts, self.joined = starts, joined

    @overload
    def __getitem__(self, row: int) -> Sequence[int]: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Sequence[int]]: ...

    def __getitem__(self, row: int | slice) -> Sequence[int] | Sequence[Sequence[int]]:
        if isinstance(row, slice):
            return [self[i] for i in range(len(self))[row]]
        return self.joined[self.starts[row] : self.starts[row + 1]]

    def __iter__(self) -> Iterator[Sequence[int]]:
        return (self.joined[start:end] for start, end in pairwise(self.starts))

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Maze:
    """Every stop that calls can reach, numbered, and every step; vertex 0 is the entry.

    The steps from vertex `v` are numbers `starts[v]` to `starts[v + 1]` (exclusive); step `e` is `steps[e]`, from
    `sources[e]` to `targets[e]`. One to a smaller or equal number lies on no path, unless it is an inner step of a
    tangle; `tangles` has each tangle under its last vertex, `ends` the vertices that are ends of calls.
    """

    stops: tuple[Stop, ...]
    steps: tuple[Step, ...]
    starts: array[int]
    sources: array[int]
    targets: array[int]
    tangles: dict[int, Tangle]
    ends: tuple[int, ...]

    def onward(self, v: int) -> range:
        """The numbers of the steps from a vertex."""
        return range(self.starts[v], self.starts[v + 1])

    def tangle_of(self) -> dict[int, Tangle]:
        """The tangle of every vertex that is in one."""
        return {v: tangle for tangle in self.tangles.values() for v in tangle.vertices}

    def backwards(self) -> Iterable[int]:
        """Vertices in reverse order, each tangle once, by its last vertex."""
        return self._past_tangles() if self.tangles else range(len(self.stops) - 1, -1, -1)

    def _past_tangles(self) -> Iterator[int]:
        v = len(self.stops) - 1
        while v >= 0:
            yield v
            v = self.tangles[v].low - 1 if v in self.tangles else v - 1

    def leading_to(self, goals: Iterable[int]) -> bytearray:
        """By vertex, 1 where some call can go on to a goal, all steps counted, also those back."""
        found = bytearray(len(self.stops))
        for goal in goals:
            found[goal] = 1
        before: dict[int, list[int]] = {}
        waiting: list[int] = []
        starts, targets = self.starts, self.targets
        for v in range(len(self.stops) - 1, -1, -1):
            onward = targets[starts[v] : starts[v + 1]]
            for to in onward if not found[v] else ():
                if found[to]:
                    found[v] = 1
                    break
            if not found[v]:
                for to in onward:
                    before.setdefault(to, []).append(v)
            elif v in before:
                waiting += before.pop(v)
        while waiting:
            v = waiting.pop()
            found[v] = 1
            waiting += before.pop(v, ())
        return found


def maze(entry: Stop, follow: Callable[[Stop], Sequence[Step]]) -> Maze:
    """The maze of all calls from an entry, if `follow` gives the steps that they can take from a stop.

    Takes time in proportion to the steps, but for the logarithmic factor of the dominators.
    """
    index: dict[Stop, int] = {entry: 0}
    stops, starts = [entry], array("q", [0])
    steps: list[Step] = []
    targets = array("q")
    for stop in stops:
        taken = follow(stop)
        for step in taken:
            v = index.setdefault(step.to, len(stops))
            if v == len(stops):
                stops.append(step.to)
            targets.append(v)
        steps += taken
        starts.append(len(steps))
    return _in_order(stops, steps, Rows(starts, targets))


def _in_order(stops: list[Stop], steps: list[Step], ways: Rows) -> Maze:
    """The maze of stops numbered as they were found, numbered anew in the order calls pass them."""
    order, tangled, lost = unravel(ways)
    place = array("q", bytes(8 * len(order)))
    for number, v in enumerate(order):
        place[v] = number
    starts, edges = array("q", [0]), array("q")
    for v in order:
        edges.extend(range(ways.starts[v], ways.starts[v + 1]))
        starts.append(len(edges))
    targets = array("q", [place[ways.joined[e]] for e in edges])
    sources = array("q")
    for v in range(len(order)):
        sources.extend(repeat(v, starts[v + 1] - starts[v]))
    tangles = {}
    entries = _entries(tangled, sources, targets)
    for low, high in tangled:
        inner = tuple(
            tuple(
                (targets[e], e)
                for e in range(starts[v], starts[v + 1])
                if low <= targets[e] <= high and not lost(order[v], order[targets[e]])
            )
            for v in range(low, high + 1)
        )
        tangles[high] = Tangle(low, high, tuple(v for v in range(low, high + 1) if v in entries), inner)
    inside = tuple([stops[v] for v in order])
    ends = tuple([v for v, stop in enumerate(inside) if isinstance(stop, End)])
    return Maze(inside, tuple([steps[e] for e in edges]), starts, sources, targets, tangles, ends)


def _entries(tangled: list[tuple[int, int]], sources: Iterable[int], targets: Iterable[int]) -> set[int]:
    """The vertices where a step leads into a tangle, given by its first and last vertex, from before it."""
    low_of = {v: low for low, high in tangled for v in range(low, high + 1)}
    if not low_of:
        return set()
    return {to for source, to in zip(sources, targets, strict=True) if source < low_of.get(to, 0)}
