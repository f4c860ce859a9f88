"""callers can wait in a queue without end

On a busy day the wait has no limit, and there is no key that leads out. The caller can only give up, after ten
minutes or after forty, and nobody at the office learns of it.

Reported for each queue to which a call can come, also by being passed on, while people are there, if no key leads
out of it (`exits`, `callback`) and it has no `max_wait`, or one over `longest_wait`. The default is 15 minutes, the
most that RingCentral allows; Microsoft Teams allows 45 and starts with 20. A limit without `overflow` hangs up;
queue-timeout-hangs-up reports that.

In the phone system, set a longest wait and a next step, such as a mailbox that somebody returns, or offer a key for
being called back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules import in_force
from ivr_audit.rules.common import Refuges, call_along, refuge
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_trade import RINGCENTRAL_QUEUES, TEAMS_CALL_QUEUE
from ivr_audit.rules.ways import with_node
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    longest = options["longest_wait"]
    for view in measures.views:
        refuges = Refuges(view)
        for queue in view.tree.nodes.values():
            if not isinstance(queue, model.Queue) or queue.name not in view.visited or not view.staffed(queue):
                continue
            if queue.exits or queue.callback or queue.limit_elsewhere:
                continue
            if queue.max_wait is None or queue.max_wait > longest:
                yield _finding(view, refuges, queue, longest)


def _finding(view: View, refuges: Refuges, queue: model.Queue, longest: float) -> Finding:
    if queue.max_wait is None:
        limit = "without end"
        to = "" if queue.overflow else f' and "overflow" to {refuges.said(queue.name)}'
        advice = f'set "max_wait" of "{queue.name}" to {say_duration(longest)} at most{to}'
    else:
        limit = f"up to {say_duration(queue.max_wait)}"
        advice = f'lower "max_wait" of "{queue.name}" to {say_duration(longest)}, or offer a key for being called back'
    return Finding(
        rule="queue-no-max-wait",
        severity="warning",
        place=queue.at("max_wait"),
        node=queue.name,
        message=f'callers can wait {limit} in "{queue.name}", and no key leads out of it',
        advice=advice,
        periods=view.names,
        witness=call_along(view, queue.name),
    )


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    queue = tree.nodes[finding.node]
    if not isinstance(queue, model.Queue):
        return None
    longest = in_force(RULE, tree.audit).options["longest_wait"]
    if queue.max_wait is not None or queue.overflow is not None:
        return with_node(tree, replace(queue, max_wait=longest))
    to = refuge(tree, finding, queue.name)
    return None if to is None else with_node(tree, replace(queue, max_wait=longest, overflow=to))


BAD = """\
tree: Dental office
start: patient care
nodes:
  patient care:  # here
    queue: Patient care team
    wait: {typical: 2m}
    overflow: box
  box: {voicemail: Patient care, owner: Mary, reply_within: 1d}
"""
GOOD = """\
tree: Dental office
start: patient care
nodes:
  patient care:
    queue: Patient care team
    wait: {typical: 2m}
    max_wait: 10m
    overflow: box
  box: {voicemail: Patient care, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="queue-no-max-wait",
    severity="warning",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"longest_wait": Setting(900.0, "s", "the longest `max_wait` that is not reported")},
    sources=(
        RINGCENTRAL_QUEUES.says("at most 15 minutes of waiting"),
        TEAMS_CALL_QUEUE.says("20 minutes unless set, at most 45"),
    ),
    repair=_repair,
)
