"""a menu gives callers too little time to press a key

Older callers, people who look for a number or hold a child, and those who call through a relay service need some
seconds after the last word. A menu that gives up on them too soon starts again, or sends them away.

Checked for every menu and question that calls can come to, where the file says how long it waits for a first key
(`no_input_timeout` there, or in the tree's `defaults`): less than `shortest` is reported. All of them are one
finding. Where the file says nothing, nothing is reported.

The 3 seconds are the lower end of what the standard for telephone dialogues asks for (3 to 10 seconds); the settings
that phone systems come with lie between 3 (Mitel) and 10 seconds (Webex), and 5 is common.

In the phone system, raise the time to wait for a key to at least 5 seconds: "Timeout" of an IVR in FreePBX, "timeout"
of Gather in Twilio, "No Entry Timeout" in Genesys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules.menus import Listener, Stated, exactly, joined, met, spread, stated_timeout, with_fields
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import ISO_13714, W3C_VOICE_MENUS
from ivr_audit.rules.sources_trade import (
    AVAYA_IP_OFFICE,
    GENESYS_TIMEOUTS,
    MITEL_MICOLLAB,
    TWILIO_GATHER,
    WEBEX_NO_INPUT,
)

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "answer-time-too-short"
FIVE = 5.0


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus and questions that wait too short."""
    tree = measures.tree
    waits = {name: wait for name, wait in stated_timeouts(tree).items() if wait.value < options["shortest"]}
    nodes = met(measures, waits)
    if not nodes:
        return
    names = list(nodes)
    some_wait = "waits" if len(names) == 1 else "wait"
    yield joined(
        ID,
        "warning",
        nodes,
        places=lambda name: waits[name].place,
        note=lambda name: f"waits {exactly(waits[name].value)}",
        message=f"{some(names)} {some_wait} only {spread(waits[name].value for name in names)} for a key, so that slow "
        f"callers count as silent; {exactly(options['shortest'])} is the least",
        advice=f"let {some(names)} wait 5 s or more (`no_input_timeout`)",
        words=("wait",),
    )


def stated_timeouts(tree: PhoneTree) -> dict[str, Stated]:
    """The menus and questions of which the file says how long they wait for a first key, in its order."""
    nodes = (node for node in tree.nodes.values() if isinstance(node, Listener))
    found = ((node.name, stated_timeout(tree, node, "no_input_timeout")) for node in nodes)
    return {name: wait for name, wait in found if wait is not None}


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree:
    """The tree with the usual 5 seconds."""
    return with_fields(tree, finding, no_input_timeout=FIVE)


BAD = """\
tree: Hearing clinic
start: main
nodes:
  main:
    menu: For an appointment, press 1. For batteries, press 2. For anything else, press 0.
    no_input_timeout: 2s  # here
    options: {1: desk, 2: shop, 0: desk}
    no_input: desk
  desk: {ring: Front desk, no_answer: box}
  shop: {ring: Shop, no_answer: box}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace("2s  # here", "6s")

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"shortest": Setting(3.0, "s", "a shorter wait for a first key is reported")},
    sources=(
        ISO_13714.says("wait between 3 and 10 seconds"),
        W3C_VOICE_MENUS.says("callers who need more time to answer get it"),
        GENESYS_TIMEOUTS.says("5 seconds unless set"),
        TWILIO_GATHER.says("5 seconds unless set"),
        WEBEX_NO_INPUT.says("10 seconds"),
        AVAYA_IP_OFFICE.says("8 seconds, and 1 to 20 can be set"),
        MITEL_MICOLLAB.says("3 seconds"),
    ),
    repair=repair,
)
