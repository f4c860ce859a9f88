"""What the rules share that need to know how many people call: the lines of a normal week, means over their calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ivr_audit import model
from ivr_audit.rules.visits import visits

if TYPE_CHECKING:
    from ivr_audit.demand import Demand, Line
    from ivr_audit.measures import Measures, View

FEWEST_CALLS: Final = 5.0
"""Calls a week below which a line is not judged; a design choice."""
Figure = Literal["answered", "gives_up", "mean_wait", "within"]


class Loaded(NamedTuple):
    """A line to which enough calls come first, with the views in which they do."""

    line: Line
    views: tuple[View, ...]


class Mean(NamedTuple):
    """A figure over all calls to a line, and the hour of the week at which it is highest and lowest."""

    all: float
    highest: int
    lowest: int


def office_week(measures: Measures) -> Demand | None:
    """The normal week of a tree that says how many call. Nothing of it is loaded for others."""
    if measures.tree.traffic is None:
        return None
    from ivr_audit.demand import demand

    return demand(measures.tree)


def loaded_lines(measures: Measures) -> Iterator[Loaded]:
    """The lines to judge, in the order of the file. A queue with a `capacity` is left to simulation."""
    week = office_week(measures)
    if week is None:
        return
    there = visits(measures, model.Answered, lambda view, node: view.staffed(node))
    views = {node.name: found for node, found in there}
    for line in week.lines:
        full = isinstance(line.node, model.Queue) and line.node.capacity is not None
        if not full and line.node.name in views and sum(busy.calls for busy in line.times) >= FEWEST_CALLS:
            yield Loaded(line, views[line.node.name])


def beside(part: float, percent: float) -> str:
    """A part of 1 in a hundred, with as many decimals as tell it from the target that is told beside it.

    >>> beside(0.12, 5), beside(0.0523, 5), beside(0.7999, 80)
    ('12%', '5.2%', '79.99%')
    """
    said = f"{100 * part:.0f}"
    for decimals in range(1, 4):
        if float(said) != percent:
            break
        said = f"{100 * part:.{decimals}f}"
    return f"{said}%"


def mean_of(line: Line, figure: Figure, within: float = 0.0) -> Mean:
    """The mean of a figure over the calls of the week; `within` is for the figure of that name, in seconds."""
    sums: dict[int, float] = defaultdict(float)
    calls: dict[int, float] = defaultdict(float)
    for busy, found in line.waits(within):
        sums[busy.hour] += busy.calls * getattr(found, figure)
        calls[busy.hour] += busy.calls
    by_hour = {hour: sums[hour] / calls[hour] for hour in calls}
    return Mean(
        sum(sums.values()) / sum(calls.values()),
        max(by_hour, key=lambda hour: (round(by_hour[hour], 9), -hour)),
        min(by_hour, key=lambda hour: (round(by_hour[hour], 9), hour)),
    )
