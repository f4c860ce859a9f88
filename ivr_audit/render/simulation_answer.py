"""What a simulation found, in a few sentences: who reaches a person and how soon, who gives up and where, which
messages nobody returns; what the figures rest on and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from typing import Final

from ivr_audit.model import Voicemail
from ivr_audit.render.simulation_figures import Ending, by_caller, endings, everybody, groups, mailboxes, weeks
from ivr_audit.render.simulation_words import say_about, say_callers, say_part, say_time
from ivr_audit.simulate.intervals import Interval
from ivr_audit.simulate.study import Study
from ivr_audit.words import list_words, of_hundred, say_day, say_duration

_MOST_PLACES: Final = 3
_WORTH_TELLING: Final = 0.005
"""Parts of all callers below this are left to the tables."""
_FAR_FROM_ALL: Final = 0.5
"""A topic is named where fewer than this part of its callers reach the right person."""


def answer(study: Study) -> list[str]:
    """The sentences. Those on callers count each caller once, however often they tried."""
    if not len(study.calls):
        return ["Nobody called in the time that was simulated, so there is nothing to say."]
    callers = by_caller(study)
    ended = endings(callers)
    return [*_reached(study, callers), *_topics(callers), *_helped(ended), *_lost(callers, ended), *_boxes(study)]


def say_scale(study: Study) -> str:
    """How much was simulated: "a year from Mon 23 Nov 2026, 900 calls a week, 10 times over; seed 1"."""
    scenario = study.scenario
    in_all = max(len(study.runs), 1) * weeks(study)
    calls = f"{say_about(len(study.calls) / in_all)} calls a week"
    if scenario.redial is not None and len(study.calls):
        calls += f" by {say_about(len(by_caller(study).calls) / in_all)} callers"
    times = "once" if len(study.runs) == 1 else f"{len(study.runs)} times over"
    return f"{say_days(scenario.days)} from {say_day(scenario.first)}, {calls}, {times}; seed {study.seed}"


def say_days(days: int) -> str:
    """A stretch of days: "a year", "4 weeks", "10 days"."""
    if days >= 365:
        return "a year"
    if days % 7 == 0:
        return "a week" if days == 7 else f"{days // 7} weeks"
    return "a day" if days == 1 else f"{days} days"


def sureness(study: Study) -> list[str]:
    """How far the figures can be trusted."""
    runs, calls = len(study.runs), len(study.calls)
    found = [
        f"{calls:,} calls were simulated, in {runs} replication{'s' * (runs != 1)} of {say_days(study.scenario.days)}."
    ]
    if runs > 1:
        found.append(
            "What stands behind ± is how far a figure can be wrong by the luck of the draw: 95 of 100 such ranges hold "
            "what endless simulating would give. It does not cover what was assumed."
        )
    if study.scenario.redial is not None:
        found.append(
            "Some callers try again: each try is a call. Where it says callers, each counts once, by how their last "
            "call ended; the tables count calls."
        )
    return [*found, *(f"{_capital(note)}." for note in study.notes)]


def _reached(study: Study, callers: Study) -> Iterator[str]:
    everyone = everybody(callers)
    reached, right = everyone.reached, everyone.right
    if reached.mean == 0:
        yield "Nobody reaches a person."
        return
    told = "Every caller reaches a person"
    if reached.mean < 1:
        told = f"Of 100 callers {of_hundred(reached.mean)} reach a person ({say_part(reached)})"
    if study.scenario.tree.topics and reached.mean - right.mean >= _WORTH_TELLING:
        told += f", {of_hundred(right.mean)} of them the right one for their question ({say_part(right)})"
    took = f"That takes them {say_time(everyone.mean)} on average"
    yield f"{told}. {took}; nine in ten take no longer than {say_duration(everyone.ninetieth.mean)}."
    calls = everybody(study).reached
    if callers is not study and abs(calls.mean - reached.mean) >= _WORTH_TELLING:
        yield f"Some callers try more than once: {say_callers(calls.mean, 'calls')} reach a person ({say_part(calls)})."
    if everyone.wrong_doors.mean >= _WORTH_TELLING:
        wrong = say_part(everyone.wrong_doors)
        yield f"{wrong} of those who reach a person had to choose an option about something else."


def _topics(callers: Study) -> Iterator[str]:
    """The topics whose callers mostly fail."""
    by_topic = groups(callers, "topic")
    found = [group for group in by_topic if group.name and group.right.mean < _FAR_FROM_ALL]
    if len(by_topic) < 2:
        return
    never = [f'"{group.name}"' for group in found if group.right.mean == 0]
    if never:
        yield f"Nobody who calls about {list_words(never, 'or')} reaches the right person."
    told = [f'{say_callers(group.right.mean)} about "{group.name}"' for group in found if group.right.mean > 0]
    if told:
        yield f"The right person is reached by only {list_words(told)}."


def _helped(ended: Sequence[Ending]) -> Iterator[str]:
    """What else calls end with that is no loss."""
    for ends, what in (
        (("message",), "leave a message"),
        (("callback",), "are promised a call back"),
        (("served",), "get what they want without a person"),
    ):
        whole = sum(one.part.mean for one in ended if one.end in ends)
        if whole >= _WORTH_TELLING:
            yield f"{_capital(say_callers(whole))} {what}."


def _lost(callers: Study, ended: Sequence[Ending]) -> Iterator[str]:
    boxes = {node.name for node in callers.scenario.tree.nodes.values() if isinstance(node, Voicemail)}
    told = False
    gave_up = [one for one in ended if one.end == "gave up"]
    for some, what in (
        ([one for one in gave_up if one.node not in boxes], "give up while they wait"),
        ([one for one in gave_up if one.node in boxes], "come to a mailbox and leave no message"),
        ([one for one in ended if one.end in ("cut off", "stuck")], "are cut off or stuck"),
    ):
        whole = sum(one.part.mean for one in some)
        if whole >= _WORTH_TELLING:
            told = True
            yield f"{_capital(say_callers(whole))} {what}: {_places(some, whole)}."
    lost = sum(one.part.mean for one in ended if one.end in ("gave up", "cut off", "stuck"))
    if not told:
        yield f"{'Nobody gives' if lost == 0 else 'Hardly anybody gives'} up, is cut off or is stuck."


def _places(ended: Sequence[Ending], whole: float) -> str:
    """Where callers are lost, who are this part of all."""
    first = ended[0]
    places = [first, *(one for one in ended[1:] if one.part.mean >= _WORTH_TELLING)][:_MOST_PLACES]
    if len(ended) == 1:
        soon = "" if first.median < 1 else f" within {say_duration(first.median)}"
        after = f", half of them{soon or ' at once'}" if first.end != "stuck" else ""
        return f'at "{first.node}"{after}'
    if of_hundred(whole) == "fewer than 1":
        return f'most of them at "{first.node}"'
    if len(places) == 1:
        return f'nearly all of them at "{first.node}"'
    return list_words([f'{100 * one.part.mean:.1f} at "{one.node}"' for one in places])


def _boxes(study: Study) -> Iterator[str]:
    found = mailboxes(study)
    never = [f'in "{box.name}" ({say_about(box.a_week.mean)} a week)' for box in found if box.never.mean > 0]
    late = [f'{say_part(box.late)} of those in "{box.name}"' for box in found if _is_often(box.late)]
    left = [f'{say_about(box.at_end)} in "{box.name}"' for box in found if box.left_over >= 1]
    if never:
        yield f"Nobody ever returns the messages {list_words(never)}."
    if late:
        yield f"Messages are returned later than promised: {list_words(late)}."
    if left:
        yield f"Messages pile up: when the simulation ends, {list_words(left)} still wait for an answer."
    if found and not never and not late and not left:
        promised = any(box.promise is not None for box in study.scenario.boxes)
        every = "Every message" if all(box.late.mean == 0 for box in found) else "Nearly every message"
        yield f"{every} is returned{' within the time that is promised' if promised else ''}."


def _is_often(late: Interval) -> bool:
    """Whether a part is worth telling, and no mere chance; of a single replication nobody knows."""
    return late.mean >= _WORTH_TELLING and (isnan(late.low) or late.low > 0)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
