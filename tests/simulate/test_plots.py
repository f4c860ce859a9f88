"""The plots of a simulation: what they say, that their words fit, that any office can be drawn without a warning."""

from __future__ import annotations

import logging
import re
import warnings
from functools import cache
from xml.etree import ElementTree

import pytest
from made_offices import HERE, MONDAY, always, one_queue, tree_of

from ivr_audit.model import Hangup, Menu, Node, Ring, Voicemail
from ivr_audit.parts import Option, Prompt
from ivr_audit.render.lettering import text_width
from ivr_audit.render.plot_frame import WIDE, Sample, folded, legend_height, portable
from ivr_audit.render.simulation_figures import by_caller, everybody, mailboxes
from ivr_audit.render.simulation_page import simulated
from ivr_audit.render.simulation_plots import PLOTS, SHADES, picture, plot, sheet
from ivr_audit.render.simulation_waits import waiting
from ivr_audit.render.simulation_words import say_about
from ivr_audit.scenario import scenario
from ivr_audit.simulate.study import Study, simulate
from ivr_audit.traffic import Duration, StaffGroup, Traffic

NAMES = (
    "受付デスク", "مكتب الاستقبال", "😀 desk ☎️", "$x_1$ \\alpha", "_hidden", "<script>&", "x\u202egnp",
    "a desk with a name that goes on and on until nobody remembers how it began, let alone why it was chosen",
    "ringing\nin two lines", "% of {} %s",
)  # fmt: skip
MINUTE = Duration("constant", 60.0)


def many_desks(names: tuple[str, ...], calls: float = 120.0, days: int = 3, boxes: bool = True) -> Study:
    """A menu whose keys lead to as many desks, each with a box behind it of nearly the same name."""
    keys = [f"1{n:02}" for n in range(len(names))]
    topics = tuple(f"topic {n}" for n in range(len(names)))
    options = tuple(
        Option(key, name, (topic,), HERE, HERE) for key, name, topic in zip(keys, names, topics, strict=True)
    )
    nodes: list[Node] = [Menu(name="menu", place=HERE, prompt=Prompt("Press a key."), options=options, no_input="bye")]
    for name in names:
        behind = f"box of {name}" if boxes else "bye"
        nodes.append(Ring(name=name, place=HERE, ring_for=20.0, answers_after=5.0, no_answer=behind, busy=behind))
        nodes += [Voicemail(name=behind, place=HERE, owner="nobody")] if boxes else []
    staff = tuple(
        StaffGroup(name=f"of {name}", place=HERE, serves=((name, 0),), people=1, handling=MINUTE) for name in names
    )
    traffic = Traffic(place=HERE, calls=always(calls), patience=MINUTE, staff=staff, callers={"listener": 1.0})
    tree = tree_of(*nodes, Hangup(name="bye", place=HERE), topics=topics)
    return simulate(scenario(tree, traffic, MONDAY, days), 1, 2)


@cache
def hostile() -> Study:
    return many_desks(NAMES)


@cache
def offices() -> dict[str, Study]:
    queue = Duration("exponential", 240.0)
    return {
        "hostile": hostile(),
        "40 lines": many_desks(tuple(f"desk {n} of the fourth floor" for n in range(40))),
        "no calls": simulate(one_queue(1e-9, MINUTE, 1, MINUTE, 1), 1, 1),
        "one call": simulate(one_queue(0.05, MINUTE, 1, MINUTE, 1), 2, 1),
        "one line": simulate(one_queue(30, queue, 3, queue, 2), 3, 2),
        "no voicemail": many_desks(("desk",), boxes=False),
    }


def words_of(svg: bytes) -> list[str]:
    return ["".join(e.itertext()) for e in ElementTree.fromstring(svg).iter() if e.tag.endswith("text")]


