"""What a simulation finds wrong: rules that need to know how many people call and how many answer.

Each is a rule of the audit, with its settings, that judges a study instead of a file. Findings have no witness: what
they tell of shows in many calls and in none by itself. A share or a mean counts as over its target where its whole 95%
interval is, so that a run too short to say raises nothing; of a single replication the figure itself counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import isnan, sqrt
from typing import TYPE_CHECKING, Any, Final

from ivr_audit import model
from ivr_audit.durations import mean
from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.rules import in_force, rule
from ivr_audit.rules.clinical_line_slow import is_clinical
from ivr_audit.rules.rule import Options
from ivr_audit.rules.run import accepting
from ivr_audit.rules.week_hours import other_hours, say_hour, say_hours
from ivr_audit.scenario import Group, Scenario, state_of
from ivr_audit.simulate.intervals import Interval, interval
from ivr_audit.simulate.records import LEFT, Run
from ivr_audit.simulate.statistics import answering, backlog, hour_of_week
from ivr_audit.simulate.study import Study
from ivr_audit.timetable import DAY
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.simulate.records import Table

_ON_THE_WAY: Final = 300.0
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
    """The lines that callers came to often enough, with the visits of each replication."""
    for number, node in enumerate(study.scenario.tree.nodes.values()):
        if isinstance(node, model.Answered):
            visits = [run.visits[run.visits["line"] == number] for run in study.runs]
            if sum(map(len, visits)) >= _FEW:
                yield node, visits


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
                f"(target {say_duration(target)}), and {within.mean:.0%} are answered within "
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
                message=f'{part.mean:.0%} of those who come to "{node.name}" hang up while they wait '
                f"(target {target:.0%}); most on {worst}",
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
                message=f'only {part.mean:.0%} of those who come to "{node.name}" are answered within '
                f"{say_duration(seconds)} (target {target:.0%})",
                advice="have more nurses answer, or take a number and have one call back at once",
                cause="simulated",
            )


def _overloaded_hour(study: Study, options: Options) -> Iterator[Finding]:
    """Work that comes in an hour of the week against the people who are there then, as means over all its weeks."""
    scenario = study.scenario
    offered, there = _offered(study), _there(study)
    for number, group in enumerate(scenario.groups):
        hours = {
            hour: (work, there[number].get(hour, 0.0))
            for hour, work in offered[number].items()
            if there[number].get(hour, 0.0) > 0 and work >= options["percent"] / 100 * there[number][hour]
        }
        if not hours:
            continue
        worst = max(hours, key=lambda hour: (hours[hour][0] / hours[hour][1], -hour))
        work, people = hours[worst]
        line = scenario.tree.nodes[group.serves[0][0]]
        yield Finding(
            rule="overloaded-hour",
            severity="error",
            place=line.place,
            node=line.name,
            message=f"on {say_hour(worst)} there is work for at least {work:.1f} people and {people:.1f} of "
            f'"{group.name}" are there; {other_hours(len(hours) - 1)}',
            advice=f"have more people there: {say_hours(sorted(hours))}",
            cause=group.name,
        )


def _unstaffed_while_open(study: Study, options: Options) -> Iterator[Finding]:
    scenario = study.scenario
    for node, visits in _lines(study):
        groups = [group for group in scenario.groups if node.name in dict(group.serves)]
        staffed = node.staffed if isinstance(node, model.Answered) else None
        hours: dict[int, int] = defaultdict(int)
        for table in visits:
            for at in table["at"][table["left"] != LEFT.index("no agents")].tolist():
                # who was on the way to the line when it closed is not meant
                if all(_is_empty(scenario, groups, staffed, when) for when in (at, max(at - _ON_THE_WAY, 0.0))):
                    hours[int(at // 3600 + 24 * scenario.first.weekday()) % 168] += 1
        if groups and hours:
            weeks = scenario.days / 7 * len(study.runs)
            yield Finding(
                rule="unstaffed-while-open",
                severity="error",
                place=node.place,
                node=node.name,
                message=f'about {sum(hours.values()) / weeks:.1f} calls a week come to "{node.name}" when nobody is '
                f"there: {say_hours(sorted(hours))}",
                advice="send calls elsewhere at those hours, or have somebody there",
                cause="simulated",
            )


def _is_empty(scenario: Scenario, groups: Sequence[Group], staffed: str | None, at: float) -> bool:
    """Whether nobody is there at a moment who answers the line of these groups and hours."""
    return all(group.present.at(at) <= 0 for group in groups) or (
        staffed is not None and staffed not in state_of(scenario, at).open
    )


def _voicemail_fills_up(study: Study, options: Options) -> Iterator[Finding]:
    for number, node in enumerate(study.scenario.tree.nodes.values()):
        if not isinstance(node, model.Voicemail):
            continue
        room = options["capacity"] if node.capacity is None else node.capacity
        limit = room * options["percent"] / 100
        full = [_first_full(run, number, limit) for run in study.runs]
        known = [day for day in full if day is not None]
        if 2 * len(known) <= len(full):
            continue
        yield Finding(
            rule="voicemail-fills-up",
            severity="warning",
            place=node.place,
            node=node.name,
            message=f'"{node.name}" holds {limit:.0f} messages that nobody has returned after '
            f"{sum(known) / len(known):.0f} days when simulated; {room:.0f} fit in",
            advice="have it listened to more often, also at the weekend, and delete what was answered",
            cause="simulated",
        )


def _first_full(run: Run, box: int, limit: float) -> float | None:
    """Days until that many messages wait; None: never."""
    import numpy as np

    waiting = backlog(run.messages[run.messages["box"] == box], run.days * DAY)
    hours = np.flatnonzero(waiting >= limit)
    return float(hours[0]) / 24 if len(hours) else None


def _offered(study: Study) -> list[dict[int, float]]:
    """For each group: people that the work of an hour of the week would keep busy, were every caller served. A line
    that several groups answer is parted equally among them. Of the number of callers, which differs from week to week,
    three standard errors (its root, for a Poisson process) are taken off: there is surely that much work."""
    import numpy as np

    scenario = study.scenario
    found: list[dict[int, float]] = [defaultdict(float) for _ in scenario.groups]
    numbers = {name: number for number, name in enumerate(scenario.tree.nodes)}
    visits = study.visits
    hours = hour_of_week(visits["at"], scenario.first.weekday())
    weeks = _weeks(study)
    for number, group in enumerate(scenario.groups):
        for node, _rank in group.serves:
            shared = sum(node in dict(other.serves) for other in scenario.groups)
            each = (mean(group.handling[node]) + mean(group.after_call)) / 3600 / shared
            counts = np.bincount(hours[visits["line"] == numbers[node]], minlength=168)
            for hour in np.flatnonzero(counts).tolist():
                count = float(counts[hour])
                found[number][hour] += (count - 3 * sqrt(count)) / weeks[hour] * each
    return found


def _there(study: Study) -> list[dict[int, float]]:
    """For each group: people who are there in an hour of the week, on the mean of all weeks."""
    found: list[dict[int, float]] = [defaultdict(float) for _ in study.scenario.groups]
    weeks = _weeks(study)
    for run in study.runs:
        for one in run.load:
            hour = (one.hour + 24 * study.scenario.first.weekday()) % 168
            found[one.group][hour] += one.present / 3600 / weeks[hour]
    return found


def _weeks(study: Study) -> Mapping[int, float]:
    """How often each hour of the week was simulated."""
    counts: dict[int, float] = defaultdict(float)
    begin = int(study.warm_up // 3600)
    for hour in range(begin, study.scenario.days * 24):
        counts[(hour + 24 * study.scenario.first.weekday()) % 168] += len(study.runs)
    return counts


def _worst_hour(study: Study, visits: Sequence[Table], figure: Callable[[Any], float]) -> str:
    """The hour of the week at which a figure is highest, of those with enough visits; else of any."""
    import numpy as np

    table = np.concatenate(list(visits))
    hours = hour_of_week(table["at"], study.scenario.first.weekday())
    counts = np.bincount(hours, minlength=168)
    enough = [hour for hour in range(168) if counts[hour] >= _FEW] or np.flatnonzero(counts).tolist()
    return say_hour(max(enough, key=lambda hour: (figure(table[hours == hour]), -hour)))


def _group_at(scenario: Scenario, node: str) -> str:
    return next((group.name for group in scenario.groups if node in dict(group.serves)), node)


_CHECKS: Final[tuple[tuple[str, Callable[[Study, Options], Iterator[Finding]]], ...]] = (
    ("hold-over-target", _hold_over_target),
    ("abandonment-over-target", _abandonment_over_target),
    ("overloaded-hour", _overloaded_hour),
    ("clinical-line-slow", _clinical_line_slow),
    ("unstaffed-while-open", _unstaffed_while_open),
    ("voicemail-fills-up", _voicemail_fills_up),
)
"""Rules, and how a simulation judges by them."""
