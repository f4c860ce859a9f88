"""The work of a normal week, against weeks counted out by hand and against the simulation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ivr_audit.audit import audit
from ivr_audit.demand import Demand, Line, Team, demand
from ivr_audit.erlang import erlang_a, erlang_b
from ivr_audit.load import load
from ivr_audit.load.native import read
from ivr_audit.model import PhoneTree
from ivr_audit.rules import RULE_IDS
from ivr_audit.scenario import scenario
from ivr_audit.simulate.statistics import answering
from ivr_audit.simulate.study import simulate

AS_OF = date(2026, 11, 23)
UNDER_LOAD = {"abandonment-over-target", "overloaded-hour", "clinical-line-slow", "hold-over-target"}

OFFICE = """\
tree: Office
hours:
  office: {mon-fri: "08:30-12:00, 13:00-17:00"}
topics: [bills, repairs]
start: open?
nodes:
  open?: {hours: office, open: main, closed: box}
  main:
    menu: For bills, press 1. For repairs, press 2.
    options: {1: {to: bills, about: [bills]}, 2: {to: sorting, about: [repairs]}}
    no_input: bills
  sorting:
    branch: whether they are known
    cases:
      known: {to: repairs, share: 70%}
      new: {to: sales, share: 20%}
      blocked: bye
  bills: {queue: Bills, staffed: office, no_agents: box}
  repairs: {queue: Repairs, staffed: office, no_agents: sales}
  sales: {queue: Sales, staffed: office, no_agents: box}
  bye: {hangup: Goodbye.}
  box: {voicemail: Office, owner: us, reply_within: 1d}
traffic:
  calls: {mon-fri: {08:00-17:00: 60}}
  topics: {bills: 30%, repairs: 50%}
  callers: {listener: 80%, silent: 20%}
  handling: {mean: 4m, shape: 1}
  patience: 5m
  balks: 0%
  staff:
    bills: {serves: bills, people: 2}
    repairs: {serves: repairs, shifts: {mon-fri: {08:30-12:00: 3, 13:00-16:00: 3}}}
    sales: {serves: sales, people: 1, after_call: 1m}
