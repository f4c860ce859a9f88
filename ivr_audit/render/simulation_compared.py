"""What a change does to an office: each figure before, after and how much of the difference is sure; and how many
people a line needs."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, isfinite, isnan
from typing import Final, NamedTuple

from ivr_audit.render.simulation_words import NONE, say_part, say_points, say_time
from ivr_audit.render.styled import Line, Piece, line, paragraph, table
from ivr_audit.simulate.comparing import Compared, Comparison, is_sure
from ivr_audit.simulate.intervals import Interval
from ivr_audit.simulate.staffing import Staffing
from ivr_audit.simulate.study import Study
from ivr_audit.words import list_words, say_duration


class _Figure(NamedTuple):
    """A headline figure as it is told: its name in a study and in words, what more of it means, and its unit."""

    name: str
    told: str
    more: str
    fewer: str
    is_part: bool = True


_FIGURES: Final = (
    _Figure("reached a person", "reach a person", "more reach a person", "fewer reach a person"),
    _Figure(
        "reached the right person", "reach the right person", "more reach the right person",
        "fewer reach the right person",
    ),
    _Figure("gave up", "give up or leave no message", "more give up", "fewer give up"),
    _Figure("message", "leave a message", "more leave a message", "fewer leave a message"),
    _Figure("cut off", "are cut off", "more are cut off", "fewer are cut off"),
    _Figure("stuck", "are stuck", "more are stuck", "fewer are stuck"),
    _Figure("answered in time", "answered in time", "more are answered in time", "fewer are answered in time"),
    _Figure("time to a person: mean", "time to a person, mean", "later", "sooner", is_part=False),
    _Figure("time to a person: 90th", "time to a person, 90th", "later", "sooner", is_part=False),
    _Figure("wait: mean", "wait in lines, mean", "longer", "shorter", is_part=False),
    _Figure(
        "messages returned late", "of the messages: returned late", "more of the messages are returned late",
        "fewer of the messages are returned late",
    ),
    _Figure(
        "messages never returned", "of the messages: never returned", "more of the messages are never returned",
        "fewer of the messages are never returned",
    ),
)  # fmt: skip
_PARTS: Final = {figure.name for figure in _FIGURES if figure.is_part}
_FEW: Final = 5.0
"""Calls of a hundred: of a line that no more come to, more staff cannot change much."""
_HEADLINE: Final = ("gave up", "reached a person", "time to a person: mean", "answered in time")
_MESSAGES: Final = ("messages returned late", "messages never returned")
"""Told in the headline where it is changed when messages are returned, before all else."""
_BESIDE: Final = (
    ("reached a person", "reach a person"), ("gave up", "give up"), ("answered in time", "in time"),
    ("wait: mean", "wait"), ("messages returned late", "late messages"),
)  # fmt: skip
"""The figures by which several changes are set side by side, and their headings."""


def comparison(found: Comparison) -> Iterator[Line]:
    """The lines for all variants; several at first side by side."""
    if len(found.compared) > 1:
        yield line(Piece("WHAT IF: THE CHANGES SIDE BY SIDE", "heading"))
        rows, whole = _side_by_side(found)
        yield from table(rows, whole=whole)
        told = "give up: also who leaves no message; wait: in lines, on average"
        yield from paragraph(told, first="  ", style="faint")
        yield line()
    for compared in found.compared:
        yield line(Piece("WHAT IF", "heading"))
        yield from paragraph(headline(compared, found.base), first="  ", style="strong")
        if not compared.is_same:
            rows = [("", "before", "after", "difference"), *_rows(found, compared)]
            yield from table(rows, whole=(1, 2, 3))
        if found.base.scenario.redial is not None:
            told = "per cent is of the calls, where nothing else is said; who tries again makes several"
            yield from paragraph(told, first="  ", style="faint")
        yield line()
    if found.missing:
        yield from paragraph(f"not simulated, for lack of time: {list_words(found.missing)}", style="warning")
        yield line()


def _side_by_side(found: Comparison) -> tuple[list[tuple[str, ...]], range]:
    """A row for the office as it is and for each change, and the columns of figures; means alone."""
    studies = [("as it is", found.base), *((one.variant.name, one.study) for one in found.compared)]
    told = [(name, head) for name, head in _BESIDE if not all(isnan(study.figures[name].mean) for _, study in studies)]
    rows = [("", *(head for _, head in told))]
    rows += [(name, *(_mean(figure, study.figures[figure].mean) for figure, _ in told)) for name, study in studies]
    return rows, range(1, len(told) + 1)


def _mean(name: str, mean: float) -> str:
    """A figure without how far it can be wrong."""
    if isnan(mean):
        return NONE
    return f"{mean:.1%}" if name in _PARTS else f"{mean:.1f} s" if mean < 59.95 else say_duration(mean)


def headline(compared: Compared, base: Study | None = None) -> str:
    """What a change does to that office, in a sentence: "one more nurse on Mondays: 7.1% ± 0.6 fewer give up, ..."."""
    is_boxes = base is not None and compared.study.scenario.boxes != base.scenario.boxes
    names = (*_MESSAGES, *_HEADLINE) if is_boxes else _HEADLINE
    sure = [say_difference(name, compared.differences[name]) for name in names if _is_told(compared, name)]
    name = compared.variant.name
    if compared.is_same:
        return f"{name}: nothing changes, since it is so already"
    if not sure:
        return f"{name}: {_too_small(compared)}"
    return f"{name}: {list_words(sure)}"


def _too_small(compared: Compared) -> str:
    """What to say where no difference is sure, and, of staff whom hardly anybody comes to, why."""
    if not isfinite(compared.differences["calls"].half_width):
        return "one replication cannot tell"
    told = (_signed(figure, compared.differences[figure.name]) for figure in _FIGURES)
    is_none = all(one in ("none", NONE) for one in told)
    small = "none of these figures changes" if is_none else "what changes is too small to be told from chance"
    few = [f'only {calls:.1f} of 100 calls come to "{node}"' for node, calls in compared.touched if calls < _FEW]
    return f"{small}; {list_words(few)}" if few else small


def say_difference(name: str, difference: Interval) -> str:
    """How much more or fewer, and how far that can be wrong."""
    figure = next(figure for figure in _FIGURES if figure.name == name)
    if isnan(difference.mean):
        return NONE
    word = figure.more if difference.mean > 0 else figure.fewer
    if figure.is_part:
        return f"{say_points(difference)} {word}"
    amount = Interval(abs(difference.mean), *sorted((abs(difference.low), abs(difference.high))))
    if difference.low < 0 < difference.high:
        half = difference.half_width
        amount = Interval(abs(difference.mean), abs(difference.mean) - half, abs(difference.mean) + half)
    return f"a person answers {say_time(amount)} {word}"


def _is_told(compared: Compared, name: str) -> bool:
    found = compared.differences.get(name)
    return found is not None and abs(found.mean) >= (0.0005 if name in _PARTS else 0.5) and is_sure(found)


def _rows(found: Comparison, compared: Compared) -> Iterator[tuple[str, ...]]:
    for figure in _FIGURES:
        before, after = found.base.figures[figure.name], compared.study.figures[figure.name]
        both = (before.mean, after.mean)
        if all(isnan(one) or one == 0 for one in both):
            continue
        say = say_part if figure.is_part else say_time
        difference = compared.differences[figure.name]
        yield figure.told, say(before), say(after), _signed(figure, difference)


def _signed(figure: _Figure, difference: Interval) -> str:
    if isnan(difference.mean):
        return NONE
    if max(abs(difference.low), abs(difference.high), abs(difference.mean)) < (0.0005 if figure.is_part else 0.05):
        return "none"
    sign = "+" if difference.mean > 0 else "-"
    half = difference.half_width
    amount = Interval(abs(difference.mean), abs(difference.mean) - half, abs(difference.mean) + half)
    told = say_part(amount) if figure.is_part else say_time(amount)
    unsure = isfinite(half) and not is_sure(difference)
    if told.startswith("0.0"):
        sign = ""
    return f"{sign}{told}{', may be chance' if unsure else ''}"


def staffing(found: Staffing) -> Iterator[Line]:
    """How many people a line needs."""
    yield line(Piece("HOW MANY PEOPLE", "heading"))
    yield from paragraph(say_staffing(found), first="  ", style="strong")
    rows = [("people", f"answered within {say_duration(found.threshold)}")]
    rows += [(str(one.people), say_part(one.within)) for one in found.tried]
    yield from table(rows, whole=(1,))
    yield line()


def say_staffing(found: Staffing) -> str:
    """The answer in a sentence or two."""
    part = f"{found.part:.{0 if found.part * 100 % 1 < 1e-9 else 1}%}"
    wish = f'{part} of the callers at "{found.line}" are answered within {say_duration(found.threshold)}'
    if found.interrupted:
        return _interrupted(found, wish)
    if found.people is None:
        return _why_not(found, wish)
    people = "1 person" if found.people == 1 else f"{found.people} people"
    sure = "" if found.is_sure else " It is close: take more replications to be sure."
    return f'{people} in "{found.group}" at all hours that somebody is there now, so that {wish}.{sure}'


def _interrupted(found: Staffing, wish: str) -> str:
    """What is known of a search that was not finished."""
    few = max((one.people for one in found.tried if one.within.mean < found.part), default=0)
    known = f'more than {few} in "{found.group}"' if few else "nothing is known yet"
    if found.people is not None:
        known = f'{"at most" if few + 1 < found.people else ""} {found.people} in "{found.group}"'.strip()
        known = f"{known}, and more than {few}" if 0 < few < found.people - 1 else known
    return f"Interrupted before it was found how many people it takes so that {wish}: {known}."


def _why_not(found: Staffing, wish: str) -> str:
    """Why no number of people is enough, and what to ask instead."""
    if not found.tried:
        return f'Nobody comes to "{found.line}" while somebody is there, so that no number of people can be found.'
    most, best = found.tried[-1].people, found.tried[-1].within.mean
    if found.soonest > found.threshold:
        soonest = say_duration(ceil(found.soonest))
        why = f"with any number of people the quickest answer takes {soonest}, for ringing or what is played before"
        return f"No number of people is enough so that {wish}: {why}. Ask for {soonest} or more."
    why = f"with {most} it is {best:.1%}; the others give up or leave the line, however many people are there"
    return f'No number of people in "{found.group}" is enough so that {wish}: {why}. Ask for less, or for more time.'
