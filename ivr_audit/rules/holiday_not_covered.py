"""nobody has told the phone system when the holidays are

On a holiday the phones behave as on any working day: callers hear that somebody will be with them, and ring an empty
office.

Checked in every file of which hours decide something that callers come to: an hours check, or people who are there at
certain hours only (`staffed`), with hours that are open on some weekday and not always. It is reported if the file
names no holidays at all: no `holidays`, and no dates in those hours. It is also reported if it names single dates
only, and the last of them lies less than `days` after the day of the audit: then next year's are missing. A country
(`holidays: US`) covers every year. On public holidays all hours are closed unless their line `holiday` says
otherwise, so that naming the country is enough. Of imported files those are checked that say the schedules of all
their hours checks; where a switch that somebody turns by hand decides as well, it may be turned on holidays, and they
are left out.

Also reported are holidays that the office keeps and its phone system does not know, so that it goes on as on any other
day: those that stand in a file with what the office knows (`--with`) and not in the phone system's own files; and in a
tree file those on which the hours of all its hours checks say `holiday: as usual`.

No rule was found that asks for it, and the 60 days are a design choice: time enough to record a greeting.

In the phone system, enter the days of the coming year: in Teams a holiday is a schedule of its own, bound to a call
flow of the auto attendant; Zoom keeps holiday hours apart from the weekly hours; in FreePBX it is a calendar or a time
group that is asked before the daily one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.hours import YEAR, public_holidays
from ivr_audit.model import Hours, PhoneTree
from ivr_audit.place import Place
from ivr_audit.rules.phrases import some
from ivr_audit.rules.presence import SWITCH
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_trade import VILLANOVA_ZOOM, ZOOM_CALL_HANDLING
from ivr_audit.words import MONTHS

if TYPE_CHECKING:
    from ivr_audit.finding import Witness
    from ivr_audit.measures import Measures

ID = "holiday-not-covered"
_NATIVE: Final = (
    'name the country whose holidays the office keeps, such as "holidays: US", or the dates of the coming year'
)
_AS_USUAL: Final = (
    "enter the holidays in the phone system, and where calls go on them; then take `holiday: as usual` out of the file"
)
_IMPORTED: Final = "enter the holidays of the coming year in the phone system, and where calls go on them"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding if the coming holidays are not named."""
    tree = measures.tree
    deciding = _deciding(measures)
    if not deciding or tree.system != "native" and _kept_elsewhere(measures):
        return
    if missed := _missed(measures, deciding):
        yield _unknown(measures, missed)
        return
    if tree.holidays.country:
        return
    dates = {*tree.holidays.dates, *(day for name in _asked(measures) for day in tree.hours[name].dates)}
    last = max(dates, default=None)
    if last is not None and last >= measures.as_of + timedelta(days=options["days"]):
        return
    named = some([hours.name for hours in deciding])
    missing = "no holidays are named" if last is None else f"no holiday after {say_day(last)} is named"
    yield Finding(
        rule=ID,
        severity="warning",
        place=_place(tree),
        node=tree.entries[0].node,
        message=f"{missing}: on a holiday the hours {named} count as on any other day, and callers ring an "
        "empty office",
        advice=_NATIVE if tree.system == "native" else _IMPORTED,
        witness=_call(measures),
    )


class _Missed(NamedTuple):
    """Holidays of the office that its phone system does not know, and the hours that are open on them."""

    days: list[date]
    hours: list[Hours]


def _missed(measures: Measures, deciding: Sequence[Hours]) -> _Missed | None:
    """The holidays of the year on which hours go on as usual; None in a native tree of which some hours keep them."""
    tree = measures.tree
    nodes = (tree.nodes[name] for name in measures.reached())
    checked = {node.hours for node in nodes if isinstance(node, model.HoursCheck) and node.hours in tree.hours}
    decide = [hours for hours in deciding if hours.name in checked]
    usual = [hours for hours in decide if hours.holiday is None]
    if not usual or tree.system == "native" and len(usual) < len(decide):
        return None
    first, end = measures.as_of, measures.as_of + YEAR
    known = {day for name in checked for day in tree.hours[name or ""].dates}
    coming = public_holidays(tree.holidays, range(first.year, end.year + 1)) - known
    by_day = {
        day: [hours for hours in usual if hours.weekly[day.weekday()]] for day in sorted(coming) if first <= day < end
    }
    days = [day for day, opened in by_day.items() if opened]
    return _Missed(days, [hours for hours in usual if any(hours in by_day[day] for day in days)]) if days else None


