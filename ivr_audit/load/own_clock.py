"""What the clock of a phone system does on holidays that the office keeps and the system was never told: as on any day.

The schedules that stand in the system's own files go on as usual. Only the dates that these files name as holidays
stay what they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date

from ivr_audit.model import Holidays, Hours, HoursCheck, Node, PhoneTree, Span

_DAY = (Span(0, 1440),)
_KNOWN = "holidays of the phone system"


def own_clock(tree: PhoneTree, known: Holidays, told: Set[str]) -> PhoneTree:
    """The tree, which has the office's holidays, with hours that know none but those of `known`, the phone system's.

    `told` are names of hours that the office tells itself: these keep its holidays. The office keeps those of the
    phone system too.
    """
    office = tree.holidays
    dates = tuple(sorted({*office.dates, *known.dates}))
    own = {name: _as_usual(hours, known.dates) for name, hours in tree.hours.items() if name not in told}
    hours, nodes = {**tree.hours, **own}, dict(tree.nodes)
    if known.dates and any(_has_way(node, own) for node in nodes.values()):
        name = _free(_KNOWN, {*hours, *told})
        hours[name] = Hours(name=name, place=tree.at("hours"), dates=dict.fromkeys(known.dates, _DAY))
        nodes = _asked_apart(nodes, own, name)
    return replace(tree, hours=hours, nodes=nodes, holidays=office._replace(dates=dates))


def _as_usual(hours: Hours, known: tuple[date, ...]) -> Hours:
    """Hours that go on as usual on a holiday, but for the known ones. Those that never change stay as they are."""
    if hours.always or hours.holiday is None or not (any(hours.weekly) or hours.holiday):
        return hours
    return replace(hours, dates={**dict.fromkeys(known, hours.holiday), **hours.dates}, holiday=None)


def _has_way(node: Node, own: Mapping[str, Hours]) -> bool:
    return isinstance(node, HoursCheck) and node.holiday is not None and node.hours in own


def _asked_apart(nodes: Mapping[str, Node], own: Mapping[str, Hours], known: str) -> dict[str, Node]:
    """The nodes, with a check of the known holidays behind each check of own hours that has a way for them."""
    found: dict[str, Node] = {}
    for name, node in nodes.items():
        if isinstance(node, HoursCheck) and _has_way(node, own):
            other = _free(f"{name.rstrip('?')}, holiday?", {*nodes, *found})
            found[name] = replace(node, closed=other, holiday=None)
            found[other] = HoursCheck(
                name=other, place=node.place, hours=known, open=node.holiday, closed=node.closed,
                places={"open": node.at("holiday"), "closed": node.at("closed")},
            )  # fmt: skip
        else:
            found[name] = node
    return found


def _free(name: str, taken: Set[str]) -> str:
    """The name, with a number where another one has it."""
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name} ({count})"
    return free
