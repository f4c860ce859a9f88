"""What paths.py must say, found the slow way: every path is walked, by recursion, straight from the steps of each node.

It knows nothing of `ivr_audit.paths` and takes time in the number of paths; for trees of a few nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ivr_audit.callgraph import End, Step, Stop, handles, handovers, honest, steps
from ivr_audit.hours import State
from ivr_audit.model import PhoneTree, SelfService, Voicemail

Follow = Callable[[Stop], tuple[Step, ...]]


class Walk(NamedTuple):
    """One path: the steps with the stops they are taken from, and the end."""

    taken: tuple[tuple[Stop, Step], ...]
    end: End

    def seconds(self, measure: str) -> float:
        return sum(getattr(step, measure) for _, step in self.taken)

    def legs(self) -> tuple[tuple[str, str], ...]:
        return tuple((at.node if isinstance(at, End) else at, step.name) for at, step in self.taken)

    def outcome(self, tree: PhoneTree) -> str:
        served = any(isinstance(tree.nodes.get(at), SelfService) and step.name == "next" for at, step in self.taken)
        return "served" if served and self.end.outcome == "cut off" else self.end.outcome


def plainly(tree: PhoneTree, state: State) -> Follow:
    """Calls that end at the first person."""
    return lambda stop: () if isinstance(stop, End) else steps(tree, stop, state)


def honestly(tree: PhoneTree, state: State, topic: str) -> Follow:
    """Calls of an honest caller that end at the first person."""
    return lambda stop: () if isinstance(stop, End) else honest(steps(tree, stop, state), topic)


def passed_on(tree: PhoneTree, topic: str, follow: Follow) -> Follow:
    """The same calls, passed on by persons who do not handle the topic."""

    def seek(stop: Stop) -> tuple[Step, ...]:
        if not isinstance(stop, End):
            return follow(stop)
        if stop.outcome != "person" or handles(tree.nodes[stop.node], topic):
            return ()
        return handovers(tree, stop.node)

    return seek


def walks(follow: Follow, entry: str) -> Iterator[Walk]:
    """Every path to an end, in the order of the file."""

    def go(at: Stop, seen: frozenset[Stop], taken: tuple[tuple[Stop, Step], ...]) -> Iterator[Walk]:
        if isinstance(at, End):
            yield Walk(taken, at)
        for step in follow(at):
            if step.to not in seen:
                yield from go(step.to, seen | {step.to}, (*taken, (at, step)))

    return go(entry, frozenset([entry]), ())


def person(end: End) -> bool:
    return end.outcome == "person"


def times(found: list[Walk], goal: Callable[[End], bool]) -> tuple[float, float, float] | None:
    """Best, typical and worst seconds of the walks to a goal."""
    wanted = [walk for walk in found if goal(walk.end)]
    if not wanted:
        return None
    best, typical = (min(walk.seconds(measure) for walk in wanted) for measure in ("best", "typical"))
    return best, typical, max(walk.seconds("worst") for walk in wanted)


def counted(tree: PhoneTree, found: list[Walk]) -> Counter[str]:
    return Counter(walk.outcome(tree) for walk in found)


def reached(follow: Follow, start: Stop) -> set[Stop]:
    """Every stop that can be come to, the start included."""
    found: set[Stop] = set()

    def go(at: Stop) -> None:
        found.add(at)
        for step in follow(at):
            if step.to not in found:
                go(step.to)

    go(start)
    return found


def leads(follow: Follow, start: Stop, goal: Callable[[End], bool]) -> bool:
    return any(isinstance(stop, End) and goal(stop) for stop in reached(follow, start))


def never(follow: Follow, entry: str) -> set[Stop]:
    return {stop for stop in reached(follow, entry) if not isinstance(stop, End) and not leads(follow, stop, person)}


def hope(tree: PhoneTree) -> Callable[[End], bool]:
    def helps(end: End) -> bool:
        if end.outcome == "message":
            box = tree.nodes[end.node]
            assert isinstance(box, Voicemail)
            return box.owner not in (None, "nobody") or (box.owner is None and tree.system != "native")
        return end.outcome in ("person", "callback", "served", "outside")

    return helps


def unserved(tree: PhoneTree, follow: Follow) -> Follow:
    """The same calls, given up where a self-service has served the caller."""
    return lambda stop: tuple(
        step for step in follow(stop) if step.name != "next" or not isinstance(tree.nodes.get(stop), SelfService)
    )


def hopeless(tree: PhoneTree, follow: Follow, entry: str) -> set[Stop]:
    stops = reached(unserved(tree, follow), entry)
    return {stop for stop in stops if not isinstance(stop, End) and not leads(follow, stop, hope(tree))}


def hope_lost(tree: PhoneTree, follow: Follow, entry: str) -> set[tuple[Stop, Step]]:
    helps, before = hope(tree), unserved(tree, follow)
    return {
        (stop, step)
        for stop in reached(before, entry)
        if leads(follow, stop, helps)
        for step in before(stop)
        if not leads(follow, step.to, helps)
    }


def traps(follow: Follow, entry: str) -> set[frozenset[Stop]]:
    """Sets of nodes from which no end can be reached; two nodes are in one set if steps connect them, either way
    round."""
    held = {stop for stop in reached(follow, entry) if not leads(follow, stop, lambda end: True)}
    parts = [{stop} for stop in held]
    for stop in held:
        for other in reached(follow, stop):
            one = next(part for part in parts if stop in part)
            two = next(part for part in parts if other in part)
            if one is not two:
                parts.remove(two)
                one |= two
    return {frozenset(part) for part in parts}


def waits(follow: Follow, entry: str, goal: Callable[[End], bool]) -> set[Stop]:
    """Where a caller can wait without limit and reach the goal afterwards."""
    return {
        stop
        for stop in reached(follow, entry)
        for step in follow(stop)
        if step.unlimited and leads(follow, step.to, goal)
    }


def idle_cycle(follow: Follow, entry: str, goal: Callable[[End], bool]) -> bool:
    """Whether a call can go round without anybody choosing anything, where it could still reach the goal."""

    def idle(stop: Stop) -> tuple[Step, ...]:
        return tuple(step for step in follow(stop) if step.by in ("system", "silence"))

    return any(
        leads(follow, stop, goal) and any(stop in reached(idle, step.to) for step in idle(stop))
        for stop in reached(follow, entry)
    )
