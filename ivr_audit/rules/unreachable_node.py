"""no call ever gets to a menu, a mailbox or another step in the file

A menu that was taken out of the prompt and left in the system, a mailbox that nobody can reach any more, a night
menu for hours that never come. Nobody is harmed, but whoever reads the list believes that it works.

Reported for the nodes to which no call to any entry can come in the 366 days that were looked at, by any keys,
people passing calls on included. Nodes that lead to each other are one finding, at the first of them in the file.
Where only the hours are in the way, as a holiday menu for days that do not come in that year, the finding says so.

In the phone system, point a key or a next step at it, or delete it; where the hours are in the way, correct them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import handovers, steps
from ivr_audit.finding import Finding, Related
from ivr_audit.hours import State
from ivr_audit.model import Node, PhoneTree
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

_NAMED = 4
"""Nodes of a group that the message names."""


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    reached = measures.reached()
    alone = {name: node for name, node in measures.tree.nodes.items() if name not in reached}
    at_other_times = _reached_at_any_hours(measures.tree) if alone else set()
    for first, *others in _groups({name: node for name, node in alone.items() if name not in at_other_times}):
        them = "them" if others else "it"
        advice = f'point a key or a next step at "{first.name}", or delete {them}'
        yield _finding(first, others, "no call ever gets to", "", advice)
    for first, *others in _groups({name: node for name, node in alone.items() if name in at_other_times}):
        advice = f'check the hours on the way to "{first.name}": in that year they let nobody through'
        year = f" in the year from {measures.as_of.isoformat()}"
        yield _finding(first, others, "no call gets to", year, advice)


def _finding(first: Node, others: Sequence[Node], says: str, when: str, advice: str) -> Finding:
    names = [f'"{node.name}"' for node in (first, *others)]
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
    return Finding(
        rule="unreachable-node",
        severity="warning",
        place=first.place,
        node=first.name,
        message=f"{says} {list_words(names)}{when}",
        advice=advice,
        related=tuple(Related(node.place, _note(node.name)) for node in others),
    )


def _reached_at_any_hours(tree: PhoneTree) -> set[str]:
    """The nodes to which calls could come if every way that hours decide were taken at some time."""
    states = [State(opened, day) for opened in (frozenset(tree.hours), frozenset[str]()) for day in (False, True)]
    found = {entry.node for entry in tree.entries}
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        taken = [step for state in states for step in steps(tree, name, state)]
        for step in (*taken, *handovers(tree, name)):
            if isinstance(step.to, str) and step.to not in found:
                found.add(step.to)
                waiting.append(step.to)
    return found


def _note(name: str) -> str:
    return f'nor to "{name}"'


def _groups(alone: dict[str, Node]) -> list[list[Node]]:
    """The nodes in groups that targets connect, in the order of the file."""
    group = {name: name for name in alone}
    members = {name: [name] for name in alone}
    for name, node in alone.items():
        for _, to, _ in model.targets(node):
            if to in alone and group[to] != group[name]:
                small, large = sorted((group[to], group[name]), key=lambda root: len(members[root]))
                for moved in members.pop(small):
                    group[moved] = large
                    members[large].append(moved)
    rank = {name: i for i, name in enumerate(alone)}
    found = [sorted(names, key=rank.__getitem__) for names in members.values()]
    return [[alone[name] for name in names] for names in sorted(found, key=lambda names: rank[names[0]])]


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree without them, unless something that stays names one of them or other hours would lead there."""
    if finding.node in _reached_at_any_hours(tree):
        return None
    notes = {related.note for related in finding.related}
    gone = {name for name in tree.nodes if name == finding.node or _note(name) in notes}
    kept = {name: node for name, node in tree.nodes.items() if name not in gone}
    named = {to for node in kept.values() for _, to, _ in model.targets(node)}
    return None if named & gone else replace(tree, nodes=kept)


BAD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1, or stay on the line.
    options: {1: front desk}
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
  old menu:  # here
    menu: For the hygienist, press 1.
    options: {1: hygienist}
  hygienist: {ring: Hygienist, no_answer: box}
"""
GOOD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1, or stay on the line. For the hygienist, press 2.
    options: {1: front desk, 2: hygienist}
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
  hygienist: {ring: Hygienist, no_answer: box}
"""

RULE = Rule(
    id="unreachable-node",
    severity="warning",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours"),
    repair=_repair,
)
