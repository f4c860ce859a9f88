"""What was measured on running Asterisk 16 and 22, one test a row: the reader must mean the same."""

from __future__ import annotations

from datetime import datetime

import pytest
from asterisk_files import begin, dialled, menu, read, step, tree_of

from ivr_audit import model
from ivr_audit.call import play_keys
from ivr_audit.hours import State, state_at
from ivr_audit.load.asterisk.dialplan import Dialplan, read_dialplan
from ivr_audit.load.asterisk.match import answer, waits
from ivr_audit.load.folder import Folder
from ivr_audit.place import InputError

KEYS = "exten => 1,1,Dial(SIP/10,20)\n"


def _plan(text: str) -> Dialplan:
    return read_dialplan(Folder(None, "", {"extensions.conf": text.encode()}), ["extensions.conf"])


def _office(body: str) -> model.PhoneTree:
    return tree_of(f"[incoming]\nexten => s,1,Background(main)\n{body}")


# keys


def test_a_key_that_could_be_the_beginning_of_more_costs_the_digit_timeout() -> None:
    tree = _office(
        " same => n,WaitExten(6)\n" + KEYS + "exten => 2,1,Hangup()\nexten => _1XX,1,Dial(SIP/${EXTEN},20)\n"
    )
    assert step(tree, "incoming", "1").best == 5.0
    assert step(tree, "incoming", "2").best == 0.0
    assert dialled(tree)[0] == "1XX"


def test_the_digit_timeout_can_be_set() -> None:
    tree = tree_of(
        "[incoming]\nexten => s,1,Set(TIMEOUT(digit)=2)\n same => n,Background(main)\n same => n,WaitExten(4)\n"
        + KEYS + "exten => 12,1,Hangup()\n"
    )  # fmt: skip
    assert step(tree, "incoming", "1").best == 2.0


def test_included_contexts_count_when_the_system_waits_for_more() -> None:
    tree = _office(
        " same => n,WaitExten(6)\nexten => 7,1,Dial(SIP/10,20)\ninclude => more\n"
        "[more]\nexten => 77,1,Dial(SIP/11,20)\n"
    )
    assert step(tree, "incoming", "7").best == 5.0


@pytest.mark.parametrize(
    ("names", "keys", "further"),
    [
        (["2"], "2", False),
        (["1", "_1XX"], "1", True),
        (["1", "_1XX"], "12", True),
        (["1", "_1XX"], "123", False),
        (["_8."], "84", True),
        (["_9!"], "9", False),
        (["_8!", "_8XX"], "8", True),
        (["577", "_X."], "577", True),
    ],
)
def test_when_the_system_waits_for_a_further_key(names: list[str], keys: str, further: bool) -> None:
    plan = _plan("[c]\n" + "".join(f"exten => {name},1,NoOp()\n" for name in names))
    assert waits(plan, "c", keys) is further


def test_keys_during_an_announcement_are_lost() -> None:
    tree = tree_of("[incoming]\nexten => s,1,Playback(main)\n same => n,WaitExten(4)\n" + KEYS)
    assert menu(tree).barge_in is False
    assert menu(tree).prompt.audio == "main"


def test_an_announcement_before_a_menu_is_not_part_of_it() -> None:
    tree = tree_of(
        "[incoming]\nexten => s,1,Playback(hello)\n same => n,Background(main)\n same => n,WaitExten(4)\n" + KEYS
    )
    assert begin(tree).kind == "say"
    assert (menu(tree).prompt.audio, menu(tree).barge_in) == ("main", True)


# what a number reaches, and after how long


def _choices(*extens: str) -> model.PhoneTree:
    lines = "".join(f"exten => {name},1,Dial(SIP/p{at},20)\n" for at, name in enumerate(extens))
    return _office(" same => n,WaitExten(7)\n" + lines)


