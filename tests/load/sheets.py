"""Spreadsheets made in the tests, and trees without their places."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from ivr_audit.load.folder import Folder
from ivr_audit.load.spreadsheet.reader import read
from ivr_audit.model import PhoneTree
from ivr_audit.place import Place, Problem
from ivr_audit.value import Value

Rows = Sequence[Sequence[object]]


def book(sheets: Mapping[str, Rows], change: Callable[[Any], None] = lambda book: None) -> bytes:
    """An .xlsx file with these rows; `change` is given the workbook before it is saved."""
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    change(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def opened(
    content: bytes | str, name: str = "menus.csv", start: str | None = None, **beside: bytes
) -> tuple[PhoneTree | None, list[Problem]]:
    """What the reader makes of a file; `beside` are other files of its folder."""
    given = {name: content.encode() if isinstance(content, str) else content}
    given |= {other.replace("__", "."): text for other, text in beside.items()}
    return read(Folder(None, "", given), [name], start)


def tree_of(content: bytes | str, name: str = "menus.csv", start: str | None = None, **beside: bytes) -> PhoneTree:
    """The tree of a file without a problem."""
    tree, problems = opened(content, name, start, **beside)
    assert not problems, [str(problem) for problem in problems]
    assert tree is not None
    return tree


def said(content: bytes | str, name: str = "menus.csv", start: str | None = None, **beside: bytes) -> list[str]:
    """The problems of a file, in words."""
    return [str(problem).removeprefix(f"{name}: ") for problem in opened(content, name, start, **beside)[1]]


def written(content: bytes, path: Path) -> Path:
    """A file with this content."""
    path.write_bytes(content)
    return path


def bare(tree: PhoneTree) -> Any:
    """A tree as plain values, without its source and the places in it."""
    return _bare(replace(tree, source=""))


def _bare(value: Any) -> Any:
    if isinstance(value, Place):
        return None
    if isinstance(value, Value):
        return type(value).__name__, {f.name: _bare(getattr(value, f.name)) for f in fields(value) if f.compare}
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    if isinstance(value, Mapping):
        return {name: _bare(inner) for name, inner in value.items()}
    return value
