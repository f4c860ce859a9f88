"""How long a caller listens: prompts in seconds, and the moment at which a prompt has named a key (docs/times.md)."""

from __future__ import annotations

import re
from functools import lru_cache

from ivr_audit.announced import announcements
from ivr_audit.defaults import Defaults
from ivr_audit.model import Prompt

_WORD = r"\d|[^\W\d_]+(?:['’-][^\W\d_]+)*"
_INNER_STOP = r"[.!?;:](?=\s+\S)"
_COMMA = r",(?!\d)"


def spoken(text: str, defaults: Defaults) -> float:
    """Seconds it takes to say a text: a word a word, a number one word a digit, and the pauses of its punctuation.

    >>> spoken("For refills, press 2. To wait, stay on the line.", Defaults())
    5.0
    """
    words, stops, commas = _counted(text)
    return words * 60 / defaults.words_per_minute + stops * defaults.sentence_pause + commas * defaults.comma_pause


@lru_cache(maxsize=4096)
def _counted(text: str) -> tuple[int, int, int]:
    """Words, inner stops and commas. Every step from a node asks for those of its prompt, in every period."""
    words, stops, commas = (len(re.findall(pattern, text)) for pattern in (_WORD, _INNER_STOP, _COMMA))
    return words, stops, commas


def length(prompt: Prompt, defaults: Defaults) -> float:
    """Seconds a prompt plays: measured, else stated, else estimated; a recording nobody described counts as usual,
    each of several that are joined by `&`."""
    if prompt.measured is not None:
        return prompt.measured
    if prompt.seconds is not None:
        return prompt.seconds
    if prompt.audio and not prompt.text:
        return defaults.recorded_prompt * _recordings(prompt.audio)
    return spoken(prompt.text, defaults)


def _recordings(audio: str) -> int:
    """How many recordings are named; an address on the web is one, whatever it asks for."""
    return 1 if "://" in audio else max(sum(bool(name.strip()) for name in audio.split("&")), 1)


def moment_of_key(prompt: Prompt, key: str, position: int, count: int, defaults: Defaults) -> float:
    """Seconds into a prompt at which a caller knows what `key` does: the end of the sentence that names it.

    A key the text does not name counts at `position`/`count` of the prompt (position from 1).
    """
    total = length(prompt, defaults)
    for announced in announcements(prompt.text):
        if announced.key == key:
            whole = spoken(prompt.text, defaults)
            return total * spoken(prompt.text[: announced.sentence_end], defaults) / whole if whole else total
    return total * position / count
