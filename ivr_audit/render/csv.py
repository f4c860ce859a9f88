"""The findings as CSV by RFC 4180, one a row, for a spreadsheet; no name is taken for a formula by one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from ivr_audit.audit import Audit
from ivr_audit.finding import Finding
from ivr_audit.words import unturned

COLUMNS: Final = (
    "tree", "file", "line", "column", "rule", "severity", "node", "periods", "message", "advice",
    "witness at", "witness entry", "witness keys", "witness outcome", "witness node", "known", "follows from",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet reckons: https://owasp.org/www-community/attacks/CSV_Injection."""


def report(audits: Iterable[Audit]) -> str:
    """A row of headings, then the findings of all trees, each with those that follow from it behind it; `known` says
    whether the baseline has them."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for audit in audits:
        for finding in audit.findings:
            rows.writerow(map(shown, _cells(finding, audit)))
            for other in finding.consequences:
                rows.writerow(map(shown, _cells(other, audit, f'{finding.rule} at "{finding.node}"')))
    return text.getvalue()


def shown(cell: str) -> str:
    """The cell of a report: no formula, and nothing in it turns its direction."""
    return defused(unturned(cell))


def defused(cell: str) -> str:
    """The cell, behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _cells(finding: Finding, audit: Audit, cause: str = "") -> list[str]:
    place, witness = finding.place, finding.witness
    called = ["", "", "", "", ""]
    if witness is not None:
        at = witness.at.isoformat(timespec="minutes")
        called = [at, witness.entry, witness.keys, witness.outcome or "", witness.node]
    line, column = (str(number) if number else "" for number in (place.line, place.column))
    return [
        audit.tree.name, place.file, line, column, finding.rule, finding.severity, finding.node,
        "; ".join(finding.periods), finding.message, finding.advice,
        *called, "yes" if audit.is_known(finding) else "no", cause,
    ]  # fmt: skip
