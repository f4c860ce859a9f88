"""What if: lines that say what is put differently, files of them, and differences that are not chance."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from made_offices import HERE, MONDAY, always, busy_office, one_queue, tree_of

from ivr_audit.erlang import erlang_a
from ivr_audit.model import Branch, Queue, Ring
from ivr_audit.parts import Case
from ivr_audit.place import InputError
from ivr_audit.render.simulation_compared import headline, say_staffing
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.simulate.comparing import compare, is_sure
from ivr_audit.simulate.staffing import _least, fewest_people, read_wish
from ivr_audit.simulate.study import simulate
from ivr_audit.simulate.variant_files import read_variants
from ivr_audit.simulate.variants import Variant, fitted, variants, varied
from ivr_audit.timetable import DAY
from ivr_audit.traffic import Duration, StaffGroup, Traffic

HOUR = 3600.0
QUEUE = one_queue(20.0, Duration("exponential", 240.0), 2, Duration("exponential", 300.0), 3)


@pytest.fixture(scope="module")
def office() -> Scenario:
    return busy_office(7)


def put(office: Scenario, *changes: str) -> Scenario:
    return varied(office, Variant("it", changes))


def there(office: Scenario, group: int, day: int, hour: float) -> float:
    return office.groups[group].present.at(day * DAY + hour * HOUR)


def test_people(office: Scenario) -> None:
    more = put(office, "front.people+1")
    for day in range(7):
        for hour in np.arange(0.25, 24, 0.5).tolist():
            before = there(office, 0, day, hour)
            assert there(more, 0, day, hour) == (before + 1 if before else 0)
    assert there(put(office, "nurses.agents=3"), 1, 0, 9) == 3
    assert there(put(office, "nurses.people*2"), 1, 0, 9) == 2
    assert there(put(office, "nurses.people-1 on monday"), 1, 0, 9) == 0
    assert there(put(office, "desk.people=5"), 0, 0, 9) == 5  # the one group that answers it


def test_people_by_day_and_hour(office: Scenario) -> None:
    more = put(office, "nurses.people+1 on monday")
    assert [there(more, 1, day, 9) for day in range(7)] == [2, 1, 1, 1, 1, 0, 0]
    short = put(office, "nurses.people=4 on tuesday 9:00-10:30")
    assert [there(short, 1, 1, hour) for hour in (8.9, 9.0, 10.4, 10.5)] == [1, 4, 4, 1]
    assert [there(short, 1, 2, hour) for hour in (8.9, 9.0, 10.4, 10.5)] == [1, 1, 1, 1]
    weekend = put(office, "nurses.people=2 on sat 8:00-12:00")
    assert [there(weekend, 1, 5, hour) for hour in (7.9, 8.0, 11.9, 12.0)] == [0, 2, 2, 0]
    every = put(office, "nurses.people+1 8:00-9:00")
    assert [there(every, 1, day, 8.5) for day in (0, 3, 5)] == [2, 2, 0]


def test_callers(office: Scenario) -> None:
    assert put(office, "calls*1.5").rates.at(9 * HOUR) == pytest.approx(90)
    assert put(office, "calls=10 on monday").rates.at(9 * HOUR) == 10
    assert put(office, "calls=10 on monday").rates.at(DAY + 9 * HOUR) == 60
    assert put(office, "patience=5m").patience == Duration("exponential", 300.0)
    assert put(office, "patience.mean*2").patience == Duration("exponential", 240.0)
    assert put(office, "balks=20%").balks == 0.2
    assert put(office, "leaves message=.5").leaves_message == 0.5
    assert put(office, "redial.chance=0.1").redial.chance == 0.1  # type: ignore[union-attr]
    callers = dict(put(office, "callers.zero=40%").callers)
    assert callers["zero"] == pytest.approx(0.4)
    assert callers["listener"] == pytest.approx(0.6 * 0.7 / 0.95)
    assert sum(callers.values()) == pytest.approx(1)
    assert dict(put(office, "topics.pain=0.5").topics)["bills"] == pytest.approx(0.5 * 0.6 / 0.7)


def test_work_and_lines(office: Scenario) -> None:
    assert put(office, "nurses.handling=5m").groups[1].handling["nurses"] == Duration("lognormal", 300.0, 1.0)
    assert put(office, "handling*2").groups[0].handling["desk"].first == 400.0
    assert put(office, "front.after call=40s").groups[0].after_call.first == 40.0
    line = put(office, "nurses.max wait=5m", "nurses.capacity+2").tree.nodes["nurses"]
    assert isinstance(line, Queue)
    assert (line.max_wait, line.capacity) == (300.0, 5)
    rounds = put(office, "box.emptied=9:00 16:00").boxes[0].rounds
    assert rounds[:4] == (9 * HOUR, 16 * HOUR, DAY + 9 * HOUR, DAY + 16 * HOUR)
    assert len(rounds) == 10


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nurse.people=2", 'did you mean "nurses"?'),
        ("back desk.people=2", "answered by several groups"),
        ("bals=20%", 'did you mean "balks"?'),
        ("balks=200%", "not a share"),
        ("callers.zero+1", "more than all"),
        ("calls*2 on blursday", "not a day of the week"),
        ("calls*2 on monday 8-12", "on monday 8:00-12:00"),
        ("calls*2 10:00-9:00", "end before they begin"),
        ("patience=2m on monday", "only calls, people and emptied"),
        ("front.people=many", "not a number of people"),
        ("front", "write it like"),
        ("front.colour=3", 'staff have no "colour"'),
        ("menu.max wait=3", 'nothing of "menu" can be set'),
        ("desk.max wait=3m", 'is a ring group and has no "max wait"'),
        ("call back.max wait+3", "set it with ="),
        ("box.emptied=25:00", "not a time of day"),
        ("bx.emptied=9:00", 'did you mean "box"?'),
        ("callers.parrot=3%", "there are no callers called"),
        ("calls*0", "nobody calls"),
        ("calls*1000000", 'take at most "calls*'),
        ("calls=20%", '"20%" of what?'),
        ("", "nothing is changed"),
        ("front.people=-1", "fewer than nobody"),
        ("front.people=1.5", "whole number"),
        ("front.people=0", "nobody is ever there"),
        ("front.people-5 on monday", "fewer than that"),
        ("front.people=20000", "10,000"),
        ("desk.ring for=0", "no time at all"),
        ("desk.ring for=5s", "answered after 10 s"),
        ("patience=0", "no time at all"),
        ("patience-1h", "nothing is left of it; now it is 2 min"),
        ('"desk', "quotation mark at its beginning is not closed"),
    ],
)
def test_lines_that_do_not_fit(office: Scenario, line: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        put(office, line)
    assert said in str(error.value)
    assert line in str(error.value)


def test_parts_of_the_callers_share_one_whole(office: Scenario) -> None:
    """Those that are named get what they are given, whatever the order; the others keep their proportions."""
    callers = dict(put(office, "callers.zero=40%", "callers.expert=20%").callers)
    assert callers["zero"] == pytest.approx(0.4)
    assert callers["expert"] == pytest.approx(0.2)
    assert callers["listener"] / callers["silent"] == pytest.approx(0.7 / 0.1)
    assert sum(callers.values()) == pytest.approx(1)
    assert dict(put(office, "callers.zero+10%").callers)["zero"] == pytest.approx(0.15)
    with pytest.raises(InputError, match=r"130% of all callers; take 30% away") as error:
        put(office, "callers.zero=60%", "callers.listener=70%")
    assert '"callers.zero=60%" and "callers.listener=70%"' in str(error.value)
    with pytest.raises(InputError, match=r"nobody else is there for the other 10%"):
        put(office, "topics.pain=50%", "topics.bills=40%", "topics.none=0%")


def test_names_in_quotation_marks() -> None:
    """What means something in a change means nothing in quotation marks."""
    names = ["Smith; Jones=Co", "Dr. A+B", 'the "old" desk', "calls", "Nurses' station", "line-2"]
    nodes = tuple(Ring(name=name, place=HERE) for name in names)
    staff = tuple(StaffGroup(name=f"of {name}", place=HERE, serves=((name, 0),), people=1) for name in names)
    office = scenario(tree_of(*nodes), Traffic(place=HERE, calls=always(10), staff=staff), MONDAY, 7)
    written = ["'Smith; Jones=Co'", '"Dr. A+B"', '"the ""old"" desk"', '"calls"', "Nurses' station", "line-2"]
    (one,) = variants(["; ".join(f"{name}.people+{n}" for n, name in enumerate(written, 1))])
    assert [group.present.at(0) for group in varied(office, one).groups] == [2, 3, 4, 5, 6, 7]
    assert put(office, "Nurses' station.people-1 on mon").groups[4].present.at(0) == 0
    with pytest.raises(
        InputError, match=re.escape("""put the name in quotation marks, as in '"Smith; Jones=Co".people""")
    ):
        put(office, "Smith; Jones=Co.people=2")
    assert read_wish(office, '"Smith; Jones=Co": 80% in 30s').line == "Smith; Jones=Co"


