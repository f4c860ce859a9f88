"""Sheets as tables: cells as text with their place, under headings that are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, Literal, NamedTuple

from yaml.error import Mark

from ivr_audit.load.reading import place_at
from ivr_audit.place import Problem
from ivr_audit.scalars import short
from ivr_audit.sheet_words import COLUMNS, DAYS, DIALLED, HOLIDAY, HOURS, IGNORED, SETTING, TIMES, VALUE, folded
from ivr_audit.words import WEEKDAYS, list_words, nearest

Kind = Literal["menus", "hours", "office"]
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 400
_UNITS: Final[Mapping[str, str]] = {
    "s": "s", "sec": "s", "secs": "s", "seconds": "s", "m": "m", "min": "m", "mins": "m", "minutes": "m",
    "h": "h", "hours": "h", "d": "d", "days": "d",
}  # fmt: skip


class Raw(NamedTuple):
    """A cell as the file has it: a text, a date or time of the spreadsheet program, or why it cannot be read."""

    text: str
    kind: Literal["text", "date", "time", "wrong"] = "text"


class Sheet(NamedTuple):
    """Rows by number, each with its filled cells by column, both from 1; a file of text has no title."""

    title: str
    rows: Mapping[int, Mapping[int, Raw]]


class CellMark(Mark):
    """Where a cell stands, for readers that ask for line and column."""

    def __init__(self, row: int, column: int, route: str) -> None:
        super().__init__("", 0, row - 1, column - 1, None, 0)
        self.route = route


class Cell(NamedTuple):
    """The text of a cell and where it stands."""

    text: str
    mark: CellMark


class Row(NamedTuple):
    """The filled cells of a row by heading; `mark` is its first cell."""

    number: int
    cells: Mapping[str, Cell]
    mark: CellMark


class Table(NamedTuple):
    """What stands under one row of headings."""

    kind: Kind
    title: str
    headings: Mapping[int, str]
    mark: CellMark
    rows: list[Row]


class Found:
    """What comes to light while the tables of one file are read: problems, and remarks for the report."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self._remarks: dict[str, None] = {}

    def wrong(self, mark: Mark, message: str, rule: str = "syntax") -> None:
        """Something at a cell that makes the file unusable."""
        self.problems.append(Problem(place_at(self.source, mark), message, rule))

    def remark(self, sentence: str) -> None:
        """Something that was left out; told once."""
        self._remarks[sentence] = None

    @property
    def remarks(self) -> tuple[str, ...]:
        """The sentences, in the order in which they came up."""
        return tuple(self._remarks)


_KNOWN: Final[Mapping[str, str]] = {
    folded(word): column.heading for column in COLUMNS for word in (*column.also, column.heading)
}
_HOURS_HEADINGS: Final[Mapping[str, str]] = {
    **{folded(word): HOURS for word in (HOURS, "open hours")},
    **{folded(word): DAYS for word in (DAYS, "days", "date", "day", "dates", "days or dates")},
    **{folded(word): TIMES for word in (TIMES,)},
    **{folded(word): "holiday" for word in (HOLIDAY, "holiday", "holidays")},
    **{word: day[:3].lower() for day in WEEKDAYS for word in (day.casefold(), day[:3].casefold())},
}
_OFFICE_HEADINGS: Final[Mapping[str, str]] = {folded(word): word for word in (SETTING, VALUE, DIALLED)}
_LINE: Final = re.compile(
    r"\d{4}-\d\d-\d\d|(mon|tue|wed|thu|fri|sat|sun)[a-z]*( ?[-–,] ?[a-z]+)+|daily|week(days|ends)"
)


def tables_of(sheet: Sheet, found: Found) -> list[Table]:
    """The tables of a sheet, one below the other; what stands above the first is a title and not read."""
    tables: list[Table] = []
    for number, cells in sheet.rows.items():
        kind = _kind(cells)
        if kind is not None:
            tables.append(_table(kind, sheet.title, number, cells, found))
        elif tables and cells:
            tables[-1].rows.append(_row(tables[-1], number, cells, found))
    return tables


