"""How calls begin: what every caller hears before the first choice, and whether the office is closed then."""

from __future__ import annotations

from collections.abc import Iterator
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


def openings(view: View) -> Iterator[Opening]:
    """Every way in which a call can begin in a view: one, or one for each answer of the branches it comes to."""
    waiting: list[tuple[tuple[str, ...], tuple[Step, ...]]] = [((view.entry,), ())]
    found = 0
    while waiting and found < _MOST:
        names, taken = waiting.pop()
        node = view.tree.nodes[names[-1]]
        ways = [step for step in view.steps(node.name) if not isinstance(step.to, End)]
        onward = [step for step in ways if step.to not in names] if isinstance(node, _PASSES) else []
        if onward:
            waiting += [((*names, str(step.to)), (*taken, step)) for step in reversed(onward)]
        else:
            found += 1
            yield Opening(tuple(view.tree.nodes[name] for name in names), taken)


_MOST = 64
"""Openings looked at in one view; more than that take as many branches in a row."""


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
    checks = [step.name for opening in openings(view) for step in opening.steps if step.name in _HOURS]
    if checks:
        return all(name != "open" for name in checks)
    people = [node for node in view.tree.nodes.values() if isinstance(node, model.Answered)]
    return any(node.staffed is not None for node in people) and not any(view.staffed(node) for node in people)


_HOURS = ("open", "closed", "holiday")
