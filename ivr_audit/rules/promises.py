"""How long a promise is, as offices say it: in days where it is whole days."""

from __future__ import annotations

from typing import Final

from ivr_audit.words import say_duration

DAY: Final = 86400.0


def say_days(seconds: float) -> str:
    """A duration, in days from two days on if it is a whole number of them.

    >>> say_days(345600), say_days(86400), say_days(1800)
    ('4 days', '24 h', '30 min')
    """
    return f"{seconds / DAY:g} days" if seconds >= 2 * DAY and seconds % DAY == 0 else say_duration(seconds)
