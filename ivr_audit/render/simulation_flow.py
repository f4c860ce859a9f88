"""The diagram of a tree with the simulated calls on it: lines as thick as many calls pass, and where calls end."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from ivr_audit.hours import periods
from ivr_audit.model import Voicemail
from ivr_audit.render.dot import Direction, dot_source
from ivr_audit.render.flow import Flow
from ivr_audit.render.simulation_figures import endings, weeks
from ivr_audit.simulate.study import Study

_SAID: Final = {
    "person": "reach a person", "message": "leave a message", "callback": "are called back", "served": "are served",
    "outside": "go outside", "cut off": "are cut off", "stuck": "are stuck", "gave up": "give up",
}  # fmt: skip


def flow(study: Study) -> Flow:
    """How many calls pass each step, and where they end."""
    # Steps are counted from the first moment on, calls after what is left out of the beginning.
    whole = max(len(study.calls), 1) * study.scenario.days / 7 / weeks(study)
    boxes = {node.name for node in study.scenario.tree.nodes.values() if isinstance(node, Voicemail)}
    ends: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for one in endings(study):
        said = "leave no message" if one.end == "gave up" and one.node in boxes else _SAID[one.end]
        ends[one.node].append((said, one.part.mean))
    steps = {step: number / whole for step, number in study.passed.items()}
    return Flow(steps, {node: tuple(found) for node, found in ends.items()})


def flow_source(study: Study, *, direction: Direction = "right") -> str:
    """The DOT text of the diagram."""
    tree, first = study.scenario.tree, study.scenario.first
    states = [(period.name, period.state) for period in periods(tree, first)]
    return dot_source(tree, states, flow=flow(study), titled=False, direction=direction)
