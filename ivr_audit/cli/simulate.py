"""`ivr-audit simulate TREE`."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from ivr_audit import scalars
from ivr_audit.cli.common import Input, as_of_option, input_options, output_option, read_tree, redact_option, to_share
from ivr_audit.cli.common import today as the_day
from ivr_audit.cli.files import streamed, write
from ivr_audit.finding import SEVERITIES

if TYPE_CHECKING:
    from ivr_audit.cli.progress import Meter
    from ivr_audit.finding import Finding
    from ivr_audit.scenario import Scenario
    from ivr_audit.simulate.comparing import Comparison
    from ivr_audit.simulate.staffing import Staffing
    from ivr_audit.simulate.study import Precision, Study
    from ivr_audit.simulate.variants import Variant

_YEAR: Final = 366
_MOST: Final = 200
"""Replications until a wanted precision is reached, if nobody says how many at most."""
_STAFF: Final = re.compile(r"(?P<line>.+?)\s*:\s*(?P<part>[\d.]+%?)\s+(?:in|within)\s+(?P<seconds>\S+)")
_STREAMS: Final = ("csv", "parquet")


class _Asked(NamedTuple):
    """What is to be simulated, and how."""

    office: Scenario
    seed: int
    replications: int
    processes: int
    threshold: float
    precision: Precision | None


class _Found(NamedTuple):
    """All that was simulated."""

    study: Study
    compared: Comparison | None
    staffed: tuple[Staffing, ...]
    findings: tuple[Finding, ...]


class _Wish(NamedTuple):
    """A line that is to be answered so quickly."""

    line: str
    part: float
    seconds: float


@click.command("simulate")
@click.argument("tree_path", metavar="TREE")
@click.option("--traffic", "traffic_file", metavar="FILE", help="Who calls and who answers. [default: in the tree]")
@click.option("--weeks", type=click.IntRange(1, 52), metavar="N", help="Simulate so many weeks. [default: a year]")
@click.option("--replications", type=click.IntRange(1, 10_000), metavar="N", help="How many times over. [default: 10]")
@click.option("--precision", metavar="2%|5s", help="Go on until the share who reach a person, or the time, is so sure.")
@click.option("--within", default="30s", metavar="TIME", show_default=True, help="What counts as answered in time.")
@click.option("--set", "changes", multiple=True, metavar="CHANGE", help="What if: compare with this put differently.")
@click.option("--variants", "variants_file", metavar="FILE", help="A list of such changes, with names.")
@click.option("--staff", "wishes", multiple=True, metavar="WISH", help='How many people: "front desk: 80% in 30s".')
@click.option("--replay", metavar="CALL", help="Play one call again, step by step: 4711, or 2:4711 in replication 2.")
@click.option("--plots", metavar="FOLDER|FILE", help="Draw the plots: into a folder, or as one .svg, .png or .pdf.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", *_STREAMS]),
    default="text",
    help="Text to read, all figures as JSON, or the records of the simulation.",
)
@click.option("--records", type=click.Choice(["calls", "messages", "visits"]), default="calls", help="Which of them.")
@click.option(
    "--fail-on", type=click.Choice([*SEVERITIES, "never"]), default="never", show_default=True,
    help="Exit with code 1 when the load shows a finding this grave or graver.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Other luck.")
@click.option("--processes", type=click.IntRange(1, 256), metavar="N", help="How many at once. [default: all cores]")
@input_options()
@redact_option()
@as_of_option()
@output_option()
@click.pass_context
def command(
    ctx: click.Context,
    tree_path: str,
    traffic_file: str | None,
    weeks: int | None,
    replications: int | None,
    precision: str | None,
    within: str,
    changes: tuple[str, ...],
    variants_file: str | None,
    wishes: tuple[str, ...],
    replay: str | None,
    plots: str | None,
    form: str,
    records: str,
    fail_on: str,
    seed: int,
    processes: int | None,
    said: Input,
    redact: bool,
    as_of: date | None,
    output: str,
) -> None:
    """Simulate thousands of calls: how many callers reach a person, how soon, and who gives up.

    Who calls and who answers stands in `traffic:` of the tree; what is left out is assumed, and every assumption is
    listed. Several changes of one `--set` are parted by ";":

    \b
      ivr-audit simulate trees/family-physicians.yaml
      ivr-audit simulate TREE --set "nurses.people+1 on monday"
      ivr-audit simulate TREE --set "nurse line.agents=3; calls*1.2"
      ivr-audit simulate TREE --staff "front desk: 80% in 30s"
      ivr-audit simulate TREE --replay 4711
    """
    whats_if = bool(changes or variants_file or wishes)
    _check_together(form, whats_if=whats_if, plots=plots, precision=precision, replay=replay)
    _check_plots(plots)
    wished = [_wish(text) for text in wishes]
    offices = _variants(changes, variants_file)
    office = _office(tree_path, traffic_file, said, weeks, as_of, redact=redact)
    asked = _Asked(
        office=office,
        seed=seed,
        replications=replications or (_MOST if precision else 10),
        processes=processes or os.cpu_count() or 1,
        threshold=_seconds(within, "--within"),
        precision=_precision(precision),
    )
    if replay is not None:
        _replay(asked, replay, form, output)
        return
    if form in _STREAMS:
        _stream(asked, form, records, output)
        return
    found = _found(asked, offices, wished)
    _write(found, form, output)
    if plots is not None:
        _plot(found.study, plots)
    if found.study.interrupted or (found.compared is not None and found.compared.missing):
        ctx.exit(130)
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    if any(finding.severity in grave for finding in found.findings):
        ctx.exit(1)


def _check_together(form: str, *, whats_if: bool, plots: str | None, precision: str | None, replay: str | None) -> None:
    """Raise a usage error for what cannot be asked together."""
    if form in _STREAMS and (whats_if or plots):
        raise click.UsageError(f"--format {form} has the records of the office as it is; ask for the others without it")
    if replay is not None and (whats_if or plots or precision or form in _STREAMS):
        raise click.UsageError("--replay plays one call of the office as it is; ask for the others without it")
    if precision is not None and whats_if:
        raise click.UsageError("--precision is of one office; say --replications N to compare several")


def _check_plots(plots: str | None) -> None:
    """Raise what is wrong with the place for plots before anything is simulated."""
    if plots is None:
        return
    from ivr_audit.render.simulation_plots import FORMATS

    ending = Path(plots).suffix.lower()
    if ending and ending not in FORMATS and not Path(plots).is_dir():
        raise click.BadParameter(
            f'"{plots}" does not say what to draw; name a folder, or end it in {", ".join(FORMATS)}',
            param_hint="'--plots'",
        )


def _office(
    tree_path: str, traffic_file: str | None, said: Input, weeks: int | None, as_of: date | None, *, redact: bool
) -> Scenario:
    from ivr_audit.scenario import scenario

    tree = read_tree(tree_path, said)
    if traffic_file is not None:
        from ivr_audit.load.traffic import load_traffic

        tree = replace(tree, traffic=load_traffic(traffic_file, tree))
    tree = to_share(tree, redact)
    starts = None if tree.traffic is None else tree.traffic.starts
    return scenario(tree, tree.traffic, as_of or starts or the_day(), weeks * 7 if weeks else _YEAR)


def _variants(changes: Sequence[str], file: str | None) -> list[Variant]:
    if not changes and file is None:
        return []
    from ivr_audit.simulate.variant_files import read_variants
    from ivr_audit.simulate.variants import variants

    return [*variants(changes), *(read_variants(Path(file)) if file is not None else ())]


def _seconds(text: str, option: str) -> float:
    try:
        return scalars.duration(text)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint=f"'{option}'") from None


def _precision(text: str | None) -> Precision | None:
    """How sure the share who reach a person, or the mean time to one, shall be."""
    if text is None:
        return None
    from ivr_audit.simulate.study import Precision

    if not text.endswith("%"):
        wanted = Precision("time to a person: mean", _seconds(text, "--precision"))
    else:
        try:
            wanted = Precision("reached a person", scalars.share(text))
        except ValueError as wrong:
            raise click.BadParameter(str(wrong), param_hint="'--precision'") from None
    if wanted.half_width <= 0:
        raise click.BadParameter("nothing is sure to the last digit; try 1%", param_hint="'--precision'")
    return wanted


def _wish(text: str) -> _Wish:
    parts = _STAFF.fullmatch(text.strip())
    try:
        if parts is not None and 0 < scalars.share(parts["part"]) < 1:
            return _Wish(parts["line"], scalars.share(parts["part"]), scalars.duration(parts["seconds"]))
    except ValueError:
        pass  # it is told below how to write it
    raise click.BadParameter(f'"{text}" is no wish; write it like "front desk: 80% in 30s"', param_hint="'--staff'")


def _meter(asked: _Asked, studies: int = 1) -> Meter:
    from ivr_audit.cli.progress import Meter

    rates = asked.office.rates
    ends = [*rates.times[1:], rates.end]
    calls = sum((end - at) * rate / 3600 for at, end, rate in zip(rates.times, ends, rates.numbers, strict=True))
    return Meter(calls * asked.replications * studies)


def _found(asked: _Asked, offices: Sequence[Variant], wishes: Sequence[_Wish]) -> _Found:
    """Simulate all that was asked for."""
    from ivr_audit.simulate.comparing import compare
    from ivr_audit.simulate.load_findings import load_findings
    from ivr_audit.simulate.study import simulate

    meter = _meter(asked, 1 + len(offices))
    compared = None
    try:
        if offices:
            compared = compare(
                asked.office, offices, asked.seed, asked.replications,
                processes=asked.processes, threshold=asked.threshold, progress=meter,
            )  # fmt: skip
            study = compared.base
        else:
            study = simulate(
                asked.office, asked.seed, asked.replications,
                processes=asked.processes, threshold=asked.threshold, precision=asked.precision, progress=meter,
            )  # fmt: skip
        staffed = tuple(_staffed(asked, wish) for wish in wishes)
    finally:
        meter.done()
    return _Found(study, compared, staffed, tuple(load_findings(study)) if len(study.calls) else ())


def _staffed(asked: _Asked, wish: _Wish) -> Staffing:
    from ivr_audit.simulate.staffing import fewest_people

    try:
        return fewest_people(
            asked.office, wish.line, asked.seed, part=wish.part, threshold=wish.seconds,
            replications=asked.replications, processes=asked.processes,
        )  # fmt: skip
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="'--staff'") from None


def _write(found: _Found, form: str, output: str) -> None:
    if form == "json":
        from ivr_audit.render.simulation_json import report as as_json

        write(output, as_json(found.study, found.findings, found.compared, found.staffed))
        return
    from ivr_audit.render.simulation import report
    from ivr_audit.render.styled import plain

    lines = report(found.study, found.findings, found.compared, found.staffed)
    if output == "-":
        from ivr_audit.cli.terminal import show

        show(lines)
    else:
        write(output, plain(lines))


def _plot(study: Study, plots: str) -> None:
    from ivr_audit.render.simulation_plots import FORMATS, PLOTS, plot, sheet

    ending = Path(plots).suffix.lower()
    if ending in FORMATS and not Path(plots).is_dir():
        write(plots, sheet(study, ending[1:]))
        return
    Path(plots).mkdir(parents=True, exist_ok=True)
    for name in PLOTS:
        write(str(Path(plots) / f"{name}.svg"), plot(study, name, "svg"))
    _draw(study, Path(plots) / "calls.svg")


def _draw(study: Study, file: Path) -> None:
    """The diagram with the calls on it; where no program can draw it, standard error says so."""
    from ivr_audit.render.picture import PictureError, draw
    from ivr_audit.render.simulation_flow import flow_source

    try:
        write(str(file), draw(flow_source(study), "svg"))
    except PictureError as failed:
        click.echo(f"{file}: not drawn; {failed}", err=True)


def _stream(asked: _Asked, form: str, records: str, output: str) -> None:
    """Write records as they come."""
    from ivr_audit.render.simulation_records import WRITERS, MissingPackage
    from ivr_audit.simulate.replications import names_of
    from ivr_audit.simulate.study import simulate

    meter = _meter(asked)
    try:
        with streamed(output) as file:
            sink = WRITERS[form](file, records, names_of(asked.office), asked.office.first)  # type: ignore[arg-type]  # click has checked it
            study = simulate(
                asked.office, asked.seed, asked.replications,
                processes=asked.processes, threshold=asked.threshold, precision=asked.precision, sink=sink,
                progress=meter,
            )  # fmt: skip
            sink.close()
    except MissingPackage as missing:
        raise click.ClickException(str(missing)) from None
    finally:
        meter.done()
    for note in study.notes:
        click.echo(note, err=True)


def _replay(asked: _Asked, wanted: str, form: str, output: str) -> None:
    parts = re.fullmatch(r"(?:(\d{1,6}):)?(\d{1,15})", wanted)
    if parts is None:
        raise click.BadParameter(f'"{wanted}" is no call; write 4711, or 2:4711', param_hint="'--replay'")
    from ivr_audit.simulate.replay import replay

    replication = int(parts[1] or 0)
    try:
        found = replay(asked.office, asked.seed, replication, int(parts[2]))
    except KeyError as none:
        raise click.BadParameter(str(none.args[0]), param_hint="'--replay'") from None
    if form == "json":
        from ivr_audit.render.simulation_json import replayed

        write(output, replayed(found, replication, asked.seed))
        return
    from ivr_audit.render.simulation_replayed import transcript
    from ivr_audit.render.styled import plain

    write(output, plain(transcript(found, asked.office.first, replication)))
