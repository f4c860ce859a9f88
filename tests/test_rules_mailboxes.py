"""The rules on mailboxes on trees made by hand: late promises, full boxes, boxes that nobody can leave."""

from __future__ import annotations

from datetime import date

import pytest

from ivr_audit.finding import Finding
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules import rule
from ivr_audit.rules.checks import longest_unchecked
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)


def tree(nodes: str, start: str = "main", head: str = "") -> PhoneTree:
    found, problems = read(f"tree: Shop\n{head}start: {start}\nnodes:\n{nodes}", "made.yaml")
    assert found is not None, problems
    assert not problems
    return found


def findings(made: PhoneTree, rule_id: str) -> list[Finding]:
    return list(judge(Measures(made, AS_OF), [rule(rule_id)]).findings)


def box(fields: str) -> PhoneTree:
    return tree(
        f"  desk: {{ring: Counter, no_answer: box}}\n  box: {{voicemail: Shop, owner: Ann, {fields}}}\n", "desk"
    )


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ("reply_within: 3d", False),
        ("reply_within: 73h", True),
        ("reply_within: 1d, greeting: We return calls within one business day.", False),
        ("reply_within: 1d, greeting: We return calls by the next business day.", False),
        ("reply_within: 1d, greeting: We return calls within 48 hours.", True),
        ("reply_within: 3d, greeting: We will call you back within two business days.", True),
        ("reply_within: 1d, greeting: Please call us within two days of your visit.", False),
        ("greeting: Leave a message.", False),
    ],
)
def test_promises(fields: str, line: bool) -> None:
    assert [f.node for f in findings(box(fields), "voicemail-return-late")] == (["box"] if line else [])


def test_a_box_that_nobody_returns_has_no_promise_to_keep() -> None:
    made = tree("  box: {voicemail: Shop, owner: nobody, reply_within: 9d}\n", "box")
    assert findings(made, "voicemail-return-late") == []


def test_the_limits_of_promises_can_be_set() -> None:
    head = "audit: {rules: {voicemail-return-late: {longest: 1d}}}\n"
    made = tree("  box: {voicemail: Shop, owner: Ann, reply_within: 2d}\n", "box", head)
    (found,) = findings(made, "voicemail-return-late")
    assert "within 2 days" in found.message


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("daily", 1),
        ("every morning at 8:30", 1),
        ("every day", 1),
        ("once a day", 1),
        ("twice a day", 1 / 2),
        ("4 times a day", 1 / 4),
        ("twice daily", 1 / 2),
        ("hourly", 1 / 24),
        ("every hour", 1 / 24),
        ("every 30 minutes", 30 / 1440),
        ("every two hours", 2 / 24),
        ("weekdays", 3),
        ("every business day", 3),
        ("each working morning", 3),
        ("twice a day on weekdays", 3),
        ("mon-fri", 3),
        ("Monday to Friday at 9", 3),
        ("mon-sat", 2),
        ("Mondays", 7),
        ("Mondays and Thursdays", 4),
        ("Mon, Wed, Fri", 3),
        ("weekly", 7),
        ("once a week", 7),
        ("twice a week", 4),
        ("five times a week", 3),
        ("every 2 days", 2),
        ("every other day", 2),
        ("every two weeks", 14),
        ("monthly", 30),
        ("every second Monday", 14),
        ("every other Friday", 14),
        ("first Monday of the month", 35),
        ("the last Friday of every month", 35),
        ("every third Monday", None),
        ("first Monday and Thursday of the month", None),
        ("when there is time", None),
        ("never", None),
        ("usually daily", None),
        ("by the front desk", None),
    ],
)
def test_how_long_a_box_is_not_listened_to(words: str, days: float | None) -> None:
    found = longest_unchecked(words)
    assert found == (None if days is None else pytest.approx(days))


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ("checked: daily, messages: 79", False),
        ("checked: daily, messages: 80", True),
        ("checked: daily, messages: 80, capacity: 101", False),
        ("checked: weekdays, messages: 8, capacity: 30", True),
        ("checked: weekdays, messages: 8, capacity: 31", False),
        ("checked: hourly, messages: 90, capacity: 10", False),
        ("checked: by Ann, messages: 500", False),
        ("messages: 500", False),
        ("checked: weekly", False),
    ],
)
def test_boxes_that_fill_up(fields: str, line: bool) -> None:
    found = findings(box(fields + ", reply_within: 1d"), "voicemail-fills-up")
    assert [f.node for f in found] == (["box"] if line else [])


def test_how_many_messages_must_fit_in() -> None:
    (found,) = findings(box("checked: weekdays, messages: 40, reply_within: 1d"), "voicemail-fills-up")
    assert "about 120 messages" in found.message  # 3 days x 40
    assert "to 151 messages" in found.advice  # 120 is 80 % of 150, and that is still reported


MENU = """\
  main:
    menu: For refills, press 1. For the counter, press 0.
    options: {1: refills, 0: desk}
    no_input: desk
"""
DESK = "  desk: {ring: Counter, no_answer: other}\n  other: {voicemail: Shop, owner: Ann, reply_within: 1d}\n"
REFILLS = "  refills: {voicemail: Refills, owner: Ann, reply_within: 1d}\n"


def test_a_box_behind_a_key_is_a_trap_and_one_behind_people_is_none() -> None:
    (found,) = findings(tree(MENU + DESK + REFILLS), "voicemail-trap")
    assert (found.node, found.nodes, found.severity) == ("refills", (), "advice")
    assert '"desk"' in found.advice


@pytest.mark.parametrize(
    "exits", ["exits: {0: desk}", "exits: {0: main}", "exits: {'*': hello}"],
)  # fmt: skip
def test_any_key_that_leads_to_a_person_opens_it(exits: str) -> None:
    hello = "  hello: {say: One moment., next: desk}\n"
    made = tree(MENU + DESK + hello + REFILLS.replace("owner", f"{exits}, owner"))
    assert findings(made, "voicemail-trap") == []


def test_a_box_that_was_asked_for_is_no_trap() -> None:
    asked = MENU.replace("For refills, press 1", "To leave a message about refills, press 1")
    assert findings(tree(asked + DESK + REFILLS), "voicemail-trap") == []
    silence = MENU.replace("1: refills, ", "").replace("no_input: desk", "no_input: refills")
    assert len(findings(tree(silence + DESK + REFILLS), "voicemail-trap")) == 1
    told = silence.replace("For refills, press 1.", "Stay on the line to leave a message.")
    assert findings(tree(told + DESK + REFILLS), "voicemail-trap") == []


def test_all_traps_are_one_finding_and_a_closed_office_has_none() -> None:
    menu = MENU.replace("1: refills", "1: refills, 2: bills")
    bills = "  bills: {voicemail: Bills, owner: Ann, reply_within: 1d}\n"
    (found,) = findings(tree(menu + DESK + REFILLS + bills), "voicemail-trap")
    assert (found.node, found.nodes) == ("refills", ("bills",))
    head = "holidays: US\nhours: {shop: {mon-fri: 08:00-17:00}}\n"
    staffed = DESK.replace("Counter", "Counter, staffed: shop")
    (found,) = findings(tree(menu + staffed + REFILLS + bills, head=head), "voicemail-trap")
    assert found.periods == ("shop open",)


def test_following_the_advice_settles_it() -> None:
    made = tree(MENU + DESK + REFILLS)
    (found,) = findings(made, "voicemail-trap")
    repair = rule("voicemail-trap").repair
    assert repair is not None
    mended = repair(made, found)
    assert mended is not None
    assert findings(mended, "voicemail-trap") == []
