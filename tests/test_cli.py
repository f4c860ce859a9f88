"""The commands as a user runs them: output, exit codes, and what each may import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ivr_audit.cli import COMMANDS

FAMILY = "trees/family-physicians.yaml"
LAB = "trees/lens-lab.yaml"
DAY = ("--as-of", "2026-11-23")


class Ran:
    """What a command printed, and its exit code."""

    def __init__(self, *args: str, stdin: str | bytes = b"") -> None:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "ivr_audit", *args],
            input=raw, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        self.code, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    ran = Ran(name, "--help")
    assert ran.code == 0
    assert ran.out.startswith("Usage: ivr-audit " + name)
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def imported(*args: str) -> set[str]:
    code = (
        "import sys\nfrom ivr_audit.cli import main\n"
        f"try: main({list(args)!r})\nexcept SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return set(done.stderr.decode().split())


@pytest.mark.parametrize(
    "args",
    [
        ("--version",),
        ("--help",),
        ("explain", "dead-end"),
        ("rules",),
        ("schema",),
        ("call", FAMILY, "--keys", "1", "--at", "mon 10:00"),
        ("call", FAMILY, "--caller", "expert", "--topic", "billing"),
    ],
)
def test_light_commands_import_nothing_heavy(args: tuple[str, ...]) -> None:
    assert not imported(*args) & {"networkx", "numpy", "matplotlib", "rich", "graphviz", "jinja2"}


def test_only_what_simulates_imports_numpy_and_only_plots_import_matplotlib(tmp_path: Path) -> None:
    heavy = {"numpy", "matplotlib", "pyarrow"}
    assert not imported("audit", FAMILY, *DAY) & heavy
    assert not imported("report", LAB, *DAY, "-o", str(tmp_path / "lab.html")) & heavy
    assert not imported("simulate", "--help") & heavy
    short = ("simulate", LAB, *DAY, "--weeks", "1", "--replications", "1", "--processes", "1")
    assert imported(*short, "-o", str(tmp_path / "lab.txt")) & heavy == {"numpy"}


def test_audit_into_a_pipe_imports_no_rich_and_holidays_only_where_named(tmp_path: Path) -> None:
    tree = tmp_path / "lab.yaml"
    lines = Path(LAB).read_text().splitlines(keepends=True)
    tree.write_text("".join(line for line in lines if not line.startswith("holidays:")))
    assert not imported("audit", str(tree)) & {"rich", "holidays", "numpy", "graphviz"}


def test_only_trees_with_traffic_load_what_works_out_their_lines() -> None:
    parts = {"ivr_audit.demand", "ivr_audit.scenario", "ivr_audit.journeys", "ivr_audit.erlang", "ivr_audit.durations"}
    assert not imported("audit", LAB, *DAY) & parts
    assert imported("audit", FAMILY, *DAY) >= parts


def test_version() -> None:
    assert Ran("--version").out.startswith("ivr-audit 0.")


@pytest.mark.parametrize(("path", "code"), [(FAMILY, 1), (LAB, 0), ("trees/answering-service.yaml", 0), ("trees", 1)])
def test_exit_code_says_whether_there_are_errors(path: str, code: int) -> None:
    assert Ran("audit", path, *DAY).code == code


def test_fail_on() -> None:
    assert Ran("audit", FAMILY, "--fail-on", "never", *DAY).code == 0
    assert Ran("audit", "trees/vision-insurer.yaml", "--fail-on", "advice", *DAY).code == 1


def test_text_report_fits_80_columns_and_has_no_colour_in_a_pipe() -> None:
    ran = Ran("audit", "trees", *DAY)
    assert not ran.err
    assert "\x1b" not in ran.out
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
    assert [line for line in ran.out.splitlines() if line != line.rstrip()] == []


def test_json_report() -> None:
    found = json.loads(Ran("audit", FAMILY, LAB, "--format", "json", *DAY).out)
    assert found["version"] == 1
    assert [tree["source"] for tree in found["trees"]] == [FAMILY, LAB]
    office = found["trees"][0]["periods"][0]
    assert office["name"] == "office open"
    assert office["entries"][0]["callers"]["zero"]["outcome"] == "stuck"
    assert set(office["entries"][0]["paths"]) == {
        "total", "exact", "person", "message", "callback", "served", "outside", "cut off", "stuck",
    }  # fmt: skip


def test_standard_input_and_output_file(tmp_path: Path) -> None:
    out = tmp_path / "report.txt"
    ran = Ran("audit", "-", "-o", str(out), *DAY, stdin=Path(LAB).read_bytes())
    assert (ran.code, ran.out) == (0, "")
    assert out.read_text().startswith(Ran("audit", LAB, *DAY).out.split("  ")[0])
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("audit", "nowhere.yaml"), "nowhere.yaml: there is no such file or folder"),
        (("audit", "docs/rules"), "there is no phone tree"),
        (("audit", FAMILY, "-o", "no/such/folder/report.txt"), "no/such/folder"),
        (("audit", FAMILY, "--as-of", "tomorrow"), '"tomorrow" is not a date'),
        (("call", FAMILY, "--at", "noonish", "--keys", "1"), '"noonish" is not a moment'),
        (("call", FAMILY, "--caller", "listener", "--topic", "refils"), 'did you mean "refills"?'),
        (("call", FAMILY, "--entry", "mian", "--keys", ""), 'no call begins at "mian"'),
        (("call", "trees", "--keys", ""), "name one of them"),
        (("diagram", FAMILY, "-o", "tree.jpeg"), "end it in .svg, .png, .pdf, .dot or .mmd"),
        (("diagram", FAMILY, "--period", "close"), 'did you mean "closed"?'),
        (("explain", "dead-ends"), 'did you mean "dead-end"?'),
        (("adit", FAMILY), 'Did you mean "audit"?'),
    ],
)
def test_wrong_usage_is_answered_plainly(args: tuple[str, ...], says: str) -> None:
    ran = Ran(*args)
    assert ran.code == 2
    assert says in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


BROKEN = sorted(path for path in Path("tests/broken").iterdir() if path.suffix != ".expected")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.name)
def test_broken_files_exit_with_2_and_their_messages(path: Path) -> None:
    expected = Path(f"{path}.expected")
    ran = Ran("audit", path.as_posix(), *DAY)
    assert "Traceback" not in ran.err
    if expected.exists() and expected.read_text().strip():
        assert ran.code == 2
        assert ran.out == ""


def test_settings_that_no_rule_knows_are_told_with_the_other_mistakes(tmp_path: Path) -> None:
    tree = tmp_path / "t.yaml"
    tree.write_text(
        "tree: T\nstart: a\nnodes:\n  a: {sya: Hello}\naudit:\n  rules:\n    dead-ends: {severity: warning}\n"
        "    no-owner: {severity: grave}\n"
    )
    ran = Ran("audit", str(tree))
    assert ran.code == 2
    assert 'did you mean "say"?' in ran.err
    assert 'did you mean "dead-end"?' in ran.err
    assert '"grave"' in ran.err


def test_ignore_with_reason(tmp_path: Path) -> None:
    tree = tmp_path / "t.yaml"
    text = Path(FAMILY).read_text()
    tree.write_text(text + "\naudit:\n  ignore:\n    - {rule: no-owner, reason: the lease ends in May}\n")
    said = " ".join(Ran("audit", str(tree), *DAY).out.split())
    assert "- no-owner: nobody is named" in said
    assert "Reason: the lease ends in May" in said
    tree.write_text(text + "\naudit:\n  ignore:\n    - {rule: duplicate-key, reason: none so far}\n")
    assert "nothing is left to ignore" in " ".join(Ran("audit", str(tree), *DAY).out.split())


def test_call_as_text_and_json() -> None:
    args = ("call", FAMILY, "--keys", "0,0,0", "--at", "mon 10:00", *DAY)
    assert 'stuck at "main"' in Ran(*args).out
    found = json.loads(Ran(*args, "--format", "json").out)
    assert (found["outcome"], found["node"], found["keys"]) == ("stuck", "main", "0,0,0")


def test_the_phone_reads_keys_goes_back_and_changes_the_moment() -> None:
    ran = Ran("call", FAMILY, *DAY, stdin="1\n1\nno-answer\nb\nat sat 10:00\n3\nq\n")
    assert ran.code == 0
    assert "reached a person" in ran.out
    assert 'left a message in "appointment box"' in ran.out
    assert "back at appointment menu" in ran.out
    assert "Sat 28 Nov 10:00 (closed)" in ran.out
    assert 'left a message in "question box"' in ran.out
    assert "You hung up" in ran.out


def test_paths_in_three_formats() -> None:
    assert len(Ran("paths", LAB, *DAY).out.splitlines()) == 3
    rows = Ran("paths", LAB, "--format", "csv", *DAY).out.splitlines()
    assert rows[0] == "outcome,node,best,typical,worst,path"
    worst = [
        json.loads(row)["worst"]
        for row in Ran("paths", FAMILY, "--longest", "5", "--format", "json").out.split("\n")[:5]
    ]
    assert worst == sorted(worst, reverse=True)
    assert Ran("paths", FAMILY, "--to", "cut-off", "--first", "1", *DAY).out.startswith("cut off")


def test_diagram_draws_missing_targets_as_ghosts(tmp_path: Path) -> None:
    tree = tmp_path / "t.yaml"
    tree.write_text("tree: T\nstart: a\nnodes:\n  a: {say: Hello., next: frnt desk}\n")
    ran = Ran("diagram", str(tree), "--format", "dot", *DAY)
    assert ran.code == 0
    assert "missing: frnt desk" in ran.out
    assert "frnt desk" in ran.err


def test_diagram_as_svg(tmp_path: Path) -> None:
    out = tmp_path / "t.svg"
    assert Ran("diagram", LAB, "-o", str(out), "--route", "worst", *DAY).code == 0
    assert b"<svg" in out.read_bytes()


def test_rules_and_schema_as_json() -> None:
    rules = json.loads(Ran("rules", "--format", "json").out)["rules"]
    assert "wrong-door" in {rule["id"] for rule in rules}
    assert json.loads(Ran("schema").out)["$schema"].startswith("https://json-schema.org/")
