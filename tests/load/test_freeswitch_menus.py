"""Menus of FreeSWITCH: counters, times, sub-menus, what keys do; the trees are worked out from the server's rules."""

from __future__ import annotations

from pathlib import Path

import freeswitch_trees as fs
import pytest

from ivr_audit.model import Ask, Attempts, Hangup, Prompt, Say, Transfer


def test_times_are_thousandths_and_counters_are_apart(tmp_path: Path) -> None:
    main = fs.menu_of(fs.tree_of(tmp_path, fs.menu(fs.entry("1", "hangup"))))
    assert (main.no_input_timeout, main.inter_digit_timeout) == (5.0, 2.5)
    assert main.attempts == Attempts(no_input=3, invalid=2, apart=True)
    assert (main.prompt, main.replay) == (Prompt(audio="long.wav"), Prompt(audio="short.wav"))
    assert main.invalid_prompt == Prompt(audio="wrong.wav")
    assert (main.no_input, main.invalid) == ("goodbye of main", "goodbye of main")


@pytest.mark.parametrize(
    ("said", "timeouts", "attempts"),
    [
        ("", (10.0, 10.0), (3, 3)),
        ('timeout="0" max-failures="0"', (10.0, 10.0), (3, 3)),
        ('timeout="8000" inter-digit-timeout="1500" max-failures="5"', (8.0, 1.5), (5, 5)),
        ('max-failures="5" max-timeouts="0"', (10.0, 10.0), (3, 5)),
        ('timeout="4000ms" max-timeouts="x"', (4.0, 2.0), (3, 3)),
    ],
)
def test_what_is_left_out_has_the_servers_defaults(
    tmp_path: Path, said: str, timeouts: tuple[float, float], attempts: tuple[int, int]
) -> None:
    text = f'<menu name="main" greet-long="a.wav" {said}><entry action="menu-exit" digits="1"/></menu>'
    main = fs.menu_of(fs.tree_of(tmp_path, text))
    assert (main.no_input_timeout, main.inter_digit_timeout) == timeouts
    assert main.attempts == Attempts(*attempts, apart=True)


def test_templated_numbers_are_unknown_and_never_crash(tmp_path: Path) -> None:
    text = (
        '<menu name="main" greet-long="a.wav" timeout="$${t}" inter-digit-timeout="${x}" max-failures="$${f}"'
        ' digit-len="$${extn_length}">' + fs.entry("/^(10[0-9][0-9])$/", "transfer $1") + "</menu>"
    )
    tree = fs.tree_of(tmp_path, text)
    main = fs.menu_of(tree)
    assert (main.no_input_timeout, main.inter_digit_timeout, main.attempts) == (None, None, None)
    assert len(main.extensions) == 1
    assert main.extensions[0].pattern == "10XX"
    assert any("outside these files" in one for one in tree.not_said)


def test_a_timeout_written_in_seconds_is_named(tmp_path: Path) -> None:
    text = '<menu name="main" greet-long="a.wav" timeout="15"><entry action="menu-exit" digits="1"/></menu>'
    tree = fs.tree_of(tmp_path, text)
    assert fs.menu_of(tree).no_input_timeout == 0.015
    assert any("thousandths" in one for one in tree.not_said)


def test_what_follows_a_menu_alone_is_not_known(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.menu(fs.entry("9", "", "menu-exit")))
    assert fs.keys(fs.menu_of(tree)) == {"9": "goodbye of main"}
    bye = tree.nodes["goodbye of main"]
    assert isinstance(bye, Say)
    assert bye.next == "leaves the file: what follows main"


def test_a_menu_that_nothing_follows_ends_the_call_with_its_last_words(tmp_path: Path) -> None:
    text = fs.server(fs.extension("5550100", "ivr main"), menus=fs.menu(fs.entry("1", "hangup")))
    assert isinstance(fs.tree_of(tmp_path, text).nodes["goodbye of main"], Hangup)


def test_after_a_menu_the_dialplan_goes_on(tmp_path: Path) -> None:
    public = fs.extension("5550100", "ivr main; voicemail default d 1000")
    tree = fs.tree_of(tmp_path, fs.server(public, menus=fs.menu(fs.entry("1", "hangup"))))
    bye = tree.nodes["goodbye of main"]
    assert isinstance(bye, Say)
    assert bye.next == "mailbox 1000"
    assert fs.entered(tree) == {"5550100": "main"}


SUB = fs.entry("2", "sub", "menu-sub")


def test_a_sub_menu_returns_to_the_menu_before_it_also_on_silence(tmp_path: Path) -> None:
    inner = fs.entry("1", "", "menu-back") + fs.entry("2", "", "menu-top") + fs.entry("3", "", "menu-exit")
    menus = fs.menu(SUB) + fs.menu(inner + fs.entry("4", "sub", "menu-sub") + fs.entry("5", "deep", "menu-sub"), "sub")
    menus += fs.menu(fs.entry("1", "", "menu-back") + fs.entry("2", "", "menu-top"), "deep")
    tree = fs.tree_of(tmp_path, menus)
    sub, deep = fs.menu_of(tree, "sub"), fs.menu_of(tree, "deep")
    assert fs.keys(sub) == {"1": "main", "2": "main", "3": "goodbye of main", "4": "sub", "5": "deep"}
    assert (sub.no_input, sub.invalid) == ("main", "main")
    assert fs.keys(deep) == {"1": "sub", "2": "main"}
    assert deep.no_input == "sub"


