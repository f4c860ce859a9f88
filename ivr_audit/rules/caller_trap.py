"""callers who get in never get out: every way leads back

A menu whose keys, silence and wrong keys all start it again, two menus that only offer each other: whatever the caller does,
nobody ever answers, no message can be left, and the system does not even hang up.

Reported for each set of connected nodes to which a call can come and from which no call can ever come to an end of any kind,
by any keys, answers or waiting. It stands at the first of them in the file.

To fix it, give the menu a way to a person: a key, usually 0, and the same place for callers who press nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End, steps
from ivr_audit.finding import Finding, Related
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import call_along, moment_of, resting_place, where_to
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.ways import aimed, happens, place_of, with_key, with_node
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

_NAMED = 4
"""Nodes of a trap that the message names."""


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    for view in measures.views:
        for trap in view.calls.traps:
            ways_in = [(taken.node, taken.step.name) for taken in trap.ways_in]
            yield _finding(view, trap.nodes, ways_in)


def _finding(view: View, nodes: Sequence[str], ways_in: Sequence[tuple[str, str]]) -> Finding:
    tree = view.tree
    first = tree.nodes[nodes[0]]
    return Finding(
        rule="caller-trap",
        severity="error",
        place=first.place,
        node=first.name,
        message=_message(nodes, first),
        advice=_advice(view, nodes),
        periods=view.names,
        witness=_witness(view, nodes, ways_in),
        related=(
            *(Related(tree.nodes[name].place, f'"{name}" leads no further') for name in nodes[1:]),
            *(
                Related(place_of(tree.nodes[name], step), f"{happens(tree.nodes[name], step)} leads into it")
                for name, step in ways_in
            ),
        ),
    )


def _message(nodes: Sequence[str], first: model.Node) -> str:
    if len(nodes) > 1:
        names = [f'"{name}"' for name in nodes]
        if len(names) > _NAMED:
            names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
        return f"callers never get out of {list_words(names)}, whatever they do: these lead only to each other"
    does = "every key, silence and wrong keys" if isinstance(first, model.Menu) else "everything that can happen there"
    return f'callers never get out of "{first.name}": {does} start it again'


def _advice(view: View, nodes: Sequence[str]) -> str:
    menu = next((name for name in nodes if isinstance(view.tree.nodes[name], model.Menu)), None)
    goal = where_to(view, set(nodes))
    if menu is None:
        return f'send callers on from "{nodes[0]}" to {goal}'
    return f'point key 0 of "{menu}" at {goal}, and its "no_input" too'


def _witness(view: View, nodes: Sequence[str], ways_in: Sequence[tuple[str, str]]) -> object:
    return None
