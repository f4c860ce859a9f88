"""Where calls go on to from a node when nobody does anything: through recordings, hours, branches and empty desks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End
from ivr_audit.model import Node

if TYPE_CHECKING:
    from ivr_audit.measures import View

_PASSES = (model.Say, model.HoursCheck, model.Branch, model.SelfService)
_MOST_WAYS = 32
_MOST_NODES = 32
"""A call that passes more nodes by itself, or in more ways, is not followed further: nobody remembers so much."""


class Way(NamedTuple):
    """How a call goes on by itself: the nodes from the first one on, and the steps between them as `(node, step)`."""

    nodes: tuple[Node, ...]
    legs: tuple[tuple[str, str], ...]

    @property
    def last(self) -> Node:
        """Where the caller, a person or nobody at all decides how the call goes on."""
        return self.nodes[-1]


def ways_on(view: View, start: str, *, empty_desks: bool = False) -> list[Way]:
    """Every way in which a call goes on by itself from a node, that one included, up to a menu, a question, people, a
    mailbox or its end; `empty_desks`: also past telephones and queues at which nobody is."""
    found: list[Way] = []
    waiting: list[tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = [((start,), ())]
    while waiting and len(found) < _MOST_WAYS:
        names, legs = waiting.pop()
        node = view.tree.nodes[names[-1]]
        empty = empty_desks and isinstance(node, model.Answered) and not view.staffed(node)
        onward = []
        if (isinstance(node, _PASSES) or empty) and len(names) < _MOST_NODES:
            ways = [step for step in view.steps(node.name) if step.by == "system" and not isinstance(step.to, End)]
            onward = [step for step in ways if step.to not in names]
        if onward:
            waiting += [((*names, str(step.to)), (*legs, (node.name, step.name))) for step in reversed(onward)]
        else:
            found.append(Way(tuple(view.tree.nodes[name] for name in names), legs))
    return found
