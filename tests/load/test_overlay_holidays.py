"""Holidays that an office keeps and its phone system has never been told: the phones ring as on any other day."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_audit.audit import audit
from ivr_audit.call import play_keys
from ivr_audit.cli import commands
from ivr_audit.finding import Finding
from ivr_audit.hours import State, state_at
from ivr_audit.load import load
from ivr_audit.model import HoursCheck, PhoneTree, Span
from ivr_audit.render import native

AS_OF = date(2026, 11, 23)
CHRISTMAS = datetime(2026, 12, 25, 10)
"""A Friday."""
NEW_YEAR = datetime(2027, 1, 1, 10)
"""A Friday too."""
CLOCK = "mon-fri 08:30-17:00"
DIALPLAN = """\
[incoming]
exten => 5550100,1,Answer()
 same => n,GotoIfTime(08:30-17:00,mon-fri,*,*?people,1)
 same => n,Goto(night,1)
exten => people,1,Dial(SIP/desk,20)
 same => n,Goto(night,1)
exten => night,1,VoiceMail(100@default)
 same => n,Hangup()
"""
KNOWS_CHRISTMAS = """\
[incoming]
exten => 5550100,1,Answer()
 same => n,GotoIfTime(*,*,25,dec?feast,1)
 same => n,GotoIfTime(08:30-17:00,mon-fri,*,*?people,1)
 same => n,Goto(night,1)
exten => feast,1,Playback(merry-christmas)
 same => n,Hangup()
exten => people,1,Dial(SIP/desk,20)
 same => n,Goto(night,1)
exten => night,1,VoiceMail(100@default)
 same => n,Hangup()
"""
OFFICE = """\
timezone: America/New_York
holidays: US
hours: {office: {mon-fri: 08:30-17:00}}
nodes:
  desk: {staffed: office}
  voicemail 100: {owner: Joyce, reply_within: 1d}
