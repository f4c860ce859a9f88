"""Rules on callers who get lost: hand-made cases, what each is called, and what is no fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from ivr_audit import model
from ivr_audit.call import play_keys, script_of
from ivr_audit.finding import Finding
from ivr_audit.hours import state_at
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.place import Place
from ivr_audit.rules import rule
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
RULES = (
    "dead-end", "no-path-to-human", "caller-trap", "doom-loop", "no-input-hangs-up", "invalid-key-hangs-up",
    "no-answer-unhandled", "queue-no-max-wait", "unreachable-node", "dangling-target", "duplicate-key",
    "queue-timeout-hangs-up", "queue-no-agents-unhandled",
)  # fmt: skip
PEOPLE = """
  desk: {ring: Desk, no_answer: box}
  box: {voicemail: Box, owner: Mary, reply_within: 1d}
"""
HOURS = 'hours: {office: {mon-fri: "09:00-17:00"}, lunch: {mon-fri: "12:00-13:00"}}\n'


def tree_of(nodes: str, start: str = "main", top: str = "", system: str = "native") -> PhoneTree:
    tree, _ = read(f"tree: Office\nstart: {start}\n{top}nodes:\n{nodes.strip(chr(10))}\n{PEOPLE}", "t.yaml")
    assert tree is not None
    return replace(tree, system=system)


def main_menu(keys: str, rest: str = "", *, prompt: str = "For the desk, press 0.", top: str = "") -> PhoneTree:
    return tree_of(
        f"  main:\n    menu: {prompt}\n    options: {{0: desk, {keys}}}\n    no_input: desk\n{rest}", top=top
    )


def findings(tree: PhoneTree, *rules: str) -> list[Finding]:
    found = list(judge(Measures(tree, AS_OF), [rule(name) for name in rules]).findings)
    for finding in found:
        if (seen := finding.witness) is not None:
            call = play_keys(tree, state_at(tree, seen.at), seen.entry, script_of(seen.keys))
            assert (call.outcome, call.node, call.unused) == (seen.outcome, seen.node, ())
    return found


def lost(tree: PhoneTree) -> list[tuple[str, str, int]]:
    """Rule, node and line of everything that these rules report."""
    return [(f.rule, f.node, f.place.line) for f in findings(tree, *RULES)]


CLOSES = "  open?: {hours: office, open: desk, closed: notice}\n"
SILENT: Mapping[str, PhoneTree] = {
    "a key that is said to end the call": main_menu("9: hangup", prompt="To end this call, press 9."),
    "a recording that sends callers to the emergency number": main_menu(
        "8: help", "  help: {say: Please dial 911.}", prompt="In an emergency, press 8."
    ),
    "a caller who was served": main_menu(
        "1: balance",
        "  balance: {self_service: Zero., next: again}\n"
        "  again: {menu: To hear it again press 1., options: {1: balance}}",
    ),
    "a closed office with a mailbox": tree_of(CLOSES + "  notice: {say: Closed., next: box}\n", "open?", top=HOURS),
    "a long wait with a key out of it": main_menu(
        "1: q", "  q: {queue: Q, max_wait: 60m, overflow: box, exits: {1: box}}"
    ),
    "a wait of exactly 15 minutes": main_menu("1: q", "  q: {queue: Q, max_wait: 15m, overflow: box}"),
    "a mailbox whose owner promises nothing": main_menu("1: b", "  b: {voicemail: B, owner: Mary}"),
    "a key that goes back, chosen by the caller": main_menu("1: info", "  info: {say: We are here., next: main}"),
    "wrong keys that start the menu again where somebody answers in between": tree_of(
        "  main: {menu: Press 0., options: {0: desk}, no_input: desk, invalid: front}\n"
        "  front: {ring: Front, no_answer: main}"
    ),
    "wrong keys at a menu that has none": tree_of(
        "  main:\n    menu: Dial.\n    options: {" + ", ".join(f'"{key}": desk' for key in model.KEYS) + "}\n"
        "    no_input: desk\n    invalid: hangup"
    ),
    "people reached only by being passed on": tree_of(
        "  main: {ring: First, no_answer: box, transfers_to: second}\n  second: {ring: Second, no_answer: desk}"
    ),
    "staff whom nobody can phone directly, at night": tree_of(
        "  main: {hours: office, open: day, closed: box}\n"
        "  day: {ring: Day, staffed: office, no_answer: desk, transfers_to: guard}\n"
        "  guard: {ring: Guard, staffed: always, no_answer: box}\n",
        top=HOURS,
    ),
}


@pytest.mark.parametrize("tree", SILENT.values(), ids=SILENT.keys())
def test_no_fault(tree: PhoneTree) -> None:
    assert lost(tree) == []


REPORTED: Mapping[str, tuple[PhoneTree, list[tuple[str, str, int]]]] = {
    "a key that hangs up": (main_menu("9: hangup"), [("dead-end", "main", 6)]),
    "no answer that hangs up": (
        main_menu("1: nurse", "  nurse: {ring: Nurse,\n    no_answer: hangup}"),
        [("dead-end", "nurse", 9)],
    ),
    "no answer without a next step": (
        main_menu("1: nurse", "  nurse: {ring: Nurse}"),
        [("no-answer-unhandled", "nurse", 8)],
    ),
    "a telephone without a next step, reached by being passed on": (
        tree_of(
            "  main: {ring: First, no_answer: box, transfers_to: second}\n  second: {ring: Second}\n"
            "  x: {say: A., next: desk}"
        ),
        [("no-answer-unhandled", "second", 5), ("unreachable-node", "x", 6)],
    ),
    "an overflow that is left out": (
        main_menu("1: q", "  q: {queue: Q, max_wait: 5m}"),
        [("queue-timeout-hangs-up", "q", 8)],
    ),
    "a wait without limit": (main_menu("1: q", "  q: {queue: Q}"), [("queue-no-max-wait", "q", 8)]),
    "a wait of more than 15 minutes": (
        main_menu("1: q", "  q: {queue: Q, overflow: box,\n    max_wait: 901s}"),
        [("queue-no-max-wait", "q", 9)],
    ),
    "a branch of which one answer hangs up": (
        tree_of("  main:\n    branch: known\n    cases:\n      yes: desk\n      no: hangup"),
        [("dead-end", "main", 8)],
    ),
    "a key to leave the mailbox that hangs up": (
        main_menu("1: b", "  b: {voicemail: B, owner: Mary, reply_within: 1d,\n    exits: {0: hangup}}"),
        [("dead-end", "b", 9)],
    ),
    "silence that hears a recording and is cut off, wrong keys that are not": (
        tree_of(
            "  main:\n    menu: Press 0.\n    options: {0: desk}\n    no_input: bye\n    invalid: desk\n"
            "  bye: {say: Bye.}"
        ),
        [("no-input-hangs-up", "main", 7)],
    ),
    "a question without a next step for the silent": (
        tree_of("  main: {ask: Your number please., digits: 4, next: desk}"),
        [("no-input-hangs-up", "main", 4)],
    ),
    "both given and both cut off in the same way": (
        tree_of("  main:\n    menu: Press 0.\n    options: {0: desk}\n    no_input: hangup\n    invalid: hangup"),
        [("no-input-hangs-up", "main", 7)],
    ),
    "both given and both cut off, but by different last words": (
        tree_of(
            "  main:\n    menu: Press 0.\n    options: {0: desk}\n    no_input: hangup\n    invalid: bye\n"
            "  bye: {say: Bye.}"
        ),
        [("no-input-hangs-up", "main", 7), ("invalid-key-hangs-up", "main", 8)],
    ),
    "three telephones in a circle": (
        tree_of(
            "  main: {ring: A, no_answer: b}\n  b: {ring: B, busy: desk, no_answer: c}\n"
            "  c: {say: Wait.,\n    next: main}"
        ),
        [("doom-loop", "c", 7)],
    ),
    "a queue that plays a recording and goes on": (
        tree_of(
            "  main: {queue: Q, max_wait: 60s, overflow: hold, exits: {0: desk}}\n"
            "  hold: {say: Hold.,\n    next: main}"
        ),
        [("doom-loop", "hold", 6)],
    ),
    "wrong keys that start the menu again": (
        tree_of("  main:\n    menu: Press 0.\n    options: {0: desk}\n    no_input: desk\n    invalid: main"),
        [("doom-loop", "main", 8)],
    ),
    "wrong keys and silence that lead to each other": (
        tree_of(
            "  main: {menu: Press 0., options: {0: desk}, no_input: desk,\n    invalid: sorry}\n"
            "  sorry: {say: Sorry., next: again}\n"
            "  again: {menu: Press 0., options: {0: desk}, invalid: desk, no_input: main}"
        ),
        [("doom-loop", "main", 5)],
    ),
    "a menu that leads only to itself": (
        main_menu("1: round", "  round:\n    menu: Press 1.\n    options: {1: round}\n    no_input: round"),
        [("caller-trap", "round", 8)],
    ),
    "a menu with nothing but a mailbox that nobody returns": (
        main_menu("1: sub", "  sub: {menu: Press 1., options: {1: nobody's}, no_input: nobody's}\n"
                            "  nobody's: {voicemail: B, owner: nobody}"),
        [("no-path-to-human", "main", 6)],
    ),
    "a name that is no node": (main_menu("1: dusk"), [("dangling-target", "main", 6)]),
    "silence that leads to no node": (
        tree_of("  main:\n    menu: Press 0.\n    options: {0: desk}\n    no_input: dusk"),
        [("dangling-target", "main", 7)],
    ),
    "two unreachable groups": (
        main_menu("1: desk", "  a: {say: A., next: b}\n  b: {say: B., next: box}\n  c: {say: C., next: box}"),
        [("unreachable-node", "a", 8), ("unreachable-node", "c", 10)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tree", "expected"), REPORTED.values(), ids=REPORTED.keys())
def test_fault(tree: PhoneTree, expected: list[tuple[str, str, int]]) -> None:
    assert lost(tree) == expected


@pytest.mark.parametrize("tree", [tree for tree, _ in REPORTED.values()], ids=REPORTED.keys())
def test_repair_settles_the_finding(tree: PhoneTree) -> None:
    for finding in findings(tree, *RULES):
        repair = rule(finding.rule).repair
        assert repair is not None
        repaired = repair(tree, finding)
        assert repaired is not None
        left = findings(repaired, finding.rule)
        assert (finding.node, finding.cause) not in [(other.node, other.cause) for other in left]


def test_two_keys_to_one_recording_are_one_finding_with_the_other_key_beside_it() -> None:
    (found,) = findings(main_menu("1: facts, 2: facts", "  facts: {say: We are here.}"), "dead-end")
    assert found.message == 'pressing 1 in "main" plays "facts" and then hangs up'
    assert [note.note for note in found.related] == ['pressing 2 in "main" ends the same way']


def test_two_keys_that_hang_up_are_two_findings() -> None:
    assert len(findings(main_menu("1: hangup, 2: hangup"), "dead-end")) == 2


def test_closed_office_that_hangs_up_is_a_warning_where_the_hours_say_so() -> None:
    tree = tree_of(CLOSES + "  notice: {say: Closed.}\n", "open?", top=HOURS)
    (found,) = findings(tree, "dead-end")
    assert (found.severity, found.node, found.place.line) == ("warning", "open?", 5)
    assert found.message == 'outside the hours "office" the system plays "notice" and then hangs up'
    assert "office open" not in found.periods


def test_lunch_that_hangs_up_while_others_are_there_is_an_error_at_the_hours_not_at_the_keys() -> None:
    tree = main_menu("1: lunch?, 2: lunch?", "  lunch?: {hours: lunch, closed: desk,\n    open: hangup}", top=HOURS)
    (found,) = findings(tree, "dead-end")
    assert (found.severity, found.node, found.place.line) == ("error", "lunch?", 10)
    assert found.periods == ("office and lunch open",)


def test_telephone_that_hangs_up_is_one_finding_whether_or_not_somebody_is_there() -> None:
    tree = main_menu(
        "1: hello",
        "  hello: {say: Hello., next: nurse}\n  nurse: {ring: N, staffed: office,\n    no_answer: hangup}",
        top=HOURS,
    )
    (found,) = findings(tree, "dead-end")
    assert found.message == 'when nobody answers at "nurse", the system hangs up on the caller'
    assert found.advice == 'set "no_answer" of "nurse" to "desk" instead of hanging up'
    assert len(found.periods) == 3


def test_queue_without_anybody_holds_for_ever() -> None:
    tree = main_menu("1: q", "  q: {queue: Q, staffed: office, exits: {1: box}}", top=HOURS)
    (found,) = findings(tree, "dead-end", "queue-no-agents-unhandled")
    assert found.severity == "error"
    assert found.message == (
        'outside the hours "office" nobody is in "q", but callers hold for ever unless they press 1'
    )
    assert found.witness is not None
    assert (found.witness.keys, found.witness.outcome, found.witness.node) == ("1", "stuck", "q")


def test_staffed_telephone_without_next_step_is_one_finding_in_all_periods() -> None:
    tree = tree_of("  main: {ring: A, staffed: office}\n  x: {say: X., next: desk}", top=HOURS)
    (found,) = findings(tree, "no-answer-unhandled")
    assert len(found.periods) == 3
    assert found.message == 'when nobody answers at "main", the system hangs up after 20 s of ringing'


def test_seconds_until_the_silent_are_cut_off_count_everything_they_hear() -> None:
    tree = tree_of(
        "  main:\n    menu: {text: Press 0., seconds: 4}\n    options: {0: desk}\n    attempts: 2\n    no_input: bye\n"
        "  bye: {hangup: {text: Bye., seconds: 3}}"
    )
    (found,) = findings(tree, "no-input-hangs-up")
    # two plays of 4 s, each with 5 s of silence, and 3 s of last words
    assert found.message == (
        'a caller who presses nothing in "main" is cut off after 21 s and 2 plays, after hearing "bye"; '
        "wrong keys end the same way"
    )


def test_nobody_anywhere_is_one_finding_for_all_entries() -> None:
    text = 'tree: T\nentries: {"1": a, "2": b}\nnodes:\n  a: {say: A., next: box}\n  b: {say: B., next: box}\n'
    tree, _ = read(text + "  box: {voicemail: Box, owner: Mary, reply_within: 1d}\n", "t.yaml")
    assert tree is not None
    (found,) = findings(tree, "no-path-to-human")
    assert (found.severity, found.node) == ("error", "a")
    assert [note.note for note in found.related] == ['nor from "b"']


def test_outside_number_of_which_nobody_knows_who_answers() -> None:
    text = "tree: T\nstart: away\nnodes:\n  away: {transfer: +1 555 010 0100}\n"
    tree, _ = read(text, "t.yaml")
    assert tree is not None
    assert [f.severity for f in findings(tree, "no-path-to-human")] == ["warning"]
    assert findings(replace(tree, system="asterisk"), "no-path-to-human") == []


def test_people_on_duty_whom_callers_cannot_reach() -> None:
    hours = 'hours: {phones: {mon-fri: "09:00-12:00"}, staff: {mon-fri: "09:00-17:00"}}\n'
    tree = tree_of(
        "  main:\n    hours: phones\n    open: team\n    closed: box\n"
        "  team: {ring: Team, staffed: staff, no_answer: box}",
        top=hours,
    )
    tree = replace(tree, nodes={name: node for name, node in tree.nodes.items() if name != "desk"})
    (found,) = findings(tree, "no-path-to-human")
    assert (found.node, found.place.line, found.periods) == ("main", 6, ("staff open",))


def test_circle_of_telephones_is_a_trap_when_nobody_is_there() -> None:
    tree = tree_of(
        "  main: {ring: A, staffed: office, no_answer: b}\n  b: {ring: B, staffed: office, no_answer: main}", top=HOURS
    )
    trap, loop = findings(tree, "caller-trap", "doom-loop")
    assert (trap.rule, trap.node, trap.periods) == ("caller-trap", "main", ("closed",))
    assert (loop.rule, loop.periods) == ("doom-loop", ("office and lunch open", "office open"))
    assert loop.message == (
        'as long as nobody answers, a caller who only waits goes round for ever: "main", then "b", then "main" again, '
        "every 40 s"
    )


def test_circle_inside_a_trap_is_reported_as_the_trap_alone() -> None:
    tree = tree_of("  main: {menu: Press 1., options: {1: main}, no_input: main}")
    assert [f.rule for f in findings(tree, "caller-trap", "doom-loop", "dead-end")] == ["caller-trap"]


HERE = Place("extensions.conf", 1, 1)


def imported(*options: tuple[str, str]) -> PhoneTree:
    made = tuple(
        model.Option(key, to, (), Place("extensions.conf", line, 1), Place("extensions.conf", line, 9))
        for line, (key, to) in enumerate(options, 2)
    )
    nodes = (
        model.Menu(name="ivr", place=HERE, prompt=model.Prompt(audio="main.wav"), options=made, no_input="sales"),
        model.Ring(name="sales", place=HERE, who="SIP/10", no_answer="vm"),
        model.Ring(name="billing", place=HERE, who="SIP/11", no_answer="vm"),
        model.Voicemail(name="vm", place=HERE, box="10"),
    )
    entry = model.Entry("", "ivr", HERE)
    named = {node.name: node for node in nodes}
    return PhoneTree(name="pbx", source="extensions.conf", place=HERE, nodes=named, entries=(entry,), system="asterisk")


def test_key_given_twice_in_an_imported_file() -> None:
    tree = imported(("1", "sales"), ("2", "sales"), ("1", "billing"))
    (found,) = findings(tree, "duplicate-key")
    assert (found.severity, found.place.line) == ("error", 4)
    assert found.message == 'key 1 stands twice in "ivr": a caller who wants "billing" is sent to "sales"'
    repair = rule("duplicate-key").repair
    assert repair is not None
    repaired = repair(tree, found)
    assert repaired is not None
    menu = repaired.nodes["ivr"]
    assert isinstance(menu, model.Menu)
    assert [(option.key, option.to) for option in menu.options] == [("1", "sales"), ("2", "sales"), ("3", "billing")]


def test_key_given_twice_with_one_goal_is_a_warning() -> None:
    assert [f.severity for f in findings(imported(("1", "sales"), ("1", "sales")), "duplicate-key")] == ["warning"]


def test_imported_mailbox_of_unknown_owner_is_no_dead_end() -> None:
    tree = imported(("1", "sales"), ("2", "billing"), ("3", "vm"))
    assert findings(tree, *RULES) == []


def test_missing_target_that_no_call_can_reach_has_no_witness() -> None:
    tree = main_menu("1: desk", "  old: {say: Old., next: dusk}")
    (found,) = findings(tree, "dangling-target")
    assert (found.witness, found.periods) == (None, ())
    assert found.advice == 'set "next" of "old" to "desk"'


def test_longest_wait_can_be_set() -> None:
    audit = "audit: {rules: {queue-no-max-wait: {longest_wait: 5m}}}\n"
    tree = main_menu("1: q", "  q: {queue: Q, max_wait: 6m, overflow: box}", top=audit)
    (found,) = findings(tree, "queue-no-max-wait")
    assert found.advice == 'lower "max_wait" of "q" to 5 min, or offer a key for being called back'
