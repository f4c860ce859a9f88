"""The longest path through a tangle, vertices that all lead to each other: an exact search that bounds cut short.

To find it takes exponential time at worst (a longest path that passes every vertex is a Hamiltonian one). What is known
of a path that stands at a vertex is only which vertices are left to it, so each such position is solved once. No path
from there takes longer than the dearest step out of each vertex that is left, but for the one it ends at. In a tangle
where all lead to all some path is as long as that, and the search stops at the first it tries.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

BUDGET: Final = 1_000_000
"""Vertices looked at before the search of the tangles of one maze is given up, about half a second's worth."""
NO_EXIT: Final = -(10**40)
"""The gain where no exit can be reached; anything below half of it is none."""
_TICK: Final = 1e9


def ticks(seconds: float) -> int:
    """Seconds in whole billionths, so that sums that should be equal are."""
    return round(seconds * _TICK)


def seconds_of(number: int) -> float:
    """The seconds of some ticks."""
    return number / _TICK


class Route(NamedTuple):
    """A longest path: its gain, and the vertices on it, none if no exit can be reached. Not `exact`: it gains at
    most so much, and the vertices are those of a long path."""

    gain: int
    vertices: tuple[int, ...]
    exact: bool


class _Known(NamedTuple):
    """What is known of a position: the longest gain from there, or a bound on it, and the vertex to go on to, else
    -1."""

    gain: int
    exact: bool
    onward: int


