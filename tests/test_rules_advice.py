"""What rules advise is what their repairs do, and what they say of words, hours and outside numbers is true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from test_rules import all_findings

from ivr_audit.finding import Finding
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import Node, PhoneTree, Voicemail, targets
from ivr_audit.rules import rule
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
BOX = "  box: {voicemail: B, owner: D, reply_within: 1d}\n"
DESK = "  desk: {ring: Desk, no_answer: box}\n"
SEVERAL = {"no-zero-operator"}
"""Its advice is for every menu, and names none."""


def tree(nodes: str, start: str | None = "main", top: str = "") -> PhoneTree:
    begins = f"start: {start}\n" if start else ""
    found, problems = read(f"tree: T\nowner: D\n{begins}{top}nodes:\n{nodes}{BOX}", "made.yaml")
    assert found is not None, problems
    return found


def findings(made: PhoneTree, rule_id: str) -> list[Finding]:
    return list(judge(Measures(made, AS_OF), [rule(rule_id)]).findings)


def mended(made: PhoneTree, finding: Finding) -> PhoneTree | None:
    repair = rule(finding.rule).repair
    return None if repair is None else repair(made, finding)


def changes(made: PhoneTree, after: PhoneTree) -> Iterator[tuple[Node, set[str]]]:
    """The nodes that a repair changed, each with the targets that are new."""
    for name, node in after.nodes.items():
        before = made.nodes[name]
        if node != before:
            old = {(field, to) for field, to, _ in targets(before)}
            yield node, {to for field, to, _ in targets(node) if (field, to) not in old}


def test_a_repair_changes_what_the_advice_names() -> None:
    repaired = 0
    for made, finding in all_findings():
        after = mended(made, finding)
        if after is None:
            continue
        repaired += 1
        for node, goals in changes(made, after):
            assert finding.rule in SEVERAL or f'"{node.name}"' in finding.advice, finding
            assert all(f'"{goal}"' in finding.advice for goal in goals), finding
            if isinstance(node, Voicemail):
                for field in ("owner", "backup", "checked", "reply_within"):
                    changed = getattr(node, field) != getattr(made.nodes[node.name], field)
                    assert changed == (f"`{field}`" in finding.advice), finding
    assert repaired > 20


@pytest.mark.parametrize(
    ("box", "named"),
    [
        ("owner: Ann, reply_within: 2d, checked: never", ["checked"]),
        ("owner: Ann, checked: never", ["checked", "reply_within"]),
        ("owner: Ann", ["reply_within"]),
        ("backup: Bo, reply_within: 2d, checked: never", ["checked", "owner"]),
        ("{}", ["backup", "owner", "reply_within"]),
    ],
)
def test_a_mailbox_is_mended_where_the_advice_says(box: str, named: list[str]) -> None:
    fields = "" if box == "{}" else f", {box}"
    made = tree(f"  main: {{voicemail: S{fields}}}\n")
    (found,) = findings(made, "voicemail-sink")
    after = mended(made, found)
    assert after is not None
    every = ("backup", "checked", "owner", "reply_within")
    assert [f for f in every if getattr(after.nodes["main"], f) != getattr(made.nodes["main"], f)] == named
    assert [f for f in every if f"`{f}`" in found.advice] == named
    assert not findings(after, "voicemail-sink")


def test_where_nobody_answers_the_advice_is_for_the_menu_that_the_repair_changes() -> None:
    menus = "  main: {menu: Hi., options: {1: sub}, no_input: box}\n  sub: {menu: Hi., options: {1: box}}\n"
    made = tree(menus + "  desk: {ring: Desk, no_answer: box}\n")
    (found,) = findings(made, "no-path-to-human")
    assert found.advice == 'point key 0 of "main" at "desk", and its "no_input" too'
    after = mended(made, found)
    assert after is not None
    assert [node.name for node, _ in changes(made, after)] == ["main"]


def test_a_wrong_door_is_repaired_with_the_person_whom_the_advice_names() -> None:
    made = tree(
        "  main:\n    menu: Hi.\n"
        "    options: {1: {to: box, about: nurse}, 2: {to: slow, about: bills}, 3: {to: quick, about: bills}}\n"
        "  slow: {queue: S, wait: {typical: 9m}}\n  quick: {ring: Q, no_answer: box}\n",
        top="topics: [nurse, bills]\n",
    )
    (found,) = findings(made, "wrong-door")
    assert "others reach" in found.message
    assert "for example those who press 3" in found.message
    after = mended(made, found)
    assert after is not None
    ((menu, goals),) = changes(made, after)
    assert (menu.name, goals) == ("main", {"quick"})
    assert 'at "quick"' in found.advice


def test_a_dead_end_known_from_another_period_is_repaired_too() -> None:
    made = tree(
        "  main: {hours: office, open: lab, closed: night}\n  lab: {queue: Lab, staffed: closed, no_agents: bye}\n"
        "  bye: {hangup: Goodbye.}\n  night: {queue: Night nurse, exits: {1: lab}}\n",
        top='hours: {office: {mon-fri: "08:30-17:00"}}\n',
    )
    (found,) = findings(made, "dead-end")
    after = mended(made, found)
    assert after is not None
    assert [node.name for node, _ in changes(made, after)] == ["lab"]


@pytest.mark.parametrize(
    ("nodes", "severity", "named"),
    [
        ("{1: mach, 2: box}", "error", ""),
        ("{1: mach, 2: unk}", "warning", '"unk"'),
    ],
)
def test_an_outside_number_that_a_machine_answers_is_no_person(nodes: str, severity: str, named: str) -> None:
    made = tree(
        f"  main: {{menu: Hi., options: {nodes}, no_input: box}}\n"
        "  mach: {transfer: '+1 555 1', answered_by: menu}\n  unk: {transfer: '+1 555 2'}\n"
    )
    (found,) = findings(made, "no-path-to-human")
    assert found.severity == severity
    assert named in found.message
    assert '"mach"' not in found.message


def test_people_on_duty_whom_one_of_two_numbers_does_not_reach() -> None:
    made = tree(
        "  main: {hours: short, open: desk, closed: box}\n  desk: {ring: Desk, staffed: long, no_answer: box}\n",
        start=None,
        top='entries: {"+1 1": main, "+1 2": desk}\nhours: {short: {mon: "09:00-10:00"}, long: {mon: "09:00-12:00"}}\n',
    )
    (found,) = findings(made, "no-path-to-human")
    assert 'no caller who comes in at "main" can reach a person' in found.message


def test_of_many_ends_it_says_how_many_more() -> None:
    boxes = "".join(f"  v{i}: {{voicemail: V, owner: nobody}}\n" for i in range(1, 5))
    made = tree(
        "  main: {menu: Hi., options: {0: desk, 1: sub}, no_input: desk}\n"
        f"  sub: {{menu: Hi., options: {{1: v1, 2: v2, 3: v3, 4: v4}}, no_input: v1}}\n{boxes}{DESK}"
    )
    (found,) = findings(made, "no-path-to-human")
    assert found.message.endswith('ends in "v3", which nobody returns or comes to 1 more such end')


@pytest.mark.parametrize(
    ("words", "announced"),
    [
        ("To end this call, press 2.", True),
        ("To hang up, press 2.", True),
        ("To finish the call, press 2.", True),
        ("To exit, press 2.", True),
        ("Press 2 to exit.", True),
        ("For the end of month report, press 2.", False),
        ("For exit interviews, press 2.", False),
        ("To finish your order, press 2.", False),
    ],
)
def test_which_words_announce_that_a_key_ends_the_call(words: str, announced: bool) -> None:
    made = tree(f"  main: {{menu: '{words}', options: {{0: desk, 2: hangup}}, no_input: desk}}\n{DESK}")
    assert bool(findings(made, "dead-end")) is not announced


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("Wait times are long. For bills, press 1.", False),
        ("We hold your data for a year. For bills, press 1.", False),
        ("For bills, press 1, or stay on the line.", True),
        ("For bills, press 1. Please hold for anything else.", True),
        ("For bills, press 1, or wait.", True),
        ("For bills, press 1. For everything that is not bills, press 2.", True),
        ("For bills, press 1. For all other questions about bills, press 2.", True),
    ],
)
def test_which_words_offer_a_person_to_anybody(words: str, offered: bool) -> None:
    keys = "{1: {to: desk, about: bills}, 2: desk}" if "press 2" in words else "{1: {to: desk, about: bills}}"
    made = tree(f"  main: {{menu: '{words}', options: {keys}, no_input: desk}}\n{DESK}", top="topics: [bills, x]\n")
    assert bool(findings(made, "human-not-in-first-menu")) is not offered


def test_what_other_hours_would_lead_to_is_not_to_be_deleted() -> None:
    made = tree(
        f"  main: {{hours: past, open: party, closed: desk}}\n  party: {{say: Party., next: box}}\n{DESK}"
        "  old: {say: Old., next: desk}\n",
        top='hours: {past: {"2020-05-01": "09:00-17:00"}}\n',
    )
    other, past = sorted(findings(made, "unreachable-node"), key=lambda found: found.node)
    assert other.message == 'no call ever gets to "old"'
    assert "delete" in other.advice
    assert past.message == 'no call gets to "party" in the year from 2026-11-23'
    assert "delete" not in past.advice
    assert mended(made, past) is None
