"""urgent messages after hours are answered too late

A caller who is told to leave an urgent message and hears that a doctor calls back within four hours goes to the
emergency room instead, or waits when waiting is dangerous.

Checked for every mailbox and every promise to call back that callers can come to while the office is closed. What is
compared with `longest` is what the file promises for urgent messages: `urgent_within`. Where a box has none, but is
the box for urgent messages, it is `reply_within`, and without that the time that its greeting states; of a call back
it is `within`. A box or a call back is one for urgent messages if its name says so ("Doctor on call"), or if a key
that a prompt announces for urgent matters, an emergency or whoever is on call leads to it, directly or through
recordings, hours and branches. Ordinary boxes without `urgent_within` are not reported: callers are not told to leave
urgent messages there. Nor is a box that promises nothing at all, which is reported by voicemail-sink.

30 minutes is what several health plans and one state ask of doctors, one of them "when possible". Only what is
promised is checked; what really happens takes measuring.

In the phone system, let the box alert somebody at once (message notification), and agree on who is next when that
person does not answer; where the system alerts only one, an answering service can go on to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.place import Place
from ivr_audit.rules.common import call_along
from ivr_audit.rules.live_ends import closed_views
from ivr_audit.rules.people import who
from ivr_audit.rules.phrasebook import promise
from ivr_audit.rules.promises import say_days
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_medical import (
    ANTHEM_ACCESS_2019,
    CALIFORNIA_HEALTH_WELLNESS,
    NEW_YORK_DOH_ACCESS,
    SECURITY_HEALTH_PLAN,
    TEXAS_CHILDRENS,
)
from ivr_audit.rules.urgent import is_urgent, urgent_nodes

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "urgent-callback-too-slow"


class Promise(NamedTuple):
    """Seconds within which urgent calls are answered, where that stands, and what says it."""

    seconds: float
    place: Place
    field: str


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each box or call back that takes longer over what is urgent."""
    longest = options["longest"]
    for view in closed_views(measures):
        announced = urgent_nodes(view)
        for name in view.reached:
            node = view.tree.nodes[name]
            found = _promised(node)
            if found is None or found.seconds <= longest:
                continue
            stated = isinstance(node, model.Voicemail) and node.urgent_within is not None
            if stated or name in announced or is_urgent(f"{name}. {_title(node)}."):
                yield _finding(view, node, found, longest)


def _promised(node: model.Node) -> Promise | None:
    """What is promised to those who leave an urgent message here, or are to be called back; None if nothing is."""
    if isinstance(node, model.Callback) and node.within is not None:
        return Promise(node.within, node.at("within"), "within")
    if not isinstance(node, model.Voicemail):
        return None
    for field in ("urgent_within", "reply_within"):
        seconds: float | None = getattr(node, field)
        if seconds is not None:
            return Promise(seconds, node.at(field), "urgent_within")
    said = promise(node.greeting.text)
    return None if said is None else Promise(said, node.at("greeting"), "urgent_within")


def _title(node: model.Node) -> str:
    return node.who if isinstance(node, model.Callback) else who(node)


def _finding(view: View, node: model.Node, found: Promise, longest: float) -> Finding:
    what = "messages in" if isinstance(node, model.Voicemail) else "calls to"
    return Finding(
        rule=ID,
        severity="warning",
        place=found.place,
        node=node.name,
        message=f'urgent {what} "{node.name}" are answered only within {say_days(found.seconds)}; '
        f"{say_days(longest)} is the most that patients should wait",
        advice=f'promise, and keep, {say_days(longest)} for urgent {what} "{node.name}", and write it into '
        f"`{found.field}`",
        periods=view.names,
        witness=call_along(view, node.name),
    )


BAD = """\
tree: Family clinic
profile: medical
holidays: US
hours:
  office: {mon-fri: 08:00-17:00}
start: open?
nodes:
  open?: {hours: office, open: desk, closed: closed}
  desk: {ring: Front desk, staffed: office, no_answer: night box}
  closed:
    menu: In an emergency, dial 911. If your call is urgent, press 1. To leave a message, press 2.
    options: {1: doctor box, 2: night box}
    no_input: night box
  doctor box:
    voicemail: Doctor on call
    owner: doctor on call
    pages: doctor on call
    reply_within: 4h  # here
  night box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace("reply_within: 4h  # here", "reply_within: 30m")

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"longest": Setting(1800.0, "s", "the longest time for urgent messages that is not reported")},
    needs=("graph", "hours", "office"),
    sources=(
        ANTHEM_ACCESS_2019.says("urgent calls are returned within 30 minutes"),
        NEW_YORK_DOH_ACCESS.says("30 minutes"),
        TEXAS_CHILDRENS.says("30 minutes"),
        CALIFORNIA_HEALTH_WELLNESS.says("30 minutes, when possible"),
        SECURITY_HEALTH_PLAN.says("one hour"),
    ),
    disputed="One health plan in Wisconsin allows an hour. 30 minutes stands because three others and the department "
    "of health of New York agree on it; set `longest: 1h` where your contract says so.",
    optional=True,
)
