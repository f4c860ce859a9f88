"""What reports say of trees made of other systems' files: what is not known, whom to send callers to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from ivr_audit.audit import Audit, audit
from ivr_audit.call import play_keys
from ivr_audit.callers import play_caller
from ivr_audit.callgraph import steps
from ivr_audit.hours import Period, State
from ivr_audit.load.native import read
from ivr_audit.model import PhoneTree
from ivr_audit.render.answer import answer
from ivr_audit.render.tables import sections
from ivr_audit.render.verdicts import verdicts
from ivr_audit.render.witness import say_witness
from ivr_audit.rules.plain_words import in_plain_words

AS_OF = date(2026, 11, 23)
DAY = State(frozenset(), False)


def made(nodes: str, top: str = "", system: str = "asterisk", start: str = "main") -> PhoneTree:
    tree, problems = read(f"tree: T\nstart: {start}\n{top}nodes:\n{nodes}", "made.yaml")
    assert tree is not None, problems
    return replace(tree, system=system)


def unknown_hours(tree: PhoneTree) -> PhoneTree:
    """The tree with the schedule of "open?" not in the file."""
    return replace(tree, nodes={**tree.nodes, "open?": replace(tree.nodes["open?"], hours=None)})  # type: ignore[call-arg]


def said(found: Audit) -> str:
    return " ".join(answer(found))


CLINIC = """\
  open?: {hours: office, open: main, closed: night}
  main: {menu: "For the desk, press 1.", options: {1: desk}, no_input: desk}
  night: {menu: "For the doctor on call, press 1.", options: {1: doctor, 2: box}}
  desk: {ring: Desk, no_answer: box}
  doctor: {ring: Doctor on call}
  box: {voicemail: Box, owner: Ann, reply_within: 1d}
"""
OFFICE = "hours: {office: {mon-fri: 08:00-17:00}}\n"


def test_who_is_there_at_every_hour_is_only_as_far_as_the_file_says() -> None:
    nodes = "  main: {ring: Desk, no_answer: box}\n  box: {voicemail: Box, owner: Ann, reply_within: 1d}\n"
    found = audit(made(nodes), AS_OF)
    assert "every hour of the year, as far as the file says: when people are there is not in it." in said(found)
    assert 'people without stated hours count as always there: "main"' in found.assumptions
    native = audit(made(nodes, system="native"), AS_OF)
    assert "every hour of the year." in said(native)
    assert not any("without stated hours" in text for text in native.assumptions)


def test_an_unknown_schedule_is_not_any_time() -> None:
    found = audit(unknown_hours(made(CLINIC, OFFICE, start="open?")), AS_OF)
    assert "as far as the file says: when the office is open is not in it." in said(found)
    assert "At any time" not in said(found)


def test_a_number_outside_may_be_a_person() -> None:
    nodes = '  main: {menu: "For help, press 1.", options: {1: out}}\n  out: {transfer: "+1 410 555 0199"}\n'
    found = audit(made(nodes), AS_OF)
    assert "nobody here who is known to be a person" in said(found)
    assert '"out"' in said(found)
    (periods,) = next(iter(sections(found))).blocks
    assert periods.rows[1][2] == "nobody known"
    machine = audit(made(nodes.replace('0199"}', '0199", answered_by: voicemail}')), AS_OF)
    assert "No caller can ever reach a person here" in said(machine)


HOLIDAY_SWITCH = """\
  main: {branch: clinic/closed, cases: {yes: holiday, no: menu}}
  holiday: {say: We are closed., next: hangup}
  menu: {menu: "For the desk, press 1.", options: {1: desk}, no_input: desk}
  desk: {ring: Desk, no_answer: box}
  box: {voicemail: Box, owner: Ann, reply_within: 1d}
