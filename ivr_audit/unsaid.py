"""What a file leaves open about people: when the office is open, when they are there, who answers outside."""

from __future__ import annotations

from ivr_audit.hours import State
from ivr_audit.model import Answered, HoursCheck, PhoneTree, Transfer
from ivr_audit.rules.people import reached


def clocks_unknown(tree: PhoneTree) -> list[str]:
    """The checks of a schedule that is not in the file."""
    return [node.name for node in tree.nodes.values() if isinstance(node, HoursCheck) and node.hours is None]


def people_without_hours(tree: PhoneTree) -> list[str]:
    """The people of whom an imported file does not say when they are there, so that they count as always there. A
    native file that leaves it out says so."""
    if tree.system == "native":
        return []
    people = [node for node in tree.nodes.values() if isinstance(node, Answered)]
    return [node.name for node in people if node.staffed is None and getattr(node, "members", None) != ()]


def unknown_ends(tree: PhoneTree, state: State, entry: str) -> list[str]:
    """The numbers outside to which calls can go in a period and of which the file does not say that no person is
    behind them."""
    outside = [name for name in reached(tree, state, entry) if isinstance(tree.nodes[name], Transfer)]
    return [name for name in outside if getattr(tree.nodes[name], "answered_by", "") in ("unknown", "menu")]
