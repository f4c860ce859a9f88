"""a caller who only waits, or presses wrong keys, goes round for ever

Nobody presses anything, nobody picks up, and the call goes from the menu back to the menu, or from one telephone to the
next and back to the first. Or a caller cannot press the right key, having a rotary telephone, unsteady hands or no
choice that fits, and every wrong one starts the menu again. They hear the same words until they hang up.

Reported for each circle of steps that the system takes by itself (silence at a menu, the next recording, no answer,
busy, overflow, nobody there, hours, branches) to which a call can come. That somebody answers most of the time
breaks no circle: what counts is the day on which nobody does. Where several circles share a node it is the shortest
through the first of their nodes in the file. A circle inside a set of nodes without any way out is a caller-trap.

A circle of which some steps are those after the last wrong key or wrong entry is a warning, if nobody is at any of its
telephones and queues: callers should come to an employee once they have heard the choices twice. Where the same nodes
are a circle for callers who only wait, too, it is one finding, an error, which says that wrong keys go the same way.

In the phone system, let one of the steps lead to somewhere else after the first round: to a person who is not yet
tried, else to a mailbox that somebody returns. Look at the failover destinations of ring groups and queues, which are
usually set one at a time by different people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.call import wrong_key
from ivr_audit.callgraph import End, Step
from ivr_audit.finding import Finding, Related
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import Refuges, call_along, refuge
from ivr_audit.rules.giving_up import Listens
from ivr_audit.rules.people import is_person
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import FCC_24_110, IOWA_HF_2448, IRISH_TOOLKIT, TIME_IS_MONEY
from ivr_audit.rules.ways import aimed, happens, leading, place_of
from ivr_audit.words import list_words, say_duration

if TYPE_CHECKING:
    import networkx as nx

    from ivr_audit.measures import Measures, View

_Circle = list[tuple[str, Step]]
"""Steps that lead round, each with the node it is taken from."""


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    found = [finding for view in measures.views for finding in _in_view(view)]
    # a call that is stuck shows more than one that somebody answers in the end
    yield from sorted(found, key=lambda finding: finding.witness is None or finding.witness.outcome != "stuck")


def _in_view(view: View) -> Iterator[Finding]:
    refuges = Refuges(view)
    waiting, wrong = _circles(view, wrong=False), _circles(view, wrong=True)
    around = [{name for name, _ in circle} for circle in wrong]
    for circle in waiting:
        yield _finding(view, refuges, circle, wrong_too={name for name, _ in circle} in around)
    silent = [{name for name, _ in circle} for circle in waiting]
    for circle, names in zip(wrong, around, strict=True):
        if names not in silent:
            yield _wrong_keys(view, refuges, circle)


def _circles(view: View, *, wrong: bool) -> list[_Circle]:
    """One circle of each set of nodes that lead to each other by themselves, in the order of the file; `wrong`: or by
    wrong keys, with at least one such step, which comes first, and past no telephone at which somebody is."""
    import networkx as nx

    rank = {name: i for i, name in enumerate(view.tree.nodes)}
    ways = _going_on(_ways(view, wrong=wrong))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((name, to) for name in sorted(ways, key=rank.__getitem__) for to in ways[name] if to in ways)
    found = []
    for part in nx.strongly_connected_components(graph):
        if len(part) == 1 and not any(name in ways[name] for name in part):
            continue
        inside = graph.subgraph(part)
        starts = [name for name in part if not wrong or any(_is_wrong(ways[name][to]) for to in inside[name])]
        if starts:
            found.append(_shortest(inside, min(starts, key=rank.__getitem__), ways, wrong=wrong))
    return sorted(found, key=lambda circle: rank[circle[0][0]])


def _ways(view: View, *, wrong: bool) -> dict[str, dict[str, Step]]:
    """For each node outside a trap the first step to each of the next nodes, wrong keys before silence. What an
    imported file leaves to something outside it is left out: it may well count the rounds."""
    imported = view.tree.system != "native"
    trapped = {name for trap in view.calls.traps for name in trap.nodes}
    found: dict[str, dict[str, Step]] = {}
    for name in view.visited - trapped:
        node = view.tree.nodes[name]
        if wrong and is_person(node, view.state) or imported and isinstance(node, model.Branch):
            continue
        ways = found.setdefault(name, {})
        hears_wrong = wrong and isinstance(node, Listens) and wrong_key(node) is not None
        onward = view.steps(name)
        for step in sorted(onward, key=_is_wrong, reverse=True) if hears_wrong else onward:
            if (step.by in ("silence", "system") or hears_wrong and _is_wrong(step)) and not isinstance(step.to, End):
                ways.setdefault(step.to, step)
    return found


def _going_on(ways: Mapping[str, Mapping[str, Step]]) -> dict[str, Mapping[str, Step]]:
    """The nodes from which a call need not come to an end: most do not, and there is no circle among the others."""
    before: dict[str, list[str]] = {}
    left = {}
    for name, taken in ways.items():
        left[name] = 0
        for to in taken:
            if to in ways:
                before.setdefault(to, []).append(name)
                left[name] += 1
    over = [name for name, count in left.items() if not count]
    for to in over:
        for name in before.get(to, ()):
            left[name] -= 1
            if not left[name]:
                over.append(name)
    return {name: taken for name, taken in ways.items() if left[name]}


def _is_wrong(step: Step) -> bool:
    return step.by == "wrong"


def _shortest(inside: nx.DiGraph[str], start: str, ways: Mapping[str, Mapping[str, Step]], *, wrong: bool) -> _Circle:
    """The shortest circle through a node, `wrong`: that begins with a wrong key there."""
    import networkx as nx

    onward = (to for to in inside[start] if not wrong or _is_wrong(ways[start][to]))
    names = [start, *min((nx.shortest_path(inside, to, start) for to in onward), key=len)]
    return [(name, ways[name][to]) for name, to in pairwise(names)]


def _wrong_keys(view: View, refuges: Refuges, circle: _Circle) -> Finding:
    """A circle that callers come round who press wrong keys."""
    tree, legs = view.tree, [(name, step.name) for name, step in circle]
    names = [name for name, _ in legs]
    first, step = legs[0]
    message = f'a caller who presses wrong keys in "{first}" hears it again for ever'
    if len(names) > 1:
        wrong = [f'"{name}"' for name, taken in circle if _is_wrong(taken)]
        silent = [f'"{name}"' for name, taken in circle if taken.by == "silence"]
        does = f"presses wrong keys in {list_words(wrong)}" + (
            f" and nothing in {list_words(silent)}" if silent else ""
        )
        passed = ", then ".join(f'"{name}"' for name in (*names, first))
        message = f"a caller who {does} goes round for ever: {passed} again"
    return Finding(
        rule="doom-loop",
        severity="warning",
        place=place_of(tree.nodes[first], step),
        node=first,
        cause=" > ".join((step, *names)),
        message=message,
        advice=leading(tree.nodes[first], step, refuges.said(*names)),
        periods=view.names,
        witness=call_along(view, first, *legs, *legs),
        related=_related(tree, legs[1:]),
    )


def _related(tree: PhoneTree, legs: Sequence[tuple[str, str]]) -> tuple[Related, ...]:
    return tuple(
        Related(place_of(tree.nodes[name], taken), f"{happens(tree.nodes[name], taken)} goes on to the next one")
        for name, taken in legs
    )


def _finding(view: View, refuges: Refuges, circle: _Circle, *, wrong_too: bool) -> Finding:
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
        message=_message(view, circle) + ("; wrong keys go the same way" if wrong_too else ""),
        advice=leading(tree.nodes[at], step, refuges.said(*names)),
        periods=view.names,
        witness=call_along(view, names[0], *legs, *legs),
        related=_related(tree, [leg for leg in legs if leg[0] != at]),
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
        FCC_24_110.says('asks about "doom loops" without a person'),
        TIME_IS_MONEY.says("announced, and no final rule found: a person by pressing a single button"),
        IOWA_HF_2448.says("reported as outlawing endless phone trees"),
        IRISH_TOOLKIT.says("to an employee once the options have been presented twice"),
    ),
    repair=_repair,
)
