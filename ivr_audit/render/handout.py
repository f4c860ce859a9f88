"""The hand-out for the review meeting: pages to print, with room to write down who does what by when.

Every text goes into typst as a string literal, so nothing that a file calls its nodes can be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final

from ivr_audit.audit import Audit
from ivr_audit.call_tests import CallTest, CallTests, call_tests
from ivr_audit.finding import Finding
from ivr_audit.measures import Measures
from ivr_audit.render.answer import answer, fix_first, say_periods
from ivr_audit.render.handout_style import STYLE, Paper, page_setup
from ivr_audit.render.leaf import leaf
from ivr_audit.render.picture import set_pages
from ivr_audit.render.standing import nothing_found, standing
from ivr_audit.render.tables import Block, Section, sections
from ivr_audit.render.text import say_scope
from ivr_audit.render.trials import say_actions, say_end, say_missed, say_needs, say_route, say_sheet
from ivr_audit.render.typeset import literal
from ivr_audit.words import MONTHS, WEEKDAYS, say_duration, say_moment

MOST_FINDINGS: Final = 12
"""Findings on the hand-out besides the errors, which are all on it: a meeting has no time for more."""
_LONG_ROW: Final = 900
"""Letters in a row of a table from which it may be parted by the end of a page."""
_FIELD: Final = re.compile(r"`([a-z_]+)`")
"""The name of a field, in the quotes of Markdown."""
_ORDER: Final = (
    "When can a person be reached", "By topic, for a caller who asks for it", "A normal week", "Mailboxes",
    "Five callers", "How calls can end: number of ways", "GetHuman standard",
)  # fmt: skip
_NARROW: Final = 14
"""Letters of a word that fit into the narrowest column."""
_HOURS: Final = ("0", "3", "6", "9", "12", "15", "18", "21")


def pdf(audit: Audit, *, paper: Paper = "letter") -> bytes:
    """The hand-out as the bytes of a PDF; the same audit and fonts give the same bytes.

    Raises `RendererMissing` and `RenderFailed` of `picture.py`. A diagram that cannot be drawn is left out, and a note
    says so.
    """
    return set_pages(source(audit, paper=paper), audit.as_of)


def source(audit: Audit, *, paper: Paper = "letter") -> str:
    """The hand-out as a document for typst."""
    name, day = literal(audit.tree.name), audit.as_of
    footer = literal(f"{_shorten(audit.tree.name, 60)} · {_date(day)}")
    parts = [
        STYLE,
        page_setup(paper, name, f"datetime(year: {day.year}, month: {day.month}, day: {day.day})", footer),
        *_front(audit),
        leaf(audit, paper),
        *_tables(audit),
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
    left = len(numbered) - len(shown)
    if left:
        yield _texts("faint", f"{left} less grave finding{'s are' * (left > 1) or ' is'} in the full report.")
    yield from (_texts("faint", sentence) for sentence in standing(audit))


def _finding(audit: Audit, number: int, finding: Finding) -> str:
    when = say_periods(audit, finding.periods) if finding.periods else ""
    where = " · ".join(filter(None, (finding.severity, finding.rule, when)))
    message, advice = finding.message[:1].upper() + finding.message[1:], _FIELD.sub(r"\1", finding.advice)
    return _call("found", *map(literal, (str(number), finding.severity, message, advice, where)))[1:]


def _tables(audit: Audit) -> Iterator[str]:
    """The times, the ledger of mailboxes, the callers and the standard."""
    found = {section.heading: section for section in sections(audit)}
    for heading in [*(name for name in _ORDER if name in found), *(name for name in found if name not in _ORDER)]:
        section = found[heading]
        if heading == "GetHuman standard":
            yield from _scorecard(audit, section)
            continue
        yield _texts("head", heading)
        for block in section.blocks:
            yield from _block(audit, block)


def _block(audit: Audit, block: Block) -> Iterator[str]:
    if block.caption:
        yield _texts("below", block.caption)
    if block.rows:
        yield _table(block.rows)
    if block.chart:
        yield _week(audit)
    yield from (_texts("note", words) for words in block.notes)


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns are as wide as their longest texts need, within reason."""
    widest = [3 + max(6, min(30, max(map(len, column)))) for column in zip(*rows, strict=True)]
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


def _week(audit: Audit) -> str:
    half_hours = audit.calendar.week
    days = [
        f"({literal(name[:3])}, {_array(_flag(half_hours[48 * day + n] is not None) for n in range(48))})"
        for day, name in enumerate(WEEKDAYS)
    ]
    legend = map(literal, ("a person can be reached", "nobody (half hours)"))
    return _call("week", _array(days), _array(map(literal, _HOURS)), _array(legend))


def _scorecard(audit: Audit, section: Section) -> Iterator[str]:
    yield _texts("head", section.heading)
    yield from (_texts("note", words) for words in section.blocks[0].notes)
    rows = ((str(item.number), item.verdict, item.title, item.evidence) for item in audit.scorecard)
    yield _call("scores", *(_call("score", *map(literal, row))[1:] for row in rows))


def _sheet(audit: Audit, sheet: CallTests) -> Iterator[str]:
    """The test calls, by the moment at which they are made and the number that is dialled."""
    yield "#pagebreak(weak: true)"
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
