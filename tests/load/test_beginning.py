"""`--start` of a tree file: calls begin at that node or number, whatever the file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_audit.api import audit
from ivr_audit.load import load, read

TREE = """\
tree: Clinic
entries: {"+1 555 010 0142": main, "+1 555 010 0143": refills}
traffic: {calls: 100 a week, entries: {"+1 555 010 0142": 70%}}
nodes:
  main:
    menu: For a nurse, press 1. For refills, press 2.
    options: {1: Nurse line, 2: refills}
  refills: {voicemail: Refills, owner: Ann}
  Nurse line: {ring: Nurses, no_answer: refills}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "clinic.yaml").write_text(TREE)
    return tmp_path / "clinic.yaml"


@pytest.mark.parametrize(
    ("start", "number", "node"),
    [
        ("Nurse line", "", "Nurse line"),
        (" nurse  LINE", "", "Nurse line"),
        ("main", "+1 555 010 0142", "main"),
        ("+1 555 010 0143", "+1 555 010 0143", "refills"),
    ],
)
def test_calls_begin_where_the_user_says(path: Path, start: str, number: str, node: str) -> None:
    tree = load(path, start)
    assert [(entry.number, entry.node) for entry in tree.entries] == [(number, node)]
    assert [entry.entry for entry in audit(tree, as_of="2026-11-23").periods[0].entries] == [node]


def test_the_shares_of_other_numbers_are_left_out(path: Path) -> None:
    assert load(path).traffic is not None
    for start, shares in (("main", {"+1 555 010 0142": 0.7}), ("refills", {})):
        traffic = load(path, start).traffic
        assert traffic is not None
        assert traffic.entries == shares


def test_an_unknown_start_names_the_nearest(path: Path) -> None:
    tree, problems = read(path, start="nurse lane")
    assert tree is None
    said = 'there is no node "nurse lane" here; did you mean "Nurse line"?'
    assert [problem.message for problem in problems] == [said]
