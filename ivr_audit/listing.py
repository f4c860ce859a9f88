"""Every path, one after the other, without computing more of them than are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from ivr_audit.callgraph import End, Outcome
from ivr_audit.counting import outcome_of, serves
from ivr_audit.maze import Maze
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
    outlook = _Outlook(maze, wanted)
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


class _Outlook:
    """From which vertices a wanted end can still be reached, for callers not served so far and for others."""

    def __init__(self, maze: Maze, wanted: Wanted) -> None:
        self._maze = maze
        self._tangled = maze.tangle_of()
        self._open = (bytearray(len(maze.stops)), bytearray(len(maze.stops)))
        for v, stop in enumerate(maze.stops):
            for served in (False, True):
                if isinstance(stop, End):
                    self._open[served][v] = wanted(outcome_of(stop, served))
        for v in maze.backwards():
            for u in maze.tangles[v].entries if v in maze.tangles else (v,):
                for served in (False, True):
                    self._open[served][u] |= self._leads_out(u, served, frozenset())

    def possible(self, v: int, served: bool, used: AbstractSet[int]) -> bool:
        """Whether a wanted end can be reached from a vertex by a path that has used some vertices."""
        return self._leads_out(v, served, used) if v in self._tangled else bool(self._open[served][v])

    def _leads_out(self, v: int, served: bool, used: AbstractSet[int]) -> bool:
        """The same, found by going on to the steps that leave the vertex or its tangle."""
        maze, tangle = self._maze, self._tangled.get(v)
        last = tangle.high if tangle else v
        found = {(v, served)}
        waiting = [(v, served)]
        for at, flag in waiting:
            flag = flag or serves(maze, at)
            if any(maze.targets[e] > last and self._open[flag][maze.targets[e]] for e in maze.onward(at)):
                return True
            for to, _ in tangle.inner[at - tangle.low] if tangle else ():
                if to not in used and (to, flag) not in found:
                    found.add((to, flag))
                    waiting.append((to, flag))
        return False
