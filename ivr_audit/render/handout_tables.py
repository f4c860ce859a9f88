"""The long tables of the report in short, for paper: topics and callers against numbers and periods, small weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from ivr_audit.asking import without_person
from ivr_audit.audit import Audit
from ivr_audit.call import Call
from ivr_audit.render.answer import say_periods
from ivr_audit.render.situations import Situation, Week, situations, weeks
from ivr_audit.words import WEEKDAYS, list_words, say_duration

COLUMNS: Final = 3
"""Situations beside each other; with more of them words would be broken."""
MOST: Final = 6
"""Situations told apart; the full report has them all. A design choice: two tables of three."""
_WHO: Final = {"silent": "presses nothing", "zero": "presses 0", "wrong-keys": "presses wrong keys"}


Days = tuple[tuple[str, tuple[bool, ...]], ...]


class Matrix(NamedTuple):
    """A table: what stands above its columns, and its rows, each with what it is about."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class SmallWeek(NamedTuple):
    """Whom a week is for, and for each day which half hours somebody who can help is reached in."""

    caption: str
    days: Days


def topics(audit: Audit) -> Iterator[Matrix]:
    """For each topic the typical and the worst time to the right person, or what becomes of the caller instead."""
    cases = [case for case in situations(audit) if _somebody(case)]
    yield from _matrices(audit, cases, [(name, name) for name in audit.tree.topics], _right)


def _right(audit: Audit, case: Situation, topic: str) -> str:
    if topic not in case.entry.topics:
        return "-"
    times = case.entry.topics[topic].right_person
    if times.typical is None or times.worst is None:
        return without_person(audit.tree, case.entry, topic)
    worst = f"{'' if times.bounded else 'at least '}{say_duration(times.worst)}"
    return f"{say_duration(times.typical)} / {worst}"


def callers(audit: Audit) -> Iterator[Matrix]:
    """How the calls end of those who press nothing, 0, or wrong keys, and of those who listen for each topic."""
    kinds = [(f"caller {kind}", said) for kind, said in _WHO.items()]
    names = audit.tree.topics or ("any",)
    kinds += [(f"topic {name}", f"wants {name}" if audit.tree.topics else "listens") for name in names]
    yield from _matrices(audit, situations(audit), kinds, _ends)


def _ends(audit: Audit, case: Situation, who: str) -> str:
    kind, _, name = who.partition(" ")
    found: Call | None = case.entry.callers.get(name) if kind == "caller" else case.entry.listener.get(name)
    if found is None:
        return "-"
    outcome = "wrong person" if found.right_person is False else found.outcome
    return f"{outcome or 'still'}: {found.node}, {say_duration(found.seconds)}"


def left_out(audit: Audit) -> int:
    """How many situations the tables do not tell apart."""
    return max(len(situations(audit)) - MOST, 0)


def small_weeks(audit: Audit) -> list[SmallWeek]:
    """The week for anybody, then for the topics, those with the same week together."""
    first, *others = [(week.topics, _there(week)) for week in weeks(audit)]
    alike: dict[Days, list[str]] = {}
    for names, days in others:
        alike.setdefault(days, []).extend(names)
    return [SmallWeek("anybody", first[1]), *(SmallWeek(list_words(names), days) for days, names in alike.items())]


def _there(week: Week) -> Days:
    return tuple(
        (name[:3], tuple(run.seconds is not None for run in runs for _ in range(run.start, run.end)))
        for name, (_, runs) in zip(WEEKDAYS, week.days, strict=True)
    )


def _somebody(case: Situation) -> bool:
    return any(times.any_person.reachable or times.wrong_door for times in case.entry.topics.values())


def _matrices(
    audit: Audit,
    cases: Sequence[Situation],
    kinds: Sequence[tuple[str, str]],
    told: Callable[[Audit, Situation, str], str],
) -> Iterator[Matrix]:
    """Tables of so many situations each; those in which every row is the same stand in one column."""
    columns: dict[tuple[str, ...], list[Situation]] = {}
    for case in cases:
        columns.setdefault(tuple(told(audit, case, key) for key, _ in kinds), []).append(case)
    found = list(columns.items())[:MOST]
    for first in range(0, len(found), COLUMNS):
        some = found[first : first + COLUMNS]
        head = ("", *(_name(audit, same) for _, same in some))
        rows = tuple((said, *(column[n] for column, _ in some)) for n, (_, said) in enumerate(kinds))
        yield Matrix(head, rows)


def _name(audit: Audit, cases: Sequence[Situation]) -> str:
    """The numbers and periods of a column."""
    names = [found.period.name for found in audit.periods]
    whens: dict[str, list[str]] = {}
    for case in cases:
        when = say_periods(audit, [names[n] for n in case.periods])
        whens.setdefault(when, []).append(case.entry.number or case.entry.entry)
    if len(audit.tree.entries) == 1:
        return "; ".join(whens)
    return "; ".join(f"{', '.join(numbers)}: {when}" for when, numbers in whens.items())
