"""a complaint ends in a mailbox that nobody returns

Whoever is not content is passed on to somebody higher up, and on, and at last leaves a message that nobody answers. The
office hears of it again from a lawyer, or never.

Checked in every period, for every mailbox that is not returned (no `owner`, or "nobody", or no `reply_within`, or
`checked: never`) and to which calls come only after somebody who answered has passed a complaint on (`escalates_to`);
boxes to which other calls come too have a rule of their own, voicemail-sink. Each box is reported once, with the way of
one complaint: where there is one, a way on which nobody answers after the last `escalates_to`, through announcements,
hours, branches and telephones at which nobody is; else that with the fewest steps. It is an error if nobody answers
there, or the mailbox has no owner; a warning if people are there and the mailbox only lacks a promise. Of boxes in
imported files the owner is unknown, and what is unknown is not reported.

In the phone system, end every chain of people with a person who is there, or with a mailbox that has an owner, a
backup and a promise: look at where the telephone of the last person forwards calls that nobody answers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ivr_audit.callgraph import End, Step, handovers
from ivr_audit.finding import Finding, Related
from ivr_audit.messages import is_returned
from ivr_audit.model import Answered, Branch, HoursCheck, Say, Voicemail
from ivr_audit.rules.phrases import named, some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.voicemail_sink import boxes, fault

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "escalation-ends-in-voicemail"
MOST_NAMED = 4
"""Stages of a complaint that the message names."""


Legs = tuple[tuple[str, str], ...]
"""Steps of a call, each with the node it is taken from."""


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each mailbox that is not returned and to which only complaints come."""
    tree = measures.tree
    views = list(measures.views)
    sinks = {box.name for view in views for box in boxes(view)}
    for view in views:
        lost = [
            node
            for name, node in tree.nodes.items()
            if isinstance(node, Voicemail)
            and name in view.visited
            and name not in sinks
            and not is_returned(node, tree)
        ]
        unanswered = _unanswered(view) if lost else {}
        for box in lost:
            yield _finding(view, box, _way(view, box.name, unanswered))


def _unanswered(view: View) -> dict[str, tuple[str, str]]:
    """The nodes to which complaints come that nobody has answered, each with the step before."""
    came: dict[str, tuple[str, str]] = {}
    waiting: deque[str] = deque()
    for name, node in view.tree.nodes.items():
        if isinstance(node, Answered) and view.way_to(End("person", name)) is not None:
            for step in _upwards(view, name):
                if isinstance(step.to, str) and step.to not in came:
                    came[step.to] = (name, step.name)
                    waiting.append(step.to)
    while waiting:
        name = waiting.popleft()
        node = view.tree.nodes[name]
        if isinstance(node, Say | HoursCheck | Branch | Answered) and not view.staffed(node):
            for step in view.steps(name):
                if step.by == "system" and isinstance(step.to, str) and step.to not in came:
                    came[step.to] = (name, step.name)
                    waiting.append(step.to)
    return came


def _upwards(view: View, name: str) -> list[Step]:
    """The steps by which the people at a node pass a complaint on."""
    return [step for step in handovers(view.tree, name) if _is_complaint(step.name)]


def _is_complaint(step: str) -> bool:
    return step.startswith("escalated")


def _way(view: View, box: str, unanswered: Mapping[str, tuple[str, str]]) -> Legs:
    """The way of a complaint to a box: one that nobody answers, else that with the fewest steps."""
    shortest = view.way_to(box) or ()
    if box not in unanswered:
        return shortest
    legs = [unanswered[box]]
    while not _is_complaint(legs[-1][1]):
        legs.append(unanswered[legs[-1][0]])
    found = (*(view.way_to(End("person", legs[-1][0])) or ()), *reversed(legs))
    return found if len({*found}) == len(found) else shortest


def _others(view: View, box: str, first: str) -> list[str]:
    """The other people whose complaints end in a box and to whom nobody else escalates."""
    before: dict[str, list[str]] = {}
    for name in view.visited:
        for step in (*_upwards(view, name), *(step for step in view.steps(name) if step.by == "system")):
            if isinstance(step.to, str):
                before.setdefault(step.to, []).append(name)
    found = {box}
    waiting = [box]
    while waiting:
        new = [name for name in before.get(waiting.pop(), ()) if name not in found]
        found.update(new)
        waiting += new
    there = [name for name in view.tree.nodes if view.way_to(End("person", name)) is not None and name != first]
    above = {step.to for name in (*there, first) for step in _upwards(view, name)}
    return [name for name in there if name not in above and any(s.to in found for s in _upwards(view, name))]


def _finding(view: View, box: Voicemail, way: Legs) -> Finding:
    tree = view.tree
    begins = next(i for i, (_, step) in enumerate(way) if _is_complaint(step))
    first = way[begins][0]
    last = max(i for i, (_, step) in enumerate(way) if _is_complaint(step))
    people = [name for name, _ in way[begins + 1 :] if isinstance(tree.nodes[name], Answered)]
    stages = [name for name in dict.fromkeys(people) if name != first]
    answered = any(view.staffed(tree.nodes[name]) for name, _ in way[last + 1 :])
    wrong, field, severity = fault(box)
    others = _others(view, box.name, first)
    also = f"; so does whoever complains to {some(others, 'or')}" if others else ""
    passed = _passed(stages, way, answered)
    return Finding(
        rule=ID,
        severity=severity if answered else "error",
        place=box.at(field),
        node=box.name,
        message=f'whoever complains to "{first}" {passed} "{box.name}"{also}: {wrong} it',
        advice=f'let somebody who is there take complaints after "{first}", or name who returns "{box.name}",'
        " and by when",
        periods=view.names,
        witness=view.witness(way),
        related=tuple(
            Related(tree.nodes[other].at("escalates_to"), "complaints from here end there too") for other in others
        ),
    )


def _passed(stages: Sequence[str], way: Legs, answered: bool) -> str:
    """How a complaint is passed on: `is passed on to "boss", where nobody is, and then ends in`."""
    if not stages:
        return "is passed on and ends in"
    said = list(named(stages))
    if len(said) > MOST_NAMED:
        said = [*said[:2], f"{len(said) - 3} others", said[-1]]
    step = next(step for name, step in reversed(way) if name == stages[-1])
    on = f"is passed on to {', then to '.join(said)}"
    if step.startswith(("transferred", "escalated")):
        return f"{on}, and then ends in"
    return f"{on} and, if nobody answers there, ends in" if answered else f"{on}, where nobody is, and then ends in"


BAD = """\
tree: Eye clinic
start: front desk
nodes:
  front desk: {ring: Front desk, escalates_to: [manager], no_answer: clinic box}
  manager: {ring: Manager, staffed: manager in, no_answer: manager box}
  manager box: {voicemail: Manager, owner: nobody}  # here
  clinic box: {voicemail: Clinic, owner: front desk, reply_within: 1d}
hours:
  manager in: {mon: 09:00-10:00}
"""

GOOD = """\
tree: Eye clinic
start: front desk
nodes:
  front desk: {ring: Front desk, escalates_to: [manager], no_answer: clinic box}
  manager: {ring: Manager, staffed: manager in, no_answer: manager box}
  manager box: {voicemail: Manager, owner: manager, backup: owner, reply_within: 2d}
  clinic box: {voicemail: Clinic, owner: front desk, reply_within: 1d}
hours:
  manager in: {mon: 09:00-10:00}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "office"),
)
