"""What the report says, on small trees made for it."""

from __future__ import annotations

from datetime import date

import pytest

from ivr_audit.audit import Audit, audit
from ivr_audit.load.native import read
from ivr_audit.render.answer import answer, fix_first, say_periods
from ivr_audit.render.styled import paragraph, plain, table
from ivr_audit.render.text import report

AS_OF = date(2026, 11, 23)


def audited(text: str) -> Audit:
    tree, problems = read(text, "t.yaml")
    assert tree is not None, problems
    return audit(tree, AS_OF)


def test_a_tree_without_people() -> None:
    found = audited("tree: T\nowner: Ann\nstart: a\nnodes:\n  a: {voicemail: A, owner: Ann, reply_within: 1d}\n")
    assert answer(found)[0].startswith("No caller can ever reach a person here")
    assert "There is no hour of the year" in answer(found)[-1]


def test_an_unstated_wait_is_said() -> None:
    found = audited(
        "tree: T\nowner: Ann\nstart: q\nnodes:\n  q: {queue: Q, max_wait: 10m, overflow: q2}\n  q2: {ring: R}\n"
    )
    assert 'at least 0 s typically, 10 min 20 s at worst (the usual wait in "q" is not stated)' in answer(found)[1]
    assert any("no typical wait is stated" in text for text in found.assumptions)


def test_dates_that_are_past_are_said() -> None:
    found = audited(
        "tree: T\nowner: Ann\nhours: {office: {mon-fri: 08:00-17:00, 2025-12-24: closed}}\nholidays: [2026-01-01]\n"
        "start: a\nnodes:\n  a: {ring: A, staffed: office, no_answer: a}\n"
    )
    assert [text for text in found.assumptions if "past" in text] == [
        'the dates of hours "office" are all past, the last is 24 December 2025; no later one is known',
        "the public holidays are all past, the last is 1 January 2026; no later one is known",
    ]


def test_while_there_are_errors_a_change_that_settles_none_does_not_come_first() -> None:
    found = audited(
        "tree: T\nhours: {never: closed}\nstart: main\nnodes:\n  main: {menu: Press 1., options: {1: desk, 0: desk}, "
        "no_input: desk}\n  desk: {ring: Desk, staffed: never, no_answer: box}\n"
        "  box: {voicemail: B, owner: Ann, reply_within: 1d}\n"
    )
    errors = [finding for finding in found.findings if finding.severity == "error"]
    assert errors
    assert found.fix_first is not None
    assert found.fix_first.finding.severity == "error"
    assert "-" not in (fix_first(found) or "").partition("Settles")[2]


def test_what_is_settled_counts_findings_that_are_gone() -> None:
    found = audited(
        "tree: T\nowner: Ann\nstart: main\nnodes:\n"
        "  main: {menu: For the desk press 1., options: {1: desk}, no_input: bye, invalid: desk}\n"
        "  desk: {ring: Desk, no_answer: box}\n  bye: {hangup: Bye.}\n"
        "  box: {voicemail: B, owner: Ann, reply_within: 1d}\n"
    )
    assert found.fix_first is not None
    assert all(0 <= gone <= had for _, gone, had in found.fix_first.settles)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["office open"], "office open"),
        (["office open", "closed"], "at any time"),
        ([], ""),
    ],
)
def test_periods_in_words(names: list[str], said: str) -> None:
    found = audited(
        "tree: T\nhours: {office: {mon-fri: 08:00-17:00}}\nstart: a\nnodes:\n  a: {ring: A, staffed: office}\n"
    )
    assert say_periods(found, names) == said


def test_many_periods_are_said_by_those_left_out() -> None:
    hours = "".join(f"  h{n}: {{mon: {8 + n:02}:00-{9 + n:02}:00}}\n" for n in range(6))
    found = audited(f"tree: T\nhours:\n{hours}start: a\nnodes:\n  a: {{ring: A}}\n")
    names = [period.period.name for period in found.periods]
    assert say_periods(found, names[:-1]) == f"at any time but: {names[-1]}"
    assert say_periods(found, names[:4]) == "at any time but: h4 open; h5 open; closed"


def test_numbers_stay_with_their_units() -> None:
    for width in range(20, 60):
        for row in plain(
            paragraph("nobody for 92 h 30 min, or 5 s, or 15 min 49 s at worst", width=width)
        ).splitlines():
            assert not row.rstrip(",").endswith(tuple("0123456789"))


def test_a_table_cuts_only_what_may_be_cut() -> None:
    text = plain(table([("a", "b"), ("x" * 100, "WHOLE VERDICT")], whole=(1,)))
    assert all(len(row) <= 80 for row in text.splitlines())
    assert "WHOLE VERDICT" in text


def test_names_with_anything_in_them_stay_in_their_lines() -> None:
    found = audited('tree: "[red]T[/red] %s {x}"\nstart: "a\u202e b"\nnodes:\n  "a\u202e b": {ring: "<b>"}\n')
    text = plain(report(found))
    assert "[red]T[/red] %s {x}" in text
