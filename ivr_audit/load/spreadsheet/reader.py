"""A phone tree from a spreadsheet (.xlsx or .csv): rows become the fields of a native file, which are read as such."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from ivr_audit.collector import collector_paused
from ivr_audit.load import native
from ivr_audit.load.folder import Folder, decoded
from ivr_audit.load.reading import Reading
from ivr_audit.load.sections import Parts
from ivr_audit.load.spreadsheet.cells import Cell, CellMark, Found, Names, Sheet, Table, tables_of
from ivr_audit.load.spreadsheet.nodes import StepNodes, mapping, scalar, sequence
from ivr_audit.load.spreadsheet.office import Office, hours_of, starts
from ivr_audit.load.spreadsheet.steps import Step, steps_of
from ivr_audit.model import KINDS, PhoneTree, readable_fields
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.sheet_words import SETTINGS, VALUE, column_of

_BESIDE: Final = ("Hours", "Office")
"""Sheets that a spreadsheet program saves as text files of their own, beside that of the menus."""
_NO_MENUS: Final = (
    'no sheet here has the columns "Menu", "Key" and "Goes to" in one row; '
    "an empty spreadsheet to fill in is made by ivr-audit new --spreadsheet"
)
_SHEET_WORDS: Final = (
    ('add it to "topics:" at the top of the file', 'add it to "Topics" of the sheet "Office"'),
    ('add it to "languages:" at the top of the file', 'add it to "Languages" of the sheet "Office"'),
    ("first in line ", "first in row "),
    ("unknown node ", "unknown step "),
    ("must be the name of a node", "must be the name of a step"),
)


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree and every problem; `start` is the step where calls begin. Its system is "native": it is the office's
    own word."""
    source = folder.path(files[0])
    if len(files) > 1:
        said = f"this folder has several spreadsheets ({', '.join(files[:5])}); name one of them"
        return None, [Problem(Place(folder.source), said)]
    found = Found(source)
    with collector_paused():
        try:
            tables = [table for sheet in _sheets(folder, files[0], found) for table in _tables(sheet, found)]
            return _read(tables, folder, files[0], start, found)
        except InputError as error:
            return None, list(error.problems)


def _sheets(folder: Folder, name: str, found: Found) -> list[Sheet]:
    content = folder.content(name)
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        from ivr_audit.load.spreadsheet.book import sheets_of

        return sheets_of(content, found)
    from ivr_audit.load.spreadsheet.text import sheet_of

    sheets = [sheet_of(decoded(content), found)]
    for word in _BESIDE:
        beside = re.sub("menus", word, name, flags=re.IGNORECASE)
        if beside != name and folder.has(beside):
            sheet = sheet_of(folder.text(beside), found)
            sheets.append(Sheet(PurePosixPath(beside).name, sheet.rows))
    return sheets


def _tables(sheet: Sheet, found: Found) -> list[Table]:
    tables = tables_of(sheet, found)
    if not tables and sheet.rows and sheet.title.casefold() != "help":
        found.remark(f'the sheet "{sheet.title}" is not read: no row of it has headings that are known')
    return tables


def _read(
    tables: list[Table], folder: Folder, name: str, start: str | None, found: Found
) -> tuple[PhoneTree | None, list[Problem]]:
    if not any(table.kind == "menus" for table in tables):
        return None, [Problem(Place(found.source), _NO_MENUS)]
    steps = steps_of((table for table in tables if table.kind == "menus"), found)
    office = Office((table for table in tables if table.kind == "office"), found)
    reading = Reading(found.source, folder.root)
    top = CellMark(1, 1, tables[0].mark.route)
    if not steps and not found.problems:
        found.wrong(top, "no row below these headings names a step; fill in some")
    root = mapping(top, ())
    tree = native.tree_of(reading, root, _parts(tables, steps, office, start, found, name)) if steps else None
    problems = {*found.problems, *(_in_sheet_words(problem) for problem in reading.problems)}
    if tree is None or not native.is_usable(problems):
        return None, sorted(problems)
    return replace(tree, not_said=found.remarks), sorted(problems)


def _parts(
    tables: list[Table], steps: dict[str, Step], office: Office, start: str | None, found: Found, name: str
) -> Parts:
    """The fields of the tree as a native file has them."""
    parts = office.parts()
    first = next(iter(steps.values()))
    parts.setdefault("tree", (scalar("tree", first.mark), scalar(PurePosixPath(name).stem, first.mark)))
    hours = hours_of((table for table in tables if table.kind == "hours"), found)
    if hours is not None:
        parts["hours"] = hours
    cells = [way.row.cells for step in steps.values() for way in step.ways]
    about = [row["About"] for row in cells if "About" in row]
    handles = [step.values["Handles"] for step in steps.values() if "Handles" in step.values]
    _declare(parts, "topics", [*about, *handles])
    _declare(parts, "languages", [row["Language"] for row in cells if "Language" in row])
    names = Names(steps)
    nodes = StepNodes(found, names, Names(_texts(parts, "hours")), Names(_texts(parts, "topics")),
                      Names(_texts(parts, "languages")))  # fmt: skip
    pairs = [nodes.pair(step) for step in steps.values()]
    parts["nodes"] = scalar("nodes", first.mark), mapping(first.mark, pairs)
    parts.update(starts(office, Cell(first.name, first.mark), start, names, found))
    return parts


def _texts(parts: Parts, name: str) -> list[str]:
    if name not in parts:
        return []
    return [str((one[0] if isinstance(one, tuple) else one).value) for one in parts[name][1].value]


def _declare(parts: Parts, name: str, cells: Iterable[Cell]) -> None:
    """Topics or languages that the menus use, where the office lists none."""
    from ivr_audit.load.spreadsheet.cells import items
    from ivr_audit.sheet_words import NOBODYS

    said = {word: cell for cell in cells if cell.text.casefold() not in NOBODYS for word in items(cell.text)}
    if said and name not in parts:
        mark = next(iter(said.values())).mark
        parts[name] = scalar(name, mark), sequence(mark, said)


def _headings(place: Place) -> dict[str, str]:
    """What each field of a native file is called in the sheet of this place."""
    if place.route.endswith(f'column "{VALUE}"'):
        return {field.rpartition(".")[2]: setting for setting, (field, _) in SETTINGS.items()}
    named = {"seconds": "Lasts", "audio": "Recording", "typical": "Typical wait", "longest": "Longest wait"}
    named |= {"share": "Share", "about": "About", "language": "Language"}
    for kind, model in KINDS.items():
        for field in readable_fields(model):
            column = column_of(field, kind)
            if column is not None:
                named.setdefault(field, column.heading)
    return named


def _in_sheet_words(problem: Problem) -> Problem:
    """A message of the native reader for somebody who sees columns, not fields."""
    message, headings = problem.message, _headings(problem.place)
    for native_words, sheet_words in _SHEET_WORDS:
        message = message.replace(native_words, sheet_words)
    cell = re.search(r'column "([^"]*)"$', problem.place.route)
    leading = re.match(r'"(\w+)"(?=:| must)', message)
    if leading and cell and leading[1] in headings:
        shown = headings[leading[1]] if cell[1] in (VALUE, "Key") else cell[1]
        message = f'"{shown}"{message[leading.end() :]}'
    message = re.sub(r'"(\w+_\w+)"', lambda found: f'"{headings.get(found[1], found[1])}"', message)
    return problem._replace(message=message)
