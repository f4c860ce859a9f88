"""Linked TwiML documents, with the tree worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_audit import model
from ivr_audit.load import read
from ivr_audit.model import PhoneTree


def tree_of(folder: Path, start: str | None = None, **documents: str) -> PhoneTree:
    """The tree of documents, each given by what is inside its <Response>."""
    for name, inside in documents.items():
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n{inside}\n</Response>\n'
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    tree, problems = read(folder / f"{next(iter(documents))}.xml" if len(documents) == 1 else folder, start=start)
    assert tree is not None, problems
    assert tree.system == "twiml"
    return tree


def test_verbs_follow_each_other_and_then_the_call_ends(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, main='<Say loop="2">Hello.</Say><Pause length="3"/><Play>https://x.example/a.mp3</Play>')
    first, second, third = (tree.nodes[name] for name in ("main: Say", "main: Pause", "main: Play"))
    assert isinstance(first, model.Say)
    assert isinstance(second, model.Say)
    assert isinstance(third, model.Say)
    assert (first.prompt.text, first.next) == ("Hello. Hello.", "main: Pause")
    assert (second.prompt.seconds, second.next) == (3.0, "main: Play")
    assert (third.prompt.audio, third.next) == ("https://x.example/a.mp3", None)
    assert (first.place.line, first.place.column) == (3, 1)


def test_gather_falls_through_on_silence(tmp_path: Path) -> None:
    gather = '<Gather action="/sales.xml" numDigits="1" timeout="7"><Say>Press any key.</Say></Gather><Say>Bye.</Say>'
    tree = tree_of(tmp_path, main=gather, sales="<Dial>+15550100</Dial>")
    ask = tree.nodes["main: Gather"]
    assert isinstance(ask, model.Ask)
    assert (ask.prompt.text, ask.digits, ask.no_input_timeout) == ("Press any key.", 1, 7.0)
    assert (ask.next, ask.no_input) == ("sales: Dial", "main: Say")
    assert [entry.node for entry in tree.entries] == ["main: Gather"]


def test_gather_without_action_asks_again_in_the_same_document(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, main="<Gather><Say>Press a key.</Say></Gather>")
    ask = tree.nodes["main: Gather"]
    assert isinstance(ask, model.Ask)
    assert (ask.next, ask.no_input, ask.no_input_timeout) == ("main: Gather", None, 5.0)


def test_gather_whose_keys_a_program_gets_leaves_the_file(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, main='<Gather action="https://x.example/keys?a=1" actionOnEmptyResult="true"/>')
    ask, gone = tree.nodes["main: Gather"], tree.nodes["leaves the file: /keys"]
    assert isinstance(ask, model.Ask)
    assert isinstance(gone, model.Transfer)
    assert (ask.next, ask.no_input) == ("leaves the file: /keys", "leaves the file: /keys")
    assert (gone.number, gone.answered_by) == ("https://x.example/keys?a=1", "unknown")


@pytest.mark.parametrize(
    ("dial", "rings", "members", "after"),
    [
        ('<Dial timeout="12">+15550100</Dial>', 12.0, None, "main: Say"),
        ("<Dial><Number>+1</Number><Client>ann</Client></Dial>", 30.0, ("+1", "ann"), "main: Say"),
        ('<Dial action="box.xml"><Sip>sip:a@b</Sip></Dial>', 30.0, None, "box: Record"),
    ],
)
def test_dial(tmp_path: Path, dial: str, rings: float, members: tuple[str, ...] | None, after: str) -> None:
    tree = tree_of(tmp_path, main=f"{dial}<Say>Nobody answers.</Say>", box="<Record/>", start="main")
    ring = tree.nodes["main: Dial"]
    assert isinstance(ring, model.Ring)
    assert (ring.ring_for, ring.members, ring.no_answer) == (rings, members, after)


def test_dial_of_a_conference_leaves_the_file(tmp_path: Path) -> None:
    room = tree_of(tmp_path, main="<Dial><Conference>Room</Conference></Dial>").nodes["main: Dial"]
    assert isinstance(room, model.Transfer)
    assert room.number == "Room"


def test_enqueue_record_redirect_and_reject(tmp_path: Path) -> None:
    tree = tree_of(
        tmp_path,
        main='<Redirect method="POST">line</Redirect><Say>Never heard.</Say>',
        line='<Enqueue action="box.xml">Sales</Enqueue>',
        box="<Record maxLength='60'/>",
        other="<Reject/>",
        start="main",
    )
    line = tree.nodes["line: Enqueue"]
    assert isinstance(line, model.Queue)
    assert (line.who, line.max_wait, line.overflow) == ("Sales", None, "box: Record")
    assert isinstance(tree.nodes["box: Record"], model.Voicemail)
    assert set(tree.nodes) == {"line: Enqueue", "box: Record"}
    refused = tree_of(tmp_path, other="<Reject/>")
    assert isinstance(refused.nodes["other: Reject"], model.Hangup)


def test_connect_pay_and_unknown_verbs(tmp_path: Path) -> None:
    inside = '<Odd/><Start/><Pay action="/paid"/><Connect><Stream url="wss://x.example/s"/></Connect>'
    tree = tree_of(tmp_path, main=inside)
    pay = tree.nodes["main: Pay"]
    assert isinstance(pay, model.Ask)
    assert (pay.data, pay.next) == ("payment card", "leaves the file: /paid")
    assert 'a verb that is not known was passed over: "Odd"' in tree.not_said


@pytest.mark.parametrize("inside", ["", "<Start/>", "<Redirect>main.xml</Redirect>", "<Redirect/>", "<Say></Say>"])
def test_documents_without_anything_to_hear(tmp_path: Path, inside: str) -> None:
    tree = tree_of(tmp_path, main=inside)
    assert len(tree.entries) == 1
    assert tree.entries[0].node in tree.nodes


def test_documents_that_redirect_to_each_other(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, main="<Redirect>b.xml</Redirect>", b="<Redirect>main.xml</Redirect>")
    assert tree.entries[0].node in tree.nodes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<Response><Say>Hi</Response>", "not closed"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><Response><Say>&b;</Say></Response>', "entities"),
        ("<Response", "<Response"),
    ],
)
def test_broken_documents(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "f.xml").write_text(text + "\n<!-- <Response> -->", encoding="utf-8")
    tree, problems = read(tmp_path / "f.xml")
    assert tree is None
    assert problems
    assert problems[0].place.line >= 1
    assert said in problems[0].message or said == "<Response"


def test_unknown_start(tmp_path: Path) -> None:
    (tmp_path / "main.xml").write_text("<Response><Hangup/></Response>", encoding="utf-8")
    tree, problems = read(tmp_path / "main.xml", start="mian.xml")
    assert tree is None
    assert 'did you mean "main.xml"?' in problems[0].message
