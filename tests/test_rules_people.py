"""The rules about people and mailboxes on trees made by hand: what they must not say, and what else they must."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trees import trees

from ivr_audit.call import play_keys, script_of
from ivr_audit.finding import Finding
from ivr_audit.hours import state_at
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.rules import rule
from ivr_audit.rules.people import operator
from ivr_audit.rules.run import judge
from ivr_audit.rules.spoken import announcing, is_language_menu

AS_OF = date(2026, 11, 23)
PEOPLE = (
    "escalation-ends-in-voicemail",
    "human-not-in-first-menu",
    "no-owner",
    "no-zero-operator",
    "right-person-unreachable",
    "time-to-human-worst-case",
    "voicemail-sink",
    "wrong-door",
)
BOX = "  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}\n"
DESK = "  desk: {ring: Front desk, no_answer: box}\n"


def tree(nodes: str, start: str = "main", **top: str) -> PhoneTree:
    head = "".join(f"{field}: {value}\n" for field, value in top.items())
    found, problems = read(f"tree: Clinic\nowner: Ann\nstart: {start}\n{head}nodes:\n{nodes}", "made.yaml")
    assert found is not None, problems
    return found


def findings(made: PhoneTree, rule_id: str) -> list[Finding]:
    return list(judge(Measures(made, AS_OF), [rule(rule_id)]).findings)


ENDS = {
    "escalation-ends-in-voicemail": "message",
    "human-not-in-first-menu": "person",
    "time-to-human-worst-case": "person",
    "voicemail-sink": "message",
}


@settings(max_examples=200, deadline=None)
@given(trees(), st.sampled_from("12"))
def test_on_any_tree_every_witness_replays_to_what_the_finding_says(any_tree: PhoneTree, zero: str) -> None:
    made = with_zero(any_tree, zero)
    for rule_id in PEOPLE:
        for finding in findings(made, rule_id):
            witness = finding.witness
            assert witness is not None
            done = play_keys(made, state_at(made, witness.at), witness.entry, script_of(witness.keys))
            assert (done.outcome, done.node, done.unused) == (witness.outcome, witness.node, ()), finding
            if rule_id == "no-zero-operator" and finding.severity == "error":
                assert witness.outcome == "stuck", finding
            assert witness.outcome == ENDS.get(rule_id, witness.outcome), finding


@settings(max_examples=200, deadline=None)
@given(trees(), st.sampled_from("12"))
def test_on_any_tree_a_repair_settles_its_finding(any_tree: PhoneTree, zero: str) -> None:
    made = with_zero(any_tree, zero)
    for rule_id in ("human-not-in-first-menu", "no-owner", "no-zero-operator", "voicemail-sink"):
        for finding in findings(made, rule_id):
            repair = rule(rule_id).repair
            assert repair is not None
            mended = repair(made, finding)
            if mended is None:
                continue  # nobody is there to be pointed at
            left = {(f.node, f.cause) for f in findings(mended, rule_id)}
            assert (finding.node, finding.cause) not in left, finding


def with_zero(made: PhoneTree, key: str) -> PhoneTree:
    """The tree with 0 in the place of a key."""
    nodes = {
        name: replace(node, options=tuple(o._replace(key="0") if o.key == key else o for o in node.options))
        if isinstance(node, Menu)
        else node
        for name, node in made.nodes.items()
    }
    return replace(made, nodes=nodes)


@pytest.mark.parametrize("rule_id", ["voicemail-sink", "escalation-ends-in-voicemail", "no-owner"])
def test_what_an_imported_file_cannot_say_is_not_reported(rule_id: str) -> None:
    made = example(rule_id)
    assert findings(made, rule_id)
    nodes = {
        name: replace(node, owner=None) if hasattr(node, "reply_within") else node for name, node in made.nodes.items()
    }
    assert not findings(replace(made, nodes=nodes, owner=None, system="asterisk"), rule_id)


def example(rule_id: str) -> PhoneTree:
    made, problems = read(rule(rule_id).bad, "example.yaml")
    assert made is not None, problems
    return made


LANGUAGES = """\
  main:
    menu: For English, press 1. Para español, press 2.
    options: {1: english, 2: spanish}
    no_input: english
  english:
    menu: For your bill, press 1. To speak with us, press 0.
    options: {1: desk, 0: desk}
    no_input: desk
  spanish:
    menu: Para su factura, press 1. Para hablar con nosotros, press 2.
    options: {1: {to: desk, about: [billing]}, 2: %s}
    no_input: desk
