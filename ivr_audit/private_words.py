"""Where a tree says whose it is: the fields that name people and desks, the words of its name; and words as long as
others, to stand for them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Final

from ivr_audit import model
from ivr_audit.clock import spoken
from ivr_audit.defaults import Defaults
from ivr_audit.model import PhoneTree, Prompt
from ivr_audit.ordinary import is_ordinary
from ivr_audit.private import unowned

PEOPLE_FIELDS: Final = ("owner", "backup", "pages")
"""Fields that name somebody."""
_DESKS: Final = ("who", "box")
_WORDS: Final = Defaults(words_per_minute=60.0, sentence_pause=0.0, comma_pause=0.0)
_STOPS: Final = Defaults(words_per_minute=math.inf, sentence_pause=1.0, comma_pause=0.0)
_COMMAS: Final = Defaults(words_per_minute=math.inf, sentence_pause=0.0, comma_pause=1.0)
"""With these, the seconds of a text are the number of its words, its pauses, its commas."""


def people(tree: PhoneTree) -> Iterable[str]:
    """Everybody who is named in a field of their own."""
    yield from [tree.owner] if tree.owner else []
    for node in tree.nodes.values():
        for name in PEOPLE_FIELDS:
            yield from [named] if (named := getattr(node, name, None)) else []
        yield from getattr(node, "members", None) or ()


def desks(tree: PhoneTree) -> Iterable[str]:
    """What the fields say that name people or desks."""
    for node in tree.nodes.values():
        yield from (named for name in _DESKS if (named := getattr(node, name, "")) and isinstance(named, str))


def small_words(tree: PhoneTree) -> set[str]:
    """The words that are used in small letters: one by itself is likelier a desk ("Optics") than a person."""
    texts = (*tree.nodes, *tree.topics, *(prompt.text for prompt in prompts(tree)))
    return {word for text in texts for word in re.findall(r"[^\W_][\w'’-]*", text) if word == word.lower()}


def own_words(tree: PhoneTree) -> re.Pattern[str] | None:
    """Finds what of a tree's name menus are not made of, one or several words together; where that is nothing, the
    whole name as it is written."""
    words = [word for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", tree.name) if len(word) > 1]
    own = {re.escape(unowned(word)) for word in words if not is_ordinary(word)}
    if not own:
        return re.compile(rf"(?<!\w){re.escape(tree.name.strip())}(?!\w)") if tree.name.strip() else None
    one = rf"(?:{'|'.join(sorted(own, key=lambda word: (-len(word), word)))})(?:['’]s?)?"
    return re.compile(rf"(?<!\w){one}(?:[\s&-]+{one})*(?!\w)", re.IGNORECASE)


def prompts(tree: PhoneTree) -> Iterable[Prompt]:
    """Everything that callers hear."""
    for node in tree.nodes.values():
        for name, field in model.readable_fields(type(node)).items():
            if field.metadata["reads"] == "prompt" and getattr(node, name) is not None:
                yield getattr(node, name)


def as_long(word: str, text: str) -> str:
    """The word, with as many words, pauses and commas as the text it stands for."""
    words, stops, commas = _counted(text)
    own = _counted(word)[0]
    parts = word.split() if own <= words else ["-".join(word.split())]
    parts += ["x"] * (words - _counted(" ".join(parts))[0])
    for n in range(commas):
        parts[min(n, len(parts) - 1)] += ","
    for n in range(stops):
        parts[max(len(parts) - 2 - n, 0)] += ";"
    return " ".join(parts)


def _counted(text: str) -> tuple[int, int, int]:
    """How many words, pauses and commas `clock.py` finds in a text."""
    words, stops, commas = (round(spoken(text, counting)) for counting in (_WORDS, _STOPS, _COMMAS))
    return words, stops, commas
