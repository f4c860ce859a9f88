"""The three things a program does with a phone tree: load it, audit it, and make one call to it.

>>> from ivr_audit.api import audit, call, load
>>> tree = load("trees/lens-lab.yaml")
>>> [finding.rule for finding in audit(tree, as_of="2026-11-23").findings if finding.severity == "error"]
[]
>>> call(tree, at="mon 10:00").outcome
'person'
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ivr_audit.asked import caller_of, check_together, day_of, entry_of, moment_of, topic_of
from ivr_audit.call import Call, Refused, Turn, play_keys
from ivr_audit.callers import CallerKind, play_caller
from ivr_audit.finding import Finding, Witness
from ivr_audit.hours import periods, state_at
from ivr_audit.model import PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.script import script

if TYPE_CHECKING:
    from ivr_audit.audit import Audit

__all__ = [
    "Call", "CallerKind", "Finding", "InputError", "PhoneTree", "Place", "Problem", "Refused", "Turn", "Witness",
    "audit", "call", "load",
]  # fmt: skip


def load(path: str | Path, *, start: str | None = None, overlay: str | Path | None = None) -> PhoneTree:
    """The phone tree that a file or folder describes: a native file, or the files of a phone system.

    `start` says where calls come in, for files that have several such places (a context, a flow, a menu); `overlay` is
    a file with what the office knows and the phone system's files do not say.

    Raises `InputError` with every problem of the file, each with its line and column; OSError never.

    >>> load("trees/lens-lab.yaml").topics
    ('orders', 'accounts', 'production')
    """
    from ivr_audit.load import load as read

    return read(path, start, overlay)


def audit(tree: PhoneTree, *, as_of: date | str | None = None) -> Audit:
    """The audit of a tree for the 366 days from `as_of` (a date or `2026-11-23`; left out, today). Seconds everywhere.

    Raises `InputError` where the tree's `audit:` section names a rule or an option that there is none of, ValueError
    for a day that is none, TypeError for the name of a file.

    >>> report = audit(load("trees/family-physicians.yaml"), as_of="2026-11-23")
    >>> [finding.node for finding in report.findings if finding.rule == "wrong-door"]
    ['main']
    """
    from ivr_audit.audit import audit as audited

    return audited(_loaded(tree), _day(as_of))


def call(
    tree: PhoneTree,
    *,
    at: datetime | str | None = None,
    keys: str | Sequence[str] = (),
    caller: CallerKind | None = None,
    topic: str | None = None,
    entry: str | None = None,
    as_of: date | str | None = None,
) -> Call:
    """One call: by `keys` ("2,wait,0" or a sequence), or as one of the five callers with a `topic`.

    `at` is a local moment or words such as "sat 10:00" (the first from `as_of` on); left out, when people are there.
    `entry` is the number or node where the call begins; left out, the tree's first. Raises ValueError, with what is
    allowed, for a moment, word, caller, topic or entry that there is none of; TypeError for values of another kind.

    >>> done = call(load("trees/family-physicians.yaml"), at="2026-11-23T10:00", keys="0,0,0")
    >>> done.outcome, done.node
    ('stuck', 'main')
    """
    _loaded(tree)
    check_together(keys=len(keys) > 0, caller=caller, topic=topic)
    day = _day(as_of)
    start = entry_of(tree, entry)
    state = state_at(tree, periods(tree, day)[0].example if at is None else moment_of(at, day))
    if caller is not None:
        return play_caller(tree, state, start, caller_of(caller), topic_of(tree, topic))
    return play_keys(tree, state, start, script(tree, keys))


def _loaded(tree: PhoneTree) -> PhoneTree:
    if not isinstance(tree, PhoneTree):
        raise TypeError(f"this takes a phone tree, not {tree!r}; read a file with load first")
    return tree


def _day(as_of: date | str | None) -> date:
    return datetime.now().date() if as_of is None else day_of(as_of)
