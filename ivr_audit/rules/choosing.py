"""To which nodes callers come without choosing anything particular, and what those have chosen who come to others."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import Final

from ivr_audit import model
from ivr_audit.model import PhoneTree
from ivr_audit.rules.phrasebook import languages_named, says_person
from ivr_audit.rules.spoken import announcing, says_anything

_ANYBODY: Final = re.compile(r"\b(?:front ?desk|reception(?:ist)?|operator|switchboard)\b", re.IGNORECASE)
_CHOSEN: Final = ("extensions", "extension", "transfers_to", "escalates_to")
"""Fields that lead to somebody in particular: a dialled extension, or whom people pass callers on to."""


def is_particular(tree: PhoneTree, menu: model.Menu, option: model.Option) -> bool:
    """Whether a choice is for some callers only: it is about some topics or for a language or, where the file does not
    say, its words offer neither people nor all the rest; 0 is for everybody."""
    if option.key == "0":
        return False
    if option.about or option.language is not None:
        return option.language is not None or not set(tree.topics) <= set(option.about)
    words = announcing(menu.prompt.text, option.key)
    if not words:
        return bool(menu.prompt.text)
    return bool(languages_named(words)) or not (says_anything(words) or says_person(words) or _ANYBODY.search(words))


def for_everybody(tree: PhoneTree) -> frozenset[str]:
    """The nodes to which calls to any number can come, at whatever hour, without a choice for some callers only."""
    key = "for everybody"
    if key not in tree.known:
        tree.known[key] = frozenset(_reached(tree, dict.fromkeys(entry.node for entry in tree.entries)))
    known: frozenset[str] = tree.known[key]
    return known


def _reached(tree: PhoneTree, starts: Mapping[str, None]) -> dict[str, None]:
    found = dict(starts)
    waiting = deque(found)
    while waiting:
        node = tree.nodes[waiting.popleft()]
        new = [to for to in _unchosen(tree, node) if to in tree.nodes and to not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return found


def _unchosen(tree: PhoneTree, node: model.Node) -> list[str]:
    """Where calls go on from a node, but for choices for some callers only."""
    if isinstance(node, model.Menu):
        chosen = [option.to for option in node.options if not is_particular(tree, node, option)]
        return [*chosen, *(to for to in (node.no_input, node.invalid) if to is not None)]
    return [to for field, to, _ in model.targets(node) if field.partition(" ")[0] not in _CHOSEN]


def chosen_about(tree: PhoneTree) -> dict[str, tuple[str, ...]]:
    """The nodes to which calls come only by choices about some topics, alone or with choices for some callers of
    which the file does not say what they are about, with those topics."""
    key = "chosen about"
    if key not in tree.known:
        tree.known[key] = _chosen_about(tree)
    known: dict[str, tuple[str, ...]] = tree.known[key]
    return known


def _chosen_about(tree: PhoneTree) -> dict[str, tuple[str, ...]]:
    general = for_everybody(tree)
    about: dict[str, set[str]] = {}
    for menu in tree.nodes.values():
        for option in menu.options if isinstance(menu, model.Menu) else ():
            if option.about and option.to in tree.nodes:
                for name in _reached(tree, {option.to: None}):
                    about.setdefault(name, set()).update(option.about)
    return {
        name: tuple(topic for topic in tree.topics if topic in topics)
        for name, topics in about.items()
        if name not in general and not set(tree.topics) <= topics
    }
