"""What plots are drawn on: a figure laid out by hand in inches, its look, its fonts, and its files.

The layout is worked out here and not by matplotlib, so that another version of it moves nothing. In an SVG words stay
words: whoever shows it chooses a font that has the letters.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ivr_audit.render.labels import GREY, INK, PALE, PAPER
from ivr_audit.render.lettering import clean, text_width, wrap
from ivr_audit.words import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Dashes = Literal["-"] | tuple[int, tuple[float, ...]]
WIDE, NARROW = 7.2, 3.4
"""Inches across: for paper and screens, and for telephones."""
TITLE, SMALL = 11.0, 9.0
"""Points of titles, and of all other words."""
_HEAVY: Final = (1.18, 1.31)
"""How much wider letters of DejaVu Sans, plain and bold, are than those of Helvetica, by which texts are measured."""
_ROW: Final = 0.19
_SAMPLE: Final = 0.32
_POINTS: Final = 72.0
_FACE: Final = "DejaVu Sans"
_LOOK: Final = {
    "font.size": SMALL, "text.color": INK, "text.parse_math": False, "axes.edgecolor": PALE, "axes.labelcolor": GREY,
    "axes.spines.top": False, "axes.spines.right": False, "xtick.color": GREY, "ytick.color": GREY,
    "xtick.labelsize": SMALL, "ytick.labelsize": SMALL, "xtick.major.size": 0, "ytick.major.size": 0,
    "xtick.major.pad": 7, "ytick.major.pad": 4, "axes.facecolor": "none", "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER, "svg.hashsalt": "ivr-audit", "svg.fonttype": "none", "path.simplify": False,
}  # fmt: skip
_SVG: Final = "http://www.w3.org/2000/svg"
_FONT: Final = re.compile(r"(?:(\S+) )?([\d.]+)px .*", re.DOTALL)
_PLACE: Final = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_FOREIGN: Final = ("metadata", "style", "defs", "clipPath")
_USUAL: Final = {"opacity": "1", "stroke-linejoin": "miter", "stroke-linecap": "butt", "text-anchor": "start"}
"""What an SVG takes an attribute for that is not there."""


class Sample(NamedTuple):
    """A line of a legend."""

    words: str
    colour: str
    dashes: Dashes = "-"


class Canvas(NamedTuple):
    """A part of a figure: inches from the figure's left and top to its own, and its size."""

    figure: Figure
    left: float
    top: float
    width: float
    height: float

    @property
    def is_narrow(self) -> bool:
        """Whether it is for a telephone."""
        return self.width < (WIDE + NARROW) / 2

    def below(self, inches: float) -> Canvas:
        """The part that begins so much lower."""
        return self._replace(top=self.top + inches, height=self.height - inches)

    def axes(self, left: float, top: float, right: float, bottom: float) -> Axes:
        """Axes so many inches within this part."""
        wide, high = self.figure.get_size_inches()
        width, height = self.width - left - right, self.height - top - bottom
        low = high - self.top - top - height
        return self.figure.add_axes(((self.left + left) / wide, low / high, width / wide, height / high))

    def write(self, words: str, x: float, y: float, *, size: float = SMALL, colour: str = GREY, **how: Any) -> None:
        """Words whose first letter stands at `x` and whose line stands at `y`, in inches from the left and the top.
        `how` is for matplotlib's Text."""
        wide, high = self.figure.get_size_inches()
        place = (self.left + x) / wide, 1 - (self.top + y) / high
        self.figure.text(*place, shown(words), fontsize=size, color=colour, va="baseline", **how)

    def legend(self, samples: Sequence[Sample], x: float, y: float) -> None:
        """The samples in rows from `x`, `y` on; `legend_rows` tells how many."""
        from matplotlib.lines import Line2D

        wide, high = self.figure.get_size_inches()
        for row, inside in enumerate(_rows(samples, self.width - x)):
            for sample, at in inside:
                low, begins = 1 - (self.top + y + _ROW * row - 0.045) / high, self.left + x + at
                ends = begins + _SAMPLE - 0.06
                line = Line2D([begins / wide, ends / wide], [low, low], color=sample.colour, linestyle=sample.dashes)
                line.set_linewidth(1.6)
                self.figure.add_artist(line)
                self.write(sample.words, x + at + _SAMPLE, y + _ROW * row, colour=INK)


def legend_height(samples: Sequence[Sample], width: float) -> float:
    """Inches that a legend takes on a canvas so wide."""
    return _ROW * len(_rows(samples, width)) + (0.05 if samples else 0)


def _rows(samples: Sequence[Sample], width: float) -> list[list[tuple[Sample, float]]]:
    """The samples by rows, each with the inches from the left at which it begins."""
    rows: list[list[tuple[Sample, float]]] = []
    at = 0.0
    for sample in samples:
        words = cut(sample.words, width - _SAMPLE)
        wide = _SAMPLE + inches(words) + 0.22
        if not rows or at + wide > width + 0.22:
            rows.append([])
            at = 0.0
        rows[-1].append((sample._replace(words=words), at))
        at += wide
    return rows


def inches(words: str, size: float = SMALL) -> float:
    """How wide a line of words is, at most."""
    return text_width(shown(words), size * _HEAVY[0]) / _POINTS


