"""Random offices: what a simulation finds agrees with a plain count of its records, and enough people give no finding.

The records are read as anybody would, from the CSV that the command writes.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from statistics import fmean, median
from typing import Any

import pytest
from made_offices import HERE, MONDAY, busy_office, tree_of

from ivr_audit.finding import Finding
from ivr_audit.load.native import read
from ivr_audit.model import Queue, Ring, Voicemail
from ivr_audit.render.simulation_answer import answer
from ivr_audit.render.simulation_figures import everybody, groups, lines, mailboxes
from ivr_audit.render.simulation_json import report as as_json
from ivr_audit.render.simulation_records import CsvRecords
from ivr_audit.scenario import Scenario, scenario, weekly
from ivr_audit.simulate.load_findings import load_findings
from ivr_audit.simulate.replications import Piece
from ivr_audit.simulate.study import Study, simulate
from ivr_audit.traffic import Duration, Redial, Rounds, StaffGroup, Traffic

Row = dict[str, str]


def records(study: Study, which: Any) -> list[Row]:
    """The rows of the CSV of a study."""
    text = io.BytesIO()
    sink = CsvRecords(text, which, study.runs[0].names, study.scenario.first)
    for run in study.runs:
        sink(Piece(run.replication, run.calls, run.visits, run.messages))
    sink.close()
    return list(csv.DictReader(io.StringIO(text.getvalue().decode())))


def by_run(rows: list[Row]) -> list[list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["replication"]].append(row)
    return list(found.values())


def share(rows: list[Row], wanted: Any) -> float:
    """The mean over replications of the part of the rows that is as wanted."""
    return fmean(fmean(bool(wanted(row)) for row in run) for run in by_run(rows))


def random_office(seed: int, plenty: bool) -> Scenario:
    """A desk, a nurses' queue and a box, with staff by chance, or far more than the work of the busiest hour."""
    random = Random(seed)
    calls = random.choice([4.0, 12.0, 30.0, 60.0])
    handling = random.choice([60.0, 180.0, 300.0])
    need = int(calls * handling / 3600) + 1
    people = need * 3 + 8 if plenty else random.randint(1, need)
    opens, closes = (480, 1020) if random.random() < 0.7 else (0, 1440)
    week = dict.fromkeys(range(7 if closes == 1440 else 5), ((opens, closes, calls),))
    shifts = dict.fromkeys(week, ((opens, closes, people),))
    desk = Ring(name="desk", place=HERE, ring_for=20.0, answers_after=5.0, no_answer="nurses", transfers_to=("nurses",))
    nurses = Queue(
        name="nurses", place=HERE, no_agents="box", overflow="box", max_wait=random.choice([120.0, 1200.0]),
        capacity=None if plenty else random.choice([None, 3]),
    )  # fmt: skip
    room = None if plenty else random.choice([None, 20])
    box = Voicemail(
        name="box", place=HERE, owner="us", capacity=room, reply_within=random.choice([None, 3600.0, 2 * 86400.0])
    )
    serves = (("desk", 0), ("nurses", 1)) if random.random() < 0.5 else (("desk", 0),)
    staff = [
        StaffGroup(name="clerks", place=HERE, serves=serves, shifts=weekly(shifts)),
        StaffGroup(name="sisters", place=HERE, serves=(("nurses", 0),), shifts=weekly(shifts)),
    ]
    times = ((600, 960),) * 7 if plenty else random.choice([((960,),) * 7, ((960,), (), (), (), (), (), ())])
    traffic = Traffic(
        place=HERE, calls=weekly(week), patience=Duration("exponential", random.choice([180.0, 1800.0])),
        handling=Duration("exponential", handling), mailboxes=(Rounds(box="box", place=HERE, times=times),),
        redial=random.choice([None, Redial(0.5, Duration("exponential", 1200.0), 2)]), balks=0.05,
        staff=tuple(staff),
    )  # fmt: skip
    return scenario(tree_of(desk, nurses, box), traffic, MONDAY, random.choice([7, 14]))


