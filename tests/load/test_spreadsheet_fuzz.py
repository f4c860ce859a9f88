"""Spreadsheets made at random: nothing but the tool's own problems comes of them, and nothing takes long."""

from __future__ import annotations

import csv
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st
from sheets import book, opened
from survival import FUZZ, survives

from ivr_audit.load.recognise import system_of
from ivr_audit.sheet_words import COLUMN_KEYS, COLUMNS, SETTINGS, TYPES, WAYS

NAMES = st.sampled_from(["Main", "main", "Desk", "Box", "hang up", "Open?", "", " ", "Menu", "Hours"])
WORDS = st.one_of(
    NAMES,
    st.sampled_from(["1", "2", "1.0", "*", "#", "25s", "4 min", "24", "yes", "none", "office", "a, b", '""', "50%"]),
    st.sampled_from(
        [*WAYS, *COLUMN_KEYS, *TYPES, *(words[0] for words in TYPES.values()), "extension 1XX", "extension "]
    ),
    st.text(max_size=8),
)
HEADINGS = st.lists(st.sampled_from([column.heading for column in COLUMNS]), unique=True, max_size=12).map(
    lambda words: ["Menu", "Key", "Goes to", "Type", *(w for w in words if w not in ("Menu", "Key", "Goes to", "Type"))]
)
TABLE = HEADINGS.flatmap(
    lambda head: st.lists(st.lists(WORDS, max_size=len(head) + 1), max_size=8).map(lambda rows: [head, *rows])
)
HOURS = st.lists(
    st.lists(st.sampled_from(["office", "9-17", "always", "closed", "mon-fri", "2026-12-24", "x", ""]), max_size=5),
    max_size=4,
).map(lambda rows: [["Hours", "Mon", "Tue-Fri", "Days or date", "Times"], *rows])
OFFICE = st.lists(st.tuples(st.sampled_from([*SETTINGS, "Nam"]), WORDS, WORDS), max_size=6).map(
    lambda rows: [["Setting", "Value", "Number dialled"], *map(list, rows)]
)
BASE = book({
    "Menus": [["Menu", "Key", "Goes to", "Type", "Rings for"], ["Main", 1, "Desk", "phones", 25], ["Main", 2, "Desk"]],
    "Hours": [["Hours", "Monday"], ["office", "9-17"]],
})  # fmt: skip


@FUZZ
@given(TABLE, HOURS, OFFICE)
def test_tables_at_random(menus: list[list[str]], hours: list[list[str]], office: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    for table in (menus, hours, office):
        rows.writerows(table)
    survives(lambda: opened(text.getvalue()), ["menus.csv"])


@FUZZ
@given(st.text(), st.sampled_from([",", ";", "\t"]))
def test_texts_at_random(text: str, separator: str) -> None:
    content = separator.join(("Menu", "Key", "Goes to")) + "\n" + text
    survives(lambda: opened(content.encode("utf-8", "surrogatepass")), ["menus.csv"])


@FUZZ
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.booleans())
def test_workbooks_with_changed_bytes(at: int, other: bytes, is_inside: bool) -> None:
    content = BASE
    if is_inside:
        changed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(BASE)) as old, zipfile.ZipFile(changed, "w") as new:
            parts = {name: old.read(name) for name in old.namelist()}
            name = sorted(parts)[at % len(parts)]
            place = at % max(len(parts[name]), 1)
            parts[name] = parts[name][:place] + other + parts[name][place + len(other) :]
            for part, inner in parts.items():
                new.writestr(part, inner)
        content = changed.getvalue()
    else:
        place = at % len(content)
        content = content[:place] + other + content[place + len(other) :]
    if system_of(content) == "spreadsheet":
        survives(lambda: opened(content, "x.xlsx"), ["x.xlsx"])
