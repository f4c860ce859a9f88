"""A tree without staff is an absorbing Markov chain: its answer in closed form against the simulated shares."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from made_offices import HERE, MONDAY, always, tree_of

from ivr_audit.model import Branch, Hangup, Menu, PhoneTree, Say, SelfService, Voicemail
from ivr_audit.parts import Case, Option, Prompt
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.simulate.records import ENDS
from ivr_audit.simulate.study import simulate
from ivr_audit.traffic import Duration, Traffic

AGAIN, TO_MENU, TO_BOX = 0.25, 0.45, 0.3
LISTENERS, ZEROS, SILENT = 0.5, 0.3, 0.2
LEAVES = 0.4


def tree() -> PhoneTree:
    """hello (4 s) -> dice: 25% hello again, 45% a menu, 30% a box. In the menu 1 is for tea (10 s), 2 for milk (the
    box), silence (3 plays) is hung up on, and 0 is not offered."""
    return tree_of(
        Say(name="hello", place=HERE, prompt=Prompt("Hello.", 4.0), next="dice"),
        Branch(
            name="dice",
            place=HERE,
            decides="a dice",
            cases=(
                Case("again", "hello", AGAIN, HERE, HERE),
                Case("menu", "menu", None, HERE, HERE),
                Case("box", "box", TO_BOX, HERE, HERE),
            ),
        ),
        Menu(
            name="menu",
            place=HERE,
            prompt=Prompt("For tea, press 1. For milk, press 2.", 6.0),
            options=(Option("1", "tea", ("tea",), HERE, HERE), Option("2", "box", ("milk",), HERE, HERE)),
            no_input="bye",
        ),
        SelfService(name="tea", place=HERE, does=Prompt("Tea is ready.", 10.0), serves=("tea",)),
        Voicemail(name="box", place=HERE, greeting=Prompt("Leave a message.", 3.0), owner="cook"),
        Hangup(name="bye", place=HERE, prompt=Prompt("Bye.", 1.0)),
        topics=("tea", "milk"),
    )


def office() -> Scenario:
    traffic = Traffic(
        place=HERE,
        calls=always(400.0),
        topics={"tea": 0.6, "milk": 0.4},
        callers={"listener": LISTENERS, "zero": ZEROS, "silent": SILENT},
        leaves_message=LEAVES,
        message=Duration("constant", 20.0),
    )
    return scenario(tree(), traffic, MONDAY, 5)


def test_shares_of_ends_and_mean_times() -> None:
    run = simulate(office(), 1, 1).runs[0]
    calls, silent = run.calls, run.names.callers.index("silent")
    count = len(calls)
    assert count > 40_000
    # from the dice: q = probability to leave it for the menu at last, by the fundamental matrix of one transient state
    visits = 1 / (1 - AGAIN)
    menu, box = TO_MENU * visits, TO_BOX * visits
    tea = menu * LISTENERS * 0.6
    milk = menu * LISTENERS * 0.4
    hung_up = menu * (ZEROS + SILENT)
    expected = {
        "served": tea,
        "cut off": hung_up,
        "message": (box + milk) * LEAVES,
        "gave up": (box + milk) * (1 - LEAVES),
    }
    assert sum(expected.values()) == pytest.approx(1.0)
    for end, part in expected.items():
        found = float((calls["end"] == ENDS.index(end)).mean())
        assert abs(found - part) < 4 * sqrt(part * (1 - part) / count), end
    assert {ENDS[n] for n in np.unique(calls["end"])} == set(expected)
    # a call hears "hello" 1 / (1 - 0.25) times; who went straight to the box has heard nothing else but its greeting
    in_box = calls[(calls["end"] == ENDS.index("gave up")) & (calls["caller"] == silent)]  # from the dice only
    rounds = (in_box["seconds"] - 3.0) / 4.0
    assert np.allclose(rounds, np.round(rounds))
    assert abs(rounds.mean() - visits) < 4 * rounds.std() / sqrt(len(rounds))


def test_rounds_are_geometric() -> None:
    run = simulate(office(), 2, 1).runs[0]
    is_silent = run.calls["caller"] == run.names.callers.index("silent")
    silent = run.calls[(run.calls["end"] == ENDS.index("gave up")) & is_silent]
    rounds = np.round((silent["seconds"] - 3.0) / 4.0).astype(int)
    for n in (1, 2, 3):
        part = (1 - AGAIN) * AGAIN ** (n - 1)
        assert abs((rounds == n).mean() - part) < 4 * sqrt(part * (1 - part) / len(rounds))


def test_every_caller_kind_and_topic_has_its_part() -> None:
    run = simulate(office(), 3, 1).runs[0]
    for names, column, parts in (
        (run.names.callers, "caller", {"listener": LISTENERS, "zero": ZEROS, "silent": SILENT}),
        (run.names.topics, "topic", {"tea": 0.6, "milk": 0.4}),
    ):
        for name, part in parts.items():
            found = float((run.calls[column] == names.index(name)).mean())
            assert abs(found - part) < 4 * sqrt(part * (1 - part) / len(run.calls)), name


def test_steps_are_weighted_by_the_calls_that_take_them() -> None:
    run = simulate(office(), 4, 1).runs[0]
    begun = len(run.calls)
    assert run.passed["hello", "next"] == run.passed["dice", "case again"] + begun
    assert run.passed["tea", "served"] == int((run.calls["end"] == ENDS.index("served")).sum())
    assert run.passed["bye", "hang up"] == int((run.calls["end"] == ENDS.index("cut off")).sum())
    box = int((run.calls["node"] == run.names.nodes.index("box")).sum())
    assert run.passed["dice", "case box"] + run.passed["menu", "2"] == box
