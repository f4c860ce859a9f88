"""Rules that need load are raised where they should be, and not beside it."""

from __future__ import annotations

import pytest
from made_offices import HERE, MONDAY, always, one_queue, tree_of

from ivr_audit.finding import Finding
from ivr_audit.model import Hours, Queue, Span, Voicemail
from ivr_audit.rules.week_hours import say_hour, say_hours
from ivr_audit.scenario import Scenario, scenario, weekly
from ivr_audit.settings import AuditSettings, Ignore, RuleSetting
from ivr_audit.simulate.load_findings import load_findings
from ivr_audit.simulate.study import simulate
from ivr_audit.traffic import Duration, Rounds, StaffGroup, Traffic

SERVICE = Duration("exponential", 240.0)


def found(office: Scenario, replications: int = 4) -> dict[str, Finding]:
    return {one.rule: one for one in load_findings(simulate(office, 1, replications))}


def test_enough_people_raise_nothing() -> None:
    assert found(one_queue(20.0, SERVICE, 5, Duration("exponential", 300.0), 6)) == {}


def test_too_few_people() -> None:
    """40 calls an hour of 4 minutes for 2: 2.67 people's work; 36% give up (Erlang A) after 108 s on average."""
    office = one_queue(40.0, SERVICE, 2, Duration("exponential", 300.0), 6)
    findings = found(office)
    assert set(findings) == {"overloaded-hour", "abandonment-over-target"}
    assert findings["abandonment-over-target"].severity == "error"
    part = int(findings["abandonment-over-target"].message.split("%")[0])
    assert 34 <= part <= 38
    assert '2.0 of "agents" are there' in findings["overloaded-hour"].message


def test_patient_callers_wait_too_long() -> None:
    """38 calls an hour for 3: Erlang A with a patience of 30 min has 4 min and no overload."""
    findings = found(one_queue(38.0, SERVICE, 3, Duration("exponential", 1800.0), 10))
    assert "hold-over-target" in findings
    assert "overloaded-hour" not in findings
    assert "agents.people+1" in findings["hold-over-target"].advice


def test_a_few_who_give_up_are_a_warning_and_fewer_nothing() -> None:
    assert (
        found(one_queue(20.0, SERVICE, 2, Duration("exponential", 300.0), 6))["abandonment-over-target"].severity
        == "warning"
    )  # 14.7%
    assert "abandonment-over-target" not in found(
        one_queue(30.0, SERVICE, 4, Duration("exponential", 300.0), 6)
    )  # 3.3%


def settings(rule: str, option: str, value: str, ignore: str = "") -> AuditSettings:
    ignored = (Ignore(rule=ignore, node=None, reason="known", place=HERE),) if ignore else ()
    return AuditSettings(rules=(RuleSetting(rule, option, value, HERE, HERE),), ignore=ignored)


@pytest.mark.parametrize(("name", "on", "raised"), [
    ("nurse line", True, True), ("nurse line", False, False), ("billing", True, False),
])  # fmt: skip
def test_a_clinical_line(name: str, on: bool, raised: bool) -> None:
    traffic = Traffic(place=HERE, calls=always(40.0), handling=SERVICE, balks=0.0)
    audit = settings("clinical-line-slow", "severity", "warning") if on else AuditSettings()
    tree = tree_of(Queue(name=name, place=HERE, agents=2), audit=audit)
    assert ("clinical-line-slow" in found(scenario(tree, traffic, MONDAY, 4))) == raised


def overloaded(audit: AuditSettings) -> set[tuple[str, str]]:
    staff = StaffGroup(name="agents", place=HERE, serves=(("line", 0),), people=2, handling=SERVICE)
    patience = Duration("exponential", 300.0)
    traffic = Traffic(place=HERE, calls=always(40.0), patience=patience, balks=0.0, exits=0.0, staff=(staff,))
    office = scenario(tree_of(Queue(name="line", place=HERE), audit=audit), traffic, MONDAY, 4)
    return {(one.rule, one.severity) for one in load_findings(simulate(office, 1, 3))}


def test_what_the_office_sets_and_accepts_holds_here_too() -> None:
    """36% give up, and there is work for 2.67 people where 2 are."""
    hour, gave_up = ("overloaded-hour", "error"), ("abandonment-over-target", "error")
    assert overloaded(AuditSettings()) == {hour, gave_up}
    assert overloaded(settings("abandonment-over-target", "percent", "40")) == {hour}
    assert overloaded(settings("abandonment-over-target", "grave", "40")) == {hour, (gave_up[0], "warning")}
    assert overloaded(settings("overloaded-hour", "percent", "140")) == {gave_up}
    assert overloaded(settings("overloaded-hour", "severity", "advice")) == {gave_up, ("overloaded-hour", "advice")}
    assert overloaded(settings("overloaded-hour", "percent", "100", "abandonment-over-target")) == {hour}


def lunch(way_out: str | None) -> Scenario:
    """A desk that is open from 9 to 17 by its hours, while by its shifts nobody is there from 12 to 13."""
    hours = {"office": Hours(name="office", place=HERE, weekly=((Span(540, 1020),),) * 7)}
    desk = Queue(name="desk", place=HERE, staffed="office", no_agents=way_out, max_wait=120.0)
    box = Voicemail(name="box", place=HERE, owner="us")
    shifts = weekly(dict.fromkeys(range(7), ((540, 720, 3), (780, 1020, 3))))
    staff = StaffGroup(name="desk", place=HERE, serves=(("desk", 0),), shifts=shifts)
    calls = weekly(dict.fromkeys(range(7), ((545, 1000, 10),)))
    return scenario(tree_of(desk, box, hours=hours), Traffic(place=HERE, calls=calls, staff=(staff,)), MONDAY, 14)


def test_calls_to_an_empty_desk() -> None:
    finding = found(lunch(None))["unstaffed-while-open"]
    assert "Monday 12:00 to 13:00" in finding.message
    assert "11:00" not in finding.message
    assert finding.severity == "error"
    assert "unstaffed-while-open" not in found(lunch("box"))


@pytest.mark.parametrize(("rounds", "raised"), [(1, True), (5, False)])
def test_a_box_that_fills_up(rounds: int, raised: bool) -> None:
    """10 messages an hour, 240 a day; returned once a week or every day; 300 fit in."""
    box = Voicemail(name="box", place=HERE, owner="us", capacity=400)
    times = ((960,),) * 7 if rounds > 1 else ((960,), (), (), (), (), (), ())
    traffic = Traffic(
        place=HERE, calls=always(10.0), leaves_message=1.0, mailboxes=(Rounds(box="box", place=HERE, times=times),)
    )
    findings = found(scenario(tree_of(box), traffic, MONDAY, 14))
    assert ("voicemail-fills-up" in findings) == raised
    if raised:
        assert "after 2 days" in findings["voicemail-fills-up"].message  # 16:00 on Monday and 320 messages on


def test_hours_in_words() -> None:
    assert say_hour(33) == "Tuesday 9:00 to 10:00"
    assert say_hours([22, 23, 24]) == "Monday 22:00 to 24:00 and Tuesday 0:00 to 1:00"
