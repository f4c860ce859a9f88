"""Where callers can be sent whom a queue cannot serve: nobody is there, too many wait, or they waited too long."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.messages import is_returned
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import Refuges, Situation, moment_of
from ivr_audit.rules.ways import aimed


def way_out(view: Situation, queue: model.Queue) -> str | None:
    """The mailbox or callback to which the queue sends callers already, else a mailbox that somebody returns, else
    other people; None if there is nothing."""
    found = next(_kept(view.tree, queue), None)
    return Refuges(view).first(queue.name) if found is None else found


def _kept(tree: PhoneTree, queue: model.Queue) -> Iterator[str]:
    own = [queue.overflow, queue.no_agents, queue.full, *(key.to for key in queue.exits)]
    for name in (*(name for name in own if name is not None), *tree.nodes):
        match tree.nodes.get(name):
            case model.Callback() if name in own:
                yield name
            case model.Voicemail() as box if is_returned(box, tree) and (name in own or _is_for(box, queue)):
                yield name


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
