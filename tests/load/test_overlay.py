"""What an office knows besides, laid over a tree that was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_audit.load import load, read
from ivr_audit.model import HoursCheck, Menu, Queue, Voicemail

TREE = """\
tree: T
topics: [billing]
hours: {office: {mon-fri: 08:00-17:00}}
start: open?
nodes:
  open?: {hours: office, open: main, closed: box}
  main:
    menu: For billing, press 1. For a nurse, press 2.
    options: {1: desk, 2: {to: desk, share: 20%}}
    no_input: box
  desk: {queue: Desk, overflow: box}
  box: {voicemail: Box, greeting: {text: Hello., seconds: 4}}
"""


def laid(tmp_path: Path, overlay: str) -> tuple[object, list[str]]:
    (tmp_path / "t.yaml").write_text(TREE)
    (tmp_path / "office.yaml").write_text(overlay)
    tree, problems = read(tmp_path / "t.yaml", overlay=tmp_path / "office.yaml")
    return tree, [str(problem).replace(f"{tmp_path.as_posix()}/", "") for problem in problems]


def test_what_it_says_is_added_and_nothing_else_changes(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TREE)
    (tmp_path / "o.yaml").write_text(
        "owner: Joyce\ntimezone: Europe/Rome\ntopics: [nurse]\nhours: {late: {tue: 08:00-19:00}}\n"
        "nodes:\n"
        "  open?: {hours: late}\n"
        "  main: {menu: {seconds: 14}, options: {2: {about: [nurse]}, 1: box}}\n"
        "  desk: {staffed: late, handles: [billing, nurse], wait: 4m}\n"
        "  box: {owner: Ann, reply_within: 24h, greeting: {audio: hello.wav}}\n"
    )
    before, after = load(tmp_path / "t.yaml"), load(tmp_path / "t.yaml", overlay=tmp_path / "o.yaml")
    assert (after.owner, after.timezone, after.topics) == ("Joyce", "Europe/Rome", ("billing", "nurse"))
    assert list(after.hours) == ["office", "late"]
    clock, main, desk, box = after.nodes.values()
    assert isinstance(clock, HoursCheck)
    assert isinstance(main, Menu)
    assert isinstance(desk, Queue)
    assert isinstance(box, Voicemail)
    assert (clock.hours, clock.open, clock.closed) == ("late", "main", "box")
    assert (main.prompt.text, main.prompt.seconds) == ("For billing, press 1. For a nurse, press 2.", 14)
    assert [(o.key, o.to, o.about, o.share) for o in main.options] == [
        ("1", "box", (), None),
        ("2", "desk", ("nurse",), 0.2),
    ]
    assert (desk.staffed, desk.handles, desk.overflow) == ("late", ("billing", "nurse"), "box")
    assert desk.wait is not None
    assert desk.wait.typical == 240
    assert (box.owner, box.reply_within, box.greeting) == ("Ann", 86400, box.greeting)
    assert (box.greeting.text, box.greeting.seconds, box.greeting.audio) == ("Hello.", 4, "hello.wav")
    assert str(box.at("owner")).endswith("o.yaml:9:9")
    assert str(main.at("no_input")).endswith("t.yaml:10:5")
    assert before.nodes["main"].place == main.place


def test_a_node_of_another_kind_is_described_anew(tmp_path: Path) -> None:
    tree, problems = laid(tmp_path, "nodes: {desk: {ring: Joyce, ring_for: 30s, no_answer: box}}\n")
    assert problems == []
    assert tree.nodes["desk"].kind == "ring"


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ("nodes: {mian: {menu: Hi}}\n", 'office.yaml:1:9: unknown node "mian"; did you mean "main"?'),
        ("nodes: {box: {ownr: Ann}}\n", 'unknown field in voicemail "box": "ownr"; did you mean "owner"?'),
        ("nodes: {main: {options: {7: box}}}\n", 'unknown key in "options": "7"; known: "1" and "2"'),
        ("nodes: {open?: {hours: offce}}\n", 'unknown hours "offce"; did you mean "office"?'),
        ("start: main\n", 'unknown field in the overlay: "start"'),
        ("nodes: {main: {no_input: nowhere}}\n", 'unknown node "nowhere"'),
        ("", "nothing is said here"),
        ("nodes: [main]\n", '"nodes" must be named nodes'),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, overlay: str, said: str) -> None:
    tree, problems = laid(tmp_path, overlay)
    assert tree is None
    assert any(said in problem for problem in problems), problems


def test_a_missing_overlay(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TREE)
    tree, (problem,) = read(tmp_path / "t.yaml", overlay=tmp_path / "none.yaml")
    assert tree is None
    assert "there is no such file" in problem.message


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("{callback: '1'}", "queue"),
        ("{callback: 5, wait: 4m}", "queue"),
        ("{callback: Joyce, within: 2h}", "callback"),
        ("{queue: Desk, callback: '#'}", "queue"),
    ],
)
def test_a_word_that_is_a_kind_and_a_field_is_told_by_its_value(tmp_path: Path, said: str, kind: str) -> None:
    tree, problems = laid(tmp_path, f"nodes: {{desk: {said}}}\n")
    assert problems == []
    assert tree.nodes["desk"].kind == kind  # type: ignore[attr-defined]


def test_a_node_without_a_field_of_that_name_is_described_anew(tmp_path: Path) -> None:
    tree, problems = laid(tmp_path, "nodes: {main: {callback: Joyce, within: 2h}}\n")
    assert problems == []
    assert tree.nodes["main"].kind == "callback"  # type: ignore[attr-defined]
