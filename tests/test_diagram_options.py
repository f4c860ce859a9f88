"""What part of a tree is drawn, routes with their clock, what differs between periods, ids, paper."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from click.testing import CliRunner
from drawn_trees import (
    CLOSED,
    HERE,
    OPEN,
    PERIODS,
    SVG,
    box,
    bye,
    card_of,
    finding,
    lines_between,
    menu,
    ring,
    tree_of,
    ways_of,
)
from drawn_trees import LINK as XLINK

from ivr_audit import model
from ivr_audit.api import load
from ivr_audit.cli.diagram import command
from ivr_audit.hours import periods
from ivr_audit.render.cards import LOOKS, Room
from ivr_audit.render.dot import Direction, Page, dot_source
from ivr_audit.render.drawing import Spot, drawing
from ivr_audit.render.folding import Focus, folds, kept
from ivr_audit.render.paper import PAPERS, SMALLEST, on_paper, with_footer
from ivr_audit.render.picture import draw, size
from ivr_audit.render.routes import routes
from ivr_audit.times import MEASURES

DAY = ("--as-of", "2026-11-23")
FAMILY = "trees/family-physicians.yaml"
CHAIN = tree_of(
    menu("main", {"1": "sales", "2": "support", "9": "desk"}, no_input="main"),
    menu("sales", {"1": "us", "2": "eu", "*": "main"}, no_input="main"), ring("us", "box"), ring("eu", "box"),
    menu("support", {"1": "lost box", "2": "eu"}, no_input="main"), box("lost box"),
    model.Voicemail(name="box", place=HERE, owner="Ann"), ring("desk", "box"),
)  # fmt: skip


def test_depth_folds_what_is_farther_away() -> None:
    shown = drawing(CHAIN, [OPEN], focus=Focus(depth=1))
    assert shown.nodes == ("main", "sales", "support", "desk")
    assert shown.folded == {"sales": ("us", "eu"), "support": ("lost box",), "desk": ("box",)}
    assert ways_of(shown, "sales")[0] == (Spot("fold", "sales"), ("1", "2"), (), False)
    assert (Spot("to", "eu"), ("2",), (), False) in ways_of(shown, "support")


def test_collapse_folds_branches_in_which_nothing_goes_wrong() -> None:
    shown = drawing(CHAIN, [OPEN], focus=Focus(collapse="quiet"))
    assert shown.nodes == ("main", "support", "lost box")
    assert shown.folded == {"main": ("sales", "desk", "us", "eu", "box")}
    dot = dot_source(CHAIN, [("open", OPEN)], focus=Focus(collapse="quiet"))
    fold = next(line for line in dot.splitlines() if line.startswith('"fold main" ['))
    assert "… 5 more" in fold
    assert "● 4 to a person" in fold
    assert "○ 1 to a message only" in fold
    assert "sales\\ndesk\\nus\\neu\\nbox" in fold
    assert "3 of 8 nodes drawn" in dot


def test_an_error_keeps_its_node_drawn() -> None:
    errors = [finding("sales", "error")]
    shown = dot_source(CHAIN, [("open", OPEN)], findings=errors, focus=Focus(collapse="quiet"))
    assert '"node sales" [' in shown
    assert '"node eu" [' not in shown
    assert "m</FONT>" in shown  # its message, in words above the drawing


def test_what_is_lost_stays_drawn_when_cards_are_few() -> None:
    parents = {"a": None, "b": "a", "c": "a", "d": "b", "e": "c", "f": "e", "g": "e"}
    drawn = kept(parents, Focus(most=4), troubled={"f"}, wanted=())
    assert list(drawn) == ["a", "c", "e", "f", "g"] or list(drawn) == ["a", "c", "e", "f"]
    assert set(folds(parents, drawn)) == {"a"} | ({"e"} if "g" not in drawn else set())


def test_a_card_is_not_folded_alone() -> None:
    assert list(kept({"a": None, "b": "a", "c": "b"}, Focus(most=2), (), ())) == ["a", "b", "c"]


def test_from_a_node_shows_what_lies_behind_it() -> None:
    shown = drawing(CHAIN, [OPEN], focus=Focus(start="sales"))
    assert shown.nodes == ("sales", "us", "eu", "box")
    assert (Spot("back", "main"), ("*",), (), False) in ways_of(shown, "sales")
    dot = dot_source(CHAIN, [("open", OPEN)], focus=Focus(start="sales"))
    assert "from here" in dot
    assert "nobody can reach these" not in dot


def test_a_topic_shows_the_ways_of_its_honest_callers() -> None:
    tree = tree_of(
        model.Menu(
            name="main", place=HERE, prompt=model.Prompt("?"), no_input="bye",
            options=(
                model.Option("1", "sales", ("sales",), HERE, HERE), model.Option("2", "help", ("help",), HERE, HERE),
            ),
        ),
        ring("sales", "box", handles=("sales",)), ring("help", "box", handles=("sales",)), box("box"), bye("bye"),
    )  # fmt: skip
    shown = drawing(tree, [OPEN], focus=Focus(topic="help"))
    assert shown.nodes == ("main", "help", "box")
    assert shown.verdicts["help"] == "lost"  # somebody answers who cannot help, nor pass the call on
    assert drawing(tree, [OPEN], focus=Focus(topic="sales")).verdicts["main"] == "person"


def test_periods_that_differ_are_told_apart_on_the_card() -> None:
    hours = model.HoursCheck(name="open?", place=HERE, hours="office", open="desk", closed="shut")
    tree = tree_of(
        model.Say(name="main", place=HERE, prompt=model.Prompt("Hi."), next="open?"), hours, ring("desk"), bye("shut")
    )
    card = card_of(dot_source(tree, PERIODS), "main")
    assert "● person: office open" in card
    assert "× lost: closed and holiday" in card
    assert "lost:" not in card_of(dot_source(tree, PERIODS), "desk")
    assert "lost:" not in card_of(dot_source(tree, PERIODS[1:]), "main")


def test_where_hope_is_lost_has_a_cross_and_a_thick_line() -> None:
    tree = tree_of(menu("main", {"1": "desk", "2": "gone"}, no_input="desk"), ring("desk", "desk"), bye("gone"))
    (lost,) = lines_between(dot_source(tree, [("open", OPEN)]), "main", "node gone")
    assert "<B>×</B>" in lost
    assert 'penwidth="1.7"' in lost
    assert all("×" not in line for line in lines_between(dot_source(tree, [("open", OPEN)]), "main", "node desk"))


def grey(colour: str) -> float:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_verdicts_differ_without_colour() -> None:
    assert len({look.symbol for look in LOOKS.values()}) == len(LOOKS)
    assert len({(look.style, look.thickness) for look in LOOKS.values()}) == len(LOOKS)
    person, message, lost = (grey(LOOKS[verdict].fill) for verdict in ("person", "message", "lost"))
    assert person - message > 0.08
    assert message - lost > 0.4


@pytest.mark.parametrize("name", ["family-physicians", "clinic-faults", "vision-insurer"])
def test_the_clock_of_a_route_ends_at_the_time_of_the_report(name: str) -> None:
    tree = load(f"trees/{name}.yaml")
    found = routes(tree, [(p.name, p.state) for p in periods(tree, date(2026, 11, 23))], MEASURES)
    assert [route.measure for route in found] == ["best", "typical", "worst"]
    for route in found:
        times = list(route.clock.values())
        assert times[0] == 0
        assert times == sorted(times)
        assert times[-1] <= route.seconds


def test_routes_by_hand() -> None:
    tree = tree_of(menu("main", {"1": "desk"}, "To talk, press 1.", no_input="desk"), ring("desk", ring_for=20.0))
    best, typical, worst = routes(tree, [("open", OPEN), ("closed", CLOSED)], MEASURES)
    # Four words and a digit at 150 words a minute, a comma; key at the end of it, a second to react.
    assert typical.clock == {"main": 0.0, "desk": pytest.approx(4 * 0.4 + 0.25 + 1.0)}
    assert typical.seconds == pytest.approx(typical.clock["desk"] + 10)
    assert (best.clock["desk"], best.seconds) == (0.0, 1.0)
    assert worst.seconds - worst.clock["desk"] == pytest.approx(20)
    dot = dot_source(tree, [("open", OPEN)], routes=[best, typical, worst])
    assert "B answered: 1 s" in card_of(dot, "desk")
    assert "T after 3 s" in card_of(dot, "desk")
    assert ">B T</FONT>" not in dot
    assert routes(tree_of(bye("main")), [("open", OPEN)], ["worst"]) == ()


def test_ids_and_links_of_an_svg() -> None:
    tree = tree_of(menu("main", {"1": "desk"}, no_input="desk"), ring("desk"))
    dot = dot_source(
        tree, [("open", OPEN)], findings=[finding("desk", "advice"), finding("main", "error")], links=True, prefix="p2-"
    )
    root = ET.fromstring(draw(dot, "svg", program="graphviz-pure"))
    ids = {group.get("id"): group for group in root.iter(f"{SVG}g")}
    assert {"p2-node-0", "p2-node-1"} <= ids.keys()
    links = {name: ids[name].find(f"{SVG}a") for name in ("a_p2-badge-1", "a_p2-badge-2")}
    hrefs = {name: link.get(f"{XLINK}href") for name, link in links.items() if link is not None}
    assert hrefs == {"a_p2-badge-1": "#finding-1", "a_p2-badge-2": "#finding-2"}
    plain = dot_source(tree, [("open", OPEN)], findings=[finding("main", "error")], titled=False)
    assert "#finding" not in plain
    assert "Clinic</B>" not in plain
    assert "a person can be reached" in plain


@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_has_its_size_and_readable_letters(paper: str) -> None:
    tree = load(FAMILY)
    states = [(p.name, p.state) for p in periods(tree, date(2026, 11, 23))]

    def source(direction: Direction, page: Page | None, room: Room, focus: Focus) -> str:
        return dot_source(tree, states, direction=direction, page=page, room=room, focus=focus)

    sheet = on_paper(source, paper, Focus(), nodes=19, program="graphviz-pure")  # type: ignore[arg-type]
    assert sheet.points >= SMALLEST
    svg = with_footer(draw(sheet.dot, "svg", program="graphviz-pure"), sheet.page, "page <1> of 1")
    assert sorted(size(svg)) == pytest.approx(sorted(PAPERS[paper]), abs=1)  # type: ignore[index]
    foot = list(ET.fromstring(svg).iter(f"{SVG}text"))[-1]
    assert foot.text == "page <1> of 1"
    # Filled: at least one side of the drawing comes within a tenth of the paper's.
    drawn = re.search(r'<polygon fill="white".*? points="(.*?)"', svg.decode())
    assert drawn is not None
    assert sheet.page.zoom is not None
    xs, ys = zip(*(map(float, point.split(",")) for point in drawn[1].split()), strict=True)
    wide, high = ((max(side) - min(side)) * sheet.page.zoom for side in (xs, ys))
    assert max(wide / (sheet.page.width - 56), high / (sheet.page.height - 56)) > 0.9


def said(*arguments: str) -> tuple[int, str, str]:
    ran = CliRunner().invoke(command, [*arguments, *DAY])
    return ran.exit_code, ran.stdout, ran.stderr


def test_the_command_says_what_it_folds() -> None:
    code, dot, told = said(FAMILY, "--format", "dot", "--depth", "2", "--no-findings")
    assert code == 0
    assert "12 of 19 nodes are folded" in told  # two steps: welcome, main, and the five places its keys lead to
    assert '"fold appointment hours"' in dot
    assert said(FAMILY, "--format", "dot", "--no-findings")[2] == ""


def test_the_command_turns_and_starts_elsewhere() -> None:
    code, dot, _ = said(FAMILY, "--format", "dot", "--direction", "down", "--from", "Billing Menu", "--no-findings")
    assert code == 0
    assert 'rankdir="TB"' in dot
    assert '"entry 1" -> "node billing menu"' in dot


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--from", "biling menu"), 'did you mean "billing menu"?'),
        (("--topic", "biling"), "billing"),
        (("--route", "longest"), "is not one of"),
        (("--paper", "a3"), "is not one of"),
    ],
)
def test_the_command_names_what_was_meant(options: tuple[str, ...], message: str) -> None:
    code, _, told = said(FAMILY, "--format", "dot", *options)
    assert code == 2
    assert message in told


def test_no_route_is_said() -> None:
    code, dot, told = said(FAMILY, "--format", "dot", "--topic", "question", "--route", "best", "--no-findings")
    assert code == 0
    assert 'nobody who handles "question" can be reached by asking' in told
    assert 'penwidth="3.2"' not in dot
