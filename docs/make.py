"""Makes what the repository holds because the code says it: tables in the pages, rule pages, schema, reports, pictures.

From the root: `python docs/make.py` writes it all, `python docs/make.py --check` names what differs and exits with 1.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from textwrap import dedent
from typing import Final
from xml.etree import ElementTree

from ivr_audit.api import audit, load
from ivr_audit.audit import Audit
from ivr_audit.defaults import Defaults
from ivr_audit.finding import SEVERITIES, Finding
from ivr_audit.load.fields import FORMS
from ivr_audit.load.schema import json_schema
from ivr_audit.model import KINDS, readable_fields
from ivr_audit.render import handout, picture
from ivr_audit.render.dot import dot_source
from ivr_audit.render.html import page as html_page
from ivr_audit.render.inlined import diagrams
from ivr_audit.render.json import report as as_json
from ivr_audit.render.paper import as_pixels
from ivr_audit.render.picture import draw
from ivr_audit.render.simulation import report as simulation_text
from ivr_audit.render.simulation_flow import flow_source
from ivr_audit.render.simulation_json import report as simulation_json
from ivr_audit.render.simulation_page import simulated as simulation_section
from ivr_audit.render.simulation_plots import PLOTS, plot
from ivr_audit.render.styled import plain
from ivr_audit.render.text import report as as_text
from ivr_audit.rulebook import full_page, profiles
from ivr_audit.rules import KNOWN_AS, all_rules
from ivr_audit.rules.page import GRADES
from ivr_audit.scenario import scenario
from ivr_audit.simulate.load_findings import load_findings
from ivr_audit.simulate.study import Study, simulate
from ivr_audit.words import list_words

AS_OF: Final = date(2026, 11, 23)
MADE_FROM: Final = "reports/made-from.txt"
SIMULATED: Final = "family-physicians"
PLOTTED: Final = "docs/simulation"
_PLACES: Final = re.compile(r"-?\d+\.\d+")
_NUMBER: Final = re.compile(r"-?\d+(?:[.,]\d+)*")
_TAG: Final = re.compile(r"<[^>]*>")
_PLOT: Final = re.compile(r'<figure class="plot">.*?</figure>', re.DOTALL)
Contents = dict[str, str]  # what belongs into files, by their paths from the root


def tables() -> Contents:
    """The tables of the pages that are made from the model."""
    rows = ((f"`{f.name}`", f"{f.default:g}", f.metadata["unit"], f.metadata["doc"]) for f in fields(Defaults))
    defaults = _table(("name", "value", "unit", "what"), rows)
    return section("docs/format.md", "kinds", "\n".join(_kinds())) | section("docs/times.md", "defaults", defaults)


def section(file: str, name: str, body: str) -> Contents:
    """A page with `body` between its marks `<!-- generated: name -->` and `<!-- end -->`; nothing if it has none."""
    whole = Path(file).read_text(encoding="utf-8") if Path(file).exists() else ""
    before, begin, rest = whole.partition(f"<!-- generated: {name} -->\n")
    _, end, after = rest.partition("<!-- end -->")
    return {file: f"{before}{begin}\n{body.strip()}\n\n{end}{after}"} if end else {}


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def _kinds() -> Iterator[str]:
    assumed = {f.name for f in fields(Defaults)}
    for kind, model in KINDS.items():
        rows = []
        for name, f in readable_fields(model).items():
            reads, doc = f.metadata["reads"], f.metadata["doc"]
            if isinstance(f.default, bool):
                doc += f"; left out, {'yes' if f.default else 'no'}"
            elif name in assumed:
                doc += f"; left out, `{name}` of the [defaults](times.md#what-is-assumed)"
            example = "" if reads == "text" else f"`{FORMS[reads].example}`"
            rows.append((f"`{kind if name == model.main else name}`", FORMS[reads].noun, example, doc))
        yield f"### `{kind}`\n\n{str(model.__doc__).partition('.')[0]}.\n"
        yield _table(("field", "value", "example", "meaning"), rows)


_GRADES: Final = (
    "Each page says what the rule rests on: titles, addresses, what kind of text it is, and a grade. A rule without a"
    " source is a design choice, and its page says so.\n"
)


def rule_pages() -> Contents:
    """A page for each rule, and the list of them."""
    rules = list(all_rules())
    lines = "# Rules\n\nWhat `ivr-audit audit` checks. `ivr-audit explain RULE` prints the same pages.\n"
    for severity in SEVERITIES:
        some = [(f"[{found.id}]({found.id}.md)", found.summary) for found in rules if found.severity == severity]
        lines += f"\n## {severity.capitalize()}\n\n{_table(('rule', 'what is wrong'), some)}" if some else ""
    names = ((f"`{name}`", f"[{rule_id}]({rule_id}.md)") for name, rule_id in KNOWN_AS.items())
    lines += f"\n## Known by other names\n\n{_table(('elsewhere', 'here'), names)}"
    lines += f"\n## Evidence\n\n{_GRADES}\n{_table(('grade', 'what it is'), GRADES.items())}"
    return {"docs/rules/README.md": lines, **{f"docs/rules/{found.id}.md": full_page(found) for found in rules}}


def profile_page() -> Contents:
    """What each profile sets, whom it binds and whom not."""
    text = (
        "# Profiles\n\nA tree names its profile, or several: `profile: medical`. A profile turns rules on, and sets"
        " severities and limits, as the `audit:` section of the tree may; what the tree says itself counts more. None"
        " is legal advice: each says whom its texts bind. `ivr-audit rules --profile NAME` lists the rules as a profile"
        " holds offices to them. Of several profiles that set the same, the last one named counts.\n"
    )
    for one in profiles():
        based_on = f" It begins with all that [{one.based_on}](#{one.based_on}) sets." if one.based_on else ""
        text += f"\n## {one.name}\n\nFor {one.title}.{based_on}\n\n"
        text += f"- Binds: {one.binds}.\n- Does not bind: {one.does_not_bind}.\n- Rests on: {one.status}.\n"
        text += "".join(f"- Source: {source}\n" for source in one.sources)
        rules: dict[str, list[str]] = {}
        for setting in one.settings:
            rules.setdefault(setting.rule, []).append(f"`{setting.option}` {setting.value}")
        rows = ((f"[{rule_id}](rules/{rule_id}.md)", list_words(said)) for rule_id, said in rules.items())
        text += f"\n{_table(('rule', 'set to'), rows)}" if rules else ""
    return {"docs/profiles.md": text}


def schema() -> Contents:
    """The JSON Schema of tree files."""
    return {"ivr_audit/load/tree.schema.json": json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"}


@cache
def audits() -> dict[str, Audit]:
    """The audit of every tree of the stories, by the name of its file."""
    return {path.stem: audit(load(path), as_of=AS_OF) for path in sorted(Path("trees").glob("*.yaml"))}


def reports() -> Contents:
    """What `audit` says of every tree, as text and as JSON."""
    texts = {f"reports/{name}.txt": plain(as_text(audited)) for name, audited in audits().items()}
    return texts | {f"reports/{name}.json": as_json([audited]) for name, audited in audits().items()}


def pictures() -> Contents:
    """What `diagram` draws of every tree, all periods together, with the findings."""
    return {
        f"reports/{name}.svg": draw(_dot(audited), "svg", program="graphviz-pure").decode()
        for name, audited in audits().items()
    }


def _dot(audited: Audit) -> str:
    states = [(found.period.name, found.period.state) for found in audited.periods]
    return dot_source(audited.tree, states, findings=audited.findings, as_of=AS_OF)


@contextmanager
def drawn_alike() -> Iterator[None]:
    """Pictures by the one program that draws alike everywhere, whatever is installed."""
    programs = picture.PROGRAMS
    picture.PROGRAMS = ("graphviz-pure",)  # type: ignore[misc]  # a constant of a module, set back below
    try:
        yield
    finally:
        picture.PROGRAMS = programs  # type: ignore[misc]  # as above


def stories() -> dict[str, Audit]:
    """The audits of the stories: those of the clinics, which are for tests, are long."""
    return {name: audited for name, audited in audits().items() if not name.startswith("clinic-")}


def sheets() -> Contents:
    """The page for the review meeting of every story."""
    with drawn_alike():
        return {f"reports/{name}.html": html_page(found, diagrams(found)) for name, found in stories().items()}


def prints() -> Contents:
    """From what the hand-outs and pictures of the stories were made: digests of their sources, without places."""
    with drawn_alike():
        made_from = {f"{name}.pdf": handout.source(found) for name, found in stories().items()}
        made_from |= {f"{name}.png": _dot(found) for name, found in stories().items()}
    digests = {name: sha256(_PLACES.sub("", source).encode()).hexdigest() for name, source in made_from.items()}
    return {MADE_FROM: "".join(f"{digest}  {name}\n" for name, digest in digests.items())}


def print_them() -> None:
    """Write the hand-outs as PDF and the pictures as PNG."""
    with drawn_alike():
        for name, found in stories().items():
            Path(f"reports/{name}.pdf").write_bytes(handout.pdf(found))
            Path(f"reports/{name}.png").write_bytes(as_pixels(draw(_dot(found), "svg", program="graphviz-pure")))


@cache
def simulation() -> tuple[Study, tuple[Finding, ...]]:
    """A year of the story that has `traffic:`, ten times over, with what the load shows."""
    found = audits()[SIMULATED]
    study = simulate(scenario(found.tree, found.tree.traffic, AS_OF), 1)
    return study, tuple(load_findings(study))


def simulated() -> Contents:
    """What `simulate` and `report --simulate` say of that year, and the plots of it."""
    (study, findings), found = simulation(), audits()[SIMULATED]
    drawn = {f"{PLOTTED}/{name}.svg": plot(study, name, "svg").decode() for name in PLOTS}
    with drawn_alike():
        return drawn | {
            f"{PLOTTED}/calls.svg": draw(flow_source(study), "svg").decode(),
            f"reports/{SIMULATED}-simulated.txt": plain(simulation_text(study, findings)),
            f"reports/{SIMULATED}-simulated.json": simulation_json(study, findings),
            f"reports/{SIMULATED}-simulated.html": html_page(
                found, diagrams(found), simulation_section(study, findings)
            ),
        }


def simulated_answer() -> Contents:
    """The page on the simulation with the answer of that year in it."""
    _, answer, *_ = plain(simulation_text(simulation()[0])).split("\n\n")
    return section("docs/simulation.md", "answer", f"```text\n{dedent(answer)}\n```")


def excerpt() -> Contents:
    """The README with the first lines of a report in it."""
    lines = plain(as_text(audits()["family-physicians"])).splitlines()[:28]
    return section("README.md", "excerpt", "\n".join(["```text", *lines, "```"]))


OUTPUTS: Final[tuple[Callable[[], Contents], ...]] = (
    tables,
    rule_pages,
    profile_page,
    schema,
    reports,
    pictures,
    sheets,
    prints,
    simulated,
    simulated_answer,
    excerpt,
)


def differing(contents: Contents) -> list[str]:
    """The paths whose files are missing or say something else. Of a drawing texts and elements count, not places; of
    what was simulated or plotted words, and numbers as far as another machine or library gives them."""
    return [path for path, content in contents.items() if not (Path(path).exists() and _same(Path(path), content))]


def _same(path: Path, content: str) -> bool:
    there = path.read_text(encoding="utf-8")
    if path.stem.endswith("-simulated") or path.is_relative_to(PLOTTED):
        return _near(*(_without_elements(path, text) for text in (there, content)))
    alike = {".svg": _structure, ".html": _words}.get(path.suffix, str)
    return alike(there) == alike(content)


def _without_elements(path: Path, text: str) -> str:
    """The text of a picture, or of a page with plots in it, whose elements are up to the version of matplotlib."""
    if path.suffix == ".svg":
        return _TAG.sub(" ", text)
    return _PLOT.sub(lambda found: _TAG.sub(" ", found[0]), text)


def _near(one: str, other: str) -> bool:
    """Whether two texts have the same words, and numbers that differ by a fiftieth or by one in their last place: the
    last bit of a logarithm can move a call, and a call a figure."""
    if _words_alone(one) != _words_alone(other):
        return False
    return all(
        a == b or abs(_number(a) - _number(b)) <= max(_last_place(a), _last_place(b), abs(_number(a)) / 50) * 1.001
        for a, b in zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    )


def _words_alone(text: str) -> str:
    return " ".join(_NUMBER.sub("#", text).split())


def _number(text: str) -> float:
    """A number with its thousands parted; of a date or a clock time, which has several points, its digits."""
    parted = text.replace(",", "")
    return float(parted if parted.count(".") < 2 else parted.replace(".", ""))


def _last_place(text: str) -> float:
    return 10.0 ** -len(text.partition(".")[2])


def _words(page: str) -> str:
    return _PLACES.sub("", page)


def _structure(svg: str) -> tuple[list[str], int]:
    elements = list(ElementTree.fromstring(svg).iter())
    return [e.text.strip() for e in elements if e.text and e.text.strip()], len(elements)


def main(arguments: Sequence[str]) -> int:
    """Write everything and delete what nothing makes any more, or with `--check` only compare; the exit code."""
    contents = {path: content for make in OUTPUTS for path, content in make().items()}
    there = {path.as_posix() for folder in ("docs/rules", PLOTTED, "reports") for path in Path(folder).glob("*.*")}
    printed = {f"reports/{line.split()[1]}" for line in contents[MADE_FROM].splitlines()}
    wrong = [*differing(contents), *sorted((there - contents.keys()) ^ printed)]
    print("\n".join(wrong) or "everything is current")
    if "--check" in arguments:
        return bool(wrong)
    for path in map(Path, wrong):
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        if content := contents.get(path.as_posix()):
            path.write_text(content, encoding="utf-8", newline="\n")
    if MADE_FROM in wrong or printed & set(wrong):
        print_them()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
