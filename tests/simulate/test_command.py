"""`ivr-audit simulate` as an office manager runs it."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_audit.cli import commands
from ivr_audit.cli.progress import Meter
from ivr_audit.simulate.study import Progress

ROOT = Path(__file__).parents[2]
FAMILY = str(ROOT / "trees/family-physicians.yaml")
SHORT = ("--as-of", "2026-11-23", "--weeks", "1", "--processes", "1")


def ran(*args: str) -> Result:
    return CliRunner().invoke(commands, ["simulate", *args], prog_name="ivr-audit")


def test_text_answers_first_and_says_what_it_rests_on() -> None:
    done = ran(FAMILY, *SHORT, "--replications", "3")
    assert done.exit_code == 0
    head, _, rest = done.output.partition("HOW LONG")
    assert re.search(r"Of 100 callers \d+ reach a person \(\d+(\.\d)?% ± \d", head)
    assert "HOW SURE THIS IS" in rest
    assert "seed 1" in " ".join(head.split())


def test_the_same_seed_says_the_same_on_any_number_of_processes() -> None:
    first = ran(FAMILY, *SHORT, "--replications", "2").output
    both = subprocess.run(
        [sys.executable, "-m", "ivr_audit", "simulate", FAMILY, *SHORT, "--replications", "2", "--processes", "2"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert first == both.stdout
    assert first != ran(FAMILY, *SHORT, "--replications", "2", "--seed", "2").output


def test_one_more_nurse_on_mondays_is_one_command() -> None:
    done = ran(FAMILY, *SHORT, "--replications", "3", "--set", "nurses.people+1 on monday")
    assert done.exit_code == 0
    assert "WHAT IF" in done.output
    assert re.search(r"^  reach a person +\d+(\.\d)?% ± ", done.output, re.MULTILINE)
    said = " ".join(done.output.split())
    assert re.search(r'none of these figures changes; only \d\.\d of 100 calls come to "nurse line"', said)


def test_what_changes_nothing_is_told() -> None:
    done = ran(FAMILY, *SHORT, "--replications", "2", "--set", "patience=5m; calls+20%", "--format", "json")
    assert done.stderr == '--set: "patience=5m" changes nothing, since it is so already\n'
    assert json.loads(done.stdout)["variants"]


def test_variants_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "what-if.yaml"
    file.write_text("a third at the desk: front desk.agents=3\nbusier: calls*2\n")
    done = ran(FAMILY, *SHORT, "--replications", "2", "--variants", str(file), "--format", "json")
    assert [one["name"] for one in json.loads(done.output)["variants"]] == ["a third at the desk", "busier"]


def test_staffing_says_how_many_people() -> None:
    done = ran(FAMILY, *SHORT, "--replications", "2", "--staff", "front desk: 90% in 15s", "--format", "json")
    (found,) = json.loads(done.output)["staffing"]
    assert (found["line"], found["group"], found["within"]) == ("front desk", "reception", 15)
    assert found["people"] == 3
    assert {tried["people"] for tried in found["tried"]} >= {2, 3}


def test_a_call_that_is_replayed_is_the_one_in_the_records() -> None:
    records = ran(FAMILY, *SHORT, "--replications", "2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(records.output, newline="")))
    one = next(row for row in rows if row["replication"] == "1" and row["person"])
    done = ran(FAMILY, *SHORT, "--replay", f"1:{one['call']}", "--format", "json")
    call = json.loads(done.output)["call"]
    assert call["node"] == one["node"]
    assert call["seconds"] == pytest.approx(float(one["seconds"]), abs=0.01)
    text = ran(FAMILY, *SHORT, "--replay", f"1:{one['call']}").output
    assert f'a person answers at "{one["node"]}"' in text
    assert "answered by" in text


def test_parquet_and_plots_are_written(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    file = tmp_path / "visits.parquet"
    done = ran(FAMILY, *SHORT, "--replications", "1", "--format", "parquet", "--records", "visits", "-o", str(file))
    assert done.exit_code == 0
    assert file.read_bytes()[:4] == b"PAR1"
    assert ran(FAMILY, *SHORT, "--replications", "1", "--plots", str(tmp_path / "plots")).exit_code == 0
    names = {path.name for path in (tmp_path / "plots").iterdir()}
    assert {"week.svg", "messages.svg", "queues.svg", "time-to-a-person.svg"} <= names
    assert ran(FAMILY, *SHORT, "--replications", "1", "--plots", str(tmp_path / "all.png")).exit_code == 0
    assert (tmp_path / "all.png").read_bytes().startswith(b"\x89PNG")


def test_parquet_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = ran(FAMILY, *SHORT, "--format", "parquet", "-o", str(tmp_path / "calls.parquet"))
    assert done.exit_code == 1  # `main` makes 2 of it
    assert 'pip install "ivr-audit[parquet]"' in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--replay", "12", "--set", "calls*2"), "--replay plays one call"),
        (("--replay", "first"), "write 4711"),
        (("--replay", "99999999"), "has no call 99999999"),
        (("--format", "csv", "--plots", "x"), "--format csv has the records"),
        (("--precision", "5%", "--set", "calls*2"), "--replications N"),
        (("--precision", "soon"), "soon"),
        (("--precision", "0%"), "try 1%"),
        (("--within", "-3"), "-3"),
        (("--records", "visits"), "--records is for --format csv or parquet"),
        (("--format", "csv", "--fail-on", "error"), "no findings"),
        (("--plots", ""), "name is empty"),
        (("--plots", "no/such/plots.png"), 'no folder "no/such"'),
        (("--plots", "plots.gif"), ".svg, .png, .pdf"),
    ],
)
def test_what_cannot_be_asked_is_said_with_what_can(args: tuple[str, ...], said: str) -> None:
    done = ran(FAMILY, *SHORT, "--replications", "1", *args)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_all_that_does_not_fit_is_said_before_anything_is_simulated(tmp_path: Path) -> None:
    file = tmp_path / "what-if.yaml"
    file.write_text("busy: cals*2\n")
    done = subprocess.run(
        [sys.executable, "-m", "ivr_audit", "simulate", FAMILY, *SHORT, "--set", "nurse lin.agents=3", "--set", "x",
         "--set", "", "--variants", str(file),
         "--staff", "front desk: 100% in 30s", "--staff", "frnt desk: 80% in 30s"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    told = done.stderr.splitlines()
    assert len(told) == 6
    for said in ('"nurse line"', 'cannot set "x"', 'cannot set ""', "what-if.yaml:1:1:", "cannot be promised", "frnt"):
        assert any(said in one for one in told), said


def test_traffic_of_another_file(tmp_path: Path) -> None:
    file = tmp_path / "quiet.yaml"
    file.write_text("traffic: {calls: 20 a week}\n")
    done = ran(FAMILY, *SHORT, "--replications", "1", "--traffic", str(file), "--format", "json")
    read = json.loads(done.output)
    assert read["figures"]["calls"]["mean"] < 60
    assert any("patience" in sentence or "give up" in sentence for sentence in read["assumed"])
    assert any("too short" in sentence for sentence in read["sureness"])


def test_fail_on_counts_what_the_load_shows(tmp_path: Path) -> None:
    done = ran(FAMILY, "--as-of", "2026-11-23", "--weeks", "6", "--replications", "2", "--processes", "1",
               "--fail-on", "advice", "--format", "json")  # fmt: skip
    found = json.loads(done.output)["findings"]
    assert done.exit_code == bool(found)
    assert ran(FAMILY, *SHORT, "--replications", "1").exit_code == 0


def test_precision_goes_on_until_it_is_reached() -> None:
    done = ran(FAMILY, *SHORT, "--precision", "1.5%", "--format", "json")
    read = json.loads(done.output)
    figure = read["figures"]["reached a person"]
    assert 5 <= read["replications"] < 200
    assert (figure["high"] - figure["low"]) / 2 <= 0.015


def test_redacted_shows_no_number() -> None:
    done = ran(FAMILY, *SHORT, "--replications", "1", "--redact")
    assert "Alder Creek" not in done.output
    assert "family-physicians" not in done.output


def test_no_progress_in_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ivr_audit", "simulate", FAMILY, *SHORT, "--replications", "1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""


def test_progress_tells_rate_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    clock = iter([0.0, 2.0, 2.1, 4.0, 4.0, 5.0])
    meter = Meter(10_000, lambda: next(clock), shows=True)
    meter.begin("")
    meter(Progress(0, 5, 1000))
    meter(Progress(1, 5, 1100))  # too soon to be told
    meter.begin("calls*2")
    meter(Progress(0, 5, 900))  # the second study: 1100 and 900 calls
    meter.begin("3 at the desk", 2000)  # measured by itself
    meter(Progress(0, 5, 1500))
    meter.done()
    told = capsys.readouterr().err.replace("\x1b[2K", "").split("\r")[1:]
    assert told == [
        "simulating about 10,000 calls",
        "replication 1 of 5: 1,000 calls, 500 a second, about 18 s left",
        "simulating about 8,900 calls (calls*2)",
        "replication 1 of 5: 2,000 calls, 500 a second, about 16 s left (calls*2)",
        "simulating about 2,000 calls (3 at the desk)",
        "replication 1 of 5: 1,500 calls, 1,500 a second, about 0 s left (3 at the desk)",
        "",
    ]


def test_progress_is_no_wider_than_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    meter = Meter(10, shows=True)
    meter.begin("x" * 300)
    assert len(capsys.readouterr().err.replace("\x1b[2K", "").strip("\r")) == 79


def test_report_has_the_simulation_only_if_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ivr_audit.simulate import study

    whole = study.simulate
    monkeypatch.setattr(study, "simulate", lambda office, seed, **more: whole(office, seed, 2))
    page = tmp_path / "page.html"
    args = ["report", FAMILY, "--as-of", "2026-11-23", "-o", str(page)]
    assert CliRunner().invoke(commands, [*args, "--simulate", "--weeks", "1"]).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert 'id="simulation"' in text
    assert text.count('<figure class="plot">') == 4
    assert " of 100 calls" in text
    assert (
        " style=" not in text.partition('id="simulation"')[2].partition("</section>")[0]
    )  # the page's policy forbids it
    assert CliRunner().invoke(commands, args).exit_code == 0
    assert 'id="simulation"' not in page.read_text(encoding="utf-8")
    paper, text_file = tmp_path / "page.pdf", tmp_path / "page.md"
    both = ["report", FAMILY, "--as-of", "2026-11-23", "-o", str(paper), "-o", str(text_file)]
    assert CliRunner().invoke(commands, both).exit_code == 0
    without = paper.stat().st_size
    assert "simulated" not in text_file.read_text(encoding="utf-8")
    assert CliRunner().invoke(commands, [*both, "--simulate", "--weeks", "1"]).exit_code == 0
    assert paper.stat().st_size > without + 10_000
    assert "## How often: thousands of calls simulated\n" in text_file.read_text(encoding="utf-8")
    alone = CliRunner().invoke(commands, [*args, "--weeks", "1"])
    assert (alone.exit_code, "say --simulate as well" in alone.output) == (2, True)
