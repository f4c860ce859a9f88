"""A DOT text turned into a picture by Graphviz: the installed `dot`, else `graphviz-pure`, which pip installs.

A PDF is made from the SVG by typst, so that it looks the same whichever program drew it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Final, Literal

from ivr_audit.render.typeset import TypstFailed, TypstMissing, pdf_of, quoted

Format = Literal["svg", "png", "jpg", "pdf"]
Program = Literal["dot", "graphviz-pure"]
PROGRAMS: Final[tuple[Program, ...]] = ("dot", "graphviz-pure")
TIMEOUT = 120.0
"""Seconds a program may take; a tree of 2,000 nodes takes some 10 as svg, 50 as png."""
DPI = 144
"""Of pixel pictures: twice what a screen of old shows, sharp in print at half a page."""


class PictureError(Exception):
    """No picture could be made; the message is one line that says why and what to do."""


class RendererMissing(PictureError):
    """No program is installed that draws this format."""


class RenderFailed(PictureError):
    """The program refused, or took too long."""


def draw(dot: str, format_: Format, *, program: Program | None = None, timeout: float = TIMEOUT) -> bytes:
    """The picture as the bytes of a file. `program` is for pictures that must not depend on what is installed.

    Raises `RendererMissing` and `RenderFailed`.
    """
    if format_ == "pdf":
        return paged(_drawn(dot, "svg", program, timeout))
    return _drawn(dot, format_, program, timeout)


def _drawn(dot: str, format_: Format, program: Program | None, timeout: float) -> bytes:
    from graphviz.backend import dot_command, execute

    engine = find_program(program)
    # The package knows one executable, a global of its own, and no time limit, so its command and its runner are used.
    command = [str(engine), *dot_command.command("dot", format_)[1:]]
    if format_ in {"png", "jpg"}:
        command.append(f"-Gdpi={DPI}")
    try:
        done = execute.run_check(command, input=dot.encode(), capture_output=True, quiet=True, timeout=timeout)
    except execute.ExecutableNotFound as error:
        raise RendererMissing(_INSTALL) from error
    except execute.CalledProcessError as error:
        raise RenderFailed(f"{engine.name} could not draw the tree: {_first_line(error.stderr)}") from error
    except subprocess.TimeoutExpired as error:
        raise RenderFailed(f"{engine.name} took more than {timeout:g} s; draw one period, or a smaller tree") from error
    return _portable(done.stdout) if format_ == "svg" else bytes(done.stdout)


def find_program(program: Program | None = None) -> Path:
    """Where the program is that draws: on the PATH, or beside the Python that runs this."""
    for name in (program,) if program else PROGRAMS:
        found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
        if found:
            return Path(found)
    raise RendererMissing(_INSTALL)


_INSTALL: Final = "drawing needs Graphviz or graphviz-pure: install one of them (pip install graphviz-pure)"


def paged(*svgs: bytes) -> bytes:
    """The SVGs as a PDF, each a page of its own size.

    Raises `RendererMissing` and `RenderFailed`.
    """
    return set_pages("\n".join(map(_page, svgs)))


def _page(svg: bytes) -> str:
    wide, high = size(svg)
    return (
        f"#page(width: {wide}pt, height: {high}pt, margin: 0pt)"
        f'[#image(bytes({quoted(with_faces(svg))}), format: "svg", width: 100%, height: 100%)]'
    )


def with_faces(svg: bytes) -> str:
    """The SVG for typst, which knows no "sans-serif": with the names of faces as wide as Arial, then of others."""
    return svg.decode().replace(_FACES, f"{_FACES},Liberation Sans,Arimo,Nimbus Sans,FreeSans,DejaVu Sans")


def set_pages(markup: str, made: date | None = None) -> bytes:
    """Markup of typst as the bytes of a PDF, made on that day.

    Raises `RendererMissing` and `RenderFailed`.
    """
    try:
        return pdf_of(markup, made)
    except TypstMissing as error:
        raise RendererMissing("a PDF needs typst: install it (pip install typst), or choose another format") from error
    except TypstFailed as error:
        raise RenderFailed(f"typst could not set the pages: {error}") from error


def size(svg: bytes) -> tuple[float, float]:
    """The width and the height of an SVG, in points."""
    found = re.search(rb'<svg[^>]*?width="([\d.]+)(?:pt|px)?"[^>]*?height="([\d.]+)', svg, re.DOTALL)
    return (float(found[1]), float(found[2])) if found else (612.0, 792.0)


def _first_line(output: bytes | None) -> str:
    lines = (output or b"").decode(errors="replace").strip().splitlines()
    return next((line for line in lines if line.startswith("Error")), lines[0] if lines else "no reason given")


_FACES: Final = "Helvetica,Arial"


def _portable(svg: bytes) -> bytes:
    """The SVG without the version of the program, and with fonts for readers who have no Arial."""
    text = re.sub(r"<!-- Generated by .*?-->\n", "", svg.decode(), count=1, flags=re.DOTALL)
    return text.replace('font-family="Arial"', f'font-family="{_FACES},sans-serif"').encode()
