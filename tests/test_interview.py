"""The conversation of `ivr-audit new` without a terminal: every branch by hand, and any answers at all."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_audit import answers as said_as
from ivr_audit import model
from ivr_audit.interview import Reached, after
from ivr_audit.load import native
from ivr_audit.told import Question

Turn = tuple[str, str]
OFFICE: list[Turn] = [
    ("What is the office called", "Riverside Dental"),
    ("Which number", "555 010 0199"),
    ("Who can change", "Dana"),
    ("What kind of office", "medical"),
]
NO_HOURS: list[Turn] = [*OFFICE, ("When is the office open", "")]
HOURS: list[Turn] = [
    *OFFICE,
    ("When is the office open", "mon-thu 8 to noon, 1pm-5pm; fri 8-12"),
    ("time zone", "new york"),
    ("public holidays", "usa"),
    ("something else when the office is closed", "yes"),
]
WELCOME = "A call comes in. What happens first"


def tell(turns: list[Turn], zone: str = "UTC") -> Reached:
    """Answer each question, which must hold the words beside the answer; an answer is checked as at the terminal."""
    kept: list[str] = []
    for words, said in turns:
        question = after(kept, zone).question
        assert question is not None, f"no question is left for {said!r}"
        assert words in question.text, f"{question.text!r} has no {words!r}"
        kept.append(question.check(said))
    return after(kept, zone)


def read(reached: Reached) -> model.PhoneTree:
    """The tree of a conversation that is over."""
    assert reached.question is None
    tree, problems = native.read(reached.told.text(), "told.yaml")
    assert problems == []
    assert tree is not None
    return tree


def told(*turns: Turn, office: list[Turn] = NO_HOURS) -> model.PhoneTree:
    return read(tell([*office, *turns]))


def ask(turns: list[Turn]) -> Question:
    question = tell(turns).question
    assert question is not None
    return question


def test_office_with_hours() -> None:
    closed = ("while the office is closed. What", "hangup")
    tree = told((WELCOME, "hangup"), ("last words", ""), closed, ("last words", "Goodbye."), office=HOURS)
    assert (tree.name, tree.number, tree.owner, tree.timezone) == (
        "Riverside Dental", "555 010 0199", "Dana", "America/New_York"
    )  # fmt: skip
    assert tree.profiles == ("medical",)
    assert tree.holidays.country == "US"
    assert tree.hours["office"].weekly == (
        *[(model.Span(480, 720), model.Span(780, 1020))] * 4, (model.Span(480, 720),), (), ()
    )  # fmt: skip
    gate = tree.nodes["open?"]
    assert isinstance(gate, model.HoursCheck)
    assert (gate.open, gate.closed, tree.entries[0].node) == ("welcome", "when closed", "open?")
    closed_node = tree.nodes["when closed"]
    assert isinstance(closed_node, model.Hangup)
    assert closed_node.prompt.text == "Goodbye."


def test_office_with_next_to_nothing() -> None:
    nothing = [("called", "T"), ("number", ""), ("Who", ""), ("kind", "1"), ("open", "24/7")]
    tree = read(tell([*nothing, (WELCOME, "hangup"), ("last words", "")]))
    assert (tree.number, tree.owner, tree.timezone, tree.profiles, dict(tree.hours)) == (
        None, None, "UTC", ("general",), {}
    )  # fmt: skip


def test_same_when_closed_needs_no_gate() -> None:
    tree = told((WELCOME, "hangup"), ("last words", ""), office=[*HOURS[:-1], ("something else", "n")])
    assert list(tree.nodes) == ["welcome"]
    assert "office" in tree.hours


MENU: list[Turn] = [
    (WELCOME, "1"),
    ("What does the recording say", "For appointments, press 1. For billing, press 2. To speak with us, press 0."),
    ('Key 1 ("For appointments, press 1."): where', "front desk"),
    ("Key 1: what do callers want", "appointments"),
    ('Key 2 ("For billing, press 2.")', "box"),
    ("Key 2: what", "Billing"),
    ('Key 0 ("To speak with us, press 0.")', "Front  Desk"),
    ("Key 0: what", ""),
    ("another key", "9"),
    ("Key 9: where", "again"),
    ("another key", ""),
    ("How many times", "2"),
    ("And then, where", "front desk"),
    ("many wrong keys", "hang up"),
    ("press a key while", "no"),
]
DESK: list[Turn] = [
    ('What happens at "front desk"', "ring"),
    ("Whose telephones", "Jane"),
    ("How long do they ring", "25"),
    ("What can they help with", "APPOINTMENTS"),
    ("put callers through", "billing office, front desk, hangup"),
    ("Nobody answers", "box"),
]
BOX: list[Turn] = [
    ('What happens at "box"', "voicemail"),
    ("before the tone", "Please leave a message."),
    ("Who returns", "Joan"),
    ("How often", "daily"),
    ("How soon", "1 day"),
]


def test_menu_desk_and_box() -> None:
    office = [('What happens at "billing office"', "transfer"), ("To which number", "555 010 0177"), ("answers", "1")]
    tree = told(*MENU, *DESK, *BOX, *office)
    menu, desk, box, other = (tree.nodes[name] for name in ("welcome", "front desk", "box", "billing office"))
    assert isinstance(menu, model.Menu)
    assert [(o.key, o.to, o.about) for o in menu.options] == [
        ("1", "front desk", ("appointments",)),
        ("2", "box", ("Billing",)),
        ("0", "front desk", ()),
        ("9", "welcome", ()),
    ]
    assert menu.attempts == model.Attempts(2, 2, False)
    assert (menu.no_input, menu.invalid, menu.barge_in) == ("front desk", "hangup", False)
    assert tree.topics == ("appointments", "Billing")
    assert isinstance(desk, model.Ring)
    assert (desk.who, desk.ring_for, desk.no_answer, desk.staffed) == ("Jane", 25.0, "box", None)
    assert (desk.handles, desk.transfers_to) == (("appointments",), ("billing office",))
    assert isinstance(box, model.Voicemail)
    assert (box.owner, box.checked, box.reply_within) == ("Joan", "daily", 86400.0)
    assert isinstance(other, model.Transfer)
    assert (other.number, other.answered_by) == ("555 010 0177", "person")


def test_wrong_keys_that_end_as_silence_need_no_field() -> None:
    same = [(w, a) if w != "many wrong keys" else (w, "front desk") for w, a in MENU[:-1]]
    reached = tell([*NO_HOURS, *same, ("press a key while", "yes"), *DESK[:4]])
    assert reached.told.nodes["welcome"].keys() == {"menu", "options", "attempts", "no_input"}


def test_usual_topic_is_what_the_recording_says() -> None:
    assert ask([*NO_HOURS, *MENU[:3]]).usual == "appointments"
    assert ask([*NO_HOURS, *MENU[:7]]).usual == ""


def test_menu_without_a_key_is_none() -> None:
    question = ask([*NO_HOURS, (WELCOME, "menu"), ("recording say", "Please hold the line.")])
    assert "names no key" in question.text
    with pytest.raises(ValueError, match="type back twice"):
        question.check("")


def test_queue() -> None:
    tree = told(
        (WELCOME, "queue"), ("Who answers", "Nurses"), ("usually wait", "15m"), ("bad day", "4 minutes"),
        ("sent elsewhere", "20 min"), ("Where do they go", "goodbye"), ("to leave the line", "1"),
        ("Key 1", "goodbye"), ("Another such key", ""),
        ('"goodbye"', "hangup"), ("last words", "Bye."),
    )  # fmt: skip
    queue = tree.nodes["welcome"]
    assert isinstance(queue, model.Queue)
    assert (queue.who, queue.wait, queue.max_wait, queue.overflow) == (
        "Nurses", model.Wait(240.0, 900.0), 1200.0, "goodbye"
    )  # fmt: skip
    assert [(o.key, o.to) for o in queue.exits] == [("1", "goodbye")]


def test_queue_of_which_nothing_is_known() -> None:
    tree = told((WELCOME, "queue"), ("Who", "N"), ("usually", ""), ("bad", ""), ("elsewhere", ""), ("leave", ""))
    queue = tree.nodes["welcome"]
    assert isinstance(queue, model.Queue)
    assert (queue.wait, queue.max_wait, queue.exits) == (None, None, ())


def test_people_in_office_hours_and_the_clock() -> None:
    tree = told(
        (WELCOME, "hours"), ("while the office is open", "desk"), ("while it is closed", "hangup"),
        ("while the office is closed. What", "say"), ("What do callers hear", "Closed."), ("afterwards", "desk"),
        ('"desk"', "ring"), ("Whose", "desk"), ("How long", "20s"), ("only while", "yes"), ("Nobody", "hangup"),
        office=HOURS,
    )  # fmt: skip
    desk, say = tree.nodes["desk"], tree.nodes["when closed"]
    assert isinstance(desk, model.Ring)
    assert desk.staffed == "office"
    assert isinstance(say, model.Say)
    assert say.next == "desk"


def test_question_for_data_self_service_and_callback() -> None:
    tree = told(
        (WELCOME, "ask"), ("What do callers hear", "Key in your date of birth."), ("digits", "8"),
        ("when they have", "times"), ("press nothing", "later"),
        ('"times"', "self service"), ("What do callers hear", "We are open."), ("afterwards", "hangup"),
        ('"later"', "callback"), ("Who calls back", "Jane"), ("How soon", "2h"),
    )  # fmt: skip
    ask_node, times, later = (tree.nodes[name] for name in ("welcome", "times", "later"))
    assert isinstance(ask_node, model.Ask)
    assert (ask_node.digits, ask_node.next, ask_node.no_input) == (8, "times", "later")
    assert isinstance(times, model.SelfService)
    assert times.next == "hangup"
    assert isinstance(later, model.Callback)
    assert later.within == 7200.0


def test_self_service_settles_topics() -> None:
    times = [('"times"', "self_service"), ("What do", "Open."), ("settled", "hours"), ("afterwards", "main menu")]
    tree = told(
        (WELCOME, "menu"), ("recording", "For our hours, press 4."), ("Key 4", "times"), ("Key 4", "hours"),
        ("another", ""), ("How many", "3"), ("And then", "hangup"), ("wrong", "hangup"), ("while", "yes"), *times,
    )  # fmt: skip
    node = tree.nodes["times"]
    assert isinstance(node, model.SelfService)
    assert (node.serves, node.next) == (("hours",), "welcome")


@pytest.mark.parametrize(("owner", "found"), [("", None), ("nobody", "nobody"), ("NOBODY", "nobody")])
def test_box_without_owner_says_no_more_than_is_known(owner: str, found: str | None) -> None:
    tree = told((WELCOME, "voicemail"), ("tone", "Leave a message."), ("Who returns", owner), ("How soon", ""))
    box = tree.nodes["welcome"]
    assert isinstance(box, model.Voicemail)
    assert (box.owner, box.reply_within) == (found, None)


def test_length_that_was_taken_is_in_the_file() -> None:
    tree = told((WELCOME, "say"), ("hear", "[4.5s] Thank you."), ("afterwards", "hangup"))
    say = tree.nodes["welcome"]
    assert isinstance(say, model.Say)
    assert say.prompt == model.Prompt("Thank you.", 4.5)
    assert said_as.with_length("[4.5s] Thank you.", 6.04) == "[6.0s] Thank you."


@pytest.mark.parametrize(("said", "kept"), [
    ("Front  DESK", "front desk"), ("HANG UP", "hangup"), ("Hangup", "hangup"), ("again", "welcome"),
    ('the "new" box', 'the "new" box'), ("box: 2 #3", "box: 2 #3"), ("👩‍⚕️ nurse", "👩‍⚕️ nurse"), ("null", "null"),
    ("Welcome", "welcome"),
])  # fmt: skip
def test_names_of_places(said: str, kept: str) -> None:
    question = ask([*NO_HOURS, *MENU[:4]])
    assert question.check(said) == kept


def test_odd_names_come_back_from_the_file() -> None:
    names = ['the "new" box', "box: 2 #3", "👩‍⚕️ nurse", "null", "- x", "*", "'", "a" * 60, "ünï", "\\n", "yes", "0x1"]
    turns: list[Turn] = [(WELCOME, "menu"), ("recording", "Press something.")]
    for key, name in enumerate(names, 1):
        turns += [("key", str(key)), (f"Key {key}", name), (f"Key {key}", "-")]
    turns += [("another", ""), ("How many", "1"), ("And then", names[0]), ("wrong", "hangup"), ("while", "yes")]
    for name in names:
        turns += [(f'"{name}"', "hangup"), ("last words", name)]
    tree = told(*turns)
    assert set(tree.nodes) == {"welcome", *names}


@pytest.mark.parametrize(("check", "said", "words"), [
    (said_as.text, " ", "type something"),
    (said_as.text, "[3s] ", "type something"),
    (said_as.text, "a\x1b[A", "cannot be shown"),
    (said_as.text, "\udc80", "cannot be shown"),
    (said_as.clean, "a" * 6000, "longer than"),
    (said_as.span, "24", "24 of what"),
    (said_as.span, "soon", "not a duration"),
    (said_as.span, "1 business day", "not a duration"),
    (said_as.seconds, "0", "no time at all"),
    (said_as.count, "0", "from 1 to 99"),
    (said_as.yes, "perhaps", "yes or no"),
    (said_as.key_or_none, "one", "not a key"),
    (said_as.hours, "9-5", "days and times"),
    (said_as.hours, "mon", "days and times"),
    (said_as.hours, "mon-fri 9-5", "two ways"),
    (said_as.hours, "mno 9-17", '"mno" is not a day'),
    (said_as.zone, "new yrok", "New_York"),
    (said_as.country, "XX", "XX"),
    (said_as.profile, "medcal", "medical"),
])  # fmt: skip
def test_refused(check: Callable[[str], str], said: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        check(said)


@pytest.mark.parametrize(("check", "said", "kept"), [
    (said_as.span, "24 hours", "24h"), (said_as.span, "1 week", "7d"), (said_as.span, "1 hour and 30 mins", "1h30m"),
    (said_as.span, "1h30m", "1h30m"), (said_as.seconds, "25", "25s"), (said_as.span_or_none, "none", ""),
    (said_as.zone, "America/Chicago", "America/Chicago"), (said_as.zone, "berlin", "Europe/Berlin"),
    (said_as.country, "usa", "US"), (said_as.country, "us-ny", "US-NY"), (said_as.country, "no", ""),
    (said_as.profile, "dental", "medical"), (said_as.profile, "spain", "spain"), (said_as.key_or_none, "Star", "*"),
])  # fmt: skip
def test_understood(check: Callable[[str], str], said: str, kept: str) -> None:
    assert check(said) == kept
    assert check(kept) == kept


@pytest.mark.parametrize(("said", "lines"), [
    ("Monday to Thursday 8:30 - 17:00", {"monday-thursday": "8:30 - 17:00"}),
    ("M-F 8-noon", {"mon-fri": "8-12:00"}),
    ("sat 9am-noon", {"sat": "9am-12pm"}),
    ("mon, wed 9-12 and 13-17, fri: 9-12", {"mon, wed": "9-12, 13-17", "fri": "9-12"}),
    ("mon 8-17; 2026-12-24 closed", {"mon": "8-17", "2026-12-24": "closed"}),
])  # fmt: skip
def test_hours_as_people_write_them(said: str, lines: dict[str, str]) -> None:
    assert said_as.hours_lines(said) == lines
    assert said_as.hours(said) == said


@pytest.mark.parametrize(("sentence", "purpose"), [
    ("For appointments, press 1.", "appointments"), ("Press 2 for billing.", "billing"),
    ("To reach our nurse, press 3.", "nurse"), ("For an operator, press 0.", ""), ("Press 1 or 2 for us.", ""),
    ("For all the many other questions you have, press 9.", ""), ("Dial 7.", ""),
])  # fmt: skip
def test_purpose_of_a_key(sentence: str, purpose: str) -> None:
    assert said_as.purpose_of(sentence) == purpose


def test_answers_that_do_not_fit_end_the_conversation_there() -> None:
    reached = after(["Office", "", "", "general", "", "juggle", "more"])
    assert reached.fitting == 5
    assert reached.question is not None
    assert "What happens first" in reached.question.text


WORDS = st.sampled_from([
    "", "1", "2", "3", "7", "menu", "ring", "queue", "voicemail", "say", "transfer", "ask", "callback", "self service",
    "hours", "hangup", "yes", "no", "desk", "Desk", "box", "-", "*", "#", "25s", "4m", "again", "main menu", "nobody",
    "mon-fri 8-17", "US", "general", "medical", "billing", "a, b", "For sales, press 1. For a: b #c, press 2.",
    "[3.5s] Hello.", "👩‍⚕️", '"q"', "a: b", "x #1", "it's", "null", "{a}", "[b]", "open?", "when closed", "everything",
])  # fmt: skip


@given(st.lists(WORDS | st.text(max_size=12), min_size=8, max_size=120))
@settings(max_examples=150, deadline=None)
def test_whatever_is_accepted_makes_a_file_that_is_read(said: list[str]) -> None:
    kept: list[str] = []
    question = after(kept).question
    for word in said:
        if question is None:
            break
        for typed in (word, question.usual, "menu", "1"):
            try:
                kept.append(question.check(typed))
                break
            except ValueError:
                continue
        reached = after(kept)
        assert reached.fitting == len(kept)
        question = reached.question
    whole = after(kept).told
    whole.parts.setdefault("tree", "T")
    if "start" not in whole.parts:
        return
    for name in whole.waiting:
        whole.nodes.setdefault(name, {"hangup": ""})
    tree, problems = native.read(whole.text(), "told.yaml")
    assert problems == []
    assert tree is not None
    assert set(tree.nodes) == set(whole.nodes)
