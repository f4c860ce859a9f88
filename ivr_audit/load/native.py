"""A phone tree from its own format: every problem of the file at once, each with its line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from yaml.nodes import MappingNode
from yaml.nodes import Node as YamlNode

from ivr_audit.collector import collector_paused
from ivr_audit.load.fields import IMPLIED_HOURS
from ivr_audit.load.nodes import Nodes
from ivr_audit.load.profiles import profile_settings
from ivr_audit.load.reading import Form, LazyPlaces, ReadError, Reading, is_nothing
from ivr_audit.load.schedule import always_or_closed
from ivr_audit.load.sections import Parts, Sections
from ivr_audit.load.settings import read_settings
from ivr_audit.load.yaml_lines import cuts
from ivr_audit.load.yaml_nodes import compose, decode
from ivr_audit.model import KINDS, PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.settings import AuditSettings

CheckSettings = Callable[[AuditSettings], Iterable[Problem]]
"""Says what is wrong with the settings of rules, which the loader does not know."""

FIELDS = (
    "tree", "number", "owner", "reviewed", "timezone", "profile", "holidays", "topics", "languages", "recorded",
    "relay", "hours", "defaults", "start", "entries", "nodes", "audit", "traffic",
)  # fmt: skip
_COMMENTED_KEY = re.compile(r"^[ \t]*#(?=[ \t]*:\s)", re.MULTILINE)
TREE = Form("fields", "tree: Family physicians, start: welcome, nodes: {...}")
_NO_TREE = (
    f"this is no phone tree, which begins like {TREE.example}; "
    "to leave out a file of a folder, name the trees instead of the folder"
)
_SETTINGS_ONLY = 'these are settings, not a phone tree; settings for the trees of a folder stand in "ivr-audit.yaml"'
_TRAFFIC_ONLY = 'this is the traffic of an office, not a phone tree; the tree names it: "traffic: NAME OF THIS FILE"'
_OVERLAY = (
    "this says what an office knows besides, and not where calls begin: audit the files of the phone system, and add "
    'this one with --with; if it is a tree itself, add "tree:" with its name and "start:" with the name of a node'
)
_OF_THE_OFFICE = frozenset({"timezone", "holidays", "topics", "languages", "hours", "defaults"})
_SHARED = Form("fields", "audit: {rules: {no-owner: {severity: advice}}}")


def read(
    text: bytes | str, source: str, check_settings: CheckSettings | None = None, folder: Path | None = None
) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree and every problem of the file, in its order.

    `source` names the file in messages; `folder` is where its audio files stand. The tree is None if it could not be
    built, that is, if there is any problem but targets that no node has (`Problem.rule` "dangling-target").
    """
    reading = Reading(source, folder)
    with collector_paused():  # a large file makes a million objects and no garbage: four times as long
        try:
            tree = _read(decode(text, source) if isinstance(text, bytes) else text, reading)
        except InputError as error:
            return None, list(error.problems)
    if check_settings is not None:
        reading.problems += check_settings(reading.settings)
    return tree if is_usable(reading.problems) else None, sorted(set(reading.problems))


def read_shared_settings(
    text: bytes, source: str, check_settings: CheckSettings | None = None
) -> tuple[AuditSettings, list[Problem]]:
    """The `audit:` section of an `ivr-audit.yaml`, and what is wrong with it."""
    reading = Reading(source)
    settings = AuditSettings()
    try:
        root = compose(decode(text, source), source)
        if root is not None:
            parts = reading.fields(root, '"ivr-audit.yaml"', ("audit",), _SHARED)
            settings = read_settings(reading, parts["audit"][1]) if "audit" in parts else settings
    except InputError as error:
        return settings, list(error.problems)
    except ReadError as wrong:
        reading.report(wrong)
    problems = {*reading.problems, *(check_settings(settings) if check_settings else ())}
    return settings, sorted(problems)


def is_usable(problems: Iterable[Problem]) -> bool:
    """Whether a tree with these problems can be looked at: its targets may dangle, all else must be right."""
    return all(problem.rule == "dangling-target" for problem in problems)