@pytest.mark.parametrize(
    ("extens", "keys", "person", "seconds"),
    [
        (["_5XX", "_6XX"], "612", "p1", 12.5),
        (["_5XX", "_6XX"], "512", "p0", 12.5),
        (["_5X5", "_N55", "_5XX"], "555", "p0", 12.5),
        (["_5XX", "_N55", "_5X5"], "555", "p2", 12.5),
        (["_5XX", "_N55", "_5X5"], "565", "p2", 12.5),
        (["_5XX", "_N55", "_5X5"], "577", "p0", 12.5),
        (["_5XX", "_N55", "_5X5"], "455", "p1", 12.5),
        (["_[13]5X", "1"], "359", "p0", 12.5),
        (["_[13]5X", "1"], "259", None, 0),
        (["1", "_9!"], "9", "p1", 11.0),
        (["1", "_9!"], "94", "p1", 11.0),
        (["1", "_9!"], "5", None, 0),
        (["1", "_8."], "84", "p1", 17.0),
        (["1", "_8."], "845", "p1", 17.5),
        (["1", "_8."], "8", None, 0),
        (["1", "_8."], "5", None, 0),
        (["1", "_1XX"], "1", "p0", 16.0),
        (["1", "_1XX"], "123", "p1", 12.5),
        (["1", "_1XX"], "12", None, 0),
        (["1", "_1XX", "7", "_9!", "_8."], "1", "p0", 9.33),
        (["8", "_8XX"], "8", "p0", 16.0),
        (["_8!", "_8XX"], "8", "p0", 16.0),
        (["_X!"], "5", "p0", 11.0),
    ],
)
def test_what_a_number_reaches_and_when(extens: list[str], keys: str, person: str | None, seconds: float) -> None:
    tree = _choices(*extens)
    call = play_keys(tree, State(frozenset(), False), tree.entries[0].node, [keys])
    node = tree.nodes[call.node]
    assert (node.who if isinstance(node, model.Ring) else None) == person
    if person is not None:
        assert round(call.turns[-1].start, 2) == seconds


def test_a_key_is_never_pressed_after_the_last_recording_has_hung_up() -> None:
    tree = _office(KEYS)
    assert step(tree, "incoming", "1")[2:5] == (0.0, 10.0, 10.0)
    assert step(tree, "incoming", "no-match").typical == 10.0


# timeouts


def test_a_wait_that_times_out_goes_on_at_the_next_step_and_not_to_t() -> None:
    tree = _office(" same => n,WaitExten(4)\n same => n,VoiceMail(7)\nexten => t,1,Hangup()\n" + KEYS)
    assert menu(tree).no_input == "voicemail 7"


def test_a_wait_that_is_the_last_step_goes_to_t() -> None:
    tree = _office(" same => n,WaitExten(4)\nexten => t,1,VoiceMail(7)\n" + KEYS)
    assert menu(tree).no_input == "voicemail 7"


def test_e_stands_in_for_t_and_i() -> None:
    tree = _office(" same => n,WaitExten(4)\nexten => e,1,VoiceMail(7)\n" + KEYS)
    assert (menu(tree).no_input, menu(tree).invalid) == ("voicemail 7", "voicemail 7")


def test_without_t_i_and_e_the_call_is_over_at_once() -> None:
    tree = _office(" same => n,WaitExten(4)\n" + KEYS)
    assert (menu(tree).no_input, menu(tree).invalid) == (None, "hangup")


def test_i_and_t_are_found_in_included_contexts() -> None:
    tree = _office(" same => n,WaitExten(4)\ninclude => more\n" + KEYS + "[more]\nexten => _[it],1,VoiceMail(7)\n")
    assert (menu(tree).no_input, menu(tree).invalid) == ("voicemail 7", "voicemail 7")


