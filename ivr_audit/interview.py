"""The conversation that makes a tree of what its owner knows: questions one after another, made anew from the answers.

The questions depend on the answers alone. So answers can be kept as they are given, a conversation can stop and go on,
and taking the last one back is leaving it out. Making a tree of answers never fails: each is checked when it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ivr_audit import answers as said_as
from ivr_audit.told import CLOSED, FIRST, GATE, YES_NO, Asking, Question, Told
from ivr_audit.told_places import Place


class Reached(NamedTuple):
    """Where a conversation stands: what was told, the next question (None at the end), and how many answers fitted."""

    told: Told
    question: Question | None
    fitting: int


def after(answers: Iterable[str], zone: str = "UTC") -> Reached:
    """The conversation after these answers, up to the first that does not fit; `zone` is the usual time zone."""
    told = Told()
    asking = _interview(told, zone)
    question = next(asking)
    fitting = 0
    try:
        for said in answers:
            try:
                if question.check(said) != said:
                    break
            except ValueError:
                break
            fitting += 1
            question = asking.send(said)
    except StopIteration:
        return Reached(told, None, fitting)
    return Reached(told, question, fitting)


def _interview(told: Told, zone: str) -> Asking:
    yield from _office(told, zone)
    while told.waiting:
        name = told.waiting[0]
        place = Place(name, told)
        fields = yield from place.fields()
        told.waiting.remove(name)
        told.nodes[name] = fields


def _office(told: Told, zone: str) -> Asking:
    """The top of the file, and where calls come in."""
    parts = told.parts
    parts["tree"] = yield Question("What is the office called?", said_as.text)
    if number := (yield Question("Which number do callers dial? (Enter: leave it out)", said_as.clean)):
        parts["number"] = number
    if owner := (yield Question("Who can change the phone system? (Enter: not known)", said_as.clean)):
        parts["owner"] = owner
    kind = yield Question(
        "What kind of office is it?", said_as.profile, usual="general", choices=said_as.KINDS_OF_OFFICE
    )
    if kind != "general":
        parts["profile"] = kind
    hint = "such as: mon-thu 8:30-17:00, fri 8-12, or with lunch: mon-fri 8-12, 13-17"
    hours = yield Question("When is the office open? (Enter: at all hours)", said_as.hours, hint=hint)
    told.waiting.append(FIRST)
    parts["start"] = FIRST
    if not hours:
        return
    start = parts.pop("start")
    where = "In which time zone? A large city in it will do, such as New York"
    time_zone = yield Question(where, said_as.zone, usual=zone)
    if time_zone != "UTC":
        parts["timezone"] = time_zone
    holidays = yield Question(
        "On which country's public holidays is it closed? Such as US, US-NY or GB (Enter: none)", said_as.country
    )
    if holidays:
        parts["holidays"] = holidays
    parts["hours"] = {"office": said_as.hours_lines(hours)}
    differs = yield Question(
        "Do callers hear something else when the office is closed?", said_as.yes, usual="yes", choices=YES_NO
    )
    if differs == "yes":
        told.nodes[GATE] = {"hours": "office", "open": FIRST, "closed": CLOSED}
        told.waiting.append(CLOSED)
        start = GATE
    parts["start"] = start
