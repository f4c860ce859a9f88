"""How a node looks in a diagram: its shape and symbol by kind, its colour by what can become of a caller, its badges.

Colours never stand alone: a verdict has a symbol, a border and a grey of its own, for a reader who sees no colours.
Symbols are of the old WGL4 set, which every sans-serif font has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ivr_audit.finding import SEVERITIES, Finding, Severity
from ivr_audit.model import Node, Prompt, Voicemail, readable_fields
from ivr_audit.render.drawing import Verdict
from ivr_audit.render.labels import GREY, INK, PALE, attributes, cell, font, framed, label, table
from ivr_audit.render.lettering import wrap

NAME_SIZE, TEXT_SIZE, SMALL_SIZE = 11, 9, 8
TEXT_LINES = 3
MOST_BADGES, BADGE_ROOM = 5, 14
CARD = 132
"""Room for text on a card, in points."""


class _Kind(NamedTuple):
    """How a node kind is drawn: its word, symbol and shape, the room for text and the margin, in inches."""

    word: str
    symbol: str
    shape: str
    width: int = CARD
    margin: str = "0.1,0.06"
    rounded: bool = False


_KINDS: Final[Mapping[str, _Kind]] = {
    "say": _Kind("announcement", "♪", "note"),
    "menu": _Kind("menu", "≡", "box"),
    "ask": _Kind("asks for data", "#", "component", margin="0.14,0.06"),
    "hours": _Kind("hours", "☼", "hexagon", 80, "0.03,0.02"),
    "branch": _Kind("branch", "◊", "diamond", 70, "0.02,0.02"),
    "ring": _Kind("rings", "♫", "box", rounded=True),
    "queue": _Kind("queue", "•••", "box3d", margin="0.12,0.1"),
    "voicemail": _Kind("voicemail", "▼", "folder"),
    "callback": _Kind("callback", "↔", "tab"),
    "self_service": _Kind("self-service", "■", "cylinder"),
    "transfer": _Kind("transfer", "►", "box", rounded=True),
    "hangup": _Kind("hangs up", "×", "octagon", 84, "0.03,0.02"),
}


class Look(NamedTuple):
    """How a verdict is drawn: symbol, fill, colour, style and thickness of the border, and what the legend says."""

    symbol: str
    fill: str
    line: str
    style: str
    thickness: float
    meaning: str


LOOKS: Final[Mapping[Verdict, Look]] = {
    "person": Look("●", "#EAF3FB", "#235F94", "solid", 1.3, "a person can be reached"),
    "message": Look("○", "#F8E6B8", "#8F6410", "solid", 0.7, "only a message, callback or self-service"),
    "outside": Look("→", "#E6E8EB", "#56616B", "dotted", 1.3, "only a number outside"),
    "lost": Look("×", "#EFC4BD", "#98231A", "solid", 2.6, "lost: cut off, stuck, or a message nobody returns"),
}
_UNREACHED: Final = Look("", "#FFFFFF", PALE, "dotted", 1.0, "")


def card(node: Node, verdict: Verdict | None, badges: Sequence[str] = ()) -> str:
    """The attributes of a node; without a verdict it is pale, as one that nobody can reach."""
    kind = _KINDS[node.kind]
    look = LOOKS[verdict] if verdict else _UNREACHED
    ink, grey = (INK, GREY) if verdict else (GREY, PALE)
    symbol = f'<TD ALIGN="RIGHT">{font(look.symbol, NAME_SIZE, look.line, bold=True)}</TD>' if look.symbol else ""
    room = max(kind.width - 14 - BADGE_ROOM * len(badges), 1)
    word = f'<TD ALIGN="LEFT" WIDTH="{room}">{font(f"{kind.symbol} {kind.word}", SMALL_SIZE, grey)}</TD>'
    rows = [f"<TD>{table([''.join((word, *badges, symbol))], CELLPADDING=0, CELLSPACING=1)}</TD>"]
    rows += [cell(line, NAME_SIZE, ink, bold=True) for line in wrap(node.name, NAME_SIZE, kind.width, 2, bold=True)]
    rows += [cell(line, TEXT_SIZE, grey) for line in _text(node, kind.width)]
    return attributes(
        label=label(rows, CELLPADDING=1),
        shape=kind.shape,
        style=f"filled,{look.style}{',rounded' if kind.rounded else ''}",
        fillcolor=look.fill,
        color=look.line,
        penwidth=look.thickness,
        margin=kind.margin,
        class_=f"{node.kind} {verdict or 'apart'}",
        tooltip=_whole_text(node),
    )


def _text(node: Node, width: int) -> list[str]:
    """What stands on a card below the name: what is heard or who it is, unless the name says so; who owns a mailbox."""
    main = getattr(node, node.main)
    text = (main.text if isinstance(main, Prompt) else main) or ""
    said = [] if text.casefold() == node.name.casefold() else [*wrap(text, TEXT_SIZE, width, TEXT_LINES)]
    if isinstance(node, Voicemail) and node.owner:
        said += wrap(f"owner: {node.owner}", TEXT_SIZE, width, 1)
    return said


def _whole_text(node: Node) -> str:
    """Everything the file says in words about a node."""
    lines = [f"{_KINDS[node.kind].word}: {node.name}"]
    for name, field in readable_fields(type(node)).items():
        value = getattr(node, name)
        text = value.text if isinstance(value, Prompt) else value
        if text and field.metadata["reads"] in {"prompt", "text", "hours", "number"}:
            lines.append(text if name == node.main else f"{name.replace('_', ' ')}: {text}")
    return "\n".join(lines)


def badge(text: str, severity: Severity) -> str:
    """A cell with a short text: an error is a filled square, a warning an outlined pill, advice underlined."""
    if severity == "error":
        return framed(text, SMALL_SIZE, "#FFFFFF", BGCOLOR="#7F1D14")
    if severity == "warning":
        return framed(text, SMALL_SIZE, "#4F3500", BORDER=1, COLOR="#6B4700", STYLE="ROUNDED", BGCOLOR="#FFFFFF")
    return f"<TD><U>{font(text, SMALL_SIZE, GREY)}</U></TD>"


def badges(findings: Sequence[Finding]) -> dict[str, tuple[str, ...]]:
    """The cells with the numbers of each node's findings, the gravest first; findings count from 1."""
    numbers: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, finding in enumerate(findings, 1):
        numbers[finding.node].append((SEVERITIES.index(finding.severity), number))
    cells: dict[str, tuple[str, ...]] = {}
    for node, found in numbers.items():
        first = sorted(found)[:MOST_BADGES]
        more = [f"<TD>{font(f'+{len(found) - MOST_BADGES}', SMALL_SIZE, GREY)}</TD>"] if found[MOST_BADGES:] else []
        cells[node] = (*(badge(str(number), SEVERITIES[grave]) for grave, number in first), *more)
    return cells
