"""Offices that are played without events leave the same records as the engine does, event by event."""

from __future__ import annotations

import dataclasses
from itertools import product

import numpy as np
import pytest
from made_offices import HERE, MONDAY, always
from other_simulators import clinic, clinic_tree, queue

from ivr_audit.journeys import Journeys
from ivr_audit.load import native
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.simulate.engine import Engine
from ivr_audit.simulate.plain import is_plain
from ivr_audit.simulate.records import call_table, message_table, visit_table
from ivr_audit.simulate.scans import Scan
from ivr_audit.traffic import Duration, Rate, Redial, Rounds, StaffGroup, Traffic, Week

EXPONENTIAL = Duration("exponential", 200.0)
LOGNORMAL = Duration("lognormal", 200.0, 1.0)
WEIBULL = Duration("weibull", 200.0, 2.0)
FOREVER = Duration("points", points=((1e9, 1.0),))
SHIFTS = (Rate(480, 600, 1.0), Rate(600, 720, 4.0), Rate(780, 900, 3.0), Rate(900, 1100, 1.0))
ROUNDS = ((600, 960), (960,), (600,), (), (480, 960, 1000), (), ())
TREE = """\
tree: Made
number: "555"
hours:
  office: {{mon-fri: "09:00-12:00, 13:00-16:30"}}
  line: {{mon-fri: "09:30-15:00"}}
topics: [one, two]
start: main
nodes:
  main:
    menu: {{seconds: 8s}}
    options:
      1: {{to: desk, about: [one]}}
      2: {{to: nurses, about: [two]}}
      3: box
    no_input: ask later
  desk: {{ring: Desk, ring_for: 30s, no_answer: box{desk}}}
  nurses: {{queue: Nurses{nurses}}}
  box: {{voicemail: Box, greeting: {{seconds: 5s}}, owner: desk}}
  other: {{voicemail: Other, greeting: {{seconds: 5s}}, owner: nobody}}
  ask later: {{hangup: Bye}}
"""
LINES = (
    ("", ", max_wait: 3m, overflow: box"),
    (", busy: other", ", staffed: line, no_agents: other"),
    (", staffed: line, busy: box", ", staffed: line, max_wait: 10m, overflow: other"),
    (", staffed: office", ", max_wait: 10m, overflow: other, no_agents: box"),
)
STAFF = (
    {"people": 2, "hours": "office"},
    {"shifts": Week(days=(SHIFTS,) * 5 + ((),) * 2)},
    {"people": 1},
)


def made(
    lines: tuple[str, str], staff: dict[str, object], patience: Duration, talk: Duration, after: Duration
) -> Scenario:
    tree, problems = native.read(TREE.format(desk=lines[0], nurses=lines[1]), "made.yaml")
    assert tree is not None, problems
    groups = tuple(
        StaffGroup(name=name, place=HERE, serves=((name, 0),), handling=talk, after_call=after, **staff)  # type: ignore[arg-type]
        for name in ("desk", "nurses")
    )
    traffic = Traffic(
        place=HERE, calls=always(60.0), topics={"one": 0.5, "two": 0.3}, callers={"silent": 0.1, "expert": 0.2},
        patience=patience, staff=groups, answers_after=Duration("exponential", 12.0), message=EXPONENTIAL,
        mailboxes=(Rounds(box="box", place=HERE, times=ROUNDS, at_most=9),),
    )  # fmt: skip
    return scenario(tree, traffic, MONDAY, 9)


def same(one: np.ndarray, other: np.ndarray) -> None:
    """Equal but for the last bits of times: some computers multiply and add in one step."""
    assert len(one) == len(other)
    for name in one.dtype.names or ():
        np.testing.assert_allclose(one[name], other[name], rtol=1e-12, atol=1e-9, equal_nan=True, err_msg=name)


def check(office: Scenario, seed: int) -> None:
    journeys = Journeys(office.tree)
    assert is_plain(office, journeys)
    engine = Engine(office, seed, 0, journeys)
    engine.run(lambda engine: None)
    passed = journeys.passed()
    journeys.forget_counts()
    found = list(Scan(office, seed, 0, journeys).play())
    if not engine.rows:
        assert not found
        return
    same(np.concatenate([one.calls for one in found]), call_table(engine.rows))
    same(np.concatenate([one.visits for one in found]), visit_table(engine.visits))
    left = message_table([tuple(message) for one in found for message in one.messages])
    same(left, message_table([tuple(message) for message in engine.messages]))
    for number, team in enumerate(engine.teams):
        spans = np.concatenate([one.spans[number] for one in found])
        np.testing.assert_allclose(spans, np.array(team.spans).reshape(-1, 2), rtol=1e-12)
    assert journeys.passed() == passed


@pytest.mark.parametrize(("lines", "staff"), list(product(LINES, STAFF)))
def test_made_offices(lines: tuple[str, str], staff: dict[str, object]) -> None:
    for seed, (patience, talk) in enumerate(
        ((EXPONENTIAL, LOGNORMAL), (FOREVER, EXPONENTIAL), (WEIBULL, Duration("exponential", 2000.0)))
    ):
        check(made(lines, staff, patience, talk, Duration("exponential", 20.0)), seed)


def test_the_queue_and_the_clinic() -> None:
    check(queue(4), 1)
    check(queue(4, "exponential"), 2)
    check(clinic(40), 3)


def test_offices_that_need_the_engine() -> None:
    office = clinic(7)
    assert not is_plain(office._replace(redial=Redial(0.5, EXPONENTIAL, 2)), Journeys(office.tree))
    shared = office.groups[0]._replace(serves=(("front desk", 0), ("nurses", 1)))
    assert not is_plain(office._replace(groups=(shared, *office.groups[1:])), Journeys(office.tree))
    nodes = dict(clinic_tree().nodes)
    nodes["nurses"] = dataclasses.replace(nodes["nurses"], capacity=3)
    full = dataclasses.replace(clinic_tree(), nodes=nodes)
    assert not is_plain(office._replace(tree=full), Journeys(full))
    nodes["nurses"] = dataclasses.replace(clinic_tree().nodes["nurses"], overflow="billing")
    onward = dataclasses.replace(clinic_tree(), nodes=nodes)
    assert not is_plain(office._replace(tree=onward), Journeys(onward))