def _read(text: str, reading: Reading) -> PhoneTree | None:
    source = reading.source
    root = compose(text, source)
    if root is None or is_nothing(root):
        raise InputError([Problem(Place(source, 1, 1), f"there is no phone tree here; it begins like {TREE.example}")])
    reading.commented_keys = _commented_keys(text, source)
    reading.cuts = cuts(text)
    try:
        parts = reading.fields(root, "the tree", FIELDS, TREE)
    except ReadError as wrong:
        reading.report(wrong)
        return None
    if parts.keys() <= {"audit", "entries", "number"} or parts.keys() == {"traffic"}:  # "entries" is near "services"
        said = {"audit": _SETTINGS_ONLY, "traffic": _TRAFFIC_ONLY}.get(" ".join(parts), _NO_TREE)
        raise InputError([Problem(Place(source, 1, 1), said)])
    if not reading.problems and _is_overlay(parts):
        raise InputError([Problem(Place(source, 1, 1), _OVERLAY)])
    return tree_of(reading, root, parts)


def tree_of(reading: Reading, root: YamlNode, parts: Parts) -> PhoneTree | None:
    """The tree of fields that stand at `root`; what is wrong is in `reading`. Declared names come first, since
    everything else refers to them."""
    for missing in _missing(parts):
        reading.report(ReadError(root, missing))
    sections = Sections(reading, parts)
    topics = sections.topics()
    languages = sections.languages()
    hours = sections.hours()
    node_pairs = sections.declared_nodes()
    number = sections.text("number")
    entries = sections.entries(number or "")
    reader = Nodes(reading)
    nodes = {node.name: node for pair in node_pairs if (node := reader.read(*pair)) is not None}
    holidays, timezone = sections.holidays(), sections.timezone()
    traffic = None
    if "traffic" in parts:
        from ivr_audit.load.traffic import read_traffic  # few trees have it
        from ivr_audit.load.traffic_staff import Office

        office = Office(nodes, entries, topics, hours, holidays, timezone)
        traffic = read_traffic(reading, *parts["traffic"], office)
    for name in (name for name in IMPLIED_HOURS if name in reading.implied_hours):
        hours[name] = always_or_closed(name, reading.place(root), name == "always")
    profiles = sections.profiles()
    reading.settings = sections.audit()._replace(profile=profile_settings(profiles))
    tree = PhoneTree(
        name=sections.text("tree") or "",
        source=reading.source,
        place=Place(reading.source, 1, 1),
        nodes=nodes,
        entries=entries,
        number=number,
        owner=sections.text("owner"),
        reviewed=sections.reviewed(),
        timezone=timezone,
        profiles=profiles,
        holidays=holidays,
        topics=topics,
        languages=languages,
        recorded=sections.recorded(),
        relay=sections.text("relay"),
        hours=hours,
        defaults=sections.defaults(),
        audit=reading.settings,
        traffic=traffic,
        places=LazyPlaces(reading.source, {name: key.start_mark for name, (key, _) in parts.items()}),
    )
    return tree if is_usable(reading.problems) else None


def _is_overlay(parts: Parts) -> bool:
    """Whether this is meant to be laid over another tree (overlay.py): it does not say where calls begin, and has no
    name or no node that says what it is."""
    if "start" in parts or "entries" in parts:
        return False
    nodes = parts["nodes"][1] if "nodes" in parts else None
    if not isinstance(nodes, MappingNode):
        return "tree" not in parts and nodes is None and not _OF_THE_OFFICE.isdisjoint(parts)
    said = [name.value for _, node in nodes.value if isinstance(node, MappingNode) for name, _ in node.value]
    return "tree" not in parts or bool(said) and not any(kind in said for kind in KINDS)


def _missing(parts: Parts) -> Iterator[str]:
    if "tree" not in parts:
        yield 'the tree has no name; add "tree: Family physicians"'
    if "nodes" not in parts:
        yield 'the tree has no nodes; add "nodes:" with "welcome: {say: Hello., next: hangup}" under it'
    if "start" not in parts and "entries" not in parts:
        yield 'the tree does not say where a call begins; add "start:" with the name of a node'
    if "start" in parts and "entries" in parts:
        yield 'the tree has both "start" and "entries"; keep one of them'


def _commented_keys(text: str, source: str) -> list[Place]:
    """Comments that may have been meant as the key "#", such as `#: operator`."""
    return [
        Place(source, text.count("\n", 0, found.end()) + 1, found.end() - found.start())
        for found in islice(_COMMENTED_KEY.finditer(text), 100)
    ]
