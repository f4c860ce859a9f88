"""calls go to an outside number, and nobody knows who answers there

An answering service, a doctor's mobile phone, the number of a practice that has moved: if nobody picks up there, the
caller hears another recording, or somebody's private mailbox, and the office never learns of it.

Reported for each outside number to which a call can come, also by being passed on, if `answered_by` is left out or
`unknown` and no `tree` describes the place. Numbers that several transfers share are reported once. Imported files
cannot say who answers, so there it is not reported.

Health plans in the USA ask for a live person and not another recording where calls are sent after hours; for other
offices it is a design choice that the question must be answered.

In the phone system, look up every number that calls are forwarded to (in Zoom and RingCentral under call handling, in
FreePBX under misc destinations and follow me), ring it when it is busy and when nobody is there, and write down in
`answered_by` who answers: person, menu or voicemail. If it can stay unanswered, say in `no_answer` what happens then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding, Related
from ivr_audit.model import Transfer
from ivr_audit.rules.common import call_along
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources_medical import ANTHEM_AFTER_HOURS
from ivr_audit.rules.visits import names_of, visits

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "external-number-unknown"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each outside number of which the file does not say who answers."""
    if measures.tree.system != "native":
        return
    numbers: dict[str, list[tuple[Transfer, tuple[View, ...]]]] = {}
    for node, views in visits(measures, Transfer, lambda _, node: node.answered_by == "unknown" and node.tree is None):
        numbers.setdefault(re.sub(r"\W", "", node.number).casefold() or node.name, []).append((node, views))
    for found in numbers.values():
        yield _finding(found)


def _finding(found: Sequence[tuple[Transfer, tuple[View, ...]]]) -> Finding:
    (node, views), *others = found
    names = some([other.name for other, _ in found])
    return Finding(
        rule=ID,
        severity="warning",
        place=node.at("answered_by"),
        node=node.name,
        message=f"calls to {names} go to {node.number or 'an outside number'}, and nobody knows who answers there",
        advice=f'call the number when it is busy and out of hours, and write into "answered_by" of {names} '
        "whether a person, a menu or a mailbox answers",
        periods=names_of([view for _, there in found for view in there]),
        witness=call_along(views[0], node.name),
        related=tuple(Related(other.place, f'"{other.name}" goes to the same number') for other, _ in others),
        nodes=tuple(other.name for other, _ in others),
    )


BAD = """\
tree: Veterinary practice
hours: {practice: {mon-sat: "08:00-18:00"}}
start: open?
nodes:
  open?: {hours: practice, open: front desk, closed: night vet}
  front desk: {ring: Front desk, no_answer: box}
  night vet: {transfer: +1 555 010 0199}  # here
  box: {voicemail: Practice, owner: practice manager, reply_within: 1d}
"""

GOOD = """\
tree: Veterinary practice
hours: {practice: {mon-sat: "08:00-18:00"}}
start: open?
nodes:
  open?: {hours: practice, open: front desk, closed: night vet}
  front desk: {ring: Front desk, no_answer: box}
  night vet: {transfer: +1 555 010 0199, answered_by: person}
  box: {voicemail: Practice, owner: practice manager, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "office"),
    sources=(ANTHEM_AFTER_HOURS.says("a live person, not another recording, answers where callers are sent"),),
)
