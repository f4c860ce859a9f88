"""after hours callers reach nothing but machines

A patient in pain calls at night and can leave a message, or hears when the office opens. Nobody learns of it until
the next working day.

Checked for every number while the office is closed: what a caller can come to, whatever keys are pressed. It is
reported if nothing of it is live: no person answers, nobody is promised to call back, no mailbox alerts anybody
(`pages`), and the call goes to no outside number, unless the file says that a mailbox answers there, or a menu of which
it does not name the tree. An outside number of which nothing is said counts as live, and so does a recording that tells
callers where to turn with what cannot wait and names a telephone number, in one sentence or in two that follow each
other. The office is closed where the hours that a call comes to by itself say so, also if nothing follows there (what
schedule-gap-or-overlap then reports is the cause); where there are none, where nobody is at any telephone of the file
and at other times somebody is. Imported files are not checked, since they do not say whom a mailbox alerts.

In the phone system, send callers after hours to an answering service or the telephone of whoever is on call, or give
the closed message a key for urgent calls; or let the urgent mailbox alert somebody at once (`pages`), as message
notification does in RingCentral, Zoom and FreePBX.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End
from ivr_audit.finding import Finding
from ivr_audit.model import Node
from ivr_audit.rules.first_heard import text_of
from ivr_audit.rules.live_ends import any_live, closed_views, ends_from
from ivr_audit.rules.opening import checks_by_itself
from ivr_audit.rules.phrasebook import number_given, says_urgent
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources_medical import (
    ANTHEM_AFTER_HOURS,
    CALIFORNIA_HEALTH_WELLNESS,
    HRSA_CHAPTER_7,
    NEW_YORK_DOH_ACCESS,
)
from ivr_audit.rules.urgent import sentences

if TYPE_CHECKING:
    from ivr_audit.finding import Witness
    from ivr_audit.measures import Measures, View

ID = "after-hours-voicemail-only"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each number at which nobody can be reached after hours."""
    if measures.tree.system != "native":
        return
    for view in closed_views(measures):
        ends = list(ends_from(view, view.entry))
        if not any_live(view, ends) and not _tells_where(view):
            yield _finding(view, ends)


def _tells_where(view: View) -> bool:
    """Whether a recording tells callers which number to call with what cannot wait."""
    for name in view.reached:
        parts = sentences(text_of([view.tree.nodes[name]]))
        if any(number_given(one) and says_urgent(one) for one in parts):
            return True
        if any(says_urgent(one) and number_given(other) for one, other in pairwise(parts)):
            return True
    return False


def _finding(view: View, ends: Sequence[End]) -> Finding:
    tree = view.tree
    checks = checks_by_itself(view)
    node, step = checks[-1] if checks else (tree.nodes[view.entry], "")
    field = "closed" if step == "holiday" and "holiday" not in node.places else step
    passed = list(onward_from(view, node.name))
    left = _left(view, ends, passed)
    return Finding(
        rule=ID,
        severity="error",
        place=node.at(field) if field else node.place,
        node=node.name,
        message=f"while the office is closed, callers reach no person and nobody is alerted: {left}",
        advice=_advice(view, node, ends, passed),
        periods=view.names,
        witness=_call(view, ends),
        nodes=tuple(name for name in passed if name != node.name),
    )


def onward_from(view: View, name: str) -> Iterator[str]:
    """The nodes to which calls can go on from one, that one included, whatever callers press."""
    found = {name: None}
    waiting = [name]
    for at in waiting:
        new = [step.to for step in view.steps(at) if isinstance(step.to, str) and step.to not in found]
        found.update(dict.fromkeys(new))
        waiting += dict.fromkeys(new)
    yield from found


def _left(view: View, ends: Sequence[End], passed: Sequence[str]) -> str:
    """What is left to callers."""
    machines = [end.node for end in ends if end.outcome in ("message", "outside")]
    if machines:
        return f"all they can do is leave a message in {some(machines, 'or')}"
    told = [name for name in passed if isinstance(view.tree.nodes[name], model.Say | model.Menu | model.Hangup)]
    return f"all they hear is {some(told)}" if told else "calls are cut off"


def _advice(view: View, check: Node, ends: Sequence[End], passed: Sequence[str]) -> str:
    nodes = view.tree.nodes
    goal = "the answering service or to whoever is on call"
    menu = next((name for name in passed if isinstance(nodes[name], model.Menu)), None)
    boxes = [end.node for end in ends if end.outcome == "message"]
    alerts = f"let {some(boxes[:1])} alert somebody at once (`pages`)" if boxes else ""
    if menu is not None:
        return f'add a key to "{menu}" that leads to {goal}, or {alerts or ALERTING}'
    if boxes:
        return f'give "{boxes[0]}" a key that leads to {goal} (`exits`), or {alerts}'
    return f'send callers from "{check.name}" on to {goal}, or {ALERTING}'


ALERTING = "to a mailbox that alerts somebody at once (`pages`)"


def _call(view: View, ends: Sequence[End]) -> Witness:
    """The call of one who presses nothing, if it comes to a machine; else one that does, if there is any."""
    silent = view.caller("silent")
    machine = next((end for end in ends if end.outcome in ("message", "outside")), None)
    if machine is None or silent.outcome == machine.outcome:
        return view.witness_of(silent)
    return view.witness(view.way_to(machine) or ())


BAD = """\
tree: Family clinic
profile: medical
holidays: US
hours:
  office: {mon-fri: 08:00-17:00}
start: open?
nodes:
  open?:
    hours: office
    open: desk
    closed: night box  # here
  desk: {ring: Front desk, staffed: office, no_answer: night box}
  night box:
    voicemail: Clinic
    greeting: Our office is closed. In an emergency, dial 911. Please leave a message.
    owner: Ann
    reply_within: 1d
"""

GOOD = """\
tree: Family clinic
profile: medical
holidays: US
hours:
  office: {mon-fri: 08:00-17:00}
start: open?
nodes:
  open?:
    hours: office
    open: desk
    closed: closed
  desk: {ring: Front desk, staffed: office, no_answer: night box}
  closed:
    menu: In an emergency, dial 911. For the doctor on call, press 1. To leave a message, press 2.
    options: {1: answering service, 2: night box}
    no_input: night box
  answering service: {transfer: "+1 410 555 0199", answered_by: person}
  night box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours"),
    sources=(
        CALIFORNIA_HEALTH_WELLNESS.says("the message tells how to have the doctor on call paged"),
        ANTHEM_AFTER_HOURS.says("a live person, not another recording"),
        HRSA_CHAPTER_7.says("somebody qualified covers the hours in which the center is closed"),
        NEW_YORK_DOH_ACCESS.says("a live voice after hours"),
    ),
    explains=("recording-leads-to-recording",),
    optional=True,
)
