"""The rules about what recordings say, on trees made by hand: what they must not say, and what else they must."""

from __future__ import annotations

from datetime import date

import pytest

from ivr_audit.call import play_keys, script_of
from ivr_audit.clock import spoken
from ivr_audit.defaults import Defaults
from ivr_audit.finding import Finding
from ivr_audit.hours import state_at
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree, Prompt
from ivr_audit.rules import rule
from ivr_audit.rules.run import judge
from ivr_audit.rules.sentences import seconds_until, seconds_where, sentences

AS_OF = date(2026, 11, 23)
DESK = "  desk: {ring: Front desk, no_answer: box}\n"
BOX = "  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}\n"
OFFICE = "{office: {mon-fri: 08:00-17:00}}"


def tree(nodes: str, start: str = "main", **top: str) -> PhoneTree:
    head = "".join(f"{field}: {value}\n" for field, value in top.items())
    found, problems = read(f"tree: Harbor Clinic\nowner: Ann\nstart: {start}\n{head}nodes:\n{nodes}", "made.yaml")
    assert found is not None, problems
    return found


def findings(made: PhoneTree, rule_id: str) -> list[Finding]:
    found = list(judge(Measures(made, AS_OF), [rule(rule_id)]).findings)
    for finding in found:
        witness = finding.witness
        assert witness is not None
        call = play_keys(made, state_at(made, witness.at), witness.entry, script_of(witness.keys))
        assert (call.outcome, call.node, call.unused) == (witness.outcome, witness.node, ())
    return found


def menu(prompt: str, keys: str = "1: desk, 2: desk", more: str = "", name: str = "main") -> str:
    return f"  {name}:\n    menu: '{prompt}'\n    options: {{{keys}}}\n    no_input: desk\n{more}"


def dead(made: PhoneTree) -> list[tuple[str, str]]:
    return [(f.node, f.severity) for f in findings(made, "announced-key-dead")]


@pytest.mark.parametrize(
    "prompt",
    [
        "For bills, press 1 or 2.",
        "If this is an emergency, dial 911. For bills, press one.",
        "If you cannot wait, hang up and dial 5. For bills, press 1.",
        "Thank you for calling. Please press any key.",
        "To book for two, press 1. We have three doctors.",
    ],
)
def test_keys_that_exist_and_numbers_that_are_no_keys(prompt: str) -> None:
    assert dead(tree(menu(prompt) + DESK + BOX)) == []


def test_a_dead_key_says_what_becomes_of_the_caller() -> None:
    made = tree(menu("For us, press 1. For bills, press five or six.", more="    invalid: bye\n") + DESK + BOX
                + "  bye: {hangup: Goodbye.}\n")  # fmt: skip
    (found,) = findings(made, "announced-key-dead")
    assert found.message == (
        '"main" announces keys 5 and 6 ("For bills, press five or six."), which it does not have: pressing 5 is a wrong'
        ' key, and after doing so 3 times the system hangs up in "bye"'
    )
    assert found.witness is not None
    assert (found.witness.keys, found.witness.outcome) == ("5,5,5", "cut off")


def test_only_hearing_the_menu_again_is_a_warning() -> None:
    assert dead(tree(menu("For us, press 1. To hear this again, press 9.") + DESK + BOX)) == [("main", "warning")]
    both = "For us, press 1. To hear this again, press 9. For bills, press 5."
    assert dead(tree(menu(both) + DESK + BOX)) == [("main", "error")]


def test_replays_count_too_and_menus_without_any_key() -> None:
    again = "    replay: For us, press 1, for bills, press 3.\n"
    assert dead(tree("  main: {menu: 'For us, press 1.', no_input: desk}\n" + DESK + BOX)) == [("main", "error")]
    assert dead(tree(menu("For us, press 1.", more=again) + DESK + BOX)) == [("main", "error")]


