"""The call-test sheet: every step is passed, by as few calls as there can be; the fewest are found by trying out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from made_trees import HERE, chain, menu, mesh, ring, say, tree_of, trees

from ivr_audit import model
from ivr_audit.api import load
from ivr_audit.call import play_keys, script_of
from ivr_audit.call_tests import CallTests, call_tests
from ivr_audit.callgraph import End, handovers, steps
from ivr_audit.covering import Edge, Network, cover
from ivr_audit.hours import periods
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree

AS_OF = date(2026, 11, 23)
STORIES = sorted(Path("trees").glob("*.yaml"))


def sheet_of(tree: PhoneTree) -> CallTests:
    return call_tests(Measures(tree, AS_OF))


def taken(tree: PhoneTree) -> set[tuple[str, str]]:
    """Every step a caller can take in the year, found by walking through each period apart."""
    found = set()
    for period in periods(tree, AS_OF):
        waiting: list[object] = [entry.node for entry in tree.entries]
        met = set(waiting)
        while waiting:
            stop = waiting.pop()
            name = stop.node if isinstance(stop, End) else str(stop)
            ended = isinstance(stop, End)
            on = handovers(tree, name) if ended else steps(tree, name, period.state)
            for step in () if ended and stop.outcome != "person" else on:
                found.add((name, step.name))
                if step.to not in met:
                    met.add(step.to)
                    waiting.append(step.to)
    return found


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_step_of_a_story_is_passed(path: Path) -> None:
    tree = load(path)
    sheet = sheet_of(tree)
    passed = {(turn.node, turn.step) for test in sheet.tests for turn in test.call.turns}
    assert sheet.missed == ()
    assert taken(tree) <= passed
    assert sheet.steps == len(taken(tree)) + len({entry.number or entry.node for entry in tree.entries})
    assert {test.number for test in sheet.tests} == {entry.number or tree.number for entry in tree.entries}


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_call_of_the_sheet_goes_as_it_says(path: Path) -> None:
    tree = load(path)
    for test in sheet_of(tree).tests:
        state = next(p.state for p in periods(tree, AS_OF) if p.name == test.periods[0])
        call = play_keys(tree, state, test.call.entry, script_of(test.keys))
        assert call.turns == test.call.turns
        assert (call.outcome, call.node, call.seconds) == (test.call.outcome, test.call.node, test.call.seconds)
        assert (call.unused, call.refused) == ((), ())


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_no_call_of_the_sheet_is_idle(path: Path) -> None:
    assert all(test.first for test in sheet_of(load(path)).tests)


@given(trees())
@settings(max_examples=60, deadline=None)
def test_every_step_of_any_tree_is_passed(tree: PhoneTree) -> None:
    sheet = sheet_of(tree)
    passed = {(turn.node, turn.step) for test in sheet.tests for turn in test.call.turns}
    assert taken(tree) <= passed | set(sheet.missed)


def test_a_menu_with_three_desks_by_hand() -> None:
    """Three keys, silence and wrong keys end five calls; "no-answer" of each desk three more."""
    sheet = sheet_of(tree_of([menu("m", "a", "b", "c"), ring("a"), ring("b"), ring("c")]))
    assert len(sheet.tests) == 8
    assert sheet.at_most_more == 0
    assert [test.keys for test in sheet.tests[:5]] == ["1", "2", "3", "wait", "9,9,9"]
    assert [[leg.step for leg in test.arranged] for test in sheet.tests[5:]] == [["no-answer"]] * 3


def test_one_call_goes_back_as_often_as_it_can() -> None:
    """Keys that lead back cost no call of their own: only the ends do, silence, wrong keys, and the desk's two. Two
    words are said besides those that end the four."""
    sheet = sheet_of(tree_of([menu("m", "m", "hello", "desk"), say("hello", "m"), ring("desk")]))
    assert len(sheet.tests) == 4
    assert sum(len(test.keys.split(",")) for test in sheet.tests) == 1 + 3 + 1 + 2 + 2


def test_in_a_circle_without_way_out_the_tester_hangs_up() -> None:
    nodes = [menu("m", "n", "m", no_input="m", invalid="n"), menu("n", "m", no_input="m", invalid="m")]
    sheet = sheet_of(tree_of(nodes))
    assert len(sheet.tests) == 1
    assert sheet.tests[0].call.outcome in (None, "stuck")


def test_the_same_recording_twice_without_a_menu_needs_words() -> None:
    """Two desks pass callers to each other, one through a recording: what ends a call is that nobody answers, here and
    there, and on the way both calls come round."""
    tree = tree_of([
        ring("a", transfers_to=("hello", "b")),
        say("hello", "a"),
        ring("b", transfers_to=("a",)),
    ])  # fmt: skip
    sheet = sheet_of(tree)
    assert sheet.missed == ()
    assert [test.call.outcome for test in sheet.tests] == ["cut off", "cut off"]
    assert {test.call.node for test in sheet.tests} == {"a", "b"}


def test_two_numbers_are_both_dialled() -> None:
    tree = tree_of([menu("m", "a", "a"), ring("a")])
    tree = model.PhoneTree(
        name=tree.name, source=tree.source, place=tree.place, nodes=tree.nodes,
        entries=(model.Entry("1", "m", HERE), model.Entry("2", "m", HERE)),
    )  # fmt: skip
    assert {test.number for test in sheet_of(tree).tests} == {"1", "2"}


@pytest.mark.parametrize(("tree", "calls"), [(chain(20), 61), (mesh(6), 24)], ids=["chain", "mesh"])
def test_large_shapes(tree: PhoneTree, calls: int) -> None:
    """A chain's menus lead back, so they cost two hang-ups each; of the 21 ways to the operator each needs a call, and
    one more is not answered. Of the mesh's menus each has two hang-ups and a desk with two ends."""
    sheet = sheet_of(tree)
    assert (len(sheet.tests), sheet.missed, sheet.at_most_more) == (calls, (), 0)


