"""One cause, one finding: what follows from a finding stands under it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from ivr_audit.api import audit, load
from ivr_audit.audit import Compared, at_least
from ivr_audit.finding import Finding, Severity, identity
from ivr_audit.place import Place
from ivr_audit.render import junit, sarif
from ivr_audit.rules import RULE_IDS, all_rules, rule
from ivr_audit.rules.run import grouped

CAUSES = [(one.id, other) for one in all_rules() for other in one.explains]


def finding(
    rule_id: str, node: str, severity: Severity, periods: tuple[str, ...] = ("open",), nodes: tuple[str, ...] = ()
) -> Finding:
    return Finding(
        rule=rule_id,
        severity=severity,
        place=Place("t.yaml", 1, 1),
        node=node,
        message="m",
        advice="a",
        periods=periods,
        nodes=nodes,
    )


@pytest.fixture(name="pair")
def _pair() -> tuple[str, str]:
    assert CAUSES, "no rule explains another"
    return CAUSES[0]


def test_explained_rules_exist_and_never_explain_each_other_round() -> None:
    def behind(rule_id: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
        assert rule_id not in seen, seen
        for other in rule(rule_id).explains:
            assert other in RULE_IDS
            yield from behind(other, (*seen, rule_id))

    for rule_id in RULE_IDS:
        list(behind(rule_id))


def test_a_finding_at_the_same_node_follows(pair: tuple[str, str]) -> None:
    cause, other = pair
    (found,) = grouped([finding(cause, "x", "error"), finding(other, "x", "warning")])
    assert (found.rule, [one.rule for one in found.consequences]) == (cause, [other])


def test_a_further_node_of_the_cause_counts_too(pair: tuple[str, str]) -> None:
    cause, other = pair
    (found,) = grouped([finding(cause, "y", "error", nodes=("x",)), finding(other, "x", "warning")])
    assert found.rule == cause


@pytest.mark.parametrize(
    ("node", "severity", "periods"),
    [
        ("z", "warning", ("open",)),  # elsewhere
        ("x", "error", ("open",)),  # graver than its cause
        ("x", "advice", ("open", "closed")),  # also when the cause does not hold
        ("x", "advice", ()),  # at any time, while the cause is not
    ],
)
def test_what_does_not_follow_stands_alone(
    pair: tuple[str, str], node: str, severity: Severity, periods: tuple[str, ...]
) -> None:
    cause, other = pair
    found = grouped([finding(cause, "x", "warning"), finding(other, node, severity, periods)])
    assert [one.consequences for one in found] == [(), ()]


def test_a_new_consequence_of_a_known_finding_is_new(pair: tuple[str, str]) -> None:
    cause, other = pair
    audited = audit(load("trees/lens-lab.yaml"), as_of=date(2026, 11, 23))
    findings = grouped([finding(cause, "x", "error"), finding(other, "x", "warning")])
    known = Compared(frozenset({identity(audited.tree.name, findings[0])}), ())
    assert [one.rule for one in replace(audited, findings=findings, compared=known).new] == [other]


def test_lighter_consequences_are_hidden_with_all_that_is_light(pair: tuple[str, str]) -> None:
    cause, other = pair
    audited = audit(load("trees/lens-lab.yaml"), as_of=date(2026, 11, 23))
    findings = grouped([finding(cause, "x", "error"), finding(other, "x", "warning")])
    shown = at_least(replace(audited, findings=findings), "error")
    assert [one.consequences for one in shown.findings] == [()]
    assert shown.hidden == 1


def test_a_consequence_fails_its_rule_in_junit_and_has_a_result_in_sarif(pair: tuple[str, str]) -> None:
    cause, other = pair
    audited = audit(load("trees/lens-lab.yaml"), as_of=date(2026, 11, 23))
    told = replace(audited, findings=grouped([finding(cause, "x", "error"), finding(other, "x", "warning")]))
    suites = ElementTree.fromstring(junit.report([told]))
    failed = [case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None]
    assert sorted(failed) == sorted([cause, other])
    results = json.loads(sarif.report([told]))["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == [cause, other]
    mark = results[0]["partialFingerprints"]["ivrAuditFinding/v1"]
    assert results[1]["properties"]["followsFrom"] == mark
