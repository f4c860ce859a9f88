"""The lines of a diagram as DOT: key caps and words on them, short stubs for what is drawn elsewhere or is nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ivr_audit.model import PhoneTree
from ivr_audit.render.cards import ROOMY, SMALL_SIZE, TEXT_SIZE, Room
from ivr_audit.render.drawing import Drawing, Spot, Way
from ivr_audit.render.flow import Flow
from ivr_audit.render.labels import (
    GREY,
    INK,
    LOST,
    PALE,
    PAPER,
    attributes,
    cell,
    font,
    framed,
    label,
    quoted,
    table,
)
from ivr_audit.render.lettering import clean, wrap
from ivr_audit.render.routes import SIGNS

LINE = "#6B7884"
ENDS: Final[Mapping[str, str]] = {
    "cut off": "× hangs up", "stuck": "∞ waits for ever", "callback": "↔ is called back", "person": "● a person",
    "message": "○ a message", "served": "■ served", "outside": "► outside",
}  # fmt: skip
_THICKEST: Final = 11.0
"""Points that a line is thicker along which all calls go."""
_LOSSES: Final = frozenset({Spot("end", "cut off"), Spot("end", "stuck")})


def name_of(prefix: str, name: str) -> str:
    """What a node is called in DOT; names that differ only in what cannot be drawn stay apart."""
    return quoted(f"{prefix} {name}" if clean(name) == name else f"{prefix}: {name!a}")


def entries(tree: PhoneTree, shown: Drawing, room: Room = ROOMY) -> Iterator[str]:
    """Where calls come in: the numbers that are dialled, or the node that the drawing starts from."""
    starts = [((entry.number or tree.number or "").strip() or "calls", entry.node) for entry in tree.entries]
    if shown.starts != tuple(node for _, node in starts):
        starts = [(shown.came.get(node, "from here"), node) for node in shown.starts]
    for number, (dialled, node) in enumerate(starts, 1):
        rows = [cell(line, TEXT_SIZE, PAPER, bold=True) for line in wrap(dialled, TEXT_SIZE, room.entry, 3, bold=True)]
        look = attributes(
            label=label(rows, CELLPADDING=1), shape="box", style="filled,rounded", fillcolor=INK, color=INK,
            class_="entry", tooltip=dialled,
        )  # fmt: skip
        target = name_of("node" if node in tree.nodes else "ghost", node)
        yield f"{name_of('entry', str(number))} {look};"
        yield f"{name_of('entry', str(number))} -> {target} {attributes(color=INK, penwidth=1.6)};"
    calls_come_in = [name_of("entry", str(number)) for number in range(1, len(starts) + 1)]
    if calls_come_in:
        yield f"{{rank=min; {'; '.join(calls_come_in)}}}"


def unreached(shown: Drawing) -> Iterator[str]:
    """Where an entry would stand, a pale note before the nodes with no way in; ways back are stubs, so there is one."""
    if not shown.apart:
        return
    text = "nobody can reach these"
    look = attributes(label=label([cell(text, TEXT_SIZE, GREY)]), shape="plain", style="", class_="apart", tooltip=text)
    yield f'"apart" {look};'
    led_to = {way.spot.name for way in shown.ways if way.spot.mark == "node"}
    for name in [name for name in shown.apart if name not in led_to]:
        yield f'"apart" -> {name_of("node", name)} {attributes(style="dotted", color=PALE, arrowhead="none")};'


def ghost(name: str, room: Room = ROOMY) -> str:
    """A missing node."""
    said = f"missing: {name}"
    rows = [cell(line, TEXT_SIZE, LOST) for line in wrap(said, TEXT_SIZE, room.card, 2)]
    look = attributes(
        label=label(rows, CELLPADDING=1), shape="box", style="dashed", color=LOST, margin="0.08,0.04",
        class_="ghost", tooltip=said,
    )  # fmt: skip
    return f"{name_of('ghost', name)} {look};"


def lines(shown: Drawing, room: Room = ROOMY, flow: Flow | None = None) -> Iterator[str]:
    """The lines: those to nodes first, in the order of the keys; what ends in a stub is gathered below them. With a
    `flow` they are as thick as many calls go along them."""
    apart = set(shown.apart)
    several = len({route for way in shown.ways for route in way.routes}) > 1
    drawn: defaultdict[tuple[str, Spot], list[Way]] = defaultdict(list)
    stubs: defaultdict[tuple[str, bool], list[Way]] = defaultdict(list)
    for way in shown.ways:
        if way.spot.mark in {"node", "ghost", "fold"}:
            drawn[way.source, way.spot].append(way)
        else:
            stubs[way.source, way.unasked].append(way)
    for (source, spot), ways in drawn.items():
        yield from (
            _line(way, name_of(*spot), pale=source in apart, room=room, signs=several, flow=flow) for way in ways
        )
    for number, ((source, _), ways) in enumerate(stubs.items(), 1):
        yield from _stub(ways, name_of("stub", str(number)), pale=source in apart, room=room, flow=flow)


def _line(way: Way, target: str, *, pale: bool, room: Room, signs: bool = False, flow: Flow | None = None) -> str:
    if flow is not None:
        return _weighted(way, target, room, flow)
    colour = INK if way.routes else PALE if pale else LOST if way.losing else LINE
    look = attributes(
        style="dotted" if way.by_person else "dashed" if way.unasked else "solid",
        color=colour,
        penwidth=3.2 if way.routes else 1.7 if way.losing and not pale else 1.0,
        label=_caption(way, room, signs=signs, losing=way.losing and not pale),
        tooltip=said(way),
    )
    return f"{name_of('node', way.source)} -> {target} {look};"


def _weighted(way: Way, target: str, room: Room, flow: Flow) -> str:
    """A line as thick as many calls go along it, with how many of a hundred those are."""
    part = flow.along(way)
    look = attributes(
        style="dotted" if not part else "dashed" if way.unasked else "solid",
        color=PALE if not part else LOST if way.losing else LINE,
        penwidth=round(0.8 + _THICKEST * part**0.7, 2),
        label=_caption(way, room, signs=False, losing=way.losing, said=flow.said(part) if part else ""),
        tooltip=f"{said(way)}: {flow.said(part)} of 100 calls",
    )
    return f"{name_of('node', way.source)} -> {target} {look};"


def _caption(way: Way, room: Room, *, signs: bool, losing: bool, said: str = "") -> str:
    """What makes a call take the way: keys as a key cap, words below each other, a cross where it loses callers."""
    rows = [_cap(keys) for keys in wrap(", ".join(way.keys), SMALL_SIZE, room.caption, 3, bold=True)]
    words = [line for word in way.words for line in wrap(word, SMALL_SIZE, room.caption, 2)]
    if words:
        below = table([cell(line, SMALL_SIZE, GREY) for line in words], CELLPADDING=0, BGCOLOR=PAPER)
        rows.append(f"<TD>{below}</TD>")
    if losing and way.spot.mark != "end":
        cross = framed("×", SMALL_SIZE, PAPER, BGCOLOR=LOST)
        rows = [f"<TD>{table([rows[0] + cross], CELLPADDING=0, CELLSPACING=2)}</TD>", *rows[1:]] if rows else [cross]
    if signs and way.routes:
        rows.append(framed(" ".join(SIGNS[route] for route in way.routes), SMALL_SIZE, PAPER, BGCOLOR=INK))
    if said:
        rows.append(framed(said, SMALL_SIZE, PAPER, BGCOLOR=LOST if losing else INK))
    return label(rows, CELLPADDING=3) if rows else ""


def _cap(keys: str) -> str:
    return framed(keys, SMALL_SIZE, INK, BORDER=1, COLOR=GREY, STYLE="ROUNDED", BGCOLOR=PAPER)


def said(way: Way) -> str:
    """The way in words."""
    taken = ", ".join([*(f"key {key}" for key in way.keys), *way.words])
    return f"{way.source}{f', {taken}' if taken else ''}: {goal(way)}"


def goal(way: Way) -> str:
    """Where a way leads, in words."""
    mark, name = way.spot
    if mark == "end":
        return ENDS[name]
    if mark == "fold":
        return f"more behind {name}"
    if way.source == name:
        return f"← {name} again"
    place = f", {way.where}" if way.where else ""
    return {"back": f"← back to {name}{place}", "to": f"→ {name}{place}"}.get(mark, name)


def _joined(texts: Sequence[str], colour: str) -> str:
    """Texts below each other in one cell."""
    end = '<BR ALIGN="LEFT"/>' if len(texts) > 1 else ""
    return "".join(f"{font(line, SMALL_SIZE, colour)}{end}" for line in texts)


def _stub(ways: Sequence[Way], target: str, *, pale: bool, room: Room, flow: Flow | None = None) -> Iterator[str]:
    """A short line to a list of what is drawn elsewhere, or is nowhere: one row for each way."""
    capped = any(way.keys for way in ways)
    rows = []
    for way in ways:
        grey = PALE if pale else GREY
        lost = way.spot in _LOSSES and not pale
        words = [font(word, SMALL_SIZE, grey) for word in wrap(", ".join(way.words), SMALL_SIZE, room.card, 1)]
        goals = wrap(goal(way), SMALL_SIZE, room.card, 2 if way.where else 1, bold=lost)
        texts = [*words, *([] if lost else [_joined(goals, grey)])]
        caps = _cap(*wrap(", ".join(way.keys), SMALL_SIZE, room.caption, 1, bold=True)) if way.keys else ""
        span = 2 if capped and not caps else 1
        ends = [framed(line, SMALL_SIZE, PAPER, BGCOLOR=LOST) for line in goals] if lost else []
        left = f'<TD ALIGN="LEFT">{"  ".join(texts)}</TD>' if texts else ""
        inner = f'<TD ALIGN="LEFT" COLSPAN="{span}">{table([left + "".join(ends)], CELLPADDING=1)}</TD>'
        rows.append(f"{caps}{inner}")
    look = attributes(
        label=label(rows, CELLPADDING=0, CELLSPACING=1), shape="plain", style="", class_="stub",
        tooltip="\n".join(map(said, ways)),
    )  # fmt: skip
    yield f"{target} {look};"
    first = next((way for way in ways if way.routes), ways[0])
    only_losses = all(way.spot in _LOSSES and way.losing for way in ways)
    whole = tuple(dict.fromkeys(step for way in ways for step in way.steps))
    merged = first._replace(keys=(), words=(), losing=only_losses, steps=whole)
    yield _line(merged, target, pale=pale, room=room, flow=flow)
