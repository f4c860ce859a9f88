"""The smallest set of test calls that passes every step of a tree: for somebody with a telephone and a pencil.

A step is a node and the name of one of its ways on, wherever it is passed; that a number is dialled counts as one as
well. Steps count which some caller can take in the 366 days, those included that a tester cannot bring about alone:
whoever answers passes the call on, nobody answers, the line is busy or full, a record decides. Calls with such steps
say so (`arranged`).

What is smallest: the number of calls. A call is made in one situation (the periods in which nothing differs), goes on
until it ends, and may pass a menu as often as it likes; only in a circle without way out the tester hangs up. For one
situation the number is exact (`covering.py`); for several it is, unless the choice of the situation for steps that
several have is too much to try out, and then `at_most_more` says by how many it may be too large.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from ivr_audit import model
from ivr_audit.call import SILENCE, Call, Position, play_keys, script_for, usual_step, words_at_menu
from ivr_audit.callgraph import End, Step, Stop, handovers, steps
from ivr_audit.covering import Edge, Network, cover
from ivr_audit.hours import Period, State
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Leg
from ivr_audit.step_names import word_of

_START: Final = ("the telephone",)
_DIALS: Final = ""
"""Stands for the node at which a number is dialled."""
_WORK: Final = 30_000
"""How many edges of minimum flows may be looked at to find out which situation is the best for each step."""
_ARRANGING: Final = 36_000
"""What a step that must be arranged costs, in tenths of a second: more than any wait of a test call."""


class CallTest(NamedTuple):
    """One call to be made: when, to which number, by which words of `ivr-audit call --keys`, and how it must go.

    `periods` are those in which it goes like that. `first` are the steps that no test before it passes, `arranged`
    those that need somebody else: both as `(node, step)`.
    """

    at: datetime
    periods: tuple[str, ...]
    number: str
    keys: str
    call: Call
    first: tuple[Leg, ...]
    arranged: tuple[Leg, ...]


class CallTests(NamedTuple):
    """The calls, in the order of the periods. `steps` is how many there are to pass, `missed` have those that no call
    can take because nothing a caller says names them; `at_most_more` is by how many calls it may be too many."""

    tests: tuple[CallTest, ...]
    steps: int
    missed: tuple[Leg, ...]
    at_most_more: int


class _Situation(NamedTuple):
    """Periods in which nothing differs for a caller."""

    state: State
    periods: tuple[Period, ...]


def call_tests(measures: Measures) -> CallTests:
    """The smallest set of calls that together pass every step of the tree that a caller can take."""
    tree = measures.tree
    found = {view.state: view.periods for view in measures.views}
    situations = [_Situation(state, periods) for state, periods in found.items()]
    edges = [_edges(tree, situation.state) for situation in situations]
    networks = [Network(_START, some, _people(some)) for some in edges]
    every = list({edge: None for some in edges for edge in some})
    together = Network(_START, every, _people(every))
    done = cover(networks, together, most_flows=_WORK // max(sum(map(len, edges)), 1))
    wanted = {edge.label for edge in every}
    tests = [
        test
        for situation, network, walks in zip(situations, networks, done.walks, strict=True)
        for test in sorted((_test(tree, situation, network, walk) for walk in walks), key=_order)
    ]
    passed: set[object] = set()
    numbered = []
    for test in tests:
        new = [leg for leg in _passed(test) if leg in wanted and leg not in passed]
        passed.update(new)
        numbered.append(test._replace(first=tuple(leg for leg in new if leg.node != _DIALS)))
    missed = tuple(sorted(edge.label for edge in every if edge.label not in passed and isinstance(edge.label, Leg)))
    return CallTests(tuple(numbered), len(wanted), missed, done.at_most_more)


def _order(test: CallTest) -> tuple[bool, str, int, str]:
    """Calls that a tester can make alone come first, then those to one number together, short ones first."""
    return bool(test.arranged), test.number, len(test.keys), test.keys


def _edges(tree: PhoneTree, state: State) -> list[Edge]:
    """Every step that can be taken in a state, from the dialled numbers on; of equal names at a node the first."""
    found: dict[Leg, Edge] = {}
    waiting: list[Stop] = []
    for entry in tree.entries:
        leg = Leg(_DIALS, entry.number or entry.node)
        found.setdefault(leg, Edge(_START, entry.node, leg, 0))
        waiting.append(entry.node)
    seen = set(waiting)
    while waiting:
        stop = waiting.pop()
        for step in _onward(tree, state, stop):
            leg = Leg(_name(stop), step.name)
            if leg in found:
                continue
            cost = round(step.typical * 10) + _ARRANGING * _is_arranged(tree, state, stop, step)
            found[leg] = Edge(stop, step.to, leg, cost)
            if step.to not in seen:
                seen.add(step.to)
                waiting.append(step.to)
    return list(found.values())


def _onward(tree: PhoneTree, state: State, stop: Stop) -> Sequence[Step]:
    if isinstance(stop, End):
        return handovers(tree, stop.node) if stop.outcome == "person" else ()
    return steps(tree, stop, state)


def _name(stop: Stop) -> str:
    return stop.node if isinstance(stop, End) else stop


def _people(edges: Iterable[Edge]) -> list[Stop]:
    """The ends at which a call can be over although it could go on: somebody has answered."""
    return [edge.to for edge in edges if isinstance(edge.to, End)]


def _is_arranged(tree: PhoneTree, state: State, stop: Stop, step: Step) -> bool:
    """Whether a caller alone cannot bring a step about: neither by keys or silence, nor is it what happens anyhow."""
    if step.by != "system" or isinstance(stop, End):
        return step.by == "person"
    if isinstance(tree.nodes[stop], model.SelfService):
        return False
    return step != usual_step(tree, Position(stop), steps(tree, stop, state))


def _test(tree: PhoneTree, situation: _Situation, network: Network, walk: Sequence[int]) -> CallTest:
    """The call that takes a walk, as it is when it is played."""
    edges = [network.edges[n] for n in walk]
    dialled = edges[0]
    assert isinstance(dialled.label, Leg)
    assert isinstance(dialled.to, str)
    entry = next(e for e in tree.entries if (e.number or e.node) == dialled.label.step)
    legs = [edge.label for edge in edges[1:] if isinstance(edge.label, Leg)]
    call = _played(tree, situation.state, entry.node, legs)
    return CallTest(
        at=situation.periods[0].example,
        periods=tuple(period.name for period in situation.periods),
        number=entry.number or tree.number or "",
        keys=call.keys,
        call=call,
        first=(Leg(_DIALS, dialled.label.step),),
        arranged=tuple(_arranged(tree, situation.state, legs)),
    )


def _arranged(tree: PhoneTree, state: State, legs: Iterable[Leg]) -> Iterator[Leg]:
    for leg in legs:
        by_name: Mapping[str, tuple[Stop, Step]] = {
            **{step.name: (End("person", leg.node), step) for step in handovers(tree, leg.node)},
            **{step.name: (leg.node, step) for step in steps(tree, leg.node, state)},
        }
        if _is_arranged(tree, state, *by_name[leg.step]):
            yield leg


def _played(tree: PhoneTree, state: State, entry: str, legs: Sequence[Leg]) -> Call:
    """The call along a path. Where the path comes round to a node, a word is needed for what happens by itself as well;
    then every word is left out without which the call goes the same."""
    script = list(script_for(tree, state, legs))
    call = play_keys(tree, state, entry, script)
    if _taken(call) != list(legs):
        script = list(_every_word(tree, legs))
        call = play_keys(tree, state, entry, script)
        for n in reversed(range(len(script))):
            shorter = script[:n] + script[n + 1 :]
            again = play_keys(tree, state, entry, shorter)
            if _taken(again) == _taken(call) and again.outcome == call.outcome:
                script, call = shorter, again
    return call._replace(keys=",".join(script))


def _taken(call: Call) -> list[Leg]:
    """The steps of a call, without the attempts at a menu that come before the one that counts."""
    return [Leg(turn.node, turn.step) for turn in call.turns if turn.step not in (SILENCE, "wrong")]


def _every_word(tree: PhoneTree, legs: Iterable[Leg]) -> Iterator[str]:
    for leg in legs:
        node = tree.nodes[leg.node]
        if isinstance(node, model.Menu | model.Ask):
            yield from words_at_menu(tree, node, leg.step)
        else:
            yield word_of(leg.step)


def _passed(test: CallTest) -> Iterator[Leg]:
    """The steps of a call that was played, the dialling first, each once."""
    yield from dict.fromkeys([*test.first, *(Leg(turn.node, turn.step) for turn in test.call.turns)])
