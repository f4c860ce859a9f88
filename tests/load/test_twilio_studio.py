"""Menus and questions of Twilio Studio flows, with the tree worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from studio_flows import (
    AGENT,
    RING,
    flow,
    gather,
    keys,
    menu_of,
    say,
    setting,
    split,
    tree_of,
    ways,
    widget,
)

from ivr_audit import model
from ivr_audit.model import Attempts


def test_gather_and_split_are_one_menu(tmp_path: Path) -> None:
    made = flow(
        "menu",
        menu=gather("Press 1 for sales, 2 for help.", "which", "bye"),
        which=keys("menu", "wrong", k1="ring", k2="agent"),
        wrong=say("That is no option.", "menu"),
        bye=say("Goodbye."),
        ring=RING,
        agent=AGENT,
    )
    tree = tree_of(made, tmp_path)
    menu = tree.nodes["menu"]
    assert isinstance(menu, model.Menu)
    assert ways(menu) == {"1": "ring", "2": "agent"}
    assert (menu.no_input, menu.invalid) == ("bye", "wrong")
    assert menu.attempts == Attempts(1, 1, apart=False)
    assert (menu.no_input_timeout, menu.barge_in, menu.accepts) == (5.0, True, "keys")
    assert set(tree.nodes) == {"menu", "ring", "agent", "wrong", "bye"}
    wrong = tree.nodes["wrong"]
    assert isinstance(wrong, model.Say)
    assert wrong.next == "menu"


def test_places_are_lines_of_the_file(tmp_path: Path) -> None:
    made = flow("menu", menu=gather("Press 1.", "which", "bye"), which=keys("menu", k1="bye"), bye=say("Goodbye."))
    menu = menu_of(made, tmp_path)
    lines = (tmp_path / "flow.json").read_text(encoding="utf-8").split("\n")
    to = menu.options[0].to_place
    assert lines[to.line - 1][to.column - 1 :].startswith('"bye"')
    silent = menu.at("no_input")
    assert lines[silent.line - 1][silent.column - 1 :].startswith('"bye"')
    assert silent.line < to.line


@pytest.mark.parametrize(
    ("how", "value", "expected"),
    [
        ("equal_to", "1", ["1"]),
        ("matches_any_of", "1, 2,3", ["1", "2", "3"]),
        ("contains", "5", ["5"]),
        ("starts_with", "0", ["0"]),
        ("regex", "^[1-3]$", ["1", "2", "3"]),
        ("less_than", "3", ["1", "2", "0"]),
        ("greater_than", "7", ["8", "9"]),
        ("not_equal_to", "9", ["1", "2", "3", "4", "5", "6", "7", "8", "0", "*"]),
        ("does_not_match_any_of", "1,2,3,4,5,6,7,8", ["9", "0", "*"]),
    ],
)
def test_conditions(tmp_path: Path, how: str, value: str, expected: list[str]) -> None:
    cases = [(how, value, "bye")]
    made = flow(
        "menu",
        menu=gather("Press a key.", "which"),
        which=split("{{widgets.menu.Digits}}", cases, "sorry"),
        bye=say("Goodbye."),
        sorry=say("Sorry."),
    )
    menu = menu_of(made, tmp_path)
    assert ways(menu) == dict.fromkeys(expected, "bye")
    assert menu.invalid == "sorry"


def test_first_condition_that_fits_wins(tmp_path: Path) -> None:
    cases = [("matches_any_of", "1,2", "one"), ("equal_to", "2", "two"), ("equal_to", "3", "two")]
    made = flow(
        "menu",
        menu=gather("Press a key.", "which"),
        which=split("{{ widgets.menu.Digits }}", cases),
        one=say("One."),
        two=say("Two."),
    )
    assert ways(menu_of(made, tmp_path)) == {"1": "one", "2": "one", "3": "two"}


def test_split_behind_steps_that_nobody_notices(tmp_path: Path) -> None:
    made = flow(
        "menu",
        menu=gather("Press 1 or 2.", "note"),
        note=setting("tell", choice="{{widgets.menu.Digits}}"),
        tell=widget("make-http-request", {"success": "which", "failed": "which"}),
        which=split("{{flow.variables.choice}}", [("equal_to", "1", "ring"), ("equal_to", "2", "agent")], "menu"),
        ring=RING,
        agent=AGENT,
    )
    menu = menu_of(made, tmp_path)
    assert ways(menu) == {"1": "ring", "2": "agent"}
    assert menu.invalid == "menu"


def test_split_behind_an_announcement(tmp_path: Path) -> None:
    made = flow(
        "menu",
        menu=gather("Press 1 or 2.", "thanks"),
        thanks=say("Thank you.", "which"),
        which=keys("menu", "sorry", k1="ring", k2="agent"),
        ring=RING,
        agent=AGENT,
        sorry=say("Sorry."),
    )
    tree = tree_of(made, tmp_path)
    assert ways(tree.nodes["menu"]) == {"1": "thanks, key 1", "2": "thanks, key 2"}
    thanks = tree.nodes["thanks, key 2"]
    assert isinstance(thanks, model.Say)
    assert thanks.next == "agent"


def test_two_splits_on_one_key(tmp_path: Path) -> None:
    made = flow(
        "menu",
        menu=gather("Press 1 or 2.", "first"),
        first=keys("menu", "second", k1="ring"),
        second=keys("menu", "sorry", k2="agent"),
        ring=RING,
        agent=AGENT,
        sorry=say("Sorry."),
    )
    menu = menu_of(made, tmp_path)
    assert ways(menu) == {"1": "ring", "2": "agent"}
    assert menu.invalid == "sorry"


def test_split_on_the_keys_of_another_menu(tmp_path: Path) -> None:
    """A slip of real flows: the second menu is split on what was pressed in the first."""
    made = flow(
        "menu",
        menu=gather("Press 1 or 2.", "which"),
        which=keys("menu", k1="again", k2="agent"),
        again=gather("Press 1 for a person, 2 to stop.", "wrong_one", number_of_digits=None),
        wrong_one=keys("menu", k1="ring", k2="agent"),
        ring=RING,
        agent=AGENT,
    )
    tree = tree_of(made, tmp_path)
    again = tree.nodes["again"]
    assert isinstance(again, model.Ask)
    assert again.next == "ring"
    assert 'nothing in the flow looks at what callers enter here: "again"' in tree.not_said


def test_announcement_is_the_prompt_of_a_silent_gather(tmp_path: Path) -> None:
    """Keys pressed during a say-play widget do not count, so the menu has no barge-in."""
    made = flow(
        "offer",
        offer=say("Press 1 or 2.", "menu"),
        menu=gather("", "which", "offer"),
        which=keys("menu", "sorry", k1="ring", k2="agent"),
        sorry=say("Sorry.", "offer"),
        ring=RING,
        agent=AGENT,
    )
    tree = tree_of(made, tmp_path)
    menu, sorry = tree.nodes["menu"], tree.nodes["sorry"]
    assert isinstance(menu, model.Menu)
    assert isinstance(sorry, model.Say)
    assert (menu.prompt.text, menu.barge_in, menu.no_input) == ("Press 1 or 2.", False, "menu")
    assert sorry.next == "menu"
    assert "offer" not in tree.nodes


def test_key_that_leads_nowhere_hangs_up(tmp_path: Path) -> None:
    made = flow("menu", menu=gather("Press 1 or 2.", "which"), which=keys("menu", k1=None, k2="ring"), ring=RING)
    menu = menu_of(made, tmp_path)
    assert ways(menu) == {"1": "hangup", "2": "ring"}
    assert (menu.no_input, menu.invalid) == (None, "hangup")


def test_more_digits_make_a_key_late(tmp_path: Path) -> None:
    made = flow(
        "menu",
        menu=gather("Press 1 or 2.", "which", number_of_digits=None),
        which=keys("menu", k1="ring", k2="bye"),
        ring=RING,
        bye=say("Goodbye."),
    )
    tree = tree_of(made, tmp_path)
    assert any(sentence.startswith("these menus take more than one digit") for sentence in tree.not_said)
    menu = tree.nodes["menu"]
    assert isinstance(menu, model.Menu)
    assert menu.inter_digit_timeout == 5.0


def test_patterns_are_extensions(tmp_path: Path) -> None:
    cases = [("equal_to", "0", "ring"), ("regex", r"^1\d{2}$", "dial"), ("regex", "^2[0-9]{2}$", "ring")]
    made = flow(
        "menu",
        menu=gather("Dial an extension, or 0.", "which", number_of_digits=3),
        which=split("{{widgets.menu.Digits}}", cases, "sorry"),
        ring=RING,
        dial=widget("connect-call-to", {"callCompleted": None}, noun="sip", to="sip:{{widgets.menu.Digits}}@pbx"),
        sorry=say("Sorry."),
    )
    menu = menu_of(made, tmp_path)
    assert ways(menu) == {"0": "ring"}
    assert [one[:2] for one in menu.extensions] == [("1XX", "dial"), ("2XX", "ring")]


def test_any_number_beside_a_key_is_an_extension(tmp_path: Path) -> None:
    made = flow(
        "menu",
        menu=gather("Enter your ticket, or 0.", "which", number_of_digits=6),
        which=keys("menu", "look_up", k0="ring"),
        look_up=widget("run-function", {"success": "found", "fail": None}),
        found=split("{{widgets.look_up.parsed.who}}", [("equal_to", "sales", "ring")], "agent"),
        ring=RING,
        agent=AGENT,
    )
    menu = menu_of(made, tmp_path)
    assert ways(menu) == {"0": "ring"}
    assert len(menu.extensions) == 1
    assert (menu.extensions[0].pattern, menu.extensions[0].to) == ("XXXXXX", "found")


def test_number_for_code_is_a_question(tmp_path: Path) -> None:
    made = flow(
        "ask",
        ask=gather("Enter your account number.", "look_up", "sorry", number_of_digits=8),
        look_up=widget(
            "run-function",
            {"success": "agent", "fail": "sorry"},
            parameters=[{"key": "n", "value": "{{widgets.ask.Digits}}"}],
        ),
        agent=AGENT,
        sorry=say("Sorry."),
    )
    tree = tree_of(made, tmp_path)
    ask = tree.nodes["ask"]
    assert isinstance(ask, model.Ask)
    assert (ask.digits, ask.next, ask.no_input) == (8, "look_up", "sorry")
    code = tree.nodes["look_up"]
    assert isinstance(code, model.Branch)
    assert {case.name: case.to for case in code.cases} == {"success": "agent", "fail": "sorry"}
    assert not any("nothing in the flow looks" in sentence for sentence in tree.not_said)


def test_long_codes_are_a_question(tmp_path: Path) -> None:
    made = flow(
        "ask",
        ask=gather("Enter the code.", "check", number_of_digits=4),
        check=keys("ask", "sorry", k4711="ring"),
        ring=RING,
        sorry=say("Sorry."),
    )
    tree = tree_of(made, tmp_path)
    ask, check = tree.nodes["ask"], tree.nodes["check"]
    assert isinstance(ask, model.Ask)
    assert ask.next == "check"
    assert isinstance(check, model.Branch)
    assert [(case.name, case.to) for case in check.cases] == [("4711", "ring"), ("anything else", "sorry")]


def test_press_any_key(tmp_path: Path) -> None:
    made = flow("ask", ask=gather("Press any key for a person.", "ring", "bye"), ring=RING, bye=say("Goodbye."))
    tree = tree_of(made, tmp_path)
    ask = tree.nodes["ask"]
    assert isinstance(ask, model.Ask)
    assert (ask.digits, ask.next, ask.no_input) == (1, "ring", "bye")
    assert not any("nothing in the flow looks" in sentence for sentence in tree.not_said)


def test_spoken_answers(tmp_path: Path) -> None:
    made = flow(
        "ask",
        ask=gather("Say sales or help.", None, "bye", speech="which"),
        which=split("{{widgets.ask.SpeechResult}}", [("contains", "sales", "ring")], "bye"),
        ring=RING,
        bye=say("Goodbye."),
    )
    tree = tree_of(made, tmp_path)
    ask, which = tree.nodes["ask"], tree.nodes["which"]
    assert isinstance(ask, model.Ask)
    assert ask.next == "which"
    assert isinstance(which, model.Branch)
    assert [(case.name, case.to) for case in which.cases] == [("contains sales", "ring"), ("anything else", "bye")]


def test_keys_or_speech(tmp_path: Path) -> None:
    text = "{{widgets.menu.Digits}}{{widgets.menu.SpeechResult}}"
    made = flow(
        "menu",
        menu=gather("Press or say 1.", "which", speech="which"),
        which=split(text, [("equal_to", "1", "ring")], "bye"),
        ring=RING,
        bye=say("Goodbye."),
    )
    menu = menu_of(made, tmp_path)
    assert (ways(menu), menu.accepts) == ({"1": "ring"}, "both")


@pytest.mark.parametrize(("speech", "accepts", "told"), [("menu", "keys", False), ("agent", "both", True)])
def test_what_is_said_leads_elsewhere(tmp_path: Path, speech: str, accepts: str, told: bool) -> None:
    made = flow(
        "menu", menu=gather("Press 1.", "which", speech=speech), which=keys("menu", k1="ring"), ring=RING, agent=AGENT
    )
    tree = tree_of(made, tmp_path)
    menu = tree.nodes["menu"]
    assert isinstance(menu, model.Menu)
    assert menu.accepts == accepts
    assert any("beyond the keys" in sentence for sentence in tree.not_said) is told
