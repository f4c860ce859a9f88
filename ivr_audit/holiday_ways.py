"""Which checks of the clock know public holidays: not those whose hours go on as on any other day."""

from __future__ import annotations

from ivr_audit.model import HoursCheck, PhoneTree


def knows_holidays(tree: PhoneTree, check: HoursCheck) -> bool:
    """Whether a check has a way of its own for public holidays, and its hours can tell when one is."""
    hours = tree.hours.get(check.hours or "")
    return check.holiday is not None and (hours is None or hours.holiday is not None)