class Search:
    """The longest paths of one tangle, from any of its vertices.

    `ways[v]` has the ticks of the step to each vertex that can follow; `exits[v]` the ticks that are gained by ending
    at `v`, `NO_EXIT` where a path cannot end. `budget` is the number of vertices it may look at (`BUDGET`, if None).
    """

    def __init__(self, ways: Sequence[Mapping[int, int]], exits: Sequence[int], budget: int | None = None) -> None:
        self._gains, self._ends = ways, exits
        self._next = [sum(1 << to for to in way) for way in ways]
        self._dearest = [sorted(((gain, 1 << to) for to, gain in way.items()), reverse=True) for way in ways]
        self._floor = [min(way.values(), default=0) for way in ways]
        self._extra: list[list[tuple[int, int]]] = [[] for _ in ways]
        for v, way in enumerate(ways):
            for to, gain in way.items():
                self._extra[to].append((gain - self._floor[v], 1 << v))
        for extra in self._extra:
            extra.sort(reverse=True)
        self._known: dict[tuple[int, int], _Known] = {}
        self._whole = (1 << len(ways)) - 1
        self._budget = self._left = BUDGET if budget is None else budget

    def longest(self, start: int) -> Route:
        """The longest path from a vertex that enters no vertex twice and ends at one with an exit."""
        if self._left < 0:
            vertices = self._nearest_exit(start)
            return Route(self._ceiling if vertices else NO_EXIT, vertices, not vertices)
        region = self._region(start, self._whole ^ 1 << start)
        known = self._solve(start, region, NO_EXIT)
        if known.gain < NO_EXIT / 2:
            return Route(NO_EXIT, (), True)
        return Route(known.gain, self._walk(start, region), known.exact)

    def ahead(self, at: int, used: int) -> int:
        """What a path gains at most from where it stands, if it has used some vertices (a bit each) and this one."""
        return self._solve(at, self._region(at, self._whole & ~used), NO_EXIT).gain

    @property
    def used(self) -> int:
        """How much of the budget is used."""
        return self._budget - max(self._left, 0)

    @cached_property
    def _ceiling(self) -> int:
        """What no path gains more than, wherever it starts."""
        dearest = [steps[0][0] if steps else 0 for steps in self._dearest]
        return sum(dearest) + max(end - gain for end, gain in zip(self._ends, dearest, strict=True))

    def _region(self, at: int, free: int) -> int:
        """Of the free vertices (a bit each), those that can still be reached."""
        found, fresh = 0, self._next[at] & free
        while fresh:
            found |= fresh
            self._left -= fresh.bit_count()
            reached = 0
            for v in _bits(fresh):
                reached |= self._next[v]
            fresh = reached & free & ~found
        return found

    def _bound(self, at: int, region: int) -> int:
        """What no path from here gains more than: one step out of each vertex of the region, and the best one to end
        at.

        The steps out are the dearest of each vertex; or the cheapest, and what the dearest step into each one costs
        over the cheapest of its source, since a path enters a vertex once too. The smaller of both holds.
        """
        self._left -= region.bit_count()
        sources = region | 1 << at
        dear, cheap = _first(self._dearest[at], region), self._floor[at]
        last_dear = last_cheap = NO_EXIT
        for v in _bits(region):
            out, floor, end = _first(self._dearest[v], region), self._floor[v], self._ends[v]
            dear += out
            cheap += floor + _first(self._extra[v], sources)
            last_dear = max(last_dear, end - out)
            last_cheap = max(last_cheap, end - floor)
        return max(self._ends[at], min(dear + last_dear, cheap + last_cheap))

    def _solve(self, at: int, region: int, need: int) -> _Known:
        """The longest gain from a position, exact if it is over `need` and the budget lasts, else a bound.

        Each comparison asks for the positions it needs; they are kept on a stack, for paths can be long.
        """
        found = self._look(at, region, need)
        if found:
            return found
        asking = [((at, region), self._compare(at, region, need))]
        answer: _Known | None = None
        while asking:
            key, comparison = asking[-1]
            try:
                question = comparison.send(answer)
            except StopIteration as done:
                answer = self._known[key] = done.value
                asking.pop()
                continue
            answer = self._look(*question)
            if not answer:
                asking.append((question[:2], self._compare(*question)))
        return self._known[at, region]

    def _look(self, at: int, region: int, need: int) -> _Known | None:
        """What is known of a position, if that is enough or the budget is spent."""
        known = self._first_look(at, region)
        return known if known.exact or known.gain <= need or self._left < 0 else None

    def _first_look(self, at: int, region: int) -> _Known:
        """What is known of a position, which is the bound at least."""
        known = self._known.get((at, region))
        if known is None:
            known = self._known[at, region] = _Known(self._bound(at, region), False, -1)
        return known

    def _compare(self, at: int, region: int, need: int) -> Generator[tuple[int, int, int], _Known | None, _Known]:
        """The longest of the ways on, the most promising first; those that cannot be longest are left alone."""
        top = self._first_look(at, region).gain
        best, onward, unsure = self._ends[at], -1, NO_EXIT
        for ceiling, to, beyond in self._candidates(at, region, top):
            if ceiling <= max(best, need):
                unsure = max(unsure, ceiling)
                break
            gain = self._gains[at][to]
            found = yield to, beyond, max(best, need) - gain
            assert found
            if not found.exact:
                unsure = max(unsure, gain + found.gain)
            elif gain + found.gain > best:
                best, onward = gain + found.gain, to
            if best >= top:
                return _Known(best, True, onward)
        return _Known(max(best, unsure), best >= unsure, onward)

    def _candidates(self, at: int, region: int, top: int) -> Iterator[tuple[int, int, int]]:
        """The ways on, with a bound on what they gain and the region beyond: at once where it is the bound of all,
        then by falling bound."""
        waiting = []
        for to in sorted(_bits(self._next[at] & region), key=lambda v: -self._gains[at][v]):
            beyond = self._region(to, region & ~(1 << to))
            ceiling = self._gains[at][to] + self._first_look(to, beyond).gain
            if ceiling >= top:
                yield ceiling, to, beyond
            elif ceiling > NO_EXIT / 2:
                waiting.append((ceiling, to, beyond))
        yield from sorted(waiting, key=lambda way: -way[0])

    def _walk(self, at: int, region: int) -> tuple[int, ...]:
        """The vertices of the longest path from a position; of any that goes on, from where that is not known."""
        walked = [at]
        while known := self._known.get((at, region)):
            if known.onward < 0:
                if not known.exact:
                    walked += self._way_out(at, region)[1:]
                break
            at = known.onward
            region = self._region(at, region & ~(1 << at))
            walked.append(at)
        return tuple(walked)

    def _nearest_exit(self, at: int) -> tuple[int, ...]:
        """The fewest vertices to one with an exit; none if there is no such way."""
        if self._ends[at] < NO_EXIT / 2 and at not in self._outward:
            return ()
        trail = [at]
        while trail[-1] in self._outward:
            trail.append(self._outward[trail[-1]])
        return tuple(trail)

    @cached_property
    def _outward(self) -> dict[int, int]:
        """The next vertex on the way to the nearest exit, for all that are not at one."""
        before: list[list[int]] = [[] for _ in self._ends]
        for v, way in enumerate(self._gains):
            for to in way:
                before[to].append(v)
        onward: dict[int, int] = {}
        for to in (waiting := [v for v, end in enumerate(self._ends) if end > NO_EXIT / 2]):
            fresh = [v for v in before[to] if v not in onward and self._ends[v] < NO_EXIT / 2]
            onward.update(dict.fromkeys(fresh, to))
            waiting += fresh
        return onward

    def _way_out(self, at: int, region: int) -> tuple[int, ...]:
        """The fewest vertices from one to another with an exit, within a region; none if there is no such way."""
        trails: dict[int, int] = {at: -1}
        for v in (waiting := [at]):
            if self._ends[v] > NO_EXIT / 2:
                trail = [v]
                while trails[trail[-1]] >= 0:
                    trail.append(trails[trail[-1]])
                return tuple(reversed(trail))
            fresh = [to for to in self._gains[v] if to not in trails and region >> to & 1]
            trails.update(dict.fromkeys(fresh, v))
            waiting += fresh
        return ()


def _first(ranked: Sequence[tuple[int, int]], among: int) -> int:
    """The gain of the first of some steps whose other vertex is among those given; 0 if there is none."""
    for gain, bit in ranked:
        if bit & among:
            return gain
    return 0


def _bits(mask: int) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
