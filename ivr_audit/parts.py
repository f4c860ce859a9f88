"""What the fields of a node hold: prompts, keys, cases, waits; values only."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from ivr_audit.place import Place

Reads = Literal[
    "text", "prompt", "target", "targets", "topics", "hours", "flag", "count", "duration", "options", "exits", "key",
    "attempts", "extensions", "cases", "wait", "answered_by", "accepts", "access", "names", "number", "date", "file",
]  # fmt: skip
"""The kinds of value that can be written in a field."""

AnsweredBy = Literal["person", "menu", "voicemail", "unknown"]
Accepts = Literal["keys", "speech", "both"]
Access = Literal["own", "shared", "email", "text"]


AND: Final = " & "
"""Joins recordings that are played one after another."""


class Prompt(NamedTuple):
    """What a caller hears. `seconds` is stated in the file, `measured` comes from the audio file; `audio` can name
    several recordings, joined by `&`."""

    text: str = ""
    seconds: float | None = None
    audio: str = ""
    measured: float | None = None


class Option(NamedTuple):
    """One key of a menu (or of a queue or mailbox: an exit) and where it leads; `about` names topics.

    `share` is its part of the menu's callers, 0 to 1; `language` is the one in which callers are served who choose it.
    """

    key: str
    to: str
    about: tuple[str, ...]
    place: Place
    to_place: Place
    share: float | None = None
    language: str | None = None


class Case(NamedTuple):
    """One answer of a branch; `share` is its part of the calls, 0 to 1."""

    name: str
    to: str
    share: float | None
    place: Place
    to_place: Place


class Attempts(NamedTuple):
    """How often a menu is played before the system gives up; `apart`: silence and wrong keys have a count each."""

    no_input: int
    invalid: int
    apart: bool


class Extensions(NamedTuple):
    """Extensions a caller may dial at a menu: X stands for any digit, Z for 1-9, N for 2-9, as in `1XX`."""

    pattern: str
    to: str
    place: Place
    to_place: Place


class Wait(NamedTuple):
    """Seconds a caller stands in a queue before a person answers."""

    typical: float | None
    longest: float | None
