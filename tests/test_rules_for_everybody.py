"""Where callers come to who press 0, and who is offered to callers who want just any person."""

from __future__ import annotations

import pytest
from test_rules_people import BOX, DESK, findings, tree

ZEROS = """\
  main:
    menu: For bills, press 1. For us, press 0.
    options: {1: bills, 0: %s}
    no_input: desk
  bills:
    menu: To pay, press 1.
    options: {1: desk, 0: %s}
    no_input: desk
  pause: {say: One moment please., next: main}
"""


@pytest.mark.parametrize(
    ("main", "bills", "found"),
    [
        ("desk", "desk", []),
        ("pause", "desk", [("main", "error", "0,0,0")]),
        ("bills", "pause", [("main", "error", "0,0,0,0")]),
        ("main", "main", [("main", "error", "0,0,0")]),
        ("desk", "main", [("bills", "warning", "1,0")]),
        ("box", "main", [("main", "warning", "0"), ("bills", "warning", "1,0")]),
    ],
)
def test_where_zero_leads(main: str, bills: str, found: list[tuple[str, str, str]]) -> None:
    made = tree(ZEROS % (main, bills) + DESK + BOX)
    said = [(f.node, f.severity, f.witness.keys) for f in findings(made, "no-zero-operator") if f.witness]
    assert said == found


def test_a_circle_is_one_finding_that_names_the_menus_before_it() -> None:
    (found,) = findings(tree(ZEROS % ("main", "main") + DESK + BOX), "no-zero-operator")
    assert found.message == 'pressing 0 in "main" only repeats the menu, and 0 in "bills" leads there'
    assert len(found.related) == 1


ROUND = """\
  main:
    menu: For us, press 1. For bills, press 2.
    options: {1: desk, 2: bills}
    no_input: desk
    invalid: %s
  bills:
    menu: To pay, press 1.
    options: {1: desk}
    no_input: desk
    invalid: %s
    attempts: 2
"""


@pytest.mark.parametrize(
    ("main", "bills", "found"),
    [
        (
            "main",
            "desk",
            [
                ("main", "error", 'pressing 0 in "main" only repeats the menu', "0,0,0,0,0,0"),
                (
                    "bills",
                    "warning",
                    '0 is no choice in "bills"; pressing it 2 times in "bills" leads to a person, "desk"',
                    "2,0,0",
                ),
            ],
        ),
        (
            "bills",
            "main",
            [
                (
                    "main",
                    "error",
                    'pressing 0 goes round for ever: "main", then "bills", then "main" again',
                    ",".join("0" * 10),
                )
            ],
        ),
        (
            "desk",
            "main",
            [
                (
                    "main",
                    "warning",
                    '0 is no choice in "main" or "bills"; pressing it 3 times in "main" leads to a person, "desk"',
                    "0,0,0",
                )
            ],
        ),
        (
            "main",
            "main",
            [
                ("main", "error", 'pressing 0 in "main" only repeats the menu', "0,0,0,0,0,0"),
                (
                    "bills",
                    "warning",
                    '0 is no choice in "bills"; pressing it 2 times in "bills" leads to another menu, "main"',
                    "2,0,0",
                ),
            ],
        ),
    ],
)
def test_where_zero_leads_that_is_no_choice(main: str, bills: str, found: list[tuple[str, str, str, str]]) -> None:
    made = tree(ROUND % (main, bills) + DESK + BOX)
    said = findings(made, "no-zero-operator")
    assert [(f.node, f.severity, f.message, f.witness.keys) for f in said if f.witness] == found
    assert all(f.witness and f.witness.outcome == "stuck" for f in said if f.severity == "error")


SHIFTS = """\
  open?: {hours: office, open: main, closed: late?}
  late?: {hours: late, open: night, closed: box}
  main: {menu: 'For the desk, press 1.', options: {1: desk, 0: %s}, no_input: desk, invalid: desk}
  night: {menu: 'For the desk, press 1.', options: {1: desk, 0: %s}, no_input: desk, invalid: desk}
  other box: {voicemail: Other, owner: Ann, reply_within: 1d}
"""