@pytest.mark.parametrize(
    ("before", "wait", "seconds"),
    [("", "WaitExten()", 10.0), ("", "WaitExten", 10.0), ("", "WaitExten(0)", 10.0), ("", "WaitExten(2.5)", 2.5),
     ("Set(TIMEOUT(response)=7)", "WaitExten()", 7.0), ("ResponseTimeout(6)", "WaitExten()", 6.0)],
)  # fmt: skip
def test_how_long_a_wait_is(before: str, wait: str, seconds: float) -> None:
    tree = tree_of(
        f"[incoming]\nexten => s,1,{before or 'NoOp()'}\n same => n,Background(main)\n same => n,{wait}\n{KEYS}"
    )
    assert menu(tree).no_input_timeout == seconds


def test_an_absolute_timeout_is_told() -> None:
    text = "[incoming]\nexten => s,1,Set(TIMEOUT(absolute)=600)\n same => n,Dial(SIP/10,20)\n"
    said = "callers are cut short after a time, which is not counted (TIMEOUT(absolute)): after 600 s the system "
    assert f"{said}hangs up" in tree_of(text).not_said
    assert f"{said}sends the call to T in incoming" in tree_of(text + "exten => T,1,VoiceMail(7)\n").not_said


# the end of the steps


def test_a_gap_ends_an_extension() -> None:
    tree = tree_of("[incoming]\nexten => s,1,Playback(a)\nexten => s,2,Playback(b)\nexten => s,4,Playback(c)\n")
    assert [node.prompt.audio for node in tree.nodes.values() if isinstance(node, model.Say)] == ["a & b"]


def test_a_jump_to_a_missing_extension_goes_to_i_and_to_a_missing_context_is_the_end() -> None:
    tree = tree_of("[incoming]\nexten => s,1,Goto(nine,1)\nexten => i,1,VoiceMail(7)\n")
    assert begin(tree).name == "voicemail 7"
    tree = tree_of("[incoming]\nexten => s,1,Playback(a)\n same => n,Goto(gone,s,1)\nexten => i,1,VoiceMail(7)\n")
    assert begin(tree).next == "hangup"  # type: ignore[attr-defined]
    assert any("gone,s" in said for said in tree.not_said)


def test_a_busy_line_behind_the_last_step_gets_the_busy_tone_for_ten_seconds() -> None:
    tree = tree_of(
        "[incoming]\nexten => s,1,Dial(SIP/10,20)\n"
        ' same => n,GotoIf($["${DIALSTATUS}"="NOANSWER"]?box,1)\nexten => box,1,VoiceMail(7)\n'
    )
    ring = begin(tree)
    assert isinstance(ring, model.Ring)
    assert (ring.no_answer, ring.busy) == ("voicemail 7", "busy tone")
    assert step(tree, "busy tone", "hang up").worst == 10.0


def test_phones_at_the_last_step_end_the_call() -> None:
    ring = begin(tree_of("[incoming]\nexten => s,1,Dial(SIP/10,20)\n"))
    assert isinstance(ring, model.Ring)
    assert (ring.no_answer, ring.busy) == (None, None)


def test_a_recording_that_listens_and_is_the_last_step_ends_the_call() -> None:
    tree = _office("exten => t,1,VoiceMail(7)\n" + KEYS)
    assert (menu(tree).no_input, menu(tree).no_input_timeout) == (None, 0.0)


def test_without_autofallthrough_it_waits_for_keys_and_then_goes_to_t() -> None:
    tree = tree_of(
        "[general]\nautofallthrough=no\n[incoming]\nexten => s,1,Background(main)\nexten => t,1,VoiceMail(7)\n" + KEYS
    )
    main = menu(tree, "incoming")
    assert (main.no_input, main.no_input_timeout) == ("voicemail 7", 10.0)


# Read

READ = "[incoming]\nexten => s,1,Read(key,main,1,,3,4)\n"


def test_read_counts_attempts_on_silence_only() -> None:
    tree = tree_of(
        READ + ' same => n,GotoIf($["${key}"="1"]?one,1)\n same => n,VoiceMail(7)\nexten => one,1,Dial(SIP/1,9)\n'
    )
    node = menu(tree)
    assert node.attempts == model.Attempts(3, 1, apart=True)
    assert [(option.key, option.to) for option in node.options] == [("1", "extension 1"), ("#", node.name)]
    assert (node.no_input, node.invalid, node.no_input_timeout) == ("voicemail 7", "voicemail 7", 4.0)


