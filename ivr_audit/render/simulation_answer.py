"""What a simulation found, in a few sentences: who reaches a person and how soon, who gives up and where, which
messages nobody returns; what the figures rest on and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Final

from ivr_audit.model import Voicemail
from ivr_audit.render.simulation_figures import Ending, Group, Mailbox, endings, everybody, groups, mailboxes, weeks
from ivr_audit.render.simulation_words import say_about, say_mean, say_part, say_time
from ivr_audit.simulate.study import Study
from ivr_audit.words import list_words, say_duration, say_moment

_MOST_PLACES: Final = 3
_WORTH_TELLING: Final = 0.005
"""Parts of all calls below this are left to the tables."""
_FAR_FROM_ALL: Final = 0.5
"""A topic is named where fewer than this part of its callers reach the right person."""


def answer(study: Study) -> list[str]:
    """The sentences."""
    if not len(study.calls):
        return ["Nobody called in the time that was simulated, so there is nothing to say."]
    everyone = everybody(study)
    ended = endings(study)
    return [*_reached(study, everyone), *_topics(study), *_lost(study, ended), *_boxes(study)]


def say_scale(study: Study) -> str:
    """How much was simulated: "a year from Mon 23 Nov 2026, 900 calls a week, 10 replications, seed 1"."""
    scenario = study.scenario
    day = f"{say_moment(datetime.combine(scenario.first, time()))[:-6]} {scenario.first.year}"
    calls = say_about(len(study.calls) / max(len(study.runs), 1) / weeks(study))
    times = "once" if len(study.runs) == 1 else f"{len(study.runs)} times over"
    return f"{say_days(scenario.days)} from {day}, {calls} calls a week, {times}; seed {study.seed}"


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
        found.append("A caller who tries again counts as a call each time.")
    return [*found, *(f"{note[0].upper()}{note[1:]}." for note in study.notes)]


def _reached(study: Study, everyone: Group) -> Iterator[str]:
    reached = everyone.reached.mean
    right = everyone.right.mean
    if reached == 0:
        yield "Not one of the callers reaches a person."
        return
    told = f"Of 100 callers {say_mean(everyone.reached)} reach a person ({say_part(everyone.reached)})"
    if study.scenario.tree.topics and reached - right >= _WORTH_TELLING:
        told += f", {say_mean(everyone.right)} of them the right one for their question ({say_part(everyone.right)})"
    took = f"That takes them {say_time(everyone.mean)} on average"
    yield f"{told}. {took}; one in ten takes longer than {say_duration(everyone.ninetieth.mean)}."
    if everyone.wrong_doors.mean >= _WORTH_TELLING:
        wrong = say_part(everyone.wrong_doors)
        yield f"{wrong} of those who reach a person had to choose an option about something else."


def _topics(study: Study) -> Iterator[str]:
    """The topics whose callers mostly fail."""
    found = [group for group in groups(study, "topic") if group.name and group.right.mean < _FAR_FROM_ALL]
    told = [f'{say_mean(group.right)} of 100 about "{group.name}"' for group in found]
    if told and len(groups(study, "topic")) > 1:
        yield f"The right person is reached by only {list_words(told)}."


def _lost(study: Study, ended: Sequence[Ending]) -> Iterator[str]:
    boxes = {node.name for node in study.scenario.tree.nodes.values() if isinstance(node, Voicemail)}
    gave_up = [one for one in ended if one.end == "gave up" and one.node not in boxes]
    silent = [one for one in ended if one.end == "gave up" and one.node in boxes]
    dropped = [one for one in ended if one.end in ("cut off", "stuck")]
    for some, what in (
        (gave_up, "hang up while they wait"),
        (silent, "come to a mailbox and leave no message"),
        (dropped, "are cut off or stuck"),
    ):
        whole = sum(one.part.mean for one in some)
        if whole >= _WORTH_TELLING:
            places = [some[0], *(one for one in some[1:] if one.part.mean >= _WORTH_TELLING)][:_MOST_PLACES]
            where = list_words([_place(one, alone=len(some) == 1) for one in places])
            yield f"{_hundred(whole)} {what}: {where}."
    if not gave_up and not silent and not dropped:
        yield "Nobody gives up."


def _hundred(part: float) -> str:
    number = f"{100 * part:.0f}" if part >= 0.02 else f"{100 * part:.1f}"
    return f"{number} of 100 callers"


def _place(one: Ending, *, alone: bool) -> str:
    after = f"half of them within {say_duration(one.median)}"
    return f'at "{one.node}", {after}' if alone else f'{100 * one.part.mean:.1f} at "{one.node}"'


def _boxes(study: Study) -> Iterator[str]:
    found = mailboxes(study)
    never = [box for box in found if box.never.mean > 0]
    if never:
        told = [f'in "{box.name}" ({say_about(box.a_week.mean)} a week)' for box in never]
        yield f"Nobody ever returns the messages {list_words(told)}."
    late = [box for box in found if _kept_late(box)]
    if late:
        told = [f'{say_part(box.late)} of those in "{box.name}"' for box in late]
        yield f"Messages are returned later than promised: {list_words(told)}."
    if found and not never and not late:
        yield "Every message is returned in time."


def _kept_late(box: Mailbox) -> bool:
    return box.late.mean >= _WORTH_TELLING
