"""paths.py against the naive enumeration of oracle.py, and against figures worked out by hand."""

from __future__ import annotations

from itertools import islice, pairwise
from math import perm

import oracle
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_trees import HERE, OPEN, TOPICS, chain, keys, menu, mesh, ring, say, tangles, tree_of, trees

from ivr_audit import longest, ranking
from ivr_audit.callgraph import OUTCOMES
from ivr_audit.maze import Budget
from ivr_audit.model import Menu, Node, PhoneTree, Queue, SelfService, Voicemail
from ivr_audit.paths import Calls, TimeTo

FAST = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


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


def calls_of(tree: PhoneTree) -> Calls:
    return Calls(tree, OPEN, next(iter(tree.nodes)))


def test_times_worked_out_by_hand() -> None:
    """main (4 s) -1-> desk; -2-> sub (6 s) -1-> desk. A menu played three times, with 5 s of silence each, takes 3 x
    prompt + 15 s at worst; a lone key is announced at the end of the prompt, and pressed a second later."""
    tree = tree_of([menu("main", "desk", "sub", seconds=4.0), menu("sub", "desk", seconds=6.0), ring("desk")])
    ours = calls_of(tree).time_to_person
    assert (ours.best, ours.best_path) == (1.0, (("main", "1"), ("desk", "answered")))
    assert (ours.typical, ours.typical_path) == (2.0 + 1.0 + 10.0, (("main", "1"), ("desk", "answered")))
    assert ours.worst == (12.0 + 15.0) + (18.0 + 15.0) + 20.0
    assert ours.worst_path == (("main", "2"), ("sub", "1"), ("desk", "answered"))
    assert ours.exact
    assert ours.bounded
    assert str(calls_of(tree).counts.by_outcome["person"]) == "2"


def test_served_callers_are_not_cut_off() -> None:
    """Directions can be the end of a call, or the caller stays for a goodbye: served twice; silence is cut off."""
    directions = SelfService(name="directions", place=HERE, next="goodbye")
    tree = tree_of([menu("main", "directions", "goodbye"), directions, say("goodbye", None)])
    calls = calls_of(tree)
    assert {k: n for k, n in calls.counts.by_outcome.items() if n} == {"served": 2, "cut off": 3}
    assert [path.legs[-1] for path in calls.paths({"served"})] == [("directions", "served"), ("goodbye", "next")]
    assert calls.hopeless == ("goodbye",)
    assert [(taken.node, taken.step.name) for taken in calls.hope_lost] == [
        ("main", "2"),
        ("main", "no-input"),
        ("main", "no-match"),
    ]


def test_a_wrong_door_and_the_way_around() -> None:
    """Key 1 is about the nurse and ends in a box; key 2, about billing, leads to a desk that passes callers to the
    nurse."""
    main = Menu(name="main", place=HERE, options=keys(["box", "desk"], [("nurse",), ("billing",)]))
    desk = ring("desk", handles=("billing",), transfers_to=("nurse line",))
    tree = tree_of([main, Voicemail(name="box", place=HERE), desk, ring("nurse line", handles=("nurse",))])
    nurse = calls_of(tree).topics["nurse"]
    assert (nurse.right_person.reachable, nurse.any_person.reachable, nurse.wrong_door) == (False, False, True)
    assert nurse.around == (("main", "2"), ("desk", "answered"), ("desk", "transferred"), ("nurse line", "answered"))
    billing = calls_of(tree).topics["billing"]
    assert billing.right_person.reachable
    assert not billing.wrong_door


def test_what_makes_a_worst_case_endless() -> None:
    """A queue without figures; and silence that sends a caller from one menu to the other and back."""
    tree = tree_of(
        [menu("a", "line", no_input="b"), menu("b", no_input="a"), Queue(name="line", place=HERE, max_wait=None)]
    )
    ours = calls_of(tree).time_to_person
    assert not ours.bounded
    assert [(reason.kind, str(reason)) for reason in ours.endless] == [("queue", "line"), ("cycle", "a -> b -> a")]
    assert ours.worst == 3.0 + 15.0


def test_a_trap_and_the_steps_into_it() -> None:
    tree = tree_of([menu("main", "round", "desk"), say("round", "about"), say("about", "round"), ring("desk")])
    (trap,) = calls_of(tree).traps
    assert (trap.nodes, trap.entry) == (("round", "about"), False)
    assert [(taken.node, taken.step.name) for taken in trap.ways_in] == [("main", "1")]
    assert calls_of(tree).never == ("round", "about")


