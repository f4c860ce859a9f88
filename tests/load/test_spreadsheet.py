"""Spreadsheets of text: what each row and column means, worked out by hand, and what is said of wrong ones."""

from __future__ import annotations

from datetime import date

import pytest
from sheets import bare, said, tree_of

from ivr_audit.load import native
from ivr_audit.load.recognise import system_of
from ivr_audit.model import (
    HANGUP,
    KINDS,
    Ask,
    Attempts,
    Branch,
    Callback,
    Hangup,
    HoursCheck,
    Menu,
    Option,
    Prompt,
    Queue,
    Ring,
    Say,
    SelfService,
    Span,
    Transfer,
    Voicemail,
    Wait,
    readable_fields,
)
from ivr_audit.place import Place
from ivr_audit.sheet_words import COLUMNS, SETTINGS, TYPES, WAYS, column_of, field_of

SMALL = """\
Menu,Caller hears,Key,Says,Goes to,Type,Rings for,If nobody answers,Owner,Returned within,About
Main,Welcome to Riverside Dental.,1,"For appointments, press 1.",Front desk,phones,25s,Box,,,appointments
,,2,"For a bill, press 2.",Box,voicemail,,,Mary Miller,1d,billing
,,0,,front desk,,,,,,
,,no key pressed,Or stay on the line.,Front desk,,,,,,
,,wrong key,,hang up,,,,,,
Box,Please leave a message.,,,,,,,,,
"""
AS_YAML = """\
tree: menus
topics: [appointments, billing]
start: Main
nodes:
  Main:
    menu: Welcome to Riverside Dental. For appointments, press 1. For a bill, press 2. Or stay on the line.
    options:
      1: {to: Front desk, about: [appointments]}
      2: {to: Box, about: [billing]}
      0: Front desk
    no_input: Front desk
    invalid: hangup
  Front desk: {ring: Front desk, ring_for: 25s, no_answer: Box}
  Box: {voicemail: Box, greeting: Please leave a message., owner: Mary Miller, reply_within: 1d}
"""
HEAD = "Menu,Key,Goes to,Type,"


def test_a_row_is_a_key_with_what_it_leads_to() -> None:
    tree, expected = tree_of(SMALL), native.read(AS_YAML, "")[0]
    assert expected is not None
    assert tree.not_said == ('calls are taken to begin at "Main", the first step of the menus',)
    assert bare(tree)[1] == bare(expected)[1] | {"not_said": tree.not_said}
    assert tree.system == "native"


