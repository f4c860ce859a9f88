"""The best, typical and worst way to a person as routes through the drawing, with the clock at each node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ivr_audit.callgraph import handovers, steps
from ivr_audit.hours import State
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Calls
from ivr_audit.times import MEASURES, Leg, Measure, TimeTo

SIGNS: Final[Mapping[Measure, str]] = {"best": "B", "typical": "T", "worst": "W"}
"""What a route is called where several are drawn."""


class Route(NamedTuple):
    """A way to a person: by which seconds it is measured, in which period, and when a caller comes to each node of it.

    `seconds` until somebody answers are "at least" that where the wait is not `bounded`.
    """

    measure: Measure
    period: str
    entry: str
    seconds: float
    bounded: bool
    legs: tuple[Leg, ...]
    clock: Mapping[str, float]


def routes(
    tree: PhoneTree,
    states: Iterable[tuple[str, State]],
    measures: Iterable[Measure],
    *,
    start: str | None = None,
    topic: str | None = None,
) -> tuple[Route, ...]:
    """The ways asked for, over all periods and entries: the quickest of the best, the slowest of the worst, the first
    of the typical ones. With a topic, to a person who handles it. Empty where nobody can be reached."""
    entries = list(dict.fromkeys([start] if start else [entry.node for entry in tree.entries]))
    found: list[tuple[str, State, str, TimeTo]] = []
    for name, state in states:
        for entry in [entry for entry in entries if entry in tree.nodes]:
            calls = Calls(tree, state, entry)
            times = calls.topic(topic).right_person if topic else calls.time_to_person
            if times.reachable:
                found.append((name, state, entry, times))
    wanted = set(measures)
    return tuple(_chosen(tree, found, measure) for measure in MEASURES if found and measure in wanted)


def _chosen(tree: PhoneTree, found: Sequence[tuple[str, State, str, TimeTo]], measure: Measure) -> Route:
    def length(one: tuple[str, State, str, TimeTo]) -> float:
        return _seconds(one[3], measure)

    longest, shortest = max(found, key=length), min(found, key=length)
    period, state, entry, times = {"best": shortest, "typical": found[0], "worst": longest}[measure]
    legs: tuple[Leg, ...] = getattr(times, f"{measure}_path")
    bounded = times.bounded or measure != "worst"
    return Route(measure, period, entry, _seconds(times, measure), bounded, legs, clock(tree, state, legs, measure))


def _seconds(times: TimeTo, measure: Measure) -> float:
    seconds: float = getattr(times, measure)
    return seconds


def clock(tree: PhoneTree, state: State, legs: Sequence[Leg], measure: Measure) -> dict[str, float]:
    """The seconds after which a caller who takes these steps comes to each node."""
    now = 0.0
    at: dict[str, float] = {}
    for leg in legs:
        at.setdefault(leg.node, now)
        taken = [step for step in (*steps(tree, leg.node, state), *handovers(tree, leg.node)) if step.name == leg.step]
        now += float(getattr(taken[0], measure))
    return at
