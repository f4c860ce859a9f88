"""What a simulation says: its words, tables, JSON, records and pictures, held against the records themselves."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from math import nan
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from made_offices import HERE, MONDAY, always, one_queue, tree_of

from ivr_audit.model import Hangup, Queue, Ring, Voicemail
from ivr_audit.render.simulation import report
from ivr_audit.render.simulation_answer import answer, say_days, say_scale, sureness
from ivr_audit.render.simulation_compared import headline, say_staffing
from ivr_audit.render.simulation_figures import endings, everybody, groups, lines, mailboxes, parts_by_hour, staff
from ivr_audit.render.simulation_flow import flow, flow_source
from ivr_audit.render.simulation_json import report as as_json
from ivr_audit.render.simulation_plots import PLOTS, plot, sheet
from ivr_audit.render.simulation_records import COLUMNS, CsvRecords, ParquetRecords, columns
from ivr_audit.render.simulation_words import say_about, say_callers, say_number, say_part, say_time
from ivr_audit.render.styled import plain
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.simulate.comparing import compare
from ivr_audit.simulate.intervals import Interval
from ivr_audit.simulate.records import ENDS, LEFT
from ivr_audit.simulate.replications import Piece
from ivr_audit.simulate.staffing import Staffing, Tried
from ivr_audit.simulate.study import Study, simulate
from ivr_audit.simulate.variants import Variant
from ivr_audit.traffic import Duration, StaffGroup, Traffic

MINUTE = Duration("constant", 60.0)


def small_office() -> Scenario:
    """A desk with one person, a box that nobody returns behind it."""
    desk = Ring(name="desk", place=HERE, ring_for=20.0, answers_after=5.0, no_answer="box", busy="box")
    box = Voicemail(name="box", place=HERE, owner="nobody")
    staff_group = StaffGroup(name="one", place=HERE, serves=(("desk", 0),), people=1, handling=MINUTE)
    traffic = Traffic(place=HERE, calls=always(60.0), patience=MINUTE, staff=(staff_group,), leaves_message=0.5)
    return scenario(tree_of(desk, box), traffic, MONDAY, 2)


@cache
def studied() -> Study:
    return simulate(small_office(), 7, 3)


@cache
def queue_studied(replications: int = 3) -> Study:
    return simulate(
        one_queue(30, Duration("exponential", 240.0), 3, Duration("exponential", 300.0), 2), 3, replications
    )


@pytest.mark.parametrize(
    ("low", "mean", "high", "said"),
    [
        (0.11, 0.12, 0.13, "12% ± 1"),
        (0.065, 0.071, 0.077, "7.1% ± 0.6"),
        (0.5, 0.5, 0.5, "50%"),
        (nan, 0.123, nan, "12%"),
        (0.11999, 0.12, 0.12001, "12.0% ± 0.1"),
        (nan, nan, nan, "-"),
        (-0.02, 0.0, 0.02, "0% ± 2"),
    ],
)
def test_parts_are_said_as_surely_as_they_are_known(low: float, mean: float, high: float, said: str) -> None:
    assert say_part(Interval(mean, low, high)) == said


def test_times_and_numbers_are_said_as_surely_as_they_are_known() -> None:
    assert say_time(Interval(130, 126.2, 133.8)) == "2 min 10 s ± 4 s"
    assert say_time(Interval(20, 19.5, 20.5)) == "20.0 s ± 0.5"
    assert say_time(Interval(20, nan, nan)) == "20 s"
    assert say_number(Interval(1203, 1188, 1218)) == "1,203 ± 15"
    assert say_number(Interval(4.2, 3.9, 4.5)) == "4.2 ± 0.3"
    assert [say_about(n) for n in (0, 0.44, 4.44, 36.4, 1234, 5600)] == ["0", "0.4", "4.4", "36", "1,200", "5,600"]


@pytest.mark.parametrize(("part", "said"), [
    (0.0, "none of the callers"), (0.0001, "fewer than 1 of 100 callers"), (0.0099, "fewer than 1 of 100 callers"),
    (0.01, "1 of 100 callers"), (0.43, "43 of 100 callers"), (0.99, "99 of 100 callers"),
    (0.998, "more than 99 of 100 callers"), (1.0, "all callers"),
])  # fmt: skip
def test_parts_of_callers_are_never_rounded_to_none_or_all(part: float, said: str) -> None:
    assert say_callers(part) == said


def test_days_are_said_as_people_do() -> None:
    assert [say_days(n) for n in (1, 7, 10, 28, 366)] == ["a day", "a week", "10 days", "4 weeks", "a year"]


def test_groups_are_means_over_replications_of_what_records_say() -> None:
    study = studied()
    each = [(~np.isnan(run.calls["person"])).mean() for run in study.runs]
    assert everybody(study).reached.mean == pytest.approx(sum(each) / 3)
    assert everybody(study).worst == np.nanmax(study.calls["person"])
    hours = groups(study, "hour of the day")
    assert [group.name for group in hours] == list(range(24))
    weeks = 2 / 7 - study.warm_up / 604800
    assert sum(group.a_week.mean for group in hours) * weeks * 3 == pytest.approx(len(study.calls))
    by_hour = parts_by_hour(study)
    assert sum(calls for calls, _ in by_hour.values()) * weeks * 3 == pytest.approx(len(study.calls))


def test_ends_are_all_of_the_calls_and_half_of_them_are_within_the_median() -> None:
    study = studied()
    found = endings(study)
    assert sum(one.part.mean for one in found) == pytest.approx(1)
    assert [one.part.mean for one in found] == sorted((one.part.mean for one in found), reverse=True)
    for one in found:
        chosen = study.calls[study.calls["end"] == ENDS.index(one.end)]
        assert np.median(chosen["seconds"]) == pytest.approx(one.median)


def test_lines_and_staff_and_boxes_agree_with_the_records() -> None:
    study = studied()
    (line,) = lines(study)
    answered = [(run.visits["left"] == LEFT.index("answered")).mean() for run in study.runs]
    assert line.answered.mean == pytest.approx(sum(answered) / 3)
    (group,) = staff(study)
    assert group.occupancy.mean == pytest.approx(study.figures["occupancy: one"].mean)
    (box,) = mailboxes(study)
    assert box.never.mean == 1
    assert np.isnan(box.took.mean)
    assert box.most == box.at_end == pytest.approx(len(study.messages) / 3)


def test_answer_names_who_gives_up_where_and_messages_nobody_returns() -> None:
    told = " ".join(answer(studied()))
    reached = everybody(studied()).reached
    assert f"Of 100 callers {100 * reached.mean:.0f} reach a person ({say_part(reached)})" in told
    left = sum(one.part.mean for one in endings(studied()) if one.end == "message")
    assert f"{100 * left:.0f} of 100 callers leave a message." in told
    assert 'Nobody ever returns the messages in "box"' in told
    assert re.search(r'\d+ of 100 callers come to a mailbox and leave no message: at "box"', told)
    waiting = " ".join(answer(queue_studied()))
    assert re.search(r'\d+ of 100 callers give up while they wait: at "line", half of them within', waiting)


def test_nobody_called() -> None:
    study = simulate(one_queue(1e-9, MINUTE, 1, MINUTE, 1), 1, 1)
    assert len(study.calls) == 0
    text = plain(report(study))
    assert "Nobody called" in text
    assert json.loads(as_json(study))["everybody"] is None
    for name in PLOTS:
        assert plot(study, name, "svg").startswith(b"<?xml")


def test_text_says_what_was_assumed_and_how_sure_it_is() -> None:
    study = studied()
    text = plain(report(study))
    assert all(len(line) <= 80 for line in text.splitlines())
    flat = " ".join(text.split())
    for sentence in [*study.scenario.assumed, *sureness(study), say_scale(study)]:
        assert " ".join(sentence.split()) in flat.replace(" - ", " ")
    assert "HOW LONG IT TAKES TO REACH A PERSON" in text
    assert "MAILBOXES" in text


def test_one_replication_says_no_interval() -> None:
    assert "±" not in plain(report(queue_studied(1)))


def test_differences_are_said_with_their_interval_and_only_where_they_are_sure() -> None:
    office = one_queue(30, Duration("exponential", 240.0), 2, Duration("exponential", 300.0), 3)
    changes = [Variant("one more", ("line.agents+1",)), Variant("the same", ("line.agents=2",))]
    found = compare(office, changes, 3, 5)
    more, same = found.compared
    lost = more.differences["gave up"]
    assert lost.high < 0
    assert f"one more: {say_part(Interval(-lost.mean, -lost.high, -lost.low))} fewer give up" in headline(more)
    assert headline(same) == "the same: nothing changes, since it is so already"
    read = json.loads(as_json(found.base, compared=found))["variants"]
    assert read[0]["differences"]["gave up"]["mean"] == pytest.approx(lost.mean, abs=1e-6)
    assert read[0]["differences"]["gave up"]["sure"] is True
    assert read[1]["differences"]["gave up"]["sure"] is False


def test_staffing_in_words() -> None:
    tried = (Tried(2, Interval(0.7, 0.69, 0.71)), Tried(3, Interval(0.9, 0.89, 0.91)))
    found = Staffing("desk", "staff", 0.8, 30.0, 3, 2, True, tried)
    assert say_staffing(found).startswith('3 people in "staff"')
    assert "It is close" in say_staffing(found._replace(is_sure=False))
    assert say_staffing(found._replace(people=None)).startswith('No number of people in "staff" is enough')


def fields_of(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for name, inner in found.items():
            yield name
            if name not in ("figures", "differences"):
                yield from fields_of(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from fields_of(inner)


def test_json_has_every_figure_and_every_field_is_documented() -> None:
    study = studied()
    read = json.loads(
        as_json(
            study, staffed=[Staffing("desk", "one", 0.8, 30.0, None, 2, False, (Tried(2, Interval(0.7, 0.69, 0.71)),))]
        )
    )
    assert read["figures"].keys() == study.figures.keys()
    assert read["everybody"]["reached_a_person"]["mean"] == pytest.approx(everybody(study).reached.mean, abs=1e-6)
    assert sum(one["part"]["mean"] for one in read["ends"]) == pytest.approx(1, abs=1e-4)
    assert sum(step["calls"] for step in read["steps"] if step["step"] == "answered") > 0
    page = (Path(__file__).parents[2] / "docs/json.md").read_text(encoding="utf-8")
    assert set(fields_of(read)) - set(re.findall(r"`([^`\n]+)`", page)) == set()


def piece_of(study: Study) -> Piece:
    run = study.runs[0]
    return Piece(0, run.calls, run.visits, run.messages)


@pytest.mark.parametrize("kind", ["calls", "messages", "visits"])
def test_csv_has_a_row_for_each_record_with_names_for_numbers(kind: Any) -> None:
    study = studied()
    file = io.BytesIO()
    writer = CsvRecords(file, kind, study.runs[0].names, MONDAY)
    writer(piece_of(study))
    rows = list(csv.DictReader(io.StringIO(file.getvalue().decode(), newline="")))
    table = getattr(piece_of(study), kind)
    assert len(rows) == len(table)
    assert tuple(rows[0]) == COLUMNS[kind]
    assert rows[0]["at"].startswith("2026-11-2")
    where = {"calls": "node", "messages": "box", "visits": "line"}[kind]
    assert {row[where] for row in rows} <= {"desk", "box"}
    if kind == "calls":
        known = [float(row["person"]) for row in rows if row["person"]]
        assert np.nansum(table["person"]) == pytest.approx(sum(known), rel=1e-3)
    if kind == "visits":
        assert {row["group"] for row in rows} == {"", "one"}  # who waits and leaves is served by nobody


@pytest.mark.parametrize("kind", ["calls", "messages", "visits"])
def test_parquet_says_the_same(kind: Any, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    study = studied()
    with (tmp_path / "records.parquet").open("wb") as file:
        writer = ParquetRecords(file, kind, study.runs[0].names, MONDAY)
        writer(piece_of(study))
        writer.close()
    read = parquet.read_table(tmp_path / "records.parquet").to_pydict()
    for name, column in columns(piece_of(study), kind, study.runs[0].names, MONDAY).items():
        if column.dtype.kind == "O":
            assert read[name] == column.tolist()
    assert len(read["call"]) == len(getattr(piece_of(study), kind))


@pytest.mark.parametrize("name", PLOTS)
def test_plots_are_pictures_and_the_same_each_time(name: str) -> None:
    study = studied()
    drawn = plot(study, name, "svg")
    assert drawn == plot(study, name, "svg")
    assert len(list(ElementTree.fromstring(drawn).iter())) > 10
    assert b"<dc:date>" not in drawn


def test_sheet_in_every_format() -> None:
    assert sheet(studied(), "png").startswith(b"\x89PNG")
    assert sheet(studied(), "pdf").startswith(b"%PDF")


def test_diagram_has_the_calls_on_its_lines_and_nodes() -> None:
    study = studied()
    found = flow(study)
    ended = sum(part for one in found.ends.values() for _, part in one)
    assert ended == pytest.approx(1)
    reached = everybody(study).reached.mean
    assert found.steps["desk", "answered"] == pytest.approx(reached, rel=0.05)  # the first day is in one of them only
    source = flow_source(study)
    assert f"{found.said(reached)} reach a person" in source
    thick = re.findall(r'"node desk" -> "node box" \[style="\w+", color="#\w+", penwidth="([\d.]+)"', source)
    gone = found.steps.get(("desk", "no-answer"), 0) + found.steps.get(("desk", "busy"), 0)
    assert max(map(float, thick)) == pytest.approx(0.8 + 11 * gone**0.7, abs=0.01)


def test_a_way_that_nobody_goes_is_dotted() -> None:
    line = Queue(name="line", place=HERE, max_wait=3600.0, overflow="bye")
    bye = Hangup(name="bye", place=HERE)
    group = StaffGroup(name="many", place=HERE, serves=(("line", 0),), people=50, handling=MINUTE)
    traffic = Traffic(place=HERE, calls=always(10.0), patience=MINUTE, staff=(group,))
    study = simulate(scenario(tree_of(line, bye), traffic, MONDAY, 1), 1, 2)
    assert re.search(r'"node line" -> "node bye" \[style="dotted"', flow_source(study))