"""


def tree_of(text: str) -> PhoneTree:
    tree, problems = read(text, "office.yaml")
    assert not problems, [problem.message for problem in problems]
    assert tree is not None
    return tree


def line_of(found: Demand, name: str) -> Line:
    return next(line for line in found.lines if line.node.name == name)


def team_of(found: Demand, name: str) -> Team:
    return next(team for team in found.teams if name in team.groups)


def calls_at(line: Line, hour: int) -> float:
    return sum(busy.calls for busy in line.times if busy.hour == hour)


def test_each_line_gets_its_part_of_the_calls() -> None:
    """60 calls an hour. Four in five listen: 30% of them want bills, and the 20% who want nothing in particular take
    what is said first. The others say nothing and come to bills. Of repairs the branch sends 70% on, 20% to sales."""
    found = demand(tree_of(OFFICE))
    assert calls_at(line_of(found, "repairs"), 9) == pytest.approx(60 * 0.8 * 0.5 * 0.7)
    assert calls_at(line_of(found, "sales"), 9) == pytest.approx(60 * 0.8 * 0.5 * 0.2)
    assert calls_at(line_of(found, "bills"), 9) == pytest.approx(60 * (0.8 * 0.5 + 0.2))


def test_half_an_hour_has_half_the_calls_and_lunch_none() -> None:
    found = demand(tree_of(OFFICE))
    bills = line_of(found, "bills")
    assert calls_at(bills, 8) == pytest.approx(18)
    assert calls_at(bills, 12) == calls_at(bills, 17) == calls_at(bills, 5 * 24 + 9) == 0
    assert sum(busy.calls for busy in bills.times) == pytest.approx(36 * 7.5 * 5)
    assert team_of(found, "bills").there[8] == pytest.approx(1.0)  # two people for half an hour


def test_who_finds_nobody_goes_on_to_where_somebody_is() -> None:
    """From 16:00 nobody is at repairs by the shifts: 16.8 calls an hour more come to sales, five minutes each."""
    found = demand(tree_of(OFFICE))
    assert calls_at(line_of(found, "repairs"), 16) == 0
    assert calls_at(line_of(found, "sales"), 16) == pytest.approx(4.8 + 16.8)
    assert team_of(found, "sales").work[16] == pytest.approx(21.6 * 300 / 3600)
    assert team_of(found, "sales").work[9] == pytest.approx(4.8 * 300 / 3600)


def test_a_line_is_an_erlang_a_queue() -> None:
    found = line_of(demand(tree_of(OFFICE)), "bills")
    waits = next(waits for busy, waits in found.waits() if busy.hour == 9)
    assert waits.gives_up == pytest.approx(erlang_a(36 / 3600, 240, 2, 300).abandons, abs=1e-4)


def test_a_ring_group_with_a_busy_way_is_erlang_b() -> None:
    text = OFFICE.replace("bills: {queue: Bills, staffed: office, no_agents: box}",
                          "bills: {ring: Bills, staffed: office, no_answer: box, busy: box}")  # fmt: skip
    waits = next(waits for busy, waits in line_of(demand(tree_of(text)), "bills").waits() if busy.hour == 9)
    assert waits.answered == pytest.approx(1 - erlang_b(2.4, 2), abs=1e-6)


def test_people_who_share_lines_are_taken_together_and_later_ranks_do_not_count() -> None:
    text = OFFICE.partition("  staff:")[0] + "  staff: {all: {serves: {bills: 1, repairs: 2, sales: 2}, people: 4}}\n"
    found = demand(tree_of(text))
    assert [team.groups for team in found.teams] == [("all",)]
    assert found.teams[0].work[9] == pytest.approx((36 + 16.8 + 4.8) * 240 / 3600)
    rates = {line.node.name: next(busy.rate for busy in line.times if busy.hour == 9) * 3600 for line in found.lines}
    assert rates == {"bills": pytest.approx(36), "repairs": pytest.approx(57.6), "sales": pytest.approx(57.6)}


def test_the_simulation_finds_the_same() -> None:
    """Without redials and handovers the simulation has nothing more. Its lines are empty when the office opens and are
    sent on when it closes, so that somewhat fewer give up than in a line that is always there."""
    tree = tree_of(OFFICE)
    study = simulate(scenario(tree, tree.traffic, AS_OF, 56), 1, 4)
    for line in demand(tree).lines:
        number = list(tree.nodes).index(line.node.name)
        visits = np.concatenate([run.visits[run.visits["line"] == number] for run in study.runs])
        seen = answering(visits, 120.0)
        calls = sum(busy.calls for busy in line.times)
        gives_up = sum(busy.calls * waits.gives_up for busy, waits in line.waits(120.0)) / calls
        within = sum(busy.calls * waits.within for busy, waits in line.waits(120.0)) / calls
        assert seen.visits / 32 == pytest.approx(calls, rel=0.03)
        assert seen.gave_up == pytest.approx(gives_up, abs=0.04)
        assert seen.within == pytest.approx(within, abs=0.04)


def test_only_trees_with_traffic_are_judged() -> None:
    without = tree_of(OFFICE.partition("traffic:")[0])
    assert demand(without) == Demand((), ())
    assert not UNDER_LOAD & {finding.rule for finding in audit(without, AS_OF, sorted(UNDER_LOAD)).findings}
    with_traffic = audit(tree_of(OFFICE), AS_OF, sorted(UNDER_LOAD))
    assert {(one.rule, one.node) for one in with_traffic.findings} >= {("overloaded-hour", "bills")}


def test_the_physicians_have_people_enough_where_calls_come_first() -> None:
    """What is wrong there is where the keys lead: the busiest hour fills two people by two thirds."""
    tree = load(Path("trees/family-physicians.yaml"))
    loads = [team.work[hour] / there for team in demand(tree).teams for hour, there in team.there.items() if there]
    assert 0.5 < max(loads) < 0.75
    assert not UNDER_LOAD & {finding.rule for finding in audit(tree, AS_OF).findings}


def test_a_mean_wait_is_judged_only_where_none_is_stated() -> None:
    text = """\
tree: Office
start: advisers
nodes:
  advisers: {queue: Advisers, agents: 3WAIT}
traffic:
  calls: {mon-fri: {09:00-17:00: 40}}
  handling: 4m
  patience: 30m
  balks: 0%
"""
    silent, stated = tree_of(text.replace("WAIT", "")), tree_of(text.replace("WAIT", ", wait: {typical: 1m}"))
    (found,) = audit(silent, AS_OF, ["hold-over-target"]).findings
    seconds = erlang_a(40 / 3600, 240, 3, 1800).mean_wait
    assert 120 < seconds < 600
    assert f"{seconds // 60:.0f} min" in found.message
    assert audit(stated, AS_OF, ["hold-over-target"]).findings == ()
    assert "hold-over-target" in RULE_IDS
