"""What can become of a caller at a node: the best that is still within reach, in all periods drawn and in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from ivr_audit.callgraph import End, Outcome, Step, handles
from ivr_audit.messages import returned
from ivr_audit.model import PhoneTree, Transfer, Voicemail

Verdict = Literal["person", "message", "outside", "lost"]
VERDICTS: Final[tuple[Verdict, ...]] = ("person", "message", "outside", "lost")
"""The best that can become of a caller at a node, the best first; "message" is any help without a person."""
_VERDICT_OF: Final[Mapping[Outcome, Verdict]] = {
    "person": "person", "message": "message", "callback": "message", "served": "message", "outside": "outside",
    "cut off": "lost", "stuck": "lost",
}  # fmt: skip

Steps = Mapping[str, Sequence[Step]]
"""By node, the steps that are drawn from it."""


def verdicts(tree: PhoneTree, ways_on: Steps, topic: str | None = None) -> dict[str, Verdict]:
    """The best verdict within reach of each node, found by going backwards from the ends. With a topic, a person who
    does not handle it is no help."""
    sources: defaultdict[str, list[str]] = defaultdict(list)
    ends: defaultdict[Verdict, list[str]] = defaultdict(list)
    for name, found in ways_on.items():
        for step in found:
            if isinstance(step.to, End):
                ends[_verdict(tree, step.to, topic)].append(name)
            else:
                sources[step.to].append(name)
    best: dict[str, Verdict] = {}
    for verdict in VERDICTS:
        waiting = ends[verdict]
        while waiting:
            name = waiting.pop()
            if name not in best:
                best[name] = verdict
                waiting += sources[name]
    return {name: _own(tree, name, best.get(name, "lost")) for name in ways_on}


def _own(tree: PhoneTree, name: str, best: Verdict) -> Verdict:
    """The verdict of a node itself: who answers a number outside is not known, whatever follows if nobody does."""
    unknown = isinstance(node := tree.nodes.get(name), Transfer) and node.answered_by in ("unknown", "menu")
    return "outside" if unknown and best in ("message", "lost") else best


def _verdict(tree: PhoneTree, end: End, topic: str | None) -> Verdict:
    """What an end is for a caller; a message that nobody returns is none."""
    node = tree.nodes.get(end.node)
    if isinstance(node, Voicemail) and returned(node, tree) == "nobody":
        return "lost"
    if topic is not None and node is not None and end.outcome == "person" and not handles(node, topic):
        return "lost"
    return _VERDICT_OF[end.outcome]
