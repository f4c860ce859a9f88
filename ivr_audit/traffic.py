"""How many people call, who they are and who answers: the scenario of a simulation, as its file describes it.

Values only, standard library only. Seconds, parts of 1, calls an hour. What a file leaves out is None (or empty) here
and gets its default in `scenario.py`, which lists every default that was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Final, Literal, NamedTuple

from ivr_audit.place import Place
from ivr_audit.value import Value, value

Shape = Literal["constant", "exponential", "lognormal", "weibull", "points"]
MOST_CALLS: Final = 100_000
"""In an hour: more than any office has, and few enough to be simulated."""
MOST_PEOPLE: Final = 10_000
"""In a staff group."""
MOST_TRIES: Final = 100
"""Further calls of one person."""


class Duration(NamedTuple):
    """A time that differs from call to call.

    constant: always `first`. exponential: mean `first`. lognormal: mean `first`, coefficient of variation `second`.
    weibull: mean `first`, shape `second`. points: `points` has (seconds, part of the callers for whom it is no longer
    than that), rising, straight lines between; who is in no part (last below 1) has no end.
    """

    shape: Shape
    first: float = 0.0
    second: float = 1.0
    points: tuple[tuple[float, float], ...] = ()


class Rate(NamedTuple):
    """A number for minutes of a day (`end` up to 1440): calls an hour, or people."""

    start: int
    end: int
    number: float


@value
class Week(Value):
    """Numbers by time of the week; Monday is `days[0]`. `holiday` counts on public holidays; None: as `otherwise`."""

    days: tuple[tuple[Rate, ...], ...] = ((),) * 7
    holiday: tuple[Rate, ...] | None = None
    otherwise: float = 0.0


@value
class StaffGroup(Value):
    """People who answer together.

    `serves` has nodes with their rank: lower ranks are taken first, equal ones as they began to wait.
    They are there by `shifts` less `breaks`, within the `hours`; without shifts there are `people` of them. `people`
    without `hours` are there while any node that they answer is staffed.
    """

    name: str
    place: Place
    serves: tuple[tuple[str, int], ...] = ()
    people: int | None = None
    hours: str | None = None
    shifts: Week | None = None
    breaks: Week | None = None
    handling: Duration | None = None
    handling_at: Mapping[str, Duration] = field(default_factory=dict)
    """By node, where it differs."""
    after_call: Duration | None = None
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)


@value
class Rounds(Value):
    """When somebody returns the messages of a box: minutes of the day for each weekday, Monday first."""

    box: str
    place: Place
    times: tuple[tuple[int, ...], ...] = ((),) * 7
    at_most: int | None = None
    """Messages that are returned in one round, the oldest first; None: all."""
    on_holidays: bool = False


class Redial(NamedTuple):
    """Of callers who gave up, left a message in vain or were cut off, this part calls again, at most so often."""

    chance: float
    after: Duration
    times: int


@value
class Traffic(Value):
    """The `traffic:` section of a tree, or of a file beside it."""

    place: Place
    calls: Week | None = None
    calls_a_week: float | None = None
    """Instead of `calls`: a total, spread over the opening hours."""
    log: str = ""
    """The call log that `calls` was counted from."""
    entries: Mapping[str, float] = field(default_factory=dict)
    """Part of the calls by number or node where they begin."""
    topics: Mapping[str, float] = field(default_factory=dict)
    callers: Mapping[str, float] = field(default_factory=dict)
    """Part of the calls by kind of caller: listener, expert, zero, silent, wrong-keys."""
    patience: Duration | None = None
    balks: float | None = None
    """Part of the callers who give up at once when they would have to wait."""
    exits: float | None = None
    """Part of the waiting callers who press the key that a queue offers: to leave it, or to be called back."""
    leaves_message: float | None = None
    """Part of the callers who come to a box and do leave a message."""
    message: Duration | None = None
    handling: Duration | None = None
    answers_after: Duration | None = None
    """How long a free person lets the telephone ring."""
    redial: Redial | None = None
    staff: tuple[StaffGroup, ...] = ()
    mailboxes: tuple[Rounds, ...] = ()
    starts: date | None = None
    """The first day that is simulated; None: the day of the report."""
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
