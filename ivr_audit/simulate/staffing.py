"""The fewest people with whom a line is answered as quickly as wanted: Erlang A says where to begin, the simulation
decides."""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit.durations import mean
from ivr_audit.erlang import erlang_a
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.intervals import Interval, interval
from ivr_audit.simulate.records import Run
from ivr_audit.simulate.statistics import answering
from ivr_audit.simulate.study import THRESHOLD, Study, simulate
from ivr_audit.simulate.variants import group_of
from ivr_audit.timetable import Timetable

if TYPE_CHECKING:
    from ivr_audit.simulate.records import Table

PART: Final = 0.8
MOST: Final = 500
_PATIENT: Final = 86400.0


class Tried(NamedTuple):
    """So many people in the group whenever it is there, and the part of the callers answered in time then."""

    people: int
    within: Interval


class Staffing(NamedTuple):
    """What was found. `people` is None where even `MOST` are not enough. `is_sure`: the intervals of that many people
    and of one fewer do not hold the wanted part, so that more replications would not change the answer."""

    line: str
    group: str
    part: float
    threshold: float
    people: int | None
    started_at: int
    is_sure: bool
    tried: tuple[Tried, ...]


def fewest_people(
    scenario: Scenario,
    line: str,
    seed: int,
    *,
    part: float = PART,
    threshold: float = THRESHOLD,
    replications: int = 10,
    processes: int = 1,
    group: str | None = None,
    progress: Callable[[Tried], None] | None = None,
) -> Staffing:
    """The fewest people of the line's group with whom that part of its callers is answered within so many seconds.

    The same number of people is there at all hours in which anybody of the group is. Callers are those who come while
    somebody is there. Raises ValueError where nobody, or more than one group, answers the line and `group` is not said.
    """
    number = group_of(scenario, group or line)
    if line not in dict(scenario.groups[number].serves):
        raise ValueError(f'"{scenario.groups[number].name}" does not answer "{line}"')
    tried: dict[int, Tried] = {}

    def is_enough(people: int) -> bool:
        if people not in tried:
            found = simulate(
                _staffed(scenario, number, people), seed, replications, processes=processes, threshold=threshold
            )
            tried[people] = Tried(people, _within(found, line, threshold))
            if progress is not None:
                progress(tried[people])
        return tried[people].within.mean >= part

    begin = _begin(scenario, number, line, seed, part, threshold)
    people = _least(is_enough, begin)
    beside = [tried[n].within for n in (people, (people or 0) - 1) if n in tried] if people else []
    return Staffing(
        line=line,
        group=scenario.groups[number].name,
        part=part,
        threshold=threshold,
        people=people,
        started_at=begin,
        is_sure=bool(beside) and all(not one.low <= part <= one.high for one in beside),
        tried=tuple(tried[n] for n in sorted(tried)),
    )


def _least(is_enough: Callable[[int], bool], begin: int) -> int | None:
    """The smallest number that is enough, searched outwards from a beginning in steps that double."""
    if is_enough(begin):
        high, step = begin, 1
        while high > 1 and is_enough(max(high - step, 1)):
            high, step = max(high - step, 1), step * 2
        low = max(high - step, 0)
    else:
        low, step = begin, 1
        while not is_enough(min(low + step, MOST)):
            if low + step >= MOST:
                return None
            low, step = low + step, step * 2
        high = min(low + step, MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _staffed(scenario: Scenario, number: int, people: int) -> Scenario:
    group = scenario.groups[number]
    there = tuple(float(people) if one > 0 else 0.0 for one in group.present.numbers)
    changed = group._replace(present=Timetable(group.present.times, there, group.present.end))
    return scenario._replace(groups=(*scenario.groups[:number], changed, *scenario.groups[number + 1 :]))


def _within(study: Study, line: str, threshold: float) -> Interval:
    """The part answered in time, over replications."""
    return interval([answering(_to(run, line), threshold).within for run in study.runs])


def _to(run: Run, line: str) -> Table:
    """The visits to a line."""
    found: Table = run.visits[run.visits["line"] == run.names.nodes.index(line)]
    return found


def _begin(scenario: Scenario, number: int, line: str, seed: int, part: float, threshold: float) -> int:
    """Where the search begins: the people who by Erlang A answer enough of the callers of the mean staffed hour.

    The part answered in time is taken as that of those who need not wait and, of the others, of those whose wait would
    be over by then if waits were exponential: near enough to begin with.
    """
    run = simulate(scenario, seed, 1, threshold=threshold).runs[0]
    hours = sum(one.present > 0 for one in run.load if one.group == number)
    visits = sum(len(_to(run, node)) for node, _ in scenario.groups[number].serves)
    if not hours or not visits:
        return 1
    group = scenario.groups[number]
    service = mean(group.handling[line]) + mean(group.after_call)
    patience = min(mean(scenario.patience), _PATIENT)
    for people in range(1, MOST):
        found = erlang_a(visits / hours / 3600, service, people, patience)
        wait = found.mean_wait / found.waits if found.waits else 0.0
        late = found.waits * (exp(-threshold / wait) if wait else 0.0)
        if 1 - max(late, found.abandons) >= part:
            return people
    return MOST
