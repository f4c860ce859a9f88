"""a recording states other opening hours than those that decide where calls go

A caller who hears "we are open until five" at half past twelve on Friday, from the closed message, calls the number
again, and again. One who was told the wrong time calls when nobody is there.

Checked for every recording that calls can come to, read in English and only where days and times are said beyond doubt
("Monday to Thursday, 8:30 to noon"). There is doubt where the words before or after them are about another time ("in
summer", "no longer"), something in particular ("for flu shots"), or another place ("our Shelbyville office"); a
pharmacy, a laboratory and the like is another place unless the tree or the hours are named after it. They are compared,
minute by minute over a normal week, with the hours by which the last hours check before that recording sends calls on;
if there was none, those of the first one after it; if there is none either, those of all hours checks of the file, if
all go by the same. If hours of another check on the same way agree with the words, nothing is reported. Weekdays that
the recording does not name count as closed only if it names three or more. Holidays and single dates are left out. It
is a warning; if the first opening and the last closing of every day agree, and only a break between them is told
differently, it is advice. One finding for each recording.

The rule comes from callers' own stories; no outside source was needed, and the check is a design choice.

In the phone system, correct whichever is wrong: the schedule (FreePBX: Time Groups; Microsoft Teams: business hours of
the auto attendant; Zoom and RingCentral: business hours) or the recording, and put a date in the calendar for checking
both whenever the hours change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.announced import plain
from ivr_audit.finding import Finding, Related
from ivr_audit.hours import DAY
from ivr_audit.model import HoursCheck, Node
from ivr_audit.rules.onward import ways_on
from ivr_audit.rules.opening import heard
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.stated_hours import UNITS, stated_hours
from ivr_audit.words import WEEKDAYS, list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "hours-do-not-match"
Week = tuple[tuple[tuple[int, int], ...], ...]
"""For each weekday from Monday, from when to when it is open, in minutes; what runs over midnight is two spans."""
_TELLS = re.compile(r"\b(?:open|hours|closed|week|daily|every day|mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
"""A text without any of these words states no hours."""
_JOINS = frozenset({"and", "the", "of", "at", "in", "on", "for"})
_WIDER = frozenset(
    {"clinic", "clinics", "hospital", "surgery", "practice", "center", "centre", "office", "store", "shop"}
)
"""What a laboratory, a pharmacy and the like may be a unit of."""
_WHOLE_WEEK = 3
"""A recording that names so many weekdays leaves none unsaid on which the office is open; a design choice."""


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each recording whose hours differ from those that decide."""
    tree = measures.tree
    said = {
        node.name: prompt.text for node in tree.nodes.values() for prompt in heard(node) if _TELLS.search(prompt.text)
    }
    if not said or not tree.hours:
        return
    name_of_office = _own(tree.name)
    decided = {node.hours for node in tree.nodes.values() if isinstance(node, HoursCheck) and node.hours}
    for view in measures.views:
        for name, text in said.items():
            if name not in view.visited:
                continue
            checks = _checks(view, name) or (list(decided) if len(decided) == 1 else [])
            stated = stated_week(text, name_of_office.union(*map(_words, checks))) if checks else None
            if stated is None:
                continue
            differing = [_differing(stated, weekly(tree.hours[hours])) for hours in checks]
            if differing and all(differing):
                yield _finding(view, tree.nodes[name], checks[0], stated, differing[0])


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z'-]+", plain(name)))


def _own(name: str) -> frozenset[str]:
    """The words that name an office, without units of it where its name has more than one, or a wider word as well.

    >>> sorted(_own("Main Street Pharmacy")), sorted(_own("Hillside Clinic and Pharmacy"))
    (['main', 'pharmacy', 'street'], ['clinic', 'hillside'])
    """
    words = _words(name) - _JOINS
    units = words & (UNITS | _WIDER)
    return words - UNITS if len(units) > 1 else words


def stated_week(text: str, own: frozenset[str] = frozenset()) -> Mapping[int, tuple[tuple[int, int], ...]] | None:
    """What a text says of each weekday it speaks of, or of all if it names three or more; None if nothing certain.

    `own` are words that name what the text is about.
    """
    told = stated_hours(text, own)
    if told is None:
        return None
    named = [day for days, _ in told for day in days]
    week = _week([(day, start, end) for days, spans in told for day in days for start, end in spans])
    return {day: week[day] for day in (range(7) if len(named) >= _WHOLE_WEEK else sorted(named))}


