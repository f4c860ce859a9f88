"""Real FreeSWITCH files: every one is read, and what each says was worked out by reading it; and what fuzzing finds."""

from __future__ import annotations

import os
import random
from pathlib import Path

import freeswitch_trees as fs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from survival import CASES, FUZZ, survives

from ivr_audit.load import read
from ivr_audit.load.folder import Folder
from ivr_audit.load.freeswitch.reader import read as read_system
from ivr_audit.model import Menu, PhoneTree, Ring, Say, Transfer, Voicemail

CORPUS = Path(os.environ.get("IVR_AUDIT_CORPUS") or Path(__file__).parents[2] / "../shared/corpus")
MENUS = CORPUS / "freeswitch-ivr/signalwire__freeswitch"
DIALPLANS = CORPUS / "freeswitch-dialplan/signalwire__freeswitch"
FILES = sorted(MENUS.glob("*")) + sorted(DIALPLANS.glob("*"))

needs_corpus = pytest.mark.skipif(not FILES, reason="the corpus of real files is not here")


@needs_corpus
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_real_file_gives_a_tree_or_a_problem(path: Path) -> None:
    tree, problems = read(path)
    assert (tree is None) == bool(problems)


# menu: its options (by the kind of what they lead to, or its name), where silence leads, and seconds until it does
OLD = {
    "16a78fbb@conf__ivr.conf.xml": {
        "demo": ({"*": Say, "1": "demo", "2": "demo2", "3": Transfer, "4": Transfer, "8": "menu8"}, Say),
        "demo2": ({"#": "demo", "*": "demo"}, "demo"),
        "menu8": ({"#": "demo", "4": Say, "*": "demo"}, "demo"),
    },
    "1f8462c4@conf__autoload_configs__ivr.conf.xml": {
        "demo": ({"*": Say, "1": "demo", "2": "demo2", "3": Transfer, "4": Transfer, "8": "menu8"}, Say),
        "demo2": ({"#": "demo", "*": "demo"}, "demo"),
        "demo3": ({"*": Say, "1": Transfer, "2": Transfer}, Say),
        "menu8": ({"#": "demo", "4": Say, "*": "demo"}, "demo"),
    },
    "ee16b51a@conf__ivr.conf.xml": {
        "main": (
            {"*": Say, "2": "menu2", "3": Transfer, "4": Say, "5": Say, "7": Transfer, "8": "menu8"},
            Say,
        ),
        "menu2": ({"#": "main", "4": Say, "*": "main"}, "main"),
        "menu8": ({"#": "main", "4": Say, "*": "main"}, "main"),
    },
}
VANILLA = {
    "new_demo_ivr": (
        {
            "1": "freeswitch_ivr_submenu",
            "2": "freeswitch_solutions_ivr_submenu",
            "3": "cluecon_ivr_submenu",
            "4": Say,
            "9": "new_demo_ivr",
        },
        Say,
    ),
    "freeswitch_ivr_submenu": ({"9": "freeswitch_ivr_submenu", "*": "new_demo_ivr"}, "new_demo_ivr"),
    "freeswitch_solutions_ivr_submenu": (
        {"9": "freeswitch_solutions_ivr_submenu", "*": "new_demo_ivr"},
        "new_demo_ivr",
    ),
    "cluecon_ivr_submenu": ({"9": "cluecon_ivr_submenu", "*": "new_demo_ivr"}, "new_demo_ivr"),
}


def led(tree: PhoneTree, to: str | None, wanted: type | str) -> bool:
    return to == wanted if isinstance(wanted, str) else to is not None and type(tree.nodes[to]) is wanted


def checked(path: Path, menus: dict[str, tuple[dict[str, type | str], type | str]], timeout: dict[str, float]) -> None:
    tree, problems = read(path)
    assert problems == []
    assert tree is not None
    assert {name for name, node in tree.nodes.items() if isinstance(node, Menu)} == set(menus)
    for name, (options, silence) in menus.items():
        menu = fs.menu_of(tree, name)
        assert fs.keys(menu).keys() == options.keys()
        assert [key for key, to in fs.keys(menu).items() if not led(tree, to, options[key])] == []
        assert led(tree, menu.no_input, silence)
        assert led(tree, menu.invalid, silence)
        assert menu.attempts == (3, 3, True)
        assert menu.no_input_timeout == timeout.get(name, timeout[""])


@needs_corpus
@pytest.mark.parametrize("name", list(OLD))
def test_old_sample_menus(name: str) -> None:
    checked(MENUS / name, OLD[name], {"": 0.015})


@needs_corpus
def test_the_menus_that_come_with_freeswitch() -> None:
    checked(MENUS / "conf__vanilla__ivr_menus__new_demo_ivr.xml", VANILLA, {"": 15.0, "new_demo_ivr": 10.0})


