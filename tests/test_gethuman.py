"""The GetHuman standard: for each item a tree that keeps it, one that breaks it, and one that does not tell."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from made_trees import trees

from ivr_audit.audit import audit
from ivr_audit.callers import play_caller
from ivr_audit.callgraph import End
from ivr_audit.encounters import ends_without_help, forced_stretch
from ivr_audit.gethuman import Item, scorecard, summary
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.render.json import report as as_json
from ivr_audit.render.markdown import report as as_markdown
from ivr_audit.render.styled import plain
from ivr_audit.render.text import report as as_text

AS_OF = date(2026, 11, 23)
BOX = "  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}\n"
DESK = "  desk: {ring: Front desk, no_answer: box}\n" + BOX
MAIN = "  main: {menu: 'For billing, press 1.', options: {1: desk, 0: desk}, no_input: desk}\n"
OUTSIDE = "  main: {menu: 'For billing, press 1.', options: {1: away, 0: desk}, no_input: desk}\n"
AWAY = "  away: {transfer: '+1 555 010 0199', answered_by: menu}\n"


def tree(nodes: str, **top: str) -> PhoneTree:
    start = nodes.partition(":")[0].strip()
    head = "".join(f"{field}: {value}\n" for field, value in top.items())
    found, problems = read(f"tree: Clinic\nowner: Ann\nstart: {start}\n{head}nodes:\n{nodes}", "made.yaml")
    assert found is not None, problems
    return found


def item(number: int, made: PhoneTree) -> Item:
    return scorecard(Measures(made, AS_OF))[number - 1]


SILENT_TO_BOX = "  main: {menu: Press 1., options: {1: box}, no_input: box}\n  box: {voicemail: Clinic}\n"
QUEUE = "  line: {{queue: Nurses, wait: {{typical: 1m, longest: 4m}}{more}}}\n"
ASKS = """\
  number: {{ask: Please enter your account number., data: account number, next: menu, no_input: desk}}
  menu: {{menu: 'To pay, press 1.', options: {{1: {to}, 0: desk}}, no_input: desk}}
  again: {{ask: Please enter it., {data}next: paid, no_input: desk}}
  paid: {{self_service: Paid., seconds: 5}}
  desk: {{hangup: Bye.}}
"""
HALF_DAY = "{office: {mon-fri: 09:00-12:00}}"
STAFFED = "  desk: {ring: Front desk, staffed: office, no_answer: box}\n"
LANGUAGES = "[English, Spanish]"
SPANISH = """\
  main: {{menu: 'Para español, oprima 2. For billing, press 1.', options: {{1: desk, 2: {spanish}}}, no_input: desk}}
  spanish: {{menu: 'Para citas, oprima 1.', options: {{1: desk}}, no_input: desk}}
