"""Writes what `ivr-audit simulate` found: the report, the figures, the plots."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr_audit.cli.files import write

if TYPE_CHECKING:
    from ivr_audit.finding import Finding
    from ivr_audit.simulate.comparing import Comparison
    from ivr_audit.simulate.staffing import Staffing
    from ivr_audit.simulate.study import Study


def write_report(
    study: Study,
    findings: Sequence[Finding],
    compared: Comparison | None,
    staffed: Sequence[Staffing],
    form: str,
    output: str,
) -> None:
    """Write what was found, as text to read or as JSON."""
    if form == "json":
        from ivr_audit.render.simulation_json import report as as_json

        write(output, as_json(study, findings, compared, staffed))
        return
    from ivr_audit.render.simulation import report
    from ivr_audit.render.styled import plain

    lines = report(study, findings, compared, staffed)
    if output == "-":
        from ivr_audit.cli.terminal import show

        show(lines)
    else:
        write(output, plain(lines))


def write_plots(study: Study, plots: str) -> None:
    """Draw the plots into a folder, or all on one sheet into a file."""
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
