"""What a split of a Twilio Studio flow decides when one value is known, such as the key that a caller pressed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from ivr_audit.load.safe_patterns import understood
from ivr_audit.load.twilio_studio import flow as flows
from ivr_audit.load.twilio_studio.flow import Condition, Flow, Way, Widget, assigned, number_of, sources

_LONGEST_PATTERN = 100
_LONGEST_VALUE = 8
_HARMLESS: Final = frozenset({"strip", "downcase", "upcase", "lstrip", "rstrip"})
_VARIABLE: Final = re.compile(r"flow\.variables\.([\w-]+)")
_CLASS: Final = re.compile(r"\\d|\[0-9\]|\[1-9\]|\[2-9\]|[0-9*#]")
_TIMES: Final = re.compile(r"\{(\d)\}")
_SIGNS: Final = {r"\d": "X", "[0-9]": "X", "[1-9]": "Z", "[2-9]": "N"}


class Known(NamedTuple):
    """A value that decides splits: where it comes from (`widgets.menu.Digits`) and the variables that have it too."""

    source: str
    value: str
    copies: tuple[str, ...] = ()


def spoken_source(source: str) -> str:
    """What a caller said where `source` is the keys pressed; it is empty when keys were pressed."""
    return source.removesuffix(".Digits") + ".SpeechResult"


def rendered(text: str, known: Known | None, counters: Mapping[str, int] | None = None) -> str | None:
    """A Liquid text with what is known filled in; None if something else is needed."""
    if "{%" in text:
        return None
    parts = []
    last = 0
    for found in flows.outputs(text):
        named, *filters = (part.strip() for part in found[1].split("|"))
        value = _value(named, known, counters or {}) if _HARMLESS.issuperset(filters) else None
        if known is not None and found[1].strip() == known.source:
            value = known.value
        if value is None:
            return None
        parts += [text[last : found.start()], value]
        last = found.end()
    return "".join([*parts, text[last:]])


def _value(named: str, known: Known | None, counters: Mapping[str, int]) -> str | None:
    variable = _VARIABLE.fullmatch(named)
    if variable and variable[1] in counters:
        return str(counters[variable[1]])
    if known is None:
        return None
    if named == known.source or (variable and variable[1] in known.copies):
        return known.value
    return "" if known.source.endswith(".Digits") and named == spoken_source(known.source) else None


def decided(split: Widget, known: Known | None, counters: Mapping[str, int] | None = None) -> Way | None:
    """The way that a split takes, None if what is known does not settle it. The first condition that fits counts."""
    for way in split.ways:
        if way.event.casefold() != "match":
            continue
        answers = [_holds(one, split, known, counters) for one in way.conditions]
        if False in answers:
            continue
        if None in answers or not answers:
            return None
        return way
    return split.way("noMatch")


def compared(condition: Condition, split: Widget) -> str:
    """The Liquid text that a condition looks at."""
    return condition.compared or split.text("input")


def _holds(one: Condition, split: Widget, known: Known | None, counters: Mapping[str, int] | None) -> bool | None:
    value = rendered(compared(one, split), known, counters)
    wanted = rendered(one.value, known, counters)
    if value is None or wanted is None:
        return None
    value, wanted = value.strip().casefold(), wanted.strip().casefold()
    match one.type:
        case "equal_to":
            return value == wanted
        case "not_equal_to":
            return value != wanted
        case "matches_any_of":
            return value in listed(wanted)
        case "does_not_match_any_of":
            return value not in listed(wanted)
        case "contains":
            return wanted in value
        case "does_not_contain":
            return wanted not in value
        case "starts_with":
            return value.startswith(wanted)
        case "does_not_start_with":
            return not value.startswith(wanted)
        case "is_blank":
            return not value
        case "is_not_blank":
            return bool(value)
        case "regex":
            return _fits(one.value, value)
        case "less_than" | "greater_than":
            return _compared(one.type, value, wanted)
    return None


def listed(text: str) -> list[str]:
    """The values of a list with commas."""
    return [part.strip() for part in text.split(",")]


def _compared(how: str, value: str, wanted: str) -> bool | None:
    left, right = number_of(value or "0"), number_of(wanted)
    if left is None or right is None:
        return None
    return left < right if how == "less_than" else left > right


def _fits(pattern: str, value: str) -> bool | None:
    """Whether a short text fits a pattern; None for one that cannot be tried without risk."""
    found = understood(pattern) if len(pattern) <= _LONGEST_PATTERN and len(value) <= _LONGEST_VALUE else None
    return None if found is None else found.compiled.search(value) is not None


def pattern_of(regex: str) -> str | None:
    """Extensions that a pattern such as `^1\\d{2}$` lets a caller dial, as `1XX`; None if it is no such pattern."""
    text = regex.strip().removeprefix("^").removesuffix("$")
    found: list[str] = []
    at = 0
    while at < len(text):
        sign = _CLASS.match(text, at)
        if sign is None:
            return None
        at = sign.end()
        times = _TIMES.match(text, at)
        at = times.end() if times else at
        found += [_SIGNS.get(sign[0], sign[0])] * (int(times[1]) if times else 1)
    return "".join(found) if 2 <= len(found) <= 8 else None


def tests(flow: Flow, source: str) -> frozenset[str]:
    """The splits that look at a value, or at a variable that was given it."""
    found = flow.splits_on.get(source, frozenset())
    for variable, text in flow.assignments:
        if source in text and any(named == source for named, _ in sources(text)):
            found |= flow.splits_on.get(f"flow.variables.{variable}", frozenset())
    return found


def copied(widget: Widget, source: str, copies: Collection[str]) -> set[str]:
    """The variables that have a value after this widget, given those that had it before."""
    names = {source, *(f"flow.variables.{variable}" for variable in copies)}
    found = set(copies)
    for variable, text in assigned(widget):
        named = list(sources(text))
        is_copy = len(named) == 1 and named[0][0] in names and flows.OUTPUT.fullmatch(text.strip()) is not None
        found = found | {variable} if is_copy and _HARMLESS.issuperset(named[0][1]) else found - {variable}
    return found


def live(flow: Flow, source: str) -> frozenset[str]:
    """The widgets from which a split on this value can be come to before the value is asked for anew."""
    origin = source.split(".")[1]
    found = set(tests(flow, source))
    waiting = sorted(found)
    while waiting:
        for widget in flow.before.get(waiting.pop(), ()):
            if widget.name not in found and widget.name != origin:
                found.add(widget.name)
                waiting.append(widget.name)
    return frozenset(found - {origin})
