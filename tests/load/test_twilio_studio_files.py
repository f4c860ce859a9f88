"""Files of Twilio Studio: sub-flows, folders, wrappers, and what is wrong in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from studio_flows import (
    flow,
    gather,
    keys,
    ring_of,
    say,
    setting,
    tree_of,
    widget,
)

from ivr_audit import model
from ivr_audit.load import read


def test_subflow_of_another_file(tmp_path: Path) -> None:
    sid = "FW" + "0" * 32
    inner = flow(None, parent="hello", description="Closing", hello=say("Inner.", "inner_end"), inner_end=setting(None))
    (tmp_path / "inner.json").write_text(json.dumps({"sid": sid, "definition": inner}), encoding="utf-8")
    outer = flow(
        "run",
        run=widget("run-subflow", {"completed": "bye", "failed": None}, flow_sid=sid, flow_revision="LatestPublished"),
        bye=say("Goodbye."),
    )
    (tmp_path / "outer.json").write_text(json.dumps(outer), encoding="utf-8")
    tree, problems = read(tmp_path)
    assert tree is not None, problems
    hello = tree.nodes["hello"]
    assert isinstance(hello, model.Say)
    assert hello.next == "bye"
    assert [entry.node for entry in tree.entries] == ["hello"]


def test_subflow_that_was_not_given(tmp_path: Path) -> None:
    run = widget("run-subflow", {"completed": "bye", "failed": None}, flow_sid="${FLOW}")
    tree = tree_of(flow("run", run=run, bye=say("Goodbye.")), tmp_path)
    node = tree.nodes["run"]
    assert isinstance(node, model.Branch)
    assert {case.name: case.to for case in node.cases} == {
        "completed": "bye",
        "does not come back": "leaves the file: run",
    }


def test_flows_that_run_each_other(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        run = widget("run-subflow", {"completed": None, "failed": None}, flow_sid=other)
        made = flow("hello", "hello", one, hello=say(f"This is {one}.", "run"), run=run)
        (tmp_path / f"{one}.json").write_text(json.dumps(made), encoding="utf-8")
    tree, problems = read(tmp_path)
    assert tree is not None, problems
    assert len(tree.entries) == 2
    assert any(sentence.startswith("this flow runs itself") for sentence in tree.not_said)


def test_messages_only(tmp_path: Path) -> None:
    made = flow(None, ask=widget("send-and-wait-for-reply", {"incomingMessage": None}))
    (tmp_path / "f.json").write_text(json.dumps(made), encoding="utf-8")
    tree, problems = read(tmp_path / "f.json")
    assert tree is None
    assert "messages only" in problems[0].message


def test_only_what_a_call_comes_to_counts(tmp_path: Path) -> None:
    made = flow("hello", hello=say("Hello."), other=widget("send-and-wait-for-reply", {"incomingMessage": "hello"}))
    assert set(tree_of(made, tmp_path).nodes) == {"hello"}


def test_flow_that_ends_at_once(tmp_path: Path) -> None:
    tree = tree_of(flow("a", a=setting("b"), b=widget("run-function", {"success": None, "fail": None})), tmp_path)
    (node,) = tree.nodes.values()
    assert isinstance(node, model.Hangup)


def test_start_names_a_flow(tmp_path: Path) -> None:
    for name in ("north", "south"):
        made = flow("hello", description=f"Office {name}", hello=say(f"This is {name}."))
        (tmp_path / f"{name}.json").write_text(json.dumps(made), encoding="utf-8")
    tree, _ = read(tmp_path, start="south")
    assert tree is not None
    assert tree.name == "Office south"
    both, _ = read(tmp_path)
    assert both is not None
    assert [entry.number for entry in both.entries] == ["Office north", "Office south"]
    none, problems = read(tmp_path, start="souht")
    assert none is None
    assert 'did you mean "south"?' in problems[0].message


@pytest.mark.parametrize("wrap", ["object", "text", "list"])
def test_wrappers(tmp_path: Path, wrap: str) -> None:
    made = flow("hello", hello=say("Hello."))
    inner = json.dumps(made) if wrap == "text" else made
    outer = [{"friendly_name": "Front desk", "definition": inner}] if wrap == "list" else {
        "friendly_name": "Front desk", "definition": inner
    }  # fmt: skip
    tree = tree_of(outer, tmp_path)
    assert (tree.name, set(tree.nodes)) == ("Front desk", {"hello"})


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ('{"states": [], "initial_state": "Trigger",\n "oops"}', "this is not JSON", 2),
        ('{"states": {},\n"initial_state": "Trigger"}', "are not a list", 1),
        ('{"states": [],\n"initial_state": "Trigger"}', 'the flow starts at "Trigger", which it does not have', 2),
        ('{"states": [{"type": "trigger"}],\n"initial_state": "Trigger"}', "has no name", 1),
    ],
)
def test_broken_files(tmp_path: Path, text: str, said: str, line: int) -> None:
    (tmp_path / "f.json").write_text(text, encoding="utf-8")
    tree, problems = read(tmp_path / "f.json")
    assert tree is None
    assert any(said in problem.message and problem.place.line == line for problem in problems), problems


def test_widget_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text(json.dumps(flow("helo", hello=say("Hello."))), encoding="utf-8")
    _, problems = read(tmp_path / "f.json")
    assert 'leads to "helo"' in problems[0].message
    assert 'did you mean "hello"?' in problems[0].message


def test_templated_numbers_and_odd_values(tmp_path: Path) -> None:
    made = flow(
        "menu",
        menu=gather("Press 1.", "which", number_of_digits="{{n}}", loop="many"),
        which=keys("menu", k1="ring"),
        ring=widget("connect-call-to", {"callCompleted": None}, noun=None, to=None, timeout="1e999"),
    )
    made["states"][1]["properties"]["timeout"] = "${TIMEOUT}"
    ring = ring_of(made, tmp_path)
    assert (ring.ring_for, ring.who) == (30.0, "ring")


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    text = json.dumps(flow("hello", hello=say("Grüß Gott.")), indent=1, ensure_ascii=False).replace("\n", "\r\n")
    (tmp_path / "flow").write_bytes(b"\xef\xbb\xbf" + text.encode())
    tree, problems = read(tmp_path / "flow")
    assert tree is not None, problems
    before = text[: text.index('"name": "hello"')].count("\n")
    assert (tree.system, tree.nodes["hello"].place.line) == ("twilio-studio", before)
