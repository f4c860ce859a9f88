"""the closed message of a mental-health practice names no crisis line

Somebody in despair calls at night and hears when the office opens again. A number that is answered day and night
costs one sentence.

Checked at every number while the office is closed, for the call of somebody who presses nothing, by each answer of a
branch: from the first recording to the end of the call, menus and the greeting of a mailbox included, some words must
name a crisis line (in English "crisis line", "988", "Lifeline", "Samaritans" and the like; the words of six languages
are known). Nothing is reported where a person answers such a caller, where the call goes to an outside number, or
where the file lacks the words of a recording on the way. Hours in which the office is open are not checked. One
finding for each first recording.

The code of Texas asks certain mental-health services for a crisis hotline in the outgoing message, which is why the
profile behavioral makes it an error. It does not say which hotline: no rule was found that requires 988 by name.

In the phone system, record it in the after-hours and the holiday greeting, and in the greeting of each mailbox that
can answer first: "If you are in crisis, call or text 988".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End
from ivr_audit.finding import Finding
from ivr_audit.rules.first_heard import is_known, left_alone, text_of, untold, words_at
from ivr_audit.rules.live_ends import closed_views
from ivr_audit.rules.phrasebook import says_crisis
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources_medical import IHS_VOICEMAIL, TEXAS_353_1411

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "no-crisis-line"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each closed message without a crisis line."""
    for view in closed_views(measures):
        for way in untold(view, says_crisis, mark=_marked):
            nodes = left_alone(view, way)
            if is_known(nodes) and not _is_answered(view, nodes[-1]) and not says_crisis(text_of(nodes)):
                first = _closed_message(view, nodes)
                yield Finding(
                    rule=ID,
                    severity="warning",
                    place=words_at(first),
                    node=first.name,
                    message=f'callers in a crisis hear of no crisis line in "{first.name}" or anywhere else while the '
                    "office is closed",
                    advice=f'name a crisis line in "{first.name}", such as "If you are in crisis, call or text 988"',
                    periods=view.names,
                    witness=view.witness(way.legs),
                    nodes=tuple(node.name for node in nodes if isinstance(node, model.HoursCheck)),
                )


def _marked(node: model.Node, marked: tuple[str, ...]) -> tuple[str, ...]:
    """Remembers the first recording of a way, and the first one after the hours that decide."""
    if isinstance(node, model.HoursCheck):
        return marked[:1] or ()
    return (*marked, node.name) if len(marked) < 2 and text_of([node]) else marked


def _is_answered(view: View, node: model.Node) -> bool:
    """Whether the call of one who presses nothing comes to people or to an outside number."""
    ends = (step.to for step in view.steps(node.name) if isinstance(step.to, End))
    return any(end.outcome in ("person", "outside") for end in ends)


def _closed_message(view: View, nodes: tuple[model.Node, ...]) -> model.Node:
    """The first recording after the hours that decide, else the first of all."""
    checks = [n for n, node in enumerate(nodes) if isinstance(node, model.HoursCheck)]
    after = nodes[checks[-1] :] if checks else nodes
    return next(node for part in (after, nodes) for node in part if text_of([node]))


BAD = """\
tree: Counselling practice
profile: behavioral
holidays: US
hours:
  office: {mon-fri: 09:00-18:00}
start: open?
nodes:
  open?: {hours: office, open: desk, closed: night box}
  desk: {ring: Front desk, staffed: office, no_answer: night box}
  night box:
    voicemail: Practice
    greeting: Our office is closed. In an emergency, dial 911. Please leave a message.  # here
    owner: Ann
    reply_within: 1d
"""

GOOD = BAD.replace("  # here", "").replace("dial 911.", "dial 911. If you are in crisis, call or text 988.")

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
    sources=(
        TEXAS_353_1411.says("a crisis hotline number in the outgoing message"),
        IHS_VOICEMAIL.says("voicemail greetings name a crisis line"),
    ),
    optional=True,
)
