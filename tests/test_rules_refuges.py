"""Where lost callers are sent by advice, and ends of calls that are no dead ends, each worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from ivr_audit.finding import Finding
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules import rule
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
HOURS = "hours: {office: {mon-fri: 08:00-17:00}}\n"
BOX = "  box: {voicemail: B, owner: D, reply_within: 1d}\n"


def tree(nodes: str, top: str = "", start: str = "main") -> PhoneTree:
    found, problems = read(f"tree: T\nowner: D\nstart: {start}\n{top}nodes:\n{nodes}", "made.yaml")
    assert found is not None, problems
    return found


def findings(made: PhoneTree, *rules: str) -> list[Finding]:
    return list(judge(Measures(made, AS_OF), [rule(name) for name in rules]).findings)


PHOTO = """\
  main:
    menu: To refill, press 1. For the photo counter, press 6. For all other departments, press 7.
    options: {1: refills, 6: photo, 7: desk}
  refills: {voicemail: R, owner: D, reply_within: 1d}
  photo: {ring: Photo counter, no_answer: box}
  desk: {ring: Desk, no_answer: box}
"""


def test_people_behind_a_key_for_something_else_are_not_advised() -> None:
    (found,) = findings(tree(PHOTO + BOX), "no-input-hangs-up")
    assert found.advice == 'set "no_input" of "main" to "desk"'


def test_a_mailbox_for_some_topics_is_not_where_everybody_is_sent() -> None:
    nodes = """\
  main: {menu: "For a bill, press 1. For a lift, press 2.", options: {1: bills, 2: out}}
  out: {transfer: "+1 410 555 0199", answered_by: menu}
  bills: {voicemail: Bills, owner: D, reply_within: 1d, topics: [bills]}
"""
    (found,) = findings(tree(nodes, "topics: [bills, lifts]\n"), "no-input-hangs-up")
    assert found.advice.endswith('a mailbox that somebody returns ("bills" is there for "bills" only)')
    repair = rule(found.rule).repair
    assert repair is not None
    assert repair(tree(nodes, "topics: [bills, lifts]\n"), found) is None


def test_a_closed_menu_sends_callers_to_what_is_there_whenever_it_is_heard() -> None:
    nodes = """\
  main: {menu: "For the shop, press 1. For the office, press 0.", options: {1: shop?, 0: desk}, no_input: desk}
  shop?: {hours: shop, open: shop, closed: shop closed}
  shop: {ring: Shop, staffed: shop, no_answer: box}
  shop closed: {menu: "The shop is closed. To leave a message, press 1.", options: {1: box}}
  desk: {ring: Desk, staffed: office, no_answer: box}
"""
    top = "hours: {office: {mon-fri: 08:00-17:00}, shop: {mon-fri: 10:00-12:00}}\n"
    (found,) = findings(tree(nodes + BOX, top), "no-input-hangs-up")
    assert found.advice == 'set "no_input" of "shop closed" to "box"'
    assert len(found.periods) == 2
    assert "in it and 3 plays" in found.message


def test_silence_is_not_the_cause_where_every_key_hangs_up_too() -> None:
    nodes = "  main: {menu: 'For A, press 1. For B, press 2.', options: {1: a, 2: b}, no_input: b}\n"
    ends = "  a: {hangup: Bye.}\n  b: {hangup: Bye.}\n"
    assert findings(tree(nodes + ends), "no-input-hangs-up") == []
    assert findings(tree(nodes.replace("2: b}", "2: b, 3: box}") + ends + BOX), "no-input-hangs-up") != []


@pytest.mark.parametrize(
    ("said", "dead"),
    [
        ("Please dial 911.", True),
        ("We are open 8 a.m. to 5 p.m. Monday to Friday.", True),
        ("We are open 8 a.m. to 5 p.m. Monday to Friday. In an emergency, dial 911.", False),
    ],
)
def test_a_closed_recording_that_tells_all_is_no_dead_end(said: str, dead: bool) -> None:
    nodes = f"""\
  main: {{hours: office, open: desk, closed: closed}}
  closed: {{say: '{said}'}}
  desk: {{ring: Desk, staffed: office, no_answer: box}}
"""
    assert [f.severity for f in findings(tree(nodes + BOX, HOURS), "dead-end")] == (["warning"] if dead else [])


def test_in_opening_hours_the_same_recording_is_one() -> None:
    nodes = """\
  main: {menu: "For results, press 1. For anything else, press 0.", options: {1: results?, 0: desk}, no_input: desk}
  results?: {hours: results, open: desk, closed: later}
  later: {say: "We are open 8 a.m. to 5 p.m. Monday to Friday. In an emergency, dial 911."}
  desk: {ring: Desk, staffed: office, no_answer: box}
"""
    top = "hours: {office: {mon-fri: 08:00-17:00}, results: {mon-fri: 14:00-16:00}}\n"
    (found,) = findings(tree(nodes + BOX, top), "dead-end")
    assert (found.severity, found.periods) == ("error", ("office open",))


def test_a_key_for_emergencies_may_end_with_the_emergency_number() -> None:
    nodes = """\
  main:
    menu: For a life-threatening matter, press 1. For sales, press 2.
    options: {1: e, 2: desk}
    no_input: desk
  e: {say: Please hang up and dial 911.}
  desk: {ring: Desk, no_answer: box}
"""
    assert findings(tree(nodes + BOX), "dead-end") == []
    assert findings(tree(nodes.replace("a life-threatening matter", "directions") + BOX), "dead-end") != []


def test_people_always_on_duty_whom_a_gap_hides_are_no_crash() -> None:
    nodes = """\
  main: {menu: Hello., options: {2: check}}
  check: {hours: office, open: desk}
  desk: {ring: Desk, staffed: always}
"""
    made = tree(nodes, HOURS)
    (found,) = findings(made, "no-path-to-human")
    repair = rule(found.rule).repair
    assert repair is not None
    assert repair(made, found) is None


def test_a_queue_overflows_to_where_others_with_its_topics_are_called_back() -> None:
    nodes = """\
  main:
    menu: For a claim, press 1. For anything else, press 0.
    options: {1: {to: claims, about: claims}, 0: members}
    no_input: members
  claims: {queue: Claims, max_wait: 5m, handles: claims}
  members: {queue: Members, max_wait: 5m, overflow: back, handles: [claims, benefits]}
  back: {callback: Members, within: 4h}
"""
    (found,) = findings(tree(nodes + BOX, "topics: [claims, benefits]\n"), "queue-timeout-hangs-up")
    assert found.advice == 'set "overflow" of "claims" to "back"'
