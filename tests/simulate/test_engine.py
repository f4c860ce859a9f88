"""Nothing is lost and nobody is in two places: what must hold in every replication, whatever the office."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from made_offices import HERE, MONDAY, always, busy_office, one_queue, tree_of

from ivr_audit.journeys import Journeys
from ivr_audit.model import Branch, Queue, Ring, Say
from ivr_audit.parts import Case, Prompt
from ivr_audit.scenario import scenario
from ivr_audit.simulate.arrivals import arrivals
from ivr_audit.simulate.engine import Engine
from ivr_audit.simulate.records import ENDS, LEFT, call_table, message_table, visit_table
from ivr_audit.simulate.replay import replay
from ivr_audit.simulate.study import simulate
from ivr_audit.traffic import Duration, StaffGroup, Traffic


@pytest.fixture(scope="module", params=[20.0, 60.0, 200.0])
def played(request: pytest.FixtureRequest) -> Engine:
    office = busy_office(calls=request.param)
    engine = Engine(office, 5, 0, Journeys(office.tree))
    engine.run(lambda _: None)
    return engine


def test_every_call_ends_exactly_once(played: Engine) -> None:
    calls = call_table(played.rows)
    came = sum(len(times) for times, _ in arrivals(played.scenario.rates, 5, 0))
    first = calls[calls["attempt"] == 1]
    assert sorted(first["call"].tolist()) == list(range(came))
    assert len(np.unique(calls["call"])) == len(calls)
    again = calls[calls["attempt"] > 1]
    assert set(again["first"].tolist()) <= set(first["call"].tolist())
    assert again["attempt"].max() <= 3
    assert (calls["seconds"] >= calls["waited"] - 1e-6).all()
    reached = ~np.isnan(calls["person"])
    assert reached[calls["end"] == ENDS.index("person")].all()
    assert (calls["right"][reached & ~np.isnan(calls["right"])] >= 0).all()


def test_everything_happens_in_this_office(played: Engine) -> None:
    calls, visits = call_table(played.rows), visit_table(played.visits)
    ended = {ENDS[n] for n in np.unique(calls["end"])}
    assert {"person", "message", "gave up", "cut off"} <= ended
    left = {LEFT[n] for n in np.unique(visits["left"])}
    assert {"answered", "gave up", "overflow", "no agents", "exit"} <= left
    if len(calls) > 2000:
        assert "callback" in ended & left


def test_staff_never_serve_two(played: Engine) -> None:
    """Whoever begins to serve is one of those who are there and not at work."""
    for team in played.teams:
        starts = np.array([start for start, _ in team.spans])
        stops = np.array([stop for _, stop in team.spans])
        for start in np.unique(starts).tolist():
            at_work = int(((starts <= start) & (stops > start)).sum())
            assert at_work <= team.group.present.at(start), start
        assert team.busy == 0


def test_callers_are_in_one_line_at_a_time(played: Engine) -> None:
    visits = visit_table(played.visits)
    order = np.lexsort((visits["at"], visits["call"]))
    visits = visits[order]
    assert (visits["waited"] >= 0).all()
    same = visits["call"][1:] == visits["call"][:-1]
    assert (visits["at"][1:][same] >= (visits["at"] + visits["waited"])[:-1][same] - 1e-6).all()


def test_waits_add_up(played: Engine) -> None:
    calls, visits = call_table(played.rows), visit_table(played.visits)
    waited = dict.fromkeys(calls["call"].tolist(), 0.0)
    for call, seconds in zip(visits["call"].tolist(), visits["waited"].tolist(), strict=True):
        waited[call] += seconds
    for call, seconds in zip(calls["call"].tolist(), calls["waited"].tolist(), strict=True):
        assert waited[call] == pytest.approx(seconds, abs=1e-6)


def test_every_answer_is_somebodys_work(played: Engine) -> None:
    visits = visit_table(played.visits)
    for team in played.teams:
        answered = int((visits["group"] == team.index).sum())
        called_back = len(team.spans) - answered
        assert called_back == 0 or team.group.name == "nurses"
        assert 0 <= called_back <= int((visits["left"] == LEFT.index("callback")).sum())


def test_no_more_wait_than_there_is_room(played: Engine) -> None:
    names = list(played.scenario.tree.nodes)
    visits = visit_table(played.visits)
    here = visits[(visits["line"] == names.index("nurses")) & (visits["waited"] > 0)]
    for at in here["at"].tolist():
        assert ((here["at"] <= at) & (here["at"] + here["waited"] > at)).sum() <= 3
    assert here["waited"].max() <= 150.0 + 1e-6


def test_messages_come_from_calls_and_are_returned_at_rounds(played: Engine) -> None:
    calls, messages = call_table(played.rows), message_table([tuple(m) for m in played.messages])
    left = calls[calls["end"] == ENDS.index("message")]
    assert sorted(messages["call"].tolist()) == sorted(left["call"].tolist())
    returned = messages["returned"][~np.isnan(messages["returned"])]
    assert set((returned % 86400).tolist()) <= {16 * 3600.0}
    assert (messages["returned"] >= messages["at"])[~np.isnan(messages["returned"])].all()


def test_a_replayed_call_is_its_record() -> None:
    office = busy_office(2, 80.0)
    run = simulate(office, 9, 2).runs[1]
    chosen = [*run.calls[:400:40], *run.calls[run.calls["attempt"] > 1][:8]]
    assert len(chosen) == 18
    for row in chosen:
        found = replay(office, 9, 1, int(row["call"]))
        assert found.record["end"] == ENDS[row["end"]]
        assert found.record["node"] == run.names.nodes[row["node"]]
        for column in ("at", "seconds", "person", "right", "waited", "talk"):
            assert found.record[column] == pytest.approx(float(row[column]), abs=1e-6, nan_ok=True)
        last = found.steps[-1]
        assert last.what == found.record["end"]
        assert [step.at for step in found.steps] == sorted(step.at for step in found.steps)
    with pytest.raises(KeyError, match="has no call 99999999"):
        replay(office, 9, 1, 99999999)


def test_a_replayed_call_of_a_plain_office_is_its_record() -> None:
    """Offices of independent lines are played another way; a call is played again by the engine."""
    office = one_queue(30.0, Duration("exponential", 240.0), 2, Duration("exponential", 300.0), 2)
    run = simulate(office, 9, 1).runs[0]
    waited = run.calls[run.calls["waited"] > 0]
    for row in waited[:60:10]:
        found = replay(office, 9, 0, int(row["call"])).record
        assert found["end"] == ENDS[row["end"]]
        for column in ("at", "seconds", "person", "waited", "talk"):
            assert found[column] == pytest.approx(float(row[column]), abs=1e-6, nan_ok=True)


def test_who_waits_for_ever_is_still_there_at_the_end() -> None:
    staff = StaffGroup(name="nobody", place=HERE, serves=(("line", 0),), people=1, shifts=always(0.0))
    forever = Duration("points", points=((10.0, 0.0),))
    traffic = Traffic(place=HERE, calls=always(10.0), patience=forever, balks=0.0, exits=0.0, staff=(staff,))
    run = simulate(scenario(tree_of(Queue(name="line", place=HERE)), traffic, MONDAY, 1), 1, 1).runs[0]
    assert {ENDS[n] for n in run.calls["end"]} == {"stuck"}
    assert {LEFT[n] for n in run.visits["left"]} == {"still there"}
    assert (run.calls["at"] + run.calls["seconds"]).tolist() == pytest.approx([86400.0] * len(run.calls))


def test_who_comes_round_again_may_be_answered_then() -> None:
    """One desk that rings for 20 s and begins anew: who finds it busy rings until somebody is free or patience ends."""
    desk = Ring(name="desk", place=HERE, ring_for=20.0, no_answer="desk")
    staff = StaffGroup(name="one", place=HERE, serves=(("desk", 0),), people=1, handling=Duration("constant", 300.0))
    traffic = Traffic(place=HERE, calls=always(10.0), patience=Duration("constant", 130.0), exits=0.0, staff=(staff,))
    run = simulate(scenario(tree_of(desk), traffic, MONDAY, 1), 1, 1).runs[0]
    assert {ENDS[n] for n in run.calls["end"]} == {"person", "gave up"}
    late = run.calls[(run.calls["person"] > 20.0)]
    assert len(late) > 20
    gave_up = run.calls[run.calls["end"] == ENDS.index("gave up")]
    assert gave_up["seconds"].tolist() == pytest.approx([130.0] * len(gave_up))
    assert run.passed["desk", "no-answer"] == int((run.visits["left"] == LEFT.index("overflow")).sum())
    assert run.passed["desk", "answered"] == int((run.calls["end"] == ENDS.index("person")).sum())


def test_a_full_line_that_leads_to_itself_is_no_endless_loop() -> None:
    line = Queue(name="line", place=HERE, capacity=1, full="line")
    staff = StaffGroup(name="one", place=HERE, serves=(("line", 0),), people=1, handling=Duration("constant", 600.0))
    traffic = Traffic(place=HERE, calls=always(60.0), balks=0.0, exits=0.0, staff=(staff,))
    run = simulate(scenario(tree_of(line), traffic, MONDAY, 1), 1, 1).runs[0]
    assert "stuck" in {ENDS[n] for n in run.calls["end"]}


def test_a_call_is_counted_at_every_step() -> None:
    office = busy_office(3)
    run = simulate(office, 2, 1).runs[0]
    by_line = {run.names.nodes[n]: run.visits[run.visits["line"] == n] for n in np.unique(run.visits["line"])}
    for name, visits in by_line.items():
        steps = {step: count for (node, step), count in run.passed.items() if node == name}
        answered = int((visits["left"] == LEFT.index("answered")).sum())
        assert steps.get("answered", 0) == answered
        gone = [LEFT.index(how) for how in ("answered", "gave up", "callback", "still there")]
        assert sum(steps.values()) - steps.get("answered", 0) - _handed_on(run.passed, name) == int(
            (~np.isin(visits["left"], gone)).sum()
        )
    assert run.passed["bye", "hang up"] == int((run.calls["end"] == ENDS.index("cut off")).sum())
    started = len(run.calls)
    menu = sum(
        count for (node, step), count in run.passed.items() if node == "menu" and step not in ("silence", "wrong")
    )
    assert menu >= started * 0.9


def _handed_on(passed: object, name: str) -> int:
    assert isinstance(passed, dict)
    return sum(count for (node, step), count in passed.items() if node == name and step.startswith("transfer"))


def test_one_thing_changed_leaves_other_calls_their_luck() -> None:
    """The same callers, in the same order, with the same patience, in an office with another person."""
    office = busy_office(2)
    more = office._replace(groups=(office.groups[0], office.groups[1]._replace(after_call=Duration("constant", 5.0))))
    one, other = simulate(office, 4, 1).runs[0].calls, simulate(more, 4, 1).runs[0].calls
    for run in (one, other):
        run.sort(order="call")
    one, other = one[one["attempt"] == 1], other[other["attempt"] == 1]
    for column in ("call", "at", "entry", "topic", "caller", "period"):
        assert (one[column] == other[column]).all()


def test_who_comes_to_a_line_by_a_branch_comes_when_the_time_before_it_is_over() -> None:
    """Five seconds of speech, a branch, a line: nobody is answered before they come to it."""
    nodes = (
        Say(name="hello", place=HERE, prompt=Prompt(seconds=5.0), next="sorting"),
        Branch(
            name="sorting",
            place=HERE,
            cases=(Case("known", "line", 0.7, HERE, HERE), Case("new", "line", 0.3, HERE, HERE)),
        ),
        Queue(name="line", place=HERE),
    )
    staff = StaffGroup(name="agents", place=HERE, serves=(("line", 0),), people=2)
    traffic = Traffic(place=HERE, calls=always(40.0), handling=Duration("exponential", 240.0), staff=(staff,))
    study = simulate(scenario(tree_of(*nodes), traffic, MONDAY, 10), 1, 1)
    assert study.visits["waited"].min() == 0


def test_a_person_at_a_number_outside_is_a_person() -> None:
    """Who is put through to one is reached after the time to put the call through, and is the right one."""
    from ivr_audit.load import native

    text = "tree: T\nstart: out\nnodes: {out: {transfer: '+1 555 010 0177', answered_by: person}}\n"
    tree, problems = native.read(text, "t.yaml")
    assert tree is not None, problems
    engine = Engine(scenario(tree, None, date(2026, 11, 23), 7), 1, 0, Journeys(tree))
    engine.run(lambda _: None)
    calls = call_table(engine.rows)
    assert len(calls) > 100
    assert (calls["person"] == tree.defaults.transfer_setup).all()
    assert (calls["right"] == calls["person"]).all()
