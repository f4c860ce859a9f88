"""How many paths there are to every outcome, without listing them.

One pass through a maze: each step hands on the number of paths that lead to its source. A path that leaves a tangle
never comes back to it, so inside one only the paths from where it is entered are counted, in `count_inside`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ivr_audit import twins
from ivr_audit.callgraph import OUTCOMES, End, Outcome
from ivr_audit.maze import Budget, Maze, Tangle
from ivr_audit.twins import Numbers, count_inside
from ivr_audit.value import Value, value


@value
class Counts(Value):
    """The number of paths to each outcome, and of all. Not `exact`: there are at least so many."""

    by_outcome: Mapping[Outcome, int]
    total: int
    exact: bool = True


def serves(maze: Maze, v: int) -> bool:
    """Whether a caller who goes on from here was served by it: the system hanging up later cuts nobody off."""
    return any(isinstance(to := maze.steps[e].to, End) and to.outcome == "served" for e in maze.onward(v))


def outcome_of(end: End, served: bool) -> Outcome:
    """The outcome of a call for a caller who was, or was not, served by a self-service before it."""
    return "served" if served and end.outcome == "cut off" else end.outcome


def counts(maze: Maze) -> Counts:
    """The number of paths from the entry to each outcome; parallel steps make different paths."""
    plain, served = [0] * len(maze.stops), [0] * len(maze.stops)
    plain[0], exact = 1, True
    tangled, alive = maze.tangle_of(), _alive(maze)
    budget = Budget(twins.BUDGET, sum(high in alive for high in maze.tangles))
    found: dict[Outcome, int] = dict.fromkeys(OUTCOMES, 0)
    for v, stop in enumerate(maze.stops):
        if isinstance(stop, End) and not maze.onward(v):
            found[stop.outcome] += plain[v]
            found[outcome_of(stop, served=True)] += served[v]
            continue
        tangle = tangled.get(v)
        if tangle and v == tangle.low and v in alive:
            exact = _count_tangle(maze, tangle, plain, served, budget) and exact
        before, after = (0, plain[v] + served[v]) if serves(maze, v) else (plain[v], served[v])
        last = tangle.high if tangle else v
        for e in maze.onward(v):
            to = maze.targets[e]
            if to > last:
                plain[to] += before
                served[to] += after
    return Counts(by_outcome=found, total=sum(found.values()), exact=exact)


def _alive(maze: Maze) -> set[int]:
    """The vertices of tangles from which a path can come to an end; nothing need be counted in the others."""
    if not maze.tangles:
        return set()
    dead: set[int] = set()
    for v in maze.backwards():
        inside = maze.tangles[v].vertices if v in maze.tangles else (v,)
        ways = [maze.targets[e] for u in inside for e in maze.onward(u) if maze.targets[e] > v]
        if not isinstance(maze.stops[v], End) and dead.issuperset(ways):
            dead.update(inside)
    return {v for tangle in maze.tangles.values() for v in tangle.vertices} - dead


def _count_tangle(maze: Maze, tangle: Tangle, plain: list[int], served: list[int], budget: Budget) -> bool:
    """Turn the numbers of paths that enter a tangle at each vertex into those of paths to each; whether they are
    exact."""
    ways = [Counter(to - tangle.low for to, _ in onward) for onward in tangle.inner]
    entering = {v - tangle.low: Numbers(plain[v], served[v]) for v in tangle.entries}
    share = budget.share()
    inside, left = count_inside(ways, [serves(maze, v) for v in tangle.vertices], entering, share)
    budget.spend(share - left)
    for v, numbers in zip(tangle.vertices, inside, strict=True):
        plain[v], served[v] = numbers
    return left >= 0
