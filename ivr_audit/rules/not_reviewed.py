"""nobody has looked at the phone system for over a year

People leave, hours and topics change, and the recordings stay as they are. Callers find every such change before the
office does.

Checked at the top of the file: `reviewed` says a day, and that day is more than `longest` (366) days before the day of
the audit. A file without `reviewed` is not reported, since that says nothing of whether somebody has looked; nor are
imported files, since no phone system's export says it. A day in the future is not reported either. The call that goes
with it is the quickest to a person, for somebody who begins to listen.

One year is a design choice: no source says how often a phone menu should be checked, and within a year every holiday,
season and insurance period has come once.

In the phone system, call every number once, open and closed, press every key, and write the day into `reviewed`; put
the next review into the calendar of whoever looks after the system.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.rules.holiday_not_covered import say_day
from ivr_audit.rules.rule import Options, Rule, Setting

if TYPE_CHECKING:
    from ivr_audit.finding import Witness
    from ivr_audit.measures import Measures

ID = "not-reviewed"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding if the last review was too long ago."""
    tree = measures.tree
    if tree.system != "native" or tree.reviewed is None:
        return
    days = (measures.as_of - tree.reviewed).days
    if days > options["longest"]:
        yield Finding(
            rule=ID,
            severity="warning",
            place=tree.at("reviewed"),
            node=tree.entries[0].node,
            message=f"nobody has looked at this phone system since {say_day(tree.reviewed)}, {days} days ago",
            advice="call every number, open and closed, press every key, and write the day into `reviewed`",
            witness=_listening(measures),
        )


def _listening(measures: Measures) -> Witness:
    """The first call of somebody who begins to look: the quickest to a person, else one without a word."""
    views = list(measures.views)
    view = next((view for view in views if view.person_reachable), None)
    if view is None:
        return views[0].witness_of(views[0].caller("silent"))
    return view.witness(view.calls.time_to_person.typical_path)


BAD = """\
tree: Eye clinic
owner: office manager, ext. 12
reviewed: 2024-05-06  # here
start: front desk
nodes:
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

GOOD = """\
tree: Eye clinic
owner: office manager, ext. 12
reviewed: 2026-05-06
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
    settings={"longest": Setting(366, "", "the most days since the last review that are not reported")},
    needs=("office",),
)
