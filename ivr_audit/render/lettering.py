"""Letters in a drawing: text cleaned of what cannot be drawn, measured, wrapped and shortened.

The drawing programs do not agree on how wide a text is, and `graphviz-pure` takes every letter beyond ASCII for as
narrow as a space. So the widths are computed here, with the metrics of Helvetica, which are those of Arial, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from ivr_audit.words import unturned

# Widths in thousandths of the size, ASCII 32 to 126, from Adobe's Helvetica.afm.
_HELVETICA = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_BOLD = 1.1
"""How much wider Helvetica Bold is; exact for no letter, too little for none that is common."""
_STOPS = " ,;:."
_JOINER = "\N{ZERO WIDTH JOINER}"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text with a replacement character for each that no XML file may contain; line ends become `\\n`, and what
    would turn the direction of a text is written out (U+202E)."""
    if text.isprintable():  # most are, and this is asked thousands of times
        return text
    return unturned(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n")))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is, in points; for letters beyond ASCII an upper guess."""
    return sum(map(_letter_width, text)) * size / 1000 * (_BOLD if bold else 1)


def wrap(text: str, size: float, width: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """The text in at most so many lines of at most so many points, the last ending in "…" if there was more.

    >>> wrap("For appointments, press 1. For refills, press 2.", 10, 90, 2)
    ('For appointments,', 'press 1. For refills…')
    """
    wrapped: list[str] = []
    line, length = "", 0.0
    space = text_width(" ", size, bold=bold)
    for word, wide in _words(clean(text), size, width, bold):
        if not line or length + space + wide <= width:
            line, length = (f"{line} {word}", length + space + wide) if line else (word, wide)
        elif len(wrapped) == lines - 1:
            return (*wrapped, _with_ellipsis(line, size, width, bold))
        else:
            wrapped.append(line)
            line, length = word, wide
    return (*wrapped, line) if line else tuple(wrapped)


@cache
def _letter_width(letter: str) -> int:
    if " " <= letter <= "~":
        return _HELVETICA[ord(letter) - 32]
    if letter == _JOINER or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return 1250 if unicodedata.category(letter) == "So" else 1000
    return 1000 if unicodedata.category(letter) in {"So", "Sm", "Lu", "Pd", "Po"} else 650


def _words(text: str, size: float, width: float, bold: bool) -> Iterator[tuple[str, float]]:
    """The words and their widths, those that are wider than a line in pieces; a mark stays with its letter."""
    for word in text.split():
        whole = text_width(word, size, bold=bold)
        if whole <= width:
            yield word, whole
            continue
        piece, length = "", 0.0
        for letter in word:
            wide = text_width(letter, size, bold=bold)
            if piece and wide and length + wide > width and not piece.endswith(_JOINER):
                yield piece, length
                piece, length = "", 0.0
            piece, length = piece + letter, length + wide
        yield piece, length


def _with_ellipsis(line: str, size: float, width: float, bold: bool) -> str:
    """The line shortened by whole words, or by letters if it is a single word, until "…" fits."""
    line = line.rstrip(_STOPS)
    while line and text_width(f"{line}…", size, bold=bold) > width:
        line = (line.rpartition(" ")[0] or line[:-1]).rstrip(_STOPS)
    return f"{line}…"