@pytest.mark.parametrize(("pattern", "expected"), [("20X", []), ("3XX", [("main", "error")])])
def test_extensions_fit_their_pattern(pattern: str, expected: list[tuple[str, str]]) -> None:
    more = f"    extensions: {{pattern: {pattern}, to: desk}}\n"
    assert dead(tree(menu("For us, press 1. For Ann, dial 204.", more=more) + DESK + BOX)) == expected


def test_of_an_extension_where_none_can_be_dialled_the_menu_takes_the_first_digit() -> None:
    (found,) = findings(tree(menu("For us, press 1. For Ann, dial 204.") + DESK + BOX), "announced-key-dead")
    assert 'the menu takes only the first digit, 2, and the caller comes to "desk"' in found.message
    assert found.witness is not None
    assert found.witness.keys == "2"


def test_a_recording_announces_for_the_next_menu_only() -> None:
    say = "  hello: {say: 'For bills, press 3.', next: main}\n"
    first = menu("For us, press 1. For more, press 2.", "1: desk, 2: more")
    more = menu("For bills, press 3.", "3: desk", name="more")
    made = tree(say + first + more + DESK + BOX, "hello")
    (found,) = findings(made, "announced-key-dead")
    assert (found.node, found.nodes, found.place.line) == ("hello", ("main",), 5)
    fine = tree(say + menu("For us, press 1.", "1: desk, 3: desk") + DESK + BOX, "hello")
    assert dead(fine) == []


def test_before_queues_mailboxes_and_hang_ups() -> None:
    say = "  hello: {say: 'To leave a message at any time, press 1.', next: line}\n"
    line = "  line: {queue: Desk, wait: {longest: 2m}, max_wait: 3m, overflow: box"
    assert dead(tree(say + line + ", exits: {1: box}}\n" + BOX, "hello")) == []
    assert dead(tree(say + line + ", callback: 1}\n" + BOX, "hello")) == []
    assert dead(tree(say + line + "}\n" + BOX, "hello")) == [("hello", "error")]
    assert dead(tree(say.replace("line", "hangup") + BOX, "hello")) == [("hello", "error")]
    assert dead(tree(say.replace("line", "desk") + DESK + BOX, "hello")) == [], "a telephone may listen to keys"
    box = "  box: {voicemail: Clinic, owner: Ann, reply_within: 1d, greeting: '%s'%s}\n"
    assert dead(tree(box % ("To talk to the nurse, press 0.", ""), "box")) == [("box", "error")]
    assert dead(tree(box % ("To talk to the nurse, press 0.", ", exits: {0: desk}") + DESK, "box")) == []
    assert dead(tree(box % ("When you are finished, press 1 or pound.", ""), "box")) == []


def test_a_dead_key_in_several_periods_is_one_finding() -> None:
    nodes = "  open?: {hours: office, open: main, closed: night}\n"
    night = menu("For us, press 1. For bills, press 3.", name="night")
    made = tree(nodes + menu("For us, press 1. For bills, press 3.") + night + DESK + BOX, "open?", hours=OFFICE)
    found = findings(made, "announced-key-dead")
    assert [(f.node, f.periods) for f in found] == [("main", ("office open",)), ("night", ("closed",))]


@pytest.mark.parametrize(
    ("prompt", "keys", "unsaid"),
    [
        ("For us, press 1.", "1: desk, 2: desk, 3: box", "keys 2 and 3 work"),
        ("For us, press 1.", "1: desk, 4: desk", "key 4 works"),
        ("For us, press 1.", "1: desk, 0: desk, '*': desk, '#': desk, 12: desk", ""),
        ("For us, press 1, bills is 2.", "1: desk, 2: desk", ""),
        ("Press 1 through 3 for a doctor.", "1: desk, 2: desk, 3: desk", ""),
        ("Welcome to the clinic.", "1: desk, 2: desk", ""),
        ("Please press the first three letters of the last name, or press 1.", "1: desk, 2: desk", ""),
        ("Para nosotros, oprima el uno.", "1: desk, 2: desk", "key 2 works"),
        ("For us, press 1. 中文", "1: desk, 2: desk", ""),
        ("In an emergency, dial 911.", "1: desk, 2: desk", ""),
    ],
)
def test_keys_that_nobody_is_told_of(prompt: str, keys: str, unsaid: str) -> None:
    found = findings(tree(menu(prompt, keys) + DESK + BOX), "live-key-not-announced")
    assert [f.message.partition(" in ")[0] for f in found] == ([unsaid] if unsaid else [])