def test_percent_more_and_days_as_they_are_said(office: Scenario) -> None:
    assert put(office, "calls+20%").rates == put(office, "calls*1.2").rates
    assert put(office, "calls-20%").rates == put(office, "calls*0.8").rates
    assert put(office, "nurses.handling+50%").groups[1].handling["nurses"].first == 300.0
    days = [there(put(office, "nurses.people+1 on mondays, wed-thu"), 1, day, 9) for day in range(7)]
    assert days == [2, 1, 2, 2, 1, 0, 0]
    assert put(office, "box.emptied=9:00 on sat").boxes[0].rounds == (5 * DAY + 9 * HOUR,)


def test_what_changes_nothing_is_told_and_not_simulated_again() -> None:
    found = fitted(QUEUE, variants(["patience=5m; agents.people+1", "agents.people=2", "agents.people*1.1"]))
    assert [one.idle for one in found] == [("patience=5m",), ("agents.people=2",), ("agents.people*1.1",)]
    begun: list[str] = []
    compared = compare(QUEUE, variants(["patience=5m"]), 1, 2, begun=lambda office, name: begun.append(name))
    assert begun == [""]
    assert compared.compared[0].is_same
    assert headline(compared.compared[0]) == "patience=5m: nothing changes, since it is so already"


def test_lines_to_which_hardly_anybody_comes_are_named() -> None:
    """More staff there change nothing, and the headline says why: here one caller of a hundred comes to the nurse."""
    nodes = (
        Branch(name="sorting", place=HERE, decides="chance", cases=(
            Case("desk", "desk", 0.99, HERE, HERE), Case("nurse", "nurse", 0.01, HERE, HERE))),
        Queue(name="desk", place=HERE),
        Queue(name="nurse", place=HERE),
    )  # fmt: skip
    staff = tuple(
        StaffGroup(name=f"{name}s", place=HERE, serves=((name, 0),), people=20, handling=Duration("constant", 60.0))
        for name in ("desk", "nurse")
    )
    office = scenario(tree_of(*nodes), Traffic(place=HERE, calls=always(60), staff=staff), MONDAY, 3)
    (found,) = compare(office, variants(["nurses.people+1"]), 1, 3).compared
    ((line, calls),) = found.touched
    assert line == "nurse"
    assert calls == pytest.approx(1, abs=0.5)
    assert headline(found) == (
        f'nurses.people+1: none of these figures changes; only {calls:.1f} of 100 calls come to "nurse"'
    )


