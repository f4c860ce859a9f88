"""What reports say of the rules that ran: one line, one paragraph and the whole page of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ivr_audit.finding import Severity
from ivr_audit.rules import rule
from ivr_audit.rules.page import page


class RuleEntry(NamedTuple):
    """A rule as a report describes it. `paragraph` is one line of text, `page` text that is also Markdown."""

    id: str
    severity: Severity
    summary: str
    paragraph: str
    page: str
    needs: tuple[str, ...]
    sources: tuple[str, ...]


def rulebook(rule_ids: Iterable[str]) -> list[RuleEntry]:
    """The entries of those rules, in the order given. Raises KeyError for an unknown one."""
    entries = []
    for found in map(rule, rule_ids):
        _, _, rest = found.doc.strip().partition("\n")
        paragraph = " ".join(rest.strip().partition("\n\n")[0].split()) or found.summary
        whole = page(found)
        entries.append(RuleEntry(found.id, found.severity, found.summary, paragraph, whole, found.needs, found.sources))
    return entries
