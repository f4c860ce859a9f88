"""The rows of a .csv file, whatever its separator and encoding; several tables stand one below the other."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from ivr_audit.load.spreadsheet.cells import MOST_COLUMNS, MOST_ROWS, Found, Raw, Sheet
from ivr_audit.place import InputError, Place, Problem

_DEFUSED: Final = re.compile(r"'+[ ]*[=+\-@\t\r\n＝＋－＠]")
"""What `render.csv.defused` made of a text that a spreadsheet would take for a formula."""


def sheet_of(text: str, found: Found) -> Sheet:
    """The one sheet of a text. Raises InputError for one out of all proportion."""
    text = text.removeprefix("\ufeff")
    stated = re.match(r'"?sep=([,;\t|])"?\n', text)
    first = next((line for line in text[:20_000].split("\n")[bool(stated) :] if line.strip()), "")
    separator = stated[1] if stated else max(",;\t", key=first.count)
    rows: dict[int, dict[int, Raw]] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
                said = f"at most {MOST_ROWS} rows and {MOST_COLUMNS} columns are read"
                raise InputError([Problem(Place(found.source, number, 1, f"row {number}"), said)])
            if number == 1 and stated:
                continue
            filled = {column: Raw(_plain(cell)) for column, cell in enumerate(cells, 1) if cell.strip()}
            if filled:
                rows[number] = filled
    except csv.Error as error:
        said = f"a cell below this row cannot be read ({error}); is a quote not closed?"
        raise InputError([Problem(Place(found.source, number, 1, f"row {number}"), said)]) from error
    return Sheet("", rows)


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if _DEFUSED.match(cell) else cell
