"""One mistake is one finding, and advice names nobody who is away at one of its times."""

from __future__ import annotations

from datetime import date

import pytest

from ivr_audit.finding import Finding
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.rules import rule
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
TOPIC = ("right-person-unreachable", "wrong-door")
KEYS = ("announced-key-dead", "live-key-not-announced")
BOX = "  box: {voicemail: Clinic, owner: Ann, backup: Tom, reply_within: 1d}\n"


def findings(text: str, rules: tuple[str, ...]) -> list[Finding]:
    tree, problems = read(text, "made.yaml")
    assert tree is not None, problems
    return list(judge(Measures(tree, AS_OF), [rule(one) for one in rules]).findings)


def menu(prompt: str, options: str) -> str:
    return (
        f"tree: Clinic\ntopics: [billing]\nstart: main\nnodes:\n  main: {{menu: '{prompt}', options: {{{options}}}, "
        "no_input: front desk}\n  front desk: {ring: Front desk, no_answer: box}\n"
        "  billing office: {ring: Accounts, handles: [billing], no_answer: box}\n"
        "  forms office: {ring: Paperwork, no_answer: box}\n" + BOX
    )


def topic_without_people(handles: str) -> str:
    return (
        "tree: Clinic\ntopics: [glasses, forms]\nstart: main\nnodes:\n"
        "  main: {menu: 'For glasses, press 1. For forms, press 2.', no_input: optician, options: "
        "{1: {to: optician, about: glasses}, 2: {to: sink, about: forms}}}\n"
        f"  optician: {{ring: Optician, handles: [{handles}], no_answer: box}}\n"
        "  sink: {voicemail: Forms, owner: nobody}\n" + BOX
    )


def test_a_topic_that_nobody_handles_is_told_once() -> None:
    assert [f.rule for f in findings(topic_without_people("glasses"), TOPIC)] == ["right-person-unreachable"]


def test_a_topic_that_somebody_behind_another_key_handles_is_a_wrong_door() -> None:
    assert [f.rule for f in findings(topic_without_people("glasses, forms"), TOPIC)] == ["wrong-door"]


@pytest.mark.parametrize(
    ("prompt", "options", "told"),
    [
        # Key 3 is said, 2 leads there: one mistake.
        ("For billing, press 3. For us, press 0.", "2: billing office, 0: front desk", ["announced-key-dead"]),
        ("For your accounts, press 3. For us, press 0.", "2: billing office, 0: front desk", ["announced-key-dead"]),
        # Directions are nowhere, and billing is nowhere said: two mistakes.
        (
            "For directions, press 3. For us, press 0.",
            "2: billing office, 0: front desk",
            ["announced-key-dead", "live-key-not-announced"],
        ),
        # Key 4 is yet another mistake.
        (
            "For billing, press 3. For us, press 0.",
            "2: billing office, 4: forms office, 0: front desk",
            ["announced-key-dead", "live-key-not-announced"],
        ),
    ],
)
def test_a_key_with_a_wrong_number_is_told_once(prompt: str, options: str, told: list[str]) -> None:
    assert sorted(f.rule for f in findings(menu(prompt, options), KEYS)) == told


def test_the_finding_names_both_keys_and_the_other_what_is_left() -> None:
    text = menu("For billing, press 3. For us, press 0.", "2: billing office, 4: forms office, 0: front desk")
    dead, live = findings(text, KEYS)
    assert dead.message.endswith('"billing office" has key 2 instead, which no recording names')
    assert dead.advice == 'give "billing office" in "main" key 3, or record the prompt again with 2 instead of 3'
    assert live.message.startswith('key 4 works in "main"')


def test_a_recording_before_the_menu_counts_as_well() -> None:
    text = menu("For us, press 0.", "2: billing office, 0: front desk").replace("start: main", "start: hello")
    text = text.replace("nodes:\n", "nodes:\n  hello: {say: 'For billing, press 3.', next: main}\n")
    assert [f.rule for f in findings(text, KEYS)] == ["announced-key-dead"]


NIGHT = """\
tree: Clinic
topics: [refills]
holidays: []
hours: {day: {mon-fri: "08:00-17:00"}, evening: {mon-fri: "08:00-20:00"}}
start: open?
nodes:
  open?: {hours: evening, open: main, closed: box}
  main:
    menu: For the desk, press 1. For the nurse, press 2.
    options: {1: desk, 2: {to: split, about: []}}
    no_input: sink
  split: {hours: day, open: day nurse, closed: late nurse}
  desk: {ring: Front desk, handles: [], staffed: evening, no_answer: box}
  day nurse: {ring: Nurse, staffed: day, handles: [refills], no_answer: late nurse}
  late nurse: {ring: Late nurse, staffed: evening, handles: [refills], no_answer: box}
  sink: {voicemail: Old, owner: nobody}
  box: {voicemail: Clinic, owner: Ann, backup: Tom, reply_within: 1d}
"""


LED_ASTRAY = NIGHT.replace("{to: split, about: []}", "{to: split, about: [forms]}").replace(
    "[refills]", "[refills, forms]", 1
)


def advice(text: str) -> str:
    (finding,) = [found for found in findings(text, ("wrong-door",)) if found.cause == "refills"]
    assert finding.periods == ("day and evening open", "evening open")
    return finding.advice


def test_advice_for_several_periods_names_who_is_there_in_all() -> None:
    """The day nurse goes home at five, the late nurse is there all day."""
    assert advice(LED_ASTRAY) == 'add a choice about "refills" to "main" that leads to "late nurse"'


def test_advice_for_several_periods_says_when_nobody_is_there_in_all() -> None:
    hours = LED_ASTRAY.replace('{mon-fri: "08:00-20:00"}}', '{mon-fri: "08:00-20:00"}, late: {mon-fri: "17:00-20:00"}}')
    text = hours.replace("Late nurse, staffed: evening", "Late nurse, staffed: late")
    (finding,) = [found for found in findings(text, ("wrong-door",)) if found.cause == "refills"]
    assert len(finding.periods) == 2
    assert finding.advice == (
        'add a choice about "refills" to "main" that leads to "day nurse" while somebody is there'
    )
