"""Runs the rules over a tree's measures: one finding for one cause, the office's settings applied, gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.measures import Measures
from ivr_audit.place import InputError, Problem
from ivr_audit.rules import all_rules, check_settings, in_force
from ivr_audit.rules.rule import Rule
from ivr_audit.settings import Ignore


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings that count, those the office accepts (with its reasons), and ignores that matched nothing."""

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, Ignore], ...]
    idle: tuple[Problem, ...]


def judge(measures: Measures, rules: Iterable[Rule] | None = None) -> Verdict:
    """Run rules (all, if None) over what was measured. Raises InputError for settings that no rule knows."""
    settings = measures.tree.audit
    wrong = list(check_settings(settings))
    if wrong:
        raise InputError(wrong)
    raised: list[Finding] = []
    for rule in all_rules() if rules is None else rules:
        severity, options = in_force(rule, settings)
        found = merged(rule.check(measures, options), measures)
        raised += found if severity is None else [replace(finding, severity=severity) for finding in found]
    kept, ignored, used = [], [], set()
    for finding in sorted(raised, key=_gravity):
        accepted = next((line for line in settings.ignore if _accepts(line, finding)), None)
        if accepted is None:
            kept.append(finding)
        else:
            ignored.append((finding, accepted))
            used.add(accepted)
    idle = [_idle(line) for line in settings.ignore if line not in used] if rules is None else []
    return Verdict(tuple(kept), tuple(ignored), tuple(idle))


def merged(findings: Iterable[Finding], measures: Measures) -> list[Finding]:
    """One finding for one rule, node and cause: periods united, the words and severity of the first gravest."""
    order = [period.name for period in measures.periods]
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.node, finding.cause), []).append(finding)
    return [_merge(group, order) for group in groups.values()]


def _merge(group: Sequence[Finding], order: Sequence[str]) -> Finding:
    first = min(group, key=lambda finding: SEVERITIES.index(finding.severity))
    names = {name for finding in group for name in finding.periods}
    related = tuple(dict.fromkeys(place for finding in group for place in finding.related))
    return replace(first, periods=tuple(name for name in order if name in names), related=related)


def _gravity(finding: Finding) -> tuple[object, ...]:
    return SEVERITIES.index(finding.severity), finding.place, finding.rule, finding.node, finding.cause


def _accepts(line: Ignore, finding: Finding) -> bool:
    return line.rule == finding.rule and line.node in (None, finding.node)


def _idle(line: Ignore) -> Problem:
    where = f' at "{line.node}"' if line.node else ""
    return Problem(line.place, f"nothing is left to ignore: {line.rule} reports nothing{where}; take this line out")
