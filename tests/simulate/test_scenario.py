"""The office as it is simulated: its timetables worked out by hand, and every default that was used told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ivr_audit.api import load
from ivr_audit.load import native
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.timetable import DAY, Timetable
from ivr_audit.traffic import Duration

MONDAY = date(2026, 11, 23)
"""The Thursday of this week is Thanksgiving."""
TREE = """\
tree: T
number: "143"
holidays: US
topics: [appointments, billing]
hours: {office: {mon-fri: 08:00-17:00}, late: {tue: 12:00-20:00}}
entries: {"143": main, "144": desk, "145": desk}
nodes:
  main: {menu: For a person press 1., options: {1: desk}, no_input: box}
  desk: {ring: Desk, staffed: office, people: 2, no_answer: line}
  line: {queue: Line, staffed: late, overflow: box, max_wait: 5m, exits: {1: box}}
  night: {ring: Night, no_answer: nobody box}
  box: {voicemail: Box, owner: Ann, reply_within: 1d}
  nobody box: {voicemail: Old box, owner: nobody}
"""


def of(section: str = "", days: int = 7, tree: str = TREE, first: date = MONDAY) -> Scenario:
    read, wrong = native.read(f"{tree}traffic: {{{section}}}\n" if section else tree, "t.yaml")
    assert wrong == []
    assert read is not None
    return scenario(read, read.traffic, first, days)


def hours_of(table: Timetable) -> list[tuple[float, float]]:
    """When the number changes, in hours from the first midnight, and to what."""
    found: list[tuple[float, float]] = []
    for at, number in zip(table.times, table.numbers, strict=True):
        if not found or found[-1][1] != number:
            found.append((at / 3600, number))
    return found


def test_rates_of_a_week_with_a_holiday() -> None:
    calls = (
        "calls: {mon: {08:00-12:00: 42, 12:00-17:00: 30}, tue-fri: {22:00-02:00: 6}, holiday: {9-12: 2}, otherwise: 1}"
    )
    assert hours_of(of(calls).rates) == [
        (0, 1), (8, 42), (12, 30), (17, 1),
        (46, 6),                      # Tuesday 22:00
        (50, 1), (70, 6), (72, 1),    # Wednesday 2:00, 22:00, and midnight: Thursday is a holiday
        (81, 2), (84, 1),
        (96, 6), (98, 1), (118, 6),   # what Thursday's line has after midnight counts as Friday's
        (122, 1),                     # Saturday 2:00
    ]  # fmt: skip


def test_a_total_is_spread_over_the_hours_in_which_something_is_open() -> None:
    """Of this week 4 x 9 h, and Tuesday until 20:00: 39 h; 0.1 of 390 calls."""
    found = of("calls: 390 a week")
    assert hours_of(found.rates)[:4] == [(0, 0), (8, 10), (17, 0), (32, 10)]
    spread = sum(
        (end - at) / 3600 * rate
        for at, end, rate in zip(found.rates.times, (*found.rates.times[1:], 7 * DAY), found.rates.numbers, strict=True)
    )
    assert spread == pytest.approx(390)
    assert "the calls of a week are spread evenly over the opening hours" in found.assumed


def present(group: str) -> list[tuple[float, float]]:
    found = of(f"staff: {{team: {{{group}}}}}", days=2)
    assert found.groups[0].name == "team"
    return hours_of(found.groups[0].present)


@pytest.mark.parametrize(("group", "expected"), [
    ("people: 3, hours: office, serves: line", [(0, 0), (8, 3), (17, 0), (32, 3), (41, 0)]),
    ("people: 3, hours: always, serves: desk", [(0, 3)]),
    ("people: 3, serves: desk", [(0, 0), (8, 3), (17, 0), (32, 3), (41, 0)]),
    ("people: 3, serves: [desk, line]", [(0, 0), (8, 3), (17, 0), (32, 3), (44, 0)]),
    ("people: 3, serves: [desk, night]", [(0, 3)]),
    ("shifts: {mon: {08:00-12:00: 2, 12:00-13:00: 1}}, serves: desk", [(0, 0), (8, 2), (12, 1), (13, 0)]),
    ("shifts: {mon: {06:00-09:00: 2}}, hours: office, serves: desk", [(0, 0), (8, 2), (9, 0)]),
    ("people: 2, hours: office, shifts: {mon: {08:00-12:00: 3}}, breaks: {mon-fri: {11:30-12:30: 1}}, serves: desk",
     [(0, 0), (8, 3), (11.5, 2), (12, 1), (12.5, 2), (17, 0), (32, 2), (35.5, 1), (36.5, 2), (41, 0)]),
    ("people: 1, hours: office, breaks: {mon: {12:00-12:30: 3}}, serves: desk",
     [(0, 0), (8, 1), (12, 0), (12.5, 1), (17, 0), (32, 1), (41, 0)]),
    ("people: 2, shifts: {mon: {08:00-09:00: 3}}, serves: desk", [(0, 0), (8, 3), (9, 2), (17, 0), (32, 2), (41, 0)]),
])  # fmt: skip
def test_who_is_there(group: str, expected: list[tuple[float, float]]) -> None:
    assert present(group) == expected


def test_breaks_and_shifts_on_a_holiday() -> None:
    staff = "staff: {team: {shifts: {daily: {8-12: 2}, holiday: {9-10: 1}}, breaks: {daily: {9-10: 1}}, serves: desk}}"
    found = hours_of(of(staff).groups[0].present)
    assert [change for change in found if 48 <= change[0] < 120] == [
        (56, 2), (57, 1), (58, 2), (60, 0),  # Wednesday
        (81, 1), (82, 0),                    # Thursday: the breaks say nothing of holidays
        (104, 2), (105, 1), (106, 2), (108, 0),
    ]  # fmt: skip


def test_lines_that_no_group_answers_have_people_of_their_own() -> None:
    found = of("staff: {team: {people: 1, serves: line, handling: {line: 3m}}}")
    assert [(group.name, group.serves) for group in found.groups] == [
        ("team", (("line", 0),)), ("desk", (("desk", 0),)), ("night", (("night", 0),)),
    ]  # fmt: skip
    assert [group.present.at(10 * 3600) for group in found.groups] == [0, 2, 1]
    assert [dict(group.handling) for group in found.groups] == [
        {"line": Duration("lognormal", 180.0)},
        {"desk": Duration("lognormal", 240.0)},
        {"night": Duration("lognormal", 240.0)},
    ]


def test_how_long_a_call_takes_is_the_nodes_then_the_groups_then_the_offices() -> None:
    staff = "staff: {team: {people: 1, serves: [desk, line, night], handling: {desk: 1m, otherwise: 2m}}}"
    (team,) = of(f"handling: 3m, {staff}").groups
    assert {node: time.first for node, time in team.handling.items()} == {"desk": 60, "line": 120, "night": 120}
    (team,) = of("handling: 3m, staff: {team: {people: 1, serves: [desk, line, night], handling: {desk: 1m}}}").groups
    assert {node: time.first for node, time in team.handling.items()} == {"desk": 60, "line": 180, "night": 180}


@pytest.mark.parametrize(("entries", "expected"), [
    ("", {"main": 1 / 3, "desk": 2 / 3}),
    ('entries: {"143": 70%}', {"main": 0.7, "desk": 0.3}),
    ('entries: {"144": 70%}', {"main": 0.15, "desk": 0.85}),
    ("entries: {desk: 70%}", {"main": 0.3, "desk": 0.7}),
    ('entries: {"143": 50%, "144": 30%, "145": 20%}', {"main": 0.5, "desk": 0.5}),
    ('entries: {"143": 100%}', {"main": 1.0}),
])  # fmt: skip
def test_where_calls_begin(entries: str, expected: dict[str, float]) -> None:
    assert dict(of(entries).entries) == pytest.approx(expected)


def test_what_is_left_of_topics_and_callers() -> None:
    found = of("topics: {billing: 30%}, callers: {zero: 20%, expert: 10%}")
    assert dict(found.topics) == pytest.approx({"billing": 0.3, None: 0.7})
    assert dict(found.callers) == pytest.approx({"zero": 0.2, "expert": 0.1, "listener": 0.7})


def test_rounds_of_the_boxes() -> None:
    """16:00 on the working days where nothing is said; not on Thanksgiving but where it is said."""
    box, old = of().boxes
    assert [at / 3600 for at in box.rounds] == [16, 40, 64, 112]
    assert (box.never, box.promise, old.rounds, old.never) == (False, DAY, (), True)
    said = "box: {emptied: {wed-thu: [12:00, 9:00]}, at_most: 3, on_holidays: yes}, nobody box: {emptied: {mon: 8:00}}"
    box, old = of(f"mailboxes: {{{said}}}").boxes
    assert [at / 3600 for at in box.rounds] == [57, 60, 81, 84]
    assert (box.at_most, old.rounds, old.never) == (3, (8 * 3600.0,), False)
    box, _ = of("mailboxes: {box: never}").boxes
    assert (box.rounds, box.never) == ((), True)


def test_every_default_that_was_used_is_told() -> None:
    found = of()
    assert found.assumed == (
        "84 calls come on a weekday, spread evenly over the opening hours: 21 a day for each 1,000 patients, with "
        "4,000 patients; say `calls:` for your own",
        "each number is called equally often",
        "callers want appointments and billing equally often",
        "every caller listens and presses the key for what they want",
        'one person answers at "line" and "night"',
        "a call takes 4 min on average (lognormal, measured at a medical front desk)",
        "people take the next call at once: work after a call is part of its time",
        "callers wait 5 min on average before they give up (exponential); values found run from 65 s to 14 min",
        "5% of the callers give up at once when they would have to wait in a queue",
        "10% of waiting callers take the key that a queue offers; no figure was found",
        "42% of those who come to a mailbox leave a message; the others give up",
        "a message takes 30 s; no figure was found",
        'messages are returned on working days at 16:00, in "box"',
        'who is free answers the telephone after 10 s, in "desk" and "night"',
        "nobody calls again who gave up, was cut off or was not called back",
    )


def test_what_is_said_is_not_assumed() -> None:
    found = of(
        'calls: {daily: {8-17: 9}, holiday: {9-10: 1}}, entries: {"143": 1}, topics: {billing: 1}, callers: {zero: 1}, '
        "patience: 2m, balks: 0, exits: 0, leaves_message: 1, message: 20s, answers_after: 5s, handling: 3m, "
        "redial: {chance: 10%, after: 1h}, mailboxes: {box: never}, "
        "staff: {all: {people: 3, serves: [desk, line, night], after_call: 0s}}"
    )
    assert found.assumed == ()
    assert (found.balks, found.exits, found.leaves_message) == (0.0, 0.0, 1.0)
    assert found.answers_after == Duration("constant", 5.0)


def test_calls_on_holidays_are_an_assumption_where_no_line_names_them() -> None:
    assert "nobody calls on public holidays" in of("calls: {daily: {8-17: 9}}").assumed
    assert "0.4 call in an hour on public holidays" in of("calls: {daily: {8-17: 9}, otherwise: 0.4}").assumed
    assert not any("holiday" in said for said in of("calls: {daily: {8-17: 9}}", days=3).assumed)


def test_a_log_without_a_holiday_has_sundays_calls_on_them(tmp_path: Path) -> None:
    lines = [f"2026-09-{day:02} 0{8 if day < 20 else 9}:00" for day in range(14, 21)]
    (tmp_path / "calls.csv").write_text("\n".join(lines))
    (tmp_path / "t.yaml").write_text(f"{TREE}traffic: {{calls: {{log: calls.csv}}}}\n")
    tree = load(tmp_path / "t.yaml")
    found = scenario(tree, tree.traffic, MONDAY, 7)
    assert hours_of(found.rates)[5:9] == [(56, 1), (57, 0), (81, 1), (82, 0)]
    assert "as many call on public holidays as on Sundays: the log has no holiday" in found.assumed


def test_a_group_whose_size_is_not_said_is_one_person() -> None:
    found = of("staff: {team: {hours: office, serves: desk}}")
    assert found.groups[0].present.at(9 * 3600) == 1
    assert any(said.startswith('one person answers at "team", "line" and "night"') for said in found.assumed)


def test_the_family_physicians_take_about_900_calls_a_week() -> None:
    """By hand: 231 on Monday, 182 on Tuesday to Thursday, 115 on Friday, and 0.3 in each of the other hours."""
    tree = load("trees/family-physicians.yaml")
    found = scenario(tree, tree.traffic, date(2026, 11, 2), 7)
    rates = found.rates
    total = sum(
        (end - at) / 3600 * rate
        for at, end, rate in zip(rates.times, (*rates.times[1:], rates.end), rates.numbers, strict=True)
    )
    monday, midweek, friday = 88 + 45 + 10 + 88, 64 + 36 + 10 + 72, 68 + 39 + 8
    others = 168 - 4 * 8.5 - 4.5
    assert total == pytest.approx(monday + 3 * midweek + friday + 0.3 * others)
    assert 850 < total < 950
    assert found.assumed == ("people take the next call at once: work after a call is part of its time",)
    assert [box.never for box in found.boxes] == [True, False, False]
