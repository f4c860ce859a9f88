"""Where a call stands, what happened on the way there, and the whole call when it is over."""

from __future__ import annotations

from typing import NamedTuple

from ivr_audit.callgraph import End, Outcome, Stop


class Turn(NamedTuple):
    """One step of a call: begun at `start`, it took `seconds`; `said` is the word of a script that takes it, if any."""

    node: str
    step: str
    start: float
    seconds: float
    heard: str
    said: str


class Position(NamedTuple):
    """Where a call stands after `seconds`; `previous` is where it stood before, and `turn` what happened in between.
    Calls have many: a named tuple is made four times as fast as a frozen dataclass."""

    stop: Stop
    seconds: float = 0.0
    silent: int = 0
    wrong: int = 0
    previous: Position | None = None
    turn: Turn | None = None

    @property
    def node(self) -> str:
        """The name of the node the call stands at or ended at."""
        return self.stop.node if isinstance(self.stop, End) else self.stop

    def turns(self) -> tuple[Turn, ...]:
        """Everything that happened up to here."""
        found: list[Turn] = []
        position: Position | None = self
        while position is not None:
            if position.turn is not None:
                found.append(position.turn)
            position = position.previous
        return tuple(reversed(found))


class Refused(NamedTuple):
    """A word of a script that names a step which the node it is said at does not have; `possible` are those it has."""

    word: str
    node: str
    possible: tuple[str, ...]


class Call(NamedTuple):
    """A call that was played: its turns, and its end. `outcome` is None while the caller still stands at a menu.

    `right_person` is None for callers without a topic or who reached nobody; `unused` are words of the script that the
    call had no use for, because it was over; `refused` are those that named a step where it is not possible. `keys` is
    the script that repeats the call.
    """

    entry: str
    turns: tuple[Turn, ...]
    outcome: Outcome | None
    node: str
    seconds: float
    right_person: bool | None = None
    unused: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    keys: str = ""
