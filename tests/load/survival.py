"""What every test with input at random holds a reader to: a tree that holds together or clear errors, and soon."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ivr_audit.model import HANGUP, Hours, HoursCheck, PhoneTree, Ring, targeted
from ivr_audit.place import InputError, Problem

CASES = int(os.environ.get("IVR_AUDIT_FUZZ") or 300)
"""How many cases each of these tests tries: `IVR_AUDIT_FUZZ=20000` for more."""
FUZZ = settings(
    max_examples=CASES,
    deadline=None,  # `survives` measures
    suppress_health_check=list(HealthCheck),
    derandomize=CASES <= 300,
    database=None,
)
SECONDS = 20.0
"""Seconds of the processor that one case may take at the very most; the slowest seen takes a tenth."""
_INTERNAL = ("Traceback", "object at 0x", "Error(", "NoneType", "<class ")


def survives(
    read: Callable[[], tuple[PhoneTree | None, list[Problem]]], files: Collection[str], *, seconds: float = SECONDS
) -> PhoneTree | None:
    """What a reader makes of an input: the tree, or None for one that is refused, checked either way.

    `files` are the names that a problem may point into. Whatever `read` raises but InputError is a failure.
    """
    began = time.process_time()
    try:
        tree, problems = read()
    except InputError as unusable:
        tree, problems = None, list(unusable.problems)
    assert time.process_time() - began < seconds
    assert (tree is None) == bool(problems)
    for problem in problems:
        check_clear(problem, files)
    if tree is not None:
        check_whole(tree)
    return tree


def check_clear(problem: Problem, files: Collection[str]) -> None:
    """It says something in words, and in which file."""
    assert problem.message.strip()
    assert not any(word in problem.message for word in _INTERNAL), problem
    assert problem.place.file in files, problem
    assert (problem.place.line > 0) == (problem.place.column > 0), problem


def check_whole(tree: PhoneTree) -> None:
    """Whatever the tree names is in it, and hours go forward."""
    known = {*tree.nodes, HANGUP}
    assert tree.entries
    assert all(entry.node in tree.nodes for entry in tree.entries)
    assert all(to in known for node in tree.nodes.values() for to in targeted(node))
    assert all(name == node.name for name, node in tree.nodes.items())
    clocks = [node.hours for node in tree.nodes.values() if isinstance(node, HoursCheck)]
    clocks += [node.staffed for node in tree.nodes.values() if isinstance(node, Ring)]
    assert all(hours is None or hours in tree.hours for hours in clocks)
    for hours in tree.hours.values():
        check_hours(hours)


def check_hours(hours: Hours) -> None:
    """Its spans go forward through a day."""
    for spans in (*hours.weekly, *hours.dates.values()):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert not edges or edges[0] >= 0 and edges[-1] <= 1440


def damaged(data: st.DataObject, content: bytes, *pieces: bytes, most: int = 6) -> bytes:
    """The content with up to so many parts of it, each of up to 40 bytes, replaced by others: some of the `pieces`."""
    other = st.one_of(st.binary(max_size=4), st.sampled_from(pieces)) if pieces else st.binary(max_size=4)
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, most))):
        at = data.draw(st.integers(0, len(changed)))
        span = data.draw(st.integers(0, 40))
        changed[at : at + span] = data.draw(other)
    return bytes(changed)
