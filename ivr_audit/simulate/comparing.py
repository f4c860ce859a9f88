"""Variants of an office beside it, with the same callers and the same luck in all of them.

Call i of replication r draws the same numbers in every variant (common random numbers), so what differs between two
variants is what was put differently. The interval of the difference is taken over the replications' differences
(Law, Simulation Modeling and Analysis, "paired-t").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ivr_audit.scenario import Scenario
from ivr_audit.simulate.intervals import Interval, interval
from ivr_audit.simulate.study import THRESHOLD, Progress, Study, simulate
from ivr_audit.simulate.variants import Variant, fitted


class Compared(NamedTuple):
    """A variant's study, and how far each headline figure is from the office as it is.

    `is_same`: the variant changes nothing, so that its study is that of the office as it is. `touched` has the lines
    whose staff are others, with the visits to each in 100 calls.
    """

    variant: Variant
    study: Study
    differences: Mapping[str, Interval]
    is_same: bool = False
    touched: tuple[tuple[str, float], ...] = ()


class Comparison(NamedTuple):
    """An office as it is, and its variants. `missing` names those that an interrupt left no time for."""

    base: Study
    compared: tuple[Compared, ...]
    missing: tuple[str, ...] = ()


def is_sure(difference: Interval) -> bool:
    """Whether a difference is not chance: its interval does not hold nought."""
    return difference.low > 0 or difference.high < 0


def compare(
    scenario: Scenario,
    variants: Sequence[Variant],
    seed: int,
    replications: int = 10,
    *,
    processes: int = 1,
    threshold: float = THRESHOLD,
    progress: Callable[[Progress], None] | None = None,
    begun: Callable[[Scenario, str], None] | None = None,
) -> Comparison:
    """Simulate the office and each variant. Raises InputError, before anything is simulated, for lines that do not fit.

    A keyboard interrupt keeps the variants that are done. `begun` is told of each office that it is simulated now,
    and the name of its variant, which is empty for the office as it is.
    """
    offices = fitted(scenario, variants)

    def study(office: Scenario, name: str) -> Study:
        if begun is not None:
            begun(office, name)
        return simulate(office, seed, replications, processes=processes, threshold=threshold, progress=progress)

    base = study(scenario, "")
    found: list[Compared] = []
    try:
        for variant, office, _ in offices:
            if base.interrupted or (found and found[-1].study.interrupted):
                break
            is_same = office == scenario
            other = base if is_same else study(office, variant.name)
            found.append(Compared(variant, other, differences(base, other), is_same, _touched(base, other)))
    except KeyboardInterrupt:
        pass  # what is done is kept, and the rest is named
    return Comparison(base, tuple(found), tuple(variant.name for variant in variants[len(found) :]))


def differences(base: Study, other: Study) -> dict[str, Interval]:
    """How much more the other study has of each headline figure that both have."""
    pairs = list(zip(base.each, other.each, strict=False))  # an interrupted study has fewer
    return {
        name: interval([after[name] - before[name] for before, after in pairs])
        for name in base.figures
        if name in other.figures
    }


def _touched(base: Study, other: Study) -> tuple[tuple[str, float], ...]:
    """The lines of the staff groups that differ, and the visits to each in 100 calls of the other study."""
    pairs = zip(base.scenario.groups, other.scenario.groups, strict=True)
    lines = dict.fromkeys(line for before, after in pairs if before != after for line, _ in after.serves)
    nodes = other.runs[0].names.nodes
    visited, calls = other.visits["line"], max(len(other.calls), 1)
    return tuple((line, 100 * float((visited == nodes.index(line)).sum()) / calls) for line in lines)
