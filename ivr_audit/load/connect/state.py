"""What a call has behind it that decides what the blocks ahead of it do in Amazon Connect."""

from __future__ import annotations

from typing import NamedTuple

from ivr_audit.load.connect.blocks import Spot
from ivr_audit.load.connect.graph import HOLD, QUEUE, STREAM, Flows

_HEARD = ("MessageParticipant", "InvokeLambdaFunction", "GetMetricData", "TransferToFlow", "Loop")
DEEPEST = 6
"""Modules that call modules; the phone system allows fewer."""


class State(NamedTuple):
    """The queue that was set last; the flow heard while waiting (None: none set, "": one that is not there); whether
    the call is streamed, as for voicemail; the blocks that called the modules the call is in; the queue node it waits
    in; the passes of counters; and the counter whose passes are used up on this way."""

    queue: str = ""
    hold: str | None = None
    streamed: bool = False
    returns: tuple[Spot, ...] = ()
    waiting: str = ""
    passes: tuple[tuple[Spot, int], ...] = ()
    spent: Spot | None = None


def at(flows: Flows, spot: Spot, state: State) -> State:
    """The state without what cannot matter from this spot on, so that one node serves many ways to it."""
    block = flows.block(spot)
    needed = flows.needed(spot)
    knot = flows.rounds.get(spot)
    queues = block is not None and block.type in ("TransferContactToQueue", "DequeueContactAndTransferToQueue")
    plain = block is not None and block.type in _HEARD or (block is not None and block.type.startswith("Update"))
    return State(
        queue=state.queue if needed & QUEUE else "",
        hold=state.hold if needed & HOLD else None,
        streamed=state.streamed and bool(needed & STREAM),
        returns=state.returns,
        waiting="" if queues else state.waiting,
        passes=tuple((loop, n) for loop, n in state.passes if knot is not None and flows.rounds.get(loop) == knot),
        spent=state.spent if plain else None,
    )


def ident(spot: Spot, state: State) -> str:
    """The identifier of the node for a spot in a state."""
    parts = [spot.flow, spot.block]
    if state.queue:
        parts.append(f"queue {state.queue}")
    if state.hold is not None:
        parts.append(f"hold {state.hold}")
    if state.streamed:
        parts.append("streamed")
    parts += [f"from {site.flow} {site.block}" for site in state.returns]
    if state.waiting:
        parts.append(f"waiting ({state.waiting})")
    parts += [f"pass {n} of {loop.flow} {loop.block}" for loop, n in state.passes]
    if state.spent is not None:
        parts.append("last")
    return " | ".join(parts)
