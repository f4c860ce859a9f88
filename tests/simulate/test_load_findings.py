"""Rules that need load are raised where they should be, and not beside it."""

from __future__ import annotations

import pytest
from made_offices import HERE, MONDAY, always, one_queue, tree_of

from ivr_audit.finding import Finding
from ivr_audit.model import Queue, Ring, Voicemail
from ivr_audit.rules.under_load import beside
from ivr_audit.rules.week_hours import say_hour, say_hours
from ivr_audit.scenario import Scenario, scenario, weekly
from ivr_audit.settings import AuditSettings, Ignore, RuleSetting
from ivr_audit.simulate.load_findings import load_findings
from ivr_audit.simulate.study import simulate
from ivr_audit.traffic import Duration, Redial, Rounds, StaffGroup, Traffic

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
    assert '2 of "agents" are there' in findings["overloaded-hour"].message


def test_patient_callers_wait_too_long() -> None:
    """38 calls an hour for 3: Erlang A with a patience of 30 min has 4 min and no overload."""
    findings = found(one_queue(38.0, SERVICE, 3, Duration("exponential", 1800.0), 10), 12)
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
        message = findings["voicemail-fills-up"].message
        assert message.startswith('320 messages wait in "box" at one time when simulated, first on about ')
        assert "it is full at 400, and " in message  # 400 come in 40 hours, of 168: some three quarters find it full
        assert 70 <= int(message.split(", and ")[1].split("%")[0]) <= 78
        assert "Wed 25 Nov 2026" in message or "Tue 24 Nov 2026" in message  # 16:00 on Monday and 32 hours


def test_a_box_that_nobody_returns_says_when_it_is_full_and_that_its_room_is_a_guess() -> None:
    """24 messages a day from Monday on: 80 on Thursday; nothing in the file says how many fit in."""
    tree = tree_of(Voicemail(name="box", place=HERE, owner="nobody"))
    message = found(scenario(tree, Traffic(place=HERE, calls=always(1.0), leaves_message=1.0), MONDAY, 14))[
        "voicemail-fills-up"
    ].message
    assert message.startswith('nobody returns the messages in "box", and it fills up: 80 are in it by about Thu 26 Nov')
    assert "when simulated from Mon 23 Nov 2026 on with an empty box" in message
    assert "if it holds 100, as is usual" in message
    assert "fit in" not in message


def shared_desk(nurses: int, redial: Redial | None = None) -> Scenario:
    """A desk that four clerks answer, and nurses where no clerk is free: 45 calls an hour of 4 minutes, 3 people's."""
    clerks = StaffGroup(name="clerks", place=HERE, serves=(("desk", 0),), people=4, handling=SERVICE)
    others = StaffGroup(name="nurses", place=HERE, serves=(("desk", 1), ("line", 0)), people=nurses, handling=SERVICE)
    desk, line = Queue(name="desk", place=HERE), Queue(name="line", place=HERE)
    traffic = Traffic(place=HERE, calls=always(45.0), balks=0.0, staff=(clerks, others), redial=redial)
    return scenario(tree_of(desk, line), traffic, MONDAY, 6)


def test_who_helps_out_at_a_line_does_not_have_all_its_work() -> None:
    assert "overloaded-hour" not in found(shared_desk(1))


def test_who_tries_again_brings_no_more_work() -> None:
    """13.5 calls an hour of 4 minutes for one person: 0.9 people's work, and with all further tries more than one's."""
    staff = StaffGroup(name="desk", place=HERE, serves=(("desk", 0),), people=1, handling=SERVICE)
    traffic = Traffic(
        place=HERE, calls=always(13.5), balks=0.0, staff=(staff,), patience=Duration("exponential", 60.0),
        redial=Redial(1.0, Duration("constant", 600.0), 5),
    )  # fmt: skip
    study = simulate(scenario(tree_of(Queue(name="desk", place=HERE)), traffic, MONDAY, 28), 1, 5)
    assert len(study.visits) * 240 / 3600 / (27 * 24 * 5) > 1.1
    assert "overloaded-hour" not in {one.rule for one in load_findings(study)}


def test_calls_before_anybody_is_there_are_no_work_for_those_who_come() -> None:
    """30 calls an hour to a queue from 8 to 8:30, when nobody is there, and then 12 to two people until 9."""
    week = weekly(dict.fromkeys(range(7), ((480, 510, 30), (510, 1020, 12))))
    shifts = weekly(dict.fromkeys(range(7), ((510, 1020, 2),)))
    staff = StaffGroup(name="desk", place=HERE, serves=(("desk", 0),), shifts=shifts, handling=SERVICE)
    box = Voicemail(name="box", place=HERE, owner="us")
    desk = Queue(name="desk", place=HERE, no_agents="box")
    traffic = Traffic(place=HERE, calls=week, balks=0.0, staff=(staff,))
    assert "overloaded-hour" not in found(scenario(tree_of(desk, box), traffic, MONDAY, 56))


def test_who_passes_callers_on_is_done_sooner() -> None:
    """30 calls an hour: of 4 minutes 2 people's work, of the minute until they are passed on half of one's."""
    menu = Ring(
        name="desk", place=HERE, handles=("bills",), transfers_to=("nurses",), ring_for=120.0, answers_after=1.0
    )
    nurses = Queue(name="nurses", place=HERE, handles=("pain",))
    staff = (
        StaffGroup(name="desk", place=HERE, serves=(("desk", 0),), people=1, handling=SERVICE),
        StaffGroup(name="nurses", place=HERE, serves=(("nurses", 0),), people=9, handling=SERVICE),
    )
    traffic = Traffic(place=HERE, calls=always(30.0), balks=0.0, staff=staff, topics={"pain": 1.0})
    assert "overloaded-hour" not in found(scenario(tree_of(menu, nurses, topics=("bills", "pain")), traffic, MONDAY, 6))


def test_a_replication_without_calls_does_not_make_a_line_slow() -> None:
    """Rare calls, all answered at once: weeks in which nobody comes are no weeks in which nobody is answered."""
    traffic = Traffic(place=HERE, calls=always(0.03), handling=SERVICE, balks=0.0)
    audit = settings("clinical-line-slow", "severity", "warning")
    tree = tree_of(Queue(name="nurse line", place=HERE, agents=5), audit=audit)
    study = simulate(scenario(tree, traffic, MONDAY, 2), 1, 60)
    assert any(len(run.visits) == 0 for run in study.runs)
    assert len(study.visits) >= 20
    assert load_findings(study) == []


def test_hours_in_words() -> None:
    assert say_hour(33) == "Tuesday 9:00 to 10:00"
    assert say_hours([22, 23, 24]) == "Monday 22:00 to 24:00 and Tuesday 0:00 to 1:00"


@pytest.mark.parametrize(("part", "target", "said"), [
    (0.12, 5.0, "12%"), (0.0504, 5.0, "5.04%"), (0.053, 5.0, "5.3%"), (0.79999, 80.0, "79.999%"), (0.5, 80.0, "50%"),
])  # fmt: skip
def test_what_is_over_a_target_does_not_read_like_it(part: float, target: float, said: str) -> None:
    assert beside(part, target) == said
