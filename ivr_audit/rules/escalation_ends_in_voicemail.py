"""a complaint ends in a mailbox that nobody returns

Whoever is not content is passed on to somebody higher up, and on, and at last leaves a message that nobody answers. The
office hears of it again from a lawyer, or never.

Checked in every period. A complaint begins with anybody whom callers can reach, also by being passed on, and to whom
nobody else escalates. From there `escalates_to` is followed from one person who is there to the next, through
announcements, hours, branches and telephones that nobody answers. From the last of them the call goes on to where it
goes if nobody answers there. If that
is a mailbox that is not returned (no `owner`, or "nobody", or no `reply_within`, or `checked: never`), it is reported,
once for each mailbox. It is an error if the last stage is never answered in the period, or the mailbox has no owner; a
warning if people are there and the mailbox only lacks a promise. Of boxes in imported files the owner is unknown,
and what is unknown is not reported.

End every complaint with a person who is there, or with a mailbox that has an owner, a backup and a promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit.call import script_for
from ivr_audit.callgraph import End, Step, handovers
from ivr_audit.finding import Finding, Related
from ivr_audit.messages import is_returned
from ivr_audit.model import Answered, Branch, HoursCheck, Say, Voicemail
from ivr_audit.rules.phrases import named
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.voicemail_sink import fault
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "escalation-ends-in-voicemail"


class Complaint(NamedTuple):
    """How a complaint goes: its steps so far, the people it comes to, and whether the last of them are there."""

    steps: tuple[tuple[str, str], ...]
    stages: tuple[str, ...]
    answered: bool

    def after(self, node: str, step: Step) -> Complaint:
        """The complaint one step further."""
        return self._replace(steps=(*self.steps, (node, step.name)))


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each mailbox that is not returned and in which complaints end."""
    for view in measures.views:
        ending: dict[str, list[Complaint]] = {}
        for first in _first_stages(view):
            for box, complaint in _complaints(view, Complaint((), (first,), answered=True)):
                if not is_returned(box, view.tree):
                    ending.setdefault(box.name, []).append(complaint)
        for name, complaints in ending.items():
            yield _finding(view, name, complaints)


def _first_stages(view: View) -> list[str]:
    """The people a call can reach who pass complaints on and are not reached by a complaint themselves."""
    there = [
        node
        for name, node in view.tree.nodes.items()
        if isinstance(node, Answered) and view.way_to(End("person", name)) is not None
    ]
    above = {name for node in there for name in node.escalates_to}
    return [node.name for node in there if node.escalates_to and node.name not in above]


def _complaints(view: View, so_far: Complaint) -> Iterator[tuple[Voicemail, Complaint]]:
    """The mailboxes in which a complaint ends that has come to a person, each with the way there."""
    person = so_far.stages[-1]
    above = [step for step in handovers(view.tree, person) if step.name.startswith("escalated")]
    if above:
        for step in above:
            yield from _onward(view, so_far.after(person, step)._replace(answered=False), step)
    else:
        for step in view.steps(person):
            if step.by == "system" and step.name != "answered":
                yield from _onward(view, so_far.after(person, step), step)


def _onward(view: View, so_far: Complaint, taken: Step) -> Iterator[tuple[Voicemail, Complaint]]:
    """What becomes of a complaint after a step, without anybody pressing a key."""
    if isinstance(taken.to, End) or taken.to in {name for name, _ in so_far.steps}:
        return
    node = view.tree.nodes[taken.to]
    if isinstance(node, Voicemail):
        yield node, so_far
    elif view.staffed(node):
        if not so_far.answered:
            yield from _complaints(view, so_far._replace(stages=(*so_far.stages, node.name), answered=True))
    elif isinstance(node, Say | HoursCheck | Branch | Answered):
        stages = (*so_far.stages, node.name) if isinstance(node, Answered) else so_far.stages
        for step in view.steps(node.name):
            if step.by == "system":
                yield from _onward(view, so_far.after(node.name, step)._replace(stages=stages), step)


def _finding(view: View, name: str, complaints: Sequence[Complaint]) -> Finding:
    tree = view.tree
    box = tree.nodes[name]
    assert isinstance(box, Voicemail)
    complaint = complaints[0]
    first, *others = dict.fromkeys(complaint.stages[0] for complaint in complaints)
    wrong, field, severity = fault(box)
    absent = "if nobody answers there" if complaint.answered else "where nobody is"
    stages = ", then to ".join(named(complaint.stages[1:]))
    where = f"is passed on to {stages}, {absent}, and then" if stages else "is passed on and"
    also = f"; so does whoever complains to {list_words(named(others), 'or')}" if others else ""
    reached = view.way_to(End("person", first)) or ()
    return Finding(
        rule=ID,
        severity="error" if not complaint.answered else severity,
        place=box.at(field),
        node=name,
        message=f'whoever complains to "{first}" {where} ends in "{name}"{also}: {wrong} it',
        advice=f'let somebody who is there take complaints after "{first}", or name who returns "{name}", and by when',
        periods=view.names,
        witness=view.witness(reached, *script_for(tree, view.state, complaint.steps)),
        related=tuple(
            Related(tree.nodes[other].at("escalates_to"), "complaints from here end there too") for other in others
        ),
    )


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
