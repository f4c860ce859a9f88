"""The shape of what is drawn: what lies nearer the entry, and which ways go round to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

Onward = Mapping[str, Sequence[str]]
"""By name, the names that a call can go on to."""


def nearest_first(onward: Onward, starts: Iterable[str]) -> dict[str, str | None]:
    """The names that can be entered from the starts, in breadth-first order, each with the one it was first met from;
    None for a start."""
    met: dict[str, str | None] = dict.fromkeys(starts)
    waiting = deque(met)
    while waiting:
        name = waiting.popleft()
        for to in onward[name]:
            if to not in met:
                met[to] = name
                waiting.append(to)
    return met


def going_back(names: Iterable[str], onward: Onward) -> Callable[[str, str], bool]:
    """Tells of a way whether it goes round to a name nearer the entry: both lie on a circle, and it goes up the order.

    Every circle has such a way, so what is left has none and can be drawn in one direction.
    """
    position = {name: n for n, name in enumerate(names)}
    inside = {name: [to for to in onward[name] if to in position] for name in position}
    circle = _circles(inside)

    def goes_back(source: str, to: str) -> bool:
        known = source in position and to in position
        return known and circle[source] == circle[to] and position[to] <= position[source]

    return goes_back


def _circles(onward: Onward) -> dict[str, int]:
    """A number for each name, equal for those that lead to each other (Kosaraju's two passes)."""
    backward: dict[str, list[str]] = {name: [] for name in onward}
    for name, found in onward.items():
        for to in found:
            backward[to].append(name)
    circle: dict[str, int] = {}
    for number, name in enumerate(reversed(_finished(onward))):
        waiting = [name]
        while waiting:
            member = waiting.pop()
            if member not in circle:
                circle[member] = number
                waiting += backward[member]
    return circle


def _finished(onward: Onward) -> list[str]:
    """The names in the order in which a depth-first walk leaves them."""
    seen: set[str] = set()
    order: list[str] = []
    for start in onward:
        trail = [] if start in seen else [(start, iter(onward[start]))]
        seen.add(start)
        while trail:
            name, rest = trail[-1]
            following = next((to for to in rest if to not in seen), None)
            if following is None:
                order.append(name)
                trail.pop()
            else:
                seen.add(following)
                trail.append((following, iter(onward[following])))
    return order
