"""The fields at the top of a tree, all but the nodes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr_audit import scalars
from ivr_audit.defaults import Defaults
from ivr_audit.load.fields import FORMS, IMPLIED_HOURS, Fields, parse
from ivr_audit.load.reading import Form, ReadError, Reading, expected, text_of, twice
from ivr_audit.load.schedule import read_hours
from ivr_audit.load.settings import read_settings
from ivr_audit.load.yaml_lines import NO_SPACE
from ivr_audit.model import HANGUP, Entry, Holidays, Hours
from ivr_audit.place import InputError, Problem
from ivr_audit.profile import PROFILES
from ivr_audit.scalars import short
from ivr_audit.settings import AuditSettings

T = TypeVar("T")
Parts = dict[str, tuple[ScalarNode, Node]]
"""The fields of the tree: key and value of each."""

COUNTRY_PATTERN = r"[A-Z]{2,3}(?:-[A-Z0-9]{1,6})?"
UNITS: dict[str, tuple[Callable[[str], float], Form]] = {
    "s": (scalars.duration, FORMS["duration"]),
    "words": (scalars.positive, Form("a number", "150")),
    "plays": (scalars.count, FORMS["count"]),
}
HOLIDAYS = Form("a country or dates", "US, US-NY or [2026-12-24, 2026-12-25]")
HOURS = Form("named hours", "{office: {mon-fri: 08:30-17:00}}")
ENTRIES = Form("numbers and where they lead", '{"+1 555 010 0142": welcome}')
NODES = Form("named nodes", "{welcome: {say: Hello., next: hangup}}")
DEFAULTS = Form("assumed times", "{attempts: 3, no_input_timeout: 5s}")
MOST_NODES = 200_000
_UNSPACED = re.compile(r"(.*[^\s:]):[{\[]")
_NAMES = {"topics": FORMS["topics"], "languages": Form("names of languages", "[English, Spanish]")}
_PROFILE = Form("the name of a profile", "medical")
_ZONE = Form("a time zone", "America/New_York")


class Sections:
    """Reads them; what is wrong with one is reported, and its default stands in while the others are read."""

    def __init__(self, reading: Reading, parts: Parts) -> None:
        self.reading, self.parts, self.values = reading, parts, Fields(reading)

    def text(self, name: str) -> str | None:
        """A field that is free text."""
        return self._section(name, lambda node: self.values.text(node, name), None)

    def topics(self) -> tuple[str, ...]:
        """What callers want; from now on these names are known."""
        found: tuple[str, ...] = self._section("topics", lambda node: self._names("topics", node), ())
        self.reading.topics = frozenset(found)
        return found

    def languages(self) -> tuple[str, ...]:
        """The languages that the office serves; from now on these names are known."""
        found: tuple[str, ...] = self._section("languages", lambda node: self._names("languages", node), ())
        self.reading.languages = frozenset(found)
        return found

    def recorded(self) -> bool | None:
        """Whether calls are recorded."""
        return self._section("recorded", lambda node: parse(scalars.flag, node, "recorded", FORMS["flag"]), None)

    def profiles(self) -> tuple[str, ...]:
        """Which rules apply."""
        return self._section("profile", self._profiles, (PROFILES[0],))

    def hours(self) -> dict[str, Hours]:
        """Named hours; from now on these names are known."""
        pairs = self._pairs("hours", HOURS)
        self.reading.hours_names = frozenset(key.value for key, _ in pairs)
        named: dict[str, Hours] = {}
        for key, value in pairs:
            if key.value in IMPLIED_HOURS:
                message = (
                    f"the name {short(key.value)} is taken: it means the same everywhere; give these hours another"
                )
                self.reading.report(ReadError(key, message))
            try:
                named[key.value] = read_hours(self.reading, key, value)
            except ReadError as wrong:
                self.reading.report(wrong)
        return named

    def declared_nodes(self) -> list[tuple[ScalarNode, Node]]:
        """The nodes, still unread; from now on their names are known."""
        pairs = self._pairs("nodes", NODES)
        if "nodes" in self.parts and not pairs and isinstance(self.parts["nodes"][1], MappingNode):
            self.reading.report(expected(self.parts["nodes"][1], '"nodes"', NODES))
        if len(pairs) > MOST_NODES:
            place = self.reading.place(self.parts["nodes"][1])
            raise InputError([Problem(place, f"there are {len(pairs)} nodes; at most {MOST_NODES} are read")])
        for key, _ in pairs:
            if key.value == HANGUP:
                message = f'the name "{HANGUP}" is taken: as a target it ends the call; give the node another name'
                self.reading.report(ReadError(key, message))
        unspaced: dict[str, str] = {
            str(key.value): str(found[1]) for key, _ in pairs if not key.style and (found := _UNSPACED.match(key.value))
        }
        for key, _ in pairs:
            if key.value in unspaced:
                self.reading.report(ReadError(key, f"{NO_SPACE} in {short(key.value)}"))
        names = [unspaced.get(key.value) or str(key.value) for key, _ in pairs]
        self.reading.node_names = {name: name for name in names}
        return [pair for pair in pairs if pair[0].value not in unspaced]

    def entries(self, number: str) -> tuple[Entry, ...]:
        """Where calls begin; `number` is dialled when there is one `start`."""
        found = []
        pairs = self._pairs("entries", ENTRIES)
        if "entries" in self.parts and _is_empty(self.parts["entries"][1]):
            message = f'"entries" is empty; name at least one number, such as {ENTRIES.example}'
            self.reading.report(ReadError(self.parts["entries"][1], message))
        if "start" in self.parts:
            pairs.append(self.parts["start"])
        for key, value in pairs:
            try:
                node = self.values.target(value, key.value)
                dialled = number if "start" in self.parts and key is self.parts["start"][0] else key.value
                found.append(Entry(dialled, node, self.reading.place(key)))
            except ReadError as wrong:
                self.reading.report(wrong)
        return tuple(found)

    def reviewed(self) -> date | None:
        """The day on which somebody last looked at the tree."""
        return self._section("reviewed", lambda node: parse(scalars.day, node, "reviewed", FORMS["date"]), None)

    def timezone(self) -> str:
        """A time zone that this computer knows."""
        return self._section("timezone", self._timezone, "UTC")

    def holidays(self) -> Holidays:
        """Public holidays of a country, and dates."""
        return self._section("holidays", self._holidays, Holidays())

    def defaults(self) -> Defaults:
        """The table of assumed times, with what the file says otherwise."""
        return self._section("defaults", self._defaults, Defaults())

    def audit(self) -> AuditSettings:
        """Settings of rules."""
        return self._section("audit", lambda node: read_settings(self.reading, node), AuditSettings())

    def _section(self, name: str, read: Callable[[Node], T], default: T) -> T:
        if name not in self.parts:
            return default
        try:
            return read(self.parts[name][1])
        except ReadError as wrong:
            self.reading.report(wrong)
            return default

    def _pairs(self, name: str, form: Form) -> list[tuple[ScalarNode, Node]]:
        pairs: list[tuple[ScalarNode, Node]] = self._section(
            name, lambda node: self.reading.mapping(node, short(name), form), []
        )
        for key, _ in pairs:
            if not key.value.strip():
                self.reading.report(ReadError(key, f"a name in {short(name)} is empty; give it one"))
            elif key.value != " ".join(key.value.split()):
                message = f"the name {short(key.value)} has more space than one between its words; leave the rest out"
                self.reading.report(ReadError(key, message))
        return pairs

    def _names(self, section: str, node: Node) -> tuple[str, ...]:
        form = _NAMES[section]
        if not isinstance(node, SequenceNode):
            raise expected(node, short(section), form)
        first: dict[str, Node] = {}
        for item in node.value:
            name = text_of(item, section, form)
            if name in first:
                raise twice(item, name, first[name].start_mark)
            first[name] = item
        return tuple(first)

    def _profiles(self, node: Node) -> tuple[str, ...]:
        items = node.value if isinstance(node, SequenceNode) else [node]
        found = [text_of(item, "profile", _PROFILE) for item in items]
        for name, item in zip(found, items, strict=True):
            if name not in PROFILES:
                self.reading.report(self.reading.unknown(item, "profile", name, PROFILES))
        return tuple(dict.fromkeys(name for name in found if name in PROFILES)) or (PROFILES[0],)

    def _timezone(self, node: Node) -> str:
        from zoneinfo import ZoneInfo, available_timezones

        name = text_of(node, "timezone", _ZONE)
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            advice = "write it as America/New_York"
            raise self.reading.unknown(node, "time zone", name, available_timezones(), advice) from None
        return name

    def _holidays(self, node: Node) -> Holidays:
        if isinstance(node, ScalarNode):
            return Holidays(*self._country(node))
        if isinstance(node, SequenceNode):
            return Holidays(dates=self._dates(node))
        parts = self.reading.fields(node, '"holidays"', ("country", "dates"), HOLIDAYS)
        country = self._country(parts["country"][1]) if "country" in parts else ("", "")
        return Holidays(*country, self._dates(parts["dates"][1]) if "dates" in parts else ())

    def _country(self, node: Node) -> tuple[str, str]:
        code = text_of(node, "holidays", HOLIDAYS)
        if code in scalars.FLAGS:
            yes = "write US, US-NY or dates such as [2026-12-24, 2026-12-25]"
            advice = yes if scalars.FLAGS[code] else f"leave the line out, or {yes}"
            raise ReadError(node, f'"holidays" says which days they are, not {short(code)}; {advice}')
        if not re.fullmatch(COUNTRY_PATTERN, code, re.IGNORECASE | re.ASCII):
            raise expected(node, '"holidays"', HOLIDAYS)
        country, _, subdivision = code.partition("-")
        from holidays import country_holidays, list_supported_countries  # takes a quarter of a second

        try:
            country_holidays(country, subdiv=subdivision or None)
        except (NotImplementedError, AttributeError):
            known = list_supported_countries()
            if (sure := country.upper()) in known:
                places = [sure, *(f"{sure}-{part}" for part in known[sure])]
                raise self.reading.unknown(node, f"part of {sure}:", code, places) from None
            raise self.reading.unknown(node, "country", code, sorted(known), "write it as US or US-NY") from None
        return country, subdivision

    def _dates(self, node: Node) -> tuple[date, ...]:
        if not isinstance(node, SequenceNode):
            raise expected(node, '"holidays"', HOLIDAYS)
        found: set[date] = set()
        for item in node.value:
            try:
                found.add(parse(scalars.day, item, "holidays", FORMS["date"]))
            except ReadError as wrong:
                self.reading.report(wrong)
        return tuple(sorted(found))

    def _defaults(self, node: Node) -> Defaults:
        units = {f.name: f.metadata["unit"] for f in fields(Defaults)}
        parts = self.reading.fields(node, '"defaults"', units, DEFAULTS)
        values: dict[str, float] = {}
        for name, (_, value) in parts.items():
            read, form = UNITS[units[name]]
            try:
                values[name] = parse(read, value, name, form)
            except ReadError as wrong:
                self.reading.report(wrong)
        return Defaults(**values)  # type: ignore[arg-type]  # `count` gives the whole number of `attempts`


def _is_empty(node: Node) -> bool:
    return isinstance(node, MappingNode) and not node.value
