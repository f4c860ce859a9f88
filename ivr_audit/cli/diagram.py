"""`ivr-audit diagram TREE -o FILE`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, cast

import click

from ivr_audit.cli.common import as_of_option, read_drawable_tree, today
from ivr_audit.cli.files import write
from ivr_audit.hours import Period, periods
from ivr_audit.words import nearest

if TYPE_CHECKING:
    from ivr_audit.audit import Audit
    from ivr_audit.model import PhoneTree
    from ivr_audit.render.picture import Format

_FORMATS: Final = ("svg", "png", "pdf", "dot")
Route = Literal["best", "typical", "worst"]


@click.command("diagram")
@click.argument("tree_path", metavar="TREE")
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to; .svg, .png, .pdf or .dot says what.")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="What to draw, if the file's name does not say.")
@click.option("--period", "wanted", metavar="NAME", help='One period only, such as "closed". [default: all together]')
@click.option(
    "--path", "route", type=click.Choice(["best", "typical", "worst"]), help="Draw this way to a person bold."
)
@click.option("--findings/--no-findings", default=True, help="Number the findings on their nodes, as in the report.")
@as_of_option()
def command(
    tree_path: str,
    output: str,
    form: str | None,
    wanted: str | None,
    route: str | None,
    findings: bool,
    as_of: date | None,
) -> None:
    """Draw a tree as a picture: who reaches a person, who only leaves a message, who gets lost.

    Steps back to an earlier menu are short stubs ("back to main"); targets that do not exist are drawn as ghosts.
    """
    from ivr_audit.render.dot import dot_source
    from ivr_audit.render.picture import PictureError, draw

    kind = form or _by_name(output)
    tree, broken = read_drawable_tree(tree_path)
    day = as_of or today()
    shown = _periods(periods(tree, day), wanted)
    audit = None if broken or not (findings or route) else _audit(tree, day)
    dot = dot_source(
        tree,
        [(period.name, period.state) for period in shown],
        findings=audit.findings if audit and findings else (),
        path=_route(audit, shown, cast("Route", route)) if audit and route else (),
        as_of=day,
    )
    if kind == "dot":
        write(output, dot)
        return
    try:
        picture = draw(dot, cast("Format", kind))
    except PictureError as failed:
        raise click.ClickException(str(failed)) from None
    write(output, picture)


def _by_name(output: str) -> str:
    ending = output.rpartition(".")[2].lower()
    if output == "-":
        return "svg"
    if ending not in _FORMATS:
        raise click.BadParameter(f'"{output}" does not say what to draw; end it in .svg, .png, .pdf or .dot')
    return ending


def _periods(found: Sequence[Period], wanted: str | None) -> Sequence[Period]:
    if wanted is None:
        return found
    chosen = [period for period in found if period.name.casefold() == wanted.casefold()]
    if not chosen:
        names = [period.name for period in found]
        close = nearest(wanted, names)
        hint = f'did you mean "{close}"?' if close else "there are: " + ", ".join(f'"{name}"' for name in names)
        raise click.BadParameter(f'there is no period "{wanted}"; {hint}', param_hint="'--period'")
    return chosen


def _audit(tree: PhoneTree, day: date) -> Audit:
    from ivr_audit.audit import audit

    return audit(tree, day)


def _route(audit: Audit, shown: Sequence[Period], route: Route) -> set[tuple[str, str]]:
    """The steps of the best, typical or worst way to a person in the first of the periods in which there is one."""
    names = {period.name for period in shown}
    for period in audit.periods:
        for entry in period.entries:
            if period.period.name in names and entry.person.reachable:
                legs = {
                    "best": entry.person.best_path,
                    "typical": entry.person.typical_path,
                    "worst": entry.person.worst_path,
                }[route]
                return {(leg.node, leg.step) for leg in legs}
    return set()
