"""What a dialplan's places, patterns and conditions are called for people who never saw one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_audit.load import load
from ivr_audit.model import KEYS, Menu, PhoneTree


def tree_of(tmp_path: Path, text: str) -> PhoneTree:
    (tmp_path / "extensions.conf").write_text("[from-trunk]\n" + text, encoding="utf-8")
    return load(tmp_path / "extensions.conf")


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("outside,s,1", "leaves the file: outside"),
        ("outside,555,1", "leaves the file: 555 in outside"),
        ("${where},s,1", "leaves the file: where"),
        ("${where},1", "leaves the file: where"),
    ],
)
def test_places_that_are_not_there(tmp_path: Path, to: str, name: str) -> None:
    tree = tree_of(tmp_path, f"exten => s,1,Goto({to})\n#include elsewhere.conf\n")
    assert tree.entries[0].node == name


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("${ISNULL(${agent})}", "agent is empty?"),
        ("${EXISTS(${agent})}", "agent is not empty?"),
        ("${DIALPLAN_EXISTS(phones,${EXTEN},1)}", "EXTEN is a number of phones?"),
    ],
)
def test_conditions_in_words(tmp_path: Path, asked: str, name: str) -> None:
    tree = tree_of(tmp_path, f"exten => s,1,AGI(who)\n same => n,GotoIf({asked}?yes)\n same => n,VoiceMail(1)\n"
                   " same => n(yes),VoiceMail(2)\n")  # fmt: skip
    assert name in tree.nodes


def test_patterns_that_are_read_are_no_keys(tmp_path: Path) -> None:
    read = "exten => s,1,Read(code,ask,3)\n same => n,Goto(to,${code},1)\n[to]\n"
    to = "exten => 1,1,VoiceMail(1)\nexten => _2XX,1,Dial(SIP/${EXTEN},9)\nexten => _9.,1,VoiceMail(9)\n"
    tree = tree_of(tmp_path, read + to)
    menu = next(node for node in tree.nodes.values() if isinstance(node, Menu))
    assert all(set(option.key) <= set(KEYS) for option in menu.options)
    assert menu.extensions[0].pattern == "2XX"
    assert tree.nodes[menu.extensions[0].to].name == "extensions 200 to 299"
