"""Every rule: its own examples, the form of what it says, and witnesses that replay. No rule is exempt."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ivr_audit.call import play_keys, script_of
from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.hours import state_at
from ivr_audit.load import load
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules import RULE_IDS, check_settings, rule
from ivr_audit.rules.page import WHOLE_FILE, page
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
TREES = sorted(Path("trees").glob("*.yaml"))
LOADED_BEFORE = {"dangling-target"}
"""A native file with this fault is refused by the loader already, at the same line."""


def example(text: str) -> PhoneTree | None:
    tree, problems = read(text, "example.yaml", check_settings)
    assert [p for p in problems if p.rule not in LOADED_BEFORE] == []
    return tree


def found_in(tree: PhoneTree, rule_id: str) -> list[Finding]:
    return list(judge(Measures(tree, AS_OF), [rule(rule_id)]).findings)


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_bad_example_is_reported_at_its_line(rule_id: str) -> None:
    found = rule(rule_id)
    lines = [n for n, line in enumerate(found.bad.splitlines(), 1) if line.endswith("# here")]
    assert lines, "the bad example marks no line"
    tree, problems = read(found.bad, "example.yaml", check_settings)
    if problems:
        assert [p.place.line for p in problems] == lines
        assert {p.rule for p in problems} == {rule_id} <= LOADED_BEFORE
    assert tree is not None, problems
    findings = found_in(tree, rule_id)
    assert findings
    assert findings[0].place.line == lines[0]


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_good_example_is_silent(rule_id: str) -> None:
    tree = example(rule(rule_id).good)
    assert tree is not None
    assert found_in(tree, rule_id) == []


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_rule_is_complete(rule_id: str) -> None:
    found = rule(rule_id)
    assert found.id == rule_id
    assert found.severity in SEVERITIES
    assert len(found.summary) < 90
    assert len(found.doc.strip().splitlines()) > 4, "the documentation says too little"
    assert found.doc.strip().split("\n\n")[-1].startswith("In the phone system, "), "how to repair it there comes last"
    assert set(found.needs) <= {"graph", "hours", "prompts", "office"}
    assert found.needs
    text = page(found)
    assert found.sources or "the check is a design choice" in text
    assert f"# {rule_id}" in text
    assert "## This is reported" in text
    for name, setting in found.settings.items():
        assert re.fullmatch(r"[a-z_]+", name)
        assert setting.doc


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_page_shows_how_to_ignore_what_the_bad_example_has(rule_id: str) -> None:
    found = rule(rule_id)
    (line,) = re.findall(rf"^ +- {{rule: {rule_id},(?: node: (.*),)? reason: .*}}$", page(found), re.MULTILINE)
    tree = read(found.bad, "example.yaml", check_settings)[0]
    assert tree is not None
    assert line == ("" if rule_id in WHOLE_FILE else found_in(tree, rule_id)[0].node)


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_every_source_has_a_grade_that_the_page_explains(rule_id: str) -> None:
    for source in rule(rule_id).sources:
        (grade,) = re.findall(r"grade ([A-D]-?)\)", source)
        assert f"{grade} is " in page(rule(rule_id))
        assert not re.match(r"[A-Z]\d+:", source), "a key that only the collection of sources knows"


def all_findings() -> list[tuple[PhoneTree, Finding]]:
    trees = [load(path) for path in TREES]
    trees += [tree for rule_id in RULE_IDS if (tree := read(rule(rule_id).bad, "example.yaml")[0]) is not None]
    return [(tree, finding) for tree in trees for finding in judge(Measures(tree, AS_OF)).findings]


def test_every_witness_of_every_finding_replays() -> None:
    found = all_findings()
    assert len(found) > 30
    for tree, finding in found:
        witness = finding.witness
        if witness is None:
            assert finding.rule in {"unreachable-node", "dangling-target"}, finding
            continue
        done = play_keys(tree, state_at(tree, witness.at), witness.entry, script_of(witness.keys))
        assert (done.outcome, done.node, done.unused) == (witness.outcome, witness.node, ()), finding


def test_messages_and_advice_are_in_plain_form() -> None:
    for _, finding in all_findings():
        assert finding.message[0].islower() or finding.message[0] in '"0123456789', finding.message
        assert finding.advice[0].islower(), finding.advice
        assert not finding.message.endswith("."), finding.message
        assert "\n" not in finding.message + finding.advice
        assert finding.place.line, finding


def test_findings_are_in_a_fixed_order_without_doubles() -> None:
    for path in TREES:
        tree = load(path)
        first = judge(Measures(tree, AS_OF)).findings
        assert first == judge(Measures(tree, AS_OF)).findings
        assert len({(f.rule, f.node, f.cause) for f in first}) == len(first)
        assert [SEVERITIES.index(f.severity) for f in first] == sorted(SEVERITIES.index(f.severity) for f in first)