Graph = tuple[tuple[int, int, int], ...]
"""Edges as source, target, label."""


def reach(graph: Graph, start: int) -> set[int]:
    found = {start}
    while more := {to for source, to, _ in graph if source in found} - found:
        found |= more
    return found


def may_end(graph: Graph, ends: set[int]) -> set[int]:
    """Where a walk may end: at an end, where nothing leads on, in a circle without end that nothing leads out of."""
    found = set()
    for v in reach(graph, 0):
        ahead = reach(graph, v)
        circle = {w for w in ahead if v in reach(graph, w)}
        last = not any(source == v for source, _, _ in graph)
        if v in ends or last or (ahead == circle and not circle & ends):
            found.add(v)
    return found


def passable(graph: Graph, ends: set[int]) -> set[frozenset[int]]:
    """What a single walk can pass: every walk is tried until it passes nothing new."""
    final = may_end(graph, ends)
    waiting = [(0, frozenset[int]())]
    met = set(waiting)
    while waiting:
        vertex, passed = waiting.pop()
        for source, to, label in graph:
            after = (to, passed | {label})
            if source == vertex and after not in met:
                met.add(after)
                waiting.append(after)
    return {passed for vertex, passed in met if vertex in final}


def fewest(graphs: list[tuple[Graph, set[int]]]) -> int:
    """The fewest walks that pass all labels, one number of walks after the other."""
    every = frozenset(label for graph, _ in graphs for _, _, label in graph)
    single = {passed for graph, ends in graphs for passed in passable(graph, ends)}
    single = {some for some in single if not any(some < other for other in single)}
    done, count = {frozenset[int]()}, 0
    while every not in done:
        done, count = {some | more for some in done for more in single}, count + 1
    return count


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[Graph, set[int]]]:
    """One to three parts of one graph of up to seven vertices, each with what can be reached from vertex 0 alone."""
    vertex = st.integers(0, 6)
    edges = draw(st.lists(st.tuples(vertex, vertex), min_size=1, max_size=8))
    ends = draw(st.sets(st.integers(1, 6), max_size=2))
    found = []
    for _ in range(draw(st.integers(1, 3))):
        some = tuple((a, b, n) for n, (a, b) in enumerate(edges) if draw(st.booleans()) or draw(st.booleans()))
        some = tuple(edge for edge in some if edge[0] in reach(some, 0))
        if some:
            found.append((some, ends))
    return found


