"""a key or a next step leads to something that does not exist

A menu, a group or a mailbox was deleted or renamed, and what pointed there still does. Whoever takes that way is
hung up on.

Reported for each target that is not the name of a node (`hangup` needs none), also where no call can come; then the
finding shows no call. In a native file it is an error of the file as well: `audit` names each one and stops with exit
code 2, while `diagram` says so and draws the tree all the same.

In the phone system, open the menu or the group that the message names, correct its destination, or point it at a
person, a queue or a mailbox; an extension or group that was deleted often leaves its name behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.model import HANGUP, Node, PhoneTree
from ivr_audit.place import Place
from ivr_audit.rules.common import Refuges, call_along, refuge
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.ways import aimed, leading, name_of, step_of
from ivr_audit.words import nearest

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View


_LOOKED_UP = 100
"""Names that are compared with those of all nodes; a file with more of them has other troubles."""


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    tree = measures.tree
    views = list(measures.views)
    near: dict[str, str | None] = {}
    refuges = Refuges(views[0])
    there = {*tree.nodes, HANGUP}
    for node in tree.nodes.values():
        if there.issuperset(model.targeted(node)):
            continue
        for field, to, place in model.targets(node):
            if to in tree.nodes or to == HANGUP:
                continue
            step = step_of(node, field, to)
            if to not in near:
                near[to] = nearest(to, tree.nodes) if len(near) < _LOOKED_UP else None
            goal = f'"{near[to]}"' if near[to] else refuges.said(node.name)
            found = _finding(node, step, to, place, goal)
            taken = [view for view in views if node.name in view.visited and _takes(view, node, step)]
            for view in taken:
                yield replace(found, periods=view.names, witness=call_along(view, node.name, (node.name, step)))
            if not taken:
                yield found


def _takes(view: View, node: Node, step: str) -> bool:
    """Whether a caller can take a step, with the help of whoever answers if it is one of theirs."""
    if step.startswith(("transferred", "escalated")) and isinstance(node, model.Answered):
        return view.staffed(node)
    return any(taken.name == step for taken in view.steps(node.name))


def _finding(node: Node, step: str, to: str, place: Place, goal: str) -> Finding:
    return Finding(
        rule="dangling-target",
        severity="error",
        place=place,
        node=node.name,
        cause=f"{step} {to}",
        message=f'{name_of(node, step)} leads to "{to}", which does not exist: the caller is cut off',
        advice=leading(node, step, goal),
    )


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    node = tree.nodes[finding.node]
    for field, to, _ in model.targets(node):
        step = step_of(node, field, to)
        if finding.cause == f"{step} {to}":
            goal = nearest(to, tree.nodes) or refuge(tree, finding, node.name)
            return None if goal is None else aimed(tree, node.name, step, goal)
    return None


BAD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1. For billing, press 2.
    options:
      1: front desk
      2: biling  # here
    no_input: front desk
  front desk: {ring: Front desk, no_answer: billing}
  billing: {voicemail: Billing, owner: Mary, reply_within: 1d}
"""
GOOD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1. For billing, press 2.
    options:
      1: front desk
      2: billing
    no_input: front desk
  front desk: {ring: Front desk, no_answer: billing}
  billing: {voicemail: Billing, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="dangling-target",
    severity="error",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    repair=_repair,
)
