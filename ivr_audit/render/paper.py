"""A drawing that fills a sheet of paper: which way round, in which direction, how large, and what is folded to fit."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from ivr_audit.render.cards import ROOMY, SMALL_SIZE, TIGHT, Room
from ivr_audit.render.dot import Direction, Page
from ivr_audit.render.folding import Focus
from ivr_audit.render.labels import GREY
from ivr_audit.render.lettering import clean, wrap
from ivr_audit.render.picture import DPI, Program, RendererMissing, RenderFailed, draw, size, with_faces
from ivr_audit.render.typeset import quoted

Paper = Literal["letter", "a4", "tabloid"]
PAPERS: Final[Mapping[Paper, tuple[float, float]]] = {
    "letter": (612.0, 792.0), "a4": (595.28, 841.89), "tabloid": (792.0, 1224.0),
}  # fmt: skip
"""Width and height upright, in points."""
SMALLEST: Final = 6.0
"""Points of the smallest letters on paper: what newspapers print their tables in."""
_MARGIN, _FOOT = 28.0, 7.0
_MOST_ZOOM = 2.0
_FEWEST: Final = 6
_TRIES: Final = 8

Source = Callable[[Direction, Page | None, Room, Focus], str]
"""Writes the DOT text of a drawing in a direction, on a page, with so much room for words and parts of it folded."""


class Sheet(NamedTuple):
    """A drawing on paper: its DOT text, the points of its smallest letters, and whether it was folded to fit."""

    dot: str
    page: Page
    points: float
    focus: Focus
    folded: bool


def on_paper(
    source: Source,
    paper: Paper,
    focus: Focus,
    *,
    nodes: int,
    direction: Direction | None = None,
    program: Program | None = None,
) -> Sheet:
    """The drawing so that it fills the paper. Until the smallest letters have six points, texts are shortened, then
    branches in which nothing goes wrong are folded, then more and more of the rest.

    `nodes` are those there are to draw. Raises `RendererMissing` and `RenderFailed`.
    """
    fit = _Fit(source, paper, ("right", "down") if direction is None else (direction,), program)
    tried = [fit.choice(ROOMY, focus)]
    if tried[0].points < SMALLEST:
        tried.append(fit.choice(TIGHT, focus))
    best = max(tried, key=lambda one: one.points)
    most = min(nodes, focus.most)
    for _ in range(0 if focus.collapse == "nothing" else _TRIES):
        if best.points >= SMALLEST or most <= _FEWEST:
            break
        most = max(_FEWEST, min(most - 1, int(most * best.points / SMALLEST)))
        best = fit.choice(TIGHT, replace(focus, most=most))
    page = fit.spread(best)
    dot = source(best.direction, page, best.room, best.focus)
    return Sheet(dot, page, SMALL_SIZE * (page.zoom or 1.0), best.focus, folded=best.focus != focus)


class _Choice(NamedTuple):
    """A way to draw: where calls go, on paper turned this way, and how large its smallest letters come out."""

    direction: Direction
    page: Page
    room: Room
    focus: Focus
    points: float


class _Fit(NamedTuple):
    """Fits drawings on one kind of paper."""

    source: Source
    paper: Paper
    directions: Sequence[Direction]
    program: Program | None

    def choice(self, room: Room, focus: Focus) -> _Choice:
        """The direction, and the way to turn the paper, that leave the letters largest."""
        wide, high = PAPERS[self.paper]
        choices: list[_Choice] = []
        for direction in self.directions:
            natural = self._size(direction, None, room, focus)
            for page in (Page(high, wide), Page(wide, high)):
                points = SMALL_SIZE * min(_zoom(page, natural), _MOST_ZOOM)
                choices.append(_Choice(direction, page, room, focus, points))
        return max(choices, key=lambda one: one.points)

    def spread(self, chosen: _Choice) -> Page:
        """The page with the drawing spread over all of it. The ratio is that of the drawing without its heading, whose
        height shows when a first ratio has been tried."""
        direction, page, room, focus, points = chosen
        free = (page.height - 2 * _MARGIN) / (page.width - 2 * _MARGIN)
        first = page._replace(ratio=free)
        wide, high = self._size(direction, first, room, focus)
        second = page._replace(ratio=max(free - (high - free * wide) / wide, 0.1))
        sized = [
            (points / SMALL_SIZE, page),
            (_zoom(page, (wide, high)), first),
            (_zoom(page, self._size(direction, second, room, focus)), second),
        ]
        largest = min(max(zoom for zoom, _ in sized), _MOST_ZOOM)
        # The last that is nearly as large as the largest, and readable if that is: it fills the page best.
        least = max(0.97 * largest, min(largest, SMALLEST / SMALL_SIZE))
        zoom, best = [one for one in sized if one[0] >= least][-1]
        return best._replace(zoom=min(zoom, _MOST_ZOOM))

    def _size(self, direction: Direction, page: Page | None, room: Room, focus: Focus) -> tuple[float, float]:
        return size(draw(self.source(direction, page, room, focus), "svg", program=self.program))


def _zoom(page: Page, drawn: tuple[float, float]) -> float:
    return min((page.width - 2 * _MARGIN) / drawn[0], (page.height - 2 * _MARGIN) / drawn[1])


def with_footer(svg: bytes, page: Page, text: str) -> bytes:
    """The SVG of a page with a line at its foot."""
    line = wrap(clean(text), _FOOT, page.width - 2 * _MARGIN, 1)[0]
    low = page.height - _MARGIN / 2
    foot = (
        f'<text x="{_MARGIN:g}" y="{low:g}" font-family="Helvetica,Arial,sans-serif" font-size="{_FOOT:g}"'
        f' fill="{GREY}">{html.escape(line)}</text>\n</svg>'
    )
    before, _, after = svg.decode().rpartition("</svg>")
    return f"{before}{foot}{after}".encode()


def as_pixels(svg: bytes) -> bytes:
    """The SVG of a page as a PNG. Raises `RendererMissing` and `RenderFailed`."""
    try:
        import typst
    except ImportError:
        raise RendererMissing("a PNG on paper needs typst: install it (pip install typst), or draw svg") from None
    wide, high = size(svg)
    markup = (
        f"#set page(width: {wide}pt, height: {high}pt, margin: 0pt)\n"
        f'#image(bytes({quoted(with_faces(svg))}), format: "svg", width: 100%, height: 100%)'
    )
    try:
        return bytes(typst.compile(markup.encode(), format="png", ppi=DPI))
    except typst.TypstError as error:
        raise RenderFailed(f"typst could not draw the page: {' '.join(error.message.split())}") from error