def weekly(hours: model.Hours) -> Week:
    """The hours of a normal week."""
    if hours.always:
        return (((0, DAY),),) * 7
    return _week([(day, span.start, span.end) for day, spans in enumerate(hours.weekly) for span in spans])


def _week(opened: list[tuple[int, int, int]]) -> Week:
    """A week from `(weekday, start, end)`; an end past midnight goes on into the next day, adjoining spans are one."""
    days: list[list[tuple[int, int]]] = [[] for _ in WEEKDAYS]
    for day, start, end in opened:
        days[day].append((start, min(end, DAY)))
        if end > DAY:
            days[(day + 1) % 7].append((0, end - DAY))
    return tuple(_joined(spans) for spans in days)


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        elif start < end:
            found.append((start, end))
    return tuple(found)


def _checks(view: View, name: str) -> list[str]:
    """The hours by which checks on the way to a node go, the last one first; else those of checks after it."""
    before = [view.tree.nodes[leg.node] for leg in reversed(view.way_to(name) or ())]
    found = _hours_of(before)
    if not found:
        found = _hours_of([node for way in ways_on(view, name) for node in way.nodes])
    return found


def _hours_of(nodes: list[Node]) -> list[str]:
    return list(dict.fromkeys(node.hours for node in nodes if isinstance(node, HoursCheck) and node.hours))


def _differing(stated: Mapping[int, tuple[tuple[int, int], ...]], week: Week) -> dict[int, tuple[tuple[int, int], ...]]:
    """The weekdays on which both differ, with the hours that decide then."""
    return {day: week[day] for day, spans in stated.items() if spans != week[day]}


def _finding(
    view: View,
    node: Node,
    hours: str,
    stated: Mapping[int, tuple[tuple[int, int], ...]],
    differing: Mapping[int, tuple[tuple[int, int], ...]],
) -> Finding:
    first = next(iter(differing))
    alike = [day for day in differing if (stated[day], differing[day]) == (stated[first], differing[first])]
    others = len(differing) - len(alike)
    more = f"; {others} other {'day differs' if others == 1 else 'days differ'} too" if others else ""
    only_breaks = all(
        spans and stated[day] and _outer(spans) == _outer(stated[day]) for day, spans in differing.items()
    )
    said = f"is open {_times(stated[first])}" if stated[first] else "is closed"
    counted = f"it is open {_times(differing[first])}" if differing[first] else "it is closed"
    place = node.at("greeting" if isinstance(node, model.Voicemail) else node.main)
    return Finding(
        rule=ID,
        severity="advice" if only_breaks else "warning",
        place=place,
        node=node.name,
        message=f'"{node.name}" says that the office {said} on {_days(alike)}, but by the hours "{hours}", which decide'
        f" where calls go, {counted} then{more}",
        advice=f'find out which is right, and correct the words of "{node.name}" or the hours "{hours}"',
        periods=view.names,
        witness=view.witness(view.way_to(node.name) or ()),
        related=(Related(view.tree.hours[hours].place, "these hours decide where calls go"),),
    )


def _outer(spans: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    return spans[0][0], spans[-1][1]


def _times(spans: tuple[tuple[int, int], ...]) -> str:
    """The hours of a day as one would say them.

    >>> _times(((510, 720), (780, 1020)))
    'from 08:30 to 12:00 and from 13:00 to 17:00'
    """
    if spans == ((0, DAY),):
        return "all day"
    return list_words([f"from {_clock(start)} to {_clock(end)}" for start, end in spans])


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(days: list[int]) -> str:
    """Weekdays as one would say them.

    >>> _days([0, 1, 2, 3]), _days([0, 4])
    ('Monday to Thursday', 'Monday and Friday')
    """
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    return list_words([WEEKDAYS[day] for day in days])


BAD = """\
tree: Lens lab
hours:
  lab: {mon-thu: 08:00-17:00, fri: 08:00-12:00}
start: open?
nodes:
  open?: {hours: lab, open: front desk, closed: closed message}
  front desk: {ring: Front desk, no_answer: box}
  closed message:
    say: The lab is closed. We are open Monday to Friday, 8 a.m. to 5 p.m.  # here
    next: box
  box: {voicemail: Lens lab, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Lens lab
hours:
  lab: {mon-thu: 08:00-17:00, fri: 08:00-12:00}
start: open?
nodes:
  open?: {hours: lab, open: front desk, closed: closed message}
  front desk: {ring: Front desk, no_answer: box}
  closed message:
    say: The lab is closed. We are open Monday to Thursday, 8 a.m. to 5 p.m., and Friday, 8 a.m. to noon.
    next: box
  box: {voicemail: Lens lab, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
)
