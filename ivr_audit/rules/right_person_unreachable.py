"""nobody who can help with a topic can be reached, by any keys, at any time

Callers about it reach people who cannot help and cannot pass them on, or only machines. They argue, or call again.

Checked for every topic of the tree, if people can be reached at all: in no period and from no number does any way,
with any keys, and with people passing callers on (`transfers_to`, `escalates_to`), lead to somebody who handles it. Not
reported if the office says that a machine settles it (a self-service that callers can reach `serves` it, or the topic
is among the `topics` of a mailbox that they can reach and that is returned), nor if a choice about it leads to a
mailbox that is returned, to somebody who calls back, or out of this phone system.

In the phone system, give the people who answer a way to pass such callers on, and write it into `transfers_to`; or
give the topic to somebody who answers, and write it into `handles`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import handles
from ivr_audit.finding import Finding
from ivr_audit.rules.called_about import choice_about
from ivr_audit.rules.phrases import named
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.settling import helped, settled_topics
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "right-person-unreachable"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each topic that nobody who can be reached handles."""
    peopled = [view for view in measures.views if view.person_reachable]
    for topic in without_help(measures):
        yield _finding(peopled, topic)


def without_help(measures: Measures) -> list[str]:
    """The topics with which nobody who can be reached helps; none where nobody can be reached at all."""
    views = list(measures.views)
    if not any(view.person_reachable for view in views):
        return []
    declared = settled_topics(measures.tree, measures.reached())
    topics = (topic for topic in measures.tree.topics if topic not in declared)
    return [topic for topic in topics if not any(_helps(view, topic) for view in views)]


def _helps(view: View, topic: str) -> bool:
    """Whether somebody who handles a topic can be reached, or the choice about it helps in another way."""
    times = view.calls.topic(topic)
    if times.right_person.reachable or times.around and handles(view.tree.nodes[times.around[-1].node], topic):
        return True
    call = view.caller("listener", topic)
    choice = choice_about(view.tree, call, topic)
    return choice is not None and choice[1] is not None and helped(view.tree, call)


def _finding(peopled: list[View], topic: str) -> Finding:
    view = peopled[0]
    tree = view.tree
    call = view.caller("listener", topic)
    choice = choice_about(tree, call, topic)
    option = choice[1] if choice else None
    node = tree.nodes[call.node]
    if isinstance(node, model.Answered) and call.outcome == "person":
        able = f"only {list_words(named(node.handles or ()))}" if node.handles else "none of the topics"
        instead = f'"{node.name}", who handles {able}, answers instead'
        advice = f'give "{node.name}" somebody who handles "{topic}" to pass callers on to, in `transfers_to`'
    elif isinstance(node, model.Answered) and call.outcome == "stuck" and view.staffed(node):
        first = next(turn.node for turn in call.turns if turn.step == "answered")
        instead = f'callers who reach "{first}" are passed from one person to the next, and none handles it'
        advice = f'give "{first}" somebody who handles "{topic}" to pass callers on to, in `transfers_to`'
    else:
        instead = f'callers who choose what fits end in "{node.name}"'
        advice = f'point callers about "{topic}" at somebody who answers and has it in `handles`'
    return Finding(
        rule=ID,
        severity="error",
        place=option.to_place if option else tree.at("topics"),
        node=choice[0].name if choice else view.entry,
        message=f'nobody who handles "{topic}" can be reached, at any hour, by any keys: {instead}',
        advice=advice,
        periods=tuple(dict.fromkeys(name for view in peopled for name in view.names)),
        witness=view.witness_of(call),
        cause=topic,
    )


BAD = """\
tree: Eye clinic
topics: [glasses, insurance]
start: main
nodes:
  main:
    menu: For new glasses, press 1. For a question about your insurance, press 2.
    options:
      1: {to: optician, about: [glasses]}
      2: {to: optician, about: [insurance]}  # here
    no_input: optician
  optician: {ring: Optician, handles: [glasses], no_answer: box}
  box: {voicemail: Clinic, owner: optician, reply_within: 1d}
"""

GOOD = """\
tree: Eye clinic
topics: [glasses, insurance]
start: main
nodes:
  main:
    menu: For new glasses, press 1. For a question about your insurance, press 2.
    options:
      1: {to: optician, about: [glasses]}
      2: {to: optician, about: [insurance]}
    no_input: optician
  optician: {ring: Optician, handles: [glasses], transfers_to: [office], no_answer: box}
  office: {ring: Billing office, handles: [insurance], no_answer: box}
  box: {voicemail: Clinic, owner: optician, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "office"),
)
