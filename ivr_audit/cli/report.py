"""`ivr-audit report TREE... -o FILE`: what is brought to the review meeting."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

from ivr_audit.cli.common import Input, as_of_option, input_options, read_trees, redact_option, to_share, today
from ivr_audit.cli.files import write

if TYPE_CHECKING:
    from ivr_audit.audit import Audit
    from ivr_audit.model import PhoneTree
    from ivr_audit.render.simulation_page import Simulated

Form = Literal["html", "pdf", "markdown"]
_ENDINGS: Final[dict[str, Form]] = {
    ".html": "html", ".htm": "html", ".pdf": "pdf", ".md": "markdown", ".markdown": "markdown",
}  # fmt: skip
_SUFFIX: Final[dict[Form, str]] = {"html": ".html", "pdf": ".pdf", "markdown": ".md"}
_INDEX: Final[dict[Form, str]] = {"html": "index.html", "pdf": "index-pdf.html", "markdown": "index.md"}
"""The page over a folder; pages and hand-outs of one folder have one each."""
Say = Callable[[str], None]
Simulation = Callable[["Audit"], "Simulated | None"]
"""What the simulation of a tree found; nothing where none was asked for."""


class NotWritten(Exception):
    """One file could not be made; the message is one line that says why and what to do."""


@click.command("report")
@click.argument("paths", metavar="TREE...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Where to; .html, .pdf or .md says what. Can be repeated. Several trees go into a folder.",
)
@click.option("--format", "form", type=click.Choice(list(_SUFFIX)), help="What to write, if the name does not say.")
@click.option("--simulate", is_flag=True, help="With a section on how often: a year of calls simulated.")
@click.option("--weeks", type=click.IntRange(1, 52), metavar="N", help="With --simulate: so many weeks, not a year.")
@input_options()
@redact_option()
@as_of_option()
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    outputs: tuple[str, ...],
    form: Form | None,
    simulate: bool,
    weeks: int | None,
    said: Input,
    redact: bool,
    as_of: date | None,
) -> None:
    """Write the report for the review meeting.

    A page (.html) holds everything in one file: the answer, findings with room for who and by when, the diagram, a
    phone to press, and all tables. A hand-out (.pdf) is for paper. Of several trees each has a file of its own in a
    folder, with an index, the worst first:

    \b
      ivr-audit report trees/family-physicians.yaml -o review.html -o review.pdf
      ivr-audit report trees -o reports
    """
    if weeks is not None and not simulate:
        raise click.UsageError("--weeks says how much is simulated; say --simulate as well")
    trees = read_trees(paths, said)
    targets = [(output, _form(output, form, several=len(trees) > 1)) for output in outputs or _default(trees, form)]
    trees = _shared(trees, redact)
    failed = []
    with _progress() as say:
        audits = _audited(trees, as_of or today(), say)
        simulation = _simulations(say, weeks) if simulate else _none
        for output, kind in targets:
            try:
                _write(audits, output, kind, several=len(trees) > 1, say=say, simulation=simulation)
            except NotWritten as wrong:
                failed.append(f"{output}: not written; {wrong}")
            except click.BadParameter as wrong:
                failed.append(f"{output}: not written; {wrong.message}")
            except OSError as wrong:
                failed.append(f"{output}: not written; {wrong.strerror or wrong}")
    for line in failed:
        click.echo(line, err=True)
    if failed:
        ctx.exit(2)


def _shared(trees: Sequence[PhoneTree], redact: bool) -> list[PhoneTree]:
    """The trees as they are to be shown; several that hide whose they are have numbers, so that they stay apart."""
    shown = [to_share(tree, redact) for tree in trees]
    if not redact or len(shown) == 1:
        return shown
    return [replace(tree, name=f"Office {number}") for number, tree in enumerate(shown, 1)]


def _form(output: str, form: Form | None, *, several: bool) -> Form:
    """What to write, by the option or the ending of the name."""
    ending = Path(output).suffix.lower()
    known = _ENDINGS.get(ending)
    if several and output == "-":
        raise click.BadParameter("several trees are written into a folder, not to standard output", param_hint="'-o'")
    if several and known and not Path(output).is_dir():
        raise click.BadParameter(f'several trees are written into a folder; "{output}" is a file', param_hint="'-o'")
    if form or several or output == "-":
        return form or "html"
    if known is None:
        raise click.BadParameter(
            f'"{output}" does not say what to write; end it in .html, .pdf or .md', param_hint="'-o'"
        )
    return known


def _default(trees: Sequence[PhoneTree], form: Form | None) -> list[str]:
    """Where the report goes if nobody says: beside where one stands, named after the tree's file."""
    return ["reports"] if len(trees) > 1 else [f"{_stem(trees[0])}{_SUFFIX[form or 'html']}"]


def _stem(tree: PhoneTree) -> str:
    """The name of a report, after the file of its tree; standard input and odd names have none."""
    stem = Path(tree.source).stem
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in stem).strip("-.") or "report"


def _audited(trees: Sequence[PhoneTree], day: date, say: Say) -> list[Audit]:
    from ivr_audit.audit import audit

    found = []
    for tree in trees:
        say(f"auditing {tree.name}")
        found.append(audit(tree, day))
    return found


