"""The questions about one place of a phone menu: what happens there, and where the call goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ivr_audit import answers as said_as
from ivr_audit.announced import announced_keys
from ivr_audit.model import HANGUP
from ivr_audit.scalars import duration
from ivr_audit.told import CLOSED, FIRST, GATE, YES_NO, Asking, Question, Told
from ivr_audit.words import nearest
from ivr_audit.yaml_text import Value

AGAIN: Final = ("again", "repeat", "this menu", "here")
BEGINNING: Final = ("main menu", "menu", "start", "beginning")
PLACES: Final = (
    ("menu", "callers hear a recording and press keys"),
    ("ring", "telephones ring"),
    ("queue", "callers wait in a line until somebody is free"),
    ("voicemail", "callers leave a message"),
    ("say", "callers hear something, then the call goes on"),
    ("hangup", "the call ends, perhaps after last words"),
    ("transfer", "the call goes to another number or company"),
    ("ask", "callers must key in a number, such as a date of birth"),
    ("self_service", "the system settles it, such as telling the opening hours"),
    ("callback", "the system promises that somebody calls back"),
)
_BY_THE_CLOCK: Final = ("hours", "it depends on whether the office is open")
_LIKELY: Final = (
    ("voicemail", ("box", "voicemail", "mailbox", "message", "messages", "machine")),
    ("menu", (FIRST, "menu", "more", "options")),
    ("hangup", ("goodbye", "bye")),
    (
        "ring",
        ("desk", "reception", "operator", "nurse", "office", "doctor", "dentist", "assistant", "manager", "phone"),
    ),
    ("queue", ("queue", "line", "agents")),
    ("say", ("announcement", "recording", "closed")),
)
_ANSWERED: Final = (
    ("person", "a person"),
    ("menu", "another menu"),
    ("voicemail", "a machine"),
    ("unknown", "not known"),
)


class Place:
    """The questions about one place. Places it leads to are added to those that are still to be told."""

    def __init__(self, name: str, told: Told) -> None:
        self.name, self.told = name, told
        self.has_hours = "hours" in told.parts
        self.repeats = False

    def fields(self) -> Asking:
        """What happens here, and all that belongs to it."""
        choices = (*PLACES, _BY_THE_CLOCK) if self.has_hours else PLACES
        words = set(self.name.lower().split())
        usual = next((kind for kind, known in _LIKELY if words & set(known)), "")
        asked = {
            FIRST: "A call comes in. What happens first?",
            CLOSED: "A call comes in while the office is closed. What happens first?",
        }.get(self.name, f'What happens at "{self.name}"?')
        kind = yield self.question(asked, said_as.one_of(choices), usual=usual, choices=choices)
        return (yield from getattr(self, kind)())

    def menu(self) -> Asking:
        """A recording, the keys it names, others, and what becomes of those who press none."""
        said = yield self.heard("What does the recording say? Type it word for word")
        self.repeats = True
        text, prompt = said_as.prompt(said)
        options: dict[str, Value] = {}
        for pressed in dict.fromkeys(announced_keys(text)):
            yield from self.option(options, pressed, said_as.sentence_of(text, pressed))
        while True:
            asked = "Does another key do something, also one that is not named? (Enter: no)"
            asked = asked if options else "The recording names no key. Which key does something?"
            more = yield self.question(asked, said_as.key_or_none if options else self.first_key)
            if not more:
                break
            if more not in options:
                yield from self.option(options, more, "")
        fields: dict[str, Value] = {"menu": prompt, "options": options}
        asked = "How many times is it played to somebody who presses nothing?"
        fields["attempts"] = yield self.question(asked, said_as.count, usual="3")
        silent = yield from self.target("And then, where does the call go?", usual=HANGUP)
        fields["no_input"] = silent
        wrong = yield from self.target("After as many wrong keys, where does the call go?", usual=silent)
        if wrong != silent:
            fields["invalid"] = wrong
        asked = "Can callers press a key while the recording still plays?"
        if (yield self.question(asked, said_as.yes, usual="yes", choices=YES_NO)) == "no":
            fields["barge_in"] = "no"
        return fields

    def option(self, options: dict[str, Value], pressed: str, sentence: str) -> Asking:
        """Where a key leads, and what callers press it for."""
        begin = f'Key {pressed} ("{sentence}")' if sentence else f"Key {pressed}"
        to = yield from self.target(f"{begin}: where does it lead?", usual="")
        if to == self.name:
            options[pressed] = to
            return
        usual = said_as.purpose_of(sentence) if pressed != "0" else ""
        asked = f"Key {pressed}: what do callers want who press it? In a word or two"
        asked += " (-: nothing special)" if usual else " (Enter: nothing special)"
        about = yield self.question(asked, self.new_topics, usual=self.known_topic(usual) if usual else "")
        topics = about.split(", ") if about and about != "-" else []
        self.told.topics += [topic for topic in topics if topic not in self.told.topics]
        options[pressed] = {"to": to, "about": list(topics)} if topics else to

    def say(self) -> Asking:
        """A recording, and where the call goes."""
        said = yield self.heard("What do callers hear? Type it word for word")
        to = yield from self.target("Where does the call go afterwards?", usual=HANGUP)
        return {"say": said_as.prompt(said)[1], "next": to}

    def hours(self) -> Asking:
        """By the clock."""
        return {
            "hours": "office",
            "open": (yield from self.target("Where does the call go while the office is open?")),
            "closed": (yield from self.target("And while it is closed?")),
        }

    def ring(self) -> Asking:
        """Telephones, how long, and what then."""
        fields: dict[str, Value] = {
            "ring": (yield self.question("Whose telephones ring?", said_as.text, usual=self.name))
        }
        asked = "How long do they ring, when nobody answers? A ring is about 6 seconds. Such as 25s"
        fields["ring_for"] = yield self.question(asked, said_as.seconds, usual="20s")
        yield from self.people(fields)
        fields["no_answer"] = yield from self.target("Nobody answers: where does the call go?", usual=HANGUP)
        return fields

    def queue(self) -> Asking:
        """A line to wait in."""
        fields: dict[str, Value] = {
            "queue": (yield self.question("Who answers this line?", said_as.text, usual=self.name))
        }
        asked = "How long do callers usually wait? Such as 4m (Enter: not known)"
        typical = yield self.question(asked, said_as.span_or_none)
        longest = yield self.question("And on a bad day? (Enter: not known)", said_as.span_or_none)
        if typical and longest and duration(longest) < duration(typical):
            typical, longest = longest, typical
        wait: dict[str, Value] = {"typical": typical, "longest": longest}
        if typical or longest:
            fields["wait"] = {name: length for name, length in wait.items() if length}
        yield from self.people(fields)
        asked = "After how long are waiting callers sent elsewhere? Such as 10m (Enter: never)"
        if most := (yield self.question(asked, said_as.span_or_none)):
            fields["max_wait"] = most
            fields["overflow"] = yield from self.target("Where do they go then?", usual=HANGUP)
        exits: dict[str, Value] = {}
        while True:
            asked = "Which key can callers press while they wait, to leave the line? (Enter: none)"
            pressed = yield self.question(
                asked if not exits else "Another such key? (Enter: none)", said_as.key_or_none
            )
            if not pressed:
                break
            exits[pressed] = yield from self.target(f"Key {pressed}: where does it lead?")
        if exits:
            fields["exits"] = exits
        return fields

    def people(self, fields: dict[str, Value]) -> Asking:
        """When they are there, what they can help with, and whom they can pass callers on to."""
        if self.has_hours:
            asked = "Is somebody there only while the office is open?"
            if (yield self.question(asked, said_as.yes, usual="yes", choices=YES_NO)) == "yes":
                fields["staffed"] = "office"
        if not self.told.topics:
            return
        asked = "What can they help with themselves? (Enter: everything)"
        helped = yield self.question(asked, self.some_topics, hint=f"callers want: {', '.join(self.told.topics)}")
        if helped:
            fields["handles"] = helped.split(", ")
            asked = "To whom can they put callers through? Places, with commas between (Enter: to nobody)"
            passed = yield self.question(asked, self.places, hint=self.so_far())
            if passed:
                fields["transfers_to"] = [self.noted(name) for name in passed.split(", ")]

    def voicemail(self) -> Asking:
        """A box: greeting, owner, promise."""
        said = yield self.heard("What do callers hear before the tone? Type it word for word")
        fields: dict[str, Value] = {"voicemail": self.name, "greeting": said_as.prompt(said)[1]}
        asked = 'Who returns these messages? A name, or "nobody" (Enter: not known)'
        owner = yield self.question(asked, said_as.clean)
        if owner:
            fields["owner"] = "nobody" if owner.lower() == "nobody" else owner
        if owner and owner.lower() != "nobody":
            checked = yield self.question(
                "How often are they listened to? Such as daily (Enter: not known)", said_as.clean
            )
            if checked:
                fields["checked"] = checked
        asked = "How soon are callers promised a call? Such as 24h or 1d (Enter: no promise)"
        if promise := (yield self.question(asked, said_as.span_or_none)):
            fields["reply_within"] = promise
        return fields

    def ask(self) -> Asking:
        """Data that callers must give."""
        fields: dict[str, Value] = {"ask": said_as.prompt((yield self.heard("What do callers hear?")))[1]}
        asked = "How many digits must they key in?"
        fields["digits"] = yield self.question(asked, said_as.count, usual="8")
        fields["next"] = yield from self.target("Where does the call go when they have?")
        fields["no_input"] = yield from self.target("And if they press nothing, or cannot?", usual=HANGUP)
        return fields

    def self_service(self) -> Asking:
        """Something the system settles."""
        said = yield self.heard("What do callers hear, or what does it do?")
        fields: dict[str, Value] = {"self_service": said_as.prompt(said)[1]}
        if self.told.topics:
            hint = f"callers want: {', '.join(self.told.topics)}"
            served = yield self.question("What is settled by that? (Enter: none of it)", self.some_topics, hint=hint)
            if served:
                fields["serves"] = served.split(", ")
        fields["next"] = yield from self.target("Where does the call go afterwards?", usual=HANGUP)
        return fields

    def transfer(self) -> Asking:
        """A number outside."""
        fields: dict[str, Value] = {"transfer": (yield self.question("To which number or company?", said_as.text))}
        asked = "Who answers there?"
        fields["answered_by"] = yield self.question(
            asked, said_as.one_of(_ANSWERED), usual="unknown", choices=_ANSWERED
        )
        return fields

    def callback(self) -> Asking:
        """A promise."""
        fields: dict[str, Value] = {"callback": (yield self.question("Who calls back?", said_as.text, usual=self.name))}
        if within := (yield self.question("How soon? Such as 2h (Enter: not known)", said_as.span_or_none)):
            fields["within"] = within
        return fields

    def hangup(self) -> Asking:
        """Last words."""
        said = yield self.question("What are the last words? (Enter: none)", said_as.clean, heard=True)
        return {"hangup": said_as.prompt(said)[1]}

    def question(self, text: str, check: Callable[[str], str], **more: Any) -> Question:  # Any: fields of Question
        """A question about this place."""
        return Question(text, check, self.name, **more)

    def heard(self, text: str) -> Question:
        """What callers hear here."""
        return self.question(text, said_as.text, heard=True)

    def target(self, text: str, usual: str = "") -> Asking:
        """The name of a place: one that is known, or a new one, which is asked about later."""
        said = yield self.question(text, self.place, usual=usual, hint=self.so_far())
        return self.noted(said)

    def so_far(self) -> str:
        """The places that can be named again."""
        known = [name for name in self.told.known() if name not in (GATE, self.name)]
        shown = known if len(known) <= 12 else ["...", *known[-12:]]
        own = "a name of your own" + ("" if shown else ", such as front desk")
        again = ["again (this one)"] if self.repeats else []
        return f"{own}, or: {', '.join([*shown, *again, HANGUP])}"

    def noted(self, name: str) -> str:
        """The name of a place, which is asked about later if it is new."""
        if name != HANGUP and name not in self.told.known():
            self.told.waiting.append(name)
        return name

    def place(self, said: str) -> str:
        """A name as it is kept: spelled as a known one if it is that but for capitals."""
        name = said_as.clean(said)
        if not name.strip("\u200c\u200d "):
            raise ValueError("give the place a name, such as front desk; what happens there is asked later")
        folded = name.casefold()
        known = next((other for other in self.told.known() if other.casefold() == folded), None)
        if known is not None:
            return known
        if folded in ("hangup", "hang up", "hang-up", "hangs up"):
            return HANGUP
        if folded in AGAIN and self.repeats:
            return self.name
        if folded in BEGINNING and "menu" in self.told.nodes.get(FIRST, {}):
            return FIRST
        if len(name) > said_as.LONGEST_NAME:
            raise ValueError(f"that is long for a name; use at most {said_as.LONGEST_NAME} letters")
        return name

    def places(self, said: str) -> str:
        """Names of places, with commas between; or nothing."""
        parts = [part for part in said.split(",") if part.strip()]
        found = [name for name in dict.fromkeys(map(self.place, parts)) if name not in (HANGUP, self.name)]
        return ", ".join(found) if said.strip() != "-" else ""

    def first_key(self, said: str) -> str:
        """A key: a menu has at least one."""
        pressed = said_as.key_or_none(said)
        if not pressed:
            raise ValueError("type a key; if there is none, type back twice and choose what happens here anew")
        return pressed

    def new_topics(self, said: str) -> str:
        """What callers want, with commas between, spelled as before; `-` or nothing for nothing special."""
        found = [self.known_topic(part) for part in map(said_as.clean, said.split(",")) if part]
        if any(len(topic) > said_as.LONGEST_NAME for topic in found):
            raise ValueError("a word or two are enough")
        once = {topic.casefold(): topic for topic in reversed(found)}
        return "-" if "-" in found else ", ".join(reversed(once.values()))

    def known_topic(self, said: str) -> str:
        """A topic as it was spelled before, if it was there but for capitals."""
        return next((topic for topic in self.told.topics if topic.casefold() == said.casefold()), said)

    def some_topics(self, said: str) -> str:
        """Some of the topics, with commas between; nothing or "everything" for all or none."""
        if said.strip().lower() in ("", "-", "everything", "all"):
            return ""
        found = [self.known_topic(part) for part in map(said_as.clean, said.split(",")) if part]
        for word in found:
            if word not in self.told.topics:
                near = nearest(word, self.told.topics)
                advice = f'did you mean "{near}"?' if near else f"type some of: {', '.join(self.told.topics)}"
                raise ValueError(f'no key is for "{word[:60]}"; {advice}')
        return ", ".join(dict.fromkeys(found))
