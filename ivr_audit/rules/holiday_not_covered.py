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

No rule was found that asks for it, and the 60 days are a design choice: time enough to record a greeting.

In the phone system, enter the days of the coming year: in Teams a holiday is a schedule of its own, bound to a call
flow of the auto attendant; Zoom keeps holiday hours apart from the weekly hours; in FreePBX it is a calendar or a time
group that is asked before the daily one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from ivr_audit import model
from ivr_audit.finding import Finding
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
_IMPORTED: Final = "enter the holidays of the coming year in the phone system, and where calls go on them"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding if the coming holidays are not named."""
    tree = measures.tree
    deciding = _deciding(measures)
    if tree.holidays.country or not deciding or tree.system != "native" and _kept_elsewhere(measures):
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
