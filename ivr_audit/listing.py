"""Every path, one after the other, without computing more of them than are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from ivr_audit.callgraph import End, Outcome
from ivr_audit.counting import outcome_of, serves
from ivr_audit.longest import NO_EXIT, Search, ticks
from ivr_audit.maze import Maze, Tangle
from ivr_audit.times import Leg, leg


class Path(NamedTuple):
    """A call from the entry to an end in which no node is entered twice, and its seconds."""

    legs: tuple[Leg, ...]
    end: End
    outcome: Outcome
    best: float
    typical: float
    worst: float


Wanted = Callable[[Outcome], bool]


def in_order(maze: Maze, wanted: Wanted, order: Callable[[int], list[int]]) -> Iterator[Path]:
    """Paths depth first; `order` gives the steps of a vertex, by number, in the order they are to be tried in.

    No step is taken from which no wanted end can be reached any more, so the next path is never far.
    """
    outlook = Outlook(maze, wanted)
    taken: list[int] = []
    used = {0}
    trail = [(0, False, iter(order(0)))]
    while trail:
        v, served, rest = trail[-1]
        served = served or serves(maze, v)
        for e in rest:
            to = maze.targets[e]
            if to in used or not outlook.possible(to, served, used):
                continue
            taken.append(e)
            if isinstance(end := maze.stops[to], End):
                yield path(maze, taken, outcome_of(end, served))
                taken.pop()
                continue
            used.add(to)
            trail.append((to, served, iter(order(to))))
            break
        else:
            trail.pop()
            used.remove(v)
            if taken:
                taken.pop()


class _Prefix(NamedTuple):
    """The beginning of a path, in the order of a heap: the longest that it can still become, negative; its length,
    negative; a number that settles ties; the vertex it stands at; its ticks; whether the caller was served; the vertices
    used of the tangle it stands in, a bit each; its last step and what was before."""

    rank: int
    depth: int
    tie: int
    at: int
    ticks: int
    served: bool
    used: int
    step: int
    before: _Prefix | None


def longest_first(maze: Maze, wanted: Wanted) -> Iterator[Path]:
    """Paths by falling worst seconds: the beginning that can still become the longest path is always gone on with, and of
    equal ones the one that has come furthest."""
    outlook = Outlook(maze, wanted)
    number = count()
    used = outlook.entering(0)
    top = outlook.most(0, served=False, used=used)
    heap = [_Prefix(-top, 0, next(number), 0, 0, False, used, -1, None)] if top > NO_EXIT / 2 else []
    while heap:
        prefix = heappop(heap)
        stop = maze.stops[prefix.at]
        if isinstance(stop, End):
            yield path(maze, _steps_of(prefix), outcome_of(stop, prefix.served))
            continue
        served = prefix.served or serves(maze, prefix.at)
        for e in maze.onward(prefix.at):
            to = maze.targets[e]
            used = outlook.enter(to, prefix.at, prefix.used, e)
            if used < 0:
                continue
            length = prefix.ticks + ticks(maze.steps[e].worst)
            most = outlook.most(to, served=served, used=used)
            if most > NO_EXIT / 2:
                heappush(heap, _Prefix(-length - most, prefix.depth - 1, next(number), to, length, served, used, e, prefix))


def _steps_of(prefix: _Prefix) -> list[int]:
    taken = []
    here: _Prefix | None = prefix
    while here and here.step >= 0:
        taken.append(here.step)
        here = here.before
    return taken[::-1]


def path(maze: Maze, taken: Sequence[int], outcome: Outcome) -> Path:
    """The path of some steps of a maze."""
    steps = [maze.steps[e] for e in taken]
    end = steps[-1].to
    assert isinstance(end, End)
    return Path(
        legs=tuple(leg(maze, e) for e in taken),
        end=end,
        outcome=outcome,
        best=sum(step.best for step in steps),
        typical=sum(step.typical for step in steps),
        worst=sum(step.worst for step in steps),
    )
