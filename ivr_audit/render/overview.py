"""The trees over which an index stands: the worst first, their dates, how long callers of each wait at worst."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import NamedTuple

from ivr_audit.audit import Audit
from ivr_audit.finding import SEVERITIES
from ivr_audit.words import list_words, say_duration, say_moment


class Sheet(NamedTuple):
    """A tree of the index: its audit, and the file its own report is in."""

    audit: Audit
    link: str


def worst_first(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Trees in which nobody can be reached at all, then by errors, warnings, advice, and by the longest gap."""

    def gravity(sheet: Sheet) -> tuple[float | str, ...]:
        audit = sheet.audit
        reachable = any(entry.person.reachable for period in audit.periods for entry in period.entries)
        gap = audit.calendar.gap
        counts = [-sum(finding.severity == severity for finding in audit.new) for severity in SEVERITIES]
        return reachable, *counts, -(gap.hours if gap else 0.0), audit.tree.name, sheet.link

    return sorted(sheets, key=gravity)


def say_trees(count: int) -> str:
    """How many trees: "3 phone trees"."""
    return "1 phone tree" if count == 1 else f"{count} phone trees"


def say_dates(sheets: Sequence[Sheet]) -> str:
    """The day, or days, from which on they were looked at: "as of Mon 23 Nov 2026"."""
    days = sorted({sheet.audit.as_of for sheet in sheets})
    return f"as of {list_words([f'{say_moment(datetime.combine(day, time()))[:-6]} {day.year}' for day in days])}"


def say_worst(audit: Audit) -> str:
    """The longest worst time to a person in any period; "never" where nobody can be reached."""
    found = [e.person for p in audit.periods for e in p.entries if e.person.worst is not None]
    if not found:
        return "never"
    longest = max(found, key=lambda times: (not times.bounded, times.worst or 0.0))
    if not longest.bounded:
        return f"no limit (at least {say_duration(longest.worst or 0.0)})"
    return ("" if longest.exact else "at most ") + say_duration(longest.worst or 0.0)
