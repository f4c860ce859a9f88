"""Every path, one after the other, without computing more of them than are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ivr_audit.callgraph import End, Outcome
from ivr_audit.counting import outcome_of, serves
from ivr_audit.maze import Maze
from ivr_audit.times import Leg, leg


class Path(NamedTuple):
    """A call from the entry to an end, which nothing makes enter a node twice, and its seconds."""

    legs: tuple[Leg, ...]
    end: End
    outcome: Outcome
    best: float
    typical: float
    worst: float


Wanted = Callable[[Outcome], bool]


def in_order(maze: Maze, wanted: Wanted, order: Callable[[int], list[int]]) -> Iterator[Path]:
    """Paths in the order of the file; `order` gives the positions of a vertex's steps in it."""
    stack: list[tuple[int, tuple[tuple[int, int], ...], bool]] = [(0, (), False)]
    while stack:
        v, taken, served = stack.pop()
        stop = maze.stops[v]
        if isinstance(stop, End):
            outcome = outcome_of(stop, served)
            if wanted(outcome):
                found = [maze.steps[at][i] for at, i in taken]
                yield Path(
                    tuple(leg(maze, at, i) for at, i in taken),
                    stop,
                    outcome,
                    sum(step.best for step in found),
                    sum(step.typical for step in found),
                    sum(step.worst for step in found),
                )
            continue
        used = {at for at, _ in taken} | {v}
        stack += [
            (maze.ways[v][i], (*taken, (v, i)), served or serves(maze, v))
            for i in reversed(order(v))
            if maze.ways[v][i] not in used
        ]


def longest_first(maze: Maze, wanted: Wanted) -> Iterator[Path]:
    """Paths by falling worst seconds."""
    every = in_order(maze, wanted, lambda v: list(range(len(maze.ways[v]))))
    yield from sorted(every, key=lambda path: -path.worst)
