"""How a node looks in a diagram: its shape and symbol by kind, its colour by what can become of a caller, its badges.

Colours never stand alone: a verdict has a symbol, a border and a grey of its own (light, middle, dark), for a reader
who sees no colours. Symbols are of the old WGL4 set, which every sans-serif font has.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ivr_audit.finding import SEVERITIES, Finding, Severity
from ivr_audit.model import Node, Prompt, Voicemail, readable_fields
from ivr_audit.render.labels import GREY, INK, LOST, PALE, PAPER, attributes, cell, font, framed, label, table
from ivr_audit.render.lettering import text_width, wrap
from ivr_audit.render.verdicts import VERDICTS, Verdict
from ivr_audit.words import list_words

NAME_SIZE, TEXT_SIZE, SMALL_SIZE = 11, 9, 9
BADGE_ROOM = 15
FOLDED_BADGES = 6
CARD = 132
"""Points that text may take on a card with room."""


class Room(NamedTuple):
    """How much room there is: points across a card, lines of what is heard, points across a line's words, badges on a
    card, errors in words, points across the sign where calls come in."""

    card: int
    lines: int
    caption: int
    badges: int
    errors: int
    entry: int = 110


_LEAST = 72
ROOMY: Final = Room(CARD, 3, 80, 5, 6)
TIGHT: Final = Room(88, 2, 54, 3, 3, 80)
"""For paper that would be too small otherwise."""
DENSE: Final = Room(80, 1, 46, 3, 3, 56)
"""For paper that would still be too small."""


class _Kind(NamedTuple):
    """How a node kind is drawn: its word, symbol and shape, the room for text and the margin, in inches."""

    word: str
    symbol: str
    shape: str
    width: int = CARD
    margin: str = "0.1,0.06"
    rounded: bool = False


KINDS: Final[Mapping[str, _Kind]] = {
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
    "transfer": _Kind("transfer", "►", "cds", margin="0.16,0.1"),
    "hangup": _Kind("hangs up", "×", "octagon", 84, "0.03,0.02"),
}


class Look(NamedTuple):
    """How a verdict is drawn: symbol, fill, colour, style and thickness of the border, the colours of name and text,
    what the legend says, and how it is said in a word."""

    symbol: str
    fill: str
    line: str
    style: str
    thickness: float
    ink: str
    grey: str
    meaning: str
    word: str


LOOKS: Final[Mapping[Verdict, Look]] = {
    "person": Look("●", "#EDF4FA", "#235F94", "solid", 1.2, INK, GREY, "a person can be reached", "person"),
    "message": Look(
        "○", "#F3D595", "#8A5E0C", "solid", 0.8, INK, "#4F4A3C", "only a message, callback or self-service",
        "message only",
    ),
    "outside": Look("→", "#E1E4E8", "#56616B", "dotted", 1.4, INK, GREY, "only a number outside", "outside"),
    "lost": Look(
        "×", LOST, "#5E130B", "solid", 2.4, PAPER, "#FBE6E2", "lost: cut off, stuck, or a message nobody returns",
        "lost",
    ),
}  # fmt: skip
AMONG: Final[Mapping[Verdict, str]] = {
    "person": "to a person", "message": "to a message only", "outside": "to outside", "lost": "lost",
}  # fmt: skip
_UNREACHED: Final = Look("", PAPER, PALE, "dotted", 1.0, GREY, PALE, "", "")


class Badge(NamedTuple):
    """The number of a finding in the report, how grave it is, and what it says."""

    number: int
    severity: Severity
    message: str


class Extras(NamedTuple):
    """What stands on a card besides what the file says: badges, the clock of routes, what differs between periods."""

    badges: tuple[Badge, ...] = ()
    clock: tuple[str, ...] = ()
    differs: tuple[tuple[Verdict, tuple[str, ...]], ...] = ()


def card(
    node: Node, verdict: Verdict | None, extras: Extras, *, anchor: str, links: str | None = None, room: Room = ROOMY
) -> str:
    """The attributes of a node; without a verdict it is pale, as one that nobody can reach. `anchor` is its id in an
    SVG, `links` what the ids of its badges begin with, if they are links."""
    kind = KINDS[node.kind]
    width = max(kind.width * room.card // CARD, _LEAST)
    look = LOOKS[verdict] if verdict else _UNREACHED
    count = min(len(extras.badges), room.badges + 1)
    if count:
        word = text_width(f"{kind.symbol} {kind.word}", SMALL_SIZE)
        width = max(width, round(word) + 14 + BADGE_ROOM * count)
    rows = [_clock(said, look) for said in extras.clock]
    rows += [_head(kind, width, look, badge_cells(extras.badges, links, room.badges, on_dark=look.ink == PAPER))]
    names = wrap(node.name, NAME_SIZE, width, 2, bold=True)
    rows += [cell(line, NAME_SIZE, look.ink, bold=True) for line in names]
    rows += [cell(line, TEXT_SIZE, look.grey) for line in _text(node, width, room.lines)]
    rows += [line for found, names in extras.differs for line in _in_periods(found, names, width, look)]
    return attributes(
        label=label(rows, CELLPADDING=1),
        shape=kind.shape,
        style=f"filled,{look.style}{',rounded' if kind.rounded else ''}",
        fillcolor=look.fill,
        color=look.line,
        penwidth=look.thickness,
        margin=kind.margin,
        id_=anchor,
        class_=f"{node.kind} {verdict or 'apart'}",
        tooltip=_whole_text(node, extras),
    )


def _head(kind: _Kind, width: int, look: Look, cells: Sequence[str]) -> str:
    """The first row of a card: its kind on the left, its badges and the verdict's symbol on the right."""
    space = max(width - 14 - BADGE_ROOM * len(cells), 1)
    cells = ['<TD WIDTH="4"></TD>', *cells] if cells else []
    said = f"{font(kind.symbol, NAME_SIZE, look.ink)} {font(kind.word, SMALL_SIZE, look.grey)}"
    word = f'<TD ALIGN="LEFT" WIDTH="{space}">{said}</TD>'
    line = look.ink if look.ink == PAPER else look.line
    symbol = f'<TD ALIGN="RIGHT">{font(look.symbol, NAME_SIZE + 2, line, bold=True)}</TD>' if look.symbol else ""
    return f"<TD>{table([''.join((word, *cells, symbol))], CELLPADDING=0, CELLSPACING=1)}</TD>"


