"""Files that are no files, or no trees, and recordings that are none."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import pytest

from ivr_audit.load import native
from ivr_audit.load.audio import measured
from ivr_audit.place import InputError

loading = import_module("ivr_audit.load")
SMALL = "tree: T\nstart: a\nnodes: {a: {hangup: Bye}}\n"
EVERY_FIELD = Path(__file__).parent / "trees" / "every-field.yaml"


def messages(text: str) -> list[str]:
    return [str(problem) for problem in native.read(text, "t.yaml")[1]]


def said_of(path: Path | str) -> str:
    tree, (problem,) = loading.read(path)
    assert tree is None
    return str(problem.message)


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "lost.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    assert said_of(tmp_path / "lost.yaml").endswith("it is a link to a file that is not there")
    assert said_of(tmp_path / "loop.yaml").endswith("it is a link that leads back to itself")
    (tmp_path / "t.yaml").write_text(SMALL)
    (tmp_path / "ivr-audit.yaml").symlink_to(tmp_path / "nowhere")
    assert said_of(tmp_path / "t.yaml").endswith("it is a link to a file that is not there")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert said_of(tmp_path / "pipe.yaml").startswith("this is not a file")
    assert said_of("/dev/zero").startswith("this is not a file")
    (tmp_path / "t.yaml").write_text(SMALL.replace("Bye", "{audio: pipe.wav}"))
    os.mkfifo(tmp_path / "pipe.wav")
    assert loading.read(tmp_path / "t.yaml")[1] == []
    os.mkfifo(tmp_path / "ivr-audit.yaml")
    assert said_of(tmp_path / "t.yaml").startswith("this is not a file")


def test_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert said_of("-") == "standard input is closed"


def test_recordings_without_a_length(tmp_path: Path) -> None:
    (tmp_path / "cut.wav").write_bytes(b"RIFF\x0e\0\0\0WAVELIST\xff\xff\0\0ab")
    (tmp_path / "one.wav").symlink_to(tmp_path / "two.wav")
    (tmp_path / "two.wav").symlink_to(tmp_path / "one.wav")
    assert [measured(tmp_path, name) for name in ("cut.wav", "one.wav")] == [None, None]


def test_what_is_no_tree_says_how_to_leave_it_out() -> None:
    (said,) = messages("version: 3\nservices: {web: {}}\n")
    assert said.endswith("to leave out a file of a folder, name the trees instead of the folder")
    (said,) = messages("audit: {}\n")
    assert 'stand in "ivr-audit.yaml"' in said


def test_find(tmp_path: Path) -> None:
    for name, text in {
        "b.yaml": SMALL,
        "a.yml": SMALL,
        "ivr-audit.yaml": "audit: {}",
        "other.yaml": "services: {}",
        ".hidden.yaml": SMALL,
        "notes.txt": "",
    }.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "lost.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "old.yaml").mkdir()
    assert [path.name for path in loading.find(tmp_path)] == ["a.yml", "b.yaml", "lost.yaml", "other.yaml"]
    assert loading.find(tmp_path / "other.yaml") == [tmp_path / "other.yaml"]
    assert loading.find("-") == [Path("-")]


@pytest.mark.parametrize(
    ("name", "said"),
    [("missing.yaml", "there is no such file"), ("a" * 5000, "there is no such file"), (".", "no phone tree")],
)
def test_nothing_to_find(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        loading.find(tmp_path / name)


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.yaml").write_text(SMALL)
    monkeypatch.setattr(loading, "LARGEST", 20)
    for path, said in (("t.yaml", "larger than"), ("none.yaml", "there is no such file"), (".", "larger than")):
        tree, problems = loading.read(tmp_path / path)
        assert tree is None
        assert said in problems[0].message
        with pytest.raises(InputError, match=said):
            loading.load(tmp_path / path)
