"""What the writers of other phone systems' files share: names those systems accept, and what they cannot say.

A file of another system says less than a native one. Whoever converts must learn what was lost, so every writer keeps
an `Unsaid`: fields it has no place for are told by `leave`, anything else by `say`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ivr_audit import model
from ivr_audit.defaults import Defaults
from ivr_audit.model import Node, PhoneTree
from ivr_audit.words import list_words

_MOST_NAMED = 5
_LONGEST_SLUG = 40


class Export(NamedTuple):
    """The files that were written by name, the first one first, and a plain sentence for all that they cannot say."""

    texts: Mapping[str, str]
    lost: list[str]


_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "about": "what a key is about (topics)",
        "share": "how many callers take a way",
        "language": "the language of a key",
        "accepts": "that callers can speak instead of pressing keys",
        "data": "what callers are asked for",
        "staffed": "when people are there",
        "handles": "which topics people can help with",
        "transfers_to": "where people can pass a caller on",
        "escalates_to": "where people pass a caller on who is not content",
        "answers_after": "how soon somebody typically answers",
        "people": "how many people answer",
        "agents": "how many people answer a queue",
        "members": "whose phones ring",
        "wait": "how long callers typically wait in a queue",
        "callback": "the key that has the office call back",
        "announces_wait": "that callers are told how long it will take",
        "capacity": "how many callers can wait",
        "no_agents": "where a call goes when nobody is there",
        "full": "where a call goes when a queue is full",
        "exits": "the keys that leave a queue or a mailbox",
        "hold_audio": "whether waiting callers hear music",
        "message_every": "how often waiting callers hear a message",
        "owner": "who returns the messages",
        "backup": "who returns them when the owner is away",
        "checked": "how often a mailbox is listened to",
        "reply_within": "how soon a message is returned",
        "topics": "whose messages belong into a mailbox",
        "urgent_within": "how soon an urgent message is returned",
        "pages": "who is alerted when a message comes in",
        "messages": "how many messages come in",
        "access": "how staff get at a mailbox",
        "within": "how soon the office calls back",
        "serves": "what a recording settles for callers",
        "seconds": "how long a recording or service takes",
        "answered_by": "who answers at a number outside",
        "tree": "the file that describes a number outside",
        "extensions": "extensions that can be dialled at a menu",
        "barge_in": "that keys do not count while a prompt is playing",
        "interruptible": "that a recording can be skipped",
        "holiday": "where calls go on a public holiday",
        "busy": "where a call goes when all phones are busy",
        "inter_digit_timeout": "how long the system waits for a further key",
        "invalid": "where callers go whose entry is wrong",
        "invalid_prompt": "what callers hear after a wrong entry",
        "replay": "what callers hear when a menu is played again",
    }
)
"""What a field says, in words that begin a sentence."""

_TREE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owner": "who can change the phone system",
        "reviewed": "when it was reviewed last",
        "topics": "what callers call about (topics)",
        "languages": "the languages callers speak",
        "recorded": "whether calls are recorded",
        "relay": "how callers get through who cannot hear or speak",
        "profiles": "which rules apply (profile)",
    }
)


class Unsaid:
    """What a system cannot say, gathered: one sentence for a field, naming the steps it was lost at."""

    def __init__(self, system: str) -> None:
        self.system = system
        self._fields: dict[str, dict[str, None]] = {}
        self._sentences: dict[str, dict[str, None]] = {}

    def leave(self, field: str, step: str) -> None:
        """A field of a step that the system has no place for."""
        self._fields.setdefault(field, {})[step] = None

    def say(self, sentence: str, step: str = "") -> None:
        """Something else that is lost, or that the reader of the file has to do; told once with all its steps."""
        self._sentences.setdefault(sentence, {}).update({step: None} if step else {})

    def fields_of(self, node: Node, said: Iterable[str]) -> None:
        """Every field that is set in a node and is none of those said."""
        for field in sorted(set(_set_fields(node)) - set(said) - {type(node).main}):
            self.leave(field, node.name)

    def tree(self, tree: PhoneTree) -> None:
        """What no phone system's file has a place for, above the steps."""
        plain: Mapping[str, Any] = {"profiles": ("general",)}
        left = [words for name, words in _TREE.items() if getattr(tree, name) not in (plain.get(name), None, ())]
        if left:
            self.say(f"{self.system} has no place for {list_words(left)}")
        ours = Defaults()
        if any(getattr(tree.defaults, name) != getattr(ours, name) for name in ("words_per_minute", "message_length")):
            self.say(f"{self.system} has no place for the speed of speech and the lengths that the tree states")
        if tree.audit.rules or tree.audit.ignore:
            self.say(f"{self.system} has no place for what the tree says about the audit itself")

    def sentences(self) -> list[str]:
        """Every sentence: first what the fields say, then the others."""
        fields = [
            f"{self.system} has no place for {_FIELDS.get(field, field)}: {named(steps)}"
            for field, steps in self._fields.items()
        ]
        others = [f"{one}: {named(steps)}" if steps else one for one, steps in self._sentences.items()]
        return fields + others


def _set_fields(node: Node) -> Iterable[str]:
    """The fields of a node that are set, with those of its options and answers."""
    for name, field in model.readable_fields(type(node)).items():
        value = getattr(node, name)
        if value != field.default and not (name == "serves" and not value):
            yield name
        if field.metadata["reads"] in ("options", "exits", "cases") and value:
            for part in ("about", "share", "language"):
                if any(getattr(one, part, None) not in (None, ()) for one in value):
                    yield part


def named(steps: Iterable[str]) -> str:
    """Steps in quotes, the first few of them."""
    found = [f'"{step}"' for step in steps]
    more = len(found) - _MOST_NAMED
    return list_words([*found[:_MOST_NAMED], f"{more} more"] if more > 0 else found)


def slug(name: str, joint: str = "-") -> str:
    """A name in small letters, digits and joints, never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower().replace("'", ""))
    return joint.join(words)[:_LONGEST_SLUG].strip(joint) or "step"


def slugs(names: Iterable[str], joint: str = "-", taken: Iterable[str] = ()) -> dict[str, str]:
    """For each name a slug of its own that is none of those taken."""
    used = set(taken)
    found: dict[str, str] = {}
    for name in names:
        one, count = slug(name, joint), 1
        while one in used:
            count += 1
            one = f"{slug(name, joint)}{joint}{count}"
        used.add(one)
        found[name] = one
    return found


def on_one_line(text: str) -> str:
    """A text that fits a line: no line ends, no control signs."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def is_dialable(number: str) -> bool:
    """Whether a text is a telephone number."""
    return re.fullmatch(r"\+?\d[\d ()./-]{1,24}", number) is not None


def dialled(number: str) -> str:
    """A telephone number as it is dialled."""
    return ("+" if number.startswith("+") else "") + re.sub(r"\D", "", number)
