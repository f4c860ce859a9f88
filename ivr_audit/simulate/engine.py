"""One replication: calls come, walk the tree, ring, wait, are answered or give up, and messages wait in boxes.

A discrete-event simulation whose events are only those that staff or chance decide; the way between them is looked up
(`journeys`). Events are taken in the order of (time, sequence), so that equal times are taken as they were planned.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from math import inf, isnan
from typing import Any, Final

from ivr_audit import model
from ivr_audit.hours import State
from ivr_audit.journeys import Journeys, Leg, case_of
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.arrivals import arrivals
from ivr_audit.simulate.arriving import Arriving
from ivr_audit.simulate.draws import AT, Chances, Further
from ivr_audit.simulate.lines import Call, Line, Slot, Team, office
from ivr_audit.simulate.records import ENDS, LEFT
from ivr_audit.simulate.talking import after_call, rings, talk_with
from ivr_audit.simulate.trying_again import leave_message, try_again
from ivr_audit.simulate.watching import Passed, passed_on
from ivr_audit.timetable import DAY

_END: Final = {name: number for number, name in enumerate(ENDS)}
_LEFT: Final = {name: number for number, name in enumerate(LEFT)}
_ANSWERED: Final = _LEFT["answered"]
_NAN: Final = float("nan")
MOST_LEGS: Final = 200
"""Stretches of one call after which it is taken for stuck: who waits for ever can go round for ever."""

Event = tuple[float, int, Callable[..., None], Any, Any]
"""When, which of equals first, what happens, to whom. Any: each kind of event has its own."""


class Engine:
    """The state of one replication; `run` plays it. `rows`, `visits` and `messages` have the records of `records.py`.

    A message is in `messages` once it is settled: returned, in a box that nobody listens to, or left over at the end.
    """

    def __init__(self, scenario: Scenario, seed: int, replication: int, journeys: Journeys, watch: int = -1) -> None:
        self.scenario, self.seed, self.replication = scenario, seed, replication
        self.journeys = journeys
        self.further = Further(seed, replication)
        self.teams, self.lines, self.slots = office(scenario)
        self.heap: list[Event] = []
        self.sequence = 0
        self.state: State = scenario.states[0][1]
        self.rows: list[tuple[Any, ...]] = []
        self.visits: list[tuple[Any, ...]] = []
        self.messages: list[list[Any]] = []
        self.watch = watch
        self.passed: list[Passed] = []
        self.watched: tuple[Any, ...] | None = None
        self.nodes = {name: number for number, name in enumerate(scenario.tree.nodes)}
        self.periods = {state: number for number, state in enumerate(dict.fromkeys(s for _, s in scenario.states))}
        self.entries = [name for name, _ in scenario.entries]
        self.topics = [name for name, _ in scenario.topics]
        self.callers = [name for name, _ in scenario.callers]

    def run(self, flush: Callable[[Engine], None], every: int = 65536) -> None:
        """Play it to the end; `flush` is called with the records so far whenever there are many, and at the end."""
        self._plan_changes()
        for times, chances in arrivals(self.scenario.rates, self.seed, self.replication):
            self._block(times, chances)
            if len(self.rows) >= every:
                flush(self)
            if self.watched is not None:
                return
        self._until(inf)
        self._close()
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

    def _close(self) -> None:
        """Nothing happens any more: who still waits is stuck, and messages that are left stay where they are."""
        end = self.scenario.days * DAY
        for line in self.lines.values():
            for call, ticket in line.waiting:
                if call.ticket == ticket:
                    call.ticket += 1
                    self._visit(call, line, max(end, call.since), "still there")
                    if not call.back:
                        call.waited += max(end - call.since, 0.0)
                        self.finish(call, "stuck", line.name, max(end, call.since))
            line.waiting.clear()
        for slot in self.slots.values():
            self.messages += (record for _, _, record in slot.pending)
            slot.pending.clear()

    def _visit(self, call: Call, line: Line, now: float, left: str) -> None:
        """Put down that a call has left a line without an answer."""
        if not call.back:
            self.visits.append((call.number, line.index, -1, call.since, now - call.since, _LEFT[left]))
        if call.number == self.watch:
            self.passed.append(Passed(now, line.name, f"left the line: {left}"))

    def _until(self, end: float) -> None:
        heap = self.heap
        while heap and heap[0][0] <= end:
            at, _, what, one, other = heappop(heap)
            what(at, one, other)

    def _block(self, times: Any, chances: Chances) -> None:
        """A block of calls, each at its time, between the events that were planned (an array of numpy)."""
        calls = Arriving(self, times, chances)
        heap, legs, end_of = self.heap, calls.legs, _END
        records, nodes = self.rows, self.nodes
        number = calls.first_number
        for at, code in zip(times.tolist(), calls.code_numbers.tolist(), strict=True):
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
        begun = now
        while True:
            leg.passed += 1
            call.leg = leg
            call.legs += 1
            if call.legs > MOST_LEGS:
                self.finish(call, "stuck", leg.node, now)
                return
            if call.number == self.watch:
                self.passed += passed_on(leg, now)
            now += leg.seconds
            stop = leg.stop
            if stop == "end":
                self.finish(call, leg.end or "stuck", leg.node, now)
                return
            if stop == "box":
                leave_message(self, call, leg, now)
                return
            if stop != "branch":
                if now > begun:  # this leg may take no time, and one before a branch some
                    self.push(now, self._join, call)
                else:
                    self._join(now, call, None)
                return
            leg = self.journeys.after(leg, self._case(call, leg), self.state)

    def _case(self, call: Call, leg: Leg) -> str:
        """The way a branch goes for a call; the next branch has another number."""
        node = self.scenario.tree.nodes[leg.node]
        assert isinstance(node, model.Branch)
        chance = call.chances[AT["branch"]]
        call.chances = (*call.chances[: AT["branch"]], chance * 9973.0 % 1.0, *call.chances[AT["branch"] + 1 :])
        return case_of(node, self.journeys.ways(leg.node), chance)

    def _join(self, now: float, call: Call, _: None) -> None:
        """A call comes to a ring group or a queue."""
        leg = call.leg
        line = self.lines[leg.node]
        call.since = now
        if leg.leaves_by:
            self._visit(call, line, now, "exit")
            self._leave(now, call, line, leg.leaves_by)
            return
        team = line.free_team()
        if team is not None:
            self._answer(call, line, team, now)
            return
        way = self._turned_away(line)
        if way:
            self._visit(call, line, now, "full" if line.is_staffed() else "no agents")
            self._leave(now, call, line, way)
        elif not line.is_ring and call.chances[AT["balks"]] < self.scenario.balks:
            self._visit(call, line, now, "gave up")
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
        if call.number == self.watch:
            self.passed.append(Passed(now, line.name, f"waits, {line.count} before"))
        call.ticket += 1
        waiting = line.waiting
        while waiting and waiting[0][0].ticket != waiting[0][1]:
            waiting.popleft()
        waiting.append((call, call.ticket))
        line.count += 1
        way, until = line.limit_way, now + line.limit
        if now + call.patience < until:
            way, until = "", max(now, now + call.patience)  # a wait that rang out may have used it up
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
            self._visit(call, line, now, "callback")
            self.finish(call, "callback", line.name, now)
            call.back = True  # the place in the line is kept, and no time runs out any more
            return
        call.ticket += 1
        line.count -= 1
        if not way:
            self._visit(call, line, now, "gave up")
            self.finish(call, "gave up", line.name, now)
            return
        self._visit(call, line, now, "exit" if way == line.exit_way else "overflow")
        self._leave(now, call, line, way)

    def _leave(self, now: float, call: Call, line: Line, way: str) -> None:
        self.go(call, self.journeys.after(call.leg, way, self.state), now)

    def _answer(self, call: Call, line: Line, team: Team, now: float) -> None:
        """Somebody takes the call: at once in a queue, after some rings elsewhere; who is rung is taken already."""
        answered = now
        if line.is_ring:
            answered = max(now, min(call.since + rings(self.scenario, call, line), call.since + line.limit))
        tree, journeys = self.scenario.tree, self.journeys
        if call.back:
            talk, leg = talk_with(self, call, team, line.name), None
        else:
            waited = answered - call.since
            call.waited += waited
            call.patience -= waited
            self.visits.append((call.number, line.index, team.index, call.since, waited, _ANSWERED))
            if isnan(call.person):
                call.person = answered - call.at
                call.wrong_door = call.leg.caller.astray
            leg = journeys.after(call.leg, "answered", self.state)
            talk = talk_with(self, call, team, line.name) if leg.stop == "end" else tree.defaults.handover_talk
            call.talk += talk
        is_last = leg is None or leg.stop == "end"
        free = answered + (talk + after_call(call, team) if is_last else talk)
        team.busy += 1
        team.spans.append((now, free))
        self.push(free, self._free, team)
        if leg is not None:
            if call.number == self.watch:
                self.passed.append(Passed(answered, line.name, f'answered by "{team.group.name}"'))
            if answered > now and leg.stop != "end":
                self.push(answered, self._goes_on, call, leg)
            else:
                self.go(call, leg, answered)

    def _goes_on(self, now: float, call: Call, leg: Leg) -> None:
        """A person who was rung has answered, and passes the caller on."""
        self.go(call, leg, now)

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
                    self._visit(call, line, now, "no agents")
                    call.waited += now - call.since
                    call.patience -= now - call.since
                    self._leave(now, call, line, line.no_agents_way)

    def _round(self, now: float, slot: Slot, _: None) -> None:
        """Somebody returns the messages that have come in, the oldest first."""
        slot.next += 1
        if slot.next < len(slot.box.rounds):
            self.push(slot.box.rounds[slot.next], self._round, slot)
        slot.pending.sort()
        done = 0
        for left, _sequence, record in slot.pending[: slot.box.at_most]:
            if left > now:
                break
            record[4] = now
            self.messages.append(record)
            done += 1
        del slot.pending[:done]
        slot.held -= done

    def topic(self, call: Call) -> int:
        """The number of what a caller wants in records."""
        return call.topic if self.topics[call.topic] is not None else -1

    def finish(self, call: Call, end: str, node: str, now: float) -> None:
        """A call ends: its record, and perhaps another try."""
        if end == "person" and isnan(call.person):  # at a number outside, where a person answers
            call.person = now - call.at
            call.wrong_door = call.leg.caller.astray
        if end == "person" and call.leg.right and isnan(call.right):
            call.right = call.person if call.talks == 1 and call.person + call.at == now else now - call.at
        self.rows.append(
            (call.number, call.first, call.attempt, call.at, call.entry, call.period, self.topic(call), call.caller,
             _END[end], self.nodes[node], now - call.at, call.person, call.right, call.waited, call.talk,
             call.wrong_door)
        )  # fmt: skip
        if call.number == self.watch:
            self.watched = self.rows[-1]
            self.passed.append(Passed(now, node, end))
        if self.scenario.redial is not None and end in ("gave up", "cut off", "stuck"):
            try_again(self, call, now)

    def call_again(self, now: float, call: Call, _: None) -> None:
        """A further call comes."""
        call.period = self.periods[self.state]
        entry, kind = self.entries[call.entry], self.callers[call.caller]
        self.go(call, self.journeys.first(entry, kind, self.topics[call.topic], self.state), now)
