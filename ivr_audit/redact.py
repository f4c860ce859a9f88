"""A tree that can be shown to anybody: what tells whose it is and who works there is hidden, and nothing else changes.

Hidden, everywhere and in the same way, so that what was equal stays equal:

* telephone numbers of seven digits and more, in figures ("+1 410 555 0142") or spelled ("four one zero, ..."), and
  everything that a transfer dials: "number A";
* who is named as `owner`, `backup`, `pages` or one of the `members`, or owns the tree: "person B"; in prompts and
  other texts the first and last names given there, a name behind Dr., Mr., Mrs., Ms. or Prof., and a first and last
  name behind "this is", "my name is" or "you have reached"; `who` answers a line and the `box` of a mailbox, unless it
  is the node's own name, because nobody can tell a person's name from a desk's ("desk A", "box B");
* the name of the tree, wherever it is spoken, but for words that the file also uses in small letters, unless these are
  all: "Officename";
* street addresses ("street C"), e-mail addresses ("e-mail D"), names of web sites ("site-E.com"), the names of files.

Not hidden: nodes (but for the above inside their names), the names of topics and hours, the times of day, what menus
say, internal extensions, and names of people, streets and places that are written in no such way: in capitals or small
letters only, numbers with other signs between their figures or in letters. So read before you share. 911, 112, 999,
988, 711 and other short numbers stay as they are.

Nothing changes for a caller: every prompt keeps its seconds, and a menu the moment of each key, which is why what is
hidden in a prompt has as many words ("number A x x x x x") as before. Findings stay the same but for these names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, NamedTuple

from ivr_audit import model
from ivr_audit.announced import LANGUAGES
from ivr_audit.clock import length, spoken
from ivr_audit.defaults import Defaults
from ivr_audit.messages import is_nobody
from ivr_audit.model import HANGUP, Entry, Node, PhoneTree, Prompt
from ivr_audit.place import Place
from ivr_audit.settings import AuditSettings
from ivr_audit.traffic import StaffGroup, Traffic

_DIGITS: Final = sorted({word for language in LANGUAGES for word, key in language.keys.items() if key in "0123456789"})
_DIGIT: Final = rf"(?:{'|'.join(map(re.escape, _DIGITS))}|double|triple|\d)"
_BETWEEN: Final = r"(?:[-–./]|\s|\)\s?|\s\(|\s[-–]\s)?"
_NUMBER: Final = re.compile(
    rf"(?<![\w.])(?!\d{{4}}-\d\d-\d\d(?!\d))(?!18001)\+?\(?\d(?:{_BETWEEN}\d){{6,}}(?!\w)"
    rf"|\b{_DIGIT}(?:[\s,–-]+{_DIGIT}){{6,}}\b",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TOP: Final = r"com|org|net|gov|edu|info|biz|health|care|us|ca|uk|de|fr|es|eu|ie|au|nz|in"
_SITE: Final = re.compile(rf"[\w-]+(?=\.(?:co\.)?(?:{_TOP})\b| dot (?:{_TOP})\b)", re.IGNORECASE)
_STREETS: Final = (
    r"Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Way|Court|Ct|Place|Pl|Square|Highway|Hwy|Parkway"
)
_STREET: Final = re.compile(
    rf"\b\d{{1,5}} (?:[A-Z0-9][\w.'’-]* ){{1,4}}(?:{_STREETS})\b"
    r"(?:,? (?:Suite|Unit|Floor|Room|Ste|Apt)\.? \w+)?(?:,? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?,? [A-Z]{2} \d{5}\b)?"
)
_FULL_NAME: Final = re.compile(r"[^\W\d_a-z][\w'’-]*(?: [^\W\d_a-z][\w'’.-]*)+")
_TITLED: Final = re.compile(r"\b((?:Dr|Mr|Mrs|Ms|Prof)\.? )([^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)?)")
_INTRODUCED: Final = re.compile(
    r"\b((?:[Tt]his is|[Mm]y name is|I am|I'm|[Hh]ave reached|[Rr]eached the (?:voicemail|mailbox) of) )"
    r"([^\W\d_a-z][a-z'’-]+(?: [^\W\d_a-z][\w'’-]+)+)"
)
_PEOPLE: Final = frozenset({"owner", "backup", "pages"})
_DESKS: Final = frozenset({"who", "box"})
_OFFICE: Final = "Officename"
_WORDS: Final = Defaults(words_per_minute=60.0, sentence_pause=0.0, comma_pause=0.0)
_STOPS: Final = Defaults(words_per_minute=math.inf, sentence_pause=1.0, comma_pause=0.0)
_COMMAS: Final = Defaults(words_per_minute=math.inf, sentence_pause=0.0, comma_pause=1.0)
"""With these, the seconds of a text are the number of its words, its pauses, its commas."""


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
        hours={name: replace(hours, place=hidden.place(hours.place)) for name, hours in tree.hours.items()},
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
        self._full: dict[str, _Word] = {}
        self._office = _own_words(tree)
        for named in _people(tree):
            self.person(named)
        for dialled in (tree.number or "", *(entry.number for entry in tree.entries)):
            self.number(dialled)
        self._names: dict[str, str] = {}
        for name in tree.nodes:
            shown = self.text(name)
            while shown in self._names.values():
                shown += " again"
            self._names[name] = shown

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
        full = _full_name(self._tree, named)
        word = self._word("person", full or named)
        if full:
            self._full[full] = word
        return str(word)

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
        return self._names.get(name) or (name if name == HANGUP else self.text(name))

    def text(self, text: str, *, aloud: bool = False) -> str:
        """A text with everything in it hidden; `aloud`: it has as many words and pauses as before."""
        for pattern, kind in ((_EMAIL, "e-mail"), (_SITE, "site"), (_STREET, "street"), (_NUMBER, "number")):
            text = self._hide(text, pattern, kind, aloud)
        for full in sorted(self._full, key=len, reverse=True):
            text = self._hide(text, re.compile(rf"(?<!\w){re.escape(full)}(?!\w)"), "person", aloud)
        text = self._hide(text, _TITLED, "person", aloud)
        if self._office:
            text = self._office.sub(lambda found: self._shown(_OFFICE, found[0], aloud), text)
        return self._hide(text, _INTRODUCED, "person", aloud)

    def _hide(self, text: str, pattern: re.Pattern[str], kind: str, aloud: bool) -> str:
        """A text without what a pattern finds, but for its first group, which only leads up to it."""

        def shown(found: re.Match[str]) -> str:
            before, thing = found.groups() if pattern.groups else ("", found[0])
            word = self._word(kind, _figures(thing) if kind == "number" else thing)
            return before + self._shown(word, thing, aloud)

        return pattern.sub(shown, text)

    @staticmethod
    def _shown(word: _Word | str, instead_of: str, aloud: bool) -> str:
        if isinstance(word, _Word) and word.kind == "site":
            return "-".join(word)
        return _as_long(str(word), instead_of) if aloud else str(word)

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
            case "text" if name in _PEOPLE:
                return self.person(value)
            case "text" if name in _DESKS and value.casefold() != node.name.casefold() and value.strip():
                return str(self._word("desk" if name == "who" else "box", value))
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
            case "options" | "exits":
                return tuple(map(self._leading, value))
            case "cases":
                return tuple(self._leading(case)._replace(name=self.text(case.name)) for case in value)
            case "extensions":
                return self._leading(value)
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


def _people(tree: PhoneTree) -> Iterable[str]:
    """Everybody who is named in a field of their own."""
    yield from [tree.owner] if tree.owner else []
    for node in tree.nodes.values():
        for name in ("owner", "backup", "pages"):
            yield from [named] if (named := getattr(node, name, None)) else []
        yield from getattr(node, "members", None) or ()


def _full_name(tree: PhoneTree, named: str) -> str:
    """The first and last name in what a field says of somebody ("Joyce Bell, front desk"); empty if there is none."""
    desks = {name.casefold() for name in tree.nodes}
    parts = (part.strip() for part in re.split(r"[,;()/]| and ", named))
    return next((part for part in parts if _FULL_NAME.fullmatch(part) and part.casefold() not in desks), "")


def _own_words(tree: PhoneTree) -> re.Pattern[str] | None:
    """Finds what of a tree's name no text uses in small letters, one or several words together; where that is nothing,
    the whole name."""
    texts = " ".join([*tree.nodes, *tree.topics, *(prompt.text for prompt in _prompts(tree))])
    words = [word for word in re.findall(r"[^\W_]+", tree.name) if word[:1].isupper() and len(word) > 1]
    own = [re.escape(word) for word in words if not re.search(rf"\b{re.escape(word.lower())}\b", texts)]
    if not own:
        return re.compile(re.escape(tree.name.strip()), re.IGNORECASE) if tree.name.strip() else None
    one = rf"(?:{'|'.join(sorted(own, key=len, reverse=True))})(?:['’]s)?"
    return re.compile(rf"(?<!\w){one}(?:[ &-]+{one})*(?!\w)")


def _prompts(tree: PhoneTree) -> Iterable[Prompt]:
    for node in tree.nodes.values():
        for name, field in model.readable_fields(type(node)).items():
            if field.metadata["reads"] == "prompt" and getattr(node, name) is not None:
                yield getattr(node, name)


def _as_long(word: str, text: str) -> str:
    """The word, with as many words, pauses and commas as the text it stands for."""
    words, stops, commas = _counted(text)
    own = _counted(word)[0]
    parts = word.split() if own <= words else ["-".join(word.split())]
    parts += ["x"] * (words - _counted(" ".join(parts))[0])
    for n in range(commas):
        parts[min(n, len(parts) - 1)] += ","
    for n in range(stops):
        parts[max(len(parts) - 2 - n, 0)] += ";"
    return " ".join(parts)


def _counted(text: str) -> tuple[int, int, int]:
    """How many words, pauses and commas `clock.py` finds in a text."""
    words, stops, commas = (round(spoken(text, counting)) for counting in (_WORDS, _STOPS, _COMMAS))
    return words, stops, commas
