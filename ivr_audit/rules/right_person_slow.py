"""a person answers soon, but the one who can help answers much later

The caller explains everything to somebody who cannot help, is passed on, and waits again. To the phone system the call
was answered within seconds; to the caller it took ten minutes.

Checked for every topic, in every period in which somebody who handles it can be reached by callers who go by what the
menus say (at each menu a key about the topic, else one about nothing in particular, else none; people who cannot help
pass them on). Reported, once for each topic, if these callers typically take more than `times` (3) times as long to
reach somebody who handles the topic as to reach the first person who answers, and more than `longest` (3 minutes) in
all. Times are the typical ones of the quickest such way, waiting and talking with the first person included; of several
numbers the quickest to somebody who can help counts. Where the file does not say what people handle, whoever answers
counts as able to help, and there is nothing to report.

Both limits are a design choice: no source compares the two waits. Three minutes is the wait within which a Spanish law
has 95% of callers of large firms put through, counted from the moment they ask for a person.

In the phone system, give the topic a key of its own that leads straight to those who handle it, such as a second queue
in Teams, Zoom or RingCentral; or teach the first ones to help, and add the topic to their `handles`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.call import script_for
from ivr_audit.finding import Finding, Related
from ivr_audit.place import Place
from ivr_audit.rules.phrases import deeds
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import SPAIN_10_2025_CLOCK
from ivr_audit.rules.sources_trade import HELPSHIFT_TRANSFERS
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View
    from ivr_audit.paths import Leg, TopicTimes

ID = "right-person-slow"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each topic for which the right person comes much later than the first."""
    tree = measures.tree
    if all(getattr(node, "handles", None) is None for node in tree.nodes.values()):
        return
    for view in measures.views:
        for topic in tree.topics if view.person_reachable else ():
            times = view.calls.topics[topic]
            right, first = times.right_person.typical, times.any_person.typical
            if right is None or first is None or right > (measures.typical(view.state, topic) or right):
                continue
            if right > max(options["times"] * first, options["longest"]):
                yield _finding(view, topic, times, right, first)


def _finding(view: View, topic: str, times: TopicTimes, right: float, first: float) -> Finding:
    tree = view.tree
    early, late = times.any_person.typical_path[-1].node, times.right_person.typical_path[-1].node
    way = times.right_person.typical_path
    do = deeds(script_for(tree, view.state, way))
    after = f" (they {do})" if do else ""
    return Finding(
        rule=ID,
        severity="warning",
        place=_place(tree.nodes[early], way),
        node=early,
        message=f'callers about "{topic}" reach "{early}" after {say_duration(first)}, but "{late}", who can help, '
        f"only after {say_duration(right)}{after}",
        advice=_advice(tree.nodes[late], topic, early, first),
        periods=view.names,
        witness=view.witness(way),
        related=(Related(tree.nodes[late].place, "these people can help"),),
        cause=topic,
        nodes=(late,),
    )


def _place(early: model.Node, way: Sequence[Leg]) -> Place:
    """Where the first people pass callers on, if they do."""
    taken = next((leg.step for leg in way if leg.node == early.name and leg.step != "answered"), "")
    return early.at("escalates_to" if taken.startswith("escalated") else "transfers_to")


def _advice(late: model.Node, topic: str, early: str, first: float) -> str:
    choose = f'let callers about "{topic}" choose "{late.name}" directly, or have "{early}" handle it'
    wait = late.wait.typical if isinstance(late, model.Queue) and late.wait else None
    if wait is None or wait <= first:
        return choose
    return f'{choose}; and have more people answer "{late.name}", where callers typically wait {say_duration(wait)}'


BAD = """\
tree: Vision insurer
topics: [membership, benefits]
start: main
nodes:
  main:
    menu: For your membership, press 1. For your benefits, press 2.
    options:
      1: {to: front desk, about: [membership]}
      2: {to: front desk, about: [benefits]}
    no_input: front desk
  front desk:
    ring: Front desk
    handles: [membership]
    transfers_to: [benefits team]  # here
    no_answer: box
  benefits team:
    queue: Benefits team
    wait: {typical: 4m, longest: 9m}
    max_wait: 10m
    overflow: box
    handles: [benefits]
  box: {voicemail: Insurer, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Vision insurer
topics: [membership, benefits]
start: main
nodes:
  main:
    menu: For your membership, press 1. For your benefits, press 2.
    options:
      1: {to: front desk, about: [membership]}
      2: {to: benefits team, about: [benefits]}
    no_input: front desk
  front desk:
    ring: Front desk
    handles: [membership]
    transfers_to: [benefits team]
    no_answer: box
  benefits team:
    queue: Benefits team
    wait: {typical: 4m, longest: 9m}
    max_wait: 10m
    overflow: box
    handles: [benefits]
  box: {voicemail: Insurer, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "times": Setting(3, "", "up to this many times as long as to the first person is not reported"),
        "longest": Setting(180, "s", "a time to somebody who can help that is never reported"),
    },
    needs=("graph", "hours", "office"),
    sources=(
        SPAIN_10_2025_CLOCK.says("the clock starts when the caller asks for a person"),
        HELPSHIFT_TRANSFERS.says("59% dread being passed on and repeating themselves"),
    ),
)
