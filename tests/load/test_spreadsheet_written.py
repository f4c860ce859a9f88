"""Trees as spreadsheets: they read back as themselves, or a sentence says what is lost; and the one to fill in."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import bare, opened, tree_of

from ivr_audit.audit import audit
from ivr_audit.load import load, native
from ivr_audit.model import Branch, Case, HoursCheck, Menu, PhoneTree, Prompt, Say, Voicemail
from ivr_audit.place import Place
from ivr_audit.render.sheet_rows import listed, say_seconds, spoken, tables
from ivr_audit.render.spreadsheet import csv_text, template, workbook
from ivr_audit.scalars import duration
from ivr_audit.settings import AuditSettings
from ivr_audit.sheet_words import COLUMNS, SETTINGS, TYPES, WAYS

ROOT = Path(__file__).parents[2]
TREES = sorted([*ROOT.glob("trees/*.yaml"), ROOT / "tests" / "trees" / "every-field.yaml"])
MANY = int(os.environ.get("IVR_AUDIT_FUZZ", "150"))


def made(text: str) -> PhoneTree:
    """A tree in the native format."""
    tree, problems = native.read(text, "")
    assert tree is not None, problems
    return tree


def there_and_back(tree: PhoneTree) -> list[PhoneTree]:
    """What is read again from both kinds of spreadsheet."""
    return [tree_of(workbook(tree)[0], "x.xlsx"), tree_of(csv_text(tree)[0], "x.csv")]


def test_a_step_may_be_called_as_its_hours() -> None:
    tree = made(
        "tree: T\nstart: office\nhours: {office: {mon: 8-17}, nurses: {mon: 9-12}}\nnodes:\n"
        "  office: {hours: office, open: desk, closed: night}\n  desk: {ring: Desk}\n"
        "  night: {hours: nurses, open: desk}\n"
    )
    for again in there_and_back(tree):
        node = again.nodes["office"]
        assert isinstance(node, HoursCheck)
        assert node.hours == "office"


@pytest.mark.parametrize("path", TREES, ids=lambda path: path.stem)
def test_a_tree_reads_back_as_itself(path: Path) -> None:
    tree = load(path)
    unsaid = workbook(tree)[1]
    assert unsaid == csv_text(tree)[1]
    own = tree.audit._replace(rules=(), ignore=())
    assert bool(unsaid) == (own != tree.audit or tree.traffic is not None)
    for again in there_and_back(tree):
        assert bare(again) == bare(replace(tree, audit=own, traffic=None))
        assert list(again.nodes) == list(tree.nodes)


def test_only_settings_and_traffic_have_no_place() -> None:
    tree = load(ROOT / "tests" / "trees" / "every-field.yaml")
    assert tree.audit != AuditSettings()
    assert workbook(tree)[1] == [
        'settings of rules (long-menu) are not in the spreadsheet; keep them in "ivr-audit.yaml" beside it',
        'findings to leave out ("ignore") are not in the spreadsheet; keep them in "ivr-audit.yaml" beside it',
        "who calls and who answers (`traffic`) is not in the spreadsheet; keep it in a file beside it",
    ]


def test_the_words_of_a_menu_stand_beside_its_keys() -> None:
    text = "Hello. For bills, press 1. For anything else, stay on the line or press 0. Thank you."
    assert spoken(text, ["1", "2", "0"]) == (
        "Hello.", {"1": "For bills, press 1.", "0": "For anything else, stay on the line or press 0. Thank you."},
    )  # fmt: skip
    assert spoken(text, ["0", "1"]) == (text, {})
    assert spoken("Press 1 or 2.", ["1", "2"]) == ("", {"1": "Press 1 or 2."})
    assert spoken("", ["1"]) == ("", {})


@given(st.lists(st.sampled_from(["Hello.", "For bills, press 1.", "press 2", "a  b", "No?", "dial 0!", "1", ""])),
       st.permutations(["1", "2", "0"]))  # fmt: skip
@settings(max_examples=MANY, deadline=None)
def test_no_word_of_a_menu_is_lost(parts: list[str], keys: list[str]) -> None:
    text = " ".join(parts).strip()
    intro, said = spoken(text, keys)
    assert " ".join(part for part in (intro, *(said[key] for key in keys if key in said)) if part) == text


@given(st.one_of(st.integers(0, 366 * 86400), st.floats(0, 1e6).map(lambda number: round(number, 6))))
@settings(max_examples=MANY, deadline=None)
def test_durations_read_back(seconds: float) -> None:
    assert duration(say_seconds(seconds)) == pytest.approx(seconds, abs=1e-9)


ROUGH = st.text(
    st.sampled_from("""ab ,;"'=+-@*#:.?!()[]{}|&<>äñ1234567890\n\tXx"""), min_size=1, max_size=12
)  # fmt: skip
NAME = ROUGH.map(lambda text: " ".join(text.split())).filter(
    lambda text: text and text.casefold() not in ("hangup", "always", "closed")
)


