"""The pages: what is made from the code is current, trees load, commands parse, shown output is what is printed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from doctest import ELLIPSIS, OutputChecker
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from shutil import copytree
from types import ModuleType

import click
import pytest
import yaml
from click.testing import CliRunner

from ivr_audit.cli import COMMANDS, commands
from ivr_audit.load import native
from ivr_audit.rules import check_settings

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("docs/*.md")), *ROOT.glob("README.md"), *ROOT.glob("trees/README.md")]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:\$ )?ivr-audit [^`\n]+)`")
PROMPT = re.compile(r"^(?:- )?(?:run: )?(?:\$ )?")
GROUPS = (
    "tables",
    "rule_pages",
    "profile_page",
    "schema",
    "reports",
    "pictures",
    "sheets",
    "prints",
    "simulated",
    "simulated_answer",
    "excerpt",
)


def make() -> ModuleType:
    """`docs/make.py`, imported once."""
    if "docs_make" not in sys.modules:
        spec = spec_from_file_location("docs_make", ROOT / "docs" / "make.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules["docs_make"] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules["docs_make"])
    return sys.modules["docs_make"]


@pytest.fixture(autouse=True)
def at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def blocks(language: str | None = None) -> Iterator[tuple[str, str]]:
    """`(page:line, text)` of the fenced blocks, of one language or all."""
    for page in PAGES:
        whole = page.read_text(encoding="utf-8")
        for found in FENCE.finditer(whole):
            if language is None or found[1] == language:
                yield f"{page.name}:{whole.count(chr(10), 0, found.start()) + 1}", found[2]


def command_lines() -> list[tuple[str, str]]:
    """`(place, command line)` of everything that begins with `ivr-audit`, in blocks and in the text."""
    lines = [(place, line) for place, block in blocks() for line in block.splitlines()]
    lines += [(page.name, found[1]) for page in PAGES for found in INLINE.finditer(page.read_text(encoding="utf-8"))]
    said = [(place, PROMPT.sub("", line.strip()).partition("  #")[0].rstrip()) for place, line in lines]
    return [(place, line) for place, line in said if line.startswith("ivr-audit ")]


TREES = [example for example in blocks("yaml") if re.search(r"^tree:", example[1], re.MULTILINE)]
RUN = [(place, *block.partition("\n")[::2]) for place, block in blocks("console") if block.startswith("$ ivr-audit ")]


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_made_from_the_code_is_current(group: str) -> None:
    makes: Callable[[], dict[str, str]] = getattr(make(), group)
    assert make().differing(makes()) == [], "run python docs/make.py"


def test_every_output_is_checked() -> None:
    assert tuple(output.__name__ for output in make().OUTPUTS) == GROUPS


@pytest.mark.parametrize(("path", "before", "after", "is_noticed"), [
    ("reports/lens-lab.txt", "Cobalt", "Cobold", True),
    ("reports/lens-lab.svg", "Cobalt", "Cobold", True),
    ("reports/lens-lab.svg", "</svg>", "<g/></svg>", True),
    ("reports/lens-lab.svg", ' x="', ' x="1', False),
])  # fmt: skip
def test_check_notices_what_matters(
    path: str, before: str, after: str, is_noticed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (ROOT / path).read_text(encoding="utf-8")
    assert before in content
    (tmp_path / "reports").mkdir()
    (tmp_path / path).write_text(content.replace(before, after), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert make().differing({path: content}) == ([path] if is_noticed else [])
    assert make().differing({"reports/none.txt": content}) == ["reports/none.txt"]


def test_there_are_examples() -> None:
    assert len(TREES) > 5
    assert len(RUN) > 3
    assert len(command_lines()) > 10


@pytest.mark.parametrize(("place", "text"), TREES, ids=[place for place, _ in TREES])
def test_example_tree_loads(place: str, text: str) -> None:
    tree, problems = native.read(text, place, check_settings)
    assert problems == []
    assert tree is not None


@pytest.mark.parametrize(("place", "line"), command_lines())
def test_command_line_parses(place: str, line: str) -> None:
    """Options and their values are known; arguments may be left out in the text and need not exist."""
    _, *words = words_of(line)
    if words[0].startswith("-"):
        assert words[0] in {"--help", "-h", "--version"}
        return
    name, *rest = words
    assert name in COMMANDS
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    with suppress(click.MissingParameter):
        command.make_context(name, rest)


def words_of(line: str) -> list[str]:
    """The words of a command line, as a shell would part them."""
    return [word.strip('"') for word in re.findall(r'"[^"]*"|[^\s"]+', line)]


@pytest.mark.parametrize(("place", "line", "printed"), RUN, ids=[place for place, _, _ in RUN])
def test_printed_output_is_what_the_command_prints(place: str, line: str, printed: str) -> None:
    _, _, *words = words_of(line)
    output = CliRunner().invoke(commands, words, prog_name="ivr-audit").output
    assert OutputChecker().check_output(printed, output, ELLIPSIS), output[:2000]


def test_example_files_are_those_that_are_shown() -> None:
    shown = {text for _, text in blocks()}
    examples = sorted((ROOT / "docs/examples").iterdir())
    assert [path.name for path in examples] == ["extensions.conf", "office.yaml"]
    assert all(path.read_text(encoding="utf-8") in shown for path in examples)


def test_conversation_is_the_one_that_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shown,) = [text for _, text in blocks("text") if text.startswith("A few questions make")]
    said = "".join(f"{line.partition(' >')[2].strip()}\n" for line in re.findall(r"^\S.* >.*$", shown, re.MULTILINE))
    monkeypatch.chdir(tmp_path)
    output = CliRunner().invoke(commands, ["new", "dental.yaml"], input=said).output
    assert [line.rstrip() for line in output.strip().splitlines()] == shown.strip().splitlines()


CI_JOBS = [block for place, block in blocks("yaml") if place.startswith("ci.md") and "known.json" in block]


@pytest.mark.parametrize("job", CI_JOBS)
def test_ci_jobs_audit_and_leave_the_file_that_they_upload(
    job: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(ROOT / "trees", tmp_path / "trees")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(commands, ["audit", "trees", "--baseline", "known.json"]).exit_code == 0
    (line,) = [PROMPT.sub("", line.strip()) for line in job.splitlines() if "ivr-audit audit" in line]
    assert CliRunner().invoke(commands, words_of(line)[1:]).exit_code == 0
    uploaded = re.findall(r"(?:sarif_file|junit): ([\w.-]+)", job)
    assert [path for path in uploaded if (tmp_path / path).exists()] == uploaded != []
    fault = "  lost: {menu: Press 1., options: {1: lost}, no_input: lost}\n"
    tree = tmp_path / "trees" / "lens-lab.yaml"
    tree.write_text(tree.read_text().replace("nodes:\n", f"nodes:\n{fault}", 1))
    assert CliRunner().invoke(commands, [*words_of(line)[1:], "--fail-on", "advice"]).exit_code == 1


def test_both_ci_examples_are_jobs() -> None:
    assert len(CI_JOBS) == 2
    assert all(yaml.safe_load(job) for job in CI_JOBS)


def test_pre_commit_hook_finds_trees_and_its_command_is_one() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    trees = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("trees/*")]
    found = {path for path in trees if re.search(hook["files"], path) and not re.search(hook["exclude"], path)}
    assert found == {path for path in trees if path.endswith(".yaml")}
    assert re.search(hook["exclude"], "office/trees/ivr-audit.yaml")
    assert hook["entry"].split() == ["ivr-audit", "audit"]
    example = yaml.safe_load(next(block for _, block in blocks("yaml") if "repos:" in block))
    (used,) = example["repos"][0]["hooks"]
    assert used["id"] == hook["id"]
    words = ["audit", *used["args"], *sorted(found)]
    assert CliRunner().invoke(commands, words).exit_code == 1


def fields_of(value: object, free: bool = False) -> Iterator[str]:
    """The names of all fields in JSON; those under `free` are names of the tree's own, or of figures."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if not free:
                yield name
            yield from fields_of(inner, name in {"topics", "listener", "expert", "settings", "figures"})
    elif isinstance(value, list):
        for inner in value:
            yield from fields_of(inner)


def test_every_field_of_the_json_is_documented() -> None:
    documented = set(re.findall(r"`([^`\n]+)`", (ROOT / "docs/json.md").read_text(encoding="utf-8")))
    rules = CliRunner().invoke(commands, ["rules", "--format", "json"]).output
    played = CliRunner().invoke(commands, ["call", "trees/lens-lab.yaml", "--keys", "1", "--format", "json"]).output
    first = CliRunner().invoke(commands, ["paths", "trees/lens-lab.yaml", "--first", "1", "--format", "json"]).output
    texts = [path.read_text(encoding="utf-8") for path in ROOT.glob("reports/*.json")]
    found = {name for text in [*texts, rules, played, first] for name in fields_of(json.loads(text))}
    assert {"wrong_door", "witness", "sources", "turns", "path"} <= found
    assert found - documented == set()


def test_report_is_what_audit_prints_into_a_pipe() -> None:
    words = ["audit", "trees/family-physicians.yaml", "--as-of", str(make().AS_OF)]
    printed = CliRunner().invoke(commands, words).output
    assert printed == (ROOT / "reports/family-physicians.txt").read_text(encoding="utf-8")
