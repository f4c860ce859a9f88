"""The sentences of a simulation: callers are no calls, none and all are said so, piles of messages are told."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from math import isnan
from statistics import fmean
from typing import Any

import pytest
from made_offices import HERE, MONDAY, always, busy_office, one_queue, tree_of

from ivr_audit.load.native import read
from ivr_audit.model import Menu, Queue, Ring, Voicemail
from ivr_audit.parts import Option, Prompt
from ivr_audit.render.simulation import report
from ivr_audit.render.simulation_answer import answer, say_scale, sureness
from ivr_audit.render.simulation_figures import by_caller, endings, everybody, groups, lines, mailboxes
from ivr_audit.render.simulation_tables import sections
from ivr_audit.render.simulation_words import say_part
from ivr_audit.render.styled import plain
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.simulate.records import ENDS
from ivr_audit.simulate.study import Study, simulate
from ivr_audit.traffic import Duration, Redial, Rounds, StaffGroup, Traffic

MINUTE = Duration("constant", 60.0)


@cache
def tried() -> Study:
    """Offices in which half of those who got nowhere call again, twice at most."""
    return simulate(busy_office(5, 80.0), 3, 3)


def people(study: Study) -> list[dict[str, Any]]:
    """By hand: each caller with the end of the last try, and whether any try reached a person."""
    found = []
    for run in study.runs:
        tries: dict[int, list[Any]] = defaultdict(list)
        for row in run.calls:
            tries[int(row["first"])].append(row)
        for rows in tries.values():
            rows.sort(key=lambda row: row["attempt"])
            reached = [row for row in rows if not isnan(row["person"])]
            found.append(
                {"run": run.replication, "end": ENDS[rows[-1]["end"]], "node": run.names.nodes[rows[-1]["node"]],
                 "topic": run.names.topics[rows[0]["topic"]] if rows[0]["topic"] >= 0 else "",
                 "person": reached[0]["person"] if reached else None, "tries": len(rows),
                 "right": any(not isnan(row["right"]) for row in rows)}
            )  # fmt: skip
    return found


def part(those: list[dict[str, Any]], **wanted: Any) -> float:
    """The mean over replications of the part of the callers that is as wanted."""
    parts = []
    for run in sorted({one["run"] for one in those}):
        mine = [one for one in those if one["run"] == run]
        parts.append(fmean(all(one[name] == value for name, value in wanted.items()) for one in mine))
    return fmean(parts)


def test_callers_are_people_and_calls_are_tries() -> None:
    study, those = tried(), people(tried())
    assert max(one["tries"] for one in those) == 3
    callers = by_caller(study)
    assert len(callers.calls) == len(those) < len(study.calls)
    found = everybody(callers)
    reached = 1 - part(those, person=None)
    assert found.reached.mean == pytest.approx(reached)
    assert found.reached.mean > everybody(study).reached.mean + 0.01
    assert found.right.mean == pytest.approx(part(those, right=True))
    assert found.message.mean == pytest.approx(part(those, end="message") + part(those, end="callback"))
    assert found.gave_up.mean == pytest.approx(part(those, end="gave up"))
    for one in endings(callers):
        assert one.part.mean == pytest.approx(part(those, end=one.end, node=one.node))
    times = [[one["person"] for one in those if one["run"] == run and one["person"] is not None] for run in range(3)]
    assert found.mean.mean == pytest.approx(fmean(map(fmean, times)))
    for group in groups(callers, "topic"):
        mine = [one for one in those if one["topic"] == group.name]
        assert group.right.mean == pytest.approx(part(mine, right=True))


def test_the_answer_has_both_where_they_differ() -> None:
    study = tried()
    told = " ".join(answer(study))
    people_, calls = everybody(by_caller(study)).reached, everybody(study).reached
    assert f"Of 100 callers {100 * people_.mean:.0f} reach a person ({say_part(people_)})" in told
    assert f"{100 * calls.mean:.0f} of 100 calls reach a person ({say_part(calls)})" in told
    assert re.search(r"[\d,]+ calls a week by [\d,]+ callers", say_scale(study))
    assert any("each try is a call" in sentence for sentence in sureness(study))
    once = simulate(one_queue(30, Duration("exponential", 240.0), 3, MINUTE, 2), 3, 3)
    assert "calls reach" not in " ".join(answer(once))
    assert "callers" not in say_scale(once)
    assert by_caller(once) is once


def test_the_tables_speak_of_calls() -> None:
    """They count tries; the word caller stands only where a row is one call's caller."""
    text = plain(report(tried()))
    after = text[text.index("HOW LONG IT TAKES") : text.index("ASSUMED")]
    assert "of ten calls" in after.lower()
    assert "of ten callers" not in text
    assert "all calls" in after
    assert "more callers" not in after


def test_callers_of_the_warm_up_are_left_out() -> None:
    """A day is left out where somebody is there around the clock: who called first then, and again later, is no caller
    of the rest."""
    desk = Ring(name="desk", place=HERE, ring_for=20.0)
    group = StaffGroup(name="desk", place=HERE, serves=(("desk", 0),), people=1, handling=MINUTE)
    traffic = Traffic(
        place=HERE, calls=always(60.0), patience=MINUTE, staff=(group,),
        redial=Redial(0.9, Duration("constant", 3e4), 3),
    )  # fmt: skip
    study = simulate(scenario(tree_of(desk), traffic, MONDAY, 3), 1, 2)
    assert study.warm_up > 0
    callers = by_caller(study).calls
    assert (callers["attempt"] == 1).all()
    assert (callers["at"] >= study.warm_up).all()
    assert len(callers) == (study.calls["attempt"] == 1).sum()