def test_every_wrong_line_is_told_at_once(office: Scenario) -> None:
    with pytest.raises(InputError) as error:
        put(office, "nurse.people=2", "calls*2", "bals=3%")
    assert len(error.value.problems) == 2
    with pytest.raises(InputError) as error:
        fitted(office, variants(["nurse.people=2", "calls*2", "patience=2m;;"]))
    assert len(error.value.problems) == 2


def test_files(tmp_path: Path) -> None:
    yaml = tmp_path / "what-if.yaml"
    yaml.write_text("one more nurse on Mondays: nurses.people+1 on monday\nbusier: [calls*1.2, front.people=3]\n")
    found = read_variants(yaml)
    assert [(one.name, one.changes, one.place.line) for one in found] == [
        ("one more nurse on Mondays", ("nurses.people+1 on monday",), 1),
        ("busier", ("calls*1.2", "front.people=3"), 2),
    ]
    yaml.write_text("both: calls*1.2; 'a;b'.people=3\n")
    assert read_variants(yaml)[0].changes == ("calls*1.2", "'a;b'.people=3")
    table = tmp_path / "what-if.csv"
    table.write_text("variant,set\nbusier,calls*1.2\nbusier,front.people=3\ncalm,calls*0.5\n")
    assert [(one.name, one.changes) for one in read_variants(table)] == [
        ("busier", ("calls*1.2", "front.people=3")),
        ("calm", ("calls*0.5",)),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.yaml", "- 1\n"), ("a.yaml", "a: [b\n"), ("a.yaml", "a:\n"), ("a.yaml", ""), ("a.yaml", "a: x=1\na: y=2\n"),
     ("a.yaml", "a: {b: c}\n"), ("a.csv", "x,y\n1,2\n"), ("a.csv", "variant,set\nfoo,\n"), ("a.csv", "")],
)  # fmt: skip
def test_files_that_say_no_variants(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError):
        read_variants(tmp_path / name)
    with pytest.raises(InputError):
        read_variants(tmp_path / "missing.yaml")


