"""Files are written whole or not at all, and nothing but files is replaced."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest

from ivr_audit.cli.files import write

LAB = "trees/lens-lab.yaml"
posix = pytest.mark.skipif(os.name != "posix", reason="devices and pipes of Unix")


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")
    target.chmod(0o600)
    write(str(target), "new\n")
    assert target.read_text() == "new\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["out.txt"]


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write(str(tmp_path / "link"), "new\n")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new\n"


@posix
def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write(str(pipe), "through\n")
    reader.join(10)
    assert got == [b"through\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_device_is_written_into() -> None:
    write(os.devnull, "gone\n")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")

    def fail(*names: object) -> None:
        raise OSError(28, "No space left on device", "a name nobody asked for")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space left") as failed:
        write(str(target), "new")
    assert failed.value.filename == str(target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.txt"]


@pytest.mark.parametrize(("name", "says"), [("", "is a folder"), ("no/such", "there is no folder")])
def test_where_no_file_can_be(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(click.BadParameter, match=says):
        write(f"{tmp_path}/{name}", "text")


@posix
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_closed_streams_are_no_traceback(closed: str) -> None:
    command = f'"{sys.executable}" -m ivr_audit audit {LAB} --as-of 2026-11-23 {closed}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


@posix
def test_a_name_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "e\x1b]0;gone\x07\u202ex.yaml"
    path.write_text("tree: T\nstart: nowhere\nnodes:\n  a: {say: Hello., next: hangup}\n")
    done = subprocess.run([sys.executable, "-m", "ivr_audit", "audit", str(path)], capture_output=True, check=False)
    assert b"\x1b" not in done.stdout + done.stderr
    assert "U+202E" in done.stderr.decode()
