"""The same offices in SimPy and Ciw have the same figures, within 4 standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, variance

import pytest
from other_simulators import (
    OPEN,
    STAFF,
    WAY,
    Figures,
    SimpyClinic,
    ciw_queue,
    ciw_records,
    clinic,
    figures,
    queue,
    simpy_queue,
)

from ivr_audit.simulate.records import ENDS
from ivr_audit.simulate.study import Study, simulate

TIMES = 8
WEEK = 7


def agree(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    error = sqrt(variance(ours) / len(ours) + variance(theirs) / len(theirs))
    return abs(fmean(ours) - fmean(theirs)) <= 4 * error


def our_queue(talk: str) -> list[Figures]:
    found = simulate(queue(1, talk), 1, 4 * TIMES).each
    return [Figures(one["gave up"], one["wait: mean"], one["occupancy: agents"]) for one in found]


@pytest.mark.parametrize("talk", ["lognormal", "exponential"])
def test_a_queue_in_simpy(talk: str) -> None:
    pytest.importorskip("simpy")
    theirs = [figures(simpy_queue(1, seed, talk), 1) for seed in range(2 * TIMES)]
    for ours, other in zip(zip(*our_queue(talk), strict=True), zip(*theirs, strict=True), strict=True):
        assert agree(ours, other)


def test_a_queue_in_ciw() -> None:
    pytest.importorskip("ciw")
    theirs = [figures(ciw_records(ciw_queue(1, seed), 1), 1) for seed in range(TIMES)]
    for ours, other in zip(zip(*our_queue("lognormal"), strict=True), zip(*theirs, strict=True), strict=True):
        assert agree(ours, other)


@pytest.fixture(scope="module")
def our_clinic() -> Study:
    return simulate(clinic(WEEK), 1, 2 * TIMES)


def test_the_clinic_in_simpy(our_clinic: Study) -> None:
    pytest.importorskip("simpy")
    theirs = [SimpyClinic(WEEK, seed) for seed in range(TIMES)]
    for end, named in (("person", "reached a person"), ("gave up", "gave up"), ("message", "message")):
        parts = [sum(one.end == end for one in other.records) / len(other.records) for other in theirs]
        assert agree([one[named] for one in our_clinic.each], parts), end
    seconds = [fmean(one.seconds for one in other.records if one.end == "person") for other in theirs]
    assert agree([one["time to a person: mean"] for one in our_clinic.each], seconds)
    waited = [fmean(one.waited for one in other.records) for other in theirs]
    assert agree([float(run.calls["waited"].mean()) for run in our_clinic.runs], waited)
    took = [fmean(returned - left for left, returned in other.messages) for other in theirs]
    ours = []
    for run in our_clinic.runs:
        returned = run.messages["returned"] == run.messages["returned"]
        ours.append(float((run.messages["returned"] - run.messages["at"])[returned].mean()))
    assert agree(ours, took)


def test_the_way_to_the_lines_of_the_clinic_is_as_worked_out_by_hand(our_clinic: Study) -> None:
    """Callers of the first hour who wait for nobody: ten seconds of rings at the front desk, none in a queue."""
    calls, names = our_clinic.calls, our_clinic.runs[0].names
    answered = calls[(calls["end"] == ENDS.index("person")) & (calls["at"] % 86400 < OPEN + 3600)]
    least = {}
    for name in STAFF:
        seconds = answered["seconds"][answered["node"] == names.nodes.index(name)]
        least[name] = round(float(seconds.min()), 3)
    assert least == {
        "front desk": WAY["zero"][1] + 10,
        "nurses": WAY["nurse"][1],
        "billing": WAY["billing"][1],
    }
