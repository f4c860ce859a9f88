"""What callers hear first, if need be after telephones that nobody answers, and what follows if they do nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End, Step
from ivr_audit.model import Node
from ivr_audit.place import Place
from ivr_audit.rules.opening import covering, heard

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


def beginnings(view: View) -> Iterator[Beginning]:
    """The ways in which a call can begin with a recording, as `openings` has them. Where telephones ring before
    anything is said, the way on is that of callers whom nobody answers."""

    def ahead(names: tuple[str, ...]) -> tuple[object, Sequence[Step]]:
        silent = not any(heard(view.tree.nodes[name]) for name in names)
        return (names[-1], silent), _by_system(view, names[-1], silent)

    for names, taken in covering(view.entry, ahead):
        nodes = tuple(view.tree.nodes[name] for name in names)
        if any(heard(node) for node in nodes):
            yield Beginning(nodes, taken)


def _by_system(view: View, name: str, silent: bool) -> list[Step]:
    """The steps that the system takes at a node by itself; `silent`: nothing has been said so far."""
    if not isinstance(view.tree.nodes[name], (*_PASSES, *_RINGS) if silent else _PASSES):
        return []
    ways = {step.to: step for step in reversed(view.steps(name)) if step.by == "system" and isinstance(step.to, str)}
    return list(reversed(ways.values()))


Mark = Callable[[Node, tuple[str, ...]], tuple[str, ...]]
"""What is to be remembered at a node of a way, given what was so far."""


def first_recording(node: Node, marked: tuple[str, ...]) -> tuple[str, ...]:
    """Remembers the first node at which something is said."""
    return marked or ((node.name,) if heard(node) else ())


def untold(
    view: View, says: Callable[[str], bool], start: str | None = None, mark: Mark = first_recording
) -> Iterator[Beginning]:
    """For each thing to remember (usually the first recording) and each end, one of the beginnings in which no
    recording says something, and the words of all are known, if there is any; none is overlooked. `start`: from a node
    on to which a caller has come who has heard something already."""
    first = view.entry if start is None else start
    waiting: list[tuple[tuple[str, ...], tuple[Step, ...], tuple[str, ...]]] = [((first,), (), ())]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        names, taken, before = waiting.pop()
        node = view.tree.nodes[names[-1]]
        marked = mark(node, before)
        words = text_of([node])
        if (node.name, marked) in seen or heard(node) and (not words or says(words)):
            continue
        seen.add((node.name, marked))
        ways = [s for s in _by_system(view, node.name, start is None and not marked) if s.to not in names]
        waiting += [((*names, str(step.to)), (*taken, step), marked) for step in reversed(ways)]
        if marked and not ways:
            yield Beginning(tuple(view.tree.nodes[name] for name in names), taken)


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