def _write(
    audits: Sequence[Audit], output: str, form: Form, *, several: bool, say: Say, simulation: Simulation
) -> None:
    if not several:
        say(f"writing {output}")
        write(output, made(audits[0], form, say, simulation))
        return
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise click.BadParameter(f'several trees are written into a folder; "{output}" is a file', param_hint="'-o'")
    folder.mkdir(parents=True, exist_ok=True)
    sheets: list[tuple[Audit, str]] = []
    for number, audit in enumerate(audits, 1):
        stem = f"office-{number}" if audit.tree.name == f"Office {number}" else _stem(audit.tree)
        name = _free(stem, [taken for _, taken in sheets], _SUFFIX[form])
        say(f"writing {folder / name}")
        write(str(folder / name), made(audit, form, say, simulation))
        sheets.append((audit, name))
    name, text = _index(sheets, form)
    write(str(folder / name), text)


def _index(sheets: Sequence[tuple[Audit, str]], form: Form) -> tuple[str, str]:
    """The name and the content of the page over the reports of a folder. Hand-outs have a page in HTML, too.

    Raises NotWritten where what makes it is missing."""
    from ivr_audit.render.overview import Sheet, worst_first

    listed = worst_first([Sheet(audit, name) for audit, name in sheets])
    if form == "markdown":
        from ivr_audit.render.markdown import index as markdown_index

        return _INDEX[form], markdown_index(listed)
    from ivr_audit.render.html import RendererMissing, index

    try:
        return _INDEX[form], index(listed)
    except RendererMissing as missing:
        raise NotWritten(str(missing)) from None


def _free(stem: str, taken: Sequence[str], suffix: str) -> str:
    """A name that no other report of the folder has, nor its index."""
    names = [name.casefold() for name in (*_INDEX.values(), *taken)]
    number, name = 1, f"{stem}{suffix}"
    while name.casefold() in names:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name


def _none(audit: Audit) -> None:
    """No simulation."""


def _simulations(say: Say, weeks: int | None) -> Simulation:
    """Simulates each tree once, however many files it goes into."""
    known: dict[int, Simulated] = {}

    def simulation(audit: Audit) -> Simulated:
        if id(audit) not in known:
            known[id(audit)] = _simulated(audit, say, weeks)
        return known[id(audit)]

    return simulation


def made(audit: Audit, form: Form, say: Say = lambda text: None, simulation: Simulation = _none) -> str | bytes:
    """The content of one file. Raises NotWritten where what makes it is missing or fails."""
    if form == "markdown":
        from ivr_audit.render.markdown import report
        from ivr_audit.render.markdown import simulation as in_markdown

        found = simulation(audit)
        return report([audit]) + (f"\n{in_markdown(found)}" if found is not None else "")
    return _page(audit, say, simulation) if form == "html" else _handout(audit, simulation)


def _page(audit: Audit, say: Say, simulation: Simulation) -> str:
    from ivr_audit.render.html import RendererMissing, page
    from ivr_audit.render.inlined import diagrams

    say(f"drawing {audit.tree.name}")
    drawn = diagrams(audit)
    try:
        text = page(audit, drawn, simulation(audit))
    except RendererMissing as missing:
        raise NotWritten(str(missing)) from None
    if drawn.problem:
        click.echo(f"{audit.tree.name}: without a diagram; {drawn.problem}", err=True)
    return text


def _simulated(audit: Audit, say: Say, weeks: int | None) -> Simulated:
    """So many weeks of calls, or a year, as `ivr-audit simulate` has them if nothing more is said."""
    from ivr_audit.render.simulation_page import simulated
    from ivr_audit.scenario import MOST_DAYS, scenario
    from ivr_audit.simulate.load_findings import load_findings
    from ivr_audit.simulate.study import Progress, simulate

    def tell(progress: Progress) -> None:
        say(f"simulating {audit.tree.name}: {progress.calls:,} calls, {progress.done} of {progress.of} times")

    office = scenario(audit.tree, audit.tree.traffic, audit.as_of, weeks * 7 if weeks else MOST_DAYS)
    study = simulate(office, 1, processes=os.cpu_count() or 1, progress=tell)
    return simulated(study, load_findings(study) if len(study.calls) else ())


def _handout(audit: Audit, simulation: Simulation) -> bytes:
    from ivr_audit.render.handout import pdf
    from ivr_audit.render.picture import PictureError

    try:
        return pdf(audit, simulated=simulation(audit))
    except PictureError as failed:
        raise NotWritten(str(failed)) from None


@contextmanager
def _progress() -> Iterator[Say]:
    """Says on a terminal what is being done, on one line that is gone in the end; says nothing elsewhere."""
    shows = sys.stderr is not None and sys.stderr.isatty()

    def say(text: str) -> None:
        if shows:
            click.echo(f"\r\x1b[2K{text[:78]}", err=True, nl=False)

    try:
        yield say
    finally:
        if shows:
            click.echo("\r\x1b[2K", err=True, nl=False)
