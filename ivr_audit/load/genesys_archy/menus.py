"""Menus of an Archy file: keys, what every menu offers, extensions, and what follows the last play."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from ivr_audit.load.draft import placed
from ivr_audit.load.genesys_archy.flow import Flow, Frame
from ivr_audit.load.genesys_archy.values import Part, prompt
from ivr_audit.model import HANGUP, Attempts, Branch, Case, Extensions, Menu, Option, Transfer
from ivr_audit.place import Place

if TYPE_CHECKING:
    from ivr_audit.load.genesys_archy.actions import Builder

_KEY: Final = re.compile(r"(?:digit_?)?([0-9*#]|star|asterisk|pound|hash)", re.IGNORECASE)
_SIGNS: Final = {"star": "*", "asterisk": "*", "pound": "#", "hash": "#"}
_PLAYS: Final = 3
_TIMEOUT: Final = 10.0
"""Architect's own defaults: https://help.mypurecloud.com/articles/configure-default-menu-settings/"""
_MOST_PARENTS: Final = 20
_COMING_BACK: Final = ("menuPreviousMenu", "menuRepeat", "menuRepeatMenu", "menuTask")
_DEFAULTS: Final = ("defaultMenuChoice", "defaultMenuChoiceRef", "defaultChoice", "defaultChoiceRef")
_NO_DEFAULT: Final = (
    "what follows the last play of a menu without a default choice is not in the file; it is taken to be what the "
    "flow does on an error"
)
_EXTENSIONS: Final = (
    "callers can also dial an extension in a menu; which extensions there are and who answers them is not in the flow, "
    "so four digits are counted that begin with a key which is no choice of the menu"
)
_USUAL: Final = "a menu that does not say how often it is played or how long it waits has Architect's 3 plays and 10 s"
_SPOKEN: Final = "choices that can only be spoken, not pressed, are left out"
_CAME_FROM: Final = "which menu a caller came from is not followed, so every one of them is possible"


def key_of(word: str) -> str:
    """The key of `digit_1`, `digit_star` or `#`; "" for none."""
    found = _KEY.fullmatch(word.strip())
    return _SIGNS.get(found[1].lower(), found[1]) if found else ""


def menu_ident(flow: Flow, ident: str) -> str:
    """The identifier of a menu in the tree."""
    return f"{flow.file}/menu {ident}"


def setting(menu: Part, flow: Flow, name: str) -> Part:
    """A setting of a menu, else that of its flow."""
    own = menu.get("settingsMenu", name)
    return flow.part.get("settingsMenu", name) if own.is_unset else own


def write_menu(build: Builder, flow: Flow, ident: str) -> None:
    """The node of a menu, and its choices."""
    part = flow.pieces["menu", ident]
    name = menu_ident(flow, ident)
    frame = Frame(flow, flow.file, HANGUP, name)
    options: dict[str, Option] = {}
    targets: dict[int, str] = {}
    for count, (kind, choice) in enumerate(_choices(part)):
        target = targets[count] = build.choice(kind, choice, frame, f"{name}/{count + 1}")
        _offer(build, options, choice, target)
    for kind, choice, owner in flow.everywhere:
        if key_of(choice.get("dtmf").word) not in options:
            _offer(build, options, choice, _shared(build, kind, choice, frame, owner))
    plays = setting(part, flow, "repeatCount").count
    timeout = setting(part, flow, "menuSelectionTimeout").seconds
    if plays is None or timeout is None:
        build.writing.draft.not_said(_USUAL)
    most = max(1, _PLAYS if plays is None else plays)
    silent, place = _after_last(build, flow, part, targets)
    listens = bool(setting(part, flow, "listenForExtensionDialing").flag)
    node = Menu(
        name=name,
        place=part.place,
        prompt=prompt(part.get("audio")),
        options=tuple(options.values()),
        no_input=None if silent == HANGUP else silent,
        invalid=None if silent == HANGUP else silent,
        attempts=Attempts(most, most, apart=False),
        no_input_timeout=_TIMEOUT if timeout is None else timeout,
        inter_digit_timeout=setting(part, flow, "extensionDialingMaxDelay").seconds if listens else None,
        extensions=_extensions(build, flow, part, options) if listens else (),
        accepts="both" if _is_spoken(part, flow) else "keys",
    )
    build.writing.draft.add(placed(node, no_input=place, invalid=place), flow.title(("menu", ident)))


