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
    return [v for v, stop in enumerate(maze.stops) if isinstance(stop, End) and wanted(stop)]


def is_hope(tree: PhoneTree, end: End) -> bool:
    """Whether a caller who ends here was, or may still be, helped: by a person, a promise, the system, somebody
    outside or a message that somebody owns. Of a mailbox in an imported file nobody knows the owner, so it counts."""
    if end.outcome != "message":
        return end.outcome not in ("cut off", "stuck")
    box = tree.nodes[end.node]
    return not isinstance(box, Voicemail) or returned(box, tree) != "nobody"


def hopeless(tree: PhoneTree, maze: Maze) -> list[int]:
    """The nodes at which a caller whom nothing has served yet can be, and from which no end with hope can be
    reached."""
    hope, waiting = _hope(tree, maze), _unserved(maze)
    return [v for v in waiting if not hope[v] and maze.onward(v)]


def hope_lost(tree: PhoneTree, maze: Maze) -> list[int]:
    """The steps, by number, on which a caller whom nothing has served yet loses the last hope. Most lead to an end,
    such as a hang-up at a node with other ways on."""
    hope = _hope(tree, maze)
    staying = [v for v in _unserved(maze) if hope[v] and not serves(maze, v)]
    return [e for v in staying for e in maze.onward(v) if not hope[maze.targets[e]]]


def _hope(tree: PhoneTree, maze: Maze) -> bytearray:
    return maze.leading_to(ends(maze, lambda end: is_hope(tree, end)))


def _unserved(maze: Maze) -> list[int]:
    """The vertices that a caller can come to before anything has served them."""
    found = {0: None}
    waiting = [0]
    while waiting:
        v = waiting.pop()
        if not serves(maze, v):
            new = [maze.targets[e] for e in maze.onward(v) if maze.targets[e] not in found]
            found.update(dict.fromkeys(new))
            waiting += new
    return list(found)


def traps(maze: Maze) -> list[list[int]]:
    """The sets of nodes, connected by steps, from which no call ever ends."""
    leading = maze.leading_to(ends(maze, lambda end: True))
    held: nx.DiGraph[int] = nx.DiGraph()
    held.add_nodes_from(v for v in range(len(maze.stops)) if not leading[v])
    held.add_edges_from((v, to) for v in list(held) for to in (maze.targets[e] for e in maze.onward(v)))
    return [sorted(part) for part in nx.weakly_connected_components(held)]
