"""What a simulation leaves behind: one flat record a call, one a message and one for each time that a call joins a
line; every statistic is computed from these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.void]

ENDS: Final = ("person", "message", "callback", "served", "outside", "cut off", "stuck", "gave up")
"""How a call ends: the outcomes of the call graph, and callers who gave up: while they waited, or at
a mailbox without leaving a message."""

CALL: Final = (
    ("call", "i8"),  # its number in the replication; a redial has a number of its own
    ("first", "i8"),  # the call that was given up and is tried again; itself if it is the first
    ("attempt", "i2"),  # 1, 2, ...
    ("at", "f8"),  # seconds from the first midnight
    ("entry", "i2"),
    ("period", "i2"),  # of the moment at which the call began
    ("topic", "i2"),  # -1: none
    ("caller", "i2"),
    ("end", "i1"),  # in ENDS
    ("node", "i4"),  # where it ended
    ("seconds", "f8"),  # in all, up to the answer or the end; talk is not counted
    ("person", "f8"),  # seconds until a person answered first; nan: none did
    ("right", "f8"),  # until the right person did; nan
    ("waited", "f8"),  # in queues and while telephones rang
    ("talk", "f8"),  # with people
    ("wrong_door", "?"),  # reached a person through an option about something else
)
"""The columns of a call record, with numpy's types."""

MESSAGE: Final = (
    ("call", "i8"),
    ("box", "i4"),
    ("topic", "i2"),
    ("at", "f8"),
    ("returned", "f8"),  # seconds from the first midnight; nan: never within the time simulated
    ("promise", "f8"),  # seconds; nan: none
    ("never", "?"),  # nobody ever returns the messages of this box
)
"""The columns of a message record."""


LEFT: Final = ("answered", "gave up", "overflow", "full", "no agents", "exit", "callback", "still there")
"""How a caller leaves a line. Overflow: the queue's longest wait, or a ring group that nobody answered in time; full:
no room, or all phones busy; no agents: nobody is there, or they went home; still there: when the simulation ended."""

VISIT: Final = (
    ("call", "i8"),
    ("line", "i4"),  # the node
    ("group", "i2"),  # who answered; -1: nobody
    ("at", "f8"),  # seconds from the first midnight when the call joined the line
    ("waited", "f8"),
    ("left", "i1"),  # in LEFT
)
"""The columns of a visit record: one for each time that a call comes to a ring group or a queue."""


class Names(NamedTuple):
    """What the numbers in records stand for."""

    nodes: tuple[str, ...]
    entries: tuple[str, ...]
    periods: tuple[str, ...]
    topics: tuple[str, ...]
    callers: tuple[str, ...]
    groups: tuple[str, ...]


class Load(NamedTuple):
    """Seconds of one staff group in one hour of the time simulated."""

    group: int
    hour: int
    """From the first midnight."""
    present: float
    busy: float
    """Ringing, talking or after-call work."""


class Run(NamedTuple):
    """One replication: everything that happened."""

    replication: int
    days: int
    calls: Table
    messages: Table
    load: tuple[Load, ...]
    names: Names
    visits: Table
    passed: Mapping[tuple[str, str], int]
    """How many calls went from a node by a step."""


def call_table(rows: Sequence[tuple[Any, ...]]) -> Table:  # Any: a row has many types
    """Records of calls as a numpy structured array."""
    import numpy as np

    return np.array(rows, dtype=list(CALL))


def message_table(rows: Sequence[tuple[Any, ...]]) -> Table:  # Any: as above
    """Records of messages as a numpy structured array."""
    import numpy as np

    return np.array(rows, dtype=list(MESSAGE))


def visit_table(rows: Sequence[tuple[Any, ...]]) -> Table:  # Any: as above
    """Records of visits as a numpy structured array."""
    import numpy as np

    return np.array(rows, dtype=list(VISIT))
