"""Two blocks, menus or forms under one identifier: never one of them silently, and both places are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import connect_flows
import pytest
import studio_flows
import teams_exports

from ivr_audit.load import read
from ivr_audit.place import Problem

_GENESYS = """\
inboundCall:
  name: F
  startUpRef: ./menus/menu[a]
  menus:
    - menu: {name: One, refId: a, choices: [{menuDisconnect: {name: Bye, dtmf: digit_1}}]}
    - menu: {name: Two, refId: a, choices: [{menuRepeat: {name: Again, dtmf: digit_1}}]}
"""
_VOICEXML = """\
<vxml version="2.1">
<form id="a"><block>One.</block></form>
<menu id="a"><choice dtmf="1" next="#a"/></menu>
</vxml>
"""
_FREESWITCH = """\
<menus>
<menu name="main" greet-long="one.wav"><entry digits="1" action="menu-exit" param=""/></menu>
<menu name="main" greet-long="two.wav"><entry digits="2" action="menu-exit" param=""/></menu>
</menus>
"""


def _connect() -> Any:
    return connect_flows.flow(*(connect_flows.say("a", text, "end") for text in ("One.", "Two.")))


def _old_connect() -> Any:
    say = {"id": "a", "type": "PlayPrompt", "branches": [], "parameters": [{"name": "Text", "value": "One."}]}
    return {"start": "a", "modules": [say, {**say, "type": "Disconnect"}], "metadata": {"name": "Old"}}


def _studio() -> Any:
    made = studio_flows.flow("a", a=studio_flows.say("One."), b=studio_flows.say("Two."))
    made["states"][-1]["name"] = "a"
    return made


def _ringcentral() -> Any:
    return [{"id": "1", "name": name, "prompt": {}, "actions": [{"input": "1", "action": "Disconnect"}]}
            for name in ("One", "Two")]  # fmt: skip


def _teams() -> Any:
    bye = teams_exports.option("Automatic", "DisconnectCall")
    return [teams_exports.attendant(teams_exports.flow("d", bye), Name=name) for name in ("One", "Two")]


def _problems(tmp_path: Path, name: str, content: str) -> list[Problem]:
    (tmp_path / name).write_text(content)
    tree, problems = read(tmp_path / name)
    assert (tree is None) == bool(problems)
    return problems


def _lines_of(content: str, word: str) -> list[int]:
    return [number for number, line in enumerate(content.split("\n"), 1) if word in line]


@pytest.mark.parametrize(
    ("value", "word", "what"),
    [
        (_connect(), '"Identifier": "a"', 'block "a"'),
        (_old_connect(), '"id": "a"', 'block "a"'),
        (_studio(), '"name": "a"', 'widget "a"'),
        (_ringcentral(), '"id": "1"', 'menu "1"'),
        (_teams(), '"Identity": "1', 'auto attendant "11111111-1111-1111-1111-111111111111"'),
    ],
    ids=["Connect", "Connect, old", "Studio", "RingCentral", "Teams"],
)
def test_two_of_one_identifier_in_json(tmp_path: Path, value: Any, word: str, what: str) -> None:
    content = json.dumps(value, indent=1)
    first, again = _lines_of(content, word)
    (problem,) = _problems(tmp_path, "f.json", content)
    assert problem.message == (
        f"{what} stands here a second time, first in line {problem.place.line - (again - first)}; "
        "delete one of the two or give it a new name"
    )
    assert abs(problem.place.line - again) < 20
    assert problem.rule == "duplicate-key"


@pytest.mark.parametrize("made", [_ringcentral, _teams])
def test_what_was_exported_twice_is_the_same(tmp_path: Path, made: Any) -> None:
    one = made()[0]
    assert not _problems(tmp_path, "f.json", json.dumps([one, one]))


def test_two_menus_of_one_identifier_in_a_yaml_flow(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "f.yaml", _GENESYS)
    assert (problem.place.line, "first in line 5" in problem.message) == (6, True)


def test_two_dialogs_of_one_identifier(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "f.vxml", _VOICEXML)
    assert (problem.place.line, 'menu "a" stands here a second time, first in line 2' in problem.message) == (3, True)


def test_two_menus_of_one_identifier_in_two_files(tmp_path: Path) -> None:
    for name, menu in zip(("a", "b"), _ringcentral(), strict=True):
        (tmp_path / f"{name}.json").write_text(json.dumps([menu]))
    _, problems = read(tmp_path)
    (problem,) = problems
    assert problem.place.file == f"{tmp_path}/b.json"
    assert f"first at {tmp_path}/a.json:1:" in problem.message


def test_of_two_freeswitch_menus_the_first_is_taken_and_both_are_named(tmp_path: Path) -> None:
    path = tmp_path / "ivr.conf.xml"
    path.write_text(_FREESWITCH)
    tree, problems = read(path)
    assert tree is not None, problems
    said = f'the menu "main" stands in two places, {path}:2:1 and {path}:3:1; FreeSWITCH takes the first'
    assert said in tree.not_said
    assert "one.wav" in repr(tree.nodes)
    assert "two.wav" not in repr(tree.nodes)


def test_a_call_that_is_hung_up_on_at_once_still_begins_somewhere(tmp_path: Path) -> None:
    path = tmp_path / "f.vxml"
    path.write_text('<vxml version="2.1"><form id="a"></form></vxml>')
    tree, problems = read(path)
    assert tree is not None, problems
    assert {name: node.kind for name, node in tree.nodes.items()} == {"the end": "hangup"}
    assert tree.entries[0].node == "the end"
