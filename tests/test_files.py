"""Files are written whole or not at all, and nothing but files is replaced."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import wave
from collections.abc import Callable
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


def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ivr_audit", *words]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["audit", "diagram", "report"])
@pytest.mark.parametrize("link", [None, os.symlink, os.link])
@posix
def test_an_input_is_never_overwritten(tmp_path: Path, command: str, link: Callable[..., None] | None) -> None:
    """Whatever it is called, and by whatever other name it is known."""
    tree = tmp_path / "tree.html"
    tree.write_bytes(Path(LAB).read_bytes())
    output = tree
    if link is not None:
        output = tmp_path / "other.html"
        link(tree, output)
    words = {"diagram": ["--format", "dot"]}.get(command, ["--format", "markdown"])
    done = run(command, str(tree), "--as-of", "2026-11-23", "-o", str(output), *words)
    assert done.returncode == 2
    assert "is read by this command and is not overwritten" in done.stderr
    assert tree.read_bytes() == Path(LAB).read_bytes()


def test_what_is_read_with_a_tree_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "tree.txt").write_text(
        "tree: T\nstart: a\nnodes:\n  a: {say: {text: Hello., audio: hello.wav}, next: b}\n  b: {ring: Desk}\n"
    )
    with wave.open(str(tmp_path / "hello.wav"), "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000))
    before = (tmp_path / "hello.wav").read_bytes()
    done = run("audit", str(tmp_path / "tree.txt"), "-o", str(tmp_path / "hello.wav"))
    assert "is read by this command" in done.stderr
    assert (tmp_path / "hello.wav").read_bytes() == before


def test_two_results_need_two_places(tmp_path: Path) -> None:
    twice = run("report", LAB, "--as-of", "2026-11-23", "--format", "markdown", "-o", "-", "-o", "-")
    assert twice.returncode == 2
    assert "standard output is given twice" in twice.stderr
    assert twice.stdout.count("# Cobalt Ridge Lens Lab\n") == 1
    name = str(tmp_path / "a.json")
    both = run("audit", LAB, "--format", "json", "-o", name, "--baseline", name)
    assert both.returncode == 2
    assert "as --baseline and as -o" in both.stderr


@pytest.mark.parametrize(
    ("output", "says"), [("dirx.html/", "ends like a folder"), ("", "the name of the file is empty")]
)
def test_what_is_no_name_of_a_file(tmp_path: Path, output: str, says: str) -> None:
    with pytest.raises(click.BadParameter, match=says):
        write(output and f"{tmp_path}/{output}", "text")
    assert os.listdir(tmp_path) == []


@posix
def test_a_kill_during_a_write_leaves_the_old_file(tmp_path: Path) -> None:
    """Killed with every byte of the new file written, but before it has the name of the old one."""
    target = tmp_path / "out.txt"
    target.write_text("old")
    script = (
        "import os, sys, time; from ivr_audit.cli.files import write\n"
        "os.replace = lambda *names: (print('written', flush=True), time.sleep(60))\n"
        "write(sys.argv[1], 'new' * 100000)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "written\n"
        writer.kill()
    assert target.read_text() == "old"
