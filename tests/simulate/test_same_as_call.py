"""With free staff a simulated call is, to the second, the call that `ivr-audit call --caller` plays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf, isnan, nan
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from made_offices import HERE, MONDAY, always

from ivr_audit import model
from ivr_audit.call import Position, usual_step
from ivr_audit.callers import CALLERS, CallerKind, play_caller
from ivr_audit.callgraph import steps
from ivr_audit.hours import State, periods
from ivr_audit.journeys import Journeys
from ivr_audit.load import load
from ivr_audit.model import PhoneTree
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.simulate.engine import Engine
from ivr_audit.simulate.records import ENDS, call_table
from ivr_audit.timetable import Timetable
from ivr_audit.traffic import Duration, Traffic

TREES = sorted((Path(__file__).parents[2] / "trees").glob("*.yaml"))
FOREVER = Duration("points", points=((1e12, 1.0),))


class Case(NamedTuple):
    state: State
    entry: str
    kind: CallerKind
    topic: str | None


def free_of_chance(tree: PhoneTree) -> PhoneTree:
    """The tree without stated waits, and with branches that go their usual way only."""
    nodes: dict[str, model.Node] = {}
    state = State(frozenset(), False)
    for name, node in tree.nodes.items():
        if isinstance(node, model.Queue):
            node = replace(node, wait=None)
        if isinstance(node, model.Branch) and node.cases:
            usual = usual_step(tree, Position(name), steps(tree, name, state))
            node = replace(node, cases=tuple(case for case in node.cases if f"case {case.name}" == usual.name)[:1])
        nodes[name] = node
    return replace(tree, nodes=nodes)


def office(tree: PhoneTree) -> Scenario:
    """Fifty people at every line, one call an hour, endless patience."""
    traffic = Traffic(place=HERE, calls=always(1.0), patience=FOREVER, balks=0.0, exits=0.0, leaves_message=1.0)
    found = scenario(tree, traffic, MONDAY, 2)
    groups = tuple(group._replace(present=Timetable((0.0,), (50.0,), 2 * 86400.0)) for group in found.groups)
    return found._replace(groups=groups)


def cases(tree: PhoneTree) -> Iterator[Case]:
    for period in periods(tree, MONDAY):
        for entry in dict.fromkeys(entry.node for entry in tree.entries):
            for kind in CALLERS:
                for topic in (None, *tree.topics):
                    yield Case(period.state, entry, kind, topic)


def simulated(base: Scenario, case: Case, journeys: Journeys) -> Any:
    one = base._replace(
        states=((0.0, case.state),),
        entries=((case.entry, 1.0),),
        topics=((case.topic, 1.0),),
        callers=((case.kind, 1.0),),
    )
    engine = Engine(one, 1, 0, journeys)
    engine.run(lambda _: None)
    rows = call_table(engine.rows)
    assert len(rows) > 20
    return rows[rows["call"] == 0][0]


@pytest.mark.parametrize("path", TREES, ids=lambda path: path.stem)
def test_every_caller_in_every_period(path: Path) -> None:
    tree = free_of_chance(load(path))
    base, journeys = office(tree), Journeys(tree)
    names = list(tree.nodes)
    seen = 0
    for case in cases(tree):
        expected = play_caller(tree, case.state, case.entry, case.kind, case.topic)
        row = simulated(base, case, journeys)
        if expected.outcome == "stuck" and isinstance(tree.nodes[expected.node], model.Queue):
            continue  # nobody is there: whoever waits for ever is stuck when the simulation ends
        seen += 1
        found = ENDS[row["end"]], names[row["node"]], float(row["seconds"])
        assert found == (expected.outcome, expected.node, pytest.approx(expected.seconds, abs=1e-3)), case
        right = nan if expected.right_person is None else expected.seconds if expected.right_person else inf
        if not isnan(right):
            assert (float(row["right"]) == pytest.approx(right, abs=1e-3)) or (right == inf and isnan(row["right"]))
    assert seen > 5
