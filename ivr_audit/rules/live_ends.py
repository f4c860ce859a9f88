"""Who takes care of callers while the office is closed: people, pagers, or only machines."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End, Stop
from ivr_audit.rules.opening import is_closed

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View


def closed_views(measures: Measures) -> list[View]:
    """The situations in which the office is closed."""
    return [view for view in measures.views if is_closed(view)]


def ends_from(view: View, *starts: str, without: str = "") -> Iterator[End]:
    """The ends of all calls from some nodes on, whatever callers press, that do not come through the node `without`;
    those a few steps away first."""
    found: set[Stop] = set(starts)
    waiting: deque[Stop] = deque(starts)
    while waiting:
        stop = waiting.popleft()
        if isinstance(stop, End):
            yield stop
            continue
        for step in view.steps(stop):
            if step.to not in found and step.to != without:
                found.add(step.to)
                waiting.append(step.to)


def is_live(view: View, end: End) -> bool:
    """Whether a person or a pager hears of a call that ends so: a person answers, somebody calls back, somebody is
    alerted of the message, or the call goes outside to where the file does not say that a machine answers."""
    node = view.tree.nodes[end.node]
    if end.outcome == "message":
        return isinstance(node, model.Voicemail) and node.pages is not None
    if end.outcome == "outside":
        return not is_recording(node)
    return end.outcome in ("person", "callback")


def any_live(view: View, ends: Iterable[End]) -> bool:
    """Whether one of the ends is live."""
    return any(is_live(view, end) for end in ends)


def is_recording(node: model.Node) -> bool:
    """Whether a node hands the call to a recording outside: a mailbox, or menus of which nothing is known."""
    if not isinstance(node, model.Transfer):
        return False
    return node.answered_by == "voicemail" or node.answered_by == "menu" and node.tree is None


def menus(view: View) -> Iterator[model.Menu]:
    """The menus that callers can come to."""
    return (node for name in view.reached if isinstance(node := view.tree.nodes[name], model.Menu))
