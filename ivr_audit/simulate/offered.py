"""How much work the callers of a simulation bring in each hour of the week, and how many people are there to do it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING

from ivr_audit.demand import services
from ivr_audit.scenario import Group
from ivr_audit.simulate.records import LEFT, Run
from ivr_audit.simulate.statistics import hour_of_week
from ivr_audit.simulate.study import Study
from ivr_audit.simulate.trying_again import first_tries
from ivr_audit.timetable import DAY

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ivr_audit.simulate.records import Table


def offered_hours(study: Study, pool: Sequence[Group]) -> dict[int, float]:
    """By hour of the week, how many people of groups that share lines the work that comes then would keep busy, were
    every caller served.

    A caller who is not answered and tries again, or is sent on to another of their lines, asks for the same once more
    and counts once, when they first came; nobody counts who comes while nobody is there. Of the number of callers,
    which differs from week to week, three standard errors (its root, for a Poisson process) are taken off: there is
    surely that much work. A call takes as long as is stated, or, where calls that were answered took less on the mean,
    because they were passed on, as long as these.
    """
    import numpy as np

    scenario = study.scenario
    served = services(pool)
    seconds = {name: served[name] for name in scenario.tree.nodes if name in served}
    lines = [number for number, name in enumerate(scenario.tree.nodes) if name in seconds]
    counts = np.zeros((len(lines), 168))
    for run in study.runs:
        in_time = run.visits["at"] < scenario.days * DAY  # a call of the last evening may come to a line after it
        visits = run.visits[in_time & np.isin(run.visits["line"], lines)]
        asked = asked_first(visits[_is_there(study, pool, visits)])
        hours = hour_of_week(asked["at"], scenario.first.weekday())
        np.add.at(counts, (np.searchsorted(lines, asked["line"]), hours), 1)
    took = _took(study, pool)
    weeks = weeks_of(study)
    found: dict[int, float] = {}
    for hour in np.flatnonzero(counts.sum(axis=0)).tolist():
        number = float(counts[:, hour].sum())
        work = min(float(counts[:, hour] @ np.array(list(seconds.values()))), number * took)
        found[hour] = max(1 - 3 / sqrt(number), 0.0) * work / 3600 / weeks[hour]
    return found


def present_hours(study: Study, pool: Sequence[Group]) -> dict[int, float]:
    """By hour of the week, how many people of the groups are there, on the mean of all weeks."""
    numbers = {study.scenario.groups.index(group) for group in pool}
    found: dict[int, float] = defaultdict(float)
    weeks = weeks_of(study)
    for run in study.runs:
        for one in run.load:
            if one.group in numbers:
                hour = (one.hour + 24 * study.scenario.first.weekday()) % 168
                found[hour] += one.present / 3600 / weeks[hour]
    return found


def weeks_of(study: Study) -> Mapping[int, float]:
    """How often each hour of the week was simulated."""
    counts: dict[int, float] = defaultdict(float)
    for hour in range(int(study.warm_up // 3600), study.scenario.days * 24):
        counts[(hour + 24 * study.scenario.first.weekday()) % 168] += len(study.runs)
    return counts


def asked_first(visits: Table) -> Table:
    """Of visits in a replication those that ask for something new: a caller's first, and those after an answer."""
    import numpy as np

    who = first_tries(visits["call"])
    order = np.lexsort((visits["at"], who))
    who, inner = who[order], visits[order]
    is_new = np.ones(len(inner), np.bool_)
    is_new[1:] = (who[1:] != who[:-1]) | (inner["left"][:-1] == LEFT.index("answered"))
    found: Table = inner[is_new]
    return found


def _is_there(study: Study, pool: Sequence[Group], visits: Table) -> NDArray[np.bool_]:
    """Whether somebody who answers the line is there, when each of these visits begins."""
    import numpy as np

    nodes = list(study.scenario.tree.nodes)
    found = np.zeros(len(visits), np.bool_)
    for group in pool:
        lines = [nodes.index(name) for name, _ in group.serves]
        places = np.maximum(np.searchsorted(group.present.times, visits["at"], side="right") - 1, 0)
        found |= (np.array(group.present.numbers)[places] >= 1) & np.isin(visits["line"], lines)
    return found


def _took(study: Study, pool: Sequence[Group]) -> float:
    """Seconds of work for each call that somebody of the groups answered; without end where nobody did."""
    numbers = [study.scenario.groups.index(group) for group in pool]
    answered = sum(_answered(run, numbers) for run in study.runs)
    busy = sum(one.busy for run in study.runs for one in run.load if one.group in numbers)
    return busy / answered if answered else float("inf")


def _answered(run: Run, groups: Sequence[int]) -> int:
    import numpy as np

    return int(((run.visits["left"] == LEFT.index("answered")) & np.isin(run.visits["group"], groups)).sum())