def _clock(said: str, look: Look) -> str:
    back, ink = (PAPER, INK) if look.ink == PAPER else (INK, PAPER)
    return f'<TD ALIGN="LEFT" CELLPADDING="2" BGCOLOR="{back}">{font(f" {said} ", SMALL_SIZE, ink, bold=True)}</TD>'


def _in_periods(verdict: Verdict, names: Sequence[str], width: int, look: Look) -> list[str]:
    """What becomes of a caller in some of the periods, as lines."""
    found = LOOKS[verdict]
    colour = look.grey if look.ink == PAPER else found.line
    told = f"{found.symbol} {found.word}: {list_words(names)}"
    return [cell(line, SMALL_SIZE, colour, bold=verdict == "lost") for line in wrap(told, SMALL_SIZE, width - 8, 2)]


def _text(node: Node, width: int, lines: int) -> list[str]:
    """What stands on a card below the name: what is heard or who it is, unless the name says so; who owns a mailbox."""
    main = getattr(node, node.main)
    text = (main.text if isinstance(main, Prompt) else main) or ""
    said = [] if text.casefold() in node.name.casefold() else [*wrap(text, TEXT_SIZE, width, lines)]
    if isinstance(node, Voicemail) and node.owner:
        said += wrap(f"owner: {node.owner}", TEXT_SIZE, width, 1)
    return said


def _whole_text(node: Node, extras: Extras) -> str:
    """Everything the file says in words about a node, what differs between periods, and its findings."""
    lines = [f"{KINDS[node.kind].word}: {node.name}"]
    for name, field in readable_fields(type(node)).items():
        value = getattr(node, name)
        text = value.text if isinstance(value, Prompt) else value
        if text and field.metadata["reads"] in {"prompt", "text", "hours", "number"}:
            lines.append(text if name == node.main else f"{name.replace('_', ' ')}: {text}")
    lines += [f"{LOOKS[verdict].word}: {list_words(names)}" for verdict, names in extras.differs]
    return "\n".join([*lines, *(f"{severity} {number}: {message}" for number, severity, message in extras.badges)])


