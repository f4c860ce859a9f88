"""The names of steps as words of a script: how they are spelled, which step a word names, which nodes can have it."""

from __future__ import annotations

from collections.abc import Mapping
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


def word_of(step: str) -> str:
    """The word of a script that names a step: commas, which part the words of a script, count as spaces.

    >>> word_of("case Known,  of old,")
    'case Known of old'
    """
    return " ".join(step.replace(",", " ").split())


def is_named(step: Step, word: str) -> bool:
    """Whether a word of a script names a step: its name, the key of an exit, or, of a person who passes the caller on,
    also the one they pass to."""
    said, name = word_of(word), word_of(step.name)
    to = step.to.node if isinstance(step.to, End) else step.to
    return said in (name, name.removeprefix("exit ")) or (step.by == "person" and said == word_of(f"{name} {to}"))


def kinds_with(word: str) -> tuple[type[model.Node], ...]:
    """The kinds of nodes that can have a step of this name; none for a word that is no such name."""
    return _SAID_AT.get(word) or _SAID_AT.get(word.partition(" ")[0], ())
