"""Every time that is assumed where a file does not state it."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from ivr_audit.value import Value, value


def _default(seconds: float, unit: str, doc: str) -> Any:  # Any: stands where a field of any type is declared
    return field(default=seconds, metadata={"unit": unit, "doc": doc})


@value
class Defaults(Value):
    """Every assumed time in one table. Sources: Genesys 5 and 3 s, NCVS 150 words a minute, IBM pauses 0.5 and 0.25 s,
    20 s is about four rings; the others are design choices, see docs/times.md."""

    words_per_minute: float = _default(150.0, "words", "speed of a recorded voice")
    sentence_pause: float = _default(0.5, "s", "pause after an inner sentence")
    comma_pause: float = _default(0.25, "s", "pause after a comma")
    key_reaction: float = _default(1.0, "s", "from hearing an option to pressing its key")
    digit_entry: float = _default(0.5, "s", "to enter one digit of an answer")
    transfer_setup: float = _default(2.0, "s", "to put a call through")
    message_length: float = _default(30.0, "s", "a message left in a box")
    no_input_timeout: float = _default(5.0, "s", "wait for a first key")
    inter_digit_timeout: float = _default(3.0, "s", "wait for a further key")
    attempts: int = _default(3, "plays", "times a menu is played")
    ring_for: float = _default(20.0, "s", "ringing before it counts as unanswered")
    answers_after: float = _default(10.0, "s", "ringing before somebody typically answers")
    handover_talk: float = _default(60.0, "s", "talk with a person before being passed on")
    recorded_prompt: float = _default(10.0, "s", "a recording whose length nobody stated")
