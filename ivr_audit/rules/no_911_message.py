"""callers are not told what to do in an emergency

Some of those who call a doctor's office should call an ambulance. If the first thing they hear does not say so, they
listen to a menu, wait in a queue or leave a message instead.

Checked for every way in which a call can begin, at every number and every time: open, closed, on holidays, by each
answer of a branch. What is heard before the caller has a choice must name, somewhere in it, the emergency number (911,
and 112, 999 or 000 where they are given for emergencies) or an emergency room. Where telephones ring before anything is
said, the first recording is what those hear whom nobody answers, such as the greeting of a mailbox. A language menu
that comes first and says nothing of it is not the end of the beginning: then the recordings behind each of its keys are
checked. Nothing is reported where a person answers before any recording and no recording can follow, or where the file
lacks the words of one of the recordings. That a second language lacks a notice which the first one has is reported by
language-branch-weaker. There is one finding for each first recording. How early the notice must come is not checked,
since no source sets a limit in seconds.

In the phone system, record it at the beginning of the greeting ("If this is an emergency, hang up and dial 911"), and
again in the closed and holiday greetings and in the greeting of every mailbox that answers first: in RingCentral and
Zoom these are separate recordings under business hours, after hours and holidays, in FreePBX one announcement for
each side of the time condition.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.rules.first_heard import Beginning, untold, words_at
from ivr_audit.rules.phrasebook import says_emergency
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources_medical import (
    CALIFORNIA_HEALTH_WELLNESS,
    MISSOURI_AFTER_HOURS,
    NCMIC_ANSWERING,
    PSIC_ANSWERING,
    WALES_ACCESS_MESSAGE,
)
from ivr_audit.rules.spoken import is_language_menu

if TYPE_CHECKING:
    from ivr_audit.finding import Witness
    from ivr_audit.measures import Measures, View

ID = "no-911-message"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each beginning of a call without a notice for emergencies."""
    for view in measures.views:
        for way in untold(view, says_emergency):
            if says_emergency(way.text):
                continue
            if isinstance(way.nodes[-1], model.Menu) and is_language_menu(way.nodes[-1]):
                yield from _behind(view, way, way.nodes[-1])
            else:
                yield _finding(view, way.recordings[0], view.witness(way.legs))


def _behind(view: View, way: Beginning, menu: model.Menu) -> Iterator[Finding]:
    """The findings at what follows the keys of a language menu."""
    for option in menu.options:
        for onward in untold(view, says_emergency, option.to) if option.to in view.tree.nodes else ():
            if not says_emergency(onward.text):
                call = view.witness((*way.legs, (menu.name, option.key), *onward.legs))
                yield _finding(view, onward.recordings[0], call)


def _finding(view: View, first: model.Node, call: Witness) -> Finding:
    return Finding(
        rule=ID,
        severity="error",
        place=words_at(first),
        node=first.name,
        message=f'"{first.name}" is the first thing that callers hear, and nothing up to their first choice says what '
        "to do in an emergency",
        advice=f'begin "{first.name}" with what to do in an emergency, such as "If this is an emergency, hang up and '
        'dial 911"',
        periods=view.names,
        witness=call,
    )


BAD = """\
tree: Eye clinic
profile: medical
holidays: US
hours:
  office: {mon-fri: 08:00-17:00}
start: open?
nodes:
  open?: {hours: office, open: main, closed: on-call line}
  main:
    menu: Thank you for calling the eye clinic. For an appointment, press 1. For a nurse, press 2.  # here
    options: {1: desk, 2: nurse}
    no_input: desk
  desk: {ring: Front desk, staffed: office, no_answer: box}
  nurse: {ring: Nurse, staffed: office, no_answer: box}
  on-call line: {ring: Answering service, no_answer: box}
  box:
    voicemail: Clinic
    greeting: In an emergency, hang up and dial 911. Otherwise leave your name and number.
    owner: Ann
    reply_within: 1d
"""

GOOD = BAD.replace("  # here", "").replace("menu: Thank you", "menu: In an emergency, hang up and dial 911. Thank you")

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
    sources=(
        CALIFORNIA_HEALTH_WELLNESS.says(
            "recordings send callers with an emergency to 911 or the nearest emergency room"
        ),
        MISSOURI_AFTER_HOURS.says("messages of closed offices tell patients what to do in an emergency"),
        NCMIC_ANSWERING.says("an answering machine says what to do in an emergency"),
        PSIC_ANSWERING.says("the machine of a dental office says so too"),
        WALES_ACCESS_MESSAGE.says("the message of a general practice says where else to turn"),
    ),
    optional=True,
)
