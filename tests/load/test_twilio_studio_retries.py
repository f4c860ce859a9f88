"""Menus of Twilio Studio that ask again: counted loops are attempts, others stay loops."""

from __future__ import annotations

from pathlib import Path

import pytest
from studio_flows import (
    RING,
    flow,
    gather,
    keys,
    menu_of,
    say,
    setting,
    split,
    tree_of,
)

from ivr_audit import model
from ivr_audit.callgraph import steps
from ivr_audit.hours import State
from ivr_audit.model import Attempts


def counted(**more: object) -> dict[str, object]:
    """A menu that asks three times: the counter is raised and looked at after each failure."""
    made: dict[str, object] = {
        "begin": setting("menu", tries="0"),
        "menu": gather("Press 1.", "which", "raise_it"),
        "which": keys("menu", "wrong", k1="ring"),
        "wrong": say("That is no option.", "raise_it"),
        "raise_it": setting("look", tries="{{flow.variables.tries | plus: 1}}"),
        "look": split("{{flow.variables.tries}}", [("less_than", "3", "menu")], "bye"),
        "bye": say("Goodbye."),
        "ring": RING,
    }
    return flow("begin", **(made | more))


def test_counter_is_folded_into_attempts(tmp_path: Path) -> None:
    tree = tree_of(counted(), tmp_path)
    menu = tree.nodes["menu"]
    assert isinstance(menu, model.Menu)
    assert menu.attempts == Attempts(3, 3, apart=False)
    assert (menu.no_input, menu.invalid) == ("bye", "bye")
    assert menu.invalid_prompt is not None
    assert menu.invalid_prompt.text == "That is no option."
    assert set(tree.nodes) == {"menu", "ring", "bye"}


@pytest.mark.parametrize(
    "raised",
    [
        "{% if flow.variables.tries %}{{flow.variables.tries | plus: 1}}{% else %}1{% endif %}",
        "{%- if flow.variables.tries -%}\n {{ flow.variables.tries | plus: 1 }}\n{%- else -%}\n {{1}}\n{%- endif -%}",
    ],
)
def test_counter_as_twilio_teaches_it(tmp_path: Path, raised: str) -> None:
    made = counted(begin=setting("menu", other="x"), raise_it=setting("look", tries=raised))
    assert menu_of(made, tmp_path).attempts == Attempts(3, 3, apart=False)


def test_counter_down(tmp_path: Path) -> None:
    made = counted(
        begin=setting("menu", tries="2"),
        raise_it=setting("look", tries="{{flow.variables.tries | minus: 1}}"),
        look=split("{{flow.variables.tries}}", [("equal_to", "0", "bye")], "menu"),
    )
    assert menu_of(made, tmp_path).attempts == Attempts(2, 2, apart=False)


def test_counter_of_silence_alone(tmp_path: Path) -> None:
    made = counted(which=keys("menu", "menu", k1="ring"))
    menu = menu_of(made, tmp_path)
    assert menu.attempts == Attempts(3, 1, apart=True)
    assert (menu.no_input, menu.invalid) == ("bye", "menu")


def test_counters_apart(tmp_path: Path) -> None:
    made = counted(
        wrong=setting("look_wrong", errors="{{flow.variables.errors | plus: 1}}"),
        look_wrong=split("{{flow.variables.errors}}", [("equal_to", "2", "ring")], "menu"),
    )
    menu = menu_of(made, tmp_path)
    assert menu.attempts == Attempts(3, 2, apart=True)
    assert (menu.no_input, menu.invalid) == ("bye", "ring")


def test_words_of_a_silent_round_are_in_the_replay(tmp_path: Path) -> None:
    made = counted(menu=gather("Press 1.", "which", "nothing_heard"), nothing_heard=say("I heard nothing.", "raise_it"))
    tree = tree_of(made, tmp_path)
    menu = tree.nodes["menu"]
    assert isinstance(menu, model.Menu)
    assert menu.replay is not None
    assert menu.replay.text == "I heard nothing. Press 1."
    last = tree.nodes[menu.no_input or ""]
    assert isinstance(last, model.Say)
    assert (last.prompt.text, last.next) == ("I heard nothing.", "bye")


def test_retry_without_counter_stays_a_cycle(tmp_path: Path) -> None:
    made = flow(
        "menu",
        menu=gather("Press 1.", "which", "menu"),
        which=keys("menu", "menu", k1="ring"),
        ring=RING,
    )
    menu = menu_of(made, tmp_path)
    assert (menu.no_input, menu.invalid, menu.attempts) == ("menu", "menu", Attempts(1, 1, apart=False))


def test_counter_that_is_never_looked_at_stays_a_cycle(tmp_path: Path) -> None:
    menu = menu_of(counted(look=say("Again.", "menu")), tmp_path)
    assert menu.attempts == Attempts(1, 1, apart=False)


def test_seconds_of_three_silences(tmp_path: Path) -> None:
    """ "Press 1." is 0.8 s long: three times that and three waits of 5 s are 17.4 s."""
    tree = tree_of(counted(), tmp_path)
    silent = next(step for step in steps(tree, "menu", State(frozenset(), False)) if step.by == "silence")
    assert (silent.to, round(silent.typical, 6)) == ("bye", 17.4)


def test_announcement_before_a_counted_menu(tmp_path: Path) -> None:
    made = counted(
        begin=setting("offer", tries="0"),
        offer=say("Press 1.", "menu"),
        menu=gather("", "which", "raise_it"),
        look=split("{{flow.variables.tries}}", [("less_than", "3", "offer")], "bye"),
    )
    menu = menu_of(made, tmp_path)
    assert (menu.prompt.text, menu.barge_in, menu.attempts) == ("Press 1.", False, Attempts(3, 3, apart=False))
    assert menu.replay is None
