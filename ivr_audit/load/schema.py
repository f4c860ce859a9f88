"""A JSON Schema of the native format, made from the model: completion and help in every editor that knows YAML.

Put `# yaml-language-server: $schema=tree.schema.json` on the first line of a tree. A YAML parser with types makes
numbers of `1`, `12` and `010`, so every text may also be a number here; the loader itself reads texts as written.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ivr_audit import scalars
from ivr_audit.defaults import Defaults
from ivr_audit.load.fields import CHOICES, FORMS, IMPLIED_HOURS
from ivr_audit.load.schedule import ALWAYS, CLOSED, DAYS_PATTERN, GROUPS, HOLIDAY
from ivr_audit.load.sections import COUNTRY_PATTERN
from ivr_audit.load.traffic_schema import traffic_definitions, traffic_schema
from ivr_audit.model import HANGUP, KINDS, Node, Reads, readable_fields
from ivr_audit.profile import PROFILES

Schema = dict[str, Any]  # Any: a JSON Schema nests texts, numbers, lists and schemas as it likes

_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_TEXTS: Schema = {"type": "array", "items": _TEXT, "uniqueItems": True}
_FLAG: Schema = {"anyOf": [{"type": "boolean"}, {"enum": list(scalars.FLAGS)}]}
_TARGET: Schema = {"$ref": "#/$defs/target"}
_DATES = rf"{scalars.DATE_PATTERN}(?:\.\.{scalars.DATE_PATTERN})?"
_LINE_PART = rf"(?:{DAYS_PATTERN}|{'|'.join(GROUPS)}|{HOLIDAY}|{_DATES})"
_LINE = rf"^{_LINE_PART}(?:, ?{_LINE_PART})*$"


def json_schema() -> Schema:
    """The schema of a tree, JSON Schema draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ivr-audit phone tree",
        "description": "A phone system's menus and answers, as its owner describes them.",
        **_fields(_tree_fields(), "tree", "nodes"),
        "oneOf": [{"required": ["start"]}, {"required": ["entries"]}],
        "$defs": _definitions(),
    }


