"""after hours a recording sends callers on to another recording

The closed message says "press 1 for the doctor on call", and there a mailbox answers, or the menu of a hospital.
Callers who needed somebody at once have lost minutes, and do not know whether anybody will hear of it.

Checked at every number while the office is closed, for what callers come to by keys or by themselves. Reported is each
outside number of which the file says that a mailbox answers there (`answered_by: voicemail`), or a menu of which it
does not name the tree; and each key that a prompt announces for urgent matters, an emergency or whoever is on call (not
"for anything but emergencies"), if whatever callers do from there on they reach no person, no promise to call back, no
mailbox that alerts anybody (`pages`) and no outside number but such a one. Such a key is fine if a recording behind it
says what to do in an emergency and the prompt announces it for nothing but emergencies, or if a recording behind it
names a telephone number. A key whose only ends are numbers reported already is not reported again. Whether a number
named in a recording is answered by a person no file can say: dial it and listen. Imported files are not checked.

In the phone system, put the answering service or the telephone of whoever is on call behind the key, with "no answer"
going on to the next person and not to voicemail: in FreePBX a follow-me or ring group with confirmation of calls, in
RingCentral and Zoom a shared line or call queue that is open after hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.rules.common import call_along
from ivr_audit.rules.first_heard import text_of
from ivr_audit.rules.live_ends import any_live, closed_views, ends_from, is_recording
from ivr_audit.rules.phrasebook import number_given, says_emergency
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources_medical import ANTHEM_AFTER_HOURS, NEW_YORK_DOH_ACCESS
from ivr_audit.rules.spoken import announcing
from ivr_audit.rules.urgent import is_for_emergencies, urgent_options

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "recording-leads-to-recording"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each recording that callers are sent to after hours."""
    if measures.tree.system != "native":
        return
    for view in closed_views(measures):
        reported = {name for name in view.reached if is_recording(view.tree.nodes[name])}
        yield from (_machine(view, name) for name in view.reached if name in reported)
        for menu, option in urgent_options(view):
            if option.to in view.tree.nodes:
                yield from _dead_key(view, menu, option, reported)


def _machine(view: View, name: str) -> Finding:
    node = view.tree.nodes[name]
    assert isinstance(node, model.Transfer)
    machine = "a mailbox" if node.answered_by == "voicemail" else "a menu"
    return Finding(
        rule=ID,
        severity="error",
        place=node.at("answered_by"),
        node=name,
        message=f'after hours callers are sent on to "{name}", where {machine} answers and no person',
        advice=f'let "{name}" be a number that a person answers, such as an answering service',
        periods=view.names,
        witness=call_along(view, name),
    )


def _dead_key(view: View, menu: model.Menu, option: model.Option, reported: set[str]) -> Iterator[Finding]:
    """The finding at a key for urgent matters behind which there are only recordings."""
    ends = list(ends_from(view, option.to, without=menu.name))
    if not ends or any_live(view, ends) or {end.node for end in ends} <= reported:
        return
    words = announcing(menu.prompt.text, option.key)
    behind = text_of([view.tree.nodes[name] for name in dict.fromkeys((option.to, *(end.node for end in ends)))])
    if number_given(behind) or says_emergency(behind) and is_for_emergencies(words):
        return
    boxes = [end.node for end in ends if end.outcome == "message"]
    where = f"the mailbox {some(boxes, 'or')}, which alerts nobody" if boxes else "a recording after which it is over"
    yield Finding(
        rule=ID,
        severity="error",
        place=option.to_place,
        node=menu.name,
        message=f'key {option.key} of "{menu.name}" is announced for what cannot wait, and leads to {where}',
        advice=f'point key {option.key} of "{menu.name}" at a person, such as an answering service or whoever is on '
        "call, or name who is alerted of a message (`pages`)",
        periods=view.names,
        witness=view.witness((*(view.way_to(menu.name) or ()), (menu.name, option.key))),
        cause=option.to,
        nodes=tuple(dict.fromkeys(end.node for end in ends)),
    )


BAD = """\
tree: Family clinic
profile: medical
holidays: US
hours:
  office: {mon-fri: 08:00-17:00}
start: open?
nodes:
  open?: {hours: office, open: desk, closed: closed}
  desk: {ring: Front desk, staffed: office, no_answer: night box}
  closed:
    menu: In an emergency, dial 911. If your call is urgent, press 1. To leave a message, press 2.
    options:
      1: doctor box  # here
      2: night box
    no_input: night box
  doctor box: {voicemail: Doctor on call, owner: doctor on call, reply_within: 30m}
  night box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace("  # here", "").replace(
    "owner: doctor on call, reply_within: 30m", "pages: doctor on call, owner: doctor on call, reply_within: 30m"
)

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
    sources=(
        ANTHEM_AFTER_HOURS.says("callers are sent to a live person, not to another recording"),
        NEW_YORK_DOH_ACCESS.says("a live voice after hours"),
    ),
    optional=True,
)
