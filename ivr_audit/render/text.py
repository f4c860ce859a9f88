"""The report in text, as an office manager reads it: the answer, what to fix first, the findings, then the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import groupby

from ivr_audit.audit import Audit
from ivr_audit.finding import SEVERITIES, Finding, Severity, Witness
from ivr_audit.render.answer import answer, fix_first, say_periods
from ivr_audit.render.styled import Line, Piece, apart, line, paragraph
from ivr_audit.render.tables import tables
from ivr_audit.words import say_moment, say_weekday

HEADINGS: dict[Severity, str] = {"error": "ERRORS", "warning": "WARNINGS", "advice": "ADVICE"}
_INDENT = "     "


def report(audit: Audit) -> list[Line]:
    """The whole report."""
    return [*_head(audit), *_answer(audit), *_findings(audit), *tables(audit), *_notes(audit)]


def _head(audit: Audit) -> Iterator[Line]:
    yield from apart(audit.tree.name, audit.tree.source, style="title")
    periods, nodes = len(audit.periods), len(audit.tree.nodes)
    counted = f"{periods} period{'s' * (periods != 1)}, {nodes} node{'s' * (nodes != 1)}"
    yield line(Piece(f"as of {_day(audit)}, {counted}", "faint"))
    yield line()


def _day(audit: Audit) -> str:
    return f"{say_moment(datetime.combine(audit.as_of, time()))[:-6]} {audit.as_of.year}"


def _answer(audit: Audit) -> Iterator[Line]:
    for sentence in answer(audit):
        yield from paragraph(sentence, first="  ", style="strong")
    first = fix_first(audit)
    if first:
        yield line()
        yield from paragraph(f"Fix first: {first}", first="  ", style="strong")
    yield line()


def _findings(audit: Audit) -> Iterator[Line]:
    if not audit.findings:
        yield line(Piece("Nothing was found to fix.", "good"))
        yield line()
    number = 0
    for severity in SEVERITIES:
        some = [finding for finding in audit.findings if finding.severity == severity]
        if some:
            yield line(Piece(HEADINGS[severity], severity))
            yield line()
        for finding in some:
            number += 1
            yield from _finding(number, finding, audit)
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
    if finding.witness is not None:
        yield from _labelled("hear it", _hear(finding.witness, audit))
    yield from _labelled("do", finding.advice)


def _labelled(label: str, text: str) -> list[Line]:
    first, *rest = paragraph(text, first=" " * len(_INDENT) + " " * 10)
    return [line(_INDENT, Piece(f"{label:<10}", "faint"), first[1]), *rest]


def _hear(witness: Witness, audit: Audit) -> str:
    """How to hear it oneself: when to call, what to press, what happens."""
    number = next((e.number for e in audit.tree.entries if e.node == witness.entry and len(audit.tree.entries) > 1), "")
    call = f"call {number + ' ' if number else ''}{say_weekday(witness.at)}"
    keys = witness.keys.split(",") if witness.keys else []
    script = f" (--keys {witness.keys})" if any(word[0].isalpha() and word != "wait" for word in keys) else ""
    return f"{call}{''.join(_said(keys))}: {_ends(witness, keys)}{script}"


def _said(words: Sequence[str]) -> Iterator[str]:
    """What the caller does, runs of keys together: ", press 1, 2, stay silent"."""
    before = ""
    for word, run in groupby(words):
        times = len(list(run))
        if word[0].isalpha():
            yield ", " + _what(word, times)
        else:
            keys = ", ".join([word] * times)
            yield f", {keys}" if before and not before[0].isalpha() else f", press {keys}"
        before = word


def _what(word: str, times: int) -> str:
    if word == "silence":
        return f"stay silent for {times} round{'s' * (times > 1)}"
    name, _, rest = word.partition(" ")
    return _WHAT_IF.get(name, "{}").format(rest or word) + (
        "" if times == 1 else f" {_TIMES.get(times, f'{times} times')}"
    )


_TIMES = {2: "twice", 3: "three times"}
_WHAT_IF = {
    "wait": "stay silent",
    "given": "enter what is asked for",
    "extension": "dial an extension",
    "no-answer": "nobody answers",
    "overflow": "nobody answers in time",
    "busy": "the line is busy",
    "no-agents": "nobody is there",
    "transferred": "be passed on",
    "escalated": "ask for somebody higher up",
    "exit": "press {}",
    "case": 'if it is "{}"',
    "message": "leave a message",
    "open": "while it is open",
    "closed": "while it is closed",
    "holiday": "on a holiday",
}


def _ends(witness: Witness, keys: Sequence[str]) -> str:
    node = f'"{witness.node}"'
    match witness.outcome:
        case "person":
            return f"{node} answers"
        case "message":
            return f"you leave a message in {node}"
        case "callback":
            return f"you are promised a call back at {node}"
        case "served":
            return f"{node} settles it"
        case "outside":
            return f"the call leaves this system at {node}"
        case "cut off":
            return f"the system hangs up at {node}"
        case "stuck" if len(set(keys[-2:])) == 1 and len(keys) > 1:
            return f"{node} again each time"
        case "stuck":
            return f"you are stuck at {node}"
        case _:
            return f"you stand at {node}"


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
