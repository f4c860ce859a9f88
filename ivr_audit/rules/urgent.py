"""Which choices and mailboxes are announced for what cannot wait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.rules.first_heard import automatic
from ivr_audit.rules.live_ends import menus
from ivr_audit.rules.phrasebook import says_urgent
from ivr_audit.rules.spoken import announcing

if TYPE_CHECKING:
    from ivr_audit.measures import View

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_EMERGENCY = re.compile(r"\bemergenc|\burgenc|\bambulance\b|\blife[- ]threat|\b911\b", re.IGNORECASE)
_CAN_WAIT = re.compile(
    r"(?:\b(?:not|non|no|nicht|pas|except(?: for| in)?|excluding|other than|besides"
    r"|(?:any|every)(?:thing|one|body)? (?:\w+ )?but)\b|n't\b)[- ]?(?:\w+ ){0,3}?"
    r"(?:emergenc|urgen|dringend|life[- ]threat)\w*[,\s]*",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [part for part in _SENTENCE.split(text) if part]


def urgent_options(view: View) -> Iterator[tuple[model.Menu, model.Option]]:
    """The options that the menus callers can come to announce for urgent matters, emergencies or whoever is on call."""
    known = view.tree.known
    for menu in menus(view):
        if ("urgent", menu.name) not in known:
            text = menu.prompt.text
            maybe = _EMERGENCY.search(text) or says_urgent(text)
            keys = [option.key for option in menu.options] if maybe else []
            known["urgent", menu.name] = {key for key in keys if is_urgent(announcing(text, key))}
        for option in menu.options:
            if option.key in known["urgent", menu.name]:
                yield menu, option


@lru_cache(maxsize=4096)
def is_urgent(words: str) -> bool:
    """Whether words are about what cannot wait; not if they are about what can.

    >>> is_urgent("If your call is urgent, press 1."), is_urgent("If this is not an emergency, press 2.")
    (True, False)
    >>> is_urgent("For anything but emergencies, press 2.")
    False
    """
    said = _CAN_WAIT.sub(" ", words)
    return is_for_emergencies(said) or says_urgent(said)


def is_for_emergencies(words: str) -> bool:
    """Whether words are about emergencies."""
    return bool(_EMERGENCY.search(_CAN_WAIT.sub(" ", words)))


def urgent_nodes(view: View) -> set[str]:
    """The nodes to which such options lead, by themselves or through recordings, hours and branches."""
    targets = {option.to for _, option in urgent_options(view) if option.to in view.tree.nodes}
    return {node.name for to in targets for node in automatic(view, to)}