def test_back_and_top_of_the_first_menu(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.menu(fs.entry("1", "", "menu-back") + fs.entry("2", "", "menu-top")))
    assert fs.keys(fs.menu_of(tree)) == {"1": "goodbye of main", "2": "main"}


def test_one_menu_opened_by_two_returns_to_each(tmp_path: Path) -> None:
    menus = fs.menu(fs.entry("1", "a", "menu-sub") + fs.entry("2", "b", "menu-sub"))
    menus += fs.menu(fs.entry("1", "c", "menu-sub"), "a") + fs.menu(fs.entry("1", "c", "menu-sub"), "b")
    tree = fs.tree_of(tmp_path, menus + fs.menu(fs.entry("9", "", "menu-back"), "c"))
    assert {fs.keys(fs.menu_of(tree, name))["9"] for name in ("c", "c (2)")} == {"a", "b"}


def test_menus_that_open_each_other_end(tmp_path: Path) -> None:
    menus = "".join(
        fs.menu("".join(fs.entry(str(k), f"m{k}", "menu-sub") for k in range(10)), f"m{n}") for n in range(10)
    )
    assert len(fs.tree_of(tmp_path, menus).nodes) < 1000


def test_a_sub_menu_that_is_missing_repeats_the_menu_or_leaves_the_file(tmp_path: Path) -> None:
    whole = fs.tree_of(tmp_path, fs.server(fs.extension("55501", "ivr main"), menus=fs.menu(SUB)))
    assert fs.keys(fs.menu_of(whole)) == {"2": "main"}
    piece = fs.tree_of(tmp_path, fs.menu(SUB))
    assert fs.keys(fs.menu_of(piece)) == {"2": "leaves the file: menu sub"}


def test_all_entries_of_a_key_are_done_in_order(tmp_path: Path) -> None:
    entries = fs.entry("1", "first.wav", "menu-play-sound") + fs.entry("1", "playback second.wav")
    entries += fs.entry("/^([12])$/", "voicemail default d 1$1") + fs.entry("2", "hangup")
    tree = fs.tree_of(tmp_path, fs.menu(entries))
    assert fs.keys(fs.menu_of(tree)) == {"1": "plays first", "2": "mailbox 12"}
    first, second = tree.nodes["plays first"], tree.nodes["plays second"]
    assert isinstance(first, Say)
    assert isinstance(second, Say)
    assert (first.next, second.next) == ("plays second", "mailbox 11")


def test_a_sound_and_a_bridge_that_failed_come_back_to_the_menu(tmp_path: Path) -> None:
    entries = fs.entry("1", "a.wav", "menu-play-sound") + fs.entry("2", "bridge user/1000@d")
    tree = fs.tree_of(tmp_path, fs.menu(entries))
    sound, ring = tree.nodes["plays a"], tree.nodes["extension 1000"]
    assert isinstance(sound, Say)
    assert sound.next == "main"
    assert (ring.no_answer, ring.busy) == ("main", "hangup")  # type: ignore[attr-defined]


def test_extensions_can_be_dialled(tmp_path: Path) -> None:
    menus = fs.menu(fs.entry("0", "transfer 1000") + fs.entry("/^(10[01][0-9])$/", "transfer $1"), more='digit-len="4"')
    public = fs.extension("5550100", "ivr main") + fs.extension(r"(10\d\d)", "bridge user/$1@d")
    tree = fs.tree_of(tmp_path, fs.server(public, menus=menus), "5550100")
    main = fs.menu_of(tree)
    assert len(main.extensions) == 1
    assert (main.extensions[0].pattern, main.extensions[0].to) == ("10XX", "extension 10XX")
    assert fs.keys(main) == {"0": "extension 1000"}
    assert any("digit-len" in one for one in tree.not_said)


def test_several_patterns_have_a_way_each(tmp_path: Path) -> None:
    entries = fs.entry("/^(10[0-9][0-9])$/", "transfer $1") + fs.entry("/^(20[0-9][0-9])$/", "voicemail default d $1")
    public = fs.extension("5550100", "ivr main") + fs.extension(r"(10\d\d)", "bridge user/$1@d")
    tree = fs.tree_of(tmp_path, fs.server(public, menus=fs.menu(entries, more='digit-len="4"')), "5550100")
    found = [(one.pattern, tree.nodes[one.to].kind) for one in fs.menu_of(tree).extensions]
    assert found == [("10XX", "ring"), ("20XX", "voicemail")]


