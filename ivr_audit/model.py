"""A phone tree as its owner describes it: nodes, hours, topics, and the place in the file where each of them stands.

Values only, standard library only. Every field that can be written in a file carries its documentation and the name of
the kind of value it reads; the loader, the JSON Schema and the documentation are made from that one description.
Durations are seconds. What was left out is `None` (or empty) and gets its meaning in `callgraph.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, field, fields, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ivr_audit.defaults import Defaults
from ivr_audit.parts import Accepts as Accepts
from ivr_audit.parts import Access as Access
from ivr_audit.parts import AnsweredBy as AnsweredBy
from ivr_audit.parts import Attempts as Attempts
from ivr_audit.parts import Case as Case
from ivr_audit.parts import Extensions as Extensions
from ivr_audit.parts import Option as Option
from ivr_audit.parts import Prompt as Prompt
from ivr_audit.parts import Reads as Reads
from ivr_audit.parts import Wait as Wait
from ivr_audit.place import Place
from ivr_audit.settings import AuditSettings
from ivr_audit.value import Value, value

if TYPE_CHECKING:
    from ivr_audit.traffic import Traffic

KEYS = "0123456789*#"
HANGUP = "hangup"
"""A target that needs no declaration: the system ends the call."""
NOBODY = "nobody"


def _reads(kind: Reads, doc: str, default: Any = None) -> Any:  # Any: stands where a field of any type is declared
    return field(default=default, metadata={"reads": kind, "doc": doc})


@value
class Node(Value):
    """A place in the tree. `places` tells where each field stands in the file."""

    kind: ClassVar[str] = ""
    main: ClassVar[str] = ""
    """The field that is written as the value of the kind key."""

    name: str
    place: Place
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    def at(self, field_name: str) -> Place:
        """Where a field stands, or the node itself if the field was left out."""
        return self.places.get(field_name, self.place)


@value
class Say(Node):
    """A recording that expects no answer."""

    kind = "say"
    main = "prompt"
    prompt: Prompt = _reads("prompt", "what the caller hears", Prompt())
    next: str | None = _reads("target", "where the call goes afterwards; left out, the system hangs up")
    interruptible: bool = _reads("flag", "whether a caller can skip the recording by pressing a key", False)


@value
class _Listens(Node):
    """What a menu and a question for data have in common."""

    no_input: str | None = _reads("target", "where a caller goes after the last silent attempt; left out, hang up")
    invalid: str | None = _reads("target", "where a caller goes after the last wrong entry; left out, as `no_input`")
    attempts: Attempts | None = _reads("attempts", "how often it is played; one number, or `{no_input: 3, invalid: 2}`")
    no_input_timeout: float | None = _reads("duration", "how long the system waits for a first key")
    inter_digit_timeout: float | None = _reads("duration", "how long the system waits for a further key")
    barge_in: bool = _reads("flag", "whether keys count while the prompt is playing", True)
    replay: Prompt | None = _reads("prompt", "what is played from the second time on; left out, the same prompt")
    invalid_prompt: Prompt | None = _reads("prompt", "what a caller hears after a wrong entry")


@value
class Menu(_Listens):
    """A prompt and the keys a caller can press."""

    kind = "menu"
    main = "prompt"
    prompt: Prompt = _reads("prompt", "what the caller hears", Prompt())
    options: tuple[Option, ...] = _reads("options", "what each key does", ())
    extensions: tuple[Extensions, ...] = _reads(
        "extensions", "extensions that can be dialled here: `{pattern: 1XX, to: node}`, or a list of such", ()
    )
    accepts: Accepts = _reads(
        "accepts", "how callers choose: by keys, speech or both; what is said has a key too", "keys"
    )


@value
class Ask(_Listens):
    """Data that the caller must give, such as a date of birth."""

    kind = "ask"
    main = "prompt"
    prompt: Prompt = _reads("prompt", "what the caller hears", Prompt())
    data: str | None = _reads("text", "what is asked for, such as date of birth")
    digits: int | None = _reads("count", "how many digits are asked for")
    next: str | None = _reads("target", "where the call goes when the data was given; left out, the system hangs up")


@value
class HoursCheck(Node):
    """The clock decides. `hours` is None where an imported file does not say the schedule."""

    kind = "hours"
    main = "hours"
    hours: str | None = _reads("hours", "the name of the hours that decide")
    open: str | None = _reads("target", "where the call goes while they are open; left out, the system hangs up")
    closed: str | None = _reads("target", "where the call goes otherwise; left out, the system hangs up")
    holiday: str | None = _reads("target", "where the call goes on a public holiday; left out, as `closed`")


@value
class Branch(Node):
    """Something that is neither the caller nor the clock decides."""

    kind = "branch"
    main = "decides"
    decides: str = _reads("text", "what decides", "")
    cases: tuple[Case, ...] = _reads(
        "cases", "where each answer leads: `{answer: node}` or `{answer: {to:, share:}}`", ()
    )


@value
class Answered(Node):
    """What ring groups and queues have in common: people."""

    staffed: str | None = _reads("hours", "the hours in which people are there; left out, always")
    handles: tuple[str, ...] | None = _reads("topics", "topics these people can help with; left out, all")
    transfers_to: tuple[str, ...] = _reads("targets", "where these people can pass a caller on", ())
    escalates_to: tuple[str, ...] = _reads("targets", "where a caller goes who is still not content", ())


@value
class Ring(Answered):
    """People's phones ring, together or one after another."""

    kind = "ring"
    main = "who"
    who: str = _reads("text", "whose phones ring", "")
    ring_for: float | None = _reads("duration", "how long they ring")
    answers_after: float | None = _reads("duration", "how long until somebody typically answers")
    people: int | None = _reads("count", "how many people can answer")
    members: tuple[str, ...] | None = _reads("names", "whose phones ring; `[]`: nobody's, so that nobody answers")
    no_answer: str | None = _reads("target", "where the call goes when nobody answers; left out, the system hangs up")
    busy: str | None = _reads("target", "where the call goes when all phones are busy")


