"""Broken inputs: each is answered with the sentences in the `.expected` file beside it, and none with a traceback."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ivr_audit.load import native, yaml_nodes
from ivr_audit.model import PhoneTree
from ivr_audit.place import InputError, Place, Problem

FOLDER = Path(__file__).parent / "broken"
SMALL = "tree: T\nstart: a\nnodes: {a: {hangup: Bye}}\n"
GOOD = (Path(__file__).parent / "trees" / "every-field.yaml").read_text(encoding="utf-8")
USABLE = {"bom", "dangling", "tabs-in-text"}
OTHER_IN_PYTHON = {"bad-escape", "impossible-hours", "tabs-in-text"}
"""Where PyYAML's own parser stops at another column, or at a tab that libyaml lets pass."""
SECONDS = 5
"""No input of a megabyte or ten may take longer; most take a hundredth of it."""


def read(content: bytes | str, source: str = "t.yaml") -> tuple[PhoneTree | None, list[Problem]]:
    return native.read(content, source, folder=FOLDER)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_messages(path: Path) -> None:
    tree, problems = read(path.read_bytes(), path.name)
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert [str(problem) for problem in problems] == expected
    assert (tree is not None) == (path.stem in USABLE)
    assert [problem.place for problem in problems] == sorted(problem.place for problem in problems)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_parser_in_python_says_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if path.stem in OTHER_IN_PYTHON:
        pytest.skip("known to differ")
    problems = read(path.read_bytes(), path.name)[1]
    monkeypatch.setattr(native, "compose", partial(yaml_nodes.compose, composer=yaml_nodes.PureComposer))
    assert read(path.read_bytes(), path.name)[1] == problems


def test_every_input_has_its_messages() -> None:
    assert {p.stem for p in FOLDER.glob("*.yaml")} == {p.stem for p in FOLDER.glob("*.expected")}


@pytest.mark.parametrize(
    ("name", "rules"),
    [("duplicates", {"duplicate-key"}), ("dangling", {"dangling-target"}), ("wrong-types", {"syntax"})],
)
def test_rules(name: str, rules: set[str]) -> None:
    assert {problem.rule for problem in read((FOLDER / f"{name}.yaml").read_bytes())[1]} == rules


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[" * 100_000, 1, "nested deeper than 40 levels"),
        ("[" * 100_000 + "]" * 100_000, 1, "nested deeper than 40 levels"),
        ('{"a":' * 100_000, 1, "nested deeper than 40 levels"),
        ("- " * 100_000, 1, "nested deeper than 40 levels"),
        ("? " * 100_000, 1, "nested deeper than 40 levels"),
        ("tree: '" + "[" * 1_000_000 + "'", 1, "this text has 1000000 characters; at most 100000 are read"),
        ("tree: T\nowner: " + "x" * 10_000_000, 2, "this text has 10000000 characters; at most 100000 are read"),
        ("tree: T\nowner: |\n" + "  x\n" * 2_500_000, 2, "this text has 5000000 characters; at most 100000 are read"),
        ("tree: T\n" + "x" * 10_000_000 + ": T", 2, "longer than 1000 characters"),
        ("x" * 10_000_000, 1, "this text has 10000000 characters; at most 100000 are read"),
    ],
    ids=["open", "closed", "braces", "items", "keys", "quoted", "plain", "block", "key", "bare"],
)
def test_generated(text: str, line: int, message: str) -> None:
    start = time.perf_counter()
    tree, problems = read(text)
    assert tree is None
    assert [(problem.place.line, message in problem.message) for problem in problems] == [(line, True)]
    assert len(problems[0].message) < 200
    assert time.perf_counter() - start < SECONDS


def test_forty_levels_in_the_parser_in_python() -> None:
    for text in ("[" * 100_000, "- " * 100_000):
        with pytest.raises(InputError, match="nested deeper than 40 levels"):
            yaml_nodes.compose(text, "t.yaml", yaml_nodes.PureComposer)


def test_an_anchor_used_twice_is_fine() -> None:
    tree, problems = read("tree: T\nstart: a\nnodes: {a: &bye {hangup: Bye}, b: *bye}\n")
    assert problems == []
    assert tree is not None
    assert [node.name for node in tree.nodes.values()] == ["a", "b"]


def said(text: str) -> list[str]:
    return [problem.message for problem in read(text)[1]]


