"""Who answers and who returns messages: the groups of staff and the mailboxes of a `traffic:` section."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr_audit import model, scalars
from ivr_audit.load.fields import FORMS, IMPLIED_HOURS, parse
from ivr_audit.load.reading import Form, LazyPlaces, ReadError, Reading, expected, required, text_of, twice
from ivr_audit.load.schedule import DAY
from ivr_audit.load.traffic_times import ALWAYS, HANDLING, is_time, read_time
from ivr_audit.load.traffic_week import NEVER, OTHERWISE, PEOPLE, read_rounds, read_week
from ivr_audit.model import Entry, Holidays, Hours
from ivr_audit.scalars import short
from ivr_audit.traffic import Duration, Rate, Rounds, StaffGroup, Week

GROUP: Final = ("people", "hours", "shifts", "breaks", "serves", "handling", "after_call")
"""In the order in which they are read: `shifts` need to know `people`, and `handling` what it `serves`."""
BOX: Final = ("emptied", "at_most", "on_holidays")
STAFF: Final = Form("named groups", "{reception: {people: 2, hours: office, serves: front desk}}")
BOXES: Final = Form("mailboxes and when they are emptied", "{nurse box: {emptied: {mon-fri: 16:30}}}")
_SERVES: Final = Form("names of nodes", "[front desk, nurse line], or {front desk: 1, nurse line: 2}")
_HANDLING: Final = Form("a duration, or one for each node", "4m, or {front desk: 3m, otherwise: 5m}")
_HOLIDAY: Final = 7
"""After the seven weekdays."""


class Office(NamedTuple):
    """What a `traffic:` section refers to: the parts of a tree, as far as they could be read."""

    nodes: Mapping[str, model.Node]
    entries: tuple[Entry, ...]
    topics: tuple[str, ...]
    hours: Mapping[str, Hours]
    holidays: Holidays
    timezone: str


def read_staff(reading: Reading, node: Node, office: Office) -> tuple[StaffGroup, ...]:
    """Every group that could be read. Raises `ReadError`."""
    found = []
    pairs = reading.mapping(node, '"staff"', STAFF)
    if not pairs:
        raise expected(node, '"staff"', STAFF)
    for key, value in pairs:
        try:
            before = len(reading.problems)
            group = _group(reading, key, value, office)
            if len(reading.problems) == before and not _is_ever_there(group, office):
                raise ReadError(key, _nobody(group))
            found.append(group)
        except ReadError as wrong:
            reading.report(wrong)
    return tuple(found)


def read_boxes(reading: Reading, node: Node, office: Office) -> tuple[Rounds, ...]:
    """When each of the boxes is emptied. Raises `ReadError`."""
    found = []
    for key, value in reading.mapping(node, '"mailboxes"', BOXES):
        try:
            found.append(_box(reading, key, value, office))
        except ReadError as wrong:
            reading.report(wrong)
    if not found and isinstance(node, MappingNode) and not node.value:
        raise expected(node, '"mailboxes"', BOXES)
    return tuple(found)


def _box(reading: Reading, key: ScalarNode, node: Node, office: Office) -> Rounds:
    name = text_of(key, "mailboxes", FORMS["target"])
    box = _node(reading, key, name, office)
    if box is not None and not isinstance(box, model.Voicemail):
        boxes = [one.name for one in office.nodes.values() if isinstance(one, model.Voicemail)]
        raise reading.unknown(key, "mailbox", name, boxes)
    if isinstance(node, ScalarNode) and node.value == NEVER:
        return Rounds(box=name, place=reading.place(key))
    parts = reading.fields(node, "mailbox", BOX, BOXES, name)
    readers: dict[str, tuple[str, Callable[[Node, str], object]]] = {
        "emptied": ("times", lambda value, field: read_rounds(reading, value, field)),
        "at_most": ("at_most", lambda value, field: parse(scalars.count, value, field, FORMS["count"])),
        "on_holidays": ("on_holidays", lambda value, field: parse(scalars.flag, value, field, FORMS["flag"])),
    }
    values: dict[str, Any] = {}  # Any: the fields of a mailbox have many types
    for field, (_, value) in parts.items():
        try:
            named, read = readers[field]
            values[named] = read(value, field)
        except ReadError as wrong:
            reading.report(wrong)
    required(node, f"mailbox {short(name)}", parts, "emptied")
    return Rounds(box=name, place=reading.place(key), **values)


def _group(reading: Reading, key: ScalarNode, node: Node, office: Office) -> StaffGroup:
    """One group; what is wrong with a field is reported and the field left out."""
    name = text_of(key, "staff", FORMS["text"])
    parts = reading.fields(node, "group", GROUP, STAFF, name)
    values: dict[str, Any] = {"serves": () if "serves" in parts else ((name, 0),)}  # Any: they have many types
    for field in (field for field in GROUP if field in parts):
        try:
            values |= _field(reading, field, parts[field][1], office, values)
        except ReadError as wrong:
            reading.report(wrong)
    if "serves" not in parts and not isinstance(office.nodes.get(name), model.Ring | model.Queue):
        raise ReadError(key, f'group {short(name)} does not say what it answers; add "serves:" with names of nodes')
    places = LazyPlaces(reading.source, {field: pair[0].start_mark for field, pair in parts.items()})
    return StaffGroup(name=name, place=reading.place(key), places=places, **values)


def _field(reading: Reading, field: str, node: Node, office: Office, known: Mapping[str, Any]) -> dict[str, Any]:
    """What a field says, by the names of the group's own. Any: they have many types."""
    match field:
        case "people":
            return {"people": parse(scalars.count, node, field, FORMS["count"])}
        case "hours":
            return {"hours": _hours(reading, node)}
        case "shifts":
            return {"shifts": read_week(reading, node, field, PEOPLE, float(known.get("people") or 0))}
        case "breaks":
            return {"breaks": read_week(reading, node, field, PEOPLE)}
        case "serves":
            return {"serves": tuple(_served(reading, node, office))}
        case "handling":
            return _handling(reading, node, dict(known["serves"]))
        case _:
            return {"after_call": read_time(reading, node, field, ALWAYS)}


