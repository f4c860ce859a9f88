"""What if: an office with one thing or several put differently, by a line such as "nurse line.agents=3".

    calls*1.2                              a fifth more calls
    nurses.people+1 on monday              one more of them whenever they are there on Mondays
    nurses.people=4 on tuesday 8:00-12:00  four of them, there or not
    nurse line.agents=3                    the people who answer that queue or ring group
    front desk.handling=3m                 how long their calls take on average
    patience=2m                            how long callers wait on average before they give up
    balks=0.1, exits=20%, leaves message=0.5
    nurse line.max wait=5m                 also capacity, ring for
    billing box.rounds=9:00 16:00          when its messages are returned on working days
    callers.zero=20%, topics.refills=0.4   the others share what is left as before

`=` sets, `+`, `-` and `*` change what is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, NamedTuple

from ivr_audit import model
from ivr_audit.callers import CALLERS
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.scalars import duration, share
from ivr_audit.scenario import Group, Scenario
from ivr_audit.timetable import DAY, Timetable
from ivr_audit.traffic import Duration
from ivr_audit.words import WEEKDAYS, nearest

_LINE: Final = re.compile(
    r"\s*(?P<what>[^=+*]*?[^=+*\s-])\s*(?P<how>[=+*-])\s*(?P<amount>(?:\d|\.\d)[\dhmsd:.,% ]*?)"
    r"(?:\s+on\s+(?P<day>[a-z]+))?(?:\s+(?P<start>\d{1,2}:\d\d)-(?P<end>\d{1,2}:\d\d))?\s*",
    re.IGNORECASE,
)
_SETTINGS: Final = {"balks": "balks", "exits": "exits", "leaves message": "leaves_message"}
_OF_A_GROUP: Final = ("people", "agents", "handling", "after call")
_OF_A_NODE: Final = {"max wait": "max_wait", "capacity": "capacity", "ring for": "ring_for", "full": "capacity"}


class Variant(NamedTuple):
    """A name, and lines that say what is put differently."""

    name: str
    changes: tuple[str, ...]
    place: Place = Place("--set")


class _Change(NamedTuple):
    """A line that was understood: of what, which of its amounts, how, and when."""

    target: str
    field: str
    how: str
    amount: str
    day: int | None
    start: float
    end: float

    @property
    def is_timed(self) -> bool:
        return self.day is not None or (self.start, self.end) != (0.0, DAY)

    def number(self, before: float, read: Callable[[str], float]) -> float:
        """What becomes of an amount."""
        if self.how == "=":
            return read(self.amount)
        if self.how == "*":
            return before * _number(self.amount)
        return max(before + (read(self.amount) if self.how == "+" else -read(self.amount)), 0.0)


def varied(scenario: Scenario, variant: Variant) -> Scenario:
    """The scenario of a variant. Raises InputError with every line that does not fit the office."""
    problems = []
    for line in variant.changes:
        try:
            scenario = _put(scenario, _read(line))
        except ValueError as error:
            problems.append(Problem(variant.place, f'cannot set "{line}": {error}'))
    if problems:
        raise InputError(problems)
    return scenario


def _read(line: str) -> _Change:
    parts = _LINE.fullmatch(line)
    if parts is None:
        raise ValueError('write it like "nurse line.agents=3", "calls*1.2" or "nurses.people+1 on monday"')
    target, _, field = parts["what"].rpartition(".")
    day = None
    if parts["day"]:
        name = nearest(parts["day"].capitalize(), WEEKDAYS)
        found = [n for n, weekday in enumerate(WEEKDAYS) if weekday.lower().startswith(parts["day"].lower()[:9])]
        if len(found) != 1:
            raise ValueError(f'"{parts["day"]}" is not a day of the week' + (f"; is it {name}?" if name else ""))
        day = found[0]
    start, end = (_clock(parts["start"]), _clock(parts["end"])) if parts["start"] else (0.0, DAY)
    if start >= end:
        raise ValueError("its hours end before they begin")
    amount = parts["amount"].strip()
    amount = f"0{amount}" if amount.startswith(".") else amount
    return _Change(target.strip(), _plain(field), parts["how"], amount, day, start, end)


def _put(scenario: Scenario, change: _Change) -> Scenario:
    """The scenario after a change."""
    if change.target in ("callers", "topics"):
        return _share(scenario, change)
    if change.target and change.field not in ("mean", "chance"):
        return _put_at(scenario, change)
    name = _plain(change.target) or change.field
    if name == "calls":
        return scenario._replace(rates=_table(scenario.rates, change, scenario, _number, whole=False))
    if change.is_timed:
        raise ValueError("only calls and people can differ by day and hour")
    if name == "patience":
        return scenario._replace(patience=_stretched(scenario.patience, change))
    if name == "handling":
        groups = (_handling(group, change) for group in scenario.groups)
        return scenario._replace(groups=tuple(groups))
    if name in _SETTINGS:
        part = change.number(getattr(scenario, _SETTINGS[name]), share)
        if part > 1:
            raise ValueError("that is more than all callers")
        put: dict[str, Any] = {_SETTINGS[name]: part}
        return scenario._replace(**put)
    if name == "redial" and scenario.redial is not None:
        chance = change.number(scenario.redial.chance, share)
        return scenario._replace(redial=scenario.redial._replace(chance=min(chance, 1.0)))
    known = ["calls", "patience", "handling", *_SETTINGS, "redial"]
    raise ValueError(_unknown(name, known, "nothing is called"))


def _put_at(scenario: Scenario, change: _Change) -> Scenario:
    """The scenario after a change of a staff group, a queue, a ring group or a box."""
    if change.field in _OF_A_GROUP:
        chosen = group_of(scenario, change.target)
        changed = tuple(
            _group(group, change, scenario) if n == chosen else group for n, group in enumerate(scenario.groups)
        )
        return scenario._replace(groups=changed)
    if change.is_timed:
        raise ValueError("only calls and people can differ by day and hour")
    node = scenario.tree.nodes.get(change.target)
    if node is None and change.target in _groups(scenario):
        raise ValueError(_unknown(change.field, _OF_A_GROUP, "nobody can set"))
    if node is None:
        raise ValueError(_unknown(change.target, [*scenario.tree.nodes, *_groups(scenario)], "there is no"))
    if change.field == "rounds" and isinstance(node, model.Voicemail):
        return _rounds(scenario, change)
    field = _OF_A_NODE.get(change.field, "")
    if not hasattr(node, field) or isinstance(node, model.Voicemail):
        raise ValueError(_unknown(change.field, [*_OF_A_GROUP, *_OF_A_NODE, "rounds"], "nobody can set"))
    before = getattr(node, field)
    if before is None and change.how != "=":
        raise ValueError(f'"{change.target}" has no {change.field} yet; set it with =')
    whole = field == "capacity"
    amount = change.number(float(before or 0), _number if whole else duration)
    put: dict[str, Any] = {field: int(amount) if whole else amount}
    nodes = {**scenario.tree.nodes, node.name: replace(node, **put)}
    return scenario._replace(tree=replace(scenario.tree, nodes=nodes))


def _share(scenario: Scenario, change: _Change) -> Scenario:
    """A part of the callers made larger or smaller; the other parts keep their proportions."""
    parts = dict(getattr(scenario, change.target))
    names = {_plain(name or "none"): name for name in parts}
    if change.target == "callers":
        names |= {_plain(kind): kind for kind in CALLERS}
    if change.field not in names:
        raise ValueError(_unknown(change.field, list(names), f"there are no {change.target} called"))
    name = names[change.field]
    part = change.number(parts.get(name, 0.0), share)
    if not 0 <= part <= 1:
        raise ValueError("that is more than all callers")
    others = sum(size for other, size in parts.items() if other != name)
    if not others and part < 1:
        raise ValueError(f'all callers are "{change.field}"; make the others more instead')
    scaled = {other: size * (1 - part) / others for other, size in parts.items() if other != name}
    order = [*parts, *(() if name in parts else (name,))]
    found = tuple((other, part if other == name else scaled[other]) for other in order)
    put: dict[str, Any] = {change.target: tuple(one for one in found if one[1] > 0)}
    return scenario._replace(**put)


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
        told = ", ".join(f'"{names[n]}"' for n in found)
        raise ValueError(f'"{name}" is answered by several groups; say which of {told}')
    answered = [node for group in scenario.groups for node, _ in group.serves]
    raise ValueError(_unknown(name, [*names, *answered], "nobody answers at"))


def _group(group: Group, change: _Change, scenario: Scenario) -> Group:
    if change.field in ("people", "agents"):
        return group._replace(present=_table(group.present, change, scenario, _number, whole=True))
    if change.is_timed:
        raise ValueError("only calls and people can differ by day and hour")
    if change.field == "handling":
        return _handling(group, change)
    return group._replace(after_call=_stretched(group.after_call, change))


def _handling(group: Group, change: _Change) -> Group:
    return group._replace(handling={node: _stretched(said, change) for node, said in group.handling.items()})


def _stretched(said: Duration, change: _Change) -> Duration:
    """A duration with another mean and the same shape."""
    if said.shape == "points":
        if change.how != "*":
            raise ValueError("it is given by points; it can only be multiplied")
        times = _number(change.amount)
        return said._replace(points=tuple((seconds * times, part) for seconds, part in said.points))
    mean = change.number(said.first, duration)
    if mean <= 0 and said.shape != "constant":
        raise ValueError("nothing is left of it")
    return said._replace(first=mean)


def _table(
    table: Timetable, change: _Change, scenario: Scenario, read: Callable[[str], float], *, whole: bool
) -> Timetable:
    """A timetable after a change; where nobody was there it stays so, unless a day or hours are said with "="."""
    edges = set(table.times)
    if change.is_timed:
        edges |= {day * DAY + at for day in range(scenario.days) for at in (change.start, change.end)}
    times: list[float] = []
    numbers: list[float] = []
    for at in sorted(edge for edge in edges if edge < table.end):
        number = table.at(at)
        here = change.start <= at % DAY < change.end and change.day in (None, _weekday(scenario, at))
        if here and (number > 0 or (change.is_timed and change.how == "=")):
            number = change.number(number, read)
            number = float(round(number)) if whole else number
        times.append(at)
        numbers.append(number)
    return Timetable(tuple(times), tuple(numbers), table.end)


def _weekday(scenario: Scenario, at: float) -> int:
    return (scenario.first + timedelta(days=int(at // DAY))).weekday()


def _rounds(scenario: Scenario, change: _Change) -> Scenario:
    """A box that is emptied at those times, Monday to Friday."""
    if change.how != "=":
        raise ValueError('say all its times, as in "box.rounds=9:00 16:00"')
    clocks = sorted(_clock(word) for word in re.split(r"[\s,]+", change.amount))
    days = [day for day in range(scenario.days) if _weekday(scenario, day * DAY) < 5]
    moments = tuple(day * DAY + clock for day in days for clock in clocks)
    boxes = (box._replace(rounds=moments, never=False) if box.name == change.target else box for box in scenario.boxes)
    return scenario._replace(boxes=tuple(boxes))


def _number(text: str) -> float:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?%?", text):
        raise ValueError(f'"{text}" is not a number')
    return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)


def _clock(text: str) -> float:
    parts = re.fullmatch(r"(\d{1,2}):(\d\d)", text)
    if parts is None or int(parts[1]) * 60 + int(parts[2]) > 1440 or int(parts[2]) > 59:
        raise ValueError(f'"{text}" is not a time of day; write it like 8:30')
    return int(parts[1]) * 3600.0 + int(parts[2]) * 60.0


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


def _groups(scenario: Scenario) -> list[str]:
    return [group.name for group in scenario.groups]


def _unknown(name: str, known: Sequence[str], said: str) -> str:
    near = nearest(name, known)
    return f'{said} "{name}"' + (f'; is it "{near}"?' if near else f"; known: {', '.join(known[:8])}")


def variants(lines: Iterable[str]) -> list[Variant]:
    """A variant for each `--set`; several changes of one variant are parted by ";".

    >>> variants(["calls*1.2; nurse line.agents=3"])[0].changes
    ('calls*1.2', 'nurse line.agents=3')
    """
    return [Variant(line, tuple(part.strip() for part in line.split(";") if part.strip())) for line in lines]
