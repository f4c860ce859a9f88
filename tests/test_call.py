"""One call played: by hand-worked expectations, and against the paths of made trees."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trees import trees

from ivr_audit import model
from ivr_audit.call import Position, play_keys, press, script_for, script_of, stay_silent
from ivr_audit.callers import CALLERS, play_caller
from ivr_audit.callgraph import End, steps
from ivr_audit.hours import State
from ivr_audit.load.native import read
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Calls

DAY = State(frozenset({"office"}), False)
NIGHT = State(frozenset(), False)

OFFICE = """
tree: Office
topics: [bills, records]
start: main
nodes:
  main:
    menu: {text: "For bills, press 1. For records, press 2.", seconds: 8}
    replay: {text: "Press 1 or 2.", seconds: 4}
    invalid_prompt: {text: "Sorry.", seconds: 1}
    options:
      1: {to: desk, about: [bills]}
      2: {to: ask, about: [records]}
      3: {to: main}
    no_input: box
    invalid: operator
  ask:
    ask: {text: "Enter your number.", seconds: 2}
    digits: 4
    next: desk
    no_input: main
  desk:
    ring: Desk
    ring_for: 30s
    answers_after: 12s
    handles: [bills]
    transfers_to: [clerk]
    no_answer: box
  clerk: {queue: Clerk, wait: {typical: 1m, longest: 5m}, max_wait: 10m, overflow: box, handles: [records]}
  operator: {ring: Operator, no_answer: hangup}
  box: {voicemail: Box, greeting: {seconds: 6}, owner: Ann, reply_within: 1d, exits: {0: operator}}
