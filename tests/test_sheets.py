"""A large tree on several sheets: everything is on one of them, readable, and found from the others; trouble stays."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from drawn_trees import OPEN, finding, menu, ring, tree_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_audit.cli.diagram import command
from ivr_audit.model import Node, PhoneTree
from ivr_audit.render.cards import Room
from ivr_audit.render.dot import Direction, Page, dot_source
from ivr_audit.render.drawing import drawing
from ivr_audit.render.folding import MOST_CARDS, Focus, kept
from ivr_audit.render.paper import PAPERS, SMALLEST
from ivr_audit.render.picture import draw, size
from ivr_audit.render.sheets import on_sheets, split

DAY = ("--as-of", "2026-11-23")


@st.composite
def hanging(draw: st.DrawFn) -> dict[str, str | None]:
    """Names nearest first, each with the one it hangs on; up to three hang on nothing."""
    starts = draw(st.integers(1, 3))
    parents: dict[str, str | None] = {f"n{n}": None for n in range(starts)}
    above = 0
    for n in range(starts, draw(st.integers(starts, 60))):
        above = draw(st.integers(above, n - 1))
        parents[f"n{n}"] = f"n{above}"
    return parents


@given(hanging(), st.integers(5, 20))
@settings(max_examples=300, deadline=None)
def test_every_name_is_on_one_part(parents: Mapping[str, str | None], capacity: int) -> None:
    roots = [name for name in parents if parents[name] is None]
    parts = split(parents, roots, capacity)
    assert parts[0].roots == tuple(roots)
    assert sorted(name for part in parts for name in part.names) == sorted(parents)
    for part in parts:
        assert set(part.roots) <= part.names
        assert {name for name in part.names if parents[name] not in part.names} == set(part.roots)


def departments(count: int) -> PhoneTree:
    """A menu of some departments, each a menu of four desks and a menu of three more."""
    nodes: list[Node] = [menu("main", {str(n + 1): f"dept {n}" for n in range(count)}, no_input="operator")]
    for n in range(count):
        desks = {str(k): f"desk {n}.{k}" for k in range(1, 5)}
        more = {str(k): f"desk {n}.{k}" for k in range(6, 9)}
        nodes += [
            menu(f"dept {n}", {**desks, "5": f"more {n}", "*": "main"}, no_input="operator"),
            menu(f"more {n}", {**more, "0": "operator"}, no_input="main"),
            *(ring(name, "operator") for name in (*desks.values(), *more.values())),
        ]
    return tree_of(*nodes, ring("operator", "main"))


def test_each_sheet_can_be_read_and_names_the_others() -> None:
    tree = departments(8)
    states = [("open", OPEN)]

    def source(direction: Direction, page: Page | None, room: Room, focus: Focus) -> str:
        return dot_source(tree, states, direction=direction, page=page, room=room, focus=focus)

    shown = drawing(tree, [OPEN], focus=Focus(collapse="nothing"))
    sheets = on_sheets(source, "tabloid", Focus(), shown.parents, program="graphviz-pure")
    assert 2 < len(sheets) < 10
    where: dict[str, int] = {}
    for number, sheet in enumerate(sheets, 1):
        assert sheet.points >= SMALLEST
        svg = draw(sheet.dot, "svg", program="graphviz-pure")
        assert sorted(size(svg)) == pytest.approx(sorted(PAPERS["tabloid"]), abs=1)
        for name in re.findall(r'^"node ([^"]*)" \[', sheet.dot, re.MULTILINE):
            assert where.setdefault(name, number) == number
    assert where.keys() == tree.nodes.keys()
    for number, sheet in enumerate(sheets, 1):
        for line in sheet.dot.splitlines():
            folded = re.match(r'"fold (.*?)" \[', line)
            if folded:
                assert f"on sheet {where[folded[1]]}<" in line
                assert where[folded[1]] != number
        for name, named in re.findall(r"[←→] (?:back to )?([a-z]+(?: [\d.]+)?), sheet (\d+)", sheet.dot):
            assert where[name] == int(named) != number


def test_a_tree_that_fits_is_one_sheet() -> None:
    tree = departments(1)

    def source(direction: Direction, page: Page | None, room: Room, focus: Focus) -> str:
        return dot_source(tree, [("open", OPEN)], direction=direction, page=page, room=room, focus=focus)

    shown = drawing(tree, [OPEN], focus=Focus(collapse="nothing"))
    (sheet,) = on_sheets(source, "tabloid", Focus(), shown.parents, program="graphviz-pure")
    assert sheet.focus.part is None


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext reads the pages")
def test_the_pdf_counts_its_sheets(tmp_path: Path) -> None:
    file = tmp_path / "menu.pdf"
    ran = CliRunner().invoke(command, ["trees/clinic-faults.yaml", "--paper", "letter", "-o", str(file), *DAY])
    assert ran.exit_code == 0
    assert "folded" not in ran.stderr
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    pages = done.stdout.decode().split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        assert f"sheet {number} of {len(pages)}" in page
    assert len(pages) > 2


def test_a_route_and_trouble_are_both_kept() -> None:
    """A chain of thirty that a route runs along, and beside its start a branch that ends in trouble."""
    chain: dict[str, str | None] = {"c0": None} | {f"c{n}": f"c{n - 1}" for n in range(1, 30)}
    branch = {"b0": "c0", "b1": "b0", "b2": "b1"}
    quiet = {"q0": "c0", "q1": "q0", "q2": "q1"}
    drawn = kept({**chain, **branch, **quiet}, Focus(most=6), troubled={"b2"}, wanted=set(chain))
    assert {*chain, *branch} == set(drawn)


def test_trouble_is_kept_however_few_cards_there_are() -> None:
    parents: dict[str, str | None] = {"a": None} | {f"n{n}": "a" for n in range(2 * MOST_CARDS)}
    some = {f"n{n}" for n in range(40)}
    assert set(kept(parents, Focus(most=6), some, ())) >= some
    assert len(kept(parents, Focus(most=6), {name for name in parents if name != "a"}, ())) == MOST_CARDS


@pytest.mark.parametrize("options", [(), ("--collapse",)])
def test_the_longest_way_on_paper_hides_no_finding(options: tuple[str, ...]) -> None:
    arguments = ["trees/family-physicians.yaml", "--format", "dot", "--paper", "letter", "--route", "worst"]
    ran = CliRunner().invoke(command, [*arguments, *options, *DAY])
    assert ran.exit_code == 0
    folds = [line for line in ran.stdout.splitlines() if line.startswith('"fold ')]
    assert not any("finding" in line for line in folds)
    assert "answered:" in ran.stdout


def test_a_stub_names_what_its_target_is_folded_behind() -> None:
    tree = tree_of(
        menu("main", {"1": "sales", "2": "support"}, no_input="main"),
        menu("sales", {"1": "us", "2": "eu"}, no_input="main"), ring("us"), ring("eu"),
        menu("support", {"1": "eu", "2": "late", "3": "later"}, no_input="main"), ring("late"), ring("later"),
    )  # fmt: skip
    dot = dot_source(tree, [("open", OPEN)], findings=[finding("us", "advice")], focus=Focus(depth=1))
    assert "→ eu, behind sales" in dot
    fold = next(line for line in dot.splitlines() if line.startswith('"fold sales" ['))
    assert "us, eu" in fold
    assert "<B>1</B>" in fold
