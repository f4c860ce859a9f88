"""The drawing of a tree: nodes, lines, verdicts, stubs and ghosts, read back from the drawing and from its DOT text."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from drawn_trees import (
    CLOSED,
    HERE,
    HOLIDAY,
    OPEN,
    PERIODS,
    box,
    bye,
    card_of,
    finding,
    lines_between,
    menu,
    ring,
    tree_of,
    way_along,
    ways_of,
)  # fmt: skip

from ivr_audit import model
from ivr_audit.model import Node, Wait
from ivr_audit.render.dot import dot_source
from ivr_audit.render.drawing import MOST_WAYS_IN, Spot, drawing
from ivr_audit.render.folding import Focus


def test_equal_keys_are_one_line_and_silence_is_another() -> None:
    tree = tree_of(
        menu("main", {"1": "desk", "2": "box", "3": "desk", "9": "desk"}, no_input="desk"), ring("desk"), box("box")
    )
    dot = dot_source(tree, [("open", OPEN)])
    pressed, silent = lines_between(dot, "main", "node desk")
    assert "<B>1, 3, 9</B>" in pressed
    assert 'style="solid"' in pressed
    assert "no key" in silent
    assert "wrong key" in silent
    assert 'style="dashed"' in silent


def test_what_happens_without_the_caller_is_dashed() -> None:
    queue = model.Queue(
        name="line", place=HERE, who="nurses", staffed="office", wait=Wait(60, 90), max_wait=120, overflow="box"
    )
    tree = tree_of(ring("main", "line", staffed="office", busy="box"), queue, box("box"))
    shown = drawing(tree, [OPEN])
    assert ways_of(shown, "main") == [
        (Spot("node", "line"), (), ("no answer",), True),
        (Spot("node", "box"), (), ("busy",), True),
    ]
    assert ways_of(shown, "line") == [(Spot("node", "box"), (), ("overflow",), True)]


def test_steps_back_are_stubs() -> None:
    inner = menu("inner", {"9": "main", "*": "inner", "1": "desk"}, no_input="main")
    shown = drawing(tree_of(menu("main", {"1": "inner"}, no_input="desk"), inner, ring("desk", "main")), [OPEN])
    assert ways_of(shown, "main")[0] == (Spot("node", "inner"), ("1",), (), False)
    assert ways_of(shown, "inner") == [
        (Spot("back", "main"), ("9",), (), False),
        (Spot("back", "inner"), ("*",), (), False),
        (Spot("node", "desk"), ("1",), (), False),
        (Spot("back", "main"), (), ("no key", "wrong key"), True),
    ]
    dot = dot_source(tree_of(menu("main", {"0": "main", "1": "inner"}), menu("inner", {"9": "main"})), [("open", OPEN)])
    assert "← back to main" in dot
    assert "← main again" in dot
    assert not lines_between(dot, "inner", "node main")


def test_what_is_left_without_stubs_has_no_circle() -> None:
    names = [f"m{n}" for n in range(30)]
    keys = {name: {str(k): names[(n * 7 + k * k * 5 + 3) % 30] for k in range(4)} for n, name in enumerate(names)}
    shown = drawing(tree_of(*(menu(name, keys[name]) for name in names), start="m0"), [OPEN])
    onward = {
        name: {way.spot.name for way in shown.ways if way.source == name and way.spot.mark == "node"} for name in names
    }
    while onward:
        leaves = {name for name, found in onward.items() if not found & onward.keys()}
        assert leaves
        onward = {name: found for name, found in onward.items() if name not in leaves}


def test_a_node_that_everything_leads_to_keeps_one_line() -> None:
    subs = [f"sub {n}" for n in range(MOST_WAYS_IN + 2)]
    main = menu("main", {str(n + 1): name for n, name in enumerate(subs)}, no_input="hang")
    tree = tree_of(
        main, *(menu(name, {"0": "operator"}, no_input="hang") for name in subs), ring("operator", "hang"), bye("hang")
    )
    ways = [way for way in drawing(tree, [OPEN]).ways if way.spot.name == "operator"]
    assert [way.spot.mark for way in ways] == ["node", *["to"] * (len(subs) - 1)]
    shown = drawing(tree, [OPEN], routes=[way_along(("sub 5", "0"))])
    assert [way.source for way in shown.ways if way.spot == Spot("node", "operator")] == ["sub 0", "sub 5"]


def test_missing_targets_are_ghosts_and_hangups_are_ends() -> None:
    tree = tree_of(menu("main", {"1": "nam", "2": "hangup", "3": "nam"}, no_input="nam"))
    shown = drawing(tree, [OPEN])
    assert shown.ghosts == ("nam",)
    assert ways_of(shown, "main") == [
        (Spot("ghost", "nam"), ("1", "3"), (), False),
        (Spot("end", "cut off"), ("2",), (), False),
        (Spot("ghost", "nam"), (), ("no key", "wrong key"), True),
    ]
    dot = dot_source(tree, [("open", OPEN)])
    ghost = next(line for line in dot.splitlines() if line.startswith('"ghost nam" ['))
    assert "missing: nam" in ghost
    assert 'style="dashed"' in ghost
    assert "× hangs up" in dot


def test_an_entry_may_be_missing() -> None:
    dot = dot_source(tree_of(ring("desk"), start="gone"), [("open", OPEN)])
    assert '"entry 1" -> "ghost gone"' in dot
    assert "nobody can reach these" in dot


def test_an_unstaffed_queue_without_limit_never_ends() -> None:
    tree = tree_of(model.Queue(name="main", place=HERE, who="nurses", staffed="office"))
    assert (Spot("end", "stuck"), (), ("nobody there",), True) in ways_of(drawing(tree, [CLOSED]), "main")
    assert drawing(tree, [CLOSED]).verdicts["main"] == "lost"
    assert drawing(tree, [OPEN]).verdicts["main"] == "person"


def test_verdicts_are_the_best_within_reach() -> None:
    tree = tree_of(
        menu("main", {"1": "desk", "2": "box", "3": "away", "4": "trap", "5": "lost box"}, no_input="box"),
        ring("desk", "box"), model.Voicemail(name="box", place=HERE, owner="Ann"), bye("bye"), box("lost box"),
        model.Transfer(name="away", place=HERE, number="911"),
        menu("trap", {"1": "trap"}, no_input="bye"),
    )  # fmt: skip
    verdicts = drawing(tree, [OPEN]).verdicts
    assert verdicts == {
        "main": "person", "desk": "person", "box": "message", "bye": "lost", "away": "outside", "trap": "lost",
        "lost box": "lost",
    }  # fmt: skip
    dot = dot_source(tree, [("open", OPEN)])
    signs = {name: re.findall("[●○→×](?=</B></FONT></TD></TR>)", card_of(dot, name))[-1:] for name in verdicts}
    assert signs == {
        "main": ["●"], "desk": ["●"], "box": ["○"], "bye": ["×"], "away": ["→"], "trap": ["×"], "lost box": ["×"],
    }  # fmt: skip
    borders = {
        re.search('style="filled,([a-z]+).*penwidth="([0-9.]+)"', card_of(dot, name))
        for name in ("desk", "box", "trap")
    }
    assert len({found.groups() for found in borders if found}) == 3


def test_several_periods_keep_all_ways_of_hours() -> None:
    hours = model.HoursCheck(name="main", place=HERE, hours="office", open="desk", closed="box", holiday="party")
    tree = tree_of(hours, ring("desk"), box("box"), box("party"))
    assert [way.words for way in drawing(tree, [OPEN, CLOSED, HOLIDAY]).ways if way.source == "main"] == [
        ("open",), ("closed",), ("holiday",),
    ]  # fmt: skip
    one = drawing(tree, [OPEN])
    assert one.nodes == ("main", "desk")
    assert one.left_out == 2
    assert one.apart == ()
    dot = dot_source(tree, PERIODS[:1], as_of=date(2026, 11, 23))
    assert "office open · as of 23 Nov" in dot
    assert "2 more can be reached only at other times" in dot


def test_what_nobody_can_reach_is_apart() -> None:
    tree = tree_of(ring("main"), menu("old", {"1": "old box", "2": "main"}, no_input="old"), box("old box"))
    shown = drawing(tree, [OPEN])
    assert shown.nodes == ("main",)
    assert shown.apart == ("old", "old box")
    assert ways_of(shown, "old")[:2] == [
        (Spot("node", "old box"), ("1",), (), False),
        (Spot("to", "main"), ("2",), (), False),
    ]
    dot = dot_source(tree, [("open", OPEN)])
    assert '"apart" -> "node old"' in dot
    assert '"apart" -> "node old box"' not in dot


def test_people_pass_callers_on_in_dots() -> None:
    tree = tree_of(
        ring("main", "box", transfers_to=("nurse",), escalates_to=("boss",)), ring("nurse"), ring("boss"), box("box")
    )
    dot = dot_source(tree, [("open", OPEN)])
    (passed,) = lines_between(dot, "main", "node nurse")
    assert 'style="dotted"' in passed
    assert "passed on" in passed
    assert "escalated" in lines_between(dot, "main", "node boss")[0]


def test_badges_are_the_numbers_of_the_findings() -> None:
    tree = tree_of(menu("main", {"1": "desk"}, no_input="desk"), ring("desk"))
    found = [
        finding("main", "warning"),
        finding("desk", "advice"),
        finding("main", "error"),
        finding("elsewhere", "error"),
    ]
    dot = dot_source(tree, [("open", OPEN)], findings=found)
    error, warning = re.findall(r"<TD FIXEDSIZE.*?</TD>", card_of(dot, "main"))
    assert "<B>3</B>" in error
    assert "ROUNDED" not in error
    assert "<B>1</B>" in warning
    assert "ROUNDED" in warning
    assert 'SIDES="B"' in card_of(dot, "desk")
    assert "<B>2</B>" in card_of(dot, "desk")
    many = dot_source(tree, [("open", OPEN)], findings=[finding("main", "error")] * 9)
    assert ">+4</FONT>" in card_of(many, "main")


def test_a_route_is_bold() -> None:
    tree = tree_of(menu("main", {"1": "desk", "2": "box"}, no_input="box"), ring("desk", "box"), box("box"))
    dot = dot_source(tree, [("open", OPEN)], routes=[way_along(("main", "1"), ("desk", "no-answer"))])
    thick = [line.split(" [")[0] for line in dot.splitlines() if 'penwidth="3.2"' in line]
    assert thick == ['"node main" -> "node desk"', '"node desk" -> "node box"']


def test_the_text_does_not_depend_on_anything_else() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests');"
        "from drawn_trees import *; from ivr_audit.render.dot import dot_source;"
        "tree = tree_of(menu('main', {'1': 'a', '2': 'b'}), ring('a', 'b'), box('b'), box('c'));"
        "print(dot_source(tree, PERIODS))"
    )
    root = Path(__file__).parents[1]
    texts = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


def test_a_tree_of_two_thousand_nodes() -> None:
    nodes: list[Node] = []
    for n in range(2000):
        keys = {str(k): f"n{4 * n + k}" for k in range(1, 5) if 4 * n + k < 2000}
        nodes.append(menu(f"n{n}", {**keys, "9": f"n{max(n - 1, 0) // 4}", "0": "n1999"}) if keys else ring(f"n{n}"))
    shown = drawing(tree_of(*nodes, start="n0"), [OPEN], focus=Focus(collapse="nothing"))
    assert len(shown.nodes) == 2000
    assert sum(way.spot.mark == "node" for way in shown.ways) == 1999
    folded = drawing(tree_of(*nodes, start="n0"), [OPEN])
    assert len(folded.nodes) == 80
    assert sorted((*folded.nodes, *(name for behind in folded.folded.values() for name in behind))) == sorted(
        shown.nodes
    )
