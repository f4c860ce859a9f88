"""The part of the JSON Schema that describes `traffic:`."""

from __future__ import annotations

from typing import Any, Final

from ivr_audit import scalars
from ivr_audit.load.schedule import DAYS_PATTERN, GROUPS, HOLIDAY
from ivr_audit.load.traffic import CALLERS, FIELDS, WEEK_PATTERN
from ivr_audit.load.traffic_staff import BOX, GROUP
from ivr_audit.load.traffic_times import PARTS
from ivr_audit.load.traffic_week import NEVER, OTHERWISE

Schema = dict[str, Any]  # Any: a JSON Schema nests texts, numbers, lists and schemas as it likes

_TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
_TEXTS: Final[Schema] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_DURATION: Final[Schema] = {"$ref": "#/$defs/duration"}
_COUNT: Final[Schema] = {"$ref": "#/$defs/count"}
_TIME: Final[Schema] = {"$ref": "#/$defs/time"}
_WEEK: Final[Schema] = {"$ref": "#/$defs/week"}
_SHARE: Final[Schema] = {"type": ["number", "string"], "pattern": r"^[0-9.]+ ?%?$", "minimum": 0, "maximum": 1}
_SHARES: Final[Schema] = {"type": "object", "additionalProperties": _SHARE, "minProperties": 1}
_NUMBER: Final[Schema] = {"type": ["number", "string"], "pattern": r"^[0-9.]+$", "minimum": 0}
_PART: Final = rf"(?:{DAYS_PATTERN}|{'|'.join(GROUPS)})"
_DAYS: Final = rf"{_PART}(?:, ?{_PART})*"
_DAYS_OR_HOLIDAY: Final = rf"(?:{_PART}|{HOLIDAY})(?:, ?(?:{_PART}|{HOLIDAY}))*"

_DOCS: Final = {
    "calls": "calls an hour by times of the week, or `900 a week`, or a call log",
    "entries": "the part of the calls to each number, or to each node where calls begin",
    "topics": "the part of the callers who want each topic; the others want nothing in particular",
    "callers": "the part of the callers of each kind; the others are listeners",
    "patience": "how long callers wait until they give up",
    "balks": "the part of the callers who give up at once when they would have to wait",
    "exits": "the part of the waiting callers who press the key that a queue offers",
    "leaves_message": "the part of those who come to a mailbox who leave a message",
    "message": "how long a message is",
    "answers_after": "how long who is free lets the telephone ring",
    "handling": "how long a person talks with a caller",
    "redial": "the part of those who got nowhere who call again, when, and how often",
    "staff": "the people who answer, in groups",
    "mailboxes": "when the messages of a mailbox are returned",
    "starts": "the first day that is simulated",
}
_GROUP_DOCS: Final = {
    "people": "how many there are",
    "hours": "named hours in which they are there",
    "shifts": "how many there are by times of the week; at other times as `people` says",
    "breaks": "how many of them are away, by times of the week",
    "serves": "the nodes that they answer, all alike, or each with its rank",
    "handling": "how long a call takes, or one time for each node",
    "after_call": "how long they are busy after a call",
}
_BOX_DOCS: Final = {
    "emptied": "days and the times of day at which somebody returns the messages, or `never`",
    "at_most": "how many messages are returned at a time; left out, all",
    "on_holidays": "whether that is so on public holidays too; left out, no",
}


def traffic_schema() -> Schema:
    """The value of `traffic`."""
    described = {"description": "how many people call, who they are and who answers: fields, or a file beside the tree"}
    return {**described, "anyOf": [{"type": "string"}, {"$ref": "#/$defs/traffic"}]}


def traffic_definitions() -> Schema:
    """What it refers to."""
    redial = _fields({"chance": _SHARE, "after": _TIME, "times": _COUNT}, "chance", "after")
    group, box = {"$ref": "#/$defs/staff"}, {"$ref": "#/$defs/mailbox"}
    values: Schema = {
        "calls": _calls(),
        "entries": _SHARES,
        "topics": _SHARES,
        "callers": {**_SHARES, "propertyNames": {"enum": list(CALLERS)}},
        **dict.fromkeys(("patience", "message", "answers_after", "handling"), _TIME),
        **dict.fromkeys(("balks", "exits", "leaves_message"), _SHARE),
        "redial": redial,
        "staff": {"type": "object", "additionalProperties": group, "minProperties": 1},
        "mailboxes": {"type": "object", "additionalProperties": box, "minProperties": 1},
        "starts": {"type": ["string", "number"], "pattern": f"^{scalars.DATE_PATTERN}$"},
    }
    return {
        "traffic": _fields({name: {"description": _DOCS[name], **values[name]} for name in FIELDS}),
        "staff": _staff(),
        "mailbox": _mailbox(),
        "time": _time(),
        "week": _week(),
    }


def _fields(properties: Schema, *required: str) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


def _calls() -> Schema:
    log = _fields({"log": {"type": "string"}, "column": _TEXT}, "log")
    return {"anyOf": [{"type": "string", "pattern": f"^{WEEK_PATTERN}$"}, log, _WEEK]}


def _week() -> Schema:
    spans = {"type": "object", "additionalProperties": _NUMBER, "minProperties": 1}
    nobody = {"enum": [0, "0"]}
    lines = {f"^{_DAYS_OR_HOLIDAY}$": {"anyOf": [nobody, spans]}, f"^{OTHERWISE}$": _NUMBER}
    return {"type": "object", "patternProperties": lines, "additionalProperties": False, "minProperties": 1}


def _time() -> Schema:
    points = {"type": "object", "additionalProperties": _SHARE, "minProperties": 1}
    parts = {"mean": _DURATION, "cv": _NUMBER, "shape": _NUMBER, "always": _DURATION, "points": points}
    described = {"description": "a duration, or with how it spreads: `{mean: 4m, cv: 1}`, `{mean: 5m, shape: 0.8}`"}
    return {**described, "anyOf": [_DURATION, _fields({name: parts[name] for name in PARTS})]}


def _staff() -> Schema:
    ranks = {"type": "object", "additionalProperties": _COUNT, "minProperties": 1}
    by_node = {"type": "object", "additionalProperties": _TIME}
    values: Schema = {
        "people": _COUNT,
        "hours": _TEXT,
        "shifts": _WEEK,
        "breaks": _WEEK,
        "serves": {"anyOf": [_TEXTS, ranks]},
        "handling": {"anyOf": [_TIME, by_node]},
        "after_call": _TIME,
    }
    return _fields({name: {"description": _GROUP_DOCS[name], **values[name]} for name in GROUP})


def _mailbox() -> Schema:
    lines = {"type": "object", "patternProperties": {f"^{_DAYS}$": _TEXTS}, "additionalProperties": False}
    flag = {"anyOf": [{"type": "boolean"}, {"enum": list(scalars.FLAGS)}]}
    values: Schema = {"emptied": {"anyOf": [{"enum": [NEVER]}, lines]}, "at_most": _COUNT, "on_holidays": flag}
    fields = _fields({name: {"description": _BOX_DOCS[name], **values[name]} for name in BOX}, "emptied")
    return {"anyOf": [{"enum": [NEVER]}, fields]}
