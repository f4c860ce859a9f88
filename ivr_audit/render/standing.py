"""How the findings stand to what the office knows already and asked to see: sentences for the reports that are read."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_audit.audit import Audit


def nothing_found(audit: Audit) -> str:
    """What to say where no finding is listed, without claiming what was not looked at."""
    if audit.findings:
        return "Nothing new was found to fix."
    if audit.hidden:
        return "Nothing this grave was found."
    return "These rules found nothing to fix." if audit.is_partial else "Nothing was found to fix."


def standing(audit: Audit) -> Iterator[str]:
    """A sentence each for findings that are known, for known ones that are gone, and for those too light to show."""
    known = len(audit.findings) - len(audit.new)
    if known:
        yield f"{_findings(known)} of the baseline {_are(known)} known and not listed again."
    gone = len(audit.compared.gone) if audit.compared else 0
    if gone:
        yield f"{_findings(gone)} of the baseline {_are(gone)} gone."
    if audit.hidden:
        yield f"{_findings(audit.hidden)} less grave {_are(audit.hidden)} not shown."


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