def test_keys_said_before_a_menu_or_in_its_replay_are_announced() -> None:
    say = "  hello: {say: 'For bills, press 2.', next: main}\n"
    one = menu("For us, press 1.")
    assert findings(tree(say + one + DESK + BOX, "hello"), "live-key-not-announced") == []
    again = "    replay: 'For us, press 1, for bills, press 2.'\n"
    assert findings(tree(one + again + DESK + BOX), "live-key-not-announced") == []
    (found,) = findings(tree(one + DESK + BOX), "live-key-not-announced")
    assert found.message == (
        'key 2 works in "main", but no recording names it: callers are not told how to come to "desk"'
    )


def greeting(seconds: float, then: str = "main", **top: str) -> list[tuple[str, str]]:
    nodes = f"  hello: {{say: {{text: Welcome., seconds: {seconds}}}, next: {then}}}\n"
    made = tree(nodes + menu("For us, press 1.") + DESK + BOX, "hello", **top)
    return [(f.node, f.severity) for f in findings(made, "greeting-too-long")]


def test_limits_of_a_greeting() -> None:
    for seconds, severity in [(8, ""), (8.5, "advice"), (20, "advice"), (21, "warning"), (120, "warning")]:
        assert greeting(seconds) == ([("hello", severity)] if severity else [])
    assert greeting(121) == [("hello", "error")]
    assert greeting(100, "desk") == []
    assert greeting(121, "desk") == [("hello", "error")], "no menu, but two minutes are too long for anybody"
    assert greeting(90, audit="{rules: {greeting-too-long: {error: 1m}}}") == [("hello", "error")]


def test_a_greeting_lasts_until_the_sentence_with_the_first_key() -> None:
    made = tree(menu("{}. For us, press 1.".format(" ".join(["word"] * 19))) + DESK + BOX)
    assert findings(made, "greeting-too-long") == []
    made = tree(menu("{}. For us, press 1.".format(" ".join(["word"] * 21))) + DESK + BOX)
    (found,) = findings(made, "greeting-too-long")
    assert found.message == ('callers listen for 9 s before the first choice in "main"; more than 8 s is too long'), (
        "21 words of 0.4 s and the pause of half a second after them"
    )


def test_notices_are_left_out_of_the_greeting() -> None:
    notice = "If this is a medical emergency, hang up and dial 911. This call may be recorded for quality. "
    words = " ".join(["word"] * 18)
    assert findings(tree(menu(f"{notice * 3}{words}. For us, press 1.") + DESK + BOX), "greeting-too-long") == []
    longer = f"{notice}{words} {words}. For us, press 1."
    (found,) = findings(tree(menu(longer) + DESK + BOX), "greeting-too-long")
    assert "for 15 s" in found.message, "36 words of 0.4 s and half a second"


def test_what_a_closed_message_must_say_is_left_out_while_the_office_is_closed() -> None:
    hours = " ".join(["We are open Monday to Thursday, 8 a.m. to 5 p.m., and Friday, 8 a.m. to noon."] * 2)
    night = menu(f"{hours} For a nurse, press 1.", "1: desk", name="night")
    nodes = "  open?: {hours: office, open: desk, closed: night}\n" + night + DESK + BOX
    assert findings(tree(nodes, "open?", hours=OFFICE), "greeting-too-long") == []
    assert findings(tree(nodes, "open?", hours=OFFICE), "menu-prompt-too-long") == []
    by_day = nodes.replace("open: desk", "open: night")
    assert [f.node for f in findings(tree(by_day, "open?", hours=OFFICE), "greeting-too-long")] == ["night"]
    assert [f.node for f in findings(tree(by_day, "open?", hours=OFFICE), "menu-prompt-too-long")] == ["night"]


