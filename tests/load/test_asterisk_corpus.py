"""Real dialplans, if they are there: every one is read, and what menus do was worked out by reading the files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from ivr_audit.load.asterisk import reader as asterisk
from ivr_audit.load.folder import Folder
from ivr_audit.model import Attempts, Menu, PhoneTree

_BESIDE = Path(__file__).parents[2] / "../shared/corpus"
CORPUS = (_BESIDE if _BESIDE.is_dir() else Path(os.environ.get("IVR_AUDIT_CORPUS", _BESIDE))) / "asterisk"
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())
OUT = "leaves the file: "
BACK = f"{OUT}back to what called it"
needs_corpus = pytest.mark.skipif(not FILES, reason="the corpus is not there")


def tree_of(name: str, start: str | None = None) -> PhoneTree | None:
    path = CORPUS / name
    return asterisk.read(Folder(path.parent, path.parent.as_posix()), [path.name], start)[0]


@needs_corpus
@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read(name: str) -> None:
    path = CORPUS / name
    tree, problems = asterisk.read(Folder(path.parent, path.parent.as_posix()), [path.name], None)
    assert (tree is None) == bool(problems)
    if name.startswith("signalwire"):  # these have steps of FreeSWITCH's, and none that Asterisk takes
        assert "no call can come in" in problems[0].message
    else:
        assert tree is not None
        assert tree.nodes


class Expected(NamedTuple):
    """A menu, worked out by reading: keys and where they lead, silence, wrong keys, plays."""

    keys: dict[str, str]
    no_input: str | None
    invalid: str | None
    plays: int = 1
    wait: float = 0.25


def again(name: str, **keys: str) -> Expected:
    """A menu that is repeated for ever on silence and on wrong keys."""
    return Expected({_KEY.get(key, key.removeprefix("k")): to for key, to in keys.items()}, name, name)


def counted(**keys: str) -> Expected:
    """A menu that a counter ends after ten plays, whatever the caller does wrong."""
    return Expected({_KEY.get(key, key.removeprefix("k")): to for key, to in keys.items()}, "goodbye", "goodbye", 10)


_KEY = {"hash": "#", "star": "*"}
FUTEL = "futel__asteriskserver/"
PLAYS = [f"voyager-play-{number}" for number in range(1, 11)]
VOYAGER_KEYS = dict(zip("1234567890", PLAYS, strict=True))

MENUS: dict[str, dict[str, Expected]] = {
    "df24d8e2@asteriskserver__src__etc-asterisk__extensions.conf": {
        "incoming-ivr": counted(
            k1="staff listen to voicemail", k2="conference 666", k3="extension 668", k4="extension 691",
            k5="voicemail 1337", k6="futel-information", k7="password", k8="password (2)",
        ),
        "futel-information": counted(hash="incoming-ivr"),
        "admin-ivr": counted(
            k1=f"{OUT}record.agi", k2="conference 666", k0="please-hold, for-the-next-available-operator",
            hash="incoming-ivr"
        ),
    },
    "01b48b12@asteriskserver__src__etc-asterisk__extensions.conf": {
        "incoming-ivr": counted(
            k1="staff listen to voicemail", k2="conference 666", k3="extension 668", k4="voicemail 1337",
            k5="futel-information", k7="password", k8="password (2)",
        ),
    },
    "c64b14f0@asteriskserver__src__etc-asterisk__extensions.conf": {
        "incoming-ivr": counted(
            k1="staff listen to voicemail", k2="conference 666", k3="extension 668", k4="extension 691",
            k5="voicemail 1337", k6="futel-information", k7="password", k8="password (2)",
        ),
    },
    "d22880b8@asteriskserver__src__etc-asterisk__extensions.conf.toorcamp": {
        "incoming-menu": Expected(
            {"1": "staff listen to voicemail", "2": "voicemail any box, by its number", "8": "password",
             "9": f"{OUT}record.agi"}, "incoming-menu", "hangup",
        ),
        "outgoing-menu": Expected(
            {"1": "dial tone", "2": "voicemail-ivr", "3": "directory-ivr", "4": f"{OUT}read_geiger.agi",
             "0": "queue operator", "9": f"{OUT}record.agi"}, "outgoing-menu", "hangup",
        ),
        "voicemail-ivr": Expected(
            {"1": "staff listen to voicemail", "2": "staff listen to voicemail",
             "3": "voicemail any box, by its number"},
            "voicemail-ivr", "hangup",
        ),
        "directory-ivr": Expected(
            {"1": "call to 5555550140", "2": "call to 5555550146", "5": "call to 5555550133", "6": "call to 5555550142",
             "7": "call to 5555550110", "8": "call to e_pants"}, "directory-ivr", "hangup",
        ),
    },
    "07a1ae1c@asteriskserver__src__etc__asterisk__extensions_holdthephone.conf": {
        "sharon-helgerson": again(
            "sharon-helgerson", k1="sharon-helgerson-content-one",
            k2="share-your-story-about-st.-johns-after-the-tone,…", hash=BACK,
        ),
        "sharon-helgerson-content-one": Expected(
            {"#": "sharon-helgerson"}, "sharon-helgerson", "sharon-helgerson-content-one", wait=0.0
        ),
        "peoples-homes-info-content": again("peoples-homes-info-content", hash=BACK),
    },
    "49a397d2@asteriskserver__src__etc__asterisk__extensions_holdthephone.conf": {
        "sharon-helgerson": again("sharon-helgerson", k1="sharon-helgerson-content-one", hash=BACK),
        "norman-sylvester": again(
            "norman-sylvester", **{f"k{key}": f"norman-sylvester-content-{word}" for key, word in
                                   zip("12345", ("one", "two", "three", "four", "five"), strict=True)}, hash=BACK,
        ),
    },
    "09fb90eb@asteriskserver__src__etc__asterisk__extensions_holdthephone.conf": {
        "hold-the-phone-main": again(
            "hold-the-phone-main", k1="peoples-homes", k2=f"{OUT}outgoing-ivr", k3="hold-the-phone-info-content",
            hash=BACK
        ),
        "hold-the-phone-info-content": again("hold-the-phone-info-content", hash="hold-the-phone-main"),
        "peoples-homes": again(
            "peoples-homes", k1="paul-knauls", k2="sharon-helgerson", k3="norman-sylvester",
            k5="peoples-homes-info-content", hash="hold-the-phone-main",
        ),
    },
    "49a397d2@asteriskserver__src__etc__asterisk__extensions_robotron.conf": {
        "robotron": again(
            "robotron", k1="robotron-doctrine-of-futility-play", k2="robotron-eight-ways-play",
            k3="robotron-doctrine-of-error-play", k4="robotron-ninth-position-play",
            k5="robotron-what-are-the-robotrons-play", k6="robotron-battle-poetry-play", hash=BACK,
        ),
        "robotron-eight-ways-play": Expected({"#": "robotron"}, "robotron", "robotron-eight-ways-play", wait=0.0),
    },
    "49a397d2@asteriskserver__src__etc__asterisk__extensions_oracle.conf": {
        "oracle-dead-debrief": Expected(
            {"#": "voicemail 1340"}, "oracle-dead-thank-you-for-using-fewtel", "oracle-dead-thank-you-for-using-fewtel",
            wait=30.0,
        ),
    },
    "4c916a53@asteriskserver__src__etc__asterisk__extensions_blerg.conf": {
        "outgoing-ivr-blerg": again(
            "outgoing-ivr-blerg", k1="blerg-neighborhood", k2="blerg-family", k3=f"{OUT}outgoing-dialtone-wrapper",
            k4="blerg-information", hash=f"{OUT}internal-dialtone-wrapper",
        ),
        "blerg-neighborhood": again(
            "blerg-neighborhood", k1="blerg-neighborhood-growing", k2="blerg-neighborhood-future",
            hash="outgoing-ivr-blerg"
        ),
        "blerg-information": again("blerg-information", hash="outgoing-ivr-blerg"),
    },
    "50f60fc1@asteriskserver__src__etc__asterisk__extensions_wildcard_line.conf": {
        "wildcard-line-incoming": again(
            "wildcard-line-incoming", **{f"k{key}": f"wildcard-line-play-{7 - key}" for key in range(1, 7)}, hash=BACK
        ),
        # after the recording the routine goes back behind the last step of the key: the call is over
        "wildcard-line-play-6": Expected({"#": "hangup"}, "hangup", "wildcard-line-play-6", wait=0.0),
    },
    "900ce9ea@asteriskserver__src__etc__asterisk__extensions_voyager.conf": {
        "outgoing-ivr-voyager": again(
            "outgoing-ivr-voyager", k1="voyager-content", k2=f"{OUT}outgoing-ivr", k3="voyager-about",
            hash=f"{OUT}internal-dialtone-wrapper",
        ),
        "voyager-content": Expected(
            {**VOYAGER_KEYS, "#": "outgoing-ivr-voyager"}, "voyager-content", "voyager-content"
        ),
        "voyager-about": again("voyager-about", hash="outgoing-ivr-voyager"),
    },
    "0a40dccd@asteriskserver__src__etc__asterisk__extensions_voyager.conf": {
        "voyager-content": Expected(
            {**{key: f"{number:02}.mp3" for key, number in zip("1234567890", range(1, 11), strict=True)},
             "#": "outgoing-ivr-voyager"}, "voyager-content", "voyager-content",
        ),
    },
    "4b0fad52@asteriskserver__src__etc__asterisk__extensions_voyager.conf": {
        "outgoing-ivr-voyager": again(
            "outgoing-ivr-voyager", k1="voyager-content", k2=f"{OUT}outgoing-ivr",
            hash=f"{OUT}internal-dialtone-wrapper"
        ),
    },
}  # fmt: skip


@needs_corpus
@pytest.mark.parametrize(("file", "name"), [(file, name) for file, menus in MENUS.items() for name in menus])
def test_menus_are_what_reading_the_file_gives(file: str, name: str) -> None:
    tree = tree_of(FUTEL + file)
    assert tree is not None
    expected = MENUS[file][name]
    menu = tree.nodes[name]
    assert isinstance(menu, Menu)
    assert {option.key: option.to for option in menu.options} == expected.keys
    assert (menu.no_input, menu.invalid) == (expected.no_input, expected.invalid)
    assert menu.attempts == Attempts(expected.plays, expected.plays, apart=False)
    assert menu.no_input_timeout == expected.wait


@needs_corpus
def test_the_number_that_was_called_is_one_branch() -> None:
    tree = tree_of(FUTEL + "df24d8e2@asteriskserver__src__etc-asterisk__extensions.conf")
    assert tree is not None
    branch = tree.nodes[tree.entries[0].node]
    assert len(branch.cases) == 9  # type: ignore[attr-defined]
    assert branch.cases[-1].to == "incoming-ivr"  # type: ignore[attr-defined]


@needs_corpus
def test_a_file_with_its_outgoing_side() -> None:
    tree = tree_of(FUTEL + "df24d8e2@asteriskserver__src__etc-asterisk__extensions.conf", "outgoing-ivr")
    assert tree is not None
    menu = tree.nodes["outgoing-ivr"]
    assert isinstance(menu, Menu)
    assert {option.key for option in menu.options} == set("1234567890#")
    assert {option.key: option.to for option in menu.options}["3"] == "directory-ivr"
