"""callers who get in never get out: every way leads back

A menu whose keys, silence and wrong keys all start it again, two menus that only offer each other: whatever the
caller does, nobody ever answers, no message can be left, and the system does not even hang up.

Reported for each group of steps that a call can get into and from which no call ever comes to an end of any kind,
whatever the caller presses, says or waits for. The finding stands at the first of these steps in the file.

In the phone system, give the menu a way to a person: a key, usually 0, and the same place for callers who press
nothing or a wrong key (the "timeout" and "invalid" destinations).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End, steps
from ivr_audit.finding import Finding, Related, Witness
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import Refuges, call_along, moment_of
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import FCC_24_110, IOWA_HF_2448
from ivr_audit.rules.ways import aimed, happens, place_of, with_key
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

_NAMED = 4
"""Nodes of a trap that the message names."""


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    for view in measures.views:
        refuges = Refuges(view)
        for trap in view.calls.traps:
            ways_in = [(taken.node, taken.step.name) for taken in trap.ways_in]
            yield _finding(view, refuges, trap.nodes, ways_in)


def _finding(view: View, refuges: Refuges, nodes: Sequence[str], ways_in: Sequence[tuple[str, str]]) -> Finding:
    tree = view.tree
    first = tree.nodes[nodes[0]]
    return Finding(
        rule="caller-trap",
        severity="error",
        place=first.place,
        node=first.name,
        cause=" > ".join(nodes[1:]),
        message=_message(nodes, first),
        advice=_advice(view.tree, nodes, refuges.said(*nodes)),
        periods=view.names,
        witness=_witness(view, nodes),
        related=(
            *(Related(tree.nodes[name].place, _note(name)) for name in nodes[1:]),
            *(
                Related(place_of(tree.nodes[name], step), f"{happens(tree.nodes[name], step)} leads into it")
                for name, step in ways_in
            ),
        ),
    )


def _note(name: str) -> str:
    return f'"{name}" belongs to it'


def _message(nodes: Sequence[str], first: model.Node) -> str:
    if len(nodes) > 1:
        names = [f'"{name}"' for name in nodes]
        if len(names) > _NAMED:
            names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
        return f"callers never get out of {list_words(names)}, whatever they do: these lead only to each other"
    does = "every key, silence and wrong keys" if isinstance(first, model.Menu) else "everything that can happen there"
    return f'callers never get out of "{first.name}": {does} start it again'


def _advice(tree: PhoneTree, nodes: Sequence[str], goal: str) -> str:
    menu = next((name for name in nodes if isinstance(tree.nodes[name], model.Menu)), None)
    if menu is None:
        return f'send callers on from "{nodes[0]}" to {goal}'
    return f'point key 0 of "{menu}" at {goal}, and its "no_input" too'


def _witness(view: View, nodes: Sequence[str]) -> Witness | None:
    """The call of somebody who gets in and then waits, twice round."""
    start = min(nodes, key=lambda name: len(view.way_to(name) or ()))
    way: dict[str, tuple[str, str]] = {}
    at = start
    while at not in way:
        onward = next(step for step in view.steps(at) if step.by in ("silence", "system"))
        way[at] = (at, onward.name)
        assert not isinstance(onward.to, End)
        at = onward.to
    names = list(way)
    loop = [way[name] for name in names[names.index(at) :]]
    return call_along(view, start, *way.values(), *loop)


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """Key 0 and silence of its first menu lead to a person, or the first way on of a node that is no menu."""
    view = moment_of(tree, finding)
    inside = _inside(tree, finding)
    to = Refuges(view).first(*(node.name for node in inside))
    if to is None:
        return None
    menu = next((node for node in inside if isinstance(node, model.Menu)), None)
    if menu is not None:
        return with_key(tree, replace(menu, no_input=to), "0", to)
    return aimed(tree, inside[0].name, steps(tree, inside[0].name, view.state)[0].name, to)


def _inside(tree: PhoneTree, finding: Finding) -> list[model.Node]:
    """The nodes of the trap that a finding names."""
    notes = {related.note for related in finding.related}
    return [node for node in tree.nodes.values() if node.name == finding.node or _note(node.name) in notes]


BAD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1. For billing, press 2.
    options: {1: front desk, 2: billing}
    no_input: front desk
  billing:  # here
    menu: To hear how to pay a bill, press 1. To hear this again, press 0.
    options: {1: how to pay, 0: billing}
    no_input: billing
  how to pay: {say: Please pay at the front desk or by check., next: billing}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""
GOOD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1. For billing, press 2.
    options: {1: front desk, 2: billing}
    no_input: front desk
  billing:
    menu: To hear how to pay a bill, press 1. For the front desk, press 0.
    options: {1: how to pay, 0: front desk}
    no_input: front desk
  how to pay: {say: Please pay at the front desk or by check., next: billing}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="caller-trap",
    severity="error",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours"),
    sources=(
        FCC_24_110.says('asks about "doom loops" without a person'),
        IOWA_HF_2448.says("reported as outlawing endless phone trees"),
    ),
    repair=_repair,
)
