"""Paths by falling worst seconds, without finding the others first."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from ivr_audit.callgraph import End
from ivr_audit.counting import outcome_of, serves
from ivr_audit.listing import Path, Wanted, path
from ivr_audit.longest import NO_EXIT, Search, ticks
from ivr_audit.maze import Maze, Tangle


class _Prefix(NamedTuple):
    """The beginning of a path, in the order of a heap: the longest that it can still become, negative; its length,
    negative; a number that settles ties; the vertex it stands at; its ticks; whether the caller was served; the
    vertices used of the tangle it stands in, a bit each; its last step and what was before."""

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
    """Paths by falling worst seconds: the beginning that can still become the longest path is always gone on with,
    and of equal ones the one that has come furthest."""
    outlook = _Outlook(maze, wanted)
    number = count()
    top = outlook.most(0, served=False, used=0)
    heap = [_Prefix(-top, 0, next(number), 0, 0, False, 0, -1, None)] if top > NO_EXIT / 2 else []
    while heap:
        prefix = heappop(heap)
        stop = maze.stops[prefix.at]
        if isinstance(stop, End):
            yield path(maze, _steps_of(prefix), outcome_of(stop, prefix.served))
            continue
        served = prefix.served or serves(maze, prefix.at)
        for e in maze.onward(prefix.at):
            to = maze.targets[e]
            used = outlook.used_at(e, prefix.used)
            if used < 0:
                continue
            length = prefix.ticks + ticks(maze.steps[e].worst)
            most = outlook.most(to, served=served, used=used)
            if most > NO_EXIT / 2:
                heappush(
                    heap, _Prefix(-length - most, prefix.depth - 1, next(number), to, length, served, used, e, prefix)
                )


def _steps_of(prefix: _Prefix) -> list[int]:
    taken = []
    here: _Prefix | None = prefix
    while here and here.step >= 0:
        taken.append(here.step)
        here = here.before
    return taken[::-1]


class _Outlook:
    """What a path can still gain at most, in ticks: exactly, but in tangles too hard to search."""

    def __init__(self, maze: Maze, wanted: Wanted) -> None:
        self._maze = maze
        self._tangled = maze.tangle_of()
        self._worst = [ticks(step.worst) for step in maze.steps]
        self._most = [[NO_EXIT] * len(maze.stops), [NO_EXIT] * len(maze.stops)]
        self._searches: dict[tuple[int, bool], Search] = {}
        for v, stop in enumerate(maze.stops):
            for served in (False, True):
                if isinstance(stop, End) and wanted(outcome_of(stop, served)):
                    self._most[served][v] = 0
        for v in maze.backwards():
            for served in (True, False):
                if v in maze.tangles:
                    self._enter(maze.tangles[v], served)
                else:
                    onward = self._onward(v, v, served or serves(maze, v))
                    self._most[served][v] = max(self._most[served][v], onward)

    def _onward(self, v: int, last: int, served: bool) -> int:
        """The most that is gained by a step from a vertex to one after `last`."""
        maze, most = self._maze, self._most[served]
        steps = (e for e in maze.onward(v) if maze.targets[e] > last)
        return max((self._worst[e] + most[maze.targets[e]] for e in steps), default=NO_EXIT)

    def _enter(self, tangle: Tangle, served: bool) -> None:
        ways: list[dict[int, int]] = [{} for _ in tangle.vertices]
        for way, inner in zip(ways, tangle.inner, strict=True):
            for to, e in inner:
                way[to - tangle.low] = max(way.get(to - tangle.low, 0), self._worst[e])
        maybe = {served, served or any(serves(self._maze, v) for v in tangle.vertices)}
        exits = [max(self._onward(v, tangle.high, flag) for flag in maybe) for v in tangle.vertices]
        search = self._searches[tangle.high, served] = Search(ways, exits)
        for v in tangle.entries:
            self._most[served][v] = search.ahead(v - tangle.low, 1 << v - tangle.low)

    def most(self, v: int, served: bool, used: int) -> int:
        """What a path gains at most that stands at a vertex and has used some of those of its tangle."""
        tangle = self._tangled.get(v)
        if tangle is None:
            return self._most[served][v]
        return self._searches[tangle.high, served].ahead(v - tangle.low, used)

    def used_at(self, e: int, used: int) -> int:
        """The vertices of a tangle that are used after a step; negative if no path can take it."""
        source, to = self._maze.sources[e], self._maze.targets[e]
        tangle = self._tangled.get(to)
        if tangle is None or not tangle.low <= source <= tangle.high:
            return -1 if to <= source else 1 << to - tangle.low if tangle else 0
        bit = 1 << to - tangle.low
        return -1 if used & bit or (to, e) not in tangle.inner[source - tangle.low] else used | bit