def test_a_bare_pound_key_is_an_empty_attempt_of_read() -> None:
    body = ' same => n,GotoIf($["${key}"="1"]?one,1)\n same => n,VoiceMail(7)\nexten => one,1,Dial(SIP/1,9)\n'
    tree = tree_of(READ + body)
    call = play_keys(tree, State(frozenset(), False), tree.entries[0].node, ["#", "1"])
    assert (call.node, call.turns[-1].start) == ("extension 1", 22.0)
    assert step(tree, menu(tree).name, "1").typical == 11.0
    once = tree_of(READ.replace(",3,4)", ",1,4)") + body)
    assert [option.key for option in menu(once).options] == ["1"]


def test_a_bare_pound_key_at_the_only_attempt_is_silence_and_no_wrong_key() -> None:
    tree = tree_of(
        READ.replace(",3,4)", ",1,4)") + ' same => n,GotoIf($["${key}"="1"]?one,1)\n'
        ' same => n,GotoIf($["${key}"=""]?none,1)\n same => n,VoiceMail(7)\n'
        "exten => one,1,Dial(SIP/1,9)\nexten => none,1,VoiceMail(8)\n"
    )
    node = menu(tree)
    assert (node.no_input, node.invalid) == ("voicemail 8", "voicemail 7")
    assert [(option.key, option.to) for option in node.options] == [("1", "extension 1"), ("#", "voicemail 8")]


def test_read_goes_on_at_the_next_step_with_whatever_it_got() -> None:
    tree = tree_of(READ + " same => n,Set(x=${CURL(http://db/${key})})\n same => n,Dial(SIP/10,20)\n")
    node = begin(tree)
    assert isinstance(node, model.Ask)
    assert (node.next, node.no_input, node.invalid, node.digits) == (*("extension 10",) * 3, 1)


# patterns and includes


@pytest.mark.parametrize(
    ("names", "keys", "wins"),
    [
        (["_N55", "_5X5"], "555", "_5X5"),
        (["_5XX", "_5X5"], "565", "_5X5"),
        (["_X.", "577"], "577", "577"),
        (["_X", "_Z", "_N", "_[5-6]", "5"], "5", "5"),
        (["_X", "_Z", "_N", "_[5-6]"], "5", "_[5-6]"),
        (["_X", "_Z", "_N"], "5", "_N"),
        (["_X", "_Z"], "5", "_Z"),
        (["_.", "_X"], "5", "_X"),
        (["_."], "h", "_."),
        (["_."], "i", "_."),
        (["_X."], "i", None),
    ],
)
def test_the_narrower_pattern_wins_whatever_the_order(names: list[str], keys: str, wins: str | None) -> None:
    for order in (names, names[::-1]):
        plan = _plan("[c]\n" + "".join(f"exten => {name},1,NoOp()\n" for name in order))
        found = answer(plan, "c", keys)
        assert (found.exten.name if found else None) == wins


def test_the_own_context_wins_over_an_included_one() -> None:
    plan = _plan(
        "[c]\nexten => _5X,1,NoOp(own)\ninclude => a\ninclude => b\n"
        "[a]\nexten => 55,1,NoOp(a)\nexten => 66,1,NoOp(a)\n[b]\nexten => 66,1,NoOp(b)\n"
    )
    found = [answer(plan, "c", keys) for keys in ("55", "66")]
    assert [one.context.name if one else None for one in found] == ["c", "a"]


# the clock


