"""Large trees made small: which nodes are drawn and which are folded into one card behind the node they hang on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

MOST_CARDS: Final = 80
"""Nodes that are drawn of a tree unless it is said otherwise; a design choice: more cannot be read on any paper."""
_QUIET_DEPTH: Final = 2
"""Steps from the start that are drawn where nothing is wrong at all."""

Collapse = Literal["big", "quiet", "nothing"]
"""What is folded: what is beyond the number of cards, farthest from trouble and from the start; besides that every
branch in which nothing goes wrong; or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """Which part of a tree is drawn: from a node instead of the entries, so many steps deep, for the callers of a
    topic, with branches folded."""

    start: str | None = None
    depth: int | None = None
    topic: str | None = None
    collapse: Collapse = "big"
    most: int = MOST_CARDS


def kept(
    parents: Mapping[str, str | None], focus: Focus, troubled: Collection[str], wanted: Collection[str]
) -> dict[str, None]:
    """The names that are drawn, in their order.

    `parents` has the names nearest first, each with the one it hangs on, which is drawn, too. `troubled` are those
    where something goes wrong, `wanted` those that must be drawn in any case.
    """
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
        if focus.collapse == "nothing" or len(chosen.union(trail)) <= focus.most:
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
