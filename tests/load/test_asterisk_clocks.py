"""Lines of a dialplan that ask the clock one after another are one check to a caller, with one schedule."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from asterisk_files import begin, read, short, tree_of

from ivr_audit.callgraph import steps
from ivr_audit.hours import state_at
from ivr_audit.model import HoursCheck, PhoneTree, Span

IN = "[incoming]\n"
WAYS = "exten => in,1,Dial(SIP/1,9)\nexten => out,1,VoiceMail(7)\nexten => feast,1,VoiceMail(8)\n"


def _check(tree: PhoneTree) -> HoursCheck:
    (found,) = [node for node in tree.nodes.values() if isinstance(node, HoursCheck)]
    return found


def _way(tree: PhoneTree, moment: str) -> str:
    (step,) = steps(tree, tree.entries[0].node, state_at(tree, datetime.fromisoformat(moment)))
    return str(step.to)


def test_lines_for_days_and_dates_become_one_check() -> None:
    tree = tree_of(
        IN + "exten => s,1,GotoIfTime(*,*,25,dec?out,1)\n same => n,GotoIfTime(*,mon,25-31,may?out,1)\n"
        " same => n,GotoIfTime(9:00-16:59,mon-fri,*,*?in,1)\n same => n,GotoIfTime(9:00-11:59,sat,*,*?in,1)\n"
        " same => n,Goto(out,1)\n" + WAYS
    )
    check = _check(tree)
    assert (check.open, check.closed, check.holiday) == ("extension 1", "voicemail 7", None)
    (hours,) = tree.hours.values()
    assert hours.name == "mon-fri 9:00-16:59, sat 9:00-11:59"
    assert hours.weekly == ((Span(540, 1020),),) * 5 + ((Span(540, 720),), ())
    assert hours.dates[date(2026, 12, 25)] == ()
    assert hours.dates[date(2027, 5, 31)] == ()
    assert date(2026, 5, 18) not in hours.dates
    assert tree.holidays.dates == ()


def test_dates_that_lead_elsewhere_are_holidays() -> None:
    tree = tree_of(
        IN + "exten => s,1,GotoIfTime(10:00-11:59,*,1,jan?in,1)\n same => n,GotoIfTime(*,*,1,jan?feast,1)\n"
        " same => n,GotoIfTime(*,*,25,dec?feast,1)\n same => n,GotoIfTime(9:00-16:59,mon-fri,*,*?in,1:out,1)\n" + WAYS
    )
    check = _check(tree)
    assert (check.open, check.closed, check.holiday) == ("extension 1", "voicemail 7", "voicemail 8")
    assert {date(2026, 12, 25), date(2027, 1, 1)} <= set(tree.holidays.dates)
    found = [_way(tree, f"{moment}") for moment in ("2026-12-25 10:00", "2027-01-01 10:30", "2027-01-01 13:00")]
    assert found == ["voicemail 8", "extension 1", "voicemail 8"]
    assert [_way(tree, moment) for moment in ("2026-12-28 10:00", "2026-12-28 18:00")] == ["extension 1", "voicemail 7"]


def test_lines_that_tell_when_nobody_is_there() -> None:
    tree = tree_of(
        IN + "exten => s,1,GotoIfTime(17:00-8:59,*,*,*?out,1)\n same => n,GotoIfTime(*,sat-sun,*,*?out,1)\n"
        " same => n,Goto(in,1)\n" + WAYS
    )
    check = _check(tree)
    assert (check.open, check.closed) == ("extension 1", "voicemail 7")
    assert tree.hours[check.hours or ""].weekly[0] == (Span(540, 1020),)


def test_timed_includes_become_one_check() -> None:
    tree = tree_of(
        IN + "include => day,9:00-11:59,mon-fri,*,*\ninclude => day,13:00-16:59,mon-fri,*,*\ninclude => night\n"
        "[day]\nexten => s,1,Dial(SIP/1,9)\n[night]\nexten => s,1,VoiceMail(7)\n",
        "incoming",
    )
    check = _check(tree)
    assert (check.open, check.closed) == ("extension 1", "voicemail 7")
    assert tree.hours[check.hours or ""].weekly[0] == (Span(540, 720), Span(780, 1020))


def test_more_than_three_places_stay_line_by_line() -> None:
    tree = tree_of(
        IN + "exten => s,1,GotoIfTime(*,*,24,dec?half,1)\n same => n,GotoIfTime(*,*,25,dec?feast,1)\n"
        " same => n,GotoIfTime(9:00-16:59,mon-fri,*,*?in,1:out,1)\nexten => half,1,VoiceMail(9)\n" + WAYS
    )
    first = begin(tree)
    assert isinstance(first, HoursCheck)
    assert (first.hours, first.open) == ("24 dec", "voicemail 9")
    second = tree.nodes[first.closed or ""]
    assert isinstance(second, HoursCheck)
    assert (second.open, second.closed, second.holiday) == ("extension 1", "voicemail 7", "voicemail 8")
    assert len(tree.hours) == 2


def test_lines_that_come_back_to_each_other_stay() -> None:
    tree = tree_of(
        IN + "exten => s,1(top),GotoIfTime(9:00-16:59,mon-fri,*,*?in,1)\n"
        " same => n,GotoIfTime(17:00-17:59,*,*,*?out,1:top)\n" + WAYS
    )
    assert [node.kind for node in tree.nodes.values()].count("hours") == 2


def test_a_routine_of_hours_is_a_check_of_the_step_that_calls_it() -> None:
    """As the project writes them: the routine has the name of the schedule, and says what no line fits last."""
    tree = tree_of(
        "[incoming] ; are we open?\nexten => s,1,Gosub(hours-nurse,s,1)\n"
        ' same => n,GotoIf($["${HOURS}" = "open"]?in,1)\n same => n,Goto(out,1)\n' + WAYS
        + "[hours-nurse] ; the hours nurse line\nexten => s,1,GotoIfTime(18:00-23:59,*,*,*?open)\n"
        " same => n,GotoIfTime(00:00-05:59,*,*,*?open)\n same => n(closed),Set(HOURS=closed)\n same => n,Return()\n"
        " same => n(open),Set(HOURS=open)\n same => n,Return()\n"
    )  # fmt: skip
    check = _check(tree)
    assert (check.name, check.hours, check.open, check.closed) == (
        "are we open?", "nurse line", "extension 1", "voicemail 7"
    )  # fmt: skip
    assert check.place.line == 3
    assert tree.hours["nurse line"].weekly[0] == (Span(0, 360), Span(1080, 1440))


@pytest.mark.parametrize(
    ("zones", "expected", "said"),
    [
        (("America/Chicago", "America/Chicago"), "America/Chicago", False),
        (("America/Chicago", ""), "UTC", True),
        (("Nowhere/Land", "Nowhere/Land"), "UTC", True),
        (("", ""), "UTC", False),
    ],
)
def test_a_time_zone_that_every_line_states_is_that_of_the_tree(
    zones: tuple[str, str], expected: str, said: bool
) -> None:
    lines = [f"GotoIfTime(9:00-16:59,{day},*,*{',' if zone else ''}{zone}?in,1)" for day, zone in zip(
        ("mon", "tue"), zones, strict=True)]  # fmt: skip
    tree = tree_of(IN + f"exten => s,1,{lines[0]}\n same => n,{lines[1]}\n same => n,Goto(out,1)\n" + WAYS)
    assert tree.timezone == expected
    assert any("another time zone" in sentence for sentence in tree.not_said) is said


# entries and numbers


def test_a_context_of_numbers_with_a_plus_sign_is_an_entry() -> None:
    tree = tree_of("[calls]\nexten => +14105550142,1,Dial(SIP/1,9)\nexten => h,1,NoOp()\n")
    assert [entry.number for entry in tree.entries] == ["+14105550142"]
    assert short(tree) == {"extension 1": "ring"}


def test_a_number_with_and_without_a_plus_sign_is_one_entry() -> None:
    tree = tree_of(IN + "exten => 14105550142,1,Dial(SIP/1,9)\nexten => +14105550142,1,Goto(14105550142,1)\n")
    assert [entry.number for entry in tree.entries] == ["14105550142"]


@pytest.mark.parametrize(
    "plain", ["exten => 100,1,Dial(SIP/1,9)\n", "exten => _1XX,1,Dial(SIP/1,9)\n", "include => o\n"]
)
@pytest.mark.parametrize("first", [True, False])
def test_an_extension_for_one_caller_does_not_hide_that_for_all(plain: str, first: bool) -> None:
    one = "exten => 100/555,1,Hangup()\n"
    body = one + plain if first else plain + one
    tree = tree_of(IN + "exten => s,1,Goto(100,1)\n" + body + "[o]\nexten => 100,1,Dial(SIP/1,9)\n", "incoming,100")
    assert begin(tree).name == "extension 1"
    assert any("single callers" in said and "incoming,100/555" in said for said in tree.not_said)


def test_an_extension_for_one_caller_alone_stands_for_all() -> None:
    tree, _ = read("[general]\n" + IN + "exten => s,1,Goto(100,1)\nexten => 100/555,1,Dial(SIP/1,9)\n")
    assert tree is not None
    assert begin(tree).name == "extension 1"
