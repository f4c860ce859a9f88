"""How many paths there are to every stop, without listing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr_audit.callgraph import OUTCOMES, End, Outcome
from ivr_audit.maze import Maze, Tangle


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The number of paths to each outcome, and of all. Not `exact`: there are more than that."""

    by_outcome: Mapping[Outcome, int]
    total: int
    exact: bool = True


def serves(maze: Maze, v: int) -> bool:
    """Whether a caller who goes on from here was served by it: the system hanging up later cuts nobody off."""
    return any(isinstance(step.to, End) and step.to.outcome == "served" for step in maze.steps[v])


def outcome_of(end: End, served: bool) -> Outcome:
    """The outcome of a call for a caller who was, or was not, served by a self-service before it."""
    return "served" if served and end.outcome == "cut off" else end.outcome


def counts(maze: Maze) -> Counts:
    """The exact number of paths from the entry to each outcome; parallel steps make different paths."""
    plain, served, exact = _numbers(maze)
    found: dict[Outcome, int] = dict.fromkeys(OUTCOMES, 0)
    for v, stop in enumerate(maze.stops):
        if isinstance(stop, End):
            found[stop.outcome] += plain[v]
            found[outcome_of(stop, served=True)] += served[v]
    return Counts(by_outcome=found, total=sum(found.values()), exact=exact)


def _numbers(maze: Maze) -> tuple[list[int], list[int], bool]:
    """How many paths lead from the entry to each vertex, of callers not served so far and of others."""
    plain, served = [0] * len(maze.stops), [0] * len(maze.stops)
    plain[0], exact = 1, True
    tangled = maze.tangle_of()
    for v, ways in enumerate(maze.ways):
        tangle = tangled.get(v)
        if tangle and v == tangle.low:
            exact = _untangle(maze, tangle, plain, served) and exact
        before, after = plain[v], served[v]
        if ways and serves(maze, v):
            before, after = 0, before + after
        last = tangle.high if tangle else v
        for to in ways:
            if to > last:
                plain[to] += before
                served[to] += after
    return plain, served, exact


def _untangle(maze: Maze, tangle: Tangle, plain: list[int], served: list[int]) -> bool:
    """Turn the numbers of paths into a tangle into those of paths to each of its vertices; whether they are exact."""
    stack = [(v, frozenset((v,)), plain[v], served[v]) for v in tangle.vertices]
    for v in tangle.vertices:
        plain[v] = served[v] = 0
    while stack:
        v, used, before, after = stack.pop()
        plain[v] += before
        served[v] += after
        if serves(maze, v):
            before, after = 0, before + after
        stack += [(to, used | {to}, before, after) for to, _ in tangle.inner[v - tangle.low] if to not in used]
    return True
