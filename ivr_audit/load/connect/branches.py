"""Blocks of Amazon Connect that decide by something which neither the caller nor the clock says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ivr_audit import model
from ivr_audit.load.connect.blocks import STORED, Arm, Block, Spot, Way, number
from ivr_audit.load.connect.graph import voice_arm
from ivr_audit.load.connect.prompts import called
from ivr_audit.load.connect.state import State
from ivr_audit.model import Case
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.load.connect.walk import Walk

_METRICS: Final = {
    "NumberOfAgentsOnline": "people logged in",
    "NumberOfAgentsStaffed": "people on duty",
    "NumberOfAgentsAvailable": "people free",
    "OldestContactInQueueAgeSeconds": "how long the first caller has waited",
    "NumberOfContactsInQueue": "how many callers wait",
    "ContactsInQueue": "how many callers wait",
    "QueueStatus": "how full the queue is",
}
_MILLISECONDS: Final = re.compile(r"\b(\d{1,6})000\b", re.ASCII)
"""The console asks for a time in seconds and writes it so."""
_COMPARED: Final = {
    "Equals": "{}",
    "TextEquals": "{}",
    "TextContains": 'contains "{}"',
    "Contains": 'contains "{}"',
    "TextStartsWith": 'begins with "{}"',
    "StartsWith": 'begins with "{}"',
    "TextEndsWith": 'ends with "{}"',
    "NumberGreaterThan": "more than {}",
    "GreaterThan": "more than {}",
    "NumberGreaterOrEqualTo": "{} or more",
    "NumberLessThan": "less than {}",
    "LessThan": "less than {}",
    "NumberLessOrEqualTo": "{} or less",
}


def compare(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    """A block that compares an attribute; one that asks for the channel has one way, that of telephone calls."""
    voice = voice_arm(block)
    if voice is not None:
        walk.passes(name, spot, next(iter(voice), None), state, block)
        return
    value = block.text("ComparisonValue")
    decides = "what was entered" if value == STORED else called(value) or "an attribute"
    branch(walk, name, spot, state, block, decides, labelled(block))


def metric(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    """A block that looks at the queue: who is there, how long callers wait."""
    metric = block.text("MetricType")
    ways = labelled(block)
    if metric in ("OldestContactInQueueAgeSeconds", "QueueStatus"):
        ways = [(_MILLISECONDS.sub(lambda found: say_duration(int(found[1])), label), way) for label, way in ways]
    branch(walk, name, spot, state, block, _METRICS.get(metric, metric or "how busy the queue is"), ways)


def share(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    """Calls spread by percentage; each arm names the upper end of its part of a hundred."""
    ways: list[tuple[str, Way | None]] = []
    shares: list[float] = []
    end = 0.0
    for arm in block.arms:
        upper = number(arm.operand)
        if upper is None or not end < upper <= 101:
            branch(walk, name, spot, state, block, "chance", labelled(block))
            return
        shares.append(round((min(upper, 100.0) - end) / 100, 4))
        ways.append((f"{shares[-1]:.0%}", arm.way))
        end = min(upper, 100.0)
    if end < 99 and (rest := block.otherwise()) is not None:
        shares.append(round(1 - end / 100, 4))
        ways.append(("the rest", rest))
    branch(walk, name, spot, state, block, "chance", ways, shares)


def labelled(block: Block) -> list[tuple[str, Way | None]]:
    """The ways of a block that decides, each with the answer it is for."""
    found: list[tuple[str, Way | None]] = [(_label(arm), arm.way) for arm in block.arms]
    other = block.otherwise()
    return [*found, ("anything else", other)] if other is not None else found


def _label(arm: Arm) -> str:
    return _COMPARED.get(arm.operator, f"{arm.operator} {{}}").replace("{}", called(arm.operand) or '""')


def branch(
    walk: Walk,
    name: str,
    spot: Spot,
    state: State,
    block: Block,
    decides: str,
    ways: list[tuple[str, Way | None]],
    shares: list[float] | None = None,
) -> None:
    """A node for every way, ways to one place together; none if they are all one."""
    labels: dict[str, list[str]] = {}
    places: dict[str, Way] = {}
    parts: dict[str, float] = {}
    for index, (label, way) in enumerate(ways):
        to = walk.goes(spot, way, state)
        if to is None or way is None:
            continue
        labels.setdefault(to, []).append(label)
        places.setdefault(to, way)
        parts[to] = parts.get(to, 0.0) + (shares[index] if shares else 0.0)
    if len(labels) < 2:
        walk.passes(name, spot, next((way for _, way in ways if way is not None), None), state, block)
        return
    cases: list[Case] = []
    taken: set[str] = set()
    for to, words in labels.items():
        label = " or ".join(words[:4]) + (" ..." if len(words) > 4 else "")
        while label in taken:
            label += "'"
        taken.add(label)
        place = places[to].place
        cases.append(Case(label, to, parts[to] if shares else None, place, place))
    walk.draft.add(model.Branch(name=name, place=block.place, decides=decides, cases=tuple(cases)), f"{decides}?")
