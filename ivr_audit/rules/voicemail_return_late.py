"""callers are promised an answer later than the next business day

A caller who leaves a message on Monday and hears nothing until Thursday calls again on Tuesday, and again on Wednesday.
Each of these calls takes somebody's time, and by then the matter may have become urgent.

Checked for every mailbox that calls can come to and whose messages somebody returns. The aim is the end of the next
business day. A promise in the file (`reply_within`) counts clock time, weekends included: for a message left on
Friday evening the end of Monday is 3 days later, so that up to 3 days can mean the next business day, and only a
`reply_within` over `longest` (3 days) is reported. What the greeting promises counts as callers hear it: "within two
days" or "within 48 hours" is Wednesday for a message left on Monday. So a greeting that states more than `said` (24
hours, or one day) is reported too; "the next business day" and "one business day" are one day. One finding for each
box, at `reply_within` if that is over its limit, else at the greeting. Boxes that nobody returns, or for which
nothing is promised, are reported by voicemail-sink.

One state's code for mental-health services and a federal rule for cable companies set the end of the next business day.
For the common "24 hours" no source of its own was found.

In the phone system, only the greeting of the box needs to change. First agree who returns messages each afternoon, then
record and write down what you can keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.messages import returned
from ivr_audit.model import PhoneTree, Voicemail
from ivr_audit.rules import in_force
from ivr_audit.rules.common import call_along
from ivr_audit.rules.phrasebook import promise
from ivr_audit.rules.promises import DAY, say_days
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import US_CABLE_76_309
from ivr_audit.rules.sources_medical import TEXAS_353_1411
from ivr_audit.rules.ways import with_node

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "voicemail-return-late"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each mailbox with a late promise."""
    for view in measures.views:
        for name in view.tree.nodes:
            box = view.tree.nodes[name]
            if name in view.visited and isinstance(box, Voicemail) and returned(box, view.tree) != "nobody":
                yield from _late(view, box, options)


def _late(view: View, box: Voicemail, options: Options) -> Iterator[Finding]:
    said = promise(box.greeting.text)
    if box.reply_within is not None and box.reply_within > options["longest"]:
        late, field = box.reply_within, "reply_within"
        who = "an answer is promised"
    elif said is not None and said > options["said"]:
        late, field = said, "greeting"
        who = "its greeting promises an answer"
    else:
        return
    yield Finding(
        rule=ID,
        severity="warning",
        place=box.at(field),
        node=box.name,
        message=f'callers who leave a message in "{box.name}" wait past the end of the next business day: {who} within '
        f"{say_days(late)}",
        advice=f'return messages in "{box.name}" by the end of the next business day, and say so (`reply_within`)',
        periods=view.names,
        witness=call_along(view, box.name),
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with the promise at its limit; what a greeting says is not for a program to change."""
    box = tree.nodes[finding.node]
    longest = in_force(RULE, tree.audit).options["longest"]
    if not isinstance(box, Voicemail) or box.reply_within is None or box.reply_within <= longest:
        return None
    if (promise(box.greeting.text) or 0.0) > DAY:
        return None
    return with_node(tree, replace(box, reply_within=longest))


BAD = """\
tree: Insurance office
start: desk
nodes:
  desk: {ring: Front desk, no_answer: box}
  box:
    voicemail: Claims
    owner: Ann
    reply_within: 5d  # here
"""

GOOD = BAD.replace("5d  # here", "1d")

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "longest": Setting(3 * DAY, "s", "the longest `reply_within` that is not reported"),
        "said": Setting(DAY, "s", "the longest time stated in a greeting that is not reported"),
    },
    needs=("prompts", "office"),
    sources=(
        TEXAS_353_1411.says("calls are returned before the end of the next business day"),
        US_CABLE_76_309.says("calls after hours are answered on the next business day"),
    ),
    repair=repair,
)
