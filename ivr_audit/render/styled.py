"""Text in lines of styled pieces: joined for a pipe, coloured on a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import Literal, NamedTuple

from ivr_audit.words import visible

WIDTH = 80
_TIED = "\N{NO-BREAK SPACE}"
_NUMBER = r"\b\d[\d.,]*(?: (?:h|min|s)\b(?: \d+ (?:min|s)\b)?|%)?"
_AMOUNT = re.compile(rf"{_NUMBER}(?: ± {_NUMBER})?")
"""What must not be torn apart at the end of a line: a number, its unit and how far it can be wrong."""

_BELOW = "  "
"""What stands before the figures of a row whose name is above them."""

Style = Literal["", "title", "heading", "error", "warning", "advice", "good", "faint", "strong"]


class Piece(NamedTuple):
    """Some text and how it looks."""

    text: str
    style: Style = ""


Line = tuple[Piece, ...]


def plain(lines: Iterable[Line]) -> str:
    """The lines without any colour, each ended by a line feed."""
    return "".join("".join(visible(piece.text) for piece in line).rstrip() + "\n" for line in lines)


def line(*pieces: Piece | str) -> Line:
    """A line of pieces; a text alone has no style."""
    return tuple(piece if isinstance(piece, Piece) else Piece(piece) for piece in pieces)


def paragraph(
    text: str, *, first: str = "", rest: str | None = None, style: Style = "", width: int = WIDTH
) -> list[Line]:
    """A text wrapped to the width, the first line and the others each behind an indentation."""
    hanging = " " * len(first) if rest is None else rest
    whole = tied(" ".join(text.split()))
    wrapped = wrap(whole, width - len(hanging), break_on_hyphens=False, break_long_words=True) or [""]
    parts = [part.replace(_TIED, " ") for part in wrapped]
    return [line(first if n == 0 else hanging, Piece(part, style)) for n, part in enumerate(parts)]


def tied(text: str) -> str:
    """The text with amounts held together: no-break spaces in "1 min 05 s" and "45.5% ± 0.3"."""
    return _AMOUNT.sub(lambda found: found.group().replace(" ", _TIED), text)


def apart(left: str, right: str, *, style: Style = "", right_style: Style = "faint", width: int = WIDTH) -> list[Line]:
    """A text on the left and one flush right, on two lines where they do not fit on one."""
    room = width - len(left) - len(right)
    if room >= 2:
        return [line(Piece(left, style), " " * room, Piece(right, right_style))]
    return [line(Piece(left, style)), line("  ", Piece(right, right_style))]


def table(
    rows: Iterable[tuple[str, ...]], *, indent: str = "  ", whole: Sequence[int] = (), width: int = WIDTH
) -> list[Line]:
    """Rows in columns as wide as their widest cell; the first row is the heading. Where they do not fit, texts in the
    widest columns but the `whole` ones go on below themselves, at first between words. Where that is not enough, the
    name of a row stands on a line of its own above it; only then are words torn apart."""
    cells = [tuple(tied(cell) for cell in row) for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    words = [max((len(word) for row in cells for word in row[i].split(" ")), default=0) for i in range(len(widths))]
    room = width - len(indent) - 2 * (len(widths) - 1)
    loose = [i for i in range(len(widths)) if i not in whole]
    names_above = False
    if sum(words[i] if i in loose else widths[i] for i in range(len(widths))) > room and loose[0] == 0:
        names_above = True
        widths[0] = words[0] = len(_BELOW)
    _narrow(widths, loose, room, words)
    _narrow(widths, loose, room, [3] * len(widths))
    lines = []
    for n, row in enumerate(cells):
        style: Style = "faint" if n == 0 else ""
        if names_above and row[0]:
            lines += paragraph(row[0], first=indent, style=style, width=width)
            row = (_BELOW, *row[1:])
        columns = [wrap(cell, max(wide, 1), break_on_hyphens=False) for cell, wide in zip(row, widths, strict=True)]
        for parts in zip_longest(*columns, fillvalue=""):
            text = "  ".join(part.ljust(wide) for part, wide in zip(parts, widths, strict=True))
            lines.append(line(indent, Piece(text.replace(_TIED, " ").rstrip(), style)))
    return lines


def _narrow(widths: list[int], loose: Sequence[int], room: int, least: Sequence[int]) -> None:
    """Take from the widest of the loose columns until all fit, but leave each as wide as it must be at least."""
    while sum(widths) > room:
        wide = [i for i in loose if widths[i] > least[i]]
        if not wide:
            return
        widths[max(wide, key=widths.__getitem__)] -= 1
