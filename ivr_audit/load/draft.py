"""A tree that the reader of a phone system's files puts together: nodes under the system's own identifiers.

A reader adds nodes whose names and targets are identifiers (a UUID, `ivr-3,s,1`); it may say that one identifier is
just another word for the next (`alias`), so that steps a caller does not notice are no nodes. At the end every node
gets a name that its owner knows, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ivr_audit import model
from ivr_audit.model import HANGUP, Entry, Holidays, Hours, Node, PhoneTree
from ivr_audit.place import Place, Problem

_LONGEST_NAME = 60
MOST_NODES = 100_000
"""Of one tree; routines that call each other could be written out without end."""


NO_HOLIDAYS = Holidays()


class TooLarge(Exception):
    """The file describes more nodes than a phone system has."""


class Draft:
    """Nodes by identifier, entries, hours, and what the file does not say; `finish` makes the tree."""

    def __init__(self, source: str, system: str) -> None:
        self.source = source
        self.system = system
        self.nodes: dict[str, Node] = {}
        self.hours: dict[str, Hours] = {}
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self._titles: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._not_said: dict[str, None] = {}

    def add(self, node: Node, title: str = "") -> str:
        """Take a node whose name is its identifier; `title` is what people call it. Returns the identifier.

        Raises TooLarge.
        """
        if len(self.nodes) >= MOST_NODES:
            raise TooLarge
        self.nodes[node.name] = node
        self._titles[node.name] = title or node.name
        return node.name

    def alias(self, ident: str, to: str) -> str:
        """A step that a caller does not notice: whatever leads to `ident` leads to `to`."""
        self._aliases[ident] = to
        return ident

    def knows(self, ident: str) -> bool:
        """Whether this identifier was added or is another word for something."""
        return ident in self.nodes or ident in self._aliases

    def enter(self, number: str, ident: str, place: Place) -> None:
        """Calls to this number (empty: not known) begin at this node."""
        self.entries.append(Entry(number, ident, place))

    def not_said(self, sentence: str) -> None:
        """What a reader of the report must know the file does not say; told once."""
        self._not_said[sentence] = None

    def wrong(self, place: Place, message: str) -> None:
        """Something that makes the file unusable."""
        self.problems.append(Problem(place, message))

    def finish(
        self, name: str, timezone: str = "UTC", holidays: Holidays = NO_HOLIDAYS
    ) -> tuple[PhoneTree | None, list[Problem]]:
        """The tree with the nodes that calls can come to, and every problem; None if it could not be made."""
        if not self.entries and not self.problems:
            self.wrong(Place(self.source), "no call can come in here: the file says of no menu that it answers calls")
        if self.problems:
            return None, sorted(set(self.problems))
        self.entries = [entry._replace(node=self._begun(entry)) for entry in self.entries]
        reached = list(self._reached())
        names = self._names(reached)

        def name_of(ident: str) -> str:
            ident = self._resolved(ident)
            return names.get(ident, ident)

        tree = PhoneTree(
            name=name,
            source=self.source,
            place=Place(self.source, 1, 1),
            nodes={names[ident]: model.renamed(self.nodes[ident], name_of) for ident in reached},
            entries=tuple(entry._replace(node=name_of(entry.node)) for entry in self.entries),
            number=next((entry.number for entry in self.entries if entry.number), None),
            timezone=timezone,
            holidays=holidays,
            hours=self.hours,
            system=self.system,
            not_said=tuple(self._not_said),
        )
        return tree, []

    def _begun(self, entry: Entry) -> str:
        """The node where a call begins; one is made where the system hangs up at once."""
        ident = self._resolved(entry.node)
        if ident != HANGUP or ident in self.nodes:
            return ident
        ident = f"{HANGUP} at {entry.place}"
        return ident if ident in self.nodes else self.add(model.Hangup(name=ident, place=entry.place), "the end")

    def _resolved(self, ident: str) -> str:
        """What an identifier stands for in the end. Steps that only lead to each other become a silent loop."""
        seen: dict[str, None] = {}
        while ident in self._aliases and ident not in self.nodes:
            seen[ident] = None
            ident = self._aliases[ident]
            if ident in seen:
                place = Place(self.source)
                self.add(model.Say(name=ident, place=place, next=ident), "round and round")
        for one in seen:
            self._aliases[one] = ident
        return ident

    def _reached(self) -> Iterator[str]:
        seen: dict[str, None] = {}
        waiting = [self._resolved(entry.node) for entry in reversed(self.entries)]
        while waiting:
            ident = waiting.pop()
            if ident in seen or ident not in self.nodes:
                continue
            seen[ident] = None
            yield ident
            ways = [self._resolved(to) for to in model.targeted(self.nodes[ident])]
            waiting += reversed(ways)

    def _names(self, reached: list[str]) -> dict[str, str]:
        names: dict[str, str] = {}
        taken: set[str] = {HANGUP}
        for ident in reached:
            title = plain(self._titles[ident]) or self.nodes[ident].kind.replace("_", "-")
            name, count = title, 1
            while name.casefold() in taken:
                count += 1
                name = f"{title} ({count})"
            taken.add(name.casefold())
            names[ident] = name
        return names


def plain(text: str) -> str:
    """Words that can stand as a name on one line: no control or invisible signs, at most 60 characters."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in varying(text)).split())
    if len(text) > _LONGEST_NAME:
        text = re.sub(r"\s+\S*$", "", text[: _LONGEST_NAME - 1]) + "…"
    return text


def varying(text: str) -> str:
    """A text without the variables (`${domain_name}`) that only the phone system can fill in.

    >>> varying("conference 3300-${domain_name}"), varying("plays ${file}.wav")
    ('conference 3300', 'plays something that varies')
    """
    text = re.sub(r"(?<!\S)\$\{[^{}]*\}[^\s,]*", "something that varies", text)
    return re.sub(r"[-_.@]?\$\{[^{}]*\}", "", text)


def placed(node: Node, **places: Place) -> Node:
    """A node that says where each of these fields stands."""
    return replace(node, places={**node.places, **places})