def _unknown(measures: Measures, missed: _Missed) -> Finding:
    """The finding, with the call of somebody who presses nothing on such a day."""
    tree, names = measures.tree, [hours.name for hours in missed.hours]
    views = [(view, period) for view in measures.views for period in view.periods if period.holiday]
    shown = [(view, period) for view, period in views if not period.state.open.isdisjoint(names)]
    call = None
    if shown:
        view, period = shown[0]
        call = view.witness_of(view.caller("silent"))._replace(at=period.example)
    count, first = len(missed.days), say_day(missed.days[0])
    which, on = (f"{count}", f", the next on {first}") if count > 1 else ("one", f", {first}")
    return Finding(
        rule=ID,
        severity="warning",
        place=missed.hours[0].place,
        node=tree.entries[0].node,
        message=f"the phone system does not know {which} of the holidays that the office keeps{on}: the hours "
        f"{some(names)} then count as on any other day, and callers ring an empty office",
        advice=_IMPORTED if tree.system != "native" else _AS_USUAL,
        periods=tuple(dict.fromkeys(period.name for _, period in shown)),
        witness=call,
    )


def _deciding(measures: Measures) -> list[Hours]:
    """The hours that decide something for callers, and are open on some weekdays and closed at some time."""
    names = _asked(measures)
    hours = measures.tree.hours.items()
    return [found for name, found in hours if name in names and not found.always and any(found.weekly)]


def _asked(measures: Measures) -> set[str]:
    """The names of the hours that decide something for callers."""
    tree = measures.tree
    names = set()
    for name in measures.reached():
        node = tree.nodes[name]
        if isinstance(node, model.HoursCheck):
            names.add(node.hours)
        elif isinstance(node, model.Answered):
            names.add(node.staffed)
    return {name for name in names if name is not None and name in tree.hours}


def _kept_elsewhere(measures: Measures) -> bool:
    """Whether holidays may be where an imported file does not show them: in a schedule that is not in it, or in what
    sends calls elsewhere by hand."""
    for name in measures.reached():
        node = measures.tree.nodes[name]
        if isinstance(node, model.HoursCheck) and node.hours is None:
            return True
        if isinstance(node, model.Branch):
            said = [node.name, node.decides, *(word for case in node.cases for word in (case.name, case.to))]
            if any(SWITCH.search(text) for text in said):
                return True
    return False


def _place(tree: PhoneTree) -> Place:
    return tree.places.get("holidays") or tree.at("hours")


def say_day(day: date) -> str:
    """A date as the findings write it: "25 December 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _call(measures: Measures) -> Witness:
    """The call of somebody who reaches a person at a time when the office is open, else of a silent caller."""
    views = list(measures.views)
    for view in views:
        if view.person_reachable:
            return view.witness(view.calls.time_to_person.typical_path)
    return views[0].witness_of(views[0].caller("silent"))


BAD = """\
tree: Dental office
hours:  # here
  office: {mon-fri: 08:00-17:00}
start: open?
nodes:
  open?: {hours: office, open: desk, closed: box}
  desk: {ring: Front desk, staffed: office, no_answer: box}
  box: {voicemail: Dental office, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Dental office
holidays: US
hours:
  office: {mon-fri: 08:00-17:00}
start: open?
nodes:
  open?: {hours: office, open: desk, closed: box}
  desk: {ring: Front desk, staffed: office, no_answer: box}
  box: {voicemail: Dental office, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"days": Setting(60, "", "how far ahead, in days, a list of single dates must reach")},
    needs=("hours", "office"),
    sources=(
        VILLANOVA_ZOOM.says("holiday hours are set apart from the weekly ones"),
        ZOOM_CALL_HANDLING.says("calls on holidays have a handling of their own"),
    ),
)
