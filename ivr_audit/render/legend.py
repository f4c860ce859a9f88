"""The words around a diagram: title, answer and routes above it with the legend, errors in words and a footer below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.model import PhoneTree
from ivr_audit.render.cards import LOOKS, NAME_SIZE, SMALL_SIZE, TEXT_SIZE, badge
from ivr_audit.render.drawing import Drawing
from ivr_audit.render.folding import Part
from ivr_audit.render.labels import GREY, INK, LOST, PAPER, cell, framed, label, table
from ivr_audit.render.lettering import wrap
from ivr_audit.render.routes import SIGNS, Route
from ivr_audit.words import MONTHS, list_words, say_duration

TITLE_SIZE, SHEET_SIZE, FACTS_SIZE = 20, 15, 10
WIDTH, ERRORS_WIDTH = 440, 320
"""Points that a line of words may take."""
GAP = 8
_NAMED_BY: Final = {
    "best": "shortest way to a person",
    "typical": "usual way to a person",
    "worst": "longest way to a person",
}


def heading(
    tree: PhoneTree,
    periods: Sequence[str],
    shown: Drawing,
    *,
    as_of: date | None,
    answer: str,
    topic: str | None,
    routes: Sequence[Route],
) -> list[str]:
    """Rows with the title, number, periods and date, the answer in a sentence, and how long each route takes."""
    facts = [tree.number or "", list_words(periods), f"callers about {topic}" if topic else ""]
    facts += [f'from "{name}" on' for name in shown.starts if name not in {entry.node for entry in tree.entries}]
    facts += [f"as of {say_date(as_of)}"] if as_of else []
    rows = [cell(line, TITLE_SIZE, INK, bold=True) for line in wrap(tree.name, TITLE_SIZE, WIDTH, 2, bold=True)]
    rows += [cell(line, FACTS_SIZE, GREY) for line in wrap(" · ".join(filter(None, facts)), FACTS_SIZE, WIDTH, 3)]
    rows += [cell(line, FACTS_SIZE, GREY) for line in wrap(left_out(shown), FACTS_SIZE, WIDTH, 2)]
    rows += [cell(line, NAME_SIZE, INK) for line in wrap(answer, NAME_SIZE, WIDTH, 3)]
    return [*rows, *(_route(route, len(routes) > 1) for route in routes)]


def sheet_heading(tree: PhoneTree, shown: Drawing, part: Part) -> list[str]:
    """Rows that say which of several sheets this is, and what is on it."""
    begins = list_words([f'"{name}"' for name in part.roots])
    told = "overview" if part.number == 1 else f"from {begins} on" if part.roots else "what nobody can reach"
    count = f"{len(shown.nodes) + len(shown.apart)} nodes"
    rows = wrap(f"{tree.name}: {told}", SHEET_SIZE, WIDTH, 2, bold=True)
    return [
        *(cell(line, SHEET_SIZE, INK, bold=True) for line in rows),
        cell(f"sheet {part.number} of {part.of} · {count}", FACTS_SIZE, GREY),
    ]


def left_out(shown: Drawing) -> str:
    """What is not drawn, in words; empty where everything is."""
    hidden = sum(map(len, shown.folded.values()))
    here = len(shown.nodes) + hidden
    where = "folded into the cards that say “more”" if shown.sheet is None else "on the sheets that the cards name"
    drawn = f"{len(shown.nodes)} of {here} nodes drawn, {hidden} {where}"
    told = [drawn] if hidden else []
    told += [f"{shown.left_out} more can be reached only at other times or from elsewhere"] if shown.left_out else []
    return "; ".join(told)


def say_date(day: date) -> str:
    """A date in words: "23 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _route(route: Route, several: bool) -> str:
    sign = f"{SIGNS[route.measure]}   " if several else ""
    least = "" if route.bounded else "at least "
    told = f"▬ {sign}{_NAMED_BY[route.measure]}, {route.period}: {least}{say_duration(route.seconds)}"
    return cell(wrap(told, FACTS_SIZE, WIDTH, 1, bold=True)[0], FACTS_SIZE, INK, bold=True)


def legend(
    findings: Sequence[Finding], shown: Drawing, above: Sequence[str], *, topic: str | None, routes: Sequence[Route]
) -> str:
    """What colours, lines and badges mean, as far as they occur, as a table; `above` are the rows it stands below."""
    folded = [name for behind in shown.folded.values() for name in behind]
    met = {shown.verdicts[name] for name in (*shown.nodes, *folded)}
    looks = []
    for verdict, look in LOOKS.items():
        if verdict in met:
            colour = look.ink if verdict == "lost" else look.line
            thick = 2 if verdict == "lost" else 1
            sample = framed(look.symbol, TEXT_SIZE, colour, BORDER=thick, COLOR=look.line, BGCOLOR=look.fill)
            right = verdict == "person" and topic is not None
            looks.append(sample + cell("the right person can be reached" if right else look.meaning, SMALL_SIZE, GREY))
    lines = (
        ("- - -", "happens without the caller", any(way.unasked for way in shown.ways)),
        ("· · ·", "passed on by a person", any(way.by_person for way in shown.ways)),
        ("▬▬", "the way shown, with the clock", bool(routes)),
    )
    signs = [cell(f"{line}  {meaning}", SMALL_SIZE, GREY) for line, meaning, occurs in lines if occurs]
    if any(way.losing for way in shown.ways):
        cross = framed("×", SMALL_SIZE, PAPER, BGCOLOR=LOST)
        signs.insert(0, cross + cell("here hope is lost", SMALL_SIZE, GREY))
    here = {*shown.nodes, *shown.apart, *folded}
    severities = {finding.severity for finding in findings if finding.node in here}
    graded = "".join(badge(grave, grave) + '<TD WIDTH="4"></TD>' for grave in SEVERITIES if grave in severities)
    signs += [graded] if graded else []
    rows = [('<TD WIDTH="6"></TD>').join(row) for row in (*_packed(looks), *_packed(signs))]
    widest = max(*map(_least_width, rows), _width(above), 0)
    rows = [f'{row}<TD WIDTH="{widest - _least_width(row) + 1}"></TD>' for row in rows]
    shown_rows = [f'<TD ALIGN="LEFT">{table([row], CELLPADDING=2)}</TD>' for row in rows]
    return table(shown_rows, CELLPADDING=0, CELLSPACING=2) if rows else ""


