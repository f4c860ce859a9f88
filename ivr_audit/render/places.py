"""Every place of a tree and where it leads, in words: the diagram for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_audit.audit import Audit
from ivr_audit.callgraph import End, Step, handovers, relevance, steps


def places(audit: Audit) -> Iterator[tuple[str, str, str]]:
    """For each node its name, its kind, and its ways on in any period: "1: front desk; no-input: the call ends"."""
    tree = audit.tree
    relevant = relevance(tree)
    states = list(dict.fromkeys(relevant(found.period.state) for found in audit.periods))
    for name, node in tree.nodes.items():
        ways = [step for state in states for step in steps(tree, name, state)]
        told: dict[str, list[str]] = {}
        for step in [*ways, *handovers(tree, name)]:
            names = told.setdefault(_goal(step), [])
            if step.name not in names:
                names.append(step.name)
        yield name, node.kind.replace("_", " "), "; ".join(f"{', '.join(by)}: {goal}" for goal, by in told.items())


def _goal(step: Step) -> str:
    if not isinstance(step.to, End):
        return step.to
    return {"person": "a person", "message": "a message", "callback": "a call back"}.get(
        step.to.outcome, step.to.outcome
    )
