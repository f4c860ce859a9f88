"""Hours of operation as the times of `GotoIfTime`: which times, in which order, lead where.

`GotoIfTime` knows weekdays, days of the month and months, but no years; its last minute counts (09:00-16:59 is open
until 17:00). Public holidays that move are told by weekday and days: the last Monday of May is `mon,25-31,may`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final, Literal, NamedTuple

from ivr_audit.hours import public_holidays
from ivr_audit.model import Hours, PhoneTree, Span
from ivr_audit.render.export import Unsaid

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE: Final = 1440
_YEARS: Final = range(2022, 2050)
"""Four times seven years: every date falls on every weekday in them, leap days too."""
Way = Literal["open", "closed", "holiday"]


class Rule(NamedTuple):
    """If the moment fits these times, the hours are open, closed, or it is a holiday; the first that fits counts."""

    times: str
    way: Way


def rules(tree: PhoneTree, hours: Hours, unsaid: Unsaid) -> list[Rule]:
    """The times that decide, in order; what fits none of them is closed."""
    if hours.always:
        return [Rule("*,*,*,*", "open")]
    found = list(_dates(tree, hours, unsaid))
    for day in _holiday_times(tree, unsaid) if hours.holiday is not None else ():
        found += [Rule(f"{_clock(hours.holiday)},{day}", "open")] if hours.holiday else []
        found.append(Rule(f"*,{day}", "holiday"))
    for spans, days in _by_spans(_of_the_moment(hours.weekly)):
        found.append(Rule(f"{_clock(spans)},{days},*,*", "open"))
    return found


def _dates(tree: PhoneTree, hours: Hours, unsaid: Unsaid) -> Iterator[Rule]:
    if hours.dates:
        unsaid.say("the times of a dialplan know no years, so single dates count every year", hours.name)
    if any(span.end > _WHOLE for spans in (hours.holiday or (), *hours.dates.values()) for span in spans):
        unsaid.say("hours of a single date or holiday that go on after midnight end at midnight", hours.name)
    years = sorted({day.year for day in hours.dates}) if hours.holiday is not None else ()
    holidays = public_holidays(tree.holidays, years) if years else frozenset()
    told: dict[tuple[int, int], tuple[tuple[Span, ...], bool]] = {}
    for day in sorted(hours.dates):
        told.setdefault((day.month, day.day), (tuple(hours.dates[day]), day in holidays))
    for (month, (spans, is_holiday)), days in _grouped(told):
        when = f"*,{days},{_MONTHS[month - 1]}"
        if spans:
            yield Rule(f"{_clock(spans)},{when}", "open")
        yield Rule(f"*,{when}", "holiday" if is_holiday else "closed")


def _grouped(
    told: Mapping[tuple[int, int], tuple[tuple[Span, ...], bool]],
) -> Iterator[tuple[tuple[int, tuple[tuple[Span, ...], bool]], str]]:
    """Days in a row of one month with the same hours."""
    runs = groupby(enumerate(told), lambda one: (one[1][0], told[one[1]], one[1][1] - one[0]))
    for (month, content, _), run in runs:
        days = [day for _, (_, day) in run]
        yield (month, content), _run(days)


def _run(days: Sequence[int]) -> str:
    return str(days[0]) if len(days) == 1 else f"{days[0]}-{days[-1]}"


def _clock(spans: Iterable[Span]) -> str:
    """Times of a day whose last minute counts."""
    pieces = [(span.start, min(span.end, _WHOLE) - 1) for span in spans]
    if pieces == [(0, _WHOLE - 1)]:
        return "*"
    return "&".join(f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in pieces)


def _of_the_moment(weekly: Sequence[tuple[Span, ...]]) -> list[tuple[Span, ...]]:
    """The spans by the weekday of the moment: what goes on after midnight belongs to the next day."""
    found: list[list[Span]] = [[] for _ in weekly]
    for day, spans in enumerate(weekly):
        for span in spans:
            found[day].append(Span(span.start, min(span.end, _WHOLE)))
            if span.end > _WHOLE:
                found[(day + 1) % 7].append(Span(0, span.end - _WHOLE))
    return [tuple(sorted(spans)) for spans in found]


def _by_spans(weekly: Sequence[tuple[Span, ...]]) -> Iterator[tuple[tuple[Span, ...], str]]:
    """Equal spans with all their weekdays: `mon-thu&sat`."""
    for spans in dict.fromkeys(weekly):
        if spans:
            yield spans, _weekdays([day for day in range(7) if weekly[day] == spans])


def _weekdays(days: Sequence[int]) -> str:
    if len(days) == 7:
        return "*"
    runs = [[day for _, day in run] for _, run in groupby(enumerate(days), lambda one: one[1] - one[0])]
    return "&".join(_DAYS[run[0]] if len(run) == 1 else f"{_DAYS[run[0]]}-{_DAYS[run[-1]]}" for run in runs)


def _holiday_times(tree: PhoneTree, unsaid: Unsaid) -> list[str]:
    """Weekdays, days and months that are public holidays in every year, and what is not told by them."""
    own = set(tree.holidays.dates)
    found = public_holidays(tree.holidays._replace(dates=()), _YEARS) if tree.holidays.country else frozenset()
    fixed, moving = set(own), set[tuple[int, int, int]]()
    for month, day, same in _by_day():
        if same and all(one in found for one in same):
            fixed.add(same[-1])
            continue
        for weekday in range(7):
            fitting = [one for one in same if one.weekday() == weekday]
            if fitting and all(one in found for one in fitting):
                moving.add((month, weekday, day))
    told = {(one.month, one.day) for one in fixed}
    left = [
        one for one in found if (one.month, one.day) not in told and (one.month, one.weekday(), one.day) not in moving
    ]
    if left:
        names = f"{len(left)} of {len(found)} in {_YEARS.start} to {_YEARS.stop - 1}"
        unsaid.say(f"public holidays that move with the moon are not in the dialplan, which knows no years ({names})")
    if own:
        unsaid.say("the office's own holidays count on the same date of every year")
    return [f"*,{day},{_MONTHS[month - 1]}" for month, day in sorted(told)] + list(_moving(moving))


def _by_day() -> Iterator[tuple[int, int, list[date]]]:
    """Every day of the year with its dates in all the years."""
    for month in range(1, 13):
        for day in range(1, 32):
            same = [date(year, month, day) for year in _YEARS if _exists(year, month, day)]
            if same:
                yield month, day, same


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _moving(found: Iterable[tuple[int, int, int]]) -> Iterator[str]:
    """Days in a row on the same weekday of a month: `mon,25-31,may`."""
    ordered = sorted(found)
    runs = groupby(enumerate(ordered), lambda one: (one[1][0], one[1][1], one[1][2] - one[0]))
    for (month, weekday, _), run in runs:
        yield f"{_DAYS[weekday]},{_run([day for _, (_, _, day) in run])},{_MONTHS[month - 1]}"
