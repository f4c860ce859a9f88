"""How callers are handed on from one group of telephones or queue to the next without doing anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End, Step

if TYPE_CHECKING:
    from ivr_audit.measures import View

_PASSES = (model.Say, model.HoursCheck, model.Branch)


class Chain(NamedTuple):
    """Groups that a caller is handed on between, by `legs` (node and step), the last of which leads to the last one."""

    groups: tuple[model.Answered, ...]
    legs: tuple[tuple[str, str], ...]


def chains(
    view: View, kinds: type[model.Answered], words: Sequence[str], weigh: Callable[[model.Answered], float]
) -> list[Chain]:
    """For each of the kinds that a call comes to, the heaviest chain of them from there on by steps of these names,
    also through recordings, hours and branches; heaviest first, without those that begin inside a heavier one. What
    leads back to a group on the way is left out."""

    def onward(name: str) -> list[Step]:
        node = view.tree.nodes[name]
        passes = isinstance(node, _PASSES)
        if not passes and not isinstance(node, kinds):
            return []
        return [step for step in view.steps(name) if isinstance(step.to, str) and (passes or step.name in words)]

    def weight(name: str) -> float:
        node = view.tree.nodes[name]
        return weigh(node) if isinstance(node, kinds) else 0.0

    starts = [name for name, node in view.tree.nodes.items() if isinstance(node, kinds) and name in view.visited]
    ahead = _heaviest(starts, onward, weight)
    found: list[Chain] = []
    covered: set[str] = set()
    for start in sorted(starts, key=lambda name: -ahead[name][0]):
        if start not in covered:
            chain = _followed(view, ahead, start)
            found.append(chain)
            covered.update(group.name for group in chain.groups)
    return found


def _heaviest(
    starts: Sequence[str], onward: Callable[[str], list[Step]], weight: Callable[[str], float]
) -> dict[str, tuple[float, Step | None]]:
    """By node, the weight of the heaviest way on from it, itself included, and its first step."""
    ahead: dict[str, tuple[float, Step | None]] = {}
    for start in starts:
        waiting = [(start, False)]
        open_now: set[str] = set()
        while waiting:
            name, done = waiting.pop()
            if name in ahead or not done and name in open_now:
                continue
            steps = onward(name)
            if done:
                known = [(ahead[step.to][0], step) for step in steps if step.to in ahead]
                best = max(known, key=lambda way: way[0], default=(0.0, None))
                ahead[name] = (weight(name) + best[0], best[1] if best[0] > 0 else None)
            else:
                open_now.add(name)
                waiting.append((name, True))
                waiting += [(str(step.to), False) for step in reversed(steps)]
    return ahead


def _followed(view: View, ahead: dict[str, tuple[float, Step | None]], start: str) -> Chain:
    name = start
    groups: list[model.Answered] = []
    legs: list[tuple[str, str]] = []
    while True:
        node = view.tree.nodes[name]
        if isinstance(node, model.Answered):
            groups.append(node)
        step = ahead[name][1]
        if step is None or isinstance(step.to, End):
            return Chain(tuple(groups), tuple(legs))
        legs.append((name, step.name))
        name = step.to
