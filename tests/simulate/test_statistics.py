"""Every statistic against the same counted out one record at a time."""

from __future__ import annotations

from statistics import fmean, median

import numpy as np
import pytest
from made_offices import busy_office

from ivr_audit.simulate.loads import Busy, occupancy, occupancy_by_hour, present
from ivr_audit.simulate.records import ENDS, LEFT, Run, call_table, message_table, visit_table
from ivr_audit.simulate.statistics import (
    answering,
    answering_by_hour,
    answering_by_line,
    backlog,
    ends_by,
    gave_up_where,
    hour_of_week,
    messages,
    messages_by_box,
    spread,
    time_to,
    time_to_by,
    waiting,
    wrong_doors,
)
from ivr_audit.simulate.study import simulate
from ivr_audit.timetable import DAY, Timetable

NAN = float("nan")


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(busy_office(5, 80.0), 6, 1).runs[0]


def test_a_spread_by_hand() -> None:
    found = spread(np.array([float(n) for n in range(1, 102)] + [NAN]))
    assert found == (101, 51.0, 51.0, 91.0, 96.0, 101.0)
    assert spread(np.array([NAN]))[0] == 0


def test_time_to_a_person_by_each_kind(run: Run) -> None:
    names = {"topic": run.names.topics, "caller": run.names.callers, "period": run.names.periods}
    for by, known in names.items():
        found = time_to_by(run.calls, by, run.names)  # type: ignore[arg-type]
        for key, spread_ in found.items():
            mine = [
                row["person"]
                for row in run.calls
                if (known[row[by]] if row[by] >= 0 else "") == key and row["person"] == row["person"]
            ]
            assert spread_.calls == len(mine)
            if mine:
                assert spread_.mean == pytest.approx(fmean(mine))
                assert spread_.median == pytest.approx(median(mine))
                assert spread_.worst == max(mine)
    assert sum(one.calls for one in time_to_by(run.calls, "hour", run.names).values()) == time_to(run.calls).calls


def test_hours_of_the_week() -> None:
    at = np.array([0.0, 3599.0, 3600.0, 7 * DAY, 6 * DAY + 10])
    assert hour_of_week(at, 0).tolist() == [0, 0, 1, 0, 144]
    assert hour_of_week(at, 2).tolist() == [48, 48, 49, 48, 24]


def test_ends_and_where_callers_give_up(run: Run) -> None:
    for key, found in ends_by(run.calls, "hour", run.names).items():
        mine = [row for row in run.calls if int(row["at"] // 3600) % 168 == key]
        assert found.calls == len(mine)
        assert found.parts["person"] == pytest.approx(fmean(ENDS[row["end"]] == "person" for row in mine))
        assert sum(found.parts.values()) == pytest.approx(1.0)
    lost = [row for row in run.calls if ENDS[row["end"]] == "gave up"]
    where = gave_up_where(run.calls, run.names)
    assert sum(one.calls for one in where) == len(lost)
    assert sum(one.part for one in where) == pytest.approx(1.0)
    for one in where:
        times = [row["seconds"] for row in lost if run.names.nodes[row["node"]] == one.node]
        assert (one.calls, one.median) == (len(times), pytest.approx(median(times)))


def test_service_level(run: Run) -> None:
    for threshold in (0.0, 15.0, 60.0):
        for name, found in answering_by_line(run.visits, run.names, threshold).items():
            mine = [row for row in run.visits if run.names.nodes[row["line"]] == name]
            there = [row for row in mine if LEFT[row["left"]] != "no agents"]
            quick = [row for row in there if LEFT[row["left"]] == "answered" and row["waited"] <= threshold + 1e-6]
            assert (found.visits, found.nobody_there) == (len(there), len(mine) - len(there))
            assert found.within == pytest.approx(len(quick) / max(len(there), 1))
    by_hour = answering_by_hour(run.visits, 30.0)
    assert sum(one.visits for one in by_hour.values()) == answering(run.visits, 30.0).visits


def test_how_many_wait_and_how_many_messages(run: Run) -> None:
    waits, left = waiting(run.visits, DAY, 600.0), backlog(run.messages, 5 * DAY, 7200.0)
    for n, at in enumerate(np.arange(0.0, DAY, 600.0).tolist()):
        assert waits[n] == sum(row["at"] <= at < row["at"] + row["waited"] for row in run.visits)
    for n, at in enumerate(np.arange(0.0, 5 * DAY, 7200.0).tolist()):
        assert left[n] == sum(row["at"] <= at and not row["returned"] <= at for row in run.messages)


def test_messages_by_hand() -> None:
    rows = [
        (1, 0, 0, 100.0, 200.0, 150.0, False),
        (2, 0, 0, 100.0, 400.0, 150.0, False),
        (3, 0, 0, 100.0, 900.0, NAN, False),
        (4, 1, 0, 100.0, NAN, NAN, True),
        (5, 0, 0, 100.0, NAN, 150.0, False),
    ]
    found = messages(message_table(rows))
    assert found[:5] == (5, 2, 1, 1, 1)
    assert found.took == pytest.approx((100 + 300 + 800) / 3)
    assert backlog(message_table(rows), 1000.0, 100.0).tolist() == [0, 5, 4, 4, 3, 3, 3, 3, 3, 2]


def test_boxes_add_up(run: Run) -> None:
    assert sum(one.left for one in messages_by_box(run.messages, run.names).values()) == len(run.messages)
    whole = messages(run.messages)
    assert whole.left == whole.in_time + whole.late + whole.never + whole.waiting


def test_occupancy_by_hand() -> None:
    shifts = Timetable((0.0, 1800.0, 5400.0), (0.0, 2.0, 0.0), 10800.0)
    assert present(shifts, 3).tolist() == [3600.0, 3600.0, 0.0]
    busy = Busy(3)
    busy.add([(1800.0, 3000.0), (3000.0, 4200.0)])
    busy.add([(5000.0, 7300.0)])
    assert busy.hours().tolist() == pytest.approx([1800.0, 600.0 + 2200.0, 100.0])


def test_loads_are_the_spans_of_work(run: Run) -> None:
    office = busy_office(5, 80.0)
    found = occupancy(run.load, run.names.groups)
    for number, group in enumerate(office.groups):
        hours = sum(group.present.at(at) for at in np.arange(30.0, 5 * DAY, 60.0).tolist()) / 60
        assert found[group.name].present == pytest.approx(hours, abs=0.01)
        visits = run.visits[run.visits["group"] == number]
        assert found[group.name].busy > len(visits) * 60 / 3600
        by_hour = occupancy_by_hour(run.load, number)
        assert sum(one.busy for one in by_hour.values()) == pytest.approx(found[group.name].busy)
        assert all(one.part <= 1 + 1e-9 or one.present < group.present.at(9 * 3600.0) * 5 for one in by_hour.values())


def test_wrong_doors_and_empty_tables(run: Run) -> None:
    reached = [row["wrong_door"] for row in run.calls if row["person"] == row["person"]]
    assert wrong_doors(run.calls) == pytest.approx(fmean(reached))
    empty = call_table([])
    assert time_to(empty).calls == 0
    assert np.isnan(wrong_doors(empty))
    assert answering(visit_table([]), 30.0).visits == 0
    assert gave_up_where(empty, run.names) == []
