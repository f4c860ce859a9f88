"""A Twilio Studio flow as it is drawn: widgets, the ways between them, and where each stands in its file."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from ivr_audit.load.duplicates import stands_twice
from ivr_audit.load.json_places import Path, Places
from ivr_audit.place import Place, Problem
from ivr_audit.words import nearest

LARGEST_NUMBER = 1_000_000.0
OUTPUT: Final = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
"""A Liquid output, such as `{{widgets.menu.Digits}}`."""
_WRAPPERS: Final = ("definition", "Content", "content")
_SID: Final = re.compile(r"FW[0-9a-f]{32}")


class Condition(NamedTuple):
    """One comparison of a split: what is compared (a Liquid text), how, and with what."""

    compared: str
    type: str
    value: str
    said: str


class Way(NamedTuple):
    """One transition of a widget; `next` is None where the flow ends."""

    event: str
    next: str | None
    conditions: tuple[Condition, ...]
    place: Place
    next_place: Place


class Widget(NamedTuple):
    """One state of a flow. `properties` has what the file has (Any: any JSON)."""

    name: str
    type: str
    properties: Mapping[str, Any]
    ways: tuple[Way, ...]
    place: Place

    def way(self, event: str) -> Way:
        """The transition of an event; one that leads nowhere if the file has none."""
        found = next((way for way in self.ways if way.event.casefold() == event.casefold()), None)
        return found or Way(event, None, (), self.place, self.place)

    def text(self, name: str) -> str:
        """A property as text, "" if it is left out or is no plain value."""
        return _text(self.properties.get(name))

    def number(self, name: str) -> float | None:
        """A property as a number from 0 on; None for what is left out, templated, or no number."""
        return number_of(self.properties.get(name))


@dataclass(frozen=True, eq=False)
class Flow:
    """One flow; `known_as` has every word that another flow or a user may call it by."""

    name: str
    known_as: frozenset[str]
    widgets: Mapping[str, Widget]
    trigger: Widget
    place: Place

    @cached_property
    def before(self) -> Mapping[str, list[Widget]]:
        """The widgets that lead to each widget."""
        found: dict[str, list[Widget]] = {}
        for widget in self.widgets.values():
            for name in dict.fromkeys(way.next for way in widget.ways if way.next is not None):
                found.setdefault(name, []).append(widget)
        return found

    @cached_property
    def splits_on(self) -> Mapping[str, frozenset[str]]:
        """The splits that look at each Liquid name."""
        found: dict[str, set[str]] = {}
        for widget in self.widgets.values():
            for named in looked_at(widget) if widget.type == "split-based-on" else ():
                found.setdefault(named, set()).add(widget.name)
        return {named: frozenset(splits) for named, splits in found.items()}

    @cached_property
    def assignments(self) -> tuple[tuple[str, str], ...]:
        """Every variable that is set anywhere, with its Liquid text."""
        return tuple(one for widget in self.widgets.values() for one in assigned(widget))


def outputs(text: str) -> Iterator[re.Match[str]]:
    """Every Liquid output of a text. What begins after the last end is none, and is not tried again and again."""
    return OUTPUT.finditer(text, 0, text.rfind("}}") + 2)


def sources(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every Liquid output of a text: what it names, and the filters on it."""
    for found in outputs(text):
        named, *filters = (part.strip() for part in found[1].split("|"))
        yield named, tuple(filters)


def looked_at(split: Widget) -> set[str]:
    """Everything that the conditions of a split name."""
    texts = [split.text("input"), *(c.compared for way in split.ways for c in way.conditions)]
    return {named for text in texts for named, _ in sources(text)}


def assigned(widget: Widget) -> Iterator[tuple[str, str]]:
    """The variables that a set-variables widget sets, and the Liquid text of each."""
    variables = widget.properties.get("variables")
    for one in variables if widget.type == "set-variables" and isinstance(variables, list) else ():
        if isinstance(one, dict) and isinstance(one.get("key"), str):
            value = one.get("value")
            yield one["key"], str(value) if isinstance(value, str | int | float) else ""


def number_of(value: object) -> float | None:
    """The number that a property states, if it is one that a phone system can use."""
    if isinstance(value, str) and len(value) < 20:
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value <= LARGEST_NUMBER else None


