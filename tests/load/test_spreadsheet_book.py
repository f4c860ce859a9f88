"""Workbooks: what a spreadsheet program makes of what is typed, and files that are damaged or meant to harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sheets import book, opened, said, tree_of

from ivr_audit.load.recognise import system_of
from ivr_audit.load.spreadsheet.book import MOST_BYTES
from ivr_audit.model import Menu, Ring, Span, Voicemail

HEAD = ("Menu", "Key", "Goes to", "Type", "Rings for", "Share")
MENU = (HEAD, ("Main", 1, "Desk", "phones", 25, 0.25), ("Main", "2", "Desk"))
FILE = "menus.xlsx"


def keys(content: bytes) -> list[str]:
    """The keys of the menu "Main"."""
    main = tree_of(content, FILE).nodes["Main"]
    assert isinstance(main, Menu)
    return [option.key for option in main.options]


def repacked(content: bytes, parts: dict[str, bytes | None]) -> bytes:
    """A workbook with other parts; None leaves one out."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return changed.getvalue()


def test_a_workbook_is_told_by_its_content() -> None:
    assert system_of(book({"Menus": MENU})) == "spreadsheet"


def test_places_name_the_sheet() -> None:
    rows = (HEAD, ("Main", 1, "Dsk"), ("Main", 2, "Desk", "", "", 7), ("Desk", "", "", "phones"))
    assert said(book({"Menus": rows}), FILE) == [
        'sheet "Menus", row 2, column "Goes to": unknown step "Dsk"; did you mean "Desk"?',
        'sheet "Menus", row 3, column "Share": "Share": "7" is not a share; write a part of 1 such as 0.25, or 25%',
    ]


def test_numbers_are_what_is_shown() -> None:
    def zeros(made: Any) -> None:
        made["Menus"]["B4"].number_format = "00"

    content = book({"Menus": (*MENU, ("Main", 3, "Desk"), ("Main", 4.0, "Desk"), ("Main", "05", "Desk"))}, zeros)
    assert keys(content) == ["1", "2", "03", "4", "05"]
    desk, main = (tree_of(content, FILE).nodes[name] for name in ("Desk", "Main"))
    assert isinstance(desk, Ring)
    assert isinstance(main, Menu)
    assert desk.ring_for == 25
    assert main.options[0].share == 0.25


def test_a_number_outside_is_one() -> None:
    content = book(
        {"Menus": (("Menu", "Key", "Goes to", "Type", "Who or what"), ("A", 1, "B", "other number", 15550100142.0))}
    )
    assert tree_of(content, FILE).nodes["B"].number == "15550100142"  # type: ignore[attr-defined]


def test_yes_and_no_of_the_program() -> None:
    content = book({"Menus": (("Menu", "Key", "Goes to", "Type", "Keys interrupt"), ("A", 1, "B", "phones", False))})
    menu = tree_of(content, FILE).nodes["A"]
    assert isinstance(menu, Menu)
    assert not menu.barge_in


def test_dates_where_they_belong() -> None:
    content = book({
        "Menus": MENU,
        "Hours": (("Hours", "Mon", "Days or date", "Times"), ("office", "9-17", datetime(2026, 12, 24), "closed"),
                  ("office", None, date(2026, 12, 31), "09:00-12:00")),
        "Office": (("Setting", "Value"), ("Last reviewed", date(2026, 3, 2)), ("Holiday dates", datetime(2026, 5, 1))),
    })  # fmt: skip
    tree = tree_of(content, FILE)
    assert tree.reviewed == date(2026, 3, 2)
    assert tree.holidays.dates == (date(2026, 5, 1),)
    assert tree.hours["office"].dates == {date(2026, 12, 24): (), date(2026, 12, 31): (Span(540, 720),)}


def test_a_date_may_head_a_column_of_hours() -> None:
    content = book({"Menus": MENU, "Hours": (("Hours", "Mon", date(2026, 12, 24)), ("office", "9-17", "closed"))})
    assert tree_of(content, FILE).hours["office"].dates == {date(2026, 12, 24): ()}


def test_what_the_program_took_for_a_date_or_a_time_is_said() -> None:
    content = book({
        "Menus": (HEAD, ("Main", date(2026, 1, 2), "Desk", "phones", time(0, 25))),
        "Hours": (("Hours", "Mon"), ("office", datetime(2026, 9, 5)), ("line", timedelta(hours=9))),
    })  # fmt: skip
    as_text = "with the cell formatted as text"
    took = "the spreadsheet program took this for the"
    assert said(content, FILE) == [
        f'sheet "Hours", row 2, column "Monday": {took} date 2026-09-05; write times such as 09:00-17:00, {as_text}',
        f'sheet "Menus", row 2, column "Key": {took} date 2026-01-02; write it again, {as_text}',
        f'sheet "Menus", row 2, column "Rings for": {took} time 00:25:00; write 25s, 6m or 1h30m, {as_text}',
        f'sheet "Hours", row 3, column "Monday": {took} time 9:00:00; write 08:30-17:00, {as_text}',
    ]


def test_a_formula_is_never_worked_out() -> None:
    (wrong,) = said(book({"Menus": (HEAD, ("Main", 1, "Desk", "phones", "=10+15"))}), FILE)
    assert wrong == (
        'sheet "Menus", row 2, column "Rings for": this cell holds a formula without a saved value; save the file in '
        "its program, or write the value"
    )


