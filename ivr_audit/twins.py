"""The number of paths inside a tangle, by what is left to them, with vertices that are alike counted together.

Two vertices are twins if exchanging them changes no step: the same steps lead to and from all others, and as many from
the first to the second as back. Menus that all link to each other are twins of one class, and a path among them is told
by how many it has passed. What counts of a path is therefore only the class it stands at and how many of each class are
left that it can still reach. Paths that agree in that are counted as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

BUDGET: Final = 2_500_000
"""Classes looked at before the count of the tangles of one maze is broken off, about a second's worth."""


class Numbers(NamedTuple):
    """How many paths there are of callers who were not served on the way, and of those who were."""

    plain: int
    served: int

    def and_also(self, plain: int, served: int) -> Numbers:
        """These paths and others."""
        return Numbers(self.plain + plain, self.served + served)

    def after(self, plain: int, served: int) -> Numbers:
        """These paths, each gone on from one of so many others; who was served before stays so."""
        return Numbers(self.plain * plain, self.served * plain + (self.plain + self.served) * served)


_NO: Final = Numbers(0, 0)
_Waiting = list[dict[tuple[int, int], Numbers]]


def count_inside(
    ways: Sequence[Mapping[int, int]],
    serving: Sequence[bool],
    entering: Mapping[int, Numbers],
    budget: int | None = None,
) -> tuple[list[Numbers], int]:
    """The number of paths to each vertex of a tangle, and what is left of the budget (`BUDGET`, if None); if that is
    below zero, there are at least so many.

    `ways[v]` has the number of steps to each vertex that can follow, `serving` tells where callers are served,
    `entering` has the number of paths that come in at a vertex.
    """
    classes = twins(ways, serving)
    alone = {
        i: entering[members[0]] for i, members in enumerate(classes) if len(members) == 1 and members[0] in entering
    }
    count = _Count(classes, ways, serving, BUDGET if budget is None else budget)
    found = [entering.get(v, _NO) for v in range(len(ways))]
    for i, ended in enumerate(count.ended(alone)):
        for v in classes[i]:
            found[v] = found[v].and_also(ended.plain // len(classes[i]), ended.served // len(classes[i]))
    for start, mates in enumerate(classes):
        entries = {v: entering[v] for v in mates if v in entering}
        if len(mates) > 1 and entries:
            _add_class(found, classes, start, entries, count.ended({start: Numbers(1, 0)}))
    return found, count.left


def _add_class(
    found: list[Numbers], classes: list[list[int]], start: int, entries: Mapping[int, Numbers], ended: list[Numbers]
) -> None:
    """Add the paths that come in at members of one class, given those of a single one: by symmetry every member of
    another class has an equal share of them, and so has every other member of its own."""
    plain, served = (sum(column) for column in zip(*entries.values(), strict=True))
    for i, members in enumerate(classes):
        share = len(members) - (i == start)
        one = Numbers(ended[i].plain // share, ended[i].served // share)
        for v in members:
            own = entries.get(v, _NO) if i == start else _NO
            found[v] = found[v].and_also(*one.after(plain - own.plain, served - own.served))


def twins(ways: Sequence[Mapping[int, int]], serving: Sequence[bool]) -> list[list[int]]:
    """The classes of twins, each in order.

    >>> twins([{1: 1, 2: 1}, {0: 1, 2: 1}, {0: 1, 1: 1}], [False] * 3), twins([{1: 1}, {0: 2}], [False] * 2)
    ([[0, 1, 2]], [[0], [1]])
    """
    back: list[dict[int, int]] = [{} for _ in ways]
    for v, onward in enumerate(ways):
        for to, number in onward.items():
            back[to][v] = number
    class_of = list(range(len(ways)))
    for mutual in {0, *(number for onward in ways for number in onward.values())}:
        first: dict[tuple[object, ...], int] = {}
        for v, onward in enumerate(ways):
            alike = (
                serving[v],
                *(frozenset(({**steps, v: mutual} if mutual else steps).items()) for steps in (onward, back[v])),
            )
            class_of[v] = min(class_of[v], first.setdefault(alike, v))
    classes: dict[int, list[int]] = {}
    for v, i in enumerate(class_of):
        classes.setdefault(i, []).append(v)
    return list(classes.values())


class _Count:
    """Counts paths by position: a class and, as a set of bits, what is left. A class has a block of bits, as many as
    it has members; the lowest ones are set, so that it does not matter which members are left."""

    def __init__(
        self, classes: list[list[int]], ways: Sequence[Mapping[int, int]], serving: Sequence[bool], budget: int
    ) -> None:
        self._serving = [serving[members[0]] for members in classes]
        self._blocks: list[int] = []
        self._whole = 0
        for members in classes:
            block = (1 << len(members)) - 1 << self._whole.bit_length()
            self._blocks.append(block)
            self._whole |= block
        class_of = {v: i for i, members in enumerate(classes) for v in members}
        self._steps = [
            list({class_of[to]: number for to, number in ways[members[0]].items()}.items()) for members in classes
        ]
        self._next = [sum(self._blocks[i] for i, _ in steps) for steps in self._steps]
        self._class_at = [i for i, members in enumerate(classes) for _ in members]
        self.left = budget
        """What is left of the budget; below zero, counts are too small."""

    def ended(self, starts: Mapping[int, Numbers]) -> list[Numbers]:
        """By class, the number of paths that end at one of its members, if so many start at one member of each class
        given; a path of no step does not count."""
        ended = [_NO] * len(self._blocks)
        waiting: _Waiting = [{} for _ in range(self._whole.bit_count())]
        for i, numbers in starts.items():
            if self.left < 0:
                return ended
            self._go_on(waiting, i, self._without_one(self._whole, i), numbers)
        while waiting:
            for (i, left), numbers in waiting.pop().items():
                if self.left < 0:
                    return ended
                ended[i] = ended[i].and_also(*numbers)
                self._go_on(waiting, i, left, numbers)
        return ended

    def _go_on(self, waiting: _Waiting, i: int, left: int, numbers: Numbers) -> None:
        """Add the paths that are one step longer to those waiting, which are kept by how much is left to them."""
        plain, served = (0, sum(numbers)) if self._serving[i] else numbers
        for j, steps in self._steps[i]:
            free = (left & self._blocks[j]).bit_count() * steps
            if free:
                self.left -= 1
                region = self._region(j, self._without_one(left, j))
                alike = waiting[region.bit_count()]
                alike[j, region] = alike.get((j, region), _NO).and_also(plain * free, served * free)

    def _without_one(self, left: int, i: int) -> int:
        return left ^ 1 << (left & self._blocks[i]).bit_length() - 1

    def _region(self, i: int, left: int) -> int:
        """What is left and can still be reached from a member of a class."""
        found, fresh = 0, self._next[i] & left
        while fresh and found | fresh != left:
            found |= fresh
            reached = 0
            while fresh:
                j = self._class_at[fresh.bit_length() - 1]
                reached |= self._next[j]
                fresh &= ~self._blocks[j]
                self.left -= 1
            fresh = reached & left & ~found
        return found | fresh
