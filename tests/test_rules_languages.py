"""The rules on languages on trees made by hand: when the second language is offered, and what is behind it."""

from __future__ import annotations

from datetime import date

import pytest

from ivr_audit.finding import Finding
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.rules import rule
from ivr_audit.rules.languages import is_in, offers, warns_in
from ivr_audit.rules.run import judge
from ivr_audit.rules.spoken import is_language_menu

AS_OF = date(2026, 11, 23)
HOURS = "holidays: US\nhours: {office: {mon-fri: 08:00-17:00}}\n"
DESK = "  desk: {ring: Front desk, staffed: office, no_answer: box}\n"
BOX = "  box: {voicemail: Clinic, greeting: Our office is closed. Leave a message., owner: Ann, reply_within: 1d}\n"
OPEN = "  open?: {hours: office, open: main, closed: box}\n"
SPANISH_MAIN = """\
  main:
    menu: Para español, oprima nueve. For an appointment, press 1.
    options: {1: desk, 9: {to: rosa, language: Spanish}}
    no_input: desk
  rosa: {ring: Rosa, staffed: office, no_answer: box}
"""


def tree(nodes: str, start: str = "start: open?", languages: str = "[English, Spanish]") -> PhoneTree:
    said = f"languages: {languages}\n" if languages else ""
    found, problems = read(f"tree: Clinic\n{said}{HOURS}{start}\nnodes:\n{nodes}", "made.yaml")
    assert found is not None, problems
    assert not problems
    return found


def findings(made: PhoneTree, rule_id: str) -> list[Finding]:
    return list(judge(Measures(made, AS_OF), [rule(rule_id)]).findings)


def test_a_language_that_only_the_open_menu_offers_is_missing_in_the_closed_message() -> None:
    (found,) = findings(tree(OPEN + SPANISH_MAIN + DESK + BOX), "language-choice-missing")
    assert (found.node, found.periods) == ("box", ("closed", "holiday"))
    assert '"Spanish"' in found.message


def test_a_closed_message_in_the_language_is_enough() -> None:
    box = BOX.replace("Leave a message.", "Leave a message. Por favor deje su nombre y el número para la clínica.")
    assert findings(tree(OPEN + SPANISH_MAIN + DESK + box), "language-choice-missing") == []


def test_each_missing_language_is_one_finding_for_all_periods() -> None:
    plain = "  main: {menu: 'For an appointment, press 1.', options: {1: desk}, no_input: desk}\n"
    made = tree(OPEN + plain + DESK + BOX, languages="[English, Spanish, Welsh]")
    found = findings(made, "language-choice-missing")
    assert [(f.cause, f.node, f.nodes) for f in found] == [("Spanish", "main", ("box",)), ("Welsh", "main", ("box",))]
    assert {f.periods for f in found} == {("office open", "closed", "holiday")}


def test_what_cannot_be_known_or_needs_no_choice_is_not_reported() -> None:
    person = "  main: {ring: Front desk, staffed: office, no_answer: box}\n"
    audio = BOX.replace("Our office is closed. Leave a message.", "{audio: closed.wav, seconds: 8s}")
    assert findings(tree(OPEN + person + audio), "language-choice-missing") == []
    plain = "  main: {menu: 'For an appointment, press 1.', options: {1: desk}, no_input: desk}\n"
    assert findings(tree(OPEN + plain + DESK + BOX, languages=""), "language-choice-missing") == []


def test_a_number_of_its_own_serves_a_language() -> None:
    plain = "  main: {menu: 'For an appointment, press 1. For a bill, press 2.', options: {1: desk, 2: desk}}\n"
    own = "  linea: {say: Gracias por llamar a la clínica., next: desk}\n"
    box = BOX.replace("Our office is closed. Leave a message.", "{seconds: 8s}")
    start = 'entries: {"+1 410 555 0100": main, "+1 410 555 0101": linea}'
    assert findings(tree(plain + own + DESK + box, start), "language-choice-missing") == []
    without = tree(plain + DESK + box, "start: main")
    assert [f.node for f in findings(without, "language-choice-missing")] == ["main"]


WEAK = """\
  main:
    say: Welcome. In an emergency, dial 911.
    next: language
  language:
    menu: For English, press 1. Para español, oprima dos.
    options: {1: english, 2: spanish}
    no_input: english
  english:
    menu: For the front desk, press 0. To leave a message, press 1.
    options: {0: desk, 1: box}
    no_input: desk
"""