def cut(words: str, width: float, size: float = SMALL) -> str:
    """The words on one line no wider than so many inches, "…" at its end if there were more."""
    return folded(words, width, 1, size=size)[0]


def folded(words: str, width: float, lines: int, *, size: float = SMALL, bold: bool = False) -> tuple[str, ...]:
    """The words in lines no wider than so many inches, about as long as each other."""
    room, size = width * _POINTS, size * _HEAVY[bold]
    found = wrap(shown(words), size, room, lines, bold=bold) or ("",)
    while 1 < len(found) < lines:
        room *= 0.95
        closer = wrap(shown(words), size, room, lines, bold=bold)
        if len(closer) > len(found):
            break
        found = closer
    return found


def shown(words: str) -> str:
    """The words as they can be drawn: on one line, controls made visible."""
    return visible(clean(" ".join(words.split())))


@contextmanager
def look(letters: str, form: str) -> Iterator[None]:
    """In this, plots are drawn alike whatever the user has set, and nothing is printed. `letters` are all that will be
    drawn: in pixels and on paper, fonts of this machine stand in where the usual one lacks some."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.CRITICAL)  # it tells on standard error that it looks for fonts
    try:
        import matplotlib

        with warnings.catch_warnings(), matplotlib.rc_context():
            warnings.simplefilter("ignore")  # a letter that no font has is drawn as a box, which is told by itself
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_LOOK | {"font.family": _faces(letters if form != "svg" else "")})  # type: ignore[arg-type]  # the keys are all known ones
            yield
    finally:
        log.setLevel(level)


def _faces(letters: str) -> list[str]:
    """The usual font, and installed ones that have what it lacks."""
    from matplotlib.font_manager import findfont, fontManager

    wanted = {ord(letter) for letter in shown(letters)} - _has(findfont(_FACE))
    found = [_FACE]
    if wanted:
        plain = (one for one in fontManager.ttflist if one.style == "normal" and one.weight in (400, "normal"))
        # Fonts without serifs, and those made for many scripts, go best with the usual one.
        for one in sorted(plain, key=lambda one: ("Sans" not in one.name, one.name, one.fname)):
            has = set() if "Color" in one.name else wanted & _has(one.fname)
            if has:
                found.append(one.name)
                wanted -= has
            if not wanted:
                break
    return found


def _has(file: str) -> set[int]:
    """The letters of a font, by number; none if it cannot be read."""
    from matplotlib.ft2font import FT2Font

    try:
        return set(FT2Font(file).get_charmap())
    except (OSError, RuntimeError):
        return set()


def figure(width: float, height: float) -> Canvas:
    """A new figure of that size."""
    from matplotlib.figure import Figure

    return Canvas(Figure(figsize=(width, height)), 0.0, 0.0, width, height)


def saved(canvas: Canvas, form: str) -> bytes:
    """The figure as a file: svg, png or pdf; without the moment at which it was made."""
    stamp = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}[form]
    file = io.BytesIO()
    canvas.figure.savefig(file, format=form, dpi=150, metadata=stamp)
    return portable(file.getvalue()) if form == "svg" else file.getvalue()


def portable(svg: bytes) -> bytes:
    """The SVG without what tells its maker, attributes in place of styles (which a page's policy may forbid), and in
    whatever font without serifs the reader has."""
    root = ET.fromstring(svg)
    _tidy(root)
    # These stand in a style sheet of matplotlib's.
    root.attrib.update({"stroke-linejoin": "round", "font-family": "Helvetica,Arial,sans-serif", "xmlns": _SVG})
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _tidy(element: ET.Element) -> None:
    """Leave out style sheets, clips, what tells of the maker, and groups that say nothing."""
    _plainly(element)
    kept: list[ET.Element] = []
    for child in element:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] not in _FOREIGN:
            _tidy(child)
            kept += list(child) if child.tag == "g" and not child.attrib else [child]
    element[:] = kept


def _plainly(element: ET.Element) -> None:
    """Names without their space, attributes in place of styles, places to a hundredth of a point."""
    element.tag = element.tag.rpartition("}")[2]
    element.text = (element.text or "").strip() or None
    element.tail = "\n"
    styles = (part.partition(":") for part in element.attrib.pop("style", "").split(";"))
    for name, value in ((name.strip(), value.strip()) for name, _, value in styles):
        font = _FONT.fullmatch(value) if name == "font" else None
        if font:
            element.attrib.update({"font-size": font[2]} | ({"font-weight": font[1]} if font[1] else {}))
        elif name and not name.startswith(("font-family", "font-st", "font-v")) and _USUAL.get(name) != value:
            element.set(name, value.removesuffix("px"))
    for name in ("id", "clip-path"):
        element.attrib.pop(name, None)
    for name in ("d", "x", "y", "transform"):
        if name in element.attrib:
            element.set(name, " ".join(_PLACE.sub(_short, element.attrib[name]).split()))
    if element.get("transform", "").startswith(("rotate(-0 ", "rotate(0 ")):
        del element.attrib["transform"]


def _short(place: re.Match[str]) -> str:
    return f"{float(place[0]):.2f}".rstrip("0").rstrip(".")
