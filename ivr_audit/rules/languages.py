"""Which languages callers are offered, by what a menu's options are said to be for and by what its prompt says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.model import Menu, Option, PhoneTree
from ivr_audit.rules.phrasebook import language_of, languages_named, mentions_on_offer, says_emergency
from ivr_audit.rules.spoken import announcing, is_language_menu

if TYPE_CHECKING:
    from ivr_audit.measures import View

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def _known_as(language: str) -> frozenset[str]:
    """The English names of a language as a file calls it; its own name where no other is known."""
    return languages_named(f"For {language}, press 2.") or frozenset({language})


def is_in(text: str, language: str) -> bool:
    """Whether a text, or a sentence of it, is in a language."""
    wanted = _known_as(language)
    return any(language_of(part) in wanted for part in (text, *_SENTENCE.split(text)))


def offers(text: str, language: str) -> bool:
    """Whether a text names a language as one that callers can have.

    >>> offers("Para español, oprima dos.", "Spanish"), offers("Press 1 for sales.", "Spanish")
    (True, False)
    >>> offers("No Spanish is spoken here.", "Spanish")
    False
    """
    return mentions_on_offer(text, language) or not languages_named(text).isdisjoint(_known_as(language))


def warns_in(text: str, language: str) -> bool:
    """Whether a sentence in a language says where to turn in an emergency."""
    return any(says_emergency(part) and is_in(part, language) for part in _SENTENCE.split(text))


def language_options(menu: Menu, tree: PhoneTree) -> tuple[tuple[Option, str], ...]:
    """The options of a menu that are for a language, each with it: as the file says, or, in a menu that asks for
    nothing else, as the prompt does. Of languages that the file does not list the English name."""
    key = ("language options", menu.name)
    if key not in tree.known:
        tree.known[key] = tuple(_language_options(menu, tree))
    found: tuple[tuple[Option, str], ...] = tree.known[key]
    return found


def asks_for_language(menu: Menu, tree: PhoneTree) -> bool:
    """Whether a menu asks for nothing but the language."""
    key = ("asks for language", menu.name)
    if key not in tree.known:
        tree.known[key] = bool(languages_named(menu.prompt.text)) and is_language_menu(menu)
    return bool(tree.known[key])


def _language_options(menu: Menu, tree: PhoneTree) -> Iterator[tuple[Option, str]]:
    languages = tree.languages
    asks = any(option.language is None for option in menu.options) and asks_for_language(menu, tree)
    for option in menu.options:
        if option.language is not None:
            yield option, option.language
        elif asks:
            words = announcing(menu.prompt.text, option.key)
            named = next((name for name in languages if offers(words, name)), None)
            named = named or next(iter(sorted(languages_named(words))), None)
            if named is not None:
                yield option, named


def offered(view: View, language: str) -> bool:
    """Whether callers can come to an option for a language."""
    menus = [node for name in view.reached if isinstance(node := view.tree.nodes[name], Menu)]
    return any(language == name for menu in menus for _, name in language_options(menu, view.tree))
