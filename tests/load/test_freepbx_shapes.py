"""Twelve menus as they stand in offices' own files, built again with our own words.

Each row was worked out by reading the lines of a real file (their shapes: which counters, which destinations, how keys
are listened to), not from what the program said of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from freepbx_made import BLACKHOLE, extensions, group, menu, queue, routes, time_condition
from freepbx_read import keys, node, read

from ivr_audit import model
from ivr_audit.model import Attempts, Prompt

_AGAIN = "please-try-again"
_PASSING = "passing-you-on"
_BOXES = extensions(["1101", "1180", "1190"], ["102", "103"])


class Expected(NamedTuple):
    """One menu: its keys, how often it is played, and where silence and wrong keys end after their last words."""

    text: str
    keys: dict[str, str]
    attempts: Attempts
    silent: tuple[str, str]
    wrong: tuple[str, str]
    replay: str = _AGAIN
    pattern: str = ""
    prompt: str = "custom/welcome"


def _queue(to: str, wait: str = "30") -> str:
    return "[ext-queues]\n" + queue("1380", to, wait=wait) + BLACKHOLE


_SHAPES = {
    "repeatable announcement, then a menu with direct dialling; wrong keys unset, silence to the group": Expected(
        menu(1, {"0": "ext-group,600,1"}, title="Main", direct=True, silent=(3, _AGAIN, _PASSING, "ext-group,600,1"),
             wrong=(3, _AGAIN, _PASSING, "")) + "[ext-group]\n" + group("600", "1101", "ext-local,vmi1101,1") + _BOXES,
        {"0": "ring group 600"}, Attempts(4, 4, True), (_PASSING, "ring group 600"), (_PASSING, "hangup"),
        pattern="XXXX",
    ),
    "silence ends in ringing that nobody answers": Expected(
        menu(1, {"1": "ivr-2,s,1", "9": "ext-queues,1380,1"}, title="Main",
             silent=(3, _AGAIN, _PASSING, "app-blackhole,ring,1"),
             wrong=(3, _AGAIN, _PASSING, "app-blackhole,hangup,1"))
        + menu(2, {"1": "ivr-1,s,1"}, title="Second") + _queue("app-blackhole,hangup,1"),
        {"1": "Second", "9": "queue 1380"}, Attempts(4, 4, True), (_PASSING, "ringing that nobody answers"),
        (_PASSING, "hangup"),
    ),
    "both destinations unset": Expected(
        menu(1, {"1": "app-blackhole,hangup,1"}, title="Main", silent=(3, _AGAIN, _PASSING, ""),
             wrong=(3, _AGAIN, _PASSING, "")) + BLACKHOLE,
        {"1": "hangup"}, Attempts(4, 4, True), (_PASSING, "hangup"), (_PASSING, "hangup"),
    ),
    "keys one by one, silence once only": Expected(
        menu(1, {"*": "ivr-2,s,1", "0": "ext-queues,1380,1"}, title="Main", listens="one by one", wait=3, direct=True,
             silent=(0, "", _PASSING, "ext-queues,1380,1"), wrong=(3, "custom/welcome", "", ""))
        + menu(2, {"1": "ivr-1,s,1"}, title="Star") + _queue("ext-local,vmi1180,1", "120") + _BOXES,
        {"*": "Star", "0": "queue 1380"}, Attempts(1, 4, True), (_PASSING, "queue 1380"), ("", "hangup"),
        replay="custom/welcome", pattern="10X, 11XX",
    ),
    "keys to the end, four digits, out of service in the end": Expected(
        menu(1, {"1101": "from-did-direct,1101,1", "1180": "from-did-direct,1180,1"}, title="Main", listens="typed",
             wait=3, silent=(3, "custom/welcome", _PASSING, "app-blackhole,no-service,1"),
             wrong=(3, "custom/welcome", "", "app-blackhole,no-service,1")) + _BOXES + BLACKHOLE,
        {"1101": "extension 1101", "1180": "extension 1180"}, Attempts(4, 4, True),
        (_PASSING, "number out of service"), ("", "number out of service"), replay="custom/welcome",
    ),
    "two menus that lead to each other": Expected(
        menu(1, {"1": "ext-group,600,1", "5": "ivr-2,s,1"}, title="Main", silent=(3, _AGAIN, _PASSING, ""),
             wrong=(3, _AGAIN, _PASSING, ""))
        + menu(2, {"1": "ext-group,600,1", "5": "ivr-1,s,1"}, title="Other") + "[ext-group]\n"
        + group("600", "1066", "", ring=300),
        {"1": "ring group 600", "5": "Other"}, Attempts(4, 4, True), (_PASSING, "hangup"), (_PASSING, "hangup"),
    ),
    "wrong keys hear the message and the menu again; silence goes on at once": Expected(
        menu(1, {"0": "from-did-direct,1101,1"}, title="Main", direct=True,
             silent=(0, "", "connecting", "from-did-direct,1101,1"),
             wrong=(3, "not-valid&custom/welcome", "connecting", "from-did-direct,1101,1")) + _BOXES,
        {"0": "extension 1101"}, Attempts(1, 4, True), ("connecting", "extension 1101"),
        ("connecting", "extension 1101"),
        replay="not-valid & custom/welcome", pattern="XXXX",
    ),
    "a menu that says nothing and has no keys, only direct dialling": Expected(
        menu(1, {}, title="Main", prompt="", direct=True, silent=(None, "", "sorry", "hang,1"),
             wrong=(None, "", "sorry", "hang,1")) + _BOXES,
        {}, Attempts(1, 1, False), ("sorry", "goodbye"), ("sorry", "goodbye"), replay="", pattern="XXXX", prompt="",
    ),
    "a silent menu to phones without mailboxes": Expected(
        menu(1, {"1": "from-did-direct,103,1", "2": "from-did-direct,102,1"}, title="Main", prompt="",
             silent=(3, _AGAIN, _PASSING, ""), wrong=(3, _AGAIN, _PASSING, "")) + _BOXES,
        {"1": "extension 103", "2": "extension 102"}, Attempts(4, 4, True), (_PASSING, "hangup"), (_PASSING, "hangup"),
        prompt="",
    ),
    "two retries for wrong keys, three for silence, each key with and without #": Expected(
        menu(1, {"1#": "1,1", "1": "ivr-2,s,1", "2#": "2,1", "2": "app-blackhole,hangup,1"}, title="Main",
             listens="one by one", silent=(3, _AGAIN, _PASSING, "app-blackhole,hangup,1"),
             wrong=(2, _AGAIN, _PASSING, "app-blackhole,hangup,1"))
        + menu(2, {"1": "ivr-1,s,1"}, title="Departments") + BLACKHOLE,
        {"1": "Departments", "2": "hangup"}, Attempts(4, 3, True), (_PASSING, "hangup"), (_PASSING, "hangup"),
    ),
    "departments with hours of their own": Expected(
        menu(1, {"1": "ext-group,600,1", "2": "timeconditions,3,1", "3": "ext-local,vms1101,1"}, title="Main",
             listens="one by one", silent=(3, _AGAIN, _PASSING, "ext-group,600,1"),
             wrong=(2, _AGAIN, _PASSING, "ext-group,600,1"))
        + "[ext-group]\n" + group("600", "1101-1180", "ext-local,vms1101,1", ring=60, gosub=True)
        + "[timeconditions]\n"
        + time_condition("3", ["08:00-16:59,sun-thu,1-31,jan-dec,Africa/Cairo"], "ivr-2,s,1", "ext-local,vms1180,1")
        + menu(2, {}, title="Numbers", listens="one by one", direct=True) + _BOXES,
        {"1": "ring group 600", "2": "time condition 3", "3": "voicemail 1101"}, Attempts(4, 3, True),
        (_PASSING, "ring group 600"), (_PASSING, "ring group 600"),
    ),
    "an announcement that can be skipped, then a queue, then an announcement": Expected(
        menu(1, {"9": "app-announcement-1,s,1"}, title="Main", silent=(3, _AGAIN, "", "app-announcement-1,s,1"),
             wrong=(3, _AGAIN, "", "app-announcement-1,s,1"))
        + "[app-announcement-1]\nexten => s,1,Answer\nexten => s,n(begin),Noop(Playing announcement Transfer)\n"
        + "exten => s,n(play),Background(custom/transfer,nm)\nexten => s,n,Goto(ext-queues,1380,1)\n"
        + "exten => _[0-9*#],1,Goto(ext-queues,1380,1)\n" + _queue("play-system-recording,3,1")
        + "[play-system-recording]\nexten => 3,1,Playback(custom/all-busy)\nexten => 3,n,Hangup\n",
        {"9": "announcement Transfer"}, Attempts(4, 4, True), ("", "announcement Transfer"),
        ("", "announcement Transfer"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", _SHAPES)
def test_menus_of_real_systems(tmp_path: Path, shape: str) -> None:
    expected = _SHAPES[shape]
    tree = read(tmp_path, routes({"5550101": "ivr-1,s,1"}) + expected.text)
    found = node(tree, "Main", model.Menu)
    assert keys(tree, "Main") == expected.keys
    assert found.attempts == expected.attempts
    assert found.prompt == (Prompt(audio=expected.prompt) if expected.prompt else Prompt())
    assert (found.replay.audio if found.replay else "") == expected.replay
    assert ", ".join(one.pattern for one in found.extensions) == expected.pattern
    for way, (words, end) in ((found.no_input, expected.silent), (found.invalid, expected.wrong)):
        if not words:
            assert way == end
            continue
        says = node(tree, way, model.Say)
        assert (says.prompt.audio, says.next) == (words, end)


def test_hours_of_a_department(tmp_path: Path) -> None:
    tree = read(tmp_path, routes({"5550101": "ivr-1,s,1"}) + _SHAPES["departments with hours of their own"].text)
    check = node(tree, "time condition 3", model.HoursCheck)
    assert (check.hours, check.open, check.closed) == ("sun-thu 08:00-16:59", "Numbers", "voicemail 1180")
    ring = node(tree, "ring group 600", model.Ring)
    assert (ring.members, ring.ring_for, ring.no_answer) == (("1101", "1180"), 60.0, "voicemail 1101")


def test_a_queue_that_ends_in_a_recording(tmp_path: Path) -> None:
    shape = "an announcement that can be skipped, then a queue, then an announcement"
    tree = read(tmp_path, routes({"5550101": "ivr-1,s,1"}) + _SHAPES[shape].text)
    found = node(tree, "queue 1380", model.Queue)
    last = node(tree, found.overflow, model.Say)
    assert (found.max_wait, last.prompt.audio, last.next) == (30.0, "custom/all-busy", "hangup")
