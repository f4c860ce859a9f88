"""Callers whom nobody helped at once: they leave a message, and call again when they gave up, were cut off or got
stuck, or waited for an answer to their message in vain."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, Final

from ivr_audit.simulate.distributions import quantile
from ivr_audit.simulate.draws import AT
from ivr_audit.simulate.lines import Call
from ivr_audit.timetable import DAY

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ivr_audit.journeys import Leg
    from ivr_audit.simulate.engine import Engine

_ATTEMPT: Final = 40
"""The number of a further call is that of the first with its attempt from this bit on."""
_UNANSWERED: Final = DAY
"""Seconds after which a caller whose message was not returned may call again, where nothing was promised."""


def first_tries(calls: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of the calls with which the callers of these calls tried first."""
    return calls & ((1 << _ATTEMPT) - 1)


def leave_message(engine: Engine, call: Call, leg: Leg, now: float) -> None:
    """A caller hears a box's greeting, and leaves a message or does not; or hears that it is full."""
    slot = engine.slots[leg.node]
    box = slot.box
    begun = now + box.greeting
    if slot.held >= box.capacity:
        engine.finish(call, "cut off", leg.node, begun)
        return
    if call.chances[AT["leaves"]] >= engine.scenario.leaves_message:
        engine.finish(call, "gave up", leg.node, begun)
        return
    left = begun + quantile(engine.scenario.message, call.chances[AT["message"]])
    nan = float("nan")
    promise = nan if box.promise is None else box.promise
    slot.held += 1
    record = [call.number, slot.index, engine.topic(call), left, nan, promise, box.never]
    if box.never:
        engine.messages.append(record)
    else:
        engine.sequence += 1
        slot.pending.append((left, engine.sequence, record))
    if engine.scenario.redial is not None:
        patient = _UNANSWERED if box.promise is None else box.promise

        def ask_again(at: float, call: Call, message: list[Any]) -> None:
            if isnan(message[4]):
                try_again(engine, call, at)

        engine.push(left + patient, ask_again, call, record)
    engine.finish(call, "message", leg.node, left)


def try_again(engine: Engine, call: Call, now: float) -> None:
    """Plan another call of the same person, by the chance that the scenario gives. It has luck of its own."""
    redial = engine.scenario.redial
    assert redial is not None
    if call.attempt > redial.times or call.chances[AT["redials"]] >= redial.chance:
        return
    chances = engine.further.row(call.first, call.attempt)
    after = quantile(redial.after, chances[AT["redial_after"]])
    again = Call(
        call.first | call.attempt << _ATTEMPT, now + after, call.entry, call.period, call.topic, call.caller,
        quantile(engine.scenario.patience, chances[AT["patience"]]), chances,
    )  # fmt: skip
    again.first, again.attempt = call.first, call.attempt + 1
    if again.at < engine.scenario.days * DAY:
        engine.push(again.at, engine.call_again, again)
