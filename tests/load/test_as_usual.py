"""Hours whose public holidays are as any other day, in each kind of file that can be written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from ivr_audit.hours import state_at, timeline
from ivr_audit.load import load
from ivr_audit.model import PhoneTree
from ivr_audit.render import asterisk, connect, native, spreadsheet
from ivr_audit.render.asterisk_hours import rules
from ivr_audit.render.export import Unsaid

AS_OF = date(2026, 11, 23)
TEXT = """\
tree: T
timezone: America/New_York
holidays: US
start: open?
hours:
  shop: {mon-fri: 08:30-17:00, 2027-01-01: closed, holiday: %s}
nodes:
  open?: {hours: shop, open: desk, closed: box, holiday: feast}
  desk: {ring: Desk, ring_for: 20s, no_answer: box}
  feast: {say: "Closed for the holiday.", next: box}
  box: {voicemail: Box}
"""


@pytest.fixture
def tree(tmp_path: Path) -> PhoneTree:
    (tmp_path / "t.yaml").write_text(TEXT % "as usual")
    return load(tmp_path / "t.yaml")


def opened(tree: PhoneTree) -> list[tuple[datetime, bool]]:
    """When hours of one name open and close in a year."""
    found: list[tuple[datetime, bool]] = []
    for stretch in timeline(tree, AS_OF):
        if not found or found[-1][1] != bool(stretch.state.open):
            found.append((stretch.start, bool(stretch.state.open)))
    return found


@pytest.mark.parametrize("said", ["as usual", "As  usual", '"as usual"'])
def test_it_is_read(tmp_path: Path, tree: PhoneTree, said: str) -> None:
    (tmp_path / "t.yaml").write_text(TEXT % said)
    assert load(tmp_path / "t.yaml").hours["shop"].holiday is None


def test_they_open_as_if_there_were_no_holidays(tmp_path: Path, tree: PhoneTree) -> None:
    (tmp_path / "t.yaml").write_text((TEXT % "closed").replace("holidays: US\n", ""))
    assert opened(tree) == opened(load(tmp_path / "t.yaml"))


def test_a_native_file_gives_them_back(tmp_path: Path, tree: PhoneTree) -> None:
    (tmp_path / "t.yaml").write_text(native.text(tree))
    assert "holiday: as usual" in native.text(tree)
    assert load(tmp_path / "t.yaml").hours["shop"].holiday is None


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_a_spreadsheet_gives_them_back(tmp_path: Path, tree: PhoneTree, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(spreadsheet.workbook(tree)[0] if name == "t.xlsx" else spreadsheet.csv_text(tree)[0].encode())
    again = load(path)
    assert again.hours["shop"].holiday is None
    assert opened(again) == opened(tree)


def test_a_dialplan_asks_for_no_holiday(tree: PhoneTree) -> None:
    unsaid = Unsaid("Asterisk")
    told = rules(tree, tree.hours["shop"], unsaid)
    assert [(rule.times, rule.way) for rule in told] == [("*,*,1,jan", "closed"), ("08:30-16:59,mon-fri,*,*", "open")]
    assert not any("holiday" in said for said in unsaid.sentences())


def test_a_dialplan_is_open_when_they_are(tmp_path: Path, tree: PhoneTree) -> None:
    (tmp_path / "extensions.conf").write_text(asterisk.texts(tree).texts["extensions.conf"])
    again = load(tmp_path / "extensions.conf")
    for day in (AS_OF + timedelta(days=n) for n in range(366)):
        at = datetime(day.year, day.month, day.day, 10)
        assert bool(state_at(again, at).open) == bool(state_at(tree, at).open), at


def test_connect_is_not_to_be_told_of_holidays(tmp_path: Path, tree: PhoneTree) -> None:
    assert any("the times and dates of the hours" in said for said in connect.texts(tree).lost)
    (tmp_path / "t.yaml").write_text(TEXT % "closed")
    assert any("dates and holidays of" in said for said in connect.texts(load(tmp_path / "t.yaml")).lost)
