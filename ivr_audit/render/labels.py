"""The writing of DOT: quoted strings, attribute lists and the tables of HTML-like labels, any text in them escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Final

from ivr_audit.render.lettering import clean, text_width

INK, GREY, PALE, PAPER = "#22303C", "#55616C", "#A3ABB3", "#FFFFFF"
LOST = "#9E2A1C"


def quoted(text: str) -> str:
    """The text as a quoted DOT string: a name."""
    escaped = clean(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _tooltip(text: str) -> str:
    """The text as a quoted tooltip; Graphviz resolves its backslashes twice, first `\\n`, then `\\N`."""
    return quoted(text[:LONGEST_TOOLTIP].replace("\\", "\\\\"))


LONGEST_TOOLTIP: Final = 3000
"""Letters; Graphviz takes strings of 16,384 at most, and a letter may be written with five."""


def html_text(text: str) -> str:
    """The text as it stands in an HTML-like label, where `\\N` would be the node's name, too.

    A text that begins and ends in "]" is a syntax error to Graphviz 2.43, so that letter is written as a number.
    """
    return html.escape(clean(text)).replace("\\", "\\\\").replace("]", "&#93;")


def attributes(*, label: str | None = None, tooltip: str | None = None, **values: str | float) -> str:
    """DOT attributes in brackets. `label` is empty or what the function of that name returned, `tooltip` any text."""
    parts = [f"{key.rstrip('_')}={quoted(str(value))}" for key, value in values.items()]
    parts += [] if label is None else [f"label={label or quoted('')}"]
    parts += [] if tooltip is None else [f"tooltip={_tooltip(tooltip)}"]
    return f"[{', '.join(parts)}]"


def font(text: str, size: int, colour: str = INK, *, bold: bool = False) -> str:
    """The text in a size, in points, and a colour."""
    inner = f"<B>{html_text(text)}</B>" if bold else html_text(text)
    return f'<FONT POINT-SIZE="{size}" COLOR="{colour}">{inner}</FONT>'


def cell(text: str, size: int, colour: str = INK, *, bold: bool = False) -> str:
    """A cell with the text on the left, at least as wide as it."""
    wide = round(text_width(text, size, bold=bold)) + 1
    return f'<TD ALIGN="LEFT" WIDTH="{wide}">{font(text, size, colour, bold=bold)}</TD>'


def framed(text: str, size: int, colour: str, *, tooltip: str | None = None, **values: str | int) -> str:
    """A cell in bold that its table cannot stretch: a key cap, a badge, a sample of a colour. A `tooltip`, any text,
    needs an `HREF` beside it.

    It must not get `ALIGN="RIGHT"`, which in Graphviz pushes such a cell over its neighbour.
    """
    wide, high = round(text_width(text, size, bold=True)) + 7, size + 6
    written = "".join(f' {key}="{value}"' for key, value in values.items())
    # Like every tooltip, it has its backslashes resolved once more than a text in a label.
    said = "" if tooltip is None else html_text(tooltip.replace("\\", "\\\\")).replace("\n", "&#10;")
    written += f' TITLE="{said}"' if said else ""
    size_fixed = f'FIXEDSIZE="TRUE" WIDTH="{wide}" HEIGHT="{high}" CELLPADDING="0"'
    return f"<TD {size_fixed}{written}>{font(text, size, colour, bold=True)}</TD>"


def table(rows: Iterable[str], **values: str | int) -> str:
    """A table of rows of cells, without borders unless `values`, its attributes, say otherwise."""
    written = "".join(f' {key}="{value}"' for key, value in {"BORDER": 0, "CELLSPACING": 0, **values}.items())
    return f"<TABLE{written}>{''.join(f'<TR>{row}</TR>' for row in rows)}</TABLE>"


def label(rows: Iterable[str], **values: str | int) -> str:
    """The table as an HTML-like label."""
    return f"<{table(rows, **values)}>"
