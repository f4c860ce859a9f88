"""Complaints that end in mailboxes nobody returns: every such box has one finding, and large trees take no longer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from made_trees import trees

from ivr_audit.finding import Finding
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.messages import is_returned
from ivr_audit.model import PhoneTree, Voicemail
from ivr_audit.rules import rule
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
BOX = "  box: {voicemail: B, owner: D, reply_within: 1d}\n"
SINK = "  sink: {voicemail: S, owner: nobody}\n"
DESK = "  desk: {ring: Desk, escalates_to: boss, no_answer: box}\n"


def tree(nodes: str, start: str = "desk") -> PhoneTree:
    found, problems = read(f"tree: T\nowner: D\nstart: {start}\nnodes:\n{nodes}", "made.yaml")
    assert found is not None, problems
    return found


def complaints(made: PhoneTree, rule_id: str = "escalation-ends-in-voicemail") -> list[Finding]:
    return list(judge(Measures(made, AS_OF), [rule(rule_id)]).findings)


@pytest.mark.parametrize("above", ["", "escalates_to: desk, "])
def test_a_box_beside_the_way_up_is_reported(above: str) -> None:
    boss = "  boss: {ring: Boss, escalates_to: chief, no_answer: sink}\n"
    made = tree(f"{DESK}{boss}  chief: {{ring: Chief, {above}no_answer: box}}\n{SINK}{BOX}")
    (found,) = complaints(made)
    assert found.message == (
        'whoever complains to "desk" is passed on to "boss" and, if nobody answers there, ends in "sink": '
        "nobody is named who returns the messages in it"
    )
    assert found.witness is not None
    assert (found.witness.keys, found.witness.node) == ("escalated,no-answer", "sink")
    assert not complaints(made, "voicemail-sink")


def test_a_box_to_which_other_calls_come_too_is_reported_once() -> None:
    made = tree(f"{DESK.replace('no_answer: box', 'no_answer: sink')}  boss: {{ring: Boss, no_answer: sink}}\n{SINK}")
    assert not complaints(made)
    assert [found.node for found in complaints(made, "voicemail-sink")] == ["sink"]


@settings(max_examples=100, deadline=None)
@given(trees())
def test_every_box_that_calls_reach_and_nobody_returns_has_one_finding(made: PhoneTree) -> None:
    reached = Measures(made, AS_OF).reached()
    boxes = [node for node in made.nodes.values() if isinstance(node, Voicemail) and node.name in reached]
    found = [f.node for f in (*complaints(made), *complaints(made, "voicemail-sink"))]
    assert sorted(found) == sorted(box.name for box in boxes if not is_returned(box, made))


def test_complaints_that_part_and_meet_again_are_looked_at_once() -> None:
    parts = "".join(
        f"  b{i}: {{branch: x, cases: {{y: b{i + 1}, n: c{i}}}}}\n  c{i}: {{say: x, next: b{i + 1}}}\n"
        for i in range(60)
    )
    made = tree(f"{DESK.replace('boss', 'b0')}{parts}  b60: {{voicemail: S, owner: nobody}}\n{BOX}")
    assert [found.node for found in complaints(made)] == ["b60"]


@pytest.mark.parametrize(
    "stage", ["{{ring: x, escalates_to: n{}, no_answer: box}}", "{{say: x, next: n{}}}"], ids=["rings", "says"]
)
def test_a_long_way_up(stage: str) -> None:
    many = "".join(f"  n{i}: {stage.format(i + 1)}\n" for i in range(1500))
    made = tree(f"{DESK.replace('boss', 'n0')}{many}  n1500: {{voicemail: S, owner: nobody}}\n{BOX}")
    (found,) = complaints(made)
    assert len(found.message) < 300
