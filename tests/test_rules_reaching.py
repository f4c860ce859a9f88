"""The rules about the way to the right person: what they must say, and what they must not, worked out by hand."""

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
from ivr_audit.rules import check_settings, rule
from ivr_audit.rules.asked_data import kind_named
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
RULES = (
    "asks-again",
    "human-option-not-announced",
    "human-too-deep",
    "id-wall-before-human",
    "not-reviewed",
    "option-always-voicemail",
    "person-cannot-hand-over",
    "right-person-slow",
    "same-voicemail-again",
)
BOX = "  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}\n"
DESK = "  desk: {ring: Front desk, no_answer: box}\n"


def tree(nodes: str, start: str = "main", head: str = "") -> PhoneTree:
    found, problems = read(
        f"tree: Clinic\nowner: Ann\nstart: {start}\n{head}nodes:\n{nodes}", "made.yaml", check_settings
    )
    assert found is not None, problems
    return found


def findings(made: PhoneTree, rule_id: str) -> list[Finding]:
    return list(judge(Measures(made, AS_OF), [rule(rule_id)]).findings)


@settings(max_examples=200, deadline=None)
@given(trees())
def test_on_any_tree_every_witness_replays(made: PhoneTree) -> None:
    for rule_id in RULES:
        for finding in findings(made, rule_id):
            witness = finding.witness
            assert witness is not None
            done = play_keys(made, state_at(made, witness.at), witness.entry, script_of(witness.keys))
            assert (done.outcome, done.node, done.unused) == (witness.outcome, witness.node, ()), finding


@pytest.mark.parametrize("rule_id", ["human-option-not-announced", "id-wall-before-human", "person-cannot-hand-over"])
def test_a_repair_settles_the_bad_example(rule_id: str) -> None:
    made = read(rule(rule_id).bad, "example.yaml")[0]
    assert made is not None
    (found,) = findings(made, rule_id)
    repair = rule(rule_id).repair
    assert repair is not None
    mended = repair(made, found)
    assert mended is not None
    assert findings(mended, rule_id) == []


# human-too-deep


def levels(count: int, first: str = "For more, press 1.") -> str:
    """Menus one below the other, a desk below the last; silence goes back to the first."""
    nodes = ""
    for n in range(count):
        to = f"m{n + 1}" if n + 1 < count else "desk"
        nodes += (
            f"  m{n}: {{menu: '{first if n == 0 else 'For more, press 1.'}', options: {{1: {to}}}, no_input: m0}}\n"
        )
    return nodes + DESK + BOX


@pytest.mark.parametrize(("count", "severity"), [(1, None), (2, None), (3, "warning"), (4, "error"), (5, "error")])
def test_two_keys_are_fine_three_a_warning_and_four_menus_an_error(count: int, severity: str | None) -> None:
    found = findings(tree(levels(count), "m0"), "human-too-deep")
    assert [f.severity for f in found] == ([severity] if severity else [])
    for finding in found:
        assert finding.node == "m0"
        assert finding.witness is not None
        assert finding.witness.keys == ",".join("1" * count)
        assert finding.witness.outcome == "person"


def test_a_language_menu_is_no_level() -> None:
    language = "For English, press 1. Para español, oprima 2."
    assert findings(tree(levels(3, language), "m0"), "human-too-deep") == []
    assert [f.severity for f in findings(tree(levels(4, language), "m0"), "human-too-deep")] == ["warning"]


def test_silence_costs_no_key_but_its_menus_are_heard() -> None:
    nodes = levels(4).replace("no_input: m0", "no_input: desk", 1)
    assert findings(tree(nodes, "m0"), "human-too-deep") == []
    waiting = "".join(f"  m{n}: {{menu: Welcome., options: {{1: box}}, no_input: m{n + 1}}}\n" for n in range(4))
    made = tree(waiting + "  m4: {ring: Front desk, no_answer: box}\n" + BOX, "m0")
    (found,) = findings(made, "human-too-deep")
    assert found.severity == "error"
    assert found.message.startswith("callers hear 4 menus")


