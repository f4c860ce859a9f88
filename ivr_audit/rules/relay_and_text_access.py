"""the file does not say how callers who cannot hear or speak get through

Deaf callers use a relay service or write. An office that has never thought of it hangs up on the operator of the
relay, whose call begins with a pause, or cannot be reached in writing at all.

Checked at the top of the file: it is advice if `relay` is left out and no prompt names a relay service, TTY or a
number for text messages, and a warning if `relay` is "no" or "none". What the prompts say is looked at in every node,
also in those that no call reaches. Imported files are not checked, since no phone system's export says it. Times that
are too short for a relay call have rules of their own (answer-time-too-short, invalid-key-hangs-up).

That an office leaves it out is advice and no warning, for the duty is to take relay calls like others, not to
announce it. Write into `relay` what holds, such as "relay calls are answered like others; text +1 410 555 0142".

In the phone system, switch off the blocking of anonymous calls and any question that only a human voice can answer,
tell all who answer that a relay call begins with a pause, and offer a number for text messages: text-enable the main
number in RingCentral or Zoom, or give it to a service for messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding, Severity
from ivr_audit.rules.first_heard import text_of
from ivr_audit.rules.phrasebook import says_relay
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import ADA_36_303, ADA_RELAY_GUIDANCE, EN_301_549, IRISH_TOOLKIT

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "relay-and-text-access"
NO_WAY = ("no", "none", "not at all")


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding if nothing is said of relay calls, or that there is no way."""
    tree = measures.tree
    refused = tree.relay is not None and tree.relay.strip().casefold() in NO_WAY
    said = tree.relay is not None or any(says_relay(text_of([node])) for node in tree.nodes.values())
    if tree.system != "native" or said and not refused:
        return
    view = next(iter(measures.views))
    severity: Severity = "warning" if refused else "advice"
    yield Finding(
        rule=ID,
        severity=severity,
        place=tree.places.get("relay", tree.at("tree")),
        node=tree.entries[0].node,
        message='callers who cannot hear or speak have no way to reach the office: the file says "relay: '
        f'{(tree.relay or "").strip()}"'
        if refused
        else "nothing says how callers who cannot hear or speak get through",
        advice="make sure that calls of a relay service are answered like others, offer a number for text messages, "
        "and write it into `relay`",
        witness=view.witness_of(view.caller("silent")),
    )


BAD = """\
tree: Eye clinic  # here
owner: office manager, ext. 12
start: desk
nodes:
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Eye clinic
owner: office manager, ext. 12
relay: relay calls are answered like others; text +1 410 555 0142
start: desk
nodes:
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("office", "prompts"),
    sources=(
        ADA_36_303.says("relay calls are taken like others"),
        ADA_RELAY_GUIDANCE.says("an automated attendant works in real time with TTY and relay"),
        EN_301_549.says("a way that takes neither hearing nor speech"),
        IRISH_TOOLKIT.says("offer another way than the telephone"),
    ),
    optional=True,
)
