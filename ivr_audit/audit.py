"""The audit of one tree: what was measured in every period, the findings, and what to fix first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ivr_audit import model
from ivr_audit.assumptions import assumptions
from ivr_audit.call import Call
from ivr_audit.finding import SEVERITIES, Finding, Identity, Severity, identity, with_consequences
from ivr_audit.gethuman import Item, scorecard
from ivr_audit.hours import Gap, Period
from ivr_audit.mailboxes import Mailbox, mailboxes
from ivr_audit.measures import Measures, View
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Counts, TimeTo, TopicTimes
from ivr_audit.place import Problem
from ivr_audit.repair import Repair, best_repair
from ivr_audit.rules import RULE_IDS, rule
from ivr_audit.rules.run import judge
from ivr_audit.settings import Ignore
from ivr_audit.value import Value, value


@value
class EntryAudit(Value):
    """The calls of one entry in one period. `listener` and `expert` are by topic ("any" where the tree names none)."""

    entry: str
    number: str
    person: TimeTo
    topics: Mapping[str, TopicTimes]
    paths: Counts
    never: tuple[str, ...]
    callers: Mapping[str, Call]
    listener: Mapping[str, Call]
    expert: Mapping[str, Call]


class PeriodAudit(NamedTuple):
    """One period and every entry in it."""

    period: Period
    entries: tuple[EntryAudit, ...]


class Calendar(NamedTuple):
    """Typical seconds to a person in the 336 half hours of a normal week (None: nobody), the longest gap of such a week
    (only its weekdays and times mean anything), and that of the year. By topic the same for the right person."""

    week: tuple[float | None, ...]
    weekly_gap: Gap | None
    gap: Gap | None
    topic_weeks: Mapping[str, tuple[float | None, ...]]
    topic_weekly_gaps: Mapping[str, Gap | None]
    topic_gaps: Mapping[str, Gap | None]


class Compared(NamedTuple):
    """What a baseline says of one audit: which of its findings were known before, and which known ones are gone."""

    known: frozenset[Identity]
    gone: tuple[Identity, ...]


@value
class Audit(Value):
    """Everything the reports are made of. `findings` are in the order of gravity, then of the file.

    `scorecard` are the items of the GetHuman standard, `rules` the ids of those that ran, `hidden` counts findings that
    `at_least` left out, and `compared` is None where there is no baseline.
    """

    tree: PhoneTree
    as_of: date
    periods: tuple[PeriodAudit, ...]
    calendar: Calendar
    mailboxes: tuple[Mailbox, ...]
    scorecard: tuple[Item, ...]
    assumptions: tuple[str, ...]
    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, Ignore], ...]
    idle_ignores: tuple[Problem, ...]
    fix_first: Repair | None
    rules: tuple[str, ...] = RULE_IDS
    hidden: int = 0
    compared: Compared | None = None

    @property
    def usual(self) -> tuple[PeriodAudit, ...]:
        """The periods that reports tell apart: all but minutes between two schedules; all, if there are no others."""
        return tuple(found for found in self.periods if not found.period.is_brief) or self.periods

    @property
    def is_partial(self) -> bool:
        """Whether only some of the rules ran."""
        return self.rules != RULE_IDS

    @property
    def new(self) -> tuple[Finding, ...]:
        """The findings that no baseline knows: all of them where there is none. What follows from a known finding and
        is not known itself stands alone here."""
        known = [finding for finding in self.findings if self.is_known(finding)]
        fresh = [other for finding in known for other in finding.consequences if not self.is_known(other)]
        found = [*(finding for finding in self.findings if not self.is_known(finding)), *fresh]
        return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))

    def is_known(self, finding: Finding) -> bool:
        """Whether the baseline has the finding."""
        return self.compared is not None and identity(self.tree.name, finding) in self.compared.known


def audit(tree: PhoneTree, as_of: date, rule_ids: Iterable[str] = RULE_IDS) -> Audit:
    """Audit a tree for the 366 days from `as_of`, by all rules or only some.

    Raises InputError for settings that no rule knows, KeyError for the id of a rule that there is none of.
    """
    measures = Measures(tree, as_of)
    wanted = tuple(sorted({rule(rule_id).id for rule_id in rule_ids}, key=RULE_IDS.index))
    rules = None if wanted == RULE_IDS else tuple(map(rule, wanted))
    verdict = judge(measures, rules)
    entries: dict[tuple[str, int], EntryAudit] = {}
    found = []
    for period in measures.periods:
        audited = []
        for entry in tree.entries:
            view = measures.view(entry.node, period.state)
            assert view is not None
            key = (entry.number, id(view))
            if key not in entries:
                made = _entry_audit(view, entry)
                entries[key] = next((one for one in entries.values() if one == made), made)
            audited.append(entries[key])
        found.append(PeriodAudit(period, tuple(audited)))
    return Audit(
        tree=tree,
        as_of=as_of,
        periods=tuple(found),
        calendar=_calendar(measures),
        mailboxes=mailboxes(measures),
        scorecard=scorecard(measures),
        assumptions=assumptions(tree, as_of),
        findings=verdict.findings,
        ignored=verdict.ignored,
        idle_ignores=verdict.idle,
        fix_first=best_repair(measures, verdict) if verdict.findings else None,
        rules=wanted,
    )


def at_least(audit: Audit, severity: Severity) -> Audit:
    """The audit with only those findings that are this grave or graver; `hidden` counts the others."""
    grave = SEVERITIES[: SEVERITIES.index(severity) + 1]
    findings = tuple(
        replace(found, consequences=tuple(other for other in found.consequences if other.severity in grave))
        for found in audit.findings
        if found.severity in grave
    )
    first = audit.fix_first
    return replace(
        audit,
        findings=findings,
        ignored=tuple((finding, line) for finding, line in audit.ignored if finding.severity in grave),
        hidden=audit.hidden + len(list(with_consequences(audit.findings))) - len(list(with_consequences(findings))),
        fix_first=first if first and first.finding.severity in grave else None,
    )


def _entry_audit(view: View, entry: model.Entry) -> EntryAudit:
    wants = view.tree.topics or (None,)
    return EntryAudit(
        entry=entry.node,
        number=entry.number,
        person=view.calls.time_to_person,
        topics=view.calls.topics,
        paths=view.calls.counts,
        never=view.calls.never,
        callers={kind: view.caller(kind) for kind in ("silent", "zero", "wrong-keys")},
        listener={topic or "any": view.caller("listener", topic) for topic in wants},
        expert={topic or "any": view.caller("expert", topic) for topic in wants},
    )


def _calendar(measures: Measures) -> Calendar:
    topics = measures.tree.topics
    return Calendar(
        measures.week(),
        measures.weekly_gap(),
        measures.gap(),
        {topic: measures.week(topic) for topic in topics},
        {topic: measures.weekly_gap(topic) for topic in topics},
        {topic: measures.gap(topic) for topic in topics},
    )
