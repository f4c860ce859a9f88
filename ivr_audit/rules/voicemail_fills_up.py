"""a mailbox fills up before anybody listens to it

Once a box is full, the system tells callers so and hangs up on them, in the middle of a long weekend. Nobody learns
who they were.

Checked for every mailbox that calls can come to and that says how many `messages` a busy day brings and how often it is
`checked`. The messages from one check to the next are `messages` times the longest time without a check, in days, and
it is reported if they are `percent` (80) per cent or more of the `capacity`, or of 100 where the file does not state
one. The longest time without a check is 3 days for business days, weekdays and Monday to Friday (the weekend), 1 day
for daily, every day and every morning, 7 for weekly, 30 for monthly; "every N hours", "every N days" and "twice a day"
are what they say; "N times a week" is 7 / N days rounded up, but 3 for five times and 2 for six; named weekdays are
counted out, so Mondays and Thursdays leave 4 days; every second Monday leaves 14, and the first Monday of the month 35.
Where two of these are said the longer one counts. A box with other words, or with one such as "when" or "usually", is
not reported. Days on which the office is closed count as busy days, since then every call ends in the box.

100 messages is what a sample file of Asterisk gives as its default; four fifths is a design choice that leaves room
for a worse day than the busiest.

In the phone system, have the box listened to at the weekend or passed on to somebody else then, delete what was
answered, and raise the limit: `maxmsg` in Asterisk and FreePBX, the storage or retention of messages elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.model import Voicemail
from ivr_audit.rules.checks import longest_unchecked
from ivr_audit.rules.common import call_along
from ivr_audit.rules.promises import DAY
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_trade import ASTERISK_VOICEMAIL_CONF
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "voicemail-fills-up"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each mailbox that fills up between two checks."""
    for view in measures.views:
        for name, box in view.tree.nodes.items():
            if isinstance(box, Voicemail) and name in view.visited and box.messages and box.checked is not None:
                days = longest_unchecked(box.checked)
                limit = (options["capacity"] if box.capacity is None else box.capacity) * options["percent"] / 100
                if days is not None and box.messages * days >= limit:
                    yield _finding(view, box, days, options)


def _finding(view: View, box: Voicemail, days: float, options: Options) -> Finding:
    assert box.messages is not None
    expected = box.messages * days
    fits = f"{options['capacity']:g} fit in by default" if box.capacity is None else f"{box.capacity} fit in"
    time = f"{days:g} days" if days > 1 else say_duration(days * DAY)
    needed = floor(expected * 100 / options["percent"]) + 1
    return Finding(
        rule=ID,
        severity="warning",
        place=box.at("checked" if box.capacity is None else "capacity"),
        node=box.name,
        message=f'"{box.name}" can be full before somebody listens to it: up to {time} pass from one check to the next '
        f"({box.checked}), which brings about {expected:.0f} messages, and {fits}",
        advice=f'have "{box.name}" listened to more often, or raise its limit to {needed} messages',
        periods=view.names,
        witness=call_along(view, box.name),
    )


BAD = """\
tree: Pharmacy
start: desk
nodes:
  desk: {ring: Counter, no_answer: box}
  box:
    voicemail: Refills
    owner: Ann
    reply_within: 1d
    checked: every business day
    messages: 30
    capacity: 100  # here
"""

GOOD = """\
tree: Pharmacy
start: desk
nodes:
  desk: {ring: Counter, no_answer: box}
  box:
    voicemail: Refills
    owner: Ann
    reply_within: 1d
    checked: twice a day, also at weekends
    messages: 30
    capacity: 100
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "percent": Setting(80, "", "how full a mailbox may get between two checks, in per cent"),
        "capacity": Setting(100, "", "how many messages fit into a mailbox that does not say"),
    },
    needs=("office",),
    sources=(ASTERISK_VOICEMAIL_CONF.says("100 messages by default"),),
)
