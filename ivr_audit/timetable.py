"""Numbers that change with the time: calls an hour, people who are there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from ivr_audit.traffic import Week

DAY = 86400.0


class Timetable(NamedTuple):
    """A number that changes at `times` (seconds from the first midnight, rising from 0) up to the `end`."""

    times: tuple[float, ...]
    numbers: tuple[float, ...]
    end: float

    def at(self, time: float) -> float:
        """The number at a moment."""
        return self.numbers[max(bisect_right(self.times, time) - 1, 0)]


def timetable(week: Week, first: date, days: int, is_holiday: Callable[[date], bool]) -> Timetable:
    """A week's numbers laid over as many days from the first one; every day has 24 hours (wall clock)."""
    times: list[float] = []
    numbers: list[float] = []

    def change(at: float, number: float) -> None:
        if times and times[-1] == at:
            numbers[-1] = number
        else:
            times.append(at)
            numbers.append(number)

    for day in range(days):
        today = first + timedelta(days=day)
        change(day * DAY, week.otherwise)
        for rate in sorted((week.holiday or ()) if is_holiday(today) else week.days[today.weekday()]):
            change(day * DAY + rate.start * 60.0, rate.number)
            change(day * DAY + rate.end * 60.0, week.otherwise)
    return Timetable(tuple(times), tuple(numbers), days * DAY)
