"""The report as one HTML file for the review meeting: nothing is fetched, and nothing runs but the scripts it carries.

What the tables say comes from `tables.py`, as in the text report; the page adds the diagram, the phone, the week as a
heat map, every mailbox and the longest paths. Jinja2 writes it with escaping on.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from ivr_audit.audit import Audit
from ivr_audit.finding import SEVERITIES, Finding, Severity
from ivr_audit.mailboxes import Mailbox
from ivr_audit.render import simulation_heads
from ivr_audit.render.answer import answer, fix_first, say_gap, say_periods
from ivr_audit.render.counted import counted as how_counted
from ivr_audit.render.inlined import Diagrams
from ivr_audit.render.overview import Sheet as Sheet
from ivr_audit.render.overview import say_dates, say_trees, say_worst
from ivr_audit.render.overview import worst_first as worst_first
from ivr_audit.render.phone import phone_json
from ivr_audit.render.places import places
from ivr_audit.render.situations import Situation, callers, longest_ways, situations, weeks
from ivr_audit.render.standing import nothing_found, standing
from ivr_audit.render.step_words import PURPOSES, say_step
from ivr_audit.render.tables import Block, Section, say_count, sections
from ivr_audit.render.text import say_scope
from ivr_audit.render.witness import witness_words
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
_UNIT: Final = re.compile(r"(?<=\d) (?=(?:s|min|h)\b)|(?<=\bh) (?=\d\d min)|(?<=\bmin) (?=\d\d s\b)")
"""The spaces within a duration."""
_KEPT: Final = {"kept": "✓", "broken": "■", "cannot be told": "?"}


class Listed(NamedTuple):
    """One finding as the page shows it: its number, `node` and `periods` are places in lists."""

    number: int
    finding: Finding
    sign: str
    when: str
    hear: str
    script: str
    periods: str
    node: int


class RendererMissing(Exception):
    """Jinja2 is not installed; the message is one line that says what to do."""


def page(audit: Audit, drawn: Diagrams, simulated: Simulated | None = None) -> str:
    """The report of one tree as the text of a file. `drawn` are its diagrams (`render.inlined`), `simulated` is the
    section of its simulation (`render.simulation_page`)."""
    ways, all_ways = longest_ways(audit)
    tables = {section.heading: section for section in sections(audit)}
    cases, gap = situations(audit), audit.calendar.gap
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
        heads=simulation_heads,
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
        how_counted=how_counted(audit),
        graph=_markup(phone_json(audit)),
        gap=say_gap(gap) if gap is not None and not gap.is_brief else "",
    )


def index(sheets: Sequence[Sheet]) -> str:
    """The page over the reports of several trees, the worst first."""
    rows = [(s, _counted(s.audit), answer(s.audit)[0], say_worst(s.audit)) for s in worst_first(sheets)]
    sources = {sheet.audit.tree.source for sheet in sheets}
    return _render(
        "index.html",
        ("page.js",),
        rows=rows,
        signs=SIGNS,
        trees=say_trees(len(rows)),
        dates=say_dates(sheets) if sheets else "",
        sourced=len(sources) == len(rows),
    )


def _listed(number: int, finding: Finding, audit: Audit) -> Listed:
    hear, script = witness_words(finding.witness, audit) if finding.witness else ("", "")
    names = [found.period.name for found in audit.periods]
    return Listed(
        number=number,
        finding=finding,
        sign=SIGNS[finding.severity],
        node=list(audit.tree.nodes).index(finding.node) if finding.node in audit.tree.nodes else -1,
        when=say_periods(audit, finding.periods) if finding.periods else "",
        hear=hear,
        script=script,
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
    """Where a mailbox's calls come from: "nurse line (nobody answers); main (press 3)"."""
    if not box.periods:
        return "no call reaches it"
    by_node: dict[str, list[str]] = {}
    for node, step in box.fed_by:
        by_node.setdefault(node, []).append(step)
    return "; ".join(map(_told, by_node, by_node.values())) or "the start"


def _told(node: str, steps: Sequence[str]) -> str:
    said = [say_step(step) for step in steps if step != "next"]
    return f"{node} ({list_words(said, 'or')})" if said else node


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


def _taken(step: str) -> str:
    """A step of a path in words; nothing for what the node is for, but that somebody answered."""
    return say_step(step) if step == "answered" or step not in PURPOSES else ""


def _tight(text: str) -> str:
    """A text in which numbers stay with their units."""
    return _UNIT.sub("\u00a0", text)


def _typed(keys: str) -> Markup:
    """A script as an attribute that comes back whole, whatever signs a name in it has (decodeURIComponent)."""
    return _markup(quote(keys, safe=" ,*#-()."))


def _with_code(text: str) -> Markup:
    """A text whose words between backticks, names of fields, stand as code."""
    from markupsafe import Markup, escape

    shown = _tight(visible(text))
    parts = escape(shown).split("`")
    if len(parts) % 2 == 0:
        return escape(shown)
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
    environment.filters.update(
        duration=lambda seconds: _tight(say_duration(seconds)), tight=_tight, markup=_markup, code=_with_code,
        places=_places, words=list_words, step=_taken, script=_typed,
    )  # fmt: skip
    return environment
