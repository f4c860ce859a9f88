"""The simulation as a section of the HTML report: the answer, the diagram with the calls on it, plots and tables."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ivr_audit.finding import Finding
from ivr_audit.render.inlined import inlined
from ivr_audit.render.picture import PictureError, draw
from ivr_audit.render.simulation_answer import answer, say_scale, sureness
from ivr_audit.render.simulation_flow import flow_source
from ivr_audit.render.simulation_plots import PLOTS, Plot, picture
from ivr_audit.render.simulation_tables import sections
from ivr_audit.render.styled import tied
from ivr_audit.render.tables import Section
from ivr_audit.simulate.study import Study


class Shown(NamedTuple):
    """A plot on the page: what it shows, what is drawn, and the picture as markup, for wide and for narrow windows; no
    picture where there is nothing to draw."""

    title: str
    said: str
    wide: str
    narrow: str


class Simulated(NamedTuple):
    """What the page shows of a simulation: `svg` is the diagram as markup, or empty where `problem` says why there is
    none."""

    scope: str
    answer: tuple[str, ...]
    svg: str
    problem: str
    plots: tuple[Shown, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    assumed: tuple[str, ...]
    sureness: tuple[str, ...]


def simulated(study: Study, findings: Sequence[Finding] = ()) -> Simulated:
    """The section of a study whose records were kept."""
    svg, problem = "", ""
    called = len(study.calls) > 0
    try:
        svg = inlined(draw(flow_source(study), "svg").decode(), "calls") if called else ""
    except PictureError as failed:
        problem = str(failed)
    return Simulated(
        scope=say_scale(study),
        answer=tuple(tied(sentence) for sentence in answer(study)),
        svg=svg,
        problem=problem,
        plots=tuple(_plots(study)) if called else (),
        sections=tuple(sections(study)) if called else (),
        findings=tuple(findings),
        assumed=study.scenario.assumed,
        sureness=tuple(sureness(study)),
    )


def _plots(study: Study) -> Iterator[Shown]:
    for of in PLOTS.values():
        made = of(study)
        wide, narrow = (_markup(made, study, narrow=narrow) if made.draw else "" for narrow in (False, True))
        yield Shown(made.title, made.said, wide, narrow)


def _markup(made: Plot, study: Study, *, narrow: bool) -> str:
    """The plot as an element of the page, in whose font and on whose paper it stands."""
    root = ET.fromstring(picture(made, study, "svg", titled=False, narrow=narrow))
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    for name in ("width", "height", "font-family", "version"):
        root.attrib.pop(name, None)
    root.remove(root[0])  # the paper
    root.set("class", "narrow" if narrow else "wide")
    root.set("role", "img")
    root.set("aria-label", f"{made.title}. Drawn: {made.said}.")
    return ET.tostring(root, encoding="unicode").replace("\n", "")
