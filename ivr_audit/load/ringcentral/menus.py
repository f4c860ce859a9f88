"""Menus of RingCentral: what each key does, and what follows when no key was pressed."""

from __future__ import annotations

from collections import deque
from functools import cached_property
from typing import Final

from ivr_audit.load.draft import Draft, placed
from ivr_audit.load.json_items import Item
from ivr_audit.model import Attempts, Branch, Case, Hangup, Menu, Option, Prompt, Queue, Ring, Transfer, Voicemail
from ivr_audit.place import Place

_PLAYS: Final = 3
_MOST_PLAYS: Final = 9
_LONGEST_HOLD: Final = 900.0
"""Seconds that RingCentral lets callers wait in a queue at most:
https://support.ringcentral.com/s/article/Call-Queue-Overview"""
_KEYS: Final = {"star": "*", "hash": "#", "*": "*", "#": "#", **{str(digit): str(digit) for digit in range(10)}}
_PEOPLE: Final = ("user", "digitaluser", "flexibleuser", "virtualuser", "limited", "room", "delegatedlinesgroup",
                  "sharedlinesgroup")  # fmt: skip
_QUEUES: Final = ("department",)
_BOXES: Final = ("voicemail",)
_ROOT: Final = ("returntoroot", "returntotoplevelmenu")
_WRONG: Final = "what follows wrong keys is not in a menu; it is taken to be what follows when no key was pressed"
_WAIT: Final = "how long a menu waits for a key, and whether extensions can be dialled in it, is not in the menu"
_OWN: Final = "where a call goes that an extension does not answer is in that extension's own settings"
_BOX: Final = "who listens to messages and by when is not in the menus"
_QUEUE: Final = (
    "how long callers wait in a queue is in its own settings; the 15 min that RingCentral allows are counted"
)
_SILENCE: Final = "a menu that does not say what follows when no key is pressed is taken to end the call then"
_BACK: Final = "which menu a caller came from is not followed, so every one of them is possible"


class Account:
    """The menus and extensions that were given, and the tree being written."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.menus: dict[str, Item] = {}
        self.types: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.roots: list[str] = []
        self.top = ""
        """The identifier of the first menu, if a site's settings were given."""
        self.waiting: deque[str] = deque()
        self._begun: set[str] = set()

    def title(self, ident: str) -> str:
        """What a menu is called."""
        item = self.menus[ident]
        number = item.get("extensionNumber").text
        return item.get("name").text or (f"menu {number}" if number else "menu")

    def menu(self, ident: str) -> str:
        """The node of a menu, written later."""
        if ident not in self._begun:
            self._begun.add(ident)
            self.waiting.append(ident)
        return f"menu {ident}"

    def leads_to(self, ident: str) -> list[str]:
        """The menus that a menu connects to."""
        targets = [one.get("extension").get("id").text for one in self.menus[ident].get("actions").items()]
        return [target for target in dict.fromkeys(targets) if target in self.menus]

    @cached_property
    def before(self) -> dict[str, list[str]]:
        """The other menus that connect to each menu."""
        found: dict[str, list[str]] = {}
        for ident in self.menus:
            for to in self.leads_to(ident):
                if to != ident:
                    found.setdefault(to, []).append(ident)
        return found

    def leaves(self, what: str, place: Place, number: str = "") -> str:
        """Something that the menus do not describe."""
        ident = f"outside {what}"
        if not self.draft.knows(ident):
            away = Transfer(name=ident, place=place, number=number or what, answered_by="unknown")
            self.draft.add(away, what if number else f"leaves the file: {what}")
        return ident


def write_menu(account: Account, ident: str) -> None:
    """A menu with its keys; it is played `promptRepeatCount` times."""
    item = account.menus[ident]
    options: dict[str, Option] = {}
    silent: str | None = None
    silent_place: Place | None = None
    for one in item.get("actions").items():
        given = one.get("input").text
        to = _target(account, ident, one)
        if given.casefold() == "noinput":
            silent, silent_place = to, one.place
        elif to is not None and (key := _KEYS.get(given.casefold())) is not None:
            options.setdefault(key, Option(key, to, (), one.place, one.get("action").place))
    plays = item.get("promptRepeatCount").number
    most = min(max(plays, 1), _MOST_PLAYS) if plays is not None else _PLAYS
    node = Menu(
        name=f"menu {ident}",
        place=item.place,
        prompt=_prompt(item.get("prompt")),
        options=tuple(options.values()),
        no_input=silent,
        attempts=Attempts(most, most, apart=False),
    )
    account.draft.not_said(_WAIT)
    account.draft.not_said(_WRONG)
    if silent is None:
        account.draft.not_said(_SILENCE)
    account.draft.add(placed(node, no_input=silent_place or item.place), account.title(ident))