@given(
    st.lists(NAME, min_size=2, max_size=4, unique_by=str.casefold),
    st.lists(ROUGH.map(str.strip), min_size=3, max_size=3),
)
@settings(max_examples=max(MANY // 10, 30), deadline=None)
def test_rough_names_and_texts_read_back(names: list[str], texts: list[str]) -> None:
    place = Place("")
    first, second = names[:2]
    tree = PhoneTree(
        name=texts[0] or "x",
        source="",
        place=place,
        nodes={
            first: Branch(name=first, place=place, decides=texts[1],
                          cases=(Case(texts[0] or "x", second, None, place, place),)),
            second: Voicemail(name=second, place=place, box=second, greeting=Prompt(texts[1]), owner=texts[2] or None,
                              topics=tuple(names)),
        },
        entries=made("tree: x\nstart: a\nnodes: {a: {hangup: }}").entries,
        topics=tuple(names),
    )  # fmt: skip
    tree = replace(tree, entries=(tree.entries[0]._replace(node=first, number=""),))
    found = tables(tree)
    if found.unsaid or '""' in texts:
        return
    for again in there_and_back(tree):
        assert bare(again) == bare(tree)


def test_lists_with_signs_of_lists_in_them() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(["Smith, John", 'the "desk"']) == '"Smith, John", "the ""desk"""'
    assert listed([]) == "none"
    assert listed(["nobody"]) == '"nobody"'
    assert listed(["a", "b"], {"a, b"}) == '"a", "b"'


FORMULAS = ("=1+2", "+1 555 010 0142", "-5", "@SUM(A1)", "'=1", "''+1", "=HYPERLINK(x)")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    from openpyxl import load_workbook

    tree = made(f'tree: x\nstart: a\nnodes: {{a: {{voicemail: "{text}", greeting: "{text}", owner: "{text}"}}}}')
    content, unsaid = workbook(tree)
    assert not unsaid
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in row)
    for cells in csv.reader(io.StringIO(csv_text(tree)[0])):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    for again in there_and_back(tree):
        assert bare(again) == bare(tree)


def test_names_that_differ_in_capitals_alone_are_told_apart() -> None:
    tree = made("tree: x\nstart: Desk\nnodes: {Desk: {say: Hello., next: desk}, desk: {say: Bye., next: hang up}, "
                "hang up: {hangup: }}")  # fmt: skip
    for again, unsaid in zip(there_and_back(tree), (workbook(tree)[1], csv_text(tree)[1]), strict=True):
        assert list(again.nodes) == ["Desk", "desk (2)", "step hang up"]
        assert again.nodes["desk (2)"].next == "step hang up"  # type: ignore[attr-defined]
        assert len(unsaid) == 2


def test_what_an_imported_tree_does_not_say_is_told() -> None:
    tree = made("tree: x\nstart: a\nnodes: {a: {hours: always, open: b}, b: {voicemail: Box, reply_within: 1d}}")
    check = tree.nodes["a"]
    assert isinstance(check, HoursCheck)
    tree = replace(tree, system="asterisk", not_said=("one thing", "another"), hours={},
                   nodes={**tree.nodes, "a": replace(check, hours=None)})  # fmt: skip
    content, unsaid = workbook(tree)
    assert unsaid == [
        'at the step "a" the hours that decide are not known; name them in the column "Open hours" and in the sheet '
        '"Hours" before the spreadsheet is read',
        'who returns messages is not known and counts as nobody once the spreadsheet is read; fill in "Owner" for "b"',
        "what the file that was read did not say (2 remarks) is not in the spreadsheet",
    ]
    _, problems = opened(content, "x.xlsx")
    assert ['name the hours in the column "Open hours"' in problem.message for problem in problems] == [True]


def test_a_text_longer_than_a_cell_is_told() -> None:
    tree = made("tree: x\nstart: a\nnodes: {a: {hangup: Bye.}}")
    long = replace(tree, nodes={"a": Say(name="a", place=Place(""), prompt=Prompt("x" * 40_000 + "\x07"))})
    content, unsaid = workbook(long)
    assert len(unsaid) == 1
    assert 'a text in the column "Caller hears" is cut' in unsaid[0]
    assert len(content) > 0


def test_a_target_that_no_node_has_is_written_and_told() -> None:
    tree, problems = native.read("tree: x\nstart: a\nnodes: {a: {say: Hello., next: b}}", "")
    assert tree is not None
    assert len(problems) == 1
    content, unsaid = workbook(tree)
    assert unsaid == ['no step is called "b"; the spreadsheet names them all the same']
    again, (problem,) = opened(content, "x.xlsx")
    assert again is not None
    assert problem.rule == "dangling-target"
    assert bare(again) == bare(tree)


def test_the_spreadsheet_to_fill_in_is_complete_and_without_a_finding() -> None:
    content = template()
    tree = tree_of(content, "new.xlsx")
    assert tree.not_said == ()
    assert list(tree.nodes) == [
        "Welcome", "Are we open?", "Main menu", "Front desk", "Billing office", "We are closed", "Message box",
    ]  # fmt: skip
    assert not audit(tree, as_of=date(2026, 11, 23)).findings
    menu = tree.nodes["Main menu"]
    assert isinstance(menu, Menu)
    assert menu.prompt.text == (
        "Please choose: For appointments, press 1. For a question about a bill, press 2. To talk to somebody, press 0 "
        "or stay on the line."
    )


def sheets() -> dict[str, Any]:
    """The sheets of the spreadsheet to fill in, by title (Any: openpyxl states no types)."""
    from openpyxl import load_workbook

    return {sheet.title: sheet for sheet in load_workbook(io.BytesIO(template())).worksheets}


def test_headings_stay_and_explain_themselves() -> None:
    found = sheets()
    assert list(found) == ["Menus", "Hours", "Office", "Help"]
    menus = found["Menus"]
    assert [cell.value for cell in menus[1]] == [column.heading for column in COLUMNS]
    assert [cell.comment.text for cell in menus[1]] == [column.note for column in COLUMNS]
    for title in ("Menus", "Hours", "Office"):
        assert found[title].freeze_panes == "B2"
        assert found[title].print_title_rows == "$1:$1"
    assert {row[0].value for row in found["Office"].iter_rows(min_row=2)} == set(SETTINGS)
    words = {row[0].value for row in found["Help"].iter_rows()}
    assert {word for words in TYPES.values() for word in words[:1]} <= words
    assert {*WAYS} - {"open", "closed", "holiday"} <= words


def test_drop_down_lists() -> None:
    menus = sheets()["Menus"]
    lists = {str(rule.sqref).partition("2:")[0]: rule for rule in menus.data_validations.dataValidation}
    letters = {cell.value: cell.column_letter for cell in menus[1]}
    assert lists[letters["Type"]].formula1 == '"' + ",".join(words[0] for words in TYPES.values()) + '"'
    assert lists[letters["Opened by"]].formula1 == '"own,shared,email,text"'
    assert lists[letters["Goes to"]].formula1 == "$A$2:$A$1000"
    assert not lists[letters["Key"]].showErrorMessage
    assert all(len(rule.formula1) <= 257 for rule in lists.values())


def test_columns_that_few_need_are_folded_away() -> None:
    menus = sheets()["Menus"]
    for column, cell in zip(COLUMNS, menus[1], strict=True):
        hidden = menus.column_dimensions[cell.column_letter].hidden
        assert hidden == (not column.common and column.heading not in ("If nobody is there", "Tells the wait"))