@value
class Queue(Answered):
    """A line to wait in."""

    kind = "queue"
    main = "who"
    who: str = _reads("text", "who answers this queue", "")
    wait: Wait | None = _reads("wait", "how long callers wait: `{typical: 4m, longest: 15m}`")
    max_wait: float | None = _reads("duration", "after which the call overflows; left out, never")
    overflow: str | None = _reads("target", "where the call goes after `max_wait`; left out, the system hangs up")
    agents: int | None = _reads("count", "how many people answer this queue")
    no_agents: str | None = _reads("target", "where the call goes when nobody is there")
    exits: tuple[Option, ...] = _reads("exits", "keys that leave the queue", ())
    callback: str | None = _reads("key", "the key that keeps the caller's place and has the office call back")
    announces_wait: bool = _reads("flag", "whether callers are told how long it will take", False)
    capacity: int | None = _reads("count", "how many callers can wait at a time; left out, any number")
    full: str | None = _reads("target", "where the call goes when that many wait; left out, a busy tone ends the call")
    hold_audio: bool | None = _reads("flag", "whether waiting callers hear music or speech; left out, not known")
    message_every: float | None = _reads("duration", "how often waiting callers hear a message")
    limit_elsewhere: bool = False
    """Whether something that is not in the file can take callers out of the line, as in some imported systems."""


@value
class Voicemail(Node):
    """A box that takes messages."""

    kind = "voicemail"
    main = "box"
    box: str = _reads("text", "the name of the box", "")
    greeting: Prompt = _reads("prompt", "what the caller hears before the tone", Prompt())
    owner: str | None = _reads("text", "who returns the messages, or `nobody`")
    backup: str | None = _reads("text", "who does when the owner is away")
    checked: str | None = _reads("text", "how often it is listened to, such as `daily`")
    reply_within: float | None = _reads("duration", "the promise: how soon a message is returned")
    exits: tuple[Option, ...] = _reads("exits", "keys that leave the box for somebody else", ())
    topics: tuple[str, ...] | None = _reads("topics", "topics whose messages belong here; left out, all")
    urgent_within: float | None = _reads("duration", "the promise for urgent messages")
    pages: str | None = _reads("text", "who is alerted at once when a message comes in, such as the doctor on call")
    capacity: int | None = _reads("count", "how many messages fit in")
    messages: int | None = _reads("count", "how many messages a busy day brings")
    access: Access | None = _reads(
        "access", "how staff get at it: with `own` logins, a `shared` one, by `email` or `text`"
    )


@value
class Callback(Node):
    """The system promises that somebody calls back."""

    kind = "callback"
    main = "who"
    who: str = _reads("text", "who calls back", "")
    within: float | None = _reads("duration", "how soon")


@value
class SelfService(Node):
    """Something the system settles without a person, such as directions."""

    kind = "self_service"
    main = "does"
    does: Prompt = _reads("prompt", "what it does, or what the caller hears", Prompt())
    seconds: float | None = _reads("duration", "how long it takes; left out, the length of the prompt")
    serves: tuple[str, ...] | None = _reads("topics", "topics it settles; left out, none of them")
    next: str | None = _reads("target", "where the call goes afterwards; left out, the system hangs up")


@value
class Transfer(Node):
    """The call goes to a number or place that this file does not describe."""

    kind = "transfer"
    main = "number"
    number: str = _reads("number", "the number or place", "")
    answered_by: AnsweredBy = _reads("answered_by", "who answers there: person, menu, voicemail or unknown", "unknown")
    tree: str | None = _reads("file", "the file that describes that place")
    no_answer: str | None = _reads("target", "where the call goes when nobody answers there")
    ring_for: float | None = _reads("duration", "how long it rings there before nobody answers")


@value
class Hangup(Node):
    """The system ends the call."""

    kind = "hangup"
    main = "prompt"
    prompt: Prompt = _reads("prompt", "the last words", Prompt())


