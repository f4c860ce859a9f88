"""The report in Markdown, for a wiki, an e-mail or the comment of a merge request.

CommonMark with the tables of GitHub. Whatever a file calls its nodes, the name shows as itself: nothing in it is taken
for Markdown or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ivr_audit.audit import Audit
from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.render.answer import answer, fix_first, say_periods
from ivr_audit.render.standing import nothing_found, standing
from ivr_audit.render.tables import Block, Row, sections
from ivr_audit.render.text import HEADINGS, say_scope
from ivr_audit.render.witness import say_witness
from ivr_audit.words import visible

_SPECIAL: Final = re.compile(r"[\\`*_\[\]|~$]")
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "#": "&#35;", "@": "&#64;"})
"""Characters that begin HTML, headings, references and mentions; wikis without CommonMark know entities, too."""
_BLOCK_START: Final = re.compile(r"^(?:([-+=])|(\d+)([.)]))")


def report(audits: Iterable[Audit]) -> str:
    """The reports of some trees, each under a heading of its own."""
    return "\n".join(line for audit in audits for line in _tree(audit))


def escaped(text: str) -> str:
    """A text as Markdown that shows just that, on one line; invisible controls are written as U+202E."""
    one_line = " ".join(text.split())
    plain = _SPECIAL.sub(r"\\\g<0>", visible(one_line).translate(_ENTITIES))
    return _BLOCK_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", plain)


def _tree(audit: Audit) -> Iterator[str]:
    yield from (f"# {escaped(audit.tree.name)}", "", f"{escaped(audit.tree.source)}, {escaped(say_scope(audit))}", "")
    for sentence in answer(audit):
        yield f"- **{escaped(sentence)}**"
    yield ""
    first = fix_first(audit)
    if first:
        yield from (f"**Fix first:** {escaped(first)}", "")
    yield from _findings(audit)
    for heading, blocks in sections(audit):
        yield from (f"## {heading}", "")
        for block in blocks:
            yield from _block(block)
    yield from _notes(audit)


def _findings(audit: Audit) -> Iterator[str]:
    if not audit.new:
        yield from (nothing_found(audit), "")
    number = 0
    for severity in SEVERITIES:
        some = [finding for finding in audit.new if finding.severity == severity]
        if some:
            yield from (f"## {HEADINGS[severity].capitalize()}", "")
        for finding in some:
            number += 1
            yield from _finding(number, finding, audit)
        if some:
            yield ""
    for sentence in standing(audit):
        yield from (sentence, "")


def _finding(number: int, finding: Finding, audit: Audit) -> Iterator[str]:
    when = say_periods(audit, finding.periods) if finding.periods else ""
    where = f"{finding.place}, {when}" if when else str(finding.place)
    indent = " " * len(f"{number}. ")
    yield f"{number}. **{escaped(finding.message)}** ({escaped(finding.rule)})"
    yield f"{indent}- {escaped(where)}"
    for related in finding.related:
        yield f"{indent}- also: {escaped(f'{related.note} ({related.place})')}"
    for other in finding.consequences:
        yield f"{indent}- leads to: {escaped(f'{other.message} ({other.rule})')}"
    if finding.witness is not None:
        yield f"{indent}- hear it: {escaped(say_witness(finding.witness, audit))}"
    yield f"{indent}- do: {escaped(finding.advice)}"


def _block(block: Block) -> Iterator[str]:
    if block.caption:
        yield from (f"**{escaped(block.caption)}**", "")
    if block.rows:
        yield from _table(block.rows)
    if block.chart:
        yield from ("```text", *(f"{label:5}{bars}" for label, bars in block.chart), "```", "")
    if block.legend:
        yield from (f"`{block.legend}`", "")
    for note in block.notes:
        yield from (escaped(note), "")


def _table(rows: Sequence[Row]) -> Iterator[str]:
    heading, *body = rows
    for row in (heading, ("---",) * len(heading), *body):
        yield f"| {' | '.join(cell if cell == '---' else escaped(cell) for cell in row)} |"
    yield ""


def _notes(audit: Audit) -> Iterator[str]:
    if audit.assumptions:
        yield from ("## Assumed, because the file does not say", "")
        yield from (f"- {escaped(text)}" for text in audit.assumptions)
        yield ""
    if audit.ignored:
        yield from ("## Accepted by the office", "")
        for finding, accepted in audit.ignored:
            yield "- " + escaped(f'{finding.rule} at "{finding.node}": {accepted.reason}')
        yield ""
    for problem in audit.idle_ignores:
        yield from (escaped(str(problem)), "")
