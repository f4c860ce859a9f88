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


@settings(max_examples=1500, deadline=None)
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


@settings(max_examples=1500, deadline=None)
@given(trees(), st.sampled_from("12"))
def test_on_any_tree_a_repair_settles_its_finding(any_tree: PhoneTree, zero: str) -> None:
    made = with_zero(any_tree, zero)
    for rule_id in ("human-not-in-first-menu", "no-owner", "no-zero-operator", "voicemail-sink"):
        for finding in findings(made, rule_id):
            repair = rule(rule_id).repair
            assert repair is not None
            mended = repair(made, finding)
            assert mended is not None
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
