"""A picture of a phone tree as DOT text, for Graphviz to lay out.

What is in it is decided in `drawing.py`, how a node looks in `cards.py`, a line in `lines.py`, the words around it in
`legend.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from ivr_audit.finding import Finding
from ivr_audit.hours import State
from ivr_audit.model import HoursCheck, Node, PhoneTree
from ivr_audit.render.cards import ROOMY, SMALL_SIZE, TEXT_SIZE, Badge, Extras, Room, badges, card, folded_card
from ivr_audit.render.drawing import Drawing, drawing
from ivr_audit.render.flow import Flow
from ivr_audit.render.folding import Focus
from ivr_audit.render.labels import GREY, INK, attributes, quoted
from ivr_audit.render.legend import block, counts, errors_in_words, heading, legend, sheet_heading
from ivr_audit.render.lines import LINE, entries, ghost, lines, name_of, unreached
from ivr_audit.render.routes import SIGNS, Route
from ivr_audit.render.verdicts import VERDICTS, Verdict
from ivr_audit.words import say_duration

FONT = "Arial"
"""Both drawing programs know its widths; `picture.py` adds what to use where there is no Arial."""

Direction = Literal["right", "down"]
MOST_PERIODS = 8
"""Periods that are told apart on a card; with more of them it would say nothing else. A design choice."""


class Page(NamedTuple):
    """A sheet that the drawing fills: its size in points, how much it is enlarged (None while that is still being found
    out), and how many times wider than usual the gaps are across and along the way of the calls."""

    width: float
    height: float
    zoom: float | None = None
    across: float = 1.0
    along: float = 1.0


def dot_source(
    tree: PhoneTree,
    states: Sequence[tuple[str, State]],
    *,
    findings: Sequence[Finding] = (),
    as_of: date | None = None,
    answer: str = "",
    routes: Sequence[Route] = (),
    focus: Focus | None = None,
    direction: Direction = "right",
    page: Page | None = None,
    room: Room = ROOMY,
    titled: bool = True,
    links: bool = False,
    prefix: str = "",
    flow: Flow | None = None,
) -> str:
    """The DOT text of a tree in one period or several at once, given as `(name, state)`.

    Findings are numbered from 1 in the order given. `answer` is a sentence for the top. Without `titled` there is
    only the legend, for a page that says the rest itself. In an SVG the group of the node that is number n in
    `tree.nodes`, from 0, has the id `node-n`; with `links` the badge of finding N is a link to `#finding-N` in a group
    of the id `a_badge-N`. `prefix` is what those ids begin with, for several drawings in one document. With a
    `flow` lines are as thick as many calls go along them, and nodes tell how many end there.
    """
    focus = focus or Focus()
    shown = shown_of(tree, states, findings, routes, focus)
    names = [name for name, _ in states]
    marks = _Marks(badges(findings, names), routes, prefix, links, room, flow)
    above = sheet_heading(tree, shown, focus.part) if focus.part and (focus.part.number > 1 or not titled) else []
    if titled and not above:
        above = heading(tree, names, shown, as_of=as_of, answer=answer, topic=focus.topic, routes=routes)
    signs = legend(findings, shown, above, topic=focus.topic, routes=routes)
    above += [f'<TD ALIGN="LEFT">{words}</TD>' for words in (signs, counts() if flow is not None else "") if words]
    inside = [
        *entries(tree, shown, room),
        *_cards(tree, names, shown, marks),
        *_folds(tree, shown, marks, focus.part.sheets if focus.part else None),
        *unreached(shown),
        *(ghost(name, room) for name in shown.ghosts),
        *lines(shown, room, flow),
    ]
    errors = errors_in_words(findings, shown, names, room.errors)
    top = block(above, errors if titled else [], beside=direction == "right")
    return "\n".join([f"digraph {quoted(tree.name)} {{", *_defaults(top, direction, page), *inside, "}", ""])


def shown_of(
    tree: PhoneTree,
    states: Sequence[tuple[str, State]],
    findings: Sequence[Finding],
    routes: Sequence[Route],
    focus: Focus | None,
) -> Drawing:
    """What there is to draw; where something was found is never folded as quiet."""
    troubled = {finding.node for finding in findings}
    return drawing(tree, [state for _, state in states], routes=routes, focus=focus, troubled=troubled)


def _defaults(top: str, direction: Direction, page: Page | None) -> Iterator[str]:
    size: dict[str, str] = {}
    wider, longer = (page.across, page.along) if page else (1.0, 1.0)
    if page is not None and page.zoom is not None:
        size["viewport"] = f"{page.width:g},{page.height:g},{page.zoom:.4f}"
    across = direction == "right"
    graph = attributes(
        rankdir="LR" if across else "TB", bgcolor="white", pad=0.2,
        nodesep=round((0.16 if across else 0.24) * wider, 3), ranksep=round(0.3 * longer, 3),
        ordering="out", outputorder="edgesfirst", fontname=FONT, fontcolor=INK, labelloc="t", labeljust="l",
        label=top, **size,
    )  # fmt: skip
    node = attributes(fontname=FONT, fontsize=TEXT_SIZE, fontcolor=INK, style="filled", height=0.1, width=0.1)
    edge = attributes(fontname=FONT, fontsize=SMALL_SIZE, fontcolor=GREY, color=LINE, arrowsize=0.55, penwidth=1.0)
    yield from (f"graph {graph};", f"node {node};", f"edge {edge};")


class _Marks(NamedTuple):
    """What is added to the cards: badges by node, routes, what ids begin with, whether badges are
    links, and the room for words."""

    badges: Mapping[str, tuple[Badge, ...]]
    routes: Sequence[Route]
    prefix: str
    links: bool
    room: Room
    flow: Flow | None = None


def _cards(tree: PhoneTree, periods: Sequence[str], shown: Drawing, marks: _Marks) -> Iterator[str]:
    index = {name: n for n, name in enumerate(tree.nodes)}
    apart = set(shown.apart)
    for name in (*shown.nodes, *shown.apart):
        verdict = None if name in apart else shown.verdicts[name]
        differs = differing(tree.nodes[name], periods, shown.by_period[name]) if verdict else ()
        ended = marks.flow.at(name) if marks.flow is not None else ()
        extras = Extras(marks.badges.get(name, ()), (*clocks(name, marks.routes), *ended), differs)
        anchor, links = f"{marks.prefix}node-{index[name]}", marks.prefix if marks.links else None
        look = card(tree.nodes[name], verdict, extras, anchor=anchor, links=links, room=marks.room)
        yield f"{name_of('node', name)} {look};"


def _folds(tree: PhoneTree, shown: Drawing, marks: _Marks, sheets: Mapping[str, int] | None) -> Iterator[str]:
    index = {name: n for n, name in enumerate(tree.nodes)}
    for name, behind in shown.folded.items():
        found = sorted(badge for hidden in behind for badge in marks.badges.get(hidden, ()))
        sheet = None if sheets is None else sheets.get(behind[0])
        anchor = f"{marks.prefix}fold-{index[name]}"
        look = folded_card(anchor, behind, shown.verdicts, found, room=marks.room, sheet=sheet)
        yield f"{name_of('fold', name)} {look};"


def clocks(name: str, routes: Sequence[Route]) -> Iterator[str]:
    """When the routes come to a node, and when somebody answers there."""
    for route in [route for route in routes if name in route.clock]:
        sign = f"{SIGNS[route.measure]} " if len(routes) > 1 else ""
        said = f"{sign}after {say_duration(route.clock[name])}" if route.clock[name] else f"{sign}0 s"
        least = "" if route.bounded else "at least "
        yield said
        if route.legs[-1].node == name:
            yield f"{sign}answered: {least}{say_duration(route.seconds)}"


def differing(
    node: Node, periods: Sequence[str], found: Sequence[Verdict | None]
) -> tuple[tuple[Verdict, tuple[str, ...]], ...]:
    """The periods by verdict, where it is not the same in all in which the node is entered. Of a check of hours the
    ways on say already what is when."""
    names: defaultdict[Verdict, list[str]] = defaultdict(list)
    for period, verdict in zip(periods, found, strict=True):
        if verdict is not None:
            names[verdict].append(period)
    if len(names) < 2 or len(periods) > MOST_PERIODS or isinstance(node, HoursCheck):
        return ()
    return tuple((verdict, tuple(names[verdict])) for verdict in VERDICTS if verdict in names)
