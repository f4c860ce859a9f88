"""What a menu does with a caller after the last silent or wrong attempt, where that is to hang up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from ivr_audit import model
from ivr_audit.call import wrong_key
from ivr_audit.callgraph import Step, listening
from ivr_audit.finding import Finding, Related
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import Refuges
from ivr_audit.rules.hang_ups import call_unserved, has_own_rule, hung_up, unserved, way_on
from ivr_audit.rules.phrases import some
from ivr_audit.rules.ways import with_node
from ivr_audit.words import list_words, say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

Listens = model.Menu | model.Ask
Field = Literal["no_input", "invalid"]


class GivenUp(NamedTuple):
    """A menu or question that hangs up, by a step and then along `onward`; `ways` is what `unserved` found."""

    node: Listens
    step: Step
    onward: tuple[tuple[str, Step], ...]
    view: View
    ways: Mapping[str, Sequence[Step]]

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes between it and the dead line."""
        return tuple(name for name, _ in self.onward)

    def told(self) -> str:
        """`after 41 s and 3 plays`, with the recordings that are played before the line is dead; `after 41 s in it`
        where the menu is not the first thing that is heard."""
        tree = self.view.tree
        seconds = self.step.typical + sum(further.typical for _, further in self.onward)
        attempts = listening(self.node, tree.defaults).attempts
        plays = attempts.no_input if self.step.by == "silence" else attempts.invalid
        heard = [f'"{name}"' for name in self.names if isinstance(tree.nodes[name], model.Say | model.Hangup)]
        last = f", after hearing {list_words(heard)}" if heard else ""
        way = self.view.way_to(self.node.name) or ()
        later = any(step.typical for leg in way for step in self.view.steps(leg.node) if step.name == leg.step)
        took = f"{say_duration(seconds)}{' in it' if later else ''}"
        return f"after {took} and {plays} {'play' if plays == 1 else 'plays'}{last}"


def given_up(view: View, field: Field) -> Iterator[GivenUp]:
    """The menus and questions where silence ends in a hang-up for callers whom nothing has served; or wrong keys, where
    these have a way of their own and there are any. Not where every key of the menu leads to a hang-up, and one of them
    where silence does: silence is not the cause then, and dead-end reports the keys."""
    ways = unserved(view)
    lost = hung_up(view)
    by = "silence" if field == "no_input" else "wrong"
    for name, taken in ways.items():
        node = view.tree.nodes[name]
        step = next((step for step in taken if step.by == by), None)
        if step is None or step.to not in lost or not isinstance(node, Listens):
            continue
        keys = [step.to for step in taken if step.by == "key"]
        if keys and all(to in lost for to in keys) and step.to in keys:
            continue
        if field == "invalid" and (ends_alike(node) or wrong_key(node) is None):
            continue
        if not has_own_rule(view.tree, name, step):
            yield GivenUp(node, step, tuple(way_on(ways, step, lost)), view, ways)


def ends_alike(node: Listens) -> bool:
    """Whether wrong keys lead where silence does."""
    return node.invalid in (None, node.no_input)


def hanging_up(measures: Measures, rule: str, field: Field) -> Iterator[Finding]:
    """A finding for each place to which the callers should be sent instead, with all menus that cut them off."""
    found: dict[str, list[GivenUp]] = {}
    for view in measures.views:
        for one in given_up(view, field):
            found.setdefault(one.node.name, []).append(one)
    refuges: dict[tuple[tuple[View, ...], bool], Refuges] = {}
    alike: dict[str, list[list[GivenUp]]] = {}
    for name in measures.tree.nodes:
        if name in found:
            views = tuple(one.view for one in found[name])
            closed = all(is_behind_closed(view, name) for view in views)
            known = (views, closed)
            if known not in refuges:
                refuges[known] = Refuges(*views, there=closed)
            to = refuges[known].said(name)
            alike.setdefault(to, []).append(found[name])
    for to, menus in alike.items():
        yield _finding(rule, field, to, menus)


def _finding(rule: str, field: Field, to: str, menus: Sequence[Sequence[GivenUp]]) -> Finding:
    first, others = menus[0][0], [menu[0].node for menu in menus[1:]]
    node = first.node
    legs = ((node.name, first.step.name), *((at, further.name) for at, further in first.onward))
    where = f' of "{node.name}"' if not others else " of each"
    views = dict.fromkeys(one.view for menu in menus for one in menu)
    return Finding(
        rule=rule,
        severity="error",
        place=node.at(field),
        node=node.name,
        message=f"a caller who {_does(node, field)} {some([menu[0].node.name for menu in menus], 'or')} is cut off"
        f"{_when(first, others)}",
        advice=f'set "{field}"{where} to {to}',
        periods=tuple(dict.fromkeys(name for view in views for name in view.names)),
        witness=call_unserved(first.view, first.ways, *legs),
        related=tuple(Related(other.at(field), f'"{other.name}" hangs up too') for other in others),
        cause=to,
        nodes=tuple(other.name for other in others),
    )


def is_behind_closed(view: View, name: str) -> bool:
    """Whether calls come to a node only because hours on the way are closed."""
    key = ("not behind closed hours", view.state, view.entry)
    if key not in view.tree.known:
        found = {view.entry}
        waiting = [view.entry]
        while waiting:
            at = waiting.pop()
            closed = isinstance(view.tree.nodes[at], model.HoursCheck)
            onward = [step.to for step in view.steps(at) if not (closed and step.name != "open")]
            new = {to for to in onward if isinstance(to, str) and to not in found}
            found |= new
            waiting += new
        view.tree.known[key] = found
    return name not in view.tree.known[key]


def _does(node: Listens, field: Field) -> str:
    if field == "no_input":
        return "presses nothing in" if node.kind == "menu" else "enters nothing in"
    return "presses wrong keys in" if node.kind == "menu" else "makes wrong entries at"


def _when(first: GivenUp, others: Sequence[Listens]) -> str:
    where = f', in "{first.node.name}"' if others else ""
    too = ""
    if first.step.by == "silence" and all(ends_alike(node) for node in (first.node, *others)):
        too = f"; wrong {'keys' if first.node.kind == 'menu' else 'entries'} end the same way"
    return f"{where} {first.told().replace(' in it', '') if others else first.told()}{too}"


def sent_on(tree: PhoneTree, finding: Finding, field: Field) -> PhoneTree | None:
    """The tree with silence (or wrong keys) at the menus of a finding leading to a person, else to a mailbox."""
    names = (finding.node, *finding.nodes)
    to = finding.cause.strip('"')
    if to not in tree.nodes:
        return None
    for name in names:
        node = tree.nodes[name]
        if not isinstance(node, Listens):
            return None
        alike = node.invalid is not None and ends_alike(node)
        if field == "no_input":
            node = replace(node, no_input=to, invalid=to if alike else node.invalid)
        else:
            node = replace(node, invalid=to)
        tree = with_node(tree, node)
    return tree
