"""Runs the rules over a tree's measures: one finding for one cause, the office's settings applied, gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ivr_audit.collector import collector_paused
from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.measures import Measures
from ivr_audit.place import InputError, Problem
from ivr_audit.rules import all_rules, check_settings, in_force, rule
from ivr_audit.rules.plain_words import in_plain_words
from ivr_audit.rules.rule import Rule
from ivr_audit.settings import AuditSettings, Ignore


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
    with collector_paused():
        raised = sorted(_raised(measures, rules), key=_gravity)
    kept, ignored, used = [], [], set()
    for finding in raised:
        accepted = accepting(settings, finding)
        if accepted is None:
            kept.append(finding)
        else:
            ignored.append((finding, accepted))
            used.add(accepted)
    idle = [_idle(line) for line in settings.ignore if line not in used] if rules is None else []
    return Verdict(grouped(kept), tuple(ignored), tuple(idle))


def _raised(measures: Measures, rules: Iterable[Rule] | None) -> Iterator[Finding]:
    """What the rules find, with the severities that the office has set."""
    for one in all_rules() if rules is None else rules:
        severity, options = in_force(one, measures.tree.audit)
        if one.optional and severity is None and rules is None:
            continue
        found = merged(one.check(measures, options), measures)
        found = [replace(one, advice=in_plain_words(one.advice, measures.tree)) for one in found]
        yield from found if severity is None else [replace(finding, severity=severity) for finding in found]


def grouped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that have a cause of their own, each with those that follow from it.

    One follows from another if the other's rule explains its rule, the other is about all nodes that it is about, is
    no less grave, and holds whenever it does. It goes to the first that explains it; one that follows from nothing
    listed stays.
    """
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    causes = {found: rule(found).explains for found in by_rule}
    explained_by: dict[str, list[str]] = {}
    for cause, explained in causes.items():
        for other in explained:
            explained_by.setdefault(other, []).append(cause)
    roots: dict[int, Finding] = {}
    for finding in findings:
        candidates = (cause for name in explained_by.get(finding.rule, ()) for cause in by_rule[name])
        root = next((cause for cause in candidates if _explains(cause, finding)), None)
        if root is not None:
            roots[id(finding)] = root
    following: dict[int, list[Finding]] = {}
    for finding in findings:
        if id(finding) in roots:
            following.setdefault(id(_first_cause(finding, roots)), []).append(finding)
    return tuple(
        replace(finding, consequences=tuple(following.get(id(finding), ())))
        for finding in findings
        if id(finding) not in roots
    )


def _first_cause(finding: Finding, roots: Mapping[int, Finding]) -> Finding:
    """The cause behind the causes. `explains` of the rules has no circle."""
    while id(finding) in roots:
        finding = roots[id(finding)]
    return finding


def _explains(cause: Finding, finding: Finding) -> bool:
    if cause is finding or not {finding.node, *finding.nodes} <= {cause.node, *cause.nodes}:
        return False
    grave = SEVERITIES.index(cause.severity) <= SEVERITIES.index(finding.severity)
    return grave and (not cause.periods or bool(finding.periods) and set(finding.periods) <= set(cause.periods))


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
    nodes = tuple(dict.fromkeys(name for finding in group for name in finding.nodes))
    return replace(first, periods=tuple(name for name in order if name in names), related=related, nodes=nodes)


def _gravity(finding: Finding) -> tuple[object, ...]:
    return SEVERITIES.index(finding.severity), finding.place, finding.rule, finding.node, finding.cause


def accepting(settings: AuditSettings, finding: Finding) -> Ignore | None:
    """The line by which the office accepts a finding; None if it does not."""
    return next((one for one in settings.ignore if one.rule == finding.rule and one.node in (None, finding.node)), None)


def _idle(line: Ignore) -> Problem:
    where = f' at "{line.node}"' if line.node else ""
    return Problem(line.place, f"nothing is left to ignore: {line.rule} reports nothing{where}; take this line out")