def _prompt(prompt: Item) -> Prompt:
    """Words that are read out, or a recording by its name."""
    audio = prompt.get("audio")
    number = audio.get("id").text
    recording = audio.get("filename").text or (f"recording {number}".strip() if audio else "")
    if prompt.get("mode").text.casefold() == "audio" and recording:
        return Prompt(audio=recording)
    text = prompt.get("text").text
    return Prompt(text=text) if text else Prompt(audio=recording)


def _target(account: Account, ident: str, action: Item) -> str | None:
    """Where an action leads; None for one that does nothing."""
    word = action.get("action").text.casefold()
    extension = action.get("extension")
    if word == "connect":
        return _connected(account, extension)
    if word == "voicemail":
        return _voicemail(account, extension)
    if word in ("transfer", "transfertocontactcenternumber"):
        number = action.get("phoneNumber").text
        return account.leaves(number or "a number", action.place, number)
    if word == "repeat":
        return account.menu(ident)
    if word in _ROOT:
        return _one_of(account, ident, account.roots, action, "the first menu")
    if word == "returntoprevious":
        return _one_of(account, ident, account.before.get(ident, []), action, "the menu before")
    if word == "disconnect":
        node = Hangup(name=f"end {ident} {action.get('input').text}", place=action.place)
        return account.draft.add(node, "Disconnect")
    if word == "donothing":
        return None
    said = {"dialbyname": "the person who was dialled by name", "connecttooperator": "the operator"}
    named = extension.get("name").text
    if word == "connecttooperator" and extension:
        return _connected(account, extension)
    return account.leaves(said.get(word) or named or action.get("action").text or "an action", action.place)


def _one_of(account: Account, ident: str, menus: list[str], action: Item, what: str) -> str:
    """A menu, or a choice of several where the file does not say which one the caller came through."""
    if not menus:
        return account.menu(ident)
    if len(menus) == 1:
        return account.menu(menus[0])
    account.draft.not_said(_BACK)
    place = action.place
    cases = tuple(Case(account.title(one), account.menu(one), None, place, place) for one in menus)
    back = Branch(name=f"{what} of {ident}", place=place, decides="the menu the caller came from", cases=cases)
    return account.draft.add(back, f"{account.title(ident)}: {what}")


def _named(account: Account, extension: Item) -> str:
    ident = extension.get("id").text
    name = extension.get("name").text or account.names.get(ident, "")
    return name or f"extension {extension.get('extensionNumber').text or ident}"


def _connected(account: Account, extension: Item) -> str:
    """Whoever is behind an extension, as far as its kind is known."""
    ident = extension.get("id").text
    if ident in account.menus:
        return account.menu(ident)
    kind = account.types.get(ident, "").casefold()
    name = _named(account, extension)
    if kind in _BOXES:
        return _voicemail(account, extension)
    if kind not in (*_PEOPLE, *_QUEUES):
        node = f"extension {ident or name}"
        if not account.draft.knows(node):
            away = Transfer(name=node, place=extension.place, number=name, answered_by="unknown")
            account.draft.add(away, name)
        return node
    node = f"{kind} {ident}"
    if account.draft.knows(node):
        return node
    away = Transfer(
        name=f"{node} away", place=extension.place, number=f"what the settings of {name} say", answered_by="unknown"
    )
    after = account.draft.add(away, f"unanswered by {name}")
    account.draft.not_said(_OWN)
    if kind in _QUEUES:
        account.draft.not_said(_QUEUE)
        line = Queue(name=node, place=extension.place, who=name, max_wait=_LONGEST_HOLD, overflow=after)
        return account.draft.add(line, name)
    return account.draft.add(Ring(name=node, place=extension.place, who=name, members=(name,), no_answer=after), name)


def _voicemail(account: Account, extension: Item) -> str:
    name = _named(account, extension)
    node = f"voicemail {extension.get('id').text or name}"
    if not account.draft.knows(node):
        account.draft.not_said(_BOX)
        account.draft.add(Voicemail(name=node, place=extension.place, box=name), f"voicemail {name}")
    return node
