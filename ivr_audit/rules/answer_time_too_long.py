"""a menu stays silent for too long before it goes on

After some seconds of silence callers think that the line is dead, and hang up. Those who cannot press keys, for whom
silence is the only answer, wait through it after every play.

Checked for every menu and question that calls can come to, where the file says how long it waits for a first key
(`no_input_timeout` there, or in the tree's `defaults`): more than `longest` is reported. All of them are one finding.
Where the file says nothing, nothing is reported.

The 10 seconds are the upper end of what the standard for telephone dialogues asks for; a bill in New York, which did
not become law, had callers put through to a person after 10 seconds of silence. It is advice and no more, because an
office with many slow callers can have its reasons.

In the phone system, lower the time to wait for a key to 5 to 10 seconds: "Timeout" of an IVR in FreePBX, "timeout" of
Gather in Twilio, "No Entry Timeout" in Genesys; and send silent callers on to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules.answer_time_too_short import stated_timeouts
from ivr_audit.rules.menus import exactly, joined, met, spread, with_fields
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import ISO_13714, NEW_YORK_A3831

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "answer-time-too-long"
TEN = 10.0


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus and questions that wait too long."""
    tree, longest = measures.tree, options["longest"]
    waits = {name: wait for name, wait in stated_timeouts(tree).items() if wait.value > longest}
    nodes = met(measures, waits)
    if not nodes:
        return
    names = list(nodes)
    some_wait = "waits" if len(names) == 1 else "wait"
    yield joined(
        ID,
        "advice",
        nodes,
        places=lambda name: waits[name].place,
        note=lambda name: f"waits {exactly(waits[name].value)}",
        message=f"{some(names)} {some_wait} {spread(waits[name].value for name in names)} for a key without a word, so "
        f"that callers think the line is dead; {exactly(longest)} is enough",
        advice=f"let {some(names)} wait {exactly(longest)} at most (`no_input_timeout`)",
        words=("wait",),
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree:
    """The tree with 10 seconds, the most that is usual."""
    return with_fields(tree, finding, no_input_timeout=TEN)


BAD = """\
tree: Hearing clinic
start: main
nodes:
  main:
    menu: For an appointment, press 1. For batteries, press 2. For anything else, press 0.
    no_input_timeout: 20s  # here
    options: {1: desk, 2: shop, 0: desk}
    no_input: desk
  desk: {ring: Front desk, no_answer: box}
  shop: {ring: Shop, no_answer: box}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace("20s  # here", "8s")

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"longest": Setting(10.0, "s", "a longer wait for a first key is reported")},
    sources=(
        ISO_13714.says("wait between 3 and 10 seconds"),
        NEW_YORK_A3831.says("a person after 10 seconds of silence"),
    ),
    repair=repair,
)
