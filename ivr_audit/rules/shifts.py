"""When people are on shift at a line, where a `traffic` section says more than the hours of the line (`staffed`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit.callgraph import is_staffed
from ivr_audit.hours import DAY, State
from ivr_audit.model import Answered, Hours, PhoneTree, Span
from ivr_audit.place import Place

if TYPE_CHECKING:
    from ivr_audit.scenario import Group, Scenario

_CALLED = "\0called"
"""Hours in which anybody calls; the sign keeps the name apart from the user's."""


class Shifts(NamedTuple):
    """`tree` has people at its lines only while somebody is on shift, in a normal week. `lines` are those at which that
    is less than their own hours, as they stand in the file; `groups` are who answers them."""

    tree: PhoneTree
    lines: Mapping[str, Answered]
    groups: Mapping[str, tuple[str, ...]]

    def is_missed(self, name: str, state: State) -> bool:
        """Whether a line is open by the file, calls come, and nobody is on shift, in a state of `tree`."""
        return name in self.lines and _CALLED in state.open and is_staffed(self.lines[name], state)

    def own_hours(self, name: str) -> str | None:
        """The hours that the file gives the people of a line; None: it is always open."""
        return self.lines[name].staffed


def shifts(tree: PhoneTree) -> Shifts | None:
    """The shifts of a tree; None where it says of none, or where people are on shift whenever lines are open."""
    if tree.traffic is None or not tree.traffic.staff:
        return None
    from ivr_audit.scenario import normal_scenario

    office = normal_scenario(tree, tree.traffic)
    described = {group.name for group in tree.traffic.staff}
    served: dict[str, list[Group]] = {}
    for group in office.groups:
        for name, _ in group.serves if group.name in described else ():
            served.setdefault(name, []).append(group)
    moments = _moments(office)
    lines: dict[str, Answered] = {}
    there: dict[str, Hours] = {_CALLED: _hours(_CALLED, tree.place, moments, _is_called(office, moments))}
    for name, groups in served.items():
        node = tree.nodes[name]
        if not isinstance(node, Answered):
            continue
        at_work = {at: any(group.present.at(at) >= 1 for group in groups) for at, _, _ in moments}
        opened = {at: is_staffed(node, state) for at, _, state in moments}
        if any(opened[at] and not at_work[at] for at, _, _ in moments):
            lines[name] = node
            both = {at: opened[at] and at_work[at] for at, _, _ in moments}
            there[f"\0{name}"] = _hours(f"\0{name}", tree.place, moments, both)
    if not lines:
        return None
    at_shifts = {name: replace(node, staffed=f"\0{name}") for name, node in lines.items()}
    by_shifts = replace(tree, nodes={**tree.nodes, **at_shifts}, hours={**tree.hours, **there})
    return Shifts(by_shifts, lines, {name: tuple(group.name for group in served[name]) for name in lines})


def file_state(state: State) -> State:
    """A state of a tree with shifts, as it is in the file."""
    return State(frozenset(name for name in state.open if not name.startswith("\0")), state.holiday)


_Moment = tuple[float, float, State]


def _moments(office: Scenario) -> list[_Moment]:
    """The normal week in pieces of a day at most, in which nobody comes or goes: from, to (seconds), what is open."""
    from ivr_audit.scenario import state_of

    cuts = {day * DAY * 60.0 for day in range(office.days + 1)}
    cuts.update(at for at, _ in office.states)
    for table in (office.rates, *(group.present for group in office.groups)):
        cuts.update(at for at in table.times if at < table.end)
    return [(start, end, state_of(office, start)) for start, end in pairwise(sorted(cuts))]


def _is_called(office: Scenario, moments: list[_Moment]) -> Mapping[float, bool]:
    """By moment, whether anybody calls. Where the file does not say when, they call at all hours."""
    traffic = office.tree.traffic
    stated = traffic is not None and traffic.calls is not None
    return {at: not stated or office.rates.at(at) > 0 for at, _, _ in moments}


def _hours(name: str, place: Place, moments: list[_Moment], holds: Mapping[float, bool]) -> Hours:
    """Hours of a normal week that are open while something holds."""
    weekly: list[list[Span]] = [[] for _ in range(7)]
    for day, span in _spans(moments, holds):
        if weekly[day] and weekly[day][-1].end == span.start:
            span = Span(weekly[day].pop().start, span.end)
        weekly[day].append(span)
    return Hours(name=name, place=place, weekly=tuple(map(tuple, weekly)))


def _spans(moments: list[_Moment], holds: Mapping[float, bool]) -> Iterator[tuple[int, Span]]:
    for start, end, _ in moments:
        day = int(start // 60) // DAY
        if holds[start]:
            yield day, Span(int(start // 60) - day * DAY, int(end // 60) - day * DAY)
