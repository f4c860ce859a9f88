"""One call of a replication once more, step by step.

The whole replication is played up to that call's end, since who was served before it decides how long it waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ivr_audit.journeys import Journeys
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.engine import Engine
from ivr_audit.simulate.records import CALL, ENDS
from ivr_audit.simulate.replications import names_of
from ivr_audit.simulate.watching import Passed

_NAMED = {"node": "nodes", "entry": "entries", "period": "periods", "topic": "topics", "caller": "callers"}


class Replay(NamedTuple):
    """A call that was played again: what happened to it in order of time, and its record with names for numbers."""

    steps: tuple[Passed, ...]
    record: Mapping[str, Any]  # Any: a record's columns have many types


def replay(scenario: Scenario, seed: int, replication: int, call: int) -> Replay:
    """The call of that number. Raises KeyError where the replication has no such call."""
    engine = Engine(scenario, seed, replication, Journeys(scenario.tree), watch=call)
    engine.run(_forget)
    if engine.watched is None:
        raise KeyError(f"replication {replication} has no call {call}; its calls are 0 to {engine.next_number - 1}")
    record: dict[str, Any] = dict(zip((name for name, _ in CALL), engine.watched, strict=True))
    names = names_of(scenario)
    for column, kind in _NAMED.items():
        known = getattr(names, kind)
        record[column] = known[record[column]] if record[column] >= 0 else ""
    record["end"] = ENDS[record["end"]]
    return Replay(tuple(sorted(engine.passed, key=lambda passed: passed.at)), record)


def _forget(engine: Engine) -> None:
    """Let go of the records of other calls."""
    for records in (engine.rows, engine.visits, engine.messages):
        records.clear()
    for team in engine.teams:
        team.spans.clear()