def test_the_saved_value_of_a_formula_counts() -> None:
    content = book({"Menus": (HEAD, ("Main", 1, "Desk", "phones", "=10+15"))})
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>10+15</f><v></v>" in sheet or b"<f>10+15</f><v/>" in sheet or b"<f>10+15</f><v />" in sheet
    for empty in (b"<f>10+15</f><v></v>", b"<f>10+15</f><v/>", b"<f>10+15</f><v />"):
        sheet = sheet.replace(empty, b"<f>10+15</f><v>25</v>")
    desk = tree_of(repacked(content, {"xl/worksheets/sheet1.xml": sheet}), FILE).nodes["Desk"]
    assert isinstance(desk, Ring)
    assert desk.ring_for == 25


def test_an_error_of_the_program_is_said() -> None:
    def wrong(made: Any) -> None:
        made["Menus"]["E2"].value = "#REF!"
        made["Menus"]["E2"].data_type = "e"

    (one,) = said(book({"Menus": MENU}, wrong), FILE)
    assert one == 'sheet "Menus", row 2, column "Rings for": this cell shows the error #REF!'


def test_merged_cells_hold_for_all_their_rows() -> None:
    def merge(made: Any) -> None:
        made["Menus"].merge_cells("A3:A4")
        made["Menus"].merge_cells("C3:C4")
        made["Menus"].merge_cells("A1:F1")

    rows = (("Our menu",), HEAD, ("Main", 1, "Desk", "phones"), ("Main", 2, "Desk"))
    assert keys(book({"Menus": rows}, merge)) == ["1", "2"]


def test_hidden_sheets_and_others_are_left_out_and_told() -> None:
    def hide(made: Any) -> None:
        made["Old"].sheet_state = "hidden"
        made["Older"].sheet_state = "veryHidden"

    others = {"Thoughts": (("to do",),), "Help": (("x",),), "Empty": ()}
    content = book({"Menus": MENU, "Old": MENU, "Older": MENU, **others}, hide)
    tree = tree_of(content, FILE)
    assert tree.not_said == (
        'the sheet "Old" is hidden and not read',
        'the sheet "Older" is hidden and not read',
        'the sheet "Thoughts" is not read: no row of it has headings that are known',
        'calls are taken to begin at "Main", the first step of the menus',
    )


def test_menus_on_several_sheets_in_any_order_of_columns() -> None:
    content = book({
        "Day": MENU,
        "Night": (("Type", "Goes to", "Key", "Menu"), ("voicemail", "Box", "1", "Night menu"), (None, "Main", 2, None)),
    })  # fmt: skip
    tree = tree_of(content, FILE)
    assert isinstance(tree.nodes["Box"], Voicemail)
    assert [option.to for option in tree.nodes["Night menu"].options] == ["Box", "Main"]  # type: ignore[attr-defined]


def test_units_in_the_heading() -> None:
    content = book(
        {"Menus": (("Menu", "Key", "Goes to", "Type", "Returned within (hours)"), ("A", 1, "B", "voicemail", 24))}
    )
    box = tree_of(content, FILE).nodes["B"]
    assert isinstance(box, Voicemail)
    assert box.reply_within == 86400


def test_a_far_cell_is_passed_over_or_said() -> None:
    def empty(made: Any) -> None:
        made["Menus"]["XFD1048576"].number_format = "@"

    def filled(made: Any) -> None:
        made["Menus"]["A1048576"].value = "x"

    assert keys(book({"Menus": MENU}, empty)) == ["1", "2"]
    assert said(book({"Menus": MENU}, filled), FILE) == [
        'sheet "Menus": this sheet goes to row 1048576, column 6; at most 50000 and 400 are read'
    ]


def test_a_merged_area_as_large_as_the_sheet() -> None:
    content = book({"Menus": MENU}, lambda made: made["Menus"].merge_cells("H1:XFD50"))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").replace(b"H1:XFD50", b"H1:XFD1048576")
    assert opened(repacked(content, {"xl/worksheets/sheet1.xml": sheet}), FILE)[1]


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
DAMAGED = {
    "bomb": {"xl/media/zeros.bin": bytes(MOST_BYTES + 1)},
    "entities": {SHEET: BOMB},
    "entities in UTF-16": {SHEET: BOMB.decode().encode("utf-16")},
    "no workbook": {"xl/workbook.xml": None},
    "no sheet": {SHEET: None},
    "broken sheet": {SHEET: b"<worksheet><sheetData><row r='x'><c r='??'>"},
    "empty sheet": {SHEET: b""},
    "no types": {"[Content_Types].xml": None},
    "OpenDocument": {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"},
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_and_harmful_workbooks(name: str) -> None:
    tree, problems = opened(repacked(book({"Menus": MENU}), DAMAGED[name]), FILE)
    assert tree is None
    assert len(problems) == 1
    assert problems[0].message.startswith(("this ", "no sheet "))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(1000), b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_files_that_only_begin_like_workbooks(content: bytes) -> None:
    assert system_of(content) == "spreadsheet"
    (wrong,) = said(content, FILE)
    assert wrong.startswith("this ")


def test_a_cut_workbook() -> None:
    content = book({"Menus": MENU})
    for length in range(4, len(content), 97):
        tree, problems = opened(content[:length], FILE)
        assert tree is None
        assert problems