"""


@pytest.fixture(params=[OFFICE, OFFICE.replace("US", "[2026-12-25, 2027-01-01]")], ids=["country", "dates"])
def office(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def laid(folder: Path, dialplan: str, overlay: str | None) -> PhoneTree:
    (folder / "extensions.conf").write_text(dialplan)
    (folder / "office.yaml").write_text(overlay or "")
    return load(folder / "extensions.conf", overlay=folder / "office.yaml" if overlay else None)


def called(tree: PhoneTree, at: datetime, *keys: str) -> list[tuple[str, str]]:
    """The nodes that a call comes to, with the step that is taken there."""
    return [(turn.node, turn.step) for turn in play_keys(tree, state_at(tree, at), tree.entries[0].node, keys).turns]


def holidays_not_covered(tree: PhoneTree) -> list[Finding]:
    return [found for found in audit(tree, AS_OF).findings if found.rule == "holiday-not-covered"]


def test_on_a_holiday_unknown_to_the_system_the_phones_ring_in_an_empty_office(tmp_path: Path, office: str) -> None:
    tree = laid(tmp_path, DIALPLAN, office)
    # By hand: Friday 10:00 is inside mon-fri 08:30-17:00, which is all the dialplan asks; nobody is at the desk.
    assert state_at(tree, CHRISTMAS) == State(frozenset({CLOCK}), True)
    assert called(tree, CHRISTMAS) == [(f"{CLOCK}?", "open"), ("desk", "no-answer"), ("voicemail 100", "message")]
    # A Friday like any other, and the evening of the holiday.
    assert called(tree, datetime(2026, 12, 18, 10))[:2] == [(f"{CLOCK}?", "open"), ("desk", "answered")]
    assert called(tree, CHRISTMAS.replace(hour=20)) == [(f"{CLOCK}?", "closed"), ("voicemail 100", "message")]


def test_both_rules_say_so(tmp_path: Path, office: str) -> None:
    tree = laid(tmp_path, DIALPLAN, office)
    found = {one.rule: one for one in audit(tree, AS_OF).findings}
    unknown, empty = found["holiday-not-covered"], found["unstaffed-while-open"]
    assert f'the hours "{CLOCK}"' in unknown.message
    assert "the phone system does not know" in unknown.message
    assert "that the office keeps" in unknown.message
    assert unknown.advice.startswith("enter ")
    assert unknown.witness is not None
    assert unknown.witness.at.date() in (date(2026, 11, 26), date(2026, 12, 25))
    assert 'nobody is at "desk" on public holidays' in empty.message


def test_the_number_of_holidays_and_the_next_one_are_told(tmp_path: Path) -> None:
    (country,) = holidays_not_covered(laid(tmp_path, DIALPLAN, OFFICE))
    # Of the 13 days from 23 November 2026 to 22 November 2027, 19 June is a Saturday and 4 July a Sunday.
    assert "11 of the holidays that the office keeps, the next on 26 November 2026" in country.message
    (one,) = holidays_not_covered(laid(tmp_path, DIALPLAN, OFFICE.replace("US", "[2027-03-01, 2027-03-06]")))
    assert "one of the holidays that the office keeps, 1 March 2027" in one.message  # the other is a Saturday


def test_a_command_line_tells_it(tmp_path: Path) -> None:
    laid(tmp_path, DIALPLAN, OFFICE)
    call = ["call", str(tmp_path / "extensions.conf"), "--with", str(tmp_path / "office.yaml")]
    said = CliRunner().invoke(commands, [*call, "--at", "2026-12-25 10:00", "--keys", "wait"]).output
    assert "nobody answers" in said
    assert "voicemail 100" in said


def test_a_holiday_of_the_system_s_own_stays_one(tmp_path: Path) -> None:
    before = laid(tmp_path, KNOWS_CHRISTMAS, None)
    after = laid(tmp_path, KNOWS_CHRISTMAS, OFFICE)
    ways = [step for _, step in called(before, CHRISTMAS)]
    assert called(before, CHRISTMAS)[0][1] == "holiday"
    for hour in (0, 10, 23):
        at = CHRISTMAS.replace(hour=hour)
        assert called(after, at)[-1] == called(before, at)[-1]
    # A holiday that only the office keeps: by day it rings on, and by night it is a night, no feast.
    assert ("desk", "no-answer") in called(after, NEW_YEAR)
    assert called(after, NEW_YEAR.replace(hour=20))[-1] == ("voicemail 100", "message")
    assert ways[-1] != "message"
    (found,) = holidays_not_covered(after)
    assert "10 of the holidays" in found.message  # all but Christmas


def test_every_moment_of_the_file_stays_but_for_who_is_there(tmp_path: Path) -> None:
    """Nothing that an office knows changes what its phone system does: from the first check on to the last."""
    for dialplan in (DIALPLAN, KNOWS_CHRISTMAS):
        before, after = laid(tmp_path, dialplan, None), laid(tmp_path, dialplan, OFFICE)
        for day in (*range(20, 32),):
            for hour in (3, 10, 16, 17, 20):
                at = datetime(2026, 12, day, hour)
                old, new = called(before, at), called(after, at)
                rung = ("desk", "answered") in old
                assert rung == any(node == "desk" for node, _ in new), at
                assert rung or old[-1] == new[-1], at


def test_a_system_that_knows_them_is_silent(tmp_path: Path) -> None:
    known = OFFICE.replace("holidays: US", "holidays: [2026-12-25, 2027-12-25]")
    found = holidays_not_covered(laid(tmp_path, KNOWS_CHRISTMAS, known))
    assert found == []


def test_hours_that_the_overlay_tells_keep_its_holidays(tmp_path: Path) -> None:
    tree = laid(tmp_path, DIALPLAN, OFFICE + f'  "{CLOCK}?": {{hours: office}}\n')
    assert called(tree, CHRISTMAS) == [(f"{CLOCK}?", "closed"), ("voicemail 100", "message")]
    assert holidays_not_covered(tree) == []


def test_without_holidays_nothing_changes(tmp_path: Path) -> None:
    before = laid(tmp_path, DIALPLAN, None)
    after = laid(tmp_path, DIALPLAN, OFFICE.replace("holidays: US\n", ""))
    assert after.hours[CLOCK] == before.hours[CLOCK]
    assert after.holidays == before.holidays


def test_a_native_tree_keeps_the_holidays_that_are_laid_over_it(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        "tree: T\nstart: open?\nhours: {office: {mon-fri: 08:30-17:00}}\nnodes:\n"
        "  open?: {hours: office, open: desk, closed: bye}\n"
        "  desk: {ring: Desk, no_answer: bye}\n  bye: {hangup: Bye.}\n"
    )
    (tmp_path / "o.yaml").write_text("holidays: US\n")
    tree = load(tmp_path / "t.yaml", overlay=tmp_path / "o.yaml")
    assert tree.hours["office"].holiday == ()
    assert called(tree, CHRISTMAS)[0] == ("open?", "closed")


@pytest.mark.parametrize("dialplan", [DIALPLAN, KNOWS_CHRISTMAS])
def test_a_native_file_made_of_it_says_the_same(tmp_path: Path, dialplan: str) -> None:
    tree = laid(tmp_path, dialplan, OFFICE)
    (tmp_path / "new.yaml").write_text(native.text(tree))
    again = load(tmp_path / "new.yaml")
    assert {name: one.holiday for name, one in again.hours.items()} == {n: one.holiday for n, one in tree.hours.items()}
    for at in (CHRISTMAS, NEW_YEAR, NEW_YEAR.replace(hour=20), datetime(2026, 12, 18, 10)):
        assert called(again, at) == called(tree, at)
    (found,) = holidays_not_covered(again)
    assert f'"{CLOCK}' in found.message


def test_hours_as_usual_on_a_holiday(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        "tree: T\nholidays: US\nstart: open?\nhours:\n"
        "  shop: {mon-fri: 08:30-17:00, holiday: as usual, 2027-01-01: closed}\n"
        "  office: {mon-fri: 08:30-17:00}\nnodes:\n"
        "  open?: {hours: shop, open: desk, closed: office?, holiday: feast}\n"
        "  office?: {hours: office, open: desk, closed: bye}\n"
        "  desk: {ring: Desk, no_answer: bye}\n  feast: {say: Merry., next: bye}\n  bye: {hangup: Bye.}\n"
    )
    tree = load(tmp_path / "t.yaml")
    assert tree.hours["shop"].holiday is None
    assert tree.hours["shop"].weekly[0] == (Span(510, 1020),)
    assert called(tree, CHRISTMAS)[0] == ("open?", "open")
    assert called(tree, NEW_YEAR)[0] == ("open?", "closed")  # a date beats it, and is no holiday to these hours
    assert called(tree, datetime(2027, 7, 4, 10))[0] == ("open?", "closed")  # a Sunday
    assert holidays_not_covered(tree) == []  # "office" keeps them
    check = tree.nodes["open?"]
    assert isinstance(check, HoursCheck)
    assert check.holiday == "feast"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("mon-fri: as usual", '"as usual" is for the line "holiday" only'),
        ('"sat, holiday": as usual', '"as usual" is for the line "holiday" only'),
        ("holiday: as usal", 'did you mean "as usual"?'),
    ],
)
def test_as_usual_stands_at_the_line_of_holidays_alone(tmp_path: Path, line: str, said: str) -> None:
    from ivr_audit.load import read

    (tmp_path / "t.yaml").write_text(
        f"tree: T\nstart: bye\nhours: {{shop: {{sun: 8:00-17:00, {line}}}}}\nnodes: {{bye: {{hangup: Bye.}}}}\n"
    )
    _, problems = read(tmp_path / "t.yaml")
    assert [said in problem.message for problem in problems] == [True], problems


TIMES = st.sampled_from(
    ["08:30-17:00,mon-fri,*,*", "*,sat&sun,*,*", "*,*,25,dec", "*,*,24-26,dec", "*,*,1,jan", "09:00-11:59,*,25,dec",
     "*,mon,25-31,may", "08:00-11:59,mon-sat,*,*", "22:00-05:59,*,*,*", "*,*,4,jul"]
)  # fmt: skip
LINES = st.lists(st.tuples(TIMES, st.sampled_from(["people", "night", "feast"])), min_size=1, max_size=4)
MOMENTS = [
    datetime(day.year, day.month, day.day, hour)
    for day in (date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1), date(2027, 5, 31), date(2027, 7, 4), AS_OF)
    for hour in (3, 9, 16, 23)
]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(LINES)
def test_what_the_office_keeps_never_turns_a_call_of_its_system(lines: list[tuple[str, str]]) -> None:
    """Any schedule: at every moment a call takes the way it takes without the overlay."""
    asked = "".join(f" same => n,GotoIfTime({times}?{to},1)\n" for times, to in lines)
    clock = " same => n,GotoIfTime(08:30-17:00,mon-fri,*,*?people,1)\n"
    with TemporaryDirectory() as folder:
        dialplan = DIALPLAN.replace(clock, asked) + "exten => feast,1,Playback(merry-christmas)\n same => n,Hangup()\n"
        before = laid(Path(folder), dialplan, None)
        after = laid(Path(folder), dialplan, "holidays: US\n")
    for at in MOMENTS:
        old, new = called(before, at), called(after, at)
        assert [turn for turn in new if turn[0] in before.nodes][-1] == old[-1], at
        assert len(new) - len(old) in (0, 1), at
