"""Where calls die: nodes without a way to anybody who helps, the steps that lead there, and sets of nodes without a
way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import networkx as nx

from ivr_audit.callgraph import End, Step
from ivr_audit.counting import serves
from ivr_audit.maze import Maze
from ivr_audit.messages import returned
from ivr_audit.model import PhoneTree, Voicemail


class Taken(NamedTuple):
    """A step, with the node it is taken from."""

    node: str
    step: Step


class Trap(NamedTuple):
    """Nodes that lead only to each other; `ways_in` are the steps into them, `entry` that calls begin in them."""

    nodes: tuple[str, ...]
    ways_in: tuple[Taken, ...]
    entry: bool


def ends(maze: Maze, wanted: Callable[[End], bool]) -> list[int]:
    """The ends in a maze that are wanted."""
    return [v for v in maze.ends if isinstance(stop := maze.stops[v], End) and wanted(stop)]


def is_hope(tree: PhoneTree, end: End) -> bool:
    """Whether a caller who ends here was, or may still be, helped: by a person, a promise, the system, somebody
    outside or a message that somebody owns. Of a mailbox in an imported file nobody knows the owner, so it counts."""
    if end.outcome != "message":
        return end.outcome not in ("cut off", "stuck")
    box = tree.nodes[end.node]
    return not isinstance(box, Voicemail) or returned(box, tree) != "nobody"


class Hope(NamedTuple):
    """By vertex, 1 where an end with hope can still be reached; and the vertices that a caller can come to before
    anything has served them, each with whether it serves."""

    left: bytearray
    unserved: dict[int, bool]


def hope(tree: PhoneTree, maze: Maze) -> Hope:
    """What hope there is at each vertex of a maze."""
    left = maze.leading_to(ends(maze, lambda end: is_hope(tree, end)))
    if not ends(maze, lambda end: end.outcome == "served"):
        return Hope(left, dict.fromkeys(range(len(maze.stops)), False))
    found = {0: serves(maze, 0)}
    waiting = [0]
    while waiting:
        v = waiting.pop()
        if not found[v]:
            new = {maze.targets[e]: None for e in maze.onward(v) if maze.targets[e] not in found}
            found.update((to, serves(maze, to)) for to in new)
            waiting += new
    return Hope(left, found)


def hopeless(maze: Maze, hope: Hope) -> list[int]:
    """The nodes at which a caller whom nothing has served yet can be, and from which no end with hope can be
    reached."""
    return [v for v in hope.unserved if not hope.left[v] and maze.onward(v)]


def hope_lost(maze: Maze, hope: Hope) -> list[int]:
    """The steps, by number, on which a caller whom nothing has served yet loses the last hope. Most lead to an end,
    such as a hang-up at a node with other ways on."""
    staying = [v for v, is_served in hope.unserved.items() if hope.left[v] and not is_served]
    return [e for v in staying for e in maze.onward(v) if not hope.left[maze.targets[e]]]


def traps(maze: Maze) -> list[list[int]]:
    """The sets of nodes, connected by steps, from which no call ever ends."""
    leading = maze.leading_to(ends(maze, lambda end: True))
    held: nx.DiGraph[int] = nx.DiGraph()
    held.add_nodes_from(v for v in range(len(maze.stops)) if not leading[v])
    held.add_edges_from((v, to) for v in list(held) for to in (maze.targets[e] for e in maze.onward(v)))
    return [sorted(part) for part in nx.weakly_connected_components(held)]