@pytest.mark.parametrize("office", ["hostile", "40 lines", "no calls", "one call", "one line", "no voicemail"])
@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_any_office_is_drawn_and_nothing_is_printed(
    office: str, form: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    study = offices()[office]
    with warnings.catch_warnings(), caplog.at_level(logging.DEBUG, "ivr_audit"):
        warnings.simplefilter("error")
        for name in PLOTS:
            assert plot(study, name, form)
        assert sheet(study, form)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("office", ["hostile", "40 lines", "one call", "one line", "no voicemail"])
@pytest.mark.parametrize("narrow", [False, True])
def test_no_words_leave_the_picture_or_lie_on_others(office: str, narrow: bool) -> None:
    """Widths as Helvetica has them, in which an SVG is shown; heights as of a line of that size."""
    study = offices()[office]
    for name, of in PLOTS.items():
        root = ElementTree.fromstring(picture(of(study), study, "svg", narrow=narrow))
        wide, high = map(float, root.attrib["viewBox"].split()[2:])
        boxes = []
        for element in root.iter("{http://www.w3.org/2000/svg}text"):
            size = float(element.attrib["font-size"])
            assert size >= 8.5, (name, element.text)
            length = text_width(element.text or "", size, bold="font-weight" in element.attrib)
            x, y = float(element.attrib["x"]), float(element.attrib["y"])
            x -= length * {"middle": 0.5, "end": 1.0}.get(element.attrib.get("text-anchor", ""), 0.0)
            boxes.append((x, y - 0.7 * size, x + length, y + 0.2 * size, element.text))
        for x, top, right, bottom, said in boxes:
            assert x >= -1, (name, said)
            assert right <= wide + 1, (name, said)
            assert top >= 0, (name, said)
            assert bottom <= high, (name, said)
        for n, one in enumerate(boxes):
            for other in boxes[:n]:
                apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
                assert apart, (name, one[4], other[4])


def test_letters_of_every_script_are_words_in_an_svg() -> None:
    said = " ".join(words_of(plot(hostile(), "queues", "svg")) + words_of(plot(hostile(), "messages", "svg")))
    assert sum(name in said for name in ("受付デスク", "مكتب الاستقبال", "😀 desk", "$x_1$ \\alpha", "<script>&")) >= 2
    assert "\u202e" not in said


def test_titles_say_what_was_found() -> None:
    study = hostile()
    reached = everybody(by_caller(study)).reached.mean
    title = PLOTS["time-to-a-person"](study).title
    assert f"{100 * reached:.0f} of 100 callers reach a person, half of them within " in title
    assert PLOTS["messages"](study).title.startswith('Nobody returns the messages in "')
    found = waiting(study, 5)
    assert found is not None
    assert f'most at "{found.means[0][0]}"' in PLOTS["queues"](study).title
    assert "the 5 of 10 lines in which most wait" in PLOTS["queues"](study).said
    assert [PLOTS[name](offices()["no calls"]).title for name in PLOTS] == [
        "Nobody called", "Hardly anybody calls at any hour", "Nobody waits in a line", "Nobody leaves a message",
    ]  # fmt: skip
    assert PLOTS["messages"](offices()["no voicemail"]).title == "Nobody leaves a message"


def test_messages_that_wait_are_counted_box_by_box() -> None:
    study = hostile()
    told = " ".join(words_of(plot(study, "messages", "svg")))
    for box in sorted(mailboxes(study), key=lambda box: -box.most)[:3]:
        assert f": {say_about(box.at_end)} at the end" in told


def test_mean_waits_are_those_of_the_records() -> None:
    """Little's law by hand: caller-hours in the line, over the days, are the area below the curve."""
    study = offices()["one line"]
    found = waiting(study, 5)
    assert found is not None
    ((name, mean),) = found.means
    assert name == "line"
    assert found.lines == 1
    assert float(mean.sum()) * 600 == pytest.approx(float(study.visits["waited"].sum()) / 4, rel=0.01)


def test_hours_of_the_week_are_as_dark_as_callers_get_through() -> None:
    svg = plot(offices()["one line"], "week", "svg").decode()
    fills = set(re.findall(r'<path [^>]*fill="(#\w+)"', svg))
    numbers = [float(word) for word in words_of(svg.encode()) if re.fullmatch(r"\d+", word)]
    wanted = {next(shade for below, shade, _ in SHADES if number < below).lower() for number in numbers}
    assert wanted <= fills


def test_a_plot_has_no_style_no_script_and_no_reference_in_it() -> None:
    for name in PLOTS:
        svg = plot(hostile(), name, "svg").decode()
        for unwanted in ("style=", "<style", "<script", "href", "url(", "matplotlib", "<use", "id="):
            assert unwanted not in svg, (name, unwanted)


def test_older_matplotlib_names_fonts_in_one_word() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><text style="font: 700 11.5px \'X\', sans-serif; '
    svg += b'text-anchor: middle" x="1.23456" y="2" transform="rotate(-0 1 2)">words</text></g></svg>'
    drawn = portable(svg).decode()
    assert '<text x="1.23" y="2" font-size="11.5" font-weight="700" text-anchor="middle">words</text>' in drawn


def test_legends_are_parted_into_rows_and_lines_are_balanced() -> None:
    few, many = [Sample("desk", "#000000")], [Sample("a desk with a long name", "#000000")] * 5
    assert legend_height(few, WIDE) < legend_height(many, WIDE)
    first, second = folded("one two three four five six seven eight nine ten eleven", 2.6, 4)
    assert abs(len(first) - len(second)) < 12


def test_the_page_has_each_plot_for_wide_and_for_narrow_windows_with_its_words() -> None:
    found = simulated(hostile())
    assert len(found.plots) == len(PLOTS)
    for shown in found.plots:
        for markup in (shown.wide, shown.narrow):
            root = ElementTree.fromstring(markup)
            assert root.get("role") == "img"
            assert shown.title in str(root.get("aria-label"))
            assert "width" not in root.attrib
    assert simulated(offices()["no calls"]).plots == ()
