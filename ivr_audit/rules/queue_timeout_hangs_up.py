"""callers who have waited too long in a queue are hung up on

Somebody who has waited for twenty minutes and is then cut off has lost twenty minutes, has reached nobody, and calls
again at the end of the line.

Reported for each queue to which a call can come while people are there, also by being passed on, if callers are taken
out of it after `max_wait` (or, where no `max_wait` is given, by its `overflow`) and the `overflow` is left out, is
`hangup`, or leads to recordings after which the system hangs up whatever the hour. Silent where the queue has neither
`max_wait` nor `overflow` (queue-no-max-wait), where nobody is there (queue-no-agents-unhandled), and where the overflow
leads to other people or to hours that hang up (dead-end).

To hang up after 20 minutes is what a Microsoft Teams call queue does unless it is told otherwise; a law in Spain
forbids large firms to cut callers off for a long wait.

In the phone system, send callers who have waited too long to a mailbox that somebody returns, to a callback, or to
other people: in Microsoft Teams it is "call timeout handling" of the call queue, in FreePBX the "fail over
destination", in RingCentral what happens when the "maximum caller wait time" is reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import Step
from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import call_along
from ivr_audit.rules.hang_ups import is_queue_hang_up, last_words
from ivr_audit.rules.phrases import some
from ivr_audit.rules.queue_ways_out import said_way_out, sent_out
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import SPAIN_10_2025
from ivr_audit.rules.sources_trade import TEAMS_CALL_QUEUE, VILLANOVA_ZOOM
from ivr_audit.rules.visits import names_of, visits
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "queue-timeout-hangs-up"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each attended queue that hangs up on callers who have waited too long."""
    for queue, views in visits(measures, model.Queue, _hangs_up):
        yield _finding(queue, views)


def _hangs_up(view: View, queue: model.Queue) -> bool:
    return view.staffed(queue) and any(is_queue_hang_up(view.tree, queue.name, s) for s in _overflows(view, queue))


def _overflows(view: View, queue: model.Queue) -> Iterator[Step]:
    return (step for step in view.steps(queue.name) if step.name == "overflow")


def _finding(queue: model.Queue, views: Sequence[View]) -> Finding:
    view = views[0]
    waited = f"waited {say_duration(queue.max_wait)}" if queue.max_wait is not None else "waited too long"
    heard = last_words(view.tree, queue.overflow)
    after = f" after hearing {some(heard)}" if heard else ""
    return Finding(
        rule=ID,
        severity="error",
        place=queue.places.get("overflow", queue.at("max_wait")),
        node=queue.name,
        message=f'callers who have {waited} in "{queue.name}" are hung up on{after}',
        advice=f'set "overflow" of "{queue.name}" to {said_way_out(view, queue)}',
        periods=names_of(views),
        witness=call_along(view, queue.name, (queue.name, "overflow")),
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with the overflow leading to a mailbox, a callback or other people."""
    return sent_out(tree, finding, "overflow")


BAD = """\
tree: Home insurer
start: main
nodes:
  main:
    menu: To report damage, press 1, or stay on the line.
    options:
      1: claims
    no_input: claims
  claims:
    queue: Claims team
    max_wait: 10m  # here
  box: {voicemail: Claims, owner: team lead, reply_within: 1d}
"""

GOOD = """\
tree: Home insurer
start: main
nodes:
  main:
    menu: To report damage, press 1, or stay on the line.
    options:
      1: claims
    no_input: claims
  claims:
    queue: Claims team
    max_wait: 10m
    overflow: box
  box: {voicemail: Claims, owner: team lead, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    sources=(
        TEAMS_CALL_QUEUE.says("callers are disconnected after 1200 s unless told otherwise"),
        SPAIN_10_2025.says("callers may not be cut off for a long wait"),
        VILLANOVA_ZOOM.says("always set an overflow destination"),
    ),
    repair=repair,
)
