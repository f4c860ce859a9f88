"""What was meant by a line that YAML reads otherwise: a missing space, a name with ": " or " #" in it, a cut text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ivr_audit.model import KEYS, KINDS, readable_fields
from ivr_audit.scalars import short

NO_SPACE = 'a space is missing after the ":"'
CUT = 'a " #" begins a comment and cuts this text off; put the text in quotes'
PERHAPS_CUT = f"{CUT}, or two spaces before the comment"
SECOND_COLON = 'a second ":" in one line; put the text after the first one in quotes'

_NO_SPACE = re.compile(
    r"[ \t]*(?:- )?[^\s\"'#\[\]{},:&*!|>%@`-][^:#\"'\[\]{},]{0,60}(?:(?<!\d):(?=[^\s:/])|:(?=[^\s:/\d]))"
)
_NAME_WITH_POUND = re.compile(r"[ \t]*([^\s\"'#:\[\]{},][^\"'#:]{0,60}) (#[^\s#:][^:]{0,40}):[ \t]*(?:[{\[].*)?$")
_SINGLE_POUND = re.compile(r"(?<=\S) (?=#)")
_FIRST_COLON = re.compile(r"[ \t]*(?:- )?(?P<name>\S.{0,100}?):[ \t]+")
_FIELD = re.compile(r"[ \t]*\S[^#]*?:(?:\s|$)")
_SECOND = re.compile(r":\s| #")
_CLOSED_IN_COMMENT = re.compile(r"(?<=\S) (?=#[^#]*[}\]])")
_LINE_END = "\r\n|[\r\n\x85\u2028\u2029]"
_LONGEST_LINE = 1000
_LONGEST_EXAMPLE = 40
_SECTIONS = {"holidays", "hours", "defaults", "entries", "nodes", "audit", "rules"}
_WITH_FIELDS = {"options", "exits", "cases", "attempts", "extensions", "wait"}

_TEXTS = {"number", "profile", "timezone", "start", "reviewed", "to", "text"}
_PARTS = {"about", "share", "seconds", "audio", "typical", "longest", "pattern"}


class Meant(NamedTuple):
    """A place, row and column counted from 0, and what to write there."""

    row: int
    column: int
    message: str


def is_unspaced(line: str) -> bool:
    """Whether a line begins like `1:desk` or `start:main`, but not like a time or an address of the web."""
    return _NO_SPACE.match(line[:_LONGEST_LINE]) is not None


def split(text: str) -> list[str]:
    """The lines as YAML counts them; it also ends a line at the separators of Unicode that editors pass over."""
    return re.split(_LINE_END, text)


def cuts(text: str) -> dict[tuple[int, int], bool]:
    """Row and column of every single space before a `#`, and whether a digit follows, as in `Suite #5`.

    Whoever comments a line sets the comment apart; a single space may well be part of a text.
    """
    if " #" not in text:
        return {}
    return {
        (row, found.start()): line[found.end() + 1 : found.end() + 2].isdigit()
        for row, line in enumerate(split(text.removeprefix("\ufeff")))
        for found in _SINGLE_POUND.finditer(line)
    }


def without_colon(lines: Sequence[str], row: int) -> Meant | None:
    """A line that should be a field and has no colon that counts."""
    line = lines[row][:_LONGEST_LINE]
    if unspaced := _NO_SPACE.match(line):
        return Meant(row, unspaced.end() - 1, NO_SPACE)
    if named := _NAME_WITH_POUND.match(line):
        name = short(f"{named[1]} {named[2]}")
        return Meant(row, named.start(2), f'a " #" begins a comment; put the name in quotes: {name}')
    return cut_above(lines, row)


def cut_above(lines: Sequence[str], row: int) -> Meant | None:
    """A line that goes on with a text which a comment in the line above has ended."""
    line, above = lines[row][:_LONGEST_LINE], lines[row - 1][:_LONGEST_LINE] if row else ""
    pound = _SINGLE_POUND.search(above)
    if pound is None or _indent(line) <= _indent(above) or _FIELD.match(line):
        return None
    return Meant(row - 1, pound.end(), CUT)


def cut_in_brackets(lines: Sequence[str], row: int, column: int) -> Meant | None:
    """Brackets that open at `column` and are closed in what YAML takes for a comment."""
    pound = _CLOSED_IN_COMMENT.search(lines[row][: column + _LONGEST_LINE], column)
    return Meant(row, pound.end(), CUT) if pound else None


def behind_unspaced(lines: Sequence[str], row: int) -> Meant | None:
    """A field that YAML takes for the rest of the text above, because `tree:T` there is a text."""
    found = None
    for above in range(row - 1, -1, -1):
        unspaced = _NO_SPACE.match(lines[above][:_LONGEST_LINE])
        if unspaced is None:
            return found
        found = Meant(above, unspaced.end() - 1, NO_SPACE)
    return found


def second_colon(lines: Sequence[str], row: int, column: int) -> Meant:
    """A line with two colons that count; the second stands at `column`."""
    line = lines[row]
    first = _FIRST_COLON.match(line[:column])
    if first is None:
        return Meant(row, column, SECOND_COLON)
    name, inner, rest = first["name"], line[first.end() : column].strip(), line[column + 1 :].strip()
    fields = _TEXTS | {kind if f == model.main else f for kind, model in KINDS.items() for f in readable_fields(model)}
    has_fields = name in _WITH_FIELDS or (name in _SECTIONS and not line[:1].isspace())
    if has_fields or (name not in fields and rest and (inner in fields | _PARTS or _is_key(inner))):
        example = f"{{{inner}: {rest}}}"
        is_short = rest and len(example) <= _LONGEST_EXAMPLE and example.isprintable() and not _SECOND.search(rest)
        advice = f"write {example}" if is_short else "write them in brackets, {}"
        return Meant(
            row, column, f'fields cannot begin behind another ":"; {advice}, or put them on lines of their own'
        )
    if (
        name not in fields
        and name[0] not in "\"'"
        and (rest[:1] == "{" or (not rest and _has_fields_below(lines, row)))
    ):
        said = f'this name holds ": "; put the name in quotes: {short(f"{name}: {inner}")}'
        return Meant(row, first.start("name"), said)
    return Meant(row, column, SECOND_COLON)


def _is_key(text: str) -> bool:
    return text in ("star", "pound") or (text != "" and set(text) <= set(KEYS))


def _has_fields_below(lines: Sequence[str], row: int) -> bool:
    below = next((line[:_LONGEST_LINE] for line in lines[row + 1 :] if line.strip()), "")
    return _indent(below) > _indent(lines[row]) and _FIELD.match(below) is not None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
