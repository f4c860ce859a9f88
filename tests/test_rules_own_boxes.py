"""Topics with a place of their own: boxes that need no answer, other languages and numbers, people for one thing."""

from __future__ import annotations

from datetime import date

import pytest
from test_rules_people import BOX, DESK, findings, tree

from ivr_audit.asking import without_person
from ivr_audit.audit import audit
from ivr_audit.load.native import read
from ivr_audit.model import PhoneTree
from ivr_audit.render.answer import answer
from ivr_audit.render.styled import plain
from ivr_audit.render.text import report

AS_OF = date(2026, 11, 23)
ABSENCE = """\
  main: {menu: 'To report an absence, press 1. For us, press 0.', options: {1: {to: ill, about: ill}, 0: desk}}
  ill: {voicemail: Absences, %sowner: Ann, topics: ill, checked: %s}
"""


@pytest.mark.parametrize(
    ("more", "checked", "quiet"),
    [
        ("", "every morning at 8", True),
        ("", "twice a day", True),
        ("", "every other day", False),
        ("", "every few days", False),
        ("", "on Mondays", False),
        ("", "when we get to it", False),
        ("greeting: We will call you back., ", "daily", False),
    ],
)
def test_a_box_that_is_heard_daily_may_need_no_answer(more: str, checked: str, quiet: bool) -> None:
    made = tree(ABSENCE % (more, checked) + DESK + BOX, topics="[ill, billing]")
    (sink,) = findings(made, "voicemail-sink")
    assert (sink.node, sink.severity) == ("ill", "warning" if quiet else "error")
    assert [f.node for f in findings(made, "voicemail-trap")] == ([] if quiet else ["ill"])
    assert [f.cause for f in findings(made, "wrong-door")] == ([] if quiet else ["ill"])


def headline(text: str) -> tuple[list[str], str]:
    made, problems = read(text, "made.yaml")
    assert made is not None, problems
    done = audit(made, AS_OF)
    return answer(done), plain(report(done))


def test_the_answer_follows_what_the_office_accepts_or_has_settled() -> None:
    text = "tree: T\ntopics: [ill, billing]\nstart: main\n%snodes:\n" + ABSENCE + DESK + BOX
    said, _ = headline(text % ("", "", "when we get to it"))
    assert said[0].startswith('Callers about "ill" never reach a person by asking for one')
    accept = "audit: {ignore: [{rule: wrong-door, reason: 'the class teacher asks at home'}]}\n"
    said, _ = headline(text % (accept, "", "when we get to it"))
    assert not any('about "ill"' in sentence for sentence in said)
    said, tables = headline(text % ("", "", "daily"))
    assert not any('about "ill"' in sentence for sentence in said)
    assert "by message" in tables
    assert "wrong door" not in tables


def test_by_the_key_for_a_person_is_no_wrong_door_to_be_ashamed_of() -> None:
    made = tree(ABSENCE % ("", "when we get to it") + DESK + BOX, topics="[ill, billing]")
    (entry,) = audit(made, AS_OF).periods[0].entries
    assert without_person(made, entry, "ill") == "by the key for a person"
    particular = tree(
        (ABSENCE % ("", "when we get to it"))
        .replace("For us, press 0", "For glasses, press 2")
        .replace("0: desk", "2: desk")
        + DESK
        + BOX,
        topics="[ill, billing]",
    )
    (entry,) = audit(particular, AS_OF).periods[0].entries
    assert without_person(particular, entry, "ill") == "wrong door only"


BILLS = """\
  main: {menu: 'For glasses, press 1.', options: {1: {to: desk, about: glasses}}, no_input: desk}
  bills: {menu: 'For a bill, press 1.', options: {1: {to: box, about: bill}, 2: desk}, no_input: box}
"""


def test_a_number_printed_on_bills_is_called_about_nothing_else() -> None:
    text = "tree: T\ntopics: [glasses, bill]\nentries: {'1': main, '2': bills}\nnodes:\n" + BILLS + DESK + BOX
    made, problems = read(text, "made.yaml")
    assert made is not None, problems
    assert [(f.node, f.cause) for f in findings(made, "wrong-door")] == [("bills", "bill")]


WELSH = """\
  main: {menu: 'For English, press 1. Ar gyfer y Gymraeg, pwyswch 2.', options: {1: english, 2: cymraeg}}
  english: {menu: 'For results, press 3. For us, press 0.', options: {3: {to: %s, about: results}, 0: desk}}
  cymraeg: {menu: 'Am ganlyniadau, pwyswch 3.', options: {3: {to: %s, about: results}}, no_input: desk}
  sorry: {hangup: Please ring again.}
"""


