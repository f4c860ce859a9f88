"""What an office knows about its phone system and the system's files do not say: laid over a tree that was read.

```yaml
timezone: America/New_York
topics: [billing, appointments]
hours: {office: {mon-fri: 08:30-17:00}}
nodes:
  main menu:
    menu: {seconds: 14}
    options: {1: {about: [billing]}}
  box 101: {owner: Joyce, reply_within: 24h}
  open?: {hours: office}
```

The top has the fields of a native file but `start`, `entries`; a node has the fields of its kind, all of them optional.
A node that names another kind is described anew, as in a native file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, ScalarNode
from yaml.nodes import Node as YamlNode

from ivr_audit.load.fields import FORMS, IMPLIED_HOURS, OPTION_PARTS, PROMPT_PARTS
from ivr_audit.load.native import FIELDS, is_usable
from ivr_audit.load.nodes import NODE, Nodes
from ivr_audit.load.own_clock import own_clock
from ivr_audit.load.profiles import profile_settings
from ivr_audit.load.reading import Form, LazyPlaces, ReadError, Reading
from ivr_audit.load.schedule import always_or_closed
from ivr_audit.load.sections import NODES, Parts, Sections
from ivr_audit.load.settings import merge
from ivr_audit.load.yaml_lines import cuts
from ivr_audit.load.yaml_nodes import compose, decode
from ivr_audit.model import KEYS, KINDS, Node, PhoneTree, Prompt
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.scalars import short
from ivr_audit.settings import AuditSettings

OVERLAY = Form("fields", "nodes: {box 101: {owner: Joyce, reply_within: 24h}}")
_FIELDS = tuple(name for name in FIELDS if name not in ("start", "entries"))
_TOP = {"tree": "name"}


def overlaid(
    tree: PhoneTree,
    content: bytes,
    source: str,
    check_settings: Callable[[AuditSettings], Iterable[Problem]] | None = None,
    folder: Path | None = None,
) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree with what the overlay says, and every problem of the overlay; None if there is one.

    `source` names the overlay in messages; `folder` is where its audio files stand.
    """
    reading = Reading(source, folder)
    try:
        text = decode(content, source)
        root = compose(text, source)
        if root is None:
            raise InputError([Problem(Place(source, 1, 1), f"nothing is said here; write {OVERLAY.example}")])
        reading.cuts = cuts(text)
        tree = _Overlay(reading, tree).over(reading.fields(root, "the overlay", _FIELDS, OVERLAY))
    except InputError as error:
        return None, list(error.problems)
    except ReadError as wrong:
        reading.report(wrong)
    if check_settings is not None:
        reading.problems += check_settings(reading.settings)
    return tree if is_usable(reading.problems) and not reading.problems else None, sorted(set(reading.problems))


