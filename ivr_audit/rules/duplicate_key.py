"""one key is given twice, and only the first one works

The prompt offers two things on one key. The system takes the first; callers who want the second get the wrong people
and do not know why.

Reported for each key that stands twice among the options of a menu or the keys that lead out of a queue or a
mailbox, the key for being called back included. A native file that gives a key twice among `options` or `exits` is
refused when it is read ("1" stands here a second time); this check is for imported files and for a queue's `callback`.
It is a warning where both lead to the same place. A key that begins another one (1 and 12) is no duplicate: the
system waits for the next digit.

In the phone system, give the second choice a key of its own and record the prompt again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding, Related
from ivr_audit.model import Node, Option, PhoneTree
from ivr_audit.rules.common import call_along
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.ways import with_node

if TYPE_CHECKING:
    from ivr_audit.measures import Measures


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    for node in measures.tree.nodes.values():
        first: dict[str, Option] = {}
        for option in _keys(node):
            if option.key in first:
                yield from _findings(measures, node, first[option.key], option)
            first.setdefault(option.key, option)


def _keys(node: Node) -> tuple[Option, ...]:
    """The keys of a node in the order in which the system looks at them."""
    match node:
        case model.Menu():
            return node.options
        case model.Voicemail():
            return node.exits
        case model.Queue(callback=str(key)):
            return (*node.exits, Option(key, "", (), node.at("callback"), node.at("callback")))
        case model.Queue():
            return node.exits
        case _:
            return ()


def _findings(measures: Measures, node: Node, first: Option, second: Option) -> Iterator[Finding]:
    """One for each situation in which a caller can press the key; one without a call if nobody ever can."""
    lost = "its second place changes nothing"
    if second.to != first.to:
        goal = f'"{second.to}"' if second.to else "to be called back"
        lost = f'a caller who wants {goal} is sent to "{first.to}"'
    found = Finding(
        rule="duplicate-key",
        severity="warning" if second.to == first.to else "error",
        place=second.place,
        node=node.name,
        cause=f"{second.key} {second.to}",
        message=f'key {second.key} stands twice in "{node.name}": {lost}',
        advice=_advice(node, first, second),
        related=(Related(first.place, "the first one, which works"),),
    )
    step = first.key if isinstance(node, model.Menu) else f"exit {first.key}"
    views = [view for view in measures.views if node.name in view.visited]
    for view in views:
        if any(taken.name == step for taken in view.steps(node.name)):
            yield replace(found, periods=view.names, witness=call_along(view, node.name, (node.name, step)))
    if not views:
        yield found


def _advice(node: Node, first: Option, second: Option) -> str:
    if second.to == first.to:
        return f'take the second key {second.key} of "{node.name}" out'
    key = _free(node)
    goal = f'"{second.to}"' if second.to else "calling back"
    return f'give {goal} a key of its own in "{node.name}"' + (f", such as {key}" if key else "")


def _free(node: Node) -> str | None:
    """The first digit that no key of a node is or begins with."""
    used = {option.key[0] for option in _keys(node)}
    return next((key for key in "123456789" if key not in used), None)


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    node = tree.nodes[finding.node]
    key, to = finding.cause.split(" ", 1)
    match node:
        case model.Queue() if not to:
            free = _free(node)
            return with_node(tree, replace(node, callback=free)) if free else None
        case model.Menu():
            return with_node(tree, replace(node, options=_parted(node, node.options, key, to)))
        case model.Queue() | model.Voicemail():
            return with_node(tree, replace(node, exits=_parted(node, node.exits, key, to)))
        case _:
            return None


def _parted(node: Node, options: tuple[Option, ...], key: str, to: str) -> tuple[Option, ...]:
    """The options with a key of its own for the second one, or without it if it leads where the first one does."""
    first = next(option for option in options if option.key == key)
    free = _free(node)
    kept = []
    for option in options:
        if option is first or option.key != key or option.to != to:
            kept.append(option)
        elif to != first.to and free is not None:
            kept.append(option._replace(key=free))
    return tuple(kept)


BAD = """\
tree: Dental office
start: front desk
nodes:
  front desk:
    queue: Front desk
    max_wait: 5m
    overflow: box
    exits: {1: box}
    callback: 1  # here
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""
GOOD = """\
tree: Dental office
start: front desk
nodes:
  front desk:
    queue: Front desk
    max_wait: 5m
    overflow: box
    exits: {1: box}
    callback: 2
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="duplicate-key",
    severity="error",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    repair=_repair,
)
