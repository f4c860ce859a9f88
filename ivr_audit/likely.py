"""Which answer of an undecided question a call takes when nobody says, in a tree made of another system's files.

A native file can say how many callers get each answer. Where other systems ask a database or a program, the first
answer in their file is as often the exception (the switch for a holiday, a request that failed) as the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ivr_audit.model import Answered, Branch, PhoneTree, Transfer, targeted

_FAILURE: Final = re.compile(r"\b(?:fail\w*|errors?|time(?:d )?out)\b", re.IGNORECASE)
_MOST_COUNTED: Final = 200


def likely_case(tree: PhoneTree, node: Branch) -> str | None:
    """The answer that leads on to a person, is no failure, and leads to most places, the first of equals; None where
    the file itself says what is likely: in a native tree, and where an answer has a share."""
    if tree.system == "native" or len(node.cases) < 2 or any(case.share is not None for case in node.cases):
        return None
    key = ("likely case", node.name)
    if key not in tree.known:
        people = _leading_to_people(tree)
        ranked = [(case.to in people, not _FAILURE.search(case.name), _size(tree, case.to)) for case in node.cases]
        tree.known[key] = node.cases[ranked.index(max(ranked))].name
    found: str = tree.known[key]
    return found


def is_unlikely(tree: PhoneTree, name: str, step: str) -> bool:
    """Whether a step takes an answer of a question while another is likely."""
    node = tree.nodes[name]
    likely = likely_case(tree, node) if isinstance(node, Branch) else None
    return likely is not None and step != f"case {likely}"


def _leading_to_people(tree: PhoneTree) -> frozenset[str]:
    """The nodes from which a call can come to people, at whatever time."""
    key = "leading to people"
    if key not in tree.known:
        before: dict[str, list[str]] = {}
        for name, node in tree.nodes.items():
            for to in targeted(node):
                before.setdefault(to, []).append(name)
        people = [name for name, node in tree.nodes.items() if _is_person(node)]
        tree.known[key] = frozenset(_spread(people, before))
    found: frozenset[str] = tree.known[key]
    return found


def _is_person(node: object) -> bool:
    if isinstance(node, Answered):
        return getattr(node, "members", None) != ()
    return isinstance(node, Transfer) and node.answered_by == "person"


def _spread(starts: Iterable[str], onward: dict[str, list[str]]) -> list[str]:
    found = dict.fromkeys(starts)
    waiting = list(found)
    for name in waiting:
        for to in onward.get(name, ()):
            if to not in found:
                found[to] = None
                waiting.append(to)
    return waiting


def _size(tree: PhoneTree, start: str) -> int:
    """How many places a call can come to from a node, that one included; not counted further than needed."""
    found = {start} & tree.nodes.keys()
    waiting = list(found)
    for name in waiting:
        if len(found) > _MOST_COUNTED:
            break
        new = {to for to in targeted(tree.nodes[name]) if to in tree.nodes} - found
        found |= new
        waiting += sorted(new)
    return len(found)
