"""`ivr-audit`: can a caller still reach a person here, and after how long?

>>> import ivr_audit
>>> tree = ivr_audit.load("trees/lens-lab.yaml")
>>> report = ivr_audit.audit(tree, as_of="2026-11-23")
>>> [finding.rule for finding in report.findings if finding.severity == "error"]
[]
>>> ivr_audit.call(tree, at="mon 10:00").outcome
'person'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ivr_audit.api import audit, call, load
    from ivr_audit.audit import Audit
    from ivr_audit.call import Call
    from ivr_audit.finding import Finding, Witness
    from ivr_audit.model import InputError, PhoneTree, Place, Problem

__version__ = "0.1.0"

_HOMES = {
    "Audit": "audit",
    "Call": "call",
    "Finding": "finding",
    "InputError": "model",
    "PhoneTree": "model",
    "Place": "model",
    "Problem": "model",
    "Witness": "finding",
    "audit": "api",
    "call": "api",
    "load": "api",
}

__all__ = [
    "Audit", "Call", "Finding", "InputError", "PhoneTree", "Place", "Problem", "Witness", "audit", "call", "load",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Load what is asked for when it is asked for: start-up stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"ivr_audit.{_HOMES[name]}"), name)
