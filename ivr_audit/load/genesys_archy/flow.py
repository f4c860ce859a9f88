"""Flows of an Archy folder and the tree that is written from them, one piece after another."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import Final, NamedTuple

from ivr_audit import model
from ivr_audit.load.draft import Draft, TooLarge
from ivr_audit.load.duplicates import stands_twice
from ivr_audit.load.genesys_archy.values import Part, prompt
from ivr_audit.model import HANGUP, Transfer
from ivr_audit.place import Place, Problem

REFERENCE: Final = re.compile(r"(menu|task)\[([^\[\]]*)\]\s*$")
"""The end of a path such as `/inboundCall/menus/menu[Main Menu_10]`."""
SUB_MENUS: Final = ("menuSubMenu", "menuMenu")
_MOST_PIECES: Final = 20_000
"""Menus, and tasks with the step they return to: tasks that call each other could be written out without end."""

Kind = str
"""`menu` or `task`."""


class Flow:
    """One flow: what it is called, its menus and tasks by the identifier they are named by, and its settings."""

    def __init__(self, kind: str, part: Part, file: str) -> None:
        self.kind = kind
        self.part = part
        self.file = file
        self.name = part.get("name").word or file
        self.pieces: dict[tuple[Kind, str], Part] = {}
        self.parents: dict[str, str] = {}
        """The menu that a sub-menu is written in, by the identifier of the sub-menu."""
        self.problems: list[Problem] = []
        self.inside: dict[Place, str] = {}
        """The sub-menu that is written in a choice, by where the choice stands."""
        for word in ("menu", "task"):
            for one in part.get(f"{word}s").items():
                self._take(word, one.get(word) or one)

    def _take(self, word: Kind, part: Part) -> str:
        """A menu or task and the menus inside of it; returns its identifier."""
        ident = part.get("refId").word or part.get("name").word
        first = self.pieces.get((word, ident))
        if first is not None and part.get("refId").word and first.place != part.place:  # an alias of YAML is no second
            self.problems.append(stands_twice(word, ident, first.place, part.place))
        if not ident or first is not None:
            ident = f"{ident or word}, line {part.place.line}:{part.place.column}"
        self.pieces[word, ident] = part
        for kind, choice in (one.single() for one in part.get("choices").items()):
            if kind in SUB_MENUS and choice.place not in self.inside:
                self.inside[choice.place] = inner = self._take("menu", choice.get("menu") or choice)
                self.parents[inner] = ident
        return ident

    @cached_property
    def everywhere(self) -> list[tuple[str, Part, str]]:
        """The choices that every menu of the flow has, each with the menu it is written in."""
        return [
            (kind, choice, ident)
            for (word, ident), part in self.pieces.items()
            if word == "menu"
            for kind, choice in (one.single() for one in part.get("choices").items())
            if choice.get("globalDtmf").flag
        ]

    @cached_property
    def named_by(self) -> dict[str, list[str]]:
        """The other menus in which something names a menu, by the identifier of that menu."""
        found: dict[str, list[str]] = {}
        for (word, ident), part in self.pieces.items():
            waiting = [part] if word == "menu" else []
            while waiting:
                one = waiting.pop()
                waiting += [*one.members.values(), *one.items()]
                piece = self.found(one.text) if REFERENCE.search(one.text) else None
                if piece is not None and piece[0] == "menu" and piece[1] != ident:
                    found.setdefault(piece[1], []).append(ident)
        return found

    def found(self, reference: str) -> tuple[Kind, str] | None:
        """The menu or task that a path or a name means."""
        path = REFERENCE.search(reference)
        words = [(path[1], path[2].strip())] if path else [("menu", reference), ("task", reference)]
        for word, wanted in words:
            if (word, wanted) in self.pieces:
                return word, wanted
            named = (key for key, part in self.pieces.items() if key[0] == word and part.get("name").word == wanted)
            if wanted and (first := next(named, None)) is not None:
                return first
        return None

    def title(self, piece: tuple[Kind, str]) -> str:
        """What a menu or task is called."""
        return self.pieces[piece].get("name").word or piece[1]


class Frame(NamedTuple):
    """Where a call is: the flow, the menu it came through last, and what follows when a task or a loop ends."""

    flow: Flow
    mark: str
    after: str
    menu: str = ""
    tasks: tuple[tuple[str, str], ...] = ()
    """The tasks that called each other to come here, each with its identifier in the tree."""
    loop: str = ""


class Writing:
    """The tree being written; pieces that were named wait to be written, so that no depth of calls fills the stack."""

    def __init__(self, draft: Draft, flows: list[Flow]) -> None:
        self.draft = draft
        self.flows = flows
        self.waiting: deque[Callable[[], None]] = deque()
        self.begun: set[str] = set()
        self.errors: dict[str, str] = {}

    def begin(self, ident: str, write: Callable[[], None]) -> str:
        """See to it that a piece is written once. Raises TooLarge."""
        if ident not in self.begun:
            if len(self.begun) >= _MOST_PIECES:
                raise TooLarge
            self.begun.add(ident)
            self.waiting.append(write)
        return ident

    def leaves(self, what: str, place: Place) -> str:
        """Something that these files do not describe."""
        ident = f"outside {what}"
        if not self.draft.knows(ident):
            away = Transfer(name=ident, place=place, number=what, answered_by="unknown")
            self.draft.add(away, f"leaves the file: {what}")
        return ident

    def own_settings(self, who: str, place: Place) -> str:
        """Where a call goes that a person or group does not take, if the flow does not say."""
        ident = f"unanswered {who}"
        if not self.draft.knows(ident):
            away = Transfer(name=ident, place=place, number=f"what the settings of {who} say", answered_by="unknown")
            self.draft.add(away, f"unanswered by {who}")
        self.draft.not_said(
            "where a call goes that a person or a group does not answer is in their own settings, not in the flow"
        )
        return ident

    def say(self, ident: str, audio: Part, to: str, title: str) -> str:
        """A recording before the next step; where nothing is played, the next step itself."""
        heard = prompt(audio)
        if not heard.text and not heard.audio:
            return to
        target = None if to == HANGUP else to
        self.draft.add(model.Say(name=ident, place=audio.place, prompt=heard, next=target), title)
        return ident