def test_the_longest_of_several_openings_is_reported() -> None:
    nodes = (
        "  who?: {branch: caller, cases: {known: short, other: long}}\n"
        "  short: {say: {text: Hello., seconds: 9}, next: main}\n"
        "  long: {say: {text: Hello., seconds: 15}, next: main}\n"
    )
    made = tree(nodes + menu("For us, press 1.") + DESK + BOX, "who?")
    (found,) = findings(made, "greeting-too-long")
    assert (found.node, found.message[:21]) == ("long", "callers listen for 15")


def test_limits_of_a_menu_and_one_finding_for_each() -> None:
    def node(name: str, seconds: float, to: str) -> str:
        return (
            f"  {name}: {{menu: {{text: 'For us, press 1.', seconds: {seconds}}}, options: {{1: {to}}}, "
            "no_input: desk}\n"
        )

    nodes = node("a", 20, "b") + node("b", 21, "c") + node("c", 30, "d") + node("d", 31, "desk")
    first, second = findings(tree(nodes + DESK + BOX, "a"), "menu-prompt-too-long")
    assert (first.severity, first.node, first.nodes) == ("warning", "d", ())
    assert (second.severity, second.node, second.nodes) == ("advice", "b", ("c",))
    assert first.message.startswith('it takes 31 s to say all choices of "d"')
    assert second.message.startswith('the menus "b" and "c" are long, "c" the longest with 30 s')
    lone = nodes.replace("{1: b}", "{1: desk}")
    assert findings(tree(lone + DESK + BOX, "a"), "menu-prompt-too-long") == [], "menus that nobody comes to"


def test_advertising_that_nobody_chose() -> None:
    site = "For more information, visit our website."
    found = findings(tree(menu(f"{site} For us, press 1.") + DESK + BOX), "ads-or-web-pitch")
    assert [(f.node, f.severity) for f in found] == [("main", "advice")]
    chosen = f"  site: {{say: '{site}', next: bye}}\n  bye: {{hangup: Goodbye.}}\n"
    asked = menu("For us, press 1. For our website, press 2.", "1: desk, 2: site")
    assert findings(tree(asked + chosen + DESK + BOX), "ads-or-web-pitch") == []
    waiting = chosen.replace("next: bye", "next: desk")
    found = findings(tree(asked + waiting + DESK + BOX), "ads-or-web-pitch")
    assert [f.node for f in found] == ["site"]


def test_advertising_is_one_finding_and_a_warning_where_the_law_is_stricter() -> None:
    site = "For more information, visit our website."
    nodes = f"  hello: {{say: '{site}', next: main}}\n" + menu(f"{site} For us, press 1.") + DESK + BOX
    (found,) = findings(tree(nodes, "hello"), "ads-or-web-pitch")
    assert (found.node, found.nodes) == ("hello", ("main",))
    for profile in ("portugal", "brazil"):
        (found,) = findings(tree(nodes, "hello", profile=profile), "ads-or-web-pitch")
        assert found.severity == "warning"


def unwarned(nodes: str, start: str = "main", recorded: str = "yes", **top: str) -> list[tuple[str, str]]:
    found = findings(tree(nodes, start, recorded=recorded, **top), "recording-notice-missing")
    return [(f.node, f.witness.keys if f.witness else "") for f in found]


def test_recording_without_notice_on_one_way() -> None:
    notice = "  notice: {say: This call may be recorded., next: desk}\n"
    nodes = menu("For us, press 1.", "1: notice") + notice + DESK + BOX
    assert unwarned(nodes) == [("main", "wait")], "silence goes round the notice"
    told = nodes.replace("no_input: desk", "no_input: notice")
    assert unwarned(told) == []
    assert unwarned(nodes, recorded="no") == []
    assert findings(tree(nodes), "recording-notice-missing") == []


