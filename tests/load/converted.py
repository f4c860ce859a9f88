"""Trees written as another system's files and read again, with the office's knowledge laid over, for comparison."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from yaml.nodes import MappingNode, SequenceNode

from ivr_audit import model
from ivr_audit.audit import audit
from ivr_audit.finding import with_consequences
from ivr_audit.hours import state_at
from ivr_audit.load import load, read
from ivr_audit.load import native as native_file
from ivr_audit.load.yaml_nodes import compose
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Calls
from ivr_audit.render import asterisk, connect, native, spreadsheet, twilio_studio
from ivr_audit.render.export import slugs
from ivr_audit.yaml_text import lines

STORIES = ("family-physicians", "answering-service", "claims-line", "lens-lab", "new-patient-desk", "vision-insurer")
TREES = Path(__file__).parents[2] / "trees"
MOMENTS = {
    "in the morning": datetime(2026, 11, 23, 10, 0),
    "at noon": datetime(2026, 11, 23, 12, 15),
    "on Friday afternoon": datetime(2026, 11, 27, 15, 0),
    "at night": datetime(2026, 11, 23, 23, 0),
    "on Saturday": datetime(2026, 11, 28, 12, 30),
    "on a holiday": datetime(2026, 12, 25, 10, 0),
}
_KNOWN = {
    "ring": ("staffed", "handles", "people", "answers_after", "transfers_to", "escalates_to"),
    "queue": ("staffed", "handles", "agents", "wait", "transfers_to", "escalates_to", "announces_wait"),
    "voicemail": ("owner", "backup", "checked", "reply_within", "topics"),
    "menu": (),
    "ask": (),
    "say": (),
    "hangup": (),
}
_OFFICE = (
    "tree", "owner", "reviewed", "timezone", "profile", "holidays", "topics", "languages", "recorded", "relay", "hours",
)  # fmt: skip


class Again(NamedTuple):
    """A tree that was written and read again: what its nodes were called, and what could not be said."""

    tree: PhoneTree
    was: dict[str, str]
    lost: list[str]


def story(name: str) -> PhoneTree:
    """One of the project's stories."""
    return load(TREES / f"{name}.yaml")


def again(tree: PhoneTree, system: str, folder: Path) -> Again:
    """The tree as it comes back from the files of a system."""
    folder.mkdir(parents=True, exist_ok=True)
    if system == "spreadsheet":
        content, lost = spreadsheet.workbook(tree)
        (folder / "tree.xlsx").write_bytes(content)
        found = load(folder / "tree.xlsx")
        return Again(found, {name: name for name in found.nodes}, lost)
    writer = {"asterisk": asterisk, "twilio-studio": twilio_studio, "amazon-connect": connect}[system]
    export = writer.texts(tree)
    for name, text in export.texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    found, problems = read(folder)
    assert found is not None, problems
    texts = {(folder / name).as_posix(): text.split("\n") for name, text in export.texts.items()}
    by_slug = {one: name for name, one in slugs(tree.nodes, "_" if system == "twilio-studio" else "-").items()}
    was = {node.name: _was(node, system, texts, by_slug, tree) for node in found.nodes.values()}
    return Again(found, was, export.lost)


def _was(node: model.Node, system: str, texts: dict[str, list[str]], by_slug: dict[str, str], tree: PhoneTree) -> str:
    """What a node was called before, by the place where it stands now."""
    own = texts[node.place.file]
    if system == "asterisk":
        context = next(line for line in reversed(own[: node.place.line]) if line.startswith("["))
        found = context[1 : context.index("]")]
    else:
        word = '"name"' if system == "twilio-studio" else '"Identifier"'
        line = next(line for line in own[node.place.line - 1 :] if word in line)
        found = line.split(":", 1)[1].strip(' ",')
    if found.startswith("hours-") and found not in by_slug:
        return next(n.name for n in tree.nodes.values() if isinstance(n, model.HoursCheck))
    joint = "_" if system == "twilio-studio" else "-"
    fitting = [slug for slug in by_slug if found == slug or found.startswith(slug + joint)]
    return by_slug[max(fitting, key=len)] if fitting else found


