"""Shows styled lines on a terminal; in a pipe they are plain, and rich is not even imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from ivr_audit.cli.files import write
from ivr_audit.render.styled import Line, Style, plain
from ivr_audit.words import visible

_LOOK: Final[dict[Style, str]] = {
    "": "",
    "title": "bold",
    "heading": "bold cyan",
    "error": "bold red",
    "warning": "yellow",
    "advice": "blue",
    "good": "green",
    "faint": "dim",
    "strong": "bold",
}


def show(lines: Sequence[Line]) -> None:
    """Write the lines to standard output, in colour where that is a terminal (and NO_COLOR is not set)."""
    if sys.stdout is None or not sys.stdout.isatty():
        write("-", plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines:
        console.print(Text.assemble(*((visible(piece.text), _LOOK[piece.style]) for piece in line)), soft_wrap=True)
