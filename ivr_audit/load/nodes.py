"""The nodes of a tree: which kind each is, and its fields, by tables made from the model."""

from __future__ import annotations

from typing import Any

from yaml.error import Mark
from yaml.nodes import MappingNode, ScalarNode
from yaml.nodes import Node as YamlNode

from ivr_audit.load.fields import FieldReader, Fields
from ivr_audit.load.reading import Form, LazyPlaces, ReadError, Reading, expected, not_a_field, twice
from ivr_audit.model import KINDS, Node, readable_fields
from ivr_audit.place import Problem
from ivr_audit.scalars import short
from ivr_audit.words import list_words, nearest

NODE = Form("fields in brackets or on lines of their own", "{menu: For a nurse press 1., options: {1: nurse line}}")


class Nodes:
    """Reads nodes, with a table `{written name: (field, reader)}` for each kind."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        readers = Fields(reading).readers
        self.tables: dict[str, dict[str, tuple[str, FieldReader]]] = {
            kind: {
                kind if name == model.main else name: (name, readers[f.metadata["reads"]])
                for name, f in readable_fields(model).items()
            }
            for kind, model in KINDS.items()
        }
        shared = {name for kind, table in self.tables.items() for name in table if name != kind}
        self.certain = KINDS.keys() - shared

    def read(self, key: ScalarNode, node: YamlNode) -> Node | None:
        """One node; None if its kind is not to be found out. Wrong fields are reported and left out."""
        name: str = key.value
        try:
            kind = self._kind(name, key, node)
        except ReadError as wrong:
            self.reading.report(wrong)
            return None
        table = self.tables[kind]
        values: dict[str, Any] = {}  # Any: the fields of the node classes, each of its own type
        marks: dict[str, Mark] = {}
        for field_key, value in node.value:
            try:
                known = table.get(field_key.value) if type(field_key) is ScalarNode else None
                if known is None:
                    raise self._unknown_field(field_key, name, kind)
                field, read = known
                if field in marks:
                    raise twice(field_key, field_key.value, marks[field])
                marks[field] = field_key.start_mark
                values[field] = read(value, field_key.value)
            except ReadError as wrong:
                self.reading.report(wrong)
        places = LazyPlaces(self.reading.source, marks)
        rings, answered = values.get("ring_for"), values.get("answers_after")
        if rings is not None and answered is not None and answered > rings:
            message = '"answers_after" is longer than "ring_for": the phones stop before somebody typically answers'
            self.reading.problems.append(Problem(places["answers_after"], message))
        return KINDS[kind](name=name, place=self.reading.place(key), places=places, **values)

    def _kind(self, name: str, key: ScalarNode, node: YamlNode) -> str:
        if type(node) is not MappingNode:
            raise expected(node, f"node {short(name)}", NODE)
        first = node.value[0][0].value if node.value else None
        if type(first) is str and first in self.certain:
            return str(first)
        written = {k.value: k for k, _ in node.value if isinstance(k, ScalarNode)}
        found: list[str] = [field for field in written if field in KINDS]
        owners = [kind for kind in found if all(k == kind or k in self.tables[kind] for k in found)]
        if found:
            return (owners or found)[0]
        raise self._no_kind(name, key, written)

    def _no_kind(self, name: str, key: ScalarNode, written: dict[str, ScalarNode]) -> ReadError:
        if "<<" in written:
            return self.reading.unknown_field(written["<<"], f"node {short(name)}", ())
        fields = {field for table in self.tables.values() for field in table}
        for field in list(written)[:20]:
            near = None if field in fields or len(field) > 80 else nearest(field, KINDS)
            if near:
                return ReadError(key, f'node {short(name)} has the unknown kind {short(field)}; did you mean "{near}"?')
        kinds = list_words([f'"{kind}"' for kind in KINDS], "or")
        return ReadError(key, f"node {short(name)} does not say what it is; give it one of {kinds}")

    def _unknown_field(self, key: YamlNode, name: str, kind: str) -> ReadError:
        if not isinstance(key, ScalarNode):
            return not_a_field(key, f"{kind} {short(name)}")
        if key.value in KINDS:
            return ReadError(key, f'node {short(name)} is both "{kind}" and "{key.value}"; make it two nodes')
        return self.reading.unknown_field(key, f"{kind} {short(name)}", self.tables[kind])