@pytest.mark.parametrize(
    ("main", "night", "found"),
    [
        ("", "", [("main", ("office and late open", "office open", "late open"))]),
        ("box", "box", [("main", ("office and late open", "office open", "late open"))]),
        (
            "box",
            "other box",
            [("main", ("office and late open", "office open")), ("night", ("late open",))],
        ),
    ],
)
def test_a_finding_on_several_menus_lists_the_periods_of_all(
    main: str, night: str, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    hours = "{office: {mon-fri: 08:30-17:00}, late: {mon: 17:00-19:00, tue: 08:30-09:30}}"
    text = SHIFTS.replace(", 0: %s", "") if not main else SHIFTS % (main, night)
    made = tree(text + DESK + BOX, "open?", hours=hours)
    assert [(f.node, f.periods) for f in findings(made, "no-zero-operator")] == found


ON_CALL = """\
  open?: {hours: office, open: desk, closed: night}
  desk: {ring: Desk, staffed: office, no_answer: box}
  night:
    menu: For an emergency, press 1 for the dentist on call. To leave a message, press 2.
    options: {1: {to: dentist, about: emergency}, 2: box}
    no_input: %s
"""
DENTISTS = {
    "outside": "  dentist: {transfer: +1 555 010 0388, answered_by: person, no_answer: box}\n",
    "inside": "  dentist: {ring: Dentist, handles: emergency, no_answer: box}\n",
}


@pytest.mark.parametrize("dentist", DENTISTS.values(), ids=DENTISTS.keys())
def test_somebody_who_is_there_for_one_topic_is_not_offered_to_everybody(dentist: str) -> None:
    top = {"topics": "[emergency, billing]", "hours": "{office: {mon-fri: 08:00-17:00}}"}
    kept = tree(ON_CALL % "box" + dentist + BOX, "open?", **top)
    for rule_id in ("human-not-in-first-menu", "no-zero-operator", "wrong-door"):
        assert not findings(kept, rule_id), rule_id
    lost = tree(ON_CALL % "hangup" + dentist + BOX, "open?", **top)
    (first,) = findings(lost, "human-not-in-first-menu")
    assert first.advice == 'set "no_input" of "night" to "box", for callers whom no key helps'
    (zero,) = findings(lost, "no-zero-operator")
    assert zero.advice == 'point 0 at a person, or while nobody is there at "box", in every menu'
    (door,) = findings(tree((ON_CALL % "hangup").replace(", 2: box", "") + dentist + BOX, "open?", **top), "wrong-door")
    assert door.cause == "billing"
    assert door.advice == 'add a choice about "billing" to "night" that leads to "box"'


def test_a_desk_by_its_name_and_one_that_can_pass_on_are_for_everybody() -> None:
    menu = "  main: {menu: 'For x, press 1.', options: {1: {to: a, about: x}}, no_input: box}\n"
    for desk in ("ring: Reception, handles: [x]", "ring: A, handles: [x], transfers_to: [b]"):
        made = tree(menu + f"  a: {{{desk}, no_answer: box}}\n  b: {{ring: B, handles: [y]}}\n" + BOX, topics="[x, y]")
        (found,) = findings(made, "human-not-in-first-menu")
        assert 'that leads to "a"' in found.advice


def test_a_wrong_door_is_where_the_honest_and_the_others_part() -> None:
    made = tree(
        "  main: {menu: 'Y, press 9.', options: {1: {to: box, about: x}, 9: {to: sub, about: y}}, no_input: box}\n"
        "  sub: {menu: 'X, press 1.', options: {1: {to: y desk, about: x}, 3: lost}, no_input: lost}\n"
        "  y desk: {ring: Y, handles: y, no_answer: box}\n  lost: {voicemail: Lost}\n" + BOX,
        topics="[x, y]",
    )
    (found,) = findings(made, "wrong-door")
    assert (found.cause, found.node) == ("y", "sub")
    assert found.advice == 'add a choice about "y" to "sub" that leads to "y desk"'
