"""at some times nothing is set for a call, or hours overlap

The day's hours are set, and the way for the other hours is not: whoever calls on Friday at half past twelve is cut
off, without a word. And hours that run into each other hide a slip of the pen.

Two checks. It is an error if hours that calls can come to lead nowhere at some moment of the year: their `open` or
`closed` is left out (on holidays `closed` counts where `holiday` is left out), and calls come to them at such a moment,
also by being passed on. There is one finding for each such way, which names the times of a normal week at which it is
taken, or says that it is only holidays or single dates. A way that names `hangup`, or a target that does not exist, is
no gap: see dead-end and dangling-target. It is a warning, one for each name of hours, if two spans of its normal week
overlap: those of one day, or one that runs past midnight and the next day's. Hours count as open in both, so no caller
is lost by it, but one of the times is probably not meant. The loader refuses most overlaps within a day already.

That there is a way for every hour is a design choice that needs no source.

In the phone system, give both sides of each schedule a destination: "Destination if time matches" and "does not
match" in a FreePBX time condition, the after-hours call flow in Teams, closed hours in RingCentral and Zoom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End
from ivr_audit.finding import Finding
from ivr_audit.hours import DAY, State, Stretch, normal_fortnight
from ivr_audit.model import Hours, PhoneTree, Span
from ivr_audit.rules.common import Refuges, refuge
from ivr_audit.rules.opening import is_closed
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.ways import aimed
from ivr_audit.words import WEEKDAYS

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "schedule-gap-or-overlap"
_WEEK = 7


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each way of hours that is missing, and for each name of hours that overlap."""
    known: dict[tuple[str, str], str] = {}
    for view in measures.every_view:
        for name, node in view.tree.nodes.items():
            if isinstance(node, model.HoursCheck) and name in view.visited:
                yield from _gaps(measures, view, node, known)
    yield from _overlaps(measures)


def _gaps(
    measures: Measures, view: View, node: model.HoursCheck, known: dict[tuple[str, str], str]
) -> Iterator[Finding]:
    for step in view.steps(node.name):
        if step.to != End("cut off", node.name) or getattr(node, step.name) is not None:
            continue
        key = (node.name, step.name)
        if key not in known:
            known[key] = _times(measures, node, step.name)
        when = f"; in a normal week that is {known[key]}" if known[key] else ""
        hours = f'outside the hours "{node.hours}"' if step.name == "closed" else f'during the hours "{node.hours}"'
        if node.hours is None:
            hours = f"while {step.name}"
        way = view.way_to(node.name) or ()
        yield Finding(
            rule=ID,
            severity="error",
            place=node.place,
            node=node.name,
            message=f'nothing is set in "{node.name}" for calls {hours}, so they are cut off{when}',
            advice=f'set "{step.name}" of "{node.name}" to {Refuges(view).said(node.name)}{_alerted(view, node.name)}',
            periods=view.names,
            witness=view.witness((*way, (node.name, step.name))),
            cause=step.name,
            nodes=tuple(dict.fromkeys(leg.node for leg in way if leg.node != node.name)),
        )


def _alerted(view: View, node: str) -> str:
    """What else is to be done where somebody must hear of calls after hours, and the mailbox alerts nobody."""
    rule = "after-hours-voicemail-only"
    settings = view.tree.audit
    wanted = any((line.rule, line.option) == (rule, "severity") for line in (*settings.profile, *settings.rules))
    box = view.tree.nodes.get(Refuges(view).first(node) or "")
    if not wanted or not is_closed(view) or not isinstance(box, model.Voicemail) or box.pages is not None:
        return ""
    return ", and let that alert somebody at once (`pages`)"


def _times(measures: Measures, node: model.HoursCheck, step: str) -> str:
    """The times of a normal week at which a step is taken; empty where the file does not say."""
    if node.hours is None:
        return ""
    taken: dict[State, bool] = {}

    def is_taken(stretch: Stretch) -> bool:
        state = stretch.state
        if state not in taken:
            views = (measures.view(entry.node, state) for entry in measures.tree.entries)
            is_open = node.hours in state.open
            taken[state] = is_open == (step == "open") and any(v and node.name in v.visited for v in views)
        return taken[state]

    said = [_say(one) for one in _runs(measures.tree, is_taken)]
    if not said:
        return "at no time, but on holidays or single dates"
    if len(said) < 3:
        return " and ".join(said)
    return f"{said[0]} and {len(said) - 1} other times"


