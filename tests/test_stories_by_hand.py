"""The six stories of trees/ against times worked out by hand from their prompts and the table of design 3, and against
what each story demands of its tree.

A prompt is written here as `said(words, stops, commas)`, counted in the file: stops are those inside the prompt, a
digit is a word. The periods are the ones in which people are there, and one night.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from ivr_audit.callgraph import End, handles, handovers, honest, steps
from ivr_audit.hours import State, longest_without, normal_week, periods, timeline
from ivr_audit.load import load
from ivr_audit.model import NOBODY, Answered, Ask, HoursCheck, Menu, PhoneTree, Queue, Ring, Voicemail
from ivr_audit.paths import Calls, TimeTo

TREES = Path(__file__).parent.parent / "trees"
STORIES = ("family-physicians", "claims-line", "new-patient-desk", "answering-service", "vision-insurer", "lens-lab")
GOOD = ("answering-service", "lens-lab")
AS_OF = date(2026, 11, 23)
CLOSED = State(frozenset(), False)
HANDOVER = 60 + 2  # handover_talk + transfer_setup


def said(words: int, stops: int = 0, commas: int = 0) -> float:
    """Seconds of a prompt: 150 words a minute, 0.5 s for a stop inside it, 0.25 s for a comma."""
    return words * 0.4 + stops * 0.5 + commas * 0.25


def exhausted(prompt: float, attempts: int) -> float:
    """Seconds of a menu whose last attempt only just succeeds, or fails: every play, and 5 s of silence after each."""
    return attempts * prompt + attempts * 5


def story(name: str) -> PhoneTree:
    return load(TREES / f"{name}.yaml")


def calls(name: str, *hours: str) -> Calls:
    tree = story(name)
    return Calls(tree, State(frozenset(hours), False), tree.entries[0].node)


def seconds(found: TimeTo) -> tuple[float | None, float | None, float | None]:
    return found.best, found.typical, found.worst


def by_hand(best: float, typical: float, worst: float) -> object:
    return pytest.approx((best, typical, worst), abs=0.05)


def states(tree: PhoneTree) -> list[State]:
    return [period.state for period in periods(tree, AS_OF)]


def honest_ends(tree: PhoneTree, state: State, topic: str) -> set[End]:
    """Where callers with a topic end who press only what fits: by trying out everything, without the paths module."""

    def go(node: str, seen: frozenset[str]) -> Iterator[End]:
        for step in honest(steps(tree, node, state), topic):
            if isinstance(step.to, End):
                yield step.to
            elif step.to not in seen:
                yield from go(step.to, seen | {step.to})

    start = tree.entries[0].node
    return set(go(start, frozenset({start})))


# Times to a person, by hand


def test_family_physicians_while_the_office_is_open() -> None:
    welcome = said(22, 1, 1)
    main, up_to_1 = said(46, 3, 9), said(14, 0, 4)
    appointments, up_to_its_1 = said(20, 2, 3), said(6, 0, 1)
    found = calls("family-physicians", "office").time_to_person
    assert seconds(found) == by_hand(
        welcome + 0 + 0 + 1,
        welcome + (up_to_1 + 1) + (up_to_its_1 + 1) + 15,
        welcome + exhausted(main, 3) + exhausted(appointments, 3) + 30,
    )


def test_the_way_around_to_the_nurse_goes_over_the_front_desk() -> None:
    question = calls("family-physicians", "office").topic("question")
    assert question.wrong_door
    assert not question.right_person.reachable
    assert not question.any_person.reachable
    assert [(leg.node, leg.step) for leg in question.around] == [
        ("welcome", "next"), ("main", "1"), ("appointment hours", "open"), ("appointment menu", "1"),
        ("front desk", "answered"), ("front desk", "transferred"), ("nurse line", "answered"),
    ]  # fmt: skip


def test_claims_line_while_the_office_is_open() -> None:
    welcome = said(11)
    main, up_to_0 = said(38, 2, 4), said(10, 0, 2)
    found = calls("claims-line", "claims office").time_to_person
    assert seconds(found) == by_hand(
        welcome + 0 + 1,
        welcome + (up_to_0 + 1) + 8,
        welcome + exhausted(main, 2) + 20 + 20,  # the representative's phone rings out, then the trainer's nearly does
    )


def test_new_patient_desk_while_the_desk_is_open() -> None:
    welcome = said(22, 1, 1)
    main, up_to_0 = said(36, 4, 6), said(12, 0, 2)
    found = calls("new-patient-desk", "desk").time_to_person
    assert seconds(found) == by_hand(
        welcome + 0 + 1,
        welcome + (up_to_0 + 1) + 12,
        welcome + exhausted(main, 2) + 25,
    )


def test_answering_service_while_it_is_open() -> None:
    welcome = said(24, 2, 1)
    main, up_to_0 = said(29, 3, 5), said(14, 0, 2)
    found = calls("answering-service", "service").time_to_person
    assert seconds(found) == by_hand(
        welcome + 0 + 0,
        welcome + (up_to_0 + 1) + 15,
        welcome + exhausted(main, 2) + 30 + 20,  # the queue overflows, then the manager's phone nearly rings out
    )


def test_answering_service_at_night() -> None:
    welcome = said(24, 2, 1)
    after_hours, up_to_0 = said(53, 6, 3), said(18, 1, 1)
    found = calls("answering-service").time_to_person
    assert seconds(found) == by_hand(
        welcome + 0 + 1,
        welcome + (up_to_0 + 1) + 12,
        welcome + exhausted(after_hours, 2) + 30,
    )


def test_vision_insurer_tells_a_person_and_the_right_person_apart() -> None:
    welcome = said(12, 0, 1)
    main, up_to_1, up_to_2 = said(28, 2, 4), said(7, 0, 1), said(18, 1, 2)
    number, ten_digits = said(20, 1, 2), 10 * 0.5
    provider_menu, up_to_its_1 = said(26, 2, 4), said(8, 0, 1)
    open_calls = calls("vision-insurer", "service")
    assert seconds(open_calls.time_to_person) == by_hand(
        welcome + 0 + 0,
        welcome + (up_to_1 + 1) + 6 * 60,
        welcome + exhausted(main, 2) + exhausted(number, 2) + ten_digits + exhausted(provider_menu, 2) + 14 * 60,
    )
    benefits = open_calls.topic("benefits")
    assert seconds(benefits.right_person) == by_hand(
        welcome + 0 + 0 + 0 + HANDOVER + 0,  # two wrong provider numbers at once lead to the representatives
        welcome + (up_to_2 + 1) + (number + 1 + ten_digits) + (up_to_its_1 + 1) + 6 * 60 + HANDOVER + 3 * 60,
        welcome + exhausted(main, 2) + exhausted(number, 2) + ten_digits + exhausted(provider_menu, 2)
        + 14 * 60 + HANDOVER + 9 * 60,
    )  # fmt: skip
    assert open_calls.time_to_person.typical is not None
    assert benefits.right_person.typical is not None
    assert open_calls.time_to_person.typical >= 6 * 60
    assert benefits.right_person.typical >= 10 * 60
    assert not benefits.wrong_door


def test_lens_lab_takes_33_seconds() -> None:
    recordings = said(8) + said(28, 1)
    found = calls("lens-lab", "lab").time_to_person
    assert seconds(found) == by_hand(
        recordings + 1,
        recordings + 18,
        recordings + 30 + 20,  # customer service rings out, then order entry nearly does
    )
    assert found.typical == pytest.approx(33, abs=1)


def test_lens_lab_passes_a_production_problem_on_to_the_floor() -> None:
    recordings = said(8) + said(28, 1)
    production = calls("lens-lab", "lab").topic("production")
    assert production.right_person.typical == pytest.approx(recordings + 18 + HANDOVER + 10, abs=0.05)
    assert production.right_person.typical_path[-1] == ("lab floor", "answered")


@pytest.mark.parametrize("name", [name for name in STORIES if name != "answering-service"])
def test_nobody_is_there_at_night(name: str) -> None:
    assert not calls(name).time_to_person.reachable


# What the stories demand


@pytest.mark.parametrize("name", STORIES)
def test_every_file_names_its_schema_its_story_and_a_fictional_number(name: str) -> None:
    lines = (TREES / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../ivr_audit/load/tree.schema.json"
    story_lines = lines[1 : lines.index("")]
    assert 3 <= len(story_lines) <= 6
    assert all(line.startswith("# ") for line in story_lines)
    tree = story(name)
    assert tree.number is not None
    assert re.fullmatch(r"\+1 \d{3} 555 01\d\d", tree.number)
    assert tree.topics
    assert (tree.holidays.country, tree.holidays.dates) == ("US", ())
    assert tree.timezone.startswith("America/")


def test_zero_repeats_the_menu_and_no_key_of_it_leads_straight_to_people() -> None:
    tree = story("family-physicians")
    main = tree.nodes["main"]
    assert isinstance(main, Menu)
    assert {option.key: option.to for option in main.options}["0"] == "main"
    behind = {option.to for option in main.options} | {main.no_input, main.invalid}
    for name in list(behind):
        if name is not None and isinstance(check := tree.nodes[name], HoursCheck):
            behind |= {check.open, check.closed}
    assert not any(isinstance(tree.nodes[name], Answered) for name in behind if name is not None)
    assert (tree.owner, tree.reviewed) == (None, None)


def test_a_medical_question_ends_in_the_same_box_whatever_the_hour() -> None:
    tree = story("family-physicians")
    for state in states(tree):
        assert honest_ends(tree, state, "question") == {End("message", "question box")}
    box = tree.nodes["question box"]
    assert isinstance(box, Voicemail)
    assert (box.owner, box.reply_within) == (NOBODY, 24 * 3600)


def test_only_the_nurse_handles_questions_and_only_the_front_desk_puts_through_to_her() -> None:
    tree = story("family-physicians")
    people = {name for name, node in tree.nodes.items() if isinstance(node, Answered)}
    assert {name for name in people if handles(tree.nodes[name], "question")} == {"nurse line"}
    assert [name for name in people if any(step.to == "nurse line" for step in handovers(tree, name))] == ["front desk"]
    for state in states(tree):
        assert not any(step.to == "nurse line" for name in tree.nodes for step in steps(tree, name, state))


def test_nobody_answers_at_the_family_physicians_from_friday_noon() -> None:
    """An ordinary weekend: Fri 12:00 to Mon 08:30 is 12 + 24 + 24 + 8.5 = 68.5 h. The first weekend of the year that
    ends in a Monday holiday (18 January 2027) is a day longer, and nothing in the year is longer than that."""
    tree = story("family-physicians")
    week = [state.open for state in normal_week(tree)]
    friday_noon = 2 * (4 * 24 + 12)
    assert week[friday_noon - 1] == {"office"}
    assert not any(week[friday_noon:])
    assert not any(week[:17])  # Monday, 00:00 to 08:30
    assert week[17] == {"office"}
    assert (len(week) - friday_noon + 17) / 2 == 12 + 24 + 24 + 8.5

    def reachable(state: State) -> bool:
        return Calls(tree, state, "welcome").time_to_person.reachable

    gap = longest_without(timeline(tree, AS_OF), reachable, tree.timezone)
    assert gap == (datetime(2027, 1, 15, 12), datetime(2027, 1, 19, 8, 30), 68.5 + 24)


def test_the_claim_goes_up_to_a_voicemail_that_nobody_listens_to() -> None:
    tree = story("claims-line")
    state = State(frozenset({"claims office"}), False)
    above = {name: [step.to for step in handovers(tree, name)] for name in tree.nodes}
    assert above["representative in training"] == ["trainer"]
    assert above["trainer"] == ["supervisor"]
    assert all({step.to for step in steps(tree, "supervisor", s)} == {"supervisor box"} for s in (state, *states(tree)))
    box = tree.nodes["supervisor box"]
    assert isinstance(box, Voicemail)
    assert (box.owner, box.backup, box.checked, box.reply_within) == ("claims supervisor", None, "never", None)


def test_one_receptionist_who_cannot_settle_insurance_questions() -> None:
    tree = story("new-patient-desk")
    people = [node for node in tree.nodes.values() if isinstance(node, Answered)]
    assert [node.name for node in people] == ["receptionist"]
    receptionist = people[0]
    assert isinstance(receptionist, Ring)
    assert receptionist.people == 1
    assert not handovers(tree, "receptionist")
    assert [topic for topic in tree.topics if not handles(receptionist, topic)] == ["insurance"]
    insurance = calls("new-patient-desk", "desk").topic("insurance")
    assert insurance.any_person.reachable
    assert not insurance.right_person.reachable
    assert not insurance.wrong_door


def test_the_answering_service_is_open_when_it_says() -> None:
    week = normal_week(story("answering-service"))
    weekdays, weekend = range(17, 44), range(24, 36)  # half hours: 08:30-22:00 and 12:00-18:00
    for n, state in enumerate(week):
        day, half_hour = divmod(n, 48)
        assert bool(state.open) == (half_hour in (weekdays if day < 5 else weekend))


@pytest.mark.parametrize("name", GOOD)
def test_a_good_tree_leaves_nothing_out(name: str) -> None:
    tree = story(name)
    assert tree.owner
    assert tree.reviewed
    for node in tree.nodes.values():
        match node:
            case Ring():
                assert node.no_answer
            case Queue():
                assert node.max_wait
                assert node.overflow
            case Voicemail():
                assert node.owner not in (None, NOBODY)
                assert node.backup
                assert node.checked
                assert node.reply_within


@pytest.mark.parametrize("name", ["answering-service", "claims-line", "new-patient-desk", "vision-insurer"])
def test_zero_leads_to_people_in_every_menu_and_silence_and_wrong_keys_do_while_they_are_there(name: str) -> None:
    tree = story(name)
    menus = [node for node in tree.nodes.values() if isinstance(node, Menu | Ask)]
    assert menus
    for menu in menus:
        if isinstance(menu, Menu):
            zero = next(option.to for option in menu.options if option.key == "0")
            assert isinstance(tree.nodes[zero], Answered)
        if menu.name != "after hours":
            assert isinstance(tree.nodes[menu.no_input or ""], Answered)
            assert isinstance(tree.nodes[menu.invalid or ""], Answered)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_tree_takes_less_than_two_minutes_at_worst(name: str) -> None:
    tree = story(name)
    worst = [Calls(tree, state, tree.entries[0].node).time_to_person.worst for state in states(tree)]
    assert all(seconds is None or seconds < 120 for seconds in worst)
    assert any(worst)


def test_the_good_answering_service_is_never_without_a_person() -> None:
    tree = story("answering-service")
    for state in states(tree):
        for topic in tree.topics:
            times = Calls(tree, state, "welcome").topic(topic)
            assert times.right_person.reachable
            assert not times.wrong_door


def test_every_message_of_the_lens_lab_at_night_has_an_owner() -> None:
    tree = story("lens-lab")
    assert honest_ends(tree, CLOSED, "orders") == {End("message", "lab box")}
