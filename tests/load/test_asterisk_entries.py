"""Where calls come into a dialplan, and how its files are put together, with the tree worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from asterisk_files import begin, menu, read, short, tree_of

from ivr_audit import model
from ivr_audit.load.asterisk import reader as asterisk
from ivr_audit.load.folder import Folder

IN = "[incoming]\n"
ONE = "exten => 1,1,Dial(SIP/10,20)\n"


@pytest.mark.parametrize(
    ("contexts", "taken"),
    [
        ("[default]\n{}[from-trunk]\n{}", "from-trunk"),
        ("[outgoing]\n{}[public]\n{}[default]\n{}", "public"),
        ("[voip-incoming]\n{}[default]\n{}", "voip-incoming"),
        ("[default]\n{}[other]\n{}", "default"),
        ("[shop]\n{}[macro-x]\n{}", "shop"),
    ],
)
def test_the_context_that_is_taken(contexts: str, taken: str) -> None:
    tree = tree_of(contexts.replace("{}", "exten => s,1,VoiceMail(7)\n"))
    assert any(f"taken is {taken} " in said for said in tree.not_said)


def test_every_number_of_the_entry_context_is_an_entry() -> None:
    tree = tree_of("[from-trunk]\nexten => 5550100,1,VoiceMail(7)\nexten => 5550101,1,VoiceMail(8)\n")
    assert [(entry.number, entry.node) for entry in tree.entries] == [
        ("5550100", "voicemail 7"),
        ("5550101", "voicemail 8"),
    ]


def test_start_says_where_calls_come_in() -> None:
    text = "[one]\nexten => s,1,VoiceMail(7)\n[two]\nexten => s,1,VoiceMail(8)\nexten => 5,1,VoiceMail(9)\n"
    assert begin(tree_of(text, "two")).name == "voicemail 8"
    assert begin(tree_of(text, "two,5")).name == "voicemail 9"
    tree, problems = read(text, "tow")
    assert tree is None
    assert 'did you mean "two"' in problems[0].message
    assert read(text, "two,6")[1]


# whole files


def test_includes_templates_and_additions(tmp_path: Path) -> None:
    (tmp_path / "extensions.conf").write_text(
        '[general]\n#include "more/menus.conf"\n#tryinclude nothing.conf\n#include gone.conf\n#exec /bin/false\n'
        "[incoming]\nexten => s,1,Goto(shop,s,1)\n"
    )
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "menus.conf").write_text(
        "#include menus.conf\n[base](!)\nexten => i,1,VoiceMail(9)\n[shop](base)\nexten => s,1,Background(main)\n"
        " same => n,WaitExten(4)\n[shop](+)\nexten => 1,1,VoiceMail(1)\n"
    )
    tree, problems = asterisk.read(Folder(tmp_path, "office"), ["extensions.conf", "more/menus.conf"], None)
    assert tree is not None
    assert not problems
    assert short(tree)["shop"] == "menu 1>voicemail 1 invalid>voicemail 9"
    assert (menu(tree).place.file, menu(tree).place.line, menu(tree).place.column) == ("office/more/menus.conf", 5, 14)
    assert any("gone.conf" in said for said in tree.not_said)
    assert any("/bin/false" in said for said in tree.not_said)


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.conf").write_text("[incoming]\nexten => s,1,VoiceMail(7)\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "extensions.conf").write_text(f"#include ../secret.conf\n#include {tmp_path}/secret.conf\n")
    tree, problems = asterisk.read(Folder(tmp_path / "in", "in"), ["extensions.conf"], None)
    assert tree is None
    assert problems


def test_block_comments_old_separators_and_line_ends() -> None:
    tree = tree_of(
        "[incoming] ; Our office\r\n;-- exten => s,1,Hangup\r\nnothing --;exten=s,1,Background(main)\r\n"
        " same = n,WaitExten,5 ; five\r\nexten => 1,1,Goto(default|s|1)\r\n[default]\r\nexten => s,1,VoiceMail(7|u)\r\n"
    )
    assert short(tree)["Our office"] == "menu 1>voicemail 7 invalid>hangup"
    assert menu(tree).no_input_timeout == 5.0


def test_priorities_as_asterisk_counts_them() -> None:
    tree = tree_of(
        IN + "exten => s,1,Background(main)\nexten => s,n,WaitExten(5)\nexten => 1,n,VoiceMail(1)\n"
        "exten => 2,1,Goto(far)\nexten => 2,n+100(far),VoiceMail(2)\n"
    )
    assert [(option.key, option.to) for option in menu(tree).options] == [("2", "voicemail 2")]


def test_latin_1_and_a_byte_order_mark() -> None:
    for content in ("[incoming] ; Büro\nexten => s,1,VoiceMail(7)\n".encode("latin-1"),
                    b"\xef\xbb\xbf[incoming]\nexten => s,1,VoiceMail(7)\n"):  # fmt: skip
        tree, _ = asterisk.read(Folder(None, "", {"x.conf": content}), ["x.conf"], None)
        assert tree is not None
        assert begin(tree).name == "voicemail 7"


def test_a_part_of_a_dialplan_leads_out_of_the_file() -> None:
    tree, _ = read(IN + "exten => s,1,Macro(log,x)\n same => n,Goto(elsewhere,s,1)\n")
    assert tree is not None
    assert begin(tree).name == "leaves the file: elsewhere"
    assert any("macro-log" in said for said in tree.not_said)


def test_places_of_options_and_of_silence() -> None:
    tree = tree_of(IN + "exten => s,1,Background(main)\n same => n,WaitExten(5)\nexten => t,1,Hangup()\n" + ONE)
    node = menu(tree)
    assert str(node.place) == "extensions.conf:3:14"
    assert str(node.at("no_input")) == "extensions.conf:5:1"
    assert str(node.options[0].place) == "extensions.conf:6:1"
    assert str(node.options[0].to_place) == "extensions.conf:6:14"


@pytest.mark.parametrize("text", ["[incoming]\n", "exten => s,1,Dial(SIP/10)\n", "[incoming]\nexten => s\n", "[", ""])
def test_files_without_a_call(text: str) -> None:
    tree, problems = read(text)
    assert tree is None
    assert problems


def test_a_voice_that_a_script_lets_speak() -> None:
    tree = tree_of(
        IN + 'exten => s,1,AGI(googletts.agi,"For sales, press 1.",en,any)\n'
        ' same => n,agi(googletts.agi,"For help, press 2.",en)\n'
        " same => n,WaitExten(5)\n" + ONE
    )
    assert menu(tree).prompt == model.Prompt(text="For sales, press 1. For help, press 2.")


def test_an_extension_for_one_caller_does_not_hide_the_others() -> None:
    tree = tree_of(IN + "exten => s/5550100,1,Hangup()\nexten => s,1,VoiceMail(7)\n")
    assert begin(tree).name == "voicemail 7"
    assert any("single callers" in said for said in tree.not_said)


def test_short_numbers_of_an_entry_context_are_extensions_of_the_office() -> None:
    tree = tree_of(
        "[default]\nexten => s,1,VoiceMail(7)\nexten => 101,1,VoiceMail(8)\nexten => 5550100,1,VoiceMail(9)\n"
    )
    assert [entry.number for entry in tree.entries] == ["", "5550100"]


def test_local_and_global_variables() -> None:
    tree = tree_of(IN + "exten => s,1,Set(LOCAL(a)=7)\n same => n,Set(GLOBAL(b)=8)\n same => n,VoiceMail(${a}${b})\n")
    assert begin(tree).name == "voicemail 78"


def test_what_happens_after_the_call_is_no_way_of_it() -> None:
    tree = tree_of(IN + "exten => s,1,VoiceMail(7)\nexten => h,1,Dial(SIP/10,20)\nexten => T,1,Dial(SIP/11,20)\n")
    assert short(tree) == {"voicemail 7": "voicemail"}
