"""How many calls can be simulated: worked out before the first of them, so that no study eats the memory."""

from __future__ import annotations

from typing import Final

from ivr_audit.place import InputError, Place, Problem
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.changed import calls_in

MOST_KEPT: Final = 20_000_000
"""Calls whose records are kept: about 5 GB."""


def most_calls(scenario: Scenario) -> float:
    """How many calls are expected in a replication if everybody who may call again does."""
    redial = scenario.redial
    tries = 1.0 if redial is None else sum(redial.chance**again for again in range(redial.times + 1))
    return calls_in(scenario.rates) * tries


def check_kept(scenario: Scenario, replications: int) -> None:
    """Raises InputError where the records of all replications are too many to be kept."""
    each = most_calls(scenario)
    if each * replications <= MOST_KEPT:
        return
    with_redials = "" if scenario.redial is None else ", those who try again with them,"
    said = f"about {_number(each)} calls{with_redials} in each of {replications} replications"
    most = f"at most {_number(MOST_KEPT)} together can be kept"
    weeks = int(MOST_KEPT / each * scenario.days / replications / 7)
    fewer = f"say --weeks {weeks}" if weeks else "say fewer calls, or fewer --replications"
    message = f"{said} are too many; {most}; {fewer}, or have the records written as they come (--format csv)"
    raise InputError([Problem(_place(scenario), message)])


def _place(scenario: Scenario) -> Place:
    traffic = scenario.tree.traffic
    return Place("traffic") if traffic is None else traffic.places.get("calls", traffic.place)


def _number(calls: float) -> str:
    if calls < 1e6:
        return f"{calls:,.0f}"
    return f"{calls / 1e6:,.3g} million" if calls < 1e9 else f"{calls / 1e9:,.3g} thousand million"