def _fields(properties: Schema, *required: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _described(schema: Schema, text: str) -> Schema:
    return {"description": text, **schema}


def _one_or_more(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _matching(pattern: str) -> Schema:
    return {"type": ["string", "number"], "pattern": f"^{pattern}$"}


def _number(pattern: str, least: float, most: float | None = None) -> Schema:
    """A number, or a text that says one."""
    return {"type": ["number", "string"], "pattern": f"^{pattern}$", "minimum": least} | (
        {} if most is None else {"maximum": most}
    )


_SHARE: Schema = _number(r"[0-9.]+ ?%?", 0, 1)


def _tree_fields() -> Schema:
    named_hours = {"type": "object", "additionalProperties": {"$ref": "#/$defs/hours"}, "minProperties": 1}
    named_hours["propertyNames"] = {"not": {"enum": list(IMPLIED_HOURS)}}
    nodes = {"type": "object", "additionalProperties": {"$ref": "#/$defs/node"}, "minProperties": 1}
    nodes["propertyNames"] = {"not": {"const": HANGUP}}
    entries = {"type": "object", "additionalProperties": _TARGET, "minProperties": 1}
    return {
        "tree": _described(_TEXT, "the name of the tree"),
        "number": _described(_TEXT, "the number that callers dial"),
        "owner": _described(_TEXT, "who can change this phone system"),
        "reviewed": _described(_matching(scalars.DATE_PATTERN), "when somebody last looked at all of it"),
        "timezone": _described({"type": "string"}, "such as America/New_York; left out, UTC"),
        "profile": _described(_one_or_more({"enum": list(PROFILES)}), "which rules apply"),
        "holidays": _described({"$ref": "#/$defs/holidays"}, "public holidays: a country, or dates"),
        "topics": _described(_TEXTS, "what callers want"),
        "languages": _described(_TEXTS, "languages that the office serves, the one of most callers first"),
        "recorded": _described(_FLAG, "whether calls are recorded; left out, not known"),
        "relay": _described(_TEXT, "how callers get through who cannot hear or speak; no: they cannot"),
        "hours": _described(named_hours, "named hours of operation"),
        "defaults": _described({"$ref": "#/$defs/defaults"}, "times to assume where a node states none"),
        "start": _described(_TARGET, "the node where a call begins"),
        "entries": _described(entries, "numbers and the node where each begins, instead of `start`"),
        "nodes": _described(nodes, "the places of the tree, each of one kind"),
        "audit": _described({"$ref": "#/$defs/audit"}, "settings of rules, and findings to leave out"),
        "traffic": traffic_schema(),
    }


def _definitions() -> Schema:
    return {
        "target": _described(_TEXT, f"the name of a node, or `{HANGUP}`"),
        "duration": _described(_number(scalars.DURATION_PATTERN, 0), "seconds, or 90s, 6m, 1h30m, 2d"),
        "count": _number("[0-9]{1,5}", 1, scalars.LARGEST_COUNT),
        "prompt": _prompt(),
        "options": _options(),
        "hours": _hours(),
        "holidays": _holidays(),
        "defaults": _defaults(),
        "audit": _audit(),
        **traffic_definitions(),
        "node": {"oneOf": [{"$ref": f"#/$defs/node-{kind}"} for kind in KINDS]},
        **{f"node-{kind}": _node(kind, model) for kind, model in KINDS.items()},
    }


def _node(kind: str, model: type[Node]) -> Schema:
    values = _values()
    written = {kind if name == model.main else name: f.metadata for name, f in readable_fields(model).items()}
    properties = {name: _described(values[f["reads"]], f["doc"]) for name, f in written.items()}
    return _described(_fields(properties, kind), str(model.__doc__))


def _values() -> dict[Reads, Schema]:
    """What a value of each kind looks like, with the example that messages show."""
    options, count = {"$ref": "#/$defs/options"}, {"$ref": "#/$defs/count"}
    duration = {"$ref": "#/$defs/duration"}
    case = _fields({"to": _TARGET, "share": _SHARE}, "to")
    apart = _fields({"no_input": count, "invalid": count}, "no_input", "invalid")
    extensions = _fields({"pattern": _matching(scalars.EXTENSION_PATTERN), "to": _TARGET}, "pattern", "to")
    schemas: dict[Reads, Schema] = {
        "text": _TEXT,
        "prompt": {"$ref": "#/$defs/prompt"},
        "target": _TARGET,
        "targets": _one_or_more(_TARGET),
        "topics": _one_or_more(_TEXT),
        "hours": _TEXT,
        "flag": _FLAG,
        "count": count,
        "duration": duration,
        "options": options,
        "exits": options,
        "key": _matching(scalars.KEY_PATTERN),
        "attempts": {"anyOf": [count, apart]},
        "extensions": {"anyOf": [extensions, {"type": "array", "items": extensions}]},
        "cases": {"type": "object", "additionalProperties": {"anyOf": [_TARGET, case]}},
        "wait": {"anyOf": [duration, _fields({"typical": duration, "longest": duration})]},
        **{kind: {"enum": list(words)} for kind, words in CHOICES.items()},
        "names": _one_or_more(_TEXT),
        "number": _TEXT,
        "date": _matching(scalars.DATE_PATTERN),
        "file": {"type": "string"},
    }
    return {kind: {**schema, "examples": [FORMS[kind].example]} for kind, schema in schemas.items()}


def _prompt() -> Schema:
    parts = {"text": _TEXT, "seconds": {"$ref": "#/$defs/duration"}, "audio": {"type": "string"}}
    recorded = _described(_fields(parts), "a text with its length in seconds, or a recording beside the tree")
    return {"anyOf": [_TEXT, recorded]}


def _options() -> Schema:
    about = _described(_one_or_more(_TEXT), "topics that the option is about")
    share = _described(_SHARE, "the part of this menu's callers who choose it")
    language = _described(_TEXT, "the language in which these callers are served")
    written = {"to": _TARGET, "about": about, "share": share, "language": language}
    option = {"anyOf": [_TARGET, _fields(written, "to")]}
    pattern = f"^{scalars.KEY_PATTERN}$"
    return {"type": "object", "patternProperties": {pattern: option}, "additionalProperties": False}


def _hours() -> Schema:
    spans = _described(_one_or_more(_TEXT), "08:30-12:00, 13:00-17:00, or always, or closed; for holiday also as usual")
    line = {"type": "object", "patternProperties": {_LINE: spans}, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [{"enum": [*ALWAYS, CLOSED]}, line]}


def _holidays() -> Schema:
    country = {"type": "string", "pattern": f"^{COUNTRY_PATTERN}$"}
    dates = {"type": "array", "items": _matching(scalars.DATE_PATTERN)}
    return {"anyOf": [country, dates, _fields({"country": country, "dates": dates})]}


def _defaults() -> Schema:
    by_unit: dict[str, Schema] = {
        "s": {"$ref": "#/$defs/duration"},
        "words": _number("[0-9.]+", 0, scalars.LARGEST_COUNT),
        "plays": {"$ref": "#/$defs/count"},
    }
    return _fields(
        {
            f.name: {**_described(by_unit[f.metadata["unit"]], f.metadata["doc"]), "default": f.default}
            for f in fields(Defaults)
        }
    )


def _audit() -> Schema:
    options = {"type": "object", "additionalProperties": _one_or_more(_TEXT)}
    ignored = {
        "rule": _described(_TEXT, "the rule"),
        "node": _described(_TEXT, "the node; left out, every node"),
        "reason": _described({**_TEXT, "minLength": 1}, "why the office accepts it"),
    }
    return _fields(
        {
            "rules": _described({"type": "object", "additionalProperties": options}, "options of rules"),
            "ignore": _described(
                {"type": "array", "items": _fields(ignored, "rule", "reason")}, "findings to leave out"
            ),
        }
    )
