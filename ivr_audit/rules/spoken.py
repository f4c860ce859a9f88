"""What a menu's prompt says of a key: the words that announce it, the topics and languages they name, and silence."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from typing import Final

from ivr_audit import model
from ivr_audit.announced import ENGLISH, SENTENCE_END, Announcement, announcements, plain
from ivr_audit.rules.phrasebook import languages_mentioned

_VERB = rf"(?:{'|'.join(ENGLISH.verbs)})"
_LEAD = rf"(?:(?:please|you|can|may|just|or|and|then|also|{'|'.join(ENGLISH.fillers)})\W{{1,4}}){{0,12}}"
_JOINS_KEYS = re.compile(
    rf"(?:[\s,/]|\b(?:{'|'.join(sorted({'or', 'and', *ENGLISH.verbs, *ENGLISH.fillers}))})\b)*", re.IGNORECASE
)
_KEY_FIRST = re.compile(rf"\W{{0,20}}{_LEAD}{_VERB}\s{{1,4}}{_LEAD}", re.IGNORECASE)
_LAST_VERB = re.compile(rf"\b(?:(?:or|and)\s{{1,4}})?{_VERB}\s{{1,4}}{_LEAD}$", re.IGNORECASE)
_LONGEST_LEAD: Final = 200
_KEY = re.compile(r"\w+|[*#]")
_STAY: Final = re.compile(
    r"\b(?:stay|staying|hold|holding|remain|remaining) on (?:the|this) (?:line|phone)\b|\bhold the line\b"
    r"|\b(?:please|or|just|simply),? (?:just |simply |please )?(?:wait|hold|stay|remain|do nothing)\b",
    re.IGNORECASE,
)
_ANYTHING: Final = re.compile(
    r"\b(?:every|any|some)(?:thing|one|body) (?:else|(?:that is )?not|but|except)\b|\b(?:all|any|every) other\b"
    r"|\bother questions?\b",
    re.IGNORECASE,
)
_WHICH: Final = re.compile(r"\b(?:language|idioma|lingua|langue|sprache|iaith)\b")


def announcing(text: str, key: str) -> str:
    """The words of a prompt that say what a key does; empty if it does not name the key.

    >>> announcing("Thank you for calling. For refills, press 2, for a nurse, press 3.", "3")
    'for a nurse, press 3.'
    >>> announcing("Press 1 for sales or press 2 for the front desk.", "1")
    'Press 1 for sales'
    """
    return _announcing(text).get(key, "")


@lru_cache(maxsize=4096)
def _announcing(text: str) -> dict[str, str]:
    """By key, the words of a prompt that say what it does."""
    begins = [0, *(stop.end() for stop in SENTENCE_END.finditer(text))]
    groups = _groups(text)
    said: dict[str, str] = {}
    first = 0
    for index, group in enumerate(groups):
        begin = begins[bisect_left(begins, group[0].start) - 1] if group[0].start else 0
        if groups[first][0].start < begin:
            first = index
        end = group[-1].sentence_end
        before = groups[index - 1] if index > first else None
        after = groups[index + 1] if index + 1 < len(groups) and groups[index + 1][0].start < end else None
        if _KEY_FIRST.fullmatch(text, begin, groups[first][0].start):
            begin = _verb_start(text, begin, group[0].start)
            end = _verb_start(text, begin, after[0].start) if after else end
        else:
            begin = _key_end(text, before[-1]) if before else begin
            end = _key_end(text, group[-1]) if after else end
        words = text[begin:end].strip(" \t\n,;:")
        for named in group:
            said.setdefault(named.key, words)
    return said


def _groups(text: str) -> list[list[Announcement]]:
    """The announcements of a text, those of keys named in one breath ("press 1 or star") together."""
    named = announcements(text)
    groups = [[a] for a in named[:1]]
    for last, this in pairwise(named):
        if _JOINS_KEYS.fullmatch(text, _key_end(text, last), this.start):
            groups[-1].append(this)
        else:
            groups.append([this])
    return groups


def _key_end(text: str, named: Announcement) -> int:
    found = _KEY.match(text, named.start)
    return found.end() if found else named.start


def _verb_start(text: str, begin: int, key: int) -> int:
    """Where the "press" before a key stands."""
    near = max(begin, key - _LONGEST_LEAD)
    found = _LAST_VERB.search(text[near:key])
    return near + found.start() if found else begin


def says_stay(menu: model.Menu | model.Ask) -> bool:
    """Whether the prompt tells callers that they need not press anything."""
    return bool(_STAY.search(menu.prompt.text))


def says_anything(words: str) -> bool:
    """Whether the words that announce a key offer it to whoever finds nothing else.

    >>> says_anything("For all other questions, press 3."), says_anything("For questions about a bill, press 3.")
    (True, False)
    """
    return bool(_ANYTHING.search(words))


def is_language_menu(menu: model.Menu) -> bool:
    """Whether a menu asks for nothing but the language."""
    return _asks_for_language(menu.prompt.text, tuple(option.key for option in menu.options))


@lru_cache(maxsize=4096)
def _asks_for_language(text: str, keys: tuple[str, ...]) -> bool:
    asked = len(_languages(text))
    if not keys or not asked:
        return False
    named = [announcing(text, key) for key in keys]
    return all(not words or _languages(words) for words in named) and asked >= named.count("")


def _languages(text: str) -> frozenset[str]:
    """The languages that a text names, one of which it only says that it is one ("another language") included."""
    which = {found.group() for found in _WHICH.finditer(plain(text))}
    return languages_mentioned(text) | which


def names_topic(words: str, topics: tuple[str, ...]) -> str | None:
    """The first topic that a text names: all its words, whatever their ending.

    >>> names_topic("For a question about a bill, press 2.", ("appointments", "billing"))
    'billing'
    """
    said = {_stem(word) for word in re.findall(r"[^\W\d_]+", words)}
    for topic in topics:
        wanted = {_stem(word) for word in re.findall(r"[^\W\d_]+", topic)}
        if wanted and wanted <= said:
            return topic
    return None


def _stem(word: str) -> str:
    """A word without its commonest English endings.

    >>> [_stem(word) for word in ("Billing", "bills", "pharmacies", "pharmacy", "press")]
    ['bill', 'bill', 'pharmac', 'pharmac', 'press']
    """
    word = word.casefold()
    for ending in ("ies", "ing", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word