def test_recording_where_nothing_is_known_or_nobody_answers() -> None:
    audio = "  hello: {say: {audio: hello.wav, seconds: 4}, next: desk}\n"
    assert unwarned(audio + DESK + BOX, "hello") == [], "the notice may be in the audio"
    assert unwarned(BOX, "box") == []
    outside = "  out: {transfer: +1 555 010 0100, answered_by: %s}\n"
    assert unwarned(outside % "unknown", "out") == []
    assert unwarned(outside % "person", "out") == [("out", "")]


def test_recording_of_each_entry_once_over_all_periods() -> None:
    nodes = "  open?: {hours: office, open: desk, closed: night}\n  night: {ring: Nurse, no_answer: box}\n"
    assert unwarned(nodes + DESK + BOX, "open?", hours=OFFICE) == [("open?", "")]


def mismatch(said: str, hours: str = "{mon-thu: 08:00-17:00, fri: 08:00-12:00}") -> list[tuple[str, str]]:
    nodes = f"  open?: {{hours: office, open: desk, closed: notice}}\n  notice: {{say: '{said}', next: box}}\n"
    made = tree(nodes + DESK + BOX, "open?", hours=f"{{office: {hours}}}")
    return [(f.severity, f.message) for f in findings(made, "hours-do-not-match")]


def test_stated_hours_that_differ_on_one_day() -> None:
    assert mismatch("We are open Monday to Friday, 8 a.m. to 5 p.m.") == [
        (
            "warning",
            '"notice" says that the office is open from 08:00 to 17:00 on Friday, but by the hours "office", which'
            " decide where calls go, it is open from 08:00 to 12:00 then",
        )
    ]
    assert mismatch("We are open Monday to Thursday, 8 a.m. to 5 p.m., and Friday, 8 a.m. to noon.") == []
    assert mismatch("Our office is closed.") == []


def test_stated_hours_that_differ_by_a_break_only_are_advice() -> None:
    said = "We are open Monday to Friday, 8 a.m. to 5 p.m."
    ((severity, message),) = mismatch(said, "{mon-fri: '08:00-12:00, 13:00-17:00'}")
    assert severity == "advice"
    assert "on Monday to Friday" in message
    assert "from 08:00 to 12:00 and from 13:00 to 17:00" in message
    ((severity, _),) = mismatch(said, "{mon-fri: '08:00-12:00, 13:00-16:00'}")
    assert severity == "warning"


def test_days_that_are_not_named_are_closed_if_most_are() -> None:
    ((_, message),) = mismatch("We are open Monday to Friday, 8 a.m. to 5 p.m.", "{mon-sat: 08:00-17:00}")
    assert "the office is closed on Saturday" in message
    assert mismatch("We are open Saturday, 8 a.m. to noon.", "{mon-fri: 08:00-17:00, sat: 08:00-12:00}") == []
    ((_, message),) = mismatch("We are open Saturday, 8 a.m. to noon.", "{mon-fri: 08:00-17:00}")
    assert message.endswith("it is closed then")


def test_hours_are_those_of_the_check_on_the_way() -> None:
    said = "We are open Monday to Friday, 8 a.m. to 5 p.m."
    both = "{office: {mon-fri: 08:00-17:00}, lab: {mon-fri: 09:00-12:00}}"
    before = f"  hello: {{say: '{said}', next: open?}}\n"
    checks = (
        "  open?: {hours: office, open: lab?, closed: box}\n  lab?: {hours: lab, open: desk, closed: lab notice}\n"
        f"  lab notice: {{say: '{said}', next: box}}\n"
    )
    assert findings(tree(before + checks + DESK + BOX, "hello", hours=both), "hours-do-not-match") == []
    other = "{office: {mon-fri: 08:00-16:00}, lab: {mon-fri: 09:00-12:00}}"
    found = findings(tree(before + checks + DESK + BOX, "hello", hours=other), "hours-do-not-match")
    assert [(f.node, '"lab"' in f.message) for f in found] == [("hello", False), ("lab notice", True)]