KINDS: Mapping[str, type[Node]] = MappingProxyType(
    {
        k.kind: k
        for k in (
            Say, Menu, Ask, HoursCheck, Branch, Ring, Queue, Voicemail, Callback, SelfService, Transfer, Hangup,
        )
    }
)  # fmt: skip


def readable_fields(kind: type[Node]) -> dict[str, Field[Any]]:  # Any: a node's fields have many types
    """The fields that can be written in a file, the main one first."""
    written = {f.name: f for f in fields(kind) if "reads" in f.metadata}
    return {kind.main: written.pop(kind.main), **written}


class Span(NamedTuple):
    """Minutes since the midnight that begins the day; `end` is over 1440 for a span over the next midnight."""

    start: int
    end: int


@value
class Hours(Value):
    """Named hours of operation. A date beats a holiday, a holiday beats a weekday; Monday is `weekly[0]`. A span
    belongs to the day it starts on. On a public holiday `holiday` counts; None: it is as any other day."""

    name: str
    place: Place
    weekly: tuple[tuple[Span, ...], ...] = ((),) * 7
    dates: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    holiday: tuple[Span, ...] | None = ()
    always: bool = False


class Holidays(NamedTuple):
    """Public holidays: a country (and subdivision) known to the `holidays` library, and dates of the office's own."""

    country: str = ""
    subdivision: str = ""
    dates: tuple[date, ...] = ()


class Entry(NamedTuple):
    """A number that is dialled and the node where the call begins."""

    number: str
    node: str
    place: Place


@value
class PhoneTree(Value):
    """A whole phone system as one file describes it. `system` is "native" or the phone system it was imported from."""

    name: str
    source: str
    place: Place
    nodes: Mapping[str, Node]
    entries: tuple[Entry, ...]
    number: str | None = None
    owner: str | None = None
    reviewed: date | None = None
    timezone: str = "UTC"
    profiles: tuple[str, ...] = ("general",)
    holidays: Holidays = Holidays()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """Languages that the office serves, the one of most callers first."""
    recorded: bool | None = None
    """Whether calls are recorded; None: not known."""
    relay: str | None = None
    """How callers get through who cannot hear or speak; "no": they cannot."""
    hours: Mapping[str, Hours] = field(default_factory=dict)
    defaults: Defaults = Defaults()
    audit: AuditSettings = AuditSettings()
    traffic: Traffic | None = None
    system: str = "native"
    not_said: tuple[str, ...] = ()
    """What a reader of another phone system's files found missing there, or left out itself; one sentence each."""
    known: dict[object, Any] = field(init=False, default_factory=dict, compare=False, repr=False)  # Any: see callgraph
    """What was worked out from the tree once and cannot change, such as the steps of its nodes; a copy starts anew."""
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    def at(self, field_name: str) -> Place:
        """Where a field stands, or the top of the file if it was left out."""
        return self.places.get(field_name, self.place)


@cache
def _naming_fields(kind: str) -> tuple[tuple[str, str], ...]:
    """The fields of a kind that name targets, each with how it is read."""
    wanted = ("target", "targets", "options", "exits", "cases", "extensions")
    reads = {name: f.metadata["reads"] for name, f in readable_fields(KINDS[kind]).items()}
    return tuple((name, how) for name, how in reads.items() if how in wanted)


def targeted(node: Node) -> Iterator[str]:
    """The targets alone that a node names: where they stand takes most of the time of `targets`."""
    for name, reads in _naming_fields(node.kind):
        value = getattr(node, name)
        if value is None:
            continue
        if reads == "target":
            yield value
        elif reads == "targets":
            yield from value
        else:
            yield from (one.to for one in value)


def targets(node: Node) -> list[tuple[str, str, Place]]:
    """Every `(field, target, place)` that a node names, in the order of the file; keys, cases and each of several
    patterns of extensions name the field too."""
    found: list[tuple[str, str, Place]] = []
    for name, reads in _naming_fields(node.kind):
        value = getattr(node, name)
        match reads:
            case "target" if value is not None:
                found.append((name, value, node.at(name)))
            case "targets":
                found.extend((name, to, node.at(name)) for to in value)
            case "options" | "exits":
                found.extend((f"key {o.key}", o.to, o.to_place) for o in value)
            case "cases":
                found.extend((f'answer "{c.name}"', c.to, c.to_place) for c in value)
            case "extensions":
                several = len(value) > 1
                found.extend((f"extension {e.pattern}" if several else name, e.to, e.to_place) for e in value)
    return found


def renamed(node: Node, name_of: Callable[[str], str]) -> Node:
    """A node with its own name and every target it names put through `name_of`."""
    changed: dict[str, Any] = {"name": name_of(node.name)}
    for name, reads in _naming_fields(node.kind):
        value = getattr(node, name)
        if value is None:
            continue
        if reads == "target":
            changed[name] = name_of(value)
        elif reads == "targets":
            changed[name] = tuple(map(name_of, value))
        else:
            changed[name] = tuple(way._replace(to=name_of(way.to)) for way in value)
    return replace(node, **changed)
