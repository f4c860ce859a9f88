"""a caller can reach a person without hearing that calls are recorded

In some states and countries nobody may be recorded who has not been told. One way to a person without the notice is
enough for a complaint: it need not be the way that most callers take.

Checked only where the file says `recorded: yes`. For every entry, in every period: is there a way to a person on which
nothing that is said beforehand tells that calls, or the line, are or may be recorded or monitored? What a caller hears
counts from the beginning, even if a key could cut it short. A recording without words in the file may hold the notice,
and a way through it is not reported. Mailboxes are left out, since everybody knows that they record, and so are outside
numbers, unless a person answers there by the file. One finding for each entry, with the shortest such way.

Whether the notice is a duty depends on where caller and office are: ask a lawyer. Where it is none, it is still what
callers expect, and the severity can be lowered. Nothing here is legal advice.

In the phone system, put "this call may be recorded" into the first recording that every caller hears, before any key
and before the hours are checked: in FreePBX an Announcement before the Time Condition, in Microsoft Teams the greeting
of the auto attendant, in RingCentral and Zoom the announcement of automatic recording.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End
from ivr_audit.finding import Finding
from ivr_audit.model import Node
from ivr_audit.rules.opening import heard
from ivr_audit.rules.phrasebook import says_recorded
from ivr_audit.rules.phrases import deeds
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import RECORDING_CONSENT, RECORDING_CONSENT_CHORUS, RECORDING_CONSENT_LYLIX

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "recording-notice-missing"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each entry from which a person can be reached unwarned."""
    if not measures.tree.recorded:
        return
    told = {node.name for node in measures.tree.nodes.values() if _may_tell(node)}
    for view in measures.views:
        way = _unwarned(view, told)
        if way is not None:
            yield _finding(view, way)


def _may_tell(node: Node) -> bool:
    """Whether callers are told at a node that calls are recorded, or may be by a recording whose words are unknown."""
    return any(
        says_recorded(prompt.text) if prompt.text else bool(prompt.audio) or prompt.seconds is not None
        for prompt in heard(node)
    )


def _unwarned(view: View, told: set[str]) -> tuple[tuple[str, str], ...] | None:
    """The way to a person with the fewest steps that leads through no node of `told`, as `(node, step)`."""
    came: dict[str, tuple[str, str] | None] = {} if view.entry in told else {view.entry: None}
    waiting = deque(came)
    while waiting:
        name = waiting.popleft()
        for step in view.steps(name):
            if isinstance(step.to, End):
                if step.to.outcome == "person":
                    return _way_back(came, (name, step.name))
            elif step.to not in came and step.to not in told:
                came[step.to] = (name, step.name)
                waiting.append(step.to)
    return None


def _way_back(came: Mapping[str, tuple[str, str] | None], last: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The way that ends with a step, from the entry on; `came` says by which step each node was come to."""
    legs: list[tuple[str, str]] = []
    leg: tuple[str, str] | None = last
    while leg is not None:
        legs.append(leg)
        leg = came[leg[0]]
    return tuple(reversed(legs))


def _finding(view: View, way: tuple[tuple[str, str], ...]) -> Finding:
    witness = view.witness(way)
    did = deeds([word for word in witness.keys.split(",") if word and not word.startswith("case ")])
    callers = f"callers who {did}" if did else "callers"
    entry = view.tree.nodes[view.entry]
    spoken = [name for name, _ in way if heard(view.tree.nodes[name])]
    first = spoken[0] if spoken else view.entry
    where = f'in "{first}"' if isinstance(view.tree.nodes[first], model.Say | model.Menu) else f'before "{first}"'
    return Finding(
        rule=ID,
        severity="error",
        place=entry.at(entry.main),
        node=entry.name,
        message=f'{callers} reach "{way[-1][0]}" without being told that calls are recorded, as the file says they are',
        advice=f'say "this call may be recorded" {where}, and make sure that every way to a person hears it',
        periods=view.names,
        witness=witness,
        nodes=(way[-1][0],),
    )


BAD = """\
tree: Insurer
recorded: yes
start: main
nodes:
  main:
    menu: To report an accident, press 1. For anything else, press 0.  # here
    options: {1: notice, 0: front desk}
    no_input: notice
  notice: {say: This call may be recorded., next: claims}
  claims: {ring: Claims, no_answer: box}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Insurer, owner: team lead, reply_within: 1d}
"""

GOOD = """\
tree: Insurer
recorded: yes
start: notice
nodes:
  notice: {say: This call may be recorded., next: main}
  main:
    menu: To report an accident, press 1. For anything else, press 0.
    options: {1: claims, 0: front desk}
    no_input: claims
  claims: {ring: Claims, no_answer: box}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Insurer, owner: team lead, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts", "office"),
    disputed="Lists of the US states that ask for everybody's consent differ (eleven, twelve or more) and go stale."
    " The rule therefore looks at no list, but at whether the office says that it records.",
    sources=(
        RECORDING_CONSENT.says(
            "eleven US states ask for the consent of all; up to USD 5,000 for each violation in California"
        ),
        RECORDING_CONSENT_CHORUS.says("twelve states by this list"),
        RECORDING_CONSENT_LYLIX.says("lists of states go stale"),
    ),
)
