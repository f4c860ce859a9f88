"""while the office is open, calls go to people who are not there

The menu says that the office is open, the caller presses the key, and a telephone rings on an empty desk: at lunch, on
the afternoon that only some work, in the half hour before the others come.

Reported for each ring group and queue with `staffed` hours to which calls go outside them, by themselves or by a key,
after an hours check on the way has said "open", if nobody else answers a caller who then goes on waiting. It is an
error if nobody at all can be reached at that time, or if the caller is in the end hung up on, held for ever, or left
with a mailbox that nobody returns; a warning if others can be reached and a message is returned, for then the caller
has lost a call, not the cause. The message says at which times of a normal week this happens.

Where the file says in `traffic` who is on shift, that counts too. Reported in the same way is each line to which calls
go while its own hours (`staffed`) are open, or hours on the way have said "open", and nobody of the groups that answer
it is on shift, or all of them have a break. The times are those of a normal week at which anybody calls. A line without
hours counts as open where the file says when people call. No call is given that shows it: `ivr-audit call` does not
know of shifts.

Not reported: people who are called only after others did not answer, or by being passed on; a queue with `no_agents`,
since somebody has thought of it; people who are never there while those hours are open, such as the day staff behind
hours called "night", unless they are never there at all; and whatever no hours check was asked about. One finding
for each ring group or queue.

In the phone system, make the business hours and the staff's hours agree: take lunch out of the business hours (in
Microsoft Teams under "call flow for after hours", in FreePBX in the "time group", in RingCentral and Zoom under
"business hours"), or send calls at those times to somebody who is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit.finding import SEVERITIES, Finding, Related, Witness
from ivr_audit.hours import State, normal_fortnight
from ivr_audit.model import Answered
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.shifts import Shifts, file_state, shifts
from ivr_audit.rules.sources_medical import TEXAS_353_1411
from ivr_audit.rules.sources_trade import TEAMS_CALL_QUEUE
from ivr_audit.rules.unattended import Missed, missed, say_times
from ivr_audit.rules.visits import names_of
from ivr_audit.words import some

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "unstaffed-while-open"
_DAILY: Final = ("always", "")


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each ring group or queue that is called while the office is open and nobody is there."""
    found: dict[str, list[tuple[View, Missed]]] = {}
    for view in measures.views:
        for name, one in missed(view).items():
            found.setdefault(name, []).append((view, one))
    for name, calls in found.items():
        yield _finding(name, calls)
    at_work = shifts(measures.tree)
    if at_work is not None:
        yield from _off_shift(measures, at_work)


def _finding(name: str, calls: Sequence[tuple[View, Missed]]) -> Finding:
    view, worst = min(calls, key=lambda call: SEVERITIES.index(call[1].severity))
    node = view.tree.nodes[name]
    assert isinstance(node, Answered)
    when = say_times(view.tree, [period.state for other, _ in calls for period in other.periods])
    return Finding(
        rule=ID,
        severity=worst.severity,
        place=node.at("staffed"),
        node=name,
        message=(
            f'nobody is at "{name}" {when}, although the hours "{worst.hours}" are open then: '
            f"callers wait in vain and {_left(worst.call)}"
        ),
        advice=(
            f'let calls to "{name}" go at those times to somebody who is there, or take them out of the hours '
            f'"{worst.hours}", so that callers hear that nobody is there'
        ),
        periods=names_of([other for other, _ in calls]),
        witness=worst.call,
        nodes=tuple(dict.fromkeys(at for _, one in calls for at in one.passed if at != name)),
    )


class _Empty(NamedTuple):
    """A line that is called while nobody is on shift: what becomes of a caller, and the states in which that is so."""

    missed: Missed
    states: tuple[State, ...]


def _off_shift(measures: Measures, at_work: Shifts) -> Iterator[Finding]:
    """Yield a finding for each line that is open by the file, and called, while nobody who answers it is on shift."""
    from ivr_audit.measures import Measures

    tree, traffic = at_work.tree, measures.tree.traffic
    week = {stretch.state for stretch in normal_fortnight(tree)}
    says_when = traffic is not None and traffic.calls is not None

    def is_meant(name: str) -> bool:
        return name in at_work.lines and (says_when or at_work.own_hours(name) is not None)

    found: dict[str, list[_Empty]] = {}
    for view in Measures(tree, measures.as_of).views:
        for name, one in missed(view, is_meant).items():
            states = (period.state for period in view.periods)
            when = tuple(state for state in states if state in week and at_work.is_missed(name, state))
            if when:
                found.setdefault(name, []).append(_Empty(one, when))
    for name in measures.tree.nodes:
        if name in found:
            yield _off_shift_finding(measures, at_work, name, found[name])


def _off_shift_finding(measures: Measures, at_work: Shifts, name: str, calls: Sequence[_Empty]) -> Finding:
    worst = min(calls, key=lambda call: SEVERITIES.index(call.missed.severity))
    states = [state for call in calls for state in call.states]
    names = {period.state: period.name for period in measures.periods}
    hours = worst.missed.hours or at_work.own_hours(name)
    opened = f', although the hours "{hours}" are open then' if hours and hours not in _DAILY else ""
    groups = at_work.groups[name]
    traffic = measures.tree.traffic
    return Finding(
        rule=ID,
        severity=worst.missed.severity,
        place=at_work.lines[name].at("staffed"),
        node=name,
        message=(
            f"nobody of {some(groups)} is on shift {say_times(at_work.tree, states)}{opened}, and calls are sent to "
            f'"{name}": callers wait in vain and {_left(worst.missed.call)}'
        ),
        advice=f'have somebody of {some(groups, "or")} on shift then, or let calls to "{name}" go elsewhere then',
        periods=tuple(dict.fromkeys(names[file_state(state)] for state in states if file_state(state) in names)),
        related=tuple(
            Related(group.place, f'the shifts of "{group.name}"')
            for group in (traffic.staff if traffic is not None else ())
            if group.name in groups
        ),
        cause="shifts",
        nodes=tuple(dict.fromkeys(at for call in calls for at in call.missed.passed if at != name)),
    )


def _left(call: Witness) -> str:
    """What becomes of a caller who goes on waiting."""
    match call.outcome:
        case "cut off":
            return "are hung up on"
        case "stuck":
            return "hold for ever"
        case "message":
            return f'end in the mailbox "{call.node}"'
        case None:
            return f'come to "{call.node}"'
        case _:
            return f'end at "{call.node}"'


BAD = """\
tree: Eye clinic
hours:
  office: {mon-fri: "08:00-17:00"}
  desk: {mon-fri: "08:00-12:00, 13:00-17:00"}
start: open?
nodes:
  open?: {hours: office, open: main, closed: box}
  main:
    menu: For an appointment, press 1.
    options: {1: front desk}
    no_input: front desk
  front desk:
    ring: Front desk
    staffed: desk  # here
    no_answer: box
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

GOOD = """\
tree: Eye clinic
hours:
  desk: {mon-fri: "08:00-12:00, 13:00-17:00"}
start: open?
nodes:
  open?: {hours: desk, open: main, closed: box}
  main:
    menu: For an appointment, press 1.
    options: {1: front desk}
    no_input: front desk
  front desk:
    ring: Front desk
    staffed: desk
    no_answer: box
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "office"),
    sources=(
        TEXAS_353_1411.says("a person answers during business hours"),
        TEAMS_CALL_QUEUE.says("a call queue can be open while nobody is signed in"),
    ),
    explains=("wrong-door",),
)
