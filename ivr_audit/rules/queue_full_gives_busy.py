"""when a queue is full, the next caller gets a busy tone

Callers hear a busy tone, as if the office were not there at all, and on the worst morning of the week that is what most
of them hear. They call again and again, and the line stays full.

Reported for each queue to which a call can come while people are there, also by being passed on, if it has a
`capacity` and `full` is left out, or if `full` is `hangup` or leads to recordings after which the system hangs up
whatever the hour. A queue without `capacity` and `full` is taken as never full. A `full` that leads to other people or
to hours that hang up is a dead-end.

A busy tone for the 51st caller is what a Microsoft Teams call queue gives unless it is told otherwise; cable companies
in the USA must keep busy tones under 3% of the time.

In the phone system, send callers who find the queue full to a mailbox that somebody returns or to other people: in
Microsoft Teams it is "call overflow handling" of the call queue, in FreePBX the "max callers" of the queue and its
"fail over destination", in RingCentral what happens when the queue is full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import call_along
from ivr_audit.rules.hang_ups import is_queue_hang_up, last_words
from ivr_audit.rules.phrases import some
from ivr_audit.rules.queue_ways_out import said_way_out, sent_out
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import WOOD_VILLAGE_CABLE
from ivr_audit.rules.sources_trade import TEAMS_CALL_QUEUE
from ivr_audit.rules.visits import names_of, visits

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "queue-full-gives-busy"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each queue that hangs up on callers when it is full."""
    for queue, views in visits(measures, model.Queue, _hangs_up):
        yield _finding(queue, views)


def _hangs_up(view: View, queue: model.Queue) -> bool:
    return any(step.name == "full" and is_queue_hang_up(view.tree, queue.name, step) for step in view.steps(queue.name))


def _finding(queue: model.Queue, views: Sequence[View]) -> Finding:
    view = views[0]
    full = f'{queue.capacity} callers wait in "{queue.name}"' if queue.capacity else f'"{queue.name}" is full'
    if queue.capacity == 1:
        full = f'somebody waits in "{queue.name}"'
    heard = last_words(view.tree, queue.full)
    lost = f"is hung up on after hearing {some(heard)}" if heard else "gets a busy tone and is cut off"
    return Finding(
        rule=ID,
        severity="warning",
        place=queue.places.get("full", queue.at("capacity")),
        node=queue.name,
        message=f"when {full}, the next caller {lost}",
        advice=f'set "full" of "{queue.name}" to {said_way_out(view, queue)}',
        periods=names_of(views),
        witness=call_along(view, queue.name, (queue.name, "full")),
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with callers who find the queue full sent to a mailbox, a callback or other people."""
    return sent_out(tree, finding, "full")


BAD = """\
tree: Ticket office
start: sales
nodes:
  sales:
    queue: Ticket sales
    agents: 3
    capacity: 10  # here
    max_wait: 8m
    overflow: box
  box: {voicemail: Ticket sales, owner: head of sales, reply_within: 1d}
"""

GOOD = """\
tree: Ticket office
start: sales
nodes:
  sales:
    queue: Ticket sales
    agents: 3
    capacity: 10
    full: box
    max_wait: 8m
    overflow: box
  box: {voicemail: Ticket sales, owner: head of sales, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    sources=(
        TEAMS_CALL_QUEUE.says("a busy tone for callers beyond 50 unless told otherwise"),
        WOOD_VILLAGE_CABLE.says("a busy tone less than 3% of the time"),
    ),
    repair=repair,
)
