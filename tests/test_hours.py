"""Hours against figures worked out by hand and against a scan of the year that knows nothing of how hours.py works."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_audit import hours as clockwork
from ivr_audit.hours import Gap, Period, State
from ivr_audit.model import Holidays, Hours, PhoneTree, Span
from ivr_audit.place import InputError, Place
from ivr_audit.words import list_words, nearest, parse_moment, say_duration, say_moment, say_weekday

AS_OF = date(2026, 11, 23)  # a Monday
NO_HOLIDAYS = Holidays()
PLACE = Place("test.yaml", 1, 1)
US_HOLIDAYS = (
    date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 18), date(2027, 2, 15), date(2027, 5, 31),
    date(2027, 6, 18), date(2027, 6, 19), date(2027, 7, 4), date(2027, 7, 5), date(2027, 9, 6), date(2027, 10, 11),
    date(2027, 11, 11),
)  # fmt: skip
Spans = tuple[Span, ...]


def spans(text: str) -> Spans:
    """`08:30-12:00, 22:00-06:00` as spans."""
    found = []
    for part in filter(None, text.split(", ")):
        (h1, m1), (h2, m2) = (map(int, clock.split(":")) for clock in part.split("-"))
        start, end = h1 * 60 + m1, h2 * 60 + m2
        found.append(Span(start, end if end > start else end + 1440))
    return tuple(found)


def hours(
    name: str, *week: str, dates: dict[date, str] | None = None, holiday: str = "", always: bool = False
) -> Hours:
    """Hours with a text of spans for each weekday; missing days are closed."""
    weekly = tuple(map(spans, (*week, *[""] * (7 - len(week)))))
    by_date = {day: spans(text) for day, text in (dates or {}).items()}
    return Hours(name=name, place=PLACE, weekly=weekly, dates=by_date, holiday=spans(holiday), always=always)


def tree(*named: Hours, holidays: Holidays = NO_HOLIDAYS, timezone: str = "America/New_York") -> PhoneTree:
    return PhoneTree(
        name="test", source="test.yaml", place=PLACE, nodes={}, entries=(),
        hours={h.name: h for h in named}, holidays=holidays, timezone=timezone,
    )  # fmt: skip


def names(found: tuple[Period, ...]) -> list[str]:
    return [period.name for period in found]


def gap(tree: PhoneTree, as_of: date, *wanted: str) -> Gap | None:
    """The longest stretch in which none of the wanted hours is open."""
    year = clockwork.timeline(tree, as_of)
    return clockwork.longest_without(year, lambda state: bool(state.open & set(wanted)), tree.timezone)


OFFICE = hours("office", *["08:30-12:00, 13:00-17:00"] * 4, "08:30-12:00", dates={date(2026, 12, 24): "08:30-12:00"})
NINE_TO_FIVE = hours("office", *["09:00-17:00"] * 5)
NURSES = hours("nurses", *["10:00-12:00"] * 5)
LINE = hours("line", always=True)


def test_family_physicians_worked_out_by_hand() -> None:
    office, closed, holiday = clockwork.periods(tree(OFFICE, holidays=Holidays("US")), AS_OF)
    assert (office.name, closed.name, holiday.name) == ("office open", "closed", "holiday")
    assert (office.hours_per_week, closed.hours_per_week, holiday.hours_per_week) == (33.5, 134.5, 0)
    # 52 weeks, a Monday and a Tuesday; less 8 holidays on a full day, 3 on a Friday and the afternoon of 24 December
    assert office.hours_per_year == 52 * 33.5 + 2 * 7.5 - 8 * 7.5 - 3 * 3.5 - 4
    assert holiday.hours_per_year == 24 * len(US_HOLIDAYS)
    assert closed.hours_per_year == 366 * 24 - office.hours_per_year - holiday.hours_per_year
    examples = [period.example for period in (office, closed, holiday)]
    assert examples == [datetime(2026, 11, 23, 8, 30), datetime(2026, 11, 23, 7), datetime(2026, 11, 26, 7)]
    assert office.state == State(frozenset({"office"}), holiday=False)


def test_longest_gap_of_family_physicians() -> None:
    weekend = Gap(datetime(2026, 11, 27, 12), datetime(2026, 11, 30, 8, 30), 68.5)
    no_holidays = hours("office", *["08:30-12:00, 13:00-17:00"] * 4, "08:30-12:00")
    assert gap(tree(no_holidays), AS_OF, "office") == Gap(datetime(2027, 11, 5, 12), datetime(2027, 11, 8, 8, 30), 69.5)
    assert gap(tree(no_holidays, timezone="Asia/Kathmandu"), AS_OF, "office") == weekend
    christmas = Gap(datetime(2026, 12, 24, 12), datetime(2026, 12, 28, 8, 30), 92.5)
    assert gap(tree(OFFICE, holidays=Holidays("US")), AS_OF, "office") == christmas


def test_gap_when_always_and_when_never_reachable() -> None:
    assert gap(tree(LINE), AS_OF, "line") is None
    never = Gap(datetime(2026, 11, 23), datetime(2027, 11, 24), 366 * 24)
    assert gap(tree(LINE), AS_OF) == never
    assert clockwork.longest_without((), bool, "UTC") is None


def test_gap_that_ends_in_the_hour_the_clock_skips_ends_where_the_clock_goes_on() -> None:
    line = hours("line", always=True, dates={date(2027, 3, 13): "", date(2027, 3, 14): "02:30-00:00"})
    assert gap(tree(line), AS_OF, "line") == Gap(datetime(2027, 3, 13), datetime(2027, 3, 14, 3), 26)


def test_clock_change_makes_a_weekend_longer() -> None:
    autumn = Gap(datetime(2026, 10, 30, 17), datetime(2026, 11, 2, 9), 65)
    assert gap(tree(NINE_TO_FIVE), date(2026, 10, 26), "office") == autumn


def test_hour_that_comes_twice_counts_twice() -> None:
    bar = tree(hours("bar", "", "", "", "", "", "20:00-01:30"))
    assert clockwork.periods(bar, date(2026, 10, 26))[0].hours_per_year == 52 * 5.5 + 0.5
    week = Gap(datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 7, 20), 162.5)
    assert gap(bar, date(2026, 10, 26), "bar") == week


def test_hours_that_the_clock_skips_do_not_occur() -> None:
    skipped = hours("office", dates={date(2027, 3, 14): "02:00-03:00"})
    assert names(clockwork.periods(tree(skipped), AS_OF)) == ["closed"]
    assert names(clockwork.periods(tree(skipped, timezone="Asia/Kathmandu"), AS_OF)) == ["office open", "closed"]


# Closed by date on the 24th, so no tail into the 25th; the tail of Sunday runs into the holiday, which has no tail.
OPEN = ["22 22:00", "23 05:59", "24 05:00", "25 10:00", "26 10:00", "28 05:00", "28 10:59", "29 22:00"]
CLOSED = ["22 21:59", "23 06:00", "24 23:00", "25 05:00", "25 23:00", "26 12:30", "28 11:00", "29 05:00"]


def test_date_beats_holiday_beats_weekday_and_night_shift_runs_on() -> None:
    dates = {date(2026, 12, 24): "", date(2026, 12, 26): "10:00-12:30"}
    holidays = {date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28)}
    night = hours("night", *["22:00-06:00"] * 7, holiday="09:00-11:00", dates=dates)
    found = tree(night, holidays=Holidays(dates=tuple(holidays)))
    for text in OPEN + CLOSED:
        moment = datetime.fromisoformat(f"2026-12-{text}:59")
        opened = frozenset({"night"} if text in OPEN else ())
        assert clockwork.state_at(found, moment) == State(opened, moment.date() in holidays), text


def test_always_is_open_on_holidays_but_not_on_a_date_that_closes_it() -> None:
    line = hours("line", always=True, dates={date(2026, 12, 31): ""})
    found = tree(line, holidays=Holidays(dates=(date(2026, 12, 25),)))
    open_on = {day: bool(clockwork.state_at(found, datetime(2026, 12, day, 12)).open) for day in (24, 25, 31)}
    assert open_on == {24: True, 25: True, 31: False}


def test_names_and_order() -> None:
    holidays = Holidays(dates=(date(2026, 12, 25), date(2027, 1, 1)))
    lab = hours("lab", *["11:00-11:30"] * 5, dates={date(2027, 1, 1): "09:00-10:00"})
    found = clockwork.periods(tree(NINE_TO_FIVE, NURSES, lab, LINE, holidays=holidays), AS_OF)
    assert names(found) == [
        "office, nurses and lab open", "office and nurses open", "office open", "closed",
        "holiday, lab open", "holiday",
    ]  # fmt: skip
    assert [period.hours_per_week for period in found] == [2.5, 7.5, 30, 128, 0, 0]
    assert found[0].open == ("office", "nurses", "lab", "line")


def test_equally_many_open_hours_are_ordered_by_length_then_as_in_the_file() -> None:
    early, late, long = hours("early", "06:00-07:00"), hours("a late", "22:00-23:00"), hours("long", "09:00-12:00")
    assert names(clockwork.periods(tree(early, late, long), AS_OF)) == [
        "long open",
        "early open",
        "a late open",
        "closed",
    ]


@pytest.mark.parametrize(
    ("named", "holidays", "expected"),
    [
        ((), NO_HOLIDAYS, ["at any time"]),
        ((LINE,), NO_HOLIDAYS, ["at any time"]),
        ((LINE,), Holidays(dates=(date(2026, 12, 25),)), ["ordinary day", "holiday"]),
        ((), Holidays(dates=(date(2026, 12, 25),)), ["ordinary day", "holiday"]),
        ((hours("office"),), NO_HOLIDAYS, ["closed"]),
        (
            (hours("a and b", "09:00-10:00"), hours("a", "11:00-12:00"), hours("b", "11:00-12:00")),
            NO_HOLIDAYS,
            ["a and b open", "a and b open (2)", "closed"],
        ),
    ],
)
def test_names_of_unusual_trees(named: tuple[Hours, ...], holidays: Holidays, expected: list[str]) -> None:
    assert names(clockwork.periods(tree(*named, holidays=holidays), AS_OF)) == expected


@pytest.mark.parametrize(
    ("open_at", "example"),
    [
        ("08:30-12:00", "2026-11-23 08:30"),
        ("08:45-12:00", "2026-11-23 09:00"),
        ("06:00-12:00", "2026-11-23 07:00"),
        ("06:00-06:29, 12:15-12:45", "2026-11-23 12:15"),  # no whole half hour on the half hour
        ("22:00-07:15", "2026-11-23 22:00"),  # never a half hour by day
        ("22:00-07:30", "2026-11-24 07:00"),
        ("21:30-22:00", "2026-11-23 21:30"),
    ],
)
def test_example_is_a_moment_an_office_manager_would_dial(open_at: str, example: str) -> None:
    found = clockwork.periods(tree(hours("office", open_at)), AS_OF)
    assert found[0].example == datetime.fromisoformat(example)


def test_normal_week_ignores_dates_and_holidays() -> None:
    night = hours("night", "", "", "", "", "", "", "22:00-00:31", dates={AS_OF: "09:00-17:00"}, holiday="10:00-11:00")
    week = clockwork.normal_week(tree(night, holidays=Holidays(dates=(AS_OF,))))
    open_, closed = State(frozenset({"night"}), holiday=False), State(frozenset(), holiday=False)
    assert week == (open_,) + (closed,) * (6 * 48 + 43) + (open_,) * 4


def test_unknown_country_and_time_zone_are_input_errors() -> None:
    with pytest.raises(InputError, match='no public holidays are known for "US-ZZ"'):
        clockwork.periods(tree(OFFICE, holidays=Holidays("US", "ZZ")), AS_OF)
    with pytest.raises(InputError, match='unknown time zone "Mars/Base"'):
        clockwork.periods(tree(OFFICE, timezone="Mars/Base"), AS_OF)


def test_holidays_library_is_not_loaded_without_a_country() -> None:
    program = (
        "import sys; from datetime import date; from ivr_audit import hours; from ivr_audit.model import Holidays;"
        "hours.public_holidays(Holidays(dates=(date(2026, 1, 1),)), [2026]);"
        "sys.exit(bool({'holidays', 'networkx'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# The independent method: walk the year in UTC, read the local clock, and look at every line of the hours.


class Minute(NamedTuple):
    utc: datetime
    local: datetime
    state: State


def lines_of(h: Hours, day: date, holidays: frozenset[date]) -> Spans:
    if day in h.dates:
        return h.dates[day]
    if h.always:
        return (Span(0, 1440),)
    return h.weekly[day.weekday()] if h.holiday is None or day not in holidays else h.holiday


def is_open(h: Hours, local: datetime, holidays: frozenset[date]) -> bool:
    today, minute = local.date(), local.hour * 60 + local.minute
    yesterday = today - timedelta(days=1)
    return any(start <= minute < end for start, end in lines_of(h, today, holidays)) or any(
        start <= minute + 1440 < end for start, end in lines_of(h, yesterday, holidays)
    )


def scan(tree: PhoneTree, as_of: date, holidays: frozenset[date], step: timedelta) -> list[Minute]:
    zone, last = ZoneInfo(tree.timezone), as_of + timedelta(days=366)
    utc = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC) - timedelta(days=1)
    found = []
    for _ in range(timedelta(days=369) // step):
        local = utc.astimezone(zone).replace(tzinfo=None)
        if as_of <= local.date() < last:
            opened = frozenset(name for name, h in tree.hours.items() if is_open(h, local, holidays))
            found.append(Minute(utc, local, State(opened, local.date() in holidays)))
        utc += step
    return found


def longest_run(minutes: list[Minute], wanted: str, step: timedelta, zone: ZoneInfo) -> Gap | None:
    longest = run = last = 0
    for n, minute in enumerate(minutes):
        run = 0 if wanted in minute.state.open else run + 1
        if run > longest:
            longest, last = run, n
    if not longest:
        return None
    end = (minutes[last].utc + step).astimezone(zone).replace(tzinfo=None)
    return Gap(minutes[last - longest + 1].local, end, longest * step / timedelta(hours=1))


def check_against_scan(tree: PhoneTree, as_of: date, holidays: frozenset[date], step: timedelta) -> None:
    minutes = scan(tree, as_of, holidays, step)
    stretches = clockwork.timeline(tree, as_of)
    assert stretches[0].start == datetime(as_of.year, as_of.month, as_of.day)
    assert stretches[-1].end == stretches[0].start + timedelta(days=366)
    for before, after in pairwise(stretches):
        assert before.start < before.end == after.start < after.end
        assert before.state != after.state

    ordered, n = sorted(minutes, key=lambda minute: minute.local), 0
    for _, local, state in ordered:
        while stretches[n].end <= local:
            n += 1
        assert stretches[n].state == state, local

    found = clockwork.periods(tree, as_of)
    counted = Counter(minute.state for minute in minutes)
    assert {p.state: p.hours_per_year for p in found} == {s: k * step / timedelta(hours=1) for s, k in counted.items()}
    assert len(set(names(found))) == len(found) == len(counted)
    for period in found:
        assert clockwork.state_at(tree, period.example) == period.state
        assert any(minute.local <= period.example < minute.local + step for minute in minutes)
    for name in tree.hours:
        assert gap(tree, as_of, name) == longest_run(minutes, name, step, ZoneInfo(tree.timezone))


def test_every_minute_of_a_year() -> None:
    night = hours("night", *["22:07-06:01"] * 6, "00:59-01:31", holiday="01:13-02:47", dates={date(2027, 3, 14): ""})
    busy = tree(OFFICE, night, holidays=Holidays("US", dates=(date(2027, 11, 7),)))
    holidays = frozenset((*US_HOLIDAYS, date(2027, 11, 7)))
    check_against_scan(busy, AS_OF, holidays, timedelta(minutes=1))


@pytest.mark.parametrize("as_of", [date(2026, 10, 30), date(2027, 4, 30), date(2026, 10, 29)])
def test_clocks_that_change_at_midnight(as_of: date) -> None:
    late = hours("late", *["23:30-00:30"] * 7)
    check_against_scan(tree(late, timezone="Africa/Cairo"), as_of, frozenset(), timedelta(minutes=15))


DAYS = st.integers(0, 400).map(lambda n: date(2026, 10, 1) + timedelta(days=n))
SPANS = st.lists(
    st.builds(lambda start, length: Span(start * 15, (start + length) * 15), st.integers(0, 95), st.integers(1, 96)),
    max_size=2,
).map(tuple)
NAMED = st.builds(
    Hours, name=st.just(""), place=st.just(PLACE), weekly=st.tuples(*[SPANS] * 7), holiday=SPANS | st.none(),
    dates=st.dictionaries(DAYS, SPANS, max_size=3), always=st.sampled_from([False, False, False, True]),
)  # fmt: skip
ZONES = ("America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana")


@settings(max_examples=16, deadline=None, derandomize=True)
@given(st.lists(NAMED, max_size=3), st.lists(DAYS, max_size=4), st.sampled_from(ZONES), DAYS)
def test_any_hours_against_the_scan(found: list[Hours], holidays: list[date], zone: str, as_of: date) -> None:
    named = {f"h{n}": h for n, h in enumerate(found)}
    any_tree = PhoneTree(
        name="any", source="", place=PLACE, nodes={}, entries=(),
        hours=named, holidays=Holidays(dates=tuple(holidays)), timezone=zone,
    )  # fmt: skip
    check_against_scan(any_tree, as_of, frozenset(holidays), timedelta(minutes=15))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(NAMED, min_size=1, max_size=3))
def test_any_normal_week_against_the_hours(found: list[Hours]) -> None:
    plain = {f"h{n}": Hours(name="", place=PLACE, weekly=h.weekly, always=h.always) for n, h in enumerate(found)}
    named = {f"h{n}": h for n, h in enumerate(found)}
    any_tree = PhoneTree(name="any", source="", place=PLACE, nodes={}, entries=(), hours=named)
    quarters = [datetime(2026, 11, 23) + n * timedelta(minutes=15) for n in range(7 * 96)]
    opened = [frozenset(name for name, h in plain.items() if is_open(h, q, frozenset())) for q in quarters]
    assert [state.open for state in clockwork.normal_week(any_tree)] == opened[::2]
    counted = Counter(opened)
    for period in clockwork.periods(any_tree, AS_OF):
        assert period.hours_per_week == counted[frozenset(period.open)] / 4


READ = {
    "sat 10:00": "2026-11-28 10:00", "Sat 10am": "2026-11-28 10:00", "monday 8:30": "2026-11-23 08:30",
    "tues 12 am": "2026-11-24 00:00", "sun 12:15 pm": "2026-11-29 12:15", "  fri   5PM ": "2026-11-27 17:00",
    "2026-12-25 09:00": "2026-12-25 09:00", "2026-12-25T09:00:30": "2026-12-25 09:00", "10:00": "2026-11-23 10:00",
    "Wed 25 Nov 10:00": "2026-11-25 10:00", "22 november 9pm": "2027-11-22 21:00",
}  # fmt: skip


@pytest.mark.parametrize(("text", "moment"), READ.items())
def test_moments_are_read(text: str, moment: str) -> None:
    assert parse_moment(text, AS_OF) == datetime.fromisoformat(moment)


REFUSED = ["", "sat", "sat 10", "someday 10:00", "25:00", "10:60", "13pm", "0am", "2026-02-30 10:00", "5 foo 10:00"]


@pytest.mark.parametrize("text", REFUSED)
def test_other_moments_are_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r'is not a moment; write it like "sat 10:00"'):
        parse_moment(text, AS_OF)


def test_day_that_does_not_come_within_a_year() -> None:
    with pytest.raises(ValueError, match="does not come in the year from 2026-11-23"):
        parse_moment("29 feb 10:00", AS_OF)


@given(st.datetimes(datetime(2026, 11, 23), datetime(2027, 11, 22)))
def test_what_is_said_can_be_read(moment: datetime) -> None:
    floored = moment.replace(second=0, microsecond=0)
    assert parse_moment(say_moment(moment), AS_OF) == floored
    again = parse_moment(say_weekday(moment), AS_OF)
    assert (again.weekday(), again.time()) == (floored.weekday(), floored.time())


def test_words() -> None:
    assert say_moment(datetime(2026, 11, 23, 10)) == "Mon 23 Nov 10:00"
    assert say_weekday(datetime(2026, 11, 27, 17, 5)) == "Fri 17:05"
    said = {0: "0 s", 31.4: "31 s", 59.5: "1 min", 246: "4 min 06 s", 3599.6: "1 h", 228600: "63 h 30 min"}
    assert {seconds: say_duration(seconds) for seconds in said} == said
    assert [list_words(words) for words in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert list_words(["1", "2"], last="or") == "1 or 2"
    assert [nearest(name, ["front desk", "main"]) for name in ("Frontdesk", "zzz")] == ["front desk", None]
