"""The chances of every call: a fixed row of numbers for each, so that any call can be played again alone, and has the
same luck in every variant of an office.

Each column is a stream of its own, and Philox (Salmon et al. 2011) makes a number from its place in the stream: no
other call, and no column that nobody looks at, need be made first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ivr_audit.simulate.distributions import Numbers

COLUMNS: Final = (
    "gap", "entry", "topic", "caller", "patience", "balks", "talk", "after", "rings", "message", "leaves",
    "redials", "redial_after", "branch", "exits", "talk_2",
)  # fmt: skip
"""What each number of a row decides; a call that needs more has others beside (`Further`)."""
WIDTH: Final = len(COLUMNS)
AT: Final = {name: column for column, name in enumerate(COLUMNS)}
_STREAMS: Final = 5
"""Bits for the number of a stream: one for each column, and that of `Further`."""
_AT_ONCE: Final = 4
"""Numbers that a step of Philox makes."""


class Chances:
    """The rows of `count` calls from number `first` on, column by column as they are asked for.

    >>> together, alone = Chances(7, 0, 0, 5), Chances(7, 0, 3, 1)
    >>> bool(together["talk"][3] == alone["talk"][0]), together.rows()[3] == alone.rows()[0]
    (True, True)
    """

    def __init__(self, seed: int, replication: int, first: int, count: int) -> None:
        self.count = count
        self._seed, self._replication, self._first = seed, replication, first
        self._columns: dict[str, Numbers] = {}

    def __getitem__(self, name: str) -> Numbers:
        """A column: numbers from 0 to 1 (without 1), shape (count,)."""
        if name not in self._columns:
            from numpy.random import Generator, Philox

            bits = Philox(key=_key(self._seed, self._replication, 1 + AT[name]))
            steps, skipped = divmod(self._first, _AT_ONCE)
            bits.advance(steps)
            self._columns[name] = Generator(bits).random(skipped + self.count)[skipped:]
        return self._columns[name][: self.count]

    def rows(self) -> list[tuple[float, ...]]:
        """The row of each call."""
        return list(zip(*(self[name].tolist() for name in COLUMNS), strict=True))


class Further:
    """Rows for calls that need more than their own: for each time that a call is tried again, and for long talks.

    >>> rows = Further(7, 0)
    >>> rows.row(4711, 2) == rows.row(4711, 2) != rows.row(4711, 3)
    True
    """

    def __init__(self, seed: int, replication: int) -> None:
        from numpy.random import Generator, Philox

        self._bits = Philox(key=_key(seed, replication, 0))
        self._numbers = Generator(self._bits)
        self._place = 0

    def row(self, call: int, time: int) -> tuple[float, ...]:
        """Numbers as in a row of `Chances`: those of a call for the time-th time, below 65,536, that it needs some."""
        place = call << 48 | time << 32
        self._bits.advance(place - self._place)  # also backwards: Philox counts round
        self._place = place + WIDTH // _AT_ONCE
        return tuple(self._numbers.random(WIDTH).tolist())


def _key(seed: int, replication: int, stream: int) -> int:
    """A key of 128 bits. As one number: numpy makes floats of lists with numbers of 64 bits."""
    return (replication << _STREAMS | stream) % 2**64 << 64 | seed % 2**64
