"""The findings as a JUnit report, which every CI system shows: a suite for each tree, a case for each rule.

There is no standard; this is the part that GitLab, Jenkins and Azure read alike, with one failure a case at most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.etree import ElementTree

from ivr_audit.audit import Audit
from ivr_audit.finding import Finding, with_consequences
from ivr_audit.render.answer import say_periods
from ivr_audit.render.witness import say_witness
from ivr_audit.words import unturned

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets."""


def report(audits: Iterable[Audit]) -> str:
    """One XML text. A rule fails by new errors and warnings; advice and what is known or ignored is told with it."""
    audits = list(audits)
    root = ElementTree.Element("testsuites", {"name": "ivr-audit"})
    for audit, name in zip(audits, _names(audits), strict=True):
        _suite(root, audit, name)
    _count(root, list(root))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _names(audits: Sequence[Audit]) -> Iterator[str]:
    """The names of the trees, with the file where two have the same: a CI system keeps one of two equal cases."""
    counted = Counter(audit.tree.name for audit in audits)
    for audit in audits:
        yield audit.tree.name if counted[audit.tree.name] == 1 else f"{audit.tree.name} ({audit.tree.source})"


def _suite(root: ElementTree.Element, audit: Audit, name: str) -> None:
    suite = ElementTree.SubElement(root, "testsuite", {"name": _legal(name)})
    for rule_id in audit.rules:
        place = {"classname": _legal(name), "name": rule_id, "file": _legal(audit.tree.source)}
        _fill(ElementTree.SubElement(suite, "testcase", place), audit, rule_id)
    _count(suite, [suite])


def _fill(case: ElementTree.Element, audit: Audit, rule_id: str) -> None:
    found = [finding for finding in with_consequences(audit.new) if finding.rule == rule_id]
    failing = [finding for finding in found if finding.severity != "advice"]
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        about = {"type": failing[0].severity, "message": _legal(failing[0].message + more)}
        failure = ElementTree.SubElement(case, "failure", about)
        failure.text = _legal("\n\n".join(_told(finding, audit) for finding in failing))
    told = [_told(finding, audit) for finding in found if finding.severity == "advice"]
    every = [finding for finding in with_consequences(audit.findings) if finding.rule == rule_id]
    told += [f"known: {_told(finding, audit)}" for finding in every if audit.is_known(finding)]
    told += [f"ignored, {line.reason}: {_told(f, audit)}" for f, line in audit.ignored if f.rule == rule_id]
    if told:
        ElementTree.SubElement(case, "system-out").text = _legal("\n\n".join(told))


def _told(finding: Finding, audit: Audit) -> str:
    when = say_periods(audit, finding.periods) if finding.periods else ""
    lines = [f"{finding.place}: {finding.severity}: {finding.message}" + (f" ({when})" if when else "")]
    if finding.witness is not None:
        lines.append(f"hear it: {say_witness(finding.witness, audit)}")
    lines += [f"leads to: {other.message}" for other in finding.consequences]
    return "\n".join([*lines, f"do: {finding.advice}"])


def _count(element: ElementTree.Element, suites: Iterable[ElementTree.Element]) -> None:
    """Write down how many cases there are and how many failed."""
    suites = list(suites)
    element.set("tests", str(sum(len(suite.findall("testcase")) for suite in suites)))
    element.set("failures", str(sum(len(suite.findall("testcase/failure")) for suite in suites)))
    element.set("errors", "0")
    element.set("skipped", "0")


def _legal(text: str) -> str:
    return unturned(_ILLEGAL.sub("", text))
