"""The rules about the right person, mailboxes and reviews: what they must say or not, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ivr_audit.finding import Finding
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree, Voicemail
from ivr_audit.rules import check_settings, rule
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
BOX = "  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}\n"
DESK = "  desk: {ring: Front desk, no_answer: box}\n"
HOURS = "hours: {office: {mon-fri: 08:00-17:00}}\n"


def tree(nodes: str, start: str = "main", head: str = "") -> PhoneTree:
    found, problems = read(
        f"tree: Clinic\nowner: Ann\nstart: {start}\n{head}nodes:\n{nodes}", "made.yaml", check_settings
    )
    assert found is not None, problems
    return found


def findings(made: PhoneTree, rule_id: str) -> list[Finding]:
    return list(judge(Measures(made, AS_OF), [rule(rule_id)]).findings)


# option-always-voicemail


def choice(to: str, words: str = "For an order, press 1.", more: str = "") -> PhoneTree:
    nodes = f"  main: {{menu: '{words} For us, press 0.', options: {{1: {to}, 0: desk}}, no_input: desk}}\n"
    return tree(nodes + "  note: {say: One moment., next: box}\n" + more + DESK + BOX, head=HOURS)


def test_a_choice_that_only_takes_messages_must_say_so() -> None:
    assert [f.cause for f in findings(choice("box"), "option-always-voicemail")] == ["box"]
    assert [f.cause for f in findings(choice("note"), "option-always-voicemail")] == ["box"]
    assert findings(choice("box", "To leave a message, press 1."), "option-always-voicemail") == []
    assert findings(choice("box", "Welcome."), "option-always-voicemail") == []
    assert findings(choice("desk"), "option-always-voicemail") == []


def test_a_mailbox_that_is_not_returned_or_has_a_way_out_is_not_its_business() -> None:
    sink = "  sink: {voicemail: Orders, owner: nobody}\n"
    assert findings(choice("sink", more=sink), "option-always-voicemail") == []
    exits = "  left: {voicemail: Orders, owner: Ann, reply_within: 1d, exits: {0: desk}}\n"
    assert findings(choice("left", more=exits), "option-always-voicemail") == []


def test_a_mailbox_out_of_hours_is_fine() -> None:
    clock = "  clock: {hours: office, open: desk, closed: box}\n"
    assert findings(choice("clock", more=clock), "option-always-voicemail") == []
    wrong = "  clock: {hours: office, open: box, closed: box}\n"
    assert len(findings(choice("clock", more=wrong), "option-always-voicemail")) == 1


def test_two_keys_to_one_mailbox_are_one_finding() -> None:
    nodes = "  main: {menu: 'For A, press 1. For B, press 2.', options: {1: box, 2: box}, no_input: desk}\n"
    (found,) = findings(tree(nodes + DESK + BOX), "option-always-voicemail")
    assert found.message.startswith('keys 1 and 2 in "main" lead only to "box"')


def test_a_choice_of_a_language_is_left_to_its_own_rule() -> None:
    nodes = (
        "  main: {menu: 'For A, press 1. Para español, oprima 2.',"
        " options: {1: desk, 2: {to: box, language: Spanish}}, no_input: desk}\n"
    )
    made = tree(nodes + DESK + BOX, head="languages: [English, Spanish]\n")
    assert findings(made, "option-always-voicemail") == []


# right-person-slow

TOPICS = "topics: [glasses, results]\n"


def slow(wait: int, answers: int = 10) -> PhoneTree:
    """Callers about results wait for the desk, talk 62 s with it and wait for the nurse."""
    nodes = (
        f"  desk: {{ring: Desk, answers_after: {answers}, ring_for: 60s, handles: [glasses], transfers_to: [nurse],"
        " no_answer: box}\n"
        f"  nurse: {{queue: Nurses, wait: {{typical: {wait}s, longest: 20m}}, max_wait: 20m, overflow: box,"
        " handles: [results]}\n"
    )
    return tree(nodes + BOX, "desk", TOPICS)


@pytest.mark.parametrize(("wait", "count"), [(108, 0), (109, 1), (30, 0)])
def test_only_more_than_three_minutes_is_slow(wait: int, count: int) -> None:
    """10 s for the desk, 62 s with it, 108 s for the nurse: 180 s, the limit."""
    found = findings(slow(wait), "right-person-slow")
    assert [(f.node, f.nodes, f.cause) for f in found] == [("desk", ("nurse",), "results")] * count


@pytest.mark.parametrize(("wait", "count"), [(58, 0), (59, 1)])
def test_only_more_than_three_times_as_long_is_slow(wait: int, count: int) -> None:
    """60 s for the desk, 62 s with it: 180 s is three times 60 s with 58 s for the nurse."""
    assert len(findings(slow(wait, 60), "right-person-slow")) == count


def test_where_nothing_is_said_of_what_people_handle_nobody_is_slow() -> None:
    made = slow(600)
    nodes = {n: replace(node, handles=None) if hasattr(node, "handles") else node for n, node in made.nodes.items()}
    assert findings(replace(made, nodes=nodes), "right-person-slow") == []


def test_another_number_that_is_quicker_excuses_the_slow_one() -> None:
    text = "entries: {'1': nurse, '2': desk}\n"
    made = slow(600)
    quick, _ = read("tree: T\n" + text + "nodes:\n" + DESK.replace("desk", "nurse") + DESK + BOX, "t.yaml")
    assert quick is not None
    assert len(findings(made, "right-person-slow")) == 1
    assert findings(replace(made, entries=quick.entries), "right-person-slow") == []


# same-voicemail-again


def again(menu: str = "", box: str = "", closed: str = "box") -> PhoneTree:
    nodes = (
        "  main:\n    menu: For glasses, press 1. For results, press 2.\n    options:\n"
        "      1: {to: desk, about: [glasses]}\n"
        f"      2: {{to: clock, about: [results]}}\n{menu}    no_input: bye\n"
        f"  clock: {{hours: office, open: box, closed: {closed}}}\n"
        f"  box: {{voicemail: Clinic, owner: Ann, reply_within: 1d, topics: [results]{box}}}\n"
        "  other: {voicemail: Other, owner: Ann, reply_within: 1d}\n  bye: {hangup: Goodbye.}\n"
    )
    return tree(nodes + DESK, head=TOPICS + HOURS)


def test_the_same_mailbox_in_every_period_without_another_offer() -> None:
    (found,) = findings(again(), "same-voicemail-again")
    assert (found.node, found.nodes) == ("box", ("main",))
    assert len(found.periods) == 2
    assert found.witness is not None
    assert (found.witness.keys, found.witness.node) == ("2", "box")


def test_another_offer_or_another_end_at_night_is_a_way_out() -> None:
    assert findings(again(menu="      0: desk\n"), "same-voicemail-again") == []
    assert findings(again(box=", exits: {0: desk}"), "same-voicemail-again") == []
    assert findings(again(closed="other"), "same-voicemail-again") == []


def test_mailboxes_of_other_rules_are_left_to_them() -> None:
    made = again()
    box = made.nodes["box"]
    assert isinstance(box, Voicemail)
    unowned = replace(made, nodes={**made.nodes, "box": replace(box, owner="nobody")})
    assert findings(unowned, "same-voicemail-again") == []
    assert findings(unowned, "voicemail-sink")
    unsettled = replace(made, nodes={**made.nodes, "box": replace(box, topics=None)})
    assert findings(unsettled, "same-voicemail-again") == []
    assert findings(unsettled, "wrong-door")


def test_without_topics_no_key_may_lead_to_a_person() -> None:
    nodes = (
        "  main: {menu: 'For A, press 1.', options: {1: box, 2: deep}, no_input: box}\n"
        "  deep: {menu: 'For B, press 1.', options: {1: desk}, no_input: box}\n"
    )
    (found,) = findings(tree(nodes + DESK + BOX), "same-voicemail-again")
    assert found.node == "box"
    assert findings(tree(nodes.replace("2: deep", "2: desk") + DESK + BOX), "same-voicemail-again") == []


# person-cannot-hand-over


def desks(optician: str = "", nurse: str = "handles: [results], ", entry: str = "main") -> PhoneTree:
    nodes = (
        "  main:\n    menu: For glasses, press 1. For results, press 2. For us, press 0.\n    options:\n"
        "      1: {to: optician, about: [glasses]}\n      2: {to: nurse, about: [results]}\n      0: optician\n"
        "    no_input: optician\n"
        f"  optician: {{ring: Optician, handles: [glasses], {optician}no_answer: box}}\n"
        f"  nurse: {{ring: Nurse, {nurse}no_answer: box}}\n"
    )
    return tree(nodes + BOX, entry, TOPICS)


def test_whoever_presses_zero_is_stuck_with_somebody_who_cannot_pass_them_on() -> None:
    (found,) = findings(desks(), "person-cannot-hand-over")
    assert (found.node, found.nodes) == ("optician", ("nurse",))
    assert '"results"' in found.message
    assert findings(desks("transfers_to: [nurse], "), "person-cannot-hand-over") == []
    assert findings(desks("escalates_to: [nurse], "), "person-cannot-hand-over") == []
    assert findings(desks("transfers_to: [main], "), "person-cannot-hand-over") == []
    assert len(findings(desks("transfers_to: [box], "), "person-cannot-hand-over")) == 1


def test_what_is_not_stated_is_not_reported() -> None:
    assert findings(desks(nurse=""), "person-cannot-hand-over") == []
    assert findings(replace(desks(), system="asterisk"), "person-cannot-hand-over") == []


def test_a_topic_that_nobody_handles_has_its_own_rule() -> None:
    made = desks(nurse="handles: [glasses], ")
    assert findings(made, "person-cannot-hand-over") == []
    assert findings(made, "right-person-unreachable")


# not-reviewed


@pytest.mark.parametrize(("day", "count"), [("2025-11-22", 0), ("2025-11-21", 1), ("2027-01-01", 0)])
def test_a_review_is_good_for_366_days(day: str, count: int) -> None:
    """From 22 November 2025 to 23 November 2026 are 366 days."""
    found = findings(tree(DESK + BOX, "desk", f"reviewed: {day}\n"), "not-reviewed")
    assert [f.place.line for f in found] == [4] * count


def test_a_file_that_says_nothing_of_a_review_and_an_imported_one_are_left_alone() -> None:
    made = tree(DESK + BOX, "desk", "reviewed: 2020-01-01\n")
    assert len(findings(made, "not-reviewed")) == 1
    assert findings(replace(made, system="asterisk"), "not-reviewed") == []
    assert findings(tree(DESK + BOX, "desk"), "not-reviewed") == []


def test_the_year_can_be_set() -> None:
    head = "reviewed: 2026-01-01\naudit: {rules: {not-reviewed: {longest: 180}}}\n"
    (found,) = findings(tree(DESK + BOX, "desk", head), "not-reviewed")
    assert "326 days ago" in found.message


def test_a_number_with_a_purpose_is_called_about_that_purpose_only() -> None:
    """Whoever dials the nurses' own number does not press 0 there about glasses; on the main number they do."""
    nodes = (
        "  main: {menu: 'For glasses, press 1.', options: {1: optician}, no_input: optician}\n"
        "  ward:\n    menu: For results, press 1. For anything else, press 9.\n"
        "    options: {1: {to: nurse, about: [results]}, 9: optician, 0: nurse}\n    no_input: nurse\n"
        "  optician: {ring: Optician, handles: [glasses], transfers_to: [nurse], no_answer: box}\n"
        "  nurse: {ring: Nurse, handles: [results], no_answer: box}\n"
    )
    made, _ = read("tree: T\n" + TOPICS + "entries: {'1': main, '2': ward}\nnodes:\n" + nodes + BOX, "t.yaml")
    assert made is not None
    assert findings(made, "person-cannot-hand-over") == []
    (found,) = findings(replace(made, entries=made.entries[::-1]), "person-cannot-hand-over")
    assert (found.node, found.nodes) == ("nurse", ("optician",))
