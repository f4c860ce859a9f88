"""Large trees made small: which nodes are drawn and which are folded into one card behind the node they hang on.

Where something goes wrong is folded last, and never to save paper: a drawing for a review must show it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

MOST_CARDS: Final = 80
"""Nodes that are drawn of a tree unless it is said otherwise; a design choice: more cannot be read on any paper."""
_QUIET_DEPTH: Final = 2
"""Steps from the start that are drawn where nothing is wrong at all."""

Collapse = Literal["big", "quiet", "nothing"]
"""What is folded: what is beyond the number of cards, farthest from trouble and from the start; besides that every
branch in which nothing goes wrong; or nothing."""


class Part(NamedTuple):
    """What one of several sheets draws: these names, from `roots` on. `sheets` tells of every name of the tree on which
    sheet it is drawn; this one is `number` of `of`, the first is the overview. On it is, or not, what is `apart`."""

    roots: tuple[str, ...]
    names: frozenset[str]
    apart: bool = False
    number: int = 1
    of: int = 1
    sheets: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """Which part of a tree is drawn: from a node instead of the entries, so many steps deep, for the callers of a
    topic, with branches folded; or exactly one part, for a sheet."""

    start: str | None = None
    depth: int | None = None
    topic: str | None = None
    collapse: Collapse = "big"
    most: int = MOST_CARDS
    part: Part | None = None


def kept(
    parents: Mapping[str, str | None], focus: Focus, troubled: Collection[str], wanted: Collection[str]
) -> dict[str, None]:
    """The names that are drawn, in their order.

    `parents` has the names nearest first, each with the one it hangs on, which is drawn, too. `wanted` are those that
    must be drawn in any case, `troubled` those where something goes wrong: drawn up to `MOST_CARDS`, however few cards
    the focus allows.
    """
    if focus.part is not None:
        return dict.fromkeys(name for name in parents if name in focus.part.names)
    depth = _depths(parents)
    chosen = {name for name in parents if parents[name] is None}
    for name in parents:
        if name in wanted:
            chosen.update(_trail(name, parents))
    inside = [name for name in parents if focus.depth is None or depth[name] <= focus.depth]
    if focus.collapse == "quiet":
        trouble = [name for name in inside if name in troubled]
        inside = trouble or [name for name in inside if depth[name] <= _QUIET_DEPTH]
    for name in sorted(inside, key=lambda name: name not in troubled):
        trail = list(_trail(name, parents))
        most = max(focus.most, MOST_CARDS) if name in troubled else focus.most
        if focus.collapse == "nothing" or len(chosen.union(trail)) <= most:
            chosen.update(trail)
    if focus.depth is None:
        chosen.update(_alone(parents, chosen))
    return dict.fromkeys(name for name in parents if name in chosen)


def folds(parents: Mapping[str, str | None], drawn: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By a drawn name, the hidden ones that hang on it."""
    holder: dict[str, str] = {}
    hidden: dict[str, list[str]] = {}
    for name, parent in parents.items():
        if name in drawn:
            holder[name] = name
        elif parent is not None:
            holder[name] = holder[parent]
            hidden.setdefault(holder[parent], []).append(name)
    return {name: tuple(found) for name, found in hidden.items()}


def cards(parents: Mapping[str, str | None], drawn: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By each hidden name that hangs on a drawn one, the head of a branch, all that hangs on it, itself first."""
    head: dict[str, str] = {}
    for name, parent in parents.items():
        if name not in drawn and parent is not None:
            head[name] = head.get(parent, name)
    found: dict[str, list[str]] = {}
    for name, first in head.items():
        found.setdefault(first, []).append(name)
    return {first: tuple(names) for first, names in found.items()}


def below(parents: Mapping[str, str | None], roots: Collection[str]) -> dict[str, str | None]:
    """The part of `parents` from some names on, which hang on nothing in it."""
    found: dict[str, str | None] = {}
    for name, parent in parents.items():
        if name in roots:
            found[name] = None
        elif parent in found:
            found[name] = parent
    return found


def _depths(parents: Mapping[str, str | None]) -> dict[str, int]:
    depth: dict[str, int] = {}
    for name, parent in parents.items():
        depth[name] = 0 if parent is None else depth[parent] + 1
    return depth


def _trail(name: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The name and those it hangs on, up to the start."""
    at: str | None = name
    while at is not None:
        yield at
        at = parents[at]


def _alone(parents: Mapping[str, str | None], chosen: Collection[str]) -> Iterator[str]:
    """Names that would be folded all by themselves: a card that says so is no smaller than theirs."""
    for found in folds(parents, chosen).values():
        if len(found) == 1:
            yield found[0]
