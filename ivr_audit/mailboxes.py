"""The ledger of mailboxes: who owns each, what was promised, what leads there, whether anybody returns a message."""

from __future__ import annotations

from typing import NamedTuple

from ivr_audit.callgraph import End
from ivr_audit.measures import Measures
from ivr_audit.messages import Returned, returned
from ivr_audit.model import Voicemail


class Mailbox(NamedTuple):
    """One box. `fed_by` are `(node, step)` from which calls come in."""

    node: Voicemail
    returned: Returned
    fed_by: tuple[tuple[str, str], ...]
    periods: tuple[str, ...]
    topics_ending_here: tuple[str, ...]


def mailboxes(measures: Measures) -> tuple[Mailbox, ...]:
    """Every box of the tree, in the order of the file, also those that no call reaches."""
    found = []
    for name, node in measures.tree.nodes.items():
        if isinstance(node, Voicemail):
            fed_by, periods = _feeders(measures, name)
            found.append(Mailbox(node, returned(node, measures.tree), fed_by, periods, _topics_ending(measures, name)))
    return tuple(found)


def _feeders(measures: Measures, box: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    sources: dict[tuple[str, str], None] = {}
    names: set[str] = set()
    for view in measures.every_view:
        into = [(stop.node if isinstance(stop, End) else stop, step.name) for stop, step in view.steps_into(box)]
        sources.update(dict.fromkeys(into))
        if into or view.entry == box:
            names.update(view.names)
    return tuple(sources), tuple(period.name for period in measures.periods if period.name in names)


def _topics_ending(measures: Measures, box: str) -> tuple[str, ...]:
    """The topics whose honest callers end in this box whenever they call."""
    views = list(measures.views)
    return tuple(
        topic
        for topic in measures.tree.topics
        if all((call := view.caller("listener", topic)).outcome == "message" and call.node == box for view in views)
    )