def test_limits_can_be_set_and_nobody_there_is_not_far_away() -> None:
    audit = "audit: {rules: {human-too-deep: {most_keys: 3}}}\n"
    assert findings(tree(levels(3), "m0", audit), "human-too-deep") == []
    nobody = levels(4).replace("{ring: Front desk,", "{ring: Front desk, members: [],")
    assert findings(tree(nobody, "m0"), "human-too-deep") == []


# id-wall-before-human

WALL = "  number: {ask: Your number., data: patient number, digits: 6, next: desk%s}\n"


def test_silence_or_a_wrong_entry_that_leads_to_a_person_is_a_way_past_the_question() -> None:
    assert len(findings(tree(WALL % "" + DESK + BOX, "number"), "id-wall-before-human")) == 1
    for way in (", no_input: desk", ", invalid: desk"):
        assert findings(tree(WALL % way + DESK + BOX, "number"), "id-wall-before-human") == []


def test_each_first_question_is_a_wall_and_the_one_behind_it_is_not() -> None:
    nodes = (
        "  main: {menu: 'For A, press 1. For B, press 2.', options: {1: first, 2: second}, no_input: box}\n"
        "  first: {ask: Your number., next: behind}\n"
        "  behind: {ask: Your date of birth., next: desk}\n"
        "  second: {ask: Your claim number., next: desk}\n"
    )
    found = findings(tree(nodes + DESK + BOX), "id-wall-before-human")
    assert [(f.node, f.severity) for f in found] == [("first", "warning"), ("second", "warning")]


def test_a_question_for_some_topics_only_is_one_piece_of_advice() -> None:
    nodes = (
        "  main:\n    menu: For a bill, press 1. For a claim, press 2. For the front desk, press 0.\n"
        "    options: {1: {to: bill, about: [bills]}, 2: {to: claim, about: [claims]}, 0: desk}\n    no_input: desk\n"
        "  bill: {ask: Your number., next: office, no_input: main}\n"
        "  claim: {ask: Your claim number., next: office%s}\n"
        "  office: {ring: Office, no_answer: box}\n"
    )
    topics = "topics: [bills, claims]\n"
    (found,) = findings(tree(nodes % "" + DESK + BOX, head=topics), "id-wall-before-human")
    assert (found.severity, found.node, found.nodes) == ("advice", "bill", ("claim",))
    assert '"bills" or "claims"' in found.message
    (found,) = findings(tree(nodes % ", no_input: desk" + DESK + BOX, head=topics), "id-wall-before-human")
    assert found.nodes == ()


def test_an_outside_number_that_anybody_may_answer_is_no_wall() -> None:
    nodes = (
        "  main: {menu: 'For us, press 1. For help, press 2.', options: {1: number, 2: outside}, no_input: box}\n"
        '  outside: {transfer: "+1 555 010 0199"}\n'
    )
    assert findings(tree(nodes + WALL % "" + DESK + BOX), "id-wall-before-human") == []


# asks-again


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Please enter your date of birth.", "date of birth"),
        ("Enter your member ID, or your ZIP code.", "member number"),
        ("Enter the subscriber's date of birth", "subscriber's date of birth"),
        ("To check your account, say yes.", None),
        ("Enter the account number of the payer.", "payer's account number"),
        ("Enter the account number of the account you call about.", "account number"),
    ],
)
def test_what_a_prompt_asks_for(text: str, kind: str | None) -> None:
    assert kind_named(text) == kind


def two_questions(first: str, second: str, between: str = "second") -> str:
    return f"  first: {{{first}, next: {between}}}\n  second: {{{second}, next: desk}}\n" + DESK + BOX


def test_the_same_data_by_field_or_by_prompt() -> None:
    same = two_questions("ask: Hello., data: Job Code", "ask: Again., data: job code")
    (found,) = findings(tree(same, "first"), "asks-again")
    assert (found.node, found.nodes, found.periods) == ("second", ("first",), ("at any time",))
    mixed = two_questions("ask: Hello., data: account number", "ask: Please enter your account number.")
    assert len(findings(tree(mixed, "first"), "asks-again")) == 1
    other = two_questions("ask: Your account number., data: account number", "ask: Your account number., data: PIN")
    assert findings(tree(other, "first"), "asks-again") == []
    unknown = two_questions("ask: Type it now.", "ask: Type it now.")
    assert findings(tree(unknown, "first"), "asks-again") == []


