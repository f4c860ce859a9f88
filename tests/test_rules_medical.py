"""The rules for medical offices on trees made by hand: what callers hear first, and whom they reach after hours."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from made_trees import trees

from ivr_audit.call import play_keys, script_of
from ivr_audit.finding import Finding
from ivr_audit.hours import state_at
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules import rule
from ivr_audit.rules.run import judge, merged
from ivr_audit.rules.urgent import is_urgent

AS_OF = date(2026, 11, 23)
MEDICAL = (
    "after-hours-voicemail-only",
    "holiday-not-covered",
    "language-branch-weaker",
    "language-choice-missing",
    "language-menu-first",
    "no-911-message",
    "no-crisis-line",
    "recording-leads-to-recording",
    "relay-and-text-access",
    "schedule-gap-or-overlap",
    "urgent-callback-too-slow",
    "voicemail-fills-up",
    "voicemail-return-late",
    "voicemail-shared-login",
    "voicemail-trap",
)
HEAD = "tree: Clinic\nholidays: US\nhours: {office: {mon-fri: 08:00-17:00}}\n"
DESK = "  desk: {ring: Front desk, staffed: office, no_answer: box}\n"
BOX = "  box: {voicemail: Clinic, greeting: Leave a message., owner: Ann, reply_within: 1d}\n"
OPEN = "  open?: {hours: office, open: desk, closed: closed}\n"


def tree(nodes: str, start: str = "start: open?", head: str = HEAD) -> PhoneTree:
    found, problems = read(f"{head}{start}\nnodes:\n{nodes}", "made.yaml")
    assert found is not None, problems
    assert not problems
    return found


def findings(made: PhoneTree, rule_id: str, as_of: date = AS_OF) -> list[Finding]:
    return list(judge(Measures(made, as_of), [rule(rule_id)]).findings)


def closed_menu(words: str, *, keys: str) -> str:
    return f"  closed: {{menu: '{words}', options: {{{keys}}}, no_input: box}}\n"


@settings(max_examples=150, deadline=None)
@given(trees())
def test_on_any_tree_every_witness_replays_to_what_the_finding_says(made: PhoneTree) -> None:
    measures = Measures(made, AS_OF)
    for rule_id in MEDICAL:
        found = rule(rule_id)
        options = {name: setting.default for name, setting in found.settings.items()}
        for finding in merged(found.check(measures, options), measures):
            witness = finding.witness
            assert witness is not None
            done = play_keys(made, state_at(made, witness.at), witness.entry, script_of(witness.keys))
            assert (done.outcome, done.node, done.unused) == (witness.outcome, witness.node, ()), finding
            assert finding.node in made.nodes


def test_a_person_who_answers_first_needs_no_notice_but_the_box_behind_does() -> None:
    (found,) = findings(tree(DESK + BOX, "start: desk"), "no-911-message")
    assert (found.node, found.periods) == ("box", ("office open", "closed", "holiday"))
    warned = BOX.replace("Leave", "In an emergency dial 911. Leave")
    assert findings(tree(DESK + warned, "start: desk"), "no-911-message") == []


def test_a_notice_anywhere_before_the_first_choice_counts() -> None:
    closed = "  closed: {say: We are closed., next: box}\n"
    found = findings(tree(OPEN + closed + DESK + BOX), "no-911-message")
    assert {f.node: f.periods for f in found} == {"closed": ("closed", "holiday"), "box": ("office open",)}
    late = BOX.replace("Leave", "In an emergency dial 911. Leave")
    assert findings(tree(OPEN + closed + DESK + late), "no-911-message") == []


def test_recordings_whose_words_are_not_known_are_not_judged() -> None:
    closed = "  closed: {say: {seconds: 20s}, next: box}\n"
    assert not [f for f in findings(tree(OPEN + closed + DESK + BOX), "no-911-message") if f.node == "closed"]


def test_behind_a_language_menu_each_language_is_looked_at() -> None:
    nodes = (
        "  ask: {menu: 'For English, press 1. Para español, oprima dos.', options: {1: en, 2: es}, no_input: en}\n"
        "  en: {say: In an emergency dial 911., next: desk}\n"
        "  es: {say: Espere por favor., next: desk}\n"
    )
    (found,) = findings(tree(nodes + DESK + BOX, "start: ask"), "no-911-message")
    assert found.node == "es"
    assert found.witness is not None
    assert found.witness.keys.startswith("2")


@pytest.mark.parametrize(
    ("closed", "live"),
    [
        ("  closed: {transfer: '+1 410 555 0199'}\n", True),
        ("  closed: {transfer: '+1 410 555 0199', answered_by: voicemail}\n", False),
        ("  closed: {transfer: '+1 410 555 0199', answered_by: menu}\n", False),
        ("  closed: {callback: Doctor on call, within: 20m}\n", True),
        ("  closed: {voicemail: Night, owner: Ann, pages: doctor on call, reply_within: 1d}\n", True),
        ("  closed: {voicemail: Night, owner: Ann, reply_within: 1d}\n", False),
        ("  closed: {hangup: We are closed.}\n", False),
        ("  closed: {hangup: 'If it cannot wait, call 410 555 0199.'}\n", True),
        ("  closed: {hangup: 'Our address is Main Street. Our fax is 410 555 0199.'}\n", False),
        ("  closed: {ring: Nurse on call, no_answer: box}\n", True),
    ],
)
def test_who_is_live_after_hours(closed: str, live: bool) -> None:
    found = findings(tree(OPEN + closed + DESK + BOX), "after-hours-voicemail-only")
    assert [f.periods for f in found] == ([] if live else [("closed", "holiday")])
    assert all(f.node == "open?" and f.place.line == 6 for f in found)


def test_without_hours_nothing_is_closed() -> None:
    assert findings(tree(BOX, "start: box"), "after-hours-voicemail-only") == []


def test_a_dead_urgent_key_follows_from_having_nobody_after_hours() -> None:
    closed = closed_menu("If your call is urgent, press 1. For a message, press 2.", keys="1: night, 2: box")
    night = "  night: {voicemail: Night, owner: Ann, reply_within: 20m}\n"
    both = [rule("after-hours-voicemail-only"), rule("recording-leads-to-recording")]
    (found,) = judge(Measures(tree(OPEN + closed + night + DESK + BOX), AS_OF), both).findings
    assert found.rule == "after-hours-voicemail-only"
    assert [(f.node, f.cause) for f in found.consequences] == [("closed", "night")]


@pytest.mark.parametrize(
    ("words", "urgent"),
    [
        ("If your call is urgent, press 1.", True),
        ("For the doctor on call, press 1.", True),
        ("For emergencies, press 1.", True),
        ("For a medical question that is not an emergency, press 3.", False),
        ("For non-urgent messages, press 2.", False),
        ("If it is not an emergency but cannot wait, press 2.", True),
        ("For anything but emergencies, press 2.", False),
        ("For everything except urgent matters, press 2.", False),
        ("If nobody answers but it is urgent, press 1.", True),
        ("For billing, press 2.", False),
    ],
)
def test_what_is_urgent(words: str, urgent: bool) -> None:
    assert is_urgent(words) is urgent


@pytest.mark.parametrize(
    ("to", "reported"),
    [
        ("{hangup: Hang up and dial 911.}", False),
        ("{hangup: Our office opens at eight.}", True),
        ("{hangup: Please call 410 555 0199.}", False),
        ("{transfer: '+1 410 555 0199', answered_by: person}", False),
        ("{voicemail: Night, owner: Ann, reply_within: 1d}", True),
        ("{voicemail: Night, owner: Ann, reply_within: 1d, pages: nurse}", False),
    ],
)
def test_where_an_emergency_key_leads(to: str, reported: bool) -> None:
    closed = closed_menu("In an emergency, press 1. For a message, press 2.", keys="1: night, 2: box")
    found = findings(tree(OPEN + closed + f"  night: {to}\n" + DESK + BOX), "recording-leads-to-recording")
    assert [(f.node, f.cause) for f in found] == ([("closed", "night")] if reported else [])


def test_a_number_with_a_machine_is_reported_once_and_not_its_key() -> None:
    closed = closed_menu("For the doctor on call, press 1.", keys="1: night")
    night = "  night: {transfer: '+1 410 555 0199', answered_by: voicemail}\n"
    (found,) = findings(tree(OPEN + closed + night + DESK + BOX), "recording-leads-to-recording")
    assert (found.node, found.cause) == ("night", "")


@pytest.mark.parametrize(
    ("night", "line"),
    [
        ("{voicemail: Night, owner: Ann, urgent_within: 31m}", True),
        ("{voicemail: Night, owner: Ann, urgent_within: 30m, reply_within: 1d}", False),
        ("{voicemail: Night, owner: Ann, reply_within: 2h}", True),
        ("{voicemail: Night, owner: Ann, greeting: We return calls within two hours.}", True),
        ("{voicemail: Night, owner: Ann}", False),
        ("{callback: Ann, within: 45m}", True),
    ],
)
def test_promises_for_what_is_urgent(night: str, line: bool) -> None:
    closed = closed_menu("If your call is urgent, press 1.", keys="1: night")
    found = findings(tree(OPEN + closed + f"  night: {night}\n" + DESK + BOX), "urgent-callback-too-slow")
    assert [f.node for f in found] == (["night"] if line else [])


def test_the_limit_for_urgent_messages_can_be_set() -> None:
    closed = "  closed: {voicemail: Night, owner: Ann, urgent_within: 1h}\n"
    head = HEAD + "audit: {rules: {urgent-callback-too-slow: {longest: 1h}}}\n"
    assert findings(tree(OPEN + closed + DESK + BOX, head=head), "urgent-callback-too-slow") == []


def test_a_crisis_line_may_be_named_anywhere_up_to_the_tone() -> None:
    closed = "  closed: {say: We are closed., next: box}\n"
    (found,) = findings(tree(OPEN + closed + DESK + BOX), "no-crisis-line")
    assert (found.node, found.periods) == ("closed", ("closed", "holiday"))
    named = BOX.replace("Leave", "In a crisis call or text 988. Leave")
    assert findings(tree(OPEN + closed + DESK + named), "no-crisis-line") == []
    answered = "  closed: {say: We are closed., next: night}\n  night: {ring: Night nurse, no_answer: box}\n"
    assert findings(tree(OPEN + answered + DESK + BOX), "no-crisis-line") == []


@pytest.mark.parametrize(
    ("relay", "severity"),
    [("", ["advice"]), ("relay: 'No'\n", ["warning"]), ("relay: none\n", ["warning"]), ("relay: 711\n", [])],
)
def test_relay(relay: str, severity: list[str]) -> None:
    found = findings(tree(DESK + BOX, "start: desk", HEAD + relay), "relay-and-text-access")
    assert [f.severity for f in found] == severity


def test_a_prompt_that_names_a_relay_is_enough() -> None:
    said = BOX.replace("Leave a message.", "For TTY or relay calls stay on the line.")
    assert findings(tree(DESK + said, "start: desk"), "relay-and-text-access") == []


def test_boxes_with_shared_access_are_one_finding() -> None:
    one = BOX.replace("owner: Ann", "owner: Ann, access: shared")
    two = "  night: {voicemail: Night, owner: Ann, reply_within: 1d, access: email}\n"
    unused = "  old: {voicemail: Old, owner: Ann, reply_within: 1d, access: text}\n"
    made = tree("  open?: {hours: office, open: desk, closed: night}\n" + DESK + one + two + unused)
    (found,) = findings(made, "voicemail-shared-login")
    assert (found.node, found.nodes) == ("box", ("night",))
    assert '"night" go out as plain e-mail' in found.message
    assert "old" not in found.message


@pytest.mark.parametrize(
    ("holidays", "reported"),
    [
        ("", True),
        ("holidays: US\n", False),
        ("holidays: [2026-12-25]\n", True),
        ("holidays: [2026-12-25, 2027-01-21]\n", True),
        ("holidays: [2026-12-25, 2027-01-22]\n", False),
    ],
)
def test_holidays_must_reach_sixty_days_ahead(holidays: str, reported: bool) -> None:
    made = tree(
        OPEN.replace("closed: closed", "closed: box") + DESK + BOX, head=HEAD.replace("holidays: US\n", holidays)
    )
    assert bool(findings(made, "holiday-not-covered")) is reported


def test_hours_that_decide_nothing_or_never_change_need_no_holidays() -> None:
    plain = HEAD.replace("holidays: US\n", "")
    assert findings(tree(BOX, "start: box", plain), "holiday-not-covered") == []
    always = "tree: Clinic\nhours: {office: always}\n"
    assert findings(tree(DESK + BOX, "start: desk", always), "holiday-not-covered") == []
    dated = "tree: Clinic\nhours: {office: {mon-fri: 08:00-17:00, 2027-07-05: closed}}\n"
    assert findings(tree(DESK + BOX, "start: desk", dated), "holiday-not-covered") == []


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("{mon-fri: 08:00-17:00}", "Monday 17:00 to Tuesday 08:00 and 4 other times"),
        ("{mon-tue: always, thu-sun: always}", "Wednesday 00:00 to 24:00"),
        ("{mon-sat: always, sun: 00:00-12:00}", "Sunday 12:00 to 24:00"),
        ("{mon-fri: always}", "Saturday 00:00 to Sunday 24:00"),
        ("{daily: always}", "at no time, but on holidays or single dates"),
        ("{mon-sun: 06:00-23:00, holiday: always}", "Monday 23:00 to Tuesday 06:00 and 6 other times"),
        ("closed", "every hour of it"),
    ],
)
def test_the_times_at_which_nothing_is_set(hours: str, said: str) -> None:
    made = tree(
        "  open?: {hours: office, open: desk}\n" + DESK + BOX, head=HEAD.replace("{mon-fri: 08:00-17:00}", hours)
    )
    (found,) = findings(made, "schedule-gap-or-overlap")
    assert f"in a normal week that is {said}" in found.message


def test_only_times_at_which_calls_come_there_are_named() -> None:
    head = HEAD.replace(
        "{mon-fri: 08:00-17:00}", "{mon-fri: 08:00-17:00}, desk: {mon-fri: 08:00-17:00, fri: 08:00-12:00}"
    )
    head = head.replace("{mon-fri: 08:00-17:00, fri", "{mon-thu: 08:00-17:00, fri")
    nodes = "  open?: {hours: office, open: lunch?, closed: box}\n  lunch?: {hours: desk, open: desk}\n"
    (found,) = findings(tree(nodes + DESK + BOX, head=head), "schedule-gap-or-overlap")
    assert (found.node, found.cause) == ("lunch?", "closed")
    assert "that is Friday 12:00 to 17:00" in found.message


def test_a_hangup_on_purpose_is_no_gap_and_spans_over_midnight_can_overlap() -> None:
    nodes = "  open?: {hours: office, open: desk, closed: hangup}\n" + DESK + BOX
    assert findings(tree(nodes), "schedule-gap-or-overlap") == []
    head = HEAD.replace("{mon-fri: 08:00-17:00}", "{fri: 22:00-06:00, sat: 05:00-12:00}")
    (found,) = findings(tree(nodes, head=head), "schedule-gap-or-overlap")
    assert (found.severity, found.node, found.place.line) == ("warning", "open?", 3)
    assert "Friday 22:00 to 06:00 and Saturday 05:00 to 12:00" in found.message
    apart = head.replace("05:00-12:00", "06:00-12:00")
    assert findings(tree(nodes, head=apart), "schedule-gap-or-overlap") == []
