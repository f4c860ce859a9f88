"""Every construct of a dialplan in a small file of its own, with the tree that follows worked out by hand."""

from __future__ import annotations

import pytest
from asterisk_files import begin, dialled, menu, plays, short, tree_of

from ivr_audit import model
from ivr_audit.model import Attempts

IN = "[incoming]\n"
ONE = "exten => 1,1,Dial(SIP/10,20)\n"


# attempts counted by a variable


def test_a_counter_at_the_top_of_a_menu_becomes_its_attempts() -> None:
    tree = tree_of(
        IN + "exten => s,1,Set(tries=0)\n same => n(again),Set(tries=$[${tries} + 1])\n"
        " same => n,GotoIf($[${tries} > 3]?bye,1)\n same => n,Background(main)\n same => n,WaitExten(5)\n"
        " same => n,Goto(again)\nexten => i,1,Goto(s,again)\nexten => bye,1,Playback(vm-goodbye)\n" + ONE
    )
    node = menu(tree)
    assert node.attempts == Attempts(3, 3, apart=False)
    assert short(tree) == {
        "incoming": "menu 1>extension 10 no_input>vm-goodbye invalid>vm-goodbye",
        "extension 10": "ring",
        "vm-goodbye": "say next>hangup",
    }


def test_silence_and_wrong_keys_with_a_counter_each() -> None:
    tree = tree_of(
        IN + "exten => s,1,Set(T=0)\n same => n,Set(I=0)\n same => n(start),Background(main)\n same => n,WaitExten(5)\n"
        "exten => t,1,Set(T=$[${T}+1])\n same => n,GotoIf($[${T} > 1]?bye,1)\n same => n,Goto(s,start)\n"
        "exten => i,1,Set(I=$[${I}+1])\n same => n,GotoIf($[${I} > 3]?bye,1)\n same => n,Playback(wrong)\n"
        " same => n,Goto(s,start)\nexten => bye,1,VoiceMail(7)\n" + ONE
    )
    node = menu(tree)
    assert node.attempts == Attempts(2, 4, apart=True)
    assert (node.no_input, node.invalid) == ("voicemail 7", "voicemail 7")
    assert node.invalid_prompt == model.Prompt(audio="wrong")


@pytest.mark.parametrize(
    ("count", "condition", "most"),
    [
        ("$[${n} + 1]", "$[${n} >= 3]", 3),
        ("$[${n} + 1]", "$[${n} = 2]", 2),
        ("$[${n} + 1]", '$["${n}" = "2"]', 2),
        ("${MATH(${n}+1,int)}", "$[${n} > 4]", 5),
        ("${INC(n)}", "$[${n} > 4]", 5),
        ("$[1 + ${n}]", "$[ ${n} > ${most} ]", 3),
    ],
)
def test_the_ways_a_counter_is_written(count: str, condition: str, most: int) -> None:
    tree = tree_of(
        "[globals]\nmost=2\n"
        + IN
        + "exten => s,1,Set(n=0)\n same => n(top),Background(main)\n same => n,WaitExten(5)\n"
        f" same => n,Set(n={count})\n same => n,GotoIf({condition}?out)\n"
        " same => n,Goto(top)\n same => n(out),Hangup()\n" + ONE
    )
    assert plays(tree).no_input == most


def test_a_counter_that_runs_down() -> None:
    tree = tree_of(
        IN + "exten => s,1,Set(left=3)\n same => n(top),Background(main)\n same => n,WaitExten(5)\n"
        " same => n,Set(left=$[${left}-1])\n same => n,GotoIf($[${left} < 1]?out:top)\n same => n(out),Hangup()\n" + ONE
    )
    assert plays(tree).no_input == 3


def test_a_loop_of_while() -> None:
    tree = tree_of(
        IN
        + "exten => s,1,Set(n=0)\n same => n,While($[${n} < 3])\n same => n,Background(main)\n same => n,WaitExten(5)\n"
        " same => n,Set(n=$[${n}+1])\n same => n,EndWhile()\n same => n,VoiceMail(7)\n" + ONE
    )
    assert plays(tree).no_input == 3
    assert menu(tree).no_input == "voicemail 7"


def test_a_menu_that_repeats_for_ever_stays_a_cycle() -> None:
    tree = tree_of(IN + "exten => s,1,Background(main)\n same => n,WaitExten(5)\n same => n,Goto(s,1)\n" + ONE)
    assert (menu(tree).no_input, menu(tree).attempts) == ("incoming", Attempts(1, 1, apart=False))


def test_phones_that_ring_again_are_steps_of_their_own() -> None:
    tree = tree_of(
        IN + "exten => s,1,Set(n=0)\n same => n(top),Dial(SIP/10,20)\n same => n,Set(n=$[${n}+1])\n"
        " same => n,GotoIf($[${n} < 2]?top)\n same => n,VoiceMail(7)\n"
    )
    assert short(tree) == {
        "extension 10": "ring no_answer>extension 10 (2)",
        "extension 10 (2)": "ring no_answer>voicemail 7",
        "voicemail 7": "voicemail",
    }


