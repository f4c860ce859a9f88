"""How to hear a finding oneself, in words: when to call, what to press, what happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ivr_audit.audit import Audit
from ivr_audit.finding import Witness
from ivr_audit.words import say_weekday


def say_witness(witness: Witness, audit: Audit) -> str:
    """How to hear it oneself: when to call, what to press, what happens."""
    number = next((e.number for e in audit.tree.entries if e.node == witness.entry and len(audit.tree.entries) > 1), "")
    call = f"call {number + ' ' if number else ''}{say_weekday(witness.at)}"
    keys = witness.keys.split(",") if witness.keys else []
    script = f" (--keys {witness.keys})" if any(word[0].isalpha() and word != "wait" for word in keys) else ""
    return f"{call}{''.join(_said(keys))}: {_ends(witness, keys)}{script}"


def _said(words: Sequence[str]) -> Iterator[str]:
    """What the caller does, runs of keys together: ", press 1, 2, stay silent"."""
    before = ""
    for word, run in groupby(words):
        times = len(list(run))
        if word[0].isalpha():
            yield ", " + say_step(word, times)
        else:
            keys = ", ".join([word] * times)
            yield f", {keys}" if before and not before[0].isalpha() else f", press {keys}"
        before = word


def say_step(word: str, times: int = 1) -> str:
    """What a word of a script means to a caller: "stay silent twice", "nobody answers"."""
    if word == "silence":
        return f"stay silent for {times} round{'s' * (times > 1)}"
    name, _, rest = word.partition(" ")
    return _WHAT_IF.get(name, "{}").format(rest or word) + (
        "" if times == 1 else f" {_TIMES.get(times, f'{times} times')}"
    )


_TIMES = {2: "twice", 3: "three times"}
_WHAT_IF = {
    "wait": "stay silent",
    "given": "enter what is asked for",
    "extension": "dial an extension",
    "no-answer": "nobody answers",
    "overflow": "nobody answers in time",
    "busy": "the line is busy",
    "full": "too many callers wait already",
    "no-agents": "nobody is there",
    "transferred": "be passed on",
    "escalated": "ask for somebody higher up",
    "exit": "press {}",
    "case": 'if it is "{}"',
    "message": "leave a message",
    "open": "while it is open",
    "closed": "while it is closed",
    "holiday": "on a holiday",
}


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
