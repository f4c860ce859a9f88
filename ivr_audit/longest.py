"""The longest path through a tangle: vertices that all lead to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple


class Route(NamedTuple):
    """Seconds of a longest path and the vertices on it, none if no exit can be reached. Not `exact`: at most so long."""

    seconds: float
    vertices: tuple[int, ...]
    exact: bool


def longest_route(ways: Sequence[Mapping[int, float]], exits: Sequence[float], start: int) -> Route:
    """The longest path from `start` that enters no vertex twice and ends at a vertex with an exit.

    `ways[v]` has the seconds of the step to each vertex that can follow; `exits[v]` what is gained by ending at `v`, minus
    infinity where a path cannot end.
    """
    best = Route(-inf, (), True)
    stack: list[tuple[float, tuple[int, ...]]] = [(0.0, (start,))]
    while stack:
        seconds, path = stack.pop()
        if seconds + exits[path[-1]] > best.seconds:
            best = Route(seconds + exits[path[-1]], path, True)
        stack += [(seconds + gain, (*path, to)) for to, gain in ways[path[-1]].items() if to not in path]
    return best
