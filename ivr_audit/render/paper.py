"""A drawing that fills a sheet of paper: which way round, in which direction, how large, and what is folded to fit."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from ivr_audit.render.cards import DENSE, ROOMY, SMALL_SIZE, TIGHT, Room
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
SMALLEST: Final = 7.0
"""Points of the smallest letters on paper that are read without effort at arm's length, as in the notes of a book."""
_MARGIN, _FOOT = 28.0, 7.0
_MOST_ZOOM = 1.7
_WIDEST: Final = 9.0
"""How many times wider than usual gaps may become to fill a sheet."""
_NEARLY: Final = 0.88
"""Of two ways to draw whose letters are nearly as large, the one that fills the sheet better is taken."""
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
    """The drawing on one sheet, which it fills. Until the smallest letters have seven points, texts are shortened, then
    branches in which nothing goes wrong are folded.

    `nodes` are those there are to draw. Raises `RendererMissing` and `RenderFailed`.
    """
    fit = Fit(source, paper, direction, program)
    best = fit.readable(focus)
    most = min(nodes, focus.most)
    for _ in range(0 if focus.collapse == "nothing" else _TRIES):
        if best.points >= SMALLEST or most <= _FEWEST:
            break
        most = max(_FEWEST, min(most - 1, int(most * best.points / SMALLEST)))
        best = fit.choice(DENSE, replace(focus, most=most))
    return fit.sheet(best, folded=best.focus != focus)


class Choice(NamedTuple):
    """A way to draw: where calls go, on paper turned this way, and how large its smallest letters come out."""

    direction: Direction
    page: Page
    room: Room
    focus: Focus
    points: float
    fill: float


class Fit:
    """Fits drawings on one kind of paper."""

    def __init__(self, source: Source, paper: Paper, direction: Direction | None, program: Program | None) -> None:
        self.source = source
        self.paper = paper
        self.directions: Sequence[Direction] = ("right", "down") if direction is None else (direction,)
        self.program = program

    def readable(self, focus: Focus) -> Choice:
        """The best way to draw, with texts shortened if the letters would be too small otherwise."""
        tried: list[Choice] = []
        for room in (ROOMY, TIGHT, DENSE):
            tried.append(self.choice(room, focus))
            if tried[-1].points >= SMALLEST:
                break
        return max(tried, key=lambda one: one.points)

    def choice(self, room: Room, focus: Focus) -> Choice:
        """The direction, and the way to turn the paper: of those that leave letters nearly as large as can be, the one
        that leaves the least paper white."""
        wide, high = PAPERS[self.paper]
        choices: list[Choice] = []
        for direction in self.directions:
            natural = self._size(direction, None, room, focus)
            for page in (Page(high, wide), Page(wide, high)):
                zoom = min(_zoom(page, natural), _MOST_ZOOM)
                fill = natural[0] * natural[1] * zoom**2 / (page.width * page.height)
                choices.append(Choice(direction, page, room, focus, SMALL_SIZE * zoom, fill))
        enough = min(max(one.points for one in choices), SMALLEST * 1.4) * _NEARLY
        enough = max(enough, min(SMALLEST, max(one.points for one in choices)))
        return max((one for one in choices if one.points >= enough), key=lambda one: one.fill)

    def sheet(self, chosen: Choice, *, folded: bool = False) -> Sheet:
        """The drawing spread over all of its page."""
        page = self._spread(chosen)
        dot = self.source(chosen.direction, page, chosen.room, chosen.focus)
        return Sheet(dot, page, SMALL_SIZE * (page.zoom or 1.0), chosen.focus, folded)

    def _spread(self, chosen: Choice) -> Page:
        """The page with the gaps made wider where paper is left: how wide, a first try tells."""
        direction, page, room, focus, points, _ = chosen
        zoom = points / SMALL_SIZE
        plain = page._replace(zoom=zoom)
        free = (page.width - 2 * _MARGIN) / zoom, (page.height - 2 * _MARGIN) / zoom
        natural = self._size(direction, page, room, focus)
        tried = page._replace(across=_TRIAL, along=_TRIAL)
        larger = self._size(direction, tried, room, focus)
        wider, higher = (_gap(*known) for known in zip(natural, larger, free, strict=True))
        along, across = (wider, higher) if direction == "right" else (higher, wider)
        spread = page._replace(across=across, along=along)
        zoomed = min(_zoom(page, self._size(direction, spread, room, focus)), _MOST_ZOOM)
        return spread._replace(zoom=zoomed) if zoomed >= min(zoom, SMALLEST / SMALL_SIZE) * 0.999 else plain

    def _size(self, direction: Direction, page: Page | None, room: Room, focus: Focus) -> tuple[float, float]:
        return size(draw(self.source(direction, page, room, focus), "svg", program=self.program))


_TRIAL: Final = 3.0


def _gap(natural: float, larger: float, free: float) -> float:
    """How many times wider gaps make a length fill what is free; it grows in proportion to them."""
    growth = (larger - natural) / (_TRIAL - 1)
    return min(1 + max(0.98 * free - natural, 0.0) / growth, _WIDEST) if growth > 1 else 1.0


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