def folded_card(
    anchor: str,
    behind: Sequence[str],
    best: Mapping[str, Verdict],
    badges: Sequence[Badge],
    *,
    room: Room = ROOMY,
    sheet: int | None = None,
) -> str:
    """The attributes of a card that stands for all that is folded behind a node, or for a branch drawn on another
    `sheet`: which and how many, what becomes of callers there, and the numbers of what was found."""
    if sheet is None:
        rows = [cell(f"… {len(behind)} more", NAME_SIZE, INK, bold=True)]
        rows += [cell(line, SMALL_SIZE, GREY) for line in wrap(", ".join(behind), SMALL_SIZE, CARD, 2)]
    else:
        rows = [cell(line, NAME_SIZE, INK, bold=True) for line in wrap(behind[0], NAME_SIZE, CARD - 20, 2, bold=True)]
        more = f"and {len(behind) - 1} more " if len(behind) > 1 else ""
        rows += [cell(f"{more}on sheet {sheet}", TEXT_SIZE, INK, bold=True)]
    counted = [(verdict, sum(best[name] == verdict for name in behind)) for verdict in VERDICTS]
    told = []
    cells = []
    for verdict, count in [(verdict, count) for verdict, count in counted if count]:
        told.append(f"{LOOKS[verdict].symbol} {count} {AMONG[verdict]}")
        colour = LOST if verdict == "lost" else LOOKS[verdict].line
        said = f"{LOOKS[verdict].symbol} {count}" if room is DENSE else told[-1]
        cells.append(cell(said, TEXT_SIZE, colour, bold=verdict == "lost"))
    rows += [f'<TD ALIGN="LEFT">{table(["".join(cells)])}</TD>'] if room is DENSE else cells
    if badges:
        errors = sum(badge.severity == "error" for badge in badges)
        counted_errors = f", {errors} error{'s' * (errors > 1)}" if errors else ""
        told.append(f"{len(badges)} finding{'s' * (len(badges) > 1)}{counted_errors}")
        shown = badge_cells(sorted(badges, key=_gravity), None, FOLDED_BADGES)
        free = max(_widest(rows) - BADGE_ROOM * len(shown), 1)
        shown.append(f'<TD WIDTH="{free}"></TD>')
        rows += [f'<TD ALIGN="LEFT">{table(["".join(shown)], CELLPADDING=0, CELLSPACING=1)}</TD>']
    look = {"color": LOST, "penwidth": "1.6"} if best_is_lost(behind, best) else {"color": GREY}
    return attributes(
        label=label(rows, CELLPADDING=1), shape="box", style="filled", fillcolor=PAPER, peripheries=2,
        margin="0.08,0.05", id_=anchor, class_="fold", tooltip="\n".join([*told, *behind]), **look,
    )  # fmt: skip


def _widest(rows: Sequence[str]) -> int:
    return max(int(wide) for row in rows for wide in re.findall(r'WIDTH="(\d+)"', row))


def best_is_lost(behind: Iterable[str], best: Mapping[str, Verdict]) -> bool:
    """Whether callers get lost somewhere among these nodes."""
    return any(best[name] == "lost" for name in behind)


def badges(findings: Sequence[Finding], periods: Sequence[str]) -> dict[str, tuple[Badge, ...]]:
    """The badges of each node's findings in any of the periods, the gravest first; findings count from 1."""
    found: defaultdict[str, list[Badge]] = defaultdict(list)
    for number, finding in enumerate(findings, 1):
        if finding.periods and set(periods).isdisjoint(finding.periods):
            continue
        found[finding.node].append(Badge(number, finding.severity, finding.message))
    return {node: tuple(sorted(here, key=_gravity)) for node, here in found.items()}


def _gravity(badge: Badge) -> tuple[int, int]:
    return SEVERITIES.index(badge.severity), badge.number


def badge_cells(badges: Sequence[Badge], links: str | None, most: int, *, on_dark: bool = False) -> list[str]:
    """The cells of the gravest badges, and how many more there are. As links, each leads to `#finding-N` and
    has an id that begins with `links`: `badge-N`."""
    cells = []
    for number, severity, message in badges[:most]:
        where = {} if links is None else {"ID": f"{links}badge-{number}", "HREF": f"#finding-{number}"}
        said = None if links is None else f"{severity} {number}: {message}"
        cells.append(badge(str(number), severity, said, on_dark=on_dark, **where))
    more = len(badges) - most
    colour = PAPER if on_dark else GREY
    return [*cells, f"<TD>{font(f'+{more}', SMALL_SIZE, colour)}</TD>"] if more > 0 else cells


def badge(text: str, severity: Severity, tooltip: str | None = None, *, on_dark: bool = False, **values: str) -> str:
    """A cell with a short text: an error is a filled square, a warning an outlined pill, advice underlined."""
    if severity == "error":
        back, ink = (PAPER, LOST) if on_dark else (LOST, PAPER)
        return framed(text, SMALL_SIZE, ink, tooltip=tooltip, BGCOLOR=back, **values)
    if severity == "warning":
        look: dict[str, str | int] = {"BORDER": 1, "COLOR": "#6B4700", "STYLE": "ROUNDED", "BGCOLOR": PAPER}
        return framed(text, SMALL_SIZE, "#4F3500", tooltip=tooltip, **look, **values)
    return framed(f"{text}", SMALL_SIZE, PAPER if on_dark else GREY, tooltip=tooltip, SIDES="B", BORDER=1, **values)
