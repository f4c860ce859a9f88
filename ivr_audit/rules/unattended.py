"""Where calls go to people who are not there: while hours say that the office is open, and at which times of a week."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End
from ivr_audit.finding import Severity, Witness
from ivr_audit.hours import BRIEF, DAY, State, normal_fortnight
from ivr_audit.messages import is_returned
from ivr_audit.model import PhoneTree
from ivr_audit.rules.people import leads_to_person
from ivr_audit.words import WEEKDAYS

if TYPE_CHECKING:
    from ivr_audit.measures import View


class Missed(NamedTuple):
    """People who are called in a view in which they are not there: the hours that say open, the call of somebody who is
    sent to them and goes on waiting, and the nodes that it passes before. An error if nobody at all can be reached
    then, or if the caller is left without anything."""

    hours: str
    call: Witness
    severity: Severity
    passed: tuple[str, ...]


def missed(view: View, anyway: Callable[[str], bool] = lambda name: False) -> dict[str, Missed]:
    """The ring groups and queues to which calls go in a view while hours on the way say open and the people's own hours
    (`staffed`) are closed. Those that are meant `anyway` count also where no hours on the way say open.

    Not those reached only after other people did not answer, or by being passed on; not queues with `no_agents`; and
    not those after which somebody else answers a caller who waits.
    """
    tree = view.tree
    came = _ways_in(view)
    found = {}
    for name in dict.fromkeys(name for name, _ in came):
        node, was_open = tree.nodes[name], (name, True) in came
        if not was_open and not anyway(name):
            continue
        if isinstance(node, model.Ring | model.Queue) and _is_away(view, node):
            hours, way = _way(view, came, (name, was_open))
            away = was_open and _never_at(tree, hours, node.staffed)
            if not away and leads_to_person(tree, view.state, name) is None:
                call = view.witness(way)
                lost = not view.person_reachable or _is_lost(tree, call)
                found[name] = Missed(hours, call, "error" if lost else "warning", tuple(at for at, _ in way))
    return found


def _is_lost(tree: PhoneTree, call: Witness) -> bool:
    """Whether a call leaves the caller without anything: hung up on, held, or with a mailbox that nobody returns."""
    box = tree.nodes[call.node]
    if call.outcome == "message" and isinstance(box, model.Voicemail):
        return not is_returned(box, tree)
    return call.outcome in ("cut off", "stuck")


def _is_away(view: View, node: model.Ring | model.Queue) -> bool:
    """Whether the people's own hours are closed, and nothing is said of where calls go then."""
    if node.staffed is None or node.staffed in view.state.open:
        return False
    return not (isinstance(node, model.Queue) and node.no_agents is not None)


def _never_at(tree: PhoneTree, hours: str, staffed: str | None) -> bool:
    """Whether people are there in a normal week, but never while the hours are open: then these are hours for when they
    are away, such as "night"."""
    if "normal week" not in tree.known:
        tree.known["normal week"] = {state.open for _, _, state in normal_fortnight(tree)}
    there = [open_now for open_now in tree.known["normal week"] if staffed in open_now]
    return bool(there) and not any(hours in open_now for open_now in there)


_Came = dict[tuple[str, bool], tuple[tuple[str, bool], str]]
"""By node, and whether hours on the way said open: where calls come from, and the step."""


def _ways_in(view: View) -> _Came:
    """The ways with the fewest steps on which nobody was tried before."""
    start = (view.entry, False)
    came: _Came = {start: (start, "")}
    waiting = deque([start])
    while waiting:
        name, was_open = waiting.popleft()
        node = view.tree.nodes[name]
        tried = isinstance(node, model.Answered | model.Transfer)
        for step in view.steps(name):
            if isinstance(step.to, End) or tried and step.by == "system":
                continue
            to = (step.to, was_open or _says_open(node, step.name))
            if to not in came:
                came[to] = ((name, was_open), step.name)
                waiting.append(to)
    return came


def _says_open(node: model.Node, step: str) -> bool:
    return isinstance(node, model.HoursCheck) and node.hours is not None and step == "open"


def _way(view: View, came: _Came, at: tuple[str, bool]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The last hours that said open ("": none did), and the way from the entry on."""
    legs: list[tuple[str, str]] = []
    hours = ""
    while came[at][1]:
        (name, _), step = came[at]
        node = view.tree.nodes[name]
        if isinstance(node, model.HoursCheck) and _says_open(node, step):
            hours = hours or node.hours or ""
        legs.append((name, step))
        at = came[at][0]
    return hours, tuple(reversed(legs))


def say_times(tree: PhoneTree, states: Iterable[State]) -> str:
    """The times of a normal week at which one of the states holds, "Mon to Fri 12:00 to 13:00"; of many only the three
    with the most hours, the longest first. What no normal week has is called by "on public holidays" or "on some
    dates"; a few minutes a week are not told beside holidays."""
    wanted = frozenset(states)
    spans = _spans(tree, wanted)
    parts: list[tuple[int, str]] = []
    days = [(day, spans[day]) for day in range(7) if day in spans]
    for _, run in groupby(enumerate(days), key=lambda item: (item[1][0] - item[0], item[1][1])):
        alike = [day for _, (day, _) in run]
        minutes = len(alike) * sum(until - begin for begin, until in spans[alike[0]])
        said = f"{_days(alike)} {' and '.join(f'{_clock(a)} to {_clock(b)}' for a, b in spans[alike[0]])}"
        parts.append((minutes, said))
    on_holidays = any(state.holiday for state in wanted)
    if not parts or on_holidays and sum(minutes for minutes, _ in parts) <= BRIEF * 60:
        return "on public holidays" if parts or all(state.holiday for state in wanted) else "on some dates"
    if len(parts) > 3:
        parts = [*sorted(parts, key=lambda part: -part[0])[:3], (0, "and at other times")]
    return ", ".join([*(said for _, said in parts), *(["and on public holidays"] if on_holidays else [])])


def _spans(tree: PhoneTree, wanted: frozenset[State]) -> dict[int, tuple[tuple[int, int], ...]]:
    """By weekday, Monday 0, from which minute to which; what adjoins is one."""
    stretches = normal_fortnight(tree)
    monday = stretches[0].start
    found: dict[int, list[tuple[int, int]]] = {}
    for start, end, state in stretches:
        day = (start - monday).days
        if state not in wanted or day > 6:
            continue
        begin = _minutes(start, monday + timedelta(days=day))
        until = _minutes(end, monday + timedelta(days=day))
        spans = found.setdefault(day, [])
        if spans and spans[-1][1] == begin:
            begin = spans.pop()[0]
        spans.append((begin, min(until, DAY)))
    return {day: tuple(spans) for day, spans in found.items()}


def _minutes(moment: datetime, midnight: datetime) -> int:
    return (moment - midnight) // timedelta(minutes=1)


def _days(days: list[int]) -> str:
    first, last = WEEKDAYS[days[0]][:3], WEEKDAYS[days[-1]][:3]
    if len(days) == 1:
        return first
    return f"{first} {'and' if len(days) == 2 else 'to'} {last}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
