"""Hours of the week in words; they are numbered from 0, Monday from 0:00, to 167."""

from __future__ import annotations

from collections.abc import Sequence

from ivr_audit.words import WEEKDAYS, list_words


def say_hour(hour: int) -> str:
    """An hour of the week in words.

    >>> say_hour(9)
    'Monday 9:00 to 10:00'
    """
    return f"{WEEKDAYS[hour // 24]} {hour % 24}:00 to {hour % 24 + 1}:00"


def say_hours(hours: Sequence[int]) -> str:
    """Hours of the week in words, those in a row as one; the first four stretches.

    >>> say_hours([9, 10, 33])
    'Monday 9:00 to 11:00 and Tuesday 9:00 to 10:00'
    """
    stretches: list[list[int]] = []
    for hour in hours:
        if stretches and stretches[-1][1] == hour and hour % 24:
            stretches[-1][1] = hour + 1
        else:
            stretches.append([hour, hour + 1])
    told = [f"{WEEKDAYS[start // 24]} {start % 24}:00 to {(end - 1) % 24 + 1}:00" for start, end in stretches[:4]]
    more = len(stretches) - 4
    return list_words(told if more < 1 else [*told, "one more time" if more == 1 else f"{more} more times"])


def other_hours(count: int) -> str:
    """How many hours are as bad as the one that is told."""
    match count:
        case 0:
            return "no other hour is as bad"
        case 1:
            return "so it is in one more hour of the week"
        case _:
            return f"so it is in {count} more hours of the week"