"""


@pytest.mark.parametrize(("behind", "reported"), [("desk", []), ("box", ["spanish"])])
def test_behind_a_language_menu_every_language_needs_a_person(behind: str, reported: list[str]) -> None:
    made = tree(LANGUAGES % behind + DESK + BOX, topics="[billing]")
    assert [f.node for f in findings(made, "human-not-in-first-menu")] == reported


@pytest.mark.parametrize(
    ("prompt", "reported"),
    [
        ("For bills, press 1, or stay on the line.", False),
        ("For bills, press 1.", True),
        ("For anything else, press 1.", False),
        ("For a question about your bill, please press 1. Goodbye.", True),
    ],
)
def test_a_choice_for_anybody_names_no_topic(prompt: str, reported: bool) -> None:
    menu = f"  main: {{menu: '{prompt}', options: {{1: desk}}, no_input: desk}}\n"
    made = tree(menu + DESK + BOX, topics="[billing]")
    assert bool(findings(made, "human-not-in-first-menu")) is reported
    assert not findings(replace(made, topics=()), "human-not-in-first-menu")


def test_without_a_menu_nothing_is_missing_from_it() -> None:
    made = tree("  main: {say: Hello., next: desk}\n" + DESK + BOX)
    assert not any(findings(made, rule_id) for rule_id in PEOPLE)


HOURS = """\
  main: {menu: 'For us, press 0.', options: {0: desk}, no_input: desk}
  desk: {ring: Desk, staffed: day, no_answer: nurse}
  nurse: {ring: Nurse, staffed: day and evening, no_answer: box}
"""


def test_zero_may_ring_where_nobody_is_before_a_person_answers() -> None:
    made = tree(HOURS + BOX, hours="{day: {mon: 09:00-17:00}, day and evening: {mon: 09:00-20:00}}")
    assert len(list(Measures(made, AS_OF).views)) == 3
    assert not any(findings(made, rule_id) for rule_id in PEOPLE)


def test_the_operator_is_where_zero_leads_else_the_front_desk_else_who_knows_most() -> None:
    people = "  a: {ring: A, handles: [x]}\n  b: {ring: B}\n  c: {ring: Reception, handles: [x]}\n"
    menu = "  main: {menu: Hello., options: {1: a, 2: b, 3: c%s}}\n"
    for more, chosen in [("", "c"), (", 0: a", "a")]:
        made = tree(menu % more + people, topics="[x, y]")
        assert operator(made, next(Measures(made, AS_OF).views).state, "main") == chosen
    plain = tree((menu % "").replace(", 3: c", "") + people, topics="[x, y]")
    assert operator(plain, next(Measures(plain, AS_OF).views).state, "main") == "b"


def test_nobody_to_tell_is_what_a_caller_finds_who_reports_a_fault() -> None:
    (found,) = findings(replace(tree(DESK + BOX, "desk"), owner=None), "no-owner")
    assert found.message == (
        'nobody is named who can change this phone system: a caller who tells "desk" of a fault reaches somebody who '
        "does not know whom to tell"
    )


SINK = """\
  main:
    menu: For bills, press 1. For anything else, press 0.
    options: {1: {to: bills, about: [billing]}, 0: desk}
    no_input: desk
  bills: {voicemail: Bills, %s}
