"""The value of one field of a node, for each kind of value that the model names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar, get_args

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr_audit import scalars
from ivr_audit.load.audio import inside, measured
from ivr_audit.load.reading import Form, ReadError, Reading, expected, is_nothing, required, text_of, twice
from ivr_audit.load.yaml_lines import NO_SPACE
from ivr_audit.model import (
    HANGUP,
    Accepts,
    Access,
    AnsweredBy,
    Attempts,
    Case,
    Extensions,
    Option,
    Prompt,
    Reads,
    Wait,
)
from ivr_audit.place import Problem
from ivr_audit.scalars import short

T = TypeVar("T")
FieldReader = Callable[[Node, str], object]
"""Reads a value; the second argument is the field's name as it is written. Raises `ReadError`."""

FORMS: dict[Reads, Form] = {
    "text": Form("a text", "Mary Miller"),
    "prompt": Form("a text", "Thank you for calling, or {text: Thank you for calling, seconds: 4}"),
    "target": Form("the name of a node", "front desk"),
    "targets": Form("names of nodes", "[nurse line, doctor box]"),
    "topics": Form("names of topics", "[appointments, refills]"),
    "hours": Form("the name of hours", "office"),
    "flag": Form("yes or no", "yes"),
    "count": Form("a whole number", "3"),
    "duration": Form("a duration", "25s, 6m or 1h30m"),
    "options": Form("keys and where they lead", "{1: front desk, 2: {to: nurse line, about: [nurse]}}"),
    "exits": Form("keys and where they lead", "{0: front desk}"),
    "key": Form("a key", "2"),
    "attempts": Form("a whole number", "3, or {no_input: 3, invalid: 2}"),
    "extensions": Form("a pattern and where it leads, or a list of them", "{pattern: 1XX, to: front desk}"),
    "cases": Form("answers and where they lead", "{yes: front desk, no: {to: nurse box, share: 0.2}}"),
    "wait": Form("the typical and the longest wait", "{typical: 4m, longest: 15m}"),
    "answered_by": Form("who answers there", "person"),
    "accepts": Form("how callers choose", "both"),
    "access": Form("how messages are reached", "own"),
    "names": Form("names", "[Ann, front desk]"),
    "number": Form("a number or a place", '"+1 555 010 0142"'),
    "date": Form("a date", "2026-12-24"),
    "file": Form("the name of a file", "answering-service.yaml"),
}
"""What a value of each kind is and how it is written; the JSON Schema shows the same."""

PROMPT_PARTS = ("text", "seconds", "audio")
OPTION_PARTS = ("to", "about", "share", "language")
IMPLIED_HOURS = ("always", "closed")
CHOICES: dict[Reads, tuple[str, ...]] = {
    "answered_by": get_args(AnsweredBy),
    "accepts": get_args(Accepts),
    "access": get_args(Access),
}
"""The words of fields that have a few."""
_LONG_OPTION = Form("the name of a node", "front desk, or {to: nurse line, about: [nurse]}")
_SHARE = Form("a part of 1", "0.25")


