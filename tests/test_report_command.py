"""`ivr-audit report`: which files it writes, their index, and what it does without a program that it needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from html_pages import check_whole, read

from ivr_audit.cli import commands
from ivr_audit.render import html, picture
from ivr_audit.render.picture import RendererMissing

ROOT = Path(__file__).parents[1]
FAMILY = ROOT / "trees" / "family-physicians.yaml"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, ["report", "--as-of", "2026-11-23", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_report_writes_one_file(tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    assert run(str(FAMILY), "-o", str(target)) == (0, "")
    check_whole(read(target.read_text()))
    assert list(tmp_path.iterdir()) == [target]


def test_report_by_suffix_format_and_to_standard_output(tmp_path: Path) -> None:
    target = tmp_path / "review.md"
    assert run(str(FAMILY), "-o", str(target))[0] == 0
    assert target.read_text().startswith("# Alder Creek Family Physicians")
    code, text = run(str(FAMILY), "-o", "-", "--format", "markdown")
    assert (code, text) == (0, target.read_text())
    code, text = run(str(FAMILY), "-o", str(tmp_path / "review.doc"))
    assert code == 2
    assert "end it in .html, .pdf or .md" in text


def test_a_hand_out_is_a_pdf(tmp_path: Path) -> None:
    target = tmp_path / "review.pdf"
    assert run(str(FAMILY), "-o", str(target)) == (0, "")
    assert target.read_bytes().startswith(b"%PDF-")


def test_redacted_reports_have_no_number(tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    assert run(str(FAMILY), "--redact", "-o", str(target)) == (0, "")
    assert "410 555 0142" in FAMILY.read_text()
    assert "410 555 0142" not in target.read_text()


def test_several_trees_go_into_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    lens, claims = (str(ROOT / "trees" / f"{name}.yaml") for name in ("lens-lab", "claims-line"))
    assert run(lens, claims, "-o", str(folder)) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == ["claims-line.html", "index.html", "lens-lab.html"]
    code, text = run(lens, claims, "-o", str(tmp_path / "one.html"))
    assert code == 2
    assert "into a folder" in text


@pytest.mark.parametrize(("form", "name", "ending"), [("markdown", "index.md", "md"), ("pdf", "index-pdf.html", "pdf")])
def test_every_folder_has_an_index(
    form: str, name: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr_audit.render.handout.pdf", lambda _, **more: b"%PDF-")
    trees = [str(ROOT / "trees" / f"{tree}.yaml") for tree in ("lens-lab", "claims-line")]
    assert run(*trees, "-o", str(tmp_path), "--format", form) == (0, "")
    text = (tmp_path / name).read_text()
    links = re.findall(r'href="([\w.-]+)"|\(<([\w.-]+)>\)', text)
    assert ["".join(link) for link in links] == [f"claims-line.{ending}", f"lens-lab.{ending}"]
    assert "as of Mon 23 Nov 2026" in text
    assert {path.name for path in tmp_path.iterdir()} == {name, f"claims-line.{ending}", f"lens-lab.{ending}"}


def test_offices_that_hide_who_they_are_have_numbers(tmp_path: Path) -> None:
    trees = [str(ROOT / "trees" / f"{tree}.yaml") for tree in ("lens-lab", "claims-line")]
    assert run(*trees, "-o", str(tmp_path), "--redact", "--format", "markdown")[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {"index.md", "office-1.md", "office-2.md"}
    assert re.findall(r"\[(.*?)\]", (tmp_path / "index.md").read_text()) == ["Office 2", "Office 1"]
    assert (tmp_path / "office-1.md").read_text().startswith("# Office 1\n")


def test_trees_of_one_name_have_files_of_their_own(tmp_path: Path) -> None:
    other = tmp_path / "index.yaml"
    other.write_text(FAMILY.read_text())
    assert run(str(other), str(FAMILY), str(FAMILY), "-o", str(tmp_path / "r"))[0] == 0
    names = sorted(path.name for path in (tmp_path / "r").iterdir())
    assert names == ["family-physicians-2.html", "family-physicians.html", "index-2.html", "index.html"]


def test_without_a_drawing_program_the_rest_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> bytes:
        raise RendererMissing("drawing needs Graphviz: install it")

    monkeypatch.setattr(picture, "draw", missing)
    target = tmp_path / "review.html"
    code, text = run(str(FAMILY), "-o", str(target))
    assert (code, text.count("\n")) == (0, 1)
    assert "without a diagram; drawing needs Graphviz: install it" in text
    assert "There is no diagram here" in target.read_text()


def test_without_jinja_the_rest_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    html._environment.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    page_file, text_file = tmp_path / "a.html", tmp_path / "a.md"
    code, text = run(str(FAMILY), "-o", str(page_file), "-o", str(text_file))
    assert code == 2
    assert text.count("\n") == 1
    assert "pip install jinja2" in text
    assert (page_file.exists(), text_file.exists()) == (False, True)
