"""What happened to one call that is watched, for those who play it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ivr_audit.journeys import Leg


class Passed(NamedTuple):
    """Something that happened to the call that is watched: seconds from the first midnight, where, what, and what the
    caller heard."""

    at: float
    node: str
    what: str
    heard: str = ""


def passed_on(leg: Leg, now: float) -> Iterator[Passed]:
    """The steps of a leg that begins now."""
    begun = leg.position.seconds - leg.seconds
    turns = leg.position.turns()
    for turn in turns[len(turns) - len(leg.turns) :]:
        yield Passed(now + turn.start - begun, turn.node, turn.step, turn.heard)
