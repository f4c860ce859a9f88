"""Ctrl-C while `ivr-audit simulate` runs: a real process, and the signal that a terminal sends to all of its group."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

if os.name != "posix":
    pytest.skip("needs signals and terminals", allow_module_level=True)

import pty  # there is none on Windows
import termios  # nor this

ROOT = Path(__file__).parents[2]
FAMILY = str(ROOT / "trees/family-physicians.yaml")
ENDLESS = ("--replications", "10000")
TOLD = rb"a second, about [^(\r]* left"


class Stopped(NamedTuple):
    """What an interrupted command left: its exit code, its output, what stood on the terminal, and how long it took."""

    code: int
    out: str
    err: str
    seconds: float


def stopped(*args: str, until: bytes = TOLD) -> Stopped:
    """Interrupt the command as soon as `until` stands on its terminal."""
    terminal, its_side = pty.openpty()
    termios.tcsetwinsize(its_side, (24, 200))
    begun = [sys.executable, "-m", "ivr_audit", "simulate", FAMILY, "--as-of", "2026-11-23", *args]
    running = subprocess.Popen(begun, stdout=subprocess.PIPE, stderr=its_side, start_new_session=True)
    os.close(its_side)
    try:
        seen = b""
        while not re.search(until, seen):
            more = os.read(terminal, 65536)
            assert more, seen
            seen += more
        at = time.monotonic()
        os.killpg(running.pid, signal.SIGINT)
        try:
            out, _ = running.communicate(timeout=10)
        except subprocess.TimeoutExpired:  # Python loses one that comes while it tidies up: press it again, as one does
            os.killpg(running.pid, signal.SIGINT)
            out, _ = running.communicate(timeout=110)
        seconds = time.monotonic() - at
        return Stopped(running.returncode, out.decode(), _rest(terminal), seconds)
    finally:
        running.kill()
        os.close(terminal)


def _rest(terminal: int) -> str:
    """What the terminal shows after the last progress was taken away."""
    seen = b""
    os.set_blocking(terminal, False)
    try:
        while more := os.read(terminal, 65536):
            seen += more
    except OSError:
        pass
    return seen.decode().rpartition("\x1b[2K")[2]


@pytest.mark.parametrize("processes", ["1", "2"])
def test_what_is_done_is_told(processes: str) -> None:
    until = rb"replication [2-9]\d* of 10000: [^(\r]*left" if processes == "1" else TOLD
    found = stopped("--weeks", "1", *ENDLESS, "--processes", processes, "--format", "json", until=until)
    assert found.code == 130
    read = json.loads(found.out)
    assert read["interrupted"]
    assert 1 <= read["replications"] < 10000
    assert re.fullmatch(r"interrupted: \d+ of 10000 replications are done\s*", found.err)


def test_variants_that_are_done_are_told_and_the_others_named() -> None:
    found = stopped(
        "--weeks", "2", "--replications", "30", "--processes", "2", "--set", "front desk.agents=3",
        "--set", "calls*20", "--set", "patience=2m", until=rb"second[^\r]*\(calls\*20\)",
    )  # fmt: skip
    assert found.code == 130
    assert "WHAT IF\n  front desk.agents=3: " in found.out
    assert "not simulated, for lack of time" in found.out
    assert re.search(r"interrupted: what is done is told; not simulated: .*patience=2m", found.err)
    assert "Traceback" not in found.err


def test_a_search_for_people_tells_how_far_it_came() -> None:
    found = stopped(
        "--weeks", "2", "--replications", "40", "--processes", "2", "--staff", "front desk: 90% in 15s",
        "--staff", "nurse line: 80% in 40s", until=rb'second[^\r]*\(\d at "front desk"\)',
    )  # fmt: skip
    assert found.code == 130
    assert "Interrupted before it was found how many people it takes" in " ".join(found.out.split())
    assert "HOW SURE THIS IS" in found.out
    assert "not simulated: nurse line: 80% in 40s" in " ".join(found.err.split())


@pytest.mark.parametrize("processes", ["1", "2"])
def test_csv_has_whole_records_so_far(processes: str, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    found = stopped("--weeks", "4", *ENDLESS, "--processes", processes, "--format", "csv", "-o", str(file))
    assert found.code == 130
    raw = file.read_bytes()
    assert raw.endswith(b"\r\n")
    head, *rows = csv.reader(raw.decode().splitlines())
    assert rows
    assert {len(row) for row in rows} == {len(head)}
    assert f"the records of {len(rows):,} calls were written" in found.err
    assert [path.name for path in tmp_path.iterdir()] == ["calls.csv"]


def test_parquet_can_be_read_so_far(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "calls.parquet"
    found = stopped("--weeks", "4", *ENDLESS, "--processes", "1", "--format", "parquet", "-o", str(file))
    assert found.code == 130
    rows = parquet.read_table(file).num_rows
    assert rows > 0
    assert f"the records of {rows:,} calls were written" in found.err


def test_plots_show_what_is_done(tmp_path: Path) -> None:
    file = tmp_path / "plots.png"
    found = stopped("--weeks", "1", *ENDLESS, "--processes", "2", "--plots", str(file))
    assert found.code == 130
    assert file.read_bytes().startswith(b"\x89PNG")
    assert "interrupted: " in found.err
    assert "nterrupted after" in " ".join(found.out.split())


def test_processes_that_begin_do_not_complain() -> None:
    """An interrupt while they start reaches the first process alone."""
    found = stopped("--weeks", "1", *ENDLESS, "--processes", "2", until=b"simulating")
    assert found.code == 130
    assert "Traceback" not in found.err
