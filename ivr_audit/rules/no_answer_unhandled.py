"""when nobody picks up, the call just ends

The telephone rings through lunch, through the one day when everybody is ill, through the second call of the same
minute. Then the system hangs up, and the caller does not know whether anybody is there at all.

Reported for each ring group to which a call can come, also by being passed on, if it has no `no_answer`. Transfers
to outside numbers are not reported: what happens there is not in the file. A `no_answer` that leads to a hang-up is
a dead-end.

In the phone system, give every ring group a next step: another group, then a mailbox that somebody returns. It is
called "no answer", "fallback" or "overflow" destination.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import Step
from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import Refuges, call_along, refuge
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources_trade import VILLANOVA_ZOOM
from ivr_audit.rules.ways import with_node
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    for view in measures.views:
        refuges = Refuges(view)
        for node in view.tree.nodes.values():
            if isinstance(node, model.Ring) and node.no_answer is None and node.name in view.visited:
                step = next(step for step in view.steps(node.name) if step.name == "no-answer")
                yield _finding(view, refuges, node, step)


def _finding(view: View, refuges: Refuges, ring: model.Ring, step: Step) -> Finding:
    rung = say_duration(step.typical)
    return Finding(
        rule="no-answer-unhandled",
        severity="error",
        place=ring.at("no_answer"),
        node=ring.name,
        message=f'when nobody answers at "{ring.name}", the system hangs up after {rung} of ringing',
        advice=f'set "no_answer" of "{ring.name}" to {refuges.said(ring.name)}',
        periods=view.names,
        witness=call_along(view, ring.name, (ring.name, step.name)),
    )


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    ring = tree.nodes[finding.node]
    to = refuge(tree, finding, ring.name)
    if to is None or not isinstance(ring, model.Ring):
        return None
    return with_node(tree, replace(ring, no_answer=to))


BAD = """\
tree: Dental office
start: welcome
nodes:
  welcome: {say: Thank you for calling., next: front desk}
  front desk:  # here
    ring: Front desk
    ring_for: 25s
"""
GOOD = """\
tree: Dental office
start: welcome
nodes:
  welcome: {say: Thank you for calling., next: front desk}
  front desk:
    ring: Front desk
    ring_for: 25s
    no_answer: box
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="no-answer-unhandled",
    severity="error",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    sources=(VILLANOVA_ZOOM.says("always set an overflow destination"),),
    repair=_repair,
)
