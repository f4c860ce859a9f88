"""Every place of a tree and where it leads, in words: the diagram for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivr_audit.audit import Audit
from ivr_audit.callgraph import End, Step, handovers, relevance, steps
from ivr_audit.render.cards import KINDS
from ivr_audit.render.step_words import PURPOSES, say_end, say_step
from ivr_audit.words import list_words


def places(audit: Audit) -> Iterator[tuple[str, str, str]]:
    """For each node its name, its kind, and its ways on in any period: "press 1: front desk; stay silent: goodbye"."""
    tree = audit.tree
    relevant = relevance(tree)
    states = list(dict.fromkeys(relevant(found.period.state) for found in audit.periods))
    for name, node in tree.nodes.items():
        ways = [step for state in states for step in steps(tree, name, state)]
        told: dict[str, list[Step]] = {}
        for step in [*ways, *handovers(tree, name)]:
            told.setdefault(_goal(step), []).append(step)
        yield name, KINDS[node.kind].word, "; ".join(_told(by, goal) for goal, by in told.items())


def _told(by: Sequence[Step], goal: str) -> str:
    """What leads to a place, and the place; only the place where the node leads there by doing what it is for."""
    keys = list(dict.fromkeys(step.name for step in by if step.by == "key"))
    words = dict.fromkeys(say_step(step.name) for step in by if step.by != "key" and step.name not in PURPOSES)
    pressed = [f"press {list_words(keys, 'or')}"] if keys else []
    return ": ".join(filter(None, (", ".join([*pressed, *words]), goal)))


def _goal(step: Step) -> str:
    return step.to if not isinstance(step.to, End) else say_end(step.to.outcome)
