"""What cannot be simulated is told before anything is."""

from __future__ import annotations

import pytest
from made_offices import HERE, MONDAY, always, busy_office, one_queue, tree_of

from ivr_audit.load import native
from ivr_audit.model import Ring
from ivr_audit.place import InputError
from ivr_audit.scenario import scenario
from ivr_audit.simulate.limits import most_calls
from ivr_audit.simulate.replications import Piece
from ivr_audit.simulate.study import simulate
from ivr_audit.traffic import Duration, Redial, Traffic

MINUTES = Duration("exponential", 60.0)


def test_those_who_may_try_again_are_counted() -> None:
    office = one_queue(10.0, MINUTES, 1, MINUTES, 1)
    assert most_calls(office) == pytest.approx(240)
    assert most_calls(office._replace(redial=Redial(0.5, MINUTES, 2))) == pytest.approx(240 * 1.75)
    assert most_calls(office._replace(redial=Redial(1.0, MINUTES, 100))) == pytest.approx(240 * 101)


def test_more_calls_than_can_be_kept_are_told_at_once() -> None:
    traffic = Traffic(place=HERE, calls=always(100_000.0))
    office = scenario(tree_of(Ring(name="desk", place=HERE, no_answer=None)), traffic, MONDAY, 364)
    with pytest.raises(InputError) as found:
        simulate(office, 1, 10)
    assert str(found.value) == (
        "traffic: about 874 million calls in each of 10 replications are too many; at most 20 million together can be "
        "kept; say fewer calls, or fewer --replications, or have the records written as they come (--format csv)"
    )
    with pytest.raises(InputError, match="thousand million calls, those who try again with them, in each of 1 "):
        simulate(office._replace(redial=Redial(1.0, MINUTES, 100)), 1, 1)
    with pytest.raises(InputError, match="say --weeks 7, or have"):
        simulate(office._replace(rates=office.rates._replace(numbers=(1700.0,) * len(office.rates.numbers))), 1, 10)


def test_a_sink_keeps_none() -> None:
    pieces: list[Piece] = []
    assert not len(simulate(busy_office(1), 1, 1, sink=pieces.append).calls)
    assert pieces


def test_nobody_calls_again_for_ever() -> None:
    text = "tree: T\nnodes: {desk: {ring: Desk, no_answer: hangup}}\nstart: desk\ntraffic:\n  calls: 900 a week\n"
    _, problems = native.read(f"{text}  redial: {{chance: 1, after: 1s, times: 101}}\n", "t.yaml")
    assert [str(one) for one in problems] == [
        't.yaml:6:41: "times": nobody calls again 101 times; 100 is the most that is simulated'
    ]
    assert native.read(f"{text}  redial: {{chance: 1, after: 1s, times: 100}}\n", "t.yaml")[1] == []
