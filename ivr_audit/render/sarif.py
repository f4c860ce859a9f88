"""The findings as SARIF 2.1.0, for code scanning and editors: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from ivr_audit import __version__
from ivr_audit.audit import Audit
from ivr_audit.finding import Finding, Severity, Witness, identity, with_consequences
from ivr_audit.place import Place
from ivr_audit.render.witness import say_witness
from ivr_audit.rulebook import RuleEntry, rulebook
from ivr_audit.settings import Ignore
from ivr_audit.words import unturned

Json = Mapping[str, object]
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "advice": "note"}
_SHOWN_AS: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "advice": "recommendation"}
_LONGEST: Final = 1000
"""Letters of a description; GitHub takes 1,024."""


def report(audits: Iterable[Audit]) -> str:
    """One run with the results of all trees. Ignored findings are results that the office suppressed, with its reason;
    with a baseline every result says whether it is new."""
    audits = list(audits)
    ids = sorted({rule_id for audit in audits for rule_id in audit.rules})
    results = [result for audit in audits for result in _results(audit, ids)]
    run = {
        "tool": {"driver": {"name": "ivr-audit", "version": __version__, "rules": [_rule(e) for e in rulebook(ids)]}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return unturned(json.dumps(log, indent=2, ensure_ascii=False)) + "\n"  # it is read by people, not only by programs


def _rule(entry: RuleEntry) -> Json:
    return {
        "id": entry.id,
        "name": "".join(word.capitalize() for word in entry.id.split("-")),
        "shortDescription": {"text": _shortened(entry.summary)},
        "fullDescription": {"text": _shortened(entry.paragraph)},
        "help": {"text": entry.page, "markdown": entry.page},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
        "properties": {
            "problem.severity": _SHOWN_AS[entry.severity],
            "needs": list(entry.needs),
            "sources": list(entry.sources),
        },
    }


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3].rpartition(" ")[0] + "..."


def _results(audit: Audit, ids: Sequence[str]) -> list[Json]:
    pairs: list[tuple[Finding, Ignore | None]] = [(finding, None) for finding in with_consequences(audit.findings)]
    causes = {id(other): finding for finding in audit.findings for other in finding.consequences}
    return [
        _result(finding, ignored, audit, ids, causes.get(id(finding))) for finding, ignored in [*pairs, *audit.ignored]
    ]


def _result(finding: Finding, ignored: Ignore | None, audit: Audit, ids: Sequence[str], cause: Finding | None) -> Json:
    mark = identity(audit.tree.name, finding).fingerprint
    found: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": literal(_told(finding, audit))},
        "locations": [
            {
                **location(finding.place),
                "logicalLocations": [{"name": finding.node, "fullyQualifiedName": finding.node}],
            }
        ],
        "relatedLocations": [
            {"id": number, **location(related.place), "message": {"text": literal(related.note)}}
            for number, related in enumerate(finding.related, 1)
        ],
        # the second name is the only one that GitHub looks at; it then does not make one of the text of the line
        "partialFingerprints": {"ivrAuditFinding/v1": mark, "primaryLocationLineHash": mark},
        "suppressions": [] if ignored is None else [_suppression(ignored, finding)],
    }
    if audit.compared is not None:
        found["baselineState"] = "unchanged" if audit.is_known(finding) else "new"
    witness = None if finding.witness is None else _witness(finding.witness)
    properties: dict[str, object] = {
        "tree": audit.tree.name,
        "periods": list(finding.periods),
        "advice": finding.advice,
    }
    if cause is not None:
        properties["followsFrom"] = identity(audit.tree.name, cause).fingerprint
    return {**found, "properties": {**properties, "witness": witness}}


def _told(finding: Finding, audit: Audit) -> str:
    lines = [f"{finding.message}.", f"Do: {finding.advice}."]
    if finding.witness is not None:
        lines.append(f"Hear it: {say_witness(finding.witness, audit)}.")
    lines += [f"Leads to: {other.message} ({other.rule})." for other in finding.consequences]
    return "\n".join(lines)


def literal(text: str) -> str:
    """A message that shows this text: braces would be placeholders (section 3.11.5), `[a](b)` a link (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def location(place: Place) -> Json:
    """A place in a file, with a region where lines mean something."""
    physical: dict[str, object] = {"artifactLocation": {"uri": uri(place.file)}}
    if place.line:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return {"physicalLocation": physical}


def uri(path: str) -> str:
    """A path as a URI reference: relative as it stands, else `file:`; bytes that are not plain letters in percent."""
    name = quote(os.fsencode(path.replace("\\", "/")))
    if re.match("[A-Za-z]%3A/", name):
        return f"file:///{name[0]}:{name[4:]}"
    return f"file://{name}" if name.startswith("/") else name


def _suppression(ignored: Ignore, finding: Finding) -> Json:
    kind = "inSource" if ignored.place.file == finding.place.file else "external"
    accepted = {"kind": kind, "status": "accepted", "justification": ignored.reason}
    return {**accepted, "location": location(ignored.place)}


def _witness(witness: Witness) -> Json:
    return {**witness._asdict(), "at": witness.at.isoformat(timespec="minutes")}
