"""Numbers by time of the week: calls an hour, people on a shift or away; and times at which a box is emptied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr_audit.load.fields import parse
from ivr_audit.load.reading import Form, ReadError, Reading, expected, text_of, twice
from ivr_audit.load.schedule import DAY, HOLIDAY, days_of, minute_of, spans_of
from ivr_audit.scalars import short
from ivr_audit.traffic import MOST_CALLS, MOST_PEOPLE, Rate, Week
from ivr_audit.words import WEEKDAYS, nearest

OTHERWISE: Final = "otherwise"
NEVER: Final = "never"
ROUNDS: Final = Form("days and times", "{mon-fri: [12:00, 16:30]}, or never")
_NUMBER: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,20})?")
_LESS: Final = "{} is less than nothing; write 0 or more"


class Unit(NamedTuple):
    """What the numbers of a week count."""

    name: str
    read: Callable[[str], float]
    example: str


def calls_an_hour(text: str) -> float:
    """Calls an hour, from 0 on. Raises `ValueError`."""
    if _NUMBER.fullmatch(text) and float(text) <= MOST_CALLS:
        return float(text)
    raise ValueError(
        _LESS.format(short(text)) if text.startswith("-") else f"{short(text)} is not a number from 0 to {MOST_CALLS}"
    )


def people(text: str) -> float:
    """How many people, from 0 on. Raises `ValueError`."""
    if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= MOST_PEOPLE:
        return float(text)
    whole = f"{short(text)} is not a whole number from 0 to {MOST_PEOPLE}"
    raise ValueError(_LESS.format(short(text)) if text.startswith("-") else whole)


CALLS: Final = Unit("calls an hour", calls_an_hour, "{mon-fri: {08:00-12:00: 42, 12:00-17:00: 30}}")
PEOPLE: Final = Unit("people", people, "{mon-fri: {08:00-12:00: 3, 12:00-17:00: 2}}")


class _Piece(NamedTuple):
    """A part of a day, with its number and where it stands in the file."""

    start: int
    end: int
    number: float
    key: ScalarNode


def read_week(reading: Reading, node: Node, name: str, unit: Unit, otherwise: float = 0.0) -> Week:
    """Lines of days, each with spans of time and a number; what is wrong with one is reported and left out.

    `otherwise` counts at all times that no span names, unless the file says another. Raises `ReadError`.
    """
    form = Form(f"days with times and {unit.name}", unit.example)
    days: dict[int | str, list[_Piece]] = {}
    first: dict[int | str, ScalarNode] = {}
    pairs = reading.mapping(node, short(name), form)
    if not pairs:
        raise expected(node, short(name), form)
    for key, value in pairs:
        try:
            if key.value == OTHERWISE:
                otherwise = parse(unit.read, value, OTHERWISE, Form("a number", "0.4"))
                continue
            named = list(_days(key, name))
            pieces = list(_pieces(reading, key, value, unit))
            for day in named:
                if day in first:
                    raise twice(key, _said(day), first[day].start_mark)
                first[day] = key
                _lay(days, day, pieces)
        except ReadError as wrong:
            reading.report(wrong)
    for overlap in _overlaps(days):
        reading.report(overlap)
    weekly = tuple(tuple(map(_rate, sorted(days.get(day, ()), key=_start))) for day in range(7))
    holiday = tuple(map(_rate, sorted(days.get(HOLIDAY, ()), key=_start))) if HOLIDAY in first else None
    return Week(days=weekly, holiday=holiday, otherwise=otherwise)


def read_rounds(reading: Reading, node: Node, name: str) -> tuple[tuple[int, ...], ...]:
    """Times of day for each weekday, Monday first; `never` is none at all. Raises `ReadError`."""
    found: list[tuple[int, ...]] = [()] * 7
    if isinstance(node, ScalarNode) and node.value == NEVER:
        return tuple(found)
    first: dict[int | str, ScalarNode] = {}
    pairs = reading.mapping(node, short(name), ROUNDS)
    if not pairs:
        raise expected(node, short(name), ROUNDS)
    for key, value in pairs:
        try:
            times = _times(value, key.value)
            for day in _days(key, name):
                if not isinstance(day, int):
                    raise ReadError(key, f'{short(name)} has weekdays; for public holidays say "on_holidays: yes"')
                if day in first:
                    raise twice(key, _said(day), first[day].start_mark)
                first[day] = key
                found[day] = times
        except ReadError as wrong:
            reading.report(wrong)
    return tuple(found)


def _times(node: Node, name: str) -> tuple[int, ...]:
    form = Form("times of day", "[12:00, 16:30]")
    if isinstance(node, SequenceNode):
        items = [(item, text_of(item, name, form)) for item in node.value]
    else:
        items = [(node, part.strip()) for part in text_of(node, name, form).split(",")]
    if not items:
        raise expected(node, short(name), form)
    found: dict[int, None] = {}
    for item, text in items:
        try:
            minute = minute_of(text)
        except ValueError as error:
            raise ReadError(item, str(error)) from None
        if minute in found:
            raise ReadError(item, f"{short(text)} stands here twice", "duplicate-key")
        found[minute] = None
    return tuple(sorted(found))


def _days(key: ScalarNode, name: str) -> Iterator[int | str]:
    """The weekdays of a line, and "holiday"; dates are for the hours of a tree."""
    if nearest(key.value, [OTHERWISE]):
        raise ReadError(key, f'{short(key.value)} is not a day; did you mean "{OTHERWISE}"?')
    for day in days_of(key):
        if isinstance(day, date):
            raise ReadError(key, f'{short(name)} is about every week; write weekdays or "{HOLIDAY}", not {day}')
        yield day


def _pieces(reading: Reading, key: ScalarNode, node: Node, unit: Unit) -> Iterator[_Piece]:
    """The spans of one line. What one number for a whole day means is not guessed, but nought is."""
    spans = Form(f"times and {unit.name}", "{08:00-12:00: 3, 13:00-17:00: 2}")
    if isinstance(node, ScalarNode) and node.value == "0":
        yield _Piece(0, DAY, 0.0, key)
        return
    if not isinstance(node, MappingNode) or not node.value:
        raise expected(node, short(key.value), spans)
    for span_key, value in reading.mapping(node, short(key.value), spans):
        try:
            number = parse(unit.read, value, span_key.value, Form("a number", "3"))
            try:
                found = spans_of(span_key.value)
            except ValueError as error:
                raise ReadError(span_key, str(error)) from None
            yield from (_Piece(span.start, span.end, number, span_key) for span in found)
        except ReadError as wrong:
            reading.report(wrong)


def _lay(days: dict[int | str, list[_Piece]], day: int | str, pieces: Iterable[_Piece]) -> None:
    """Put the pieces on their day; what lies after midnight belongs to the next one."""
    for piece in pieces:
        days.setdefault(day, []).append(piece._replace(end=min(piece.end, DAY)))
        if piece.end <= DAY:
            continue
        if not isinstance(day, int):
            raise ReadError(piece.key, f'a span of "{HOLIDAY}" ends at midnight; {short(piece.key.value)} goes on')
        days.setdefault((day + 1) % 7, []).append(piece._replace(start=0, end=piece.end - DAY))


def _overlaps(days: dict[int | str, list[_Piece]]) -> Iterator[ReadError]:
    """Two numbers for one time, each pair of spans once."""
    told: set[tuple[int, int]] = set()
    for day, pieces in days.items():
        for one, other in pairwise(sorted(pieces, key=_start)):
            where = (id(one.key), id(other.key))
            if other.start < one.end and where not in told:
                told.add(where)
                spans = f"{short(one.key.value)} and {short(other.key.value)}"
                yield ReadError(other.key, f"{spans} overlap on {_said(day)}")


def _start(piece: _Piece) -> tuple[int, int]:
    return piece.start, piece.end


def _rate(piece: _Piece) -> Rate:
    return Rate(piece.start, piece.end, piece.number)


def _said(day: int | str) -> str:
    return WEEKDAYS[day] if isinstance(day, int) else day