def test_questions_on_different_ways_do_not_repeat_each_other() -> None:
    nodes = (
        "  main: {menu: 'For A, press 1. For B, press 2.', options: {1: a, 2: b}, no_input: desk}\n"
        "  a: {ask: Your account number., next: balance}\n"
        "  balance: {self_service: Says the balance., next: main}\n"
        "  b: {ask: Your account number., next: desk}\n"
    )
    assert findings(tree(nodes + DESK + BOX), "asks-again") == []


def test_a_person_who_passes_the_call_on_to_a_question_has_it_asked_again() -> None:
    nodes = (
        "  first: {ask: Your account number., next: desk}\n"
        "  desk: {ring: Front desk, transfers_to: [second], no_answer: box}\n"
        "  second: {ask: Your account number., next: office}\n"
        "  office: {ring: Office, no_answer: box}\n"
    )
    (found,) = findings(tree(nodes + BOX, "first"), "asks-again")
    assert found.witness is not None
    assert (found.witness.keys, found.witness.node) == ("given,transferred", "second")


@pytest.mark.parametrize(
    ("between", "words", "count"),
    [
        ("say: The balance is low.", "To check again, press 1.", 1),
        ("say: The balance is low.", "For another balance, press 1.", 0),
        ("self_service: Says the balance.", "To check again, press 1.", 1),
        ("self_service: Says the balance., serves: balance", "To check again, press 1.", 0),
    ],
)
def test_a_call_about_another_matter_is_asked_anew(between: str, words: str, count: int) -> None:
    nodes = (
        f"  first: {{ask: Your account number., next: balance}}\n  balance: {{{between}, next: more}}\n"
        f"  more: {{menu: '{words}', options: {{1: second}}, no_input: desk}}\n"
        "  second: {ask: Your account number., next: desk}\n"
    )
    assert len(findings(tree(nodes + DESK + BOX, "first", "topics: [balance]\n"), "asks-again")) == count


def test_whoever_skipped_the_first_question_is_not_asked_again() -> None:
    nodes = (
        "  first: {ask: Your account number., next: desk, no_input: second}\n"
        "  second: {ask: Your account number., next: desk}\n"
    )
    assert findings(tree(nodes + DESK + BOX, "first"), "asks-again") == []


# human-option-not-announced

SHOP = (
    "  main: {{menu: '{}', options: {{1: orders, 0: desk}}, no_input: box}}\n"
    "  orders: {{ring: Orders, no_answer: desk}}\n"
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("For an order, press 1.", 1),
        ("For an order, press 1. For us, press 0.", 0),
        ("For an order, press 1, or stay on the line.", 0),
        ("Welcome to the shop.", 0),
        ("For all other questions, press 1.", 0),
    ],
)
def test_zero_is_a_secret_only_where_other_keys_are_told(text: str, count: int) -> None:
    found = findings(tree(SHOP.format(text) + DESK + BOX), "human-option-not-announced")
    assert [f.severity for f in found] == ["advice"] * count


def test_the_greeting_can_announce_it() -> None:
    hello = "  hello: {say: 'Welcome. You can press 0 at any time.', next: main}\n"
    made = tree(hello + SHOP.format("For an order, press 1.") + DESK + BOX, "hello")
    assert findings(made, "human-option-not-announced") == []


def test_all_menus_are_one_piece_of_advice_and_zero_to_a_mailbox_is_none() -> None:
    nodes = SHOP.format("For an order, press 1.").replace("1: orders", "1: below") + (
        "  below: {menu: 'For an order, press 1.', options: {1: orders, 0: desk}, no_input: box}\n"
    )
    (found,) = findings(tree(nodes + DESK + BOX), "human-option-not-announced")
    assert (found.node, found.nodes) == ("main", ("below",))
    boxed = nodes.replace("0: desk", "0: box")
    assert findings(tree(boxed + DESK + BOX), "human-option-not-announced") == []
