"""What all readers of one file share: its problems, its declared names, and mappings whose fields are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr_audit.load.scalars import short
from ivr_audit.model import Place, Problem
from ivr_audit.words import list_words, nearest

if TYPE_CHECKING:
    from yaml.error import Mark

_COMPARISONS = 20_000
"""How many names may be compared in search of near ones: enough for every ordinary file, too few to stall a huge one."""
_NAMES_LISTED = 16

type_names = {ScalarNode: "a text", MappingNode: "a mapping", SequenceNode: "a list"}


class Unreadable(Exception):
    """A part of the file that cannot be read; `node` is where it stands."""

    def __init__(self, node: Node, message: str, rule: str = "syntax") -> None:
        self.node, self.message, self.rule = node, message, rule


class LazyPlaces(Mapping[str, Place]):
    """The place of each field, counted out when somebody asks: most are never asked for."""

    __slots__ = ("_file", "_marks")

    def __init__(self, file: str, marks: dict[str, Mark]) -> None:
        self._file, self._marks = file, marks

    def __getitem__(self, name: str) -> Place:
        mark = self._marks[name]
        return Place(self._file, mark.line + 1, mark.column + 1)

    def __iter__(self) -> Iterator[str]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)

    def __reduce__(self) -> tuple[type[dict[str, Place]], tuple[dict[str, Place]]]:
        return dict, (dict(self),)


class Reading:
    """One file while it is read. `folder` is where its audio files stand, None if it has no place on a disk."""

    def __init__(self, source: str, folder: Path | None = None) -> None:
        self.source, self.folder = source, folder
        self.problems: list[Problem] = []
        self.node_names: dict[str, str] = {}
        self.topics: frozenset[str] = frozenset()
        self.hours_names: frozenset[str] = frozenset()
        self.implied_hours: set[str] = set()
        self.commented_keys: list[int] = []
        self._comparisons_left = _COMPARISONS

    def place(self, node: Node) -> Place:
        """Where a node begins."""
        mark = node.start_mark
        return Place(self.source, mark.line + 1, mark.column + 1)

    def report(self, wrong: Unreadable) -> None:
        """Keep what is wrong and go on reading."""
        self.problems.append(Problem(self.place(wrong.node), wrong.message, wrong.rule))

    def unknown(self, node: Node, what: str, name: str, known: Collection[str], advice: str = "") -> Unreadable:
        """A name that nobody knows: with the nearest known one, else with `advice`, else with all that are allowed."""
        near = None
        if len(name) <= 80 and len(known) <= self._comparisons_left:
            self._comparisons_left -= len(known)
            near = nearest(name, known)
        if near is not None:
            said = f'; did you mean "{near}"?'
        elif advice or not known:
            said = advice and f"; {advice}"
        else:
            listed = [f'"{k}"' for k in known][:_NAMES_LISTED]
            more = len(known) - len(listed)
            said = f"; {'known are' if len(known) > 1 else 'known is'} {list_words(listed)}"
            said += f" and {more} more" if more else ""
        return Unreadable(node, f"unknown {what} {short(name)}{said}")

    def mapping(self, node: Node, what: str, example: str) -> Iterator[tuple[ScalarNode, Node]]:
        """The pairs of a mapping whose keys are texts, each key once; what is wrong with the others is reported."""
        if not isinstance(node, MappingNode):
            raise expected(node, what, example)
        first: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.report(expected(key, f"a field of {what}", example))
            elif key.value in first:
                self.report(self.twice(key, f"{short(key.value)} stands", first[key.value]))
            else:
                first[key.value] = key
                yield key, value

    def twice(self, again: Node, what: str, first: Node) -> Unreadable:
        """The second of two that should be one."""
        return Unreadable(again, f"{what} here twice, first in line {first.start_mark.line + 1}", "duplicate-key")

    def fields(
        self, node: Node, what: str, allowed: Collection[str], example: str
    ) -> dict[str, tuple[ScalarNode, Node]]:
        """The allowed fields of a mapping, each with its key and value; others are reported. `what` names the mapping."""
        found: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in self.mapping(node, what, example):
            if key.value in allowed:
                found[key.value] = key, value
            elif key.value == "<<":
                self.report(Unreadable(key, f'{what} has no field "<<"; merge keys are not read, write the fields out'))
            else:
                self.report(self.unknown(key, f"field in {what}", key.value, allowed))
        return found

    def required(self, node: Node, what: str, found: Mapping[str, object], *names: str) -> None:
        """Raises `Unreadable` if a field is missing."""
        if missing := [f'"{name}"' for name in names if name not in found]:
            raise Unreadable(node, f"{what} needs {list_words(missing)}")


def expected(node: Node, what: str, example: str) -> Unreadable:
    """The wrong kind of value; `what` names the place, `example` is how it is written."""
    if isinstance(node, ScalarNode):
        found = f"not the text {short(node.value)}" if node.value else "but nothing is here"
    else:
        found = f"not {type_names[type(node)]}"
    return Unreadable(node, f"{what} is written like {example}, {found}")


def is_nothing(node: Node) -> bool:
    """Whether a value was left out after the colon."""
    return isinstance(node, ScalarNode) and node.value in ("", "~") and not node.style


def text_of(node: Node, what: str, example: str) -> str:
    """A text as it is written, without space around it. Raises `Unreadable` for anything else, and for none."""
    if not isinstance(node, ScalarNode) or is_nothing(node):
        raise expected(node, what, example)
    return str(node.value).strip()
