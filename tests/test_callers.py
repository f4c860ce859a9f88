"""The five callers: by hand-worked expectations, and on made trees by another method and by replaying their keys."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trees import TOPICS, trees
from test_call import DAY, DESK_AND_BOX, NIGHT, OFFICE, tree_with

from ivr_audit.call import play_keys, script_of
from ivr_audit.callers import CALLERS, play_caller
from ivr_audit.callgraph import End, steps
from ivr_audit.hours import State
from ivr_audit.load.native import read
from ivr_audit.model import PhoneTree


@pytest.fixture(scope="module")
def office() -> PhoneTree:
    tree, problems = read(OFFICE, "office.yaml")
    assert tree is not None, problems
    return tree


@pytest.mark.parametrize(
    ("kind", "topic", "outcome", "node", "seconds", "right"),
    [
        ("silent", None, "message", "box", 67, None),
        # 0 at once three times, each 1 s of "sorry"; then 10 s
        ("zero", None, "person", "operator", 3 + 10, None),
        ("wrong-keys", None, "person", "operator", 32, None),
        ("listener", "bills", "person", "desk", 8 * 1.85 / 4.2 + 13, True),
        ("listener", "records", "person", "clerk", 9 + 5 + 12 + 62 + 60, True),
        ("expert", "bills", "person", "desk", 12, True),
        # operator handles all; three wrong keys would lead there in 3 + 10 s, but the exit key of the box does, too,
        # after 8 + 2 x 4 s of menu and three times 5 s of silence; by key 2 it is 2 + 12 + 62 + 60 s
        ("expert", "records", "person", "operator", 31 + 10, True),
    ],
)
def test_five_callers_by_hand(
    office: PhoneTree, kind: str, topic: str | None, outcome: str, node: str, seconds: float, right: bool | None
) -> None:
    done = play_caller(office, DAY, "main", kind, topic)  # type: ignore[arg-type]
    assert (done.outcome, done.node, done.right_person) == (outcome, node, right)
    assert done.seconds == pytest.approx(seconds)


@settings(max_examples=150, deadline=None)
@given(trees(), st.sampled_from([DAY, NIGHT]), st.sampled_from(CALLERS), st.sampled_from([None, *TOPICS]))
def test_every_caller_comes_to_an_end(tree: PhoneTree, state: State, kind: str, topic: str | None) -> None:
    entry = tree.entries[0].node
    done = play_caller(tree, state, entry, kind, topic)  # type: ignore[arg-type]
    assert done.outcome is not None
    assert sum(turn.seconds for turn in done.turns) == pytest.approx(done.seconds)
    for turn, after in zip(done.turns, done.turns[1:], strict=False):
        assert after.start == pytest.approx(turn.start + turn.seconds)


@settings(max_examples=300, deadline=None)
@given(trees(), st.sampled_from([DAY, NIGHT]), st.sampled_from(CALLERS), st.sampled_from([None, *TOPICS]))
def test_the_keys_of_every_caller_repeat_the_call(tree: PhoneTree, state: State, kind: str, topic: str | None) -> None:
    entry = tree.entries[0].node
    done = play_caller(tree, state, entry, kind, topic if kind in ("listener", "expert") else None)  # type: ignore[arg-type]
    again = play_keys(tree, state, entry, script_of(done.keys))
    if done.outcome == "stuck":
        assert again.outcome in ("stuck", None), done.keys
    else:
        assert (again.outcome, again.node, again.unused, again.refused) == (done.outcome, done.node, (), ()), done.keys
        assert [turn[:2] for turn in again.turns][-1] == done.turns[-1][:2]


_USUAL = (
    "answered",
    "transferred",
    "next",
    "open",
    "message",
    "callback",
    "no-agents",
    "case c0",
    "closed",
    "overflow",
)


@settings(max_examples=150, deadline=None)
@given(trees(), st.sampled_from([DAY, NIGHT]))
def test_the_expert_is_as_quick_as_it_gets(tree: PhoneTree, state: State) -> None:
    """Bellman-Ford over single steps: what one who never waits for a prompt needs to a person, with as few wrong
    entries as can be, when the system does what it usually does; that is the first of `_USUAL` that a node has, else
    all there is."""
    entry = tree.entries[0].node
    least: dict[object, tuple[int, float]] = {entry: (0, 0.0)}
    for _ in range(len(tree.nodes) + 1):
        for stop, (wrong, seconds) in list(least.items()):
            if isinstance(stop, End):
                continue
            found = {step.name: step for step in steps(tree, str(stop), state)}
            usual = next((found[name] for name in _USUAL if name in found), None)
            for step in found.values():
                if step.by != "system" or usual is None or step == usual:
                    cost = step.typical if step.name == "answered" else step.best
                    moved = (wrong + (step.by == "wrong"), seconds + cost)
                    least[step.to] = min(least.get(step.to, moved), moved)
    people = [s for stop, s in least.items() if isinstance(stop, End) and stop.outcome == "person"]
    done = play_caller(tree, state, entry, "expert", None)
    assert (done.outcome == "person") == bool(people)
    if people:
        assert done.seconds == pytest.approx(min(people)[1])


def test_the_expert_presses_no_wrong_keys_where_there_is_a_right_one() -> None:
    menu = (
        "  main: {menu: {seconds: 30}, barge_in: no, attempts: {no_input: 3, invalid: 1}, invalid: desk, options: {1: "
    )
    by_key = tree_with(f"{menu}more}}}}\n  more: {{say: {{seconds: 60}}, next: desk}}" + DESK_AND_BOX)
    done = play_caller(by_key, DAY, "main", "expert")
    assert (done.node, done.keys, done.seconds) == ("desk", "1", 30 + 60 + 10)
    only_so = tree_with(f"{menu}box}}}}" + DESK_AND_BOX)
    done = play_caller(only_so, DAY, "main", "expert")
    assert (done.outcome, done.node, done.keys) == ("person", "desk", "9")


@pytest.mark.parametrize(
    ("cases", "node"),
    [
        ("{yes: desk, no: {to: box, share: 0.2}}", "desk"),
        ("{no: {to: box, share: 0.2}, yes: desk}", "desk"),
        ("{no: {to: box, share: 0.6}, yes: desk}", "box"),
        # 0.3 each of what is left: the two of them are less likely than the one
        ("{a: desk, b: desk, no: {to: box, share: 40%}}", "box"),
        ("{no: box, yes: desk}", "box"),
        # 1 - 0.8 and 0.2 are equal: the first
        ("{no: {to: box, share: 0.2}, a: {to: desk, share: 0.2}, b: {to: desk, share: 0.2}, c: desk, d: box}", "box"),
        ("{no: {to: box, share: 0}, yes: {to: desk, share: 0.1}}", "desk"),
    ],
)
def test_a_branch_goes_its_likeliest_way(cases: str, node: str) -> None:
    tree = tree_with(f"  main: {{branch: known?, cases: {cases}}}" + DESK_AND_BOX)
    assert play_keys(tree, DAY, "main", ()).node == node
    assert play_caller(tree, DAY, "main", "expert").node == node


def test_a_case_that_never_happens_is_no_step() -> None:
    tree = tree_with("  main: {branch: known?, cases: {no: {to: box, share: 0}, yes: desk}}" + DESK_AND_BOX)
    assert [step.name for step in steps(tree, "main", DAY)] == ["case yes"]
    never = tree_with("  main: {branch: known?, cases: {no: {to: box, share: 0}}}" + DESK_AND_BOX)
    assert [step.name for step in steps(never, "main", DAY)] == ["case no"]


def test_the_expert_is_not_lucky() -> None:
    tree = tree_with("  main: {ring: Nurse, no_answer: desk, busy: box, handles: [bills]}" + DESK_AND_BOX)
    done = play_caller(tree, DAY, "main", "expert", "records")
    assert (done.outcome, done.node, done.right_person, done.keys) == ("person", "main", False, "")


def test_a_key_that_would_leave_a_queue_on_the_way_waits_in_the_keys() -> None:
    tree = tree_with(
        """
  main: {queue: Line, staffed: closed, max_wait: 1m, overflow: menu, exits: {1: box}}
  menu: {menu: {seconds: 5}, options: {1: desk}}
