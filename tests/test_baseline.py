"""Living with findings: a baseline and what it knows again, and looking at some rules or severities only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ivr_audit.baseline import as_text, from_text
from ivr_audit.cli import commands
from ivr_audit.finding import Identity
from ivr_audit.place import InputError
from ivr_audit.rules import RULE_IDS

FAMILY = Path("trees/family-physicians.yaml").read_text().partition("\n# How many call")[0]
LAB = Path("trees/lens-lab.yaml").read_text()
DAY = ("--as-of", "2026-11-23")


class Office:
    """A folder with a tree file and a baseline, and the command run on them."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.baseline = folder / "tree.yaml", folder / "known.json"
        self.tree.write_text(FAMILY)

    def audit(self, *words: str, trees: tuple[Path, ...] = ()) -> Result:
        paths = [str(path) for path in trees or (self.tree,)]
        return CliRunner().invoke(commands, ["audit", *paths, *DAY, *words])

    def compare(self, *words: str, trees: tuple[Path, ...] = ()) -> Result:
        return self.audit("--baseline", str(self.baseline), *words, trees=trees)

    def findings(self, *words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.compare("--format", "json", *words).stdout)["trees"][0][
            "findings"
        ]
        return found

    def change(self, before: str, after: str) -> None:
        text = self.tree.read_text()
        assert before in text
        self.tree.write_text(text.replace(before, after))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_baseline_that_is_not_there_is_written_and_nothing_fails(office: Office) -> None:
    first = office.compare()
    assert first.exit_code == 0
    assert "findings are known" in first.stderr
    assert "ERRORS" in first.stdout  # whoever writes it sees once what is in it
    again = office.compare()
    assert (again.exit_code, again.stderr) == (0, "")
    assert "Nothing new was found to fix." in again.stdout
    assert "ERRORS" not in again.stdout
    assert "of the baseline are known and not listed again." in again.stdout
    assert "a known finding" in again.stdout  # what to fix first is still said
    assert office.audit().exit_code == 1


def test_the_file_is_sorted_and_has_one_finding_a_line(office: Office) -> None:
    office.compare()
    text = office.baseline.read_text()
    lines = [json.loads(line.strip().rstrip(",")) for line in text.splitlines() if line.startswith("    ")]
    assert json.loads(text) == {"tool": "ivr-audit", "version": 1, "findings": lines}
    assert lines == sorted(lines, key=lambda line: [line[name] for name in Identity._fields])
    assert len(lines) == len(office.findings())
    office.compare("--update-baseline")
    assert office.baseline.read_text() == text


def test_findings_keep_their_identity_when_lines_move_and_times_change(office: Office) -> None:
    office.compare()
    before = {finding["fingerprint"] for finding in office.findings()}
    office.change("\nnodes:\n", "\n# a remark\n\n\nnodes:\n\n")
    office.tree.write_text("# first line\n" + office.tree.read_text())
    moved = office.findings("--as-of", "2027-02-01")
    assert {finding["fingerprint"] for finding in moved} == before
    assert all(finding["known"] for finding in moved)
    assert office.compare().exit_code == 0


def test_a_new_fault_fails_and_is_listed_alone(office: Office) -> None:
    office.compare()
    office.tree.write_text(FAMILY + "  lost room: {say: Nobody ever hears this., next: main}\n")
    ran = office.compare("--fail-on", "advice")
    assert ran.exit_code == 1
    listed = [finding for finding in office.findings() if not finding["known"]]
    assert [(finding["rule"], finding["node"]) for finding in listed] == [("unreachable-node", "lost room")]
    assert "lost room" in ran.stdout
    assert ran.stdout.count("     do        ") == 1


def test_a_renamed_node_or_tree_has_new_findings(office: Office) -> None:
    office.compare()
    known = office.findings()
    office.change("question box", "answer box")
    found = office.findings()
    renamed = {finding["node"] for finding in found if not finding["known"]}
    assert "answer box" in renamed
    assert office.compare().exit_code == 1
    gone = json.loads(office.compare("--format", "json").stdout)["trees"][0]["gone"]
    assert "question box" in {finding["node"] for finding in gone}
    office.tree.write_text(FAMILY.replace("Alder Creek", "Elder Creek"))
    assert [finding["known"] for finding in office.findings()] == [False] * len(known)
    assert json.loads(office.compare("--format", "json").stdout)["trees"][0]["gone"] == []


