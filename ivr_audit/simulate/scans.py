"""Offices whose lines do not depend on each other, played without events: the same records as `engine`, much faster.

Where every line has people of its own, every answer ends the call and whoever leaves a line goes to a mailbox or
hangs up, it is known when a call joins a line how it will leave it: lines are first come, first served, and patience is
drawn beforehand. So one pass over the joins of a line in the order of time suffices (the recursion of Kiefer and
Wolfowitz 1955, with callers who give up), and all the rest is arithmetic on whole blocks of calls. `plain.is_plain`
says whether an office is like that; `Engine` plays all others, and is what this module is tested against.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop
from math import inf
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ivr_audit.journeys import Journeys, Leg
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.arrays import Kinds, different, only, order_of
from ivr_audit.simulate.arrivals import arrivals
from ivr_audit.simulate.arriving import Arriving
from ivr_audit.simulate.desks import Desk
from ivr_audit.simulate.distributions import each_quantile, varies
from ivr_audit.simulate.engine import Engine
from ivr_audit.simulate.records import CALL, ENDS, LEFT, VISIT
from ivr_audit.timetable import DAY

if TYPE_CHECKING:
    from ivr_audit.simulate.draws import Chances
    from ivr_audit.simulate.records import Table
    from ivr_audit.traffic import Duration

_END: Final = {name: number for number, name in enumerate(ENDS)}
_LEFT: Final = {name: number for number, name in enumerate(LEFT)}
_NAN: Final = float("nan")


class Records(NamedTuple):
    """Records of calls and visits that are complete, in their order, messages, and spans of work of each team."""

    calls: Table
    visits: Table
    messages: list[list[Any]]
    spans: list[Any]


_WAITING: Final = (("number", "i8"), ("at", "f8"), ("join", "f8"), ("code", "i8"), ("patience", "f8"))
"""A call on its way to a line, and the chances that the office needs; `patience` is in seconds already."""
EVERY: Final = 65_536
"""Calls after which records are handed on."""
Columns = dict[str, Any]
"""Arrays of equal length: the columns of a call, those of its visit with "visit." before them (left -1: it came to no
line), "slot" and "left" of a message (slot -1: none was left), and by what the engine would put the call down: "key",
the moment, and of equals "rank" and "order"."""
_GAVE_UP, _LIMIT, _NO_AGENTS, _BUSY = range(4)
_HOW: Final = ("gave up", "overflow", "no agents", "full")


class Scan:
    """One replication of an office whose lines do not depend on each other: the same records as those of `Engine`."""

    def __init__(self, scenario: Scenario, seed: int, replication: int, journeys: Journeys) -> None:
        import numpy as np

        self._np = np
        self.engine = Engine(scenario, seed, replication, journeys)
        self.scenario, self.journeys = scenario, journeys
        self.states = list(self.engine.periods)
        self.desks = [Desk(line) for line in self.engine.lines.values()]
        self.desk_of = {desk.line.name: number for number, desk in enumerate(self.desks)}
        self.slots = list(self.engine.slots.values())
        self.slot_of = {name: number for number, name in enumerate(self.engine.slots)}
        self.greetings = np.array([slot.box.greeting for slot in self.slots])
        self._plan()
        self.changes = np.array([at for at, _ in scenario.states])
        self.state_at = np.array([self.engine.periods[state] for _, state in scenario.states])
        self.legs: dict[int, Leg] = {}
        self.chances = self._chances()
        self.pending: list[Columns] = []
        self.spans: list[list[Any]] = [[] for _ in self.engine.teams]

    def _chances(self) -> list[str]:
        """What chance decides of calls at the lines and mailboxes of this office."""
        scenario, teams = self.scenario, self.engine.teams
        asked = {
            "balks": scenario.balks > 0,
            "talk": any(varies(time) for team in teams for time in team.group.handling.values()),
            "after": any(varies(team.group.after_call) for team in teams),
            "rings": scenario.answers_after is not None and varies(scenario.answers_after),
            "message": bool(self.slots) and varies(scenario.message),
            "leaves": bool(self.slots),
        }
        return [name for name, is_asked in asked.items() if is_asked]

    def _plan(self) -> None:
        """When how many people are at each line, by the engine's own order of changes."""
        engine, rank = self.engine, 0
        engine._plan_changes()
        rounds = []
        for desk in self.desks:
            desk.changes(-inf, sum(team.present for team in desk.line.teams), rank)
        while engine.heap:
            event = heappop(engine.heap)
            at, _, what, one, other = event
            if what == engine._round:
                rounds.append(event)
                continue
            what(at, one, other)
            for desk in self.desks:
                rank += 1
                there = sum(team.present for team in desk.line.teams) if desk.line.is_open else 0
                desk.changes(at, there, rank)
        engine.heap += rounds

    def play(self) -> Iterator[Records]:
        """The records, block by block."""
        np, first = self._np, 0
        for times, chances in arrivals(self.scenario.rates, self.engine.seed, self.engine.replication):
            self.engine.next_number = first
            calls = Arriving(self.engine, times, chances)
            if not first:
                entry, caller, topic, period = calls.parts(np.arange(calls.kinds))
                topics = np.array(calls.topic_of)[topic]
                self.known = {"entry": entry, "period": period, "topic": topics, "caller": caller}
            self._arrive(calls, np.asarray(times), chances, first)
            first += len(times)
            if self.pending and first % EVERY < len(times):
                yield self._released(float(times[-1]))
        if first:
            for number in range(len(self.desks)):
                self._join(number, None, inf)
            yield self._released(inf)

    def _arrive(self, calls: Arriving, times: Any, chances: Chances, first: int) -> None:
        """A block of calls goes its first legs."""
        np = self._np
        if not len(times):
            return
        codes, inverse, counts = different(calls.code_numbers, calls.kinds)
        legs = []
        for code, count in zip(codes, counts, strict=True):
            if code not in self.legs:
                self.legs[code] = calls.first_leg(code)
            legs.append(self.legs[code])
            self.legs[code].passed += count
        table = np.empty(len(times), [*_WAITING, *((name, "f8") for name in self.chances)])
        table["number"] = np.arange(first, first + len(times))
        table["at"], table["code"] = times, calls.code_numbers
        table["join"] = times + np.array([leg.seconds for leg in legs])[inverse]
        table["patience"] = calls.patience_numbers
        for name in self.chances:
            table[name] = chances[name]
        goes_to = np.array([-1 if leg.stop in ("end", "box") else self.desk_of[leg.node] for leg in legs])[inverse]
        gone = goes_to < 0
        if gone.any():
            self._depart(table[gone], Kinds(legs, inverse[gone]), None, times[gone], 0.0)
        for number in range(len(self.desks)):
            self._join(number, only(table, goes_to == number), float(times[-1]))

    def _join(self, number: int, more: Any, horizon: float) -> None:
        """Calls come to a line, as far as all that join until then are known."""
        np, desk = self._np, self.desks[number]
        tables = desk.rest if more is None else [*desk.rest, more]
        if not tables:
            return
        calls = np.concatenate(tables)
        if (calls["join"][1:] < calls["join"][:-1]).any():
            calls = calls[np.argsort(calls["join"], kind="stable")]
        known = int(np.searchsorted(calls["join"], horizon, side="right"))
        desk.rest = [calls[known:]] if known < len(calls) else []
        calls = calls[:known]
        if known:
            self._line(desk, calls)

    def _line(self, desk: Desk, calls: Any) -> None:
        """Calls that join a line, in their order."""
        np, line, scenario = self._np, desk.line, self.scenario
        join, count = calls["join"], len(calls)
        until, how = join + line.limit, np.full(count, _LIMIT)
        gives_up = join + calls["patience"] < until
        until, how = np.where(gives_up, join + calls["patience"], until), np.where(gives_up, _GAVE_UP, how)
        there, closes, closing = desk.staffed(join)
        rank = np.zeros(count, np.int64)
        if not line.is_ring and scenario.balks > 0:
            balks = calls["balks"] < scenario.balks
            until, how = np.where(balks, join, until), np.where(balks, _GAVE_UP, how)
        if line.no_agents_way:
            leaves = closes < until
            until, how = np.where(leaves, closes, until), np.where(leaves, _NO_AGENTS, how)
            rank = np.where(leaves, closing, rank)
            until, how = np.where(there, until, join), np.where(there, how, _NO_AGENTS)
        elif line.is_ring and line.busy_way:
            until, how = np.where(there, join, until), np.where(there, _BUSY, how)
        team = line.teams[0] if line.teams else None
        pickup, talk, after = join, np.zeros(count), 0.0
        if team is not None:
            talk = self._times(team.group.handling[line.name], calls, "talk")
            after = self._times(team.group.after_call, calls, "after")
        if line.is_ring:
            said = scenario.answers_after
            rings = line.answers_after if said is None else self._times(said, calls, "rings")
            pickup = np.minimum(join + rings, join + line.limit)
        service = talk + after
        takes = desk.scan(join, until, pickup if line.is_ring else None, service)
        answered = takes < inf
        if answered.any():
            assert team is not None
            self._answered(desk, *(only(one, answered) for one in (calls, takes, pickup, talk, service)))
        if not answered.all():
            lost = ~answered
            self._unanswered(desk, calls[lost], until[lost], how[lost], rank[lost])

    def _times(self, duration: Duration, calls: Any, name: str) -> Any:
        """How long something takes with each call, in seconds, by its chance of that name."""
        if not varies(duration):
            return self._np.full(len(calls), duration.first)
        return each_quantile(duration, calls[name])

    def _answered(self, desk: Desk, calls: Any, takes: Any, pickup: Any, talk: Any, service: Any) -> None:
        np, team = self._np, desk.line.teams[0]
        answers = np.maximum(takes, pickup)
        self.spans[team.index].append(np.column_stack((takes, answers + service)))
        legs = self._after(calls["code"], "answered", takes)
        ends = answers + legs.each(lambda leg: leg.seconds)
        person = answers - calls["at"]
        waited = answers - calls["join"]
        right = np.where(person + calls["at"] == ends, person, ends - calls["at"])
        self.pending.append(
            self._records(calls, takes, desk.ranked(takes))
            | self._visited(desk, calls, waited, _LEFT["answered"])
            | {
                "end": legs.each(lambda leg: _END[leg.end or "stuck"]),
                "node": legs.each(lambda leg: self.engine.nodes[leg.node]),
                "seconds": ends - calls["at"],
                "person": person,
                "right": np.where(legs.each(lambda leg: bool(leg.right)), right, _NAN),
                "waited": waited,
                "talk": talk,
                "wrong_door": self._first_legs(calls["code"]).each(lambda leg: leg.caller.astray),
                "visit.group": np.full(len(calls), team.index),
            }
        )

    def _unanswered(self, desk: Desk, calls: Any, until: Any, how: Any, rank: Any) -> None:
        np, line = self._np, desk.line
        end = self.scenario.days * DAY
        stays = np.isinf(until)
        moment = np.where(stays, np.maximum(end, calls["join"]), until)
        waited = moment - calls["join"]
        key = np.where(stays, inf, until)
        rank = np.where(stays, self.desk_of[line.name], rank)
        ways = ("", line.limit_way, line.no_agents_way, line.busy_way)
        for reason in (_GAVE_UP, _LIMIT, _NO_AGENTS, _BUSY):
            chosen = (how == reason) & ~stays
            if chosen.any() and reason:
                legs = self._after(calls["code"][chosen], ways[reason], until[chosen])
                self._depart(
                    calls[chosen], legs, desk, until[chosen], waited[chosen], _LEFT[_HOW[reason]], rank[chosen]
                )
        chosen = (how == _GAVE_UP) | stays
        if chosen.any():
            calls, stays, waited = calls[chosen], stays[chosen], waited[chosen]
            left = np.where(stays, _LEFT["still there"], _LEFT["gave up"])
            self.pending.append(
                self._records(calls, key[chosen], rank[chosen])
                | self._visited(desk, calls, waited, left)
                | {
                    "end": np.where(stays, _END["stuck"], _END["gave up"]),
                    "node": np.full(len(calls), line.index),
                    "seconds": moment[chosen] - calls["at"],
                    "waited": waited,
                }
            )

    def _after(self, codes: Any, way: str, moments: Any) -> Kinds:
        """The legs after a line, counted as gone."""
        np = self._np
        state = self.state_at[np.searchsorted(self.changes, moments, side="right") - 1]
        size = len(self.states) * len(self.known["entry"])
        kinds, inverse, counts = different(codes * len(self.states) + state, size)
        legs = []
        for kind, count in zip(kinds, counts, strict=True):
            code, number = divmod(kind, len(self.states))
            leg = self.journeys.after(self.legs[code], way, self.states[number])
            leg.passed += count
            legs.append(leg)
        return Kinds(legs, inverse)

    def _first_legs(self, codes: Any) -> Kinds:
        kinds, inverse, _ = different(codes, len(self.known["entry"]))
        return Kinds([self.legs[code] for code in kinds], inverse)

    def _depart(
        self, calls: Any, legs: Kinds, desk: Desk | None, now: Any, waited: Any, left: int = -1, rank: Any = 0
    ) -> None:
        """Calls go, from the start or from a line, to a mailbox or to their end."""
        np, count = self._np, len(calls)
        seconds = legs.each(lambda leg: leg.seconds)
        moment = now + seconds
        end = legs.each(lambda leg: _END["gave up" if leg.stop == "box" else leg.end or "stuck"])
        slot = legs.each(lambda leg: self.slot_of[leg.node] if leg.stop == "box" else -1)
        when = np.zeros(count)
        took = seconds if desk is None else moment - calls["at"]
        boxed = slot >= 0
        if boxed.any():
            begun = moment[boxed] + self.greetings[slot[boxed]]
            leaves = calls["leaves"][boxed] < self.scenario.leaves_message
            message = self._times(self.scenario.message, calls[boxed], "message")
            when[boxed] = np.where(leaves, begun + message, begun)
            took[boxed] = when[boxed] - calls["at"][boxed]
            end[boxed] = np.where(leaves, _END["message"], _END["gave up"])
            slot[boxed] = np.where(leaves, slot[boxed], -1)
        self.pending.append(
            self._records(calls, now, rank)
            | ({} if desk is None else self._visited(desk, calls, waited, left))
            | {
                "end": end,
                "node": legs.each(lambda leg: self.engine.nodes[leg.node]),
                "seconds": took,
                "waited": np.broadcast_to(waited, count),
                "slot": slot,
                "left": when,
            }
        )

    def _records(self, calls: Any, key: Any, rank: Any = 0) -> Columns:
        """The columns of these calls, with what is known of all of them."""
        np, count = self._np, len(calls)
        noughts, unknown, none = np.zeros(count), np.full(count, _NAN), np.full(count, -1)
        return {
            "key": np.asarray(key),
            "rank": np.broadcast_to(rank, count),
            "order": calls["join"],
            "call": calls["number"],
            "first": calls["number"],
            "attempt": np.ones(count),
            "at": calls["at"],
            **{name: known[calls["code"]] for name, known in self.known.items()},
            "person": unknown,
            "right": unknown,
            "talk": noughts,
            "wrong_door": noughts,
            "visit.line": none,
            "visit.group": none,
            "visit.at": noughts,
            "visit.waited": noughts,
            "visit.left": none,
            "slot": none,
            "left": noughts,
        }

    def _visited(self, desk: Desk, calls: Any, waited: Any, left: Any) -> Columns:
        np, count = self._np, len(calls)
        return {
            "visit.line": np.full(count, desk.line.index),
            "visit.at": calls["join"],
            "visit.waited": waited,
            "visit.left": np.broadcast_to(left, count),
        }

    def _released(self, horizon: float) -> Records:
        """What nothing that comes later can come before, in the order of the engine."""
        np = self._np
        columns = {name: np.concatenate([one[name] for one in self.pending]) for name in self.pending[0]}
        order = order_of(columns["key"], columns["rank"], columns["order"])
        known = int(np.searchsorted(columns["key"][order], horizon, side="right"))
        self.pending = [{name: column[order[known:]] for name, column in columns.items()}]
        order = order[:known]
        calls = np.empty(known, list(CALL))
        for name, _ in CALL:
            calls[name] = columns[name][order]
        came = order[columns["visit.left"][order] >= 0]
        visits = np.empty(len(came), list(VISIT))
        for name, _ in VISIT:
            visits[name] = columns["call" if name == "call" else f"visit.{name}"][came]
        messages = order[columns["slot"][order] >= 0]
        left = [columns[name][messages].tolist() for name in ("key", "slot", "left", "topic", "call")]
        spans = [np.concatenate(one) if one else np.empty((0, 2)) for one in self.spans]
        self.spans = [[] for _ in self.spans]
        return Records(calls, visits, self._messages(left, horizon), spans)

    def _messages(self, left: list[list[Any]], horizon: float) -> list[list[Any]]:
        """Messages that are settled by then, by the engine's own rounds."""
        engine = self.engine
        for key, number, at, topic, call in zip(*left, strict=True):
            engine._until(key)
            slot = self.slots[number]
            box = slot.box
            message = [call, slot.index, topic, at, _NAN, _NAN if box.promise is None else box.promise, box.never]
            if box.never:
                engine.messages.append(message)
            else:
                engine.sequence += 1
                slot.pending.append((at, engine.sequence, message))
        engine._until(horizon)
        if horizon == inf:
            engine._close()
        found = list(engine.messages)
        engine.messages.clear()
        return found
