"""Advice without the words of the native format, for those whose phone system has other words, or a spreadsheet.

The rules say which field to set. Whoever exported a phone system never saw these fields; so there the advice says what
is to happen to callers, and in a spreadsheet it names the column.
"""

from __future__ import annotations

import re
from typing import Final

from ivr_audit.model import PhoneTree
from ivr_audit.sheet_words import COLUMNS, WAYS

_SET: Final = re.compile(
    r'\bset "(?P<field>[a-z_]+)" of (?P<node>"(?:[^"]*)"|each) to (?P<goal>.+?)(?= instead of hanging up|$)'
)
_LIMIT: Final = re.compile(r'\bset "max_wait" of ("[^"]*") to (.+?) at most(?: and "overflow" to (.+))?$')
_ASIDE: Final = re.compile(r",? \(`(?P<field>[a-z_]+)(?:: (?P<value>[a-z]+))?`\)")
_ITS: Final = re.compile(r': set (?:its )?"[a-z_]+"$')
_WRITE: Final = re.compile(r",? and write (?:that|it|the day) into `[a-z_]+`")
_SAID: Final = {
    "no_input": "send callers who press nothing in {node} to {goal}",
    "invalid": "send callers who press wrong keys in {node} to {goal}",
    "next": "let calls go on from {node} to {goal}",
    "no_answer": "send calls that nobody answers at {node} to {goal}",
    "busy": "send calls that find every phone of {node} busy to {goal}",
    "full": "send calls that find {node} full to {goal}",
    "overflow": "send calls that have waited too long in {node} to {goal}",
    "no_agents": "send calls that find nobody at {node} to {goal}",
    "extensions": "send callers who dial an extension in {node} to {goal}",
    "open": "send calls that come to {node} while it is open to {goal}",
    "closed": "send calls that come to {node} while it is closed to {goal}",
    "holiday": "send calls that come to {node} on a holiday to {goal}",
}
_KEYS: Final = {field: word for word, (field, _) in WAYS.items()}


def in_plain_words(advice: str, tree: PhoneTree) -> str:
    """The advice as it is said for a tree: as it stands for a native file."""
    if tree.place.file.casefold().endswith((".xlsx", ".csv")):
        return _ASIDE.sub(_column_aside, _SET.sub(_in_sheet, advice))
    if tree.system == "native":
        return advice
    advice = _LIMIT.sub(_limited, advice)
    advice = _SET.sub(_sent, advice)
    return _WRITE.sub("", _ITS.sub("", _ASIDE.sub("", advice)))


def _node(found: re.Match[str]) -> str:
    return "each of them" if found["node"] == "each" else found["node"]


def _sent(found: re.Match[str]) -> str:
    said = _SAID.get(found["field"])
    return found[0] if said is None else said.format(node=_node(found), goal=found["goal"])


def _limited(found: re.Match[str]) -> str:
    then = f", and send them to {found[3]} after that" if found[3] else ""
    return f"let callers wait {found[2]} at most in {found[1]}{then}"


def _column(field: str) -> str:
    return next((column.heading for column in COLUMNS if field in column.fields), "")


def _in_sheet(found: re.Match[str]) -> str:
    field, goal = found["field"], found["goal"]
    if field in _KEYS:
        return f'for {_node(found)} add or change the row with the key "{_KEYS[field]}": it goes to {goal}'
    heading = _column(field)
    return f'for {_node(found)} write {goal} in the column "{heading}"' if heading else found[0]


def _column_aside(found: re.Match[str]) -> str:
    heading = _column(found["field"]) or _column(f"{found['field']}.no_input")
    value = f": {found['value']}" if found["value"] else ""
    return f' (column "{heading}"{value})' if heading else ""