def _runs(tree: PhoneTree, is_taken: Callable[[Stretch], bool]) -> list[Stretch]:
    """The times of a normal week that are taken, each as long as it is, from the first that begins in the week."""
    week = normal_fortnight(tree)
    runs = []
    for taken, parts in groupby(week, is_taken):
        stretches = list(parts)
        if taken:
            runs.append(Stretch(stretches[0].start, stretches[-1].end, stretches[0].state))
    first = week[0].start
    if len(runs) == 1 and (runs[0].start, runs[0].end) == (first, week[-1].end):
        return [runs[0]._replace(end=first)]
    begun = [run for run in runs if run.start != first or not is_taken(week[-1])]
    return [run for run in begun if (run.start - begun[0].start).days < _WEEK]


def _say(run: Stretch) -> str:
    """A time of the week: "Friday 12:00 to 13:00"."""
    if run.end <= run.start:
        return "every hour of it"
    end, clock = run.end, f"{run.end:%H:%M}"
    if clock == "00:00":
        end, clock = end - timedelta(days=1), "24:00"
    until = clock if run.start.date() == end.date() else f"{WEEKDAYS[end.weekday()]} {clock}"
    return f"{WEEKDAYS[run.start.weekday()]} {run.start:%H:%M} to {until}"


def _overlaps(measures: Measures) -> Iterator[Finding]:
    tree = measures.tree
    view = next(iter(measures.views))
    for hours in tree.hours.values():
        if hours.always:
            continue
        found = list(_clashes(hours))
        if not found:
            continue
        day, one, other = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        users = [node.name for node in tree.nodes.values() if hours.name in (_checked(node), _staffed(node))]
        yield Finding(
            rule=ID,
            severity="warning",
            place=hours.place,
            node=users[0] if users else tree.entries[0].node,
            message=f'two spans of the hours "{hours.name}" overlap: {_clock(day, one)} and '
            f"{_clock((day + other.start // DAY) % _WEEK, other)}{more}",
            advice=f'correct the times of "{hours.name}" so that each begins when the one before has ended',
            witness=view.witness_of(view.caller("silent")),
            cause=f"overlap {hours.name}",
        )


def _checked(node: model.Node) -> str | None:
    return node.hours if isinstance(node, model.HoursCheck) else None


def _staffed(node: model.Node) -> str | None:
    return node.staffed if isinstance(node, model.Answered) else None


def _clashes(hours: Hours) -> Iterator[tuple[int, Span, Span]]:
    """Pairs of spans of a normal week that overlap, with the day the first begins on; minutes count from that day."""
    for day, spans in enumerate(hours.weekly):
        after = [Span(start + DAY, end + DAY) for start, end in hours.weekly[(day + 1) % _WEEK]]
        ordered = sorted((*spans, *after))
        yield from ((day, one, other) for one, other in pairwise(ordered) if one in spans and other.start < one.end)


def _clock(day: int, span: Span) -> str:
    start, end = span.start % DAY, span.end % DAY
    return f"{WEEKDAYS[day]} {start // 60:02}:{start % 60:02} to {end // 60:02}:{end % 60:02}"


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with the missing way leading to somebody, or to a mailbox that is returned."""
    if finding.cause not in ("open", "closed"):
        return None
    to = refuge(tree, finding, finding.node)
    return None if to is None else aimed(tree, finding.node, finding.cause, to)


BAD = """\
tree: Dental office
holidays: US
hours:
  office: {mon-thu: "08:00-12:00, 13:00-17:00", fri: 08:00-12:00}
start: open?
nodes:
  open?: {hours: office, open: desk}  # here
  desk: {ring: Front desk, staffed: office, no_answer: box}
  box: {voicemail: Dental office, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Dental office
holidays: US
hours:
  office: {mon-thu: "08:00-12:00, 13:00-17:00", fri: 08:00-12:00}
start: open?
nodes:
  open?: {hours: office, open: desk, closed: box}
  desk: {ring: Front desk, staffed: office, no_answer: box}
  box: {voicemail: Dental office, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours"),
    explains=("after-hours-voicemail-only", "no-crisis-line"),
    repair=repair,
)
