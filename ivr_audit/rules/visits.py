"""Which nodes of a kind calls come to, and in which situations: one finding for a node over all periods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from ivr_audit.model import Node, PhoneTree

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

Kind = TypeVar("Kind", bound=Node)


def visits(
    measures: Measures, kind: type[Kind], wanted: Callable[[View, Kind], bool]
) -> list[tuple[Kind, tuple[View, ...]]]:
    """The nodes of a kind, in the order of the file, each with the views in which a call can come to it, also by being
    passed on, and it is as wanted; without those for which there is none."""
    views = tuple(measures.views)
    found = []
    for node in nodes_of(measures.tree, kind):
        there = tuple(view for view in views if node.name in view.visited and wanted(view, node))
        if there:
            found.append((node, there))
    return found


def nodes_of(tree: PhoneTree, kind: type[Kind]) -> tuple[Kind, ...]:
    """The nodes of a kind, in the order of the file."""
    key = ("nodes of", kind)
    if key not in tree.known:
        tree.known[key] = tuple(node for node in tree.nodes.values() if isinstance(node, kind))
    known: tuple[Kind, ...] = tree.known[key]
    return known


def names_of(views: Sequence[View]) -> tuple[str, ...]:
    """The names of the periods of views, each once."""
    return tuple(dict.fromkeys(name for view in views for name in view.names))
