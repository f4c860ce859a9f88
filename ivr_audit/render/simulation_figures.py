"""The figures of a simulation as its reports show them: each is found in every replication, and the mean of those comes
with its 95% interval.

Nothing here has words; seconds, parts of 1, numbers a week.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ivr_audit.simulate.intervals import Interval, interval
from ivr_audit.simulate.loads import occupancy, occupancy_by_hour
from ivr_audit.simulate.records import ENDS, Run
from ivr_audit.simulate.statistics import answering, backlog, callers, messages, spread
from ivr_audit.simulate.study import Study

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ivr_audit.simulate.records import Table

DAY: Final = 86400.0
HOUR: Final = 3600.0
By = Literal["topic", "caller", "period", "entry", "hour of the day", "hour of the week"]
COLUMN_OF: Final[Mapping[By, str]] = {"topic": "topic", "caller": "caller", "period": "period", "entry": "entry"}


class Group(NamedTuple):
    """Calls of one kind: how many a week, how they end, how long it takes to a person."""

    name: str | int
    a_week: Interval
    reached: Interval
    right: Interval
    message: Interval
    gave_up: Interval
    lost: Interval
    """Cut off, or stuck."""
    wrong_doors: Interval
    mean: Interval
    median: Interval
    ninetieth: Interval
    ninety_fifth: Interval
    worst: float
    """In all replications."""
    right_mean: Interval


class Ending(NamedTuple):
    """Calls that end in the same way at the same node: a part of all calls, and after how long half of them did."""

    end: str
    node: str
    part: Interval
    median: float


class Line(NamedTuple):
    """A ring group or a queue. Parts are of the calls that came to it, without those in `nobody_there`."""

    name: str
    a_week: Interval
    within: Interval
    answered: Interval
    gave_up: Interval
    sent_on: Interval
    """Nobody answered in time, the line was full, or the caller chose to go: by a key, or to be called back."""
    wait: Interval
    ninetieth: Interval
    worst: float
    nobody_there: Interval
    """Calls a week that came while nobody was there, and were sent on."""


class Staff(NamedTuple):
    """A group of people: the part of their time that they are busy, and the hour of the week in which that is most."""

    name: str
    occupancy: Interval
    busiest: int | None
    busiest_part: float


class Mailbox(NamedTuple):
    """Messages in a box. Parts are of all its messages. `most` are unreturned at one time, as the mean of the most in
    each replication, `at_end` when the simulation ends; `left_over` of these have been there when somebody last
    returned messages."""

    name: str
    a_week: Interval
    in_time: Interval
    late: Interval
    never: Interval
    waiting: Interval
    took: Interval
    most: float
    at_end: float
    left_over: float


def over(study: Study, found: Callable[[Run], float]) -> Interval:
    """A figure of each replication, as their mean with its interval."""
    return interval([found(run) for run in study.runs])


def weeks(study: Study) -> float:
    """Weeks of each replication that were counted."""
    return max(study.scenario.days * DAY - study.warm_up, HOUR) / DAY / 7


def groups(study: Study, by: By) -> list[Group]:
    """The calls of each kind that there is, in the order of the tree or of time."""
    parted = [_apart(run.calls, by, study.scenario.first.weekday()) for run in study.runs]
    keys = sorted({key for one in parted for key in one})
    named = {} if by not in COLUMN_OF else _names(study, by)
    found = []
    for key in keys:
        tables = [one.get(key, run.calls[:0]) for one, run in zip(parted, study.runs, strict=True)]
        found.append(_group(named.get(key, key), tables, weeks(study)))
    return found


def everybody(study: Study) -> Group:
    """All calls as one group."""
    return _group("", [run.calls for run in study.runs], weeks(study))


def by_caller(study: Study) -> Study:
    """The study with one record for each caller, however often they tried: their first call, with the end of their last
    one and the times of the one in which they reached a person. The study itself where nobody tries again. Callers
    whose first call is in what was left out of the beginning are left out."""
    if study.scenario.redial is None:
        return study
    return study._replace(runs=tuple(run._replace(calls=callers(run.calls)) for run in study.runs))


def _names(study: Study, by: By) -> dict[int, str]:
    names = study.runs[0].names
    known: Sequence[str] = {
        "topic": names.topics, "caller": names.callers, "period": names.periods, "entry": names.entries,
    }[by]  # fmt: skip
    return {-1: "", **dict(enumerate(known))}


def _apart(calls: Table, by: By, weekday: int) -> dict[int, Table]:
    """Calls by number of their kind."""
    import numpy as np

    if by in COLUMN_OF:
        column = calls[COLUMN_OF[by]].astype(np.int64)
    else:
        hours = (calls["at"] // HOUR).astype(np.int64)
        column = hours % 24 if by == "hour of the day" else (hours + 24 * weekday) % 168
    order = np.argsort(column, kind="stable")
    keys, first = np.unique(column[order], return_index=True)
    parts = np.split(calls[order], first[1:])
    return dict(zip(keys.tolist(), parts, strict=True)) if len(calls) else {}


def _group(name: str | int, tables: Sequence[Table], in_weeks: float) -> Group:
    import numpy as np

    spreads = [spread(calls["person"]) for calls in tables]

    def part(of: Callable[[Table], NDArray[np.bool_]]) -> Interval:
        return interval([float(of(calls).mean()) if len(calls) else float("nan") for calls in tables])

    def ended(*ends: str) -> Interval:
        wanted = [ENDS.index(end) for end in ends]
        return part(lambda calls: np.isin(calls["end"], wanted))

    reached = [calls[~np.isnan(calls["person"])] for calls in tables]
    worst = [one.worst for one in spreads if one.calls]
    return Group(
        name=name,
        a_week=interval([len(calls) / in_weeks for calls in tables]),
        reached=part(lambda calls: ~np.isnan(calls["person"])),
        right=part(lambda calls: ~np.isnan(calls["right"])),
        message=ended("message", "callback"),
        gave_up=ended("gave up"),
        lost=ended("cut off", "stuck"),
        wrong_doors=interval([float(one["wrong_door"].mean()) if len(one) else float("nan") for one in reached]),
        mean=interval([one.mean for one in spreads]),
        median=interval([one.median for one in spreads]),
        ninetieth=interval([one.ninetieth for one in spreads]),
        ninety_fifth=interval([one.ninety_fifth for one in spreads]),
        worst=max(worst) if worst else float("nan"),
        right_mean=interval([spread(calls["right"]).mean for calls in tables]),
    )


def endings(study: Study) -> list[Ending]:
    """Every way in which calls end and every node where they do, most calls first."""
    import numpy as np

    nodes = study.runs[0].names.nodes
    codes = [run.calls["end"].astype(np.int64) * len(nodes) + run.calls["node"] for run in study.runs]
    seconds = np.concatenate([run.calls["seconds"] for run in study.runs])
    every = np.concatenate(codes)
    found = []
    for code in np.unique(every).tolist():
        part = interval([float((one == code).mean()) if len(one) else 0.0 for one in codes])
        end, node = divmod(code, len(nodes))
        found.append(Ending(ENDS[end], nodes[node], part, float(np.median(seconds[every == code]))))
    return sorted(found, key=lambda one: (-one.part.mean, one.end, one.node))


def lines(study: Study) -> list[Line]:
    """Every ring group and queue that anybody came to, in the order of the file."""
    import numpy as np

    names = study.runs[0].names.nodes
    used = np.unique(np.concatenate([run.visits["line"] for run in study.runs])).tolist()
    return [_line(study, number, names[number]) for number in used]


def _line(study: Study, number: int, name: str) -> Line:
    found = [answering(run.visits[run.visits["line"] == number], study.threshold) for run in study.runs]
    met = [one for one in found if one.visits]
    worst = [one.wait.worst for one in met]
    return Line(
        name=name,
        a_week=interval([one.visits / weeks(study) for one in found]),
        within=interval([one.within for one in met]),
        answered=interval([one.answered for one in met]),
        gave_up=interval([one.gave_up for one in met]),
        sent_on=interval([one.sent_on for one in met]),
        wait=interval([one.wait.mean for one in met]),
        ninetieth=interval([one.wait.ninetieth for one in met]),
        worst=max(worst) if worst else float("nan"),
        nobody_there=interval([one.nobody_there / weeks(study) for one in found]),
    )


def staff(study: Study) -> list[Staff]:
    """Every group of people who were there at all."""
    names = study.runs[0].names.groups
    each = [occupancy(run.load, names) for run in study.runs]
    load = [one for run in study.runs for one in run.load]
    found = []
    for number, name in enumerate(names):
        if any(name in one for one in each):
            hours = occupancy_by_hour(load, number, weekday=study.scenario.first.weekday())
            known = {hour: one.part for hour, one in hours.items() if one.present > 0}
            busiest = max(known, key=lambda hour: (known[hour], -hour), default=None)
            parts = interval([one[name].part for one in each if name in one])
            found.append(Staff(name, parts, busiest, known[busiest] if busiest is not None else float("nan")))
    return found


def mailboxes(study: Study) -> list[Mailbox]:
    """Every box that anybody left a message in, in the order of the file."""
    import numpy as np

    names = study.runs[0].names.nodes
    used = np.unique(np.concatenate([run.messages["box"] for run in study.runs])).tolist()
    return [_mailbox(study, number, names[number]) for number in used]


def _mailbox(study: Study, number: int, name: str) -> Mailbox:
    tables = [run.messages[run.messages["box"] == number] for run in study.runs]
    found = [messages(table) for table in tables]
    known = [one for one in found if one.left]
    ends = [float(one.never + one.waiting) for one in found]
    last = max(next(box.rounds for box in study.scenario.boxes if box.name == name), default=study.scenario.days * DAY)
    most = [float(peaks(table, study.scenario.days * DAY).max()) for table in tables]
    return Mailbox(
        name=name,
        a_week=interval([one.left / weeks(study) for one in found]),
        in_time=interval([one.in_time / one.left for one in known]),
        late=interval([one.late / one.left for one in known]),
        never=interval([one.never / one.left for one in known]),
        waiting=interval([one.waiting / one.left for one in known]),
        took=interval([one.took for one in known]),
        most=sum(most) / len(most),
        at_end=sum(ends) / len(ends),
        left_over=sum(float(_left_over(table, last)) for table in tables) / len(tables),
    )


def peaks(messages_in_box: Table, until: float, every: float = DAY) -> NDArray[np.int64]:
    """The most messages that nobody has returned yet in each stretch of `every` seconds before `until`. Looked at
    whenever a message comes in, so that a box which is emptied each midnight is not taken for empty."""
    import numpy as np

    most = backlog(messages_in_box, until, every)
    begun = np.sort(messages_in_box["at"])
    returned = np.sort(messages_in_box["returned"][~np.isnan(messages_in_box["returned"])])
    open_then = np.arange(1, len(begun) + 1) - np.searchsorted(returned, begun, side="right")
    stretch = np.minimum((begun // every).astype(np.int64), len(most) - 1)
    np.maximum.at(most, stretch, open_then)
    return most


def _left_over(table: Table, last: float) -> int:
    """Messages that were there when somebody last returned messages, and were not returned; not those that nobody
    ever returns."""
    import numpy as np

    return int((np.isnan(table["returned"]) & ~table["never"] & (table["at"] <= last)).sum())


def parts_by_hour(study: Study) -> dict[int, tuple[float, float]]:
    """For each hour of the week in which anybody calls: calls a week, and the part of them that reach a person."""
    return {int(one.name): (one.a_week.mean, one.reached.mean) for one in groups(study, "hour of the week")}
