"""The conversation that makes a tree of what its owner knows: questions one after another, made anew from the answers.

The questions depend on the answers alone. So answers can be kept as they are given, a conversation can stop and go on,
and taking the last one back is leaving it out. Reading a tree from answers never fails: each is checked when it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from typing import Any, Final, Literal, NamedTuple

from ivr_audit.announced import announced_keys
from ivr_audit.model import HANGUP
from ivr_audit.scalars import duration, key
from ivr_audit.words import nearest
from ivr_audit.yaml_text import Value

Kind = Literal["text", "choice", "yes"]


class Question(NamedTuple):
    """What is asked: `about` names the place it is about, `usual` stands for no answer, `choices` what may be typed."""

    text: str
    about: str = ""
    usual: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    check: Callable[[str], str] | None = None
    """Gives the answer as it is kept, or raises ValueError in plain words."""
    heard: bool = False
    """Whether the answer is what a caller hears, whose length a stopwatch can take."""


Asking = Generator[Question, str, Any]
"""Yields questions, receives answers."""

PLACES: Final = (
    ("menu", "callers press keys"),
    ("say", "callers hear something, then the call goes on"),
    ("ring", "telephones ring"),
    ("queue", "callers wait in a line"),
    ("voicemail", "callers leave a message"),
    ("ask", "callers must key in a number"),
    ("self_service", "the system settles it, such as giving directions"),
    ("transfer", "the call goes to another number"),
    ("hangup", "the call ends"),
)
_TIMES: Final = re.compile(r"[^\W\d_]")


def interview() -> Asking:
    """The whole conversation; returns the fields of a native file."""
    parts: dict[str, Value] = {}
    parts["tree"] = yield Question("What is the office called?", check=_text)
    number = yield Question("Which number do callers dial? (Enter: leave it out)")
    if number:
        parts["number"] = number
    owner = yield Question("Who can change the phone system? (Enter: not known)")
    if owner:
        parts["owner"] = owner
    hours = yield Question(
        "When is the office open? Such as: mon-fri 8:30-17:00, sat 9-12 (Enter: at all hours)", check=_hours
    )
    if hours:
        parts["hours"] = {"office": _hours_lines(hours)}
        zone = yield Question("In which time zone? Such as America/New_York", usual="UTC", check=_zone)
        if zone != "UTC":
            parts["timezone"] = zone
        holidays = yield Question(
            "Which country's public holidays does it keep? Such as US or GB (Enter: none)", check=_country
        )
        if holidays:
            parts["holidays"] = holidays
    nodes: dict[str, dict[str, Value]] = {}
    topics: list[str] = []
    start = "opening"
    if hours:
        same = yield Question(
            "Do callers hear the same when the office is closed?",
            usual="no",
            choices=(("yes", ""), ("no", "")),
            check=_yes,
        )
        if same == "no":
            nodes["open?"] = {"hours": "office", "open": "opening", "closed": "closed"}
            start = "open?"
    parts["start"] = start
    waiting = ["opening", *(["closed"] if start == "open?" else [])]
    while waiting:
        name = waiting.pop(0)
        nodes[name] = yield from _place(name, [*nodes, *waiting], waiting, topics, bool(hours))
    if topics:
        parts["topics"] = list(topics)
    parts["nodes"] = dict(nodes)
    return parts


def _place(name: str, known: Sequence[str], waiting: list[str], topics: list[str], has_hours: bool) -> Asking:
    """What one place is; places it leads to are added to those that are still to be told."""
    ask = _Place(name, [*known, name], waiting, topics, has_hours)
    what = {"opening": "first", "closed": "when the office is closed"}.get(name, "")
    kind = yield Question(f'What happens{f" {what}" if what else ""} at "{name}"?', name, choices=PLACES, check=_kind)
    fields = yield from getattr(ask, kind)()
    return fields


class _Place:
    """The questions about one place."""

    def __init__(self, name: str, known: list[str], waiting: list[str], topics: list[str], has_hours: bool) -> None:
        self.name, self.known, self.waiting, self.topics, self.has_hours = name, known, waiting, topics, has_hours

    def menu(self) -> Asking:
        """A prompt, the keys it names, others, and what becomes of those who press none."""
        said = yield self.question("What do callers hear? Type it as it is said", check=_text, heard=True)
        text, prompt = _prompt(said)
        options: dict[str, Value] = {}
        for pressed in announced_keys(text):
            yield from self.option(options, pressed)
        while True:
            more = yield self.question("Another key that does something? (Enter: none)", check=_key_or_none)
            if not more:
                break
            if more not in options:
                yield from self.option(options, more)
        fields: dict[str, Value] = {"menu": prompt, "options": options}
        plays = yield self.question("How often is it played to somebody who presses nothing?", usual="3", check=_count)
        if plays != "3":
            fields["attempts"] = plays
        fields["no_input"] = yield from self.target("And then, where does the call go?", usual=HANGUP)
        return fields

    def option(self, options: dict[str, Value], pressed: str) -> Asking:
        """Where a key leads, and what callers press it for."""
        to = yield from self.target(f"Key {pressed}: where does it lead? Give the place a name")
        about = yield self.question(
            f"Key {pressed}: what do callers press it for, in a word or two? (Enter: nothing special)"
        )
        if about and about not in self.topics:
            self.topics.append(about)
        options[pressed] = {"to": to, "about": [about]} if about else to

    def say(self) -> Asking:
        """A recording, and where the call goes."""
        said = yield self.question("What do callers hear?", check=_text, heard=True)
        to = yield from self.target("Where does the call go afterwards?", usual=HANGUP)
        return {"say": _prompt(said)[1], "next": to}

    def ring(self) -> Asking:
        """Telephones, how long, and what then."""
        who = yield self.question("Whose telephones ring?", usual=self.name, check=_text)
        fields: dict[str, Value] = {"ring": who}
        fields["ring_for"] = yield self.question("How long do they ring? Such as 25s", usual="20s", check=_duration)
        yield from self.people(fields)
        fields["no_answer"] = yield from self.target("Nobody answers: where does the call go?", usual=HANGUP)
        return fields

    def queue(self) -> Asking:
        """A line to wait in."""
        who = yield self.question("Who answers this line?", usual=self.name, check=_text)
        fields: dict[str, Value] = {"queue": who}
        typical = yield self.question(
            "How long do callers usually wait? Such as 4m (Enter: not known)", check=_duration_or_none
        )
        longest = yield self.question("And on a bad day? (Enter: not known)", check=_duration_or_none)
        if typical and longest and duration(longest) < duration(typical):
            typical, longest = longest, typical
        wait = {"typical": typical, "longest": longest}
        if typical or longest:
            fields["wait"] = {name: seconds for name, seconds in wait.items() if seconds}
        yield from self.people(fields)
        most = yield self.question(
            "After how long are waiting callers taken out? Such as 10m (Enter: never)", check=_duration_or_none
        )
        if most:
            fields["max_wait"] = most
            fields["overflow"] = yield from self.target("Where do they go then?", usual=HANGUP)
        return fields

    def people(self, fields: dict[str, Value]) -> Asking:
        """When they are there, and what they can help with."""
        if self.has_hours:
            there = yield self.question(
                "Are they there in the office's hours only?", usual="yes", choices=(("yes", ""), ("no", "")), check=_yes
            )
            if there == "yes":
                fields["staffed"] = "office"
        if len(self.topics) > 1:
            listed = ", ".join(self.topics)
            helped = yield self.question(
                f"What can they help with? Of: {listed} (Enter: everything)", check=self.some_topics
            )
            if helped:
                fields["handles"] = helped.split(", ")

    def voicemail(self) -> Asking:
        """A box: greeting, owner, promise."""
        said = yield self.question("What do callers hear before the tone?", check=_text, heard=True)
        fields: dict[str, Value] = {"voicemail": self.name, "greeting": _prompt(said)[1]}
        fields["owner"] = yield self.question(
            "Who returns these messages? (Enter: nobody that you know of)", usual="nobody"
        )
        if fields["owner"] != "nobody":
            checked = yield self.question("How often are they listened to? Such as daily (Enter: not known)")
            if checked:
                fields["checked"] = checked
        promise = yield self.question(
            "How soon is a call promised? Such as 24h (Enter: no promise)", check=_duration_or_none
        )
        if promise:
            fields["reply_within"] = promise
        return fields

    def ask(self) -> Asking:
        """Data that callers must give."""
        said = yield self.question("What do callers hear?", check=_text, heard=True)
        fields: dict[str, Value] = {"ask": _prompt(said)[1]}
        fields["digits"] = yield self.question("How many digits must they key in?", usual="8", check=_count)
        fields["next"] = yield from self.target("Where does the call go when they have?")
        fields["no_input"] = yield from self.target("And if they press nothing?", usual=HANGUP)
        return fields

    def self_service(self) -> Asking:
        """Something the system settles."""
        said = yield self.question("What does it do, or what do callers hear?", check=_text, heard=True)
        fields: dict[str, Value] = {"self_service": _prompt(said)[1]}
        if self.topics:
            listed = ", ".join(self.topics)
            served = yield self.question(
                f"What is settled by that? Of: {listed} (Enter: none of it)", check=self.some_topics
            )
            if served:
                fields["serves"] = served.split(", ")
        fields["next"] = yield from self.target("Where does the call go afterwards?", usual=HANGUP)
        return fields

    def transfer(self) -> Asking:
        """A number outside."""
        fields: dict[str, Value] = {"transfer": (yield self.question("Which number or place?", check=_text))}
        choices = (
            ("person", "a person"),
            ("menu", "another menu"),
            ("voicemail", "a machine"),
            ("unknown", "not known"),
        )
        fields["answered_by"] = yield self.question(
            "Who answers there?", usual="unknown", choices=choices, check=_one_of(choices)
        )
        return fields

    def hangup(self) -> Asking:
        """Last words."""
        said = yield self.question("What are the last words? (Enter: none)", heard=True)
        return {"hangup": _prompt(said)[1]}

    def question(self, text: str, **more: Any) -> Question:  # Any: the fields of Question
        """A question about this place."""
        return Question(text, self.name, **more)

    def target(self, text: str, usual: str = "") -> Asking:
        """The name of a place: one that is known, or a new one, which is asked about later."""
        known = ", ".join([*self.known, HANGUP])
        said = yield Question(f"{text} (known: {known})", self.name, usual, check=self.place)
        if said != HANGUP and said not in self.known:
            self.known.append(said)
            self.waiting.append(said)
        return said

    def place(self, said: str) -> str:
        """A name as it is kept: spelled as a known one if it is that but for capitals."""
        name = " ".join(said.split())
        if not name:
            raise ValueError("give the place a name, such as front desk; what happens there is asked later")
        if name.lower() in ("hang up", "hangup", "hang-up"):
            return HANGUP
        return next((other for other in self.known if other.casefold() == name.casefold()), name)

    def some_topics(self, said: str) -> str:
        """Some of the topics, between commas."""
        found = []
        for word in (part.strip() for part in said.split(",")):
            if word and word not in self.topics:
                near = nearest(word, self.topics)
                raise ValueError(
                    f'there is no "{word}"; '
                    + (f'did you mean "{near}"?' if near else f"type some of: {', '.join(self.topics)}")
                )
            found += [word] if word else []
        return ", ".join(found)


def _prompt(said: str) -> tuple[str, Value]:
    """Text and value of a prompt; `[12.5s] text` is one that was measured."""
    measured = re.fullmatch(r"\[(\d+(?:\.\d+)?)s\]\s*(.*)", said, re.DOTALL)
    if measured is None:
        return said, said
    return measured[2], {"text": measured[2], "seconds": f"{measured[1]}s"}


def _text(said: str) -> str:
    if not re.sub(r"^\[[\d.]+s\]", "", said).strip():
        raise ValueError("type something")
    return said.strip()


def _one_of(choices: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    words = [word for word, _ in choices]

    def check(said: str) -> str:
        if said.isdigit() and 1 <= int(said) <= len(words):
            return words[int(said) - 1]
        found = said.strip().lower().replace(" ", "_")
        if found not in words:
            raise ValueError(f"type a number from 1 to {len(words)}, or one of: {', '.join(words)}")
        return found

    return check


_kind = _one_of(PLACES)


def _yes(said: str) -> str:
    word = said.strip().lower()
    if word in ("y", "yes", "n", "no"):
        return "yes" if word.startswith("y") else "no"
    raise ValueError("type yes or no")


def _key_or_none(said: str) -> str:
    return key(said.strip()) if said.strip() else ""


def _count(said: str) -> str:
    if not re.fullmatch(r"[1-9]\d?", said.strip(), re.ASCII):
        raise ValueError("type a number from 1 to 99")
    return said.strip()


def _duration(said: str) -> str:
    duration(said.strip())
    return said.strip()


def _duration_or_none(said: str) -> str:
    return _duration(said) if said.strip() else ""


def _hours_lines(said: str) -> Value:
    """The lines of hours: `mon-fri 8:30-17:00, sat 9-12` by days."""
    lines: dict[str, Value] = {}
    days = ""
    for part in (part.strip() for part in said.split(",")):
        if found := re.match(r"([^\W\d_][^\d]*?|\d{4}-\d\d-\d\d)[\s:]+(?=\d|closed|always|open)", part):
            days, part = found[1].strip(" :").lower(), part[found.end() :]
        before = lines.get(days)
        lines[days] = f"{before}, {part}" if before else part
    return lines


def _hours(said: str) -> str:
    """Hours that the loader understands. Raises ValueError with its words."""
    if not said.strip():
        return ""
    lines = _hours_lines(said)
    assert isinstance(lines, dict)
    if "" in lines:
        raise ValueError("begin with the days, such as: mon-fri 8:30-17:00")
    _loads({"tree": "t", "hours": {"office": lines}, "start": "a", "nodes": {"a": {"hangup": ""}}})
    return said.strip()


def _zone(said: str) -> str:
    _loads({"tree": "t", "timezone": said, "start": "a", "nodes": {"a": {"hangup": ""}}})
    return said.strip()


def _country(said: str) -> str:
    if said.strip():
        _loads({"tree": "t", "holidays": said, "start": "a", "nodes": {"a": {"hangup": ""}}})
    return said.strip()


def _loads(parts: dict[str, Value]) -> None:
    from ivr_audit.load import native
    from ivr_audit.yaml_text import lines

    text = "\n".join(line for name, value in parts.items() for line in lines(name, value, 0)) + "\n"
    _, problems = native.read(text, "")
    if problems:
        raise ValueError(problems[0].message)
