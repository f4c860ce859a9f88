"""The rows of the sheet "Menus" gathered by step, and what kind of step each is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ivr_audit.load.spreadsheet.cells import Cell, CellMark, Found, Row, Table, listed
from ivr_audit.model import KINDS, readable_fields
from ivr_audit.scalars import KEY_NAMES, KEY_PATTERN, short
from ivr_audit.sheet_words import (
    AGAIN,
    COLUMN,
    COLUMN_KEYS,
    COLUMNS,
    EXTENSION,
    HANG_UPS,
    THEN,
    TYPES,
    WAYS,
    WRONG,
    field_of,
    folded,
    kind_word,
)
from ivr_audit.words import nearest

PROMPT_PARTS: Final = ("Caller hears", "Lasts", "Recording")
_STEP_COLUMNS: Final = tuple(c.heading for c in COLUMNS if c.about == "menu" and c.heading != "Menu")
_PLACE_COLUMNS: Final = tuple(c.heading for c in COLUMNS if c.about == "place" and c.heading != "Type")
_KINDS: Final[Mapping[str, str]] = {
    folded(word): kind for kind, words in TYPES.items() for word in (*words, kind, kind.replace("_", " "))
}
_WAYS: Final[Mapping[str, str]] = {folded(word): key for key, (_, also) in WAYS.items() for word in (key, *also)}


class Way(NamedTuple):
    """A row that leads on: the key (None: the row names none), where it leads (None: nowhere), the rest of the row."""

    key: Cell | None
    to: Cell | None
    row: Row


@dataclass
class Step:
    """What the rows say of one step."""

    name: str
    mark: CellMark
    type: Cell | None = None
    values: dict[str, Cell] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    kind: str = ""
    is_named: bool = False
    """Whether a row has it in "Menu"."""


def special(key: str) -> str | None:
    """The word that stands in "Key" instead of a key, None for a key."""
    word = folded(key)
    return EXTENSION if word.startswith(EXTENSION + " ") else _WAYS.get(word)


def steps_of(tables: Iterable[Table], found: Found) -> dict[str, Step]:
    """The steps by name, in the order in which rows describe them, each with its kind."""
    steps: dict[str, Step] = {}
    names: dict[str, str] = {}

    def step(cell: Cell) -> Step:
        name = " ".join(cell.text.split())
        name = names.setdefault(name.casefold(), name)
        return steps.setdefault(name, Step(name, cell.mark))

    for table in tables:
        menu: Cell | None = None
        for row in table.rows:
            menu = row.cells.get("Menu", menu)
            if menu is None:
                found.wrong(row.mark, 'no menu is named here or above; fill in "Menu"')
                continue
            if folded(menu.text) in HANG_UPS and "Menu" in row.cells:
                found.wrong(menu.mark, f"the name {short(menu.text)} is taken: there the call ends; give it another")
                continue
            here = step(menu)
            here.is_named = True
            _take(here, row, found)
            _take_place(here, step, row, found)
    for one in steps.values():
        one.kind = _kind_of(one, found)
    return steps


def _take(step: Step, row: Row, found: Found) -> None:
    """What a row says of the step in "Menu" and its key."""
    key, to = row.cells.get("Key"), row.cells.get("Goes to")
    word = special(key.text) if key else None
    apart = PROMPT_PARTS if word in (WRONG, AGAIN) else ()
    for heading in _STEP_COLUMNS:
        if heading in row.cells and heading not in apart:
            _say(step, heading, row.cells[heading], found)
    if key or to:
        step.ways.append(Way(key, to, row))
    elif stray := [row.cells[h] for h in ("Says", "About", "Share", "Language") if h in row.cells]:
        found.wrong(stray[0].mark, 'this belongs to a key; fill in "Key" and "Goes to" in this row')


def _take_place(here: Step, step: Callable[[Cell], Step], row: Row, found: Found) -> None:
    """What a row says of where its key leads, or, if it leads nowhere, of the step in "Menu"."""
    said = [(heading, row.cells[heading]) for heading in ("Type", *_PLACE_COLUMNS) if heading in row.cells]
    to, key = row.cells.get("Goes to"), row.cells.get("Key")
    if not said:
        return
    if to is not None and folded(to.text) in HANG_UPS:
        found.wrong(said[0][1].mark, 'there the call ends: nothing can be said of "hang up"')
        return
    if to is None and key is not None and special(key.text) not in (WRONG, AGAIN):
        return  # a key that leads nowhere is told when it is read
    place = here if to is None else step(to)
    for heading, cell in said:
        _say(place, heading, cell, found)


def _say(step: Step, heading: str, cell: Cell, found: Found) -> None:
    """Keep what a cell says; said twice it must be the same."""
    known = step.type if heading == "Type" else step.values.get(heading)
    if known is None:
        if heading == "Type":
            step.type = cell
        else:
            step.values[heading] = cell
    elif _meant(heading, known) != _meant(heading, cell):
        where = known.mark.route.partition(", column")[0]
        said = f"of {short(step.name)} another row says {short(known.text)} ({where}); keep one of them"
        is_place = COLUMN[heading].about == "place"
        advice = '; beside "Goes to" this column speaks of the step that is named there' if is_place else ""
        found.wrong(cell.mark, said + advice)


def _meant(heading: str, cell: Cell) -> str:
    return _KINDS.get(folded(cell.text), cell.text) if heading == "Type" else cell.text


def _kind_of(step: Step, found: Found) -> str:
    """The kind that "Type" says, else the only one that fits; "" with a problem if that is not clear."""
    if step.type is not None:
        kind = _KINDS.get(folded(step.type.text))
        if kind is None:
            near = nearest(folded(step.type.text), _KINDS) if len(step.type.text) <= 80 else None
            advice = f'did you mean "{near}"?' if near else f"write one of {listed([kind_word(k) for k in TYPES])}"
            found.wrong(step.type.mark, f"unknown type {short(step.type.text)}; {advice}")
        elif kind == "menu" and not step.ways and "Caller hears" not in step.values:
            said = f"no row says what callers hear in the menu {short(step.name)} and what its keys do"
            found.wrong(step.type.mark, f'{said}; give it rows with {short(step.name)} in "Menu"')
        return kind or ""
    kinds = _fitting(step) if step.values or step.ways else []
    if len(kinds) == 1:
        return kinds[0]
    said = listed([kind_word(kind) for kind in kinds or TYPES])
    found.wrong(step.mark, f'it is not clear what {short(step.name)} is; write one of {said} in the column "Type"')
    return ""


def _fitting(step: Step) -> list[str]:
    """The kinds that have all that is said of a step; of several, the one that the keys suggest."""
    words = [THEN if way.key is None else special(way.key.text) for way in step.ways]
    keys = [way.key.text.lower() for way, word in zip(step.ways, words, strict=True) if way.key and word is None]
    fields = {WAYS[word][0] for word in words if word is not None and word in WAYS}
    columns = {*step.values, *(COLUMN_KEYS[folded(key)] for key in keys if folded(key) in COLUMN_KEYS)}
    columns -= {"Lasts", "Recording"}
    has_keys = any(is_key(key) for key in keys)
    if has_keys and all(field_of(heading, "menu") for heading in columns):
        return ["menu"]
    has_answers = any(not is_key(key) and folded(key) not in COLUMN_KEYS for key in keys)
    kinds = [
        kind
        for kind, model in KINDS.items()
        if fields <= readable_fields(model).keys()
        and all(field_of(heading, kind) for heading in columns)
        and (not has_keys or readable_fields(model).keys() & {"options", "exits"})
        and (not has_answers or kind == "branch")
        and (columns & {*_PLACE_COLUMNS} or kind not in ("ring", "callback", "transfer", "branch"))
    ]
    return ["say"] if fields == {"next"} and "Caller hears" in columns and "say" in kinds else kinds


def is_key(text: str) -> bool:
    """Whether a text is a key, or one that a spreadsheet program took for a number."""
    return text in KEY_NAMES or re.fullmatch(KEY_PATTERN + r"(\.0)?", text) is not None
