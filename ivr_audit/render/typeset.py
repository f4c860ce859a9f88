"""Typst, which sets pages: texts as literals that nothing can break out of, and markup turned into a PDF.

Typst comes with a serif and a typewriter face; letters that neither has are taken from what is installed, and show as a
box where nothing has them. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Final

from ivr_audit.words import visible

_WORD: Final = re.compile(r"\S+")
LONGEST: Final = 40
"""Letters of a word that fit into a column of text."""
_BREAK: Final = "\u200b"
_BREAK_EVERY: Final = 6
_NOT_DRAWN: Final = re.compile("[\ud800-\udfff\ufeff\ufffe\uffff]")


class TypstMissing(Exception):
    """Typst is not installed."""


class TypstFailed(Exception):
    """Typst refused; the message is its reason in one line."""


def literal(text: str, *, longest: int = LONGEST) -> str:
    """The text as a typst string on one line, in which nothing is taken for markup or code.

    What acts on a reader unseen is written out (U+202E); a word of more than `longest` letters can be broken anywhere.

    >>> literal('say "*hi*" #x')
    '"say \\\\"*hi*\\\\" #x"'
    """
    one_line = _NOT_DRAWN.sub("\ufffd", visible(" ".join(text.split())))
    return quoted(_WORD.sub(lambda found: _breakable(found.group(), longest), one_line))


def quoted(text: str) -> str:
    """The text, as it is, as a typst string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _breakable(word: str, longest: int) -> str:
    if len(word) <= longest:
        return word
    return _BREAK.join(word[n : n + _BREAK_EVERY] for n in range(0, len(word), _BREAK_EVERY))


def pdf_of(markup: str, made: date | None = None) -> bytes:
    """The PDF of a document; the same markup, day and fonts give the same bytes.

    `made` is the day it says it was made on, 1 January 1970 if left out. Raises `TypstMissing` and `TypstFailed`.
    """
    try:
        import typst
    except ImportError:
        raise TypstMissing from None
    moment = datetime.combine(made or date(1970, 1, 1), time(), tzinfo=UTC)
    try:
        return typst.compile(markup.encode(), format="pdf", timestamp=moment)
    except typst.TypstError as error:
        raise TypstFailed(" ".join(error.message.split())) from error
