"""The sheets of an .xlsx file: values as they are shown, formulas never worked out, within limits."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from ivr_audit.load.spreadsheet.cells import MOST_COLUMNS, MOST_ROWS, Found, Raw, Sheet
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.scalars import short

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_BYTES: Final = 24 * 2**20
"""Of all parts when unpacked: a phone menu has a hundredth of that."""
_MOST_PARTS: Final = 2_000
_MOST_MERGED: Final = 100_000
_SAVE: Final = "open it in the spreadsheet program and save it as .xlsx"


def sheets_of(content: bytes, found: Found) -> list[Sheet]:
    """The visible sheets. Raises InputError for what is no workbook, or one out of all proportion."""
    _check(content, found.source)
    book = _opened(content, found.source, values=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible" and sheet.title != "Lists"]
    for title in hidden:
        found.remark(f"the sheet {short(title)} is hidden and not read")
    values: Workbook | None = None
    sheets = []
    for sheet in shown:
        has_formulas = any(cell.data_type == "f" for cell in sheet._cells.values())
        if has_formulas and values is None:
            values = _opened(content, found.source, values=True)
        sheets.append(Sheet(sheet.title, _rows(sheet, values[sheet.title] if has_formulas and values else None)))
        _check_size(sheet, found.source)
    return sheets


def _refused(source: str, said: str) -> InputError:
    return InputError([Problem(Place(source), said)])


def _check(content: bytes, source: str) -> None:
    """Raises InputError before a parser sees parts that would fill the memory or refer to other files."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(source, f"this is an old or a locked workbook; {_SAVE}, without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise _refused(source, f"this workbook holds more than {MOST_BYTES // 2**20} MB when unpacked")
            if "content.xml" in names and "mimetype" in names:
                raise _refused(source, f"this is an OpenDocument file; {_SAVE}")
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise _refused(source, "this is a packed file but no workbook (.xlsx)")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _check_part(entry.filename, parts.read(entry), source)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise _refused(source, "this workbook is damaged: it cannot be unpacked") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise _refused(source, "this workbook is damaged: it cannot be unpacked") from error


def _check_part(name: str, part: bytes, source: str) -> None:
    """Raises InputError for entities, and for merged areas of which the library would make every single cell."""
    from xml.etree.ElementTree import ParseError, iterparse

    if b"<!DOCTYPE" in (plain := part.replace(b"\0", b"")) or b"<!ENTITY" in plain:
        raise _refused(source, f"this workbook declares entities, which none needs; {_SAVE}")
    if not name.startswith("xl/worksheets/") or b"mergeCell" not in plain:
        return
    merged = 0
    try:
        for _, element in iterparse(io.BytesIO(part)):
            if element.tag.rpartition("}")[2] == "mergeCell":
                merged += _area(element.get("ref", ""))
            if merged > _MOST_MERGED:
                raise _refused(source, f"more than {_MOST_MERGED} cells of this workbook are merged; {_SAVE}")
            element.clear()
    except ParseError as error:
        raise _refused(source, f"this workbook is damaged, or of a kind that is not known; {_SAVE} again") from error


def _area(ref: str) -> int:
    """The cells of `A2:B5`."""
    from openpyxl.utils.cell import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(ref)
        return int((right - left + 1) * (bottom - top + 1))
    except (ValueError, TypeError):
        return _MOST_MERGED + 1


def _opened(content: bytes, source: str, *, values: bool) -> Workbook:
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that it does not keep, such as drop-down lists
            return load_workbook(io.BytesIO(content), data_only=values, keep_links=False)
    except Exception as error:  # damaged parts raise whatever the parser trips over
        raise _refused(source, f"this workbook is damaged, or of a kind that is not known; {_SAVE} again") from error


def _check_size(sheet: Any, source: str) -> None:  # Any: openpyxl states no types
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        filled = [place for place, cell in sheet._cells.items() if cell.value is not None]
        row, column = (max((place[n] for place in filled), default=0) for n in (0, 1))
        if row > MOST_ROWS or column > MOST_COLUMNS:
            said = f"this sheet goes to row {row}, column {column}; at most {MOST_ROWS} and {MOST_COLUMNS} are read"
            raise InputError([Problem(Place(source, 0, 0, f'sheet "{sheet.title}"'), said)])


def _rows(sheet: Any, values: Any) -> dict[int, dict[int, Raw]]:  # Any: openpyxl states no types
    """Filled cells in order. `_cells` rather than `iter_rows`, which would make a cell of every empty place."""
    rows: dict[int, dict[int, Raw]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        raw = _formula(values.cell(row, column)) if cell.data_type == "f" else _raw(cell)
        if raw is not None:
            rows.setdefault(row, {})[column] = raw
    for area in sheet.merged_cells.ranges:
        above = rows.get(area.min_row, {}).get(area.min_col)
        if above is not None:
            for row in range(area.min_row + 1, min(area.max_row, MOST_ROWS) + 1):
                if row in rows:
                    rows[row] = dict(sorted({**rows[row], area.min_col: above}.items()))
    return rows


def _formula(cell: Any) -> Raw:  # Any: openpyxl states no types
    """The value that the spreadsheet program worked out and saved."""
    said = "this cell holds a formula without a saved value; save the file in its program, or write the value"
    return _raw(cell) or Raw(said, "wrong")


def _raw(cell: Any) -> Raw | None:  # Any: openpyxl states no types
    value = cell.value
    if cell.data_type == "e":
        return Raw(f"this cell shows the error {value}", "wrong")
    if isinstance(value, bool):
        return Raw("yes" if value else "no")
    if isinstance(value, int | float):
        return Raw(_number(value, str(cell.number_format)))
    if isinstance(value, datetime):
        return Raw(value.date().isoformat() if value.time() == time() else value.isoformat(" "), "date")
    if isinstance(value, date):
        return Raw(value.isoformat(), "date")
    if isinstance(value, time | timedelta):
        return Raw(str(value), "time")
    text = "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return Raw(text) if text else None


def _number(value: float, shown_as: str) -> str:
    """A number as it is shown: a whole one without a point, one with leading zeros with them."""
    text = str(int(value)) if value == value and abs(value) < 1e15 and value == int(value) else repr(value)
    zeros = shown_as.strip('"')
    return text.zfill(len(zeros)) if zeros and set(zeros) == {"0"} else text