def menu_office(people_: int, **more: Any) -> Scenario:
    """Two topics; nobody handles the second one."""
    menu = Menu(
        name="main", place=HERE, prompt=Prompt("For bills, press 1. For pain, press 2."), no_input="desk",
        options=(Option("1", "desk", ("bills",), HERE, HERE), Option("2", "box", ("pain",), HERE, HERE)),
    )  # fmt: skip
    desk = Queue(name="desk", place=HERE, handles=("bills",))
    box = Voicemail(name="box", place=HERE, owner="us", reply_within=86400.0)
    group = StaffGroup(name="desk", place=HERE, serves=(("desk", 0),), people=people_, handling=MINUTE)
    traffic = Traffic(place=HERE, calls=always(20.0), staff=(group,), balks=0.0, **more)
    return scenario(tree_of(menu, desk, box, topics=("bills", "pain")), traffic, MONDAY, 7)


def test_nobody_and_everybody_are_said_so() -> None:
    told = " ".join(answer(simulate(menu_office(5), 1, 3)))
    assert 'Nobody who calls about "pain" reaches the right person.' in told
    assert "only 0" not in told
    every = " ".join(answer(simulate(one_queue(5, MINUTE, 9, MINUTE, 7), 1, 3)))
    assert every.startswith("Every caller reaches a person.")
    assert "Nobody gives up, is cut off or is stuck." in every
    assert "100%" not in every
    box = tree_of(Voicemail(name="box", place=HERE, owner="us"))
    none = answer(simulate(scenario(box, Traffic(place=HERE, calls=always(5.0)), MONDAY, 7), 1, 3))
    assert none[0] == "Nobody reaches a person."
    assert "Every message is returned." in none[-1]


def test_a_few_are_fewer_than_one() -> None:
    """Half a caller of a hundred gives up at one place of two."""
    study = simulate(menu_office(2, topics={"bills": 1.0}, patience=Duration("exponential", 100.0)), 1, 3)
    lost = [one for one in endings(study) if one.end == "gave up" and one.node == "desk"]
    assert 0.005 <= sum(one.part.mean for one in lost) < 0.01
    assert "Fewer than 1 of 100 callers give up while they wait" in " ".join(answer(study))


def test_messages_that_pile_up_are_told_and_those_between_two_rounds_are_not() -> None:
    def told(at_most: int | None) -> tuple[str, Study]:
        rounds = Rounds(box="box", place=HERE, times=((960,),) * 7, at_most=at_most)
        box = tree_of(Voicemail(name="box", place=HERE, owner="us", reply_within=7 * 86400.0))
        traffic = Traffic(place=HERE, calls=always(5.0), leaves_message=1.0, mailboxes=(rounds,))
        study = simulate(scenario(box, traffic, MONDAY, 14), 1, 3)
        return plain(report(study)).replace("\n", " "), study

    text, study = told(100)
    (box,) = mailboxes(study)
    last = (13 * 24 + 16) * 3600.0
    left = [sum(isnan(row["returned"]) and row["at"] <= last for row in run.messages) for run in study.runs]
    assert box.left_over == fmean(left) > 100
    assert "Messages pile up" in text
    assert "still wait when the simulation ends" in text
    text, study = told(None)
    assert "Messages pile up" not in text
    assert "Every message is returned within the time that is promised." in text
    assert 'messages in "box" still wait' not in text


def test_what_a_line_does_with_its_calls_is_all_of_them() -> None:
    for line in lines(tried()):
        assert line.answered.mean + line.gave_up.mean + line.sent_on.mean == pytest.approx(1, abs=0.02)


def test_one_word_for_giving_up() -> None:
    text = plain(report(tried()))
    assert "give up" in text
    assert not re.search(r"\bh[au]ng", text)
    headings = [
        cell for section in sections(tried()) for block in section.blocks for row in block.rows[:1] for cell in row
    ]
    assert "hang up" not in headings


def clock(zone: str, days: int) -> list[str]:
    tree, problems = read(
        f"tree: Office\n{zone}start: box\nnodes:\n  box: {{voicemail: Us, owner: Ann}}\n", "made.yaml"
    )
    assert tree is not None, problems
    return [text for text in scenario(tree, None, MONDAY, days).assumed if "24 hours" in text]


def test_clock_changes_are_told_where_there_are_any() -> None:
    """New York: 14 March and 7 November 2027."""
    zone = "timezone: America/New_York\n"
    assert clock("", 366) == clock(zone, 28) == clock("timezone: America/Phoenix\n", 366) == []
    (told,) = clock(zone, 366)
    assert "forward on Sun 14 Mar 2027 and back on Sun 7 Nov 2027 (America/New_York)" in told
    assert clock(zone, 111) == []
    assert "forward on Sun 14 Mar 2027 (" in clock(zone, 112)[0]


def test_what_no_caller_meets_is_not_assumed() -> None:
    tree, _ = read("tree: Office\nstart: box\nnodes:\n  box: {voicemail: Us, owner: Ann}\n", "made.yaml")
    assert tree is not None
    text = " ".join(scenario(tree, None, MONDAY, 7).assumed)
    assert "have to wait" not in text
    assert "before they give up" not in text
    assert "presses the key" not in text