class Fields:
    """Reads the fields of all nodes of a file."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.readers: dict[Reads, FieldReader] = {
            "text": self.text,
            "prompt": self.prompt,
            "target": self.target,
            "targets": self.targets,
            "topics": self.topics,
            "hours": self.hours,
            "flag": self._parser(scalars.flag, "flag"),
            "count": self._parser(scalars.count, "count"),
            "duration": self._parser(scalars.duration, "duration"),
            "options": self.options,
            "exits": self.options,
            "key": self._parser(scalars.key, "key"),
            "attempts": self.attempts,
            "extensions": self.extensions,
            "cases": self.cases,
            "wait": self.wait,
            **{kind: self._choice(kind) for kind in CHOICES},
            "names": self.names,
            "number": self.text,
            "date": self._parser(scalars.day, "date"),
            "file": self.file,
        }

    def text(self, node: Node, name: str) -> str:
        """A text, numbers as they are written."""
        self.reading.report_cut(node, only_before_digits=True)
        return text_of(node, name, FORMS["text"])

    def target(self, node: Node, name: str) -> str:
        """The name of a node; one that no node has is reported and kept."""
        known = self.reading.node_names
        if self.reading.cuts:
            self.reading.report_cut(node, only_before_digits=True)
        if type(node) is ScalarNode and node.value in known:
            return known[node.value]
        wanted = text_of(node, name, FORMS["target"])
        if wanted not in known and wanted != HANGUP:
            wrong = self.reading.unknown(node, "node", wanted, known, also=(HANGUP,))
            wrong.rule = "dangling-target"
            self.reading.report(wrong)
        return wanted

    def prompt(self, node: Node, name: str) -> Prompt:
        """A text, or a mapping with its length or its recording; `""` is silence."""
        if type(node) is ScalarNode:
            self.reading.report_cut(node, only_before_digits=False)
            if not is_nothing(node):
                return Prompt(node.value.strip())
            if name == HANGUP:
                return Prompt()
            raise ReadError(node, f'a text is missing after {short(name)}; write "" for silence')
        parts = self.reading.fields(node, short(name), PROMPT_PARTS, FORMS["prompt"])
        text = text_of(parts["text"][1], "text", FORMS["text"]) if "text" in parts else ""
        if text:
            self.reading.report_cut(parts["text"][1], only_before_digits=False)
        audio = self.file(parts["audio"][1], "audio") if "audio" in parts else ""
        seconds = (
            parse(scalars.duration, parts["seconds"][1], "seconds", FORMS["duration"]) if "seconds" in parts else None
        )
        return Prompt(text, seconds, audio, measured(self.reading.folder, audio))

    def targets(self, node: Node, name: str) -> tuple[str, ...]:
        """One node or a list of them, none twice."""
        first: dict[str, Node] = {}
        for item in _items(node, name, FORMS["targets"]):
            wanted = self.target(item, name)
            if wanted in first:
                self.reading.report(twice(item, wanted, first[wanted].start_mark))
            first.setdefault(wanted, item)
        return tuple(first)

    def topics(self, node: Node, name: str) -> tuple[str, ...]:
        """One topic or a list of them, each declared at the top of the file and kept once."""
        known = self.reading.topics
        found = [text_of(item, name, FORMS["topics"]) for item in _items(node, name, FORMS["topics"])]
        for topic, item in zip(found, _items(node, name, FORMS["topics"]), strict=True):
            if topic not in known:
                advice = 'add it to "topics:" at the top of the file'
                self.reading.report(self.reading.unknown(item, "topic", topic, known, advice))
        return tuple(dict.fromkeys(found))

    def hours(self, node: Node, name: str) -> str:
        """A name of the `hours:` section, or `always` or `closed`."""
        wanted = text_of(node, name, FORMS["hours"])
        known = self.reading.hours_names
        if wanted not in known:
            if wanted not in IMPLIED_HOURS:
                raise self.reading.unknown(node, "hours", wanted, [*sorted(known), *IMPLIED_HOURS])
            self.reading.implied_hours.add(wanted)
        return wanted

    def options(self, node: Node, name: str) -> tuple[Option, ...]:
        """Keys and where they lead; what is wrong with one is reported and does not hide the others."""
        if type(node) is not MappingNode:
            raise expected(node, short(name), FORMS["options"])
        first: dict[str, Node] = {}
        options = []
        if unpaired := _unpaired(node):
            raise ReadError(node, f'a ":" is missing between key and node; write {unpaired}')
        for key_node, value in node.value:
            try:
                if is_nothing(value):
                    _check_space(key_node)
                key = parse(scalars.key, key_node, name, FORMS["key"])
                if key in first:
                    raise twice(key_node, key, first[key].start_mark)
                first[key] = key_node
                options.append(self._option(key, key_node, value))
            except ReadError as wrong:
                self.reading.report(wrong)
        self._report_commented_keys(node, name)
        return tuple(options)

    def cases(self, node: Node, name: str) -> tuple[Case, ...]:
        """Answers and where they lead."""
        cases = []
        for key, value in self.reading.mapping(node, short(name), FORMS["cases"]):
            try:
                cases.append(self._case(key, value))
            except ReadError as wrong:
                self.reading.report(wrong)
        if sum(case.share or 0 for case in cases) > 1.000001:
            raise ReadError(
                node, f"the shares in {short(name)} add up to more than the whole; write parts of 1 or of 100%"
            )
        return tuple(cases)

    def attempts(self, node: Node, name: str) -> Attempts:
        """One number for all attempts, or one for silence and one for wrong keys."""
        if type(node) is ScalarNode:
            plays = parse(scalars.count, node, name, FORMS["attempts"])
            return Attempts(plays, plays, False)
        parts = self.reading.fields(node, short(name), ("no_input", "invalid"), FORMS["attempts"])
        required(node, short(name), parts, "no_input", "invalid")
        silent, wrong = (parse(scalars.count, parts[n][1], n, FORMS["count"]) for n in ("no_input", "invalid"))
        return Attempts(silent, wrong, True)

    def extensions(self, node: Node, name: str) -> tuple[Extensions, ...]:
        """Patterns of digits and where they lead, none twice."""
        if not isinstance(node, SequenceNode):
            return (self._extensions(node, name),)
        first: dict[str, Node] = {}
        found = []
        for item in node.value:
            try:
                one = self._extensions(item, name)
                if one.pattern in first:
                    raise twice(item, one.pattern, first[one.pattern].start_mark)
                first[one.pattern] = item
                found.append(one)
            except ReadError as wrong:
                self.reading.report(wrong)
        return tuple(found)

    def _extensions(self, node: Node, name: str) -> Extensions:
        parts = self.reading.fields(node, short(name), ("pattern", "to"), FORMS["extensions"])
        required(node, short(name), parts, "pattern", "to")
        (key, pattern), (_, to) = parts["pattern"], parts["to"]
        dialled = parse(scalars.extension, pattern, "pattern", Form("digits and X", "1XX"))
        return Extensions(dialled, self.target(to, "to"), self.reading.place(key), self.reading.place(to))

    def wait(self, node: Node, name: str) -> Wait:
        """Typical and longest wait; a single duration is the typical one."""
        if type(node) is ScalarNode:
            return Wait(parse(scalars.duration, node, name, FORMS["wait"]), None)
        parts = self.reading.fields(node, short(name), ("typical", "longest"), FORMS["wait"])
        if not parts:
            raise expected(node, short(name), FORMS["wait"])
        typical, longest = (
            parse(scalars.duration, parts[n][1], n, FORMS["duration"]) if n in parts else None
            for n in ("typical", "longest")
        )
        if typical is not None and longest is not None and longest < typical:
            raise ReadError(parts["longest"][1], 'the "longest" wait is shorter than the "typical" one')
        return Wait(typical, longest)

    def names(self, node: Node, name: str) -> tuple[str, ...]:
        """A name or a list of them, which may be empty."""
        return tuple(text_of(item, name, FORMS["names"]) for item in _items(node, name, FORMS["names"]))

    def file(self, node: Node, name: str) -> str:
        """A file in the folder of the tree or below it."""
        path = text_of(node, name, FORMS["file"])
        if not inside(path):
            raise ReadError(node, f"{short(path)} leaves the folder of the tree; name a file beside it")
        return path

    def _choice(self, kind: Reads) -> FieldReader:
        def read(node: Node, name: str) -> str:
            word = text_of(node, name, FORMS[kind])
            if word not in CHOICES[kind]:
                raise self.reading.unknown(node, f"word in {short(name)}:", word, CHOICES[kind])
            return word

        return read

    def _parser(self, read: Callable[[str], object], kind: Reads) -> FieldReader:
        return lambda node, name: parse(read, node, name, FORMS[kind])

    def _option(self, key: str, key_node: ScalarNode, value: Node) -> Option:
        about: tuple[str, ...] = ()
        share: float | None = None
        language: str | None = None
        if isinstance(value, MappingNode):
            parts = self.reading.fields(value, "key", OPTION_PARTS, _LONG_OPTION, key)
            if "about" in parts:
                about = self.topics(parts["about"][1], "about")
            if "share" in parts:
                share = parse(scalars.share, parts["share"][1], "share", _SHARE)
            if "language" in parts:
                language = self.language(parts["language"][1], "language")
            required(value, f"key {short(key)}", parts, "to")
            value = parts["to"][1]
        elif isinstance(value, SequenceNode):
            raise expected(value, f"key {short(key)}", _LONG_OPTION)
        places = self.reading.place(key_node), self.reading.place(value)
        return Option(key, self.target(value, key), about, *places, share, language)

    def language(self, node: Node, name: str) -> str:
        """One of the languages at the top of the file."""
        word = text_of(node, name, FORMS["text"])
        if word not in self.reading.languages:
            advice = 'add it to "languages:" at the top of the file'
            self.reading.report(self.reading.unknown(node, "language", word, self.reading.languages, advice))
        return word

    def _case(self, key: ScalarNode, value: Node) -> Case:
        share, name = None, key.value.strip()
        if isinstance(value, MappingNode):
            parts = self.reading.fields(value, "answer", ("to", "share"), FORMS["cases"], name)
            required(value, f"answer {short(name)}", parts, "to")
            value = parts["to"][1]
            share = parse(scalars.share, parts["share"][1], "share", _SHARE) if "share" in parts else None
        return Case(name, self.target(value, name), share, self.reading.place(key), self.reading.place(value))

    def _report_commented_keys(self, node: Node, name: str) -> None:
        """`#: operator` is a comment to YAML and would be lost without a word."""
        for place in self.reading.commented_keys:
            if node.start_mark.line <= place.line <= node.end_mark.line:
                message = f'in {short(name)} a line that begins with "#" is a comment; write "#" in quotes or as pound'
                self.reading.problems.append(Problem(place, message))


def parse(read: Callable[[str], T], node: Node, name: str, form: Form) -> T:
    """A text that `read` understands. Raises `ReadError` with the words of its `ValueError`."""
    text = text_of(node, name, form)
    try:
        return read(text)
    except ValueError as error:
        raise ReadError(node, f"{short(name)}: {error}") from None


def _unpaired(node: MappingNode) -> str:
    """`{1, desk, 0, desk}` as it was meant; empty for anything else."""
    texts = [key.value for key, value in node.value if isinstance(key, ScalarNode) and is_nothing(value)]
    if not texts or len(texts) != len(node.value) or len(texts) % 2:
        return ""
    keys, nodes = texts[::2], texts[1::2]
    if not all(re.fullmatch(scalars.KEY_PATTERN, key) for key in keys):
        return ""
    if all(re.fullmatch(scalars.KEY_PATTERN, name) for name in nodes):
        return ""
    said = short(", ".join(f"{key}: {name}" for key, name in zip(keys, nodes, strict=True)))
    return f"{{{said[1:-1]}}}"


def _check_space(key: Node) -> None:
    """Raises `ReadError` for `{1:desk}`, which YAML takes for one text."""
    if isinstance(key, ScalarNode) and not key.style and re.match(rf"{scalars.KEY_PATTERN}:\S", key.value):
        raise ReadError(key, f"{NO_SPACE} in {short(key.value)}")


def _items(node: Node, name: str, form: Form) -> list[Node]:
    if isinstance(node, SequenceNode):
        return list(node.value)
    if isinstance(node, ScalarNode) and not is_nothing(node):
        return [node]
    raise expected(node, short(name), form)
