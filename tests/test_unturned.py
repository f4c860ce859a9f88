"""Signs that turn the direction of a text: they stand in no output, and never change what a reader takes a name for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from ivr_audit.cli import commands
from ivr_audit.words import json_text, unturned, visible

TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb"
"""https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters, and the marks of annotations."""
NAME = "desk \u202eevil\u2066"
SHOWN = "desk U+202EevilU+2066"
TREE = r"""
tree: "Clinic \u202eybab"
owner: "Ann \u2067B"
start: main
nodes:
  main:
    menu: "For \u202eselas, press 1."
    options: {1: "desk \u202eevil\u2066"}
    no_input: "desk \u202eevil\u2066"
  "desk \u202eevil\u2066": {ring: "Desk \u202edrow", no_answer: box}
  box: {voicemail: "Box \u202e", greeting: "Leave \u200fit."}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "clinic.yaml").write_text(TREE)
    return tmp_path / "clinic.yaml"


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(commands, [str(word) for word in words])
    assert done.exit_code in (0, 1), done.output
    return done.output


def harmless(text: str) -> str:
    assert not re.search(f"[{TURNS}]", text)
    return text


def test_every_turning_sign_is_written_out() -> None:
    assert unturned(f"a{TURNS}\n\u202e") == visible(f"a{TURNS}\n\u202e")
    assert unturned(f"a{TURNS}") == "a" + "".join(f"U+{ord(sign):04X}" for sign in TURNS)
    assert unturned("שלום عربي ünï 😀 \u200d\x07") == "שלום عربي ünï 😀 \u200d\x07"
    assert json.loads(harmless(json_text({TURNS: [TURNS]}))) == {TURNS: [TURNS]}
    with pytest.raises(ValueError, match="JSON"):
        json_text(float("nan"))


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "html", "junit", "sarif"])
def test_in_reports_a_name_is_shown_with_the_numbers_of_its_signs(path: Path, form: str) -> None:
    text = harmless(run("audit", path, "--as-of", "2026-11-23", "--format", form))
    assert re.search(r"U\\?\+202E", text)


def test_json_has_the_name_itself(path: Path) -> None:
    (tree,) = json.loads(harmless(run("audit", path, "--as-of", "2026-11-23", "--format", "json")))["trees"]
    assert tree["name"] == "Clinic \u202eybab"
    assert NAME in {node for finding in tree["findings"] for node in (finding["node"], *finding["message"].split('"'))}
    call = json.loads(harmless(run("call", path, "--keys", "1", "--format", "json")))
    assert call["node"] == NAME


@pytest.mark.parametrize("ending", ["svg", "dot", "mmd"])
def test_in_drawings(path: Path, tmp_path: Path, ending: str) -> None:
    drawing = tmp_path / f"menu.{ending}"
    run("diagram", path, "-o", drawing)
    assert "202EevilU" in harmless(drawing.read_text(encoding="utf-8")).replace("&#43;", "+")
    if ending == "svg":
        texts = [element.text or "" for element in ElementTree.fromstring(drawing.read_text(encoding="utf-8")).iter()]
        assert "Clinic U+202Eybab" in texts


def test_in_the_page_of_the_meeting(path: Path, tmp_path: Path) -> None:
    page = tmp_path / "review.html"
    run("report", path, "-o", page)
    assert SHOWN in harmless(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "words", [("paths",), ("paths", "--format", "csv"), ("call", "--keys", "1"), ("call", "--caller", "silent")]
)
def test_on_the_terminal(path: Path, words: tuple[str, ...]) -> None:
    assert SHOWN in harmless(run(words[0], path, *words[1:]))


def test_a_tree_that_is_written_has_the_same_names(path: Path, tmp_path: Path) -> None:
    run("convert", path, tmp_path / "again.yaml")
    assert r'"desk \u202eevil\u2066"' in harmless((tmp_path / "again.yaml").read_text(encoding="utf-8"))
