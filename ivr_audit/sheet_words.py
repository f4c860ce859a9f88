"""The words of the spreadsheet, the same for what reads and what writes it: columns, types, keys, settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from ivr_audit.defaults import Defaults
from ivr_audit.model import KINDS, readable_fields

About = Literal["menu", "key", "place"]
"""Whom a column speaks of: the step in "Menu", its key, or what "Goes to" names (without it, the step in "Menu")."""


class Column(NamedTuple):
    """A column of the sheet "Menus" and the fields of nodes that it says; of one kind never two."""

    heading: str
    about: About
    fields: tuple[str, ...]
    note: str
    also: tuple[str, ...] = ()
    """Other headings that are understood."""
    width: int = 14
    common: bool = False
    """Whether most offices need it."""
    unit: bool = False
    """Whether a number alone is refused, because nobody means seconds here."""
    choices: tuple[str, ...] = ()


_YES_NO: Final = ("yes", "no")
COLUMNS: Final[tuple[Column, ...]] = (
    Column("Menu", "menu", (), "The step that this row is about. Left empty, it is the one above.",
           ("step", "menu or step", "menu / step"), 20, True),
    Column("Caller hears", "menu", ("prompt", "greeting", "does"),
           'What the step in "Menu" says. Once is enough. In a row whose key is "wrong key" or "heard again": '
           "what is heard then.", ("prompt", "message", "greeting"), 46, True),
    Column("Key", "key", (), "What the caller presses: 0-9, * or #, or one of the words of the list.",
           ("press", "key pressed"), 16, True),
    Column("Says", "key", (), 'What is said about this key, such as "For refills, press 2." It is heard after '
           '"Caller hears"; leave it empty if it stands there already.', ("announced as", "announcement"), 30, True),
    Column("Goes to", "key", (), 'Where the key leads: the name of another step, or "hang up".',
           ("leads to", "destination", "target"), 20, True),
    Column("Type", "place", (), 'What "Goes to" is. In a row without "Goes to": what the step in "Menu" is.',
           ("kind",), 13, True),
    Column("Who or what", "place", ("who", "box", "decides", "number", "data"),
           "Whose phones ring, who answers the queue, the name of the mailbox, the number outside, what decides, "
           "or what is asked for.", ("who", "what"), 22, True),
    Column("Rings for", "place", ("ring_for",), "How long the phones ring, such as 25s.", ("ring time",), 10, True),
    Column("If nobody answers", "place", ("no_answer", "overflow"),
           'Where the call goes when it has rung, or waited, for as long as it may; a step or "hang up".',
           ("no answer", "if no answer", "overflow"), 20, True),
    Column("Owner", "place", ("owner",), "Who returns the messages of this mailbox, or nobody.", (), 20, True),
    Column("Backup", "place", ("backup",), "Who does when the owner is away.", (), 16, True),
    Column("Returned within", "place", ("reply_within", "within"),
           "The promise: how soon somebody calls back, such as 4h or 1d.", ("reply within", "called back within"),
           11, True, True),
    Column("About", "key", (), 'What callers press this key for: topics of the sheet "Office".', ("topics",), 18, True),
    Column("Handles", "place", ("handles", "topics", "serves"),
           "What these people can help with, or what belongs in this mailbox: topics of the sheet \"Office\"; "
           "left empty, everything (self-service: nothing).", ("can help with",), 18, True),
    Column("Open hours", "place", ("hours", "staffed"),
           'Hours of the sheet "Hours": those that decide at a step of the type "hours"; those in which people '
           "are there. always and closed are known.", ("hours", "staffed"), 12, True),
    Column("Typical wait", "place", ("wait.typical",), "How long callers mostly wait in this queue, such as 4m.",
           ("typical waiting",), 10, True, True),
    Column("Longest wait", "place", ("wait.longest",), "How long they wait at the worst hour, such as 15m.",
           ("longest waiting",), 10, True, True),
    Column("Waits at most", "place", ("max_wait",), 'After this time the call goes to "If nobody answers".',
           ("maximum wait", "max wait"), 10, True, True),
    Column("If nobody is there", "place", ("no_agents",), "Where the call goes when nobody answers this queue now.",
           ("no agents",), 18),
    Column("If busy or full", "place", ("busy", "full"), "Where the call goes when all phones are busy, or when no "
           "more callers can wait.", ("if busy", "if full", "busy"), 18),
    Column("Tries", "menu", ("attempts.no_input",), "How often the menu is played before it gives up, such as 3.",
           ("times played", "attempts"), 8),
    Column("Tries with wrong keys", "menu", ("attempts.invalid",),
           'Only where wrong keys are counted apart from silence: then "Tries" is for silence.', (), 11),
    Column("Waits for a key", "menu", ("no_input_timeout",), "How long the menu waits for a key, such as 5s.",
           ("timeout",), 10),
    Column("Waits for more keys", "menu", ("inter_digit_timeout",), "How long it waits for a further key.", (), 10),
    Column("Keys interrupt", "menu", ("barge_in", "interruptible"),
           "Whether a key counts while the recording plays; left empty, yes for menus, no for messages.",
           ("can be interrupted", "barge in"), 10, False, False, _YES_NO),
    Column("Callers choose by", "menu", ("accepts",), "keys, speech or both; left empty, keys.", (), 11, False, False,
           ("keys", "speech", "both")),
    Column("Digits", "menu", ("digits",), "How many digits a question asks for.", (), 8),
    Column("Lasts", "menu", (), 'How long "Caller hears" plays, if it was measured, such as 12s.', ("length",), 8),
    Column("Recording", "menu", (), 'The file of the recording that is "Caller hears", such as welcome.wav.',
           ("audio", "sound file"), 14),
    Column("Takes", "menu", ("seconds",), "How long a self-service takes.", (), 8, False, True),
    Column("Share", "key", (), "The part of the callers who press this key, such as 25%.", ("share of callers",), 8),
    Column("Language", "key", (), 'The language of callers who press this key, one of the sheet "Office".', (), 11),
    Column("Usually answers after", "place", ("answers_after",), "How long it mostly rings until somebody answers.",
           ("answers after",), 11),
    Column("People", "place", ("people", "agents"), "How many people can answer.", ("agents",), 8),
    Column("Phones", "place", ("members",), "Whose phones ring, one after the other with commas; none: nobody's.",
           ("members",), 20),
    Column("Passes callers on to", "place", ("transfers_to",), "Steps to which these people can put a caller through.",
           ("transfers to",), 18),
    Column("Escalates to", "place", ("escalates_to",), "Steps for a caller who is still not content.",
           ("complaints go to",), 18),
    Column("Call-back key", "place", ("callback",), "The key that keeps the caller's place for a call back.",
           ("callback key",), 9),
    Column("Tells the wait", "place", ("announces_wait",), "Whether callers are told how long it will take.",
           (), 9, False, False, _YES_NO),
    Column("Music or speech", "place", ("hold_audio",), "Whether waiting callers hear something; empty: not known.",
           ("music",), 9, False, False, _YES_NO),
    Column("Message every", "place", ("message_every",), "How often waiting callers hear a message, such as 1m.",
           (), 10, False, True),
    Column("Room for", "place", ("capacity",), "How many callers can wait, or how many messages fit in.",
           ("capacity",), 8),
    Column("Checked", "place", ("checked",), "How often somebody listens to this mailbox, such as daily.", (), 12),
    Column("Urgent within", "place", ("urgent_within",), "The promise for urgent messages.", (), 10, False, True),
    Column("Alerts", "place", ("pages",), "Who is alerted at once when a message comes in.", ("pages",), 16),
    Column("Messages a day", "place", ("messages",), "How many messages a busy day brings.", (), 10),
    Column("Opened by", "place", ("access",), "How staff get at the messages: with own logins, a shared one, by email "
           "or text.", ("access",), 10, False, False, ("own", "shared", "email", "text")),
    Column("Answered by", "place", ("answered_by",), "Who answers at a number outside.", (), 11, False, False,
           ("person", "menu", "voicemail", "unknown")),
    Column("Described in", "place", ("tree",), "The file that describes where a number outside leads.", (), 16),
)  # fmt: skip
COLUMN: Final[Mapping[str, Column]] = MappingProxyType({column.heading: column for column in COLUMNS})
IGNORED: Final = frozenset({"note", "notes", "comment", "comments", "remark", "remarks", "nr", "no.", "#"})
"""Headings of columns that are the office's own."""

