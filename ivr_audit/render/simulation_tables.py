"""The tables of a simulation: times by topic, caller and hour, how calls end, lines, staff, mailboxes, the week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from typing import Final

from ivr_audit.model import Voicemail
from ivr_audit.render.simulation_figures import (
    Ending,
    Group,
    endings,
    everybody,
    groups,
    lines,
    mailboxes,
    parts_by_hour,
    staff,
)
from ivr_audit.render.simulation_words import (
    NONE,
    say_about,
    say_hour,
    say_number,
    say_part,
    say_points,
    say_seconds,
    say_time,
)
from ivr_audit.render.tables import Block, Row, Section
from ivr_audit.simulate.study import Study
from ivr_audit.words import WEEKDAYS, say_duration

_WHO: Final = {
    "listener": "listens", "expert": "knows the way", "zero": "presses 0", "silent": "presses nothing",
    "wrong-keys": "presses wrong keys",
}  # fmt: skip
_ENDS: Final = {
    "person": "talks to", "message": "leaves a message in", "callback": "is called back from", "served": "is served by",
    "outside": "goes outside by", "cut off": "is cut off at", "stuck": "is stuck at", "gave up": "gives up at",
}  # fmt: skip
_BOXES: Final = "after: until one is returned, on average; most: unreturned at one time"
_SENT_ON: Final = "sent on: not answered in time, no room, or they chose to go"
_GIVE_UP: Final = "give up: while they wait, or at a mailbox without leaving a message"
_MOST_ENDS: Final = 14
_DAY: Final = 86400.0
_FEW: Final = 0.0005
_QUIET_HOUR: Final = 0.01
"""Hours of the day with a smaller part of the calls are told together."""
_FEW_A_WEEK: Final = 0.2
"""Calls a week; hours of the week with fewer are left blank."""


def sections(study: Study) -> Iterator[Section]:
    """All tables under their headings; those with nothing to say are left out."""
    for heading, blocks in (
        ("How long it takes to reach a person", _times(study)),
        ("How calls end", _ends(study)),
        ("Lines: how callers are answered", _lines(study)),
        ("Staff", _staff(study)),
        ("Mailboxes", _mailboxes(study)),
        ("By hour of the day", _day(study)),
        ("The week: of ten calls, how many reach a person", _week(study)),
    ):
        found = tuple(blocks)
        if found:
            yield Section(heading, found)


def _times(study: Study) -> Iterator[Block]:
    everyone = everybody(study)
    rows: list[Row] = [("", "reach one", "mean", "median", "90th", "95th", "worst"), _took("all calls", everyone)]
    topics = groups(study, "topic")
    if len(topics) > 1:
        rows += [_took(f"wants {group.name}" if group.name else "wants nothing special", group) for group in topics]
    callers = groups(study, "caller")
    if len(callers) > 1:
        rows += [_took(_WHO[str(group.name)], group) for group in callers]
    entries = groups(study, "entry")
    if len(entries) > 1:
        rows += [_took(f"calls {group.name}", group) for group in entries]
    yield Block(rows=tuple(rows), whole=(1,))
    if study.scenario.tree.topics and len(topics) > 1:
        yield Block(caption="the right person", rows=tuple(_right(topics)), whole=(1, 2, 3))


def _took(name: str, group: Group) -> Row:
    if isnan(group.mean.mean):
        return name, say_part(group.reached), NONE, NONE, NONE, NONE, NONE
    times = (say_seconds(one.mean) for one in (group.mean, group.median, group.ninetieth, group.ninety_fifth))
    return name, say_part(group.reached), *times, say_seconds(group.worst)


def _right(topics: Sequence[Group]) -> Iterator[Row]:
    yield "", "reach the right one", "mean", "by a wrong door"
    for group in topics:
        if group.name:
            wrong = say_part(group.wrong_doors) if group.wrong_doors.mean > 0 else NONE
            yield f"wants {group.name}", say_part(group.right), say_time(group.right_mean), wrong


def _ends(study: Study) -> Iterator[Block]:
    found = [one for one in endings(study) if one.part.mean >= _FEW]
    boxes = {node.name for node in study.scenario.tree.nodes.values() if isinstance(node, Voicemail)}
    rows: list[Row] = [("the caller", "of all calls", "half of them within")]
    rows += [(say_end(one, boxes), say_part(one.part), _ended_within(one)) for one in found[:_MOST_ENDS]]
    rest = sum(one.part.mean for one in found[_MOST_ENDS:])
    more = len(found) - _MOST_ENDS
    notes = (f"and {more} other end{'s' * (more > 1)}, {rest:.1%} of all calls",) if rest else ()
    yield Block(rows=tuple(rows), whole=(1, 2), notes=notes)


def _ended_within(one: Ending) -> str:
    """The time within which half of the calls ended; who is stuck is so until they give up, which nothing tells."""
    return NONE if one.end == "stuck" else say_duration(one.median)


def say_end(one: Ending, boxes: set[str]) -> str:
    """How and where a call ends: 'gives up at "front desk"'."""
    if one.end == "gave up" and one.node in boxes:
        return f'leaves no message in "{one.node}"'
    return f'{_ENDS[one.end]} "{one.node}"'


def _lines(study: Study) -> Iterator[Block]:
    found = lines(study)
    if not found:
        return
    within = f"within {say_duration(study.threshold)}"
    rows: list[Row] = [("", "a week", within, "give up", "sent on", "mean wait", "90th", "worst")]
    for line in found:
        lost = (say_points(one, half=False) for one in (line.gave_up, line.sent_on))
        parts = say_part(line.within), *lost
        took = (say_seconds(line.wait.mean), say_seconds(line.ninetieth.mean), say_seconds(line.worst))
        rows.append((line.name, say_about(line.a_week.mean), *parts, *took))
    notes = tuple(
        f'at "{line.name}" nobody was there for {say_about(line.nobody_there.mean)} more calls a week, so they went on'
        for line in found
        if line.nobody_there.mean >= 1
    )
    yield Block(rows=tuple(rows), legend=_SENT_ON, whole=(1, 2, 3, 4, 5), notes=notes)


def _staff(study: Study) -> Iterator[Block]:
    found = staff(study)
    rows: list[Row] = [("", "busy", "most in the hour from", "then")]
    for group in found:
        when = NONE if group.busiest is None else say_hour(group.busiest)
        then = NONE if isnan(group.busiest_part) else f"{group.busiest_part:.0%}"
        rows.append((group.name, say_part(group.occupancy), when, then))
    if found:
        yield Block(rows=tuple(rows), whole=(1, 2, 3))


def _mailboxes(study: Study) -> Iterator[Block]:
    found = mailboxes(study)
    if not found:
        return
    rows: list[Row] = [("", "a week", "in time", "late", "never", "after", "most")]
    for box in found:
        parts = (say_part(one) if one.mean > 0 else NONE for one in (box.in_time, box.late, box.never))
        rows.append((box.name, say_number(box.a_week), *parts, _say_days(box.took.mean), say_about(box.most)))
    notes = tuple(
        f'{say_about(box.at_end)} messages in "{box.name}" still wait when the simulation ends'
        for box in found
        if box.never.mean > 0 or box.left_over >= 1
    )
    if any(box.waiting.mean > 0 for box in found):
        notes += ("what is neither in time, late nor never still waits when the simulation ends",)
    yield Block(rows=tuple(rows), legend=_BOXES, whole=(1, 2, 3, 4, 5, 6), notes=notes)


def _say_days(seconds: float) -> str:
    """Seconds in words, from three days on in days."""
    return f"{say_about(seconds / _DAY)} days" if seconds >= 3 * _DAY else say_seconds(seconds)


def _day(study: Study) -> Iterator[Block]:
    rows: list[Row] = [("", "calls a week", "reach a person", "mean", "90th", "give up", "leave a message")]
    found = groups(study, "hour of the day")
    whole = sum(group.a_week.mean for group in found)
    busy = [group for group in found if group.a_week.mean >= _QUIET_HOUR * whole]
    for group in busy:
        hour = f"{int(group.name):02}:00"
        took = (say_seconds(group.mean.mean), say_seconds(group.ninetieth.mean))
        ended = (say_part(group.gave_up), say_part(group.message))
        rows.append((hour, say_about(group.a_week.mean), say_part(group.reached), *took, *ended))
    rest = 1 - sum(group.a_week.mean for group in busy) / whole
    if len(busy) > 1:
        notes = (f"{rest:.0%} of the calls come at other hours",) if rest >= _FEW else ()
        yield Block(rows=tuple(rows), legend=_GIVE_UP, whole=(0, 2, 5), notes=notes)


def _week(study: Study) -> Iterator[Block]:
    parts = parts_by_hour(study)
    told = {hour: f"{min(int(10 * part + 0.5), 9)}" if part < 0.95 else "X" for hour, (calls, part) in parts.items()
            if calls >= _FEW_A_WEEK}  # fmt: skip
    if not told:
        return
    days = [(WEEKDAYS[day][:3], "  ".join(told.get(day * 24 + hour, ".") for hour in range(24))) for day in range(7)]
    head = "".join(f"{hour:<9}" for hour in range(0, 24, 3)).rstrip()
    yield Block(chart=(("", head), *days), legend="0 to 9 of ten calls; X all of them; . nobody calls")
