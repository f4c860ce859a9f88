"""The rules about what menus say, take and wait for, on trees made by hand: edges, silence, what is joined."""

from __future__ import annotations

import pytest
from menus_by_hand import findings, menu, only, tree

from ivr_audit.load.native import read
from ivr_audit.rules import rule
from ivr_audit.rules.key_before_choice import names_keys_first


@pytest.mark.parametrize(
    "rule_id", ["answer-time-too-long", "answer-time-too-short", "digit-gap-too-short", "no-barge-in", "retry-count",
                "speech-only-menu"]
)  # fmt: skip
def test_a_repair_settles_its_finding(rule_id: str) -> None:
    made = read(rule(rule_id).bad, "bad.yaml")[0]
    repair = rule(rule_id).repair
    assert made is not None
    assert repair is not None
    mended = repair(made, only(made, rule_id))
    assert mended is not None
    assert findings(mended, rule_id) == []


def test_speech_with_keys_and_menus_that_nobody_reaches_are_fine() -> None:
    both = menu("1: desk", "accepts: both") + menu("1: desk", "accepts: speech", name="lost")
    assert findings(tree(both), "speech-only-menu") == []
    made = tree(menu("1: a", "accepts: speech") + menu("1: desk", "accepts: speech", name="a"))
    assert only(made, "speech-only-menu").nodes == ("a",)


def test_what_must_be_heard_may_keep_callers_from_pressing() -> None:
    deaf = menu("1: desk", "barge_in: no", prompt="If this is an emergency, hang up and dial 911. For us, press 1.")
    assert findings(tree(deaf), "no-barge-in") == []
    recorded = menu("1: desk", "barge_in: no", prompt="This call may be recorded. For us, press 1.")
    assert findings(tree(recorded), "no-barge-in") == []
    assert only(tree(menu("1: desk", "barge_in: no")), "no-barge-in").cause == "menus"


@pytest.mark.parametrize(
    ("seconds", "said", "count"), [(11, ", interruptible: no", 1), (10, ", interruptible: no", 0), (11, "", 0),
                                   (60, ", interruptible: yes", 0)]
)  # fmt: skip
def test_a_long_recording_that_the_file_says_cannot_be_skipped(seconds: int, said: str, count: int) -> None:
    hello = f"  hello: {{say: {{text: Welcome., seconds: {seconds}}}, next: main{said}}}\n"
    found = findings(tree(hello + menu("1: desk"), start="hello"), "no-barge-in")
    assert [f.cause for f in found] == ["recordings"] * count
    without_menu = hello.replace("next: main", "next: desk")
    assert findings(tree(without_menu, start="hello"), "no-barge-in") == []


@pytest.mark.parametrize(
    ("wait", "short", "long"), [("2.9", 1, 0), ("3", 0, 0), ("10", 0, 0), ("10.5", 0, 1), ("0", 1, 0)]
)
def test_waits_of_three_to_ten_seconds_are_fine(wait: str, short: int, long: int) -> None:
    made = tree(menu("1: desk", f"no_input_timeout: {wait}"))
    assert len(findings(made, "answer-time-too-short")) == short
    assert len(findings(made, "answer-time-too-long")) == long


def test_a_wait_in_the_defaults_is_reported_there_once() -> None:
    nodes = menu("1: a") + menu("1: desk", name="a") + menu("1: desk", "no_input_timeout: 5", name="lost")
    made = tree(nodes, defaults="{no_input_timeout: 2}")
    found = only(made, "answer-time-too-short")
    assert (found.place.line, found.nodes, found.related) == (4, ("a",), ())
    assert found.message.startswith('"main" and "a" wait only 2 s for a key')


ASK = "  main: {{ask: Please enter your number., digits: {}, next: desk, no_input: desk, {}}}\n"


@pytest.mark.parametrize(
    ("digits", "fields", "cause"),
    [
        (9, "inter_digit_timeout: 1.9", "short"),
        (9, "inter_digit_timeout: 2", None),
        (1, "inter_digit_timeout: 1", None),
        (9, "inter_digit_timeout: 6", None),
        (9, "inter_digit_timeout: 6, no_input_timeout: 5", "longer"),
        (9, "inter_digit_timeout: 5, no_input_timeout: 5", None),
        (9, "no_input_timeout: 2", None),
    ],
)
def test_the_gap_between_digits(digits: int, fields: str, cause: str | None) -> None:
    found = findings(tree(ASK.format(digits, fields)), "digit-gap-too-short")
    assert [f.cause for f in found] == ([cause] if cause else [])


def test_the_gap_counts_at_menus_only_where_several_digits_can_be_entered() -> None:
    short = "inter_digit_timeout: 1"
    assert findings(tree(menu("1: desk", short)), "digit-gap-too-short") == []
    assert findings(tree(menu("1: desk, 10: box", short)), "digit-gap-too-short")
    assert findings(tree(menu("1: desk", short, "extensions: {pattern: 2XX, to: desk}")), "digit-gap-too-short")


