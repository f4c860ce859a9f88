"""One call played: by hand-worked expectations, and against the paths of made trees."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trees import trees

from ivr_audit import model
from ivr_audit.call import Position, play_keys, press, script_for, script_of, stay_silent
from ivr_audit.callgraph import steps
from ivr_audit.cli import commands
from ivr_audit.hours import State
from ivr_audit.load.native import read
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Calls
from ivr_audit.render.transcript import ending, transcript
from ivr_audit.script import script

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
        ("3,3", None, "main", 18),
        ("3,3,3", "stuck", "main", 27),
        # twice 8 s and 1 s to react, then three silent plays of ask: 2 + 5 s each, which lead back
        ("2,wait,2,wait", "stuck", "main", 2 * (9 + 3 * (2 + 5))),
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
    ("said", "meant"),
    [
        ("wiat", "wait"),
        ("stay silent", "wait"),
        ("press 1", "1"),
        ("1 1", "1,1"),
        ("0;0", "0,0"),
        ("noanswer", "no-answer"),
        ("transfered", "transferred"),
    ],
)
def test_a_word_that_is_none_is_told_with_what_was_meant(office: PhoneTree, said: str, meant: str) -> None:
    with pytest.raises(ValueError, match=f'"{said}" is no key and no step; did you mean "{meant}"') as wrong:
        script(office, f"1,{said},2")
    assert str(wrong.value).endswith(f'did you mean "{meant}"?')


def test_a_step_that_only_other_trees_have_is_none(office: PhoneTree) -> None:
    with pytest.raises(ValueError, match='"holiday" is no key and no step'):
        script(office, "holiday")


@pytest.mark.parametrize("state", [DAY, NIGHT])
def test_every_word_of_a_tree_may_be_said(office: PhoneTree, state: State) -> None:
    words = {step.name for name in office.nodes for step in steps(office, name, state)} | {"given", "extension", "wait"}
    assert script(office, sorted(words)) == tuple(sorted(words))
    assert script(office, "No-Answer, transferred  clerk,EXIT 0,star") == (
        "no-answer",
        "transferred clerk",
        "exit 0",
        "*",
    )


@pytest.mark.parametrize(
    ("keys", "refused", "node", "outcome"),
    [
        # a step is no key: the three attempts of main are still there
        ("no-answer,9,9", [("no-answer", "main")], "main", None),
        ("overflow,1", [("overflow", "main")], "desk", "person"),
        ("1,overflow", [("overflow", "desk")], "desk", "person"),
        ("1,message", [("message", "desk")], "desk", "person"),
        ("given,2,1234", [("given", "main")], "desk", "person"),
        ("1,no-answer,exit 0", [], "operator", "person"),
        ("1,transferred clerk", [], "clerk", "person"),
        ("no-match", [], "operator", "person"),
        ("1,0", [], "desk", "person"),
    ],
)
def test_a_step_where_it_is_not_possible_is_told(
    office: PhoneTree, keys: str, refused: list[tuple[str, str]], node: str, outcome: str | None
) -> None:
    done = play_keys(office, DAY, "main", script(office, keys))
    assert [(said.word, said.node) for said in done.refused] == refused
    assert (done.node, done.outcome) == (node, outcome)


CLINIC = """
tree: Clinic
start: main
hours: {office: {mon-fri: 8-17}}
nodes:
  main:
    menu: For a nurse, press 1. For bills, press 2. For records, press 3.
    options: {1: nurse, 2: bills, 3: line}
  nurse: {ring: Nurse, transfers_to: [bills, box], no_answer: box}
  bills: {queue: Bills, wait: {typical: 1m, longest: 2m}, exits: {1: box, 3: hangup}, callback: 2}
  line: {queue: Records, staffed: office, exits: {1: box}}
  box: {voicemail: Box, greeting: Leave a message., owner: doctor on call, reply_within: 30m, exits: {0: nurse}}
