"""Dominators: which vertices lie on every way from the start to a vertex.

networkx has `immediate_dominators`, after Cooper, Harvey and Kennedy; it takes time in the square of the depth where a
long chain of menus all offer the same operator (8,000 menus: 5 s), which is what phone trees look like. This is the
algorithm that does not: Lengauer and Tarjan, "A fast algorithm for finding dominators in a flowgraph", TOPLAS 1 (1979),
121-141, the simple version with path compression, O(steps * log(vertices)), without recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence


def dominance(ways: Sequence[Sequence[int]]) -> Callable[[int, int], bool]:
    """A function that tells whether its first vertex dominates its second, in a graph whose start is vertex 0.

    `ways[v]` are the vertices that can follow `v`; every vertex can be reached from 0.

    >>> dominates = dominance([[1, 2], [3], [3], [1]])
    >>> dominates(0, 3), dominates(1, 3), dominates(3, 3)
    (True, False, True)
    """
    number, parents, before = _depth_first(ways)
    idoms = _immediate(parents, before)
    count = len(idoms)
    size = [1] * count
    for v in range(count - 1, 0, -1):
        size[idoms[v]] += size[v]
    first, free = [0] * count, [1] * count
    for v in range(1, count):
        first[v] = free[idoms[v]]
        free[idoms[v]] += size[v]
        free[v] = first[v] + 1

    def dominates(v: int, other: int) -> bool:
        v, other = number[v], number[other]
        return first[v] <= first[other] < first[v] + size[v]

    return dominates


def _depth_first(ways: Sequence[Sequence[int]]) -> tuple[list[int], list[int], list[list[int]]]:
    """Depth-first numbers by vertex; and, by number, the number of the parent and those of all predecessors."""
    number = [-1] * len(ways)
    number[0], reached = 0, 1
    parents = [0]
    before: list[list[int]] = [[]]
    trail = [(0, iter(ways[0]))]
    while trail:
        here, rest = trail[-1]
        for v in rest:
            if number[v] < 0:
                number[v] = reached
                reached += 1
                parents.append(here)
                before.append([here])
                trail.append((number[v], iter(ways[v])))
                break
            before[number[v]].append(here)
        else:
            trail.pop()
    return number, parents, before


def _immediate(parents: list[int], before: list[list[int]]) -> list[int]:
    """The immediate dominator of every vertex (0 for 0), all by depth-first number."""
    count = len(parents)
    semi, label = list(range(count)), list(range(count))
    ancestor = [-1] * count
    waiting: list[list[int]] = [[] for _ in range(count)]
    idoms = [0] * count
    for v in range(count - 1, 0, -1):
        parent = parents[v]
        semi[v] = min(semi[_least(u, ancestor, label, semi)] for u in before[v])
        waiting[semi[v]].append(v)
        ancestor[v] = parent
        for u in waiting[parent]:
            least = _least(u, ancestor, label, semi)
            idoms[u] = least if semi[least] < parent else parent
        waiting[parent] = []
    for v in range(1, count):
        if idoms[v] != semi[v]:
            idoms[v] = idoms[idoms[v]]
    return idoms


def _least(v: int, ancestor: list[int], label: list[int], semi: list[int]) -> int:
    """The vertex of least semidominator on the way from `v` up to the root of its tree in the forest ("eval"), with the
    way shortened for the next question ("compress")."""
    if ancestor[v] < 0:
        return v
    trail = []
    u = v
    while ancestor[ancestor[u]] >= 0:
        trail.append(u)
        u = ancestor[u]
    root = ancestor[u]
    for u in reversed(trail):
        above = ancestor[u]
        if semi[label[above]] < semi[label[u]]:
            label[u] = label[above]
        ancestor[u] = root
    return label[v]
