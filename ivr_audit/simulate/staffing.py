"""The fewest people with whom a line is answered as quickly as wanted: Erlang A says where to begin, the simulation
decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import exp, nan
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit.durations import mean
from ivr_audit.erlang import erlang_a
from ivr_audit.scalars import duration, share
from ivr_audit.scenario import Group, Scenario
from ivr_audit.simulate.changes import unquoted
from ivr_audit.simulate.intervals import Interval, interval
from ivr_audit.simulate.records import LEFT, Run
from ivr_audit.simulate.statistics import answering
from ivr_audit.simulate.study import THRESHOLD, Progress, Study, simulate
from ivr_audit.simulate.variants import KIND_WORDS
from ivr_audit.timetable import Timetable
from ivr_audit.words import or_known, some

if TYPE_CHECKING:
    from ivr_audit.simulate.records import Table

PART: Final = 0.8
MOST: Final = 500
_PATIENT: Final = 86400.0
_WISH: Final = re.compile(r"(?P<line>.*\S)\s*:\s*(?P<part>\S+(?:\s+%)?)\s+(?:in|within)\s+(?P<seconds>\S.*)", re.DOTALL)
_EXAMPLE: Final = 'write it like "front desk: 80% in 30s"'


class Wish(NamedTuple):
    """A line that is to be answered so quickly, by a group if more than one answers it. `text` is as it was written."""

    text: str
    line: str
    part: float
    seconds: float
    group: str | None = None


class Tried(NamedTuple):
    """So many people in the group whenever it is there, and the part of the callers answered in time then."""

    people: int
    within: Interval


class Staffing(NamedTuple):
    """What was found. `people` is None where even `MOST` are not enough, and where nobody comes to the line, so that
    nothing was `tried`. `is_sure`: the intervals of that many people and of one fewer do not hold the wanted part, so
    that more replications would not change the answer. `soonest`: seconds until the first caller of all is answered if
    nobody has to wait for another; nan if none is. `interrupted`: `people` is the fewest that were found to be enough
    so far, if any were."""

    line: str
    group: str
    part: float
    threshold: float
    people: int | None
    started_at: int
    is_sure: bool
    tried: tuple[Tried, ...]
    soonest: float = nan
    interrupted: bool = False


def read_wish(scenario: Scenario, text: str) -> Wish:
    """What "front desk: 80% in 30s" asks of an office. Raises ValueError for what cannot be asked."""
    parts = _WISH.fullmatch(text.strip())
    if parts is None:
        raise ValueError(_EXAMPLE)
    part = share(parts["part"])
    seconds = duration(parts["seconds"].strip().replace(" ", ""))
    if part >= 1:
        raise ValueError(
            "all callers cannot be promised: now and then more call at once than anybody planned for, and some hang up "
            'at once; ask for a little less, such as "99%"'
        )
    if part <= 0:
        raise ValueError("nobody has to be there for 0%; ask for a part of the callers, such as 80%")
    line, group = unquoted(parts["line"]), None
    if line not in scenario.tree.nodes and " by " in line:
        line, _, group = line.rpartition(" by ")
        line, group = unquoted(line), unquoted(group)
    group_answering(scenario, line, group)
    return Wish(text, line, part, seconds, group)


def group_answering(scenario: Scenario, line: str, group: str | None = None) -> int:
    """The number of the staff group that answers a line. Raises ValueError where there is none, or where more than one
    does and `group` is not said, and for a group that is never there."""
    answered = {node: None for one in scenario.groups for node, _ in one.serves}
    groups = [n for n, one in enumerate(scenario.groups) if line in dict(one.serves)]
    names = [scenario.groups[n].name for n in groups]
    if line not in answered:
        raise ValueError(_unanswered(scenario, line, list(answered)))
    if group is not None and group not in names:
        raise ValueError(f'"{group}" does not answer "{line}"; it is answered by {some(names)}')
    if len(groups) > 1 and group is None:
        raise ValueError(f'"{line}" is answered by several groups; say by which, as in "{line} by {names[0]}"')
    number = groups[0] if group is None else groups[names.index(group)]
    if not any(scenario.groups[number].present.numbers):
        raise ValueError(f'nobody is ever there in "{scenario.groups[number].name}" in these {scenario.days} days')
    return number


def _unanswered(scenario: Scenario, line: str, answered: list[str]) -> str:
    """Why there is nobody to count at a line."""
    group = next((one for one in scenario.groups if one.name == line), None)
    if group is not None:
        return (
            f'"{line}" is a group of people; name a line that they answer: {some([n for n, _ in group.serves], "or")}'
        )
    node = scenario.tree.nodes.get(line)
    if node is None:
        return f'there is no "{line}"{or_known(line, answered)}'
    kind = KIND_WORDS.get(node.kind, node.kind.replace("_", " "))
    return f'nobody of the staff answers at "{line}", which is a {kind}{or_known("", answered)}'


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
    progress: Callable[[Progress], None] | None = None,
    begun: Callable[[Scenario, str], None] | None = None,
) -> Staffing:
    """The fewest people of the line's group with whom that part of its callers is answered within so many seconds.

    The same number of people is there at all hours in which anybody of the group is. Callers are those who come while
    somebody is there. A keyboard interrupt keeps what was tried. Raises ValueError where nobody, or more than one
    group, answers the line and `group` is not said.
    """
    number = group_answering(scenario, line, group)
    search = _Search(scenario, number, line, seed, part, threshold, replications, processes, progress, begun)
    people: int | None = None
    interrupted = False
    try:
        people = search.fewest()
    except KeyboardInterrupt:
        interrupted = True
        people = min((n for n, one in search.tried.items() if one.within.mean >= part), default=None)
    tried = search.tried
    beside = [tried[n].within for n in (people, (people or 0) - 1) if n in tried] if people else []
    return Staffing(
        line=line,
        group=scenario.groups[number].name,
        part=part,
        threshold=threshold,
        people=people,
        started_at=search.begin,
        is_sure=bool(beside) and not interrupted and all(one.low > part or one.high < part for one in beside),
        tried=tuple(tried[n] for n in sorted(tried)),
        soonest=search.soonest,
        interrupted=interrupted,
    )


class _Search:
    """A search for the fewest people, with what it has tried so far."""

    def __init__(
        self,
        scenario: Scenario,
        number: int,
        line: str,
        seed: int,
        part: float,
        threshold: float,
        replications: int,
        processes: int,
        progress: Callable[[Progress], None] | None,
        begun: Callable[[Scenario, str], None] | None,
    ) -> None:
        self.scenario, self.number, self.line = scenario, number, line
        self.seed, self.part, self.threshold = seed, part, threshold
        self.replications, self.processes = replications, processes
        self.progress, self.begun = progress, begun
        self.tried: dict[int, Tried] = {}
        self.begin = 0
        self.soonest = nan

    def fewest(self) -> int | None:
        """The fewest who are enough; None if `MOST` are not, or if nobody comes. Raises KeyboardInterrupt."""
        plenty = self._study(MOST, 1).runs[0]
        visits = _to(plenty, self.line)
        found = answering(visits, self.threshold)
        if not found.visits:
            return None
        answered = visits[visits["left"] == LEFT.index("answered")]
        self.soonest = float(answered["waited"].min()) if len(answered) else nan
        if found.within < self.part and not self._is_enough(MOST):
            return None
        self.begin = _begin(plenty, self.scenario, self.number, self.line, self.part, self.threshold)
        return _least(self._is_enough, self.begin)

    def _is_enough(self, people: int) -> bool:
        if people not in self.tried:
            found = self._study(people, self.replications)
            self.tried[people] = Tried(people, _within(found, self.line, self.threshold))
        return self.tried[people].within.mean >= self.part

    def _study(self, people: int, replications: int) -> Study:
        office = _staffed(self.scenario, self.number, people)
        if self.begun is not None and replications == self.replications:
            self.begun(office, f'{people} at "{self.line}"')
        found = simulate(
            office, self.seed, replications, processes=self.processes, threshold=self.threshold, progress=self.progress
        )
        if found.interrupted:
            raise KeyboardInterrupt
        return found


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


def _begin(plenty: Run, scenario: Scenario, number: int, line: str, part: float, threshold: float) -> int:
    """Where the search begins: the people who by Erlang A answer enough of the callers of the mean staffed hour.

    `plenty` is a replication in which nobody had to wait for another. The part answered in time is taken as that of
    those who need not wait and, of the others, of those whose wait would be over by then if waits were exponential:
    near enough to begin with.
    """
    group: Group = scenario.groups[number]
    hours = sum(one.present > 0 for one in plenty.load if one.group == number)
    visits = sum(len(_to(plenty, node)) for node, _ in group.serves)
    if not hours or not visits:
        return 1
    service = mean(group.handling[line]) + mean(group.after_call)
    patience = min(mean(scenario.patience), _PATIENT)
    for people in range(1, MOST):
        found = erlang_a(visits / hours / 3600, service, people, patience)
        wait = found.mean_wait / found.waits if found.waits else 0.0
        late = found.waits * (exp(-threshold / wait) if wait else 0.0)
        if 1 - max(late, found.abandons) >= part:
            return people
    return MOST
