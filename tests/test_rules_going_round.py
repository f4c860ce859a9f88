"""Circles that callers come round in, and what lost callers are told to do instead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_rules_lost_callers import HOURS, REPORTED, findings, main_menu, tree_of


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (
            "no_input: main",
            [
                (
                    "error",
                    'a caller who presses nothing in "main" comes back to it for ever, every 27 s; wrong keys go the '
                    "same way",
                )
            ],
        ),
        (
            "no_input: main, invalid: desk",
            [("error", 'a caller who presses nothing in "main" comes back to it for ever, every 27 s')],
        ),
        (
            "no_input: desk, invalid: main",
            [("warning", 'a caller who presses wrong keys in "main" hears it again for ever')],
        ),
    ],
)
def test_circles_of_the_silent_and_of_wrong_keys(ways: str, said: list[tuple[str, str]]) -> None:
    tree = tree_of(f"  main: {{menu: {{text: Press 0., seconds: 4}}, options: {{0: desk}}, {ways}}}")
    found = findings(tree, "doom-loop")
    # three plays of 4 s, each with 5 s of silence
    assert [(f.severity, f.message) for f in found] == said
    assert [f.witness.outcome for f in found if f.witness] == ["stuck"]


def test_wrong_keys_and_silence_in_one_circle_are_told_apart() -> None:
    tree, _ = REPORTED["wrong keys and silence that lead to each other"]
    (found,) = findings(tree, "doom-loop")
    assert found.message == (
        'a caller who presses wrong keys in "main" and nothing in "again" goes round for ever: "main", then "sorry", '
        'then "again", then "main" again'
    )


def test_somebody_whose_hours_never_come_is_no_goal() -> None:
    menu = "  main: {menu: Press 0., options: {0: nurse}, no_input: nurse}\n"
    nurse = "  nurse: {ring: Nurse, staffed: never, no_answer: box}"
    tree = tree_of(menu + nurse, top="hours: {never: {mon: closed}}\n")
    nodes = {name: node for name, node in tree.nodes.items() if name != "desk"}
    (found,) = findings(replace(tree, nodes=nodes), "no-path-to-human")
    assert found.advice == 'check when somebody is at "nurse" (`staffed`)'


def test_a_file_without_menus_is_not_told_of_menus() -> None:
    (found,) = findings(tree_of("  main: {say: Hello., next: box}"), "no-path-to-human")
    assert found.advice == 'let calls to "main" go on to "desk"'


def test_behind_a_hopeless_menu_callers_are_sent_to_a_desk_that_is_open() -> None:
    """Also where the desk overflows into what lies behind that menu."""
    tree = main_menu(
        "1: sub, 2: nurse",
        "  sub: {menu: Press 1., options: {1: lost}, no_input: lost}\n"
        "  lost: {voicemail: Lost, owner: nobody}\n"
        "  nurse: {ring: Nurse, no_answer: lost}",
    )
    nodes = {**tree.nodes, "desk": replace(tree.nodes["desk"], no_answer="lost")}  # type: ignore[call-arg]
    (found,) = findings(replace(tree, nodes=nodes), "no-path-to-human")
    assert found.advice == 'point key 0 of "sub" at "desk", and its "no_input" too'


def test_traps_of_different_nodes_are_different_findings() -> None:
    """A trap that has more nodes at night is not said to be the one of the day."""
    tree = tree_of(
        "  main: {menu: Press 0., options: {0: desk, 1: a}, no_input: desk}\n"
        "  a: {menu: Press 1., options: {1: b?}, no_input: a}\n"
        "  b?: {hours: office, open: a, closed: b}\n"
        "  b: {say: B., next: a}",
        top=HOURS,
    )
    found = findings(tree, "caller-trap")
    assert {(f.message.split(" of ")[1].split(",")[0], f.periods[-1]) for f in found} == {
        ('"a" and "b?"', "office open"),
        ('"a"', "closed"),
    }
