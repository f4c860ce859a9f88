"""What if: an office with one thing or several put differently, by a line such as "nurse line.agents=3".

    calls*1.2, calls+20%                   a fifth more calls
    nurses.people+1 on monday              one more of them whenever they are there on Mondays
    nurses.people=4 on tuesday 8:00-12:00  four of them, there or not
    nurse line.agents=3                    the people who answer that queue or ring group
    front desk.handling=3m                 how long their calls take on average
    patience=2m                            how long callers wait on average before they give up
    balks=0.1, exits=20%, leaves message=0.5
    nurse line.max wait=5m                 also capacity, ring for
    billing box.emptied=9:00 16:00         when its messages are returned on working days
    callers.zero=20%, topics.refills=0.4   the others share what is left as before

`=` sets, `+`, `-` and `*` change what is there. `changes.py` reads the lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, NamedTuple

from ivr_audit import model
from ivr_audit.hours import public_holidays
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.scalars import count, duration, short
from ivr_audit.scenario import Group, Scenario
from ivr_audit.simulate.changed import (
    ANY_TIME,
    calls_in,
    changed_duration,
    changed_part,
    changed_shares,
    changed_table,
    weekday,
)
from ivr_audit.simulate.changes import Change, changes_of, clock, factor, plain, read_change, some_time
from ivr_audit.timetable import DAY
from ivr_audit.traffic import MOST_CALLS, MOST_PEOPLE
from ivr_audit.words import list_words, or_known, say_duration, some

MOST_SIMULATED: Final = 2_000_000
"""Calls of a changed office in one replication, if the office as it is has not a tenth of that already: ten
replications of them take minutes and some gigabytes."""
KIND_WORDS: Final = {"ring": "ring group", "voicemail": "mailbox", "say": "announcement", "ask": "question"}
_SETTINGS: Final = {"balks": "balks", "exits": "exits", "leaves message": "leaves_message"}
_WHOLE: Final = ("calls", "patience", "handling", *_SETTINGS, "redial")
_OF_A_GROUP: Final = ("people", "agents", "handling", "after call")
_OF_A_NODE: Final[Mapping[str, tuple[str, Callable[[str], float]]]] = {
    "max wait": ("max_wait", duration),
    "capacity": ("capacity", count),
    "ring for": ("ring_for", some_time),
}
_REDIAL: Final = "write `redial: {chance: 30%, after: 1h}` under `traffic:`"
_SHARED: Final = ("callers", "topics")


class Variant(NamedTuple):
    """A name, and lines that say what is put differently."""

    name: str
    changes: tuple[str, ...]
    place: Place = Place("--set")


class Fitted(NamedTuple):
    """The office of a variant. `idle` has the lines that change nothing, since the office is so already."""

    variant: Variant
    office: Scenario
    idle: tuple[str, ...]


def variants(lines: Iterable[str]) -> list[Variant]:
    """A variant for each `--set`; several changes of one variant are parted by ";".

    >>> variants(["calls*1.2; nurse line.agents=3"])[0].changes
    ('calls*1.2', 'nurse line.agents=3')
    """
    return [Variant(line, changes_of(line)) for line in lines]


def varied(scenario: Scenario, variant: Variant) -> Scenario:
    """The scenario of a variant. Raises InputError with every line that does not fit the office."""
    return fitted(scenario, [variant])[0].office


def fitted(scenario: Scenario, wanted: Iterable[Variant]) -> list[Fitted]:
    """The offices of the variants. Raises InputError with every line of all of them that does not fit."""
    problems: list[Problem] = []
    found = [_fitted(scenario, variant, problems) for variant in wanted]
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return found


def _fitted(scenario: Scenario, variant: Variant, problems: list[Problem]) -> Fitted:
    """The office of one variant. Parts of the callers are put together in the end, since they share one whole."""
    office = scenario
    idle: list[str] = []
    parts: dict[str, list[tuple[str, Change]]] = {}

    def put(lines: Sequence[str], changed: Callable[[Scenario], Scenario]) -> None:
        nonlocal office
        try:
            after = changed(office)
        except ValueError as wrong:
            told = list_words([f'"{line}"' for line in lines])
            problems.append(Problem(variant.place, f"cannot set {told}: {wrong}"))
            return
        idle.extend(lines if after == office else ())
        office = after

    for line in variant.changes:
        try:
            change = read_change(line)
        except ValueError as wrong:
            problems.append(Problem(variant.place, _unread(variant, line, wrong)))
            continue
        if change.target in _SHARED and not change.is_named:
            parts.setdefault(change.target, []).append((line, change))
        else:
            put([line], lambda office, change=change: _put(office, change))  # type: ignore[misc]  # bound at once
    for what, shares in parts.items():
        put([line for line, _ in shares], lambda office, w=what, s=shares: changed_shares(office, w, [c for _, c in s]))  # type: ignore[misc]  # bound at once
    return Fitted(variant, office, tuple(idle))


def _unread(variant: Variant, line: str, wrong: ValueError) -> str:
    """What to say of a line that says no change; an empty one is named by what stands around it."""
    if line:
        return f'cannot set "{line}": {wrong}'
    if len(variant.changes) > 1:
        return f'cannot set "{variant.name}": it has a ";" with no change beside it; take the ";" away'
    return f'cannot set "{variant.name}": {wrong}'


def _put(scenario: Scenario, change: Change) -> Scenario:
    """The scenario after a change."""
    if change.target and (change.is_named or change.field not in ("mean", "chance")):
        return _put_at(scenario, change)
    name = plain(change.target) or change.field
    if name == "calls":
        return _calls(scenario, change)
    if name not in _WHOLE:
        raise ValueError(f'there is no "{name}" to set{_quotable(scenario, name) or or_known(name, _WHOLE)}')
    if change.is_timed:
        raise ValueError(ANY_TIME)
    if name == "patience":
        return scenario._replace(patience=changed_duration(scenario.patience, change))
    if name == "handling":
        groups = (_handling(group, change) for group in scenario.groups)
        return scenario._replace(groups=tuple(groups))
    if name == "redial":
        if scenario.redial is None:
            raise ValueError(
                "nobody tries again in this file; write `redial: {chance: 30%, after: 1h}` under `traffic:`"
            )
        chance = changed_part(change, scenario.redial.chance)
        return scenario._replace(redial=scenario.redial._replace(chance=chance))
    put: dict[str, Any] = {_SETTINGS[name]: changed_part(change, getattr(scenario, _SETTINGS[name]))}
    return scenario._replace(**put)


def _quotable(scenario: Scenario, begin: str) -> str:
    """What to say where a name of the file was cut off at a character that means something in a change."""
    for name in (*_groups(scenario), *scenario.tree.nodes):
        if re.search("[=+*;]", name) and plain(name).startswith(begin):
            return f"; put the name in quotation marks, as in '\"{name}\".people=2'"
    return ""


def _calls(scenario: Scenario, change: Change) -> Scenario:
    """The scenario with other calls. Raises ValueError for none at all, and for more than can be simulated."""
    rates = changed_table(scenario, scenario.rates, change, _calls_an_hour)
    before, after = calls_in(scenario.rates), calls_in(rates)
    most = max(MOST_SIMULATED, 10 * before)
    if after <= 0:
        raise ValueError("then nobody calls, and there is nothing to simulate; leave some calls")
    if after > most or max(rates.numbers) > MOST_CALLS:
        factor = min(most / before, MOST_CALLS / max(scenario.rates.numbers)) if before else 0.0
        most_said = f'at most "calls*{factor:.0f}"' if factor >= 2 else "fewer"
        raise ValueError(
            f"that is {after:,.0f} calls in {scenario.days} days, too many to simulate; "
            f"take {most_said}, or look at fewer --weeks"
        )
    return scenario._replace(rates=rates)


def _calls_an_hour(text: str) -> float:
    if text.endswith("%"):
        raise ValueError(f'{short(text)} of what? Write "calls*0.8" or "calls-20%" for a fifth less than now')
    try:
        return factor(text)
    except ValueError:
        raise ValueError(f"{short(text)} is not a number of calls an hour; write 0 or more") from None


def _put_at(scenario: Scenario, change: Change) -> Scenario:
    """The scenario after a change of a staff group, a queue, a ring group or a box."""
    if change.field in _OF_A_GROUP:
        chosen = group_of(scenario, change.target)
        groups = list(scenario.groups)
        groups[chosen] = _group(groups[chosen], change, scenario)
        return scenario._replace(groups=tuple(groups))
    nodes = scenario.tree.nodes
    node = nodes.get(change.target)
    if node is None and change.target in _groups(scenario):
        raise ValueError(f'staff have no "{change.field}"{or_known(change.field, _OF_A_GROUP)}')
    if node is None and plain(change.target) in _WHOLE and not change.is_named:
        raise ValueError(f'{change.target} has no "{change.field}"; write it like "{change.target}=..."')
    if node is None:
        fits = [name for name, one in nodes.items() if change.field in _settable(scenario, one)]
        known = fits or [*_groups(scenario), *nodes]
        raise ValueError(f'there is no "{change.target}"{or_known(change.target, known)}')
    if change.field not in _settable(scenario, node):
        raise ValueError(_not_settable(scenario, node, change.field))
    if change.field == "emptied":
        return _rounds(scenario, change)
    if change.is_timed:
        raise ValueError(ANY_TIME)
    return scenario._replace(tree=replace(scenario.tree, nodes={**nodes, node.name: _line(scenario, node, change)}))


def _settable(scenario: Scenario, node: model.Node) -> list[str]:
    """What can be set of a node."""
    if isinstance(node, model.Voicemail):
        return ["emptied"]
    answered = any(node.name in dict(group.serves) for group in scenario.groups)
    own = [name for name, (field, _) in _OF_A_NODE.items() if hasattr(node, field)]
    return [*(_OF_A_GROUP if answered else ()), *own]


def _not_settable(scenario: Scenario, node: model.Node, field: str) -> str:
    known = _settable(scenario, node)
    kind = KIND_WORDS.get(node.kind, node.kind.replace("_", " "))
    if not known:
        return f'nothing of "{node.name}" can be set: it is a {kind}; name a line that people answer, or a mailbox'
    told = f'"{node.name}" is a {kind} and has no "{field}" that can be set'
    return told + or_known(field, known)


def _line(scenario: Scenario, node: model.Node, change: Change) -> model.Node:
    """A queue or ring group with another limit."""
    field, read = _OF_A_NODE[change.field]
    before = getattr(node, field)
    if before is None and change.how != "=":
        raise ValueError(f'"{node.name}" has no {change.field} yet; set it with =')
    amount = change.number(float(before or 0), read)
    if amount < (1 if field != "max_wait" else 0):
        raise ValueError(f"nothing is left of it; now it is {before:g}{'' if field == 'capacity' else ' s'}")
    usual = scenario.answers_after.first if scenario.answers_after else scenario.tree.defaults.answers_after
    answered = getattr(node, "answers_after", None) or usual
    if isinstance(node, model.Ring) and amount < answered:
        raise ValueError(
            f"the telephone is answered after {say_duration(answered)}, so it would stop ringing before; take more"
        )
    put: dict[str, Any] = {field: round(amount) if field == "capacity" else amount}
    return replace(node, **put)


def group_of(scenario: Scenario, name: str) -> int:
    """The number of a staff group, by its name or by that of the only queue or ring group that it alone answers.

    Raises ValueError where there is none, or more than one.
    """
    names = _groups(scenario)
    if name in names:
        return names.index(name)
    found = [n for n, group in enumerate(scenario.groups) if name in dict(group.serves)]
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(
            f'"{name}" is answered by several groups; say which of {some([names[n] for n in found], "or")}'
        )
    answered = [node for group in scenario.groups for node, _ in group.serves]
    if name in scenario.tree.nodes:
        raise ValueError(f'nobody answers at "{name}"; lines that people answer: {some(answered)}')
    raise ValueError(f'there is no "{name}"{or_known(name, [*names, *answered])}')


def _group(group: Group, change: Change, scenario: Scenario) -> Group:
    if change.field in ("people", "agents"):
        return _staffed(group, change, scenario)
    if change.is_timed:
        raise ValueError(ANY_TIME)
    if change.field == "handling":
        return _handling(group, change)
    return group._replace(after_call=changed_duration(group.after_call, change, least=0.0))


def _staffed(group: Group, change: Change, scenario: Scenario) -> Group:
    """A group with more or fewer people. Raises ValueError where fewer than nobody, or never anybody, would be."""
    table = changed_table(scenario, group.present, change, _people, least=None)
    present = table._replace(numbers=tuple(float(round(number)) for number in table.numbers))
    if min(present.numbers) < 0:
        raise ValueError(
            f'fewer than that are at times in "{group.name}"; take fewer away, or say with = how many are left'
        )
    if max(present.numbers) > MOST_PEOPLE:
        raise ValueError(f"more than {MOST_PEOPLE:,} people in one group are not simulated; take fewer")
    if any(group.present.numbers) and not any(present.numbers):
        raise ValueError(
            f'then nobody is ever there in "{group.name}"; leave at least 1, or say when nobody is, as in "on monday"'
        )
    return group if present.numbers == group.present.numbers else group._replace(present=present)


def _people(text: str) -> float:
    if text.startswith("-"):
        raise ValueError(f"{short(text)} is fewer than nobody; write 0 or more")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(f"{short(text)} is not a number of people; write a whole number such as 2")
    return float(text)


def _handling(group: Group, change: Change) -> Group:
    return group._replace(handling={node: changed_duration(said, change) for node, said in group.handling.items()})


def _rounds(scenario: Scenario, change: Change) -> Scenario:
    """A box that is emptied at those times, on working days unless days are said, and not on public holidays."""
    words = change.amount.replace(",", " ").split()
    if change.how != "=" or change.has_hours or not words:
        raise ValueError('say all its times, as in "emptied=9:00 16:00" or "emptied=9:00 on mon-fri"')
    clocks = sorted({clock(word) for word in words})
    first = scenario.first
    holidays = public_holidays(scenario.tree.holidays, range(first.year, first.year + 3))
    days = change.days or frozenset(range(5))
    found = [
        day * DAY
        for day in range(scenario.days)
        if weekday(scenario, day * DAY) in days and first + timedelta(days=day) not in holidays
    ]
    moments = tuple(day + at for day in found for at in clocks)
    boxes = (box._replace(rounds=moments, never=False) if box.name == change.target else box for box in scenario.boxes)
    return scenario._replace(boxes=tuple(boxes))


def _groups(scenario: Scenario) -> list[str]:
    return [group.name for group in scenario.groups]
