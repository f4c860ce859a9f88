"""The names of steps as words of a script: how they are spelled, which step a word names, which nodes can have it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ivr_audit import model
from ivr_audit.callgraph import End, Step

_SAID_AT: Final[Mapping[str, tuple[type[model.Node], ...]]] = {
    "next": (model.Say, model.SelfService),
    **dict.fromkeys(("open", "closed", "holiday"), (model.HoursCheck,)),
    "case": (model.Branch,),
    "answered": (model.Ring, model.Queue),
    "no-answer": (model.Ring, model.Transfer),
    "busy": (model.Ring,),
    "full": (model.Queue,),
    **dict.fromkeys(("overflow", "no-agents"), (model.Queue,)),
    "exit": (model.Queue, model.Voicemail),
    "message": (model.Voicemail,),
    "callback": (model.Callback,),
    "served": (model.SelfService,),
    "transferred": (model.Ring, model.Queue, model.Transfer),
    "escalated": (model.Ring, model.Queue),
    "hang up": (model.Hangup,),
}


@lru_cache(maxsize=4096)
def word_of(step: str) -> str:
    """The word of a script that names a step: commas, which part the words of a script, count as spaces.

    >>> word_of("case Known,  of old,")
    'case Known of old'
    """
    return " ".join(step.replace(",", " ").split())


def is_named(step: Step, word: str) -> bool:
    """Whether a word of a script names a step: its name, the key of an exit, or, of a person who passes the caller on,
    also the one they pass to."""
    said = word_of(word)
    if said in _names(step.name):
        return True
    if step.by != "person":
        return False
    to = step.to.node if isinstance(step.to, End) else step.to
    return said == word_of(f"{step.name} {to}")


@lru_cache(maxsize=4096)
def _names(step: str) -> tuple[str, str]:
    """What a step is called in a script."""
    name = word_of(step)
    return name, name.removeprefix("exit ")


def kinds_with(word: str) -> tuple[type[model.Node], ...]:
    """The kinds of nodes that can have a step of this name; none for a word that is no such name."""
    return _SAID_AT.get(word) or _SAID_AT.get(word.partition(" ")[0], ())
