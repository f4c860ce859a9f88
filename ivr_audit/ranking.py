"""Paths by falling worst seconds, without finding the others first."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from typing import Final, NamedTuple

from ivr_audit import longest
from ivr_audit.callgraph import End
from ivr_audit.counting import outcome_of, serves
from ivr_audit.listing import Path, Wanted, path
from ivr_audit.longest import NO_EXIT, Search, ticks
from ivr_audit.maze import Budget, Maze, Tangle

WORK: Final = 200_000
"""Steps and vertices of tangles looked at for one path before it is no longer proved that it is the longest."""


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


class Ranked(Iterator[Path]):
    """Paths by falling worst seconds: the beginning that can still become the longest path is always gone on with, and
    of equal ones the one that has come furthest.

    In tangles too hard to search that can take for ever. Once `WORK` is spent on a path, beginnings are therefore gone
    on with to their end, greedily, and the longest path found so far comes next: `exact` is false from then on. None is
    left out.
    """

    def __init__(self, maze: Maze, wanted: Wanted) -> None:
        self.exact = True
        self._maze = maze
        self._outlook = _Outlook(maze, wanted)
        self._number = count()
        top = self._outlook.most(0, served=False, used=0)
        self._open = [_Prefix(-top, 0, next(self._number), 0, 0, False, 0, -1, None)] if top > NO_EXIT / 2 else []
        self._found: list[_Prefix] = []
        self._work = 0

    def __next__(self) -> Path:
        """The next path; StopIteration if there is none."""
        if self._work <= 2 * WORK:
            self._work = 0
        while self._open and self._work <= WORK and not self._certain():
            for prefix in self._onward(heappop(self._open)):
                self._keep(prefix)
        while self._open and not self._certain():
            self._dive(heappop(self._open))
            if self._found and self._work > 2 * WORK:
                break
        if not self._found:
            raise StopIteration
        self.exact = self.exact and self._certain()
        prefix = heappop(self._found)
        end = self._maze.stops[prefix.at]
        assert isinstance(end, End)
        return path(self._maze, _steps_of(prefix), outcome_of(end, prefix.served))

    def _certain(self) -> bool:
        """Whether no other path can be longer than the longest found."""
        return bool(self._found) and (not self._open or self._found[0].rank <= self._open[0].rank)

    def _keep(self, prefix: _Prefix) -> None:
        heappush(self._found if isinstance(self._maze.stops[prefix.at], End) else self._open, prefix)

    def _dive(self, prefix: _Prefix) -> None:
        """Go on to one end, by the most promising steps; the others are kept for later."""
        while onward := sorted(self._onward(prefix)):
            prefix, *others = onward
            for other in others:
                self._keep(other)
            if isinstance(self._maze.stops[prefix.at], End):
                heappush(self._found, prefix)
                return

    def _onward(self, prefix: _Prefix) -> list[_Prefix]:
        """The beginnings that are one step longer and can still become a path that is wanted."""
        maze, outlook, longer = self._maze, self._outlook, []
        served = prefix.served or serves(maze, prefix.at)
        for e in maze.onward(prefix.at):
            self._work += 1
            to, used = maze.targets[e], outlook.used_at(e, prefix.used)
            if used < 0:
                continue
            self._work += used.bit_length()
            length = prefix.ticks + ticks(maze.steps[e].worst)
            most = outlook.most(to, served=served, used=used)
            if most > NO_EXIT / 2:
                rank = -length - most
                longer.append(_Prefix(rank, prefix.depth - 1, next(self._number), to, length, served, used, e, prefix))
        return longer


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
        self._budget = Budget(longest.BUDGET, 2 * len(maze.tangles))
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
        search = self._searches[tangle.high, served] = Search(ways, exits, self._budget.share())
        for v in tangle.entries:
            self._most[served][v] = search.ahead(v - tangle.low, 1 << v - tangle.low)
        self._budget.spend(search.used)

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