"""


def test_callers_take_the_answer_that_leads_to_people() -> None:
    tree = made(HOLIDAY_SWITCH)
    assert play_caller(tree, DAY, "main", "silent").node == "desk"
    assert play_keys(tree, DAY, "main", ("case yes",)).node == "holiday"
    assert play_caller(made(HOLIDAY_SWITCH, system="native"), DAY, "main", "silent").node == "holiday"


def test_a_failed_request_is_not_the_ordinary_case() -> None:
    nodes = """\
  main: {branch: whether a function works, cases: {fail: menu, success: check}}
  check: {say: Welcome., next: menu}
  menu: {menu: "For the desk, press 1.", options: {1: desk}}
  desk: {ring: Desk}
"""
    found = audit(made(nodes, system="twilio-studio"), AS_OF)
    calls = [one.witness for one in found.findings if one.node in ("menu", "desk")]
    assert calls
    assert not any(call and "fail" in call.keys for call in calls)


def test_a_call_on_a_special_day_says_its_date() -> None:
    nodes = """\
  main: {hours: xmas, open: closed, closed: desk}
  closed: {say: We are closed today., next: hangup}
  desk: {ring: Desk, no_answer: box}
  box: {voicemail: Box, owner: Ann, reply_within: 1d}
"""
    found = audit(made(nodes, 'hours: {xmas: {"2026-12-24": always}}\n'), AS_OF)
    (dead,) = [one for one in found.findings if one.rule == "dead-end"]
    assert dead.witness is not None
    assert say_witness(dead.witness, found).startswith("call Thu 24 Dec 07:00: ")


SWITCHED = "desk: {branch: night switch, cases: {on: box, off: phone}}\n  phone: {ring"


@pytest.mark.parametrize(
    ("system", "nodes", "covered"),
    [
        ("asterisk", CLINIC, False),
        ("freepbx", CLINIC, False),
        ("asterisk", CLINIC.replace("desk: {ring", SWITCHED), True),
    ],
)
def test_holidays_of_imported_files_with_a_known_schedule(system: str, nodes: str, covered: bool) -> None:
    tree = made(nodes, OFFICE, system, "open?")
    found = [one.rule for one in audit(tree, AS_OF, ["holiday-not-covered"]).findings]
    assert found == ([] if covered else ["holiday-not-covered"])
    assert audit(unknown_hours(tree), AS_OF, ["holiday-not-covered"]).findings == ()


def test_a_schedule_of_dates_alone_names_the_holidays() -> None:
    top = 'hours: {office: {mon-fri: "08:00-17:00"}, days: {"2027-11-01": always}}\n'
    nodes = "  main: {hours: days, open: box, closed: open?}\n" + CLINIC.replace("  main:", "  menu:")
    tree = made(nodes.replace("open: main", "open: menu"), top)
    assert audit(tree, AS_OF, ["holiday-not-covered"]).findings == ()


def test_a_minute_after_closing_is_one_line() -> None:
    top = 'hours: {office: {mon-fri: "08:00-17:01"}, lunch: {mon-fri: "17:00-17:01"}}\n'
    nodes = "  main: {hours: lunch, open: box, closed: open?}\n" + CLINIC.replace("  main:", "  menu:")
    found = audit(made(nodes.replace("open: main", "open: menu"), top), AS_OF)
    brief = [one.period.name for one in found.periods if one.period.is_brief]
    assert brief == ["office and lunch open"]
    periods, *_ = next(iter(sections(found))).blocks
    assert brief[0] not in [row[0] for row in periods.rows]
    assert periods.notes == ("for 5 min a week, where hours overlap or leave a gap (office and lunch open): nobody",)
    assert brief[0] not in said(found)


def test_special_days_are_not_brief() -> None:
    period = Period(
        name="a", open=(), holiday=False, example=datetime(2026, 12, 24), hours_per_week=0.0, hours_per_year=24.0
    )
    assert not period.is_brief


def advice(tree: PhoneTree, rule: str) -> list[str]:
    return [one.advice for one in audit(tree, AS_OF, [rule]).findings]


def test_nobody_is_sent_to_a_desk_that_was_just_found_empty() -> None:
    nodes = """\
  main: {menu: "For appointments, press 1.", options: {1: duty?, 0: box}, no_input: box}
  duty?: {branch: people on duty, cases: {some: queue, none: nostaff}}
  nostaff: {say: Nobody is here., next: hangup}
  queue: {queue: Appointments, max_wait: 5m, overflow: box}
  box: {voicemail: Box, owner: Ann, reply_within: 1d}
