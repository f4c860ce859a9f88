"""a line for medical questions is answered too slowly

Who asks for a nurse may have chest pain and think that it is heartburn. On this line waiting is not a matter of
comfort.

Checked where the file has a `traffic` section, and only with a medical profile or where the office has set a severity,
for each ring group and queue with clinical topics: one whose name, description or `handles` says nurse, triage,
clinical or symptoms. Worked out as in `abandonment-over-target` is the part of its callers in a normal week, of those
who come while somebody is there, who are answered within `seconds`; it is reported if that is less than `percent`. A
caller who is sent to another line before that was not answered. `simulate` raises it from the calls that it has played.

In the phone system, have nurses signed in to one queue instead of ringing one telephone, put their line before others
that they answer, and take a number to call back at once when all of them talk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ivr_audit.finding import Finding
from ivr_audit.model import Answered
from ivr_audit.rules.common import call_along
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_medical import VA_OIG_CONTACT_CENTERS, WALES_ACCESS
from ivr_audit.rules.under_load import beside, loaded_lines, mean_of
from ivr_audit.rules.visits import names_of
from ivr_audit.rules.week_hours import say_hour
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "clinical-line-slow"
_CLINICAL: Final = re.compile(
    r"\bnurs(?:es?|ing)\b|triage|\bclinical|\bsymptom|krankenschwester|enfermer", re.IGNORECASE
)


def is_clinical(node: Answered) -> bool:
    """Whether a line is for medical questions, by its name, its description or what its people can help with."""
    said = (node.name, getattr(node, "who", ""), *(node.handles or ()))
    return any(_CLINICAL.search(text) for text in said)


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each clinical line that is answered too slowly."""
    target, seconds = options["percent"] / 100, options["seconds"]
    for line, views in loaded_lines(measures):
        if not is_clinical(line.node):
            continue
        part = mean_of(line, "within", seconds)
        if part.all < target:
            yield Finding(
                rule=ID,
                severity="warning",
                place=line.node.place,
                node=line.node.name,
                message=f'only {beside(part.all, options["percent"])} of those who come to "{line.node.name}" are '
                f"answered within {say_duration(seconds)}, as worked out from the traffic (target {target:.0%}); "
                f"fewest on {say_hour(part.lowest)}",
                advice="have more nurses answer, or take a number and have one call back at once",
                periods=names_of(views),
                witness=call_along(views[0], line.node.name),
            )


BAD = """\
tree: Family doctors
profile: medical
start: nurse line
nodes:
  nurse line:  # here
    queue: Nurses
    agents: 2
    max_wait: 15m
    overflow: box
  box: {voicemail: Nurses, owner: head nurse, reply_within: 1h}
traffic:
  calls: {mon-fri: {09:00-17:00: 19}}
  handling: 6m
  patience: 15m
"""

GOOD = """\
tree: Family doctors
profile: medical
start: nurse line
nodes:
  nurse line:
    queue: Nurses
    agents: 4
    max_wait: 15m
    overflow: box
  box: {voicemail: Nurses, owner: head nurse, reply_within: 1h}
traffic:
  calls: {mon-fri: {09:00-17:00: 19}}
  handling: 6m
  patience: 15m
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "seconds": Setting(120, "s", "how soon a caller should be answered"),
        "percent": Setting(80, "", "a smaller part that is answered by then is reported, in per cent"),
    },
    needs=("graph", "hours", "office"),
    sources=(
        VA_OIG_CONTACT_CENTERS.says("a target of 80% of calls for triage in 120 s"),
        WALES_ACCESS.says("nine calls in ten answered within 2 minutes of the recorded message"),
    ),
    optional=True,
)
