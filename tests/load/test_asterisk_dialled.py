"""What callers dial in a menu, how long outside numbers ring, and what is heard after a wrong key."""

from __future__ import annotations

from asterisk_files import menu, tree_of

from ivr_audit import model
from ivr_audit.call import play_keys
from ivr_audit.hours import State

IN = "[incoming]\n"
ONE = "exten => 1,1,Dial(SIP/10,20)\n"
DAY = State(frozenset(), False)


def test_patterns_have_a_way_each_the_narrower_first() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(main)\n same => n,WaitExten(5)\n" + ONE
        + "exten => _XXX,1,VoiceMail(9)\nexten => _1XX,1,Dial(SIP/${EXTEN},20)\nexten => _20X,1,VoiceMail(7)\n"
    )  # fmt: skip
    found = {one.pattern: tree.nodes[one.to].kind for one in menu(tree).extensions}
    assert list(found) == ["1XX", "20X", "XXX"]
    assert found == {"1XX": "ring", "20X": "voicemail", "XXX": "voicemail"}
    calls = {keys: play_keys(tree, DAY, menu(tree).name, [keys]).node for keys in ("205", "105", "305")}
    assert calls == {"205": "voicemail 7", "105": "extensions 100 to 199", "305": "voicemail 9"}


def test_many_extensions_are_one_way_on_for_each_first_digit() -> None:
    numbers = [str(number) for number in (*range(101, 113), *range(201, 212), 3001)]
    tree = tree_of(
        IN + "exten => s,1,Background(main)\n same => n,WaitExten(5)\n" + ONE
        + "".join(f"exten => {number},1,Dial(SIP/{number},20)\n" for number in numbers)
    )  # fmt: skip
    assert [one.pattern for one in menu(tree).extensions] == ["1XX", "2XX", "3001"]
    to = tree.nodes[menu(tree).extensions[0].to]
    assert isinstance(to, model.Branch)
    assert [case.name for case in to.cases] == [number for number in numbers if number[0] == "1"]


def test_how_long_an_outside_number_rings() -> None:
    for said, seconds in ((",40", 40.0), ("", None)):
        tree = tree_of(IN + f"exten => s,1,Dial(PJSIP/15550100177@trunk{said})\n same => n,VoiceMail(7)\n")
        assert [node.ring_for for node in tree.nodes.values() if isinstance(node, model.Transfer)] == [seconds]


def test_what_is_said_after_every_wrong_key_is_not_said_twice_after_the_last() -> None:
    tree = tree_of(
        IN + "exten => s,1,Set(N=0)\n same => n(again),Background(main)\n same => n,WaitExten(5)\n" + ONE
        + "exten => i,1,Playback(wrong)\n same => n,Set(N=$[${N}+1])\n same => n,GotoIf($[${N}<3]?s,again)\n"
        " same => n,Playback(bye)\n same => n,Hangup()\n"
    )  # fmt: skip
    found = menu(tree)
    assert found.invalid_prompt == model.Prompt(audio="wrong")
    last = tree.nodes[found.invalid or ""]
    assert isinstance(last, model.Say | model.Hangup)
    assert last.prompt == model.Prompt(audio="bye")
    call = play_keys(tree, DAY, found.name, ["9", "9", "9"])
    assert call.seconds == 3 * (10 + 1 + 10) + 10


def test_how_many_digits_are_counted_after_a_dot_is_told() -> None:
    tree = tree_of(IN + "exten => s,1,Background(main)\n same => n,WaitExten(5)\nexten => _8.,1,Dial(SIP/9,20)\n")
    assert [one.pattern for one in menu(tree).extensions] == ["8X", "8XX", "8XXX", "8XXXX"]
    assert "numbers of any length can be dialled; 4 digits more are counted at most: menu incoming" in tree.not_said
