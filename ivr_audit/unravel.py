"""The vertices of a graph in the order in which paths from its start can pass them, as far as there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import networkx as nx

from ivr_audit.dominators import dominance

Ways = Sequence[Sequence[int]]
"""By vertex, the vertices that can follow it, once for each step."""


class Order(NamedTuple):
    """Vertices in an order; the first and last places in it of each tangle; and whether a step between two vertices
    is lost to paths because its target dominates its source (asked only of steps inside a tangle)."""

    vertices: list[int]
    tangles: list[tuple[int, int]]
    lost: Callable[[int, int], bool]


def unravel(ways: Ways) -> Order:
    """The vertices in an order that follows every step a path from vertex 0 can take, but for those inside tangles.

    A tangle is a strongly connected component, of more than one vertex, of what is left without the lost steps. Every
    vertex can be reached from 0. What can be set in order before dominators are needed is; they are the slow part.
    """
    ways = list(ways)
    order, back, core = trim(ways, start=0)
    if not core:
        return Order(order + back, [], lambda source, to: source == to)
    local = {v: i for i, v in enumerate(core, 1)}
    inside = [[local[to] for to in ways[v] if to in local and to != v] for v in core]
    entries = {local[to] for v in order for to in ways[v] if to in local}
    dominates = dominance([sorted(entries), *inside])
    for v, onward in enumerate(inside, 1):
        onward[:] = [to - 1 for to in onward if not dominates(to, v)]
    ahead, behind, knots = trim(inside)
    order += [core[v] for v in ahead]
    tangles = []
    for part in components(knots, inside):
        if len(part) > 1:
            tangles.append((len(order), len(order) + len(part) - 1))
        order += [core[v] for v in part]
    order += [core[v] for v in behind]
    return Order(order + back, tangles, lambda source, to: dominates(local[to], local[source]))


def trim(ways: Ways, start: int | None = None) -> tuple[list[int], list[int], list[int]]:
    """The vertices before all cycles in order, those after all cycles in order, and the others as they come.

    Steps from a vertex to itself do not count, nor do steps to the start.
    """
    missing = [0] * len(ways)
    for v, onward in enumerate(ways):
        for to in onward:
            if to != v:
                missing[to] += 1
    if start is not None:
        missing[start] = 0
    front = [v for v, count in enumerate(missing) if not count]
    for v in front:
        for to in ways[v]:
            if to != v:
                missing[to] -= 1
                if not missing[to]:
                    front.append(to)
    rest = [v for v, count in enumerate(missing) if count > 0]
    return front, *_trim_end(rest, ways)


def _trim_end(rest: list[int], ways: Ways) -> tuple[list[int], list[int]]:
    """Of vertices that nothing but each other follows: those after all cycles in order, and the others as they come."""
    before: dict[int, list[int]] = {v: [] for v in rest}
    missing = dict.fromkeys(rest, 0)
    for v in rest:
        for to in ways[v]:
            if to != v and to in before:
                before[to].append(v)
                missing[v] += 1
    back = [v for v in rest if not missing[v]]
    for v in back:
        for source in before[v]:
            missing[source] -= 1
            if not missing[source]:
                back.append(source)
    return back[::-1], [v for v in rest if missing[v]]


def components(vertices: Iterable[int], ways: Ways) -> list[list[int]]:
    """The strongly connected components of some vertices, in the order calls pass them; steps to others do not
    count."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(vertices)
    graph.add_edges_from((v, to) for v in list(graph) for to in ways[v] if to in graph)
    if not graph:
        return []
    condensed = nx.condensation(graph)
    return [sorted(condensed.nodes[part]["members"]) for part in nx.topological_sort(condensed)]
