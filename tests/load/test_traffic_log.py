"""Calls an hour by weekday and hour, counted from a call log in whatever form, or what is wrong with the log."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ivr_audit.load import native
from ivr_audit.traffic import Rate, Traffic, Week

TREE = """\
tree: T
timezone: America/New_York
holidays: US
start: desk
nodes: {desk: {ring: Desk, no_answer: hangup}}
"""


def problems(section: str, folder: Path) -> list[str]:
    return [str(problem) for problem in native.read(f"{TREE}{section}\n", "t.yaml", folder=folder)[1]]


def traffic_of(section: str, folder: Path) -> Traffic:
    tree, wrong = native.read(f"{TREE}{section}\n", "t.yaml", folder=folder)
    assert wrong == []
    assert tree is not None
    assert tree.traffic is not None
    return tree.traffic


def log_of(tmp_path: Path, text: str, more: str = "") -> Traffic:
    (tmp_path / "calls.csv").write_text(text, encoding="utf-8")
    return traffic_of(f"traffic: {{calls: {{log: calls.csv{more}}}}}", tmp_path)


def weeks_of(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def test_rates_from_a_log_by_hand(tmp_path: Path) -> None:
    """Two weeks from Monday 9 November 2026: Wednesday the 11th is Veterans Day."""
    lines = [
        "Call start,From,Seconds",
        "2026-11-09 08:00:00,555,10", "2026-11-09 08:59:59,555,10", "2026-11-09 09:00:00,555,10",
        "2026-11-11 10:30:00,555,10",
        "2026-11-16 08:30:00,555,10",
        "2026-11-18 11:00:00,555,10",
        "2026-11-22 23:59:00,555,10",
    ]  # fmt: skip
    traffic = log_of(tmp_path, weeks_of(lines))
    assert traffic.log == "calls.csv"
    assert traffic.calls == Week(
        days=(
            (Rate(480, 540, 1.5), Rate(540, 600, 0.5)),  # three and one in two Mondays
            (), (Rate(660, 720, 1.0),), (), (), (),  # one Wednesday that is no holiday
            (Rate(1380, 1440, 0.5),),
        ),
        holiday=(Rate(630 - 30, 660, 1.0),),
    )  # fmt: skip


@pytest.mark.parametrize("line", [
    "{:%Y-%m-%d %H:%M:%S},x", "{:%Y-%m-%dT%H:%M},x", "x;{:%Y-%m-%d %H:%M:%S.123}", "x\t{:%m/%d/%Y %I:%M %p}",
    "{:%Y-%m-%d},{:%H:%M:%S}", "{:%d.%m.%Y %H:%M}", "{:%m/%d/%Y, %I:%M:%S %p};y",
])  # fmt: skip
@pytest.mark.parametrize("header", ["", "some header\n"])
def test_a_log_in_any_form_gives_the_same_rates(line: str, header: str, tmp_path: Path) -> None:
    """Counted here by another way: a day after the other."""
    some = random.Random(7)
    moments = [datetime(2026, 10, 19) + timedelta(minutes=some.randrange(21 * 1440)) for _ in range(900)]
    moments += [datetime(2026, 10, 19, 4), datetime(2026, 11, 8, 4)]
    calls = log_of(tmp_path, header + weeks_of([line.format(moment, moment) for moment in moments])).calls
    assert calls is not None
    assert calls.holiday is None
    for day in range(7):
        for hour in range(24):
            rate = sum(r.number for r in calls.days[day] if r.start <= hour * 60 < r.end)
            assert rate == pytest.approx(sum(m.weekday() == day and m.hour == hour for m in moments) / 3)


def test_moments_with_an_offset_are_set_to_the_clock_of_the_tree(tmp_path: Path) -> None:
    """On Tuesday the 20th, 2:30 UTC is Monday, 22:30, in New York; so it is a week later."""
    zones = ("Z", "+00:00", "-0400", " UTC", "Z", "-04:00", "Z", "z")
    lines = [f"2026-10-{day:02}T02:30:00{zone}" for day, zone in enumerate(zones, 20)]
    calls = log_of(tmp_path, weeks_of(["when", *lines])).calls
    assert calls is not None
    late = Rate(1320, 1380, 1.0)
    early = Rate(120, 180, 1.0)
    assert calls.days == ((late,), (late,), (), (early, late), (late,), (), (early, late))


def test_a_named_column(tmp_path: Path) -> None:
    lines = ["exported,start"] + [f"2026-01-01 00:00,2026-09-{day:02} 09:00" for day in range(14, 21)]
    calls = log_of(tmp_path, weeks_of(lines), ", column: start").calls
    assert calls is not None
    assert calls.days == ((Rate(540, 600, 1.0),),) * 7
    (tmp_path / "calls.csv").write_text(weeks_of(lines))
    wrong = problems("traffic: {calls: {log: calls.csv, column: strat}}", tmp_path)
    assert wrong == ['calls.csv:1:1: no column of this log is called "strat"; did you mean "start"?']


@pytest.mark.parametrize(("text", "said"), [
    ("", ["calls.csv:1:1: there is no call in this log"]),
    ("when\n", ["calls.csv:1:1: there is no call in this log"]),
    ("when,who\nyesterday,Ann\n", ["calls.csv:2:1: no column of this log has the moments of calls"]),
    ("2026-11-09 08:00\nyesterday\n\n2026-11-31 08:00\n2026-11-10\n2026-11-10 25:00\n",
     ["calls.csv:2:1: \"yesterday\" is not a moment", "calls.csv:4:1: there is no \"2026-11-31 08:00\" in the calendar",
      "calls.csv:5:1: \"2026-11-10\" has no time of day", "calls.csv:6:1: there is no \"2026-11-10 25:00\""]),
    ("2026-11-09 08:00\n2026-11-12 08:00\n", ["has no Wednesday, Friday, Saturday or Sunday; it takes a week"]),
    ("1926-11-09 08:00\n2026-11-12 08:00\n", ["one of these dates must be wrong"]),
    ("11/9/2026 8:00 AM\n11/10/2026 8:00 AM\n", ["can be read in two ways"]),
    ("11/19/2026 8:00\n19/11/2026 8:00\n", ["calls.csv:2:1: this line has the day before the month"]),
    ("2026-11-09 08:00,\"a\n", ["has no Tuesday"]),
    ("2026-11-09 08:00+99:99\n2026-11-10 08:00-2400\n",
     ['calls.csv:1:1: no clock is "+99:99" away from UTC; write the time', 'calls.csv:2:1: no clock is "-2400" away']),
    ("0001-01-01 00:00Z\n9999-12-31 23:59-23:59\n", ["one of these dates must be wrong"]),
])  # fmt: skip
def test_logs_that_cannot_be_read(text: str, said: list[str], tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(text, encoding="utf-8")
    found = problems("traffic: {calls: {log: calls.csv}}", tmp_path)
    assert len(found) == len(said)
    for line, begin in zip(found, said, strict=True):
        assert begin in line


def test_of_many_bad_lines_the_first_are_told(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("2026-11-09 08:00\n" + "no\n" * 500)
    found = problems("traffic: {calls: {log: calls.csv}}", tmp_path)
    assert len(found) == 21
    assert "calls.csv:22:1: from here on 480 more lines of this log cannot be read" in found


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_what_spreadsheets_save(encoding: str, separator: str, tmp_path: Path) -> None:
    """Every line counts, the first one too; before AM stands a narrow space that does not break."""
    lines = [f"7{separator}11/{day}/2026 8:15\u202fAM" for day in range(15, 22)]
    (tmp_path / "calls.csv").write_bytes("\n".join(lines).encode(encoding))
    week = traffic_of("traffic: {calls: {log: calls.csv}}", tmp_path).calls
    assert week is not None
    assert week.days == ((Rate(480, 540, 1.0),),) * 7