# Read


def test_read_and_conditions_are_one_menu() -> None:
    tree = tree_of(
        IN + "exten => s,1,Answer()\n same => n(top),Read(CHOICE,main,1,,1,5)\n"
        ' same => n,GotoIf($["${CHOICE}" = "1"]?sales,1)\n same => n,GotoIf($["${CHOICE}" = "2"]?help,1)\n'
        ' same => n,ExecIf($["${CHOICE}" = ""]?VoiceMail(7))\n same => n,Goto(top)\n'
        "exten => sales,1,Queue(sales,,,,60)\nexten => help,1,Dial(SIP/11,15)\n"
    )
    assert (
        short(tree)["incoming"]
        == "menu 1>queue sales 2>extension 11 #>voicemail 7 no_input>voicemail 7 invalid>incoming"
    )


def test_read_and_a_jump_to_what_was_dialled() -> None:
    tree = tree_of(
        IN + "exten => s,1,Read(CHOICE,main,1)\n same => n,Goto(choice,${CHOICE},1)\n[choice]\n"
        "exten => 1,1,VoiceMail(1)\nexten => 2,1,VoiceMail(2)\nexten => i,1,VoiceMail(9)\n"
    )
    assert [(option.key, option.to) for option in menu(tree).options] == [("1", "voicemail 1"), ("2", "voicemail 2")]
    assert menu(tree).invalid == "voicemail 9"


def test_read_compared_with_one_long_number_is_a_question() -> None:
    tree = tree_of(
        IN + "exten => s,1,Read(pin,enter-pin,4,,2)\n same => n,GotoIf($[${pin} = 4711]?in,1)\n same => n,Hangup()\n"
        "exten => in,1,Dial(SIP/10,20)\n"
    )
    node = begin(tree)
    assert isinstance(node, model.Ask)
    assert (node.next, node.invalid, node.no_input, node.digits) == ("extension 10", "hangup", "hangup", 4)
    assert "4711" not in repr(node)


# jumps, variables, conditions


def test_variables_and_globals_are_followed() -> None:
    tree = tree_of(
        "[globals]\nDESK=SIP/10&SIP/11\nWHERE => after\n" + IN + "exten => s,1,Set(__to=${WHERE}-hours)\n"
        " same => n,Goto(${to},s,1)\n[after-hours]\nexten => s,1,Dial(${DESK},20)\n"
        " same => n,VoiceMail(${EXTEN}${CONTEXT:0:2})\n"
    )
    assert short(tree) == {"extensions 10, 11": "ring no_answer>voicemail saf", "voicemail saf": "voicemail"}


def test_exten_is_what_was_dialled() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(main)\n same => n,WaitExten(5)\nexten => _[12],1,VoiceMail(${EXTEN}00)\n"
    )
    assert short(tree)["incoming"] == "menu 1>voicemail 100 2>voicemail 200 invalid>hangup"


def test_a_dialled_extension_is_followed_into_another_context() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(main)\n same => n,WaitExten(5)\nexten => _1XX,1,Goto(phones,${EXTEN},1)\n"
        "[phones]\nexten => _X[01]X,1,Dial(SIP/${EXTEN:1},20)\n"
    )
    assert dialled(tree) == ("1XX", "extensions 00 to 99")


def test_extensions_have_a_way_each() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(main)\n same => n,WaitExten(5)\n" + ONE
        + "".join(f"exten => 20{digit},1,Dial(SIP/20{digit},20)\n" for digit in "1234")
    )  # fmt: skip
    assert [option.key for option in menu(tree).options] == ["1"]
    ways = [(one.pattern, one.to) for one in menu(tree).extensions]
    assert ways == [(f"20{digit}", f"extension 20{digit}") for digit in "1234"]


def test_an_unknown_condition_keeps_both_ways() -> None:
    tree = tree_of(
        IN + "exten => s,1,GotoIf(${DB(night/on)}?night,1:day,1)\nexten => night,1,VoiceMail(7)\n"
        "exten => day,1,Dial(SIP/1,9)\n"
    )
    assert short(tree)[begin(tree).name] == "branch yes>voicemail 7 no>extension 1"


def test_conditions_on_one_variable_are_one_branch() -> None:
    tree = tree_of(
        IN + 'exten => s,1,Set(who=${CALLERID(num)})\n same => n,GotoIf($["${who}" = "100"]?a,1)\n'
        ' same => n,GotoIf($["${who}" = "200"]?b,1)\n same => n,VoiceMail(9)\n'
        "exten => a,1,VoiceMail(7)\nexten => b,1,VoiceMail(8)\n"
    )
    assert short(tree)["who?"] == "branch 100>voicemail 7 200>voicemail 8 anything else>voicemail 9"


def test_a_jump_to_where_a_variable_says_takes_every_value_it_is_given() -> None:
    tree = tree_of(
        IN + "exten => s,1,Set(dept=${CURL(x)})\n same => n,Goto(${dept},s,1)\n[other]\nexten => s,1,Set(dept=sales)\n"
        " same => n,Set(dept=help)\n[sales]\nexten => s,1,VoiceMail(7)\n[help]\nexten => s,1,VoiceMail(8)\n"
    )
    assert short(tree)["dept?"] == "branch sales>voicemail 7 help>voicemail 8"


