"""Values of an Archy file with their places: literals, expressions, durations and audio are each wrapped in a word.

A setting reads `lit: 3`, `exp: Flow.count + 1` or `noValue: true`, which means that nothing was set here and the next
outer setting counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr_audit.load.yaml_nodes import place_of
from ivr_audit.model import Prompt
from ivr_audit.place import Place

_UNITS: Final = {
    "ms": 0.001, "milliseconds": 0.001, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0
}  # fmt: skip
_MOST_SECONDS: Final = 86_400.0
_QUOTED: Final = re.compile(r'ToAudioTTS\s*\(\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_PROMPT: Final = re.compile(r"(?:Find)?(?:User|System)?Prompt\s*\(\s*\"([^\"]*)\"|\bPrompt\.(\w+)", re.IGNORECASE)
_LONGEST_EXPRESSION: Final = 60
_MOST_AUDIO: Final = 200
_YES: Final = ("true", "yes", "on", "1")


class Part:
    """A mapping, list or text of the file; what is not there is asked for without harm."""

    __slots__ = ("_members", "node", "source")

    def __init__(self, node: Node | None, source: str) -> None:
        self.node = node
        self.source = source
        self._members: dict[str, Part] | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.source) if self.node is None else place_of(self.node.start_mark, self.source)

    @property
    def members(self) -> dict[str, Part]:
        """The parts of a mapping by name, in the order of the file; of equal names the last counts."""
        if self._members is None:
            pairs = self.node.value if isinstance(self.node, MappingNode) else []
            self._members = {key.value: Part(value, self.source) for key, value in pairs if isinstance(key, ScalarNode)}
        return self._members

    def get(self, *names: str) -> Part:
        """The part that the names lead to; an empty one if there is none."""
        here = self
        for name in names:
            here = here.members.get(name) or Part(None, self.source)
        return here

    def first(self, *names: str) -> Part:
        """The part under the first of these names that is there."""
        return next((self.members[name] for name in names if name in self.members), Part(None, self.source))

    def items(self) -> list[Part]:
        """The parts of a list."""
        return [Part(one, self.source) for one in self.node.value] if isinstance(self.node, SequenceNode) else []

    def single(self) -> tuple[str, Part]:
        """The name and content of a mapping of one, as lists of actions have them; else nothing."""
        return next(iter(self.members.items()), ("", Part(None, self.source)))

    def __bool__(self) -> bool:
        return self.node is not None

    @property
    def text(self) -> str:
        """The text of a scalar on one line."""
        return " ".join(self.node.value.split()) if isinstance(self.node, ScalarNode) else ""

    @property
    def is_unset(self) -> bool:
        """Whether nothing is said here, so that the next outer setting counts."""
        return self.node is None or self.get("noValue").text.lower() in _YES

    @property
    def word(self) -> str:
        """A plain or literal text, number or truth value; the expression where one stands; else ""."""
        literal = self.get("lit")
        return self.text or literal.text or literal.get("name").text or _short(self.get("exp").text)

    @property
    def is_expression(self) -> bool:
        """Whether the system works the value out for each call."""
        return bool(self.get("exp").text)

    @property
    def flag(self) -> bool | None:
        """A truth value, None if none is said."""
        word = (self.text or self.get("lit").text).lower()
        return word in _YES if word else None

    @property
    def count(self) -> int | None:
        """A whole number of at most 99, None if none is said."""
        word = self.text or self.get("lit").text
        return int(word) if re.fullmatch(r"[0-9]{1,2}", word) else None

    @property
    def seconds(self) -> float | None:
        """A duration in seconds, None if none is said."""
        given = self.get("lit") or self
        found = [_number(part) * _UNITS[unit] for unit, part in given.members.items() if unit in _UNITS]
        return min(sum(found), _MOST_SECONDS) if found else None

    @property
    def named(self) -> str:
        """What a setting such as a queue is called: its literal name, the name of its only member, or an expression."""
        if self.is_unset:
            return ""
        inner, _ = self.single()
        return self.get("name").text or self.word or (inner if inner not in ("lit", "exp", "noValue") else "")


def prompt(audio: Part) -> Prompt:
    """What callers hear: texts joined in their order; the name of a recording where one is played."""
    texts: list[str] = []
    recordings: list[str] = []
    for count, (name, part) in enumerate(_audio(audio, "")):
        if count >= _MOST_AUDIO:
            break
        if name == "tts":
            texts.append(part.text)
        elif name in ("prompt", "name", "systemPrompt", "userPrompt"):
            recordings.append(part.text)
        elif name == "exp":
            spoken = [found.replace('\\"', '"') for found in _QUOTED.findall(part.text)]
            texts += spoken
            recordings += [] if spoken else [_recording(part.text)]
    return Prompt(text=" ".join(text for text in texts if text), audio=next((name for name in recordings if name), ""))


def _audio(part: Part, name: str) -> Iterator[tuple[str, Part]]:
    """Every text inside, with the word it stands under."""
    if part.text:
        yield name, part
    for inner, one in part.members.items():
        yield from _audio(one, inner)
    for one in part.items():
        yield from _audio(one, name)


def _recording(expression: str) -> str:
    found = _PROMPT.search(expression)
    return next((name for name in found.groups() if name), "") if found else _short(expression)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_EXPRESSION else f"{text[: _LONGEST_EXPRESSION - 1]}…"


def _number(part: Part) -> float:
    word = part.text
    return float(word) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", word) else 0.0