"""


@pytest.mark.parametrize(
    ("box", "severity"),
    [
        ("owner: Nobody, reply_within: 1d", "error"),
        ("owner: Ann, reply_within: 1d, checked: never", "error"),
        ("owner: Ann", "error"),
        ("owner: Ann, exits: {0: desk}", "warning"),
        ("owner: Ann, reply_within: 1d", None),
    ],
)
def test_a_promise_is_missed_most_where_all_callers_of_a_topic_end(box: str, severity: str | None) -> None:
    made = tree(SINK % box + DESK + BOX, topics="[billing]")
    assert [f.severity for f in findings(made, "voicemail-sink")] == ([severity] if severity else [])


@pytest.mark.parametrize(("word", "reported"), [("transfers_to", True), ("escalates_to", False)])
def test_a_box_that_only_people_pass_callers_on_to(word: str, reported: bool) -> None:
    made = tree(f"  desk: {{ring: Desk, {word}: [lost], no_answer: box}}\n  lost: {{voicemail: Lost}}\n" + BOX, "desk")
    assert bool(findings(made, "voicemail-sink")) is reported
    assert bool(findings(made, "escalation-ends-in-voicemail")) is not reported


@pytest.mark.parametrize(
    ("above", "severity"),
    [
        ("boss: {ring: Boss, no_answer: lost}", "warning"),
        ("boss: {ring: Boss, staffed: never, no_answer: lost}", "error"),
        ("boss: {ring: Boss, staffed: never, no_answer: lost2}", "error"),
        ("boss: {ring: Boss, no_answer: desk}", None),
        ("boss: {ring: Boss, no_answer: box}", None),
        ("boss: {say: Please hold., next: lost2}", "error"),
    ],
)
def test_where_a_complaint_ends(above: str, severity: str | None) -> None:
    lost = "  lost: {voicemail: Boss, owner: Bo}\n  lost2: {voicemail: Boss, owner: nobody}\n"
    nodes = "  desk: {ring: Desk, escalates_to: [boss], no_answer: box}\n  " + above + "\n" + lost + BOX
    made = tree(nodes, "desk", hours="{never: {mon: closed}}")
    assert [f.severity for f in findings(made, "escalation-ends-in-voicemail")] == ([severity] if severity else [])


def test_complaints_from_two_desks_that_end_in_one_box_are_one_finding() -> None:
    desks = "".join(f"  {n}: {{ring: {n}, escalates_to: [boss], no_answer: box}}\n" for n in ("a", "b"))
    boss = "  boss: {ring: Boss, staffed: never, no_answer: lost}\n  lost: {voicemail: Boss}\n"
    made = tree("  main: {menu: Hello., options: {1: a, 2: b}}\n" + desks + boss + BOX, hours="{never: {mon: closed}}")
    (found,) = findings(made, "escalation-ends-in-voicemail")
    assert 'so does whoever complains to "b"' in found.message
    assert found.witness is not None
    assert found.witness.keys == "1,escalated"


DOORS = """\
  main: {menu: 'For x, press 1. For y, press 2.', options: {1: {to: desk, about: [x]}, 2: {to: %s, about: [y]}}}
  open box: {voicemail: Y, owner: Ann, reply_within: 1d}
  y box: {voicemail: Y, owner: Ann, reply_within: 1d, topics: [y]}
  lost box: {voicemail: Y, owner: nobody, topics: [y]}
  machine: {self_service: Tells y., serves: [y]}
  map: {self_service: Tells the way., serves: []}