def counts() -> str:
    """What the numbers on lines and cards mean in a diagram that calls are counted in."""
    line = framed("12", SMALL_SIZE, PAPER, BGCOLOR=INK) + cell(
        "of 100 calls go this way; lines are as thick", SMALL_SIZE, GREY
    )
    card = framed("3 give up", SMALL_SIZE, PAPER, BGCOLOR=INK) + cell(
        "of 100 calls end here, and how", SMALL_SIZE, GREY
    )
    return table([f'{line}<TD WIDTH="6"></TD>{card}'], CELLPADDING=2)


def _packed(cells: Sequence[str]) -> list[list[str]]:
    """The cells in rows no wider than the words above them."""
    rows: list[list[str]] = []
    for one in cells:
        if rows and sum(_least_width(other) + 10 for other in (*rows[-1], one)) <= WIDTH:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _least_width(row: str) -> int:
    """The points that a row of cells takes at least; Graphviz spreads the cells of a row that is given more."""
    return sum(int(wide) + 4 for wide in re.findall(r'WIDTH="(\d+)"', row))


def errors_in_words(findings: Sequence[Finding], shown: Drawing, periods: Sequence[str], most: int) -> list[str]:
    """Rows with the first errors of what is shown, as numbered on the cards."""
    here = {*shown.nodes, *shown.apart}
    if shown.sheet in {None, 1}:
        here.update(name for behind in shown.folded.values() for name in behind)
    errors = [
        (n, finding)
        for n, finding in enumerate(findings, 1)
        if finding.severity == "error"
        and finding.node in here
        and (not finding.periods or not set(periods).isdisjoint(finding.periods))
    ]
    rows: list[str] = []
    for number, finding in errors[:most]:
        for n, line in enumerate(wrap(finding.message, TEXT_SIZE, ERRORS_WIDTH, 3)):
            sign = "<TD></TD>" if n else badge(str(number), "error")
            rows.append(f"{sign}{cell(line, TEXT_SIZE, INK)}")
    more = len(errors) - most
    if more > 0:
        told = f"and {more} more error{'s' * (more > 1)}: see the report"
        rows.append(f"<TD></TD>{cell(told, TEXT_SIZE, GREY)}")
    return rows


def block(rows: Sequence[str], errors: Sequence[str], *, beside: bool) -> str:
    """The heading as a label: the errors beside the other rows, or below them, and a gap before the drawing."""
    rows = [*rows, f'<TD HEIGHT="{GAP}"></TD>'] if rows else rows
    if not errors:
        return label(rows, CELLPADDING=2)
    listed = table(errors, CELLPADDING=1, CELLSPACING=1)
    if not beside:
        # A wider row above would spread the columns; a last one takes up what is free.
        free = max(_width(rows) - _width(errors), 0)
        wider = [f'{row}<TD WIDTH="{free}"></TD>' for row in errors]
        listed = table(wider, CELLPADDING=1, CELLSPACING=1)
        return label([*rows, f'<TD ALIGN="LEFT">{listed}</TD>'], CELLPADDING=2)
    # Graphviz spreads the rows of a table that stands beside a higher one; a last row takes up what is free.
    free = round(_height(rows) - _height(errors))
    if free > 0:
        listed = table([*errors, f'<TD HEIGHT="{free}"></TD>'], CELLPADDING=1, CELLSPACING=1)
    left = f'<TD ALIGN="LEFT" VALIGN="TOP">{table(rows, CELLPADDING=2)}</TD>'
    right = f'<TD ALIGN="LEFT" VALIGN="TOP">{listed}</TD>'
    return label([f'{left}<TD WIDTH="40"></TD>{right}'], CELLPADDING=0)


def _width(rows: Sequence[str]) -> int:
    return max((_least_width(part) for row in rows for part in row.split("<TR>")), default=0)


def _height(rows: Sequence[str]) -> float:
    """About how many points high the rows are."""
    high = 0.0
    for row in rows:
        sizes = [int(found) for found in re.findall(r'POINT-SIZE="(\d+)"', row)]
        high += (max(sizes, default=0) * 1.2 + 4) * max(row.count("<TABLE") - 1, 1)
    return high


def footer(tree: PhoneTree, *, as_of: date | None, part: Part | None = None) -> str:
    """The last line of a page."""
    sheet = f"sheet {part.number} of {part.of}" if part else "page 1 of 1"
    last = [tree.name, say_date(as_of) if as_of else "", "drawn by ivr-audit", sheet]
    return " · ".join(filter(None, last))
