"""A simulated queue against Erlang A and C on ten parameter sets: within 4 standard errors over replications."""

from __future__ import annotations

from math import sqrt
from statistics import fmean, stdev

import pytest
from made_offices import one_queue

from ivr_audit.erlang import Queueing, answered_within, erlang_a, erlang_c
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.intervals import interval
from ivr_audit.simulate.statistics import answering
from ivr_audit.simulate.study import simulate
from ivr_audit.traffic import Duration

IMPATIENT = (
    (20.0, 240.0, 300.0, 2),
    (30.0, 240.0, 300.0, 3),
    (30.0, 240.0, 300.0, 4),
    (40.0, 240.0, 300.0, 3),
    (40.0, 240.0, 300.0, 2),
    (150.0, 200.0, 120.0, 10),
)
PATIENT = ((20.0, 240.0, 2), (30.0, 240.0, 3), (30.0, 240.0, 4), (120.0, 200.0, 8))
FOREVER = Duration("points", points=((1e12, 1.0),))
CALLS = 9000
"""In each replication, about; a day more is left out."""
REPLICATIONS = 10


def days(calls_an_hour: float) -> int:
    return 1 + round(CALLS / calls_an_hour / 24)


def measured(office: Scenario) -> list[tuple[float, float, float, float]]:
    """Part that waits, part that gives up, mean wait and part answered within 30 s, of each replication."""
    found = []
    for run in simulate(office, 1, REPLICATIONS, threshold=30.0).runs:
        line = answering(run.visits, 30.0)
        found.append((float((run.visits["waited"] > 0).mean()), line.gave_up, line.wait.mean, line.within))
    return found


def agree(values: list[float], expected: float) -> bool:
    return abs(fmean(values) - expected) <= 4 * stdev(values) / sqrt(len(values)) + 1e-9


@pytest.mark.parametrize(("calls", "service", "patience", "servers"), IMPATIENT)
def test_callers_who_give_up(calls: float, service: float, patience: float, servers: int) -> None:
    office = one_queue(calls, Duration("exponential", service), servers, Duration("exponential", patience), days(calls))
    waits, gave_up, wait, _ = map(list, zip(*measured(office), strict=True))
    expected: Queueing = erlang_a(calls / 3600, service, servers, patience)
    assert agree(waits, expected.waits)
    assert agree(gave_up, expected.abandons)
    assert agree(wait, expected.mean_wait)


@pytest.mark.parametrize(("calls", "service", "servers"), PATIENT)
def test_callers_who_wait_forever(calls: float, service: float, servers: int) -> None:
    office = one_queue(calls, Duration("exponential", service), servers, FOREVER, days(calls))
    waits, gave_up, wait, within = map(list, zip(*measured(office), strict=True))
    expected = erlang_c(calls / 3600, service, servers)
    assert expected is not None
    assert max(gave_up) == 0
    assert agree(waits, expected.waits)
    assert agree(wait, expected.mean_wait)
    assert agree(within, answered_within(calls / 3600, service, servers, 30.0))


def test_people_are_as_busy_as_erlang_says() -> None:
    office = one_queue(30.0, Duration("exponential", 240.0), 4, Duration("exponential", 300.0), days(30.0))
    found = [one["occupancy: agents"] for one in simulate(office, 3, REPLICATIONS).each]
    assert agree(found, erlang_a(30 / 3600, 240.0, 4, 300.0).occupancy)


def test_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    """Of 40 studies of 5 replications about 38 do; under 33 would be one chance in a thousand."""
    office = one_queue(20.0, Duration("exponential", 240.0), 2, Duration("exponential", 300.0), 2)
    expected = erlang_a(20 / 3600, 240.0, 2, 300.0).abandons
    held = 0
    for seed in range(40):
        found = interval([one["gave up"] for one in simulate(office, seed, 5).each])
        held += found.low <= expected <= found.high
    assert 33 <= held <= 40
