"""A minute between two schedules alarms nobody: an Asterisk clinic whose office closes at 17:00."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ivr_audit.audit import Audit, audit
from ivr_audit.cli.diagram import _periods
from ivr_audit.hours import normal_week, periods
from ivr_audit.load import load
from ivr_audit.render.answer import answer
from ivr_audit.render.html import page
from ivr_audit.render.inlined import Diagrams
from ivr_audit.render.situations import situations
from ivr_audit.render.tables import sections
from ivr_audit.render.text import say_scope

AS_OF = date(2026, 11, 22)
CLINIC = """\
[from-trunk]
exten => 4105550188,1,GotoIfTime(08:30-17:00,mon-fri,*,*?day,s,1)
 same => n,Goto(night,s,1)
[day]
exten => s,1,Background(main)
 same => n,WaitExten(6)
 same => n,Hangup()
exten => 1,1,Queue(appointments,t,,,240)
 same => n,VoiceMail(201@default,u)
exten => 2,1,Dial(PJSIP/110,25)
 same => n,VoiceMail(202@default,u)
exten => 3,1,VoiceMail(203@default,u)
exten => _1XX,1,Dial(PJSIP/${EXTEN},20)
[night]
exten => s,1,Background(closed)
 same => n,WaitExten(6)
exten => 1,1,Dial(PJSIP/trunk/4105550199,30)
"""
OFFICE = """\
topics: [appointments, glasses, billing]
hours: {office: {mon-fri: 08:30-17:00}}
nodes:
  day: {options: {1: {about: [appointments]}, 2: {about: [glasses]}, 3: {about: [billing]}}}
  queue appointments: {staffed: office, handles: [appointments], wait: {typical: 1m, longest: 4m}}
  extension 110: {staffed: office, handles: [glasses]}
  voicemail 203: {owner: nobody, reply_within: 24h}
  call to 4105550199: {answered_by: person}
"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "extensions.conf").write_text(CLINIC, encoding="utf-8")
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    return audit(load(folder / "extensions.conf", overlay=folder / "office.yaml"), AS_OF)


def test_brief_periods_have_no_tables_of_their_own(clinic: Audit) -> None:
    assert len(clinic.periods) == len(clinic.usual) + 1 == 3
    assert "2 periods" in say_scope(clinic)
    tables = {section.heading: section.blocks for section in sections(clinic)}
    assert len(tables["Five callers"]) == len(situations(clinic)) == 2
    choices = page(clinic, Diagrams(())).split('<select id="period">')[1].split("</select>")[0]
    assert choices.count("<option") == 3
    assert "mon-fri" not in choices


def test_the_phone_offers_no_brief_period(clinic: Audit) -> None:
    choices = page(clinic, Diagrams(())).split('<select id="when">')[1].split("</select>")[0]
    offered = [one for one in choices.split("<option ")[1:] if " hidden disabled" not in one]
    assert len(offered) == 2
    assert not any("mon-fri" in one for one in offered)
    assert choices.count("<option") == 3  # a moment in it can still be typed, and is then named


def test_a_minute_of_rounding_is_no_headline(clinic: Audit) -> None:
    said = " ".join(answer(clinic))
    assert "17:01" not in said
    assert "1 min)" not in said
    (gap,) = {gap for topic, gap in clinic.calendar.topic_weekly_gaps.items() if topic == "glasses"}
    assert gap is not None
    assert gap.is_brief


def test_no_finding_is_about_a_minute_alone(clinic: Audit) -> None:
    brief = {found.period.name for found in clinic.periods if found not in clinic.usual}
    assert all(not set(finding.periods) <= brief for finding in clinic.findings if finding.periods)
    assert all("17:01" not in finding.message for finding in clinic.findings)


def test_a_schedule_called_by_its_times_goes_unsaid_beside_the_office_hours(clinic: Audit) -> None:
    assert [found.period.name for found in clinic.periods] == ["office open", "mon-fri 08:30-17:00 open", "closed"]


