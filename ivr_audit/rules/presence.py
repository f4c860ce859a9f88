"""Who is not there to take a call, as far as an imported file lets it be seen.

Such a file mostly says no hours of people, so that they count as always there. But callers come to them only while the
office is open, or only after a question whether anybody is on duty; advice that sends others there helps nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from ivr_audit import model
from ivr_audit.likely import is_unlikely, likely_case
from ivr_audit.model import PhoneTree
from ivr_audit.rules.people import first_people, reached
from ivr_audit.rules.ways import step_of

if TYPE_CHECKING:
    from ivr_audit.rules.common import Situation

SWITCH: Final = re.compile(r"holi ?day|clos|night|vacation|weather|emergency|override", re.IGNORECASE)
"""What somebody turns on by hand while the office is closed is called so."""
_ON_DUTY: Final = re.compile(r"\b(?:on duty|staffed|logged (?:in|on)|available|agents?)\b", re.IGNORECASE)


def is_gone(view: Situation, name: str) -> bool:
    """Whether people without stated hours, or a number outside, of an imported tree are where no call comes now."""
    tree, node = view.tree, view.tree.nodes[name]
    if tree.system == "native" or getattr(node, "staffed", None) is not None:
        return False
    return all(name not in _reached(tree, view, entry.node) for entry in tree.entries)


def _reached(tree: PhoneTree, view: Situation, entry: str) -> set[str]:
    key = ("set of reached", view.state, entry)
    if key not in tree.known:
        tree.known[key] = set(reached(tree, view.state, entry))
    found: set[str] = tree.known[key]
    return found


def elsewhen(tree: PhoneTree, entry: str, at: str, name: str) -> bool:
    """Whether calls come to one node only while a schedule that is not in the file is open, to the other only while it
    is closed."""
    if not any(isinstance(node, model.HoursCheck) and node.hours is None for node in tree.nodes.values()):
        return False
    day, night = _apart(tree, entry)
    return at in day and name in night or at in night and name in day


def _apart(tree: PhoneTree, entry: str) -> tuple[set[str], set[str]]:
    """The nodes that calls come to only while schedules that are not known are open, and only while they are closed."""
    key = ("apart", entry)
    if key not in tree.known:
        day, night = _led_to(tree, entry, {"closed", "holiday"}), _led_to(tree, entry, {"open"})
        tree.known[key] = day - night, night - day
    found: tuple[set[str], set[str]] = tree.known[key]
    return found


def _led_to(tree: PhoneTree, entry: str, without: set[str]) -> set[str]:
    """The nodes to which calls can go on, unknown schedules never taking some ways."""
    found, waiting = {entry}, [entry]
    while waiting:
        node = tree.nodes[waiting.pop()]
        unknown = isinstance(node, model.HoursCheck) and node.hours is None
        ways = {
            to
            for field, to, _ in model.targets(node)
            if not (unknown and field in without or is_unlikely(tree, node.name, step_of(node, field, to)))
        }
        new = {to for to in ways if to in tree.nodes} - found
        found |= new
        waiting += new
    return found


def found_away(view: Situation, name: str) -> set[str]:
    """The people who are not there by what a question just before a node has told: whether anybody is on duty, or
    whether the office is closed today."""
    tree = view.tree
    if tree.system == "native":
        return set()
    before = _before(tree)
    found: set[str] = set()
    waiting = [name]
    for at in waiting:
        for source in before.get(at, ()):
            node = tree.nodes[source]
            if isinstance(node, model.Say) and source not in waiting:
                waiting.append(source)
            elif isinstance(node, model.Branch):
                found.update(_missed(view, node, at))
    return found


def _missed(view: Situation, node: model.Branch, at: str) -> Iterable[str]:
    """Who is not there where a question has led to a node."""
    tree, asked = view.tree, f"{node.decides} {node.name}"
    others = [case.to for case in node.cases if case.to != at]
    if _ON_DUTY.search(asked):
        return [person for to in others for person in first_people(tree, view.state, to)]
    likely = next((case.to for case in node.cases if case.name == likely_case(tree, node)), at)
    if SWITCH.search(asked) and at != likely:
        return [name for name, there in tree.nodes.items() if isinstance(there, model.Answered)]
    return []


def _before(tree: PhoneTree) -> dict[str, list[str]]:
    """By node, those that lead there."""
    key = "nodes before"
    if key not in tree.known:
        before: dict[str, list[str]] = {}
        for name, node in tree.nodes.items():
            for to in dict.fromkeys(model.targeted(node)):
                before.setdefault(to, []).append(name)
        tree.known[key] = before
    found: dict[str, list[str]] = tree.known[key]
    return found
