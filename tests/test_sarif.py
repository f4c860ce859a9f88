"""The report in SARIF 2.1.0: that it keeps to the standard, and says what the findings say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from format_trees import DAY, FAMILY, HOSTILE, hostile, story
from sarif_runs import run_of

from ivr_audit.audit import audit
from ivr_audit.finding import Related
from ivr_audit.load import native
from ivr_audit.place import Place
from ivr_audit.render import sarif as as_sarif
from ivr_audit.rules import RULE_IDS


@pytest.mark.parametrize("name", [*HOSTILE, "two words.yaml", "a:b", "c\\d"])
def test_sarif_keeps_to_its_schema(name: str) -> None:
    audited = hostile(name, f"phone trees/{name}.yaml")
    run = run_of([audited])
    assert len(run["results"]) == len(audited.findings)
    for result, finding in zip(run["results"], audited.findings, strict=True):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri) == finding.place.file.replace("\\", "/")
        assert result["locations"][0]["logicalLocations"][0]["name"] == finding.node
        assert result["properties"]["advice"] == finding.advice


def test_sarif_says_what_the_finding_says() -> None:
    run = run_of([FAMILY])
    found = next(result for result in run["results"] if result["ruleId"] == "no-zero-operator")
    assert found["level"] == "error"
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 38, "startColumn": 10}
    assert found["message"]["text"].startswith('pressing 0 in "main" only repeats the menu')
    assert "Do: point 0 at" in found["message"]["text"]
    assert found["properties"]["periods"] == ["office open"]
    witness = {"at": "2026-11-23T08:30", "entry": "welcome", "keys": "0,0,0", "outcome": "stuck", "node": "main"}
    assert found["properties"]["witness"] == witness
    assert found["suppressions"] == []
    assert "baselineState" not in found


def test_sarif_explains_every_rule_that_ran() -> None:
    rules = run_of([FAMILY])["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(RULE_IDS)
    for rule in rules:
        assert rule["help"]["text"].startswith(f"# {rule['id']}\n")
        assert len(rule["fullDescription"]["text"]) <= 1024 >= len(rule["shortDescription"]["text"])
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        assert "helpUri" not in rule  # it must be an absolute address, and the pages have none
    assert [rule["id"] for rule in run_of([audit(FAMILY.tree, DAY, ["no-owner"])])["tool"]["driver"]["rules"]] == [
        "no-owner"
    ]


def test_sarif_has_related_places_and_escapes_what_messages_mean() -> None:
    related = Related(Place("a b.yaml", 4, 2), 'the other "{0}" [x](1)')
    finding = replace(FAMILY.findings[0], related=(related,), place=Place("big.conf", route="menu 3"))
    (result,) = run_of([replace(FAMILY, findings=(finding,))])["results"]
    assert result["relatedLocations"] == [{
        "id": 1,
        "physicalLocation": {
            "artifactLocation": {"uri": "a%20b.yaml"}, "region": {"startLine": 4, "startColumn": 2},
        },
        "message": {"text": 'the other "{{0}}" [x] (1)'},
    }]  # fmt: skip
    assert "region" not in result["locations"][0]["physicalLocation"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [("/a b/t.yaml", "file:///a%20b/t.yaml"), ("C:/x/t.yaml", "file:///C:/x/t.yaml"), ("a:b.yaml", "a%3Ab.yaml"),
     ("../é.yaml", "../%C3%A9.yaml")],
)  # fmt: skip
def test_sarif_addresses(path: str, uri: str) -> None:
    assert as_sarif.uri(path) == uri


def test_sarif_fingerprints_tell_findings_apart() -> None:
    marks = [result["partialFingerprints"] for result in run_of([FAMILY, story("claims-line")])["results"]]
    assert len({mark["ivrAuditFinding/v1"] for mark in marks}) == len(marks)
    assert all(mark["primaryLocationLineHash"] == mark["ivrAuditFinding/v1"] for mark in marks)


def test_sarif_suppresses_what_the_office_accepts() -> None:
    text = Path("trees/family-physicians.yaml").read_text()
    text += "\naudit:\n  ignore:\n    - {rule: no-zero-operator, reason: the lease ends in May}\n"
    tree, problems = native.read(text, "t.yaml")
    assert tree is not None, problems
    results = run_of([audit(tree, DAY)])["results"]
    accepted = [result for result in results if result["suppressions"]]
    assert {result["ruleId"] for result in accepted} == {"no-zero-operator"}
    (suppression,) = accepted[0]["suppressions"]
    assert suppression["kind"] == "inSource"
    assert suppression["justification"] == "the lease ends in May"
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == text.count("\n")