def lacking(notice: str, greeting: str = "Please leave a message.", then: str = "box", **top: str) -> list[str]:
    nodes = f"  open?: {{hours: office, open: desk, closed: notice}}\n  notice: {{say: '{notice}', next: {then}}}\n"
    box = f"  box: {{voicemail: Clinic, owner: Ann, reply_within: 1d, greeting: '{greeting}'}}\n"
    nurse = "  nurse: {ring: Nurse, no_answer: box}\n"
    found = findings(tree(nodes + DESK + nurse + box, "open?", hours=OFFICE, **top), "closed-message-incomplete")
    return [f.message.partition("are not told ")[2] for f in found]


NAME = "You have reached Harbor Clinic."
TIMES = "We are open Monday to Friday, 8 a.m. to 5 p.m."
BACK = "We will return your call on the next business day."
URGENT = "If this is an emergency, hang up and dial 911."


def test_what_a_closed_message_lacks() -> None:
    assert lacking(f"{NAME} {TIMES}", BACK) == []
    assert lacking(TIMES, BACK) == ["the name of the office"]
    assert lacking(NAME, BACK) == ["when the office is open"]
    assert lacking(f"{NAME} {TIMES}") == ["when messages are returned"]
    assert lacking(f"{NAME} {TIMES}", "We call back on the morning of the next working day.") == []
    assert lacking("We are closed.") == [
        "the name of the office, when the office is open or when messages are returned"
    ]


def test_urgent_callers_are_told_more_in_medical_offices() -> None:
    assert lacking(f"{NAME} {TIMES}", BACK, profile="medical") == ["whom to turn to if it cannot wait"]
    assert lacking(f"{NAME} {TIMES} {URGENT}", BACK, profile="medical") == []


def test_a_person_who_answers_when_closed_needs_neither() -> None:
    assert lacking(f"{NAME} {TIMES}", then="nurse", profile="medical") == []
    assert lacking(NAME, then="nurse", profile="medical") == ["when the office is open"]


def test_closed_messages_without_words_are_left_alone() -> None:
    assert lacking("We are closed.", "") == [], "the greeting of the box may say all of it"
    nodes = "  open?: {hours: office, open: desk, closed: box}\n"
    made = tree(nodes + DESK + BOX, "open?", hours=OFFICE)
    assert findings(made, "closed-message-incomplete") == []


def test_closed_by_empty_desks_alone() -> None:
    nodes = "  desk: {ring: Desk, staffed: office, no_answer: box}\n"
    box = "  box: {voicemail: Clinic, owner: Ann, reply_within: 1d, greeting: 'Harbor Clinic. Leave a message.'}\n"
    (found,) = findings(tree(nodes + box, "desk", hours=OFFICE), "closed-message-incomplete")
    assert (found.node, found.periods) == ("box", ("closed",))
    assert found.message.endswith("are not told when the office is open or when messages are returned")


def test_sentences_and_their_seconds_add_up() -> None:
    text = "Welcome to us. For refills, press 2. Goodbye"
    assert [s.text for s in sentences(text)] == ["Welcome to us.", "For refills, press 2.", "Goodbye"]
    assert "".join(text[s.start : s.end] for s in sentences(text)) == text
    whole = spoken(text, Defaults())
    assert seconds_where(Prompt(text), Defaults(), lambda said: True) == pytest.approx(whole)
    assert seconds_until(Prompt(text), text.index("For"), Defaults()) == pytest.approx(3 * 0.4 + 0.5)
    twice = Prompt(text, seconds=2 * whole)
    assert seconds_until(twice, text.index("For"), Defaults()) == pytest.approx(2 * (3 * 0.4 + 0.5))
