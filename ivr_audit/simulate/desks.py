"""A line with people of its own, first come, first served: who is taken when, told in one pass over those who join."""

from __future__ import annotations

from heapq import heappop, heappush, heapreplace
from itertools import repeat
from math import inf
from typing import Any

from ivr_audit.simulate.lines import Line


class Desk:
    """A line while it is scanned: when how many people are there, and when each of them is free.

    `free` is a heap. `gone` has those who have left while they were the first to be free; they are never later than
    anybody in `free`, so that whoever comes back is the last of them (who may still talk).
    """

    def __init__(self, line: Line) -> None:
        import numpy as np

        self.line = line
        self.times: list[float] = []
        self.people: list[int] = []
        self.ranks: list[int] = []
        self.next = 0
        self.free: list[float] = [inf]
        self.gone: list[float] = []
        self.rest: list[Any] = []
        """Tables of calls that are still on their way to the line."""
        self._np = np

    def changes(self, at: float, people: int, rank: int) -> None:
        """From this moment so many people answer; `rank` is the place of the change among all."""
        if not self.people or self.people[-1] != people:
            self.times.append(at)
            self.people.append(people)
            self.ranks.append(rank)

    def staffed(self, at: Any) -> tuple[Any, Any, Any]:
        """Whether anybody is there at these moments, when nobody is any more, and the rank of that change."""
        np = self._np
        there = np.array(self.people) > 0
        place = np.searchsorted(np.array(self.times), at, side="right") - 1
        ends = np.full(len(there), inf)
        ranks = np.zeros(len(there), np.int64)
        for n in range(len(there) - 2, -1, -1):
            if there[n]:
                last = n + 1 if not there[n + 1] else -1
                ends[n], ranks[n] = (self.times[last], self.ranks[last]) if last > 0 else (ends[n + 1], ranks[n + 1])
        return there[place], ends[place], ranks[place]

    def ranked(self, takes: Any) -> Any:
        """The ranks of the changes at which calls were taken; 0 where it was at no change."""
        np = self._np
        times = np.array(self.times)
        place = np.searchsorted(times, takes, side="right") - 1
        return np.where(times[place] == takes, np.array(self.ranks)[place], 0)

    def _change(self) -> None:
        at, people = self.times[self.next], self.people[self.next]
        self.next += 1
        while len(self.free) - 1 > people:
            self.gone.append(heappop(self.free))
        while len(self.free) - 1 < people:
            heappush(self.free, max(self.gone.pop(), at) if self.gone else at)

    def scan(self, joins: Any, until: Any, pickup: Any, service: Any) -> Any:
        """When somebody takes each call; inf where nobody does before `until`. All are arrays, in seconds.

        `pickup` is when the rings of each end; None in a queue, whose people answer at once.
        `service` is how long a call keeps whoever answers it. Every call goes through this loop, so it binds names
        before and looks at changes of staff aside.
        """
        free = self.free
        takes: list[float] = []
        put, replace = takes.append, heapreplace
        times = [*self.times, inf]
        change = times[self.next]
        picked = repeat(-inf) if pickup is None else pickup.tolist()
        for join, last, works, picks in zip(joins.tolist(), until.tolist(), service.tolist(), picked, strict=False):
            start = free[0]
            if start < join:
                start = join
            if start >= change:
                while start >= change < inf:
                    self._change()
                    change = times[self.next]
                    start = max(free[0], join)
                if start == inf:
                    put(inf)
                    continue
            if start > last:
                put(inf)
            else:
                replace(free, (picks if picks > start else start) + works)
                put(start)
        return self._np.array(takes)
