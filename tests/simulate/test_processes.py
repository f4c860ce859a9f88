"""Processes that simulate together: one that is killed, a folder without room, and nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from made_offices import busy_office

from ivr_audit.place import InputError
from ivr_audit.simulate.study import Progress, simulate
from ivr_audit.simulate.workers import workers

if os.name != "posix":
    pytest.skip("needs signals and limits", allow_module_level=True)

import resource  # there is none on Windows

ROOT = Path(__file__).parents[2]
COMMAND = (
    sys.executable, "-m", "ivr_audit", "simulate", str(ROOT / "trees/family-physicians.yaml"), "--as-of", "2026-11-23",
    "--processes", "2",
)  # fmt: skip


@contextmanager
def counting(folder: str) -> Iterator[Callable[[int], int]]:
    """Says how many tasks anybody has done so far."""

    def done(task: int) -> int:
        (Path(folder) / str(task)).touch()
        return len(os.listdir(folder))

    yield done


@contextmanager
def failing() -> Iterator[Callable[[int], int]]:
    """Cannot do the third task."""

    def done(task: int) -> int:
        if task == 2:
            raise OSError(28, "No space left on device")
        return task

    yield done


def test_answers_come_in_order_and_tasks_are_not_given_out_far_ahead(tmp_path: Path) -> None:
    with workers(2, counting, str(tmp_path)) as pool:
        answers = pool.answers(40)
        first = next(answers)
        time.sleep(0.5)
        assert first <= len(os.listdir(tmp_path)) <= 6
        assert len(list(answers)) == 39
    assert sorted(map(int, os.listdir(tmp_path))) == list(range(40))


def test_what_a_task_raises_is_raised_here() -> None:
    with workers(2, failing) as pool, pytest.raises(OSError, match="No space left"):
        list(pool.answers(5))
    assert not multiprocessing.active_children()


def test_a_process_that_is_killed_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def kill_one(progress: Progress) -> None:
        for process in multiprocessing.active_children()[:1]:
            os.kill(process.pid or 0, signal.SIGKILL)

    with pytest.raises(InputError, match="ended from outside, perhaps since memory ran out; say --processes 1"):
        simulate(busy_office(2), 1, 500, processes=2, progress=kill_one)
    assert not multiprocessing.active_children()
    assert not list(tmp_path.glob("ivr-audit-*"))


def test_a_folder_without_room_is_told_and_left_empty(tmp_path: Path) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    found = subprocess.run(
        [*COMMAND, "--weeks", "4"], env=os.environ | {"TMPDIR": str(tmp_path)}, preexec_fn=no_room,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 2
    assert found.stderr.splitlines()[-1] == (
        f'--processes: the folder "{tmp_path}" cannot take the records on their way between processes: file too large; '
        "free some room there, name another folder in TMPDIR, or say --processes 1"
    )
    assert "Traceback" not in found.stderr
    assert not list(tmp_path.iterdir())


def test_a_name_too_long_for_processes_to_talk_is_told(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 120)
    folder.mkdir()
    found = subprocess.run(
        [*COMMAND, "--weeks", "1"],
        env=os.environ | {"TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in found.stderr
    assert found.returncode == 0 or (found.returncode == 2 and "say --processes 1" in found.stderr)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_records_go_with_the_first_process(number: signal.Signals, tmp_path: Path) -> None:
    running = subprocess.Popen(
        [*COMMAND, "--replications", "150"], env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        assert _comes(lambda: any(tmp_path.glob("ivr-audit-*/*.calls")))
        running.send_signal(number)
        running.wait(30)
        assert _comes(lambda: not any(tmp_path.glob("ivr-audit-*")))
    finally:
        running.kill()


def _comes(is_so: Callable[[], bool]) -> bool:
    """Whether it comes to be so within 30 s."""
    for _ in range(300):
        if is_so():
            return True
        time.sleep(0.1)
    return False
