"""`ivr-audit diagram TREE -o FILE`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

import click

from ivr_audit.cli.common import (
    Input,
    as_of_option,
    input_options,
    read_drawable_tree,
    redact_option,
    to_share,
    today,
    topic_of,
)
from ivr_audit.cli.files import write
from ivr_audit.hours import Period, periods
from ivr_audit.words import list_words, nearest

if TYPE_CHECKING:
    from ivr_audit.audit import Audit
    from ivr_audit.model import PhoneTree
    from ivr_audit.render.dot import Direction, Page
    from ivr_audit.render.drawing import Drawing
    from ivr_audit.render.folding import Focus
    from ivr_audit.render.paper import Paper, Source
    from ivr_audit.render.picture import Format
    from ivr_audit.render.routes import Route

_FORMATS: Final = ("svg", "png", "pdf", "dot", "mmd")
Measure = Literal["best", "typical", "worst"]


class _Asked(NamedTuple):
    """What the drawing shall show."""

    tree: PhoneTree
    shown: Sequence[Period]
    audit: Audit | None
    routes: tuple[Route, ...]
    focus: Focus
    day: date
    whole_year: bool


@click.command("diagram")
@click.argument("tree_path", metavar="TREE")
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to; .svg, .png, .pdf, .dot or .mmd says what.")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="What to draw, if the file's name does not say.")
@click.option("--period", "wanted", metavar="NAME", help='One period only, such as "closed". [default: all together]')
@click.option(
    "--route",
    "measures",
    multiple=True,
    type=click.Choice(["best", "typical", "worst"]),
    help="Draw this way to a person bold, with the clock at each node; may be given several times.",
)
@click.option("--from", "start", metavar="NODE", help="Begin at this node instead of where calls come in.")
@click.option(
    "--depth", type=click.IntRange(min=0), metavar="N", help="Draw what is at most N steps away, fold the rest."
)
@click.option("--topic", metavar="TOPIC", help="Draw what callers about this topic can come through.")
@click.option(
    "--collapse/--no-collapse",
    default=None,
    help="Fold branches where nothing goes wrong, or nothing. [default: fold what is far away in big trees]",
)
@click.option(
    "--direction", type=click.Choice(["right", "down"]), help="Where calls go. [default: right; best for --paper]"
)
@click.option("--paper", type=click.Choice(["letter", "a4", "tabloid"]), help="Fill a page of this size.")
@click.option("--findings/--no-findings", default=True, help="Number the findings on their nodes, as in the report.")
@input_options()
@redact_option()
@as_of_option()
def command(
    tree_path: str,
    output: str,
    form: str | None,
    wanted: str | None,
    measures: tuple[Measure, ...],
    start: str | None,
    depth: int | None,
    topic: str | None,
    collapse: bool | None,
    direction: Direction | None,
    paper: Paper | None,
    findings: bool,
    said: Input,
    redact: bool,
    as_of: date | None,
) -> None:
    """Draw a tree as a picture: who reaches a person, who only leaves a message, who gets lost.

    Steps back to an earlier menu are short stubs ("back to main"); targets that do not exist are drawn as ghosts.
    """
    from ivr_audit.render.folding import Focus
    from ivr_audit.render.picture import PictureError

    kind = form or _by_name(output)
    tree, broken = read_drawable_tree(tree_path, said)
    tree = to_share(tree, redact)
    day = as_of or today()
    shown = _periods(periods(tree, day), wanted)
    focus = Focus(
        start=_node(tree, start),
        depth=depth,
        topic=topic_of(tree, topic),
        collapse="big" if collapse is None else "quiet" if collapse else "nothing",
    )
    routes = () if broken else _routes(tree, shown, measures, focus)
    asked = _Asked(
        tree, shown, None if broken or not findings else _audit(tree, day), routes, focus, day, wanted is None
    )
    try:
        write(output, _drawn(asked, kind, direction, paper))
    except PictureError as failed:
        raise click.ClickException(str(failed)) from None


def _drawn(asked: _Asked, kind: str, direction: Direction | None, paper: Paper | None) -> str | bytes:
    """The content of the file."""
    from ivr_audit.render.answer import answer
    from ivr_audit.render.cards import ROOMY, Room
    from ivr_audit.render.dot import dot_source
    from ivr_audit.render.mermaid import mermaid
    from ivr_audit.render.paper import as_pixels
    from ivr_audit.render.picture import draw, find_program

    states = [(period.name, period.state) for period in asked.shown]
    findings = asked.audit.findings if asked.audit else ()
    everything = asked.whole_year and asked.focus.start is None and asked.focus.topic is None
    first = answer(asked.audit)[0] if asked.audit and everything else ""

    def source(towards: Direction, page: Page | None, room: Room, focus: Focus) -> str:
        return dot_source(
            asked.tree, states, findings=findings, as_of=asked.day, answer=first, routes=asked.routes, focus=focus,
            direction=towards, page=page, room=room,
        )  # fmt: skip

    if kind == "mmd":
        _say_folded(asked, asked.focus)
        return mermaid(
            asked.tree, states, findings=findings, as_of=asked.day, answer=first, routes=asked.routes,
            focus=asked.focus, direction=direction or "right",
        )  # fmt: skip
    if paper is not None:
        return _on_paper(asked, source, kind, direction, paper)
    dot = source(direction or "right", None, ROOMY, asked.focus)
    _say_folded(asked, asked.focus)
    if kind == "png" and find_program().stem != "dot":
        # Its own PNGs have the letters of its own fonts only, no Arabic; an SVG leaves them to whoever reads it.
        return as_pixels(draw(dot, "svg"))
    return dot if kind == "dot" else draw(dot, cast("Format", kind))


def _on_paper(asked: _Asked, source: Source, kind: str, direction: Direction | None, paper: Paper) -> str | bytes:
    """A page, filled, in a PDF as many as it takes; says what had to be folded, and how small letters are where nothing
    may be."""
    from ivr_audit.render.legend import footer
    from ivr_audit.render.paper import SMALLEST, as_pixels, on_paper, with_footer
    from ivr_audit.render.picture import draw, paged
    from ivr_audit.render.sheets import on_sheets

    shown = _shown(asked, replace(asked.focus, collapse="nothing"))
    nodes = len(shown.parents) + len(shown.apart)
    if kind == "pdf":
        sheets = on_sheets(source, paper, asked.focus, shown.parents, apart=len(shown.apart), direction=direction)
    else:
        sheets = (on_paper(source, paper, asked.focus, nodes=nodes, direction=direction),)
    first = sheets[0]
    if len(sheets) == 1:
        _say_folded(asked, first.focus, f" to keep letters at {SMALLEST:g} points or more" if first.folded else "")
    smallest = min(sheet.points for sheet in sheets)
    if round(smallest, 1) < SMALLEST:
        more = "" if kind == "pdf" else ", a PDF, which has several sheets"
        click.echo(f"the smallest letters have {smallest:.1f} points; take larger paper{more}, or --from", err=True)
    if kind == "dot":
        return first.dot
    pages = [
        with_footer(draw(sheet.dot, "svg"), sheet.page, footer(asked.tree, as_of=asked.day, part=sheet.focus.part))
        for sheet in sheets
    ]
    if kind == "svg":
        return pages[0]
    return as_pixels(pages[0]) if kind == "png" else paged(*pages)


def _shown(asked: _Asked, focus: Focus) -> Drawing:
    from ivr_audit.render.dot import shown_of

    states = [(period.name, period.state) for period in asked.shown]
    return shown_of(asked.tree, states, asked.audit.findings if asked.audit else (), asked.routes, focus)


def _say_folded(asked: _Asked, focus: Focus, why: str = "") -> None:
    """Say on standard error what is not drawn one by one."""
    shown = _shown(asked, focus)
    hidden = sum(map(len, shown.folded.values()))
    if hidden:
        whole = "" if focus.collapse == "nothing" else "; --no-collapse draws them all"
        told = f"{hidden} of {len(shown.nodes) + hidden} nodes are folded{why}{whole}"
        click.echo(told, err=True)


def _by_name(output: str) -> str:
    ending = output.rpartition(".")[2].lower()
    if output == "-":
        return "svg"
    if ending not in _FORMATS:
        raise click.BadParameter(f'"{output}" does not say what to draw; end it in .svg, .png, .pdf, .dot or .mmd')
    return ending


def _periods(found: Sequence[Period], wanted: str | None) -> Sequence[Period]:
    if wanted is None:
        return [period for period in found if not period.is_brief] or found
    chosen = [period for period in found if period.name.casefold() == wanted.casefold()]
    if not chosen:
        hint = _hint(wanted, [period.name for period in found])
        raise click.BadParameter(f'there is no period "{wanted}"; {hint}', param_hint="'--period'")
    return chosen


def _hint(wanted: str, names: Sequence[str]) -> str:
    close = nearest(wanted, names)
    return f'did you mean "{close}"?' if close else "there are: " + ", ".join(f'"{name}"' for name in names)


def _node(tree: PhoneTree, wanted: str | None) -> str | None:
    if wanted is None or wanted in tree.nodes:
        return wanted
    folded = [name for name in tree.nodes if name.casefold() == wanted.casefold()]
    if len(folded) != 1:
        hint = _hint(wanted, list(tree.nodes))
        raise click.BadParameter(f'there is no node "{wanted}"; {hint}', param_hint="'--from'")
    return folded[0]


def _audit(tree: PhoneTree, day: date) -> Audit:
    from ivr_audit.audit import audit

    return audit(tree, day)


def _routes(tree: PhoneTree, shown: Sequence[Period], measures: Sequence[Measure], focus: Focus) -> tuple[Route, ...]:
    """The routes asked for; where there is none, standard error says so."""
    if not measures:
        return ()
    from ivr_audit.render.routes import routes

    states = [(period.name, period.state) for period in shown]
    found = routes(tree, states, measures, start=focus.start, topic=focus.topic)
    if not found:
        who = f'nobody who handles "{focus.topic}" can be reached by asking' if focus.topic else "nobody can be reached"
        click.echo(f"{who} ({list_words([period.name for period in shown])}): there is no route to draw", err=True)
    return found
