"""One replication from a scenario to its records, here or in another process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit.hours import periods
from ivr_audit.journeys import Journeys
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.engine import Engine
from ivr_audit.simulate.loads import Busy, loads
from ivr_audit.simulate.plain import is_plain
from ivr_audit.simulate.records import Load, Names, Run, call_table, message_table, visit_table
from ivr_audit.simulate.scans import Records, Scan
from ivr_audit.simulate.statistics import together
from ivr_audit.simulate.tally import Tally
from ivr_audit.timetable import DAY

if TYPE_CHECKING:
    from ivr_audit.simulate.records import Table


class Piece(NamedTuple):
    """Records of a replication that are complete, in the order in which calls ended."""

    replication: int
    calls: Table
    visits: Table
    messages: Table


Sink = Callable[[Piece], None]
"""Takes records as they come."""


class Played(NamedTuple):
    """A replication: its records (tables without rows if a sink took them) and its headline figures."""

    run: Run
    figures: Mapping[str, float]


def names_of(scenario: Scenario) -> Names:
    """What the numbers in the records of a scenario stand for."""
    named = {period.state: period.name for period in periods(scenario.tree, scenario.first)}
    states = dict.fromkeys(state for _, state in scenario.states)
    return Names(
        nodes=tuple(scenario.tree.nodes),
        entries=tuple(node for node, _ in scenario.entries),
        periods=tuple(named.get(state, "") for state in states),
        topics=tuple(topic or "" for topic, _ in scenario.topics),
        callers=tuple(kind for kind, _ in scenario.callers),
        groups=tuple(group.name for group in scenario.groups),
    )


def warm_up(scenario: Scenario) -> float:
    """Seconds that are left out at the beginning: a day, where somebody is there around the clock, so that the office
    is never empty by itself; nought, where every night empties it, or where there is one day only."""
    always = any(group.present.numbers and min(group.present.numbers) > 0 for group in scenario.groups)
    return DAY if always and scenario.days > 1 else 0.0


class Player:
    """Plays replications of one scenario; what it learns of the ways through the tree serves all of them."""

    def __init__(self, scenario: Scenario, seed: int, threshold: float) -> None:
        self.scenario, self.seed, self.threshold = scenario, seed, threshold
        self.journeys = Journeys(scenario.tree)
        self.names = names_of(scenario)
        self.warm_up = warm_up(scenario)
        self.is_plain = is_plain(scenario, self.journeys)

    def play(self, replication: int, sink: Sink | None = None, tick: Callable[[int], None] | None = None) -> Played:
        """One replication. With a sink its records go there; `tick` is told how many calls have ended so far."""
        pieces: list[Piece] = []
        tally = Tally(self.names.groups)
        hours = self.scenario.days * 24
        busy = [Busy(hours) for _ in self.scenario.groups]
        self.journeys.forget_counts()
        ended = 0

        def keep(records: Records) -> None:
            nonlocal ended
            ended += len(records.calls)
            for spans, work in zip(records.spans, busy, strict=True):
                work.add(spans)
            piece = self._piece(records, replication)
            tally.add(piece.calls, piece.visits, piece.messages)
            (sink or pieces.append)(piece)
            if tick is not None:
                tick(ended)

        if self.is_plain:
            for records in Scan(self.scenario, self.seed, replication, self.journeys).play():
                keep(records)
        else:
            engine = Engine(self.scenario, self.seed, replication, self.journeys)
            engine.run(lambda engine: keep(_taken(engine)))
        load = self._load(busy)
        tally.add_load(load)
        run = Run(
            replication=replication,
            days=self.scenario.days,
            calls=call_table([]),
            messages=message_table([]),
            load=load,
            names=self.names,
            visits=visit_table([]),
            passed=self.journeys.passed(),
        )
        return Played(whole(run, pieces), tally.figures(self.threshold))

    def _piece(self, records: Records, replication: int) -> Piece:
        tables = records.calls, records.visits, message_table([tuple(message) for message in records.messages])
        calls, visits, left = (_from(table, self.warm_up) for table in tables)
        return Piece(replication, calls, visits, left)

    def _load(self, busy: list[Busy]) -> tuple[Load, ...]:
        found = (loads(n, group.present, busy[n]) for n, group in enumerate(self.scenario.groups))
        return tuple(one for group in found for one in group if one.hour * 3600 >= self.warm_up)


def whole(run: Run, pieces: list[Piece]) -> Run:
    """A run with all its records."""
    if not pieces:
        return run
    return run._replace(
        calls=together([piece.calls for piece in pieces]),
        visits=together([piece.visits for piece in pieces]),
        messages=together([piece.messages for piece in pieces]),
    )


def _from(table: Table, start: float) -> Table:
    """The records that begin at a moment or later: the table itself if all do."""
    late = table["at"] >= start
    return table if late.all() else table[late]


def _taken(engine: Engine) -> Records:
    """The records so far, taken from an engine."""
    spans = [list(team.spans) for team in engine.teams]
    records = Records(call_table(engine.rows), visit_table(engine.visits), list(engine.messages), spans)
    for lists in (engine.rows, engine.visits, engine.messages):
        lists.clear()
    for team in engine.teams:
        team.spans.clear()
    return records