def test_half_hours_are_as_they_are_for_most_of_them(clinic: Audit) -> None:
    week = normal_week(clinic.tree)
    assert week[34] == week[35]
    assert week[33] != week[34]
    assert week[17].open == {"office", "mon-fri 08:30-17:00"}


def test_diagrams_leave_brief_periods_out(clinic: Audit) -> None:
    found = periods(clinic.tree, AS_OF)
    assert [period.name for period in _periods(found, None)] == ["office open", "closed"]
    assert [period.name for period in _periods(found, "mon-fri 08:30-17:00 open")] == ["mon-fri 08:30-17:00 open"]


def test_the_last_minute_is_said_once(clinic: Audit) -> None:
    said = [text for text in clinic.assumptions if "17:01" in text]
    assert said == ['Asterisk counts the last minute of hours as open: "mon-fri 08:30-17:00" is over at 17:01']


def test_a_file_of_a_usual_name_is_called_by_its_number_or_its_folder(clinic: Audit, tmp_path: Path) -> None:
    assert clinic.tree.name == "4105550188"
    plain = tmp_path / "Maple Street" / "extensions.conf"
    plain.parent.mkdir()
    plain.write_text(CLINIC.replace("4105550188", "s"), encoding="utf-8")
    assert load(plain).name == "Maple Street"


def test_a_pattern_of_extensions_is_no_door(clinic: Audit) -> None:
    doors = [finding for finding in clinic.findings if finding.rule == "wrong-door"]
    (billing,) = [finding for finding in doors if finding.cause == "billing"]
    assert billing.message.endswith("others reach a person, for example those who dial an extension that they know")
    assert billing.advice == (
        'point key 3 of "day" at the extension of whoever helps with "billing", at least while somebody is there'
    )
    assert "extensions 100 to 199" in clinic.tree.nodes
    assert "1XX" not in " ".join(finding.message + finding.advice for finding in clinic.findings)
    topics = next(one for one in sections(clinic) if one.heading.startswith("By topic")).blocks[0].rows
    assert topics[3][:2] == ("billing", "by dialling an extension")


SITES = """\
tree: Two sites
hours: {north: {mon-fri: "08:00-17:00"}, south: {mon-thu: "09:00-16:00"}}
entries: {"555 0101": north?, "555 0102": south?}
nodes:
  north?: {hours: north, open: north menu, closed: north box}
  south?: {hours: south, open: south menu, closed: south box}
  north menu: {menu: "For us, press 0.", options: {0: north desk}, no_input: north desk}
  south menu: {menu: "For us, press 1.", options: {1: south desk}}
  north desk: {ring: North, staffed: north, no_answer: north box}
  south desk: {ring: South, staffed: south, no_answer: south box}
  north box: {voicemail: North, owner: Ann, reply_within: 4h}
  south box: {voicemail: South, owner: Bob, reply_within: 4h}
"""


def test_what_opens_elsewhere_makes_no_rows_for_a_number(tmp_path: Path) -> None:
    (tmp_path / "sites.yaml").write_text(SITES, encoding="utf-8")
    found = audit(load(tmp_path / "sites.yaml"), AS_OF)
    periods_of = {section.heading: section.blocks for section in sections(found)}
    rows = periods_of["When can a person be reached"][0].rows[1:]
    assert [row[:2] for row in rows] == [
        ("555 0101, north open", "45 h"),
        ("555 0102, north and south open", "28 h"),
        ("555 0102, south closed", "140 h"),
        ("555 0101, closed", "123 h"),
    ]
    assert len(periods_of["Five callers"]) == len(situations(found)) == 4


def test_callers_of_one_site_are_sent_to_its_people(tmp_path: Path) -> None:
    (tmp_path / "sites.yaml").write_text(SITES, encoding="utf-8")
    found = audit(load(tmp_path / "sites.yaml"), AS_OF, ["no-input-hangs-up", "no-zero-operator"]).findings
    assert found
    assert all('"north' not in finding.advice for finding in found)
    assert any('"south desk"' in finding.advice for finding in found)