def _choices(menu: Part) -> list[tuple[str, Part]]:
    return [one.single() for one in menu.get("choices").items()]


def _offer(build: Builder, options: dict[str, Option], choice: Part, target: str) -> None:
    key = key_of(choice.get("dtmf").word)
    if not key:
        build.writing.draft.not_said(_SPOKEN)
        return
    place = choice.get("dtmf").place
    options.setdefault(key, Option(key, target, (), place, choice.place))


def _shared(build: Builder, kind: str, choice: Part, frame: Frame, owner: str) -> str:
    """What a choice of another menu leads to from here: back to this menu, or to what it leads to there."""
    line = f"every {choice.place.line}:{choice.place.column}"
    if kind in _COMING_BACK:
        return build.choice(kind, choice, frame, f"{frame.menu}/{line}")
    there = build.menu(frame.flow, owner)
    return build.choice(kind, choice, frame._replace(menu=there), f"{there}/{line}")


def _after_last(build: Builder, flow: Flow, menu: Part, targets: dict[int, str]) -> tuple[str, Place]:
    """Where callers go after the last play: the default choice, else what the flow does on an error."""
    wanted = menu.first(*_DEFAULTS)
    name = wanted.word or wanted.named
    path = re.search(r"\[([^\[\]]*)\]\s*$", name)
    for count, (_, choice) in enumerate(_choices(menu)):
        known = {choice.get("refId").word, choice.get("name").word, choice.get("dtmf").word} - {""}
        if known & {name, path[1] if path else name} or choice.first("default", "isDefault").flag:
            return targets[count], (wanted if wanted else choice).place
    build.writing.draft.not_said(_NO_DEFAULT)
    return build.on_error(flow), menu.place


def _extensions(build: Builder, flow: Flow, menu: Part, keys: Collection[str]) -> tuple[Extensions, ...]:
    """Extensions that can be dialled: which there are is not known, so they begin with a digit that is no choice."""
    first = next((digit for digit in "2345678190" if digit not in keys), None)
    if first is None:
        return ()
    build.writing.draft.not_said(_EXTENSIONS)
    own = menu.get("settingsMenu", "listenForExtensionDialing")
    place = (flow.part.get("settingsMenu", "listenForExtensionDialing") if own.is_unset else own).place
    return (Extensions(f"{first}XXX", anybody(build, place), place, place),)


def anybody(build: Builder, place: Place) -> str:
    """Whoever is called by an extension or a name that the caller enters."""
    ident, who = "a person of the directory", "the extension that was dialled"
    if not build.writing.draft.knows(ident):
        node = Transfer(name=ident, place=place, number=who, answered_by="unknown")
        build.writing.draft.add(node, who)
    return ident


def _is_spoken(menu: Part, flow: Flow) -> bool:
    enabled = flow.part.get("settingsSpeechRec", "asrEnabledOnFlow").flag
    return bool(enabled) and any(
        choice.first("speechRecTerms", "speechRecognitionTerms") for _, choice in _choices(menu)
    )


def came_from(build: Builder, flow: Flow, menu: str, place: Place) -> str:
    """The menu before this one: every menu that names it."""
    wanted = menu.removeprefix(menu_ident(flow, ""))
    inside = [flow.parents[wanted]] if wanted in flow.parents else []
    parents = list(dict.fromkeys([*inside, *flow.named_by.get(wanted, [])]))[:_MOST_PARENTS]
    if not parents:
        return menu
    idents = [build.menu(flow, parent) for parent in parents]
    if len(idents) == 1:
        return idents[0]
    build.writing.draft.not_said(_CAME_FROM)
    cases = tuple(
        Case(flow.title(("menu", parent)), ident, None, place, place)
        for parent, ident in zip(parents, idents, strict=True)
    )
    back = Branch(name=f"{menu}/back", place=place, decides="the menu the caller came from", cases=cases)
    if not build.writing.draft.knows(back.name):
        build.writing.draft.add(back, "back to the menu before")
    return back.name