@pytest.mark.parametrize("seed", range(12))
def test_enough_people_give_no_finding(seed: int) -> None:
    study = simulate(random_office(seed, plenty=True), seed, 4)
    assert load_findings(study) == []


def percent(finding: Finding) -> float:
    return float(finding.message.split("%")[0])


@pytest.mark.parametrize("seed", range(20))
def test_the_figure_of_every_finding_is_in_the_records(seed: int) -> None:
    study = simulate(random_office(seed, plenty=False), seed, 4)
    visits, left = records(study, "visits"), records(study, "messages")
    for finding in load_findings(study):
        here = [row for row in visits if row["line"] == finding.node and row["left"] != "no agents"]
        match finding.rule:
            case "abandonment-over-target":
                gave_up = share(here, lambda row: row["left"] == "gave up")
                assert abs(percent(finding) - 100 * gave_up) <= 0.5 + 1e-9
                assert gave_up > 0.05
                assert (finding.severity == "error") <= (gave_up > 0.2)
            case "hold-over-target":
                waits = fmean(fmean(float(row["waited"]) for row in run) for run in by_run(here))
                assert waits > 120
                assert f"wait {int(waits // 60)} min" in finding.message or abs(waits % 60 - 60) < 0.5
            case "overloaded-hour":
                check_overload(study, finding, visits)
            case "voicemail-fills-up":
                room = int(finding.message.split(" messages wait")[0])
                assert all(most_at_once(run) >= room for run in by_run(left))
            case other:
                raise AssertionError(other)


def check_overload(study: Study, finding: Finding, visits: list[Row]) -> None:
    """At least as much work came in that hour of the week as is said, were every call to take its stated time."""
    day, hour = re.search(r"on (\w+) (\d+):00", finding.message).groups()  # type: ignore[union-attr]
    said = float(re.search(r"at least ([\d.]+) people", finding.message)[1])  # type: ignore[index]
    there = float(re.search(r"people and ([\d.]+) of", finding.message)[1])  # type: ignore[index]
    groups_ = [group for group in study.scenario.groups if f'"{group.name}"' in finding.message]
    served = {name for group in groups_ for name, _ in group.serves}
    seconds = groups_[0].handling[next(iter(served))].first
    hours = study.scenario.days * len(study.runs) / 7
    asked = [
        row for run in by_run(visits) for row in asked_first([row for row in run if row["line"] in served])
        if f"{datetime.fromisoformat(row['at']):%A %H}" == f"{day} {int(hour):02}"
    ]  # fmt: skip
    assert len(asked) * seconds / 3600 / hours >= said - 0.05
    at = DAYS.index(day) * 86400 + int(hour) * 3600 + 1800
    assert there == sum(group.present.at(at) for group in groups_)
    assert said >= there - 0.05


def asked_first(rows: list[Row]) -> list[Row]:
    """The visits of a replication without those of callers who were not answered before and come again."""
    found: list[Row] = []
    waiting: set[int] = set()
    for row in sorted(rows, key=lambda row: row["at"]):
        caller = int(row["call"]) % 2**40
        if caller not in waiting:
            found.append(row)
        (waiting.discard if row["left"] == "answered" else waiting.add)(caller)
    return found


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def most_at_once(rows: list[Row]) -> int:
    """How many messages wait at the worst full hour."""
    begun = [datetime.fromisoformat(row["at"]) for row in rows]
    ended = [datetime.fromisoformat(row["returned"]) if row["returned"] else datetime.max for row in rows]
    hours = [datetime.combine(MONDAY, datetime.min.time()) + timedelta(hours=n) for n in range(14 * 24)]
    return max(sum(a <= at < b for a, b in zip(begun, ended, strict=True)) for at in hours)


@cache
def clinic() -> Study:
    file = Path(__file__).parents[2] / "trees/family-physicians.yaml"
    tree, problems = read(file.read_text(encoding="utf-8"), file.name)
    assert tree is not None, problems
    return simulate(scenario(tree, tree.traffic, date(2026, 11, 23), 14), 5, 3)


