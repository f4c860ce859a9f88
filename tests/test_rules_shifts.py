"""Who is on shift, by the traffic section, is held against the hours of the lines that calls go to."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from ivr_audit.finding import Finding
from ivr_audit.hours import normal_fortnight
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules import rule
from ivr_audit.rules.shifts import file_state, shifts
from ivr_audit.rules.unstaffed_while_open import check
from ivr_audit.scenario import scenario
from ivr_audit.simulate.load_findings import load_findings
from ivr_audit.simulate.study import simulate

AS_OF = date(2026, 11, 23)
OFFICE = """\
tree: Office
hours: {office: {mon-fri: "08:00-17:00"}}
start: open?
nodes:
  open?: {hours: office, open: main, closed: box}
  main:
    menu: For an appointment, press 1. For a nurse, press 2.
    options: {1: desk, 2: nurses}
    no_input: desk
  desk: {ring: Front desk, staffed: office, no_answer: box}
  nurses: {queue: Nurses, NURSES}
  box: {voicemail: Office, owner: Ann, reply_within: 1d}
traffic:
  calls: CALLS
  staff:
    reception: {people: 2, hours: office, serves: desk}
    sisters: SISTERS
"""
LUNCH = "{serves: nurses, shifts: {mon: {08:00-12:00: 1, 13:00-17:00: 2}, tue-fri: {08:00-17:00: 1}}}"
ALL_DAY = "{serves: nurses, shifts: {mon-fri: {08:00-17:00: 1}}}"
DAYS = "{mon-fri: {08:00-17:00: 9}}"
WAITS = "staffed: office, max_wait: 10m, overflow: box"


def tree(nurses: str = WAITS, sisters: str = LUNCH, calls: str = DAYS, text: str = OFFICE) -> PhoneTree:
    for name, said in (("NURSES", nurses), ("SISTERS", sisters), ("CALLS", calls)):
        text = text.replace(name, said)
    found, problems = read(text, "made.yaml")
    assert found is not None, problems
    return found


def findings(made: PhoneTree) -> list[Finding]:
    return list(check(Measures(made, AS_OF), {}))


def test_nobody_on_shift_while_the_line_is_open() -> None:
    (found,) = findings(tree())
    assert found.message == (
        'nobody of "sisters" is on shift Mon 12:00 to 13:00, although the hours "office" are open then, and calls are '
        'sent to "nurses": callers wait in vain and end in the mailbox "box"'
    )
    assert (found.node, found.severity, found.periods, found.witness) == ("nurses", "warning", ("office open",), None)
    assert found.advice.startswith('have somebody of "sisters" on shift then')
    assert [one.note for one in found.related] == ['the shifts of "sisters"']


@pytest.mark.parametrize(
    ("nurses", "sisters", "calls", "why"),
    [
        (WAITS, ALL_DAY, DAYS, "somebody always is"),
        (f"{WAITS}, no_agents: box", LUNCH, DAYS, "the queue says what happens then"),
        (f"{WAITS}, no_agents: desk", LUNCH, DAYS, "others answer"),
        ("staffed: office, max_wait: 1m, overflow: desk", LUNCH, DAYS, "others answer those who wait"),
        (WAITS, LUNCH, "{mon-fri: {08:00-12:00: 9, 13:00-17:00: 9}}", "nobody calls at lunch"),
        (WAITS, "{serves: nurses, people: 1}", DAYS, "people without shifts are there while the line is"),
        (WAITS, "{serves: nurses, people: 1, shifts: {mon: {08:00-12:00: 3}}}", DAYS, "one is there at other times"),
        ("max_wait: 10m, overflow: box", ALL_DAY, DAYS, "the hours keep calls away at night"),
    ],
)
def test_clean_offices_stay_silent(nurses: str, sisters: str, calls: str, why: str) -> None:
    assert findings(tree(nurses, sisters, calls)) == [], why


def test_two_groups_and_their_breaks() -> None:
    """Each has lunch while the other is there; when both have it, nobody is."""
    apart = "{serves: nurses, people: 1, hours: office, breaks: {daily: {12:00-12:30: 1}}}\n    others: \
{serves: nurses, people: 1, hours: office, breaks: {daily: {12:30-13:00: 1}}}"
    assert findings(tree(sisters=apart)) == []
    (found,) = findings(tree(sisters=apart.replace("12:30-13:00", "12:15-13:00")))
    assert 'nobody of "sisters" and "others" is on shift Mon to Fri 12:15 to 12:30' in found.message


def test_held_for_ever_is_an_error() -> None:
    (found,) = findings(tree("staffed: office"))
    assert found.severity == "error"
    assert found.message.endswith("callers wait in vain and hold for ever")


STRAIGHT = """\
tree: Office
HOURSstart: nurses
nodes:
  nurses: {queue: Nurses, NURSES}
