"""ivr-audit beside the linters of phone systems, on one clinic written for each: which planted faults are found.

python benchmarks/linters.py [--tools DIR] [--write] [--verbose]

Each tool is installed in an environment of its own, in a temporary folder or in DIR, which is used again. The clinic
with its faults, the repaired clinic, and what counts as found stand in benchmarks/linters/. `--write` puts the tables
into docs/comparison.md, `--verbose` prints everything that the tools say.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
from typing import Any

ROOT = Path(__file__).parents[1]
INPUTS = ROOT / "benchmarks" / "linters"
PAGE = ROOT / "docs" / "comparison.md"
BEGIN, END = "<!-- benchmark: linters -->\n", "<!-- end of benchmark -->"
AS_OF = "2026-11-23"
ROUNDS = 5
ANALYSE = """\
import json, runpy, sys
try:
    names = runpy.run_path(sys.argv[1])
    blocks = {}
    for name, value in names.items():
        blocks.setdefault(getattr(value, "identifier", None), name)
    found = names["flow"].analyze()
    print(json.dumps([(rule, blocks.get(block, block)) for rule in found for block in found[rule]]))
except Exception as error:
    print(json.dumps([(type(error).__name__, str(error))]))
"""
"""cxblueprint has no command for a terminal; this is what its `validate_flow` asks for."""


class NotRun(Exception):
    """A tool could not be installed or did not answer; says why in one line."""


@dataclass(frozen=True)
class Said:
    """One thing that a tool says."""

    rule: str
    place: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else self.place
        return f"{self.rule} at {where}: {self.message}"


@dataclass(frozen=True)
class Tool:
    """A linter, and how it is asked: commands that get the file as their last word; `also` is installed beside it."""

    name: str
    version: str
    clinic: str
    repaired: str
    commands: tuple[tuple[str, ...], ...]
    read: Callable[[str, str], list[Said]]
    also: str = ""


@dataclass
class Result:
    """What came out of one tool."""

    version: str
    faults: list[str] = field(default_factory=list)
    slips: list[str] = field(default_factory=list)
    others: list[Said] = field(default_factory=list)
    repaired: list[tuple[Said, bool, str]] = field(default_factory=list)
    seconds: float = 0.0
    floor: float = 0.0


def read_ivr_audit(out: str, err: str) -> list[Said]:
    refused = re.findall(r"^.*?:(\d+):\d+: (.*)$", err, re.MULTILINE)
    if refused:
        return [Said("unreadable", "", int(line), message) for line, message in refused]
    found = [finding for tree in json.loads(out)["trees"] for finding in tree["findings"]]
    return [Said(f["rule"], f["node"] or "", f["line"], f["message"]) for f in found]


def read_asterisklint(out: str, err: str) -> list[Said]:
    lines = re.findall(r"^.*?:(\d+) ([EWH]_\w+): (.*)$", err + out, re.MULTILINE)
    alike = re.findall(r"^ +(\S+) +\[(similar to: .*)\]$", out, re.MULTILINE)
    return [Said(rule, "", int(line), message) for line, rule, message in lines] + [
        Said("ident-scan", name, 0, f"{name} {message}") for name, message in alike
    ]


def read_frslint(out: str, err: str) -> list[Said]:
    if "[ERROR] Failed" in out:
        return [Said("unreadable", "", 0, out.partition("\n")[0])]
    answer = json.loads(out)
    issues = [Said(i["type"], i["location"], 0, i["message"]) for i in answer.get("issues", ())]
    return issues + [Said(v["rule"], "", v["line"], v["message"]) for v in answer.get("violations", ())]


def read_connect_flow(out: str, err: str) -> list[Said]:
    (file,) = json.loads(out)["files"]
    if file["error"]:
        return [Said("unreadable", "", 0, str(file["error"]))]
    said = []
    for warning in file["warnings"]:
        rule, _, message = warning.partition(": ")
        place = re.match(r"'([^']*)'", message)
        said.append(Said(rule, place[1] if place else "", 0, message))
    return said


def read_cxblueprint(out: str, err: str) -> list[Said]:
    return [Said(rule, place, 0, place) for rule, place in json.loads(out)]


TOOLS = (
    Tool(
        "ivr-audit",
        "",
        "clinic.yaml",
        "clinic-clean.yaml",
        ((sys.executable, "-m", "ivr_audit", "audit", "--as-of", AS_OF, "--format", "json"),),
        read_ivr_audit,
    ),
    Tool(
        "asterisklint",
        "0.4.3",
        "asterisk/extensions.conf",
        "asterisk-clean/extensions.conf",
        (("asterisklint", "dialplan-check"), ("asterisklint", "ident-scan")),
        read_asterisklint,
        also="editdistance==0.8.1",
    ),
    Tool(
        "frslint",
        "0.1.0",
        "freeswitch/freeswitch.xml",
        "freeswitch-clean/freeswitch.xml",
        (("frslint", "analyze", "-f", "json"), ("frslint", "lint", "--max-line-length", "500", "-f", "json")),
        read_frslint,
    ),
    Tool(
        "connect-flow",
        "0.3.1",
        "connect/clinic.json",
        "connect-clean/clinic.json",
        (("connect-flow", "lint", "--json"),),
        read_connect_flow,
    ),
    Tool(
        "cxblueprint",
        "0.1.0.post15",
        "cxblueprint/clinic.py",
        "cxblueprint-clean/clinic.py",
        (("python", "-c", ANALYSE),),
        read_cxblueprint,
    ),
)


def programs(tool: Tool, tools: Path) -> Path:
    """The folder with the programs of the tool's own environment."""
    return tools / tool.name / ("Scripts" if os.name == "nt" else "bin")


