"""Which keys a prompt announces, read from its words: "for refills, press 2", "press one or star", "dial 10".

A language is one row of a table; adding one takes no code. The moments are positions in the text: `clock` turns them
into seconds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Language(NamedTuple):
    """Words that ask for a key, words that stand for one, and words that join two keys of one announcement."""

    verbs: tuple[str, ...]
    keys: dict[str, str]
    joins: tuple[str, ...]
    fillers: tuple[str, ...]


ENGLISH = Language(
    verbs=("press", "pressing", "dial", "push", "hit", "enter", "key", "touch", "select", "choose", "punch"),
    keys={
        "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
        "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "star": "*",
        "asterisk": "*", "pound": "#", "hash": "#", "number sign": "#",
    },
    joins=("or", "and", ",", "/"),
    fillers=("the", "key", "number", "button", "option", "digit", "on", "your", "keypad"),
)  # fmt: skip
LANGUAGES = (ENGLISH,)

SENTENCE_END = re.compile(r"[.!?;:]+(?=\s|$)")


class Announcement(NamedTuple):
    """A key as the prompt names it: `start` is where the naming begins, `sentence_end` where its sentence ends."""

    key: str
    start: int
    sentence_end: int


@lru_cache(maxsize=8)
def _pattern(index: int) -> re.Pattern[str]:
    language = LANGUAGES[index]
    words = "|".join(sorted(map(re.escape, language.keys), key=len, reverse=True))
    key = rf"(?:\d{{1,4}}(?!\d|[-:.,]\d)|[*#]|(?:{words})\b)"
    filler = rf"(?:(?:{'|'.join(language.fillers)})\s+)*"
    joins = "|".join(re.escape(j) if not j.isalpha() else rf"\b{j}\b" for j in language.joins)
    verb = rf"\b(?:{'|'.join(language.verbs)})\b"
    join = rf"(?:\s*(?:{joins})\s*)+(?:{verb}\s+)?"
    return re.compile(rf"{verb}\s+{filler}({key}(?:{join}{filler}{key})*)", re.IGNORECASE)


@lru_cache(maxsize=8)
def _keys(index: int) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, LANGUAGES[index].keys), key=len, reverse=True))
    return re.compile(rf"\d+|[*#]|\b(?:{words})\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def announcements(text: str) -> tuple[Announcement, ...]:
    """Every key that the text names, in the order of the text.

    >>> [a.key for a in announcements("For refills, press 2. For a nurse, dial three or press star.")]
    ['2', '3', '*']
    """
    found: list[Announcement] = []
    for index, language in enumerate(LANGUAGES):
        for named in _pattern(index).finditer(text):
            stop = SENTENCE_END.search(text, named.end())
            end = stop.end() if stop else len(text)
            for word in _keys(index).finditer(named.group(1)):
                key = language.keys.get(word.group().lower(), word.group())
                found.append(Announcement(key, named.start(1) + word.start(), end))
    return tuple(sorted(found, key=lambda a: a.start))
