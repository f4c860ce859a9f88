"""The simulation as its reader meets it: tables that fit a terminal, headlines that chance does not make, plots that
hide no message, changes side by side, a call in plain words."""

from __future__ import annotations

from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_offices import HERE, MONDAY, always, one_queue, tree_of

from ivr_audit.cli import main, simulating
from ivr_audit.cli.progress import Meter
from ivr_audit.model import Ring, Voicemail
from ivr_audit.render import simulation_answer
from ivr_audit.render.simulation_compared import comparison, headline
from ivr_audit.render.simulation_figures import Ending, mailboxes, peaks
from ivr_audit.render.simulation_plots import messages, queues, week
from ivr_audit.render.simulation_replayed import ENDING, LEAVING, transcript
from ivr_audit.render.styled import plain, table, tied
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.simulate.comparing import compare
from ivr_audit.simulate.intervals import Interval
from ivr_audit.simulate.records import ENDS, LEFT
from ivr_audit.simulate.replay import Replay
from ivr_audit.simulate.study import simulate
from ivr_audit.simulate.variants import Variant
from ivr_audit.simulate.watching import Passed
from ivr_audit.traffic import Duration, StaffGroup, Traffic

MINUTE = Duration("constant", 60.0)
DAY = 86400.0


def desk_and_box(rounds: tuple[float, ...], days: int = 14) -> Scenario:
    """A desk that one person answers around the clock, with a box that is emptied at these seconds of each day."""
    desk = Ring(name="desk", place=HERE, ring_for=20.0, answers_after=5.0, no_answer="box", busy="box")
    box = Voicemail(name="box", place=HERE, owner="Pat", reply_within=3600.0)
    staff = StaffGroup(name="one", place=HERE, serves=(("desk", 0),), people=1, handling=MINUTE)
    traffic = Traffic(place=HERE, calls=always(60.0), patience=MINUTE, staff=(staff,), leaves_message=0.5)
    made = scenario(tree_of(desk, box), traffic, MONDAY, days)
    moments = tuple(day * DAY + at for day in range(days) for at in rounds)
    return made._replace(boxes=tuple(one._replace(rounds=moments) for one in made.boxes))


def test_words_and_amounts_of_a_table_are_not_torn() -> None:
    rows = [
        ("", "reach one", "mean", "median", "90th", "95th", "worst"),
        ("wants appointments", "45.5% ± 0.3", *["1 min 05 s"] * 5),
        ("wants nothing special", "52% ± 1", *["1 h 05 min"] * 5),
    ]
    text = plain(table(rows, whole=(1,)))
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "  wants appointments\n" in text  # on a line of its own, for there is no room beside the figures
    assert text.count("1 min 05 s") == 5
    assert text.count("1 h 05 min") == 5


def test_names_of_a_table_wrap_between_words_while_they_can() -> None:
    rows = [("", "busy", "then"), ("the reception of the practice at the mill", "39.4% ± 0.2", "x" * 40)]
    text = plain(table(rows, whole=(1, 2)))
    assert [line.split("  ")[1] for line in text.splitlines()[1:]] == ["the reception of the", "practice at the mill"]


def test_amounts_are_held_together() -> None:
    held = tied("45.5% ± 0.3 of 12 calls after 1 min 05 s ± 2 s, so 4 may")
    assert held.replace(" ", "_").replace("\N{NO-BREAK SPACE}", " ") == (
        "45.5% ± 0.3_of_12_calls_after_1 min 05 s ± 2 s,_so_4_may"
    )


@pytest.mark.parametrize(
    ("late", "told"),
    [
        (Interval(0.29, -0.16, 0.74), False),
        (Interval(0.29, 0.2, 0.38), True),
        (Interval(0.29, nan, nan), True),
        (Interval(0.001, 0.0005, 0.0015), False),
    ],
)
def test_messages_that_may_be_late_by_chance_make_no_headline(
    monkeypatch: pytest.MonkeyPatch, late: Interval, told: bool
) -> None:
    study = simulate(desk_and_box((DAY / 2,)), 1, 2)
    box = mailboxes(study)[0]._replace(late=late)
    monkeypatch.setattr(simulation_answer, "mailboxes", lambda _: [box])
    assert ("later than promised" in " ".join(simulation_answer.answer(study))) == told


def test_a_single_place_of_several_is_nearly_all() -> None:
    few = Interval(0.001, 0.0, 0.002)
    ended = [Ending("gave up", "queue", Interval(0.131, 0.13, 0.132), 45.0), Ending("gave up", "desk", few, 20.0)]
    assert simulation_answer._places(ended, 0.132) == 'nearly all of them at "queue"'
    assert simulation_answer._places(ended[:1], 0.131) == 'at "queue", half of them within 45 s'


