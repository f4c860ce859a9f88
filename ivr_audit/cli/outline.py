"""A tree while it is told: every place where it is first led to, indented, and what is still to be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivr_audit.model import HANGUP
from ivr_audit.told import Told
from ivr_audit.yaml_text import Value

_WIDTH: Final = 96
_WAYS: Final = {
    "open": "open", "closed": "closed", "next": "then", "no_input": "nothing pressed", "invalid": "wrong key",
    "no_answer": "nobody answers", "overflow": "after the longest wait", "transfers_to": "put through to",
}  # fmt: skip
_KINDS: Final = {
    "menu": "menu", "say": "says", "ring": "rings", "queue": "line", "voicemail": "messages", "ask": "asks",
    "self_service": "settles", "transfer": "transfer to", "hangup": "the call ends", "hours": "by the clock",
    "callback": "call back by",
}  # fmt: skip


def outline(told: Told) -> list[str]:
    """The lines; a place that was there before is named only."""
    start = told.parts.get("start")
    return list(_place(told, start, "", 1, set())) if isinstance(start, str) else []


def summary(told: Told) -> str:
    """How much is told: "3 places told, 2 to go: front desk, box"."""
    done, left = len(told.nodes), told.waiting
    said = f"{done} {'place' if done == 1 else 'places'} told"
    return f"{said}, {len(left)} to go: {', '.join(left)}" if left else f"{said}, all of them"


def _place(told: Told, name: str, way: str, depth: int, seen: set[str]) -> Iterator[str]:
    begin = "  " * depth + (f"{way} > " if way else "")
    if name == HANGUP:
        yield f"{begin}hang up"
    elif name not in told.nodes:
        yield f"{begin}{name} ..."
    elif name in seen:
        yield f"{begin}{name} (above)"
    else:
        seen.add(name)
        fields = told.nodes[name]
        yield f"{begin}{name}: {_said(fields)}"[:_WIDTH]
        if depth < 20:
            for inner, to in _ways(fields):
                yield from _place(told, to, inner, depth + 1, seen)


def _said(fields: dict[str, Value]) -> str:
    """What a place is, in a few words."""
    kind = next(iter(fields))
    value = fields[kind]
    words = value.get("text", "") if isinstance(value, dict) else value
    length = f" ({value['seconds']})" if isinstance(value, dict) else ""
    if kind == "voicemail":
        return f"messages, returned by {fields.get('owner', 'not known')}"
    if kind == "ring":
        return f"rings {words} for {fields['ring_for']}"
    if kind == "hours":
        return _KINDS[kind]
    return f'{_KINDS[kind]}{length} "{words}"' if words else _KINDS[kind]


def _ways(fields: dict[str, Value]) -> Iterator[tuple[str, str]]:
    """Where a place leads."""
    for name, value in fields.items():
        if name in ("options", "exits") and isinstance(value, dict):
            for key, to in value.items():
                yield key, str(to["to"] if isinstance(to, dict) else to)
        elif name in _WAYS and isinstance(value, list):
            yield from ((_WAYS[name], str(to)) for to in value)
        elif name in _WAYS and isinstance(value, str):
            yield _WAYS[name], value
