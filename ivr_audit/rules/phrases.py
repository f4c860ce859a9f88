"""How findings tell what a caller does: "press 1, then 1, and are passed on"."""

from __future__ import annotations

from collections.abc import Sequence

from ivr_audit.words import named as named
from ivr_audit.words import some as some

_DEEDS = {
    "wait": "stay silent",
    "given": "give what is asked for",
    "extension": "dial an extension that they know",
    "transferred": "are passed on",
    "escalated": "ask for somebody higher up",
    "no-answer": "are not answered",
    "busy": "find the line busy",
    "full": "find too many waiting",
    "overflow": "have waited too long",
}


def deeds(words: Sequence[str]) -> str:
    """What callers do who follow a script; empty if they do nothing.

    >>> deeds(("1", "1", "transferred"))
    'press 1, then 1 and are passed on'
    >>> deeds(("wait",))
    'stay silent'
    """
    parts: list[str] = []
    for word in words:
        deed = _DEEDS.get(word.split(" ")[0])
        if deed is not None:
            parts.append(deed)
        elif parts and parts[-1].startswith("press "):
            parts[-1] += f", then {word.removeprefix('exit ')}"
        else:
            parts.append(f"press {word.removeprefix('exit ')}")
    return " and ".join(parts)
