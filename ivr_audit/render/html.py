"""The report as one HTML file for the review meeting: nothing is fetched, and nothing runs but the scripts it carries.

What the tables say comes from `tables.py`, as in the text report; the page adds the diagram, the phone, the week as a
heat map, every mailbox and the longest paths. Jinja2 writes it with escaping on.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit.audit import Audit
from ivr_audit.finding import SEVERITIES, Finding, Severity
from ivr_audit.mailboxes import Mailbox
from ivr_audit.render.answer import answer, fix_first, say_gap, say_periods
from ivr_audit.render.inlined import Diagrams
from ivr_audit.render.phone import phone_json
from ivr_audit.render.places import places
from ivr_audit.render.situations import Situation, callers, longest_ways, situations, weeks
from ivr_audit.render.standing import nothing_found, standing
from ivr_audit.render.tables import Block, Section, say_count, sections
from ivr_audit.render.text import say_scope
from ivr_audit.render.witness import say_witness
from ivr_audit.words import list_words, say_duration, visible

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from ivr_audit.render.simulation_page import Simulated

SCRIPTS: Final = ("phone.js", "handset.js", "page.js")
SIGNS: Final[Mapping[Severity, str]] = {"error": "■", "warning": "▲", "advice": "●"}
"""What stands beside the colour of a severity."""
_VERDICTS: Final = {
    "returned": ("✓", "returned"),
    "no promise": ("▲", "no promise of an answer"),
    "nobody": ("■", "nobody returns it"),
    "not stated": ("?", "not stated in the file"),
}
_KEPT: Final = {"kept": "✓", "broken": "■", "cannot be told": "?"}


class Listed(NamedTuple):
    """One finding as the page shows it: its number, `node` and `periods` are places in lists."""

    number: int
    finding: Finding
    sign: str
    when: str
    hear: str
    periods: str
    node: int


class Sheet(NamedTuple):
    """A tree of the index: its audit, and the file its own report is in."""

    audit: Audit
    link: str


class RendererMissing(Exception):
    """Jinja2 is not installed; the message is one line that says what to do."""


def page(audit: Audit, drawn: Diagrams, simulated: Simulated | None = None) -> str:
    """The report of one tree as the text of a file. `drawn` are its diagrams (`render.inlined`), `simulated` is the
    section of its simulation (`render.simulation_page`)."""
    ways, all_ways = longest_ways(audit)
    tables = {section.heading: section for section in sections(audit)}
    cases = situations(audit)
    return _render(
        "report.html",
        SCRIPTS,
        audit=audit,
        ranks={name: number for number, name in enumerate(audit.tree.nodes)},
        tree=audit.tree,
        scope=say_scope(audit),
        answer=answer(audit),
        first=fix_first(audit),
        first_number=_first_number(audit),
        findings=[_listed(number, finding, audit) for number, finding in enumerate(audit.new, 1)],
        counted=_counted(audit),
        nothing=nothing_found(audit),
        standing=list(standing(audit)),
        drawn=drawn,
        simulated=simulated,
        cases=cases,
        times=tables["When can a person be reached"],
        outcomes=tables["How calls can end: number of ways"],
        topics=_by_case(tables.get("By topic, for a caller who asks for it"), cases),
        callers=_by_case(tables["Five callers"], cases),
        played=[callers(case) for case in cases],
        weeks=weeks(audit),
        week_notes=[note for block in _blocks(tables.get("A normal week")) for note in block.notes],
        mailboxes=[(box, _promise(box), _fed(box), *_VERDICTS[box.returned]) for box in audit.mailboxes],
        ways=ways,
        all_ways=all_ways,
        all_ways_said=say_count(all_ways),
        places=list(places(audit)),
        standard=_blocks(tables["GetHuman standard"])[0].notes[0],
        kept=_KEPT,
        graph=_markup(phone_json(audit)),
        gap=say_gap(audit.calendar.gap) if audit.calendar.gap else "",
    )


def index(sheets: Sequence[Sheet]) -> str:
    """The page over the reports of several trees, the worst first."""
    rows = [(sheet, _counted(sheet.audit), answer(sheet.audit), _worst(sheet.audit)) for sheet in worst_first(sheets)]
    return _render("index.html", ("page.js",), rows=rows, signs=SIGNS, several=len(rows))


def worst_first(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Trees in which nobody can be reached at all, then by errors, warnings, advice, and by the longest gap."""

    def gravity(sheet: Sheet) -> tuple[float | str, ...]:
        audit = sheet.audit
        reachable = any(entry.person.reachable for period in audit.periods for entry in period.entries)
        gap = audit.calendar.gap
        counts = [-count for _, _, count in _counted(audit)]
        return reachable, *counts, -(gap.hours if gap else 0.0), audit.tree.name, sheet.link

    return sorted(sheets, key=gravity)