def test_common_luck_makes_differences_sharp() -> None:
    """The same callers in both: the interval of the difference is narrower than those of the two figures, and holds
    what Erlang A says of it."""
    found = compare(QUEUE, variants(["agents.people+1", "balks=0"]), 1, 10)
    more, same = found.compared
    name = "gave up"
    truth = erlang_a(20 / 3600, 240, 3, 300).abandons - erlang_a(20 / 3600, 240, 2, 300).abandons
    difference = more.differences[name]
    assert difference.mean == pytest.approx(truth, abs=1.5 * difference.half_width)
    assert difference.half_width < found.base.figures[name].half_width
    assert is_sure(difference)
    assert same.differences[name] == (0.0, 0.0, 0.0)
    assert not is_sure(same.differences[name])
    assert difference.mean == pytest.approx(more.study.figures[name].mean - found.base.figures[name].mean)


def test_fewest_people() -> None:
    """What the search finds is what trying every number finds."""
    office = one_queue(100.0, Duration("exponential", 200.0), 3, Duration("exponential", 300.0), 2)
    found = fewest_people(office, "line", 1, part=0.8, threshold=30.0, replications=3)
    assert found.people is not None
    for people in (found.people - 1, found.people):
        each = simulate(put(office, f"agents.people={people}"), 1, 3, threshold=30.0).each
        within = np.mean([one["answered in time"] for one in each])
        assert (within >= 0.8) == (people == found.people)
    assert abs(found.started_at - found.people) <= 2
    assert len(found.tried) <= 5
    with pytest.raises(ValueError, match='as in "back desk by front"'):
        fewest_people(busy_office(1), "back desk", 1)
    with pytest.raises(ValueError, match="does not answer"):
        fewest_people(busy_office(1), "nurses", 1, group="front")


def test_no_number_is_enough_for_a_wish_that_nobody_can_fulfil() -> None:
    for least, begin in ((1, 9), (7, 7), (7, 1), (30, 2), (3, 40), (500, 1)):
        assert _least(lambda n, least=least: n >= least, begin) == least  # type: ignore[misc]
    assert _least(lambda n: False, 3) is None


def test_wishes_that_no_number_of_people_fulfils() -> None:
    """A telephone that is answered after 15 s is not answered within 10 s, and 500 people are tried once, no more."""
    nodes = (Ring(name="desk", place=HERE, answers_after=15.0), Ring(name="attic", place=HERE))
    staff = tuple(StaffGroup(name=f"{node.name} staff", place=HERE, serves=((node.name, 0),)) for node in nodes)
    office = scenario(tree_of(*nodes), Traffic(place=HERE, calls=always(10), staff=staff), MONDAY, 2)
    found = fewest_people(office, "desk", 1, part=0.8, threshold=10.0, replications=2)
    assert found.people is None
    assert found.soonest == pytest.approx(15)
    assert [one.people for one in found.tried] == [500]
    assert "the quickest answer takes 15 s" in say_staffing(found)
    assert "Ask for 15 s or more." in say_staffing(found)
    nobody = fewest_people(office, "attic", 1, replications=2)
    assert (nobody.people, nobody.tried) == (None, ())
    assert say_staffing(nobody).startswith('Nobody comes to "attic"')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("desk: 100% in 30s", "all callers cannot be promised"),
        ("desk: 1.0 in 30s", "all callers cannot be promised"),
        ("desk: 0% in 30s", "nobody has to be there for 0%"),
        ("desk: 120% in 30s", "not a share"),
        ("desk: 80 in 30s", "not a share"),
        ("desk: 80% in a while", "not a duration"),
        ("desk", 'write it like "front desk: 80% in 30s"'),
        ("dsk: 80% in 30s", 'did you mean "desk"?'),
        ("menu: 80% in 30s", "nobody of the staff answers"),
        ("front: 80% in 30s", 'name a line that they answer: "desk" or "back desk"'),
        ("back desk: 80% in 30s", 'as in "back desk by front"'),
        ("back desk by nobody: 80% in 30s", 'answered by "front" and "nurses"'),
    ],
)
def test_wishes_that_cannot_be_asked(office: Scenario, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read_wish(office, text)


def test_a_wish_names_line_group_part_and_time(office: Scenario) -> None:
    assert read_wish(office, "nurses: 80 % within 1m 30s")[1:] == ("nurses", 0.8, 90.0, None)
    assert read_wish(office, "back desk by nurses: 0.9 in 30")[1:] == ("back desk", 0.9, 30.0, "nurses")


def test_nobody_there_cannot_be_counted(office: Scenario) -> None:
    empty = office.groups[1]._replace(present=office.groups[1].present._replace(numbers=(0.0,), times=(0.0,)))
    with pytest.raises(ValueError, match='nobody is ever there in "nurses"'):
        read_wish(office._replace(groups=(office.groups[0], empty)), "nurses: 80% in 30s")