@pytest.mark.parametrize(
    ("attempts", "silent", "message"),
    [
        ("1", "box", 'whoever presses nothing or a wrong key in "main" has no second chance'),
        ("1", "desk", None),
        ("2", "box", None),
        ("3", "box", None),
        ("4", "desk", '"main" is played 4 times before callers who cannot choose get any further'),
        ("{no_input: 3, invalid: 1}", "box", 'whoever presses a wrong key in "main" has no second chance'),
        ("{no_input: 3, invalid: 3}", "box", None),
    ],
)
def test_two_or_three_plays_are_fine(attempts: str, silent: str, message: str | None) -> None:
    found = findings(tree(menu("1: desk", f"attempts: {attempts}", silent=silent)), "retry-count")
    assert [f.message for f in found] == ([message] if message else [])


def test_silence_that_the_prompt_offers_is_no_failure() -> None:
    made = menu("1: desk", "attempts: 1", "invalid: desk", prompt="Press 1, or stay on the line.", silent="box")
    assert findings(tree(made), "retry-count") == []


def test_plays_in_the_defaults_are_one_finding() -> None:
    made = tree(
        menu("1: a") + menu("1: desk", name="a") + menu("1: a", "attempts: 5", name="lost"), defaults="{attempts: 5}"
    )
    found = only(made, "retry-count")
    assert (found.place.line, found.node, found.nodes) == (4, "main", ("a",))


def test_a_single_play_matters_only_while_nobody_is_there() -> None:
    made = tree(
        menu("1: desk", "attempts: 1").replace("no_input: desk", "no_input: nurse")
        + "  nurse: {ring: Nurse, staffed: office, no_answer: box}\n",
        hours="{office: {mon-fri: 09:00-17:00}}",
    )
    assert only(made, "retry-count").periods == ("closed",)


@pytest.mark.parametrize(("first", "second", "count"), [("20%", "24.9%", 0), ("20%", "25%", 1), ("50%", "20%", 0)])
def test_five_points_are_a_reason_to_record_again(first: str, second: str, count: int) -> None:
    options = f"1: {{to: desk, share: {first}}}, 2: {{to: box, share: {second}}}, 0: {{to: desk, share: 30%}}"
    assert len(findings(tree(menu(options)), "busiest-choice-not-first")) == count


def test_the_order_is_that_of_the_prompt_and_what_is_left_comes_last() -> None:
    options = "1: {to: desk, share: 10%}, 2: {to: box, share: 60%}"
    spoken = menu(options, prompt="For a visit, press 2. For a bill, press 1.")
    assert findings(tree(spoken), "busiest-choice-not-first") == []
    rest = menu(options, prompt="For a bill, press 1. For all other questions, press 2.")
    assert findings(tree(rest), "busiest-choice-not-first") == []
    assert findings(tree(menu("1: desk, 2: {to: box, share: 60%}")), "busiest-choice-not-first") == []
    assert only(tree(menu(options)), "busiest-choice-not-first").message == (
        '60% of the callers of "main" press 2, but must first hear what key 1 is for, which 10% press'
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Press 1 for sales, 2 for billing, or 3 for support.", True),
        ("Please press or say one for sales. Press two for billing.", True),
        ("Thank you for calling. Press 1 to pay. For a nurse, press 2.", True),
        ("Press 1 to pay. For a nurse, press 2. For a visit, press 3.", False),
        ("For sales, press 1, for billing, press 2, for support, press 3.", False),
        ("For sales. Press 1. For billing. Press 2.", False),
        ("To pay, press 1 now. To wait, press 2 now.", False),
        ("Oprima 1 para citas. Oprima 2 para facturas.", True),
        ("Para citas, oprima 1. Para facturas, oprima 2.", False),
        ("Press 1 if you are a patient. Press 2 if you are a doctor.", True),
        ("Thank you for calling.", False),
        ("", False),
    ],
)
def test_keys_said_before_what_they_are_for(text: str, first: bool) -> None:
    assert names_keys_first(text) is first


def test_two_choices_may_have_the_key_first_and_menus_are_joined() -> None:
    prompt = "Press 1 for sales. Press 2 for billing."
    assert findings(tree(menu("1: desk, 2: box", prompt=prompt)), "key-before-choice") == []
    three = menu("1: desk, 2: a, 0: desk", prompt=prompt) + menu("1: desk, 2: box, 0: desk", name="a", prompt=prompt)
    found = only(tree(three), "key-before-choice")
    assert (found.node, found.nodes, len(found.related)) == ("main", ("a",), 1)
    assert '("Press 1 for sales")' in found.message


def test_words_over_several_lines_are_quoted_in_one() -> None:
    prompt = "|\n      Press 1 for\n      sales. Press 2 for billing. Press 0 for us.\n"
    nodes = f"  main:\n    menu: {prompt}    options: {{1: desk, 2: desk, 0: desk}}\n    no_input: desk\n"
    assert '("Press 1 for sales")' in only(tree(nodes), "key-before-choice").message
