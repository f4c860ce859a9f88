"""Questions about every call that one entry can receive in one period: can it reach a person, how soon, where does it
end.

A path enters no node twice. In every question but those of a topic the first person who answers ends the call.
Everything takes time in proportion to the tree, not to its paths, but for menus that lead to each other and can each be
entered apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property

from ivr_audit import dead_ends, listing, model, ranking
from ivr_audit.callgraph import End, Outcome, Step, Stop, handles, handovers, honest, is_staffed, steps
from ivr_audit.counting import Counts, counts
from ivr_audit.dead_ends import Taken, Trap
from ivr_audit.hours import State
from ivr_audit.listing import Path
from ivr_audit.maze import Maze, maze
from ivr_audit.model import PhoneTree
from ivr_audit.times import Endless, Leg, TimeTo, quickest, time_to
from ivr_audit.value import Value, value

__all__ = ["Calls", "Counts", "Endless", "Leg", "Path", "Taken", "TimeTo", "TopicTimes", "Trap"]


@value
class TopicTimes(Value):
    """What an honest caller of a topic finds: the time to a person who handles it, and to any person.

    `wrong_door`: such a person, or any, can be reached only through an option about something else; `around` is then
    the quickest way there, by typical seconds.
    """

    right_person: TimeTo
    any_person: TimeTo
    wrong_door: bool
    around: tuple[Leg, ...] = ()


@dataclass(frozen=True, eq=False)
class Calls:
    """All calls to one entry node in one period; each answer is computed when it is first asked for.

    Raises KeyError for an entry that is no node.
    """

    tree: PhoneTree
    state: State
    entry: str

    def time_to(self, goal: Callable[[End], bool]) -> TimeTo:
        """The time to an end that `goal` accepts."""
        return time_to(self._maze, dead_ends.ends(self._maze, goal))

    @cached_property
    def worst_to_person(self) -> TimeTo:
        """The worst time to the first person who answers, without the best and typical ones."""
        return time_to(self._maze, dead_ends.ends(self._maze, _is_person), ("worst",))

    @cached_property
    def time_to_person(self) -> TimeTo:
        """The time to the first person who answers."""
        return self.time_to(_is_person)

    @cached_property
    def until_first_ring(self) -> Calls:
        """The same calls, if whoever is there answered at once: what takes time is only what comes before."""
        nodes = {
            name: model.Ring(name=name, place=node.place, ring_for=0.0)
            if isinstance(node, model.Answered) and is_staffed(node, self.state)
            else node
            for name, node in self.tree.nodes.items()
        }
        tree = replace(self.tree, nodes=nodes)
        calls = Calls(tree, self.state, self.entry)
        for name, node in nodes.items():
            if node is self.tree.nodes[name]:
                tree.known[name, self.state] = steps(self.tree, name, self.state)
                calls._grouped[name] = self._taken(name)
        return calls

    def topic(self, topic: str) -> TopicTimes:
        """The times of a caller who wants something: at each menu an honest one presses a key about the topic, else one
        about nothing in particular, else stays silent. Persons who do not handle it pass the call on."""
        if topic not in self._topics:
            self._topics[topic] = self._topic(topic)
        return self._topics[topic]

    @cached_property
    def _topics(self) -> dict[str, TopicTimes]:
        """What is known of `topic`."""
        return {}

    def _topic(self, topic: str) -> TopicTimes:
        if not self.time_to_person.reachable:
            return TopicTimes(
                right_person=TimeTo(reachable=False), any_person=TimeTo(reachable=False), wrong_door=False
            )

        def right(end: End) -> bool:
            return _is_person(end) and handles(self.tree.nodes[end.node], topic)

        def choices(stop: Stop) -> Sequence[Step]:
            return honest(self._taken(stop), topic)

        honestly = maze(self.entry, self._passed_on(topic, choices))
        helpful = dead_ends.ends(honestly, right)
        right_person = time_to(honestly, helpful)
        stopping = honestly
        if any(honestly.onward(v) for v in honestly.ends):
            stopping = maze(self.entry, lambda stop: () if isinstance(stop, End) else choices(stop))
        people = dead_ends.ends(stopping, _is_person)
        alike = stopping is honestly and people == helpful
        any_person = right_person if alike else time_to(stopping, people)
        around: tuple[Leg, ...] = ()
        if not right_person.reachable:
            freely = self._maze
            if any(self._taken(freely.stops[v]) for v in freely.ends):
                freely = maze(self.entry, self._passed_on(topic, self._taken))
            around = quickest(freely, dead_ends.ends(freely, right))
        if not around and not any_person.reachable:
            around = quickest(self._maze, dead_ends.ends(self._maze, _is_person))
        return TopicTimes(right_person=right_person, any_person=any_person, wrong_door=bool(around), around=around)

    @cached_property
    def topics(self) -> Mapping[str, TopicTimes]:
        """The times of each topic that the tree names."""
        return {topic: self.topic(topic) for topic in self.tree.topics}

    @cached_property
    def counts(self) -> Counts:
        """The exact number of paths to each outcome."""
        return counts(self._maze)

    @cached_property
    def entered(self) -> tuple[str, ...]:
        """The nodes that calls can enter, in the order of the file."""
        return self._names(range(len(self._maze.stops)))

    @cached_property
    def never(self) -> tuple[str, ...]:
        """The nodes that can be entered but from which no person can be reached, in the order of the file."""
        leading = self._maze.leading_to(dead_ends.ends(self._maze, _is_person))
        return self._names([v for v, found in enumerate(leading) if not found])

    @cached_property
    def hopeless(self) -> tuple[str, ...]:
        """The nodes that a caller whom no self-service has served can enter, and from which no person, callback, owned
        mailbox, self-service or place outside can be reached, in the order of the file."""
        return self._names(dead_ends.hopeless(self._maze, self._hope))

    @cached_property
    def hope_lost(self) -> tuple[Taken, ...]:
        """The steps from a node with hope into one without, or to an end that helps nobody, in the order of the
        file."""
        return self._in_order(dead_ends.hope_lost(self._maze, self._hope))

    @cached_property
    def _hope(self) -> dead_ends.Hope:
        return dead_ends.hope(self.tree, self._maze)

    @cached_property
    def traps(self) -> tuple[Trap, ...]:
        """The sets of nodes that no call ever leaves or ends in, in the order of the file."""
        found = []
        for part in dead_ends.traps(self._maze):
            inside = set(part)
            ways_in = [
                e
                for e, (source, to) in enumerate(zip(self._maze.sources, self._maze.targets, strict=True))
                if to in inside and source not in inside
            ]
            found.append(Trap(self._names(part), self._in_order(ways_in), 0 in inside))
        return tuple(sorted(found, key=lambda trap: self._rank[trap.nodes[0]]))

    def paths(self, to: AbstractSet[Outcome] | None = None, *, longest_first: bool = False) -> Iterator[Path]:
        """Every path to the outcomes `to` (all, if None), lazily: depth first in the order of the file, or by falling
        worst seconds (a `ranking.Ranked`, whose `exact` tells whether that order is sure so far)."""
        wanted = (lambda outcome: True) if to is None else to.__contains__
        if longest_first:
            return ranking.Ranked(self._maze, wanted)
        return listing.in_order(self._maze, wanted, self._ordered)

    @cached_property
    def _maze(self) -> Maze:
        self.tree.nodes[self.entry]
        return maze(self.entry, lambda stop: () if isinstance(stop, End) else self._taken(stop))

    def _taken(self, stop: Stop) -> tuple[Step, ...]:
        """The steps from a stop as a call graph has them: those to one target together."""
        if stop not in self._grouped:
            self._grouped[stop] = grouped(self._onward(stop))
        return self._grouped[stop]

    def _onward(self, stop: Stop) -> tuple[Step, ...]:
        if isinstance(stop, End):
            return handovers(self.tree, stop.node) if stop.outcome == "person" else ()
        return steps(self.tree, stop, self.state)

    @cached_property
    def _grouped(self) -> dict[Stop, tuple[Step, ...]]:
        """What is known of `_taken`."""
        return {}

    def _passed_on(self, topic: str, choices: Callable[[Stop], Sequence[Step]]) -> Callable[[Stop], Sequence[Step]]:
        """The steps of a caller who chooses so at nodes, and whom persons who do not handle the topic pass on."""

        def follow(stop: Stop) -> Sequence[Step]:
            if not isinstance(stop, End):
                return choices(stop)
            return () if handles(self.tree.nodes[stop.node], topic) else self._taken(stop)

        return follow

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.tree.nodes)}

    def _names(self, vertices: Sequence[int]) -> tuple[str, ...]:
        stops = (self._maze.stops[v] for v in vertices)
        return tuple(sorted((stop for stop in stops if not isinstance(stop, End)), key=self._rank.__getitem__))

    def _ordered(self, v: int) -> list[int]:
        """The steps of a vertex, by number, in the order of the file; a call graph keeps steps to one target
        together."""
        name = self._maze.stops[v]
        if isinstance(name, End):
            return []
        rank = {(step.name, step.to): i for i, step in enumerate(steps(self.tree, name, self.state))}
        taken = self._maze.steps
        return sorted(self._maze.onward(v), key=lambda e: rank[taken[e].name, taken[e].to])

    def _in_order(self, found: Sequence[int]) -> tuple[Taken, ...]:
        """Steps in the order of the file."""
        nodes = {self._maze.sources[e] for e in found}
        wanted = set(found)
        names = sorted((self._rank[name], v) for v in nodes if isinstance(name := self._maze.stops[v], str))
        chosen = [e for _, v in names for e in self._ordered(v) if e in wanted]
        return tuple(Taken(str(self._maze.stops[self._maze.sources[e]]), self._maze.steps[e]) for e in chosen)


def grouped(onward: tuple[Step, ...]) -> tuple[Step, ...]:
    """Steps from one stop with those to one target together, the last of those with one name."""
    if len(onward) == 1:
        return onward
    found: dict[Stop, dict[str, Step]] = {}
    for step in onward:
        found.setdefault(step.to, {})[step.name] = step
    return tuple(step for alike in found.values() for step in alike.values())


def _is_person(end: End) -> bool:
    return end.outcome == "person"
