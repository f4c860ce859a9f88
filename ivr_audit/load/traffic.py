"""The `traffic:` section: how many people call, who they are and who answers; in the tree, or in a file beside it.

Every problem is reported with its place, as those of the tree are: unknown names, shares over the whole, groups of
staff that are never there, lines of a call log that say no moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from yaml.nodes import Node, ScalarNode

from ivr_audit import scalars
from ivr_audit.load.audio import inside
from ivr_audit.load.fields import FORMS, parse
from ivr_audit.load.reading import Form, LazyPlaces, ReadError, Reading, expected, required, text_of
from ivr_audit.load.traffic_staff import Office, read_boxes, read_staff
from ivr_audit.load.traffic_times import AFTER, ALWAYS, HANDLING, PATIENCE, Kind, read_time
from ivr_audit.load.traffic_week import CALLS, read_week
from ivr_audit.load.yaml_lines import cuts
from ivr_audit.load.yaml_nodes import compose, decode
from ivr_audit.model import Entry, PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.scalars import short
from ivr_audit.traffic import MOST_CALLS, MOST_TRIES, Duration, Redial, Traffic, Week

FIELDS: Final = (
    "calls", "entries", "topics", "callers", "patience", "balks", "exits", "leaves_message", "message",
    "answers_after", "handling", "redial", "staff", "mailboxes", "starts",
)  # fmt: skip
CALLERS: Final = {"listener": "listener", "expert": "expert", "zero": "zero", "silent": "silent",
                  "wrong keys": "wrong-keys", "wrong-keys": "wrong-keys"}  # fmt: skip
"""Kinds of callers as they are written, and as the values have them."""
TRAFFIC: Final = Form("the traffic of an office", "{calls: 900 a week, topics: {billing: 20%}}, or the name of a file")
SHARES: Final = Form("names and parts of the calls", "{appointments: 50%, billing: 20%}")
SHARE: Final = Form("a part of 1", "25%")
REDIAL: Final = Form("how many call again and when", "{chance: 30%, after: 30m, times: 2}")
WEEK_PATTERN: Final = r"[0-9]{1,9}(?:\.[0-9]{1,9})? (?:a|per|each) week"
_CALLS: Final = Form("calls an hour by times, or a number a week", f"{CALLS.example}, 900 a week or {{log: calls.csv}}")
_LOG: Final = Form("a call log", "{log: calls.csv}")
_FILE: Final = Form("the traffic of an office", "traffic: {calls: 900 a week}")
_TIMES: Final[dict[str, Kind]] = {
    "patience": PATIENCE, "message": ALWAYS, "answers_after": ALWAYS, "handling": HANDLING,
}  # fmt: skip
_PARTS: Final = ("balks", "exits", "leaves_message")
_WHOLE: Final = 1.000001


def office_of(tree: PhoneTree) -> Office:
    """What the traffic of a tree can refer to."""
    return Office(tree.nodes, tree.entries, tree.topics, tree.hours, tree.holidays, tree.timezone)


def load_traffic(path: str | Path, tree: PhoneTree) -> Traffic:
    """The traffic of a file, for a tree that was read before. Raises `InputError` with all that is wrong with it."""
    from ivr_audit.load import contents

    source = Path(path).as_posix()
    reading = Reading(source, Path(path).parent)
    reading.node_names = {name: name for name in tree.nodes}
    reading.hours_names = frozenset(tree.hours)
    found = _read_file(reading, contents(path), office_of(tree))
    if found is None or reading.problems:
        raise InputError(sorted(set(reading.problems)))
    return found


def read_traffic(reading: Reading, key: ScalarNode, node: Node, office: Office) -> Traffic | None:
    """The section whose name is `key`; a text names a file beside the tree. None if nothing of it could be read."""
    try:
        if isinstance(node, ScalarNode):
            return _file_beside(reading, node, office)
        return _Section(reading, office).traffic(node, reading.place(key))
    except ReadError as wrong:
        reading.report(wrong)
        return None


def _file_beside(reading: Reading, node: Node, office: Office) -> Traffic | None:
    from ivr_audit.load import contents

    path, source = _beside(reading, node, "traffic", TRAFFIC)
    other = Reading(source, path.parent)
    other.node_names, other.hours_names = reading.node_names, reading.hours_names
    try:
        found = _read_file(other, contents(path), office)
    except InputError as error:
        if any(problem.place.line for problem in error.problems):
            reading.problems += error.problems
            return None
        raise ReadError(node, f"{short(source)}: {error.problems[0].message}") from None
    reading.problems += other.problems
    return found


def _read_file(reading: Reading, content: bytes, office: Office) -> Traffic | None:
    """A file with a `traffic:` section and nothing else. Raises `InputError` if it is no YAML."""
    text = decode(content, reading.source)
    root = compose(text, reading.source)
    reading.cuts = cuts(text)
    try:
        if root is None:
            raise InputError([Problem(Place(reading.source, 1, 1), f"nothing is said here; write {_FILE.example}")])
        parts = reading.fields(root, "a file of traffic", ("traffic",), _FILE)
        required(root, "a file of traffic", parts, "traffic")
        return _Section(reading, office).traffic(parts["traffic"][1], reading.place(parts["traffic"][0]))
    except ReadError as wrong:
        reading.report(wrong)
        return None


def _beside(reading: Reading, node: Node, name: str, form: Form) -> tuple[Path, str]:
    """A file beside the one that is read, or in a folder below, and how it is called in messages."""
    path = text_of(node, name, form)
    if not inside(path):
        raise ReadError(node, f"{short(path)} leaves the folder of the tree; name a file beside it")
    if reading.folder is None:
        raise ReadError(node, f"{short(path)} stands beside no tree: this one has no folder")
    file = reading.folder / path
    try:
        if not file.resolve().is_relative_to(reading.folder.resolve()):
            raise ReadError(node, f"{short(path)} is a link out of the folder of the tree")
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a circle
        raise ReadError(node, f"{short(path)} cannot be read") from None
    return file, (Path(reading.source).parent / path).as_posix()


class _Section:
    """Reads the fields; what is wrong with one is reported and does not hide the others."""

    def __init__(self, reading: Reading, office: Office) -> None:
        self.reading, self.office = reading, office
        self.readers: dict[str, Callable[[Node, str], object]] = {
            "calls": self._calls,
            "entries": self._entries,
            "topics": self._topics,
            "callers": self._callers,
            "redial": self._redial,
            "staff": lambda node, name: read_staff(reading, node, office),
            "mailboxes": lambda node, name: read_boxes(reading, node, office),
            "starts": lambda node, name: parse(_first_day, node, name, FORMS["date"]),
            **dict.fromkeys(_TIMES, self._time),
            **dict.fromkeys(_PARTS, self._part),
        }

    def traffic(self, node: Node, place: Place) -> Traffic:
        """All of it."""
        parts = self.reading.fields(node, '"traffic"', FIELDS, TRAFFIC)
        values: dict[str, Any] = {}  # Any: the fields of the traffic have many types
        for name, (_, value) in parts.items():
            try:
                found = self.readers[name](value, name)
                values |= found if name == "calls" and isinstance(found, dict) else {name: found}
            except ReadError as wrong:
                self.reading.report(wrong)
        places = LazyPlaces(self.reading.source, {name: pair[0].start_mark for name, pair in parts.items()})
        return Traffic(place=place, places=places, **values)

    def _time(self, node: Node, name: str) -> object:
        return read_time(self.reading, node, name, _TIMES[name])

    def _part(self, node: Node, name: str) -> float:
        return parse(scalars.share, node, name, SHARE)

    def _calls(self, node: Node, name: str) -> dict[str, object]:
        """Rates, or a total, or rates from a log; by the names of the traffic's own fields."""
        if isinstance(node, ScalarNode):
            text = text_of(node, name, _CALLS)
            if text.startswith("-"):
                raise ReadError(node, f"{short(text)} is less than nothing; calls cannot be negative")
            if not re.fullmatch(WEEK_PATTERN, text):
                raise expected(node, '"calls"', _CALLS)
            total = float(text.split()[0])
            if not 0 < total <= MOST_CALLS * 168:
                raise ReadError(node, f"{short(text)} is not a number of calls over 0 that a phone system can take")
            return {"calls_a_week": total}
        pairs = self.reading.mapping(node, '"calls"', _CALLS)
        if any(key.value == "log" for key, _ in pairs):
            return self._log(node)
        before = len(self.reading.problems)
        week = read_week(self.reading, node, name, CALLS)
        numbers = [rate.number for day in (*week.days, week.holiday or ()) for rate in day]
        if not any((*numbers, week.otherwise)) and len(self.reading.problems) == before:
            raise ReadError(node, '"calls" has no call at any time of the week')
        return {"calls": week}

    def _log(self, node: Node) -> dict[str, object]:
        from ivr_audit.load.traffic_log import read_log  # few offices have one

        parts = self.reading.fields(node, '"calls"', ("log", "column"), _LOG)
        if "log" not in parts:
            return {}
        value = parts["log"][1]
        path, source = _beside(self.reading, value, "log", _LOG)
        column = text_of(parts["column"][1], "column", FORMS["text"]) if "column" in parts else ""
        week: Week | None = None
        try:
            week, problems = read_log(path, source, self.office, column)
        except InputError as error:
            raise ReadError(value, f"{short(source)}: {error.problems[0].message}") from None
        self.reading.problems += problems
        return {"calls": week, "log": text_of(value, "log", _LOG)}

    def _entries(self, node: Node, name: str) -> Mapping[str, float]:
        """By number, or by the node where calls begin."""
        entries: tuple[Entry, ...] = self.office.entries
        known = {entry.number: entry.number for entry in entries if entry.number}
        known |= {entry.node: entry.node for entry in entries}
        before = len(self.reading.problems)
        found = self._shares(node, name, "number or node where calls begin:", known)
        named = {entry for entry in entries if entry.number in found or entry.node in found}
        whole = sum(found.values())
        if whole < 2 - _WHOLE and len(named) == len(entries) and len(self.reading.problems) == before:
            raise ReadError(node, f'the shares in "entries" add up to {whole:.4g}, and no number is left for the rest')
        return found

    def _topics(self, node: Node, name: str) -> Mapping[str, float]:
        return self._shares(node, name, "topic", {topic: topic for topic in self.office.topics})

    def _callers(self, node: Node, name: str) -> Mapping[str, float]:
        return self._shares(node, name, "kind of caller:", CALLERS)

    def _shares(self, node: Node, name: str, what: str, known: Mapping[str, str]) -> dict[str, float]:
        """Parts of the calls by name, together at most the whole."""
        found: dict[str, float] = {}
        pairs = self.reading.mapping(node, short(name), SHARES)
        if not pairs:
            raise expected(node, short(name), SHARES)
        for key, value in pairs:
            try:
                if key.value not in known:
                    self.reading.report(self.reading.unknown(key, what, key.value, known))
                meant = known.get(key.value, key.value)
                part = parse(scalars.share, value, key.value, SHARE)
                if meant in found:
                    raise ReadError(key, f"{short(key.value)} stands here a second time", "duplicate-key")
                found[meant] = part
            except ReadError as wrong:
                self.reading.report(wrong)
        if sum(found.values()) > _WHOLE:
            raise ReadError(node, f"the shares in {short(name)} add up to {sum(found.values()):.0%}, over the whole")
        if found and not any(found.values()):
            raise ReadError(node, f"the shares in {short(name)} are all 0")
        return found

    def _redial(self, node: Node, name: str) -> Redial:
        readers: dict[str, Callable[[Node], Any]] = {  # Any: a part, a time and a number
            "chance": lambda value: parse(scalars.share, value, "chance", SHARE),
            "after": lambda value: read_time(self.reading, value, "after", AFTER),
            "times": lambda value: parse(_tries, value, "times", FORMS["count"]),
        }
        parts = self.reading.fields(node, '"redial"', readers, REDIAL)
        found: dict[str, Any] = {"chance": 0.0, "after": Duration("constant"), "times": 1}
        for part, (_, value) in parts.items():
            try:
                found[part] = readers[part](value)
            except ReadError as wrong:
                self.reading.report(wrong)
        required(node, '"redial"', parts, "chance", "after")
        return Redial(**found)


def _tries(text: str) -> int:
    """How often one person calls again at most."""
    if scalars.count(text) > MOST_TRIES:
        raise ValueError(f"nobody calls again {text} times; {MOST_TRIES} is the most that is simulated")
    return scalars.count(text)


def _first_day(text: str) -> date:
    """A date whose year can be worked out to its end."""
    found = scalars.day(text)
    if not 1971 <= found.year <= 9000:
        raise ValueError(f"{scalars.short(text)} is not in the years 1971 to 9000")
    return found