"""

KEPT = {
    1: [tree(MAIN + DESK), tree(DESK), tree(MAIN + STAFFED + BOX, hours=HALF_DAY)],
    2: [tree(DESK), tree(QUEUE.format(more=", announces_wait: yes, message_every: 45s"))],
    3: [tree(MAIN + DESK), tree(ASKS.format(to="paid", data=""))],
    4: [
        tree(MAIN + DESK),
        tree(QUEUE.format(more="")),
        tree("  line: {queue: Nurses, callback: 1}\n"),
        tree("  line: {queue: Nurses, exits: {1: box}}\n" + BOX),
        tree("  ring: {ring: A, no_answer: late}\n  late: {callback: Ann, within: 1h}\n"),
        tree("  ring: {ring: A, no_answer: away}\n  away: {transfer: '5550100', answered_by: person}\n"),
    ],
    5: [
        tree(DESK),
        tree(OUTSIDE + AWAY + DESK),
        tree(MAIN + DESK),
        tree(MAIN.replace("{menu", "{accepts: both, menu") + DESK),
    ],
    6: [
        tree(DESK),
        tree("  hello: {say: {text: Hello., seconds: 20}, next: desk}\n" + DESK),
        tree("  hello: {say: {text: Hello., seconds: 60}, interruptible: yes, next: desk}\n" + DESK),
    ],
    7: [
        tree(DESK),
        tree(MAIN + DESK),
        tree("  hello: {say: Hello., interruptible: yes, next: main}\n" + MAIN + DESK),
        tree("  desk: {ring: A, no_answer: bye}\n  bye: {say: We are sorry.}\n"),
    ],
    8: [tree(DESK), tree(MAIN + DESK), tree(MAIN.replace("no_input: desk", "no_input: box") + DESK)],
    9: [
        tree(MAIN + DESK, languages="[English]"),
        tree(SPANISH.format(spanish="{to: spanish, language: Spanish}") + DESK, languages=LANGUAGES),
        tree(SPANISH.format(spanish="spanish") + DESK, languages=LANGUAGES),
    ],
}
BROKEN = {
    1: [
        tree(MAIN.replace(", 0: desk", "") + DESK),
        tree(MAIN.replace("0: desk", "0: box") + DESK),
        tree(BOX),
        tree("  box: {voicemail: Clinic, exits: {0: desk}}\n  desk: {ring: A, no_answer: box}\n"),
    ],
    2: [tree(QUEUE.format(more=", announces_wait: no"))],
    3: [tree(ASKS.format(to="again", data="data: Account Number, "))],
    4: [
        tree("  desk: {ring: Front desk}\n"),
        tree("  line: {queue: Nurses}\n"),
        tree("  line: {queue: Nurses, max_wait: 5m}\n"),
        tree(DESK.replace("owner: Ann", "owner: nobody")),
        tree(STAFFED.replace("box", "bye") + "  bye: {hangup: Closed.}\n", hours=HALF_DAY),
        tree("  closed: {say: We are closed for ever.}\n"),
    ],
    5: [tree(MAIN.replace("{menu", "{accepts: speech, menu") + DESK)],
    6: [
        tree("  hello: {say: {text: Hello., seconds: 21}, next: desk}\n" + DESK),
        tree(
            "  hello: {say: {text: Hello., seconds: 12}, next: open}\n  open: {branch: x, cases: {a: main, b: desk}}\n"
            + MAIN.replace("'For billing, press 1.'", "{text: 'Press 1.', seconds: 9}, barge_in: no")
            + DESK
        ),
        tree("  hello: {say: Hello., next: music}\n  music: {say: La la., interruptible: yes, next: hello}\n"),
    ],
    7: [
        tree(MAIN.replace("{menu", "{barge_in: no, menu") + DESK),
        tree("  hello: {say: Hello., next: main}\n" + MAIN + DESK),
    ],
    8: [
        tree(MAIN.replace(", no_input: desk", "") + DESK),
        tree(MAIN.replace("no_input: desk", "no_input: desk, invalid: hangup") + DESK),
        tree(MAIN.replace("no_input: desk", "no_input: main") + DESK),
        tree(MAIN.replace("no_input: desk", "no_input: box") + DESK.replace("owner: Ann", "owner: nobody")),
    ],
    9: [
        tree("  main: {menu: 'For English, press 1. Para español, oprima 2.', options: {1: desk, 2: desk}}\n" + DESK),
        tree(
            "  main: {menu: Choose., options: {1: {to: desk, language: English}, 2: {to: desk, language: Spanish}}}\n"
            + DESK,
            languages=LANGUAGES,
        ),
        tree(MAIN + DESK, languages=LANGUAGES),
        tree(
            "  open: {hours: office, open: main, closed: night}\n"
            + SPANISH.format(spanish="{to: spanish, language: Spanish}")
            + MAIN.replace("main", "night")
            + DESK,
            languages=LANGUAGES,
            hours=HALF_DAY,
        ),
    ],
}
UNTOLD = {
    1: [
        tree(OUTSIDE + AWAY + DESK),
        tree("  number: {ask: Enter it., next: desk, no_input: desk}\n" + DESK),
        tree("  away: {transfer: '5550100'}\n"),
    ],
    2: [
        tree(QUEUE.format(more="")),
        tree(QUEUE.format(more=", announces_wait: yes")),
        tree(OUTSIDE + AWAY + DESK),
    ],
    3: [
        tree(ASKS.format(to="again", data="")),
        tree(ASKS.format(to="number", data="")),
        tree("  number: {ask: Enter it., data: birthday, next: desk, no_input: desk}\n" + DESK),
        tree("  front: {ring: A, transfers_to: [desk], no_answer: box}\n" + DESK),
        tree(OUTSIDE + AWAY + DESK),
    ],
    4: [
        tree("  box: {voicemail: Clinic, owner: Ann}\n"),
        tree("  desk: {ring: A, no_answer: away}\n  away: {transfer: '5550100'}\n"),
        replace(tree("  box: {voicemail: Clinic}\n"), system="asterisk"),
    ],
    6: [
        tree("  hello: {say: {audio: hello.wav}, next: desk}\n" + DESK),
        replace(tree("  hello: {say: Hello., next: desk}\n" + DESK), system="asterisk"),
    ],
    7: [
        replace(tree("  hello: {say: Hello., next: desk}\n" + DESK), system="asterisk"),
        replace(tree(MAIN + DESK), system="asterisk"),
    ],
    8: [
        tree(MAIN.replace("no_input: desk", "no_input: away") + AWAY + DESK),
        replace(tree(SILENT_TO_BOX), system="asterisk"),
    ],
    9: [
        tree(MAIN + DESK),
        tree(DESK, languages=LANGUAGES),
    ],
}
CASES = [
    pytest.param(number, verdict, made, id=f"{number} {verdict} {n}")
    for verdict, by_number in (("kept", KEPT), ("broken", BROKEN), ("cannot be told", UNTOLD))
    for number, examples in by_number.items()
    for n, made in enumerate(examples)
]


@pytest.mark.parametrize(("number", "verdict", "made"), CASES)
def test_each_item(number: int, verdict: str, made: PhoneTree) -> None:
    found = item(number, made)
    assert (found.number, found.verdict) == (number, verdict), found.evidence
    assert set(found.nodes) <= set(made.nodes)


def test_there_are_examples_of_every_verdict_for_every_item() -> None:
    numbers = {found.number for found in scorecard(Measures(tree(DESK), AS_OF))}
    assert numbers == set(KEPT) == set(BROKEN) == set(range(1, 10))
    assert set(UNTOLD) == numbers - {5}, "whether a menu takes speech alone is always in the file"


def test_a_number_outside_leaves_what_this_system_plays_and_takes_as_it_is() -> None:
    made = tree(OUTSIDE + AWAY + DESK)
    assert [item(number, made).verdict for number in range(5, 9)] == [
        item(number, tree(MAIN + DESK)).verdict for number in range(5, 9)
    ]


def test_a_key_may_be_announced_in_a_language_before_the_menu() -> None:
    menu = "  main: {menu: 'For glasses, press 1.', options: {1: desk, 8: desk}, no_input: desk}\n"
    hello = "  hello: {say: 'Welcome. Para espanol, oprima 8.', next: main}\n"
    assert item(9, tree(hello + menu + DESK, languages=LANGUAGES)).verdict == "kept"
    assert item(9, tree(hello.replace("8", "7") + menu + DESK, languages=LANGUAGES)).verdict == "broken"


def test_the_evidence_names_numbers_and_periods() -> None:
    made = tree(MAIN.replace("0: desk", "0: box") + STAFFED + BOX, hours=HALF_DAY)
    assert item(1, made).evidence == '0 does not lead to a person in "main" (office open)'
    one = "  one: {say: {text: A., seconds: 15}, next: two}\n"
    late = tree(one + "  two: {say: {text: B., seconds: 10}, next: desk}\n" + DESK)
    assert item(6, late).evidence == 'no key spares callers from listening to "one" and "two" for 25 s (over 20 s)'
    main = "  main: {menu: {text: Press 1., seconds: 4}, options: {1: desk}, attempts: 2, no_input: bye}\n"
    cut = tree(main + "  bye: {hangup: ''}\n" + DESK)
    # two plays of 4 s, each with a silence of 5 s
    assert item(8, cut).evidence == 'pressing nothing in "main" ends the call at "bye", 18 s after coming to it'


def test_a_menu_that_follows_a_service_may_end_the_call() -> None:
    served = "  paid: {self_service: Paid., seconds: 5, next: more}\n  more: {menu: Press 1., options: {1: paid}}\n"
    assert item(8, tree(served)).verdict == "kept"


def test_nodes_that_no_call_comes_to_do_not_count() -> None:
    made = tree(DESK + "  lost: {menu: Press 1., options: {1: box}, accepts: speech, barge_in: no}\n")
    assert [item(number, made).verdict for number in (1, 5, 7, 8)] == ["kept"] * 4


def test_only_what_could_be_told_in_full_gets_a_score() -> None:
    items = [Item(n, "", "kept", "", ()) for n in range(1, 9)]
    assert summary([*items, Item(9, "", "broken", "", ())]) == "8 of 9 kept"
    assert (
        summary([*items, Item(9, "", "cannot be told", "", ())]) == "8 kept, 0 broken, 1 cannot be told from this file"
    )


@settings(max_examples=200, deadline=None)
@given(trees())
def test_on_any_tree_mistakes_end_where_the_played_call_ends(made: PhoneTree) -> None:
    for view in Measures(made, AS_OF).views:
        for kind in ("silent", "wrong-keys"):
            for name, end in ends_without_help(view, kind).items():
                call = play_caller(made, view.state, name, kind)
                if end is None:
                    assert call.outcome == "stuck", name
                else:
                    outcome = "cut off" if call.outcome == "served" and end.outcome == "cut off" else call.outcome
                    assert End(outcome or "stuck", call.node) == end, name


@settings(max_examples=100, deadline=None)
@given(trees())
def test_on_any_tree_every_item_is_judged(made: PhoneTree) -> None:
    for found in scorecard(Measures(made, AS_OF)):
        assert found.evidence
        assert set(found.nodes) <= set(made.nodes)


def test_a_long_chain_of_recordings_adds_up() -> None:
    count = 5000
    says = "".join(f"  s{n}: {{say: {{text: A., seconds: 1}}, next: s{n + 1}}}\n" for n in range(count))
    (view,) = Measures(tree(says + f"  s{count}: {{hangup: Bye.}}\n"), AS_OF).views
    seconds, names = forced_stretch(view)
    assert (seconds, len(names)) == (count, count)


def test_the_reports_show_it() -> None:
    found = audit(tree(MAIN.replace("0: desk", "0: box") + DESK), AS_OF)
    text = plain(as_text(found))
    section = text[text.index("GETHUMAN STANDARD") :]
    assert "1. pressing 0 always leads to a person: BROKEN" in section
    assert '0 does not lead to a person in "main"' in section
    assert "## GetHuman standard" in as_markdown([found])
    items = json.loads(as_json([found]))["trees"][0]["gethuman"]["items"]
    assert items[0] == {
        "number": 1,
        "title": "pressing 0 always leads to a person",
        "verdict": "broken",
        "evidence": '0 does not lead to a person in "main"',
        "nodes": ["main"],
    }
