"""What stands beside a dialplan: the queues of `queues.conf` and the mailboxes of `voicemail.conf`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ivr_audit.load.asterisk.conf import Section, read_config, split
from ivr_audit.load.folder import Folder
from ivr_audit.place import InputError

_YES = ("yes", "true", "y", "t", "1", "on")
_STRICT_JOIN = re.compile(r"no|strict|loose|.*(unavailable|invalid|unknown|penalty|paused|inuse|ringing|wrapup).*")


class QueueSettings(NamedTuple):
    """One queue. `exits` is the context whose one-key extensions leave it."""

    exits: str = ""
    capacity: int | None = None
    leaves_when_empty: bool = False
    announces_wait: bool = False
    message_every: float | None = None
    agents: int | None = None


class Box(NamedTuple):
    """One mailbox: its number, whose it is, whether 0 leads to the operator (None: not said), how many messages fit."""

    number: str
    name: str = ""
    mails: bool = False
    operator: bool | None = None
    capacity: int | None = None


@dataclass
class Beside:
    """What the files beside the dialplan say; empty where there are none."""

    queues: Mapping[str, QueueSettings] = field(default_factory=dict)
    boxes: Mapping[tuple[str, str], Box] = field(default_factory=dict)
    has_queues: bool = False
    has_boxes: bool = False

    def queue(self, name: str) -> QueueSettings | None:
        """The queue of this name."""
        return self.queues.get(name.casefold())

    def box(self, number: str, context: str = "default") -> Box | None:
        """The mailbox of this number."""
        return self.boxes.get((context.casefold(), number))

    def person(self, number: str) -> str:
        """Whose mailbox has the number of this phone, or nothing."""
        return next((box.name for (_, own), box in self.boxes.items() if own == number and box.name), "")


def read_beside(folder: Folder) -> Beside:
    """The queues and mailboxes of the folder. Raises InputError if one of the files cannot be read."""
    beside = Beside()
    if sections := _sections(folder, "queues.conf", "queues_additional.conf"):
        beside.has_queues = True
        beside.queues = {
            one.name.casefold(): _queue(one)
            for one in sections
            if one.name.casefold() != "general" and not one.is_template
        }
    if sections := _sections(folder, "voicemail.conf"):
        beside.has_boxes = True
        beside.boxes = dict(_boxes(sections))
    return beside


def _sections(folder: Folder, *names: str) -> list[Section]:
    there = [name for name in names if folder.has(name)]
    if not there:
        return []
    try:
        return read_config(folder, there).sections
    except InputError:
        return []


def _queue(section: Section) -> QueueSettings:
    said = {item.key: item.value.strip() for item in section.items}
    members = [item for item in section.items if item.key == "member"]
    holds = said.get("announce-holdtime", "no").lower() in (*_YES, "once")
    position = _whole(said.get("announce-frequency")) or 0
    return QueueSettings(
        exits=said.get("context", ""),
        capacity=_whole(said.get("maxlen")) or None,
        leaves_when_empty=bool(_STRICT_JOIN.fullmatch(said.get("joinempty", "yes").lower())),
        announces_wait=holds and position > 0,
        message_every=float(_whole(said.get("periodic-announce-frequency")) or 0) or None,
        agents=len(members) or None,
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,7}", text) else None


def _boxes(sections: list[Section]) -> list[tuple[tuple[str, str], Box]]:
    usual: bool = False
    most: int | None = None
    found: list[tuple[tuple[str, str], Box]] = []
    for section in sections:
        name = section.name.casefold()
        if name == "general":
            usual = next((one.value.lower() in _YES for one in section.items if one.key == "operator"), usual)
            most = next((_whole(one.value.strip()) for one in section.items if one.key == "maxmsg"), most)
            continue
        if name == "zonemessages" or section.is_template:
            continue
        for item in section.items:
            fields = [*split(item.value), "", "", "", "", ""]
            own = re.search(r"operator=(\w+)", fields[4])
            operator = own[1].lower() in _YES if own else usual
            stated = re.search(r"maxmsg=(\d{1,7})", fields[4])
            capacity = (int(stated[1]) if stated else most) or None
            found.append(((name, item.key), Box(item.key, fields[1], bool(fields[2]), operator, capacity)))
    return found
