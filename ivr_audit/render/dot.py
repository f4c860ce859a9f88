"""A picture of a phone tree as DOT text, for Graphviz to lay out.

What is in it is decided in `drawing.py`, how a node looks in `cards.py`; here are the lines, the title and the legend.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.hours import State
from ivr_audit.model import PhoneTree
from ivr_audit.render.cards import CARD, LOOKS, SMALL_SIZE, TEXT_SIZE, badge, badges, card
from ivr_audit.render.drawing import Drawing, Spot, Way, drawing
from ivr_audit.render.labels import GREY, INK, PALE, attributes, cell, font, framed, label, quoted, table
from ivr_audit.render.lettering import clean, wrap
from ivr_audit.words import MONTHS, list_words

FONT = "Arial"
"""Both drawing programs know its widths; `picture.py` adds what to use where there is no Arial."""
LINE, LOST = "#6B7884", "#98231A"
_ENDS: Final[Mapping[str, str]] = {
    "cut off": "× hangs up", "stuck": "∞ waits for ever", "callback": "↔ is called back", "person": "● a person",
    "message": "○ a message", "served": "■ served", "outside": "► outside",
}  # fmt: skip
_LOSSES: Final = frozenset({Spot("end", "cut off"), Spot("end", "stuck")})


def dot_source(
    tree: PhoneTree,
    states: Sequence[tuple[str, State]],
    *,
    findings: Sequence[Finding] = (),
    path: Collection[tuple[str, str]] = (),
    as_of: date | None = None,
) -> str:
    """The DOT text of a tree in one period or several at once, given as `(name, state)`.

    Findings are numbered from 1 in the order given. `path` has the `(node, step name)` of a path to be drawn bold.
    """
    shown = drawing(tree, [state for _, state in states], path)
    marked = badges(findings)
    heading = _heading(tree, [name for name, _ in states], as_of, shown)
    rows = [*heading, f'<TD ALIGN="LEFT">{_legend(findings, shown)}</TD>']
    verdicts = [*((name, shown.verdicts[name]) for name in shown.nodes), *((name, None) for name in shown.apart)]
    lines = [
        f"digraph {quoted(tree.name)} {{",
        *_defaults(label(rows, CELLPADDING=2)),
        *_entries(tree),
        *(f"{_id('node', name)} {card(tree.nodes[name], best, marked.get(name, ()))};" for name, best in verdicts),
        *_unreached(shown),
        *(_ghost(name) for name in shown.ghosts),
        *_ways(shown),
        "}",
        "",
    ]
    return "\n".join(lines)


def _defaults(heading: str) -> Iterator[str]:
    graph = attributes(
        rankdir="LR", bgcolor="white", pad=0.3, nodesep=0.16, ranksep=0.3, ordering="out", outputorder="edgesfirst",
        fontname=FONT, fontcolor=INK, labelloc="t", labeljust="l", label=heading,
    )  # fmt: skip
    node = attributes(fontname=FONT, fontsize=TEXT_SIZE, fontcolor=INK, style="filled", height=0.1, width=0.1)
    edge = attributes(fontname=FONT, fontsize=SMALL_SIZE, fontcolor=GREY, color=LINE, arrowsize=0.55, penwidth=1.0)
    yield from (f"graph {graph};", f"node {node};", f"edge {edge};")


def _id(prefix: str, name: str) -> str:
    """What a node is called in DOT; names that differ only in what cannot be drawn stay apart."""
    return quoted(f"{prefix} {name}" if clean(name) == name else f"{prefix}: {name!a}")


def _entries(tree: PhoneTree) -> Iterator[str]:
    for number, entry in enumerate(tree.entries, 1):
        dialled = (entry.number or tree.number or "").strip() or "calls"
        rows = [cell(line, TEXT_SIZE, "#FFFFFF", bold=True) for line in wrap(dialled, TEXT_SIZE, 110, 2, bold=True)]
        look = attributes(
            label=label(rows, CELLPADDING=1), shape="box", style="filled,rounded", fillcolor=INK, color=INK,
            class_="entry", tooltip=dialled,
        )  # fmt: skip
        target = _id("node" if entry.node in tree.nodes else "ghost", entry.node)
        yield f"{_id('entry', str(number))} {look};"
        yield f"{_id('entry', str(number))} -> {target} {attributes(color=INK, penwidth=1.6)};"
    calls_come_in = [_id("entry", str(number)) for number in range(1, len(tree.entries) + 1)]
    yield f"{{rank=min; {'; '.join(calls_come_in)}}}"


def _unreached(shown: Drawing) -> Iterator[str]:
    """Where an entry would stand, a pale note before the nodes with no way in; ways back are stubs, so there is one."""
    if not shown.apart:
        return
    text = "nobody can reach these"
    look = attributes(label=label([cell(text, TEXT_SIZE, GREY)]), shape="plain", style="", class_="apart", tooltip=text)
    yield f'"apart" {look};'
    led_to = {way.spot.name for way in shown.ways if way.spot.mark == "node"}
    for name in [name for name in shown.apart if name not in led_to]:
        yield f'"apart" -> {_id("node", name)} {attributes(style="dotted", color=PALE, arrowhead="none")};'


def _ghost(name: str) -> str:
    said = f"missing: {name}"
    rows = [cell(line, TEXT_SIZE, GREY) for line in wrap(said, TEXT_SIZE, CARD, 2)]
    look = attributes(
        label=label(rows, CELLPADDING=1), shape="box", style="dashed", color=PALE, margin="0.08,0.04",
        class_="ghost", tooltip=said,
    )  # fmt: skip
    return f"{_id('ghost', name)} {look};"


def _ways(shown: Drawing) -> Iterator[str]:
    """The lines: those to nodes first, in the order of the keys; what ends in a stub is gathered below them."""
    apart = set(shown.apart)
    lines: defaultdict[tuple[str, Spot], list[Way]] = defaultdict(list)
    stubs: defaultdict[tuple[str, bool], list[Way]] = defaultdict(list)
    for way in shown.ways:
        if way.spot.mark in {"node", "ghost"}:
            lines[way.source, way.spot].append(way)
        else:
            stubs[way.source, way.unasked].append(way)
    for (source, spot), ways in lines.items():
        yield from (_line(way, _id(*spot), pale=source in apart) for way in ways)
    for number, ((source, _), ways) in enumerate(stubs.items(), 1):
        yield from _stub(ways, _id("stub", str(number)), pale=source in apart)


def _line(way: Way, target: str, *, pale: bool) -> str:
    look = attributes(
        style="dotted" if way.by_person else "dashed" if way.unasked else "solid",
        color=INK if way.on_path else PALE if pale else LINE,
        penwidth=2.8 if way.on_path else 1.0,
        label=_caption(way),
        tooltip=_said(way),
    )
    return f"{_id('node', way.source)} -> {target} {look};"


def _caption(way: Way) -> str:
    """What makes a call take the way: keys as a key cap, words below each other."""
    rows = [_cap(keys) for keys in wrap(", ".join(way.keys), SMALL_SIZE, 80, 3, bold=True)]
    words = [line for word in way.words for line in wrap(word, SMALL_SIZE, 80, 2)]
    if words:
        below = table([cell(line, SMALL_SIZE, GREY) for line in words], CELLPADDING=0, BGCOLOR="#FFFFFF")
        rows.append(f"<TD>{below}</TD>")
    return label(rows, CELLPADDING=3) if rows else ""


def _cap(keys: str) -> str:
    return framed(keys, SMALL_SIZE, INK, BORDER=1, COLOR=GREY, STYLE="ROUNDED", BGCOLOR="#FFFFFF")


def _said(way: Way) -> str:
    """The way in words."""
    taken = ", ".join([*(f"key {key}" for key in way.keys), *way.words])
    return f"{way.source}{f', {taken}' if taken else ''}: {_goal(way)}"


def _goal(way: Way) -> str:
    mark, name = way.spot
    if mark == "end":
        return _ENDS[name]
    if way.source == name:
        return f"← {name} again"
    return {"back": f"← back to {name}", "to": f"→ {name}"}.get(mark, name)


def _stub(ways: Sequence[Way], target: str, *, pale: bool) -> Iterator[str]:
    """A short line to a list of what is drawn elsewhere, or is nowhere: one row for each way."""
    capped = any(way.keys for way in ways)
    rows = []
    for way in ways:
        grey = PALE if pale else GREY
        colour = LOST if not pale and way.spot in _LOSSES else grey
        texts = [font(word, SMALL_SIZE, grey) for word in wrap(", ".join(way.words), SMALL_SIZE, CARD, 1)]
        texts += [font(line, SMALL_SIZE, colour) for line in wrap(_goal(way), SMALL_SIZE, CARD, 1)]
        caps = _cap(*wrap(", ".join(way.keys), SMALL_SIZE, 80, 1, bold=True)) if way.keys else ""
        span = 2 if capped and not caps else 1
        rows.append(f'{caps}<TD ALIGN="LEFT" COLSPAN="{span}">{"  ".join(texts)}</TD>')
    look = attributes(
        label=label(rows, CELLPADDING=1, CELLSPACING=1), shape="plain", style="", class_="stub",
        tooltip="\n".join(map(_said, ways)),
    )  # fmt: skip
    yield f"{target} {look};"
    first = next((way for way in ways if way.on_path), ways[0])
    yield _line(first._replace(keys=(), words=()), target, pale=pale)


def _heading(tree: PhoneTree, periods: Sequence[str], as_of: date | None, shown: Drawing) -> list[str]:
    """Title, number, periods and date."""
    facts = [tree.number or "", list_words(periods)]
    facts += [f"as of {as_of.day} {MONTHS[as_of.month - 1]} {as_of.year}"] if as_of else []
    facts += [f"left out: {shown.left_out} of other times"] if shown.left_out else []
    rows = [cell(line, 16, INK, bold=True) for line in wrap(tree.name, 16, 420, 2, bold=True)]
    return rows + [cell(line, 10, GREY) for line in wrap(" · ".join(filter(None, facts)), 10, 460, 3)]


def _legend(findings: Sequence[Finding], shown: Drawing) -> str:
    """What colours, lines and badges mean, as far as they occur."""
    met = {shown.verdicts[name] for name in shown.nodes}
    looks = [
        framed(
            look.symbol,
            TEXT_SIZE,
            look.line,
            BORDER=2 if verdict == "lost" else 1,
            COLOR=look.line,
            BGCOLOR=look.fill,
        )
        + cell(look.meaning, SMALL_SIZE, GREY)
        for verdict, look in LOOKS.items()
        if verdict in met
    ]
    lines = (
        ("- - -", "happens without the caller", any(way.unasked for way in shown.ways)),
        ("· · ·", "passed on by a person", any(way.by_person for way in shown.ways)),
        ("▬", "the path shown", any(way.on_path for way in shown.ways)),
    )
    signs = [cell(f"{line} {meaning}", SMALL_SIZE, GREY) for line, meaning, occurs in lines if occurs]
    severities = {finding.severity for finding in findings}
    signs += [badge(grave, grave) for grave in SEVERITIES if grave in severities]
    rows = [('<TD WIDTH="4"></TD>').join(row) for row in (looks, signs) if row]
    widest = max(map(_least_width, rows), default=0)
    rows = [f'{row}<TD WIDTH="{widest - _least_width(row) + 1}"></TD>' for row in rows]
    shown_rows = [f'<TD ALIGN="LEFT">{table([row], CELLPADDING=2)}</TD>' for row in rows]
    return table(shown_rows, CELLPADDING=0, CELLSPACING=2) if rows else ""


def _least_width(row: str) -> int:
    """The points that a row of cells takes at least; Graphviz spreads the cells of a row that is given more."""
    return sum(int(wide) + 4 for wide in re.findall(r'WIDTH="(\d+)"', row))
