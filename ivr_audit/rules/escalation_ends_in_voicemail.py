"""a complaint ends in a mailbox that nobody returns

Whoever is not content is passed on to somebody higher up, and on, and at last leaves a message that nobody answers. The
office hears of it again from a lawyer, or never.

Checked in every period: from everybody who can be reached, people passing callers on included, and is not such a stage
already, `escalates_to` is followed from one person who is there to the next, through announcements, hours, branches and
telephones that nobody answers. From the last stage the call goes on to where it goes if nobody answers there. If that
is a mailbox that is not returned (no `owner`, or "nobody", or no `reply_within`, or `checked: never`), it is reported,
once for each mailbox. It is an error if the last stage is never answered in the period, or the mailbox has no owner; a
warning if people are there and the mailbox only lacks a promise. Of boxes in imported files the owner is unknown,
and what is unknown is not reported.

End every complaint with a person who is there, or with a mailbox that has an owner, a backup and a promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End, Step, handovers
from ivr_audit.finding import Finding, Related
from ivr_audit.model import Answered, Voicemail
from ivr_audit.rules.people import is_nobody, is_returned, is_unheard
from ivr_audit.rules.phrases import named
from ivr_audit.rules.rule import Options, Rule

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "escalation-ends-in-voicemail"


class Complaint(NamedTuple):
    """How a complaint goes: who is spoken to or rung in turn, the words of a script from the first of them on, the
    mailbox at the end, and whether the last stage can be reached in person."""

    stages: tuple[str, ...]
    words: tuple[str, ...]
    box: str
    answered: bool


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each mailbox that is not returned and in which complaints end."""
    for view in measures.views:
        ending: dict[str, list[Complaint]] = {}
        for first in _first_stages(view):
            for complaint in _complaints(view, first):
                box = view.tree.nodes[complaint.box]
                if isinstance(box, Voicemail) and not is_returned(box, view.tree):
                    ending.setdefault(complaint.box, []).append(complaint)
        for complaints in ending.values():
            yield _finding(view, complaints)


def _first_stages(view: View) -> list[str]:
    """The people a call can reach who pass complaints on and are not reached by a complaint themselves."""
    there = [
        node
        for name, node in view.tree.nodes.items()
        if isinstance(node, Answered) and view.way_to(End("person", name)) is not None
    ]
    above = {name for node in there for name in node.escalates_to}
    return [node.name for node in there if node.escalates_to and node.name not in above]
