"""A tree as a spreadsheet (.xlsx or .csv) that reads back as the same tree, and the empty one to fill in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from ivr_audit.model import PhoneTree
from ivr_audit.render.sheet_example import EXAMPLE
from ivr_audit.render.sheet_rows import Row, tables
from ivr_audit.sheet_words import COLUMNS, DAYS, DIALLED, HOLIDAY, HOURS, SETTING, TIMES, VALUE
from ivr_audit.words import WEEKDAYS

HOURS_HEADINGS: Final = (HOURS, *WEEKDAYS, HOLIDAY, DAYS, TIMES)
OFFICE_HEADINGS: Final = (SETTING, VALUE, DIALLED)
_FORMULA: Final = re.compile(r"'*[ ]*[=+\-@\t\r\n＝＋－＠]")
"""What a spreadsheet takes for a formula, also behind apostrophes, so that the first of them can be taken off again."""


def workbook(tree: PhoneTree) -> tuple[bytes, list[str]]:
    """The tree as an .xlsx file, and a sentence for everything that it cannot say."""
    from ivr_audit.render.sheet_book import book_of

    found = tables(tree)
    return book_of(found.menus, found.hours, found.office), found.unsaid


def csv_text(tree: PhoneTree) -> tuple[str, list[str]]:
    """The tree as one .csv text, its tables one below the other, and a sentence for everything that it cannot say."""
    found = tables(tree)
    used = {heading for row in found.menus for heading in row}
    menus = [column.heading for column in COLUMNS if column.common or column.heading in used]
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    _write(rows.writerow, menus, found.menus)
    for headings, lines in ((HOURS_HEADINGS, found.hours), (OFFICE_HEADINGS, found.office)):
        if lines:
            rows.writerow(())
            _write(rows.writerow, headings, lines)
    return text.getvalue(), found.unsaid


def template() -> bytes:
    """An .xlsx file to fill in, with an example, drop-down lists and notes."""
    from ivr_audit.render.sheet_book import book_of

    return book_of(EXAMPLE.menus, EXAMPLE.hours, EXAMPLE.office, to_fill_in=True)


def _write(write: object, headings: Sequence[str], rows: Iterable[Row]) -> None:
    assert callable(write)
    write(headings)
    for row in rows:
        write([_defused(row.get(heading, "")) for heading in headings])


def _defused(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
