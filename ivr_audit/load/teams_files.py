"""What an export of Microsoft Teams consists of: auto attendants, and beside them call queues and names."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from ivr_audit.load.folder import Folder
from ivr_audit.load.json_items import Item, found, ident_of
from ivr_audit.load.json_places import parse
from ivr_audit.place import InputError, Problem

_QUEUE_SIGNS: Final = (b"RoutingMethod", b"AgentAlertTime", b"DistributionLists")
_NAME_SIGNS: Final = (b"DisplayName",)
_MOST_BESIDE: Final = 60
_LARGEST_BESIDE: Final = 16 * 2**20
_CUT: Final = (
    "this export was cut off: the call flow is missing. Export it again with ConvertTo-Json -Depth 20 -EnumsAsStrings"
)


class Export:
    """Auto attendants, call queues, and the names and numbers of accounts, by identifier."""

    def __init__(self) -> None:
        self.attendants: dict[str, Item] = {}
        self.queues: dict[str, Item] = {}
        self.names: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        self.accounts: dict[str, str] = {}
        """The attendant or queue that answers a resource account."""

    def take(self, top: Item, file: str) -> list[Problem]:
        """Note all that a file has; returns what is wrong with it."""
        problems: list[Problem] = []
        for one in found(top, "DefaultCallFlow"):
            flow = one.get("DefaultCallFlow")
            if not isinstance(flow.value, dict) or flow.get("Menu").is_cut:
                problems.append(Problem(flow.place, _CUT))
                continue
            ident = ident_of(one) or f"{file} {len(self.attendants) + 1}"
            self.attendants[ident] = one
            self._accounts(one, ident)
        for one in [*found(top, "RoutingMethod"), *found(top, "AgentAlertTime")]:
            ident = ident_of(one)
            if ident:
                self.queues[ident] = one
                self._accounts(one, ident)
        for one in found(top, "DisplayName"):
            ident = (one.get("ObjectId").text or one.get("Id").text or one.get("Identity").text).casefold()
            self.names[ident] = one.get("DisplayName").text
            number = (one.get("PhoneNumber").text or one.get("LineUri").text).casefold().removeprefix("tel:")
            if number and ident:
                self.numbers[ident] = number
        return problems

    def _accounts(self, item: Item, ident: str) -> None:
        for account in item.get("ApplicationInstances").items():
            self.accounts[(account.text or ident_of(account)).casefold()] = ident

    def name(self, ident: str, otherwise: str) -> str:
        """What a person, group or account is called."""
        return self.names.get(ident.casefold()) or otherwise


def read_export(folder: Folder, files: list[str]) -> tuple[Export, list[Problem]]:
    """All that the files have, and what lies beside them: queues and names that no attendant's file needs to have."""
    export = Export()
    problems: list[Problem] = []
    for name in files:
        try:
            value, places = parse(folder.text(name), folder.path(name))
        except InputError as error:
            problems += error.problems
            continue
        problems += export.take(Item(value, (), places), name)
    if not problems:
        for name in _beside(folder, files):
            _take_beside(folder, name, export)
    return export, problems


def _beside(folder: Folder, files: list[str]) -> list[str]:
    """Other JSON files in the folders of these."""
    where = {PurePosixPath(name).parent for name in files}
    try:
        names = folder.names()
    except InputError:
        return []
    beside = [name for name in names if PurePosixPath(name).parent in where and name not in files]
    return [name for name in beside if name.lower().endswith((".json", ".txt"))][:_MOST_BESIDE]


def _take_beside(folder: Folder, name: str, export: Export) -> None:
    """Queues and names of a file that may be anything."""
    try:
        content = folder.content(name)
        if len(content) > _LARGEST_BESIDE or b"DefaultCallFlow" in content:
            return
        if any(sign in content for sign in (*_QUEUE_SIGNS, *_NAME_SIGNS)):
            value, places = parse(folder.text(name), folder.path(name))
            export.take(Item(value, (), places), name)
    except InputError:
        return