# file: number dialled -> the kinds of node that the call comes to, in order
DIALLED = {
    "conf__insideout__dialplan__default__02_conferences.xml": {"42": [Transfer], "899": [Transfer]},
    "conf__testing__dialplan__default__0000_local_extensions.xml": {"1007": [Ring, Voicemail], "7243": [Transfer]},
    "conf__testing__dialplan__default__0002_leave_videomail.xml": {"6000": [Voicemail], "6001": [Transfer]},
    "conf__testing__dialplan__default__0024_play_video.xml": {"8000": [Say], "8002": [Voicemail]},
    "conf__testing__dialplan__public__000001.xml": {"6070": [Transfer], "playimg1": [Say]},
    "conf__vanilla__dialplan__default__01_Talking_Clock.xml": {"9170": [Say], "9172": [Say]},
    "src__mod__applications__mod_conference__conf__dialplan__conference_dialplan.xml": {"3042": [Transfer]},
    "src__mod__applications__mod_voicemail__conf__dialplan__voicemail.xml": {"1011": [Voicemail], "4000": [Transfer]},
    "conf__vanilla__dialplan__skinny-patterns__20-Demo.xml": {"9123": [Transfer]},
}


@needs_corpus
@pytest.mark.parametrize(("name", "number"), [(name, one) for name, dialled in DIALLED.items() for one in dialled])
def test_real_dialplans(name: str, number: str) -> None:
    tree, problems = read(DIALPLANS / name, start=f"{number}@default")
    assert problems == []
    assert tree is not None
    assert [type(node) for node in tree.nodes.values()] == DIALLED[name][number]


def check(text: str) -> None:
    folder = Folder(None, "", {"f.xml": text.encode("utf-8", "replace")})
    survives(lambda: read_system(folder, ["f.xml"], None), ["f.xml"])


WORDS = st.sampled_from(
    [
        "1",
        "2",
        "main",
        "sub",
        "5550100",
        "$1",
        "${x}",
        "$${y}",
        "^(10..)$",
        "/^(1|2)$/",
        "(a+)+",
        "",
        "default",
        "public",
        "transfer 1",
        "transfer 5550100 XML public",
        "execute_extension 2",
        "ivr main",
        "bridge user/1",
        "playback a",
        "true",
        "never",
        "on-true",
        "2-6",
        "09:00-17:00",
        "-",
        "99999999999",
        "menu-sub",
        "menu-back",
        "menu-exec-app",
    ]
)
TAGS = st.sampled_from(
    ["menu", "entry", "context", "extension", "condition", "action", "anti-action", "regex", "X-PRE-PROCESS", "macro"]
)
NAMES = st.sampled_from(
    [
        "name",
        "digits",
        "param",
        "action",
        "field",
        "expression",
        "application",
        "data",
        "continue",
        "break",
        "wday",
        "hour",
        "time-of-day",
        "timeout",
        "digit-len",
        "max-failures",
        "greet-long",
        "pin",
        "regex",
        "cmd",
        "inline",
        "exit-sound",
    ]
)


@st.composite
def xml(draw: st.DrawFn, depth: int = 0) -> str:
    tag = draw(TAGS)
    attributes = "".join(f' {n}="{v}"' for n, v in draw(st.dictionaries(NAMES, WORDS, max_size=5)).items())
    inner = draw(st.lists(xml(depth + 1), max_size=3)) if depth < 4 else []
    return f"<{tag}{attributes}>{''.join(inner)}</{tag}>"


@FUZZ
@given(st.lists(xml(), min_size=1, max_size=5))
def test_any_words_in_any_place_end(parts: list[str]) -> None:
    check("".join(parts))


@st.composite
def plans(draw: st.DrawFn) -> str:
    numbers = ["5550100", "1", "2", "10.."]
    said = st.sampled_from(
        [
            "transfer 1",
            "transfer 2 XML public",
            "transfer $1",
            "execute_extension 1",
            "ivr main",
            "ivr sub",
            "hangup",
            "bridge user/1@d",
            "set x=1",
            "set continue_on_fail=true",
            "voicemail a b 1",
            "playback a.wav",
            "lua x",
            "play_and_get_digits 1 1 3 500 # a b x",
            "transfer ${x} XML public",
            "fifo q in",
            "callcenter q",
            "sleep 9000",
        ]
    )
    extensions = "".join(
        fs.extension(draw(st.sampled_from(numbers)), "; ".join(draw(st.lists(said, max_size=4))))
        for _ in range(draw(st.integers(1, 5)))
    )
    entries = "".join(
        fs.entry(
            draw(st.sampled_from(["1", "2", "/^(1.)$/"])),
            draw(WORDS),
            draw(st.sampled_from(["menu-sub", "menu-exec-app"])),
        )
        for _ in range(draw(st.integers(0, 4)))
    )
    return fs.server(extensions, extensions, fs.menu(entries) + fs.menu(entries, "sub"))


@FUZZ
@given(plans())
def test_any_dialplan_ends(text: str) -> None:
    check(text)


@needs_corpus
def test_damaged_real_files_end() -> None:
    drawn = random.Random(5)
    texts = [path.read_bytes() for path in FILES]
    for _ in range(CASES):
        damaged = bytearray(drawn.choice(texts))
        for _ in range(drawn.randint(1, 6)):
            at = drawn.randrange(len(damaged))
            if drawn.random() < 0.5:
                damaged[at] = drawn.randrange(256)
            else:
                del damaged[at : at + drawn.randint(1, 40)]
        check(bytes(damaged).decode("latin-1"))
