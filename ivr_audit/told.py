"""What was told in a conversation so far, and what a question is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ivr_audit.yaml_text import Value, lines

FIRST: Final = "welcome"
CLOSED: Final = "when closed"
GATE: Final = "open?"
"""The names of the places that are there before any was told."""
YES_NO: Final = (("yes", ""), ("no", ""))


class Question(NamedTuple):
    """What is asked: `about` names the place it is about, `usual` stands for no answer, `choices` what may be typed."""

    text: str
    check: Callable[[str], str]
    """Gives the answer as it is kept, or raises ValueError in plain words."""
    about: str = ""
    usual: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    heard: bool = False
    """Whether the answer is what a caller hears, whose length a stopwatch can take."""


Asking = Generator[Question, str, Any]
"""Yields questions, receives answers; Any: what a part of the conversation is about."""


@dataclass
class Told:
    """What was told so far: fields of the file, places, and the names of those that are still to be told."""

    parts: dict[str, Value] = field(default_factory=dict)
    nodes: dict[str, dict[str, Value]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)

    def known(self) -> list[str]:
        """Every place that has a name."""
        return [*self.nodes, *self.waiting]

    def telling(self) -> str:
        """The place that is asked about; empty before the first."""
        return self.waiting[0] if self.waiting and "start" in self.parts else ""

    def fields(self) -> dict[str, Value]:
        """The fields of a native file."""
        topics: dict[str, Value] = {"topics": list(self.topics)} if self.topics else {}
        return {**self.parts, **topics, "nodes": dict(self.nodes)}

    def text(self) -> str:
        """The native file."""
        top = [line for name, value in self.fields().items() if name != "nodes" for line in lines(name, value, 0)]
        below = [line for name, value in self.nodes.items() for line in lines(name, value, 2)]
        return "\n".join([*top, "", "nodes:", *below]) + "\n"
