"""What may stand in a script of a call (`--keys`): keys, words for silence, and names of the tree's own steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ivr_audit.call import AT_MENUS, KEYS, SILENCE, WAIT, script_of
from ivr_audit.callgraph import handovers, steps
from ivr_audit.hours import State
from ivr_audit.model import PhoneTree
from ivr_audit.step_names import word_of
from ivr_audit.words import list_words, nearest

_MOST: Final = 16
"""How many words are listed for somebody whose own is like none of them."""
_SILENT: Final = re.compile(
    r"(?:stay|be|keep)?\s*(?:silent|quiet)|(?:press|say|do)?\s*nothing|hold|stay on the line", re.I
)


def script(tree: PhoneTree, keys: str | Sequence[str]) -> tuple[str, ...]:
    """The words of a script, spelled as the tree spells them, whatever their capitals were.

    Raises ValueError for a word that is neither a key nor a step of this tree, TypeError for keys that are no texts.
    """
    for key in keys:
        if not isinstance(key, str):
            raise TypeError(f'a key is a text: write "{key}" in quotes')
    parts = [script_of(part) for part in ([keys] if isinstance(keys, str) else keys)]
    words = tuple(word for part in parts for word in part)
    if all(KEYS.fullmatch(word) or word in (WAIT, SILENCE) for word in words):
        return words
    known = step_words(tree)
    if not isinstance(keys, str):  # in a list a step may stand as it is called, with commas in its name
        whole = [
            (word_of(key),) if word_of(key).casefold() in known else part for key, part in zip(keys, parts, strict=True)
        ]
        words = tuple(word for part in whole for word in part)
    for word in words:
        if not KEYS.fullmatch(word) and word.casefold() not in known:
            raise ValueError(f'"{word}" is no key and no step; {_advice(word, tuple(known.values()))}')
    return tuple(word if KEYS.fullmatch(word) else known[word.casefold()] for word in words)


def step_words(tree: PhoneTree) -> Mapping[str, str]:
    """Every word but keys that a script for this tree can have, by itself in small letters."""
    found = dict.fromkeys((WAIT, SILENCE, *AT_MENUS, "given", "extension"))
    states = [State(hours, holiday) for hours in (frozenset(tree.hours), frozenset[str]()) for holiday in (False, True)]
    for name in tree.nodes:
        passed_on = handovers(tree, name)
        for step in (*(step for state in states for step in steps(tree, name, state)), *passed_on):
            found[word_of(step.name)] = None
        for step in passed_on:
            kind = step.name.partition(" ")[0]
            found |= dict.fromkeys((kind, word_of(f"{kind} {_name(step.to)}")))
    return {word.casefold(): word for word in found if not KEYS.fullmatch(word)}


def _name(stop: object) -> str:
    return stop if isinstance(stop, str) else str(getattr(stop, "node", ""))


def _advice(word: str, known: Sequence[str]) -> str:
    """What was probably meant, else what there is."""
    parts = script_of(re.sub(r"[\s;.+/-]+|press", ",", word, flags=re.IGNORECASE))
    if parts and all(map(KEYS.fullmatch, parts)):
        return f'did you mean "{",".join(parts)}"?'
    close = WAIT if _SILENT.fullmatch(word) else nearest(word, known)
    if close:
        return f'did you mean "{close}"?'
    shown = [f'"{name}"' for name in known][:_MOST]
    return f"write keys, {list_words([*shown, '...'] if len(known) > _MOST else shown, 'or')}"
