"""Every format of the report: what it says, that hostile names show as themselves, and that it is what it should be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from format_trees import DAY, FAMILY, HOSTILE, hostile, rows, story, told
from markdown_it import MarkdownIt
from sarif_runs import run_of

from ivr_audit.audit import Audit, at_least
from ivr_audit.baseline import compare
from ivr_audit.cli import commands
from ivr_audit.cli.audit import FORMATS
from ivr_audit.finding import Finding, identity, with_consequences
from ivr_audit.render import csv as as_csv
from ivr_audit.render import json as as_json
from ivr_audit.render import junit as as_junit
from ivr_audit.render import markdown as as_markdown
from ivr_audit.render import sarif as as_sarif
from ivr_audit.rules import RULE_IDS

TEXT_REPORTS: dict[str, Callable[..., str]] = {
    "json": as_json.report, "markdown": as_markdown.report, "csv": as_csv.report, "sarif": as_sarif.report,
    "junit": as_junit.report,
}  # fmt: skip


@pytest.mark.parametrize("form", TEXT_REPORTS)
def test_a_report_is_the_same_every_time_and_holds_every_tree(form: str) -> None:
    audits = [FAMILY, story("lens-lab")]
    text = TEXT_REPORTS[form](audits)
    assert text == TEXT_REPORTS[form]([story("family-physicians"), story("lens-lab")])
    assert text.endswith("\n")
    assert "Alder Creek" in text
    assert form in {"csv", "sarif"} or "Cobalt Ridge" in text  # which hold findings alone


@pytest.mark.parametrize("form", TEXT_REPORTS)
def test_no_tree_and_no_finding_make_a_report_too(form: str) -> None:
    clean = replace(FAMILY, findings=(), fix_first=None)
    assert TEXT_REPORTS[form]([clean])
    assert TEXT_REPORTS[form]([]).strip() or form == "markdown"


# markdown


class Shown(HTMLParser):
    """What a browser shows of HTML, and the tags in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def without_code(text: str) -> str:
    """A sentence without the backticks round the fields that it names."""
    return re.sub(r'(?<!")`([a-z_]+)`', r"\1", text)


def shown(markdown: str) -> Shown:
    return Shown(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_shows_a_name_as_itself(name: str) -> None:
    audited = hostile(name)
    page = shown(as_markdown.report([audited]))
    allowed = "h1 h2 p ul ol li strong table thead tbody tr th td pre code"
    assert page.tags <= set(allowed.split())
    assert f"{name} clinic" in page.text
    for finding in audited.findings:
        assert without_code(finding.message) in page.text
        assert without_code(finding.advice) in page.text
    assert shown(as_markdown.escaped(name)).text.strip() == name


def test_markdown_has_all_that_the_text_report_has() -> None:
    page = shown(as_markdown.report([FAMILY])).text.lower()
    text = Path("reports/family-physicians.txt").read_text()
    words = set(re.findall(r"[\w#-]{4,}(?![.]{3})", text.lower()))
    assert [word for word in words if word not in page] == []


def test_markdown_tables_have_as_many_cells_in_every_row() -> None:
    text = as_markdown.report([FAMILY, hostile("a|b")])
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.M):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("two\nlines\r\n and\u2028more", "two lines and more"),
        ("turned \u202e around", "turned U+202E around"),
        ("bell \x07", "bell U+0007"),
        ("10) item", "10) item"),
    ],
)
def test_markdown_keeps_a_text_on_one_line(text: str, is_shown: str) -> None:
    assert shown(as_markdown.escaped(text)).text.strip() == is_shown
    assert "\n" not in as_markdown.escaped(text)


# csv


@pytest.mark.parametrize("name", [*HOSTILE, "two\nlines", "tab\tbed"])
def test_csv_reads_back(name: str) -> None:
    audited = told(FAMILY, name)
    (row,) = rows([audited])
    assert row["message"].removeprefix("'") == name.removeprefix("'")
    assert row["severity"] == "error"
    assert set(row) == set(as_csv.COLUMNS)


def test_csv_has_one_row_a_finding_with_its_witness() -> None:
    found = rows([FAMILY])
    assert [row["rule"] for row in found] == [finding.rule for finding in with_consequences(FAMILY.findings)]
    zero = next(row for row in found if row["rule"] == "no-zero-operator")
    assert (zero["file"], zero["line"], zero["column"]) == ("trees/family-physicians.yaml", "38", "10")
    assert (zero["witness at"], zero["witness keys"]) == ("2026-11-23T08:30", "0,0,0")
    assert (zero["witness outcome"], zero["witness node"], zero["known"]) == ("stuck", "main", "no")
    lines = as_csv.report([FAMILY]).split("\r\n")
    assert lines[-1] == ""
    assert not any("\n" in line or "\r" in line for line in lines)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠1"]
)
def test_csv_cells_that_a_spreadsheet_would_reckon_are_defused(cell: str) -> None:
    assert as_csv.defused(cell) == "'" + cell
    (row,) = rows([told(FAMILY, cell)])
    assert (row["node"], row["message"]) == ("'" + cell, "'" + cell)
    assert as_csv.defused("press 1") == "press 1"


