"""`ivr-audit simulate TREE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ivr_audit.cli.common import as_of_option, input_options, output_option, redact_option
from ivr_audit.cli.simulating import run
from ivr_audit.cli.simulation_request import RECORDS, Request
from ivr_audit.finding import SEVERITIES


@click.command("simulate")
@click.argument("tree_path", metavar="TREE")
@click.option("--traffic", metavar="FILE", help="Who calls and who answers. [default: in the tree]")
@click.option("--weeks", type=click.IntRange(1, 52), metavar="N", help="Simulate so many weeks. [default: a year]")
@click.option("--replications", type=click.IntRange(1, 10_000), metavar="N", help="How many times over. [default: 10]")
@click.option(
    "--precision", metavar="2%|5s",
    help="Go on until the share of callers who reach a person is sure to ± 2 points, or the mean time to one to ± 5 s.",
)  # fmt: skip
@click.option("--within", default="30s", metavar="TIME", show_default=True, help="What counts as answered in time.")
@click.option("--set", "changes", multiple=True, metavar="CHANGE", help="What if: compare with this put differently.")
@click.option("--variants", metavar="FILE", help="A list of such changes, with names.")
@click.option("--staff", "wishes", multiple=True, metavar="WISH", help='How many people: "front desk: 80% in 30s".')
@click.option("--replay", metavar="CALL", help="Play one call again, step by step: 4711, or 2:4711 in replication 2.")
@click.option("--plots", metavar="FOLDER|FILE", help="Draw the plots: into a folder, or as one .svg, .png or .pdf.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", *RECORDS]),
    default="text",
    help="Text to read, all figures as JSON, or the records of the simulation.",
)
@click.option(
    "--records", type=click.Choice(["calls", "messages", "visits"]),
    help="Which records csv and parquet have. [default: calls]",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice([*SEVERITIES, "never"]), default="never", show_default=True,
    help="Exit with code 1 when the load shows a finding this grave or graver.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=1, metavar="N",
    help="Another number is other luck; the same one gives the same figures. [default: 1]",
)  # fmt: skip
@click.option("--processes", type=click.IntRange(1, 256), metavar="N", help="How many at once. [default: all cores]")
@input_options()
@redact_option()
@as_of_option()
@output_option()
@click.pass_context
def command(
    ctx: click.Context, /, **options: Any
) -> None:  # Any: each option has a type of its own, which `Request` says
    """Simulate thousands of calls: how many callers reach a person, how soon, and who gives up.

    Who calls and who answers stands in `traffic:` of the tree; what is left out is assumed, and every assumption is
    listed. Ctrl-C stops early, and what is done is told.

    \b
      ivr-audit simulate trees/family-physicians.yaml
      ivr-audit simulate TREE --set "nurses.people+1 on monday"
      ivr-audit simulate TREE --set "nurse line.agents=3; calls+20%"
      ivr-audit simulate TREE --staff "front desk: 80% in 30s"
      ivr-audit simulate TREE --replay 4711

    What --set, and a line of --variants, can change. ";" parts changes that are made together; several --set are
    compared one by one.

    \b
      nurses.people+1 on monday    how many answer; also "on mon-fri 8:00-12:00"
      calls*1.2, calls+20%         how many call
      patience=2m                  also balks=5%, exits=10%, leaves message=50%
      front desk.handling=3m       how long a call takes; also after call
      front desk.ring for=20s      of a queue: max wait and capacity
      billing box.emptied=9:00     when messages are returned
      callers.zero=20%             also topics.refills=40%; others share the rest
      "Smith; Jones".people=2      a name with one of = + * ; . is put in quotes
    """
    request = Request(**options)
    _check_together(request)
    _check_plots(request.plots)
    code = run(request)
    if code:
        ctx.exit(code)


def _check_together(request: Request) -> None:
    """Raise a usage error for what cannot be asked together."""
    form, streams = request.form, request.form in RECORDS
    whats_if = bool(request.changes or request.variants is not None or request.wishes)
    if streams and (whats_if or request.plots):
        raise click.UsageError(f"--format {form} has the records of the office as it is; ask for the others without it")
    if streams and request.fail_on != "never":
        raise click.UsageError(f"--format {form} has records and no findings; ask for --fail-on without it")
    if request.records is not None and not streams:
        raise click.UsageError(f"--records is for --format csv or parquet; {form} has figures")
    if request.replay is not None and (whats_if or request.plots or request.precision or streams):
        raise click.UsageError("--replay plays one call of the office as it is; ask for the others without it")
    if request.replay is not None and request.fail_on != "never":
        raise click.UsageError("--replay plays one call and finds nothing; ask for --fail-on without it")
    if request.precision is not None and whats_if:
        raise click.UsageError("--precision is of one office; say --replications N to compare several")


def _check_plots(plots: str | None) -> None:
    """Raise what is wrong with the place for plots before anything is simulated."""
    if plots is None:
        return
    from ivr_audit.render.simulation_plots import FORMATS

    place = Path(plots)
    ending = place.suffix.lower()
    wrong = ""
    if not plots:
        wrong = "the name is empty; name a folder or a file"
    elif ending and ending not in FORMATS and not place.is_dir():
        wrong = f'"{plots}" does not say what to draw; name a folder, or end it in {", ".join(FORMATS)}'
    elif not ending and place.exists() and not place.is_dir():
        wrong = f'"{plots}" is a file; name a folder, or end the name in {", ".join(FORMATS)}'
    elif ending in FORMATS and not place.is_dir() and not place.absolute().parent.is_dir():
        wrong = f'there is no folder "{place.parent}"'
    if wrong:
        raise click.BadParameter(wrong, param_hint="'--plots'")