def test_a_branch_without_person_notice_and_box_lacks_all_three() -> None:
    made = tree(WEAK + "  spanish: {say: La clínica está cerrada., next: hangup}\n" + DESK + BOX, "start: main")
    (found,) = findings(made, "language-branch-weaker")
    assert (found.node, found.nodes, found.severity) == ("language", ("spanish",), "error")
    assert "no person, no word of what to do in an emergency and no mailbox that somebody returns" in found.message
    assert found.witness is not None
    assert (found.witness.keys, found.witness.outcome) == ("2", "cut off")


def test_only_what_is_missing_at_the_same_time_counts() -> None:
    mensajes = (
        "  spanish: {voicemail: Mensajes, greeting: En una emergencia marque 911., owner: Rosa, reply_within: 1d}\n"
    )
    (found,) = findings(tree(WEAK + mensajes + DESK + BOX, "start: main"), "language-branch-weaker")
    assert found.message.endswith("no person behind it")
    assert found.periods == ("office open",)


@pytest.mark.parametrize(
    "spanish",
    [
        "  spanish: {ring: Rosa, staffed: office, no_answer: box}\n",
        "  spanish: {transfer: '+1 410 555 0177', no_answer: box}\n",
        "  spanish: {say: Para una emergencia marque 911. Espere por favor., next: desk}\n",
    ],
)
def test_a_branch_with_as_much_is_silent(spanish: str) -> None:
    assert findings(tree(WEAK + spanish + DESK + BOX, "start: main"), "language-branch-weaker") == []


def test_a_way_back_to_the_first_menu_is_no_person_in_the_language() -> None:
    spanish = "  spanish: {menu: Oprima uno para volver., options: {1: language}, no_input: box}\n"
    made = tree(WEAK.replace("dial 911", "wait") + spanish + DESK + BOX, "start: main")
    (found,) = findings(made, "language-branch-weaker")
    assert found.message.endswith("no person behind it")


def test_silence_that_goes_on_in_the_first_language_is_fine() -> None:
    made = tree(WEAK + "  spanish: {ring: Rosa, no_answer: box}\n" + DESK + BOX, "start: main")
    assert findings(made, "language-menu-first") == []


@pytest.mark.parametrize("silence", ["language", "bye", "box"])
def test_silence_that_loses_the_caller_is_reported_once(silence: str) -> None:
    nodes = WEAK.replace("no_input: english", f"no_input: {silence}") + "  spanish: {ring: Rosa, no_answer: box}\n"
    made = tree(nodes + DESK + BOX + "  bye: {hangup: Goodbye.}\n", "start: main")
    (found,) = findings(made, "language-menu-first")
    assert (found.node, found.severity) == ("language", "advice")
    assert '"english"' in found.advice


def test_a_language_key_in_the_main_menu_is_no_language_menu() -> None:
    made = tree(OPEN + SPANISH_MAIN.replace("no_input: desk", "no_input: main") + DESK + BOX)
    assert findings(made, "language-menu-first") == []


def test_a_language_that_nobody_speaks_is_not_offered() -> None:
    main = "  main: {menu: 'No Spanish is spoken here. For a visit, press 1.', options: {1: desk}, no_input: desk}\n"
    made = tree(OPEN + main + DESK + BOX.replace("Leave a message.", "No hablamos español."))
    (found,) = findings(made, "language-choice-missing")
    assert (found.node, found.nodes) == ("main", ("box",))


def test_a_menu_in_welsh_and_english_asks_for_the_language() -> None:
    prompt = "Diolch am ffonio. I barhau yn Gymraeg, pwyswch 1. Thank you. To continue in English, press 2 or hold."
    language = f"  language: {{menu: '{prompt}', options: {{1: main, 2: main}}, no_input: main}}\n"
    plain = "  main: {menu: 'For an appointment, press 1.', options: {1: desk}, no_input: desk}\n"
    menu = tree(language + plain + DESK + BOX, "start: language").nodes["language"]
    assert isinstance(menu, Menu)
    assert is_language_menu(menu)


def test_words_of_languages() -> None:
    assert is_in("Welcome. Para hablar con la clínica, oprima dos.", "Spanish")
    assert is_in("Para hablar con la clínica, oprima dos.", "Español")
    assert not is_in("Welcome to our clinic, please hold the line.", "Spanish")
    assert offers("Ar gyfer y Gymraeg, pwyswch 2.", "Welsh")
    assert warns_in("Thank you for calling us. Si esta es una emergencia, marque el 911 por favor.", "Spanish")
    assert not warns_in("If this is an emergency, hang up and dial 911. Para español, oprima dos.", "Spanish")