@cache
def everything() -> Study:
    return simulate(busy_office(5, 60.0), 5, 3)


@pytest.mark.parametrize("study", [clinic, everything])
def test_the_figures_of_the_report_are_those_of_the_csv(study: Any) -> None:
    """Recomputed from the records alone: who reached a person and when, topics, hours, lines, messages."""
    made: Study = study()
    calls, visits, left = (records(made, which) for which in ("calls", "visits", "messages"))
    every = everybody(made)
    assert every.reached.mean == pytest.approx(share(calls, lambda row: row["person"]))
    assert every.right.mean == pytest.approx(share(calls, lambda row: row["right"]))
    assert every.gave_up.mean == pytest.approx(share(calls, lambda row: row["end"] == "gave up"))
    assert every.message.mean == pytest.approx(share(calls, lambda row: row["end"] in ("message", "callback")))
    assert every.lost.mean == pytest.approx(share(calls, lambda row: row["end"] in ("cut off", "stuck")))
    times = [[float(row["person"]) for row in run if row["person"]] for run in by_run(calls)]
    assert every.mean.mean == pytest.approx(fmean(map(fmean, times)), abs=1e-3)
    assert every.median.mean == pytest.approx(fmean(map(median, times)), abs=1e-3)
    assert every.worst == pytest.approx(max(map(max, times)), abs=1e-3)
    for group in groups(made, "topic"):
        mine = [row for row in calls if row["topic"] == group.name]
        assert group.reached.mean == pytest.approx(share(mine, lambda row: row["person"]))
    for group in groups(made, "hour of the day"):
        mine = [row for row in calls if datetime.fromisoformat(row["at"]).hour == group.name]
        if len(by_run(mine)) == 3:
            assert group.gave_up.mean == pytest.approx(share(mine, lambda row: row["end"] == "gave up"))
    for line in lines(made):
        here = [row for row in visits if row["line"] == line.name and row["left"] != "no agents"]
        if len(by_run(here)) == 3:
            quick = share(here, lambda row: row["left"] == "answered" and float(row["waited"]) <= 30 + 1e-3)
            assert line.within.mean == pytest.approx(quick)
            assert line.gave_up.mean == pytest.approx(share(here, lambda row: row["left"] == "gave up"))
            away = ("overflow", "full", "exit", "callback")
            assert line.sent_on.mean == pytest.approx(share(here, lambda row, away=away: row["left"] in away))
    for box in mailboxes(made):
        mine = [row for row in left if row["box"] == box.name]
        assert box.late.mean == pytest.approx(share(mine, is_late))
        assert box.never.mean == pytest.approx(share(mine, lambda row: row["never"] in ("1", "true", "True", "yes")))


def is_late(row: Row) -> bool:
    if not row["returned"] or not row["promise"]:
        return False
    took = datetime.fromisoformat(row["returned"]) - datetime.fromisoformat(row["at"])
    return took.total_seconds() > float(row["promise"])


@pytest.mark.parametrize("study", [clinic, everything])
def test_the_headline_is_that_of_the_csv(study: Any) -> None:
    """Callers by hand: the calls with one `first`, the end of the last attempt."""
    made: Study = study()
    people: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in records(made, "calls"):
        people[row["replication"], row["first"]].append(row)
    reached, left = defaultdict(list), defaultdict(list)
    for (run, _), tries in people.items():
        last = max(tries, key=lambda row: int(row["attempt"]))
        reached[run].append(any(row["person"] for row in tries))
        left[run].append(last["end"] == "message")
    told = " ".join(answer(made))
    assert f"Of 100 callers {100 * fmean(map(fmean, reached.values())):.0f} reach a person" in told
    assert f"{100 * fmean(map(fmean, left.values())):.0f} of 100 callers leave a message" in told
    assert '"callers": {' in as_json(made)