def _listed(number: int, finding: Finding, audit: Audit) -> Listed:
    names = [found.period.name for found in audit.periods]
    return Listed(
        number=number,
        finding=finding,
        sign=SIGNS[finding.severity],
        node=list(audit.tree.nodes).index(finding.node) if finding.node in audit.tree.nodes else -1,
        when=say_periods(audit, finding.periods) if finding.periods else "",
        hear=say_witness(finding.witness, audit) if finding.witness else "",
        periods=_places([names.index(name) for name in finding.periods]) if finding.periods else "",
    )


def _first_number(audit: Audit) -> int | None:
    """The number of the finding to fix first."""
    repair = audit.fix_first
    return audit.new.index(repair.finding) + 1 if repair and repair.finding in audit.new else None


def _counted(audit: Audit) -> list[tuple[Severity, str, int]]:
    """By severity, its word in singular or plural and how many findings there are."""
    counts = [(severity, sum(f.severity == severity for f in audit.new)) for severity in SEVERITIES]
    return [(grave, grave if n == 1 or grave == "advice" else f"{grave}s", n) for grave, n in counts]


def _worst(audit: Audit) -> str:
    """The longest worst time to a person in any period."""
    found = [e.person for p in audit.periods for e in p.entries if e.person.worst is not None]
    if not found:
        return "never"
    longest = max(found, key=lambda times: (not times.bounded, times.worst or 0.0))
    least = "" if longest.bounded and longest.exact else "at least " if not longest.bounded else "at most "
    return least + say_duration(longest.worst or 0.0)


def _places(periods: Sequence[int]) -> str:
    return " ".join(map(str, periods))


def _blocks(section: Section | None) -> tuple[Block, ...]:
    return section.blocks if section else ()


def _by_case(section: Section | None, cases: Sequence[Situation]) -> list[tuple[Block, Situation]]:
    """The blocks of a section that has one for each situation, with it."""
    blocks = _blocks(section)
    return list(zip(blocks, cases, strict=True)) if blocks else []


def _promise(box: Mailbox) -> str:
    return "" if box.node.reply_within is None else f"within {say_duration(box.node.reply_within)}"


def _fed(box: Mailbox) -> str:
    """Where a mailbox's calls come from: "nurse line (no-answer), main (3)"."""
    if not box.periods:
        return "no call reaches it"
    by_node: dict[str, list[str]] = {}
    for node, step in box.fed_by:
        by_node.setdefault(node, []).append(step)
    return "; ".join(f"{node} ({list_words(steps, 'or')})" for node, steps in by_node.items()) or "the start"


def _render(template: str, scripts: Sequence[str], **values: object) -> str:
    style = _part("style.css")
    code = [_part(name) for name in scripts]
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, code))}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    parts = {"style": _markup(style), "scripts": [_markup(one) for one in code], "policy": policy}
    return _environment().get_template(template).render(**values, **parts).strip() + "\n"


def _part(name: str) -> str:
    return files("ivr_audit.render").joinpath("page", name).read_text(encoding="utf-8").strip("\n")


def _hash(text: str) -> str:
    """How a policy names an inline script or style (Content Security Policy 3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)


def _with_code(text: str) -> Markup:
    """A text whose words between backticks, names of fields, stand as code."""
    from markupsafe import Markup, escape

    parts = escape(visible(text)).split("`")
    if len(parts) % 2 == 0:
        return escape(visible(text))
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise RendererMissing("the HTML report needs Jinja2: install it (pip install jinja2)") from None
    environment = Environment(
        loader=PackageLoader("ivr_audit.render", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if hasattr(value, "__html__") else visible("" if value is None else str(value)),
    )
    environment.filters.update(duration=say_duration, markup=_markup, code=_with_code, places=_places, words=list_words)
    return environment
