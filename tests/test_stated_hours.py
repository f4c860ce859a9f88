"""Opening hours that prompts state, and those that they state of another time, place or matter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_rules_prompts import BOX, DESK, findings, tree

from ivr_audit.rules.stated_hours import stated_hours

WEEKDAYS = frozenset(range(5))


@pytest.mark.parametrize(
    "text",
    [
        "We are not open Saturday 9 to 1.",
        "We are no longer open on Saturday from 9 to 1.",
        "In summer we are open Monday to Friday, 7 to 3.",
        "We are open Monday to Friday, 7 to 3 in summer.",
        "This week we are open Monday to Friday, 9 to 3.",
        "Before June we were open Monday to Friday 9 to 4.",
        "We will be open Saturday 9 to 1 for flu shots.",
        "We are open Saturday 9 to 1 for flu shots.",
        "We are open Monday to Friday 8 to 5. Our Shelbyville office is open Saturday 9 to 5.",
        "Our pharmacy hours are Monday to Friday 9 to 7.",
    ],
)
def test_hours_of_something_else_are_not_taken_for_those_of_the_office(text: str) -> None:
    assert stated_hours(text) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Thank you for calling. Our normal business hours are Monday to Friday 8 to 5.", (480, 1020)),
        ("We are open Monday to Friday 8 to 5 for your convenience.", (480, 1020)),
        ("The surgery is open Monday to Friday 8 to 6:30.", (480, 1110)),
        ("We are open 8 a.m. to 6 30 p.m. Monday to Friday.", (480, 1110)),
    ],
)
def test_ordinary_words_before_and_after_are_no_doubt(text: str, span: tuple[int, int]) -> None:
    assert stated_hours(text) == ((WEEKDAYS, (span,)),)


def found(said: str, name: str, hours: str) -> int:
    nodes = f"  open?: {{hours: {hours}, open: desk, closed: notice}}\n  notice: {{say: '{said}', next: box}}\n"
    made = tree(nodes + DESK + BOX, "open?", hours=f"{{{hours}: {{mon-fri: 08:00-17:00}}}}")
    return len(findings(replace(made, name=name), "hours-do-not-match"))


@pytest.mark.parametrize(
    ("said", "name", "hours", "count"),
    [
        ("Our pharmacy is open Monday to Friday 9 to 7.", "Main Street Pharmacy", "staff", 1),
        ("Our pharmacy is open Monday to Friday 9 to 7.", "Hillside Clinic", "pharmacy", 1),
        ("Our pharmacy is open Monday to Friday 9 to 7.", "Hillside Clinic", "staff", 0),
        ("Our pharmacy is open Monday to Friday 9 to 7.", "Hillside Clinic and Pharmacy", "staff", 0),
        ("Hillside is open Monday to Friday 9 to 7.", "Hillside Clinic", "staff", 1),
        ("Shelbyville is open Monday to Friday 9 to 7.", "Hillside Clinic", "staff", 0),
        ("Our pharmacy is open Monday to Friday 8 to 5.", "Main Street Pharmacy", "staff", 0),
    ],
)
def test_a_unit_is_the_office_where_the_tree_or_the_hours_are_named_after_it(
    said: str, name: str, hours: str, count: int
) -> None:
    assert found(said, name, hours) == count
