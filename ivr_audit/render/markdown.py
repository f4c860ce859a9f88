"""The report in Markdown, for a wiki, an e-mail or the comment of a merge request.

CommonMark with the tables of GitHub. Whatever a file calls its nodes, the name shows as itself: nothing in it is taken
for Markdown or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ivr_audit.audit import Audit
from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.render.answer import answer, fix_first, say_periods
from ivr_audit.render.counted import HEADING, counted
from ivr_audit.render.overview import Sheet, say_dates, say_trees, say_worst
from ivr_audit.render.simulation_heads import ASSUMED, LOAD, SIMULATION, SURE
from ivr_audit.render.standing import nothing_found, standing
from ivr_audit.render.tables import Block, Row, sections
from ivr_audit.render.text import HEADINGS, say_scope
from ivr_audit.render.witness import witness_words
from ivr_audit.words import visible

if TYPE_CHECKING:
    from ivr_audit.render.simulation_page import Simulated

_SPECIAL: Final = re.compile(r"[\\`*_\[\]|~$]")
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "#": "&#35;", "@": "&#64;"})
"""Characters that begin HTML, headings, references and mentions; wikis without CommonMark know entities, too."""
_CODE: Final = re.compile(r'(?<!")`([a-z][a-z_]*(?:: [a-z]+)?)`(?!")')
"""A field of the file, named in an advice; names of the tree stand in quotes."""
_BLOCK_START: Final = re.compile(r"^(?:([-+=])|(\d+)([.)]))")


def index(sheets: Sequence[Sheet]) -> str:
    """The page over the reports of several trees, in the order in which they come: the worst first."""
    rows: list[tuple[str, ...]] = []
    for sheet in sheets:
        audit = sheet.audit
        name = f"[{escaped(audit.tree.name)}](<{quote(sheet.link)}>)"
        counts = [str(sum(finding.severity == severity for finding in audit.new)) for severity in SEVERITIES]
        rows.append((name, *counts, escaped(say_worst(audit)), _prose(answer(audit)[0])))
    lines = [f"# {say_trees(len(sheets))}, the worst first", "", escaped(say_dates(sheets)), ""]
    counted = (HEADINGS[severity].capitalize() for severity in SEVERITIES)
    heading = ("Tree", *counted, "A person, at worst", "The answer")
    lines += [f"| {' | '.join(row)} |" for row in (heading, ("---",) * len(heading), *rows)]
    return "\n".join([*lines, ""])


def simulation(found: Simulated) -> str:
    """The section of a simulation, without its pictures: what they show stands as sentences."""
    return "\n".join(_simulation(found))


def report(audits: Iterable[Audit]) -> str:
    """The reports of some trees, each under a heading of its own."""
    return "\n".join(line for audit in audits for line in _tree(audit))


def escaped(text: str) -> str:
    """A text as Markdown that shows just that, on one line; invisible controls are written as U+202E."""
    return _within_line(_plain(" ".join(text.split())))


def _prose(text: str) -> str:
    """A sentence of the report: as `escaped`, but the fields that it names stand as code."""
    parts = _CODE.split(" ".join(text.split()))
    return _within_line("".join(f"`{part}`" if i % 2 else _plain(part) for i, part in enumerate(parts)))


def _code(text: str) -> str:
    """A text as code, whatever backticks are in it (CommonMark 6.1)."""
    shown = visible(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", visible(text).translate(_ENTITIES))


def _within_line(text: str) -> str:
    """The text without a beginning that would make it a list or a heading."""
    return _BLOCK_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)


def _tree(audit: Audit) -> Iterator[str]:
    yield from (f"# {escaped(audit.tree.name)}", "", f"{escaped(audit.tree.source)}, {escaped(say_scope(audit))}", "")
    for sentence in answer(audit):
        yield f"- **{_prose(sentence)}**"
    yield ""
    first = fix_first(audit)
    if first:
        yield from (f"**Fix first:** {_prose(first)}", "")
    yield from _findings(audit)
    for heading, blocks in sections(audit):
        yield from (f"## {heading}", "")
        for block in blocks:
            yield from _block(block)
    yield from _notes(audit)


def _simulation(found: Simulated) -> Iterator[str]:
    yield from (f"## {SIMULATION}", "", escaped(found.scope), "")
    yield from (f"- **{_prose(sentence)}**" for sentence in found.answer)
    yield from (f"- {_prose(plot.title)}." for plot in found.plots)
    yield ""
    if found.findings:
        yield from (f"### {LOAD}", "")
        yield from (f"- {_prose(one.message)}: {_prose(one.advice)}. ({escaped(one.rule)})" for one in found.findings)
        yield ""
    for heading, blocks in found.sections:
        yield from (f"### {heading}", "")
        for block in blocks:
            yield from _block(block)
    for heading, words in ((ASSUMED, found.assumed), (SURE, found.sureness)):
        if words:
            yield from (f"### {heading}", "", *(f"- {_prose(text)}" for text in words), "")


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
    yield f"{number}. **{_prose(finding.message)}** ({escaped(finding.rule)})"
    yield f"{indent}- {escaped(where)}"
    for related in finding.related:
        yield f"{indent}- also: {escaped(f'{related.note} ({related.place})')}"
    for other in finding.consequences:
        yield f"{indent}- leads to: {_prose(f'{other.message} ({other.rule})')}"
    if finding.witness is not None:
        said, script = witness_words(finding.witness, audit)
        yield f"{indent}- hear it: {escaped(said)}{f' (--keys {_code(script)})' if script else ''}"
    yield f"{indent}- do: {_prose(finding.advice)}"


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
        yield from (_prose(note), "")


def _table(rows: Sequence[Row]) -> Iterator[str]:
    heading, *body = rows
    for row in (heading, ("---",) * len(heading), *body):
        yield f"| {' | '.join(cell if cell == '---' else escaped(cell) for cell in row)} |"
    yield ""


def _notes(audit: Audit) -> Iterator[str]:
    yield from (f"## {HEADING}", "")
    yield from (f"- {_prose(text)}" for text in counted(audit))
    yield ""
    if audit.assumptions:
        yield from ("## Assumed, because the file does not say", "")
        yield from (f"- {_prose(text)}" for text in audit.assumptions)
        yield ""
    if audit.ignored:
        yield from ("## Accepted by the office", "")
        for finding, accepted in audit.ignored:
            yield "- " + escaped(f'{finding.rule} at "{finding.node}": {accepted.reason}')
        yield ""
    for problem in audit.idle_ignores:
        yield from (escaped(str(problem)), "")
