"""What a simulation finds wrong: rules that need to know how many people call and how many answer.

Each is a rule of the audit, with its settings, that judges a study instead of a file. Findings have no witness: what
they tell of shows in many calls and in none by itself. A share or a mean counts as over its target where its whole 95%
interval is, so that a run too short to say raises nothing; of a single replication the figure itself counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from math import ceil, isnan
from typing import TYPE_CHECKING, Any, Final

from ivr_audit import model
from ivr_audit.demand import pools
from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.rules import in_force, rule
from ivr_audit.rules.clinical_line_slow import is_clinical
from ivr_audit.rules.rule import Options
from ivr_audit.rules.run import accepting
from ivr_audit.rules.under_load import beside
from ivr_audit.rules.week_hours import other_hours, say_hour, say_hours
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.intervals import Interval, interval
from ivr_audit.simulate.offered import offered_hours, present_hours
from ivr_audit.simulate.records import ENDS, LEFT, Run
from ivr_audit.simulate.statistics import answering, backlog, hour_of_week
from ivr_audit.simulate.study import Study
from ivr_audit.timetable import DAY
from ivr_audit.words import of_hundred, say_day, say_duration, some

if TYPE_CHECKING:
    from ivr_audit.simulate.records import Table

_FEW: Final = 20
"""Visits below which a line or an hour is not judged."""


def load_findings(study: Study) -> list[Finding]:
    """The findings of a study whose records were kept, gravest first, then in the order of the file. What the office
    accepts is left out."""
    settings = study.scenario.tree.audit
    found: list[Finding] = []
    for rule_id, check in _CHECKS:
        one = rule(rule_id)
        severity, options = in_force(one, settings)
        if not one.optional or severity is not None:
            raised = [finding for finding in check(study, options) if accepting(settings, finding) is None]
            found += raised if severity is None else [replace(finding, severity=severity) for finding in raised]
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.place, one.rule))


def _lines(study: Study) -> Iterator[tuple[model.Answered, list[Table]]]:
    """The lines that calls came to often enough while somebody was there, with these visits of each replication that
    has any."""
    for number, node in enumerate(study.scenario.tree.nodes.values()):
        if isinstance(node, model.Answered):
            there = (run.visits[run.visits["left"] != LEFT.index("no agents")] for run in study.runs)
            visits = [table[table["line"] == number] for table in there]
            if sum(map(len, visits)) >= _FEW:
                yield node, [table for table in visits if len(table)]


def _over(found: Interval, target: float) -> bool:
    return (found.mean if isnan(found.low) else found.low) > target


def _under(found: Interval, target: float) -> bool:
    return (found.mean if isnan(found.high) else found.high) < target


def _hold_over_target(study: Study, options: Options) -> Iterator[Finding]:
    target = options["typical"]
    for node, visits in _lines(study):
        waits = interval([answering(table, study.threshold).wait.mean for table in visits])
        if _over(waits, target):
            within = interval([answering(table, study.threshold).within for table in visits])
            worst = _worst_hour(study, visits, lambda table: answering(table, 0.0).wait.mean)
            yield Finding(
                rule="hold-over-target",
                severity="warning",
                place=node.place,
                node=node.name,
                message=f'callers wait {say_duration(waits.mean)} on average in "{node.name}" when simulated '
                f"(target {say_duration(target)}), and {_share(within)} are answered within "
                f"{say_duration(study.threshold)}; it is worst on {worst}",
                advice=f"have one more person answer at that hour; try it with simulate --set "
                f"'{_group_at(study.scenario, node.name)}.people+1'",
                cause="simulated",
            )


def _abandonment_over_target(study: Study, options: Options) -> Iterator[Finding]:
    target = options["percent"] / 100
    for node, visits in _lines(study):
        part = interval([answering(table, study.threshold).gave_up for table in visits])
        if _over(part, target):
            worst = _worst_hour(study, visits, lambda table: answering(table, 0.0).gave_up)
            yield Finding(
                rule="abandonment-over-target",
                severity="error" if _over(part, options["grave"] / 100) else "warning",
                place=node.place,
                node=node.name,
                message=f'{_share(part, options["percent"])} of the calls that come to "{node.name}" are given up '
                f"while they wait, when simulated (target {options['percent']:g}%); most on {worst}",
                advice="have more people answer at the busy hours, or offer to call back those who would wait",
                cause="simulated",
            )


def _clinical_line_slow(study: Study, options: Options) -> Iterator[Finding]:
    target, seconds = options["percent"] / 100, options["seconds"]
    for node, visits in _lines(study):
        if not is_clinical(node):
            continue
        part = interval([answering(table, seconds).within for table in visits])
        if _under(part, target):
            yield Finding(
                rule="clinical-line-slow",
                severity="warning",
                place=node.place,
                node=node.name,
                message=f'{_only(part, options["percent"])} of the calls that come to "{node.name}" are '
                f"answered within {say_duration(seconds)} when simulated (target {options['percent']:g}%)",
                advice="have more nurses answer, or take a number and have one call back at once",
                cause="simulated",
            )


def _overloaded_hour(study: Study, options: Options) -> Iterator[Finding]:
    """Work that comes in an hour of the week against the people who are there then, as means over all its weeks."""
    for pool in pools(study.scenario.groups):
        offered, there = offered_hours(study, pool), present_hours(study, pool)
        hours = {
            hour: (work, there[hour])
            for hour, work in offered.items()
            if there.get(hour, 0.0) > 0 and work >= options["percent"] / 100 * there[hour]
        }
        if not hours:
            continue
        worst = max(hours, key=lambda hour: (hours[hour][0] / hours[hour][1], -hour))
        work, people = hours[worst]
        line = study.scenario.tree.nodes[pool[0].serves[0][0]]
        names = tuple(group.name for group in pool)
        yield Finding(
            rule="overloaded-hour",
            severity="error",
            place=line.place,
            node=line.name,
            message=f"on {say_hour(worst)} there is work for at least {work:.1f} people and {round(people, 1):g} of "
            f"{some(names)} {'is' if round(people, 1) == 1 else 'are'} there, when simulated; "
            f"{other_hours(len(hours) - 1)}",
            advice=f"have more people there: {say_hours(sorted(hours))}",
            cause=", ".join(names),
        )


def _voicemail_fills_up(study: Study, options: Options) -> Iterator[Finding]:
    never = {box.name for box in study.scenario.boxes if box.never}
    for number, node in enumerate(study.scenario.tree.nodes.values()):
        if not isinstance(node, model.Voicemail):
            continue
        room = options["capacity"] if node.capacity is None else node.capacity
        limit = ceil(room * options["percent"] / 100)
        full = [_first_full(run, number, limit) for run in study.runs]
        known = [hour for hour in full if hour is not None]
        if 2 * len(known) <= len(full):
            continue
        first, day = study.scenario.first, int(sum(known) / len(known) // 24)
        fits = f"if it holds {room:g}, as is usual, it is then nearly full"
        if node.capacity is not None:
            fits = f"it is full at {room:g}{_turned_away(study, number)}"
        by = say_day(first + timedelta(days=day))
        if node.name in never:
            waits = f"{limit} are in it by about {by}, when simulated from {say_day(first)} on with an empty box"
            told = f'nobody returns the messages in "{node.name}", and it fills up: {waits}'
        else:
            told = f'{limit} messages wait in "{node.name}" at one time when simulated, first on about {by}'
        yield Finding(
            rule="voicemail-fills-up",
            severity="warning",
            place=node.at("capacity"),
            node=node.name,
            message=f"{told}; {fits}",
            advice="have it listened to more often, also at the weekend, and delete what was answered",
            cause="simulated",
        )


def _turned_away(study: Study, box: int) -> str:
    """How many of those who come to a mailbox find it full, in words; nothing where nobody does."""
    ends = [run.calls["end"][run.calls["node"] == box] for run in study.runs]
    parts = interval([float((found == ENDS.index("cut off")).mean()) if len(found) else 0.0 for found in ends])
    return f", and {_share(parts)} of those who come to it can leave none" if parts.mean > 0 else ""


def _first_full(run: Run, box: int, limit: float) -> int | None:
    """The hour, from the first midnight, at whose beginning so many messages wait first; None: never."""
    import numpy as np

    waiting = backlog(run.messages[run.messages["box"] == box], run.days * DAY)
    hours = np.flatnonzero(waiting >= limit)
    return int(hours[0]) if len(hours) else None


def _worst_hour(study: Study, visits: Sequence[Table], figure: Callable[[Any], float]) -> str:
    """The hour of the week at which a figure is highest, of those with enough visits; else of any."""
    import numpy as np

    table = np.concatenate(list(visits))
    hours = hour_of_week(table["at"], study.scenario.first.weekday())
    counts = np.bincount(hours, minlength=168)
    enough = [hour for hour in range(168) if counts[hour] >= _FEW] or np.flatnonzero(counts).tolist()
    return say_hour(max(enough, key=lambda hour: (figure(table[hours == hour]), -hour)))


def _share(found: Interval, target: float = -1.0) -> str:
    """A part of 1 in a hundred, as a message says it, perhaps beside a target."""
    number = of_hundred(found.mean)
    if number.isdigit():
        return beside(found.mean, target)
    return number if number in ("none", "all") else f"{number}%"


def _only(found: Interval, target: float) -> str:
    return "none" if found.mean == 0 else f"only {_share(found, target)}"


def _group_at(scenario: Scenario, node: str) -> str:
    return next((group.name for group in scenario.groups if node in dict(group.serves)), node)


_CHECKS: Final[tuple[tuple[str, Callable[[Study, Options], Iterator[Finding]]], ...]] = (
    ("hold-over-target", _hold_over_target),
    ("abandonment-over-target", _abandonment_over_target),
    ("overloaded-hour", _overloaded_hour),
    ("clinical-line-slow", _clinical_line_slow),
    ("voicemail-fills-up", _voicemail_fills_up),
)
"""Rules, and how a simulation judges by them."""