traffic:
  CALLS
  staff: {sisters: {serves: nurses, shifts: {daily: {09:00-17:00: 1}}}}
"""


@pytest.mark.parametrize(
    ("hours", "nurses", "calls", "raised"),
    [
        ("hours: {day: {daily: 08:00-17:00}}\n", "staffed: day", "balks: 5%", "daily 08:00 to 09:00"),
        ("", "max_wait: 5m", "calls: {daily: {08:00-17:00: 5}}", "daily 08:00 to 09:00"),
        ("", "max_wait: 5m", "calls: {daily: {09:00-17:00: 5}}", ""),
        ("", "max_wait: 5m", "balks: 5%", ""),
    ],
)
def test_a_line_without_an_hours_check(hours: str, nurses: str, calls: str, raised: str) -> None:
    """Its own hours say when it is open; without hours it is open when the file says that people call."""
    text = STRAIGHT.replace("HOURS", hours).replace("NURSES", nurses).replace("CALLS", calls)
    found = findings(tree(text=text))
    assert len(found) == bool(raised)
    if raised:
        assert "Mon to Sun 08:00 to 09:00" in found[0].message


def test_the_simulation_does_not_tell_it_again() -> None:
    made = tree("staffed: office")
    told = load_findings(simulate(scenario(made, made.traffic, AS_OF, 28), 1, 3))
    assert "unstaffed-while-open" not in {one.rule for one in told}


def test_it_costs_nothing_where_nobody_has_shifts() -> None:
    assert shifts(tree(sisters=ALL_DAY)) is None
    assert shifts(tree(sisters="{serves: nurses, people: 1}")) is None


def minute_by_minute(made: PhoneTree, name: str) -> set[int]:
    """By hand: the minutes of a normal week at which the line is open by the file, and called, and nobody is there."""
    traffic = made.traffic
    assert traffic is not None
    assert traffic.calls is not None

    def number(week: Any, minute: int) -> float:
        day, at = divmod(minute, 1440)
        return next((rate.number for rate in week.days[day] if rate.start <= at < rate.end), week.otherwise)

    node: Any = made.nodes[name]
    found = set()
    for minute in range(7 * 1440):
        day, at = divmod(minute, 1440)
        spans = made.hours[node.staffed].weekly[day]
        is_open = any(span.start <= at < span.end for span in spans)
        there = 0.0
        for group in traffic.staff:
            if name in dict(group.serves):
                own = made.hours[group.hours].weekly[day] if group.hours else None
                if own is None or any(span.start <= at < span.end for span in own):
                    shift = float(group.people or 1) if group.shifts is None else number(group.shifts, minute)
                    there += max(shift - (number(group.breaks, minute) if group.breaks else 0), 0)
        if is_open and there < 1 and number(traffic.calls, minute) > 0:
            found.add(minute)
    return found


def random_week(random: Random, most: int) -> str:
    def spans() -> str:
        cuts = sorted(random.sample(range(14, 37), 4))
        clock = [f"{cut // 2:02}:{cut % 2 * 30:02}" for cut in cuts]
        return f"{{{clock[0]}-{clock[1]}: {random.randint(0, most)}, {clock[2]}-{clock[3]}: {random.randint(1, most)}}}"

    return f"{{mon: {spans()}, tue-thu: {spans()}, fri: {spans()}}}"


@pytest.mark.parametrize("seed", range(40))
def test_the_times_are_those_found_minute_by_minute(seed: int) -> None:
    random = Random(seed)
    breaks = f", breaks: {random_week(random, 1)}" if random.random() < 0.5 else ""
    hours = ", hours: office" if random.random() < 0.5 else ""
    sisters = f"{{serves: nurses, shifts: {random_week(random, 2)}{breaks}{hours}}}"
    made = tree("staffed: office, max_wait: 5m", sisters, random_week(random, 9))
    at_work = shifts(made)
    found: set[int] = set()
    if at_work is not None:
        for start, end, state in normal_fortnight(at_work.tree)[: len(normal_fortnight(at_work.tree)) // 2]:
            if at_work.is_missed("nurses", state) and "\0nurses" not in state.open:
                begin = (start.weekday() * 24 + start.hour) * 60 + start.minute
                found |= set(range(begin, begin + int((end - start).total_seconds() // 60)))
            assert "office" not in state.open or "office" in file_state(state).open
    assert found == minute_by_minute(made, "nurses")
    assert bool(findings(made)) == bool(found)


def test_the_rule_is_in_the_registry() -> None:
    assert rule("unstaffed-while-open").check is check
