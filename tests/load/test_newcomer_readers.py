"""Small things that somebody new to the tool stumbled over in files of several phone systems."""

from __future__ import annotations

import json
from pathlib import Path

from asterisk_files import read as read_asterisk
from asterisk_files import tree_of as asterisk_tree
from connect_flows import block, flow, menu, only, set_queue, to_queue
from sheets import tree_of as sheet_tree

from ivr_audit.load import load, native
from ivr_audit.model import Branch, Menu, PhoneTree, Queue, Voicemail
from ivr_audit.render import asterisk, connect

HOLD_ARN = "arn:aws:connect:eu:1:instance/i/contact-flow/f3"


def made(text: str) -> PhoneTree:
    tree, problems = native.read(text, "")
    assert tree is not None, problems
    return tree


def test_connect_finds_the_hold_flow_by_the_name_the_console_shows(tmp_path: Path) -> None:
    hook = block("hook", "UpdateContactEventHooks", {"EventHooks": {"CustomerQueue": HOLD_ARN}}, "queue")
    shown = {"hook": {"parameters": {"EventHooks": {"CustomerQueue": {"displayName": "Clinic Hold"}}}}}
    main = flow(set_queue("set", "q", "hook"), hook, to_queue(), name="Main", **shown)
    music = block("music", "MessageParticipantIteratively", {"InterruptFrequencySeconds": "60"}, None,
                  {"MessagesInterrupted": "ask"})  # fmt: skip
    leave = block("vm", "TransferToFlow", {"ContactFlowId": "elsewhere"}, None, NoMatchingError="over")
    over = block("over", "EndFlowExecution")
    hold = flow(
        music, menu("ask", {"1": "vm"}, "music", "music"), leave, over, name="Clinic Hold", kind="customerQueue"
    )
    (tmp_path / "Main.json").write_text(json.dumps(main))
    (tmp_path / "Clinic_Hold.json").write_text(json.dumps(hold))
    for path in (tmp_path, tmp_path / "Main.json"):
        line = only(load(path), Queue)
        assert ([one.key for one in line.exits], line.message_every) == (["1"], 60.0)


def test_cells_without_a_full_stop_are_sentences_of_their_own() -> None:
    rows = "Menu,Key,Says,Goes to,Type\nMain,1,For bills press 1,Desk,phones\nMain,2,For refills press 2,Desk,phones\n"
    main = sheet_tree(rows).nodes["Main"]
    assert isinstance(main, Menu)
    assert main.prompt.text == "For bills press 1. For refills press 2"


def test_a_mailbox_holds_as_many_messages_as_its_file_says() -> None:
    tree = asterisk_tree(
        "[from-trunk]\nexten => s,1,GotoIf($[${X}]?a,1:b,1)\nexten => a,1,VoiceMail(7)\nexten => b,1,VoiceMail(8)\n",
        voicemail="[general]\nmaxmsg=50\n[default]\n7 => 1,Ann\n8 => 1,Bob,,,maxmsg=9\n",
    )
    boxes = {node.box: node.capacity for node in tree.nodes.values() if isinstance(node, Voicemail)}
    assert boxes == {"Ann (7)": 50, "Bob (8)": 9}


def test_what_offices_often_ask_is_said_in_words() -> None:
    asked = {
        '$["${DB(clinic/closed)}"="1"]': "switch clinic/closed is set",
        '$["${DB(clinic/closed)}"="0"]': "switch clinic/closed is not set",
        '$["${DB(clinic/mode)}"="snow"]': "switch clinic/mode is snow",
        "${DB_EXISTS(clinic/closed)}": "switch clinic/closed is set",
        '$["${CALLERID(num)}"="5550100"]': "the caller's number is 5550100",
    }
    for condition, words in asked.items():
        text = f"[from-trunk]\nexten => s,1,GotoIf({condition}?a,1:b,1)\nexten => a,1,VoiceMail(7)\n"
        tree = asterisk_tree(text + "exten => b,1,VoiceMail(8)\n")
        assert [node.decides for node in tree.nodes.values() if isinstance(node, Branch)] == [words]


def test_an_unknown_start_names_twelve_contexts_at_most() -> None:
    text = "".join(f"[q{number:02}zz]\nexten => s,1,Hangup()\n" for number in range(20))
    _, problems = read_asterisk(f"[general]\n{text}[from-trunk]\nexten => s,1,Hangup()\n", "nonsense")
    said = problems[0].message
    assert said.startswith('there is no context "nonsense" here; known here: "from-trunk", "q00zz"')
    assert said.endswith('"q10zz" and 9 more')


def test_what_a_conversion_makes_up_or_puts_elsewhere_is_said() -> None:
    tree = made(
        "tree: T\nstart: ask\nnodes:\n  ask: {branch: kind, cases: {0X: box, other: line}}\n"
        "  box: {voicemail: 2XX}\n  line: {queue: Sales, max_wait: 5m}\n"
    )
    export = asterisk.texts(tree)
    assert 'the mailboxes of several extensions are written as one (101): "2XX"' in export.lost
    assert '= "0X"]' in export.texts["extensions.conf"]
    assert any("waiting-for-" in said for said in connect.texts(tree).lost)
