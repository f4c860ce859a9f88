"""What an export of Microsoft Teams consists of: auto attendants, and beside them call queues and names."""

from __future__ import annotations

from typing import Final

from ivr_audit.load.duplicates import stands_twice
from ivr_audit.load.folder import Folder
from ivr_audit.load.json_items import Item, found, ident_of
from ivr_audit.load.json_places import parse
from ivr_audit.place import InputError, Problem

_SIGNS: Final = (b"DefaultCallFlow", b"RoutingMethod", b"AgentAlertTime", b"DisplayName", b"displayName")
_PARTS: Final = ("DefaultCallFlow", "CallFlows", "Schedules", "CallHandlingAssociations", "Operator")
_LARGEST_BESIDE: Final = 16 * 2**20
_CUT: Final = (
    "this export was cut off: what should stand here is missing; export it again with ConvertTo-Json -Depth 20 "
    "-EnumsAsStrings"
)


class Export:
    """Auto attendants, call queues, and the names and numbers of accounts, by identifier."""

    def __init__(self) -> None:
        self.attendants: dict[str, Item] = {}
        self.given: tuple[str, ...] = ()
        """The attendants that were asked for; others lie beside them."""
        self.queues: dict[str, Item] = {}
        self.names: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        self.accounts: dict[str, str] = {}
        """The attendant or queue that answers a resource account."""

    def take(self, top: Item, file: str) -> list[Problem]:
        """Note all that a file has; returns what is wrong with it."""
        problems: list[Problem] = []
        for one in found(top, "DefaultCallFlow"):
            cut = _cut(one)
            if cut is not None:
                problems.append(Problem(cut.place, _CUT))
                continue
            ident = ident_of(one) or f"{file} {len(self.attendants) + 1}"
            problems += self._taken(self.attendants, "auto attendant", ident, one)
        for one in [*found(top, "RoutingMethod"), *found(top, "AgentAlertTime")]:
            ident = ident_of(one)
            if ident:
                problems += self._taken(self.queues, "call queue", ident, one)
        for one in found(top, "DisplayName"):
            ident = (one.get("ObjectId").text or one.get("Id").text or one.get("Identity").text).casefold()
            self.names[ident] = one.get("DisplayName").text
            number = (one.get("PhoneNumber").text or one.get("LineUri").text).casefold().removeprefix("tel:")
            if number and ident:
                self.numbers[ident] = number
        return problems

    def _taken(self, known: dict[str, Item], what: str, ident: str, item: Item) -> list[Problem]:
        """Note an attendant or a queue; what is wrong if another one is called so. Exported twice, it is the same."""
        first = known.setdefault(ident, item)
        if first.value != item.value:
            return [stands_twice(what, ident, first.place, item.place)]
        self._accounts(item, ident)
        return []

    def _accounts(self, item: Item, ident: str) -> None:
        for account in item.get("ApplicationInstances").items():
            self.accounts[(account.text or ident_of(account)).casefold()] = ident

    def name(self, ident: str, otherwise: str) -> str:
        """What a person, group or account is called."""
        return self.names.get(ident.casefold()) or otherwise


def _cut(attendant: Item) -> Item | None:
    """The first part of an attendant that lies so deep that PowerShell left it out."""
    flow = attendant.get("DefaultCallFlow")
    if not isinstance(flow.value, dict):
        return flow
    waiting = [attendant.get(name) for name in reversed(_PARTS)]
    while waiting:
        one = waiting.pop()
        if one.is_cut:
            return one
        if isinstance(one.value, dict):
            waiting += [one.get(name) for name in reversed(one.value)]
        elif isinstance(one.value, list):
            waiting += reversed(one.items())
    return None


def read_export(folder: Folder, files: list[str]) -> tuple[Export, list[Problem]]:
    """All that the files have, and what lies beside them: queues, names, attendants that these lead to."""
    export = Export()
    problems: list[Problem] = []
    for name in files:
        try:
            value, places = parse(folder.text(name), folder.path(name))
        except InputError as error:
            problems += error.problems
            continue
        problems += export.take(Item(value, (), places), name)
    export.given = tuple(export.attendants)
    if not problems:
        for name in folder.beside(files, ".json", ".txt"):
            _take_beside(folder, name, export)
    return export, problems


def _take_beside(folder: Folder, name: str, export: Export) -> None:
    """Attendants, queues and names of a file that may be anything."""
    try:
        content = folder.content(name)
        if len(content) <= _LARGEST_BESIDE and any(sign in content for sign in _SIGNS):
            value, places = parse(folder.text(name), folder.path(name))
            export.take(Item(value, (), places), name)
    except InputError:
        return
