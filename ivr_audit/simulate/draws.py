"""The chances of every call: a fixed row of numbers for each, so that any call can be played again alone, and has the
same luck in every variant of an office.

Philox (Salmon et al. 2011) makes a block's numbers from its place in the sequence: no other block need be made first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

    from ivr_audit.simulate.distributions import Numbers

COLUMNS: Final = (
    "gap", "entry", "topic", "caller", "patience", "balks", "talk", "after", "rings", "message", "leaves",
    "redials", "redial_after", "branch", "exits", "talk_2",
)  # fmt: skip
"""What each number of a row decides; a call that needs more has a stream of its own (`more`)."""
WIDTH: Final = len(COLUMNS)
AT: Final = {name: column for column, name in enumerate(COLUMNS)}


def block(seed: int, replication: int, first: int, count: int) -> Numbers:
    """Numbers from 0 to 1 (without 1), a row for each call from `first` on: shape (count, WIDTH).

    >>> bool((block(7, 0, 0, 5)[3] == block(7, 0, 3, 1)[0]).all())
    True
    """
    from numpy.random import Generator, Philox

    bits = Philox(key=_key(seed, replication, 0))
    bits.advance(first * WIDTH // 4)  # one step of the counter makes four numbers
    return Generator(bits).random((count, WIDTH))


def more(seed: int, replication: int, call: int, attempt: int = 1) -> np.random.Generator:
    """A further stream for one call: of all that a row has no number for, and of each time it is tried again."""
    from numpy.random import Generator, Philox

    bits = Philox(key=_key(seed, replication, 1))
    bits.advance(call << 48 | attempt << 32)
    return Generator(bits)


def _key(seed: int, replication: int, stream: int) -> list[int]:
    return [seed & (2**64 - 1), (replication << 1 | stream) & (2**64 - 1)]
