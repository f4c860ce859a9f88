"""What callers hear first, if need be after telephones that nobody answers, and what follows if they do nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End, Step
from ivr_audit.model import Node
from ivr_audit.place import Place
from ivr_audit.rules.opening import heard

if TYPE_CHECKING:
    from ivr_audit.measures import View


class Beginning(NamedTuple):
    """The nodes that a call goes through before the caller has a choice, with at least one recording among them.

    `steps` are those between the nodes.
    """

    nodes: tuple[Node, ...]
    steps: tuple[Step, ...]

    @property
    def recordings(self) -> tuple[Node, ...]:
        """The nodes at which something is heard."""
        return tuple(node for node in self.nodes if heard(node))

    @property
    def text(self) -> str:
        """All that is said."""
        return text_of(self.nodes)

    @property
    def is_known(self) -> bool:
        """Whether the file has the words of every recording."""
        return is_known(self.nodes)

    @property
    def legs(self) -> tuple[tuple[str, str], ...]:
        """The way to the last node, as `(node, step)`."""
        return tuple((node.name, step.name) for node, step in zip(self.nodes, self.steps, strict=False))


def text_of(nodes: Sequence[Node]) -> str:
    """All that is said at some nodes."""
    return " ".join(prompt.text for node in nodes for prompt in heard(node) if prompt.text)


def is_known(nodes: Sequence[Node]) -> bool:
    """Whether the file has the words of everything that is heard at some nodes."""
    return all(prompt.text for node in nodes for prompt in heard(node))


def words_at(node: Node) -> Place:
    """Where the words stand that are heard at a node."""
    match node:
        case model.Voicemail():
            return node.at("greeting")
        case model.SelfService():
            return node.at("does")
        case _:
            return node.at("prompt")


_PASSES = (model.Say, model.HoursCheck, model.Branch, model.SelfService)
_RINGS = (model.Ring, model.Queue, model.Transfer)
_MOST = 64
"""Beginnings looked at in one view; more than that take as many branches in a row."""


def beginnings(view: View) -> Iterator[Beginning]:
    """Every way in which a call can begin with a recording. Where telephones ring before anything is said, the way on
    is that of callers whom nobody answers."""
    waiting: list[tuple[tuple[str, ...], tuple[Step, ...]]] = [((view.entry,), ())]
    found = 0
    while waiting and found < _MOST:
        names, taken = waiting.pop()
        nodes = tuple(view.tree.nodes[name] for name in names)
        passes = isinstance(nodes[-1], _PASSES)
        if isinstance(nodes[-1], _RINGS):
            passes = not any(heard(node) for node in nodes)
        ways = [s for s in view.steps(names[-1]) if s.by == "system" and not isinstance(s.to, End)] if passes else []
        onward = {str(step.to): step for step in reversed(ways) if step.to not in names}
        waiting += [((*names, to), (*taken, step)) for to, step in onward.items()]
        if not onward:
            found += 1
            if any(heard(node) for node in nodes):
                yield Beginning(nodes, taken)


def left_alone(view: View, begun: Beginning) -> tuple[Node, ...]:
    """The nodes of the whole call of a caller who never presses anything, the beginning included."""
    nodes = list(begun.nodes)
    seen = {node.name for node in nodes}
    while True:
        step = _by_itself(view, nodes[-1])
        if step is None or isinstance(step.to, End) or step.to in seen:
            return tuple(nodes)
        seen.add(step.to)
        nodes.append(view.tree.nodes[step.to])


def _by_itself(view: View, node: Node) -> Step | None:
    """The step that is taken if the caller does nothing; None where a person answers."""
    ways = view.steps(node.name)
    if any(isinstance(step.to, End) and step.to.outcome in ("person", "outside") for step in ways):
        return None
    return next((step for step in ways if step.by in ("silence", "system")), None)


def automatic(view: View, start: str) -> tuple[Node, ...]:
    """The nodes that a call goes through by itself from a node on, whatever branches answer, up to those at which the
    caller or a person decides."""
    found = {start: None}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if isinstance(view.tree.nodes[name], _PASSES):
            new = [str(s.to) for s in view.steps(name) if not isinstance(s.to, End) and s.to not in found]
            found.update(dict.fromkeys(new))
            waiting += new
    return tuple(view.tree.nodes[name] for name in found)
