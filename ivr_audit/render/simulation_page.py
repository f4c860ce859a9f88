"""The simulation as a section of the HTML report: the answer, the diagram with the calls on it, plots and tables."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import NamedTuple

from ivr_audit.finding import Finding
from ivr_audit.render.inlined import inlined
from ivr_audit.render.picture import PictureError, draw
from ivr_audit.render.simulation_answer import answer, say_scale, sureness
from ivr_audit.render.simulation_flow import flow_source
from ivr_audit.render.simulation_plots import PLOTS, plot
from ivr_audit.render.simulation_tables import sections
from ivr_audit.render.tables import Section
from ivr_audit.simulate.study import Study

_ALT = {
    "time-to-a-person": "How long it takes to reach a person: calls of 100 by the time; figures in the first table",
    "week": "For each hour of the week, of 100 callers how many reach a person; figures in the last table",
    "queues": "How many callers wait in each line over the day",
    "messages": "How many messages wait for an answer, box by box, over the time that was simulated",
}


class Simulated(NamedTuple):
    """What the page shows of a simulation: `plots` are descriptions and addresses of pictures, `svg` is the diagram as
    markup, or empty where `problem` says why there is none."""

    scope: str
    answer: tuple[str, ...]
    svg: str
    problem: str
    plots: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    assumed: tuple[str, ...]
    sureness: tuple[str, ...]


def simulated(study: Study, findings: Sequence[Finding] = ()) -> Simulated:
    """The section of a study whose records were kept."""
    svg, problem = "", ""
    try:
        svg = inlined(draw(flow_source(study), "svg").decode(), "calls")
    except PictureError as failed:
        problem = str(failed)
    called = len(study.calls) > 0
    return Simulated(
        scope=say_scale(study),
        answer=tuple(answer(study)),
        svg=svg,
        problem=problem,
        plots=tuple((_ALT[name], _address(plot(study, name, "png"))) for name in PLOTS) if called else (),
        sections=tuple(sections(study)) if called else (),
        findings=tuple(findings),
        assumed=study.scenario.assumed,
        sureness=tuple(sureness(study)),
    )


def _address(picture: bytes) -> str:
    """The picture itself as an address, so that the page fetches nothing."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"
