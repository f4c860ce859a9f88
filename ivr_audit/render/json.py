"""The report as JSON, version 1 (docs/json.md): seconds as numbers, `null` for never; built by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ivr_audit.audit import Audit, EntryAudit, PeriodAudit
from ivr_audit.call import Call
from ivr_audit.finding import Finding, Identity, identity
from ivr_audit.gethuman import Item
from ivr_audit.hours import Gap
from ivr_audit.mailboxes import Mailbox
from ivr_audit.paths import Counts, Leg, TimeTo, TopicTimes
from ivr_audit.place import Place
from ivr_audit.render.answer import answer, fix_first
from ivr_audit.words import json_text, say_weekday

Json = Mapping[str, object]
_NUMBERS = re.compile(r"\[\s+(?:null|[\d.]+)(?:,\s+(?:null|[\d.]+))*\s+\]")
"""A list of numbers, which stands on one line."""


def report(audits: Iterable[Audit]) -> str:
    """The audits of some trees as one JSON text."""
    trees = [_tree(audit) for audit in audits]
    text = json_text({"version": 1, "trees": trees}, indent=2) + "\n"
    return _NUMBERS.sub(lambda found: " ".join(found.group().split()), text)


def _tree(audit: Audit) -> Json:
    return {
        "source": audit.tree.source,
        "name": audit.tree.name,
        "system": audit.tree.system,
        "as_of": audit.as_of.isoformat(),
        "only_rules": list(audit.rules) if audit.is_partial else None,
        "answer": answer(audit),
        "fix_first": fix_first(audit),
        "periods": [_period(period) for period in audit.periods],
        "calendar": _calendar(audit),
        "mailboxes": [_mailbox(box) for box in audit.mailboxes],
        "gethuman": {"items": [_item(item) for item in audit.scorecard]},
        "assumptions": list(audit.assumptions),
        "findings": [_finding(finding, audit) for finding in audit.findings],
        "hidden": audit.hidden,
        "gone": None if audit.compared is None else [_gone(known) for known in audit.compared.gone],
        "ignored": [{**_finding(finding, audit), "reason": line.reason} for finding, line in audit.ignored],
    }


def _period(found: PeriodAudit) -> Json:
    period = found.period
    return {
        "name": period.name,
        "open": list(period.open),
        "holiday": period.holiday,
        "example": period.example.isoformat(timespec="minutes"),
        "hours_per_week": round(period.hours_per_week, 4),
        "hours_per_year": round(period.hours_per_year, 4),
        "entries": [_entry(entry) for entry in found.entries],
    }


def _entry(entry: EntryAudit) -> Json:
    return {
        "entry": entry.entry,
        "number": entry.number or None,
        "person": _times(entry.person),
        "topics": {topic: _topic(times) for topic, times in entry.topics.items()},
        "paths": _counts(entry.paths),
        "never": list(entry.never),
        "callers": {
            **{kind: _call(call) for kind, call in entry.callers.items()},
            "listener": {topic: _call(call) for topic, call in entry.listener.items()},
            "expert": {topic: _call(call) for topic, call in entry.expert.items()},
        },
    }


def _counts(counts: Counts) -> Json:
    found: dict[str, object] = {"total": counts.total, "exact": counts.exact}
    return {**found, **{str(outcome): number for outcome, number in counts.by_outcome.items()}}


def _topic(times: TopicTimes) -> Json:
    return {
        "right_person": _times(times.right_person),
        "any_person": _times(times.any_person),
        "wrong_door": times.wrong_door,
        "around": _path(times.around),
    }


def _times(times: TimeTo) -> Json:
    return {
        "reachable": times.reachable,
        "best": seconds(times.best),
        "typical": seconds(times.typical),
        "worst": seconds(times.worst),
        "exact": times.exact,
        "bounded": times.bounded,
        "endless": [{"kind": reason.kind, "nodes": list(reason.nodes)} for reason in times.endless],
        "best_path": _path(times.best_path),
        "typical_path": _path(times.typical_path),
        "worst_path": _path(times.worst_path),
    }


def seconds(value: float | None) -> float | None:
    """Seconds as JSON has them: to the hundredth; None (null) for never."""
    return None if value is None else round(value, 2)


def _path(legs: Sequence[Leg]) -> list[Json]:
    return [{"node": leg.node, "step": leg.step} for leg in legs]


def _call(call: Call) -> Json:
    return {
        "outcome": call.outcome,
        "node": call.node,
        "seconds": seconds(call.seconds),
        "keys": call.keys,
        "right_person": call.right_person,
    }


def _calendar(audit: Audit) -> Json:
    calendar = audit.calendar
    return {
        "longest_without_person": _gap(calendar.gap),
        "longest_in_normal_week": _weekly_gap(calendar.weekly_gap),
        "week": [seconds(value) for value in calendar.week],
        "topics": {
            topic: {
                "longest_without_right_person": _gap(calendar.topic_gaps[topic]),
                "week": [seconds(value) for value in week],
            }
            for topic, week in calendar.topic_weeks.items()
        },
    }


def _gap(gap: Gap | None) -> Json | None:
    if gap is None:
        return None
    start, end = (moment.isoformat(timespec="minutes") for moment in (gap.start, gap.end))
    return {"from": start, "to": end, "hours": round(gap.hours, 4)}


def _weekly_gap(gap: Gap | None) -> Json | None:
    if gap is None:
        return None
    return {"from": say_weekday(gap.start), "to": say_weekday(gap.end), "hours": round(gap.hours, 4)}


def _mailbox(box: Mailbox) -> Json:
    node = box.node
    return {
        "node": node.name,
        "box": node.box,
        "owner": node.owner,
        "backup": node.backup,
        "checked": node.checked,
        "reply_within": seconds(node.reply_within),
        "returned": box.returned,
        "fed_by": [{"node": source, "step": step} for source, step in box.fed_by],
        "periods": list(box.periods),
        "only_end_of_topics": list(box.topics_ending_here),
    }


def _item(item: Item) -> Json:
    return {
        "number": item.number,
        "title": item.title,
        "verdict": item.verdict,
        "evidence": item.evidence,
        "nodes": list(item.nodes),
    }


def _finding(finding: Finding, audit: Audit) -> Json:
    witness = finding.witness
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "node": finding.node,
        **_place(finding.place),
        "message": finding.message,
        "advice": finding.advice,
        "periods": list(finding.periods),
        "related": [{**_place(related.place), "note": related.note} for related in finding.related],
        "witness": None
        if witness is None
        else {
            "at": witness.at.isoformat(timespec="minutes"),
            "entry": witness.entry,
            "keys": witness.keys,
            "outcome": witness.outcome,
            "node": witness.node,
        },
        "fingerprint": identity(audit.tree.name, finding).fingerprint,
        "known": audit.is_known(finding),
        "consequences": [_finding(other, audit) for other in finding.consequences],
    }


def _gone(known: Identity) -> Json:
    return {"rule": known.rule, "node": known.node, "fingerprint": known.fingerprint}


def _place(place: Place) -> Json:
    where: dict[str, object] = {"file": place.file, "line": place.line, "column": place.column}
    if place.route:
        where["route"] = place.route
    return where
