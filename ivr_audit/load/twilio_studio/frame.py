"""Where a reader stands in a set of Twilio Studio flows, and the tree it is writing."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import replace
from typing import NamedTuple

from ivr_audit.load.draft import MOST_NODES, Draft, TooLarge
from ivr_audit.load.twilio_studio.flow import Flow, Way, Widget
from ivr_audit.load.twilio_studio.split import Known, live
from ivr_audit.model import HANGUP, Node, Ring
from ivr_audit.words import list_words

_MOST_NAMED = 6


class Frame(NamedTuple):
    """One run of a flow: `mark` tells its nodes from those of other runs, `back` is where its end leads."""

    flow: Flow
    mark: str
    back: str
    above: tuple[str, ...]
    """The marks of the flows that run this one, itself included."""


class At(NamedTuple):
    """A widget in one run of its flow, with the value that still decides something behind it."""

    frame: Frame
    widget: Widget
    known: Known | None

    @property
    def ident(self) -> str:
        """The identifier of the node for it."""
        known = f" when {self.known.source} is {self.known.value}" if self.known else ""
        copies = f" as {' '.join(self.known.copies)}" if self.known and self.known.copies else ""
        return f"{self.frame.mark}{self.widget.name}{known}{copies}"

    @property
    def title(self) -> str:
        """What people call it: the name of the widget."""
        if self.known is None:
            return self.widget.name
        about = "key " if self.known.source.endswith(".Digits") else ""
        return f"{self.widget.name}, {about}{self.known.value}"


class Writing:
    """The tree that is being written: `waiting` has the widgets that lead on and are not written yet."""

    def __init__(self, draft: Draft, flows: tuple[Flow, ...]) -> None:
        self.draft = draft
        self.flows = flows
        self.waiting: deque[At] = deque()
        self.seen: set[str] = set()
        self._named: dict[str, dict[str, None]] = {}
        self._nodes: list[tuple[At, Node]] = []
        self._same: dict[str, str] = {}
        self._live: dict[tuple[int, str], frozenset[str]] = {}

    def to(self, frame: Frame, name: str | None, known: Known | None = None) -> str:
        """The identifier of where a way leads; None is the end of the flow. Raises TooLarge."""
        if name is None:
            return frame.back
        if known is not None and name not in self.live(frame.flow, known.source):
            known = None
        at = At(frame, frame.flow.widgets[name], known)
        if at.ident not in self.seen:
            if len(self.seen) >= MOST_NODES:
                raise TooLarge
            self.seen.add(at.ident)
            self.waiting.append(at)
        return at.ident

    def on(self, at: At, way: Way, known: Known | None = None) -> str | None:
        """Where a way leads, None where the call ends; what is known goes along."""
        to = self.to(at.frame, way.next, known or at.known)
        return None if to == HANGUP else to

    def live(self, flow: Flow, source: str) -> frozenset[str]:
        """The widgets behind which a value still decides something."""
        key = (id(flow), source)
        if key not in self._live:
            self._live[key] = live(flow, source)
        return self._live[key]

    def same(self, at: At, to: str) -> None:
        """A step that callers do not notice."""
        self.draft.alias(at.ident, to)
        self._same[at.ident] = to

    def ends_at_once(self, ident: str) -> bool:
        """Whether nothing but steps that callers do not notice lies between here and the end of the call."""
        return self._end(ident) == HANGUP

    def _end(self, ident: str) -> str:
        """What an identifier stands for behind the steps that callers do not notice."""
        seen = set()
        while ident in self._same and ident not in seen:
            seen.add(ident)
            ident = self._same[ident]
        return ident

    def add(self, at: At, node: Node) -> None:
        """The node for a widget."""
        self._nodes.append((at, node))

    def add_nodes(self) -> None:
        """Put all nodes into the tree; a widget that became one node only has its own name."""
        widgets = Counter(id(at.widget) for at, _ in self._nodes)
        for at, node in self._nodes:
            if isinstance(node, Ring) and self._end(node.busy or HANGUP) == self._end(node.no_answer or HANGUP):
                node = replace(node, busy=None)
            self.draft.add(node, at.title if widgets[id(at.widget)] > 1 else at.widget.name)

    def note(self, sentence: str, name: str) -> None:
        """A sentence that ends with the names of all widgets it is about."""
        self._named.setdefault(sentence, {})[name] = None

    def tell_notes(self) -> None:
        """Put the sentences where the report tells what was assumed."""
        for sentence, names in self._named.items():
            quoted = [f'"{name}"' for name in names]
            more = len(quoted) - _MOST_NAMED
            shown = [*quoted[:_MOST_NAMED], f"{more} more"] if more > 0 else quoted
            self.draft.not_said(f"{sentence}: {list_words(shown)}")
