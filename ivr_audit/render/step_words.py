"""Steps and words of a script in plain words: what the caller does, or what happens to them. Their one home.

The drawing has shorter captions of its own; `ivr-audit call --keys` takes the names themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from ivr_audit.callgraph import OUTCOMES, Outcome
from ivr_audit.words import say_extensions

_STEPS: Final[Mapping[str, str]] = {
    "wait": "stay silent",
    "no-input": "stay silent",
    "no-match": "press wrong keys",
    "given": "enter what is asked for",
    "extension": "dial an extension",
    "next": "then",
    "open": "while it is open",
    "closed": "while it is closed",
    "holiday": "on a holiday",
    "case": 'if it is "{}"',
    "answered": "somebody answers",
    "no-answer": "nobody answers",
    "overflow": "nobody answers in time",
    "busy": "the line is busy",
    "full": "too many callers wait already",
    "no-agents": "nobody is there",
    "exit": "press {}",
    "message": "leave a message",
    "callback": "be promised a call back",
    "served": "be served",
    "transferred": "be passed on",
    "escalated": "ask for somebody higher up",
    "hang up": "the system hangs up",
}
PURPOSES: Final = frozenset({"next", "answered", "message", "callback", "served", "hang up"})
"""Steps that need no words where the node is named: it does what it is for."""
_TIMES: Final = {2: "twice", 3: "three times"}
_ENDS: Final[Mapping[Outcome, str]] = {
    **{outcome: outcome for outcome in OUTCOMES},
    "person": "a person",
    "message": "a message",
    "callback": "a call back",
    "outside": "outside this system",
    "cut off": "the system hangs up",
    "stuck": "a wait that never ends",
}


def say_step(word: str, times: int = 1) -> str:
    """A step, or a word of a script, as a caller would put it: "stay silent twice", "nobody answers", "press 1"."""
    if word == "silence":
        return f"stay silent for {times} round{'s' * (times > 1)}"
    if word[:1] in set("0123456789*#"):
        return f"press {', '.join([word] * times)}"
    name, _, rest = word.partition(" ")
    if name == "extension" and rest:
        said = say_extensions(rest)
        return f"dial an extension from {said}" if " to " in said else f"dial extension {said}"
    pattern = _STEPS.get(word) or _STEPS.get(name, "{}")
    return pattern.format(rest or word) + ("" if times == 1 else f" {_TIMES.get(times, f'{times} times')}")


def say_script(words: Sequence[str]) -> Iterator[str]:
    """What the caller does, runs of keys together: "press 1, 2", "stay silent"."""
    before = ""
    for word, run in groupby(words):
        times = len(list(run))
        keys = ", ".join([word] * times)
        goes_on = before and not before[0].isalpha() and not word[0].isalpha()
        yield keys if goes_on else say_step(word, times)
        before = word


def say_keys(keys: str) -> str:
    """A script as one says it: "press 1, 1, be passed on".

    >>> [say_keys(keys) for keys in ("1,1,transferred", "wait,wait", "")]
    ['press 1, 1, be passed on', 'stay silent twice', 'only listen']
    """
    return ", ".join(say_script(keys.split(","))) if keys else "only listen"


def say_end(outcome: Outcome) -> str:
    """How a call ends, as a place it leads to: "a person", "the system hangs up"."""
    return _ENDS[outcome]