def _kind(cells: Mapping[int, Raw]) -> Kind | None:
    """What table a row begins, if its cells are the headings of one."""
    words = [folded(cell.text) for cell in cells.values()]
    columns = {_KNOWN.get(word) for word in words}
    if "Menu" in columns and columns & {"Key", "Goes to", "Type"} and len(columns - {None}) > max(2, len(words) // 2):
        return "menus"
    days = [word for word in words[1:] if _is_days(word)]
    if words and _HOURS_HEADINGS.get(words[0]) == HOURS and days and (len(days) > 3 or len(days) == len(words) - 1):
        return "hours"
    return "office" if words[:2] == [folded(SETTING), folded(VALUE)] else None


def _is_days(word: str) -> bool:
    return _HOURS_HEADINGS.get(word, HOURS) != HOURS or _LINE.match(word) is not None


def _table(kind: Kind, title: str, number: int, cells: Mapping[int, Raw], found: Found) -> Table:
    headings: dict[int, str] = {}
    for column, raw in cells.items():
        mark = CellMark(number, column, _route(title, number, raw.text))
        heading = _heading(kind, raw, mark, found)
        if heading is not None and heading.partition("(")[0] in {h.partition("(")[0] for h in headings.values() if h}:
            found.wrong(mark, f"the column {short(raw.text)} stands here a second time", "duplicate-key")
        else:
            headings[column] = heading or ""
    return Table(kind, title, headings, CellMark(number, 1, _route(title, number, "")), [])


def _heading(kind: Kind, raw: Raw, mark: CellMark, found: Found) -> str | None:
    """The heading that is meant, with the unit that stands in brackets behind it; None for one that is not read."""
    word = folded(raw.text)
    known = {"menus": _KNOWN, "hours": _HOURS_HEADINGS, "office": _OFFICE_HEADINGS}[kind]
    unit = re.search(r"\(([a-z]+)\)", raw.text.casefold())
    if word in known:
        return known[word] + (f"({_UNITS[unit[1]]}" if unit and unit[1] in _UNITS else "")
    if kind == "hours" and (raw.kind == "date" or _LINE.match(word)):
        return raw.text.strip().lower()
    near = nearest(word, known) if len(word) <= 80 else None
    if near is not None and word not in IGNORED:
        found.wrong(mark, f"unknown column {short(raw.text)}; did you mean {short(_shown(known[near]))}?")
    elif word not in IGNORED:
        found.remark(f"the column {short(raw.text)}{_of(mark)} is not read: it is none that is known")
    return None


def _shown(heading: str) -> str:
    return {day[:3].lower(): day for day in WEEKDAYS}.get(heading, heading)


def _of(mark: CellMark) -> str:
    title = mark.route.partition(", row")[0]
    return f" of {title}" if title.startswith("sheet") else ""


def _row(table: Table, number: int, cells: Mapping[int, Raw], found: Found) -> Row:
    read: dict[str, Cell] = {}
    first = min(cells)
    for column, raw in cells.items():
        heading, _, unit = table.headings.get(column, "").partition("(")
        mark = CellMark(number, column, _route(table.title, number, _shown(heading)))
        if not heading:
            if column > max(table.headings, default=0):
                found.remark(f"cells without a heading{_of(mark)} are not read, the first in row {number}")
            continue
        if said := _unreadable(table.kind, heading, raw):
            found.wrong(mark, said)
            if table.kind == "hours" or heading == "Key":  # what it stands for is not told a second time as missing
                read[heading] = Cell("closed" if table.kind == "hours" else str(number), mark)
            continue
        text = f"{raw.text}{unit}" if unit and re.fullmatch(r"[0-9.]+", raw.text) else raw.text
        read[heading] = Cell(text, mark)
    return Row(number, read, CellMark(number, first, _route(table.title, number, "")))


def _unreadable(kind: Kind, heading: str, raw: Raw) -> str:
    """Why a cell cannot be read under its heading; empty if it can."""
    if raw.kind == "wrong":
        return raw.text
    if raw.kind == "date" and (kind, heading) not in (("hours", DAYS), ("office", VALUE)):
        said = {"menus": "write it again", "hours": "write times such as 09:00-17:00", "office": "write it again"}[kind]
        return f"the spreadsheet program took this for the date {raw.text}; {said}, with the cell formatted as text"
    if raw.kind == "time":
        said = "write 08:30-17:00" if kind == "hours" else "write 25s, 6m or 1h30m"
        return f"the spreadsheet program took this for the time {raw.text}; {said}, with the cell formatted as text"
    return ""


def _route(title: str, row: int, heading: str) -> str:
    parts = [f'sheet "{title}"'] if title else []
    parts.append(f"row {row}")
    if heading:
        parts.append(f"column {short(heading)}")
    return ", ".join(parts)


def items(text: str, is_known: Callable[[str], bool] = lambda text: False) -> list[str]:
    """The words of a list in a cell: with commas, semicolons or line ends between, those that hold one in quotes."""
    if is_known(text):
        return [text]
    found = re.findall(r'\s*(?:"((?:[^"]|"")*)"|([^,;\n]+))\s*(?:[,;\n]|$)', text)
    words = [quoted.replace('""', '"') or " ".join(plain.split()) for quoted, plain in found]
    return [word for word in words if word]


class Names:
    """Declared names, found whatever the capitals if the name as it is written is none of them."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = set(names)
        self._folded: dict[str, list[str]] = {}
        for name in names:
            self._folded.setdefault(name.casefold(), []).append(name)

    def __contains__(self, text: str) -> bool:
        return text in self._names or len(self._folded.get(text.casefold(), ())) == 1

    def only(self) -> str | None:
        """The name, if there is one only."""
        return next(iter(self._names)) if len(self._names) == 1 else None

    def meant(self, text: str) -> str:
        """The declared name, or the text itself if it is none."""
        text = " ".join(text.split())
        if text in self._names:
            return text
        near = self._folded.get(text.casefold(), [])
        return near[0] if len(near) == 1 else text


def listed(words: Collection[str]) -> str:
    """Words in quotes, for a message."""
    return list_words([f'"{word}"' for word in words], "or")
