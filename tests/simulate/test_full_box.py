"""A mailbox holds as many messages as the file says, until somebody returns them."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from made_offices import HERE, MONDAY, always, tree_of

from ivr_audit.audit import audit
from ivr_audit.load import load
from ivr_audit.model import Voicemail
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.simulate.load_findings import load_findings
from ivr_audit.simulate.records import ENDS
from ivr_audit.simulate.replications import Player
from ivr_audit.simulate.study import simulate
from ivr_audit.timetable import DAY
from ivr_audit.traffic import Duration, Traffic

MESSAGE, CUT_OFF = ENDS.index("message"), ENDS.index("cut off")


def only_box(rounds: tuple[float, ...], capacity: int | None, days: int = 5) -> Scenario:
    """Every caller comes to a box and leaves a message; six an hour."""
    box = Voicemail(name="box", place=HERE, owner="Pat", reply_within=DAY, capacity=capacity)
    traffic = Traffic(place=HERE, calls=always(6.0), leaves_message=1.0, message=Duration("constant", 30.0))
    made = scenario(tree_of(box), traffic, MONDAY, days)
    (one,) = made.boxes
    return made._replace(boxes=(one._replace(rounds=rounds, never=not rounds),))


@pytest.mark.parametrize("rounds", [(), (DAY, 2 * DAY), (0.5 * DAY, DAY, 3.25 * DAY)])
def test_it_takes_what_it_holds_after_each_round(rounds: tuple[float, ...]) -> None:
    """By hand: of the calls between two rounds the first ten leave a message, all others are cut off."""
    run = Player(only_box(rounds, 10), 1, 30.0).play(0).run
    calls = np.sort(run.calls, order="at")
    since = np.searchsorted(np.array(rounds), calls["at"], side="right") if rounds else np.zeros(len(calls), int)
    for stretch in range(len(rounds) + 1):
        ends = calls["end"][since == stretch].tolist()
        assert len(ends) > 30
        assert ends == [MESSAGE] * 10 + [CUT_OFF] * (len(ends) - 10)


def test_a_box_that_says_no_number_takes_all() -> None:
    run = Player(only_box((), None), 1, 30.0).play(0).run
    assert set(run.calls["end"].tolist()) == {MESSAGE}


def test_the_finding_says_how_many_can_leave_none() -> None:
    (found,) = load_findings(simulate(only_box((), 10), 1, 2))
    assert found.rule == "voicemail-fills-up"
    assert "it is full at 10, and 99% of those who come to it can leave none" in found.message


def test_an_office_that_was_audited_goes_to_other_processes() -> None:
    tree = load(Path(__file__).parents[2] / "trees/family-physicians.yaml")
    audit(tree, date(2026, 11, 23))
    office = scenario(tree, tree.traffic, date(2026, 11, 23), 7)
    other = pickle.loads(pickle.dumps(office))
    assert other == office
    assert other.tree.known == {}
