"""Phones, queues, mailboxes and scripts of a dialplan, with the tree that follows worked out by hand."""

from __future__ import annotations

import pytest
from asterisk_files import begin, short, tree_of

from ivr_audit import model

IN = "[incoming]\n"
ONE = "exten => 1,1,Dial(SIP/10,20)\n"


def test_dialstatus_decides_between_no_answer_and_busy() -> None:
    tree = tree_of(
        IN + "exten => s,1,Dial(SIP/10&PJSIP/11,25,tr)\n same => n,Goto(s-${DIALSTATUS},1)\n"
        "exten => s-NOANSWER,1,VoiceMail(7,u)\nexten => s-BUSY,1,Queue(sales,,,,60)\n"
        "exten => _s-.,1,Goto(s-NOANSWER,1)\n"
    )
    ring = begin(tree)
    assert isinstance(ring, model.Ring)
    assert (ring.ring_for, ring.members, ring.no_answer, ring.busy) == (
        25.0,
        ("10", "11"),
        "voicemail 7",
        "queue sales",
    )


def test_one_handler_for_every_dialstatus_is_no_answer_alone() -> None:
    tree = tree_of(
        IN + "exten => s,1,Dial(SIP/10,25)\n same => n,Goto(s-${DIALSTATUS},1)\n"
        "exten => s-NOANSWER,1,VoiceMail(7)\nexten => _s-.,1,Goto(s-NOANSWER,1)\n"
    )
    assert short(tree)["extension 10"] == "ring no_answer>voicemail 7"


def test_phones_without_a_limit_ring_for_three_minutes() -> None:
    tree = tree_of(IN + "exten => s,1,Dial(SIP/10)\n")
    assert begin(tree).ring_for == 180.0  # type: ignore[attr-defined]
    assert any("no limit" in said for said in tree.not_said)


@pytest.mark.parametrize(
    ("channel", "number"),
    [("SIP/trunk/5550100", "5550100"), ("PJSIP/5550100@carrier", "5550100"), ("DAHDI/g1/5550100", "5550100")],
)
def test_a_call_through_a_trunk_leaves_the_office(channel: str, number: str) -> None:
    tree = tree_of(IN + f"exten => s,1,Dial({channel},30)\n same => n,VoiceMail(7)\n")
    node = begin(tree)
    assert isinstance(node, model.Transfer)
    assert (node.number, node.answered_by, node.no_answer) == (number, "unknown", "voicemail 7")


def test_a_local_channel_is_a_call_into_the_dialplan() -> None:
    tree = tree_of(
        IN + "exten => s,1,Dial(Local/10@inside/n,20)\n same => n,VoiceMail(7)\n"
        "[inside]\nexten => _1X,1,Dial(SIP/${EXTEN})\n"
    )
    assert short(tree) == {"extension 10": "ring no_answer>voicemail 7", "voicemail 7": "voicemail"}


def test_the_names_of_voicemail_conf_are_given_to_phones_and_boxes() -> None:
    tree = tree_of(
        IN + "exten => s,1,Dial(SIP/101,20)\n same => n,VoiceMail(101@default,u)\n",
        voicemail="[general]\noperator=no\n[default]\n101 => 1234,Ann Example,ann@example.com\n",
    )
    assert short(tree) == {
        "Ann Example (101)": "ring no_answer>voicemail Ann Example (101)",
        "voicemail Ann Example (101)": "voicemail",
    }
    assert "1234" not in repr(tree)


def test_the_operator_and_assistant_keys_of_a_mailbox() -> None:
    text = IN + "exten => s,1,VoiceMail(7,u)\nexten => o,1,Dial(SIP/10,20)\nexten => a,1,Hangup()\n"
    exits = []
    for word in ("yes", "no"):
        box = begin(tree_of(text, voicemail=f"[general]\noperator={word}\n[default]\n7 => 1,A\n"))
        assert isinstance(box, model.Voicemail)
        exits.append([option.key for option in box.exits])
    assert exits == [["0", "*"], ["*"]]
    assert any("operator=" in said for said in tree_of(text).not_said)


def test_what_queues_conf_says_of_a_queue() -> None:
    tree = tree_of(
        IN + "exten => s,1,Queue(sales,t,,,300)\n same => n,VoiceMail(7)\n[out]\nexten => 1,1,VoiceMail(8)\n",
        queues="[sales]\ncontext=out\nmaxlen=4\nannounce-frequency=30\nannounce-holdtime=yes\n"
        "periodic-announce-frequency=60\nmember => SIP/10\nmember => SIP/11\n",
    )
    queue = begin(tree)
    assert isinstance(queue, model.Queue)
    assert [(option.key, option.to) for option in queue.exits] == [("1", "voicemail 8")]
    assert (queue.capacity, queue.full, queue.agents, queue.max_wait) == (4, "voicemail 7", 2, 300.0)
    assert (queue.announces_wait, queue.message_every) == (True, 60.0)


def test_a_queue_without_a_limit() -> None:
    queue = begin(tree_of(IN + "exten => s,1,Queue(sales)\n same => n,VoiceMail(7)\n"))
    assert (queue.max_wait, queue.overflow) == (None, None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("app", "kind", "name"),
    [
        ("Directory(default)", "transfer", "name directory"),
        ("ConfBridge(12)", "transfer", "conference 12"),
        ("MeetMe(12|i)", "transfer", "conference 12"),
        ("Park()", "transfer", "parked call"),
        ("Page(SIP/10&SIP/11)", "transfer", "Page SIP/10&SIP/11"),
        ("DISA(no-password,out)", "transfer", "dial tone"),
        ("DISA(123,out)", "ask", "password"),
        ("Authenticate(123)", "ask", "password"),
        ("Record(messages/new.wav)", "voicemail", "new.wav"),
        ("VoiceMailMain(@default)", "self_service", "staff listen to voicemail"),
        ("Busy()", "hangup", "busy tone"),
        ("Congestion()", "hangup", "congestion tone"),
        ("FollowMe(anna)", "ring", "anna"),
        ("SayDigits(123)", "say", "read out"),
        ("Flite(Good day.)", "say", "Good day."),
        ("AGI(ivr.agi,x)", "transfer", "leaves the file: ivr.agi"),
        ("Stasis(app)", "transfer", "leaves the file: app"),
        ("MusicOnHold()", "say", "music on hold"),
        ("VoiceMail(u7@office)", "voicemail", "voicemail 7"),
    ],
)
def test_what_applications_become(app: str, kind: str, name: str) -> None:
    node = begin(tree_of(IN + f"exten => s,1,{app}\n same => n,Hangup()\n"))
    assert (node.kind, node.name) == (kind, name)


def test_a_script_before_something_else_is_passed_over_and_told() -> None:
    tree = tree_of(IN + "exten => s,1,AGI(log.agi)\n same => n,Dial(SIP/10,20)\n")
    assert begin(tree).name == "extension 10"
    assert any("log.agi" in said for said in tree.not_said)


def test_an_application_that_is_not_known_is_passed_over_and_told() -> None:
    tree = tree_of(IN + "exten => s,1,MyOwnThing(x)\n same => n,Dial(SIP/10,20)\n")
    assert begin(tree).name == "extension 10"
    assert any("MyOwnThing" in said for said in tree.not_said)