def test_the_most_messages_of_a_day_are_found_though_the_box_is_emptied_each_midnight() -> None:
    box = np.array(
        [(10 * 3600.0, DAY), (11 * 3600.0, DAY), (DAY + 10.0, 2 * DAY), (2 * DAY + 5.0, nan)],
        dtype=[("at", "f8"), ("returned", "f8")],
    )
    assert peaks(box, 4 * DAY).tolist() == [2, 1, 1, 1]
    assert peaks(box[:0], 2 * DAY).tolist() == [0, 0]


def test_the_plot_of_messages_says_that_it_shows_the_most() -> None:
    study = simulate(desk_and_box((0.0,)), 1, 2)
    assert mailboxes(study)[0].most > 3
    shown = messages(study)
    assert "the most in each 6 hours, mean of all replications" in shown.said
    assert "at one time" in shown.title


def test_waits_that_overlap_are_not_taken_for_time_in_which_somebody_waits() -> None:
    study = simulate(one_queue(20, Duration("exponential", 240.0), 1, Duration("exponential", 300.0), 2), 1, 2)
    shown = queues(study)
    assert "somebody waits" not in shown.said
    assert "added up" in shown.said or "at the same time" in shown.said


def test_the_week_names_hours_by_both_ends() -> None:
    title = week(simulate(desk_and_box((DAY / 2,)), 1, 2)).title
    assert " after " not in title


def test_several_changes_stand_side_by_side_first() -> None:
    office = desk_and_box((DAY / 2,))
    found = compare(office, [Variant("one more", ("one.people+1",)), Variant("calls*2", ("calls*2",))], 1, 3)
    text = plain(comparison(found))
    top = text.split("WHAT IF\n")[0]
    assert top.startswith("WHAT IF: THE CHANGES SIDE BY SIDE")
    for name, study in (("as it is", found.base), *((one.variant.name, one.study) for one in found.compared)):
        row = next(line for line in top.splitlines() if line.startswith(f"  {name}"))
        assert f"{study.figures['reached a person'].mean:.1%}" in row
        assert f"{study.figures['gave up'].mean:.1%}" in row
    alone = plain(comparison(compare(office, [Variant("calls*2", ("calls*2",))], 1, 3)))
    assert "SIDE BY SIDE" not in alone


def test_what_a_change_of_the_rounds_does_to_messages_is_told_first() -> None:
    office = desk_and_box((DAY / 2,))
    more = "box.emptied=9:00 10:00 11:00 12:00 13:00 14:00 15:00"
    found = compare(office, [Variant("more", (more,))], 1, 3)
    told = headline(found.compared[0], found.base)
    assert "fewer of the messages are returned late" in told.split(": ")[1].split(" and ")[0]
    staffed = compare(office, [Variant("one.people+1", ("one.people+1",))], 1, 3)
    assert "of the messages" not in headline(staffed.compared[0], staffed.base)


def test_every_end_and_every_leaving_of_a_call_has_plain_words() -> None:
    assert set(ENDING) == set(ENDS)
    assert set(LEAVING) == set(LEFT) - {"answered"}


def test_a_replayed_call_has_no_word_of_the_engine() -> None:
    record: dict[str, Any] = {
        "call": 11, "first": 11, "attempt": 1, "at": 3600.0, "caller": "listener", "topic": "", "end": "message",
        "node": "box", "seconds": 69.0, "person": nan, "waited": 30.0,
    }  # fmt: skip
    steps = (
        Passed(3600.0, "desk", "waits, 0 before"),
        Passed(3630.0, "desk", "left the line: overflow"),
        Passed(3669.0, "box", "message"),
    )
    text = plain(transcript(Replay(steps, record), MONDAY, 0))
    assert "nobody answers in time" in text
    assert 'leaves a message in "box" after 1 min 09 s; waited 30 s in all' in text
    assert "overflow" not in text


def test_the_meter_says_at_once_how_many_calls_there_will_be(capsys: pytest.CaptureFixture[str]) -> None:
    Meter(1_834_512, shows=True).begin("calls*2")
    assert "simulating about 1,800,000 calls (calls*2)" in capsys.readouterr().err


def test_an_interrupt_before_anything_is_done_says_what_is_done_sooner(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(asked: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(simulating, "_found", stop)
    tree = Path(__file__).parents[2] / "trees" / "family-physicians.yaml"
    with pytest.raises(SystemExit) as left:
        main(["simulate", str(tree)])
    assert left.value.code == 130
    assert "interrupted: nothing is done yet; take fewer weeks (--weeks 4)" in capsys.readouterr().err