"""


@pytest.fixture
def clinic(tmp_path: Path) -> str:
    path = tmp_path / "clinic.yaml"
    path.write_text(CLINIC)
    return str(path)


def phoned(clinic: str, *typed: str, at: str = "mon 10:00") -> str:
    """What the phone prints when these lines are typed, spaces and ends of lines made alike."""
    args = ["call", clinic, "--at", at, "--as-of", "2026-11-23"]
    ran = CliRunner().invoke(commands, args, input="\n".join(typed) + "\n")
    assert ran.exit_code == 0, ran.output
    return " ".join(ran.output.split())


def test_keys_leave_a_queue_and_a_mailbox_on_the_phone(clinic: str) -> None:
    assert "[1 box, 3 hang up, 2 call back, b back" in phoned(clinic, "2")
    assert "You were promised a call back" in phoned(clinic, "2", "2")
    assert "You were cut off" in phoned(clinic, "2", "3")
    boxed = phoned(clinic, "2", "1")
    assert 'You left a message in "box"' in boxed
    assert "It is returned by doctor on call within 30 min." in boxed
    assert "> presses 0" in phoned(clinic, "2", "1", "0")
    assert '"7" does nothing here' in phoned(clinic, "2", "7")


def test_the_end_of_a_call_offers_only_what_means_something_there(clinic: str) -> None:
    assert "[no-answer, transferred bills, transferred box, b back" in phoned(clinic, "1")
    after = phoned(clinic, "1", "transferred box").rpartition("You left a message")[2]
    assert "transferred" not in after
    assert "[0 nurse, " in after


def test_words_that_are_none_cost_no_attempt_on_the_phone(clinic: str) -> None:
    said = phoned(clinic, "banana", "press 1", "no-answer", "wiat", "1")
    assert 'did you mean "wait"?' in said
    assert '"no-answer" is not possible at "main"' in said
    assert "is not offered here" not in said
    assert "0:00 nurse" not in said
    assert "You reached a person" in said


def test_wait_and_silence_on_the_phone(clinic: str) -> None:
    assert phoned(clinic, "silence").replace("> silence", ">") == phoned(clinic, "")
    assert "You were cut off" in phoned(clinic, "wait")
    assert phoned(clinic, "silence", "silence", "silence").count("cut off") == 1


def replayed(clinic: str, keys: str, at: str = "mon 10:00") -> Result:
    return CliRunner().invoke(commands, ["call", clinic, "--at", at, "--as-of", "2026-11-23", "--keys", keys])


def test_a_mistyped_script_is_wrong_usage(clinic: str) -> None:
    ran = replayed(clinic, "1,wiat")
    assert ran.exit_code == 2
    assert '"wiat" is no key and no step; did you mean "wait"?' in ran.output


def test_of_two_targets_one_must_be_named(clinic: str) -> None:
    said = " ".join(replayed(clinic, "1,transferred").output.split())
    assert '"transferred" needs a name at "nurse": "transferred bills" or "transferred box".' in said
    assert "The call was over before" not in said


def test_held_for_ever_is_not_going_round(clinic: str, office: PhoneTree) -> None:
    held = replayed(clinic, "3", at="sat 10:00").output
    assert 'stuck at "line"' in held
    assert "nobody is there, and the wait never ends." in held
    circling = ending(office, play_keys(office, DAY, "main", ("3", "3", "3")))
    assert circling == 'The caller is stuck at "main" after 27 s and goes round from here.'
    assert ending(office, play_keys(office, DAY, "main", ()), "You").startswith('You still stand at "main"')


def test_a_comma_in_the_name_of_a_step_counts_as_a_space() -> None:
    text = "tree: T\nstart: who\nnodes:\n  who: {branch: caller known?, cases: {new: hangup, 'Known, of old': desk}}\n"
    tree, problems = read(text + "  desk: {ring: Desk, no_answer: hangup}\n", "t.yaml")
    assert tree is not None, problems
    keys = script_for(tree, DAY, [("who", "case Known, of old"), ("desk", "answered")])
    for said in (",".join(keys), "case known of old"):
        assert play_keys(tree, DAY, "who", script(tree, said)).node == "desk"


def test_an_extension_in_words() -> None:
    text = OFFICE.replace("    no_input: box\n", "    no_input: box\n    extensions: {pattern: 1XX, to: desk}\n", 1)
    tree, problems = read(text, "office.yaml")
    assert tree is not None, problems
    for word, said in (("extension", "> dials an extension"), ("123", "> dials 123")):
        assert said in "\n".join(transcript(tree, play_keys(tree, DAY, "main", (word,)), []))


def test_the_help_explains_the_words() -> None:
    shown = CliRunner().invoke(commands, ["call", "--help"]).output
    for word in ("wait ", "silence ", "given ", "extension ", "no-answer ", "transferred ", "case NAME"):
        assert word in shown


def test_paths_that_there_are_none_of(clinic: str) -> None:
    args = ["paths", clinic, "--at", "mon 10:00", "--as-of", "2026-11-23"]
    none = CliRunner().invoke(commands, [*args, "--to", "stuck"])
    assert (none.exit_code, none.stdout) == (0, "")
    assert none.stderr == "no path of a call on Mon 23 Nov 10:00 ends so: stuck\n"
    dashed, spaced = (CliRunner().invoke(commands, [*args, "--to", ends]).output for ends in ("cut-off", "cut off"))
    assert dashed == spaced
    assert dashed.startswith("cut off")
    assert "zut off" in CliRunner().invoke(commands, [*args, "--to", "zut off"]).output


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


def tree_with(nodes: str) -> PhoneTree:
    """A tree that begins at "main", of these lines."""
    tree, problems = read(f"tree: T\ntopics: [bills, records]\nstart: main\nnodes:\n{nodes}", "t.yaml")
    assert tree is not None, problems
    return tree


DESK_AND_BOX = """
  desk: {ring: Desk, no_answer: hangup}
  box: {voicemail: Box, owner: Ann, reply_within: 1d, topics: [records]}
