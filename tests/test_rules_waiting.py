"""The rules about queues and the time until somebody is called; what is expected is worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from made_trees import trees

from ivr_audit.call import play_keys, script_of
from ivr_audit.finding import Finding
from ivr_audit.hours import state_at
from ivr_audit.load import load
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules import rule
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
WAITING = (
    "queue-timeout-hangs-up", "queue-full-gives-busy", "queue-no-agents-unhandled", "rings-too-long",
    "silent-or-uninformed-hold", "no-callback-when-long", "hold-over-target", "time-to-human-typical",
    "external-number-unknown", "unstaffed-while-open", "too-many-hops",
)  # fmt: skip
BOX = "  box: {voicemail: Office, owner: Ann, reply_within: 1d}\n"
DESK = "  desk: {ring: Front desk, no_answer: box}\n"
HOURS = """
hours:
  office: {mon-fri: "09:00-17:00"}
  desk: {mon-thu: "09:00-12:00, 13:00-17:00", fri: "09:00-12:00"}
  night: {mon-sun: "20:00-23:00"}
  lunch: {mon-fri: "12:00-13:00"}
"""


def tree(nodes: str, start: str = "main", top: str = "") -> PhoneTree:
    found, problems = read(f"tree: Office\nstart: {start}\n{top}\nnodes:\n{nodes}{BOX}", "made.yaml")
    assert found is not None, problems
    return found


def findings(made: PhoneTree, *rules: str) -> list[Finding]:
    found = list(judge(Measures(made, AS_OF), [rule(name) for name in rules]).findings)
    for finding in [*found, *(also for one in found for also in one.consequences)]:
        seen = finding.witness
        assert seen is not None
        call = play_keys(made, state_at(made, seen.at), seen.entry, script_of(seen.keys))
        assert (call.outcome, call.node, call.unused) == (seen.outcome, seen.node, ()), finding
        assert finding.periods, finding
    return found


def queue(fields: str, rest: str = "") -> PhoneTree:
    """A number that leads straight to a queue, with hours."""
    return tree(f"  main: {{queue: Sales, {fields}}}\n{rest}", top=HOURS)


@settings(max_examples=150, deadline=None)
@given(trees())
def test_on_any_tree_every_witness_replays_and_every_repair_settles_its_finding(made: PhoneTree) -> None:
    for rule_id in (*WAITING, "dead-end"):
        for finding in findings(made, rule_id):
            repair = rule(rule_id).repair
            mended = repair(made, finding) if repair else None
            if mended is not None:
                left = {(f.node, f.cause) for f in findings(mended, rule_id)}
                assert (finding.node, finding.cause) not in left, finding


@settings(max_examples=150, deadline=None)
@given(trees())
def test_a_queue_that_hangs_up_is_no_dead_end_as_well(made: PhoneTree) -> None:
    own = ("queue-timeout-hangs-up", "queue-full-gives-busy", "queue-no-agents-unhandled")
    places = {(found.node, found.place) for found in findings(made, *own)}
    for found in findings(made, "dead-end"):
        assert (found.node, found.place) not in places or found.cause not in ("overflow", "full"), found


@pytest.mark.parametrize(
    ("fields", "rest", "message"),
    [
        ("max_wait: 5m", "", 'callers who have waited 5 min in "main" are hung up on'),
        ("max_wait: 5m, overflow: hangup", "", 'callers who have waited 5 min in "main" are hung up on'),
        ("overflow: hangup", "", 'callers who have waited too long in "main" are hung up on'),
        (
            "max_wait: 90s, overflow: sorry",
            "  sorry: {say: Sorry., next: bye}\n  bye: {hangup: Goodbye.}\n",
            'callers who have waited 1 min 30 s in "main" are hung up on after hearing "sorry" and "bye"',
        ),
    ],
)
def test_queue_that_hangs_up_after_a_wait(fields: str, rest: str, message: str) -> None:
    made = queue(fields, rest)
    (found,) = findings(made, "queue-timeout-hangs-up", "dead-end")
    assert (found.rule, found.severity, found.message) == ("queue-timeout-hangs-up", "error", message)
    assert found.advice == 'set "overflow" of "main" to "box"'


@pytest.mark.parametrize(
    ("fields", "rest"),
    [
        ("max_wait: 5m, overflow: box", ""),
        ("exits: {1: box}", ""),
        ("max_wait: 5m, overflow: desk", DESK),
        ("max_wait: 5m, overflow: sorry", "  sorry: {say: Sorry., next: box}\n"),
        ("max_wait: 5m, overflow: round", "  round: {say: Hold on., next: main}\n"),
    ],
)
def test_queue_that_does_not_hang_up(fields: str, rest: str) -> None:
    assert findings(queue(fields, rest), "queue-timeout-hangs-up", "dead-end") == []


def test_overflow_to_hours_that_hang_up_is_left_to_dead_end() -> None:
    made = queue("max_wait: 5m, overflow: late?", "  late?: {hours: office, open: box, closed: hangup}\n")
    (found,) = findings(made, "queue-timeout-hangs-up", "dead-end")
    assert (found.rule, found.node) == ("dead-end", "late?")


def test_recording_shared_by_an_overflow_and_a_key_is_reported_for_each() -> None:
    made = tree(
        "  main: {menu: 'For sales, press 1. For news, press 2.', options: {1: sales, 2: news}, no_input: box}\n"
        "  sales: {queue: Sales, max_wait: 5m, overflow: news}\n  news: {say: No news.}\n"
    )
    found = findings(made, "queue-timeout-hangs-up", "dead-end")
    assert [(f.rule, f.node) for f in found] == [("dead-end", "main"), ("queue-timeout-hangs-up", "sales")]


@pytest.mark.parametrize(
    ("fields", "message", "line"),
    [
        ("\n    capacity: 10", 'when 10 callers wait in "main", the next caller gets a busy tone and is cut off', 12),
        ("\n    capacity: 1", 'when somebody waits in "main", the next caller gets a busy tone and is cut off', 12),
        (
            "capacity: 10,\n    full: hangup",
            'when 10 callers wait in "main", the next caller gets a busy tone and is cut off',
            12,
        ),
        ("\n    full: bye", 'when "main" is full, the next caller is hung up on after hearing "bye"', 12),
    ],
)
def test_full_queue(fields: str, message: str, line: int) -> None:
    made = queue(f"max_wait: 5m, overflow: box, {fields}", "  bye: {hangup: All lines are busy.}\n")
    (found,) = findings(made, "queue-full-gives-busy", "dead-end")
    assert (found.rule, found.severity, found.message) == ("queue-full-gives-busy", "warning", message)
    assert found.place.line == line
    assert found.witness is not None
    assert found.witness.outcome == "cut off"


@pytest.mark.parametrize("fields", ["", "capacity: 10, full: box", "full: box"])
def test_queue_that_is_never_full_or_says_what_then(fields: str) -> None:
    made = queue(f"max_wait: 5m, overflow: box, {fields}")
    assert findings(made, "queue-full-gives-busy", "dead-end") == []


def test_queue_can_be_full_only_while_somebody_is_there() -> None:
    made = queue("max_wait: 5m, overflow: box, staffed: night, capacity: 10, no_agents: box")
    assert [f.periods for f in findings(made, "queue-full-gives-busy")] == [("night open",)]


def test_callers_held_for_ever_at_night() -> None:
    made = queue("staffed: office, exits: {1: box}, callback: 2")
    (found,) = findings(made, "queue-no-agents-unhandled", "dead-end", "queue-timeout-hangs-up")
    assert (found.rule, found.severity, found.cause) == ("queue-no-agents-unhandled", "error", "")
    assert found.message == (
        'outside the hours "office" nobody is in "main", but callers hold for ever unless they press 1 or 2'
    )
    assert not [name for name in found.periods if "office" in name]
    assert found.advice == 'set "no_agents" of "main" to "box"'


def test_unattended_queue_that_hangs_up_in_the_end_is_one_finding_for_each_field_to_set() -> None:
    found = findings(queue("staffed: office, max_wait: 20s"), "queue-no-agents-unhandled", "queue-timeout-hangs-up")
    by_rule = {f.rule: f for f in found}
    attended, unattended = by_rule["queue-timeout-hangs-up"], by_rule["queue-no-agents-unhandled"]
    assert not set(attended.periods) & set(unattended.periods)
    assert "office open" not in unattended.periods
    assert unattended.message == (
        'outside the hours "office" nobody is in "main", but callers wait 20 s and are then hung up on'
    )


@pytest.mark.parametrize(("wait", "reported"), [(30, False), (31, True)])
def test_waiting_for_nobody_before_the_mailbox(wait: int, reported: bool) -> None:
    found = findings(queue(f"staffed: office, max_wait: {wait}s, overflow: box"), "queue-no-agents-unhandled")
    assert [f.severity for f in found] == (["warning"] if reported else [])
    assert all(f.message.endswith(f'callers wait {wait} s and only then go on to "box"') for f in found)


@pytest.mark.parametrize("fields", ["staffed: office, no_agents: box", "exits: {1: box}", "staffed: always"])
def test_queue_in_which_nobody_waits_for_nobody(fields: str) -> None:
    made = queue(fields) if "always" not in fields else tree("  main: {queue: Sales, staffed: always}\n", top=HOURS)
    assert findings(made, "queue-no-agents-unhandled") == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("hold_audio: no", 'callers on hold in "main" hear nothing at all'),
        (
            "wait: {typical: 10s, longest: 31s}",
            'callers on hold in "main" are not told how long it takes, in a wait of up to 31 s',
        ),
        (
            "wait: {typical: 5m}, message_every: 61s",
            'callers on hold in "main" hear a message only every 1 min 01 s in a wait of up to 5 min',
        ),
        (
            "hold_audio: no, wait: {typical: 5m}",
            'callers on hold in "main" hear nothing at all and are not told how long it takes, '
            "in a wait of up to 5 min",
        ),
        ("wait: {typical: 30s}", None),
        ("wait: {typical: 5m}, announces_wait: yes", None),
        ("wait: {typical: 5m}, message_every: 60s", None),
        ("wait: {typical: 5m}, max_wait: 30s, overflow: box", None),
        ("hold_audio: yes", None),
        ("agents: 3", None),
    ],
)
def test_hold(fields: str, message: str | None) -> None:
    found = findings(queue(fields), "silent-or-uninformed-hold")
    assert [(f.severity, f.message) for f in found] == ([("advice", message)] if message else [])


def test_queues_in_which_callers_hear_nothing_are_one_finding_and_the_uninforming_another() -> None:
    made = tree(
        "  main: {menu: 'Press 1, 2, 3 or 4.', options: {1: a, 2: b, 3: c, 4: d}, no_input: a}\n"
        "  a: {queue: A, wait: {longest: 4m}}\n  b: {queue: B, hold_audio: no}\n"
        "  c: {queue: C, wait: {typical: 2m}, message_every: 2m}\n"
        "  d: {queue: D, hold_audio: no, wait: {typical: 1m}}\n"
    )
    uninformed, silent = findings(made, "silent-or-uninformed-hold")
    assert uninformed.message == (
        'callers on hold in "a" are not told how long it takes, in a wait of up to 4 min; "c" is no better'
    )
    assert (silent.message, silent.nodes) == ('callers on hold in "b" hear nothing at all; "d" is no better', ("d",))
    assert [related.note for related in (*uninformed.related, *silent.related)] == [
        'callers on hold in "c" hear a message only every 2 min in a wait of up to 2 min',
        'callers on hold in "d" hear nothing at all and are not told how long it takes, in a wait of up to 1 min',
    ]
    assert ["play music" in found.advice for found in (silent, uninformed)] == [True, False]
    repaired = rule("silent-or-uninformed-hold").repair
    assert repaired is not None
    for found, left in ((uninformed, ["b"]), (silent, ["a"])):
        after = repaired(made, found)
        assert after is not None
        assert [f.node for f in findings(after, "silent-or-uninformed-hold")] == left


def test_queues_over_target_are_one_finding_told_of_the_worst() -> None:
    made = tree(
        "  main: {menu: 'Press 1, 2 or 3.', options: {1: a, 2: b, 3: c}, no_input: a}\n"
        "  a: {queue: A, wait: {typical: 3m}, callback: 1}\n  b: {queue: B, wait: {typical: 5m}, callback: 1}\n"
        "  c: {queue: C, wait: {typical: 2m}, callback: 1}\n"
    )
    (found,) = findings(made, "hold-over-target")
    assert found.message == (
        'callers who wait for a person in "b" wait 5 min typically (target 2 min), and too long in "a"'
    )
    assert found.advice == 'put more people on "b" and "a" at their busy hours'
    assert [related.note for related in found.related] == ['callers wait in "a" 3 min typically (target 2 min)']
    assert (found.node, found.nodes) == ("b", ("a",))


@pytest.mark.parametrize(
    ("fields", "reported"),
    [
        ("wait: {typical: 3m}", False),
        ("wait: {typical: 181s}", True),
        ("wait: {typical: 10s, longest: 181s}", True),
        ("wait: {longest: 10m}, max_wait: 3m, overflow: box", False),
        ("wait: {typical: 5m}, callback: 1", False),
        ("wait: {typical: 5m}, exits: {1: back}", False),
        ("wait: {typical: 5m}, exits: {1: promise}", False),
        ("wait: {typical: 5m}, exits: {1: box}", True),
        ("agents: 2", False),
    ],
)
def test_callback(fields: str, reported: bool) -> None:
    rest = "  back: {callback: Sales, within: 1h}\n  promise: {say: We call you back., next: back}\n"
    assert bool(findings(queue(fields, rest), "no-callback-when-long")) is reported


def test_callback_offered_in_the_menu_before() -> None:
    nodes = (
        "  main: {menu: 'To wait, press 1. To be called back, press 2.', options: {1: sales, 2: back}, no_input: box}\n"
        "  sales: {queue: Sales, wait: {typical: 9m}}\n  back: {callback: Sales}\n"
    )
    assert findings(tree(nodes), "no-callback-when-long") == []
    also = nodes.replace("no_input: box", "no_input: other") + "  other: {say: Hold., next: sales}\n"
    (found,) = findings(tree(also), "no-callback-when-long")
    assert found.node == "sales"


def test_two_long_queues_without_callback_are_one_finding() -> None:
    made = tree(
        "  main: {menu: 'Press 1 or 2.', options: {1: a, 2: b}, no_input: a}\n"
        "  a: {queue: A, wait: {longest: 4m}}\n  b: {queue: B, wait: {typical: 5m}}\n"
    )
    (found,) = findings(made, "no-callback-when-long")
    assert found.message == (
        'callers wait up to 4 min in "a", and too long in "b", and no key there offers to call them back'
    )
    assert [related.note for related in found.related] == ['callers wait up to 5 min in "b"']


@pytest.mark.parametrize(
    ("profile", "wait", "over"),
    [
        ("general", "typical: 2m, longest: 30m", ""),
        ("general", "typical: 121s", "2 min 01 s typically (target 2 min)"),
        ("portugal", "typical: 61s", "1 min 01 s typically (target 1 min)"),
        ("illinois-telecom", "typical: 60s, longest: 9m", ""),
        ("spain", "typical: 2m, longest: 4m", "4 min at the longest (target 3 min)"),
        (
            "spain",
            "typical: 4m, longest: 5m",
            "4 min typically (target 3 min), and 5 min at the longest (target 3 min)",
        ),
    ],
)
def test_target_of_a_profile(profile: str, wait: str, over: str, tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(
        f"tree: T\nprofile: {profile}\nstart: main\nnodes:\n  main: {{queue: Sales, wait: {{{wait}}}}}\n", "utf-8"
    )
    found = findings(load(path), "hold-over-target")
    assert [f.message for f in found] == ([f'callers who wait for a person in "main" wait {over}'] if over else [])


def test_a_long_wait_is_the_cause_of_the_missing_callback() -> None:
    (found,) = findings(queue("wait: {typical: 4m}"), "hold-over-target", "no-callback-when-long")
    assert (found.rule, [also.rule for also in found.consequences]) == ("hold-over-target", ["no-callback-when-long"])


WELCOME = "  main: {{say: {{text: Welcome., seconds: {0}}}, next: {1}}}\n"


@pytest.mark.parametrize(
    ("seconds", "people", "reported"),
    [
        (60, "  sales: {queue: Sales, wait: {typical: 9m}}\n", False),
        (61, "  sales: {queue: Sales, wait: {typical: 9m}}\n", True),
        (59, "  sales: {transfer: '+1 555 010 0100', answered_by: person}\n", True),  # 2 s to connect
        (58, "  sales: {transfer: '+1 555 010 0100', answered_by: person}\n", False),
        (300, "  sales: {voicemail: Sales, owner: Ann, reply_within: 1d}\n", False),
    ],
)
def test_time_until_somebody_is_called(seconds: int, people: str, reported: bool) -> None:
    found = findings(tree(WELCOME.format(seconds, "sales") + people), "time-to-human-typical")
    assert [f.message for f in found] == (
        [
            'even a caller who knows the quickest way to a person listens for 1 min 01 s before "sales" is called, '
            "1 s more than 1 min"
        ]
        if reported
        else []
    )


def test_slow_entries_are_one_finding_with_the_slowest_first() -> None:
    text = (
        'tree: T\nentries: {"1": a, "2": b, "3": desk}\nnodes:\n  a: {say: {text: A., seconds: 70}, next: desk}\n'
        "  b: {say: {text: B., seconds: 80}, next: desk}\n"
    )
    made, problems = read(text + DESK + BOX, "made.yaml")
    assert made is not None, problems
    (found,) = findings(made, "time-to-human-typical")
    assert found.message.startswith('even a caller who knows the quickest way to a person, coming in at "b",')
    assert [related.note for related in found.related] == ['it takes too long from "a" too']
