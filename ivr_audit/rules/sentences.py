"""The sentences of a prompt: where they stand, how long each of them takes to say, and which of them give notice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from math import floor
from typing import NamedTuple

from ivr_audit.announced import SENTENCE_END, announcements
from ivr_audit.clock import length, spoken
from ivr_audit.defaults import Defaults
from ivr_audit.model import Prompt
from ivr_audit.rules.phrasebook import (
    says_crisis,
    says_emergency,
    says_opening_hours,
    says_recorded,
    says_returned,
    stated_hours,
)

_SPACED_END = re.compile(rf"{SENTENCE_END.pattern}\s*")


class Sentence(NamedTuple):
    """A sentence of a text, from `start` up to `end`, the space after it included."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in its order.

    >>> [s.text for s in sentences("Welcome. For refills, press 2.")]
    ['Welcome.', 'For refills, press 2.']
    """
    found = []
    start = 0
    for end in [*(stop.end() for stop in _SPACED_END.finditer(text)), len(text)]:
        if text[start:end].strip():
            found.append(Sentence(text[start:end].strip(), start, end))
        start = end
    return tuple(found)


def sentence_at(text: str, position: int) -> Sentence:
    """The sentence in which a position of a text stands."""
    found = sentences(text)
    return found[bisect_right(found, position, key=lambda sentence: sentence.end)]


def seconds_until(prompt: Prompt, position: int, defaults: Defaults) -> float:
    """Seconds into a prompt at which what stands at a position of its text is begun; of a prompt whose length is known,
    in proportion."""
    whole = spoken(prompt.text, defaults)
    if not whole:
        return 0.0
    return length(prompt, defaults) * (whole - spoken(prompt.text[position:], defaults)) / whole


def seconds_where(prompt: Prompt, defaults: Defaults, said: Callable[[str], bool], before: int | None = None) -> float:
    """Seconds that the sentences of a prompt take for which `said` is true; `before`: only those that begin before that
    position of the text."""
    limit = len(prompt.text) if before is None else before
    return sum(
        seconds_until(prompt, s.end, defaults) - seconds_until(prompt, s.start, defaults)
        for s in sentences(prompt.text)
        if s.start < limit and said(s.text)
    )


def whole_seconds(seconds: float) -> int:
    """Seconds to the nearest one, as messages say them, so that none says "8 s" and is over a limit of 8 s."""
    return floor(seconds + 0.5)


def is_notice(sentence: str) -> bool:
    """Whether a sentence says what an office may have to say first: emergencies, a crisis line, a recording."""
    return says_emergency(sentence) or says_crisis(sentence) or says_recorded(sentence)


def is_notice_when_closed(sentence: str) -> bool:
    """Whether a sentence says what callers of a closed office need: a notice, the opening hours, or when messages are
    returned; not if it announces a key."""
    said = says_opening_hours(sentence) or stated_hours(sentence) is not None or says_returned(sentence)
    return is_notice(sentence) or said and not any(len(a.key) == 1 for a in announcements(sentence))


def quoted(text: str, most: int = 60) -> str:
    """The beginning of a text, cut at a word, between quotation marks.

    >>> quoted("For billing, press 5.", 12)
    '"For billing, ..."'
    """
    text = " ".join(text.replace('"', "'").split())
    if len(text) > most:
        text = f"{text[: most + 1].rpartition(' ')[0] or text[:most]} ..."
    return f'"{text}"'