"""


@pytest.mark.parametrize(
    ("keys", "outcome"),
    [
        ("star", None),
        ("star,star", None),
        ("star,star,star", "stuck"),
        # after something new the star is not pressed for the third time in a row
        ("star,1,9,star,star", None),
        ("star,1,9,star,star,star", "stuck"),
        ("1,9,1", None),
        ("1,9,1,9", "stuck"),
        ("silence,silence,silence", None),
        ("wait", None),
        ("wait,wait", "stuck"),
    ],
)
def test_who_goes_round(keys: str, outcome: str | None) -> None:
    tree = tree_with(
        """
  main: {menu: {seconds: 5}, options: {"*": main, 1: other}, no_input: main, attempts: 5}
  other: {menu: {seconds: 5}, options: {9: main}}
"""
    )
    assert play_keys(tree, DAY, "main", script_of(keys)).outcome == outcome


@pytest.mark.parametrize("name", ["yes,", ",yes", "a,  b ,c", "Yes, please,,"])
def test_a_case_with_commas_in_its_name_can_be_said(name: str) -> None:
    cases = f'{{"no": box, "{name}": desk}}'
    tree = tree_with(f"  main: {{branch: known?, cases: {cases}}}" + DESK_AND_BOX)
    step = f"case {name}"
    for words in (script(tree, [step]), (step,), script_for(tree, DAY, [("main", step)])):
        done = play_keys(tree, DAY, "main", words)
        assert (done.node, done.refused) == ("desk", ()), words
        assert play_keys(tree, DAY, "main", script_of(done.keys)).node == "desk"


@pytest.mark.parametrize("option", ["--longest", "--first"])
def test_more_paths_than_anybody_asks_for(clinic: str, option: str) -> None:
    asked = CliRunner().invoke(commands, ["paths", clinic, option, "99999999999999999999"])
    assert asked.exit_code == 2
    assert "is not in the range 1<=x<=1000000" in asked.output


@pytest.mark.parametrize(
    ("closed", "args", "says"),
    [
        ("<&-", "", "Error: standard input is closed"),
        ("<&-", "--keys 1", ""),
        (">&-", "", "Error: standard output is closed"),
        (">&-", "--caller zero", "Error: standard output is closed"),
    ],
)
def test_closed_streams(clinic: str, closed: str, args: str, says: str) -> None:
    line = f'exec "{sys.executable}" -m ivr_audit call "{clinic}" {args} {closed}'
    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.strip()) == (2 if says else 0, says)
