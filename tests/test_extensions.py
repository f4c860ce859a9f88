"""Several patterns of extensions at one menu, how long outside numbers ring, and prompts of several recordings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ivr_audit import model
from ivr_audit.audit import audit
from ivr_audit.call import play_keys, press, prompt_of
from ivr_audit.callgraph import steps
from ivr_audit.clock import length
from ivr_audit.defaults import Defaults
from ivr_audit.hours import State
from ivr_audit.load.native import read
from ivr_audit.model import PhoneTree, Prompt
from ivr_audit.position import Position
from ivr_audit.redact import redacted
from ivr_audit.render import native
from ivr_audit.rules.ways import aimed, happens, place_of, step_of

DAY = State(frozenset(), False)
OFFICE = (Path(__file__).parent / "trees" / "several-extensions.yaml").read_text(encoding="utf-8")


def tree_of(text: str) -> PhoneTree:
    tree, problems = read(text, "t.yaml")
    assert tree is not None, problems
    return tree


@pytest.mark.parametrize(
    ("keys", "node"), [("105", "ann"), ("205", "bob"), ("215", "box"), ("extension 20X", "bob"), ("extension", "ann")]
)
def test_the_first_pattern_that_fits_counts(keys: str, node: str) -> None:
    assert play_keys(tree_of(OFFICE), DAY, "main", [keys]).turns[-1].node == node


def test_no_pattern_fits() -> None:
    assert play_keys(tree_of(OFFICE), DAY, "main", ["305"]).turns[-1].step == "wrong"


def test_every_pattern_is_a_step() -> None:
    tree = tree_of(OFFICE)
    found = [(step.name, step.to) for step in steps(tree, "main", DAY) if step.by == "extension"]
    assert found == [("extension 1XX", "ann"), ("extension 20X", "bob"), ("extension 2XX", "box")]
    one = tree_of(OFFICE.replace("[{pattern: 1XX, to: ann}, ", "").replace("{pattern: 2XX, to: box}]", "").replace(
        "{pattern: 20X, to: bob}, ", "{pattern: 20X, to: bob}"))  # fmt: skip
    assert [step.name for step in steps(one, "main", DAY) if step.by == "extension"] == ["extension"]


def test_the_system_waits_after_a_key_with_which_any_pattern_begins() -> None:
    tree, narrow = tree_of(OFFICE), tree_of(OFFICE.replace("20X", "30X").replace("2XX", "3XX"))
    with_wait, without = (next(step for step in steps(one, "main", DAY) if step.name == "2") for one in (tree, narrow))
    assert with_wait.typical - without.typical == Defaults().inter_digit_timeout


def test_a_key_with_which_any_pattern_begins_is_a_clash() -> None:
    found = {one.rule: one for one in audit(tree_of(OFFICE), date(2026, 11, 23)).findings}
    assert "(200 to 209 or 200 to 299)" in found["extension-key-clash"].message
    assert "digit-gap-too-short" not in found
    narrow = OFFICE.replace("20X", "30X").replace("2XX", "3XX")
    assert "extension-key-clash" not in {one.rule for one in audit(tree_of(narrow), date(2026, 11, 23)).findings}


@pytest.mark.parametrize(("said", "dead"), [("dial 105", False), ("dial 215", False), ("press 9", True)])
def test_what_is_announced_is_looked_for_in_every_pattern(said: str, dead: bool) -> None:
    tree = tree_of(OFFICE.replace("dial it.", f"dial it. For Bob, {said}."))
    rules = {one.rule for one in audit(tree, date(2026, 11, 23)).findings}
    assert ("announced-key-dead" in rules) == dead


def test_one_pattern_twice_is_a_problem() -> None:
    tree, problems = read(OFFICE.replace("20X", "1xx"), "t.yaml")
    assert tree is None
    assert [(problem.rule, problem.place.line) for problem in problems] == [("duplicate-key", 7)]


def test_what_was_read_is_written_again() -> None:
    tree = tree_of(OFFICE)
    again = tree_of(native.text(tree))
    main = again.nodes["main"]
    assert isinstance(main, model.Menu)
    assert [one[:2] for one in main.extensions] == [("1XX", "ann"), ("20X", "bob"), ("2XX", "box")]
    outside = again.nodes["outside"]
    assert isinstance(outside, model.Transfer)
    assert outside.ring_for == 45.0


def test_a_way_of_a_pattern_is_found_and_changed() -> None:
    tree = tree_of(OFFICE)
    main = tree.nodes["main"]
    assert isinstance(main, model.Menu)
    named = {field: step_of(main, field, to) for field, to, _ in model.targets(main)}
    assert named["extension 20X"] == "extension 20X"
    assert place_of(main, "extension 20X") == main.extensions[1].to_place
    assert happens(main, "extension 20X") == 'dialling extension 20X in "main"'
    changed = aimed(tree, "main", "extension 20X", "ann")
    assert changed is not None
    assert [one.to for one in changed.nodes["main"].extensions] == ["ann", "ann", "box"]  # type: ignore[attr-defined]


def test_names_are_hidden_at_every_pattern() -> None:
    hidden = redacted(tree_of(OFFICE)).nodes
    main = next(node for node in hidden.values() if isinstance(node, model.Menu))
    assert [one.pattern for one in main.extensions] == ["1XX", "20X", "2XX"]
    assert {one.to for one in main.extensions} <= hidden.keys()


def test_a_number_outside_rings_as_long_as_is_said() -> None:
    tree, plain = tree_of(OFFICE), tree_of(OFFICE.replace(" ring_for: 45s,", ""))
    for one, seconds in ((tree, 45.0), (plain, Defaults().ring_for)):
        step = next(step for step in steps(one, "outside", DAY) if step.name == "no-answer")
        assert step.typical == Defaults().transfer_setup + seconds


@pytest.mark.parametrize(
    ("audio", "count"), [("a", 1), ("a&b", 2), ("a & b & c", 3), ("&", 1), ("https://x.example/a.mp3?b=1&c=2", 1)]
)
def test_every_recording_counts(audio: str, count: int) -> None:
    assert length(Prompt(audio=audio), Defaults()) == count * Defaults().recorded_prompt
    assert length(Prompt("Hello.", audio=audio), Defaults()) < Defaults().recorded_prompt


@pytest.mark.parametrize(("sorry", "heard"), [("{audio: sorry.wav}", "sorry.wav If you"), ('""', "If you")])
def test_what_is_heard_after_a_wrong_key(sorry: str, heard: str) -> None:
    tree = tree_of(OFFICE.replace("    no_input: box\n", f"    no_input: box\n    invalid_prompt: {sorry}\n", 1))
    assert prompt_of(tree, press(tree, DAY, Position("main"), "9")).startswith(heard)