TYPES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "menu": ("menu", "auto attendant", "ivr"),
    "say": ("message", "announcement", "recording", "greeting"),
    "ask": ("question", "asks for data"),
    "hours": ("hours", "opening hours", "time condition", "schedule"),
    "branch": ("decision",),
    "ring": ("phones", "phone", "ring group", "hunt group", "person", "people", "extension"),
    "queue": ("queue", "waiting line", "hold queue"),
    "voicemail": ("voicemail", "voice mail", "mailbox", "box"),
    "callback": ("call back", "call-back"),
    "self_service": ("self-service", "self service"),
    "transfer": ("other number", "outside number", "external number", "answering service"),
    "hangup": ("hang up", "goodbye", "end of call"),
})  # fmt: skip
"""The kind of node and the words for it, the first of them as it is written; the kind itself is understood too."""

SILENT: Final = "no key pressed"
WRONG: Final = "wrong key"
THEN: Final = "then"
AGAIN: Final = "heard again"
EXTENSION: Final = "extension"
"""Before a pattern: `extension 1XX`."""
WAYS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType({
    SILENT: ("no_input", ("no key", "no keys", "nothing", "nothing pressed", "silence", "no input", "timeout")),
    WRONG: ("invalid", ("wrong keys", "wrong", "invalid", "other key", "any other key", "no match")),
    THEN: ("next", ("always", "always/then", "always / then", "next", "afterwards", "goes on")),
    "open": ("open", ("while open",)),
    "closed": ("closed", ("while closed", "after hours")),
    "holiday": ("holiday", ("holidays", "public holiday", "public holidays")),
    AGAIN: ("replay", ("again", "played again")),
})  # fmt: skip
"""Words in the column "Key" that are no keys: the field each stands for, and other words for it."""
COLUMN_KEYS: Final[Mapping[str, str]] = MappingProxyType({
    "nobody answers": "If nobody answers", "no answer": "If nobody answers", "busy": "If busy or full",
    "full": "If busy or full", "nobody there": "If nobody is there", "nobody is there": "If nobody is there",
})  # fmt: skip
"""Words in "Key" for what has a column of its own."""

