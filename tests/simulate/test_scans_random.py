"""Plain offices of every make: the fast path has the records of the engine, also in small blocks and pieces."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_offices import HERE
from test_scans import check

from ivr_audit.journeys import Journeys
from ivr_audit.load import native
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.simulate.plain import is_plain
from ivr_audit.traffic import Duration, Rate, Rounds, StaffGroup, Traffic, Week

ENDS = st.sampled_from(["box", "other", "bye"])
HOURS = st.sampled_from(["office", "line", "night"])
SECONDS = st.sampled_from([0.0, 1.0, 30.0, 200.0, 3600.0, 40_000.0])
MEANS = st.sampled_from([0.001, 1.0, 30.0, 200.0, 3600.0, 86_400.0])
CUTS = st.sampled_from([0, 1, 479, 480, 481, 540, 600, 720, 721, 780, 1020, 1439, 1440])
MAILBOXES = (
    (),
    (Rounds(box="box", place=HERE, times=((600, 960), (960,), (600,), (), (480, 960), (), (0,)), at_most=3),),
    (Rounds(box="other", place=HERE, times=((0, 1439),) * 7, at_most=1, on_holidays=True),),
)


@st.composite
def durations(draw: Any, part: float = 1.0) -> Duration:
    shape = draw(st.sampled_from(["constant", "exponential", "lognormal", "weibull", "points"]))
    if shape == "points":
        points = (draw(st.sampled_from([0.0, 10.0])), 0.1 * part), (60.0, 0.5 * part), (600.0, part)
        return Duration("points", points=points)
    first = draw(SECONDS if shape == "constant" else MEANS)
    return Duration(shape, first, draw(st.sampled_from([0.05, 1.0, 20.0])))


@st.composite
def weeks(draw: Any, most: int) -> Week:
    def day() -> tuple[Rate, ...]:
        cuts = sorted(draw(st.sets(CUTS, max_size=6)))
        return tuple(Rate(a, b, float(draw(st.integers(0, most)))) for a, b in pairwise(cuts))

    either = st.sampled_from([day(), day(), ()])
    return Week(
        days=tuple(draw(either) for _ in range(7)), holiday=draw(st.none() | either),
        otherwise=draw(st.sampled_from([0.0, 1.0])),
    )  # fmt: skip


@st.composite
def lines(draw: Any, name: str) -> str:
    parts = [f"staffed: {draw(HOURS)}"] if draw(st.booleans()) else []
    if draw(st.booleans()):
        parts += [f"ring: {name}", f"ring_for: {draw(st.sampled_from(['0s', '1s', '30s', '1h']))}"]
        parts += [f"no_answer: {draw(ENDS)}", *([f"busy: {draw(ENDS)}"] if draw(st.booleans()) else [])]
        parts += ["answers_after: 0s"] if draw(st.booleans()) else []
    else:
        wait = draw(st.sampled_from(["", "0s", "1s", "3m", "10h"]))
        parts += [f"queue: {name}", *([f"max_wait: {wait}", f"overflow: {draw(ENDS)}"] if wait else [])]
        parts += [f"no_agents: {draw(ENDS)}"] if draw(st.booleans()) else []
    return f"  {name}: {{{', '.join(parts)}}}"


@st.composite
def offices(draw: Any) -> Scenario:
    names = ["first", "second", "third"][: draw(st.integers(1, 3))]
    options = [f"{key}: {{to: {name}, about: [{'one' if key % 2 else 'two'}]}}" for key, name in enumerate(names, 1)]
    text = f"""\
tree: Made
hours:
  office: {{mon-fri: "09:00-12:00, 13:00-16:30"}}
  line: {{mon-fri: "09:30-15:00", holiday: "10:00-11:00"}}
  night: {{mon-sun: "20:00-06:00"}}
