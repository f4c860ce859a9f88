"""callers who ask for a person wait longer than they should

They have chosen, they have been put through, and then they hear music. Every further minute more of them give up.

Checked for each queue to which a call can come while people are there, also by being passed on: the wait that the file
states (`wait`), counted from the moment the caller enters the queue, and never longer than `max_wait`. Reported if the
typical wait is over `typical`, or the longest over `longest`; where `longest` is 0 it is not compared. All such queues
are one finding, told of the one that is furthest over its target.

A queue without a stated typical wait is judged where the file has a `traffic` section and at least five calls a week
come to it first: by the mean wait of a normal week, worked out as in `abandonment-over-target`, which is compared with
`typical`. `simulate` does the same with the calls that it has played. Nothing here is measured.

The 120 s are what Medicare plans in the USA owe on average after the menus, and what doctors in Wales owe for nine
calls in ten. Elsewhere it is a figure to compare with: profiles set what binds a line of business, such as 60 s on
average for local telephone companies in Illinois, or three minutes for nearly all calls to large firms in Spain.

In the phone system, have more people signed in at the busy hours, take simple questions out of the queue, and offer to
call back. The queue report (in Microsoft Teams and RingCentral under analytics, in FreePBX under queue reports) shows
the hours at which callers wait longest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.finding import Finding, Related
from ivr_audit.rules.common import call_along
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import (
    ILLINOIS_730_510,
    IOWA_HF_2448,
    ITALY_AGCOM_255_24,
    PORTUGAL_134_2009,
    SPAIN_10_2025_CLOCK,
)
from ivr_audit.rules.sources_medical import CMS_TELEPHONE_RESPONSE, VA_OIG_CONTACT_CENTERS, WALES_ACCESS
from ivr_audit.rules.sources_trade import FONOLO_80_20
from ivr_audit.rules.stated_waits import attended_queues, stated_wait
from ivr_audit.rules.under_load import loaded_lines, mean_of
from ivr_audit.rules.visits import names_of
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.demand import Line
    from ivr_audit.measures import Measures, View

ID = "hold-over-target"


class _Over(NamedTuple):
    """A queue with the views in which callers wait in it too long: what they wait, in words, and by how many seconds
    that is over the target at most."""

    queue: model.Queue
    views: tuple[View, ...]
    waits: str
    excess: float


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for all queues whose wait is over the target."""
    found = []
    worked_out = {line.node.name: line for line, _ in loaded_lines(measures)}
    for queue, views in attended_queues(measures):
        over = [*_over(queue, options), *_over_mean(queue, worked_out.get(queue.name), options["typical"])]
        if over:
            words, seconds = zip(*over, strict=True)
            found.append(_Over(queue, views, ", and ".join(words), max(seconds)))
    if found:
        yield _finding(sorted(found, key=lambda over: -over.excess))


def _over(queue: model.Queue, options: Options) -> Iterator[tuple[str, float]]:
    """The waits that are over their targets, in words, and the seconds beyond the target."""
    typical, longest = stated_wait(queue)
    if typical is not None and typical > options["typical"]:
        target = options["typical"]
        yield f"{say_duration(typical)} typically (target {say_duration(target)})", typical - target
    if longest is not None and 0 < options["longest"] < longest:
        target = options["longest"]
        yield f"{say_duration(longest)} at the longest (target {say_duration(target)})", longest - target


def _over_mean(queue: model.Queue, line: Line | None, target: float) -> Iterator[tuple[str, float]]:
    """The same of the mean wait that is worked out where the file states none."""
    if line is not None and stated_wait(queue).typical is None:
        wait = mean_of(line, "mean_wait").all
        if wait > target:
            words = f"{say_duration(wait)} on average, as worked out from the traffic (target {say_duration(target)})"
            yield words, wait - target


def _finding(found: Sequence[_Over]) -> Finding:
    worst, *others = found
    names = [over.queue.name for over in found]
    also = f", and too long in {some(names[1:])}" if others else ""
    hours = "their busy hours" if others else "its busy hours"
    offered = all(over.queue.callback for over in found)
    back = "" if offered else " and offer to call back those who would wait longer"
    return Finding(
        rule=ID,
        severity="warning",
        place=worst.queue.at("wait"),
        node=worst.queue.name,
        message=f'callers who wait for a person in "{worst.queue.name}" wait {worst.waits}{also}',
        advice=f"put more people on {some(names)} at {hours}{back}",
        periods=names_of([view for over in found for view in over.views]),
        witness=call_along(worst.views[0], worst.queue.name),
        related=tuple(
            Related(over.queue.at("wait"), f'callers wait in "{over.queue.name}" {over.waits}') for over in others
        ),
        nodes=tuple(names[1:]),
    )


BAD = """\
tree: Water company
start: main
nodes:
  main:
    menu: To speak with somebody, press 0, or stay on the line.
    options: {0: advisers}
    no_input: advisers
  advisers:
    queue: Advisers
    wait: {typical: 4m, longest: 9m}  # here
    max_wait: 10m
    overflow: box
  box: {voicemail: Advisers, owner: team lead, reply_within: 1d}
"""

GOOD = """\
tree: Water company
start: main
nodes:
  main:
    menu: To speak with somebody, press 0, or stay on the line.
    options: {0: advisers}
    no_input: advisers
  advisers:
    queue: Advisers
    wait: {typical: 90s, longest: 9m}
    max_wait: 10m
    overflow: box
  box: {voicemail: Advisers, owner: team lead, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "typical": Setting(120.0, "s", "a longer typical or mean wait is reported"),
        "longest": Setting(0.0, "s", "a longest wait over this is reported; with 0 it is not compared"),
    },
    needs=("graph", "office"),
    sources=(
        CMS_TELEPHONE_RESPONSE.says("a mean hold of 2 minutes after the menus, for Medicare plans"),
        WALES_ACCESS.says("nine calls in ten answered within 2 minutes of the recorded message"),
        ILLINOIS_730_510.says("answered within 60 s on average, for local telephone companies"),
        PORTUGAL_134_2009.says("at most 60 s on the line, for call centres"),
        SPAIN_10_2025_CLOCK.says("95% within 3 minutes of asking for a person, for large firms"),
        IOWA_HF_2448.says("put through within 2 minutes"),
        VA_OIG_CONTACT_CENTERS.says("a target of 80% of calls in 30 s, for scheduling and pharmacy"),
        ITALY_AGCOM_255_24.says("a mean of 150 s until a person answers, for telephone companies"),
        FONOLO_80_20.says("the usual target of 80% in 20 s has no scientific basis"),
    ),
    disputed=(
        'The target that is told everywhere, "80% of calls in 20 seconds", has no scientific basis and nobody knows '
        "where it comes from, so it is not used here. What binds some lines of business is a mean, a share of calls or "
        "a limit; the file states a typical and a longest wait, which are compared with the figures as they are."
    ),
    explains=("no-callback-when-long",),
)