def test_a_field_that_is_misspelt_is_not_missing_too() -> None:
    text = "Tree: T\nStart: a\nNodes: {a: {say: Hello., next: b}, b: {menu: Press 1., options: {1: {too: a}}}}\n"
    assert said(text) == [
        'unknown field in the tree: "Tree"; did you mean "tree"?',
        'unknown field in the tree: "Start"; did you mean "start"?',
        'unknown field in the tree: "Nodes"; did you mean "nodes"?',
        'unknown field in key "1": "too"; did you mean "to"?',
    ]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Press # now.", 14),
        ("Press 1 #", 16),
        ("Press 1.  # the desk", None),
        ("Press 1.   # the desk", None),
        ("Press 1.\t# the desk", None),
        ("Press C# or 1.", None),
        ('"Press # now."', None),
        ('"Press 1." # the desk', None),
        (">- # the desk\n   Press # now.", None),
        ('"" # nothing yet', None),
    ],
)
def test_a_prompt_that_a_comment_cuts_off(text: str, column: int | None) -> None:
    found = read(f"tree: T # test\nstart: a # here\nnodes:\n a:\n  say: {text}\n  next: hangup # the end\n", "t")[1]
    assert [problem.place for problem in found] == ([] if column is None else [Place("t", 5, column)])


@pytest.mark.parametrize(("field", "is_cut"), [("owner: Ann, room #5", True), ("owner: Ann # room 5", False)])
def test_a_text_that_a_comment_cuts_off(field: str, is_cut: bool) -> None:
    assert len(said(f"{SMALL}{field}\n")) == is_cut


def test_silence_is_written() -> None:
    welcome = SMALL.replace("hangup: Bye", "say: {}, next: hangup")
    assert said(welcome.replace("{}", "")) == ['a text is missing after "say"; write "" for silence']
    assert said(welcome.replace("{}", '""')) == []
    assert said(SMALL.replace("Bye", "")) == []


def test_a_missing_space_before_the_fields_of_a_node() -> None:
    text = "tree: T\nstart: main\nnodes:\n  main:{hangup: Hi}\n  b: {say: Hi, next: main}\n"
    assert said(text) == ['a space is missing after the ":" in "main:{hangup"']


def test_phones_may_ring_for_as_long_as_an_answer_takes() -> None:
    ring = "d: {{ring: D, ring_for: {}, answers_after: {}, no_answer: hangup}}"
    for rings, answered, wrong in (("20s", "20s", 0), ("1m", "50s", 0), ("20s", "21s", 1)):
        assert len(said(f"{SMALL[:-2]}, {ring.format(rings, answered)}}}\n")) == wrong
    assert said(f"{SMALL[:-2]}, d: {{ring: D, answers_after: 5m, no_answer: hangup}}}}\n") == []


def check_answered(content: bytes | str) -> None:
    tree, problems = read(content)
    assert tree is not None or problems
    assert tree is None or all(problem.rule == "dangling-target" for problem in problems)
    for problem in problems:
        assert problem.message.isprintable()
        assert len(problem.message) < 400


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
@example(b"\xff\xfe\0\0")
@example(b"tree: \xed\xa0\x80")
@example(b"%YAML 9.9\n---\na")
def test_any_bytes_are_answered(content: bytes) -> None:
    check_answered(content)


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
@example("\ud800")
@example("a: \u2028b: [")
def test_any_text_is_answered(content: str) -> None:
    check_answered(content)


SCRAPS = [
    "{", "}", "[", "]", ":", ": ", "\n", "\n  ", "\t", "#", "*", "&a ", "*a", "!x ", "'", '"', "|", ">", "- ", "? ",
    "~", "<<: ", "---\n", "99999999999999999999", "-1", "1e999", "hangup", "closed", "{to: main}", "[a]", "\\", "\0",
    "é", "2026-02-30", "25:00", "menu: x", "US-NY",
]  # fmt: skip
CHANGES = st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.sampled_from(SCRAPS))


@given(st.lists(CHANGES, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_mutated_trees_are_answered(changes: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for start, length, scrap in changes:
        text = text[:start] + scrap + text[start + length :]
    check_answered(text)


LINES = GOOD.splitlines()


@given(st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_shuffled_trees_are_answered(picked: list[int]) -> None:
    lines = list(LINES)
    for line in picked:
        lines[line], lines[-line] = lines[-line], lines[line]
    check_answered("\n".join(lines))
