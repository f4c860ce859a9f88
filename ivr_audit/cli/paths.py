"""`ivr-audit paths TREE`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import click

from ivr_audit.callgraph import OUTCOMES, Outcome
from ivr_audit.cli.common import (
    Input,
    as_of_option,
    at_option,
    entry_of,
    input_options,
    moment_of,
    read_tree,
    redact_option,
    to_share,
    today,
    write_lines,
)
from ivr_audit.hours import periods, state_at
from ivr_audit.words import json_text, list_words, say_duration, say_moment, visible

if TYPE_CHECKING:
    from ivr_audit.paths import Path

_COUNT = click.IntRange(min=1, max=1_000_000)
_SECONDS = ("best", "typical", "worst")


class Ends(click.Choice):  # type: ignore[type-arg]  # a class without parameters before click 8.2
    """How a call can end; "cut off" is taken as well as cut-off."""

    def __init__(self) -> None:
        super().__init__([outcome.replace(" ", "-") for outcome in OUTCOMES])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # click's own types
        """The outcome with a dash, or a usage error that lists them all."""
        dashed = str(value).replace(" ", "-")
        return super().convert(dashed if dashed in self.choices else value, param, ctx)


@click.command("paths")
@click.argument("tree_path", metavar="TREE")
@click.option(
    "--to",
    "outcomes",
    type=Ends(),
    multiple=True,
    help="Only paths that end so; several times for several ends.",
)
@click.option("--longest", type=_COUNT, metavar="N", help="Only the N longest at worst, longest first.")
@click.option("--first", type=_COUNT, metavar="N", help="Stop after N paths.")
@at_option('When the calls are made, such as "sat 10:00". [default: when people are there]')
@click.option("--entry", help="The number that is dialled, where the tree has several.")
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", help="Text, CSV or JSON.")
@input_options()
@redact_option()
@as_of_option()
def command(
    tree_path: str,
    outcomes: tuple[str, ...],
    longest: int | None,
    first: int | None,
    moment: str | None,
    entry: str | None,
    form: str,
    said: Input,
    redact: bool,
    as_of: date | None,
) -> None:
    """List every path a call can take, one a line, as they are found.

    A path enters no node twice. A tree can have more paths than anybody can read: --first and --longest stop early.
    JSON is one object a line. Times are those of the path: best, typical and worst.
    """
    from ivr_audit.paths import Calls

    tree = to_share(read_tree(tree_path, said), redact)
    day = as_of or today()
    at = moment_of(moment, day) if moment else periods(tree, day)[0].example
    calls = Calls(tree, state_at(tree, at), entry_of(tree, entry))
    wanted: set[Outcome] | None = {o for o in OUTCOMES if o.replace(" ", "-") in outcomes} if outcomes else None
    found = iter(calls.paths(wanted, longest_first=longest is not None))
    some = list(islice(found, 1))
    if not some:
        ends = f" so: {list_words(outcomes, 'or')}" if outcomes else ""
        click.echo(f"no path of a call on {say_moment(at)} ends{ends}", err=True)
    limits = [limit for limit in (longest, first) if limit is not None]
    write_lines(_FORMATS[form](islice(chain(some, found), min(limits, default=None))))
    if not getattr(found, "exact", True):
        click.echo("too many paths to be sure that these are the longest; there may be longer ones", err=True)


def _as_text(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        times = " / ".join(say_duration(getattr(path, name)) for name in _SECONDS)
        way = " > ".join(f"{leg.node} [{leg.step}]" for leg in path.legs)
        yield visible(f"{path.outcome:8}  {times}  {way}")


def _as_csv(paths: Iterable[Path]) -> Iterator[str]:
    yield _row(["outcome", "node", *_SECONDS, "path"])
    for path in paths:
        way = " > ".join(f"{leg.node} [{leg.step}]" for leg in path.legs)
        yield _row([path.outcome, path.end.node, *(f"{getattr(path, name):.2f}" for name in _SECONDS), way])


def _row(cells: list[str]) -> str:
    """One line of CSV; a cell that a spreadsheet would take for a formula gets an apostrophe."""
    from ivr_audit.render.csv import shown

    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(map(shown, cells))
    return line.getvalue()


def _as_json(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        yield json_text(
            {
                "outcome": path.outcome,
                "node": path.end.node,
                **{name: round(getattr(path, name), 2) for name in _SECONDS},
                "path": [{"node": leg.node, "step": leg.step} for leg in path.legs],
            }
        )


_FORMATS = {"text": _as_text, "csv": _as_csv, "json": _as_json}