# junit


@pytest.mark.parametrize("name", HOSTILE)
def test_junit_reads_back(name: str) -> None:
    audited = hostile(name)
    root = ElementTree.fromstring(as_junit.report([audited]))
    (suite,) = root.findall("testsuite")
    assert suite.get("name") == f"{name} clinic"
    graves = [finding for finding in audited.findings if finding.severity != "advice"]
    failing = [case.get("name") for case in suite.findall("testcase") if case.find("failure") is not None]
    assert failing == sorted({finding.rule for finding in graves})
    whole = "".join(failure.text or "" for failure in root.iter("failure"))
    assert all(finding.message in whole and finding.advice in whole for finding in graves)


def test_junit_has_one_suite_a_tree_and_one_case_a_rule() -> None:
    root = ElementTree.fromstring(as_junit.report([FAMILY, story("lens-lab")]))
    suites = root.findall("testsuite")
    assert [[case.get("name") for case in suite] for suite in suites] == [list(RULE_IDS), list(RULE_IDS)]
    assert root.get("tests") == str(2 * len(RULE_IDS))
    assert root.get("failures") == str(len(list(root.iter("failure")))) != "0"
    assert suites[1].get("failures") == "0"
    zero = root.find(".//testcase[@name='no-zero-operator']/failure")
    assert zero is not None
    assert zero.get("type") == "error"
    assert "press 0, 0, 0" in (zero.text or "")


def test_junit_keeps_equal_names_apart_and_leaves_out_what_xml_cannot_hold() -> None:
    text = as_junit.report([FAMILY, told(FAMILY, "a\x00b\x0b\x1b[31m\ud800\ufffe c\U0001f600")])
    root = ElementTree.fromstring(text.encode())
    assert len(root) == 2
    renamed = replace(FAMILY, tree=replace(FAMILY.tree, source="other.yaml"))
    names = [suite.get("name") for suite in ElementTree.fromstring(as_junit.report([FAMILY, renamed]))]
    assert names[1] == "Alder Creek Family Physicians (other.yaml)"
    assert 'message="ab[31m c\U0001f600"' in text


# all together


def known_half(audited: Audit) -> tuple[Audit, list[Finding]]:
    """The audit with every other finding known, and one known finding gone."""
    known = list(audited.findings[::2])
    marks = [identity(audited.tree.name, finding) for finding in known]
    gone = marks[0]._replace(node="a node that was here")
    (compared,) = compare([audited], [*marks, gone])
    return compared, known


def test_every_format_tells_known_findings_from_new_ones() -> None:
    audited, known = known_half(FAMILY)
    new = [finding for finding in FAMILY.findings if finding not in known]
    assert list(audited.new) == new
    states = [result["baselineState"] for result in run_of([audited])["results"]]
    assert states == ["unchanged", "new"] * (len(states) // 2) + ["unchanged"] * (len(states) % 2)
    own = [row for row in rows([audited]) if not row["follows from"]]
    assert [row["known"] == "yes" for row in own] == [state == "unchanged" for state in states]
    tree = json.loads(as_json.report([audited]))["trees"][0]
    assert [finding["known"] for finding in tree["findings"]] == [state == "unchanged" for state in states]
    assert [(gone["rule"], gone["node"]) for gone in tree["gone"]] == [(known[0].rule, "a node that was here")]
    page = shown(as_markdown.report([audited])).text
    assert all((finding.message in page) == (finding in new) for finding in FAMILY.findings)
    assert f"{len(known)} findings of the baseline are known and not listed again." in page
    assert "1 finding of the baseline is gone." in page
    failures = "".join(e.text or "" for e in ElementTree.fromstring(as_junit.report([audited])).iter("failure"))
    assert all((f.message in failures) == (f in new and f.severity != "advice") for f in FAMILY.findings)


def test_hidden_findings_are_counted_everywhere_they_would_be_missed() -> None:
    errors = at_least(FAMILY, "error")
    assert {finding.severity for finding in errors.findings} == {"error"}
    assert json.loads(as_json.report([errors]))["trees"][0]["hidden"] == errors.hidden > 0
    assert f"{errors.hidden} findings less grave are not shown." in as_markdown.report([errors])
    own = [row for row in rows([errors]) if not row["follows from"]]
    assert len(own) == len(run_of([errors])["results"]) == len(errors.findings)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_by_the_command(form: str, tmp_path: Path) -> None:
    out = tmp_path / "report"
    words = ["audit", "trees/family-physicians.yaml", "--format", form, "--as-of", str(DAY), "-o", str(out)]
    assert CliRunner().invoke(commands, words).exit_code == 1
    if form in TEXT_REPORTS:
        assert out.read_bytes().decode() == TEXT_REPORTS[form]([FAMILY])


def test_markdown_names_fields_as_code_and_what_is_typed_too() -> None:
    text = as_markdown.report([FAMILY])
    assert "\\`" not in text
    assert "(`pages`)" in text
    assert "(--keys `2,2,no-answer`)" in text
    tags = shown(text)
    assert "code" in tags.tags