"""
        + DESK_AND_BOX
    )
    done = play_caller(tree, NIGHT, "main", "expert")
    assert (done.node, done.keys) == ("desk", "overflow,1")
    assert play_keys(tree, NIGHT, "main", script_of(done.keys)).node == "desk"


def test_a_service_that_settles_it_is_in_the_keys() -> None:
    tree = tree_with("  main: {self_service: balance, serves: [bills], next: box}" + DESK_AND_BOX)
    for kind in ("listener", "expert"):
        done = play_caller(tree, DAY, "main", kind, "bills")  # type: ignore[arg-type]
        assert (done.outcome, done.keys) == ("served", "served")


def test_the_expert_takes_an_end_for_others_before_going_round() -> None:
    tree = tree_with("  main: {say: Hello., next: box}" + DESK_AND_BOX)
    done = play_caller(tree, DAY, "main", "expert", "bills")
    assert (done.outcome, done.node) == ("message", "box")


def test_the_keys_of_one_who_is_passed_round_end_nowhere_else() -> None:
    tree = tree_with(
        """
  main: {ring: Desk, handles: [bills], transfers_to: [menu], no_answer: hangup}
  menu: {menu: {seconds: 5}, options: {1: main}, no_input: main}
"""
    )
    done = play_caller(tree, DAY, "main", "listener", "records")
    assert (done.outcome, done.keys) == ("stuck", "transferred")
    assert play_keys(tree, DAY, "main", script_of(done.keys)).outcome is None


def test_the_expert_takes_the_option_about_it_where_another_is_as_quick() -> None:
    options = "{1: {to: desk, about: [bills]}, 2: {to: desk, about: [records]}}"
    tree = tree_with(f"  main: {{menu: {{seconds: 30}}, options: {options}}}" + DESK_AND_BOX)
    assert play_caller(tree, DAY, "main", "expert", "records").keys == "2"
    assert play_caller(tree, DAY, "main", "expert", "bills").keys == "1"
