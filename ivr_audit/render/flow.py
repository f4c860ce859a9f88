"""How many calls go which way in a diagram, and at which nodes callers give up: parts of all calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ivr_audit.render.drawing import Way


class Flow(NamedTuple):
    """`steps` has calls that went from a node by a step, as a part of all calls (over 1 where callers go round);
    `ends` has by node what calls end as there, with the part of all calls that do."""

    steps: Mapping[tuple[str, str], float]
    ends: Mapping[str, tuple[tuple[str, float], ...]]

    def along(self, way: Way) -> float:
        """The part of the calls that go a way, at most 1."""
        return min(sum(self.steps.get((way.source, step), 0.0) for step in way.steps), 1.0)

    def said(self, part: float) -> str:
        """How many of a hundred calls."""
        points = 100 * part
        return f"{points:.0f}" if points >= 1.95 else f"{points:.1f}" if points >= 0.05 else "few" if part else "none"

    def at(self, node: str) -> list[str]:
        """What is written on a node: how many of a hundred calls end there, and how."""
        return [f"{self.said(part)} {end}" for end, part in self.ends.get(node, ()) if part >= 0.0005]