@pytest.mark.parametrize(
    ("times", "moment", "inside"),
    [
        ("09:00-17:00,mon-fri,*,*", "2026-11-23 08:59", False),
        ("09:00-17:00,mon-fri,*,*", "2026-11-23 09:00", True),
        ("09:00-17:00,mon-fri,*,*", "2026-11-23 17:00", True),
        ("09:00-17:00,mon-fri,*,*", "2026-11-23 17:01", False),
        ("09:00-17:00,mon-fri,*,*", "2026-11-28 10:00", False),
        ("22:00-06:00,fri-mon,*,*", "2026-11-28 05:59", True),  # Saturday
        ("22:00-06:00,fri-mon,*,*", "2026-11-23 23:00", True),  # Monday
        ("22:00-06:00,fri-mon,*,*", "2026-11-24 03:00", False),  # Tuesday
        ("*,*,25,dec", "2026-12-25 12:00", True),
        ("*,*,25,dec", "2026-12-26 12:00", False),
        ("*,*,1-7,*", "2027-02-07 12:00", True),
        ("9:00-12:00&13:00-17:00,mon&wed,*,*", "2026-11-25 12:30", False),
        ("9:00-12:00&13:00-17:00,mon&wed,*,*", "2026-11-25 13:30", True),
        ("9:00-12:00|mon-fri|*|*", "2026-11-25 11:00", True),
    ],
)
def test_when_a_time_condition_holds(times: str, moment: str, inside: bool) -> None:
    tree = tree_of(
        f"[incoming]\nexten => s,1,GotoIfTime({times}?in,1)\n same => n,VoiceMail(7)\nexten => in,1,Dial(SIP/1,9)\n"
    )
    check = begin(tree)
    assert isinstance(check, model.HoursCheck)
    assert (check.open, check.closed) == ("extension 1", "voicemail 7")
    assert (check.hours in state_at(tree, datetime.fromisoformat(moment)).open) is inside


# people and routines


def test_dial_and_queue_go_on_at_the_next_step() -> None:
    tree = tree_of("[incoming]\nexten => s,1,Queue(sales,t,,,6)\n same => n,Dial(SIP/10,20)\n same => n,VoiceMail(7)\n")
    queue = begin(tree)
    assert isinstance(queue, model.Queue)
    assert (queue.max_wait, queue.overflow) == (6.0, "extension 10")
    assert tree.nodes["extension 10"].no_answer == "voicemail 7"  # type: ignore[attr-defined]


def test_a_queue_that_nobody_may_join_when_it_is_empty_goes_on_at_once() -> None:
    text = "[incoming]\nexten => s,1,Queue(sales)\n same => n,VoiceMail(7)\n"
    closed, open_ = (tree_of(text, queues=f"[sales]\njoinempty={join}\n") for join in ("no", "yes"))
    assert begin(closed).no_agents == "voicemail 7"  # type: ignore[attr-defined]
    assert begin(open_).no_agents is None  # type: ignore[attr-defined]


def test_keys_in_a_routine_are_looked_up_there_and_return_goes_back() -> None:
    tree = tree_of(
        "[incoming]\nexten => s,1,Gosub(ask,s,1)\n same => n,VoiceMail(7)\nexten => 1,1,VoiceMail(8)\n"
        "[ask]\nexten => s,1,Background(main)\n same => n,WaitExten(4)\n same => n,Return()\nexten => 1,1,Return()\n"
    )
    assert begin(tree).name == "ask"
    assert menu(tree).no_input == "voicemail 7"
    assert [option.to for option in menu(tree).options] == ["voicemail 7"]


def test_keys_in_a_macro_are_looked_up_where_it_was_called() -> None:
    tree = tree_of(
        "[incoming]\nexten => s,1,Macro(say,main)\n same => n,WaitExten(4)\nexten => 1,1,VoiceMail(8)\n"
        "[macro-say]\nexten => s,1,Background(${ARG1})\nexten => 1,1,VoiceMail(9)\n"
    )
    assert menu(tree).prompt.audio == "main"
    assert [option.to for option in menu(tree).options] == ["voicemail 8"]


def test_a_file_that_cannot_be_read_is_a_problem() -> None:
    with pytest.raises(InputError):
        read_dialplan(Folder(None, "", {}), ["extensions.conf"])
    assert read("")[1]
