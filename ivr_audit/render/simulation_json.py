"""The simulation as JSON: its own layout, documented in docs/json.md, that does not change when the code does.

Times are seconds, parts are of 1; a figure is its mean over the replications and the ends of its 95% interval, which
are null where one replication cannot tell; null, too, is what did not occur.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from ivr_audit.finding import Finding
from ivr_audit.render.simulation_answer import answer, sureness
from ivr_audit.render.simulation_compared import headline, say_staffing
from ivr_audit.render.simulation_figures import (
    By,
    Group,
    Line,
    Mailbox,
    by_caller,
    endings,
    everybody,
    groups,
    lines,
    mailboxes,
    staff,
)
from ivr_audit.render.simulation_words import say_hour
from ivr_audit.simulate.comparing import Comparison, is_sure
from ivr_audit.simulate.intervals import Interval
from ivr_audit.simulate.replay import Replay
from ivr_audit.simulate.staffing import Staffing
from ivr_audit.simulate.study import Study
from ivr_audit.words import json_text

Json = dict[str, object]


def report(
    study: Study,
    findings: Sequence[Finding] = (),
    compared: Comparison | None = None,
    staffed: Sequence[Staffing] = (),
) -> str:
    """One JSON text."""
    scenario = study.scenario
    return _text(
        {
            "version": 1,
            "source": scenario.tree.source,
            "name": scenario.tree.name,
            "from": scenario.first.isoformat(),
            "days": scenario.days,
            "seed": study.seed,
            "replications": len(study.runs),
            "interrupted": study.interrupted,
            "left_out_seconds": study.warm_up,
            "answer_within": study.threshold,
            "answer": answer(study),
            "figures": {name: _figure(found) for name, found in study.figures.items()},
            "everybody": _group(everybody(study)) if len(study.calls) else None,
            "callers": _group(everybody(by_caller(study))) if len(study.calls) else None,
            "by_topic": _by(study, "topic"),
            "by_caller": _by(study, "caller"),
            "by_entry": _by(study, "entry"),
            "by_period": _by(study, "period"),
            "by_hour": _by_hour(study),
            "ends": [
                {"end": one.end, "node": one.node, "part": _figure(one.part), "median": _number(one.median)}
                for one in endings(study)
            ],
            "lines": [_line(one) for one in lines(study)],
            "staff": [
                {
                    "group": one.name,
                    "occupancy": _figure(one.occupancy),
                    "busiest_hour": None if one.busiest is None else say_hour(one.busiest),
                    "busiest_occupancy": _number(one.busiest_part),
                }
                for one in staff(study)
            ],
            "mailboxes": [_mailbox(one) for one in mailboxes(study)],
            "steps": [
                {"node": node, "step": step, "calls": number / len(study.runs)}
                for (node, step), number in sorted(study.passed.items())
            ],
            "findings": [_finding(one) for one in findings],
            "variants": [] if compared is None else _variants(compared),
            "not_simulated": [] if compared is None else list(compared.missing),
            "staffing": [_staffing(one) for one in staffed],
            "assumed": list(scenario.assumed),
            "sureness": sureness(study),
        }
    )


def replayed(found: Replay, replication: int, seed: int) -> str:
    """One call as JSON."""
    record = {name: _number(value) if isinstance(value, float) else value for name, value in found.record.items()}
    steps = [
        {"at": _number(step.at - found.record["at"]), "node": step.node, "what": step.what, "heard": step.heard}
        for step in found.steps
    ]
    return _text({"version": 1, "seed": seed, "replication": replication, "call": record, "steps": steps})


def _text(found: Json) -> str:
    return json_text(found, indent=2) + "\n"


def _number(number: float) -> float | None:
    return round(number, 6) if isfinite(number) else None


def _figure(found: Interval) -> Json:
    return {"mean": _number(found.mean), "low": _number(found.low), "high": _number(found.high)}


def _by(study: Study, by: By) -> list[Json]:
    return [{"name": one.name or None, **_group(one)} for one in groups(study, by)]


def _by_hour(study: Study) -> list[Json]:
    return [{"hour": say_hour(int(one.name)), **_group(one)} for one in groups(study, "hour of the week")]


def _group(one: Group) -> Json:
    return {
        "calls_a_week": _figure(one.a_week),
        "reached_a_person": _figure(one.reached),
        "reached_the_right_person": _figure(one.right),
        "left_a_message": _figure(one.message),
        "gave_up": _figure(one.gave_up),
        "cut_off_or_stuck": _figure(one.lost),
        "wrong_doors": _figure(one.wrong_doors),
        "time_to_a_person": {
            "mean": _figure(one.mean),
            "median": _figure(one.median),
            "ninetieth": _figure(one.ninetieth),
            "ninety_fifth": _figure(one.ninety_fifth),
            "worst": _number(one.worst),
        },
        "time_to_the_right_person": _figure(one.right_mean),
    }


def _line(one: Line) -> Json:
    return {
        "node": one.name,
        "calls_a_week": _figure(one.a_week),
        "answered_in_time": _figure(one.within),
        "answered": _figure(one.answered),
        "gave_up": _figure(one.gave_up),
        "sent_on": _figure(one.sent_on),
        "wait": {"mean": _figure(one.wait), "ninetieth": _figure(one.ninetieth), "worst": _number(one.worst)},
        "nobody_there_a_week": _figure(one.nobody_there),
    }


def _mailbox(one: Mailbox) -> Json:
    return {
        "node": one.name,
        "messages_a_week": _figure(one.a_week),
        "returned_in_time": _figure(one.in_time),
        "returned_late": _figure(one.late),
        "never_returned": _figure(one.never),
        "waiting_at_the_end": _figure(one.waiting),
        "returned_after": _figure(one.took),
        "most_at_once": _number(one.most),
        "at_the_end": _number(one.at_end),
        "left_over": _number(one.left_over),
    }


def _variants(compared: Comparison) -> list[Json]:
    return [
        {
            "name": one.variant.name,
            "changes": list(one.variant.changes),
            "answer": headline(one, compared.base),
            "figures": {name: _figure(found) for name, found in one.study.figures.items()},
            "differences": {
                name: {**_figure(found), "sure": bool(is_sure(found))} for name, found in one.differences.items()
            },
        }
        for one in compared.compared
    ]


def _staffing(one: Staffing) -> Json:
    return {
        "line": one.line,
        "group": one.group,
        "wanted_part": one.part,
        "within": one.threshold,
        "people": one.people,
        "sure": one.is_sure,
        "answer": say_staffing(one),
        "tried": [{"people": tried.people, "answered_in_time": _figure(tried.within)} for tried in one.tried],
    }


def _finding(one: Finding) -> Json:
    return {
        "rule": one.rule,
        "severity": one.severity,
        "node": one.node,
        "file": one.place.file,
        "line": one.place.line,
        "column": one.place.column,
        "message": one.message,
        "advice": one.advice,
    }
