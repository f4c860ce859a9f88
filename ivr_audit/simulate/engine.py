"""One replication: calls come, walk the tree, ring, wait, are answered or give up, and messages wait in boxes.

A discrete-event simulation whose events are only those that staff or chance decide; the way between them is looked up
(`journeys`). Events are taken in the order of (time, sequence), so that equal times are taken as they were planned.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from math import inf, isnan
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ivr_audit import model
from ivr_audit.hours import State
from ivr_audit.simulate.arrivals import DAY, arrivals
from ivr_audit.simulate.arriving import Arriving
from ivr_audit.simulate.distributions import quantile
from ivr_audit.simulate.draws import AT, WIDTH, more
from ivr_audit.simulate.journeys import Journeys, Leg
from ivr_audit.simulate.lines import Call, Line, Slot, Team, office
from ivr_audit.simulate.records import ENDS
from ivr_audit.simulate.scenario import Scenario

if TYPE_CHECKING:
    pass

_END: Final = {name: number for number, name in enumerate(ENDS)}
_NAN: Final = float("nan")
_UNANSWERED: Final = DAY
"""Seconds after which a caller whose message was not returned may call again, where nothing was promised."""

Event = tuple[float, int, Callable[..., None], Any, Any]
"""When, which of equals first, what happens, to whom. Any: each kind of event has its own."""


class Passed(NamedTuple):
    """Something that happened to the call that is watched: seconds from the first midnight, where, and what."""

    at: float
    node: str
    what: str


class Engine:
    """The state of one replication; `run` plays it. `rows` and `messages` have the records of `records.py`."""

    def __init__(self, scenario: Scenario, seed: int, replication: int, journeys: Journeys, watch: int = -1) -> None:
        self.scenario, self.seed, self.replication = scenario, seed, replication
        self.journeys = journeys
        self.teams, self.lines, self.slots = office(scenario)
        self.heap: list[Event] = []
        self.sequence = 0
        self.state: State = scenario.states[0][1]
        self.rows: list[tuple[Any, ...]] = []
        self.messages: list[list[Any]] = []
        self.watch = watch
        self.passed: list[Passed] = []
        self.nodes = {name: number for number, name in enumerate(scenario.tree.nodes)}
        self.periods = {state: number for number, state in enumerate(dict.fromkeys(s for _, s in scenario.states))}
        self.entries = [name for name, _ in scenario.entries]
        self.topics = [name for name, _ in scenario.topics]
        self.callers = [name for name, _ in scenario.callers]

    def run(self, flush: Callable[[Engine], None], every: int = 65536) -> None:
        """Play it to the end; `flush` is called with the records so far whenever there are many, and at the end."""
        self._plan_changes()
        for times, rows in arrivals(self.scenario.rates, self.seed, self.replication):
            self._block(times, rows)
            if len(self.rows) >= every:
                flush(self)
        self._until(inf)
        flush(self)

    def push(self, at: float, what: Callable[..., None], one: Any = None, other: Any = None) -> None:
        """Plan an event."""
        self.sequence += 1
        heappush(self.heap, (at, self.sequence, what, one, other))

    def _plan_changes(self) -> None:
        for at, state in self.scenario.states:
            self.push(at, self._opens, state)
        for team in self.teams:
            self._shift(0.0, team, None)
        for slot in self.slots.values():
            if slot.box.rounds:
                self.push(slot.box.rounds[0], self._round, slot)

    def _until(self, end: float) -> None:
        heap = self.heap
        while heap and heap[0][0] <= end:
            at, _, what, one, other = heappop(heap)
            what(at, one, other)

    def _block(self, times: Any, rows: Any) -> None:
        """A block of calls, each at its time, between the events that were planned (arrays of numpy)."""
        calls = Arriving(self, times, rows)
        heap, legs, end_of = self.heap, calls.legs, _END
        records, nodes = self.rows, self.nodes
        number = calls.first_number
        for at, code in zip(calls.times, calls.codes, strict=True):
            while heap and heap[0][0] <= at:
                now, _, what, one, other = heappop(heap)
                what(now, one, other)
            leg = legs.get(code)
            if leg is None:
                leg = legs[code] = calls.first_leg(code)
            if leg.stop == "end" and leg.end != "person" and self.scenario.redial is None and number != self.watch:
                leg.passed += 1
                entry, caller, topic, period = calls.parts(code)
                records.append(
                    (number, number, 1, at, entry, period, calls.topic_of[topic], caller, end_of[leg.end or "stuck"],
                     nodes[leg.node], leg.seconds, _NAN, _NAN, 0.0, 0.0, False)
                )  # fmt: skip
            else:
                self.go(calls.call(number, at, code), leg, at)
            number += 1
        self.next_number = number

    next_number = 0

    def go(self, call: Call, leg: Leg, now: float) -> None:
        """Send a call along a leg that begins now."""
        while True:
            leg.passed += 1
            call.leg = leg
            if call.number == self.watch:
                self._watch_leg(leg, now)
            now += leg.seconds
            stop = leg.stop
            if stop == "end":
                self.finish(call, leg.end or "stuck", leg.node, now)
                return
            if stop == "box":
                self._box(call, leg, now)
                return
            if stop != "branch":
                if leg.seconds > 0:
                    self.push(now, self._join, call)
                else:
                    self._join(now, call, None)
                return
            leg = self.journeys.after(leg, self._case(call, leg), self.state)

    def _case(self, call: Call, leg: Leg) -> str:
        """The way a branch goes, by the shares of its answers; those without one share what is left."""
        node = self.scenario.tree.nodes[leg.node]
        assert isinstance(node, model.Branch)
        left = 1.0 - sum(case.share or 0.0 for case in node.cases)
        unsaid = sum(case.share is None for case in node.cases)
        chance = call.chances[AT["branch"]]
        call.chances = (*call.chances[: AT["branch"]], chance * 9973.0 % 1.0, *call.chances[AT["branch"] + 1 :])
        known = self.journeys.ways(leg.node)
        cases = [case for case in node.cases if f"case {case.name}" in known]
        for case in cases:
            chance -= left / unsaid if case.share is None else case.share
            if chance < 0:
                return f"case {case.name}"
        return f"case {cases[-1].name}" if cases else "case none"

    def _join(self, now: float, call: Call, _: None) -> None:
        """A call comes to a ring group or a queue."""
        leg = call.leg
        line = self.lines[leg.node]
        if leg.leaves_by:
            self._leave(now, call, line, leg.leaves_by)
            return
        call.since = now
        team = line.free_team()
        if team is not None:
            self._answer(call, line, team, now)
            return
        way = self._turned_away(line)
        if way:
            self._leave(now, call, line, way)
        elif not line.is_ring and call.chances[AT["balks"]] < self.scenario.balks:
            self.finish(call, "gave up", line.name, now)
        else:
            self._wait(call, line, now)

    def _turned_away(self, line: Line) -> str:
        """The way on for a call that cannot even wait; "" if it can."""
        if not line.is_staffed():
            return line.no_agents_way
        if line.is_ring:
            return line.busy_way
        return line.full_way if line.count >= line.capacity else ""

    def _wait(self, call: Call, line: Line, now: float) -> None:
        call.ticket += 1
        line.waiting.append((call, call.ticket))
        line.count += 1
        way, until = line.limit_way, now + line.limit
        if now + call.patience < until:
            way, until = "", now + call.patience
        if line.exit_way and call.chances[AT["exits"]] < self.scenario.exits and now + line.every < until:
            way, until = line.exit_way, now + line.every
        if until < inf:
            self.push(until, self._waited_out, (call, call.ticket, line), way)

    def _waited_out(self, now: float, waiting: tuple[Call, int, Line], way: str) -> None:
        """Patience, the queue's limit or the way to a key has ended before anybody answered."""
        call, ticket, line = waiting
        if call.ticket != ticket:
            return
        seconds = now - call.since
        call.waited += seconds
        call.patience -= seconds
        if line.callback and way == line.exit_way:
            self.finish(call, "callback", line.name, now)
            call.back = True  # the place in the line is kept, and no time runs out any more
            return
        call.ticket += 1
        line.count -= 1
        if not way:
            self.finish(call, "gave up", line.name, now)
            return
        self._leave(now, call, line, way)

    def _leave(self, now: float, call: Call, line: Line, way: str) -> None:
        self.go(call, self.journeys.after(call.leg, way, self.state), now)

    def _answer(self, call: Call, line: Line, team: Team, now: float) -> None:
        """Somebody takes the call: at once in a queue, after some rings elsewhere; who is rung is taken already."""
        answered = now
        if line.is_ring:
            answered = max(now, min(call.since + self._rings(call, line), call.since + line.limit))
        tree, journeys = self.scenario.tree, self.journeys
        if call.back:
            talk, leg = self._talk(call, team, line.name), None
        else:
            call.waited += answered - call.since
            call.patience -= answered - call.since
            if isnan(call.person):
                call.person = answered - call.at
                call.wrong_door = call.leg.caller.astray
            leg = journeys.after(call.leg, "answered", self.state)
            talk = self._talk(call, team, line.name) if leg.stop == "end" else tree.defaults.handover_talk
            call.talk += talk
        free = answered + talk
        if leg is None or leg.stop == "end":
            free += self._after_call(call, team)
        team.busy += 1
        team.spans.append((now, free))
        self.push(free, self._free, team)
        if leg is not None:
            if call.number == self.watch:
                self.passed.append(Passed(answered, line.name, f'answered by "{team.group.name}"'))
            self.go(call, leg, answered)

    def _rings(self, call: Call, line: Line) -> float:
        said = self.scenario.answers_after
        return line.answers_after if said is None else quantile(said, call.chances[AT["rings"]])

    def _talk(self, call: Call, team: Team, node: str) -> float:
        duration = team.group.handling[node]
        call.talks += 1
        if call.talks <= 2:
            return quantile(duration, call.chances[AT["talk" if call.talks == 1 else "talk_2"]])
        stream = more(self.seed, self.replication, call.number, 200 + call.talks)
        return quantile(duration, float(stream.random()))

    def _after_call(self, call: Call, team: Team) -> float:
        after = team.group.after_call
        return after.first if after.shape == "constant" else quantile(after, call.chances[AT["after"]])

    def _free(self, now: float, team: Team, _: None) -> None:
        """Somebody is free again, or has gone home after the last call."""
        team.busy -= 1
        self._serve(team, now)

    def _serve(self, team: Team, now: float) -> None:
        while team.present > team.busy:
            best: tuple[int, float] | None = None
            for rank, line in team.lines:
                if best is not None and rank > best[0]:
                    break
                waiting = line.waiting
                while waiting and waiting[0][0].ticket != waiting[0][1]:
                    waiting.popleft()
                if waiting and line.is_open and (best is None or waiting[0][0].since < best[1]):
                    best, chosen = (rank, waiting[0][0].since), line
            if best is None:
                return
            call, _ = chosen.waiting.popleft()
            call.ticket += 1
            chosen.count -= 1
            self._answer(call, chosen, team, now)

    def _shift(self, now: float, team: Team, _: None) -> None:
        """More or fewer people are there from now on; who talks goes home after the call."""
        while team.next < len(team.changes) and team.changes[team.next][0] <= now:
            team.present = int(team.changes[team.next][1])
            team.next += 1
        if team.next < len(team.changes):
            self.push(team.changes[team.next][0], self._shift, team)
        self._serve(team, now)
        for _rank, line in team.lines:
            self._closing(line, now)

    def _opens(self, now: float, state: State, _: None) -> None:
        """Something opens or closes."""
        self.state = state
        for line in self.lines.values():
            if line.hours is not None:
                was = line.is_open
                line.is_open = line.hours in state.open
                if line.is_open and not was:
                    for team in line.teams:
                        self._serve(team, now)
                elif was and not line.is_open:
                    self._closing(line, now)

    def _closing(self, line: Line, now: float) -> None:
        """Whoever still waits where nobody is any more is sent on, if there is somewhere to go."""
        if not line.no_agents_way or not line.count or line.is_staffed():
            return
        waiting = list(line.waiting)
        line.waiting.clear()
        for call, ticket in waiting:
            if call.ticket == ticket:
                call.ticket += 1
                line.count -= 1
                if not call.back:
                    call.waited += now - call.since
                    call.patience -= now - call.since
                    self._leave(now, call, line, line.no_agents_way)

    def _box(self, call: Call, leg: Leg, now: float) -> None:
        """A caller hears a box's greeting, and leaves a message or does not."""
        slot = self.slots[leg.node]
        begun = now + slot.box.greeting
        if call.chances[AT["leaves"]] >= self.scenario.leaves_message:
            self.finish(call, "gave up", leg.node, begun)
            return
        left = begun + quantile(self.scenario.message, call.chances[AT["message"]])
        box = slot.box
        place = len(self.messages)
        promise = _NAN if box.promise is None else box.promise
        record = [call.number, slot.index, self._topic(call), left, _NAN, promise, box.never]
        self.messages.append(record)
        if not box.never:
            slot.pending.append((left, place))
        if self.scenario.redial is not None:
            self.push(left + (_UNANSWERED if box.promise is None else box.promise), self._asks_again, call, record)
        self.finish(call, "message", leg.node, left)

    def _round(self, now: float, slot: Slot, _: None) -> None:
        """Somebody returns the messages that have come in, the oldest first."""
        slot.next += 1
        if slot.next < len(slot.box.rounds):
            self.push(slot.box.rounds[slot.next], self._round, slot)
        slot.pending.sort()
        done = 0
        for left, place in slot.pending[: slot.box.at_most]:
            if left > now:
                break
            self.messages[place][4] = now
            done += 1
        del slot.pending[:done]

    def _asks_again(self, now: float, call: Call, message: list[Any]) -> None:
        if isnan(message[4]):
            self._redial(call, now)

    def _topic(self, call: Call) -> int:
        return call.topic if self.topics[call.topic] is not None else -1

    def finish(self, call: Call, end: str, node: str, now: float) -> None:
        """A call ends: its record, and perhaps another try."""
        if end == "person" and call.leg.right and isnan(call.right):
            call.right = call.person if call.talks == 1 and call.person + call.at == now else now - call.at
        self.rows.append(
            (call.number, call.first, call.attempt, call.at, call.entry, call.period, self._topic(call), call.caller,
             _END[end], self.nodes[node], now - call.at, call.person, call.right, call.waited, call.talk,
             call.wrong_door)
        )  # fmt: skip
        if call.number == self.watch:
            self.passed.append(Passed(now, node, end))
        if self.scenario.redial is not None and end in ("gave up", "cut off", "stuck"):
            self._redial(call, now)

    def _redial(self, call: Call, now: float) -> None:
        redial = self.scenario.redial
        assert redial is not None
        if call.attempt > redial.times or call.chances[AT["redials"]] >= redial.chance:
            return
        chances = more(self.seed, self.replication, call.first, call.attempt).random(WIDTH)
        after = quantile(redial.after, float(chances[AT["redial_after"]]))
        again = Call(
            call.first | call.attempt << 40, now + after, call.entry, call.period, call.topic, call.caller,
            quantile(self.scenario.patience, float(chances[AT["patience"]])), tuple(chances.tolist()),
        )  # fmt: skip
        again.first, again.attempt = call.first, call.attempt + 1
        if again.at < self.scenario.days * DAY:
            self.push(again.at, self._call_again, again)

    def _call_again(self, now: float, call: Call, _: None) -> None:
        call.period = self.periods[self.state]
        entry, kind = self.entries[call.entry], self.callers[call.caller]
        self.go(call, self.journeys.first(entry, kind, self.topics[call.topic], self.state), now)

    def _watch_leg(self, leg: Leg, now: float) -> None:
        self.passed += (Passed(now, node, step) for node, step in leg.turns)