def _hours(reading: Reading, node: Node) -> str:
    """A name of the `hours:` section, or `always` or `closed`, which staff need not have the tree know."""
    wanted = text_of(node, "hours", FORMS["hours"])
    known = {*reading.hours_names, *IMPLIED_HOURS}
    if wanted not in known:
        raise reading.unknown(node, "hours", wanted, sorted(known))
    return wanted


def _served(reading: Reading, node: Node, office: Office) -> Iterator[tuple[str, int]]:
    """Nodes with their rank: all alike in a list, as it says in a mapping."""
    if isinstance(node, MappingNode):
        for key, value in reading.mapping(node, '"serves"', _SERVES):
            try:
                name = _line(reading, key, office)
                yield name, parse(scalars.count, value, key.value, FORMS["count"])
            except ReadError as wrong:
                reading.report(wrong)
        return
    items = node.value if isinstance(node, SequenceNode) else [node]
    if not items:
        raise expected(node, '"serves"', _SERVES)
    first: dict[str, Node] = {}
    for item in items:
        name = _line(reading, item, office)
        if name in first:
            reading.report(twice(item, name, first[name].start_mark))
        else:
            first[name] = item
            yield name, 0


def _line(reading: Reading, node: Node, office: Office) -> str:
    """The name of a node at which people answer; another is reported and kept."""
    name = text_of(node, "serves", _SERVES)
    found = _node(reading, node, name, office)
    if found is not None and not isinstance(found, model.Ring | model.Queue):
        message = f'{short(name)} is a "{found.kind}", where nobody answers; a group serves a "ring" or a "queue"'
        reading.report(ReadError(node, message))
    return name


def _node(reading: Reading, node: Node, name: str, office: Office) -> model.Node | None:
    """A node of the tree; one that no tree has is reported."""
    if name not in reading.node_names:
        reading.report(reading.unknown(node, "node", name, reading.node_names))
    return office.nodes.get(name)


def _handling(reading: Reading, node: Node, served: Mapping[str, int]) -> dict[str, Any]:
    """How long a call takes: one time, or one for each node and `otherwise` for the rest."""
    if is_time(node):
        return {"handling": read_time(reading, node, "handling", HANDLING)}
    found: dict[str, Any] = {}
    by_node: dict[str, Duration] = {}
    for key, value in reading.mapping(node, '"handling"', _HANDLING):
        try:
            if key.value != OTHERWISE and key.value not in served:
                reading.report(reading.unknown(key, "node that this group serves:", key.value, [*served, OTHERWISE]))
            time = read_time(reading, value, key.value, HANDLING)
            if key.value == OTHERWISE:
                found["handling"] = time
            else:
                by_node[key.value] = time
        except ReadError as wrong:
            reading.report(wrong)
    return {**found, "handling_at": by_node}


def _nobody(group: StaffGroup) -> str:
    """That nobody of the group is ever there, with the part of it that says so."""
    said = "no shift has anybody" if group.shifts is not None else f'its hours "{group.hours}" never come'
    if group.breaks is not None:
        said = "its breaks take everybody"
    elif group.shifts is not None and group.hours is not None:
        said = f'no shift falls into its hours "{group.hours}"'
    return f"group {short(group.name)} has nobody at any time of the week: {said}"


def _is_ever_there(group: StaffGroup, office: Office) -> bool:
    """Whether at least one person is there at some time of a week, or on a public holiday."""
    if group.hours == "closed":
        return False
    hours = None if group.hours is None or group.hours == "always" else office.hours.get(group.hours)
    if hours is not None and any(hours.dates.values()):
        return True
    least = 1 if group.people is None else group.people
    shifts = group.shifts or Week(otherwise=float(least))
    breaks = group.breaks or Week()
    for day in range(_HOLIDAY + 1):
        present, away = _on(shifts, day), _on(breaks, day)
        opened = [(0, DAY)] if hours is None else list(_opened(hours, day))
        moments = {start for start, _ in opened} | {at for rate in (*present, *away) for at in (rate.start, rate.end)}
        for at in moments:
            number = _at(present, shifts.otherwise, at) - _at(away, breaks.otherwise, at)
            if number >= 1 and any(start <= at < end for start, end in opened):
                return True
    return False


def _on(week: Week, day: int) -> tuple[Rate, ...]:
    return (week.holiday or ()) if day == _HOLIDAY else week.days[day]


def _at(rates: tuple[Rate, ...], otherwise: float, at: int) -> float:
    return next((rate.number for rate in rates if rate.start <= at < rate.end), otherwise)


def _opened(hours: Hours, day: int) -> Iterator[tuple[int, int]]:
    """Minutes of a day in which hours are open, with what goes on from the day before."""
    spans, before = (hours.holiday, ()) if day == _HOLIDAY else (hours.weekly[day], hours.weekly[day - 1])
    if spans is None:  # a holiday as usual can be any day of the week
        spans = before = tuple(span for usual in hours.weekly for span in usual)
    yield from ((span.start, min(span.end, DAY)) for span in spans)
    yield from ((0, span.end - DAY) for span in before if span.end > DAY)
