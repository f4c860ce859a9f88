"""paths.py against the naive enumeration of oracle.py, and against figures worked out by hand."""

from __future__ import annotations

from itertools import pairwise

import oracle
import pytest
from hypothesis import HealthCheck, given, settings
from made_trees import OPEN, TOPICS, chain, mesh, tangles, trees

from ivr_audit.callgraph import OUTCOMES, End
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Calls, TimeTo

FAST = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def agree(ours: TimeTo, found: list[oracle.Walk], goal) -> None:
    """The times are those of the enumeration, and each path is one of its walks and takes as long as is said."""
    expected = oracle.times(found, goal)
    assert ours.reachable == (expected is not None)
    if expected is None:
        assert ours == TimeTo(reachable=False)
        return
    assert (ours.best, ours.typical, ours.worst) == pytest.approx(expected)
    assert ours.exact
    by_legs = {walk.legs(): walk for walk in found if goal(walk.end)}
    for measure, path in (("best", ours.best_path), ("typical", ours.typical_path), ("worst", ours.worst_path)):
        assert by_legs[path].seconds(measure) == pytest.approx(getattr(ours, measure))


def unbounded(ours: TimeTo, follow: oracle.Follow, entry: str, goal) -> None:
    """The reasons for a missing bound are those that plain reaching about finds."""
    if not ours.reachable:
        return
    assert {reason.nodes[0] for reason in ours.endless if reason.kind == "queue"} == oracle.waits(follow, entry, goal)
    cycles = [reason.nodes for reason in ours.endless if reason.kind == "cycle"]
    assert bool(cycles) == oracle.idle_cycle(follow, entry, goal)
    for nodes in cycles:
        assert nodes[0] == nodes[-1]
        for at, to in pairwise(nodes):
            assert any(step.to == to and step.by in ("system", "silence") for step in follow(at))
    assert ours.bounded == (not ours.endless)


def check_plain(tree: PhoneTree) -> None:
    follow = oracle.plainly(tree, OPEN)
    entry = next(iter(tree.nodes))
    calls = Calls(tree, OPEN, entry)
    found = list(oracle.walks(follow, entry))
    agree(calls.time_to_person, found, oracle.person)
    unbounded(calls.time_to_person, follow, entry, oracle.person)
    message = lambda end: end.outcome in ("message", "cut off")  # noqa: E731
    agree(calls.time_to(message), found, message)
    assert calls.counts.exact
    assert {k: n for k, n in calls.counts.by_outcome.items() if n} == oracle.counted(tree, found)
    assert calls.counts.total == len(found)
    assert [path.legs for path in calls.paths()] == [walk.legs() for walk in found]


@FAST
@given(trees())
def test_times_counts_and_list_agree_with_the_enumeration(tree: PhoneTree) -> None:
    check_plain(tree)


@FAST
@given(tangles())
def test_tangles_agree_with_the_enumeration(tree: PhoneTree) -> None:
    check_plain(tree)


@FAST
@given(trees())
def test_dead_ends_agree_with_reaching_about(tree: PhoneTree) -> None:
    follow = oracle.plainly(tree, OPEN)
    calls = Calls(tree, OPEN, "n0")
    assert set(calls.never) == oracle.never(follow, "n0")
    assert set(calls.hopeless) == oracle.hopeless(tree, follow, "n0")
    assert {tuple(taken) for taken in calls.hope_lost} == oracle.hope_lost(tree, follow, "n0")
    assert {frozenset(trap.nodes) for trap in calls.traps} == oracle.traps(follow, "n0")
    for trap in calls.traps:
        into = {(at, s) for at in calls.entered if at not in trap.nodes for s in follow(at) if s.to in trap.nodes}
        assert {tuple(taken) for taken in trap.ways_in} == into
        assert trap.entry == ("n0" in trap.nodes)


@FAST
@given(trees())
def test_topics_agree_with_the_enumeration(tree: PhoneTree) -> None:
    for topic in TOPICS:
        ours = Calls(tree, OPEN, "n0").topic(topic)
        right = lambda end, topic=topic: oracle.person(end) and oracle.handles(tree.nodes[end.node], topic)  # noqa: E731
        straight = oracle.honestly(tree, OPEN, topic)
        seeking = oracle.passed_on(tree, topic, straight)
        agree(ours.right_person, list(oracle.walks(seeking, "n0")), right)
        unbounded(ours.right_person, seeking, "n0", right)
        agree(ours.any_person, list(oracle.walks(straight, "n0")), oracle.person)
        freely = list(oracle.walks(oracle.passed_on(tree, topic, oracle.plainly(tree, OPEN)), "n0"))
        around_right = oracle.times(freely, right)
        around_any = oracle.times(list(oracle.walks(oracle.plainly(tree, OPEN), "n0")), oracle.person)
        wrong_right = not ours.right_person.reachable and around_right is not None
        wrong_any = not ours.any_person.reachable and around_any is not None
        assert ours.wrong_door == (wrong_right or wrong_any)
        if wrong_right:
            by_legs = {walk.legs(): walk for walk in freely if right(walk.end)}
            assert by_legs[ours.around].seconds("typical") == pytest.approx(around_right[1])
        elif not wrong_any:
            assert ours.around == ()


@FAST
@given(trees())
def test_lists_keep_to_the_outcomes_asked_for(tree: PhoneTree) -> None:
    found = list(oracle.walks(oracle.plainly(tree, OPEN), "n0"))
    calls = Calls(tree, OPEN, "n0")
    for outcome in OUTCOMES:
        expected = [walk for walk in found if walk.outcome(tree) == outcome]
        listed = list(calls.paths({outcome}))
        assert [path.legs for path in listed] == [walk.legs() for walk in expected]
        for path, walk in zip(listed, expected, strict=True):
            seconds = [walk.seconds(measure) for measure in ("best", "typical", "worst")]
            assert [path.best, path.typical, path.worst] == pytest.approx(seconds)
            assert (path.end, path.outcome) == (walk.end, outcome)


@FAST
@given(trees(), tangles())
def test_longest_first_falls_and_misses_nothing(tree: PhoneTree, tangle: PhoneTree) -> None:
    for made in (tree, tangle):
        calls = Calls(made, OPEN, "n0")
        for to in (None, {"person"}, {"served", "cut off"}, {"cut off"}):
            listed = list(calls.paths(to, longest_first=True))
            assert sorted(path.legs for path in listed) == sorted(path.legs for path in calls.paths(to))
            assert all(one.worst >= two.worst - 1e-9 for one, two in pairwise(listed))
