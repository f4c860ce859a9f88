"""Rules on how calls begin and end out of hours, on trees with many ways, each worked out by hand."""

from __future__ import annotations

import pytest
from test_rules_refuges import BOX, HOURS, findings, tree

DESK = "  desk: {ring: Desk, no_answer: box}\n"
NO = "No it is not."
NOTICE = "In an emergency, hang up and dial 911."


def cases(count: int, silent: int) -> str:
    names = ", ".join(f"a{n}: w{n}" for n in range(count))
    said = (NOTICE if n < count - silent else "Hello." for n in range(count))
    ways = "".join(f"  w{n}: {{say: '{text}', next: main}}\n" for n, text in enumerate(said))
    main = "  main: {menu: 'For sales, press 1.', options: {1: desk}, no_input: desk}\n"
    return f"  who: {{branch: caller, cases: {{{names}}}}}\n{ways}{main}{DESK}{BOX}"


@pytest.mark.parametrize("count", [7, 70, 300])
def test_every_beginning_without_a_notice_is_found(count: int) -> None:
    found = findings(tree(cases(count, 5), start="who"), "no-911-message")
    assert sorted(f.node for f in found) == sorted(f"w{n}" for n in range(count - 5, count))


def test_beginnings_in_two_to_the_thirtieth_ways_are_looked_through() -> None:
    nodes = "".join(
        f"  b{n}: {{branch: x, cases: {{yes: y{n}, no: n{n}}}}}\n  y{n}: {{say: Yes it is., next: b{n + 1}}}\n"
        f"  n{n}: {{say: '{NOTICE if n == 29 else NO}', next: b{n + 1}}}\n"
        for n in range(30)
    )
    main = "  b30: {menu: 'For sales, press 1.', options: {1: desk}, no_input: desk}\n"
    found = findings(tree(nodes + main + DESK + BOX, start="b0"), "no-911-message")
    assert sorted(f.node for f in found) == ["n0", "y0"]
    (long,) = findings(tree(nodes + main + DESK + BOX, start="b0"), "greeting-too-long")
    assert long.severity == "warning"


@pytest.mark.parametrize("after", ["", "  after: {ring: After, no_answer: open?}\n"])
def test_a_gap_explains_that_nobody_is_reached_after_hours(after: str) -> None:
    nodes = f"""\
  hello: {{say: Welcome., next: open?}}
  open?: {{hours: office, open: desk}}
  desk: {{ring: Desk, staffed: office, no_answer: box}}
{after}"""
    (gap,) = findings(tree(nodes + BOX, HOURS, "hello"), "schedule-gap-or-overlap", "after-hours-voicemail-only")
    assert (gap.rule, gap.node) == ("schedule-gap-or-overlap", "open?")
    (night,) = gap.consequences
    assert night.message.endswith("nobody is alerted: calls are cut off")
    assert night.advice.startswith('send callers from "open?" on to')


def test_hours_behind_people_who_pass_calls_on_are_looked_at_too() -> None:
    nodes = """\
  main: {ring: Desk, no_answer: box, transfers_to: [nurse?]}
  nurse?: {hours: office, open: nurse}
  nurse: {ring: Nurse, no_answer: box}
"""
    (gap,) = findings(tree(nodes + BOX, HOURS), "schedule-gap-or-overlap")
    assert gap.node == "nurse?"
    assert gap.witness is not None
    assert (gap.witness.keys, gap.witness.outcome) == ("transferred", "cut off")


def test_a_bare_mailbox_after_hours_is_called_by_its_name() -> None:
    nodes = "  open?: {hours: office, open: desk, closed: box}\n  desk: {ring: Desk, staffed: office, no_answer: box}\n"
    (found,) = findings(tree(nodes + BOX, HOURS, "open?"), "after-hours-voicemail-only")
    assert found.advice.startswith('give "box" a key that leads to the answering service')


def test_one_check_behind_a_key_does_not_hide_the_missing_closed_message() -> None:
    nodes = """\
  main: {menu: "You have reached T. For sales, press 1.", options: {1: sales?}, no_input: desk}
  sales?: {hours: office, open: desk, closed: box}
  desk: {ring: Desk, staffed: office, no_answer: box}
"""
    found = findings(tree(nodes + BOX, HOURS), "closed-message-incomplete")
    advice = [f.advice for f in found]
    assert any(said.startswith('put an hours check before "main", and a closed message behind it') for said in advice)
    behind = nodes.replace("no_input: desk", "no_input: sales?")
    assert all("hours check" not in f.advice for f in findings(tree(behind + BOX, HOURS), "closed-message-incomplete"))


def test_whom_a_self_service_has_served_does_not_count_on() -> None:
    nodes = """\
  main: {menu: {text: "For hours, press 1.", seconds: 20}, attempts: 2, options: {1: times, 0: desk}, no_input: desk}
  times: {self_service: Open daily., seconds: 300, next: again}
  again: {menu: For a person press 0., options: {0: desk}, no_input: main}
"""
    assert findings(tree(nodes + DESK + BOX), "time-to-human-worst-case") == []


def test_the_time_of_the_call_shown_is_told() -> None:
    nodes = """\
  main: {menu: {text: "For a person, press 0.", seconds: 60}, options: {0: desk}, no_input: box, attempts: 3}
"""
    (found,) = findings(tree(nodes + DESK + BOX), "time-to-human-worst-case")
    # in vain twice 60 s and 5 s; then the last 5 s are waited for too, or the key is pressed 1 s after it is named
    assert "3 min 15 s" in found.message
    assert found.message.endswith("(3 min 11 s when keys are pressed as soon as they are named)")


@pytest.mark.parametrize(
    ("menu", "reported"),
    [
        ("{menu: 'For English, press 1. Para español, oprima 2.', options: {1: en, 2: es}, no_input: en}", False),
        ("{menu: 'For sales, press 1. For bills, press 2.', options: {1: en, 2: es}, no_input: en}", True),
    ],
)
def test_a_language_menu_may_be_played_once(menu: str, reported: bool) -> None:
    first = menu.replace("no_input: en", "no_input: en, attempts: 1")
    others = "".join(f"  {name}: {{menu: 'Press 1.', options: {{1: desk}}, no_input: desk}}\n" for name in ("en", "es"))
    assert bool(findings(tree(f"  main: {first}\n{others}{DESK}{BOX}"), "retry-count")) is reported
