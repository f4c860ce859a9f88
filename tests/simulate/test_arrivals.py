"""Calls come as often as the timetable says, at its hours only, and the same ones whoever asks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain

import numpy as np
import pytest

from ivr_audit.simulate import arrivals as arriving
from ivr_audit.simulate.draws import WIDTH, Chances, Further
from ivr_audit.timetable import DAY, Timetable, timetable
from ivr_audit.traffic import Rate, Week

MONDAY = date(2026, 11, 23)
OFFICE = (Rate(480, 720, 30.0), Rate(780, 1020, 12.0))
WEEK = Week(
    days=((Rate(480, 1020, 40.0),), OFFICE, OFFICE, OFFICE, (), (), ()), holiday=(Rate(0, 60, 2.0),), otherwise=0.5
)


def arrivals(rates: Timetable, seed: int, replication: int) -> np.ndarray:
    return np.concatenate([np.empty(0), *(times for times, _ in arriving.arrivals(rates, seed, replication))])


def by_hand(day: int, minute: int) -> float:
    """The rate at a minute, from the week as it is written; Thursday is a holiday."""
    if day % 7 == 3:
        rates: tuple[Rate, ...] = (Rate(0, 60, 2.0),)
    else:
        rates = WEEK.days[day % 7]
    return next((rate.number for rate in rates if rate.start <= minute < rate.end), 0.5)


def test_a_timetable_says_what_the_week_says() -> None:
    table = timetable(WEEK, MONDAY, 14, lambda day: day.weekday() == 3)
    for day in range(14):
        for minute in range(0, 1440, 30):
            assert table.at(day * DAY + minute * 60) == by_hand(day, minute), (day, minute)


def test_calls_come_as_often_as_expected_in_every_interval() -> None:
    table = timetable(WEEK, MONDAY, 7 * 200, lambda day: False)
    found = arrivals(table, 1, 0)
    assert (np.diff(found) > 0).all()
    hour_of_week = (found // 3600 % 168).astype(int)
    counts = np.bincount(hour_of_week, minlength=168)
    for hour in range(168):
        minutes = [next((r.number for r in WEEK.days[hour // 24] if r.start <= m < r.end), 0.5) for m in
                   range(hour % 24 * 60, hour % 24 * 60 + 60)]  # fmt: skip
        expected = 200 * sum(minutes) / 60
        assert abs(counts[hour] - expected) < 5 * expected**0.5 + 1, hour


def test_nobody_calls_where_the_rate_is_nought() -> None:
    table = Timetable((0.0, 100.0, 200.0), (0.0, 3600.0, 0.0), 300.0)
    found = arrivals(table, 3, 1)
    assert 50 < len(found) < 150
    assert found.min() >= 100
    assert found.max() < 200
    assert len(arrivals(Timetable((0.0,), (0.0,), 100.0), 1, 0)) == 0


@pytest.mark.parametrize("first", [0, 1, 5, 63, 1000])
def test_the_row_of_a_call_is_its_own(first: int) -> None:
    whole = Chances(11, 2, 0, 1010).rows()
    numbers = set(chain(*whole))
    assert len(numbers) == 1010 * WIDTH
    assert Chances(11, 2, first, 7).rows() == whole[first : first + 7]
    assert not set(chain(*Chances(11, 3, first, 7).rows())) & numbers
    assert not set(chain(*Chances(12, 2, first, 7).rows())) & numbers


def test_holidays_of_two_years() -> None:
    day = MONDAY + timedelta(days=3)
    table = timetable(WEEK, MONDAY, 7, lambda one: one == day)
    assert table.at(3 * DAY + 600) == 2.0
    assert table.at(3 * DAY + 9 * 3600) == 0.5


def test_every_seed_has_chances_of_its_own() -> None:
    """Also those of 64 bits, of which numpy makes floats where they stand beside smaller numbers."""
    seeds = (0, 1, 2**32 - 1, 2**63 - 1, 2**63, 2**63 + 1, 2**64 - 1)
    rows = [tuple(Chances(seed, 0, 0, 4)["talk"].tolist()) for seed in seeds]
    rows += [tuple(Chances(7, replication, 0, 4)["talk"].tolist()) for replication in (0, 1, 2**58, 2**58 + 1)]
    assert len(set(rows)) == len(rows)
    assert Chances(-1, 0, 0, 4)["talk"].tolist() == list(rows[len(seeds) - 1])
    further = [Further(seed, 0).row(3, 2) for seed in seeds]
    assert len(set(further)) == len(seeds)
