"""The hand-out for the review meeting: pages to print, with room to write down who does what by when.

Every text goes into typst as a string literal, so nothing that a file calls its nodes can be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ivr_audit.audit import Audit
from ivr_audit.call_tests import CallTest, CallTests, call_tests
from ivr_audit.finding import Finding
from ivr_audit.measures import Measures
from ivr_audit.render.answer import answer, fix_first, say_periods
from ivr_audit.render.handout_style import STYLE, Paper, page_setup
from ivr_audit.render.handout_tables import Matrix, SmallWeek, callers, left_out, small_weeks, topics
from ivr_audit.render.leaf import leaf
from ivr_audit.render.picture import set_pages, with_faces
from ivr_audit.render.simulation_heads import ASSUMED, LOAD, SIMULATION, SURE, alone
from ivr_audit.render.standing import nothing_found, standing
from ivr_audit.render.tables import Block, Section, sections
from ivr_audit.render.text import say_scope
from ivr_audit.render.trials import say_actions, say_end, say_missed, say_needs, say_route, say_sheet
from ivr_audit.render.typeset import literal, quoted
from ivr_audit.words import MONTHS, say_duration, say_moment

if TYPE_CHECKING:
    from ivr_audit.render.simulation_page import Simulated

MOST_FINDINGS: Final = 12
"""Findings on the hand-out besides the errors, which are all on it: a meeting has no time for more."""
_LONG_ROW: Final = 900
"""Letters in a row of a table from which it may be parted by the end of a page."""
_FIELD: Final = re.compile(r"`([a-z_]+)`")
"""The name of a field, in the quotes of Markdown."""
_FIRST: Final = ("When can a person be reached", "A normal week", "By topic, for a caller who asks for it")
_BETWEEN: Final = ("Mailboxes", "Five callers")
"""Before the diagram if the page would be almost empty otherwise, else after it."""
_LATER: Final = ("How calls can end: number of ways", "GetHuman standard")
_MOST_ROWS: Final = 14
"""Rows of a table; the full report has the rest."""
_BOLD: Final = 1.4
"""How much wider the first column is than its letters: it is set in bold, and never broken."""
_NARROW: Final = 14
"""Letters of a word that fit into the narrowest column."""
_HOURS: Final = ("0", "3", "6", "9", "12", "15", "18", "21")


def pdf(audit: Audit, *, paper: Paper = "letter", simulated: Simulated | None = None) -> bytes:
    """The hand-out as the bytes of a PDF; the same audit and fonts give the same bytes. `simulated` is the section of
    its simulation.

    Raises `RendererMissing` and `RenderFailed` of `picture.py`. A diagram that cannot be drawn is left out, and a note
    says so.
    """
    return set_pages(source(audit, paper=paper, simulated=simulated), audit.as_of)


def source(audit: Audit, *, paper: Paper = "letter", simulated: Simulated | None = None) -> str:
    """The hand-out as a document for typst."""
    name, day = literal(audit.tree.name), audit.as_of
    footer = literal(f"{_shorten(audit.tree.name, 60)} · {_date(day)}")
    parts = [
        STYLE,
        page_setup(paper, name, f"datetime(year: {day.year}, month: {day.month}, day: {day.day})", footer),
        *_front(audit),
        *_tables(audit, _FIRST),
        _either("fill", _tables(audit, _BETWEEN)),
        leaf(audit, paper),
        _either("not-filled", _tables(audit, _BETWEEN)),
        *_tables(audit, _LATER),
        *(_simulation(simulated) if simulated else ()),
        *_sheet(audit, call_tests(Measures(audit.tree, day))),
        *_notes(audit),
    ]
    return "\n".join([*parts, ""])


def _shorten(text: str, most: int) -> str:
    """The text, cut to so many letters.

    >>> _shorten("Alder Creek", 6)
    'Alder…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _call(function: str, *values: str) -> str:
    """A call of one of the functions of the style; values are typst expressions."""
    return f"#{function}({', '.join(values)})"


def _texts(function: str, *texts: str) -> str:
    return _call(function, *map(literal, texts))


def _narrow(text: str) -> str:
    return literal(text, longest=_NARROW)


