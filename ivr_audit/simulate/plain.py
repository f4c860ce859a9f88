"""Whether an office is plain: whether its lines do not depend on each other, so that `scans` can play it."""

from __future__ import annotations

from math import inf
from typing import Final

from ivr_audit.journeys import Journeys, Leg
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.engine import Engine
from ivr_audit.simulate.lines import Line

_MOST_CODES: Final = 20_000
"""Kinds of first legs that are looked at before an office is left to the engine."""


def is_plain(scenario: Scenario, journeys: Journeys) -> bool:
    """Whether the lines of an office do not depend on each other, so that `Scan` can play it."""
    engine = Engine(scenario, 0, 0, journeys)
    if scenario.redial is not None or any(len(team.lines) > 1 for team in engine.teams):
        return False
    if any(box.capacity < inf for box in scenario.boxes):
        return False
    kinds = len(scenario.entries) * len(scenario.callers) * len(scenario.topics) * len(engine.periods)
    if scenario.exits > 0 and any(line.exit_way for line in engine.lines.values()):
        return False
    if kinds > _MOST_CODES or not all(map(_is_plain_line, engine.lines.values())):
        return False
    for entry, _ in scenario.entries:
        for caller, _ in scenario.callers:
            for topic, _ in scenario.topics:
                for state in engine.periods:
                    if not _is_plain_leg(engine, journeys, journeys.first(entry, caller, topic, state)):
                        return False
    return True


def _is_plain_line(line: Line) -> bool:
    return len(line.teams) <= 1 and line.capacity == inf


def _is_plain_leg(engine: Engine, journeys: Journeys, leg: Leg) -> bool:
    if leg.stop not in ("ring", "queue"):
        return leg.stop == "box" or leg.stop == "end" and leg.end != "person"
    line = engine.lines[leg.node]
    if leg.leaves_by:
        return False
    for state in engine.periods:
        for way in ("answered", line.no_agents_way, line.busy_way, line.limit_way if line.limit < inf else ""):
            if way:
                after = journeys.after(leg, way, state)
                if (after.stop != "end" or after.end != "person") if way == "answered" else not _ends(after):
                    return False
    return True


def _ends(leg: Leg) -> bool:
    return leg.stop == "box" or leg.stop == "end" and leg.end != "person"
