"""callers wait for minutes, and nothing offers to call them back

Somebody who phones in a break, from a car or on the last of the battery cannot wait for ten minutes. They hang up and
call again, and every call makes the line longer.

Checked for each queue to which a call can come while people are there, also by being passed on: reported if the file
states a wait over `wait`, typical or longest, never counted longer than `max_wait`, and the queue has neither a
`callback` key nor an exit to a callback, directly or through recordings. A queue to which calls come only from menus
that offer a callback beside it is not reported, nor is one without `wait`. All such queues are one finding.

Three minutes are a design choice. In a survey of callers 63% preferred being called back to waiting, and health
services in England count it among the functions that a doctor's phone system must have.

In the phone system, switch on a callback that keeps the caller's place in line: many call queues, such as those of
Microsoft Teams, have one among their settings, others as an extra module or in a higher plan. Where there is none,
offer a key that leads to a mailbox, and have it listened to every hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding, Related
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import call_along
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import ACIXD_FAILURE
from ivr_audit.rules.sources_medical import NHS_REQUIRED_FUNCTIONS
from ivr_audit.rules.sources_trade import SOFTWARE_ADVICE_HOLD
from ivr_audit.rules.stated_waits import attended_queues, stated_wait
from ivr_audit.rules.visits import names_of
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "no-callback-when-long"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for all queues with a long wait and no offer to call back."""
    found = []
    for queue, views in attended_queues(measures):
        if stated_wait(queue).most > options["wait"] and not _offers(measures.tree, queue):
            there = tuple(view for view in views if not _is_offered_before(view, queue))
            found += [(queue, there)] if there else []
    if found:
        yield _finding(found)


def _offers(tree: PhoneTree, queue: model.Queue) -> bool:
    return queue.callback is not None or any(_calls_back(tree, key.to) for key in queue.exits)


def _calls_back(tree: PhoneTree, name: str | None) -> bool:
    """Whether a call ends in a callback from a node on, at once or after recordings."""
    seen = set()
    while name is not None and name not in seen:
        seen.add(name)
        node = tree.nodes.get(name)
        if isinstance(node, model.Callback):
            return True
        name = node.next if isinstance(node, model.Say) else None
    return False


def _is_offered_before(view: View, queue: model.Queue) -> bool:
    """Whether calls come to the queue from menus alone, each with a key for being called back."""
    before = [view.tree.nodes[stop] if isinstance(stop, str) else None for stop, _ in view.steps_into(queue.name)]
    return view.entry != queue.name and all(
        isinstance(menu, model.Menu) and any(_calls_back(view.tree, option.to) for option in menu.options)
        for menu in before
    )


def _finding(found: Sequence[tuple[model.Queue, tuple[View, ...]]]) -> Finding:
    (queue, views), *others = found
    names = [other.name for other, _ in found]
    waits = [f'up to {say_duration(stated_wait(other).most)} in "{other.name}"' for other, _ in found]
    also = f", and too long in {some(names[1:])}" if others else ""
    return Finding(
        rule=ID,
        severity="advice",
        place=queue.at("wait"),
        node=queue.name,
        message=f"callers wait {waits[0]}{also}, and no key there offers to call them back",
        advice=f"offer callers in {some(names)} a key for being called back, and keep their place in line",
        periods=names_of([view for _, there in found for view in there]),
        witness=call_along(views[0], queue.name),
        related=tuple(
            Related(node.at("wait"), f"callers wait {wait}") for (node, _), wait in zip(others, waits[1:], strict=True)
        ),
        nodes=tuple(names[1:]),
    )


BAD = """\
tree: Medical practice
start: main
nodes:
  main:
    menu: For an appointment, press 1, or stay on the line.
    options: {1: appointments}
    no_input: appointments
  appointments:
    queue: Appointments
    wait: {typical: 2m, longest: 8m}  # here
    max_wait: 10m
    overflow: box
  box: {voicemail: Appointments, owner: practice manager, reply_within: 1d}
"""

GOOD = """\
tree: Medical practice
start: main
nodes:
  main:
    menu: For an appointment, press 1, or stay on the line.
    options: {1: appointments}
    no_input: appointments
  appointments:
    queue: Appointments
    wait: {typical: 2m, longest: 8m}
    max_wait: 10m
    overflow: box
    callback: 1
  box: {voicemail: Appointments, owner: practice manager, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"wait": Setting(180.0, "s", "a longer stated wait without an offer to call back is reported")},
    needs=("graph", "office"),
    sources=(
        SOFTWARE_ADVICE_HOLD.says("63% would rather be called back than wait"),
        NHS_REQUIRED_FUNCTIONS.says("calling back is a required function of a practice's phone system"),
        ACIXD_FAILURE.says("offer to call back when the caller cannot be served"),
    ),
)