def test_a_tree_of_any_depth_works_everywhere() -> None:
    """3,000 menus deep is three times Python's limit of recursion. The longest path passes every menu: 3 + 15 s
    each."""
    depth = 3000
    calls = calls_of(chain(depth))
    ours = calls.time_to_person
    assert ours.worst == 18.0 * depth + 20.0
    assert len(ours.worst_path) == depth + 1
    assert calls.counts.by_outcome["person"] == depth + 1
    assert calls.never == calls.hopeless == calls.traps == ()
    assert next(calls.paths({"person"})).worst == next(calls.paths(longest_first=True)).worst == ours.worst
    assert calls.topic("nurse").right_person.reachable


def test_nine_menus_that_all_link_to_each_other_agree_with_the_enumeration() -> None:
    tree = mesh(9)
    calls = calls_of(tree)
    worst = max(walk.seconds("worst") for walk in oracle.walks(oracle.plainly(tree, OPEN), "menu 0"))
    assert calls.time_to_person.exact
    assert calls.time_to_person.worst == pytest.approx(worst)
    assert next(calls.paths(longest_first=True)).worst == pytest.approx(worst)


@pytest.mark.parametrize("size", [9, 16, 24])
def test_menus_that_all_link_to_each_other(size: int) -> None:
    """There are (n-1)! / (n-1-k)! ways to pass k of the other menus; each ends at a desk in one way and is cut off
    in three (silence, wrong keys, an unanswered desk). The longest path passes all menus and ends at the slowest
    desk: menu i takes 3 (i + 1) + 15 s, its desk 10 + i; two of the 24 menus are left by a key that is the beginning
    of another, 3 s more."""
    calls = calls_of(mesh(size))
    ways = sum(perm(size - 1, passed) for passed in range(size))
    assert calls.counts.exact
    assert calls.counts.by_outcome["person"] == ways
    assert calls.counts.by_outcome["cut off"] == 3 * ways
    ours = calls.time_to_person
    assert ours.exact
    assert len(ours.worst_path) == size + 1
    gaps = 0.0 if size < 24 else 6.0
    assert ours.worst == sum(3.0 * (i + 1) + 15.0 for i in range(size)) + 10.0 + size - 1 + gaps
    longest = next(calls.paths({"person"}, longest_first=True))
    assert longest.worst == ours.worst


def back_menus(count: int, prefix: str = "n") -> list[Node]:
    """Menus with keys to some of the next, one back a few menus and one to a desk; all of them are one tangle."""
    return [
        menu(
            f"{prefix}{i}",
            *(f"{prefix}{min(count - 1, i + 1 + (i * 7 + key * 11) % 17)}" for key in range(4)),
            f"{prefix}{max(0, i - 1 - i * 5 % 6)}",
            "desk",
            seconds=1.0 + i * 13 % 9,
        )
        for i in range(count)
    ]


def test_the_longest_of_a_hard_tangle_come_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the work is spent, the longest found so far come, each once, and it is said that the order is not sure."""
    monkeypatch.setattr(longest, "BUDGET", 20_000)
    monkeypatch.setattr(ranking, "WORK", 20_000)
    calls = calls_of(tree_of([*back_menus(60), ring("desk")]))
    found = calls.paths({"person"}, longest_first=True)
    assert isinstance(found, ranking.Ranked)
    listed = list(islice(found, 20))
    assert not found.exact
    assert len({path.legs for path in listed}) == 20
    assert calls.time_to_person.worst >= max(path.worst for path in listed) - 1e-6
    for path in listed:
        assert len({leg.node for leg in path.legs}) == len(path.legs)


@FAST
@given(trees(), tangles(), st.integers(0, 200), st.integers(0, 60))
def test_longest_first_without_work_misses_nothing(tree: PhoneTree, tangle: PhoneTree, budget: int, work: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(longest, "BUDGET", budget)
        patch.setattr(ranking, "WORK", work)
        for made in (tree, tangle):
            calls = Calls(made, OPEN, "n0")
            for to in (None, {"person"}, {"served", "cut off"}, {"cut off"}):
                found = calls.paths(to, longest_first=True)
                listed = []
                for path in found:
                    listed.append(path)
                    if found.exact and len(listed) > 1:
                        assert listed[-2].worst >= path.worst - 1e-9
                assert sorted(path.legs for path in listed) == sorted(path.legs for path in calls.paths(to))


def test_all_tangles_of_a_tree_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten hard tangles are given up after as much work as one; the worst case is then at most so long."""
    used: list[int] = []
    spend = Budget.spend
    monkeypatch.setattr(Budget, "spend", lambda self, work: (used.append(work), spend(self, work))[1])
    monkeypatch.setattr(longest, "BUDGET", 50_000)
    parts = [node for n in range(10) for node in back_menus(40, f"{n} ")]
    main = menu("main", *(f"{n} {at}" for n in range(10) for at in (0, 3, 9)))
    calls = calls_of(tree_of([main, *parts, ring("desk")]))
    assert not calls.time_to_person.exact
    assert len(used) == 10
    assert sum(used) <= 50_000
