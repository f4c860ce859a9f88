"""Menus of RingCentral, as its interface answers `GET /restapi/v1.0/account/~/ivr-menus/{id}` (preview).

The list of extensions (`GET /restapi/v1.0/account/~/extension`) in the same folder tells who is behind a key. The XML
that the administration pages read in is not described in any document that was found, so it is not read.
"""

from __future__ import annotations

from typing import Final

from ivr_audit.load.draft import Draft, TooLarge
from ivr_audit.load.duplicates import stands_twice
from ivr_audit.load.folder import Folder
from ivr_audit.load.json_items import Item, found
from ivr_audit.load.json_places import parse
from ivr_audit.load.ringcentral.menus import Account, write_menu
from ivr_audit.model import PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.words import list_words, or_known

_SYSTEM: Final = "ringcentral"
_PREVIEW: Final = (
    "this reader is a preview; it was not tried on a real export, only on what RingCentral's documents describe"
)
_HOURS: Final = "business hours, and which numbers lead to these menus, are company settings and not in the menus"
_NO_TYPES: Final = (
    "who is behind an extension is not in the menus; put the list of extensions, as RingCentral's interface answers "
    "it, beside this file"
)
_XML: Final = (
    "this is XML, whose words RingCentral does not describe anywhere that was found; give the JSON that its interface "
    "answers for ivr-menus instead"
)
_NONE: Final = "there is no menu in this file: no object of it has actions; ask the interface for each menu by its id"
_TOO_LARGE: Final = "these menus describe more than a phone system has"
_LARGEST_BESIDE: Final = 16 * 2**20


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of the menus that no other leads to, or of the one that `start` names (name, extension, identifier)."""
    source = folder.of(files)
    draft = Draft(source, _SYSTEM)
    account = Account(draft)
    for name in files:
        try:
            _take(account, folder, name)
        except InputError as error:
            draft.problems += error.problems
    if not draft.problems and not account.menus:
        draft.wrong(Place(source), _NONE)
    if draft.problems:
        return None, sorted(set(draft.problems))
    _take_beside(account, folder, files)
    draft.not_said(_PREVIEW)
    try:
        account.roots = _entries(account, start, source)
        for ident in account.roots:
            item = account.menus[ident]
            draft.enter(account.title(ident) if len(account.roots) > 1 else "", account.menu(ident), item.place)
        while account.waiting:
            write_menu(account, account.waiting.popleft())
    except TooLarge:
        return None, [Problem(Place(source), _TOO_LARGE)]
    except InputError as error:
        return None, list(error.problems)
    draft.not_said(_HOURS)
    if any(ident.startswith("extension ") for ident in draft.nodes) and not account.types:
        draft.not_said(_NO_TYPES)
    return draft.finish(list_words([account.title(ident) for ident in account.roots[:3]]))


def _take(account: Account, folder: Folder, name: str) -> None:
    """The menus of a file. Raises InputError if it cannot be read."""
    text = folder.text(name)
    if text.lstrip()[:1] == "<":
        raise InputError([Problem(Place(folder.path(name), 1, 1), _XML)])
    value, places = parse(text, folder.path(name))
    top = Item(value, (), places)
    for count, one in enumerate(found(top, "actions")):
        if one.get("topMenu"):
            account.top = one.get("topMenu").get("id").text
        else:
            ident = one.get("id").text or one.get("extensionNumber").text or f"{name} {count + 1}"
            first = account.menus.setdefault(ident, one)
            if first.value != one.value:  # exported twice, it is the same menu
                raise InputError([stands_twice("menu", ident, first.place, one.place)])
    _take_types(account, top)


def _take_types(account: Account, top: Item) -> None:
    """What kind of extension is behind each identifier."""
    for one in found(top, "type"):
        ident = one.get("id").text
        if ident and (one.get("extensionNumber") or one.get("name")):
            account.types[ident] = one.get("type").text
            account.names[ident] = one.get("name").text or f"extension {one.get('extensionNumber').text}"


def _take_beside(account: Account, folder: Folder, files: list[str]) -> None:
    """The extensions, and the first menu of a site, that lie beside the menus."""
    for name in folder.beside(files, ".json"):
        try:
            content = folder.content(name)
            if len(content) > _LARGEST_BESIDE or not (b"extensionNumber" in content or b"topMenu" in content):
                continue
            value, places = parse(folder.text(name), folder.path(name))
        except InputError:
            continue
        top = Item(value, (), places)
        _take_types(account, top)
        account.top = account.top or next((one.get("topMenu").get("id").text for one in found(top, "topMenu")), "")


def _entries(account: Account, start: str | None, source: str) -> list[str]:
    """The menus that callers reach first. Raises InputError for an unknown `start`."""
    menus = account.menus
    if start is not None:
        wanted = start.casefold()
        for ident, item in menus.items():
            if wanted in (ident.casefold(), item.get("name").text.casefold(), item.get("extensionNumber").text):
                return [ident]
        known = sorted({account.title(ident) for ident in menus})
        said = or_known(start, known)
        raise InputError([Problem(Place(source), f'no menu is called "{start}"{said}')])
    if account.top in menus:
        return [account.top]
    named = {to for ident in menus for to in account.leads_to(ident) if to != ident}
    return [ident for ident in menus if ident not in named] or list(menus)[:1]
