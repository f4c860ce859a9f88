"""Small Amazon Connect flows for the tests, written as blocks, and the tree that is read from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ivr_audit.load.connect.reader import read
from ivr_audit.load.folder import Folder
from ivr_audit.model import Ask, Menu, Node, PhoneTree
from ivr_audit.place import Problem


def block(
    ident: str,
    kind: str,
    params: Mapping[str, Any] | None = None,
    to: str | None = None,
    arms: Mapping[str, str] | None = None,
    operator: str = "Equals",
    **errors: str,
) -> dict[str, Any]:
    """A block of the flow language; `arms` are its conditions, keywords its errors."""
    transitions: dict[str, Any] = {} if to is None else {"NextAction": to}
    transitions["Errors"] = [{"NextAction": way, "ErrorType": error} for error, way in errors.items()]
    transitions["Conditions"] = [
        {"NextAction": way, "Condition": {"Operator": operator, "Operands": [operand]}}
        for operand, way in (arms or {}).items()
    ]
    return {"Identifier": ident, "Type": kind, "Parameters": dict(params or {}), "Transitions": transitions}


def say(ident: str, text: str, to: str | None) -> dict[str, Any]:
    return block(ident, "MessageParticipant", {"Text": text}, to)


def menu(ident: str, arms: Mapping[str, str], silent: str, wrong: str, text: str = "", **more: Any) -> dict[str, Any]:
    params = {"Text": text or f"This is {ident}.", "StoreInput": "False", "InputTimeLimitSeconds": "5", **more}
    errors = {"InputTimeLimitExceeded": silent, "NoMatchingCondition": wrong, "NoMatchingError": "end"}
    return block(ident, "GetParticipantInput", params, wrong, arms, **errors)


def stored(ident: str, to: str, digits: str = "1", text: str = "", **errors: str) -> dict[str, Any]:
    params = {
        "Text": text or f"This is {ident}.",
        "StoreInput": "True",
        "InputTimeLimitSeconds": "7",
        "InputValidation": {"CustomValidation": {"MaximumLength": digits}},
    }
    return block(ident, "GetParticipantInput", params, to, None, "Equals", **{"NoMatchingError": "end", **errors})


def compare(ident: str, value: str, arms: Mapping[str, str], other: str, operator: str = "Equals") -> dict[str, Any]:
    return block(ident, "Compare", {"ComparisonValue": value}, other, arms, operator, NoMatchingCondition=other)


END = block("end", "DisconnectParticipant")


def set_queue(ident: str, queue: str, to: str) -> dict[str, Any]:
    return block(ident, "UpdateContactTargetQueue", {"QueueId": f"arn:aws:connect:eu:1:queue/{queue}"}, to)


def to_queue(ident: str = "queue", full: str = "end") -> dict[str, Any]:
    return block(ident, "TransferContactToQueue", None, "end", QueueAtCapacity=full, NoMatchingError="end")


def flow(*blocks: dict[str, Any], name: str = "", kind: str = "", **about: Any) -> dict[str, Any]:
    """A flow that begins with its first block and has one to hang up."""
    metadata: dict[str, Any] = {"ActionMetadata": about}
    if name:
        metadata["name"] = name
    if kind:
        metadata["type"] = kind
    actions = [*blocks, END]
    return {"Version": "2019-10-30", "StartAction": blocks[0]["Identifier"], "Metadata": metadata, "Actions": actions}


def read_files(files: Mapping[str, Any], start: str | None = None) -> tuple[PhoneTree | None, list[Problem]]:
    given = {
        name: (content if isinstance(content, str) else json.dumps(content, indent=1)).encode()
        for name, content in files.items()
    }
    return read(Folder(None, "", given), sorted(given), start)


def tree_of(*blocks: dict[str, Any], **more: Any) -> PhoneTree:
    return tree_from({"main.json": flow(*blocks, **more)})


def tree_from(files: Mapping[str, Any], start: str | None = None) -> PhoneTree:
    tree, problems = read_files(files, start)
    assert not problems, problems
    assert tree is not None
    return tree


def only(tree: PhoneTree, kind: type[Node]) -> Any:
    """The one node of a kind."""
    (found,) = [node for node in tree.nodes.values() if isinstance(node, kind)]
    return found


def first(tree: PhoneTree) -> Node:
    return tree.nodes[tree.entries[0].node]


def ways(node: Menu | Ask) -> dict[str, str | None]:
    """Where a menu or question leads, by key."""
    found: dict[str, str | None] = {"silence": node.no_input, "wrong": node.invalid}
    if isinstance(node, Menu):
        return {option.key: option.to for option in node.options} | found
    return {"given": node.next} | found


def corpus_files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("amazon-connect*/**/*") if p.is_file())
