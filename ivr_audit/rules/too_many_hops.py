"""callers are handed on again and again, and nobody answers

First one desk rings, then a queue plays music, then another desk rings: each time the caller hopes, nobody answers, and
nobody has asked whether a message would do.

Checked for every ring group and queue to which a call can come, also by being passed on: the longest way on which the
caller is handed on to further ring groups and queues without doing anything, because nobody answers, all are busy, the
queue is full, the wait is too long or nobody is there (`no_answer`, `busy`, `full`, `overflow`, `no_agents`), directly
or through recordings, hours and branches. Reported if there are more than `most` such hand-offs in a row: 2 are three
groups, one after the other. One finding for the longest way to each last group. A circle counts once; doom-loop reports
it. Being passed on by a person does not count.

Two is a design choice. Cable companies in the USA must put a call through within 30 s, and in a survey 59% dreaded
being passed on and having to say everything again.

In the phone system, let each key lead straight to those who can help, ring several desks together instead of one after
another, and let the second group that does not answer hand on to a mailbox or a callback: the "destination if no
answer" of a ring group and the "fail over destination" of a queue in FreePBX, "call handling" in Zoom and RingCentral.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.model import Answered
from ivr_audit.rules.common import call_along
from ivr_audit.rules.handed_on import Chain, chains
from ivr_audit.rules.phrases import named
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import WOOD_VILLAGE_CABLE
from ivr_audit.rules.sources_trade import HELPSHIFT_TRANSFERS
from ivr_audit.rules.ways import name_of, place_of

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "too-many-hops"
_STEPS = ("no-answer", "busy", "full", "overflow", "no-agents")


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each way on which callers are handed on too often."""
    for view in measures.views:
        last: set[str] = set()
        for chain in chains(view, Answered, _STEPS, lambda group: 1.0):
            hops = len(chain.groups) - 1
            if hops > options["most"] and chain.groups[-1].name not in last:
                last.add(chain.groups[-1].name)
                yield _finding(view, chain, int(options["most"]))


def _finding(view: View, chain: Chain, most: int) -> Finding:
    names = [group.name for group in chain.groups]
    name, step = [leg for leg in chain.legs if isinstance(view.tree.nodes[leg[0]], Answered)][most]
    node = view.tree.nodes[name]
    times = len(names) - 1
    return Finding(
        rule=ID,
        severity="warning",
        place=place_of(node, step),
        node=node.name,
        message=f"when nobody answers, callers are handed on {times} times: {_in_turn(names)}",
        advice=f"let {name_of(node, step)} lead to a mailbox that somebody returns or to a callback, and "
        "ring several desks together instead of one after another",
        periods=view.names,
        witness=call_along(view, names[0], *chain.legs),
        nodes=tuple(name for name in names if name != node.name),
        cause=f"to {names[-1]}",
    )


def _in_turn(names: list[str]) -> str:
    return ", then ".join(named(names if len(names) < 7 else [*names[:5], names[-1]]))


BAD = """\
tree: Property manager
start: repairs
nodes:
  repairs: {ring: Repairs desk, no_answer: office}
  office: {ring: Office, no_answer: queue}
  queue:
    queue: All staff
    max_wait: 2m
    overflow: manager  # here
  manager: {ring: Manager, no_answer: box}
  box: {voicemail: Repairs, owner: manager, reply_within: 1d}
"""

GOOD = """\
tree: Property manager
start: repairs
nodes:
  repairs: {ring: Repairs desk, no_answer: office}
  office: {ring: Office and manager, no_answer: queue}
  queue:
    queue: All staff
    max_wait: 2m
    overflow: box
  box: {voicemail: Repairs, owner: manager, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"most": Setting(2.0, "", "more hand-offs in a row are reported")},
    sources=(
        WOOD_VILLAGE_CABLE.says("a call is put through within 30 s"),
        HELPSHIFT_TRANSFERS.says("59% dread being passed on and repeating themselves"),
    ),
)
