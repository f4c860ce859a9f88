"""Studies: the same on any number of processes, stopped when precise, kept when interrupted, streamed or not."""

from __future__ import annotations

import numpy as np
import pytest
from made_offices import busy_office, one_queue

from ivr_audit.simulate.intervals import interval, student
from ivr_audit.simulate.records import ENDS
from ivr_audit.simulate.replications import Piece
from ivr_audit.simulate.statistics import ends, messages, time_to
from ivr_audit.simulate.study import Precision, Progress, simulate
from ivr_audit.traffic import Duration

QUEUE = one_queue(20.0, Duration("exponential", 240.0), 2, Duration("exponential", 300.0), 2)


def test_one_process_or_two() -> None:
    office = busy_office(2)
    one, two = simulate(office, 8, 3), simulate(office, 8, 3, processes=2)
    assert one.figures == two.figures or repr(one.figures) == repr(two.figures)
    for mine, other in zip(one.runs, two.runs, strict=True):
        for column in ("calls", "visits", "messages"):
            assert getattr(mine, column).tobytes() == getattr(other, column).tobytes()
        assert mine[:2] == other[:2]
        assert (mine.load, mine.names, mine.passed) == (other.load, other.names, other.passed)
    third = simulate(office, 8, 1).runs[0]
    assert third.calls.tobytes() == one.runs[0].calls.tobytes()
    assert simulate(office, 9, 1).runs[0].calls.tobytes() != third.calls.tobytes()


def test_a_replication_does_not_depend_on_those_before_it() -> None:
    from ivr_audit.simulate.replications import Player

    office = busy_office(2)
    after_others = simulate(office, 8, 3).runs[2]
    alone = Player(office, 8, 30.0).play(2).run
    assert alone.calls.tobytes() == after_others.calls.tobytes()
    assert alone.passed == after_others.passed


@pytest.mark.parametrize("processes", [1, 2])
def test_records_go_to_a_sink_and_figures_stay(processes: int) -> None:
    office = busy_office(2)
    pieces: list[Piece] = []
    streamed = simulate(office, 8, 3, processes=processes, sink=pieces.append)
    kept = simulate(office, 8, 3)
    assert [len(run.calls) for run in streamed.runs] == [0, 0, 0]
    assert repr(streamed.figures) == repr(kept.figures)
    for number, run in enumerate(kept.runs):
        mine = [piece for piece in pieces if piece.replication == number]
        assert np.concatenate([piece.calls for piece in mine]).tobytes() == run.calls.tobytes()
        assert np.concatenate([piece.messages for piece in mine]).tobytes() == run.messages.tobytes()


def test_headline_figures_are_those_of_the_records() -> None:
    study = simulate(busy_office(5), 3, 2)
    for run, figures in zip(study.runs, study.each, strict=True):
        found, times, box = ends(run.calls), time_to(run.calls), messages(run.messages)
        assert figures["calls"] == len(run.calls)
        for end in ENDS[1:]:
            assert figures[end] == pytest.approx(found.parts[end])
        assert figures["time to a person: mean"] == pytest.approx(times.mean)
        assert figures["time to a person: worst"] == times.worst
        for name, exact in (("median", times.median), ("90th", times.ninetieth), ("95th", times.ninety_fifth)):
            assert figures[f"time to a person: {name}"] == pytest.approx(exact, abs=1.0)
        assert figures["messages returned late"] == pytest.approx(box.late / box.left)
        assert figures["reached a person"] == pytest.approx(times.calls / len(run.calls))


def test_it_stops_when_it_is_precise_enough() -> None:
    study = simulate(QUEUE, 1, 200, precision=Precision("gave up", 0.03))
    assert 5 <= len(study.runs) < 200
    assert study.figures["gave up"].half_width <= 0.03
    before = interval([one["gave up"] for one in study.each[:-1]])
    assert len(study.runs) == 5 or before.half_width > 0.03
    short = simulate(QUEUE, 1, 6, precision=Precision("gave up", 0.0001))
    assert len(short.runs) == 6
    assert any("was not reached" in note for note in short.notes)


def test_a_run_that_is_too_short_says_so() -> None:
    tiny = one_queue(1.0, Duration("exponential", 240.0), 1, Duration("exponential", 300.0), 2)
    assert any("too short" in note for note in simulate(tiny, 1, 2).notes)
    assert any("one replication" in note for note in simulate(QUEUE, 1, 1).notes)
    long = one_queue(60.0, Duration("exponential", 240.0), 5, Duration("exponential", 300.0), 8)
    assert not any("short" in note for note in simulate(long, 1, 6).notes)


def test_warm_up_is_left_out_where_nobody_goes_home() -> None:
    study = simulate(QUEUE, 1, 2)
    assert study.warm_up == 86400.0
    assert min(run.calls["at"].min() for run in study.runs) >= 86400.0
    assert min(one.hour for run in study.runs for one in run.load) == 24
    assert any("left out" in note for note in study.notes)
    assert simulate(busy_office(2), 1, 1).warm_up == 0.0


@pytest.mark.parametrize("processes", [1, 2])
def test_an_interrupt_keeps_what_is_done(processes: int) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.done == 3:
            raise KeyboardInterrupt

    study = simulate(QUEUE, 1, 50, processes=processes, progress=interrupt)
    assert study.interrupted
    assert 2 <= len(study.runs) <= 3
    assert any("interrupted after" in note for note in study.notes)
    with pytest.raises(KeyboardInterrupt):
        simulate(QUEUE, 1, 50, progress=lambda _: (_ for _ in ()).throw(KeyboardInterrupt()))


def test_wrong_numbers() -> None:
    with pytest.raises(ValueError, match="at least one"):
        simulate(QUEUE, 1, 0)
    with pytest.raises(KeyError):
        simulate(QUEUE, 1, 9, precision=Precision("no such figure", 1.0))


@pytest.mark.parametrize(
    ("freedom", "t95"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (5, 2.5706), (9, 2.2622), (10, 2.2281), (29, 2.0452),
     (30, 2.0423), (60, 2.0003), (100, 1.9840), (120, 1.9799), (1000, 1.9623)],
)  # fmt: skip
def test_quantiles_of_student_as_printed_in_tables(freedom: int, t95: float) -> None:
    assert student(freedom, 0.95) == pytest.approx(t95, abs=6e-5)
    assert student(4, 0.99) == pytest.approx(4.6041, abs=6e-5)
    assert student(9, 0.9) == pytest.approx(1.8331, abs=6e-5)
