"""How callers go through the tree: each kind of caller's way to the next place where chance or staff decide, worked out
once by the same steps that `audit` and `call` take, and looked up ever after.

A `Leg` is a stretch of a call that is the same for everybody who comes to its beginning in the same way: so many
seconds to a ring group, a queue, a branch, a mailbox or the end. `Journeys.after` gives the leg that follows once it is
known how its stop was left.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Final, Literal, NamedTuple

from ivr_audit import model
from ivr_audit.call import Position, settled_outcome, take, ways
from ivr_audit.callers import ACT, CallerKind, Seen, leads_astray, play_caller
from ivr_audit.callgraph import End, Outcome, Step, handles, is_staffed, leaving, steps
from ivr_audit.hours import State
from ivr_audit.model import PhoneTree

Stop = Literal["ring", "queue", "branch", "box", "end"]
_STOPS: Final[dict[type[model.Node], Stop]] = {
    model.Ring: "ring",
    model.Queue: "queue",
    model.Branch: "branch",
    model.Voicemail: "box",
}
Planned = tuple[tuple[str, str], ...]
"""Nodes and the steps that an expert means to take from them."""


class _Caller(NamedTuple):
    """Who calls, and what is behind them: where they were, what they mean to do, whether they chose a wrong door."""

    kind: CallerKind
    topic: str | None
    seen: frozenset[tuple[str | End, int, int]] = frozenset()
    plan: Planned = ()
    astray: bool = False
    served: bool = False
    """Whether a self-service before this leg's beginning has served them."""


class Leg:
    """A stretch of a call up to a stop.

    `seconds` is its length; `turns` has the nodes and steps on it; `end` the outcome where the stop is one, `right`
    whether the person there is the right one; `leaves_by` the key by which this caller leaves the stop at once (or "");
    `passed` counts the calls that came this way.
    """

    __slots__ = (
        "caller",
        "end",
        "known",
        "leaves_by",
        "node",
        "passed",
        "position",
        "right",
        "seconds",
        "stop",
        "turns",
    )

    def __init__(self, stop: Stop, position: Position, begun: Position, caller: _Caller) -> None:
        self.stop = stop
        self.node = position.node
        self.seconds = position.seconds - begun.seconds
        turns = position.turns()[len(begun.turns()) :]
        self.turns = tuple((turn.node, turn.step) for turn in turns)
        self.position, self.caller = position, caller
        self.end: Outcome | None = None
        self.right: bool | None = None
        self.leaves_by = ""
        self.passed = 0
        self.known: dict[tuple[str, State], Leg] = {}

    def counted_apart(self) -> Leg:
        """The same leg with a count of its own."""
        other = copy(self)
        other.passed = 0
        return other


