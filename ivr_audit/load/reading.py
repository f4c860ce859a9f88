"""What all readers of one file share: its problems, its declared names, and mappings whose fields are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode

from ivr_audit.load.yaml_lines import NO_SPACE, PERHAPS_CUT, is_unspaced
from ivr_audit.place import Place, Problem
from ivr_audit.scalars import short
from ivr_audit.settings import AuditSettings
from ivr_audit.words import list_words, nearest

if TYPE_CHECKING:
    from yaml.error import Mark

_COMPARISONS = 20_000
"""How many names may be compared in search of near ones: plenty for most files, too few to stall on a huge one."""
_NAMES_LISTED = 16
_NOTHING = ("", "~")


class Form(NamedTuple):
    """What a value has to be, in words, and how it is written."""

    noun: str
    example: str


class ReadError(Exception):
    """A part of the file that cannot be read; `node` is where it stands."""

    def __init__(self, node: Node, message: str, rule: str = "syntax", near: str = "") -> None:
        self.node, self.message, self.rule = node, message, rule
        self.near = near  # the known name that was probably meant


class LazyPlaces(Mapping[str, Place]):
    """The place of each field, counted out when somebody asks: most are never asked for."""

    __slots__ = ("_file", "_marks")

    def __init__(self, file: str, marks: dict[str, Mark]) -> None:
        self._file, self._marks = file, marks

    def __getitem__(self, name: str) -> Place:
        return place_at(self._file, self._marks[name])

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
        self.languages: frozenset[str] = frozenset()
        self.hours_names: frozenset[str] = frozenset()
        self.implied_hours: set[str] = set()
        self.settings = AuditSettings()
        self.commented_keys: list[Place] = []
        self.cuts: dict[tuple[int, int], bool] = {}
        self._comparisons_left = _COMPARISONS

    def place(self, node: Node) -> Place:
        """Where a node begins."""
        return place_at(self.source, node.start_mark)

    def report(self, wrong: ReadError) -> None:
        """Keep what is wrong and go on reading."""
        self.problems.append(Problem(self.place(wrong.node), wrong.message, wrong.rule))

    def report_cut(self, node: Node, *, only_before_digits: bool) -> None:
        """A text without quotes that ends before a single space and a `#`: what follows would be lost silently."""
        if type(node) is not ScalarNode or node.style or not node.value:
            return
        row, column = node.end_mark.line, node.end_mark.column
        is_digit = self.cuts.get((row, column))
        if is_digit or (is_digit is False and not only_before_digits):
            self.problems.append(Problem(Place(self.source, row + 1, column + 2), PERHAPS_CUT))

    def unknown(
        self, node: Node, what: str, name: str, known: Collection[str], advice: str = "", also: tuple[str, ...] = ()
    ) -> ReadError:
        """A name that nobody knows: with the nearest known one, else with `advice`, else with all that are allowed.

        `also` are names that may be meant but are not listed.
        """
        near = None
        if len(name) <= 80 and len(known) <= self._comparisons_left:
            self._comparisons_left -= len(known)
            near = nearest(name, [*known, *also])
        if near is not None:
            said = f"; did you mean {short(near)}?"
        elif advice or not known:
            said = advice and f"; {advice}"
        else:
            listed = [short(k) for k in known][:_NAMES_LISTED]
            listed += [f"{len(known) - len(listed)} more"] if len(known) > len(listed) else []
            said = f"; known: {list_words(listed)}"
        return ReadError(node, f"unknown {what} {short(name)}{said}", near=near or "")

    def mapping(self, node: Node, what: str, form: Form, name: str = "") -> list[tuple[ScalarNode, Node]]:
        """The pairs of a mapping whose keys are texts, each key once; what is wrong with the others is reported.

        In messages the mapping is called `what` and, in quotes, `name`.
        """
        if not isinstance(node, MappingNode):
            raise expected(node, _called(what, name), form)
        first: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.report(not_a_field(key, _called(what, name)))
            elif key.value in first:
                self.report(twice(key, key.value, first[key.value][0].start_mark))
            else:
                first[key.value] = key, value
        return list(first.values())

    def fields(
        self, node: Node, what: str, allowed: Collection[str], form: Form, name: str = ""
    ) -> dict[str, tuple[ScalarNode, Node]]:
        """The allowed fields of a mapping, with key and value; others are reported.

        One that is misspelt stands for the one that was probably meant, so that this is not reported as missing.
        """
        found: dict[str, tuple[ScalarNode, Node]] = {}
        misspelt: list[tuple[str, tuple[ScalarNode, Node]]] = []
        for key, value in self.mapping(node, what, form, name):
            if key.value in allowed:
                found[key.value] = key, value
            else:
                wrong = self.unknown_field(key, _called(what, name), allowed)
                self.report(wrong)
                misspelt.append(_unspaced(key) or (wrong.near, (key, value)))
        for near, pair in misspelt:
            if near in allowed:
                found.setdefault(near, pair)
        return found

    def unknown_field(self, key: ScalarNode, owner: str, allowed: Collection[str]) -> ReadError:
        """A field that its owner does not have."""
        if key.value == "<<":
            return ReadError(key, f'unknown field "<<" in {owner}; merge keys are not read, write the fields out')
        before, colon, _ = key.value.partition(":")
        if colon and before in allowed and not key.style:
            return ReadError(key, f"{NO_SPACE} in {short(key.value)}")
        return self.unknown(key, f"field in {owner}:", key.value, allowed)


def place_at(file: str, mark: Mark) -> Place:
    """A mark as people count it, from 1; one of a spreadsheet says its cell."""
    return Place(file, mark.line + 1, mark.column + 1, getattr(mark, "route", ""))


def expected(node: Node, what: str, form: Form) -> ReadError:
    """The wrong kind of value; `what` names the place."""
    if is_nothing(node):
        found = "nothing is here"
    elif isinstance(node, ScalarNode):
        found = f"this is the text {short(node.value)}"
        if ": " in form.example and not node.style and is_unspaced(node.value):
            found += f"; {NO_SPACE}"
    elif not node.value:
        found = "this is empty"
    else:
        found = "these are fields" if isinstance(node, MappingNode) else "this is a list"
    return ReadError(node, f"{what} must be {form.noun}, such as {form.example}; {found}")


def not_a_field(key: Node, owner: str) -> ReadError:
    """A list or a mapping where the name of a field should stand."""
    return ReadError(key, f"brackets stand in {owner} where the name of a field should; put a text in quotes")


def required(node: Node, what: str, found: Mapping[str, object], *names: str) -> None:
    """Raises `ReadError` if a field is missing."""
    if missing := [f'"{name}"' for name in names if name not in found]:
        raise ReadError(node, f"{what} needs {list_words(missing)}")


def twice(again: Node, name: str, first: Mark) -> ReadError:
    """The second of two that should be one."""
    return ReadError(again, f"{short(name)} stands here a second time, first in line {first.line + 1}", "duplicate-key")


def is_nothing(node: Node) -> bool:
    """Whether a value was left out after the colon."""
    return isinstance(node, ScalarNode) and node.value in _NOTHING and not node.style


def text_of(node: Node, name: str, form: Form) -> str:
    """A text as it is written, without space around it. Raises `ReadError` for anything else, and for none."""
    if isinstance(node, ScalarNode) and (node.value not in _NOTHING or node.style):
        return str(node.value).strip()
    raise expected(node, short(name), form)


def _unspaced(key: ScalarNode) -> tuple[str, tuple[ScalarNode, Node]] | None:
    """Field and value of `to:desk`, which YAML takes for the name of a field."""
    name, colon, value = key.value.partition(":")
    return (name, (key, ScalarNode(key.tag, value, key.start_mark, key.end_mark))) if colon and value else None


def _called(what: str, name: str) -> str:
    return f"{what} {short(name)}" if name else what
