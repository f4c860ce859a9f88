"""How calls begin: what every caller hears before the first choice, and whether the office is closed then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End, Step
from ivr_audit.clock import length
from ivr_audit.model import Node, Prompt

if TYPE_CHECKING:
    from ivr_audit.measures import View


class Opening(NamedTuple):
    """The nodes that a call goes through by itself from the entry on, in order, up to the first at which the caller or
    a person decides (that one included) or the call ends. `steps` are the steps between them."""

    nodes: tuple[Node, ...]
    steps: tuple[Step, ...]

    @property
    def last(self) -> Node:
        """Where the call stands then: a menu, people, a mailbox ..."""
        return self.nodes[-1]

    @property
    def text(self) -> str:
        """All that is said, the last node's prompt included."""
        return " ".join(prompt.text for node in self.nodes for prompt in heard(node) if prompt.text)

    @property
    def legs(self) -> tuple[tuple[str, str], ...]:
        """The way to the last node, as `(node, step)`."""
        return tuple((node.name, step.name) for node, step in zip(self.nodes, self.steps, strict=False))


_PASSES = (model.Say, model.HoursCheck, model.Branch, model.SelfService)


def openings(view: View) -> tuple[Opening, ...]:
    """Ways in which a call can begin in a view: one, or one for each answer of the branches it comes to. Where ways
    have come together, what follows is on one of them in every way, and on the others as on the first."""
    key = ("openings", view.state, view.entry)
    if key not in view.tree.known:
        found = covering(view.entry, lambda names: (names[-1], onward(view, names[-1])))
        nodes = view.tree.nodes
        view.tree.known[key] = tuple(Opening(tuple(nodes[name] for name in names), taken) for names, taken in found)
    known: tuple[Opening, ...] = view.tree.known[key]
    return known


def onward(view: View, name: str) -> list[Step]:
    """The steps to other nodes that a call takes by itself before the caller or a person decides."""
    if not isinstance(view.tree.nodes[name], _PASSES):
        return []
    return [step for step in view.steps(name) if not isinstance(step.to, End)]


Ahead = Callable[[tuple[str, ...]], tuple[object, Sequence[Step]]]
"""For the names of a way so far: where it stands, and the steps on from there."""


def covering(start: str, ahead: Ahead) -> Iterator[tuple[tuple[str, ...], tuple[Step, ...]]]:
    """Ways from a node on to where no step leads to a new node, with their steps. Every step is on one of them; where
    another way has stood already, the first step alone is followed, so that there are no more ways than steps."""
    waiting: list[tuple[tuple[str, ...], tuple[Step, ...]]] = [((start,), ())]
    seen: set[object] = set()
    while waiting:
        names, taken = waiting.pop()
        stands, ways = ahead(names)
        new = [step for step in ways if step.to not in names]
        new = new[:1] if stands in seen else new
        seen.add(stands)
        if new:
            waiting += [((*names, str(step.to)), (*taken, step)) for step in reversed(new)]
        else:
            yield names, taken


def heard(node: Node) -> tuple[Prompt, ...]:
    """What a caller hears at a node, the first time; nothing at people, hours and branches."""
    match node:
        case model.Say() | model.Menu() | model.Ask() | model.Hangup():
            return (node.prompt,)
        case model.Voicemail():
            return (node.greeting,)
        case model.SelfService():
            return (node.does,)
        case _:
            return ()


def seconds_heard(view: View, node: Node) -> float:
    """How long what is heard at a node takes, in seconds."""
    return sum(length(prompt, view.tree.defaults) for prompt in heard(node))


def is_closed(view: View) -> bool:
    """Whether the office is closed: an hours check that calls come to by themselves says so, or, where there is none,
    no people of the tree are there while at other times some are."""
    key = ("closed", view.state, view.entry)
    if key not in view.tree.known:
        view.tree.known[key] = _is_closed(view)
    return bool(view.tree.known[key])


def _is_closed(view: View) -> bool:
    checks = [said for _, said in checks_by_itself(view)]
    if checks:
        return all(name != "open" for name in checks)
    people = [node for node in view.tree.nodes.values() if isinstance(node, model.Answered)]
    return any(node.staffed is not None for node in people) and not any(view.staffed(node) for node in people)


def passed_by_itself(view: View) -> tuple[str, ...]:
    """The nodes to which calls come by themselves, up to those at which the caller or a person decides."""
    key = ("by itself", view.state, view.entry)
    if key not in view.tree.known:
        found = {view.entry: None}
        waiting = [view.entry]
        while waiting:
            new = [str(step.to) for step in onward(view, waiting.pop()) if step.to not in found]
            found.update(dict.fromkeys(new))
            waiting += new
        view.tree.known[key] = tuple(found)
    known: tuple[str, ...] = view.tree.known[key]
    return known


def checks_by_itself(view: View) -> tuple[tuple[model.HoursCheck, str], ...]:
    """The hours checks to which calls come by themselves, each with what it says then; those that end the call too."""
    nodes = (view.tree.nodes[name] for name in passed_by_itself(view))
    return tuple((n, step.name) for n in nodes if isinstance(n, model.HoursCheck) for step in view.steps(n.name))
