"""A block of calls when they come: who they are, and the first leg of each, told for all of them at once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ivr_audit.journeys import Leg
from ivr_audit.simulate.distributions import quantiles
from ivr_audit.simulate.lines import Call

if TYPE_CHECKING:
    from ivr_audit.simulate.draws import Chances
    from ivr_audit.simulate.engine import Engine


class Arriving:
    """A block of calls, with all that is known of them when they come."""

    def __init__(self, engine: Engine, times: Any, chances: Chances) -> None:
        import numpy as np

        scenario = engine.scenario
        self.engine = engine
        self.first_number = engine.next_number
        self.chances = chances
        changes = np.array([at for at, _ in scenario.states])
        state_number = np.array([engine.periods[state] for _, state in scenario.states])
        periods = state_number[np.searchsorted(changes, times, side="right") - 1]
        self.states = list(engine.periods)
        self.sizes = len(scenario.callers), len(scenario.topics), len(self.states)
        self.kinds = len(scenario.entries) * self.sizes[0] * self.sizes[1] * self.sizes[2]
        code = _chosen(scenario.entries, chances, "entry")
        code = code * self.sizes[0] + _chosen(scenario.callers, chances, "caller")
        code = code * self.sizes[1] + _chosen(scenario.topics, chances, "topic")
        self.code_numbers = code * self.sizes[2] + periods
        self.patience_numbers = quantiles(scenario.patience, chances["patience"])
        self.legs: dict[int, Leg] = {}
        self.topic_of = [-1 if name is None else number for number, name in enumerate(engine.topics)]

    @cached_property
    def rows(self) -> list[tuple[float, ...]]:
        """The chances of each call."""
        return self.chances.rows()

    @cached_property
    def patience(self) -> list[float]:
        """How long each waits, in seconds."""
        found: list[float] = self.patience_numbers.tolist()
        return found

    def parts(self, code: Any) -> tuple[Any, Any, Any, Any]:
        """Entry, caller, topic and period of a code, or of an array of codes."""
        code, period = divmod(code, self.sizes[2])
        code, topic = divmod(code, self.sizes[1])
        entry, caller = divmod(code, self.sizes[0])
        return entry, caller, topic, period

    def first_leg(self, code: int) -> Leg:
        """The first leg of calls with this code."""
        engine = self.engine
        entry, caller, topic, period = self.parts(code)
        return engine.journeys.first(
            engine.entries[entry], engine.callers[caller], engine.topics[topic], self.states[period]
        )

    def call(self, number: int, at: float, code: int) -> Call:
        """One of them."""
        entry, caller, topic, period = self.parts(code)
        place = number - self.first_number
        return Call(number, at, entry, period, topic, caller, self.patience[place], self.rows[place])


def _chosen(parts: tuple[tuple[Any, float], ...], chances: Chances, name: str) -> Any:
    """The number of the part that each call's chance falls into (an array of numpy)."""
    import numpy as np

    if len(parts) == 1:
        return np.zeros(chances.count, np.int64)
    limits = np.cumsum([part for _, part in parts])
    return np.minimum(np.searchsorted(limits, chances[name], side="right"), len(parts) - 1)
