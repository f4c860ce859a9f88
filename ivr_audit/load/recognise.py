"""Which phone system a file comes from, told by what is in it; names and endings are not trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ivr_audit.load.folder import decoded

_BEGINNING = 256 * 1024
"""Bytes that are looked at in text files that are not JSON."""


class Reader(NamedTuple):
    """A phone system whose files can be read: the module that reads them, and how far it was tried."""

    name: str
    module: str
    preview: bool = False


READERS: Final[Mapping[str, Reader]] = {
    "asterisk": Reader("Asterisk", "asterisk.reader"),
    "freepbx": Reader("FreePBX", "asterisk.reader"),
    "amazon-connect": Reader("Amazon Connect", "connect.reader"),
    "twilio-studio": Reader("Twilio Studio", "twilio_studio.reader"),
    "freeswitch": Reader("FreeSWITCH", "freeswitch.reader"),
    "genesys-archy": Reader("Genesys Cloud Archy", "genesys_archy.reader", preview=True),
    "voicexml": Reader("VoiceXML", "voicexml.reader", preview=True),
    "twiml": Reader("TwiML", "twiml", preview=True),
    "teams": Reader("Microsoft Teams", "teams.reader", preview=True),
    "ringcentral": Reader("RingCentral", "ringcentral.reader", preview=True),
    "spreadsheet": Reader("spreadsheet", "spreadsheet.reader"),
}
"""By the identifier that `PhoneTree.system` has; a tree read from a spreadsheet is the office's own word: "native"."""

_ARCHY = re.compile(
    r"^((in|out)bound[A-Z]\w+|secureCall|inQueue\w+|commonModule|workflow|digitalBot|bot|voicemail|voice):",
    re.MULTILINE,
)
_NATIVE = re.compile(r"^(tree|nodes|start|entries|audit)[ \t]*:", re.MULTILINE)
_DIALPLAN = re.compile(r"^[ \t]*(exten|same|include|member|strategy)[ \t]*=>?[ \t]*\S", re.MULTILINE)
_CONTEXT = re.compile(r"^[ \t]*\[[^\]\n]+\]", re.MULTILINE)
_JSON_LIST = re.compile(r'\[\s*[\[{"\]]')
"""Of objects, also on one line with everything in them; no section of a dialplan is called so."""
_FREEPBX = re.compile(
    r"^\[(ext-did|from-did-direct|ivr-\d+|app-blackhole|ext-local|ext-group|from-trunk)\b", re.MULTILINE
)
_XML: Final = (
    ("voicexml", re.compile(r"<vxml[\s>]")),
    ("twiml", re.compile(r"<Response[\s>]")),
    ("freeswitch", re.compile(r"<(document[^<>]*freeswitch|menus?[\s>]|extension\s|context\s|entry\s+action=)")),
    ("ringcentral", re.compile(r"<(IVRMenus?|Menus?Group|AutoReceptionist)[\s>]", re.IGNORECASE)),
)
_HEADINGS = re.compile(r"^\W*(menu|step)[^\w,;\t]*[,;\t].*\b(key|goes to)\b", re.IGNORECASE)
_HEADING_LINES = 10
"""Lines of a text in which the headings of a spreadsheet are looked for: titles may stand above them."""
_LONGEST_HEADINGS = 2_000
_PACKED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What a workbook begins with, and an old one or one with a password, whose reader says what to do."""


def system_of(content: bytes) -> str | None:
    """The identifier of the phone system in READERS, "native", or None if this is none that is known."""
    if content.startswith(_PACKED):
        return "spreadsheet"
    if b"\0" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return None
    text = decoded(content[:_BEGINNING])
    begins = text.lstrip()[:1]
    if begins == "<":
        return next((system for system, sign in _XML if sign.search(text)), None)
    if begins == "{" or _JSON_LIST.match(text.lstrip()):
        found = _json_system(decoded(content))
        if found is not None or begins == "{":
            return found if found is not None else ("native" if _NATIVE.search(text) else None)
    if _NATIVE.search(text):
        return "native"
    if _ARCHY.search(text):
        return "genesys-archy"
    if _CONTEXT.search(text) and _DIALPLAN.search(text):
        return "freepbx" if _FREEPBX.search(text) else "asterisk"
    first = text.lstrip("\ufeff \n").split("\n", _HEADING_LINES)[:_HEADING_LINES]
    return "spreadsheet" if any(_HEADINGS.match(line[:_LONGEST_HEADINGS]) for line in first) else None


def _json_system(text: str) -> str | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _broken_json_system(text)
    return shape_of(value)


def shape_of(value: Any) -> str | None:
    """The phone system whose exports have this shape (Any: any JSON), also inside the wrappers of its interfaces."""
    if isinstance(value, list):
        return next((found for one in value[:3] if (found := shape_of(one))), None)
    if not isinstance(value, dict):
        return None
    keys = value.keys()
    if {"StartAction", "Actions"} <= keys or {"modules", "start"} <= keys:
        return "amazon-connect"
    if {"states", "initial_state"} <= keys:
        return "twilio-studio"
    if "DefaultCallFlow" in keys:
        return "teams"
    if "Resources" in keys:
        return _resource_shape(value["Resources"])
    if "actions" in keys and keys & {"prompt", "promptRepeatCount", "extensionNumber"} or "ivrMenus" in keys:
        return "ringcentral"
    for wrapper in (
        "definition",
        "Content",
        "content",
        "ContactFlow",
        "ContactFlowModule",
        "AutoAttendant",
        "AutoAttendants",
        "value",
        "records",
    ):
        inner = value.get(wrapper)
        if isinstance(inner, str) and inner.lstrip()[:1] == "{":
            try:
                inner = json.loads(inner)
            except (ValueError, RecursionError):
                continue
        if (found := shape_of(inner)) is not None:
            return found
    return None


def _resource_shape(resources: Any) -> str | None:
    """As `shape_of`, of the resources that a CloudFormation template describes (Any: any JSON)."""
    found = resources.values() if isinstance(resources, dict) else ()
    shapes = (shape_of(one.get("Properties")) for one in found if isinstance(one, dict))
    return next((shape for shape in shapes if shape), None)


def _broken_json_system(text: str) -> str | None:
    """What broken JSON was meant to be, so that its own reader can say where it is broken."""
    signs = {
        "amazon-connect": ('"StartAction"', '"modules"'),
        "twilio-studio": ('"initial_state"',),
        "teams": ('"DefaultCallFlow"',),
    }
    return next((system for system, words in signs.items() if any(word in text for word in words)), None)