def with_office(tree: PhoneTree, back: Again, folder: Path, system: str) -> PhoneTree:
    """The tree that was read again, with all that its files cannot say laid over, as a native file: what comes of
    `convert FILES new.yaml --with office.yaml`."""
    said = _said(compose(native.text(tree), ""))
    overlay: dict[str, Any] = {name: said[name] for name in _OFFICE if name in said}
    named = {}
    for name in back.tree.nodes:
        named.setdefault(back.was[name], name)
    nodes = {}
    for name, node in back.tree.nodes.items():
        if known := _known(tree, back, node, said["nodes"].get(back.was[name]), named):
            nodes[name] = known
    overlay["nodes"] = nodes
    text = "".join(line + "\n" for key, value in overlay.items() for line in lines(key, value, 0))
    (folder.parent / f"{folder.name}.yaml").write_text(text, encoding="utf-8")
    path = folder / "tree.xlsx" if system == "spreadsheet" else folder
    found, problems = read(path, overlay=folder.parent / f"{folder.name}.yaml")
    assert found is not None, [str(problem) for problem in problems]
    own, problems = native_file.read(native.text(found), "office.yaml")
    assert own is not None, [str(problem) for problem in problems]
    return own


def _said(node: Any) -> Any:
    if isinstance(node, MappingNode):
        return {key.value: _said(value) for key, value in node.value}
    return [_said(one) for one in node.value] if isinstance(node, SequenceNode) else node.value


def _known(
    tree: PhoneTree, back: Again, node: model.Node, own: dict[str, Any] | None, named: dict[str, str]
) -> dict[str, Any]:
    before = tree.nodes.get(back.was[node.name])
    if own is None or before is None:
        return {}
    if before.kind == "self_service" and node.kind != before.kind:
        known = dict(own)
        if "next" in known:
            known["next"] = named.get(known["next"], known["next"])
        return known
    if isinstance(node, model.HoursCheck):
        return {"hours": own["hours"]} if node.hours is None and "hours" in own else {}
    if node.kind not in _KNOWN or node.kind != before.kind and {node.kind, before.kind} != {"ring", "queue"}:
        return {}
    known = {field: own[field] for field in _KNOWN[before.kind] if field in own}
    for field in ("transfers_to", "escalates_to"):
        if field in known:
            known[field] = [named[to] for to in known[field] if to in named]
    if node.kind == before.kind and node.kind in ("ring", "queue"):
        known[node.kind] = own[node.kind]
    if node.kind == "queue" and before.kind == "ring":
        known["wait"] = {"typical": known.pop("answers_after", "10s")}
        if "people" in known:
            known["agents"] = known.pop("people")
    if isinstance(node, model.Menu) and isinstance(own.get("options"), dict):
        about = {key: {"about": way["about"]} for key, way in own["options"].items() if "about" in way}
        known |= {"options": about} if about else {}
    return known


def findings(tree: PhoneTree, was: dict[str, str]) -> set[tuple[str, str]]:
    """Every finding: its rule, and the node by the name it had."""
    found = with_consequences(audit(tree, MOMENTS["in the morning"].date()).findings)
    return {(finding.rule, was.get(finding.node, finding.node)) for finding in found}


def times(tree: PhoneTree) -> dict[str, tuple[float | None, float | None, float | None, bool]]:
    """Best, typical and worst to a person at each moment, and whether the worst is bounded."""
    found = {}
    for name, moment in MOMENTS.items():
        person = Calls(tree, state_at(tree, moment), tree.entries[0].node).time_to_person
        found[name] = (
            _rounded(person.best), _rounded(person.typical), _rounded(person.worst), person.bounded
        )  # fmt: skip
    return found


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)


def differences(tree: PhoneTree, back: Again, office: PhoneTree) -> list[str]:
    """What an audit says of one tree and not of the other, and times that differ."""
    same = {name: name for name in tree.nodes}
    old, new = findings(tree, same), findings(office, back.was)
    found = [f"gone: {rule} at {node}" for rule, node in sorted(old - new)]
    found += [f"new: {rule} at {node}" for rule, node in sorted(new - old)]
    before, after = times(tree), times(office)
    for name in MOMENTS:
        for word, one, other in zip(("best", "typical", "worst", "bounded"), before[name], after[name], strict=True):
            if one != other:
                found.append(f"{word} {name}: {one} -> {other}")
    return found


def safe(name: str) -> str:
    """A name as a folder."""
    return re.sub(r"\W", "-", name)