holidays: US
topics: [one, two]
start: {draw(st.sampled_from(["clock", "main"]))}
nodes:
  clock: {{hours: office, open: main, closed: {draw(st.sampled_from(["other", names[0]]))}}}
  main:
    menu: {{seconds: {draw(st.sampled_from([0, 8, 120]))}s}}
    options: {{{", ".join(options)}}}
    no_input: {draw(ENDS | st.just(names[0]))}
{chr(10).join(draw(lines(name)) for name in names)}
  box: {{voicemail: Box, greeting: {{seconds: 5s}}, owner: {names[0]}, reply_within: 1h}}
  other: {{voicemail: Other, greeting: {{seconds: 0s}}, owner: nobody}}
  bye: {{hangup: Bye}}
"""
    tree, problems = native.read(text, "made.yaml")
    assert tree is not None, (problems, text)
    staff = []
    for name in names[draw(st.integers(0, 1)) :]:
        more: dict[str, Any] = {"people": draw(st.sampled_from([1, 2, 100]))}
        if draw(st.booleans()):
            more = {"shifts": draw(weeks(3)), "breaks": draw(st.none() | weeks(1))}
        more["hours"] = draw(st.none() | HOURS | st.sampled_from(["always", "closed"]))
        handling, after = draw(durations()), draw(st.none() | durations())
        staff.append(
            StaffGroup(name=name, place=HERE, serves=((name, 0),), handling=handling, after_call=after, **more)
        )
    rate = draw(st.sampled_from([0.006, 3.0, 60.0, 200.0]))
    traffic = Traffic(
        place=HERE,
        calls=Week(days=((Rate(*draw(st.sampled_from([(0, 1440), (480, 1020)])), rate),),) * 7),
        topics=draw(st.sampled_from([{}, {"one": 0.5, "two": 0.3}, {"one": 1.0}])),
        callers=draw(st.sampled_from([{}, {"silent": 0.1, "expert": 0.2, "zero": 0.1, "wrong-keys": 0.1}])),
        patience=draw(durations(0.3) | durations()),
        balks=draw(st.sampled_from([0.0, 0.5, 1.0])),
        staff=tuple(staff),
        answers_after=draw(st.none() | durations()),
        leaves_message=draw(st.sampled_from([0.0, 0.42, 1.0])),
        message=draw(st.none() | durations()),
        mailboxes=draw(st.sampled_from(MAILBOXES)),
    )
    return scenario(tree, traffic, draw(st.sampled_from([date(2026, 11, 23), date(2026, 12, 24)])), draw(DAYS))


DAYS = st.sampled_from([1, 2, 7])


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(offices(), st.integers(0, 2**70), st.sampled_from([(8192, 65_536), (100, 50), (4, 1)]))
def test_offices_of_every_make(office: Scenario, seed: int, blocks: tuple[int, int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ivr_audit.simulate.arrivals.ROWS", blocks[0])
        patch.setattr("ivr_audit.simulate.scans.EVERY", blocks[1])
        if is_plain(office, Journeys(office.tree)):
            check(office, seed)


@pytest.mark.parametrize("menu", ["0s", "1h"])
def test_pieces_may_be_empty(menu: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All calls have ended when the last piece is handed on, and none has when the first one is."""
    monkeypatch.setattr("ivr_audit.simulate.arrivals.ROWS", 4)
    monkeypatch.setattr("ivr_audit.simulate.scans.EVERY", 1)
    text = f"tree: T\nstart: main\nnodes:\n  main: {{say: {{seconds: {menu}}}, next: bye}}\n  bye: {{hangup: Bye}}\n"
    text = text.replace("next: bye", "next: desk") + "  desk: {ring: Desk, no_answer: bye}\n" if menu == "1h" else text
    tree, problems = native.read(text, "made.yaml")
    assert tree is not None, problems
    traffic = Traffic(place=HERE, calls=Week(otherwise=6.0))
    for seed in range(20):
        check(scenario(tree, traffic, date(2026, 11, 23), 1), seed)
