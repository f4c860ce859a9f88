"""The rules about telephones that ring where nobody is, too long, one after another or outside; worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_rules_waiting import AS_OF, DESK, HOURS, findings, tree

from ivr_audit.hours import State
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules.unattended import say_times


@pytest.mark.parametrize(("seconds", "reported"), [("", False), ("ring_for: 30s,", False), ("ring_for: 31s,", True)])
def test_one_ring(seconds: str, reported: bool) -> None:
    found = findings(tree(f"  main: {{ring: Desk, {seconds} no_answer: box}}\n"), "rings-too-long")
    expected = 'when nobody answers, "main" rings for 31 s before anything else happens (limit 30 s)'
    assert [f.message for f in found] == ([expected] if reported else [])


def test_rings_that_the_defaults_make_too_long_are_one_finding() -> None:
    made = tree(f"  main: {{ring: Desk, no_answer: desk}}\n{DESK}", top="defaults: {ring_for: 45s}")
    found = findings(made, "rings-too-long")
    # each counts with at most 30 s in a series, so the two are no series over 60 s
    assert [(f.node, f.nodes, f.cause) for f in found] == [("main", ("desk",), "one")]


SERIES = "  main: {{ring: A, ring_for: 20s, no_answer: {0}}}\n  b: {{ring: B, ring_for: 20s, no_answer: {1}}}\n"


@pytest.mark.parametrize(
    ("last", "between", "total"),
    [
        (20, "", ""),
        (21, "", "1 min 01 s"),
        (30, "  note: {say: One moment., next: c}\n", "1 min 10 s"),
        (30, "  note: {menu: 'To leave a message, press 1.', options: {1: box}, no_input: c}\n", ""),
        (30, "  note: {queue: Q, max_wait: 60s, overflow: c}\n", ""),
    ],
)
def test_rings_one_after_another(last: int, between: str, total: str) -> None:
    desk = f"  c: {{ring: C, ring_for: {last}s, no_answer: box}}\n"
    found = findings(tree(SERIES.format("b", "note" if between else "c") + between + desk), "rings-too-long")
    expected = (
        f'when nobody answers, "main", "b" and "c" ring one after another for {total}, '
        "and callers can do nothing meanwhile (limit 1 min)"
    )
    assert [f.message for f in found] == ([expected] if total else [])


def test_series_from_several_keys_to_the_same_desk_are_one_finding() -> None:
    made = tree(
        "  main: {menu: 'Press 1 or 2.', options: {1: a, 2: b}, no_input: a}\n"
        "  a: {ring: A, ring_for: 25s, no_answer: c}\n  b: {ring: B, ring_for: 30s, no_answer: c}\n"
        "  c: {ring: C, ring_for: 25s, no_answer: d}\n  d: {ring: D, ring_for: 25s, no_answer: box}\n"
    )
    (found,) = findings(made, "rings-too-long")
    assert (found.node, found.nodes, found.cause) == ("b", ("c", "d"), "series to d")


def test_circle_of_rings_counts_once() -> None:
    assert findings(tree(SERIES.format("b", "main")), "rings-too-long", "too-many-hops") == []


OUTSIDE = (
    "  main: {{menu: 'Press 1 or 2.', options: {{1: a, 2: b}}, no_input: a}}\n"
    "  a: {{transfer: '+1 555 010 0100'{0}}}\n  b: {{transfer: '+1 (555) 010-0100'{0}}}\n"
)


def test_one_outside_number_is_one_question() -> None:
    (found,) = findings(tree(OUTSIDE.format("")), "external-number-unknown")
    assert found.message == 'calls to "a" and "b" go to +1 555 010 0100, and nobody knows who answers there'
    assert found.nodes == ("b",)


def test_two_outside_numbers_are_two_questions() -> None:
    made = tree(OUTSIDE.format("").replace("010-0100", "010-0111"))
    assert [f.node for f in findings(made, "external-number-unknown")] == ["a", "b"]


@pytest.mark.parametrize("said", ["person", "menu", "voicemail"])
def test_outside_number_that_the_file_knows(said: str) -> None:
    assert findings(tree(OUTSIDE.format(f", answered_by: {said}")), "external-number-unknown") == []


def test_outside_number_in_an_imported_file_or_that_no_call_reaches() -> None:
    assert findings(replace(tree(OUTSIDE.format("")), system="asterisk"), "external-number-unknown") == []
    unused = tree("  main: {ring: Desk, no_answer: box}\n  a: {transfer: '+1 555 010 0100'}\n")
    assert findings(unused, "external-number-unknown") == []


def during_office(nodes: str) -> PhoneTree:
    return tree("  open?: {hours: office, open: main, closed: box}\n" + nodes, start="open?", top=HOURS)


def test_lunch_and_an_early_friday() -> None:
    made = during_office("  main: {ring: Desk, staffed: desk, no_answer: box}\n")
    (found,) = findings(made, "unstaffed-while-open")
    assert found.severity == "error"  # nobody else is there
    assert found.message == (
        'nobody is at "main" Mon to Thu 12:00 to 13:00, Fri 12:00 to 17:00, although the hours "office" are open then: '
        'callers wait in vain and end in the mailbox "box"'
    )
    assert len(found.periods) == 2  # with and without "lunch" open


REPAIRS = (
    "  main: {{menu: 'Press 1 for repairs or 0.', options: {{1: repairs, 0: front}}, no_input: front}}\n"
    "  repairs: {{ring: Repairs, staffed: desk{0}}}\n  front: {{ring: Front, no_answer: box}}\n"
)


def test_desk_that_is_away_while_others_can_be_reached_is_a_warning() -> None:
    (found,) = findings(during_office(REPAIRS.format(", no_answer: box")), "unstaffed-while-open")
    assert (found.node, found.severity) == ("repairs", "warning")


def test_desk_that_is_away_and_hangs_up_is_an_error() -> None:
    (found,) = findings(during_office(REPAIRS.format("")), "unstaffed-while-open")
    assert found.severity == "error"
    assert found.message.endswith("callers wait in vain and are hung up on")


NOTHING_AMISS = {
    "same hours": "  main: {ring: Desk, staffed: office, no_answer: box}\n",
    "somebody else answers": "  main: {ring: A, staffed: desk, no_answer: b}\n  b: {ring: B, no_answer: box}\n",
    "after others": "  main: {ring: A, no_answer: b}\n  b: {ring: B, staffed: desk, no_answer: box}\n",
    "passed on": "  main: {ring: A, no_answer: box, transfers_to: b}\n  b: {ring: B, staffed: desk, no_answer: box}\n",
    "said what then": "  main: {queue: A, staffed: desk, max_wait: 20s, no_agents: box, overflow: box}\n",
}


@pytest.mark.parametrize("nodes", NOTHING_AMISS.values(), ids=NOTHING_AMISS.keys())
def test_open_office_with_nothing_amiss(nodes: str) -> None:
    assert findings(during_office(nodes), "unstaffed-while-open") == []


def test_no_hours_asked_and_hours_for_when_nobody_is_there() -> None:
    ring = "  desk: {ring: Desk, staffed: desk, no_answer: box}\n"
    assert findings(tree(ring, start="desk", top=HOURS), "unstaffed-while-open") == []
    night = tree("  main: {hours: night, open: desk, closed: desk}\n" + ring, top=HOURS)
    assert findings(night, "unstaffed-while-open") == []


def test_queue_at_lunch_is_one_finding_with_the_open_hours_as_consequence() -> None:
    rules = ("queue-no-agents-unhandled", "unstaffed-while-open")
    (found,) = findings(during_office("  main: {queue: A, staffed: desk, max_wait: 5m, overflow: box}\n"), *rules)
    assert (found.rule, found.severity) == ("queue-no-agents-unhandled", "error")
    assert [also.rule for also in found.consequences] == ["unstaffed-while-open"]


def test_times_of_a_week_in_words() -> None:
    made = tree(DESK, start="desk", top=HOURS)
    states = {frozenset(p.open): p.state for p in Measures(made, AS_OF).periods}
    assert say_times(made, [states[frozenset({"night"})]]) == "Mon to Sun 20:00 to 23:00"
    assert say_times(made, [states[frozenset({"office", "lunch"})]]) == "Mon to Fri 12:00 to 13:00"
    assert say_times(made, [states[frozenset({"office", "desk"})]]) == (
        "Mon to Thu 09:00 to 12:00 and 13:00 to 17:00, Fri 09:00 to 12:00"
    )
    assert say_times(made, [State(frozenset({"night"}), True)]) == "on public holidays"
    assert say_times(made, [State(frozenset({"lunch"}), False)]) == "on some dates"


HOPS = (
    "  main: {{ring: A, no_answer: b}}\n  b: {{queue: B, max_wait: 60s, overflow: c}}\n"
    "  c: {{ring: C, no_answer: {0}, busy: {1}}}\n  d: {{ring: D, no_answer: box}}\n"
)


@pytest.mark.parametrize(
    ("no_answer", "busy", "field"), [("d", "d", "no_answer"), ("box", "d", "busy"), ("box", "box", "")]
)
def test_hand_offs(no_answer: str, busy: str, field: str) -> None:
    found = findings(tree(HOPS.format(no_answer, busy)), "too-many-hops")
    expected = 'when nobody answers, callers are handed on 3 times: "main", then "b", then "c", then "d"'
    assert [(f.node, f.message) for f in found] == ([("c", expected)] if field else [])
    assert all(f.advice.startswith(f'let "{field}" of "c" lead to') for f in found)


def test_a_menu_or_a_person_in_between_ends_the_row() -> None:
    menu = HOPS.format("menu", "menu") + "  menu: {menu: 'For D, press 1.', options: {1: d}, no_input: d}\n"
    assert findings(tree(menu), "too-many-hops") == []
    passed = HOPS.format("box", "box").replace("busy: box", "transfers_to: d")
    assert findings(tree(passed), "too-many-hops") == []
    said = HOPS.format("note", "note") + "  note: {say: One moment., next: d}\n"
    assert [f.cause for f in findings(tree(said), "too-many-hops")] == ["to d"]


def test_number_of_hand_offs_can_be_set() -> None:
    made = tree(HOPS.format("d", "d"), top="audit: {rules: {too-many-hops: {most: 3}}}")
    assert findings(made, "too-many-hops") == []


def test_long_series_of_rings_has_its_hand_offs_as_consequence() -> None:
    rest = "  c: {ring: C, ring_for: 20s, no_answer: d}\n  d: {ring: D, no_answer: box}\n"
    (found,) = findings(tree(SERIES.format("b", "c") + rest), "rings-too-long", "too-many-hops")
    assert (found.rule, [also.rule for also in found.consequences]) == ("rings-too-long", ["too-many-hops"])
