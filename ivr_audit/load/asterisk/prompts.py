"""What a dialplan plays: texts for a computer's voice, and recordings with what is noted behind them.

`; says: TEXT` behind a step tells what callers hear there and `; lasts: 12.5s` how long; the project writes such notes
itself, and an office can add them to its own files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit.load.asterisk.dialplan import Dialplan, Step
from ivr_audit.load.asterisk.values import shown
from ivr_audit.model import Prompt
from ivr_audit.parts import AND
from ivr_audit.scalars import duration

if TYPE_CHECKING:
    from ivr_audit.load.asterisk.walk import At, Walk

_SPEECH = ("festival", "flite", "swift", "picotts", "googletts", "tts", "espeak", "espeaktts")
_READ_OUT = (
    "saydigits",
    "saynumber",
    "sayalpha",
    "sayalphacase",
    "sayphonetic",
    "sayunixtime",
    "saycountpl",
    "datetime",
)
SPEAKS = ("playback", "mp3player", "controlplayback", "playsound", *_SPEECH, *_READ_OUT)


class Note(NamedTuple):
    """What is noted behind a step: what callers hear there, and for how long (seconds)."""

    says: str = ""
    lasts: float | None = None


class Piece(NamedTuple):
    """One thing that is played: the name of a recording (empty for a computer's voice), its text, its seconds."""

    audio: str
    text: str = ""
    seconds: float | None = None

    @property
    def name(self) -> str:
        """What people call it: the recording, or what the voice says."""
        return self.audio or self.text


def note_of(comment: str) -> Note:
    """The note in a comment.

    >>> note_of("lasts: 12.5s ; says: Hello; press 1."), note_of("the day menu")
    (Note(says='Hello; press 1.', lasts=12.5), Note(says='', lasts=None))
    """
    lasts: float | None = None
    rest = comment.strip()
    if found := re.match(r"lasts:\s*([\w.]+)\s*(?:;\s*|$)", rest):
        try:
            lasts = duration(found[1])
        except ValueError:
            return Note()
        rest = rest[found.end() :]
    said = re.match(r"says:\s*(.+)", rest, re.DOTALL)
    return Note(said[1].strip() if said else "", lasts)


def notes_of_values(plan: Dialplan) -> Mapping[str, Note]:
    """Notes behind `Set(PROMPT=recording)`, by the recording."""
    found: dict[str, Note] = {}
    for context in plan.contexts.values():
        for exten in context.extens.values():
            for step in exten.steps.values():
                if step.name == "set" and step.comment and (note := note_of(step.comment)) != Note():
                    found[step.args.partition("=")[2].strip().strip('"')] = note
    return found


def pieces_of(walk: Walk, at: At, step: Step) -> list[Piece]:
    """What one step plays: texts of a computer's voice, and recordings."""
    given = [*step.arguments, ""]
    if step.name in (*_SPEECH, "backgroundtts"):
        return [Piece("", walk.shown(given[0], at).strip('"'))]
    note = note_of(step.comment)
    if step.name in _READ_OUT:
        return [Piece("read out", *note)]
    names = []
    for one in given[0].split("&"):
        value = walk.value(one, at)
        if value is None and re.fullmatch(r"\s*\$\{\w+\}\s*", one) and walk.said:
            value = walk.said
        note = note if note != Note() else walk.facts.notes.get(value or "", note)
        said = shown(value) if value is not None else walk.shown(one, at)
        names += [_file(name.strip()) for name in said.split("&") if name.strip()]
    if note == Note() or not names:
        return [Piece(name) for name in names]
    return [Piece(AND.join(names), *note)]


def _file(path: str) -> str:
    """A recording as people call it: without the folders of the system."""
    parts = path.split("/")
    return parts[-1] or path if len(parts) > 2 or not parts[0] else path


def prompt_of(pieces: Sequence[Piece]) -> Prompt:
    """One prompt of all that is heard; a length only where all of them have one."""
    seconds = [piece.seconds for piece in pieces if piece.seconds is not None]
    lasts = sum(seconds) if pieces and len(seconds) == len(pieces) else None
    if pieces and all(piece.text for piece in pieces):
        audio = AND.join(piece.audio for piece in pieces if piece.audio)
        return Prompt(text=" ".join(piece.text for piece in pieces), seconds=lasts, audio=audio)
    return Prompt(audio=AND.join(piece.name for piece in pieces), seconds=lasts)


def named(pieces: Sequence[Piece]) -> str:
    """What people call what is heard."""
    return ", ".join(piece.name.removeprefix("custom/") for piece in pieces) or "announcement"