@pytest.mark.parametrize(
    ("english", "welsh", "found"),
    [
        ("desk", "desk", []),
        ("sorry", "desk", [("english", "1,3")]),
        ("desk", "sorry", [("cymraeg", "2,3")]),
        ("box", "desk", [("english", "1,3")]),
    ],
)
def test_wrong_doors_of_one_language(english: str, welsh: str, found: list[tuple[str, str]]) -> None:
    made = tree(WELSH % (english, welsh) + DESK + BOX, topics="[results]", languages="[English, Welsh]")
    said = findings(made, "wrong-door")
    assert [(f.node, f.witness.keys) for f in said if f.witness] == found
    assert all(f.message.startswith('callers about "results" who press ') for f in said)


def test_an_outside_number_for_a_topic_is_right_unless_somebody_is_said_to_handle_it() -> None:
    menu = "  main: {menu: 'Buses, press 1.', options: {1: {to: out, about: buses}, 0: desk}, no_input: desk}\n"
    out = "  out: {transfer: '+1 555 010 0188', answered_by: menu}\n"
    assert not findings(tree(menu + out + DESK + BOX, topics="[buses]"), "wrong-door")
    able = DESK.replace("desk: {", "desk: {handles: buses, ")
    assert [f.severity for f in findings(tree(menu + out + able + BOX, topics="[buses]"), "wrong-door")] == ["warning"]


def test_the_choice_is_pointed_at_those_for_whom_the_other_person_stands_in() -> None:
    made = tree(
        "  main: {menu: 'For x, press 1. For a nurse, press 3.', options: {1: {to: front, about: x},"
        " 3: {to: box, about: nurse}}, no_input: front}\n"
        "  front: {ring: F, handles: x, no_answer: supervisor}\n"
        "  nurse line: {ring: N, handles: nurse, escalates_to: [supervisor], no_answer: box}\n"
        "  supervisor: {ring: S, handles: nurse, no_answer: box}\n" + BOX,
        topics="[x, nurse]",
    )
    (found,) = findings(made, "wrong-door")
    assert 'others reach "supervisor"' in found.message
    assert found.advice == 'point key 3 of "main" at "nurse line", at least while somebody is there'


def test_zero_may_lead_through_a_question_from_which_every_way_leads_to_a_person() -> None:
    menu = "  main: {menu: 'For us, press 0.', options: {0: ask}, no_input: desk}\n"
    ask = "  ask: {ask: Your date of birth., next: desk, no_input: %s}\n"
    assert not findings(tree(menu + ask % "desk" + DESK + BOX), "no-zero-operator")
    assert [f.node for f in findings(tree(menu + ask % "main" + DESK + BOX), "no-zero-operator")] == ["main"]


PHOTO = """\
  main:
    menu: For %s, press 6. For all other departments, press 7.
    options: {6: photo, 7: service}
    no_input: box
  photo: {ring: Photo, people: 9, no_answer: again}
  again: {ring: Registers, no_answer: box}
  service: {ring: Service, no_answer: box}
"""


@pytest.mark.parametrize(("what", "operator"), [("the photo department", "service"), ("a person", "photo")])
def test_people_of_one_department_are_not_for_everybody(what: str, operator: str) -> None:
    (found,) = findings(tree(PHOTO % what + BOX, topics="[refills, hours]"), "no-zero-operator")
    assert found.advice == f'point 0 at "{operator}", in every menu'


def test_a_language_whose_key_rings_a_person_excuses_no_other() -> None:
    made = tree(
        "  main: {menu: 'For English, press 1. Para español, oprima 2.', options: {1: english, 2: desk}}\n"
        "  english: {menu: 'For bills, press 1.', options: {1: {to: desk, about: billing}}, no_input: box}\n"
        + DESK
        + BOX,
        topics="[billing, x]",
    )
    assert [f.node for f in findings(made, "human-not-in-first-menu")] == ["english"]


BRANCH = """\
  main: {menu: 'Para español, oprima 9. Bills, press 1. A nurse, press 2.', options: {1: {to: bills, about: billing},
    2: {to: desk, about: nurse}, 9: {to: menu, language: Spanish}}, no_input: desk}
  bills: {ring: Bills, %sno_answer: box}
  menu: {menu: 'Enfermera, oprima 2.', options: {2: {to: %s, about: nurse}}, no_input: desk}
"""


