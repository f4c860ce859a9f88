"""A file with what the office knows that lies in the folder that is audited: it is no tree of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr_audit.cli import commands
from ivr_audit.load import find, read
from ivr_audit.place import InputError

DIALPLAN = "[incoming]\nexten => 5550100,1,Dial(SIP/desk,20)\n same => n,VoiceMail(100@default)\n"
OFFICE = "nodes: {desk: {people: 2}, voicemail 100: {owner: Joyce}}\n"
TREE = "tree: T\nstart: desk\nnodes: {desk: {ring: Desk, no_answer: box}, box: {voicemail: Box}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pbx").mkdir()
    (tmp_path / "pbx" / "extensions.conf").write_text(DIALPLAN)
    (tmp_path / "pbx" / "office.yaml").write_text(OFFICE)
    return tmp_path / "pbx"


@pytest.mark.parametrize("command", [["audit", "--fail-on", "never"], ["call", "--keys", ""], ["paths"]])
def test_what_is_given_with_a_folder_is_left_out_of_it(folder: Path, command: list[str]) -> None:
    name, *options = command
    result = CliRunner().invoke(commands, [name, str(folder), "--with", str(folder / "office.yaml"), *options])
    assert result.exit_code == 0, result.output
    assert "desk" in result.output


def test_it_is_left_out_under_any_name(folder: Path) -> None:
    (folder.parent / "link.yaml").symlink_to(folder / "office.yaml")
    assert find(folder, folder / "office.yaml") == find(folder, folder.parent / "link.yaml") == [folder]
    assert find(folder, folder / ".." / "pbx" / "office.yaml") == [folder]


def test_trees_beside_it_are_read_with_it(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TREE)
    (tmp_path / "office.yaml").write_text("owner: Joyce\n")
    assert find(tmp_path, tmp_path / "office.yaml") == [tmp_path / "t.yaml"]
    (tmp_path / "t.yaml").unlink()
    with pytest.raises(InputError, match="no phone tree"):
        find(tmp_path, tmp_path / "office.yaml")


@pytest.mark.parametrize(
    "office",
    [
        OFFICE,
        "holidays: US\n",
        "hours: {office: {mon-fri: 08:30-17:00}}\nnodes: {open?: {hours: office}}\n",
        "tree: Clinic\nnodes: {desk: {staffed: always}}\n",
    ],
)
def test_read_by_itself_it_is_told_in_one_sentence_where_it_belongs(tmp_path: Path, office: str) -> None:
    (tmp_path / "office.yaml").write_text(office)
    tree, (problem,) = read(tmp_path / "office.yaml")
    assert tree is None
    assert "audit the files of the phone system, and add this one with --with" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        TREE.replace("start: desk\n", ""),
        TREE.replace("tree: T\n", ""),
        "owner: Joyce\nnodez: {desk: {staffed: always}}\n",
    ],
)
def test_a_tree_with_a_mistake_is_no_overlay(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.yaml").write_text(text)
    _, problems = read(tmp_path / "t.yaml")
    assert problems
    assert not any("--with" in problem.message for problem in problems)
