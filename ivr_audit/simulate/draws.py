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
    "redials", "redial_after", "branch", "branch_2", "branch_3",
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


def more(seed: int, replication: int, call: int) -> np.random.Generator:
    """A further stream for one call: of its later waits, and of its redials."""
    from numpy.random import Generator, Philox

    bits = Philox(key=_key(seed, replication, 1))
    bits.advance(call << 32)
    return Generator(bits)


def _key(seed: int, replication: int, stream: int) -> list[int]:
    return [seed & (2**64 - 1), (replication << 1 | stream) & (2**64 - 1)]