def _array(values: Iterable[str]) -> str:
    return f"({''.join(f'{value}, ' for value in values)})"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _front(audit: Audit) -> Iterator[str]:
    """The title, the answer, what to fix first, and the findings that are to be decided on."""
    facts = " · ".join(filter(None, (audit.tree.number, say_scope(audit))))
    yield _texts("title", "Phone menu review", audit.tree.name, facts)
    yield from (_texts("says", sentence) for sentence in answer(audit))
    advice = fix_first(audit)
    if advice:
        yield _texts("first", _FIELD.sub(r"\1", advice))
    yield _texts("head", "To decide in this meeting" if audit.new else "Findings")
    if not audit.new:
        yield _texts("note", nothing_found(audit))
    numbered = list(enumerate(audit.new, 1))
    errors = sum(finding.severity == "error" for finding in audit.new)
    shown = numbered[: max(MOST_FINDINGS, errors)]
    if shown:
        yield _call("findings", *(_finding(audit, number, finding) for number, finding in shown))
    others = numbered[len(shown) :]
    if others:
        yield _texts("below", "Less grave")
        yield _call("others", *(_other(number, finding) for number, finding in others))
    yield from (_texts("faint", sentence) for sentence in standing(audit))


def _finding(audit: Audit, number: int, finding: Finding) -> str:
    when = say_periods(audit, finding.periods) if finding.periods else ""
    where = " · ".join(filter(None, (finding.severity, finding.rule, when)))
    message, advice = finding.message[:1].upper() + finding.message[1:], _FIELD.sub(r"\1", finding.advice)
    return _call("found", *map(literal, (str(number), finding.severity, message, advice, where)))[1:]


def _either(function: str, parts: Iterable[str]) -> str:
    """Parts that stand at one of two places, which the style decides."""
    inside = "\n".join(parts)
    return f"#{function}[\n{inside}\n]" if inside else ""


def _other(number: int, finding: Finding) -> str:
    message, advice = finding.message[:1].upper() + finding.message[1:], _FIELD.sub(r"\1", finding.advice)
    return _call("other", *map(literal, (str(number), finding.severity, message, advice)))[1:]


def _tables(audit: Audit, headings: Sequence[str]) -> Iterator[str]:
    """Some of the sections: the times, the week, the ledger of mailboxes, the callers, the standard."""
    found = {section.heading: section for section in sections(audit)}
    for section in [found[heading] for heading in headings if heading in found]:
        if section.heading == "GetHuman standard":
            yield from _scorecard(audit, section)
            continue
        yield _texts("head", section.heading)
        if section.heading == "A normal week":
            yield from _weeks(audit, section)
        elif section.heading == "Five callers":
            yield _texts("note", "How the call ends, where, and after how long.")
            yield from _matrices(audit, callers(audit))
        elif section.heading.startswith("By topic"):
            yield _texts("note", "Typical / worst time to the right person.")
            yield from _matrices(audit, topics(audit))
        else:
            for block in section.blocks:
                yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if block.caption:
        yield _texts("below", block.caption)
    if block.rows:
        yield _table(block.rows[: _MOST_ROWS + 1])
        more = len(block.rows) - 1 - _MOST_ROWS
        if more > 0:
            yield _texts("faint", f"{more} more row{'s' * (more > 1)} in the full report.")
    yield from (_texts("note", words) for words in block.notes)


