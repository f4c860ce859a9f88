"""The clinic with its planted faults and the same clinic repaired: every fault is found, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ivr_audit.audit import Audit, audit
from ivr_audit.call import play_keys, script_of
from ivr_audit.finding import Finding, with_consequences
from ivr_audit.hours import state_at
from ivr_audit.load import load
from ivr_audit.model import HANGUP, targets
from ivr_audit.rules import RULE_IDS

AS_OF = date(2026, 11, 23)
CLEAN = Path("trees/clinic-clean.yaml")
FAULTS = Path("trees/clinic-faults.yaml")
FAULT = re.compile(r"  # fault: ([a-z0-9-]+(?:, [a-z0-9-]+)*)(?: - .*)?$")
WITHOUT_A_CALL = {"unreachable-node"}
"""Findings that no call can show."""


@cache
def audited(path: Path) -> Audit:
    return audit(load(path), AS_OF)


@cache
def planted() -> frozenset[tuple[str, int]]:
    """The rules that the comments of the faulty clinic name, each with its line."""
    found = set()
    for number, line in enumerate(FAULTS.read_text("utf-8").splitlines(), 1):
        if "# fault:" in line:
            marker = FAULT.search(line)
            assert marker, line
            found |= {(rule_id, number) for rule_id in marker[1].split(", ")}
    return frozenset(found)


@cache
def not_planted() -> frozenset[str]:
    """The rules that the comment at the top says have no fault there."""
    comments = [line for line in FAULTS.read_text("utf-8").splitlines()[:12] if line.startswith("# not planted: ")]
    assert all(re.search(r"\(.+\)$", line) for line in comments), "no reason given"
    return frozenset(
        re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", re.sub(r"\(.*?\)|# not planted: ", "", " ".join(comments)))
    )


def found(path: Path) -> list[Finding]:
    return list(with_consequences(audited(path).findings))


def test_every_planted_fault_is_found_at_its_line_and_nothing_else() -> None:
    at = Counter((finding.rule, finding.place.line) for finding in found(FAULTS))
    assert set(at) == planted()
    assert max(at.values()) == 1, [place for place, count in at.items() if count > 1]


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_every_rule_has_a_fault_or_a_reason_why_not(rule_id: str) -> None:
    assert (rule_id in {rule for rule, _ in planted()}) != (rule_id in not_planted())


def test_only_rules_that_there_are_are_named() -> None:
    assert {rule for rule, _ in planted()} | not_planted() <= set(RULE_IDS)


def test_a_fault_that_cannot_be_planted_is_refused_by_the_loader() -> None:
    assert not_planted() == {"dangling-target"}


def test_nothing_is_found_in_the_repaired_clinic() -> None:
    assert [(finding.rule, finding.place.line, finding.message) for finding in found(CLEAN)] == []
    assert audited(CLEAN).ignored == ()
    assert not load(CLEAN).audit.ignore


def test_the_repaired_clinic_is_good_at_every_number_in_every_period() -> None:
    report = audited(CLEAN)
    assert len(report.periods) == 4
    for period, entries in report.periods:
        assert len(entries) == 4
        for entry in entries:
            assert entry.person.reachable, (period.name, entry.number)
            lost = entry.paths.by_outcome["cut off"] + entry.paths.by_outcome["stuck"]
            assert lost == 0, (period.name, entry.number)
            assert {entry.callers[kind].outcome for kind in entry.callers} == {"person"}, (period.name, entry.number)


def test_every_call_that_shows_a_fault_replays() -> None:
    tree = load(FAULTS)
    for finding in found(FAULTS):
        witness = finding.witness
        if witness is None:
            assert finding.rule in WITHOUT_A_CALL
            continue
        done = play_keys(tree, state_at(tree, witness.at), witness.entry, script_of(witness.keys))
        assert (done.outcome, done.node, done.unused) == (witness.outcome, witness.node, ()), finding


def test_both_are_the_same_clinic() -> None:
    clean, faulty = load(CLEAN), load(FAULTS)
    assert list(clean.nodes) == list(faulty.nodes)
    assert [(entry.number, entry.node) for entry in clean.entries] == [(e.number, e.node) for e in faulty.entries]
    assert (clean.name, clean.topics, clean.languages, clean.profiles) == (
        faulty.name, faulty.topics, faulty.languages, faulty.profiles,
    )  # fmt: skip
    assert {name: hours.weekly for name, hours in clean.hours.items()} == {
        name: hours.weekly for name, hours in faulty.hours.items()
    }


def test_every_node_of_the_repaired_clinic_says_where_each_call_goes() -> None:
    tree = load(CLEAN)
    led_to = {entry.node for entry in tree.entries}
    for node in tree.nodes.values():
        led_to |= {to for _, to, _ in targets(node)}
    assert HANGUP not in led_to
    assert led_to == set(tree.nodes)
