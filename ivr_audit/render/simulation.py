"""The simulation in text, as an office manager reads it: the answer, the tables, what was assumed, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivr_audit.finding import Finding
from ivr_audit.render.simulation_answer import answer, say_scale, sureness
from ivr_audit.render.simulation_compared import comparison, staffing
from ivr_audit.render.simulation_replayed import findings
from ivr_audit.render.simulation_tables import sections
from ivr_audit.render.styled import Line, Piece, apart, line, paragraph
from ivr_audit.render.text import block_lines
from ivr_audit.simulate.comparing import Comparison
from ivr_audit.simulate.staffing import Staffing
from ivr_audit.simulate.study import Study


def report(
    study: Study,
    found: Sequence[Finding] = (),
    compared: Comparison | None = None,
    staffed: Sequence[Staffing] = (),
) -> list[Line]:
    """The whole report. What a change would do and how many people a line needs stand before the tables."""
    lines = [*head(study), *_answer(study)]
    lines += comparison(compared) if compared is not None else ()
    for one in staffed:
        lines += staffing(one)
    return [*lines, *findings(found), *_tables(study), *notes(study)]


def head(study: Study) -> Iterator[Line]:
    """What was simulated."""
    tree = study.scenario.tree
    yield from apart(tree.name, tree.source, style="title")
    yield from paragraph(f"simulated: {say_scale(study)}", style="faint")
    yield line()


def _answer(study: Study) -> Iterator[Line]:
    for sentence in answer(study):
        yield from paragraph(sentence, first="  ", style="strong")
    yield line()


def _tables(study: Study) -> Iterator[Line]:
    for heading, blocks in sections(study) if len(study.calls) else ():
        yield line(Piece(heading.upper(), "heading"))
        for block in blocks:
            yield from block_lines(block)
        yield line()


def notes(study: Study) -> Iterator[Line]:
    """What was assumed, and how sure the figures are."""
    if study.scenario.assumed:
        yield line(Piece("ASSUMED, BECAUSE THE FILE DOES NOT SAY", "heading"))
        for text in study.scenario.assumed:
            yield from paragraph(text, first="  - ")
        yield line()
    yield line(Piece("HOW SURE THIS IS", "heading"))
    for text in sureness(study):
        yield from paragraph(text, first="  - ")
