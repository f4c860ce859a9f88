"""How to hear a finding oneself, in words: when to call, what to press, what happens."""

from __future__ import annotations

from collections.abc import Sequence

from ivr_audit.audit import Audit
from ivr_audit.finding import Witness
from ivr_audit.render.step_words import say_script
from ivr_audit.words import say_moment, say_weekday


def say_witness(witness: Witness, audit: Audit) -> str:
    """How to hear it oneself: when to call, what to press, what happens; and the script, where it is more than keys."""
    said, script = witness_words(witness, audit)
    return f"{said} (--keys {script})" if script else said


def witness_words(witness: Witness, audit: Audit) -> tuple[str, str]:
    """The same in two: the words, and the script as it is typed, empty where it is keys and silence alone."""
    number = next((e.number for e in audit.tree.entries if e.node == witness.entry and len(audit.tree.entries) > 1), "")
    call = f"call {number + ' ' if number else ''}{_when(witness, audit)}"
    keys = witness.keys.split(",") if witness.keys else []
    typed = any(word[0].isalpha() and word != "wait" for word in keys)
    return f"{', '.join([call, *say_script(keys)])}: {_ends(witness, keys)}", witness.keys if typed else ""


def _when(witness: Witness, audit: Audit) -> str:
    """The moment in words; with the date where it is that of a period that no normal week has."""
    dated = any(p.period.example == witness.at and not p.period.hours_per_week for p in audit.periods)
    return say_moment(witness.at) if dated else say_weekday(witness.at)


def _ends(witness: Witness, keys: Sequence[str]) -> str:
    node = f'"{witness.node}"'
    match witness.outcome:
        case "person":
            return f"{node} answers"
        case "message":
            return f"you leave a message in {node}"
        case "callback":
            return f"you are promised a call back at {node}"
        case "served":
            return f"{node} settles it"
        case "outside":
            return f"the call leaves this system at {node}"
        case "cut off":
            return f"the system hangs up at {node}"
        case "stuck" if len(set(keys[-2:])) == 1 and len(keys) > 1:
            return f"{node} again each time"
        case "stuck":
            return f"you are stuck at {node}"
        case _:
            return f"you stand at {node}"
