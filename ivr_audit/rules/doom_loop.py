"""a caller who only waits goes round for ever

Nobody presses anything, nobody picks up, and the call goes from the menu back to the menu, or from one telephone to
the next and back to the first. The caller hears the same words until they hang up.

Reported for each circle of steps that the system takes by itself (silence at a menu, the next recording, no answer,
busy, overflow, nobody there, hours, branches) to which a call can come. That somebody answers most of the time
breaks no circle: what counts is the day on which nobody does. Where several circles share a node it is the shortest
through the first of their nodes in the file. A circle inside a set of nodes without any way out is a caller-trap.

To fix it, let one of the steps lead to somewhere else after the first round: to a person who is not yet tried, else
to a mailbox that somebody returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End, Step
from ivr_audit.finding import Finding, Related
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import Refuges, call_along, refuge
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.ways import aimed, happens, leading, place_of
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    import networkx as nx

    from ivr_audit.measures import Measures, View

_Circle = list[tuple[str, Step]]
"""Steps that lead round, each with the node it is taken from."""


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    found = [
        _finding(view, refuges, circle)
        for view in measures.views
        for refuges in (Refuges(view),)
        for circle in _circles(view)
    ]
    # a call that is stuck shows more than one that somebody answers in the end
    yield from sorted(found, key=lambda finding: finding.witness is None or finding.witness.outcome != "stuck")


def _circles(view: View) -> Iterator[_Circle]:
    """One circle of each set of nodes that lead to each other by themselves, the first node of the file first."""
    import networkx as nx

    rank = {name: i for i, name in enumerate(view.tree.nodes)}
    trapped = {name for trap in view.calls.traps for name in trap.nodes}
    idle: dict[str, dict[str, Step]] = {}
    for name in sorted(view.visited - trapped, key=rank.__getitem__):
        ways = idle.setdefault(name, {})
        for step in view.steps(name):
            if step.by in ("silence", "system") and not isinstance(step.to, End):
                ways.setdefault(step.to, step)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((name, to) for name, ways in idle.items() for to in ways if to in idle)
    found = []
    for part in nx.strongly_connected_components(graph):
        start = min(part, key=rank.__getitem__)
        inside = graph.subgraph(part)
        if len(part) > 1 or inside.has_edge(start, start):
            found.append(_shortest(inside, start, idle))
    yield from sorted(found, key=lambda circle: rank[circle[0][0]])


def _shortest(inside: nx.DiGraph[str], start: str, idle: Mapping[str, Mapping[str, Step]]) -> _Circle:
    """The shortest circle through a node."""
    import networkx as nx

    ways = (nx.shortest_path(inside, to, start) for to in inside[start])
    names = [start, *min(ways, key=len)]
    return [(name, idle[name][to]) for name, to in pairwise(names)]


def _finding(view: View, refuges: Refuges, circle: _Circle) -> Finding:
    tree = view.tree
    names = [name for name, _ in circle]
    at, step = _way_out(tree, [(name, step.name) for name, step in circle])
    legs = [(name, taken.name) for name, taken in circle]
    return Finding(
        rule="doom-loop",
        severity="error",
        place=place_of(tree.nodes[at], step),
        node=at,
        cause=" > ".join((step, *names)),
        message=_message(view, circle),
        advice=leading(tree.nodes[at], step, refuges.said(*names)),
        periods=view.names,
        witness=call_along(view, names[0], *legs, *legs),
        related=tuple(
            Related(place_of(tree.nodes[name], taken), f"{happens(tree.nodes[name], taken)} goes on to the next one")
            for name, taken in legs
            if name != at
        ),
    )


def _message(view: View, circle: _Circle) -> str:
    names = [name for name, _ in circle]
    round_trip = say_duration(sum(step.typical for _, step in circle))
    answered = any(view.staffed(view.tree.nodes[name]) for name in names)
    unless = "as long as nobody answers, " if answered else ""
    if len(names) == 1:
        does = "presses nothing" if isinstance(view.tree.nodes[names[0]], model.Menu | model.Ask) else "only waits"
        return f'{unless}a caller who {does} in "{names[0]}" comes back to it for ever, every {round_trip}'
    passed = ", then ".join(f'"{name}"' for name in (*names, names[0]))
    return f"{unless}a caller who only waits goes round for ever: {passed} again, every {round_trip}"


def _way_out(tree: PhoneTree, legs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The step to change: silence at a menu, else the one that closes the circle."""
    return next((leg for leg in legs if isinstance(tree.nodes[leg[0]], model.Menu | model.Ask)), legs[-1])


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    step, *passed = finding.cause.split(" > ")
    to = refuge(tree, finding, *passed)
    return None if to is None else aimed(tree, finding.node, step, to)


BAD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1. For billing, press 2.
    options: {1: front desk, 2: box}
    no_input: main  # here
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""
GOOD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1. For billing, press 2.
    options: {1: front desk, 2: box}
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="doom-loop",
    severity="error",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours"),
    sources=(
        'L9: US Federal Communications Commission, inquiry FCC 24-110 (2024), asks about "doom loops" without a person'
        " (official, grade A): https://docs.fcc.gov/public/attachments/FCC-24-110A1.txt",
    ),
    repair=_repair,
)