class _Overlay:
    """One overlay while it is laid over a tree."""

    def __init__(self, reading: Reading, tree: PhoneTree) -> None:
        self.reading, self.tree = reading, tree

    def over(self, parts: Parts) -> PhoneTree:
        """The tree with all that the overlay says."""
        sections, reading, tree = Sections(self.reading, parts), self.reading, self.tree
        changed: dict[str, Any] = {}
        topics, languages, hours = sections.topics(), sections.languages(), sections.hours()
        reading.topics |= frozenset(tree.topics)
        reading.languages |= frozenset(tree.languages)
        reading.hours_names |= frozenset(tree.hours)
        reading.node_names = {name: name for name in tree.nodes}
        changed["topics"] = tuple(dict.fromkeys((*tree.topics, *topics)))
        changed["languages"] = tuple(dict.fromkeys((*tree.languages, *languages)))
        for name in ("tree", "number", "owner", "relay"):
            if name in parts:
                changed[_TOP.get(name, name)] = sections.text(name)
        for name in ("reviewed", "timezone", "holidays", "recorded", "defaults"):
            if name in parts:
                changed[name] = getattr(sections, name)()
        if "profile" in parts:
            changed["profiles"] = sections.profiles()
        own = sections.audit()._replace(profile=profile_settings(changed.get("profiles", tree.profiles)))
        reading.settings = own
        changed["audit"] = merge(own, tree.audit)
        changed["nodes"] = self.nodes(parts)
        if "holidays" in parts and tree.system != "native":
            tree = own_clock(replace(tree, **changed), tree.holidays, frozenset(hours))
            changed |= {"nodes": tree.nodes, "holidays": tree.holidays}
        if "traffic" in parts:
            from ivr_audit.load.traffic import office_of, read_traffic

            known = replace(tree, **changed, hours={**tree.hours, **hours})
            changed["traffic"] = read_traffic(reading, *parts["traffic"], office_of(known))
        implied = {name: always_or_closed(name, tree.place, name == "always") for name in reading.implied_hours}
        changed["hours"] = {**tree.hours, **hours, **{n: implied[n] for n in IMPLIED_HOURS if n in implied}}
        return replace(tree, **changed)

    def nodes(self, parts: Parts) -> dict[str, Node]:
        """Every node of the tree, in its order, with what the overlay adds."""
        found = dict(self.tree.nodes)
        if "nodes" not in parts:
            return found
        reader = Nodes(self.reading)
        for key, value in self.reading.mapping(parts["nodes"][1], '"nodes"', NODES):
            node = found.get(key.value)
            if node is None:
                self.reading.report(self.reading.unknown(key, "node", key.value, found))
                continue
            try:
                found[node.name] = self.node(reader, node, key, value)
            except ReadError as wrong:
                self.reading.report(wrong)
        return found

    def node(self, reader: Nodes, node: Node, key: ScalarNode, value: YamlNode) -> Node:
        """A node with the fields that the overlay gives it, or the one it describes anew."""
        written = (
            {k.value for k, _ in value.value if isinstance(k, ScalarNode)} if type(value) is MappingNode else set()
        )
        if self.is_anew(reader, node, written, value):
            return reader.read(key, value) or node
        table = reader.tables[node.kind]
        values: dict[str, Any] = {}
        marks = {}
        for name, (field_key, field_value) in self.reading.fields(value, node.kind, table, NODE, node.name).items():
            field, read = table[name]
            try:
                given = getattr(node, field)
                values[field] = self.value(read, given, name, field_value)
                marks[field] = field_key.start_mark
            except ReadError as wrong:
                self.reading.report(wrong)
        places = {**node.places, **LazyPlaces(self.reading.source, marks)}
        return replace(node, places=places, **values)

    def is_anew(self, reader: Nodes, node: Node, written: set[str], value: YamlNode) -> bool:
        """Whether a node is told as one of another kind. A word that is a kind and also a field of this node is the
        field if what it says can be that: the `callback` of a queue is a key, the kind says who calls back."""
        if written & reader.certain - {node.kind}:
            return True
        if node.kind in written or type(value) is not MappingNode:
            return False
        for name, said in value.value:
            if name.value not in KINDS:
                continue
            if name.value not in reader.tables[node.kind]:
                return True
            if name.value == "callback" and isinstance(said, ScalarNode) and said.value not in KEYS:
                return True
        return False

    def value(self, read: Any, given: Any, name: str, value: YamlNode) -> Any:
        """A field's new value; Any: fields have many types. What a prompt or a key has and is not told anew stays."""
        if not isinstance(value, MappingNode):
            return read(value, name)
        if isinstance(given, Prompt):
            said = read(value, name)
            parts = self.reading.fields(value, short(name), PROMPT_PARTS, FORMS["prompt"])
            kept = given._replace(**{part: getattr(said, part) for part in PROMPT_PARTS if part in parts})
            return kept._replace(measured=said.measured) if "audio" in parts else kept
        if name in ("options", "exits", "cases") and given:
            return self.ways(read, given, name, value)
        return read(value, name)

    def ways(self, read: Any, given: Any, name: str, value: MappingNode) -> Any:
        """The keys or answers of a node, those that the overlay names with what it says of them."""
        by_name = {way[0]: way for way in given}
        for key, said in self.reading.mapping(value, short(name), FORMS["options"]):
            way = by_name.get(key.value)
            if way is None:
                self.reading.report(self.reading.unknown(key, f"key in {short(name)}:", key.value, by_name))
                continue
            if isinstance(said, MappingNode):
                pairs = [(k, v) for k, v in said.value]
                if all(isinstance(k, ScalarNode) and k.value != "to" for k, _ in pairs):
                    to = ScalarNode("tag:yaml.org,2002:str", way.to, said.start_mark, said.end_mark)
                    name_of_to = ScalarNode("tag:yaml.org,2002:str", "to", said.start_mark, said.end_mark)
                    said = MappingNode(said.tag, [*pairs, (name_of_to, to)], said.start_mark, said.end_mark)
            (new,) = read(MappingNode(value.tag, [(key, said)], value.start_mark, value.end_mark), name) or (way,)
            told = {part for part in OPTION_PARTS if _says(said, part)} or {"to"}
            by_name[key.value] = way._replace(**{part: getattr(new, part) for part in told if part in way._fields})
        return tuple(by_name.values())


def _says(node: YamlNode, name: str) -> bool:
    pairs = node.value if isinstance(node, MappingNode) else []
    return any(isinstance(key, ScalarNode) and key.value == name for key, _ in pairs)
