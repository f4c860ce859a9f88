"""too many callers give up while they wait

They have found the right line, and nobody comes. What they wanted is not done, and many of them call again and make the
line longer still.

Checked where the file has a `traffic` section, for each ring group and queue to which at least five calls a week come
first: the part of its callers in a normal week who give up before anybody answers. It is worked out from the calls of
each hour, who calls for what, the people who are there, how long a call takes, and the callers' patience, by the
formula for queues whose callers give up (Erlang A; with limits, keys and balking it is called M/M/n+G). Reported if it
is over `percent`; over `grave` it is an error. `simulate` raises it from the calls that it has played.

Not counted: calls that come from other lines or are tried again, so that in truth there is more. Not judged: a queue
with a `capacity`, which only `simulate` can judge. People who answer several lines are taken together. Callers who are
sent on, by `max_wait` or because nobody picks up, have not given up.

In the phone system, have more people signed in at the busy hours, or let callers keep their place and be called back.
The queue report shows how many gave up: in Microsoft Teams under analytics, in FreePBX under queue reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.rules.common import call_along
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import MARYLAND_20_50_12_08
from ivr_audit.rules.sources_medical import CMS_TELEPHONE_RESPONSE, GRIFFITH_2019, WALES_ACCESS
from ivr_audit.rules.under_load import beside, loaded_lines, mean_of
from ivr_audit.rules.visits import names_of
from ivr_audit.rules.week_hours import say_hour

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "abandonment-over-target"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each line at which too many give up."""
    for line, views in loaded_lines(measures):
        part = mean_of(line, "gives_up")
        if part.all > options["percent"] / 100:
            yield Finding(
                rule=ID,
                severity="error" if part.all > options["grave"] / 100 else "warning",
                place=line.node.place,
                node=line.node.name,
                message=f'{beside(part.all, options["percent"])} of the calls that come to "{line.node.name}" are '
                f"given up while they wait, as worked out from the traffic (target {options['percent']:g}%); most "
                f"on {say_hour(part.highest)}",
                advice="have more people answer at the busy hours, or offer to call back those who would wait",
                periods=names_of(views),
                witness=call_along(views[0], line.node.name),
            )


BAD = """\
tree: Water company
start: advisers
nodes:
  advisers:  # here
    queue: Advisers
    agents: 2
traffic:
  calls: {mon-fri: {09:00-17:00: 40}}
  handling: 4m
  patience: 5m
"""

GOOD = """\
tree: Water company
start: advisers
nodes:
  advisers:
    queue: Advisers
    agents: 5
traffic:
  calls: {mon-fri: {09:00-17:00: 40}}
  handling: 4m
  patience: 5m
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "percent": Setting(5, "", "a larger part that gives up is reported, in per cent"),
        "grave": Setting(20, "", "a larger part is an error, in per cent"),
    },
    needs=("graph", "hours", "office"),
    sources=(
        CMS_TELEPHONE_RESPONSE.says("at most 5% of the calls disconnected, for Medicare plans"),
        MARYLAND_20_50_12_08.says("at most 5% of the calls abandoned, for utilities"),
        WALES_ACCESS.says("fewer than 20% of the calls are abandoned"),
        GRIFFITH_2019.says("longer waits, but not a larger part that gave up, went with worse access to urgent care"),
    ),
    disputed="Texts differ by four times: 5% for health plans and utilities, 20% for doctors in Wales. In the clinics "
    "of the VA longer waits made patients judge their access worse, and a larger part that gave up did not. 5% is what "
    "most texts have, 20% the most that any of them allows.",
)
