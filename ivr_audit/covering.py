"""The fewest walks through a graph that pass every edge asked for, when a walk may pass a vertex as often as it likes.

Vertices that lead to each other make a circle; one walk that comes through a circle can pass all of its edges. With
each circle taken as one vertex the graph has none left, and the fewest walks are a minimum flow from the start to the
ends with at least 1 on every edge asked for and through every circle that holds one: exact, in time that does not
depend on how many walks there are. Among the sets with the fewest walks the one of least cost between circles is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import networkx as nx

Vertex = Hashable
Label = Hashable


class Edge(NamedTuple):
    """An edge; `label` is what it is asked for by, and several edges may have the same. `cost` is at least 0."""

    source: Vertex
    to: Vertex
    label: Label
    cost: int


_OUT: Final = ("out",)
"""The one vertex in which every walk ends; no circle has a number like it."""
_MOST_KEPT: Final = 100
"""From how many vertices the ways through their circle are kept."""


class Network:
    """A graph with one start from which every vertex can be reached. A walk ends at a vertex that no edge leads on
    from, at one of `ends`, or anywhere in a circle that has none and that nothing leads out of."""

    def __init__(self, start: Vertex, edges: Sequence[Edge], ends: Collection[Vertex] = ()) -> None:
        self.start = start
        self.edges = tuple(edges)
        self.ends = frozenset(ends)
        self._ways: dict[Vertex, dict[Vertex, int | None]] = {}
        self.onward: defaultdict[Vertex, list[int]] = defaultdict(list)
        for n, edge in enumerate(self.edges):
            self.onward[edge.source].append(n)

    @cached_property
    def labels(self) -> frozenset[Label]:
        """Everything that can be asked for."""
        return frozenset(edge.label for edge in self.edges)

    @cached_property
    def circle(self) -> Mapping[Vertex, int]:
        """The number of each vertex's circle; a vertex that leads back to itself by no way is alone in one."""
        import networkx as nx

        graph: nx.DiGraph[Vertex] = nx.DiGraph()
        graph.add_node(self.start)
        graph.add_edges_from((edge.source, edge.to) for edge in self.edges)
        return {v: n for n, members in enumerate(nx.strongly_connected_components(graph)) for v in members}

    @cached_property
    def goals(self) -> Mapping[int, frozenset[Vertex]]:
        """For each circle in which a walk can end, the vertices where it can; all of a circle that nothing leads out of
        and that has no end."""
        members: defaultdict[int, set[Vertex]] = defaultdict(set)
        for v, n in self.circle.items():
            members[n].add(v)
        leaves = {self.circle[e.source] for e in self.edges if self.circle[e.source] != self.circle[e.to]}
        found = {n: frozenset(some & self.ends) for n, some in members.items() if some & self.ends}
        return {n: frozenset(some) for n, some in members.items() if n not in leaves} | found

    @cached_property
    def within(self) -> Mapping[int, Sequence[int]]:
        """The edges inside each circle."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for n, edge in enumerate(self.edges):
            if self.circle[edge.source] == self.circle[edge.to]:
                found[self.circle[edge.source]].append(n)
        return found

    def flow(self, wanted: Collection[Label]) -> Flow:
        """The fewest walks, of least cost among those, that pass an edge of every label; wanted labels are in it."""
        from networkx import network_simplex

        lower: Counter[int] = Counter()
        for n, edge in enumerate(self.edges):
            if edge.label in wanted:
                home = self.circle[edge.source]
                lower[n if home != self.circle[edge.to] else -1 - home] = 1
        if not lower:
            return Flow(0, {}, frozenset())
        solved = network_simplex(self._circulation(lower))[1]
        units = {n: lower[n] for n in lower if n >= 0}
        for ways in solved.values():
            for to_units in ways.values():
                for n, unit in to_units.items():
                    if isinstance(n, int) and n >= 0 and unit:
                        units[n] = units.get(n, 0) + unit
        passed = {self.edges[n].label for n in units}
        come_through = {self.circle[self.edges[n].to] for n in units} | {self.circle[self.start]}
        passed |= {self.edges[n].label for home in come_through for n in self.within.get(home, ())}
        walks = solved[_OUT].get((self.circle[self.start], "in"), {}).get("again", 0)
        return Flow(walks, units, frozenset(passed))

    def _circulation(self, lower: Mapping[int, int]) -> nx.MultiDiGraph[Hashable]:
        """The circulation whose cheapest solution is the fewest walks: each walk pays more than all edges together.

        A lower bound of 1 is one unit that has gone already: demanded where the edge begins, supplied where it ends.
        """
        import networkx as nx

        graph: nx.MultiDiGraph[Hashable] = nx.MultiDiGraph()
        for home in set(self.circle.values()):
            graph.add_edge((home, "in"), (home, "out"), key=-1 - home, weight=0)
            if home in self.goals:
                graph.add_edge((home, "out"), _OUT, key="end", weight=0)
        between = [n for n, e in enumerate(self.edges) if self.circle[e.source] != self.circle[e.to]]
        for n in between:
            edge = self.edges[n]
            source, to = (self.circle[edge.source], "out"), (self.circle[edge.to], "in")
            graph.add_edge(source, to, key=n, weight=edge.cost)
        dearest = sum(self.edges[n].cost for n in between) + 1
        graph.add_edge(_OUT, (self.circle[self.start], "in"), key="again", weight=dearest * (len(between) + 1))
        for vertex in graph:
            graph.nodes[vertex]["demand"] = 0
        for n in lower:
            source = (self.circle[self.edges[n].source], "out") if n >= 0 else (-1 - n, "in")
            to = (self.circle[self.edges[n].to], "in") if n >= 0 else (-1 - n, "out")
            graph.nodes[source]["demand"] += 1
            graph.nodes[to]["demand"] -= 1
        return graph

    def walks(self, flow: Flow, wanted: Collection[Label]) -> list[list[int]]:
        """The walks of a flow as numbers of edges. The wanted edges of a circle are shared out among the walks that
        come through it, each of which goes to the nearest that is left."""
        units = Counter(flow.units)
        routes = [self._route(units) for _ in range(flow.walks)]
        left = {home: [n for n in inner if self.edges[n].label in wanted] for home, inner in self.within.items()}
        visits = Counter(self.circle[v] for route in routes for v in self._met(route))
        found = []
        for route in routes:
            walk: list[int] = []
            here = self.start
            for n in (*route, None):
                home = self.circle[here]
                goals = self.goals[home] if n is None else {self.edges[n].source}
                share = -(-len(left.get(home, ())) // visits[home])
                visits[home] -= 1
                walk += self._round(here, goals, left.get(home, []), share)
                if n is not None:
                    walk.append(n)
                    here = self.edges[n].to
            found.append(walk)
        return found

    def _met(self, route: Sequence[int]) -> list[Vertex]:
        return [self.start, *(self.edges[n].to for n in route)]

    def _route(self, units: Counter[int]) -> list[int]:
        """One walk over the edges between circles, taken out of the units that are left."""
        leaving: defaultdict[int, list[int]] = defaultdict(list)
        coming: Counter[int] = Counter()
        for n, unit in units.items():
            if unit:
                leaving[self.circle[self.edges[n].source]].append(n)
                coming[self.circle[self.edges[n].to]] += unit
        route: list[int] = []
        home = self.circle[self.start]
        while leaving[home]:
            n = min(leaving[home])
            gone = sum(units[m] for m in leaving[home])
            if route and home in self.goals and coming[home] > gone:
                break
            route.append(n)
            units[n] -= 1
            home = self.circle[self.edges[n].to]
        return route

    def _round(self, here: Vertex, goals: Collection[Vertex], left: list[int], share: int) -> list[int]:
        """A way inside a circle that passes `share` of the edges left, and more that lie just ahead of it, takes them
        out, and goes on to a goal."""
        walk: list[int] = []
        passed = 0
        while left and (passed < share or (here not in goals and any(n in left for n in self.onward[here]))):
            way = self._nearest(here, left)
            for n in way:
                if n in left:
                    left.remove(n)
                    passed += 1
            walk += way
            here = self.edges[way[-1]].to
        return walk + self._way(here, goals)

    def _nearest(self, here: Vertex, left: Collection[int]) -> list[int]:
        """The way with the fewest edges whose last is one of those left."""
        came: dict[Vertex, int | None] = {here: None}
        waiting = deque([here])
        wanted = set(left)
        while True:
            vertex = waiting.popleft()
            inner = [n for n in self.onward[vertex] if self.circle[self.edges[n].to] == self.circle[here]]
            for n in inner:
                if n in wanted:
                    return [*self._back(came, vertex), n]
                if self.edges[n].to not in came:
                    came[self.edges[n].to] = n
                    waiting.append(self.edges[n].to)

    def _way(self, here: Vertex, goals: Collection[Vertex]) -> list[int]:
        """The cheapest way inside a circle to one of the goals, counting an edge itself as little."""
        if here in goals:
            return []
        came = self._ways.get(here)
        if came is None:
            came = self._cheapest(here)
            if len(self._ways) < _MOST_KEPT:
                self._ways[here] = came
        return self._back(came, next(v for v in came if v in goals))

    def _cheapest(self, here: Vertex) -> dict[Vertex, int | None]:
        """For every vertex of the circle, the nearest first, the last edge of the cheapest way to it."""
        came: dict[Vertex, int | None] = {}
        heap: list[tuple[int, int, int | None, Vertex]] = [(0, 0, None, here)]
        number = 0
        while heap:
            cost, _, by, vertex = heappop(heap)
            if vertex in came:
                continue
            came[vertex] = by
            for n in self.onward[vertex]:
                to = self.edges[n].to
                if to not in came and self.circle[to] == self.circle[here]:
                    number += 1
                    heappush(heap, (cost + self.edges[n].cost + 1, number, n, to))
        return came

    def _back(self, came: Mapping[Vertex, int | None], vertex: Vertex) -> list[int]:
        way: list[int] = []
        while (n := came[vertex]) is not None:
            way.append(n)
            vertex = self.edges[n].source
        return way[::-1]


class Flow(NamedTuple):
    """How many walks there are, how many of them take each edge between circles, and every label that they can pass."""

    walks: int
    units: Mapping[int, int]
    passed: frozenset[Label]


class Cover(NamedTuple):
    """Walks through each of several graphs that together pass every label; fewer by more than `at_most_more` there can
    not be, 0: there are no fewer."""

    walks: tuple[list[list[int]], ...]
    at_most_more: int


def cover(networks: Sequence[Network], together: Network, *, most_flows: int) -> Cover:
    """The fewest walks that pass every label in one graph or another; `together` has the edges of all the graphs.

    Which graph passes a label that several have is the only choice: each is first given to the graph where it costs
    least; then, if that may not be the best, all choices are tried by branch and bound, up to `most_flows` of them.
    No solution can have fewer walks than the graph of all together needs, nor than each graph for what it alone has.
    """
    search = _Search(networks, together.flow(together.labels).walks if len(networks) > 1 else 0, most_flows)
    wanted = search.best
    flows = [network.flow(some) for network, some in zip(networks, wanted, strict=True)]
    passed = set().union(*wanted)
    found: dict[int, list[list[int]]] = {}
    for n in sorted(range(len(networks)), key=lambda n: -flows[n].walks):
        found[n] = networks[n].walks(flows[n], wanted[n] | (flows[n].passed - passed))
        passed |= flows[n].passed
    return Cover(tuple(found[n] for n in range(len(networks))), search.at_most_more)


Wanted = tuple[frozenset[Label], ...]


class _Search:
    """The choice of the graph that passes each label: `best` has what each graph is asked for."""

    def __init__(self, networks: Sequence[Network], least: int, most_flows: int) -> None:
        self._networks = networks
        self._flows: dict[tuple[int, frozenset[Label]], Flow] = {}
        count = Counter(label for network in networks for label in network.labels)
        self._order = sorted(count, key=lambda label: (count[label], repr(label)))
        alone = tuple(frozenset(label for label in network.labels if count[label] == 1) for network in networks)
        self.best = self._given_at_once(alone)
        self._walks = self._count(self.best)
        self._least = max(least, self._count(alone))
        self._room = most_flows
        if self._walks > self._least:
            self._try(alone)
        self.at_most_more = 0 if self._room > 0 else self._walks - self._least

    def _flow(self, n: int, wanted: frozenset[Label]) -> Flow:
        if (n, wanted) not in self._flows:
            self._flows[n, wanted] = self._networks[n].flow(wanted)
        return self._flows[n, wanted]

    def _count(self, wanted: Wanted) -> int:
        return sum(self._flow(n, some).walks for n, some in enumerate(wanted))

    def _left(self, wanted: Wanted) -> list[Label]:
        """The labels that nobody passes yet, those that few graphs have first."""
        passed = frozenset().union(*(self._flow(n, some).passed for n, some in enumerate(wanted)))
        return [label for label in self._order if label not in passed]

    def _given_at_once(self, wanted: Wanted) -> Wanted:
        """Everything left is given to the graph that needs the fewest more walks for each label, until nothing is."""
        while left := self._left(wanted):
            tries = []
            for n, network in enumerate(self._networks):
                more = network.labels.intersection(left)
                if more:
                    walks = self._flow(n, wanted[n] | more).walks - self._flow(n, wanted[n]).walks
                    tries.append((walks / len(more), n, more))
            _, n, more = min(tries, key=lambda found: found[:2])
            wanted = (*wanted[:n], wanted[n] | more, *wanted[n + 1 :])
        return wanted

    def _try(self, wanted: Wanted) -> None:
        """Try every choice from here on that may have fewer walks than the best known."""
        self._room -= 1
        if self._room <= 0 or self._count(wanted) >= self._walks:
            return
        left = self._left(wanted)
        if not left:
            self.best, self._walks = wanted, self._count(wanted)
            return
        choices = [
            (*wanted[:n], wanted[n] | {left[0]}, *wanted[n + 1 :])
            for n, network in enumerate(self._networks)
            if left[0] in network.labels
        ]
        for choice in sorted(choices, key=self._count):
            if self._walks > self._least:
                self._try(choice)
