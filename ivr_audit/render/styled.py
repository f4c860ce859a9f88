"""Text in lines of styled pieces: joined for a pipe, coloured on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import Literal, NamedTuple

WIDTH = 80

Style = Literal["", "title", "heading", "error", "warning", "advice", "good", "faint", "strong"]


class Piece(NamedTuple):
    """Some text and how it looks."""

    text: str
    style: Style = ""


Line = tuple[Piece, ...]


def plain(lines: Iterable[Line]) -> str:
    """The lines without any colour, each ended by a line feed."""
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines)


def line(*pieces: Piece | str) -> Line:
    """A line of pieces; a text alone has no style."""
    return tuple(piece if isinstance(piece, Piece) else Piece(piece) for piece in pieces)


def paragraph(
    text: str, *, first: str = "", rest: str | None = None, style: Style = "", width: int = WIDTH
) -> list[Line]:
    """A text wrapped to the width, the first line and the others each behind an indentation."""
    hanging = " " * len(first) if rest is None else rest
    wrapped = wrap(" ".join(text.split()), width - len(hanging), break_on_hyphens=False, break_long_words=True) or [""]
    return [line(first if n == 0 else hanging, Piece(part, style)) for n, part in enumerate(wrapped)]


def apart(left: str, right: str, *, style: Style = "", right_style: Style = "faint", width: int = WIDTH) -> list[Line]:
    """A text on the left and one flush right, on two lines where they do not fit on one."""
    room = width - len(left) - len(right)
    if room >= 2:
        return [line(Piece(left, style), " " * room, Piece(right, right_style))]
    return [line(Piece(left, style)), line("  ", Piece(right, right_style))]


def table(rows: Iterable[tuple[str, ...]], *, indent: str = "  ", gap: str = "  ", width: int = WIDTH) -> list[Line]:
    """Rows in columns as wide as their widest cell; the first row is the heading. Where they do not fit, the widest
    columns are cut."""
    cells = [tuple(row) for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    room = width - len(indent) - len(gap) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > 3:
        widths[widths.index(max(widths))] -= 1
    lines = []
    for n, row in enumerate(cells):
        text = gap.join(_cut(cell, wide).ljust(wide) for cell, wide in zip(row, widths, strict=True))
        lines.append(line(indent, Piece(text.rstrip(), "faint" if n == 0 else "")))
    return lines


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(most - 3, 0)] + "..."