"""


@pytest.mark.parametrize(
    ("behind", "severity"),
    [
        ("desk", None),
        ("open box", "warning"),
        ("y box", None),
        ("lost box", "error"),
        ("machine", None),
        ("map", "error"),
    ],
)
def test_wrong_doors(behind: str, severity: str | None) -> None:
    made = tree(DOORS % behind + DESK + BOX, topics="[x, y]")
    assert [f.severity for f in findings(made, "wrong-door")] == ([severity] if severity else [])
    assert not findings(made, "right-person-unreachable")


@pytest.mark.parametrize(
    ("behind", "reported"),
    [("desk", True), ("open box", False), ("lost box", True), ("map", True)],
)
def test_right_person(behind: str, reported: bool) -> None:
    made = tree(
        (DOORS % behind).replace("topics: [y]", "").replace("serves: [y]", "serves: []")
        + "  desk: {ring: Desk, handles: [x], no_answer: box}\n"
        + BOX,
        topics="[x, y]",
    )
    assert [f.cause for f in findings(made, "right-person-unreachable")] == (["y"] if reported else [])


def test_a_right_person_in_another_period_is_enough() -> None:
    people = "  desk: {ring: Desk, handles: [x], staffed: day, no_answer: late}\n"
    late = "  late: {ring: Late, handles: [y], staffed: night, no_answer: box}\n"
    hours = "{day: {mon: 09:00-17:00}, night: {mon: 17:00-20:00}}"
    made = tree(people + late + BOX, "desk", topics="[x, y]", hours=hours)
    assert not findings(made, "right-person-unreachable")


def test_how_long_it_rings_or_the_line_is_does_not_count_before_a_telephone_rings() -> None:
    queue = "{queue: Desk, wait: {typical: 2m, longest: 10m}, max_wait: 10m, overflow: box}\n"
    assert not findings(tree(f"  main: {queue}" + BOX), "time-to-human-worst-case")


def test_ringing_where_nobody_is_counts_before_a_telephone_rings() -> None:
    nodes = (
        "  main: {ring: Desk, members: [], ring_for: 150s, no_answer: other}\n  other: {ring: Other, no_answer: box}\n"
    )
    (found,) = findings(tree(nodes + BOX), "time-to-human-worst-case")
    assert found.message == 'the unluckiest caller listens for 2 min 30 s before a telephone rings, at "other"'
    assert found.witness is not None
    assert (found.witness.outcome, found.witness.node) == ("person", "other")


def test_thresholds_of_the_worst_time() -> None:
    for heard, severity in [(120, []), (121, ["warning"]), (240, ["warning"]), (241, ["error"])]:
        nodes = f"  main: {{say: {{seconds: {heard}s}}, next: desk}}\n  desk: {{ring: Desk, no_answer: box}}\n"
        assert [f.severity for f in findings(tree(nodes + BOX), "time-to-human-worst-case")] == severity


def test_a_circle_without_a_choice_makes_the_worst_time_at_least_so_long() -> None:
    nodes = (
        "  main: {menu: {text: For us press 1., seconds: 50s}, attempts: 3, options: {1: desk}, no_input: again}\n"
        "  again: {say: Sorry., next: main}\n  desk: {ring: Desk, no_answer: box}\n"
    )
    (found,) = findings(tree(nodes + BOX), "time-to-human-worst-case")
    # 50 s, twice more after 5 s of silence each, and 5 s until the key at the last moment
    assert "listens for at least 2 min 45 s before" in found.message


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("Welcome. For bills, press 1 or 2. For us, press star.", "2", "For bills, press 1 or 2."),
        ("Press 1 for bills, press 2 for us. Thanks.", "2", "press 2 for us."),
        ("Press 1 for bills, press 2 for us. Thanks.", "1", "Press 1 for bills"),
        ("To talk to us, press 0, or stay on the line. Bye.", "0", "To talk to us, press 0, or stay on the line."),
        ("For bills press 1, for us press 2", "2", "for us press 2"),
        ("For bills press 1.", "2", ""),
    ],
)
def test_words_that_announce_a_key(text: str, key: str, words: str) -> None:
    assert announcing(text, key) == words


@pytest.mark.parametrize(
    ("prompt", "asked"),
    [
        ("For English, press 1. Para español, oprima el dos.", True),
        ("For our Spanish class, press 1. For anything else, press 2.", False),
        ("For bills, press 1. For us, press 2.", False),
    ],
)
def test_language_menus(prompt: str, asked: bool) -> None:
    made = tree(f"  main: {{menu: '{prompt}', options: {{1: desk, 2: desk}}, no_input: desk}}\n" + DESK + BOX)
    menu = made.nodes["main"]
    assert isinstance(menu, Menu)
    assert is_language_menu(menu) is asked