def run(command: list[str], seconds: int = 60) -> tuple[str, str]:
    try:
        environment = {**os.environ, "PYTHONPATH": ""}
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=seconds, env=environment, cwd=ROOT
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotRun(f"{Path(command[0]).name}: {error}") from error
    return done.stdout, done.stderr


def install(tool: Tool, tools: Path) -> str:
    """The version; makes the environment and installs the tool if they are not there."""
    if not tool.version:
        return run([sys.executable, "-m", "ivr_audit", "--version"])[0].split()[-1]
    python = str(programs(tool, tools) / "python")
    if not (tools / tool.name).exists():
        run([sys.executable, "-m", "venv", str(tools / tool.name)], 300)
    version = [python, "-c", f"from importlib.metadata import version; print(version({tool.name!r}))"]
    if run(version)[0].strip() != tool.version:
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _, err = run([*pip, f"{tool.name}=={tool.version}", *tool.also.split()], 600)
        errors = [line for line in err.splitlines() if line.startswith("ERROR")]
        if errors:
            raise NotRun(errors[-1])
    return tool.version


def command_lines(tool: Tool, tools: Path, path: Path) -> list[list[str]]:
    folder = programs(tool, tools)
    return [[str(folder / first) if tool.version else first, *rest, str(path)] for first, *rest in tool.commands]


def ask(tool: Tool, tools: Path, path: Path) -> list[Said]:
    """Everything that a tool says about a file."""
    said = []
    for line in command_lines(tool, tools, path):
        out, err = run(line)
        last = (err or out).strip().rpartition("\n")[2]
        if err.startswith("Traceback"):
            said.append(Said("stopped", "", 0, last))
            continue
        try:
            said += tool.read(out, err)
        except (ValueError, KeyError, TypeError) as error:
            raise NotRun(f"its answer could not be read: {last or error}") from error
    return said


def ask_until_read(tool: Tool, tools: Path, path: Path, folder: Path) -> list[Said]:
    """As `ask`; of a file that ivr-audit refuses, once more without the lines that it names."""
    said = ask(tool, tools, path)
    refused = {one.line for one in said if one.rule == "unreadable" and one.line}
    if not refused:
        return said
    lines = path.read_text(encoding="utf-8").splitlines()
    shorter = folder / path.name
    kept = ["" if number in refused else line for number, line in enumerate(lines, start=1)]
    shorter.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return said + ask(tool, tools, shorter)


def marked_lines(path: Path, mark: str) -> set[int]:
    """The lines where a fault is marked; for a mark on a line of its own, the next line as well."""
    found = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if f"fault: {mark}" in line:
            found |= {number, number + 1} if line.lstrip().startswith((";", "#", "<!--")) else {number}
    return found


def is_found(one: Said, expected: dict[str, Any], lines: set[int]) -> bool:
    here = one.place in expected.get("places", ()) or one.line in lines
    return here and one.rule in expected.get("rules", ()) and expected.get("says", "") in one.message


def judge_faults(tool: Tool, tools: Path, plan: dict[str, Any], folder: Path, result: Result) -> None:
    path = INPUTS / tool.clinic
    said = ask_until_read(tool, tools, path, folder)
    counted: set[Said] = set()
    for fault in plan["fault"]:
        expected = fault.get(tool.name)
        lines = marked_lines(path, fault["mark"])
        if path.suffix != ".json" and bool(lines) != (expected is not None):
            raise NotRun(f'"{fault["mark"]}" is not marked in {tool.clinic} as faults.toml says')
        hits = {one for one in said if expected is not None and is_found(one, expected, lines)}
        counted |= hits
        result.faults.append("-" if expected is None else "found" if hits else "missed")
    result.others = [one for one in said if one not in counted]


