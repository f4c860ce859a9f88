"""nobody is named who can change the phone system

Whoever hears of a fault, an employee or a caller, has nobody to tell, and it stays. Callers who reach a person and ask
are told that nobody knows.

Checked at the top of the file: `owner` is left out, or is "nobody". The call that goes with it is that of a caller who
gets hold of a person to report a fault. Imported files are not checked, since no phone system's export says it.

In the phone system, nothing has to change: write down one person or role with a telephone number, and tell everybody
who answers calls. Most systems have a note or contact field for the administrator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.messages import is_nobody
from ivr_audit.model import PhoneTree
from ivr_audit.rules.rule import Options, Rule

if TYPE_CHECKING:
    from ivr_audit.finding import Witness
    from ivr_audit.measures import Measures

ID = "no-owner"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding if the tree has no owner."""
    tree = measures.tree
    if tree.system != "native" or tree.owner and not is_nobody(tree.owner):
        return
    call = _asking(measures)
    yield Finding(
        rule=ID,
        severity="warning",
        place=tree.places.get("owner", tree.at("tree")),
        node=tree.entries[0].node,
        message=f"nobody is named who can change this phone system: {_told(call)}",
        advice="name in `owner` who looks after the phone system, with an extension, and tell all who answer calls",
        witness=call,
    )


def _told(call: Witness) -> str:
    """What becomes of a caller who reports a fault."""
    if call.outcome == "person":
        return f'a caller who tells "{call.node}" of a fault reaches somebody who does not know whom to tell'
    return "whoever hears of a fault has nobody to tell"


def _asking(measures: Measures) -> Witness:
    """The call of somebody who gets hold of a person, to ask who is in charge; if there is none, of a silent caller."""
    views = list(measures.views)
    for view in views:
        if view.person_reachable:
            return view.witness(view.calls.time_to_person.typical_path)
    return views[0].witness_of(views[0].caller("silent"))


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree:
    """The tree with an owner."""
    return replace(tree, owner="office manager")


BAD = """\
tree: Eye clinic  # here
start: front desk
nodes:
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

GOOD = """\
tree: Eye clinic
owner: office manager, ext. 12
start: front desk
nodes:
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("office",),
    repair=repair,
)
