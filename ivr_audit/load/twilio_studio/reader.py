"""Twilio Studio flows: what a person who calls the number comes through, from the trigger's incoming call on.

Studio draws one box for each step of a call. A caller knows menus, queues and phones that ring; so the boxes that
belong together are read as one node: keys that are gathered with the splits that look at them, loops that count how
often they were tried, a phone that rings with the split that asks whether somebody answered.
"""

from __future__ import annotations

from typing import Final

from ivr_audit import model
from ivr_audit.load.draft import Draft, TooLarge
from ivr_audit.load.folder import Folder
from ivr_audit.load.json_places import parse
from ivr_audit.load.twilio_studio.flow import Flow, Way, flows_of
from ivr_audit.load.twilio_studio.frame import Frame, Writing
from ivr_audit.load.twilio_studio.widgets import write
from ivr_audit.model import HANGUP, PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.words import list_words, or_known

_SYSTEM: Final = "twilio-studio"
_NO_CALLS: Final = (
    'no call comes in here: the trigger\'s "Incoming Call" leads nowhere, so this flow serves messages only'
)
_TOO_LARGE: Final = "these flows run each other so often that there is no end to it; name one of them"
_UNKNOWN: Final = "who returns messages and by when is not in a Studio flow"
_CLOCK: Final = "times of the day in a flow are read as the flow compares them; Twilio's own clock is UTC"


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of all flows that answer calls, or of the one that `start` names (its name, file or identifier)."""
    flows: list[Flow] = []
    problems: list[Problem] = []
    for name in files:
        try:
            value, places = parse(folder.text(name), folder.path(name))
        except InputError as error:
            problems += error.problems
            continue
        for found in flows_of(value, places, name):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                flows.append(found)
    if problems:
        return None, sorted(set(problems))
    source = folder.of(files)
    try:
        entries = _entries(flows, start, source)
        return _tree(flows, entries, source)
    except InputError as error:
        return None, list(error.problems)
    except TooLarge:
        return None, [Problem(Place(source), _TOO_LARGE)]


def _tree(flows: list[Flow], entries: list[tuple[Flow, Way]], source: str) -> tuple[PhoneTree | None, list[Problem]]:
    draft = Draft(source, _SYSTEM)
    writing = Writing(draft, tuple(flows))
    for flow, way in entries:
        mark = "" if len(entries) == 1 else f"{flow.name}: "
        frame = Frame(flow, mark, HANGUP, (flow.name,))
        number = "" if len(entries) == 1 else flow.name
        draft.enter(number, writing.to(frame, way.next), way.next_place)
    while writing.waiting:
        write(writing, writing.waiting.popleft())
    writing.add_nodes()
    for entry in draft.entries:
        if writing.ends_at_once(entry.node):
            draft.add(model.Hangup(name=entry.node, place=entry.place), "end of the flow")
    writing.tell_notes()
    if any(isinstance(node, model.Voicemail) for node in draft.nodes.values()):
        draft.not_said(_UNKNOWN)
    if draft.hours:
        draft.not_said(_CLOCK)
    name = entries[0][0].name if len(entries) == 1 else list_words([flow.name for flow, _ in entries[:3]])
    return draft.finish(name)


def _entries(flows: list[Flow], start: str | None, source: str) -> list[tuple[Flow, Way]]:
    """The flows that calls come to, and the way out of each trigger. Raises InputError if there is none."""
    if start is not None:
        flows = _named(flows, start, source)
    voice = [(flow, way) for flow in flows if (way := _incoming(flow, start is not None)).next is not None]
    if not voice:
        raise InputError(
            [Problem(flow.trigger.place, _NO_CALLS) for flow in flows] or [Problem(Place(source), _NO_CALLS)]
        )
    return voice


def _incoming(flow: Flow, is_named: bool) -> Way:
    """The way of a call that comes in; a flow that only other flows run counts where the user names it."""
    way = flow.trigger.way("incomingCall")
    return flow.trigger.way("incomingParent") if way.next is None and is_named else way


def _named(flows: list[Flow], start: str, source: str) -> list[Flow]:
    wanted = start.casefold()
    found = [flow for flow in flows if wanted in {word.casefold() for word in flow.known_as}]
    if found:
        return found
    names = sorted({flow.name for flow in flows})
    said = or_known(start, [*names, *(word for flow in flows for word in flow.known_as)])
    raise InputError([Problem(Place(source), f'no flow is called "{start}"{said}')])