def test_what_is_gone_is_said_in_one_line_until_the_baseline_is_updated(office: Office) -> None:
    office.tree.write_text(FAMILY + "  lost room: {say: Nobody ever hears this., next: main}\n")
    office.compare()
    office.tree.write_text(FAMILY)
    assert "1 finding of the baseline is gone." in office.compare().stdout
    assert "baseline is gone" not in office.compare("--rule", "no-owner").stdout
    assert office.compare("--update-baseline").exit_code == 0
    assert "baseline is gone" not in office.compare().stdout
    assert "lost room" not in office.baseline.read_text()


def test_an_ignored_finding_is_neither_new_nor_gone(office: Office) -> None:
    office.compare()
    office.tree.write_text(FAMILY + "\naudit:\n  ignore:\n    - {rule: no-zero-operator, reason: in May}\n")
    ran = office.compare()
    assert ran.exit_code == 0
    assert "baseline is gone" not in ran.stdout
    office.compare("--update-baseline")
    assert "no-zero-operator" not in office.baseline.read_text()


def test_an_update_keeps_what_was_not_looked_at(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "lab.yaml"
    other.write_text(LAB.replace("owner:", "# owner:", 1))
    office.compare(trees=(office.tree, other))
    both = office.baseline.read_text()
    assert "Cobalt Ridge" in both
    office.compare("--update-baseline", "--rule", "no-owner")
    office.compare("--update-baseline")
    assert office.baseline.read_text() == both


def test_of_two_trees_with_one_name_a_finding_is_known_once(office: Office, tmp_path: Path) -> None:
    office.compare()
    twin = tmp_path / "twin.yaml"
    twin.write_text(FAMILY)
    ran = office.compare("--format", "json", trees=(office.tree, twin))
    first, second = json.loads(ran.stdout)["trees"]
    assert all(finding["known"] for finding in first["findings"])
    assert not any(finding["known"] for finding in second["findings"])
    assert ran.exit_code == 1


def test_hostile_names_come_back() -> None:
    names = ['"', "\\", "\u2028", "\x00\x1b", "</script>", "]]>", "\U0001f600", "שלום", "\u202e", "a\nb", "", "|"]
    known = sorted(Identity(tree, "no-owner", node, tree + node) for tree in names for node in names)
    text = as_text(known)
    assert text == as_text(reversed(known))
    assert from_text(text.encode(), "b.json") == known
    assert (
        len(text.split("\n")) == len(known) + 7
    )  # four lines before them, two behind, and nothing behind the last line feed
    assert len({one.fingerprint for one in known}) == len(known)
    assert from_text(as_text([]).encode(), "b.json") == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "known.json:1:1: this baseline is broken"),
        (b'{"tool": "ivr-audit",\n "version": 1\n <<<<<<< HEAD', "known.json:3:2: this baseline is broken"),
        (b"[]", "this is not a baseline of ivr-audit"),
        (b'{"version": "2.1.0", "runs": []}', "this is not a baseline of ivr-audit"),
        (b'{"tool": "ivr-audit", "version": 1}', "this is not a baseline of ivr-audit"),
        (b"\xff\xfe\x00", "this is not a baseline of ivr-audit"),
        (b"[" * 100_000, "this is not a baseline of ivr-audit"),
        (b"9" * 10_000, "this is not a baseline of ivr-audit"),
        (b'{"tool": "ivr-audit", "version": 2, "findings": []}', "has version 2, and this program reads 1"),
        (b'{"tool": "ivr-audit", "version": 1, "findings": [{"tree": "T", "rule": 3}]}', "finding 1 of this baseline"),
        (b'{"tool": "ivr-audit", "version": 1, "findings": [7]}', "finding 1 of this baseline is broken"),
    ],
)
def test_a_broken_or_foreign_file_is_no_baseline(office: Office, content: bytes, says: str) -> None:
    office.baseline.write_bytes(content)
    for words in ((), ("--update-baseline",)):
        ran = office.compare(*words)
        assert isinstance(ran.exception, InputError)  # which the program answers with exit code 2
        assert says in str(ran.exception)
        assert ran.stdout == ""
        assert office.baseline.read_bytes() == content


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--update-baseline",), "needs --baseline FILE"),
        (("--baseline", "-"), "cannot be standard input"),
        (("--rule", "no-onwer"), 'did you mean "no-owner"?'),
        (("--rule", "no-owner", "--rule", "zzz"), 'there is no rule "zzz"'),
        (("--severity", "grave"), "'grave' is not one of"),
        (("--format", "xml"), "'xml' is not one of"),
    ],
)
def test_wrong_usage(office: Office, words: tuple[str, ...], says: str) -> None:
    ran = office.audit(*words)
    assert ran.exit_code == 2
    assert says in " ".join(ran.stderr.split())