HANG_UP: Final = "hang up"
HANG_UPS: Final = frozenset({"hang up", "hangup", "hang-up", "end call", "ends", "disconnect"})
SILENCE: Final = '""'
"""A text that is stated to be empty."""
NONE: Final = "none"
NOBODYS: Final = frozenset({"none", "nobody", "no one"})
"""Lists that are stated to be empty."""

HOURS, DAYS, TIMES, HOLIDAY = "Hours", "Days or date", "Times", "Public holidays"
SETTING, VALUE, DIALLED = "Setting", "Value", "Number dialled"
BEGIN: Final = "Calls begin at"
DATES: Final = "Holiday dates"
_UNITS: Final = {"s": " s", "words": " words", "plays": " times"}
_ASSUMED: Final[Mapping[str, str]] = MappingProxyType({
    "words_per_minute": "Assumed words per minute", "sentence_pause": "Assumed pause after a sentence",
    "comma_pause": "Assumed pause after a comma", "key_reaction": "Assumed time to press a key",
    "digit_entry": "Assumed time to enter a digit", "transfer_setup": "Assumed time to put a call through",
    "message_length": "Assumed length of a message", "no_input_timeout": "Assumed wait for a key",
    "inter_digit_timeout": "Assumed wait for more keys", "attempts": "Assumed tries", "ring_for": "Assumed ringing",
    "answers_after": "Assumed ringing until answered", "handover_talk": "Assumed talk before passing on",
    "recorded_prompt": "Assumed length of a recording",
})  # fmt: skip
SETTINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({
    "Name": ("tree", "The name of the office or of its phone menu."),
    "Number": ("number", "The number that callers dial."),
    BEGIN: ("start", "The step where a call begins; several numbers: one row each, with the number beside it."),
    "Who can change it": ("owner", "Who can change this phone system."),
    "Last reviewed": ("reviewed", "When somebody last looked at all of it, such as 2026-03-02."),
    "Time zone": ("timezone", "Such as America/New_York."),
    "Profile": ("profile", "The kind of office, which decides the rules that apply."),
    HOLIDAY: ("holidays", "A country or a part of one, such as US or US-NY."),
    DATES: ("dates", "Further days that count as public holidays, such as 2026-12-24, 2026-12-26."),
    "Topics": ("topics", "What callers want, such as appointments, refills, billing."),
    "Languages": ("languages", "Languages that the office serves, that of most callers first."),
    "Calls recorded": ("recorded", "yes or no; left empty, not known."),
    "Relay": ("relay", "How callers get through who cannot hear or speak, such as 711 relay; no: they cannot."),
    **{_ASSUMED.get(f.name, f"Assumed {f.name.replace('_', ' ')}"): (f"defaults.{f.name}",
       f"{f.metadata['doc'].capitalize()}; left empty, {f.default:g}{_UNITS[f.metadata['unit']]}.")
       for f in fields(Defaults)},
})  # fmt: skip
"""Rows of the sheet "Office": the field of the tree that each says, and what it means."""


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A heading or a word as it is compared: no capitals, one space, nothing in brackets, no sign at the end."""
    return " ".join(re.sub(r"\([^)]*\)", " ", text).casefold().split()).rstrip(" :?*")


def field_of(heading: str, kind: str) -> str | None:
    """The field of a kind of node that a column says, `wait.typical` for a part of one; None if it says none."""
    known = readable_fields(KINDS[kind])
    return next((field for field in COLUMN[heading].fields if field.partition(".")[0] in known), None)


def column_of(field: str, kind: str) -> Column | None:
    """The column that says a field of a kind of node."""
    return next((column for column in COLUMNS if field_of(column.heading, kind) == field), None)


def kind_word(kind: str) -> str:
    """What a kind of node is called in the column "Type"."""
    return TYPES[kind][0]
