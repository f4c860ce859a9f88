"""How long it takes: until a telephone is answered, a talk, and the work after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ivr_audit.scenario import Scenario
from ivr_audit.simulate.distributions import quantile
from ivr_audit.simulate.draws import AT
from ivr_audit.simulate.lines import Call, Line, Team

if TYPE_CHECKING:
    from ivr_audit.simulate.engine import Engine

_TALKS: Final = 1000
"""Before the further numbers that talks need are those of trying again."""


def rings(scenario: Scenario, call: Call, line: Line) -> float:
    """Seconds that a telephone rings before a free person answers."""
    said = scenario.answers_after
    return line.answers_after if said is None else quantile(said, call.chances[AT["rings"]])


def talk_with(engine: Engine, call: Call, team: Team, node: str) -> float:
    """Seconds of a caller's next talk. The first two have numbers in the call's row, others beside it."""
    duration = team.group.handling[node]
    call.talks += 1
    if call.talks <= 2:
        return quantile(duration, call.chances[AT["talk" if call.talks == 1 else "talk_2"]])
    return quantile(duration, engine.further.row(call.number, _TALKS + call.talks)[0])


def after_call(call: Call, team: Team) -> float:
    """Seconds of work after a talk."""
    after = team.group.after_call
    return after.first if after.shape == "constant" else quantile(after, call.chances[AT["after"]])
