"""Patterns and times of FreeSWITCH: what they fit, worked out by hand from the server's own rules."""

from __future__ import annotations

import time
from datetime import date

import pytest
from survival import check_hours

from ivr_audit.load.freeswitch.bridge import dialled
from ivr_audit.load.freeswitch.patterns import pattern
from ivr_audit.load.freeswitch.times import hours_of
from ivr_audit.model import Span
from ivr_audit.place import Place

HERE = Place("f.xml", 1, 1)


@pytest.mark.parametrize(
    ("text", "fits", "fits_not"),
    [
        (r"^(10[01][0-9])$", ["1000", "1019"], ["1020", "11000", ""]),
        (r"/^\d{3,4}$/", ["123", "1234"], ["12", "12345"]),
        (r"^\+?1?(\d{10})$", ["+12125550100", "2125550100"], ["125550100"]),
        ("^$", [""], ["1"]),
        ("123", ["01234"], ["12"]),
        ("_1XX", ["100", "199"], ["1000", "200"]),
        ("_NZX.", ["210", "2101"], ["110", "201"]),
        (r"/^a$/i", ["A"], ["b"]),
        (r"^((?!6000)60\d{2})$", ["6001"], ["6000", "6100"]),
        (r"^[^0]\*$", ["1*"], ["0*"]),
    ],
)
def test_patterns_fit_as_the_server_does(text: str, fits: list[str], fits_not: list[str]) -> None:
    found = pattern(text)
    assert found is not None
    assert [one for one in fits + fits_not if found.groups(one) is not None] == fits


def test_groups_come_with_the_whole_match_first() -> None:
    found = pattern(r"^8(\d\d)(\d)?$")
    assert found is not None
    assert found.groups("812") == ("812", "12", "")


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$",
        "(a|aa)+$",
        "^(a*)*$",
        "(.*)(.*)(.*)(.*)(.*)$",
        "/x",
        "^$${x}$",
        "[",
        "(",
        "a{1,",
        "a**",
        r"\k",
        "(" * 99,
        "a?" * 30 + "a" * 30,
        "x" * 1000,
        "[[:digit:]]",
        "(?<=1)2",
    ],
)
def test_what_could_take_long_or_is_not_understood_is_not_tried(text: str) -> None:
    assert pattern(text) is None


def test_every_understood_pattern_is_quick_on_any_number() -> None:
    start = time.monotonic()
    for text in [".*.*.*$", r"^\d+\d+\d+x$", "(1|11|111)(1|11)1*x"]:
        found = pattern(text)
        assert found is None or found.groups("1" * 10_000) is None or True
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("text", "literals", "example"),
    [
        ("^(5550100)$", ("5550100",), "5550100"),
        ("^vmain$|^4000$", ("vmain", "4000"), "vmain"),
        ("^(10[01][0-9])$", (), "1000"),
        (r"^((?!1000)10\d\d)$", (), "1011"),
    ],
)
def test_numbers_that_a_pattern_names(text: str, literals: tuple[str, ...], example: str) -> None:
    found = pattern(text)
    assert found is not None
    assert (found.literals(), found.example()) == (literals, example)


def test_a_pattern_written_with_slash_d_fits_no_keys() -> None:
    found = pattern("/^/d{4}$/")
    assert found is not None
    assert found.keys(None) == []


def week(**attributes: str) -> list[list[tuple[int, int]]]:
    hours = hours_of({name.replace("_", "-"): text for name, text in attributes.items()}, HERE)
    assert hours is not None
    return [[tuple(span) for span in day] for day in hours.weekly]


def test_wday_one_is_sunday_and_hours_hold_both_ends() -> None:
    assert week(wday="2-6", hour="9-16") == [[(540, 1020)]] * 5 + [[], []]
    assert week(wday="1") == [[]] * 6 + [[(0, 1440)]]
    assert week(wday="mon,sat-sun") == [[(0, 1440)], [], [], [], [], [(0, 1440)], [(0, 1440)]]
    assert week(wday="6-2")[0] == [(0, 1440)]