@pytest.mark.parametrize(
    ("digits", "more"),
    [("/^/d{4}$/", 'digit-len="4"'), ("/^(10[01][0-9])$/", ""), ("/^${x}$/", ""), ("${key}", ""), ("/^12", "")],
)
def test_a_choice_that_fits_no_keys_is_left_out_and_named(tmp_path: Path, digits: str, more: str) -> None:
    tree = fs.tree_of(tmp_path, fs.menu(fs.entry("1", "hangup") + fs.entry(digits, "transfer $1"), more=more))
    main = fs.menu_of(tree)
    assert fs.keys(main) == {"1": "hangup"}
    assert main.extensions == ()
    assert any("fits no keys" in one for one in tree.not_said)


def test_a_short_pattern_is_written_out(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.menu(fs.entry("/^([1-3])$/", "voicemail default d $1"), more='digit-len="1"'))
    assert fs.keys(fs.menu_of(tree)) == {"1": "mailbox 1", "2": "mailbox 2", "3": "mailbox 3"}


def test_patterns_that_could_take_long_are_not_tried(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.menu(fs.entry("1", "hangup") + fs.entry("/^(a+)+$/", "hangup")))
    assert any("not worked out" in one for one in tree.not_said)


def test_actions_at_the_limits_come_before_the_way_out(tmp_path: Path) -> None:
    more = 'exec-on-max-timeouts="transfer 1000" exec-on-max-failures="playback no.wav"'
    public = fs.extension("5550100", "ivr main") + fs.extension("1000", "voicemail default d 1000")
    main = fs.menu_of(
        tree := fs.tree_of(tmp_path, fs.server(public, menus=fs.menu(fs.entry("1", "hangup"), more=more)), "5550100")
    )
    assert (main.no_input, main.invalid) == ("mailbox 1000", "plays no")
    assert tree.nodes["plays no"].next == "goodbye of main"  # type: ignore[attr-defined]


def test_a_pin_is_asked_for_first(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.menu(fs.entry("1", "hangup"), more='pin="1234"'))
    ask = tree.nodes["PIN for main"]
    assert isinstance(ask, Ask)
    assert (ask.digits, ask.next, ask.attempts) == (4, "main", Attempts(3, 3, apart=False))


def test_old_actions_are_read_and_named(tmp_path: Path) -> None:
    entries = fs.entry("1", "888", "menu-call-transfer") + fs.entry("2", "bridge x", "menu-exec-api")
    tree = fs.tree_of(tmp_path, fs.menu(entries))
    assert [type(tree.nodes[to]) for to in fs.keys(fs.menu_of(tree)).values()] == [Transfer, Transfer]
    assert sum("old versions" in one for one in tree.not_said) == 2


def test_a_transfer_without_its_word_leaves_the_menu(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.menu(fs.entry("4", "5000 XML default")))
    assert fs.keys(fs.menu_of(tree)) == {"4": "goodbye of main"}


def test_a_menu_without_words_takes_no_keys(tmp_path: Path) -> None:
    public = fs.extension("5550100", "ivr main; voicemail default d 1")
    silent = '<menu name="main"><entry action="menu-exit" digits="1"/></menu>'
    assert list(fs.tree_of(tmp_path, fs.server(public, menus=silent)).nodes) == ["mailbox 1"]


def test_the_number_sign_counts_only_during_the_words(tmp_path: Path) -> None:
    tree = fs.tree_of(tmp_path, fs.menu(fs.entry("#", "", "menu-exit")))
    assert any("#" in one for one in tree.not_said)


def test_spoken_words_and_phrases(tmp_path: Path) -> None:
    (tmp_path / "lang").mkdir()
    macro = (
        '<macro name="hello"><input pattern="(.*)"><match><action function="speak-text" data="Hi."/></match></input>'
    )
    (tmp_path / "lang/x.xml").write_text(f"<include>{macro}</macro></include>")
    text = '<menu name="main" greet-long="say:flite:slt:Press 1." greet-short="phrase:hello">'
    main = fs.menu_of(fs.tree_of(tmp_path, text + fs.entry("1", "hangup") + "</menu>"))
    assert (main.prompt, main.replay) == (Prompt("Press 1."), Prompt("Hi."))


def test_a_menu_written_with_play_and_get_digits(tmp_path: Path) -> None:
    public = fs.extension(
        "5550100", r"play_and_get_digits 1 1 3 5000 # menu.wav wrong.wav choice [12]; transfer ${choice} XML m"
    )
    more = (
        '<context name="m">' + fs.extension("1", "voicemail default d 1") + fs.extension("2", "hangup") + "</context>"
    )
    text = fs.server(public, menus=fs.menu("")).replace('<context name="default">', more + '<context name="default">')
    main = fs.menu_of(fs.tree_of(tmp_path, text), "x")
    assert fs.keys(main) == {"1": "mailbox 1", "2": "hangup"}
    assert (main.no_input_timeout, main.attempts) == (5.0, Attempts(3, 3, apart=False))


def test_digits_that_only_code_looks_at_are_a_question(tmp_path: Path) -> None:
    public = fs.extension("5550100", "read 4 10 birth.wav dob 8000 #; lua check.lua; hangup")
    tree = fs.tree_of(tmp_path, fs.server(public))
    ask = tree.nodes["asks for dob"]
    assert isinstance(ask, Ask)
    assert (ask.digits, ask.no_input_timeout, ask.next) == (10, 8.0, ask.no_input)
