"""A tree that can be shown to anybody: what tells whose it is and who works there is hidden, and nothing else changes.

Hidden, everywhere and in the same way, so that what was equal stays equal:

* telephone numbers of seven digits and more, whatever stands between their figures ("+1-(410) 555.0142"), spelled
  ("four one zero, ...") or with letters ("1-800-DENTIST"), with the extension behind them, and everything that a
  transfer dials: "number A";
* people: who is named as `owner`, `backup`, `pages` or one of the `members`, answers a line (`who`) or has the `box` of
  a mailbox, a name behind Dr., Mr., Mrs., Ms. or Prof., and a first and last name behind "this is", "ask for" or "you
  have reached": "person B", in capitals, small letters or both, each of its words also alone, wherever it stands, in
  the names of nodes, hours and topics as well. What these fields say of a desk stays ("Front desk");
* the name of the tree, wherever one of its words stands, but for words that phone menus are made of ("dental",
  "family"), unless there are no others: "Officename";
* street addresses and P.O. boxes ("street C"), e-mail addresses ("e-mail D"), names of web sites ("site-E.com") and of
  their pages, names of files.

What it cannot know: that a word is a name which menus are made of as well ("Mark", "May"; first and last name together
are hidden), that a name means a person or place which no field and no such words tell of ("ask for Joyce", "behind the
Alder Mall"), numbers of six digits and fewer, streets in small letters without a number ("by mill lane") or with one in
letters ("One Penn"), and who is meant by what is left: what an office does, its hours, its prompts. So read before you
share. A rare word for a desk that stands in one of these fields may be hidden like a name. Internal extensions, times
of day, 911, 112, 999, 988, 711 and other short numbers stay.

Nothing changes for a caller: every prompt keeps its seconds, and a menu the moment of each key, which is why what is
hidden in a prompt has as many words ("number A x x x x x") as before. Findings stay the same but for these names: no
word that a rule looks for is ever hidden alone (`ordinary.py`). One exception: where the whole name of the tree is made
of such words ("Nurse Line"), a prompt with only some of them no longer counts as telling it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final, NamedTuple

from ivr_audit import model
from ivr_audit.clock import length
from ivr_audit.messages import is_nobody
from ivr_audit.model import HANGUP, Entry, Node, PhoneTree, Prompt
from ivr_audit.ordinary import is_ordinary
from ivr_audit.place import Place
from ivr_audit.private import PATTERNS, PEOPLE, Judge, any_of, names_in, unowned
from ivr_audit.private_words import PEOPLE_FIELDS, as_long, desks, own_words, people, prompts, small_words
from ivr_audit.settings import AuditSettings
from ivr_audit.traffic import StaffGroup, Traffic

_OFFICE: Final = "Officename"
_IS_HIDDEN: Final = re.compile(
    r"(?:person|number|street|e-mail)[ -][A-Z]+(?: x| person| [A-Z]+)*|Officename.*", re.IGNORECASE
)


def redacted(tree: PhoneTree) -> PhoneTree:
    """The tree with what the module describes hidden, to be audited, drawn and called like any other."""
    hidden = _Hidden(tree)
    return replace(
        tree,
        name=hidden.text(tree.name),
        source=hidden.file(tree.source),
        place=hidden.place(tree.place),
        nodes={hidden.name(name): hidden.node(node) for name, node in tree.nodes.items()},
        entries=tuple(
            Entry(hidden.number(entry.number), hidden.name(entry.node), hidden.place(entry.place))
            for entry in tree.entries
        ),
        number=None if tree.number is None else hidden.number(tree.number),
        owner=None if tree.owner is None else hidden.person(tree.owner),
        relay=None if tree.relay is None else hidden.text(tree.relay),
        audit=hidden.settings(tree.audit),
        traffic=None if tree.traffic is None else hidden.traffic(tree.traffic),
        hours={
            hidden.hours(name): replace(hours, name=hidden.hours(name), place=hidden.place(hours.place))
            for name, hours in tree.hours.items()
        },
        topics=tuple(map(hidden.topic, tree.topics)),
        places={name: hidden.place(place) for name, place in tree.places.items()},
    )  # fmt: skip


class _Word(NamedTuple):
    """What stands for one hidden thing: "number A"."""

    kind: str
    letter: str

    def __str__(self) -> str:
        return f"{self.kind} {self.letter}"


class _Hidden:
    """Everything that was hidden in a tree, each thing under one name wherever it occurs."""

    def __init__(self, tree: PhoneTree) -> None:
        self._tree = tree
        self._known: dict[tuple[str, str], _Word] = {}
        self._by_name: dict[str, _Word] = {}
        self._office = own_words(tree)
        self._names: re.Pattern[str] | None = None
        named = [name for said in people(tree) for name in names_in(said)]
        small = small_words(tree)
        named += [name for said in desks(tree) for name in names_in(said, desk=True) if name.lower() not in small]
        for prompt in prompts(tree):
            for pattern, is_name in PEOPLE:
                told = [found[2] for found in pattern.finditer(prompt.text) if is_name(found)]
                named += [name for name in told if not (self._office and self._office.search(name))]
        for name in sorted(named, key=lambda name: -len(name.split())):
            self._learn(name)
        self._names = any_of(self._by_name)
        for dialled in (tree.number or "", *(entry.number for entry in tree.entries)):
            self.number(dialled)
        self._hours = _apart(tree.hours, self.text)
        self._topics = _apart(tree.topics, self.text)
        self._nodes = _apart(tree.nodes, self.text)

    def hours(self, name: str) -> str:
        """The name of hours."""
        return self._hours.get(name, name)

    def topic(self, name: str) -> str:
        """The name of a topic."""
        return self._topics.get(name, name)

    def _learn(self, name: str) -> _Word:
        """The word for somebody; a name of one word that is part of a known one means the same person."""
        key = " ".join(name.casefold().split())
        alone = self._by_name.get(key)
        word = alone or self._word("person", name)
        for part in [key, *(part for part in key.split() if not is_ordinary(part))]:
            self._by_name.setdefault(part, word)
        return word

    def _word(self, kind: str, thing: str) -> _Word:
        """The word for a thing; things of one kind that differ in capitals and spaces alone are one."""
        key = (kind, " ".join(thing.casefold().split()))
        if key not in self._known:
            self._known[key] = _Word(kind, _letters(sum(known == kind for known, _ in self._known)))
        return self._known[key]

    def person(self, named: str) -> str:
        """What stands for somebody who is named in a field of their own; "nobody" stays."""
        if is_nobody(named) or not named.strip():
            return named
        words = [self._learn(name) for name in names_in(named)]
        return str(words[0] if words else self._word("person", named))

    def number(self, dialled: str) -> str:
        """What stands for a number that is dialled; of a place without figures the text stays."""
        digits = re.sub(r"\D", "", dialled)
        if len(digits) <= 3:
            return self.text(dialled)
        return str(self._word("number", digits))

    def file(self, path: str) -> str:
        """What stands for the name of a file."""
        return "tree.yaml" if path == self._tree.source else f"{self._word('file', path)}".replace(" ", "-")

    def place(self, place: Place) -> Place:
        """A place in a file without its name."""
        return place._replace(file=self.file(place.file), route=self.text(place.route))

    def name(self, name: str) -> str:
        """The name of a node, of one that is missing, or `hangup`."""
        return self._nodes.get(name) or (name if name == HANGUP else self.text(name))

    def text(self, text: str, *, aloud: bool = False) -> str:
        """A text with everything in it hidden; `aloud`: it has as many words and pauses as before."""
        for pattern, kind, is_one in PATTERNS:
            text = self._hide(text, pattern, kind, is_one, aloud)
        if self._names:
            text = self._names.sub(lambda found: self._shown(self._meant(found[0]), found[0], aloud), text)
        for pattern, is_name in PEOPLE[:1]:
            text = self._hide(text, pattern, "person", is_name, aloud)
        if self._office:
            text = self._office.sub(lambda found: self._shown(_OFFICE, found[0], aloud), text)
        for pattern, is_name in PEOPLE[1:]:
            text = self._hide(text, pattern, "person", is_name, aloud)
        return text

    def _meant(self, name: str) -> _Word:
        """Who is meant by some words of names."""
        key = unowned(" ".join(name.casefold().split()))
        return self._by_name.get(key) or next(
            word for part in (key, *key.split()) if (word := self._by_name.get(unowned(part)))
        )

    def _hide(self, text: str, pattern: re.Pattern[str], kind: str, is_one: Judge, aloud: bool) -> str:
        """A text without what a pattern finds, but for its first group, which only leads up to it."""

        def shown(found: re.Match[str]) -> str:
            before, thing = found.groups() if pattern.groups else ("", found[0])
            if not is_one(found) or _IS_HIDDEN.fullmatch(thing):
                return found[0]
            word = self._word(kind, _figures(thing) if kind == "number" else thing)
            if self._office and self._office.search(thing):  # who hears it hears the name of the office
                return before + self._shown(f"{_OFFICE}-{word.letter}", thing, aloud)
            return ("/" if kind == "page" else before) + self._shown(word, thing, aloud)

        return pattern.sub(shown, text)

    @staticmethod
    def _shown(word: _Word | str, instead_of: str, aloud: bool) -> str:
        """The word, in a prompt as long as what it stands for and with a capital where that has one."""
        if isinstance(word, _Word) and word.kind in ("site", "page"):
            return "-".join(word)
        if not aloud:
            return str(word)
        first = str(word)[0].upper() if instead_of[:1].isupper() else str(word)[0].lower()
        return as_long(first + str(word)[1:], instead_of)

    def prompt(self, prompt: Prompt) -> Prompt:
        """A prompt that says no more than it may, and takes as long as before."""
        text = self.text(prompt.text, aloud=True)
        seconds = prompt.seconds
        if text != prompt.text and prompt.measured is None:
            seconds = length(prompt, self._tree.defaults)
        audio = str(self._word("recording", prompt.audio)) if prompt.audio else ""
        return prompt._replace(text=text, seconds=seconds, audio=audio)

    def node(self, node: Node) -> Node:
        """A node with everything in it hidden."""
        changed: dict[str, Any] = {"name": self.name(node.name), "place": self.place(node.place)}
        changed["places"] = {name: self.place(place) for name, place in node.places.items()}
        for name, field in model.readable_fields(type(node)).items():
            value = getattr(node, name)
            if value is not None:
                changed[name] = self._value(node, name, field.metadata["reads"], value)
        return replace(node, **changed)

    def _value(self, node: Node, name: str, reads: model.Reads, value: Any) -> Any:
        """The value of a field, of the type it had: Any, for a node's fields have many."""
        match reads:
            case "text" if name in PEOPLE_FIELDS:
                return self.person(value)
            case "text":
                return self.text(value)
            case "names":
                return tuple(map(self.person, value))
            case "prompt":
                return self.prompt(value)
            case "target":
                return self.name(value)
            case "targets":
                return tuple(map(self.name, value))
            case "number":
                return self.number(value)
            case "file":
                return self.file(value)
            case "topics":
                return tuple(map(self.topic, value))
            case "hours":
                return self.hours(value)
            case "options" | "exits":
                return tuple(self._leading(way)._replace(about=tuple(map(self.topic, way.about))) for way in value)
            case "cases":
                return tuple(self._leading(case)._replace(name=self.text(case.name)) for case in value)
            case "extensions":
                return tuple(map(self._leading, value))
            case _:
                return value

    def settings(self, settings: AuditSettings) -> AuditSettings:
        """The office's own settings: where they stand, which nodes they name and why."""
        return settings._replace(
            rules=tuple(
                line._replace(place=self.place(line.place), value_place=self.place(line.value_place))
                for line in settings.rules
            ),
            ignore=tuple(
                line._replace(
                    node=None if line.node is None else self.name(line.node),
                    reason=self.text(line.reason),
                    place=self.place(line.place),
                )
                for line in settings.ignore
            ),
        )

    def traffic(self, traffic: Traffic) -> Traffic:
        """The same calls and as many people, under the names that the nodes have now."""
        numbers = {entry.number for entry in self._tree.entries}
        return replace(
            traffic,
            place=self.place(traffic.place),
            log=self.file(traffic.log) if traffic.log else "",
            entries={self.number(e) if e in numbers else self.name(e): part for e, part in traffic.entries.items()},
            topics={self.topic(topic): part for topic, part in traffic.topics.items()},
            staff=tuple(map(self._group, traffic.staff)),
            mailboxes=tuple(
                replace(rounds, box=self.name(rounds.box), place=self.place(rounds.place))
                for rounds in traffic.mailboxes
            ),
            places={name: self.place(place) for name, place in traffic.places.items()},
        )

    def _group(self, group: StaffGroup) -> StaffGroup:
        is_node = group.name in self._tree.nodes
        return replace(
            group,
            name=self.name(group.name) if is_node else str(self._word("group", group.name)),
            place=self.place(group.place),
            hours=None if group.hours is None else self.hours(group.hours),
            serves=tuple((self.name(node), rank) for node, rank in group.serves),
            handling_at={self.name(node): time for node, time in group.handling_at.items()},
            places={name: self.place(place) for name, place in group.places.items()},
        )

    def _leading(self, way: Any) -> Any:
        """An option, case or extension that leads to a node; Any, because what comes in goes out."""
        return way._replace(to=self.name(way.to), place=self.place(way.place), to_place=self.place(way.to_place))


def _letters(number: int) -> str:
    """A, B, ..., Z, AA, AB, ... for 0, 1, 2, ..."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _figures(number: str) -> str:
    """A telephone number in figures alone, however it is spelled."""
    return re.sub(r"\D", "", number) or number


def _apart(names: Iterable[str], shown: Callable[[str], str]) -> dict[str, str]:
    """What is shown for each name, no two alike."""
    found: dict[str, str] = {}
    taken = set()
    for name in names:
        as_shown = shown(name)
        while as_shown in taken:
            as_shown += " again"
        found[name] = as_shown
        taken.add(as_shown)
    return found
