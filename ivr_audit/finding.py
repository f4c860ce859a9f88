"""A finding: what is wrong for a caller, where in the file, in which periods, what to do, and a call that shows it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from ivr_audit.place import Place
from ivr_audit.value import Value, value

if TYPE_CHECKING:
    from ivr_audit.callgraph import Outcome

Severity = Literal["error", "warning", "advice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")
"""Gravest first. Error: a caller can be lost, stuck, cut off or unsafe; warning: known bad practice."""


class Witness(NamedTuple):
    """A call that shows the finding: when (local time), to which entry node, the keys, and where it ends.

    `keys` is what `ivr-audit call --keys` takes. `outcome` is None while the caller still stands at a menu.
    """

    at: datetime
    entry: str
    keys: str
    outcome: Outcome | None
    node: str


class Related(NamedTuple):
    """Another place that has to do with a finding, and what it is there."""

    place: Place
    note: str


@value
class Finding(Value):
    """`periods` are names of periods; empty where the finding does not depend on the time. `witness` is None where no
    call can show it (a node that nobody can reach)."""

    rule: str
    severity: Severity
    place: Place
    node: str
    message: str
    advice: str
    periods: tuple[str, ...] = ()
    witness: Witness | None = None
    related: tuple[Related, ...] = ()
    cause: str = ""
    """Tells findings of one rule at one node apart; findings that share rule, node and cause are one."""
    nodes: tuple[str, ...] = ()
    """Further nodes that it is about."""
    consequences: tuple[Finding, ...] = ()
    """What follows from it, and is gone with it."""


def with_consequences(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each finding, and behind it what follows from it."""
    for finding in findings:
        yield finding
        yield from finding.consequences


class Identity(NamedTuple):
    """What a finding keeps when lines move, times change or words are put differently: it is known again by this.

    A node or a tree that gets another name has other findings.
    """

    tree: str
    rule: str
    node: str
    cause: str

    @property
    def fingerprint(self) -> str:
        """The same in 32 letters and digits: the beginning of a SHA-256."""
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()[:32]


def identity(tree: str, finding: Finding) -> Identity:
    """The identity of a finding in the tree of that name."""
    return Identity(tree, finding.rule, finding.node, finding.cause)
