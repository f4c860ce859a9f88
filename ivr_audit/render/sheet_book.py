"""The workbook itself: sheets with headings that stay, notes, drop-down lists, widths and a layout for paper."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ivr_audit.profile import PROFILES
from ivr_audit.render.sheet_rows import Row
from ivr_audit.sheet_words import (
    COLUMNS,
    DAYS,
    DIALLED,
    HOLIDAY,
    HOURS,
    SETTING,
    SETTINGS,
    TIMES,
    TYPES,
    VALUE,
    WAYS,
    About,
)
from ivr_audit.words import WEEKDAYS

if TYPE_CHECKING:
    from openpyxl import Workbook

_LAST: Final = 1000
"""The last row with drop-down lists."""
_INK: Final[Mapping[About, str]] = {"menu": "DCE9F5", "key": "FCEFC9", "place": "DFF0E0"}
_PLAIN: Final = "E9E9E9"
FONT: Final = "Calibri"
SIZE: Final = 11
_LINE: Final = 15.0
"""Points of a line of text; a spreadsheet program may not work out the height of a row that it did not write."""
_ONE_PAGE: Final = 190
"""Signs beside each other that can still be read on one page."""
NOTES: Final = "Notes"
"""A column that nobody reads but people."""
_TARGETS: Final = (
    "Goes to", "If nobody answers", "If nobody is there", "If busy or full",
)  # fmt: skip
_KEYS: Final = (*"1234567890*#", *WAYS)
_HELP: Final = (
    ("How to fill this in", ""),
    ("", "One row of the sheet Menus is one key of a menu: what it says, where it leads, and what is there."),
    ("", "The rows in it are an example. Write over them, or delete them and begin with the first thing callers hear."),
    ("Blue columns", 'speak of the step named in "Menu". A step is anything a call comes to: a menu, a message, '
     "phones, a mailbox."),
    ("Yellow columns", "speak of one key of it."),
    ("Green columns", 'speak of the step named in "Goes to" in the same row. In a row without "Goes to" they speak of '
     "the step in \"Menu\". What was said once need not be said again."),
    ("More columns", "Press the + above the columns to open those that few offices need."),
    ("Times", "25s, 4m, 1h30m, 2d. Hours of a day: 08:30-12:00, 13:00-17:00, always or closed."),
    ("Hours", 'The sheet Hours has a row for each kind of hours, and one for each day that is different.'),
    ("Office", "The sheet Office has the name, the number and what holds for the whole office."),
    ("Check it", "ivr-audit audit FILE.xlsx   names the row and column of everything that cannot be read."),
    ("", ""),
    ("Words in Key", ""),
    ("0-9 * #", "a key; several digits may stand together"),
    ("no key pressed", "where silent callers go after the last try"),
    ("wrong key", 'where callers go after the last wrong key; "Caller hears" in this row: what they hear then'),
    ("then", "where the call goes on after a message, a question or a self-service"),
    ("open, closed, holiday", "where the clock sends the call"),
    ("heard again", '"Caller hears" in this row: what the menu says from the second time on'),
    ("extension 1XX", "where callers go who dial an extension; X is any digit"),
    ("any other words", "at a decision: the answer that leads there"),
    ("", ""),
    ("Words in Type", ""),
    ("menu", "callers press a key"),
    ("message", "a recording that expects no answer"),
    ("question", "callers type in digits, such as a date of birth"),
    ("hours", "the clock decides"),
    ("decision", "something else decides, such as the number of the caller"),
    ("phones", "people's phones ring"),
    ("queue", "callers wait in line"),
    ("voicemail", "callers leave a message"),
    ("call back", "the office promises to call"),
    ("self-service", "settled without a person, such as directions"),
    ("other number", "the call leaves this phone system"),
    ("hang up", "last words, and the call ends"),
)  # fmt: skip


def book_of(menus: Sequence[Row], hours: Sequence[Row], office: Sequence[Row], *, to_fill_in: bool = False) -> bytes:
    """The bytes of an .xlsx file with these rows; `to_fill_in`: with a page of help."""
    from openpyxl import Workbook

    book = Workbook()
    _menus(book, menus)
    _hours(book, hours)
    _office(book, office)
    if to_fill_in:
        _help(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _menus(book: Workbook, rows: Sequence[Row]) -> None:
    from openpyxl.styles import Border, Font, Side
    from openpyxl.utils import get_column_letter

    sheet: Any = book.active  # Any: openpyxl states no types
    sheet.title = "Menus"
    used = {heading for row in rows for heading in row}
    headings = [column.heading for column in COLUMNS]
    for number, column in enumerate(COLUMNS, 1):
        _heading(sheet.cell(1, number), column.heading, column.note, _INK[column.about])
        shape = sheet.column_dimensions[get_column_letter(number)]
        shape.width, shape.number_format = column.width, "@"
        if not column.common:
            shape.outlineLevel = 1
            shape.hidden = column.heading not in used
        choices = tuple(words[0] for words in TYPES.values()) if column.heading == "Type" else column.choices
        if choices:
            _drop_down(sheet, number, ",".join(choices), is_strict=True)
        elif column.heading == "Key":
            _drop_down(sheet, number, ",".join(_KEYS), is_strict=False)
        elif column.heading in _TARGETS:
            _drop_down(sheet, number, f"=$A$2:$A${_LAST}", is_strict=False)
        elif column.heading == "Open hours":
            _drop_down(sheet, number, "=Hours!$A$2:$A$60", is_strict=False)
    shown = [n for n, column in enumerate(COLUMNS, 1) if column.common or column.heading in used]
    line = Border(top=Side(style="thin", color="9AA5B1"))
    above = ""
    for number, row in enumerate(rows, 2):
        _fill(sheet, number, headings, row)
        is_new = row["Menu"] != above
        sheet.cell(number, 1).font = Font(FONT, SIZE, bold=is_new, color="000000" if is_new else "8A8A8A")
        if is_new:
            for place in shown:
                sheet.cell(number, place).border = line
        above = row["Menu"]
    sheet.sheet_properties.outlinePr.summaryRight = False
    _layout(sheet, "B2", sum(COLUMNS[place - 1].width for place in shown))


def _hours(book: Workbook, rows: Sequence[Row]) -> None:
    notes = {
        HOURS: 'A name, such as office. The column "Open hours" of the sheet Menus uses it.',
        HOLIDAY: "Times on a public holiday, or as usual; left empty, closed.",
        DAYS: "A day that is different, such as 2026-12-24, in a row of its own with the name of the hours.",
        TIMES: "The times of that day, or closed.",
        **dict.fromkeys(WEEKDAYS, "Times such as 08:30-12:00, 13:00-17:00; left empty, closed."),
    }
    headings = list(notes)
    order = [HOURS, *WEEKDAYS, HOLIDAY, DAYS, TIMES]
    headings.sort(key=order.index)
    _simple(book, "Hours", {heading: notes[heading] for heading in headings}, rows, [16, *[15] * 7, 15, 15, 18])


def _office(book: Workbook, rows: Sequence[Row]) -> None:
    from openpyxl.styles import Font

    notes = {SETTING: "", VALUE: "What holds for the whole office; left empty, nothing is said.",
             DIALLED: 'Beside "Calls begin at" if there are several numbers: the one that leads there.',
             NOTES: ""}  # fmt: skip
    rows = [{**row, NOTES: SETTINGS[row[SETTING]][1]} for row in rows]
    sheet = _simple(book, "Office", notes, rows, [32, 44, 20, 62])
    for number, row in enumerate(rows, 2):
        sheet.cell(number, 4).font = Font(FONT, SIZE - 1, color="6B6B6B")
        if row[SETTING] == "Profile":
            _drop_down(sheet, 2, ",".join(PROFILES), is_strict=False, rows=(number, number))
        if row[SETTING] == "Calls recorded":
            _drop_down(sheet, 2, "yes,no", is_strict=True, rows=(number, number))


def _simple(book: Workbook, title: str, notes: Mapping[str, str], rows: Sequence[Row], widths: Sequence[int]) -> Any:
    """A sheet of plain columns (Any: openpyxl states no types)."""
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(title)
    for number, (heading, note) in enumerate(notes.items(), 1):
        _heading(sheet.cell(1, number), heading, note, _PLAIN)
        shape = sheet.column_dimensions[get_column_letter(number)]
        shape.width, shape.number_format = widths[number - 1], "@"
    for number, row in enumerate(rows, 2):
        _fill(sheet, number, list(notes), row)
    _layout(sheet, "B2", 0)
    return sheet


def _help(book: Workbook) -> None:
    from openpyxl.styles import Alignment, Font

    sheet: Any = book.create_sheet("Help")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 96
    for number, (left, right) in enumerate(_HELP, 1):
        sheet.cell(number, 1, left).font = Font(FONT, SIZE + 1 if left and not right else SIZE, bold=True)
        sheet.cell(number, 2, right).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).alignment = Alignment(vertical="top")
        sheet.row_dimensions[number].height = _LINE * _lines(sheet.cell(number, 2), 96) + 1
    _paper(sheet)


def _heading(cell: Any, text: str, note: str, colour: str) -> None:  # Any: openpyxl states no types
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.value = text
    cell.font = Font(FONT, SIZE, bold=True)
    cell.fill = PatternFill("solid", start_color=colour)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if note:
        cell.comment = Comment(note, "ivr-audit", width=300, height=110)


def _fill(sheet: Any, number: int, headings: Sequence[str], row: Row) -> None:  # Any: openpyxl states no types
    """A row of texts: none is worked out as a formula, none becomes a date."""
    from openpyxl.styles import Alignment, Font

    wrapped, font = Alignment(wrap_text=True, vertical="top"), Font(FONT, SIZE)
    for place, heading in enumerate(headings, 1):
        if text := row.get(heading, ""):
            cell = sheet.cell(number, place)
            cell.number_format, cell.alignment, cell.font = "@", wrapped, font
            cell.value = text
            cell.data_type = "s"
            cell.quotePrefix = text[0] in "=+-@'"


def _drop_down(
    sheet: Any, column: int, choices: str, *, is_strict: bool, rows: tuple[int, int] = (2, _LAST)
) -> None:  # Any: openpyxl states no types
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = choices if choices.startswith("=") else f'"{choices}"'
    rule = DataValidation("list", formula1=listed.removeprefix("="), allow_blank=True, showErrorMessage=is_strict)
    rule.error, rule.errorTitle = "Choose one of the words of the list.", "Not one of the words"
    letter = get_column_letter(column)
    rule.add(f"{letter}{rows[0]}:{letter}{rows[1]}")
    sheet.add_data_validation(rule)


def _layout(sheet: Any, frozen: str, width: int) -> None:  # Any: openpyxl states no types
    """Headings that stay, heights that show all of each text, and paper; `width` in signs."""
    sheet.freeze_panes = frozen
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    lines: dict[int, int] = {}
    for cell in sheet._cells.values():  # those there are; `iter_rows` makes the empty ones too
        width_there = sheet.column_dimensions[cell.column_letter].width
        lines[cell.row] = max(lines.get(cell.row, 1), _lines(cell, width_there))
    for row, count in lines.items():
        sheet.row_dimensions[row].height = _LINE * count + 1
    _paper(sheet, 2 if width > _ONE_PAGE else 1)


def _lines(cell: Any, width: float) -> int:  # Any: openpyxl states no types
    """Lines that a text takes in its column, rather one too many."""
    return sum(1 + len(line) // max(1, int(width * 1.1)) for line in str(cell.value or "").split("\n"))


def _paper(sheet: Any, pages: int = 1) -> None:  # Any: openpyxl states no types
    """Across the page, at most as many beside each other, as long as it takes."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&A, page &P of &N"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.5
