"""How long it takes to reach a goal: shortest ways by best and typical seconds, longest path by worst seconds.

Why one pass backwards through a maze is exact, tangles included: a path that leaves a tangle never comes back to it,
for whatever it can still reach lies behind it in order. So a path is a row of stretches, one for each tangle or single
vertex that it passes, no two of which share a vertex. Hence any stretches that fit end to end make a path: the longest
path on from the vertex where a tangle is entered is the longest, over the paths inside it, of the path, a step out, and
the longest path on from there, which is known by then. The same holds for the shortest ones.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from math import inf
from operator import attrgetter
from typing import Final, Literal, NamedTuple

import networkx as nx

from ivr_audit import longest
from ivr_audit.callgraph import End, Step
from ivr_audit.longest import NO_EXIT, Search, seconds_of, ticks
from ivr_audit.maze import Budget, Maze, Rows, Tangle
from ivr_audit.unravel import Ways, components, trim
from ivr_audit.value import Value, value

Measure = Literal["best", "typical", "worst"]
MEASURES: Final[tuple[Measure, ...]] = ("best", "typical", "worst")
_Cost = Callable[[Step], float]


class Leg(NamedTuple):
    """One step of a path: the node it is taken from, and the step's name."""

    node: str
    step: str


class Endless(NamedTuple):
    """Why a worst case has no bound: a `queue` without limit, or a `cycle` travelled without choosing anything, whose
    last node is its first one again."""

    kind: Literal["queue", "cycle"]
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        return " -> ".join(self.nodes)


@value
class TimeTo(Value):
    """Seconds to a goal, None where it cannot be reached, each with its path.

    Not `exact`: `worst` is "at most", and `worst_path` one that may be shorter. Not `bounded`: `worst` is "at least",
    for the reasons in `endless`.
    """

    reachable: bool
    best: float | None = None
    typical: float | None = None
    worst: float | None = None
    exact: bool = True
    bounded: bool = True
    best_path: tuple[Leg, ...] = ()
    typical_path: tuple[Leg, ...] = ()
    worst_path: tuple[Leg, ...] = ()
    endless: tuple[Endless, ...] = ()


class Ahead(NamedTuple):
    """By vertex, the seconds still ahead to a goal (infinite where none is) and the number of the step to take, else
    -1.

    Inside a tangle the longest path depends on where it was entered: `through` has, for each vertex where a tangle can
    be entered, the steps through it and out, and whether they are surely the longest.
    """

    seconds: list[float]
    choice: array[int]
    through: dict[int, tuple[tuple[int, ...], bool]]


def time_to(maze: Maze, goals: Sequence[int], measures: Sequence[Measure] = MEASURES) -> TimeTo:
    """The times from the entry of a maze to any of the goals, which are vertices that no path goes on from; None for
    those not among `measures`."""
    leading = maze.leading_to(goals)
    if not leading[0]:
        return TimeTo(reachable=False)
    reasons = endless(maze, leading)
    times: dict[str, object] = {}
    for measure in measures:
        found = ahead(maze, goals, measure)
        path, sure = _path(maze, found)
        seconds = found.seconds[0]
        times |= {measure: -seconds, "exact": sure} if measure == "worst" else {measure: seconds}
        times[f"{measure}_path"] = path
    return TimeTo(reachable=True, bounded=not reasons, endless=reasons, **times)  # type: ignore[arg-type]


def ahead(maze: Maze, goals: Sequence[int], measure: Measure) -> Ahead:
    """The seconds ahead on the shortest way (best, typical) or, negative, on the longest path (worst)."""
    cost = _cost(measure)
    budget = Budget(longest.BUDGET, len(maze.tangles))
    seconds, choice = [inf] * len(maze.stops), array("q", [-1]) * len(maze.stops)
    found = Ahead(seconds, choice, {})
    for goal in goals:
        seconds[goal] = 0.0
    costs, starts, targets = list(map(cost, maze.steps)), list(maze.starts), list(maze.targets)
    tangles = maze.tangles
    for v in maze.backwards():
        if v in tangles:
            if measure == "worst":
                _longest(maze, maze.tangles[v], cost, found, budget)
            else:
                _shortest(maze, maze.tangles[v], cost, found)
            continue
        least, chosen = seconds[v], -1
        for e in range(starts[v], starts[v + 1]):
            to = targets[e]
            if to > v and seconds[to] < inf:
                total = costs[e] + seconds[to]
                if total < least:
                    least, chosen = total, e
        seconds[v], choice[v] = least, chosen
    return found


def _cost(measure: Measure) -> _Cost:
    """What a step adds: its seconds, negative where the longest path is asked for, so that least is always wanted."""
    if measure == "worst":
        return lambda step: -step.worst
    return attrgetter(measure)


class _Local(NamedTuple):
    """A tangle with its vertices counted from 0: the seconds (negative for the longest) and the number of the one
    step worth taking to each vertex inside, and of the step out (infinite and -1 where none leads to a goal)."""

    ways: list[dict[int, tuple[float, int]]]
    out: list[tuple[float, int]]