def test_time_of_day_ends_at_its_end_and_wraps() -> None:
    assert week(time_of_day="09:00-17:00")[0] == [(540, 1020)]
    assert week(time_of_day="09:00-16:59:59")[0] == [(540, 1020)]
    assert week(time_of_day="22:00-06:00")[0] == [(0, 360), (1320, 1440)]
    assert week(time_of_day="08:00-12:00,13:00-17:00")[0] == [(480, 720), (780, 1020)]


def test_minute_of_day_counts_from_one() -> None:
    assert week(minute_of_day="541-1020")[0] == [(540, 1020)]


def test_hour_and_minute_both_must_hold() -> None:
    assert week(hour="9", minute="0-29")[0] == [(540, 570)]


def test_dates_come_round_every_year() -> None:
    hours = hours_of({"mon": "12", "mday": "25"}, HERE)
    assert hours is not None
    assert hours.dates[date(2026, 12, 25)] == (Span(0, 1440),)
    assert date(2026, 12, 24) not in hours.dates
    assert hours.weekly == ((),) * 7


def test_a_week_of_the_month_is_a_row_of_the_calendar() -> None:
    hours = hours_of({"mon": "1", "wday": "2", "mweek": "3"}, HERE)
    assert hours is not None
    assert [day for day in hours.dates if day.year in (2026, 2027)] == [date(2026, 1, 12), date(2027, 1, 11)]


def test_date_time_leaves_its_end_out() -> None:
    hours = hours_of({"date-time": "2026-12-24 12:00:00~2026-12-25 08:00:00"}, HERE)
    assert hours is not None
    assert dict(hours.dates) == {date(2026, 12, 24): (Span(720, 1440),), date(2026, 12, 25): (Span(0, 480),)}


@pytest.mark.parametrize("attributes", [{}, {"wday": "$${open}"}, {"date-time": "x~y"}, {"field": "x"}])
def test_times_that_are_not_said_are_unknown(attributes: dict[str, str]) -> None:
    assert hours_of(attributes, HERE) is None


ODD = ["", "-", ",", "99999999999", "9-", "1,,2", "x" * 5000, "-5--1", "9999-12-31 00:00:00~9999-12-31 23:59:59"]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("name", ["hour", "wday", "mon", "time-of-day", "minute-of-day", "date-time", "mweek", "year"])
def test_odd_numbers_are_unknown_or_hours_that_can_be(name: str, text: str) -> None:
    hours = hours_of({name: text}, HERE)
    assert name != "date-time" or hours is None
    if hours is not None:
        check_hours(hours)


@pytest.mark.parametrize(
    ("text", "legs", "rounds", "rings"),
    [
        ("user/1000@${domain_name}", [("person", "1000")], 1, None),
        ("user/1000@d,user/1001@d", [("person", "1000"), ("person", "1001")], 1, None),
        ("[leg_timeout=10]user/1000@d|[leg_timeout=10]user/1001@d", [("person", "1000"), ("person", "1001")], 2, 10.0),
        ("{call_timeout=15,x='a,b'}sofia/gateway/carrier/5550100", [("outside", "5550100")], 1, 15.0),
        ("group/sales@d", [("group", "sales")], 1, None),
        ("${group_call(sales@d)}", [("group", "sales")], 1, None),
        ("sofia/internal/1000%d", [("person", "1000")], 1, None),
        ("sofia/external/sip:someone@example.org", [("outside", "someone@example.org")], 1, None),
        ("${sofia_contact(1000@d)}", [("person", "1000")], 1, None),
        ("{a=${b},c=${d}}user/1000", [("person", "1000")], 1, None),
        ("error/user_busy", [("nobody", "error/user_busy")], 1, None),
        ("", [], 1, None),
    ],
)
def test_dial_strings(text: str, legs: list[tuple[str, str]], rounds: int, rings: float | None) -> None:
    found = dialled(text)
    assert ([tuple(leg) for leg in found.legs], found.rounds, found.rings) == (legs, rounds, rings)
