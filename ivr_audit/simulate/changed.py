"""Amounts after a change: parts of the callers, durations, and numbers that differ by day and hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from ivr_audit.callers import CALLERS
from ivr_audit.scalars import duration, share
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.changes import Change, plain, some_time
from ivr_audit.timetable import DAY, Timetable
from ivr_audit.traffic import Duration
from ivr_audit.words import or_known, say_duration

ANY_TIME: Final = "only calls, people and emptied can differ by day, and only calls and people by hour"


def changed_part(change: Change, before: float) -> float:
    """A part of the callers after a change."""
    part = change.part(before, share)
    if part > 1 + 1e-9:
        raise ValueError("that is more than all callers")
    if part < 0:
        raise ValueError(f"that is less than nobody; now it is {before * 100:.4g}%")
    return min(part, 1.0)


def changed_shares(scenario: Scenario, what: str, changes: Sequence[Change]) -> Scenario:
    """Parts of the callers made larger or smaller; those that are not named keep their proportions."""
    parts: dict[str | None, float] = dict(getattr(scenario, what))
    names: dict[str, str | None] = {plain(name or "none"): name for name in parts}
    names |= {plain(kind): kind for kind in CALLERS} if what == "callers" else {}
    named: dict[str | None, float] = {}
    for change in changes:
        if change.is_timed:
            raise ValueError(ANY_TIME)
        if change.field not in names:
            raise ValueError(f'there are no {what} called "{change.field}"{or_known(change.field, names)}')
        name = names[change.field]
        named[name] = changed_part(change, named.get(name, parts.get(name, 0.0)))
    whole = sum(named.values())
    if whole > 1 + 1e-9:
        raise ValueError(f"together that is {whole * 100:.4g}% of all callers; take {whole * 100 - 100:.4g}% away")
    put: dict[str, Any] = {what: _shared(parts, named, whole)}
    return scenario._replace(**put)


def _shared(
    parts: Mapping[str | None, float], named: Mapping[str | None, float], whole: float
) -> tuple[tuple[str | None, float], ...]:
    """All parts, where the named ones are `whole` together. Raises ValueError where nobody is left for the rest."""
    if all(abs(part - parts.get(name, 0.0)) < 1e-12 for name, part in named.items()):
        return tuple(parts.items())
    others = sum(size for name, size in parts.items() if name not in named)
    if others <= 0 and whole < 1 - 1e-9:
        told = "it is all of the callers now" if len(named) == 1 else "those are all of the callers now"
        raise ValueError(f"{told}, and nobody else is there for the other {100 - whole * 100:.4g}%; say who they are")
    scaled = {name: size * max(1 - whole, 0.0) / others for name, size in parts.items() if name not in named}
    found = {**parts, **named, **scaled}
    return tuple((name, part) for name, part in found.items() if part > 0)


def changed_duration(said: Duration, change: Change, least: float | None = None) -> Duration:
    """A duration with another mean and the same shape. `least` is the smallest mean; None: it must be over nought."""
    if said.shape == "points":
        if not change.is_scale or change.scale <= 0:
            raise ValueError('it is given by points; it can only be multiplied, as in "*1.5"')
        return said._replace(points=tuple((seconds * change.scale, part) for seconds, part in said.points))
    mean = change.number(said.first, some_time if least is None and change.how == "=" else duration)
    if mean < 0 or (least is None and mean <= 0) or (mean == 0 and said.shape != "constant"):
        raise ValueError(f"nothing is left of it; now it is {say_duration(said.first)}")
    return said._replace(first=mean)


def changed_table(
    scenario: Scenario,
    table: Timetable,
    change: Change,
    read: Callable[[str], float],
    *,
    least: float | None = 0.0,
) -> Timetable:
    """A timetable after a change; where nobody was there it stays so, unless a day or hours are said with "="."""
    change.number(1.0, read)  # told also where it would change nothing
    edges = set(table.times)
    if change.is_timed:
        edges |= {day * DAY + at for day in range(scenario.days) for at in (change.start, change.end)}
    times: list[float] = []
    numbers: list[float] = []
    is_same = True
    for at in sorted(edge for edge in edges if edge < table.end):
        before = number = table.at(at)
        here = change.start <= at % DAY < change.end and (change.days is None or weekday(scenario, at) in change.days)
        if here and (number > 0 or (change.is_timed and change.how == "=")):
            number = change.number(number, read)
            number = number if least is None else max(number, least)
        is_same = is_same and number == before
        times.append(at)
        numbers.append(number)
    return table if is_same else Timetable(tuple(times), tuple(numbers), table.end)


def weekday(scenario: Scenario, at: float) -> int:
    """The day of the week of a moment, in seconds from the first midnight; Monday is 0."""
    return (scenario.first + timedelta(days=int(at // DAY))).weekday()


def calls_in(rates: Timetable) -> float:
    """How many calls are expected from a timetable of calls an hour."""
    ends = [*rates.times[1:], rates.end]
    return sum((end - at) * rate / 3600 for at, end, rate in zip(rates.times, ends, rates.numbers, strict=True))