def test_a_report_that_cannot_be_written_leaves_no_baseline(office: Office) -> None:
    assert office.compare("-o", "no/such/folder/report").exit_code == 2
    assert not office.baseline.exists()


def test_only_the_named_rules_run(office: Office) -> None:
    found = office.findings("--rule", "no-zero-operator", "--rule", "dead-end", "--rule", "dead-end")
    assert {finding["rule"] for finding in found} == {"no-zero-operator"}
    tree = json.loads(office.audit("--rule", "no-zero-operator", "--rule", "dead-end", "--format", "json").stdout)
    assert tree["trees"][0]["only_rules"] == ["dead-end", "no-zero-operator"]
    text = office.audit("--rule", "duplicate-key").stdout
    assert "only duplicate-key checked" in " ".join(text.split())
    assert "These rules found nothing to fix." in text
    every = [word for rule_id in RULE_IDS for word in ("--rule", rule_id)]
    assert office.audit(*every).stdout == office.audit().stdout


def test_with_some_rules_the_answer_claims_no_more_than_they_saw(office: Office) -> None:
    trap = "tree: T\nstart: a\nnodes:\n  a: {menu: Press 1 or 2., options: {1: b, 2: c}}\n  b: {ring: Desk}\n" \
        "  c: {menu: Press 1., options: {1: c}, no_input: c}\n"  # fmt: skip
    office.tree.write_text(trap)
    assert "Every caller can reach a person" not in office.audit("--rule", "duplicate-key").stdout
    assert "A person can be reached (" in office.audit("--rule", "duplicate-key").stdout


def test_idle_ignores_are_told_only_if_all_rules_ran(office: Office) -> None:
    office.tree.write_text(FAMILY + "\naudit:\n  ignore:\n    - {rule: duplicate-key, reason: none so far}\n")
    assert "nothing is left to ignore" in office.audit().stdout
    assert "nothing is left to ignore" not in office.audit("--rule", "duplicate-key").stdout
    assert "nothing is left to ignore" in office.audit("--severity", "error").stdout


def test_severity_shows_what_is_grave_and_fail_on_looks_at_what_is_shown(office: Office) -> None:
    everything, errors = office.findings(), office.findings("--severity", "error")
    office.baseline.unlink()
    assert {finding["severity"] for finding in everything} > {finding["severity"] for finding in errors}
    assert office.audit("--fail-on", "advice").exit_code == 1
    office.tree.write_text(FAMILY.replace("tree:", "audit: {rules: {wrong-door: {severity: advice}}}\ntree:"))
    only = ("--rule", "wrong-door", "--fail-on", "advice")
    assert (office.audit(*only).exit_code, office.audit(*only, "--severity", "warning").exit_code) == (1, 0)
    assert "Nothing this grave was found." in office.audit(*only, "--severity", "warning").stdout
    office.tree.write_text(FAMILY)
    text = office.audit("--severity", "error").stdout
    assert f"{len(everything) - len(errors)} findings less grave are not shown." in text
    assert office.compare("--severity", "error").exit_code == 0
    assert office.compare("--fail-on", "advice").exit_code == 0  # what was not shown is in the baseline, too