def _local(maze: Maze, tangle: Tangle, cost: _Cost, seconds: list[float]) -> _Local:
    ways: list[dict[int, tuple[float, int]]] = []
    out = []
    for v in tangle.vertices:
        inside: dict[int, tuple[float, int]] = {}
        for to, e in tangle.inner[v - tangle.low]:
            inside[to - tangle.low] = min(inside.get(to - tangle.low, (inf, -1)), (cost(maze.steps[e]), e))
        ways.append(inside)
        onward = [e for e in maze.onward(v) if maze.targets[e] > tangle.high and seconds[maze.targets[e]] < inf]
        out.append(min(((cost(maze.steps[e]) + seconds[maze.targets[e]], e) for e in onward), default=(inf, -1)))
    return _Local(ways, out)


def _shortest(maze: Maze, tangle: Tangle, cost: _Cost, found: Ahead) -> None:
    local = _local(maze, tangle, cost, found.seconds)
    outside = len(local.out)
    back: nx.DiGraph[int] = nx.DiGraph()
    back.add_node(outside)
    back.add_weighted_edges_from((outside, v, out) for v, (out, _) in enumerate(local.out) if out < inf)
    back.add_weighted_edges_from((to, v, inside) for v, way in enumerate(local.ways) for to, (inside, _) in way.items())
    before, distance = nx.dijkstra_predecessor_and_distance(back, outside)
    for v, total in distance.items():
        if v != outside:
            to = before[v][0]
            found.seconds[tangle.low + v] = total
            found.choice[tangle.low + v] = local.out[v][1] if to == outside else local.ways[v][to][1]


def _longest(maze: Maze, tangle: Tangle, cost: _Cost, found: Ahead, budget: Budget) -> None:
    local = _local(maze, tangle, cost, found.seconds)
    gains = [{to: ticks(-inside) for to, (inside, _) in way.items()} for way in local.ways]
    search = Search(gains, [ticks(-out) if out < inf else NO_EXIT for out, _ in local.out], budget.share())
    for entry in tangle.entries:
        route = search.longest(entry - tangle.low)
        if route.vertices:
            inner = [local.ways[v][to] for v, to in zip(route.vertices, route.vertices[1:], strict=False)]
            taken = [*inner, local.out[route.vertices[-1]]]
            total = sum(seconds for seconds, _ in taken)
            found.seconds[entry] = total if route.exact else min(total, -seconds_of(route.gain))
            found.through[entry] = (tuple(e for _, e in taken), route.exact)
    budget.spend(search.used)


def _path(maze: Maze, found: Ahead) -> tuple[tuple[Leg, ...], bool]:
    """The chosen path from the entry, and whether all of it is surely the longest."""
    legs: list[Leg] = []
    v, sure = 0, True
    while True:
        taken, exact = found.through.get(v) or ((found.choice[v],), True)
        sure = sure and exact
        if taken[-1] < 0:
            return tuple(legs), sure
        legs += [leg(maze, e) for e in taken]
        v = maze.targets[taken[-1]]


def leg(maze: Maze, step: int) -> Leg:
    """A step of a maze, given by its number, as part of a path."""
    stop = maze.stops[maze.sources[step]]
    return Leg(stop.node if isinstance(stop, End) else stop, maze.steps[step].name)


def quickest(maze: Maze, goals: Sequence[int]) -> tuple[Leg, ...]:
    """The path to a goal that is shortest by typical seconds; empty where none can be reached."""
    return _path(maze, ahead(maze, goals, "typical"))[0]


def endless(maze: Maze, leading: bytearray) -> tuple[Endless, ...]:
    """What makes the way to a goal unbounded: waits without limit before it, and cycles that a call can travel without
    anybody choosing anything. `leading` tells of every vertex whether a goal can be reached from it."""
    reasons: dict[Endless, None] = {}
    idle, starts = array("q"), array("q", [0])
    turns_back = False
    steps, targets = maze.steps, maze.targets
    for v, leads in enumerate(leading):
        for e in maze.onward(v) if leads else ():
            to = targets[e]
            if not leading[to]:
                continue
            step = steps[e]
            if step.unlimited:
                reasons[Endless("queue", (leg(maze, e).node,))] = None
            if step.by in ("system", "silence"):
                idle.append(to)
                turns_back = turns_back or to <= v
                if to == v:
                    reasons[Endless("cycle", (leg(maze, e).node,) * 2)] = None
        starts.append(len(idle))
    if not turns_back:
        return tuple(reasons)
    ways = list(Rows(starts, idle))
    _, _, core = trim(ways)
    cycles = [_cycle(maze, part, ways) for part in components(core, ways) if len(part) > 1]
    return (*reasons, *cycles)


def _cycle(maze: Maze, part: list[int], ways: Ways) -> Endless:
    """The shortest cycle through the first vertex of a strongly connected component."""
    inside: nx.DiGraph[int] = nx.DiGraph()
    members = set(part)
    inside.add_edges_from((v, to) for v in part for to in ways[v] if to in members and to != v)
    back = min((nx.shortest_path(inside, to, part[0]) for to in inside[part[0]]), key=len)
    return Endless("cycle", tuple(str(maze.stops[v]) for v in (part[0], *back)))
