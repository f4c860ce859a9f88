"""Where callers can be sent whom a queue cannot serve: nobody is there, too many wait, or they waited too long."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.messages import is_returned
from ivr_audit.model import PhoneTree
from ivr_audit.rules.choosing import for_everybody
from ivr_audit.rules.common import Refuges, Situation, moment_of
from ivr_audit.rules.ways import aimed


def way_out(view: Situation, queue: model.Queue) -> str | None:
    """The mailbox or callback to which the queue sends callers already, else a mailbox that somebody returns, else
    other people; None if there is nothing."""
    found = next(_kept(view.tree, queue), None)
    return Refuges(view).first(queue.name) if found is None else found


def _kept(tree: PhoneTree, queue: model.Queue) -> Iterator[str]:
    """The callbacks and boxes to which the queue sends callers; a box for its topics; whoever calls back for others who
    handle its topics; and the boxes to which callers come without a choice for some callers only, or the only one."""
    own = [queue.overflow, queue.no_agents, queue.full, *(key.to for key in queue.exits)]
    yield from (name for name in own if name is not None and _is_kept(tree, name))
    boxes = [node for node in tree.nodes.values() if isinstance(node, model.Voicemail)]
    kept = [box for box in boxes if is_returned(box, tree)]
    yield from (box.name for box in kept if box.topics is not None and _is_for(box, queue))
    for other in tree.nodes.values():
        if isinstance(other, model.Queue) and (
            other.handles is None or set(queue.handles or ("",)) <= set(other.handles)
        ):
            out = (other.overflow, other.no_agents, other.full)
            yield from (name for name in out if isinstance(tree.nodes.get(name or ""), model.Callback) and name)
    general = for_everybody(tree)
    yield from (box.name for box in kept if box.topics is None and (box.name in general or len(boxes) == 1))


def _is_kept(tree: PhoneTree, name: str) -> bool:
    node = tree.nodes.get(name)
    return isinstance(node, model.Callback) or isinstance(node, model.Voicemail) and is_returned(node, tree)


def _is_for(box: model.Voicemail, queue: model.Queue) -> bool:
    """Whether all messages of the queue's callers belong into a box."""
    return box.topics is None or queue.handles is not None and set(queue.handles) <= set(box.topics)


def said_way_out(view: Situation, queue: model.Queue) -> str:
    """The same as advice says it."""
    found = next(_kept(view.tree, queue), None)
    return Refuges(view).said(queue.name) if found is None else f'"{found}"'


def sent_out(tree: PhoneTree, finding: Finding, step: str) -> PhoneTree | None:
    """The tree with a step of the queue of a finding leading to its way out."""
    queue = tree.nodes[finding.node]
    to = way_out(moment_of(tree, finding), queue) if isinstance(queue, model.Queue) else None
    return None if to is None else aimed(tree, finding.node, step, to)
