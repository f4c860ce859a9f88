"""The call of one of the five callers as a witness that replays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivr_audit.call import Call, play_keys, script_of

if TYPE_CHECKING:
    from ivr_audit.finding import Witness
    from ivr_audit.measures import View


def shown(view: View, call: Call) -> Witness:
    """The witness of a call. One that goes round in a circle is shown going round once more, for a script alone tells
    of no circle before that."""
    script = script_of(call.keys)
    for count in range(len(script) + 1 if call.outcome == "stuck" else 0):
        again = (*script, *script[len(script) - count :])
        done = play_keys(view.tree, view.state, view.entry, again)
        if done.outcome == "stuck" and not done.unused:
            return view.witness_of(done, again)
    unused = play_keys(view.tree, view.state, view.entry, script).unused
    return view.witness((), *script[: len(script) - len(unused)])