def network(graph: Graph, ends: set[int]) -> Network:
    return Network(0, [Edge(source, to, label, label % 3) for source, to, label in graph], ends)


@given(graphs())
@settings(max_examples=400, deadline=None)
def test_there_are_no_fewer_walks(found: list[tuple[Graph, set[int]]]) -> None:
    if not found:
        return
    networks = [network(graph, ends) for graph, ends in found]
    together = network(tuple(dict.fromkeys(edge for graph, _ in found for edge in graph)), found[0][1])
    done = cover(networks, together, most_flows=10_000)
    assert done.at_most_more == 0
    assert sum(map(len, done.walks)) == fewest(found)
    passed = set()
    for (graph, ends), walks in zip(found, done.walks, strict=True):
        for walk in walks:
            here = 0
            for n in walk:
                assert graph[n][0] == here
                here = graph[n][1]
                passed.add(graph[n][2])
            assert here in may_end(graph, ends)
    assert passed == {label for graph, _ in found for _, _, label in graph}


def as_graphs(tree: PhoneTree) -> list[tuple[Graph, set[int]]]:
    """A tree as numbers, one graph for each period: vertex 0 is the telephone, a step is the same in all of them."""
    vertices: dict[object, int] = {"": 0}
    labels: dict[tuple[str, str], int] = {}
    found = []
    for period in periods(tree, AS_OF):
        edges: dict[int, tuple[int, int, int]] = {}
        ends: set[int] = set()
        waiting: list[tuple[object, str, str, object]] = [("", "", entry.number, entry.node) for entry in tree.entries]
        while waiting:
            source, name, step_name, to = waiting.pop(0)
            label = labels.setdefault((name, step_name), len(labels))
            if label in edges:
                continue
            edges[label] = (vertices.setdefault(source, len(vertices)), vertices.setdefault(to, len(vertices)), label)
            node = to.node if isinstance(to, End) else str(to)
            if isinstance(to, End):
                ends.add(vertices[to])
                on = handovers(tree, node) if to.outcome == "person" else ()
            else:
                on = steps(tree, node, period.state)
            waiting += [(to, node, step.name, step.to) for step in on]
        found.append((tuple(edges.values()), ends))
    return found


def by_day_and_night(tree: PhoneTree) -> PhoneTree:
    """The tree behind an hours check: by night calls go to its last node, and whoever is staffed by hours is away."""
    names = list(tree.nodes)
    check = model.HoursCheck(name="open?", place=HERE, hours="office", open=names[0], closed=names[-1])
    office = model.Hours(name="office", place=HERE, weekly=((model.Span(540, 1020),),) * 7)
    return replace(
        tree,
        nodes={"open?": check, **tree.nodes},
        entries=(model.Entry("", "open?", HERE),),
        hours={"office": office},
    )


@given(trees(3), st.booleans())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_there_are_no_fewer_calls_to_a_small_tree(tree: PhoneTree, by_night: bool) -> None:
    tree = by_day_and_night(tree) if by_night else tree
    found = as_graphs(tree)
    assume(len({label for graph, _ in found for _, _, label in graph}) <= 12)
    sheet = sheet_of(tree)
    assert sheet.at_most_more == 0
    assert len(sheet.tests) == fewest(found)


@given(graphs())
@settings(max_examples=200, deadline=None)
def test_what_may_be_too_many_is_said(found: list[tuple[Graph, set[int]]]) -> None:
    """Without any trying out, the stated distance to the fewest holds."""
    if not found:
        return
    networks = [network(graph, ends) for graph, ends in found]
    together = network(tuple(dict.fromkeys(edge for graph, _ in found for edge in graph)), found[0][1])
    done = cover(networks, together, most_flows=0)
    assert fewest(found) <= sum(map(len, done.walks)) <= fewest(found) + done.at_most_more