def _matrices(audit: Audit, matrices: Iterable[Matrix]) -> Iterator[str]:
    found = list(matrices)
    yield from (_table((matrix.head, *matrix.rows)) for matrix in found)
    if not found:
        yield _texts("note", "Nobody can be reached, whatever the topic.")
    elif left_out(audit):
        yield _texts("faint", "Of the numbers and periods the first that differ; the full report has them all.")


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns are as wide as their longest texts need, within reason."""
    widest = [3 + max(6, min(30, max(map(len, column)))) for column in zip(*rows, strict=True)]
    widest[0] = round(_BOLD * widest[0])
    longest = max(sum(map(len, row)) for row in rows)
    return _call(
        "grid-of",
        _array(f"{wide}fr" for wide in widest),
        _array(map(_narrow, rows[0])),
        _flag(longest < _LONG_ROW),
        *(_array(_cell(head, text) for head, text in zip(rows[0], row, strict=True)) for row in rows[1:]),
    )


def _cell(head: str, text: str) -> str:
    return f"keys({_narrow(text)})" if head == "keys" else _narrow(text)


def _weeks(audit: Audit, section: Section) -> Iterator[str]:
    """The week for anybody, and in small those of the topics whose right person is not there whenever anybody is."""
    first, *others = small_weeks(audit)
    if any(there for _, half_hours in first.days for there in half_hours):
        legend = map(literal, ("a person can be reached", "nobody (half hours)"))
        yield _call("week", _days(first), _array(map(literal, _HOURS)), _array(legend))
    alike = [week for week in others if week.days == first.days]
    never = [week for week in others if not any(there for _, day in week.days for there in day)]
    differing = [week for week in others if week not in alike and week not in never]
    if differing:
        yield _call("weeks", *(f"({literal(f'right person for {one.caption}')}, {_days(one)})" for one in differing))
    if alike:
        yield _texts("note", f"Whenever anybody is there, the right person is, too: {alike[0].caption}.")
    for block in section.blocks:
        yield from (_texts("note", words) for words in block.notes)


def _days(week: SmallWeek) -> str:
    return _array(f"({literal(name)}, {_array(map(_flag, half_hours))})" for name, half_hours in week.days)


def _scorecard(audit: Audit, section: Section) -> Iterator[str]:
    yield _texts("head", section.heading)
    yield from (_texts("note", words) for words in section.blocks[0].notes)
    rows = ((str(item.number), item.verdict, item.title, item.evidence) for item in audit.scorecard)
    yield _call("scores", *(_call("score", *map(literal, row))[1:] for row in rows))


def _simulation(found: Simulated) -> Iterator[str]:
    """How often: the answer, the plots with what they show, the tables, what was assumed and how sure it is."""
    yield "#pagebreak(weak: true)"
    yield _texts("head", SIMULATION)
    yield _texts("note", f"Simulated: {found.scope}.")
    yield from (_texts("point", sentence) for sentence in found.answer)
    loads = [f"{one.message[:1].upper()}{one.message[1:]}: {one.advice}." for one in found.findings]
    yield from [_texts("below", LOAD)] if loads else []
    yield from (_texts("point", _FIELD.sub(r"\1", told)) for told in loads)
    for plot in found.plots:
        yield f"#block(breakable: false)[\n{_texts('below', plot.title)}\n{_texts('faint', plot.said)}"
        picture = quoted(with_faces(alone(plot.wide)))
        yield f'#image(bytes({picture}), format: "svg", width: 100%)\n]' if plot.wide else "]"
    for heading, blocks in found.sections:
        tables = [block for block in blocks if block.rows]
        yield from [_texts("head", heading)] if tables else []
        for block in tables:
            yield from _block(block)
            yield from [_texts("faint", block.legend)] if block.legend else []
    for heading, words in ((ASSUMED, found.assumed), (SURE, found.sureness)):
        yield from [_texts("head", heading)] if words else []
        yield from (_texts("point", text) for text in words)


def _sheet(audit: Audit, sheet: CallTests) -> Iterator[str]:
    """The test calls, by the moment at which they are made and the number that is dialled."""
    yield "#new-page"
    yield _texts("head", "Call-test sheet")
    yield _texts("note", say_sheet(sheet))
    yield _texts("faint", "Listen to every recording, and tick a call that ended as it should, about when it should.")
    several = len(audit.tree.entries) > 1
    number = 0
    for (at, dialled, periods, arranged), tests in groupby(sheet.tests, key=_occasion):
        when = f"{say_moment(at)[:-6]} {at.year}, {at:%H:%M}"
        whom = f"{dialled} on " if several and dialled else ""
        help_needed = ", with the help of colleagues" if arranged else ""
        yield _texts("below", f"Call {whom}{when} ({say_periods(audit, periods)}){help_needed}")
        rows = []
        for test in tests:
            number += 1
            rows.append(_trial(audit, number, test))
        yield _call("trials", *rows)
    if sheet.missed:
        yield _texts("note", say_missed(sheet.missed))


def _occasion(test: CallTest) -> tuple[datetime, str, tuple[str, ...], bool]:
    """What calls have in common that are made together."""
    return test.at, test.number, test.periods, bool(test.arranged)


def _trial(audit: Audit, number: int, test: CallTest) -> str:
    tree = audit.tree
    texts = [
        str(number),
        say_actions(tree, test),
        say_route(test.call),
        say_needs(tree, test),
        say_end(tree, test.call),
    ]
    whole = sum(map(len, texts)) < _LONG_ROW
    return _call("trial", _flag(whole), *map(_narrow, (*texts, say_duration(test.call.seconds))))[1:]


def _notes(audit: Audit) -> Iterator[str]:
    if audit.assumptions:
        yield _texts("head", "Assumed, because the file does not say")
        yield from (_texts("point", words) for words in audit.assumptions)
    if audit.ignored:
        yield _texts("head", "Accepted by the office")
        for finding, accepted in audit.ignored:
            yield _texts("point", f"{finding.message} ({finding.rule}). Reason: {accepted.reason}")
