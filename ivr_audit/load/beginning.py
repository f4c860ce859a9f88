"""Where calls begin in a tree file if the user says so (`--start`); the readers of phone systems know it of theirs."""

from __future__ import annotations

from dataclasses import replace

from ivr_audit.model import Entry, PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.words import or_known


def begun_at(tree: PhoneTree, start: str) -> PhoneTree:
    """The tree in which every call begins at a node, or at the node of a number that is dialled, whatever its capitals.

    Raises InputError, with the names that were probably meant, for what is neither.
    """
    wanted = " ".join(start.split()).casefold()
    entry = next((entry for entry in tree.entries if wanted == entry.number.casefold()), None)
    if entry is None:
        node = tree.nodes.get(start) or next(
            (one for one in tree.nodes.values() if one.name.casefold() == wanted), None
        )
        if node is None:
            known = (*(entry.number for entry in tree.entries), *tree.nodes)
            raise InputError([Problem(Place(tree.source), f'there is no node "{start}" here{or_known(start, known)}')])
        entry = next((entry for entry in tree.entries if entry.node == node.name), Entry("", node.name, node.place))
    numbers = {entry.number, entry.node}
    traffic = tree.traffic and replace(
        tree.traffic, entries={one: part for one, part in tree.traffic.entries.items() if one in numbers}
    )
    return replace(tree, entries=(entry,), traffic=traffic)