def judge_slips(tool: Tool, tools: Path, plan: dict[str, Any], folder: Path, usual: list[Said]) -> Iterator[str]:
    original = INPUTS / tool.repaired
    for number, slip in enumerate(plan["slip"]):
        change = slip.get(tool.name)
        if change is None:
            yield "-"
            continue
        text = original.read_text(encoding="utf-8")
        if change["old"] not in text:
            raise NotRun(f'"{change["old"].strip()}" is not in {tool.repaired}')
        changed = folder / f"slip{number}"
        copytree(original.parent, changed)
        (changed / original.name).write_text(text.replace(change["old"], change["new"], 1), encoding="utf-8")
        known = {(one.rule, one.message) for one in usual}
        said = ask(tool, tools, changed / original.name)
        yield "found" if any((one.rule, one.message) not in known for one in said) else "missed"


def judge_repaired(tool: Tool, plan: dict[str, Any], said: list[Said]) -> Iterator[tuple[Said, bool, str]]:
    """What is said of the repaired clinic, whether it is true, and why; a false alarm until somebody has looked."""
    known = [one for one in plan.get("repaired", ()) if one["tool"] == tool.name]
    for one in said:
        fits = [k for k in known if k["rule"] == one.rule and k.get("place", "") in one.place]
        yield (one, fits[0]["true"], fits[0]["why"]) if fits else (one, False, "nobody has looked at it yet")


def least_seconds(lines: list[list[str]]) -> float:
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for line in lines:
            run(line)
        found.append(time.perf_counter() - start)
    return min(found)


def compare(tool: Tool, tools: Path, plan: dict[str, Any]) -> Result:
    result = Result(install(tool, tools))
    with tempfile.TemporaryDirectory() as folder:
        judge_faults(tool, tools, plan, Path(folder), result)
        usual = ask(tool, tools, INPUTS / tool.repaired)
        result.slips = list(judge_slips(tool, tools, plan, Path(folder), usual))
    result.repaired = list(judge_repaired(tool, plan, usual))
    python = str(programs(tool, tools) / "python") if tool.version else sys.executable
    result.seconds = least_seconds(command_lines(tool, tools, INPUTS / tool.repaired))
    result.floor = least_seconds([[python, "-c", "pass"]])
    return result


def score(words: list[str]) -> str:
    sayable = [word for word in words if word != "-"]
    return f"{sayable.count('found')} of {len(sayable)}"


def rows(plan: dict[str, Any], results: dict[str, Result]) -> Iterator[list[str]]:
    yield ["planted in the clinic", *(f"{name} {result.version}" for name, result in results.items())]
    for number, fault in enumerate(plan["fault"]):
        yield [fault["what"], *(result.faults[number] for result in results.values())]
    yield ["**found, of those the format can say**", *(score(result.faults) for result in results.values())]
    yield ["**slips of the pen, one at a time**", *("" for _ in results)]
    for number, slip in enumerate(plan["slip"]):
        yield [slip["what"], *(result.slips[number] for result in results.values())]
    yield ["**found, of those the format can say**", *(score(result.slips) for result in results.values())]
    alarms = [[one for one in result.repaired if not one[1]] for result in results.values()]
    yield ["**said of the repaired clinic**", *(str(len(result.repaired)) for result in results.values())]
    yield ["**of that, false alarms**", *(str(len(false)) for false in alarms)]
    yield ["**time**", *(f"{result.seconds:.2f} s" for result in results.values())]
    ratios = [result.seconds / result.floor for result in results.values()]
    yield ["**times an empty Python**", *(f"{ratio:.0f}" for ratio in ratios)]


def table(plan: dict[str, Any], results: dict[str, Result]) -> str:
    head, *body = rows(plan, results)
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def explain(name: str, result: Result) -> None:
    """Print what a tool says beside the planted faults."""
    for one in result.others:
        print(f"{name}, also of the clinic: {one}")
    for one, is_true, why in result.repaired:
        print(f"{name}, of the repaired clinic: {one} ({'true' if is_true else 'false alarm'}: {why})")


def write(text: str) -> None:
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{PAGE.name} has no place between {BEGIN.strip()} and {END}")
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="ivr-audit beside the linters of phone systems")
    parser.add_argument("--tools", type=Path, help="a folder for the tools' environments, used again")
    parser.add_argument("--write", action="store_true", help="write the table into docs/comparison.md")
    parser.add_argument("--verbose", action="store_true", help="print what the tools say beside the planted faults")
    options = parser.parse_args()
    plan = tomllib.loads((INPUTS / "faults.toml").read_text(encoding="utf-8"))
    results: dict[str, Result] = {}
    with tempfile.TemporaryDirectory() as passing:
        tools = (options.tools or Path(passing)).resolve()
        for tool in TOOLS:
            try:
                results[tool.name] = compare(tool, tools, plan)
            except NotRun as reason:
                print(f"{tool.name} is left out: {reason}", file=sys.stderr)
    text = table(plan, results)
    print(text)
    if options.verbose:
        for name, result in results.items():
            explain(name, result)
    if options.write and len(results) == len(TOOLS):
        write(text)
    elif options.write:
        sys.exit("not written: a tool is left out")


if __name__ == "__main__":
    main()