"""


@pytest.fixture(scope="module")
def office() -> PhoneTree:
    tree, problems = read(OFFICE, "office.yaml")
    assert tree is not None, problems
    return tree


@pytest.mark.parametrize(
    ("keys", "outcome", "node", "seconds"),
    [
        # main 8 s: "press 1." ends the first of two sentences, 4 of 8 words and no inner pause: (1.6 + 0.25) of
        # (3.2 + 0.5 + 2 x 0.25) s, scaled to 8 s; then 1 s to react and 12 s until somebody answers
        ("1", "person", "desk", 8 * 1.85 / 4.2 + 1 + 12),
        # to the end of the prompt, then 1 s; 2 s, 1 s and 4 digits of 0.5 s; 12 s
        ("2,1234", "person", "desk", 8 + 1 + 2 + 1 + 2 + 12),
        # three silent plays: 8 + 2 x 4 + 3 x 5 s; greeting 6 s and a message of 30 s
        ("wait", "message", "box", 8 + 8 + 15 + 36),
        # three wrong keys: 8 + 2 x 4 s, 3 x (1 + 1) s; operator answers after 10 s
        ("9,9,9", "person", "operator", 8 + 8 + 6 + 10),
        # one silent play of 8 + 5 s, then wrong in the replay (4 + 1 + 1 s), then 2 at its end (4 + 1 s), then as above
        ("silence,9,2,1234", "person", "desk", 13 + 6 + 5 + 5 + 12),
        ("1,no-answer", "message", "box", 8 * 1.85 / 4.2 + 1 + 30 + 36),
        ("1,no-answer,0", "person", "operator", 8 * 1.85 / 4.2 + 1 + 30 + 7 + 10),
        # passed on after 60 s of talk and 2 s of transfer, a minute in the queue
        ("1,transferred", "person", "clerk", 8 * 1.85 / 4.2 + 1 + 12 + 62 + 60),
        # 3 is not announced: option 3 of 3 at the end of the prompt
        ("3,3", "stuck", "main", 18),
        ("3", None, "main", 9),
        ("", None, "main", 0),
    ],
)
def test_scripts_by_hand(office: PhoneTree, keys: str, outcome: str | None, node: str, seconds: float) -> None:
    done = play_keys(office, DAY, "main", script_of(keys))
    assert (done.outcome, done.node) == (outcome, node)
    assert done.seconds == pytest.approx(seconds)
    assert not done.unused
    again = play_keys(office, DAY, "main", script_of(done.keys))
    assert (again.outcome, again.seconds) == (done.outcome, done.seconds)


def test_keys_left_over_are_told(office: PhoneTree) -> None:
    assert play_keys(office, DAY, "main", ("1", "7", "8")).unused == ("7", "8")


@pytest.mark.parametrize(
    ("kind", "topic", "outcome", "node", "seconds", "right"),
    [
        ("silent", None, "message", "box", 67, None),
        # 0 at once three times, each 1 s of "sorry"; then 10 s
        ("zero", None, "person", "operator", 3 + 10, None),
        ("wrong-keys", None, "person", "operator", 32, None),
        ("listener", "bills", "person", "desk", 8 * 1.85 / 4.2 + 13, True),
        ("listener", "records", "person", "clerk", 9 + 5 + 12 + 62 + 60, True),
        # operator handles all: three wrong keys at once are quicker than any key
        ("expert", "bills", "person", "desk", 12, True),
        ("expert", "records", "person", "operator", 13, True),
    ],
)
def test_five_callers_by_hand(
    office: PhoneTree, kind: str, topic: str | None, outcome: str, node: str, seconds: float, right: bool | None
) -> None:
    done = play_caller(office, DAY, "main", kind, topic)  # type: ignore[arg-type]
    assert (done.outcome, done.node, done.right_person) == (outcome, node, right)
    assert done.seconds == pytest.approx(seconds)


def test_attempts_counted_apart() -> None:
    text = OFFICE.replace("    no_input: box\n", "    no_input: box\n    attempts: {no_input: 3, invalid: 2}\n", 1)
    tree, problems = read(text, "office.yaml")
    assert tree is not None, problems
    position = Position("main")
    for silent in (True, False, True):
        position = stay_silent(tree, DAY, position) if silent else press(tree, DAY, position, "9")
        assert position.stop == "main"
    assert press(tree, DAY, position, "9").stop == "operator"
    assert stay_silent(tree, DAY, position).stop == "box"


@settings(max_examples=150, deadline=None)
@given(trees(), st.sampled_from([DAY, NIGHT]))
def test_every_path_can_be_dialled(tree: PhoneTree, state: State) -> None:
    entry = tree.entries[0].node
    for path in islice(Calls(tree, state, entry).paths(), 40):
        if any(isinstance(tree.nodes[leg.node], model.Menu) and leg.step == "no-match" for leg in path.legs):
            continue  # a menu that offers every key cannot be given a wrong one
        script = script_for(tree, state, path.legs)
        done = play_keys(tree, state, entry, script)
        assert (done.outcome, done.node, done.unused) == (path.outcome, path.end.node, ()), (path, script)


@settings(max_examples=150, deadline=None)
@given(trees(), st.sampled_from([DAY, NIGHT]), st.sampled_from(CALLERS), st.sampled_from([None, "bills", "records"]))
def test_every_caller_comes_to_an_end(tree: PhoneTree, state: State, kind: str, topic: str | None) -> None:
    entry = tree.entries[0].node
    done = play_caller(tree, state, entry, kind, topic)  # type: ignore[arg-type]
    assert done.outcome is not None
    assert sum(turn.seconds for turn in done.turns) == pytest.approx(done.seconds)
    for turn, after in zip(done.turns, done.turns[1:], strict=False):
        assert after.start == pytest.approx(turn.start + turn.seconds)


@settings(max_examples=150, deadline=None)
@given(trees(), st.sampled_from([DAY, NIGHT]))
def test_the_expert_is_as_quick_as_it_gets(tree: PhoneTree, state: State) -> None:
    """Bellman-Ford over single steps: what one who never waits for a prompt needs to a person."""
    entry = tree.entries[0].node
    least: dict[object, float] = {entry: 0.0}
    for _ in range(len(tree.nodes) + 1):
        for stop, seconds in list(least.items()):
            if isinstance(stop, End):
                continue
            for step in steps(tree, str(stop), state):
                cost = step.typical if step.name == "answered" else step.best
                least[step.to] = min(least.get(step.to, float("inf")), seconds + cost)
    people = [s for stop, s in least.items() if isinstance(stop, End) and stop.outcome == "person"]
    done = play_caller(tree, state, entry, "expert", None)
    assert (done.outcome == "person") == bool(people)
    if people:
        assert done.seconds == pytest.approx(min(people))
