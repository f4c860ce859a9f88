"""What to fix first: the one change, of those a program can try, that settles most, tried on the tree itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ivr_audit.finding import Finding, with_consequences
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules import rule
from ivr_audit.rules.run import Verdict, judge

MOST_TRIED: Final = 6
LARGEST_TREE: Final = 300
"""Nodes; a larger tree gets the advice of its first finding without the trial."""


class Repair(NamedTuple):
    """The advice of finding `number` (from 1), what following it alone settles, and the worst time to a person before
    and after, in seconds (None where that does not change). `tried` is False where no change could be tried."""

    finding: Finding
    number: int
    settles: tuple[tuple[str, int, int], ...]
    worst_before: float | None
    worst_after: float | None
    tried: bool


def best_repair(measures: Measures, verdict: Verdict) -> Repair:
    """Follow the advice of the first few findings, one at a time, and say which settles most errors, then warnings.

    Only the rules that found an error or a warning (if none did, any) are asked again: what matters is which of their
    findings are gone. Where there is an error, a change that settles none does not come first.
    """
    findings = verdict.findings
    best = Repair(findings[0], 1, (), None, None, tried=False)
    if len(measures.tree.nodes) > LARGEST_TREE:
        return best
    grave = [finding for finding in findings if finding.severity != "advice"] or list(findings)
    rules = [rule(rule_id) for rule_id in dict.fromkeys(finding.rule for finding in with_consequences(grave))]
    reward: tuple[int, int, float] = (0, 0, 0.0)
    before = _worst(measures)
    for number, finding, changed in _changes(measures, findings):
        after = Measures(changed, measures.as_of, measures)
        settles = _settled(grave, with_consequences(judge(after, rules).findings))
        worst = _worst(after)
        saved = before - worst if before is not None and worst is not None else 0.0
        gain = (_less(settles, "error"), _less(settles, "warning"), saved)
        if gain > reward and (gain[0] or findings[0].severity != "error"):
            changes = abs(saved) >= 0.5
            reward = gain
            best = Repair(finding, number, settles, before if changes else None, worst if changes else None, tried=True)
    return best


def _changes(measures: Measures, findings: Sequence[Finding]) -> Iterator[tuple[int, Finding, PhoneTree]]:
    """The trees that following the advice of each of the first few findings makes, each tree once."""
    repairs = [(number, finding, rule(finding.rule).repair) for number, finding in enumerate(findings, 1)]
    seen: list[PhoneTree] = []
    for number, finding, repair in [found for found in repairs if found[2] is not None][:MOST_TRIED]:
        changed = repair(measures.tree, finding) if repair else None
        if changed is not None and changed not in seen:
            seen.append(changed)
            yield number, finding, changed


def _settled(before: Sequence[Finding], after: Iterable[Finding]) -> tuple[tuple[str, int, int], ...]:
    """By severity: how many of how many findings are gone."""
    left = {(finding.rule, finding.node, finding.cause) for finding in after}
    had = Counter(finding.severity for finding in before)
    gone = Counter(f.severity for f in before if (f.rule, f.node, f.cause) not in left)
    return tuple((severity, gone[severity], number) for severity, number in had.items())


def _less(settles: tuple[tuple[str, int, int], ...], severity: str) -> int:
    return next((gone for name, gone, _ in settles if name == severity), 0)


def _worst(measures: Measures) -> float | None:
    """The worst time to a person in any period in which one can be reached."""
    found = [view.calls.time_to_person.worst for view in measures.views]
    return max((seconds for seconds in found if seconds is not None), default=None)
