"""Menus of RingCentral, with the trees worked out by hand from what the reference of its interface says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from survival import FUZZ, damaged, survives

from ivr_audit import model
from ivr_audit.load import read
from ivr_audit.load.folder import Folder
from ivr_audit.load.ringcentral import reader as ringcentral
from ivr_audit.model import Attempts, PhoneTree
from ivr_audit.place import Problem

Kind = TypeVar("Kind", bound=model.Node)


def act(given: str, action: str, extension: tuple[str, str] | None = None, number: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"input": given, "action": action}
    if extension:
        found["extension"] = {"uri": f"https://x.example/{extension[0]}", "id": extension[0], "name": extension[1]}
    return found | ({"phoneNumber": number} if number else {})


def menu(ident: str, name: str, *actions: dict[str, Any], text: str = "Press a key.", **more: Any) -> dict[str, Any]:
    prompt = {"mode": "TextToSpeech", "text": text}
    return {
        "id": ident,
        "name": name,
        "extensionNumber": f"9{ident}",
        "prompt": prompt,
        "actions": list(actions),
        **more,
    }


def parsed(value: Any, start: str | None = None, **beside: Any) -> tuple[PhoneTree | None, list[Problem]]:
    files = {f"{name}.json": json.dumps(more).encode() for name, more in {"ivr": value, **beside}.items()}
    return ringcentral.read(Folder(None, "", files), ["ivr.json"], start)


def tree_of(value: Any, start: str | None = None, **beside: Any) -> PhoneTree:
    tree, problems = parsed(value, start, **beside)
    assert tree is not None, problems
    return tree


def node(tree: PhoneTree, name: str, kind: type[Kind]) -> Kind:
    found = tree.nodes[name]
    assert isinstance(found, kind), found
    return found


def keys(tree: PhoneTree, name: str) -> list[tuple[str, str]]:
    return [(one.key, one.to) for one in node(tree, name, model.Menu).options]


@pytest.mark.parametrize(("said", "plays"), [(1, 1), (2, 2), (3, 3), (None, 3)])
def test_the_count_is_how_often_it_is_played(said: int | None, plays: int) -> None:
    more = {} if said is None else {"promptRepeatCount": said}
    tree = tree_of(menu("1", "Main", act("NoInput", "Disconnect"), text="Hello.", **more))
    main = node(tree, "Main", model.Menu)
    assert (main.attempts, main.no_input, main.invalid) == (Attempts(plays, plays, False), "Disconnect", None)
    assert (main.prompt.text, main.no_input_timeout) == ("Hello.", None)
    assert any("preview" in sentence and "real export" in sentence for sentence in tree.not_said)


def test_every_action() -> None:
    tree = tree_of(
        [
            menu(
                "1", "Main", act("1", "Connect", ("2", "Service")), act("2", "Connect", ("7", "Ann")),
                act("3", "Voicemail", ("8", "Billing")), act("4", "Transfer", number="+15550100"),
                act("5", "DialByName"),
                act("6", "DoNothing"), act("7", "Disconnect"), act("8", "ConnectToOperator"), act("9", "Odd"),
                act("Star", "Repeat"), act("NoInput", "Connect", ("7", "Ann")),
            ),
            menu("2", "Service", act("Star", "ReturnToPrevious"), act("Hash", "ReturnToRoot"),
                 act("0", "ReturnToTopLevelMenu")),
        ]
    )  # fmt: skip
    assert keys(tree, "Main") == [
        ("1", "Service"), ("2", "Ann"), ("3", "voicemail Billing"), ("4", "+15550100"),
        ("5", "leaves the file: the person who was dialled by name"), ("7", "Disconnect"),
        ("8", "leaves the file: the operator"), ("9", "leaves the file: Odd"), ("*", "Main"),
    ]  # fmt: skip
    assert keys(tree, "Service") == [("*", "Main"), ("#", "Main"), ("0", "Main")]
    assert node(tree, "Main", model.Menu).no_input == "Ann"
    assert node(tree, "Service", model.Menu).no_input is None
    assert node(tree, "Ann", model.Transfer).answered_by == "unknown"
    assert node(tree, "voicemail Billing", model.Voicemail).box == "Billing"
    assert [(entry.number, entry.node) for entry in tree.entries] == [("", "Main")]


def test_the_list_of_extensions_tells_who_answers() -> None:
    ivr = menu("1", "Main", act("1", "Connect", ("7", "Ann")), act("2", "Connect", ("8", "Sales")),
               act("3", "Connect", ("9", "Box")), act("4", "Connect", ("10", "Fax")))  # fmt: skip
    people = {
        "records": [
            {"id": 7, "extensionNumber": "101", "name": "Ann", "type": "User"},
            {"id": 8, "extensionNumber": "102", "name": "Sales", "type": "Department"},
            {"id": 9, "extensionNumber": "103", "name": "Box", "type": "Voicemail"},
            {"id": 10, "extensionNumber": "104", "name": "Fax", "type": "FaxUser"},
        ]
    }
    tree = tree_of(ivr, extensions=people)
    assert [tree.nodes[to].kind for _, to in keys(tree, "Main")] == ["ring", "queue", "voicemail", "transfer"]
    assert node(tree, "Ann", model.Ring).no_answer == "unanswered by Ann"
    line = node(tree, "Sales", model.Queue)
    assert (line.max_wait, line.overflow) == (900.0, "unanswered by Sales")
    assert any("list of extensions" in sentence for sentence in tree_of(ivr).not_said)


def test_back_may_lead_to_several_menus() -> None:
    back = act("Star", "ReturnToPrevious")
    tree = tree_of(
        [
            menu("1", "A", act("1", "Connect", ("3", "C")), act("2", "Connect", ("2", "B"))),
            menu("2", "B", act("1", "Connect", ("3", "C"))),
            menu("3", "C", back),
        ]
    )
    branch = node(tree, "C: the menu before", model.Branch)
    assert [(case.name, case.to) for case in branch.cases] == [("A", "A"), ("B", "B")]


def test_entries_are_menus_that_no_other_leads_to() -> None:
    menus = [menu("1", "A", act("1", "Connect", ("2", "B"))), menu("2", "B", act("1", "Connect", ("1", "A")))]
    assert [entry.node for entry in tree_of(menus).entries] == ["A"]
    assert [entry.node for entry in tree_of(menus, site={"topMenu": {"id": "2"}, "actions": []}).entries] == ["B"]
    assert [entry.node for entry in tree_of(menus, "92").entries] == ["B"]
    two = [menu("1", "A"), menu("2", "B")]
    assert [(entry.number, entry.node) for entry in tree_of(two).entries] == [("A", "A"), ("B", "B")]
    _, problems = parsed([menu("1", "Billing")], "Biling")
    assert 'did you mean "Billing"' in problems[0].message


def test_recordings_have_a_name() -> None:
    audio = {"mode": "Audio", "audio": {"uri": "x", "id": "55", "filename": "main.mp3"}, "text": "old"}
    assert node(tree_of(menu("1", "Main", prompt=audio)), "Main", model.Menu).prompt == model.Prompt(audio="main.mp3")


def test_places_are_lines_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "menu.json"
    file.write_text(
        json.dumps(menu("1", "Main", act("1", "Repeat"), act("NoInput", "Disconnect")), indent=2), encoding="utf-8"
    )
    tree, problems = read(file)
    assert tree is not None, problems
    main = node(tree, "Main", model.Menu)
    lines = file.read_text(encoding="utf-8").split("\n")
    assert tree.system == "ringcentral"
    assert '"input": "1"' in lines[main.options[0].place.line]
    assert '"input": "NoInput"' in lines[main.at("no_input").line]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<IVRMenus><Menu/></IVRMenus>", "this is XML"),
        (b'{"records": [{"id": 1, "uri": "x"}]}', "ask the interface for each menu"),
        (b'{"actions": [', "not JSON"),
    ],
)
def test_files_that_cannot_be_used(content: bytes, said: str) -> None:
    tree, problems = ringcentral.read(Folder(None, "", {"f": content}), ["f"], None)
    assert tree is None
    assert said in problems[0].message


def check(content: bytes, start: str | None = None) -> None:
    """Read; nothing may be raised, and what comes out must hold together."""
    people = json.dumps([{"id": "7", "name": "x", "type": "User"}, {"id": "8", "name": "x", "type": "Department"}])
    files = {"ivr.json": content, "people.json": people.encode()}
    survives(lambda: ringcentral.read(Folder(None, "", files), ["ivr.json"], start), files)


odd = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 99), st.floats(), st.text(max_size=4), st.just([]), st.just({})
)
idents = st.sampled_from(["1", "2", "3", "7", "8", "9"])
made_action = st.builds(
    act,
    st.sampled_from(["1", "2", "Star", "Hash", "NoInput", "12", ""]),
    st.sampled_from(["Connect", "Voicemail", "Transfer", "Repeat", "ReturnToRoot", "ReturnToPrevious", "Disconnect",
                     "DoNothing", "ConnectToOperator", "DialByName", ""]),
    st.one_of(st.none(), st.tuples(idents, st.text(max_size=5))),
    st.sampled_from(["", "+1555"]),
)  # fmt: skip
made_menu = st.builds(
    lambda ident, actions, more: menu(ident, f"m{ident}", *actions) | more,
    idents,
    st.lists(st.one_of(made_action, odd), max_size=5),
    st.dictionaries(st.sampled_from(["promptRepeatCount", "prompt", "name", "actions", "id"]), odd, max_size=1),
)


@FUZZ
@given(st.lists(made_menu, max_size=4, unique_by=lambda one: str(one["id"])), st.sampled_from([None, "m1", "x"]))
def test_menus_of_any_shape(menus: list[Any], start: str | None) -> None:
    check(json.dumps(menus).encode(), start)


@FUZZ
@given(data=st.data())
def test_mutated_menus(data: st.DataObject) -> None:
    whole = [
        menu("1", "A", act("1", "Connect", ("2", "B")), act("NoInput", "Disconnect")),
        menu("2", "B", act("Star", "Repeat")),
    ]
    content = damaged(data, json.dumps(whole).encode(), b"[", b"{}", b'"', b"null")
    check(content)


def test_large_and_deep_files() -> None:
    check(b'{"actions": ' + b"[" * 100_000)
    check(b" " * (50 * 2**20))
    ring = [
        menu(str(n), f"m{n}", act("1", "Connect", (str((n + 1) % 900), "x")), act("Star", "ReturnToPrevious"))
        for n in range(900)
    ]
    check(json.dumps(ring).encode())
