"""The way to a person on which a caller has the fewest of something to do: keys to press, menus to hear."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End, Step, Stop
from ivr_audit.model import PhoneTree

if TYPE_CHECKING:
    from ivr_audit.measures import View

Cost = Callable[[str, Step], int | None]
"""What a step from a node adds to the count, 0 or 1; None: it is not taken."""


class Fewest(NamedTuple):
    """The least count, and a way that has it, as `(node, step)`; the last of them is where a person answers."""

    least: int
    legs: tuple[tuple[str, str], ...]


def may_be_person(tree: PhoneTree, end: End) -> bool:
    """Whether a person answers, or may: at an outside number of which the file does not say who does."""
    node = tree.nodes[end.node]
    unknown = isinstance(node, model.Transfer) and node.answered_by == "unknown"
    return end.outcome == "person" or (end.outcome == "outside" and unknown)


def fewest_to_person(view: View, cost: Cost) -> Fewest | None:
    """The way from the entry to a person with the least count; None: no step taken leads to one.

    A search that takes steps without cost first, so that it looks at every step once or twice.
    """
    came: dict[Stop, tuple[str, Step] | None] = {}
    waiting: deque[tuple[int, Stop, tuple[str, Step] | None]] = deque([(0, view.entry, None)])
    while waiting:
        count, stop, by = waiting.popleft()
        if stop in came:
            continue
        came[stop] = by
        if isinstance(stop, End):
            if may_be_person(view.tree, stop):
                return Fewest(count, _legs(came, stop))
            continue
        free: list[tuple[int, Stop, tuple[str, Step]]] = []
        for step in view.steps(stop):
            more = cost(stop, step)
            if more is None or step.to in came:
                continue
            if more:
                waiting.append((count + more, step.to, (stop, step)))
            else:
                free.append((count, step.to, (stop, step)))
        waiting.extendleft(reversed(free))
    return None


def _legs(came: dict[Stop, tuple[str, Step] | None], stop: Stop) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    by = came[stop]
    while by is not None:
        node, step = by
        found.append((node, step.name))
        by = came[node]
    return tuple(reversed(found))