def test_chance_has_shares() -> None:
    tree = tree_of(IN + "exten => s,1,Random(20:a,1)\n same => n,VoiceMail(8)\nexten => a,1,VoiceMail(7)\n")
    assert [(case.to, case.share) for case in begin(tree).cases] == [("voicemail 7", 0.2), ("voicemail 8", 0.8)]  # type: ignore[attr-defined]


def test_gosubif_macroif_and_execif() -> None:
    tree = tree_of(
        IN + 'exten => s,1,GosubIf($["1"="1"]?sub,s,1(hello))\n same => n,ExecIf($[2 > 3]?Hangup():Playback(two))\n'
        " same => n,MacroIf($[0]?gone:there,three)\n"
        "[sub]\nexten => s,1,Playback(${ARG1})\n same => n,Return()\n[macro-there]\nexten => s,1,Playback(${ARG1})\n"
    )
    assert [node.prompt.audio for node in tree.nodes.values()] == ["hello & two & three"]  # type: ignore[attr-defined]


def test_routines_that_call_each_other_come_to_an_end() -> None:
    tree = tree_of(
        IN + "exten => s,1,Gosub(a,s,1)\n[a]\nexten => s,1,Background(main)\n same => n,WaitExten(5)\n"
        "exten => 1,1,Gosub(b,s,1)\n same => n,Return()\n[b]\nexten => s,1,Background(other)\n same => n,WaitExten(5)\n"
        "exten => 1,1,Gosub(a,s,1)\n same => n,Return()\n"
    )
    assert {node.kind for node in tree.nodes.values()} == {"menu"}


def test_a_loop_without_anything_to_hear_is_a_silent_loop() -> None:
    tree = tree_of(IN + "exten => s,1,Goto(t,1)\nexten => t,1,Goto(s,1)\n")
    assert short(tree) == {"round and round": "say next>round and round"}


def test_several_recordings_are_one_prompt() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(a&custom/b)\n same => n,WaitExten(0.2)\n same => n,Background(/var/sounds/c)\n"
        " same => n,WaitExten(6)\n" + ONE
    )
    assert (menu(tree).prompt.audio, menu(tree).no_input_timeout) == ("a & custom/b & c", 6.0)


def test_a_greeting_in_front_of_a_loop_is_heard_once() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(hello)\n same => n(top),Background(main)\n same => n,WaitExten(5)\n"
        " same => n,Goto(top)\n" + ONE
    )
    assert short(tree) == {
        "hello": "say next>incoming",
        "incoming": "menu 1>extension 10 no_input>incoming invalid>hangup",
        "extension 10": "ring",
    }


def test_any_key_to_continue() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(press-any-key)\n same => n,WaitExten(5)\nexten => i,1,Dial(SIP/10,20)\n"
    )
    node = begin(tree)
    assert isinstance(node, model.Ask)
    assert (node.next, node.no_input) == ("extension 10", None)


def test_background_can_name_the_context_of_its_keys() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(main,,,keys)\n same => n,Hangup()\nexten => 1,1,VoiceMail(7)\n"
        "[keys]\nexten => 1,1,VoiceMail(8)\n"
    )
    assert [option.to for option in menu(tree).options] == ["voicemail 8"]


# hours


def test_a_timed_include_is_a_gate() -> None:
    tree = tree_of(
        IN + "include => day,9:00-17:00,mon-fri,*,*\ninclude => night\n[day]\nexten => s,1,Dial(SIP/10,20)\n"
        "[night]\nexten => s,1,VoiceMail(7)\n"
    )
    assert short(tree)["mon-fri 9:00-17:00?"] == "hours open>extension 10 closed>voicemail 7"


def test_a_timed_include_of_one_key() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(main)\n same => n,WaitExten(5)\ninclude => day|9:00-17:00|mon-fri|*|*\n"
        "[day]\nexten => 1,1,Dial(SIP/10,20)\n"
    )
    assert short(tree)["mon-fri 9:00-17:00?"] == "hours open>extension 10 closed>hangup"


def test_execiftime() -> None:
    tree = tree_of(IN + "exten => s,1,ExecIfTime(9:00-17:00,*,*,*?Playback(open))\n same => n,VoiceMail(7)\n")
    assert short(tree) == {
        "9:00-17:00?": "hours open>open closed>voicemail 7",
        "open": "say next>voicemail 7",
        "voicemail 7": "voicemail",
    }


def test_times_that_a_variable_holds_are_not_known() -> None:
    node = begin(tree_of(IN + "exten => s,1,GotoIfTime(${DB(open)},*,*,*?a,1)\nexten => a,1,VoiceMail(7)\n"))
    assert isinstance(node, model.HoursCheck)
    assert node.hours is None
    assert (node.open, node.closed) == ("voicemail 7", "hangup")