class Journeys:
    """The legs of one tree. Times are seconds; a leg begins where the one before it was left."""

    def __init__(self, tree: PhoneTree) -> None:
        self.tree = tree
        self._first: dict[tuple[str, CallerKind, str | None, State], Leg] = {}
        self._leaving: dict[str, dict[str, Step]] = {}
        self._again: dict[tuple[Position, _Caller, State], Leg] = {}

    def first(self, entry: str, kind: CallerKind, topic: str | None, state: State) -> Leg:
        """From the moment the system answers."""
        asked = entry, kind, topic, state
        leg = self._first.get(asked)
        if leg is None:
            leg = self._first[asked] = self._leg(Position(entry), _Caller(kind, topic), state)
        return leg

    def after(self, leg: Leg, way: str, state: State) -> Leg:
        """What follows when the stop of a leg was left by the step of that name, in the state of that moment."""
        found = leg.known.get((way, state))
        if found is None:
            moved = take(self.tree, leg.position, self.ways(leg.node)[way])
            kept = leg.caller.plan[1:] if leg.caller.plan[:1] == ((leg.node, way),) else ()
            caller = leg.caller._replace(plan=kept)
            if self._by_chance(leg, way, state) and isinstance(moved.stop, str):
                found = self._afresh(moved, caller, state)
            else:
                found = self._leg(moved, caller, state)
            leg.known[way, state] = found
        return found

    def _by_chance(self, leg: Leg, way: str, state: State) -> bool:
        """Whether the stop could have been left another way: who comes to it again does not go round for ever."""
        node = self.tree.nodes[leg.node]
        if isinstance(node, model.Branch):
            return sum(case.share != 0 for case in node.cases) > 1
        if not isinstance(node, model.Answered) or way in ("answered", "no-agents", leg.leaves_by):
            return False
        return is_staffed(node, state)

    def _afresh(self, moved: Position, caller: _Caller, state: State) -> Leg:
        """The leg of one for whom it does not matter any more where they have been. Those who come here in different
        ways share what follows, so that going round makes no more legs; each way has its own count."""
        served = caller.served or any(isinstance(self.tree.nodes[t.node], model.SelfService) for t in moved.turns())
        asked = Position(moved.stop), caller._replace(seen=frozenset(), served=served), state
        found = self._again.get(asked)
        if found is None:
            found = self._again[asked] = self._leg(*asked)
        return found.counted_apart()

    def ways(self, node: str) -> dict[str, Step]:
        """Every way that a stop can be left, by name, whoever is there and whatever the hour."""
        found = self._leaving.get(node)
        if found is None:
            place = self.tree.nodes[node]
            if isinstance(place, model.Answered):
                found = leaving(self.tree, place)
            else:
                found = {step.name: step for step in steps(self.tree, node, State(frozenset(), False))}
            self._leaving[node] = found
        return found

    def legs(self) -> list[Leg]:
        """Every leg that any call has gone so far."""
        return [*self._first.values(), *(then for _, known in self._stops() for then in known.values())]

    def _stops(self) -> list[tuple[str, dict[tuple[str, State], Leg]]]:
        """The stops of legs, and the legs that follow by each way; legs that share them are one."""
        found: dict[int, tuple[str, dict[tuple[str, State], Leg]]] = {}
        waiting = list(self._first.values())
        while waiting:
            leg = waiting.pop()
            if id(leg.known) not in found:
                found[id(leg.known)] = leg.node, leg.known
                waiting += leg.known.values()
        return list(found.values())

    def forget_counts(self) -> None:
        """Let no call have gone any leg."""
        for leg in self.legs():
            leg.passed = 0

    def passed(self) -> dict[tuple[str, str], int]:
        """How many calls went from each node by each step, in the order of names."""
        counts: dict[tuple[str, str], int] = {}
        for leg in self.legs():
            for turn in leg.turns:
                counts[turn] = counts.get(turn, 0) + leg.passed
        for node, known in self._stops():
            for (way, _), then in known.items():
                counts[node, way] = counts.get((node, way), 0) + then.passed
        return {turn: counts[turn] for turn in sorted(counts) if counts[turn]}

    def _leg(self, begun: Position, caller: _Caller, state: State) -> Leg:
        """The leg from a position on."""
        position = begun
        if caller.kind == "expert" and not caller.plan and isinstance(begun.stop, str):
            caller = caller._replace(plan=self._plan(begun.stop, caller.topic, state))
        seen: Seen = set(caller.seen)
        while True:
            stop = position.stop
            place = (stop, position.silent, position.wrong)
            if place in seen:
                return self._ended(position, begun, caller, "stuck")
            seen.add(place)
            if isinstance(stop, str) and (kind := _STOPS.get(type(self.tree.nodes[stop]))) is not None:
                leg = Leg(kind, position, begun, caller._replace(seen=frozenset(seen)))
                if caller.plan and caller.plan[0][0] == stop and caller.plan[0][1].startswith("exit "):
                    leg.leaves_by = caller.plan[0][1]
                return leg
            moved, caller = self._moved(position, caller, seen, state)
            if moved is None:
                return self._ended(position, begun, caller, stop.outcome if isinstance(stop, End) else "stuck")
            position = moved

    def _moved(self, position: Position, caller: _Caller, seen: Seen, state: State) -> tuple[Position | None, _Caller]:
        """One step on; None at the end of the call."""
        if caller.kind == "expert" and caller.plan:
            (node, name), *rest = caller.plan
            step = next((step for step in ways(self.tree, state, position) if step.name == name), None)
            if node == position.node and step is not None:
                astray = caller.astray or leads_astray(step, caller.topic)
                return take(self.tree, position, step, hurry=True), caller._replace(plan=tuple(rest), astray=astray)
        if caller.kind == "expert" and isinstance(position.stop, End):
            return None, caller  # the best that could be reached
        act = ACT["listener" if caller.kind == "expert" else caller.kind]
        return act(self.tree, state, position, caller.topic, seen), caller

    def _plan(self, node: str, topic: str | None, state: State) -> Planned:
        done = play_caller(self.tree, state, node, "expert", topic)
        return tuple((turn.node, turn.step) for turn in done.turns)

    def _ended(self, position: Position, begun: Position, caller: _Caller, outcome: Outcome) -> Leg:
        leg = Leg("end", position, begun, caller)
        leg.end = settled_outcome(self.tree, position, outcome)
        if caller.served and leg.end == "cut off":
            leg.end = "served"
        if outcome == "person":
            leg.right = caller.topic is None or handles(self.tree.nodes[position.node], caller.topic)
        return leg


def parts_of(node: model.Branch, known: Mapping[str, Step]) -> list[tuple[str, float]]:
    """The ways that a branch goes and the part of the calls for each, by the shares of its answers; those without one
    share what is left."""
    left = 1.0 - sum(case.share or 0.0 for case in node.cases)
    unsaid = sum(case.share is None for case in node.cases)
    return [
        (f"case {case.name}", left / unsaid if case.share is None else case.share)
        for case in node.cases
        if f"case {case.name}" in known
    ] or [("case none", 1.0)]


def case_of(node: model.Branch, known: Mapping[str, Step], chance: float) -> str:
    """The way a branch goes at a number from 0 to 1; whatever no part has takes the last."""
    ways = parts_of(node, known)
    for way, part in ways:
        chance -= part
        if chance < 0:
            return way
    return ways[-1][0]
