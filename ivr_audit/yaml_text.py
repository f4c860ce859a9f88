"""Values as the lines of a YAML file that reads aloud: bare where nothing can be misread, on one line where it fits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Any, Final

from ivr_audit.model import KINDS

WIDTH: Final = 110
_PLAIN: Final = re.compile(r"[^\W\d_][\w .'/()+&?-]*|[0-9]+(?:\.[0-9]+)?[A-Za-z ]*|[A-Za-z]+/[\w/]+", re.ASCII)
Value = str | list[Any] | dict[str, Any]  # Any: values of a file, nested


def lines(name: str, value: Value, indent: int) -> Iterator[str]:
    """A field on one line if it fits, else its parts on lines of their own."""
    begin = f"{' ' * indent}{scalar(name)}:"
    if isinstance(value, str):
        one = f"{begin} {scalar(value)}"
        if len(one) <= WIDTH or not _folds(value):
            yield one
            return
        yield f"{begin} >-"
        for line in wrap(value, WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False):
            yield f"{' ' * (indent + 2)}{line}"
        return
    one_line = f"{begin} {flow(value)}"
    has_kind = isinstance(value, dict) and value.keys() & KINDS.keys() and len(value) > 2
    if (
        len(one_line) <= WIDTH
        and not (has_kind or indent == 0 and isinstance(value, dict) and name in _SPREAD)
        or not value
    ):
        yield one_line
        return
    yield begin
    if isinstance(value, dict):
        for key, inner in value.items():
            if name == "hours" and indent == 0 and isinstance(inner, dict):
                yield f"  {scalar(key)}:"
                yield from (f"    {scalar(day)}: {times}" for day, times in inner.items())
            else:
                yield from lines(key, inner, indent + 2)
    else:
        for item in value:
            yield f"{' ' * (indent + 2)}- {flow(item)}"


_SPREAD: Final = ("hours", "entries", "audit")


def flow(value: Value) -> str:
    """A value on one line, as it stands in brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, flow=True)


def _folds(value: str) -> bool:
    """Whether a text can be folded over lines and come back the same: printable, single spaces, no odd beginning."""
    return (
        value.isprintable()
        and value == " ".join(value.split())
        and value.isascii() | value.replace("\xa0", "").isprintable()
    )


def scalar(value: str, *, flow: bool = False) -> str:
    """A text as YAML reads it back: bare where nothing can be misread, else in double quotes."""
    if re.fullmatch(_PLAIN, value) and value == value.strip() and value.lower() not in ("null", "~"):
        return value
    safe = value.isprintable() and value == " ".join(value.split()) and value[:1].isalpha()
    if safe and not flow and not re.search(r": |:$| #|\t", value):
        return value
    if safe and not re.search(r"[:#,\[\]{}]", value):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else _escaped(ord(sign)) for sign in quoted)


def _escaped(sign: int) -> str:
    """A sign that cannot be seen, as YAML writes it; JSON's pairs for those over U+FFFF are none in YAML."""
    return f"\\U{sign:08x}" if sign > 0xFFFF else f"\\u{sign:04x}"
