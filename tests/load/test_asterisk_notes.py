"""What is noted behind the steps of a dialplan: the texts of its recordings and how long they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from asterisk_files import begin, menu, tree_of

from ivr_audit.assumptions import EXTENSION_DIALLED, assumptions
from ivr_audit.load import load
from ivr_audit.load.asterisk.prompts import Note, note_of
from ivr_audit.model import Ask, Attempts, Branch, Menu, Prompt, Say, Voicemail

IN = "[incoming]\n"
KEYS = "exten => 1,1,Dial(SIP/10,20)\n"


@pytest.mark.parametrize(
    ("comment", "note"),
    [
        ("says: For sales, press 1.", Note("For sales, press 1.")),
        ("lasts: 12.5s", Note("", 12.5)),
        ("lasts: 1m ; says: Hello; goodbye.", Note("Hello; goodbye.", 60)),
        ("lasts: a while", Note()),
        ("lasts: 12.5 ; says: Hi", Note("Hi", 12.5)),
        ("nobody says: hello", Note()),
        ("", Note()),
    ],
)
def test_a_note(comment: str, note: Note) -> None:
    assert note_of(comment) == note


def test_every_step_that_plays_can_have_one() -> None:
    tree = tree_of(
        IN + "exten => s,1,Playback(hello) ; says: Hello.\n"
        " same => n,Background(main&more) ; lasts: 9s ; says: Press 1.\n"
        " same => n,WaitExten(6)\n same => n,Read(n,ask,4) ; lasts: 2.5s\n"
        " same => n,VoiceMail(7,u) ; lasts: 4s ; says: Leave a message.\n" + KEYS
    )
    say, main, ask, box = (
        next(n for n in tree.nodes.values() if isinstance(n, k)) for k in (Say, Menu, Ask, Voicemail)
    )
    assert isinstance(say, Say)
    assert say.prompt == Prompt(text="Hello.", audio="hello")
    assert menu(tree).prompt == Prompt(text="Press 1.", seconds=9, audio="main & more")
    assert isinstance(main, Menu)
    assert isinstance(ask, Ask)
    assert ask.prompt == Prompt(audio="ask", seconds=2.5)
    assert isinstance(box, Voicemail)
    assert (box.greeting.text, box.greeting.seconds) == ("Leave a message.", 4)


def test_a_prompt_of_several_steps_has_a_length_only_if_each_has_one() -> None:
    known = " same => n,Background(b) ; lasts: 3s\n"
    for more, seconds in ((known, 5), (" same => n,Background(b)\n", None)):
        tree = tree_of(IN + "exten => s,1,Background(a) ; lasts: 2s\n" + more + " same => n,WaitExten(6)\n" + KEYS)
        assert menu(tree).prompt == Prompt(audio="a & b", seconds=seconds)


REPLAYED = (
    IN + "exten => s,1,Set(TRIES=0)\n same => n,Set(PROMPT=first) ; says: Hello. Press 1.\n"
    " same => n(again),Background(${PROMPT})\n same => n,Set(PROMPT=second) ; says: Press 1.\n same => n,WaitExten(6)\n"
    "exten => t,1,Set(TRIES=$[${TRIES} + 1])\n same => n,GotoIf($[${TRIES} >= 3]?bye,1)\n same => n,Goto(s,again)\n"
    "exten => i,1,Goto(t,1)\nexten => bye,1,VoiceMail(7)\n" + KEYS
)


def test_another_prompt_from_the_second_time_on_is_the_replay() -> None:
    tree = tree_of(REPLAYED)
    node = menu(tree)
    assert node.attempts == Attempts(3, 3, apart=False)
    assert node.prompt == Prompt(text="Hello. Press 1.", audio="first")
    assert node.replay == Prompt(text="Press 1.", audio="second")
    assert (node.no_input, node.invalid) == ("voicemail 7", "voicemail 7")


def test_one_menu_for_two_prompts_is_two_menus() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(top)\n same => n,WaitExten(6)\nexten => 1,1,Set(P=day)\n same => n,Goto(m,s,1)\n"
        "exten => 2,1,Set(P=night)\n same => n,Goto(m,s,1)\n"
        "[m]\nexten => s,1,Background(${P})\n same => n,WaitExten(6)\n" + KEYS
    )
    prompts = {node.prompt.audio for node in tree.nodes.values() if isinstance(node, Menu)}
    assert prompts == {"top", "day", "night"}


def test_which_extension_callers_dial_is_not_outside_the_file() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(main)\n same => n,WaitExten(6)\nexten => _1XX,1,Dial(SIP/${EXTEN},20)\n"
        "exten => _2XX,1,VoiceMail(7)\n"
    )
    decides = [node.decides for node in tree.nodes.values() if isinstance(node, Branch)]
    assert decides in ([], [EXTENSION_DIALLED])
    said = assumptions(tree, date(2026, 11, 22))
    assert any(one.startswith("which extension callers dial is not known") for one in said) is bool(decides)
    assert not any("what decides is outside the file" in one for one in said)


def test_a_wait_between_keys_that_the_file_does_not_state_is_not_held_against_it() -> None:
    for wait, gap in ((3, None), (6, 5.0)):
        tree = tree_of(IN + f"exten => s,1,Background(main)\n same => n,WaitExten({wait})\n" + KEYS)
        assert menu(tree).inter_digit_timeout == gap
    tree = tree_of(
        IN + "exten => s,1,Set(TIMEOUT(digit)=5)\n same => n,Background(main)\n same => n,WaitExten(3)\n" + KEYS
    )
    assert menu(tree).inter_digit_timeout == 5.0


@pytest.mark.parametrize(
    ("folder", "file", "name"),
    [
        ("clinic", "extensions.conf", "clinic"),
        ("clinic", "extensions_additional.conf", "clinic"),
        ("clinic", "extensions-westside.conf", "westside"),
        ("clinic", "lobby.conf", "lobby"),
    ],
)
def test_the_name_of_a_single_file(tmp_path: Path, folder: str, file: str, name: str) -> None:
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / file
    path.write_text("[general]\n" + IN + "exten => s,1,Dial(SIP/1,9)\n")
    assert load(path).name == name
    assert begin(load(path)).kind == "ring"