def flows_of(value: object, places: Places, file: str) -> Iterator[Flow | Problem]:
    """Every flow in the JSON of one file, also inside the wrappers of Twilio's interface, and what is wrong there."""
    waiting: list[tuple[object, Path, Mapping[str, Any]]] = [(value, (), {})]
    while waiting:
        found, path, around = waiting.pop()
        if isinstance(found, str) and path and found.lstrip()[:1] == "{":
            inner = _json(found)
            if isinstance(inner, dict) and "states" in inner:
                yield from _flow(inner, None, path, places, around, file)
        elif isinstance(found, list):
            waiting += [(one, (*path, place), around) for place, one in reversed(list(enumerate(found)))]
        elif isinstance(found, dict) and {"states", "initial_state"} <= found.keys():
            yield from _flow(found, path, path, places, around, file)
        elif isinstance(found, dict):
            waiting += [(found[key], (*path, key), found) for key in reversed(_WRAPPERS) if key in found]


def _json(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _flow(
    found: Mapping[str, Any], path: Path | None, outer: Path, places: Places, around: Mapping[str, Any], file: str
) -> Iterator[Flow | Problem]:
    """`path` is None for a flow written as a text inside JSON, whose parts have the place of the text."""

    def place_of(*inner: str | int) -> Place:
        return places[outer if path is None else (*path, *inner)]

    states = found["states"]
    if not isinstance(states, list):
        yield Problem(place_of("states"), "the states of this flow are not a list")
        return
    widgets: dict[str, Widget] = {}
    for index, state in enumerate(states):
        if not isinstance(state, dict) or not isinstance(state.get("name"), str):
            yield Problem(place_of("states", index), "this state of the flow has no name")
            continue
        widget = _widget(state, lambda *inner, index=index: place_of("states", index, *inner))
        first = widgets.setdefault(widget.name, widget)
        if first is not widget:
            yield stands_twice("widget", widget.name, first.place, widget.place)
    yield from _dangling(widgets)
    initial = found["initial_state"]
    if not isinstance(initial, str) or initial not in widgets:
        near = nearest(str(initial), widgets)
        meant = f'; did you mean "{near}"?' if near else ""
        yield Problem(place_of("initial_state"), f'the flow starts at "{initial}", which it does not have{meant}')
        return
    stem = PurePosixPath(file).name.split(".", 1)[0]
    title = _text(around.get("friendly_name")) or _text(found.get("description"))
    title = stem if title.strip() in ("", "A New Flow") else title
    words = {stem, title, _text(around.get("sid")), *_SID.findall(file)} - {""}
    yield Flow(title, frozenset(words), widgets, widgets[initial], place_of())


def _dangling(widgets: Mapping[str, Widget]) -> Iterator[Problem]:
    for widget in widgets.values():
        for way in widget.ways:
            if way.next is not None and way.next not in widgets:
                near = nearest(way.next, widgets)
                meant = f'; did you mean "{near}"?' if near else ""
                said = f'widget "{widget.name}" leads to "{way.next}", which this flow does not have{meant}'
                yield Problem(way.next_place, said)


def _widget(state: Mapping[str, Any], place_of: Any) -> Widget:  # Any: a function of keys and indices
    properties = state.get("properties")
    ways = state.get("transitions")
    return Widget(
        name=state["name"],
        type=_text(state.get("type")).casefold(),
        properties=properties if isinstance(properties, dict) else {},
        ways=tuple(
            _way(way, place_of("transitions", index), place_of("transitions", index, "next"))
            for index, way in enumerate(ways if isinstance(ways, list) else ())
            if isinstance(way, dict)
        ),
        place=place_of(),
    )


def _way(way: Mapping[str, Any], place: Place, next_place: Place) -> Way:
    leads = way.get("next")
    conditions = way.get("conditions")
    return Way(
        event=_text(way.get("event")),
        next=leads if isinstance(leads, str) and leads else None,
        conditions=tuple(
            _condition(one) for one in (conditions if isinstance(conditions, list) else ()) if isinstance(one, dict)
        ),
        place=place,
        next_place=next_place,
    )


def _condition(one: Mapping[str, Any]) -> Condition:
    arguments = one.get("arguments")
    first = arguments[0] if isinstance(arguments, list) and arguments else ""
    return Condition(
        _text(first), _text(one.get("type")).casefold(), _text(one.get("value")), _text(one.get("friendly_name"))
    )
