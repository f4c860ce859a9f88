"""Splits of Twilio Studio that are the clock: on a Liquid time, or on what code found out about opening hours."""

from __future__ import annotations

import re
from typing import Final

from ivr_audit.load.twilio_studio.flow import Way, Widget, looked_at, sources
from ivr_audit.load.twilio_studio.split import Known, decided
from ivr_audit.model import Hours, Span

_ABOUT: Final = re.compile(r"open|clos|hour|holiday|schedule|business|afterh|weekend|working", re.IGNORECASE)
_NEGATIVE: Final = re.compile(r"clos|holiday|afterh|after_h|outside|weekend", re.IGNORECASE)
_YES: Final = frozenset({"true", "yes", "1", "y", "on"})
_NO: Final = frozenset({"false", "no", "0", "n", "off"})
_OPEN: Final = frozenset({"open", "opened", "isopen", "business", "businesshours", "inhours", "working", "day"})
_CLOSED: Final = frozenset(
    {"closed", "close", "isclosed", "afterhours", "outofhours", "outsidehours", "night", "weekend"}
)
_HOLIDAY: Final = frozenset({"holiday", "holidays", "isholiday"})
_DATE: Final = re.compile(r"date\s*:\s*['\"]([%A-Za-z-]{1,12})['\"]")
_NOW: Final = re.compile(r"['\"]now['\"]")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MINUTES = 1440
_STEP = 15
_WORKDAY: Final = (2, 11 * 60)
"""Wednesday at eleven: whatever is open at all is open then."""


def polarity(named: set[str], ways: list[Way]) -> dict[str, Way]:
    """Which way is open, closed and holiday; empty where a split is not about hours, or its answers say no such thing.

    `named` is what the split looks at; the last of `ways` is taken where no condition fits.
    """
    if len(named) != 1 or not _ABOUT.search(subject := next(iter(named)).split(".")[-1]):
        return {}
    *matches, rest = ways
    found: dict[str, Way] = {}
    for way in matches:
        outcome = _outcome(way, bool(_NEGATIVE.search(subject)), "holiday" in subject.casefold())
        if outcome is None or (outcome in found and found[outcome].next != way.next):
            return {}
        found[outcome] = way
    if "open" not in found and "closed" in found:
        found["open"] = rest
    elif "closed" not in found:
        found["closed"] = rest
    elif rest.next is not None and rest.next not in {way.next for way in found.values()}:
        return {}
    return found if {"open", "closed"} <= found.keys() else {}


def _outcome(way: Way, negative: bool, holiday: bool) -> str | None:
    """What a condition that fits says: open, closed, holiday, or nothing of the kind."""
    if len(way.conditions) != 1 or way.conditions[0].type not in ("equal_to", "matches_any_of", "contains"):
        return None
    word = re.sub(r"[^a-z0-9]", "", way.conditions[0].value.casefold())
    if word in _YES or word in _NO:
        if holiday:
            return None
        return "open" if (word in _YES) != negative else "closed"
    for outcome, words in (("open", _OPEN), ("closed", _CLOSED), ("holiday", _HOLIDAY)):
        if word in words:
            return outcome
    return None


def clock_of(split: Widget, name: str) -> tuple[Hours, Way, Way] | None:
    """The weekly hours of a split on a Liquid time such as `{{"now" | date: "%H"}}`, its open and its closed way.

    Open is where a call on a Wednesday at eleven goes.
    """
    texts = {split.text("input"), *(c.compared for way in split.ways for c in way.conditions)} - {""}
    if len(texts) != 1 or len(looked_at(split)) != 1:
        return None
    text = next(iter(texts)).strip()
    (named, filters), *more = sources(text)
    form = _DATE.fullmatch(filters[0]) if len(filters) == 1 else None
    if more or not _NOW.fullmatch(named) or form is None or not (text.startswith("{{") and text.endswith("}}")):
        return None
    source = text[2:-2].strip()
    taken: dict[tuple[int, int], Way] = {}
    for day in range(7):
        for minute in range(0, _MINUTES, _STEP):
            value = _written(form[1], day, minute)
            way = None if value is None else decided(split, Known(source, value), None)
            if way is None:
                return None
            taken[day, minute] = way
    open_way = taken[_WORKDAY]
    others = {way.next: way for way in taken.values() if way.next != open_way.next}
    if len(others) != 1:
        return None
    weekly = tuple(_spans([taken[day, minute].next == open_way.next for minute in range(0, _MINUTES, _STEP)])
                   for day in range(7))  # fmt: skip
    hours = Hours(name=name, place=split.place, weekly=weekly)
    return hours, open_way, next(iter(others.values()))


def _written(form: str, day: int, minute: int) -> str | None:
    """What the `date` filter writes for a moment of the week."""
    hour = minute // 60
    parts = {
        "%H": f"{hour:02}", "%k": str(hour), "%-H": str(hour), "%M": f"{minute % 60:02}", "%A": _WEEKDAYS[day],
        "%a": _WEEKDAYS[day][:3], "%u": str(day + 1), "%w": str((day + 1) % 7),
    }  # fmt: skip
    found = re.sub("%-?[A-Za-z]", lambda sign: parts.get(sign[0], "?"), form)
    return None if "?" in found else found


def _spans(is_open: list[bool]) -> tuple[Span, ...]:
    spans: list[Span] = []
    begin: int | None = None
    for index, now in enumerate([*is_open, False]):
        if now and begin is None:
            begin = index * _STEP
        elif not now and begin is not None:
            spans.append(Span(begin, index * _STEP))
            begin = None
    return tuple(spans)
