"""Menus as callers meet them: when, behind how many others, where their keys lead, and what the file says of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End, Step, Stop, dialled, steps
from ivr_audit.defaults import Defaults
from ivr_audit.finding import Finding, Related, Severity
from ivr_audit.hours import State
from ivr_audit.model import Attempts, Menu, PhoneTree
from ivr_audit.place import Place
from ivr_audit.rules.spoken import is_language_menu
from ivr_audit.rules.visits import names_of
from ivr_audit.rules.ways import with_node
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

Listener = model.Menu | model.Ask
"""A menu, or a question for data: the nodes that wait for keys."""

Met = Mapping[str, Sequence["View"]]
"""Nodes, in the order of the file, each with the situations in which calls can come to it; at least one."""

_USUAL = Defaults()


def met(measures: Measures, names: Iterable[str]) -> dict[str, list[View]]:
    """Those of the nodes that calls can come to, also by being passed on, in the order given, and when."""
    found: dict[str, list[View]] = {name: [] for name in names}
    for view in measures.views if found else ():
        for name, views in found.items():
            if name in view.visited:
                views.append(view)
    return {name: views for name, views in found.items() if views}


def menu_named(tree: PhoneTree, name: str) -> Menu:
    """The menu of that name."""
    menu = tree.nodes[name]
    assert isinstance(menu, Menu)
    return menu


def levels(view: View) -> Mapping[str, int]:
    """For every node a call can come to before a person answers, how many menus callers must choose at to hear it, plus
    one: first menus are on level 1, those behind one key of them on level 2. The fewest count. A menu heard first that
    asks for nothing but the language is on level 0. Silence, wrong keys and choices of a `language` add no level.

    Levels are those of callers to the first entry; menus to which these cannot come have the level of the next entry
    whose callers can. So a menu with a number of its own still lies below the one from which keys lead to it.
    """
    key = ("levels of menus", view.state)
    if key not in view.tree.known:
        found: dict[str, int] = {}
        for entry in view.tree.entries:
            _add_levels(view.tree, view.state, entry.node, found)
        view.tree.known[key] = found
    known: Mapping[str, int] = view.tree.known[key]
    return known


def _add_levels(tree: PhoneTree, state: State, entry: str, found: dict[str, int]) -> None:
    waiting = deque([(entry, 1)])
    while waiting:
        name, level = waiting.popleft()
        if name in found:
            continue
        node = tree.nodes[name]
        deeper: set[str] = set()
        if isinstance(node, Menu):
            level = 0 if level == 1 and is_language_menu(node) else level
            deeper = {*dialled(node), *(o.key for o in node.options if o.language is None)} if level else set()
        found[name] = level
        for step in steps(tree, name, state):
            if isinstance(step.to, End) or step.to in found:
                continue
            if step.name in deeper:
                waiting.append((step.to, level + 1))
            else:
                waiting.appendleft((step.to, level or 1))


def lands(view: View, stop: Stop) -> Stop:
    """Where a call that comes to a stop is after recordings, hours and branches (the first answer of each)."""
    seen = set()
    while isinstance(stop, str) and stop not in seen:
        if not isinstance(view.tree.nodes[stop], model.Say | model.HoursCheck | model.Branch):
            break
        seen.add(stop)
        stop = view.steps(stop)[0].to
    return stop


def key_steps(view: View, menu: Menu) -> list[Step]:
    """What the keys of a menu do, in the order of the file; of a key given twice the first counts."""
    return [step for step in view.steps(menu.name) if step.by == "key"]


def repeats(view: View, menu: Menu, step: Step) -> bool:
    """Whether a key of a menu only plays it again."""
    return lands(view, step.to) == menu.name


def goes_back(view: View, menu: Menu, step: Step) -> bool:
    """Whether a key of a menu leads to a menu of an earlier level."""
    to = lands(view, step.to)
    if isinstance(to, End) or not isinstance(view.tree.nodes[to], Menu):
        return False
    level = levels(view)
    return menu.name in level and level.get(to, level[menu.name]) < level[menu.name]


def order_read(menu: Menu, keys: Sequence[str], announced: Iterable[str]) -> list[str]:
    """Those of the keys that the prompt announces, in its order; if it announces none, all as they are."""
    known = set(keys)
    return [key for key in dict.fromkeys(announced) if key in known] or list(keys)


class Stated(NamedTuple):
    """A number that the file states of a node, and where."""

    value: float
    place: Place


def stated_timeout(
    tree: PhoneTree, node: Listener, name: Literal["no_input_timeout", "inter_digit_timeout"]
) -> Stated | None:
    """How long a node waits, if the node or the tree's `defaults` say so; None where it is only assumed."""
    own = getattr(node, name)
    if own is not None:
        return Stated(own, node.at(name))
    usual = getattr(tree.defaults, name)
    return None if usual == getattr(_USUAL, name) else Stated(usual, tree.at("defaults"))


def stated_attempts(tree: PhoneTree, node: Listener) -> tuple[Attempts, Place] | None:
    """How often a node is played, if the node or the tree's `defaults` say so; None where it is only assumed."""
    if node.attempts is not None:
        return node.attempts, node.at("attempts")
    every = tree.defaults.attempts
    return None if every == _USUAL.attempts else (Attempts(every, every, apart=False), tree.at("defaults"))


def exactly(seconds: float) -> str:
    """A duration as it was written where `say_duration` would round it.

    >>> exactly(2.5), exactly(90)
    ('2.5 s', '1 min 30 s')
    """
    return say_duration(seconds) if seconds == int(seconds) else f"{seconds:g} s"


def spread(seconds: Iterable[float]) -> str:
    """One duration, or the shortest and the longest of several.

    >>> spread([2, 2]), spread([2, 1])
    ('2 s', '1 s to 2 s')
    """
    shortest, *_, longest = sorted([*(found := set(seconds)), *found])
    return exactly(shortest) if shortest == longest else f"{exactly(shortest)} to {exactly(longest)}"


def joined(
    rule: str,
    severity: Severity,
    nodes: Met,
    *,
    places: Callable[[str], Place],
    note: Callable[[str], str],
    message: str,
    advice: str,
    words: Sequence[str] = (),
    cause: str = "",
) -> Finding:
    """One finding for all nodes with the same fault: at the first, the others related with a `note` each. Its call goes
    to the first and then says `words`."""
    first, *others = nodes
    view = nodes[first][0]
    place = places(first)
    return Finding(
        rule=rule,
        severity=severity,
        place=place,
        node=first,
        message=message,
        advice=advice,
        periods=names_of([view for views in nodes.values() for view in views]),
        witness=view.witness(view.way_to(first) or (), *words),
        related=tuple(Related(places(name), note(name)) for name in others if places(name) != place),
        cause=cause,
        nodes=tuple(others),
    )


def with_fields(tree: PhoneTree, finding: Finding, **fields: object) -> PhoneTree:
    """The tree with fields of all nodes of a finding set."""
    for name in (finding.node, *finding.nodes):
        tree = with_node(tree, replace(tree.nodes[name], **fields))  # type: ignore[arg-type]  # fields of the kind
    return tree