"""
    (said_so,) = advice(made(nodes), "dead-end")
    assert said_so == 'let calls go on from "nostaff" to "box" instead of hanging up'


def test_at_night_nobody_is_sent_to_a_desk_where_no_call_comes_then() -> None:
    (said_so,) = advice(made(CLINIC, OFFICE, start="open?"), "no-input-hangs-up")
    assert '"desk"' not in said_so
    (unknown,) = advice(unknown_hours(made(CLINIC, OFFICE, start="open?")), "no-input-hangs-up")
    assert '"desk"' not in unknown


def test_a_pattern_is_no_place_to_send_callers_to() -> None:
    nodes = """\
  main: {menu: "Dial an extension.", options: {}, extensions: {pattern: 2XX, to: ext}}
  ext: {ring: extension 2XX, no_answer: box}
  box: {voicemail: Box, owner: Ann, reply_within: 1d}
"""
    assert all('"ext"' not in text for text in advice(made(nodes), "no-input-hangs-up"))


def test_zero_in_a_circle_says_where() -> None:
    nodes = """\
  main: {menu: "Press 1 or 0.", options: {1: sub, 0: desk}, no_input: desk}
  sub: {menu: "Press 1.", options: {1: desk, 0: sub}, no_input: desk}
  desk: {ring: Desk, no_answer: box}
  box: {voicemail: Box, owner: Ann, reply_within: 1d}
"""
    assert 'Pressing 0 in "sub" does not help' in said(audit(made(nodes), AS_OF))
    everywhere = nodes.replace("0: desk", "0: main")
    assert "Pressing 0 does not help" in said(audit(made(everywhere), AS_OF))


@pytest.mark.parametrize("then", ["", ", no_answer: box"])
def test_a_number_outside_looks_the_same_whatever_follows(then: str) -> None:
    tree = made(f'  main: {{transfer: "+1 410 555 0199"{then}}}\n  box: {{voicemail: Box, owner: Ann}}\n')
    assert verdicts(tree, {name: steps(tree, name, DAY) for name in tree.nodes})["main"] == "outside"


@pytest.mark.parametrize(
    ("advice", "plain"),
    [
        ('set "no_input" of "main" to "desk"', 'send callers who press nothing in "main" to "desk"'),
        ('set "invalid" of each to "desk"', 'send callers who press wrong keys in each of them to "desk"'),
        (
            'set "next" of "bye" to "desk" instead of hanging up',
            'let calls go on from "bye" to "desk" instead of hanging up',
        ),
        (
            'set "max_wait" of "q" to 15 min at most and "overflow" to "box"',
            'let callers wait 15 min at most in "q", and send them to "box" after that',
        ),
        ('let keys count while "main" plays (`barge_in: yes`)', 'let keys count while "main" plays'),
        ('let "desk" ring for 20 to 30 s: set "ring_for"', 'let "desk" ring for 20 to 30 s'),
    ],
)
def test_advice_is_said_without_fields(advice: str, plain: str) -> None:
    tree = made("  main: {ring: Desk}\n")
    assert in_plain_words(advice, tree) == plain
    assert in_plain_words(advice, replace(tree, system="native")) == advice


@pytest.mark.parametrize(
    ("advice", "plain"),
    [
        (
            'set "no_input" of "main" to "desk"',
            'for "main" add or change the row with the key "no key pressed": it goes to "desk"',
        ),
        ('set "no_answer" of "desk" to "box"', 'for "desk" write "box" in the column "If nobody answers"'),
        ('play "main" twice (`attempts`), then', 'play "main" twice (column "Tries"), then'),
        ("keys count (`barge_in: yes`)", 'keys count (column "Keys interrupt": yes)'),
    ],
)
def test_advice_for_a_spreadsheet_names_its_columns(advice: str, plain: str) -> None:
    tree = made("  main: {ring: Desk}\n", system="native")
    sheet = replace(tree, place=tree.place._replace(file="menu.xlsx"))
    assert in_plain_words(advice, sheet) == plain