@pytest.mark.parametrize(
    ("handles", "to", "reported"),
    [("handles: billing, ", "desk", True), ("", "desk", False), ("handles: billing, ", "bills", False)],
)
def test_a_language_without_a_way_for_a_topic(handles: str, to: str, reported: bool) -> None:
    made = tree(BRANCH % (handles, to) + DESK + BOX, topics="[billing, nurse]", languages="[English, Spanish]")
    found = findings(made, "language-branch-weaker")
    assert bool(found) is reported
    for one in found:
        assert one.severity == "warning"
        assert 'no way to "billing" behind it' in one.message


MEMBER = """\
  main: {menu: 'Claims, press 1.', options: {1: {to: id, about: claims}}, no_input: box}
  id: {ask: Your number., data: member ID, next: claims, no_input: %s}
  claims: {menu: 'To speak with us, press 1.', options: {1: {to: desk, about: claims}, 0: desk}, no_input: claims}
"""


@pytest.mark.parametrize(("silence", "reported"), [("claims", False), ("main", True)])
def test_a_question_where_silence_leads_on_as_the_data_do_is_no_wall(silence: str, reported: bool) -> None:
    made = tree(MEMBER % silence + DESK + BOX, topics="[claims]")
    found = findings(made, "id-wall-before-human")
    assert bool(found) is reported or [f.severity for f in found] == ["warning"]
    if silence == "claims":
        assert not found


def test_who_takes_only_messages_is_no_excuse_where_a_person_has_to_answer() -> None:
    text = (
        "tree: T\ntopics: [refills]\nstart: main\n%snodes:\n"
        "  main: {menu: 'For refills, press 3. For us, press 0.', options: {3: {to: med, about: refills}, 0: desk},"
        " no_input: desk}\n"
        "  med: {voicemail: Refills, owner: Ann, reply_within: 1d, topics: refills}\n" + DESK + BOX
    )
    for profile, severities in (("", []), ("profile: behavioral\n", ["error"])):
        made, problems = read(text % profile, "made.yaml")
        assert made is not None, problems
        found = [f.severity for f in audit(made, AS_OF).findings if f.rule == "option-always-voicemail"]
        assert found == severities


def test_boxes_that_are_traps_at_other_times_are_other_findings() -> None:
    made = tree(
        "  main: {menu: 'Doctors, press 4. Spanish, press 8. For us, press 0.',"
        " options: {4: doctors, 8: spanish, 0: desk}, no_input: desk}\n"
        "  doctors: {voicemail: D, owner: Ann, reply_within: 1d, exits: {0: pharmacy}}\n"
        "  spanish: {voicemail: S, owner: Ann, reply_within: 1d}\n"
        "  pharmacy: {ring: P, staffed: pharmacy, no_answer: box}\n" + DESK + BOX,
        hours="{pharmacy: {mon-fri: 09:00-19:00}}",
    )
    found = {f.node: f.periods for f in findings(made, "voicemail-trap")}
    assert found.keys() == {"doctors", "spanish"}
    assert set(found["doctors"]) < set(found["spanish"])


def made_menu(options: str, prompt: str, more: str = "", **top: str) -> PhoneTree:
    return tree(f"  main: {{menu: '{prompt}', options: {{{options}}}, no_input: desk{more}}}\n" + DESK + BOX, **top)


def test_all_numbers_are_named_where_choices_are_to_be_numbered_anew() -> None:
    share = "{{to: desk, share: {}%}}"
    made = made_menu(
        f"1: {share.format(10)}, 2: {share.format(60)}, 3: desk,"
        " 4: {to: desk, language: Spanish, share: 20%}, 0: desk",
        "For A, press 1. For B, press 2. For C, press 3. Para español, oprima 4.",
        languages="[English, Spanish]",
    )
    (found,) = findings(made, "busiest-choice-not-first")
    assert 'the choices of "main" that are now on 2, 1 and 3 in that order' in found.advice


def test_only_free_keys_are_offered_instead_of_one_that_extensions_begin_with() -> None:
    made = made_menu("1: desk, 2: box, 3: desk, 0: desk", "A, press 1.", ", extensions: {pattern: 2XXX, to: desk}")
    (found,) = findings(made, "extension-key-clash")
    assert found.advice == (
        'move the choice on key 2 of "main" to a free key with which no extension begins (4, 5, 6, 7, 8 or 9)'
    )


def test_the_typical_way_says_by_which_keys_if_it_is_not_that_of_most() -> None:
    head = "tree: T\ntopics: [x, y]\nstart: main\nnodes:\n"
    menu = "  main: {menu: 'For x, press 1.', options: {1: {to: desk, about: %s}}, no_input: box}\n"
    assert "typically (by key 1)," in headline(head + menu % "x" + DESK + BOX)[0][1]
    assert "typically," in headline(head + menu % "[x, y]" + DESK + BOX)[0][1]
