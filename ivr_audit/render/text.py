"""The report in text, as an office manager reads it: the answer, what to fix first, the findings, then the tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from ivr_audit.audit import Audit
from ivr_audit.finding import SEVERITIES, Finding, Severity
from ivr_audit.render.answer import answer, fix_first, say_periods
from ivr_audit.render.counted import HEADING, counted
from ivr_audit.render.standing import nothing_found, standing
from ivr_audit.render.styled import Line, Piece, apart, line, paragraph, table
from ivr_audit.render.tables import Block, sections
from ivr_audit.render.witness import say_witness
from ivr_audit.words import list_words, say_moment

HEADINGS: dict[Severity, str] = {"error": "ERRORS", "warning": "WARNINGS", "advice": "ADVICE"}
_INDENT = "     "


def report(audit: Audit) -> list[Line]:
    """The whole report."""
    return [
        *_head(audit), *_answer(audit), *_findings(audit), *_tables(audit), *_how_counted(audit), *_notes(audit),
    ]  # fmt: skip


def _head(audit: Audit) -> Iterator[Line]:
    yield from apart(audit.tree.name, audit.tree.source, style="title")
    yield from paragraph(say_scope(audit), style="faint")
    yield line()


def say_scope(audit: Audit) -> str:
    """What was looked at: "as of Mon 23 Nov 2026, 3 periods, 19 nodes", the profile, the rules if only some ran."""
    periods, nodes = len(audit.usual), len(audit.tree.nodes)
    counted = f"{periods} period{'s' * (periods != 1)}, {nodes} node{'s' * (nodes != 1)}"
    day = f"{say_moment(datetime.combine(audit.as_of, time()))[:-6]} {audit.as_of.year}"
    held_to = "" if audit.tree.profiles == ("general",) else f", profile {list_words(audit.tree.profiles)}"
    only = f"; only {list_words(audit.rules)} checked" if audit.is_partial else ""
    return f"as of {day}, {counted}{held_to}{only}"


def _answer(audit: Audit) -> Iterator[Line]:
    for sentence in answer(audit):
        yield from paragraph(sentence, first="  ", style="strong")
    first = fix_first(audit)
    if first:
        yield line()
        yield from paragraph(f"Fix first: {first}", first="  ", style="strong")
    yield line()


def _findings(audit: Audit) -> Iterator[Line]:
    if not audit.new:
        yield line(Piece(nothing_found(audit), "good"))
        yield line()
    number = 0
    for severity in SEVERITIES:
        some = [finding for finding in audit.new if finding.severity == severity]
        if some:
            yield line(Piece(HEADINGS[severity], severity))
            yield line()
        for finding in some:
            number += 1
            yield from _finding(number, finding, audit)
            yield line()
    for sentence in standing(audit):
        yield from paragraph(sentence)
        yield line()


def _finding(number: int, finding: Finding, audit: Audit) -> Iterator[Line]:
    head = paragraph(finding.message, first=f"{number:>3}  ", style=finding.severity)
    last = head[-1]
    room = 80 - sum(len(piece.text) for piece in last) - len(finding.rule)
    yield from head[:-1]
    if room >= 2:
        yield (*last, Piece(" " * room + finding.rule, "faint"))
    else:
        yield last
        yield line(Piece(finding.rule.rjust(80), "faint"))
    where = str(finding.place)
    when = say_periods(audit, finding.periods) if finding.periods else ""
    together = f"{where}      {when}".rstrip()
    if len(together) <= 80 - len(_INDENT):
        yield line(_INDENT, Piece(together, "faint"))
    else:
        yield line(_INDENT, Piece(where, "faint"))
        yield from _labelled("when", when)
    for related in finding.related:
        yield from _labelled("also", f"{related.note} ({related.place})")
    for other in finding.consequences:
        yield from _labelled("leads to", f"{other.message} ({other.rule})")
    if finding.witness is not None:
        yield from _labelled("hear it", say_witness(finding.witness, audit))
    yield from _labelled("do", finding.advice)


def _labelled(label: str, text: str) -> list[Line]:
    first, *rest = paragraph(text, first=" " * len(_INDENT) + " " * 10)
    return [line(_INDENT, Piece(f"{label:<10}", "faint"), first[1]), *rest]


def _tables(audit: Audit) -> Iterator[Line]:
    """All tables, each with a heading and an empty line behind it."""
    for heading, blocks in sections(audit):
        yield line(Piece(heading.upper(), "heading"))
        for block in blocks:
            yield from block_lines(block)
        yield line()


def block_lines(block: Block) -> Iterator[Line]:
    """A caption, a table, a chart and remarks as lines."""
    indent = "    " if block.caption else "  "
    if block.caption:
        yield from paragraph(block.caption, first="  ", style="strong")
    if block.rows:
        yield from table(block.rows, indent=indent, whole=block.whole)
    for label, bars in block.chart:
        yield (
            line("  ", Piece(f"{label:7}{bars}", "faint")) if not label else line(f"  {label:7}", Piece(bars, "strong"))
        )
    if block.legend:
        yield line(Piece(f"  {block.legend}", "faint"))
    for note in block.notes:
        yield from paragraph(note, first=indent)


def _how_counted(audit: Audit) -> Iterator[Line]:
    yield line(Piece(HEADING.upper(), "heading"))
    for sentence in counted(audit):
        yield from paragraph(sentence, first="  ")
    yield line()


def _notes(audit: Audit) -> Iterator[Line]:
    if audit.assumptions:
        yield line(Piece("ASSUMED, BECAUSE THE FILE DOES NOT SAY", "heading"))
        for text in audit.assumptions:
            yield from paragraph(text, first="  - ")
        yield line()
    if audit.ignored:
        yield line(Piece("ACCEPTED BY THE OFFICE", "heading"))
        for finding, accepted in audit.ignored:
            yield from paragraph(f"{finding.rule}: {finding.message}. Reason: {accepted.reason}", first="  - ")
        yield line()
    for problem in audit.idle_ignores:
        yield from paragraph(f"{problem.place}: {problem.message}", style="warning")
