"""What holds inside tangles, on graphs of plain numbers: longest paths, counts, dominators and the order of the
rest."""

from __future__ import annotations

from itertools import pairwise
from math import perm

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_audit import longest, twins
from ivr_audit.dominators import dominance
from ivr_audit.longest import NO_EXIT, Search
from ivr_audit.twins import Numbers, count_inside
from ivr_audit.unravel import unravel

Ways = list[dict[int, int]]
FAST = settings(max_examples=100, deadline=None)


@st.composite
def graphs(draw: st.DrawFn, most: int = 6) -> Ways:
    """A graph of up to `most` vertices with a number on every step; some have vertices that are alike."""
    count = draw(st.integers(1, most))
    kinds = draw(st.lists(st.integers(0, draw(st.integers(0, count - 1))), min_size=count, max_size=count))
    number = st.sampled_from([0, 0, 1, 2, 5])
    table = {(a, b): draw(number) for a in set(kinds) for b in set(kinds)}
    return [{to: table[a, b] for to, b in enumerate(kinds) if to != v and table[a, b]} for v, a in enumerate(kinds)]


def longest_gain(ways: Ways, exits: list[int], v: int, seen: frozenset[int]) -> int:
    onward = [number + longest_gain(ways, exits, to, seen | {to}) for to, number in ways[v].items() if to not in seen]
    return max([exits[v], *onward])


def counted(ways: Ways, serving: list[bool], entering: dict[int, Numbers]) -> list[list[int]]:
    found = [[0, 0] for _ in ways]

    def go(v: int, seen: frozenset[int], plain: int, served: int) -> None:
        found[v][0] += plain
        found[v][1] += served
        if serving[v]:
            plain, served = 0, plain + served
        for to, number in ways[v].items():
            if to not in seen:
                go(to, seen | {to}, plain * number, served * number)

    for v, numbers in entering.items():
        go(v, frozenset([v]), *numbers)
    return found


@FAST
@given(graphs(), st.lists(st.sampled_from([NO_EXIT, 0, 3, 20]), min_size=6, max_size=6))
def test_longest_paths_are_the_longest(ways: Ways, exits: list[int]) -> None:
    search = Search(ways, exits[: len(ways)])
    for v in range(len(ways)):
        route, expected = search.longest(v), longest_gain(ways, exits, v, frozenset([v]))
        assert route.exact
        if expected < NO_EXIT / 2:
            assert route.vertices == ()
            continue
        assert route.gain == expected
        assert len(set(route.vertices)) == len(route.vertices)
        assert sum(ways[a][b] for a, b in pairwise(route.vertices)) + exits[route.vertices[-1]] == expected


@pytest.mark.parametrize("budget", [0, 5, 15, 40, 100])
@given(ways=graphs(), exits=st.lists(st.sampled_from([NO_EXIT, 0, 3, 20]), min_size=6, max_size=6))
@FAST
def test_without_budget_it_says_at_most_and_keeps_to_it(ways: Ways, exits: list[int], budget: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(longest, "BUDGET", budget)
        search = Search(ways, exits[: len(ways)])
        for v in range(len(ways)):
            route, expected = search.longest(v), longest_gain(ways, exits, v, frozenset([v]))
            assert bool(route.vertices) == (expected > NO_EXIT / 2)
            if route.vertices:
                gain = sum(ways[a][b] for a, b in pairwise(route.vertices)) + exits[route.vertices[-1]]
                assert gain <= expected <= route.gain
                assert not route.exact or gain == route.gain


@FAST
@given(graphs(), st.data())
def test_counts_are_the_enumerated_ones(ways: Ways, draws: st.DataObject) -> None:
    odd = draws.draw(st.integers(0, 2))
    serving = [len(way) % 2 == odd for way in ways]
    number = st.integers(0, 3)
    entering = {
        v: Numbers(draws.draw(number), draws.draw(number)) for v in range(len(ways)) if draws.draw(st.booleans())
    }
    found, left = count_inside(ways, serving, entering)
    expected = counted(ways, serving, entering)
    assert left >= 0
    assert [list(numbers) for numbers in found] == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(twins, "BUDGET", draws.draw(st.integers(0, 20)))
        fewer, left = count_inside(ways, serving, entering)
    assert all(sum(ours) <= sum(all_) for ours, all_ in zip(fewer, expected, strict=True))
    assert left < 0 or [list(numbers) for numbers in fewer] == expected


def test_vertices_that_all_lead_to_all_are_counted_by_the_formula() -> None:
    size = 40
    found, left = count_inside(
        [{to: 1 for to in range(size) if to != v} for v in range(size)], [False] * size, {0: Numbers(1, 0)}
    )
    arrangements = sum(perm(size - 2, length) for length in range(size - 1))
    assert left >= 0
    assert found == [Numbers(1, 0), *[Numbers(arrangements, 0)] * (size - 1)]


@FAST
@given(graphs(8))
def test_order_and_lost_steps(ways: Ways) -> None:
    """A step is lost if its source cannot be reached without its target; all other steps lead on, or stay in a part."""

    def reached(start: int, without: int | None = None) -> set[int]:
        found, waiting = {start} - {without}, [start] if start != without else []
        while waiting:
            fresh = [to for to in ways[waiting.pop()] if to not in found and to != without]
            found.update(fresh)
            waiting += fresh
        return found

    here = sorted(reached(0))
    place = {v: i for i, v in enumerate(here)}
    onward = [[place[to] for to in ways[v]] for v in here]
    dominates = dominance(onward)
    order, tangles, lost = unravel(onward)
    assert sorted(order) == list(range(len(here)))
    part_of = dict(zip(order, range(len(here)), strict=True))
    for low, high in tangles:
        assert high > low
        part_of.update(dict.fromkeys(order[low : high + 1], low))
    for v, source in enumerate(here):
        for to in onward[v]:
            without = source not in reached(0, without=here[to])
            assert dominates(to, v) == without
            if part_of[v] == part_of[to]:
                assert lost(v, to) == without
            else:
                assert (part_of[v] > part_of[to]) == without
