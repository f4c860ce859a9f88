"""Keys that a recording names wrongly: it announces one that the menu does not have for what another one leads to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ivr_audit import model
from ivr_audit.model import Menu, Option, PhoneTree
from ivr_audit.rules.people import who

_LITTLE: Final = """
    also another anyone anything call caller calls choose department desk dial direct enter from have hear hours leave
    line main menu message more next number office open option other please press question questions section select
    someone speak star talk team than that this touch want what with would your
"""
_SAYS_LITTLE: Final = frozenset(_LITTLE.split())
"""Words of four letters and more that do not tell one choice from another."""


def misnumbered(tree: PhoneTree, menu: Menu, announced: Mapping[str, str], silent: Sequence[str]) -> dict[str, Option]:
    """By key that is announced (with these words) and dead, the choice that is meant: one of those whose keys no
    recording names, and whose name, topics or people share a word with the announcement and with no other."""
    choices = [next(option for option in menu.options if option.key == key) for key in silent]
    found: dict[str, Option] = {}
    for key, said in announced.items():
        meant = [choice for choice in choices if _words(said) & _of_choice(tree, choice)]
        if len(meant) == 1 and meant[0] not in found.values():
            found[key] = meant[0]
    return found


def _of_choice(tree: PhoneTree, choice: Option) -> set[str]:
    node = tree.nodes.get(choice.to)
    people = who(node) if isinstance(node, model.Answered | model.Voicemail) else ""
    return _words(" ".join([choice.to, *choice.about, people]))


def _words(text: str) -> set[str]:
    """The words that tell what a text is about, by their first five letters: "appointments" is also "appointment"."""
    words = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return {word[:5] for word in words if word not in _SAYS_LITTLE}
