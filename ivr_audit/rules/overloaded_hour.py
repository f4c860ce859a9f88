"""at some hours more work comes in than the people who are there can do

Four people's work for three people: the line grows until callers give up. Nothing that is done to the menu helps, and
more room to wait only makes the wait longer.

Checked where the file has a `traffic` section, for each group of people who answer, in each hour of a normal week in
which any of them is there: the hours of work that come in (calls that come to their lines first, times the time that a
call and the work after it take, or that it takes to pass a caller on whom others must help) against the hours that they
are there. Reported if the first is over `percent` of the second. Groups that share a line are taken together.
`simulate` raises it from the calls that it has played.

Not counted: calls that come from other lines or are tried again, so that in truth there is more. An hour in which
nobody is there is not meant: no work can be done then, and calls go elsewhere or are told of by `unstaffed-while-open`.

In the phone system, put more people on the queue at these hours, let another group help out by overflow, or have calls
that can wait come at another time: say in the greeting when it is quiet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.rules.common import call_along
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_trade import MANDELBAUM_ZELTYN_2005
from ivr_audit.rules.under_load import loaded_lines, office_week
from ivr_audit.rules.visits import names_of
from ivr_audit.rules.week_hours import other_hours, say_hour, say_hours

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "overloaded-hour"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each team that has more work than hours at some hour of the week."""
    week = office_week(measures)
    if week is None:
        return
    lines = {line.node.name: (line, views) for line, views in loaded_lines(measures)}
    for team in week.teams:
        name = next((name for name in team.lines if name in lines), None)
        loads = {hour: team.work[hour] / there for hour, there in team.there.items() if there > 0}
        hours = sorted(hour for hour, load in loads.items() if load > options["percent"] / 100 + 1e-9)
        if not hours or name is None:
            continue
        worst = max(hours, key=lambda hour: (round(loads[hour], 9), -hour))
        people = max(busy.people for busy in lines[name][0].times if busy.hour == worst)
        line, views = lines[name]
        yield Finding(
            rule=ID,
            severity="error",
            place=line.node.place,
            node=name,
            message=f"on {say_hour(worst)} there is work for at least {loads[worst] * people:.1f} people and "
            f"{people} of {some(team.groups)} {'is' if people == 1 else 'are'} there, as worked out from the traffic; "
            f"{other_hours(len(hours) - 1)}",
            advice=f"have more people there: {say_hours(hours)}",
            periods=names_of(views),
            witness=call_along(views[0], name),
            nodes=tuple(other for other in team.lines if other != name and other in lines),
            cause=", ".join(team.groups),
        )


BAD = """\
tree: Dentist
start: front desk
hours:
  office: {mon-fri: "08:00-17:00"}
nodes:
  front desk:  # here
    ring: Front desk
    people: 1
    staffed: office
    no_answer: box
  box: {voicemail: Dentist, owner: office manager, reply_within: 1d}
traffic:
  calls: {mon: {08:00-10:00: 24, 10:00-17:00: 8}, tue-fri: {08:00-17:00: 8}}
  handling: 4m
"""

GOOD = """\
tree: Dentist
start: front desk
hours:
  office: {mon-fri: "08:00-17:00"}
nodes:
  front desk:
    ring: Front desk
    staffed: office
    no_answer: box
  box: {voicemail: Dentist, owner: office manager, reply_within: 1d}
traffic:
  calls: {mon: {08:00-10:00: 24, 10:00-17:00: 8}, tue-fri: {08:00-17:00: 8}}
  handling: 4m
  staff:
    front desk:
      serves: front desk
      shifts: {mon: {08:00-10:00: 3, 10:00-17:00: 1}, tue-fri: {08:00-17:00: 1}}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "percent": Setting(100, "", "more work than this part of the people's time is reported, in per cent"),
    },
    needs=("graph", "hours", "office"),
    sources=(MANDELBAUM_ZELTYN_2005.says("a queue that nobody leaves is stable only with less work than people"),),
    disputed="Planners often allow people to be busy 85% of the time. No source for that figure was found, and how "
    "much spare time is needed depends on how many there are, so only what no group can do is reported; "
    "`abandonment-over-target` and `hold-over-target` tell of what comes before.",
    explains=("abandonment-over-target", "hold-over-target", "clinical-line-slow"),
)
