"""a person who answers can neither help with a topic nor pass the caller on

The caller explains the matter, hears that this is the wrong place, and is told to call again. The people at that desk
have this conversation all day, and can do nothing about it.

Checked for every ring group and queue with `handles`, in every period in which its people are there. Callers come to
it with a topic that it does not handle if those who go by what the menus say about that topic are answered there (also
after being passed on), or if those who press 0 at every menu are: they may want anything. It is reported if nobody who
handles the topic can be reached from there by `transfers_to` or `escalates_to`, through whatever comes after, while
others do handle it (`handles`) and can be reached, in the same period, by callers who go by the menus. All topics of
one desk are one finding. Of numbers other than the first only topics count for which a menu behind them has a choice:
who dials the number printed on bills has a question about a bill. Where the file does not say what people handle,
nothing is reported, nor in imported files.

A topic that nobody handles whom callers can reach is reported by right-person-unreachable, and one whose choice leads
to the wrong desk by wrong-door: there the menu is to be changed, not the desk. No source was found: the check is a
design choice.

In the phone system, show whoever answers the transfer key and the extensions of the others (a speed dial or a busy lamp
on their telephones, the contact list in Teams or Zoom), and write them into `transfers_to`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ivr_audit.callgraph import End, Stop, handles, handovers
from ivr_audit.finding import Finding, Related
from ivr_audit.model import Answered, PhoneTree
from ivr_audit.rules.called_about import is_called_about
from ivr_audit.rules.phrases import named, some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.ways import with_node
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.call import Call
    from ivr_audit.measures import Measures, View

ID = "person-cannot-hand-over"


@dataclass
class _Desk:
    """What is wrong at one desk: the topics, each with who handles it, and the calls that show it."""

    topics: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[View, Call]] = field(default_factory=list)


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each desk that can neither help with some topics nor pass callers on."""
    tree = measures.tree
    found: dict[str, _Desk] = {}
    if tree.system == "native" and any(_limited(tree, name) for name in tree.nodes):
        for view in measures.views:
            if view.person_reachable:
                _look(view, found)
    for name in tree.nodes:
        if name in found:
            yield _finding(tree, name, found[name])


def _limited(tree: PhoneTree, name: str) -> bool:
    node = tree.nodes[name]
    return isinstance(node, Answered) and node.handles is not None


def _look(view: View, found: dict[str, _Desk]) -> None:
    """Add what is wrong in one view."""
    tree = view.tree
    able: dict[str, list[str]] = {}
    for topic in tree.topics:
        times = view.calls.topics[topic]
        if times.wrong_door or not times.right_person.reachable or not is_called_about(view, topic):
            continue
        right = times.right_person.typical_path[-1].node
        if not _limited(tree, right):
            continue
        for call in (view.caller("listener", topic), view.caller("zero")):
            for name in _answered(tree, call):
                if handles(tree.nodes[name], topic):
                    continue
                if name not in able:
                    able[name] = _handed_to(view, name)
                if not any(handles(tree.nodes[other], topic) for other in able[name]):
                    desk = found.setdefault(name, _Desk())
                    desk.topics.setdefault(topic, right)
                    desk.calls.append((view, call))


def _answered(tree: PhoneTree, call: Call) -> Iterator[str]:
    """The desks with `handles` at which a caller was answered."""
    names = dict.fromkeys(turn.node for turn in call.turns if turn.step == "answered")
    return (name for name in names if _limited(tree, name))


def _handed_to(view: View, name: str) -> list[str]:
    """The people who can be reached once somebody has passed the caller on."""
    seen: set[Stop] = set()
    waiting: list[Stop] = [step.to for step in handovers(view.tree, name)]
    people = []
    while waiting:
        stop = waiting.pop()
        if stop in seen:
            continue
        seen.add(stop)
        if not isinstance(stop, End):
            waiting += [step.to for step in view.steps(stop)]
        elif stop.outcome in ("person", "outside"):
            people.append(stop.node)
            waiting += [step.to for step in handovers(view.tree, stop.node)]
    return people


def _finding(tree: PhoneTree, name: str, desk: _Desk) -> Finding:
    topics = [topic for topic in tree.topics if topic in desk.topics]
    right = list(dict.fromkeys(desk.topics[topic] for topic in topics))
    view, call = desk.calls[0]
    how = "by pressing 0" if call == view.caller("zero") else "by what the menus say"
    about = list_words(named(topics), "or")
    return Finding(
        rule=ID,
        severity="warning",
        place=tree.nodes[name].at("transfers_to"),
        node=name,
        message=f'callers about {about} reach "{name}" {how}, who can neither help nor pass them on to {some(right)}',
        advice=f'let "{name}" pass callers on to {some(right)}, and write that into `transfers_to`',
        periods=tuple(dict.fromkeys(period for view, _ in desk.calls for period in view.names)),
        witness=view.witness_of(call),
        related=tuple(Related(tree.nodes[other].place, "these people can help") for other in right),
        nodes=tuple(right),
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with the desk passing callers on to those who can help."""
    desk = tree.nodes[finding.node]
    if not isinstance(desk, Answered):
        return None
    return with_node(tree, replace(desk, transfers_to=tuple(dict.fromkeys((*desk.transfers_to, *finding.nodes)))))


BAD = """\
tree: Eye clinic
topics: [glasses, results]
start: main
nodes:
  main:
    menu: For new glasses, press 1. For your test results, press 2. To speak with a person, press 0.
    options:
      1: {to: optician, about: [glasses]}
      2: {to: nurse, about: [results]}
      0: optician
    no_input: optician
  optician: {ring: Optician, handles: [glasses], no_answer: box}  # here
  nurse: {ring: Nurse, handles: [results], transfers_to: [optician], no_answer: box}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Eye clinic
topics: [glasses, results]
start: main
nodes:
  main:
    menu: For new glasses, press 1. For your test results, press 2. To speak with a person, press 0.
    options:
      1: {to: optician, about: [glasses]}
      2: {to: nurse, about: [results]}
      0: optician
    no_input: optician
  optician: {ring: Optician, handles: [glasses], transfers_to: [nurse], no_answer: box}
  nurse: {ring: Nurse, handles: [results], transfers_to: [optician], no_answer: box}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "office"),
    repair=repair,
)
