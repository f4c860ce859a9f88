"""The sheets "Hours" and "Office" as the fields at the top of a native file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from yaml.nodes import Node, ScalarNode

from ivr_audit.load.sections import Parts
from ivr_audit.load.spreadsheet.cells import Cell, Found, Names, Table, items
from ivr_audit.load.spreadsheet.nodes import mapping, mark_of, scalar, sequence
from ivr_audit.scalars import short
from ivr_audit.sheet_words import BEGIN, DATES, DAYS, DIALLED, HOURS, SETTING, SETTINGS, TIMES, VALUE, folded
from ivr_audit.words import nearest

_SETTINGS: Final[Mapping[str, str]] = {folded(word): word for word in SETTINGS}
_LISTS: Final = ("Topics", "Languages", DATES, "Profile")
_SEVERAL: Final = (BEGIN, *_LISTS)
"""Settings that may stand in several rows."""
_WHOLE: Final = ("always", "closed")


class Office:
    """What the sheet "Office" says, by setting; `dialled` has the number that stands beside where calls begin."""

    def __init__(self, tables: Iterable[Table], found: Found) -> None:
        self.found = found
        self.said: dict[str, list[Cell]] = {}
        self.dialled: dict[Cell, Cell] = {}
        for table in tables:
            for row in table.rows:
                if (setting := row.cells.get(SETTING)) is not None:
                    self._take(setting, row.cells.get(VALUE), row.cells.get(DIALLED))

    def _take(self, setting: Cell, value: Cell | None, dialled: Cell | None) -> None:
        name = _SETTINGS.get(folded(setting.text))
        if name is None:
            near = nearest(folded(setting.text), _SETTINGS) if len(setting.text) <= 80 else None
            if near is None and value is None:
                return  # a heading between the rows
            meant = f'; did you mean "{_SETTINGS[near]}"?' if near else ""
            self.found.wrong(setting.mark, f"unknown setting {short(setting.text)}{meant}")
        elif value is not None and name in self.said and name not in _SEVERAL:
            self.found.wrong(setting.mark, f"{short(name)} stands here a second time", "duplicate-key")
        elif value is not None:
            self.said.setdefault(name, []).append(value)
            if dialled is not None:
                self.dialled[value] = dialled
                if name != BEGIN:
                    self.found.wrong(dialled.mark, f'a number stands beside "{BEGIN}" only')

    def words(self, name: str) -> list[tuple[str, Cell]]:
        """The words of a list, each with the cell it stands in."""
        return [(word, cell) for cell in self.said.get(name, ()) for word in items(cell.text)]

    def parts(self) -> Parts:
        """The fields of the tree; not those that name steps."""
        parts: Parts = {}
        defaults: list[tuple[Node, Node]] = []
        for name, cells in self.said.items():
            field, cell = SETTINGS[name][0], cells[0]
            if field.startswith("defaults."):
                defaults.append((scalar(field.partition(".")[2], cell.mark), scalar(cell.text, cell.mark)))
            elif name in _LISTS and name != DATES:
                listed = sequence(cell.mark, ())
                listed.value = [scalar(word, at.mark) for word, at in self.words(name)]
                parts[field] = scalar(field, cell.mark), listed
            elif name not in (BEGIN, DATES) and field != "holidays":
                parts[field] = scalar(field, cell.mark), scalar(cell.text, cell.mark)
        if defaults:
            mark = mark_of(defaults[0][0])
            parts["defaults"] = scalar("defaults", mark), mapping(mark, defaults)
        self._put_holidays(parts)
        return parts

    def _put_holidays(self, parts: Parts) -> None:
        pairs: list[tuple[Node, Node]] = []
        country = next(iter(self.said.get("Public holidays", ())), None)
        if country is not None:
            pairs.append((scalar("country", country.mark), scalar(country.text, country.mark)))
        if days := self.words(DATES):
            listed = sequence(days[0][1].mark, ())
            listed.value = [scalar(word, cell.mark) for word, cell in days]
            pairs.append((scalar("dates", days[0][1].mark), listed))
        if pairs:
            mark = mark_of(pairs[0][0])
            parts["holidays"] = scalar("holidays", mark), mapping(mark, pairs)


def hours_of(tables: Iterable[Table], found: Found) -> tuple[ScalarNode, Node] | None:
    """The named hours of the sheet "Hours"; None if there is none."""
    lines: dict[str, list[tuple[Node, Node]]] = {}
    whole: dict[str, Node] = {}
    marks: dict[str, Cell] = {}
    for table in tables:
        name: Cell | None = None
        for row in table.rows:
            name = row.cells.get(HOURS, name)
            if name is None:
                found.wrong(row.mark, f'no hours are named here or above; fill in "{HOURS}"')
                continue
            text = " ".join(name.text.split())
            marks.setdefault(text, name)
            days, times = row.cells.get(DAYS), row.cells.get(TIMES)
            of_name = lines.setdefault(text, [])
            of_name += [
                (scalar(heading, cell.mark), _times(cell))
                for heading, cell in row.cells.items()
                if heading not in (HOURS, DAYS, TIMES)
            ]
            if times is not None and days is None:
                whole[text] = _times(times)
                if folded(times.text) not in _WHOLE:
                    found.wrong(times.mark, f'which days are these? fill in "{DAYS}", such as mon-fri or 2026-12-24')
            elif days is not None and times is None:
                found.wrong(days.mark, f'fill in "{TIMES}" beside it, such as 08:30-12:00 or closed')
            elif days is not None and times is not None:
                of_name.append((scalar(days.text.strip(), days.mark), _times(times)))
    if not lines:
        return None
    pairs = [
        (scalar(name, marks[name].mark), whole.get(name) or mapping(marks[name].mark, lines[name])) for name in lines
    ]
    return scalar("hours", mark_of(pairs[0][0])), mapping(mark_of(pairs[0][0]), pairs)


def _times(cell: Cell) -> ScalarNode:
    """Spans of a day; several may stand on lines of their own."""
    text = cell.text.replace("\n", ", ").replace(";", ",")
    return scalar(folded(text) if folded(text) in (*_WHOLE, "open") else text, cell.mark)


def starts(office: Office, first: Cell | None, start: str | None, steps: Names, found: Found) -> Parts:
    """Where calls begin: as the user says, else as the office says, else at the first step of the menus."""
    from ivr_audit.load.spreadsheet.cells import CellMark

    if start is not None:
        mark = CellMark(1, 1, "")
        return {"start": (scalar("start", mark), scalar(steps.meant(start), mark))}
    begins = office.said.get(BEGIN, [])
    if begins and not office.dialled:
        if len(begins) > 1:
            found.wrong(begins[1].mark, f'calls begin at two steps; write the number of each beside it, in "{DIALLED}"')
        return {"start": (scalar("start", begins[0].mark), scalar(steps.meant(begins[0].text), begins[0].mark))}
    if begins:
        pairs: list[tuple[Node, Node]] = []
        for cell in begins:
            if cell not in office.dialled:
                found.wrong(cell.mark, f'write the number that leads here beside it, in "{DIALLED}"')
                continue
            number = office.dialled[cell]
            pairs.append((scalar(number.text, number.mark), scalar(steps.meant(cell.text), cell.mark)))
        return {"entries": (scalar("entries", begins[0].mark), mapping(begins[0].mark, pairs))}
    if first is None:
        return {}
    found.remark(f'calls are taken to begin at "{first.text}", the first step of the menus')
    return {"start": (scalar("start", first.mark), scalar(first.text, first.mark))}