def test_places_are_rows_and_columns() -> None:
    tree = tree_of(SMALL)
    main, desk = tree.nodes["Main"], tree.nodes["Front desk"]
    assert isinstance(main, Menu)
    assert main.place == Place("menus.csv", 2, 1, 'row 2, column "Menu"')
    assert main.options[1].place == Place("menus.csv", 3, 3, 'row 3, column "Key"')
    assert main.options[1].to_place == Place("menus.csv", 3, 5, 'row 3, column "Goes to"')
    assert main.at("no_input").route == 'row 5, column "Goes to"'
    assert desk.at("ring_for").route == 'row 2, column "Rings for"'
    assert desk.at("who") == desk.place


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    rows = [["Menu", "Key", "Goes to", "Type", "Owner"], ["Menü", "1", "Buzón", "voicemail", "José, recepción"]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    content = text.encode(encoding)
    assert system_of(content) == "spreadsheet"
    box = tree_of(content).nodes["Buzón"]
    assert isinstance(box, Voicemail)
    assert box.owner == "José, recepción"


def test_the_separator_may_be_stated_and_a_title_stand_above() -> None:
    content = b"sep=;\nOur phone menu\nMenu;Key;Goes to;Type\nMain;1;Desk;phones\n"
    assert system_of(content) == "spreadsheet"
    assert list(tree_of(content).nodes) == ["Main", "Desk"]


def test_every_field_of_every_kind_has_a_column_or_a_word_in_key() -> None:
    in_rows = {field for field, _ in WAYS.values()} | {"options", "exits", "cases", "extensions", "invalid_prompt"}
    for kind, model in KINDS.items():
        for name in readable_fields(model):
            parts = [name, f"{name}.typical", f"{name}.no_input"]
            assert name in in_rows or any(column_of(part, kind) for part in parts), f"{kind}: {name}"


def test_a_column_says_one_field_of_a_kind() -> None:
    for column in COLUMNS:
        for kind, model in KINDS.items():
            found = [field for field in column.fields if field.partition(".")[0] in readable_fields(model)]
            assert len(found) <= 1, f"{column.heading}: {kind}"
            assert field_of(column.heading, kind) == (found[0] if found else None)


KIND_ROWS = {
    "say": ("Hello.,,,,message,,,", Say(name="x", place=Place(""), prompt=Prompt("Hello."))),
    "ask": (
        "Your date of birth?,,,,question,date of birth,8,",
        Ask(name="x", place=Place(""), prompt=Prompt("Your date of birth?"), data="date of birth", digits=8),
    ),
    "hours": (",,,,hours,,,always", HoursCheck(name="x", place=Place(""), hours="always")),
    "branch": (",,,,decision,the caller's number,,", Branch(name="x", place=Place(""), decides="the caller's number")),
    "ring": (",,,,phones,,,", Ring(name="x", place=Place(""), who="x")),
    "queue": (",,,,queue,Nurses,,always", Queue(name="x", place=Place(""), who="Nurses", staffed="always")),
    "voicemail": (",,,,voicemail,,,", Voicemail(name="x", place=Place(""), box="x")),
    "callback": (",,,,call back,Billing,,", Callback(name="x", place=Place(""), who="Billing")),
    "self_service": (
        "Turn left.,,,,self-service,,,",
        SelfService(name="x", place=Place(""), does=Prompt("Turn left.")),
    ),
    "transfer": (",,,,other number,'+1 555 010 0142,,", Transfer(name="x", place=Place(""), number="+1 555 010 0142")),
    "hangup": ("Goodbye.,,,,hang up,,,", Hangup(name="x", place=Place(""), prompt=Prompt("Goodbye."))),
}


@pytest.mark.parametrize("kind", KIND_ROWS)
def test_each_type(kind: str) -> None:
    row, expected = KIND_ROWS[kind]
    tree = tree_of(f"Menu,Caller hears,Key,Says,Goes to,Type,Who or what,Digits,Open hours\nx,{row}\n")
    node = tree.nodes["x"]
    assert type(node) is type(expected)
    for name in readable_fields(type(node)):
        assert getattr(node, name) == getattr(expected, name), name


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_has_other_words(kind: str) -> None:
    for word in (*TYPES[kind], kind, TYPES[kind][0].upper()):
        text = f"Menu,Caller hears,Key,Goes to,Type,Open hours\nx,{'Hello.' if kind == 'menu' else ''},,,{word},"
        text += "always\n" if kind in ("hours", "ring", "queue") else "\n"
        assert tree_of(text).nodes["x"].kind == kind


def test_words_in_key() -> None:
    tree = tree_of(
        "Menu,Caller hears,Lasts,Recording,Key,Goes to,Type,Tries,Tries with wrong keys,Open hours\n"
        "Main,Press 1.,12 seconds,main.wav,1,Desk,phones,3,2,\n"
        "Main,Sorry.,,sorry.wav,Wrong key,Desk,,,,\n"
        "Main,,,,nothing pressed,Open?,hours,,,office\n"
        "Main,Press 1 now.,,,heard again,,,,,\n"
        "Main,,,,extension 1xx,Desk,,,,\n"
        "Main,,,,extension 2XX,Bye,,,,\n"
        "Main,,,,*,hang up,,,,\n"
        "Open?,,,,open,Main,,,,\n"
        "Open?,,,,closed,Bye,message,,,\n"
        "Open?,,,,Public holidays,Desk,,,,\n"
        "Bye,We are closed.,,,then,Hangup,,,,\n\n"
        "Hours,Mon-Fri\noffice,9-17\n"
    )
    main, hours, bye = tree.nodes["Main"], tree.nodes["Open?"], tree.nodes["Bye"]
    assert isinstance(main, Menu)
    assert main.prompt == Prompt("Press 1.", 12.0, "main.wav")
    assert main.invalid_prompt == Prompt("Sorry.", None, "sorry.wav")
    assert main.replay == Prompt("Press 1 now.")
    assert (main.no_input, main.invalid) == ("Open?", "Desk")
    assert main.attempts == Attempts(3, 2, True)
    assert [one[:2] for one in main.extensions] == [("1XX", "Desk"), ("2XX", "Bye")]
    assert [(option.key, option.to) for option in main.options] == [("1", "Desk"), ("*", HANGUP)]
    assert isinstance(hours, HoursCheck)
    assert (hours.hours, hours.open, hours.closed, hours.holiday) == ("office", "Main", "Bye", "Desk")
    assert isinstance(bye, Say)
    assert bye.next == HANGUP


def test_a_message_needs_no_word_in_key() -> None:
    tree = tree_of("Menu,Caller hears,Goes to,Type\nWelcome,Hello.,Desk,phones\n")
    welcome = tree.nodes["Welcome"]
    assert isinstance(welcome, Say)
    assert welcome.next == "Desk"


def test_people_and_queues() -> None:
    tree = tree_of(
        "Menu,Key,Goes to,Type,Who or what,If nobody answers,If busy or full,If nobody is there,Typical wait,"
        "Longest wait,Waits at most,People,Phones,Call-back key,Tells the wait,Music or speech,Message every,Room for,"
        "Passes callers on to,Handles\n"
        'Main,1,Line,queue,Nurses,Box,Desk,Box,4 min,15m,20 minutes,3,,2,yes,no,1m,10,"Desk, Box","a, b"\n'
        'Main,2,Desk,phones,,Box,Line,,,,,2,"Ann; ""Smith, John""",,,,,,,none\n'
        "Main,3,Box,voicemail,,,,,,,,,,,,,,30,,b\n"
        "Line,1,Box,,,,,,,,,,,,,,,,,\n"
        "Line,0,hang up,,,,,,,,,,,,,,,,,\n\n"
        'Setting,Value\nTopics,"a, b"\n'
    )
    line, desk, box = tree.nodes["Line"], tree.nodes["Desk"], tree.nodes["Box"]
    assert isinstance(line, Queue)
    assert line.wait == Wait(240, 900)
    assert (line.max_wait, line.overflow, line.full, line.no_agents) == (1200, "Box", "Desk", "Box")
    assert (line.agents, line.callback, line.announces_wait, line.hold_audio) == (3, "2", True, False)
    assert (line.message_every, line.capacity, line.transfers_to) == (60, 10, ("Desk", "Box"))
    assert [(way.key, way.to) for way in line.exits] == [("1", "Box"), ("0", HANGUP)]
    assert line.handles == ("a", "b")
    assert isinstance(desk, Ring)
    assert (desk.no_answer, desk.busy, desk.people, desk.handles) == ("Box", "Line", 2, ())
    assert desk.members == ("Ann", "Smith, John")
    assert isinstance(box, Voicemail)
    assert (box.capacity, box.topics) == (30, ("b",))


def test_words_in_key_for_what_has_a_column() -> None:
    tree = tree_of(f"{HEAD}\nDesk,nobody answers,Box,voicemail\nDesk,busy,Box,\nDesk,,,phones\n")
    desk = tree.nodes["Desk"]
    assert isinstance(desk, Ring)
    assert (desk.no_answer, desk.busy) == ("Box", "Box")


def test_keys_of_a_decision_are_answers_of_any_wording() -> None:
    tree = tree_of(f"{HEAD}Share\nWho?,,,decision,\nWho?,closed,A,phones,25%\nWho?,1.0,B,phones,0.5\nWho?,busy,A,,\n")
    who = tree.nodes["Who?"]
    assert isinstance(who, Branch)
    assert [(case.name, case.to, case.share) for case in who.cases] == [
        ("closed", "A", 0.25), ("1.0", "B", 0.5), ("busy", "A", None),
    ]  # fmt: skip


def test_numbers_of_a_spreadsheet_program_are_keys() -> None:
    tree = tree_of(f"{HEAD}\nMain,1.0,Desk,phones\nMain,01,Desk,\nMain,STAR,Desk,\nMain,10,Desk,\n")
    main = tree.nodes["Main"]
    assert isinstance(main, Menu)
    assert [option.key for option in main.options] == ["1", "01", "*", "10"]


def test_shares_languages_and_topics() -> None:
    tree = tree_of(f"{HEAD}Share,Language,About\nMain,1,Desk,phones,25%,Spanish,bills\nMain,2,Desk,,0.5,,\n")
    main = tree.nodes["Main"]
    assert isinstance(main, Menu)
    place = Place("")
    assert [option._replace(place=place, to_place=place) for option in main.options] == [
        Option("1", "Desk", ("bills",), place, place, 0.25, "Spanish"),
        Option("2", "Desk", (), place, place, 0.5, None),
    ]
    assert (tree.topics, tree.languages) == (("bills",), ("Spanish",))


def test_hours() -> None:
    tree = tree_of(
        f"{HEAD}Open hours\nOpen?,open,Desk,phones,office\nOpen?,,,hours,office\nOpen?,closed,hang up,,\n\n"
        "Hours,Monday,Tue-Thu,Fri,Public holidays,Days or date,Times\n"
        'office,08:30-12:00,"8am-12pm, 1pm-5pm",always,closed,,\n'
        ",,,,,2026-12-24..2026-12-26,closed\n"
        "office,,,,,sat,22:00-06:00\n"
        "line,,,,,,always\n"
        "shut,,,,,,closed\n"
    )
    office = tree.hours["office"]
    morning, day = (Span(480, 720), Span(780, 1020)), (Span(0, 1440),)
    assert office.weekly == ((Span(510, 720),), morning, morning, morning, day, (Span(1320, 1800),), ())
    assert office.dates == {date(2026, 12, n): () for n in (24, 25, 26)}
    assert tree.hours["line"].always
    assert tree.hours["shut"].weekly == ((),) * 7


def test_one_name_of_hours_need_not_be_named() -> None:
    tree = tree_of(
        f"{HEAD}\nOpen?,open,Desk,phones\nOpen?,closed,hang up,\n\nHours,Days or date,Times\noffice,mon,9-17\n"
    )
    check = tree.nodes["Open?"]
    assert isinstance(check, HoursCheck)
    assert check.hours == "office"


def test_the_office() -> None:
    tree = tree_of(
        f"{HEAD}\nMain,1,Desk,phones\n\nSetting,Value,Number dialled\n"
        "Name,Riverside Dental\nNumber,'+1 555 010 0142\nWho can change it,Mary\nLast reviewed,2026-03-02\n"
        'Time zone,America/New_York\nProfile,medical\nPublic holidays,US-NY\nHoliday dates,"2026-12-24, 2026-12-31"\n'
        "Topics,billing\nTopics,refills\nLanguages,English; Spanish\nCalls recorded,yes\nRelay,no\n"
        "Calls begin at,main,'+1 555 010 0142\nCalls begin at,Desk,'+1 555 010 0143\n"
        "Assumed tries,2\nAssumed wait for a key,4 seconds\n".replace("4 seconds", "4s")
    )
    assert (tree.name, tree.number, tree.owner, tree.reviewed) == (
        "Riverside Dental", "+1 555 010 0142", "Mary", date(2026, 3, 2),
    )  # fmt: skip
    assert (tree.timezone, tree.profiles, tree.holidays.country) == ("America/New_York", ("medical",), "US")
    assert tree.holidays.subdivision == "NY"
    assert tree.holidays.dates == (date(2026, 12, 24), date(2026, 12, 31))
    assert (tree.topics, tree.languages) == (("billing", "refills"), ("English", "Spanish"))
    assert (tree.recorded, tree.relay) == (True, "no")
    assert [entry[:2] for entry in tree.entries] == [("+1 555 010 0142", "Main"), ("+1 555 010 0143", "Desk")]
    assert (tree.defaults.attempts, tree.defaults.no_input_timeout) == (2, 4)


def test_every_setting_is_of_the_tree() -> None:
    known = {*native.FIELDS, "dates"}
    assert {field.partition(".")[0] for field, _ in SETTINGS.values()} <= known
    said = {field.partition(".")[0] for field, _ in SETTINGS.values()}
    assert known - said == {"nodes", "hours", "entries", "audit", "traffic"}


def test_sheets_saved_as_files_of_their_own() -> None:
    hours = b"Hours,Mon-Fri\noffice,9-17\n"
    office = b"Setting;Value\nName;Riverside\n"
    text = f"{HEAD}\nOpen?,open,Desk,phones\n"
    tree = tree_of(text, "our-Menus.csv", **{"our-Hours__csv": hours, "our-Office__csv": office})
    assert list(tree.hours) == ["office"]
    assert tree.name == "Riverside"
    assert said(text, "our-Menus.csv", **{"our-Hours__csv": hours.replace(b"9-17", b"9-5")}) == [
        'sheet "our-Hours.csv", row 2, column "mon-fri": "9-5" can be read in two ways; '
        "write 09:00-17:00, 9am-5pm or 21:00-05:00"
    ]


def test_the_user_says_where_calls_begin() -> None:
    assert tree_of(SMALL, start="front desk").entries[0].node == "Front desk"
    (wrong,) = said(SMALL, start="Front dsk")
    assert wrong.endswith('unknown step "Front dsk"; did you mean "Front desk"?')


def test_rows_that_say_nothing_are_passed_over() -> None:
    assert list(tree_of(f"\n,,\n{HEAD}\n\n,,,\nMain,1,Desk,phones\n  ,,,\n").nodes) == ["Main", "Desk"]


def test_what_is_left_out_is_told() -> None:
    tree = tree_of(f"{HEAD}Colour,Notes\nMain,1,Desk,phones,blue,mine,\nMain,2,Desk,,,,stray\n")
    assert tree.not_said[:2] == (
        'the column "Colour" is not read: it is none that is known',
        "cells without a heading are not read, the first in row 3",
    )


def test_a_step_called_like_a_heading_is_no_heading() -> None:
    text = f"{HEAD}Open hours\nHours,open,Main,,\nHours,,,hours,always\nHours,closed,Key,voicemail,\nMain,1,Key,,\n"
    assert list(tree_of(text).nodes) == ["Hours", "Key", "Main"]
