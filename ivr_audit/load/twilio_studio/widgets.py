"""What each widget of Twilio Studio other than a menu means to a caller: a node, or a step that nobody notices."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from ivr_audit import model
from ivr_audit.load.draft import placed
from ivr_audit.load.twilio_studio.flow import Flow, Way, sources
from ivr_audit.load.twilio_studio.frame import At, Frame, Writing
from ivr_audit.load.twilio_studio.hours import clock_of, polarity
from ivr_audit.load.twilio_studio.menus import write_gather
from ivr_audit.load.twilio_studio.split import Known, copied, decided, tests
from ivr_audit.load.twilio_studio.texts import announcement_of, greeting_of, has_versions, prompt_of, shown
from ivr_audit.model import HANGUP, Attempts, Case, Prompt

RINGS: Final = 30.0
"""Seconds that Twilio lets a phone ring where the widget does not say."""
_DEEPEST = 8
_GOOD: Final = ("success", "sent", "next", "completed", "return", "audioComplete")
_ANSWERED: Final = (".DialCallStatus", ".DialStatus")

FAILS: Final = "if what runs here fails, the call ends, because no way on is set for that"
NEITHER: Final = "an answer that is neither true nor false ends the call here, and is not shown"
VERSIONS: Final = "callers hear one of several texts here; the longest is counted"
PEOPLE: Final = "the file does not say who answers these numbers; they count as people of the office"
AFTERWARDS: Final = "what callers hear after their call was answered and ended is left out"
WAITING: Final = "what callers hear and can press while they wait is decided outside the file"
UNENDED: Final = (
    "without a TaskRouter workflow nothing here ends the wait; a timeout belongs to TaskRouter and is not kept here"
)
UNHEARD: Final = "this flow tells nobody of a message left here; somebody must look in the Twilio console"
AGAIN: Final = "this flow runs itself over and over; the inner run is shown as leaving the file"
OTHER_FLOW: Final = "another flow goes on here that was not given"
WITHOUT_END: Final = "this recording is repeated without end"


def write(writing: Writing, at: At) -> None:
    """Add what a widget means to the tree."""
    _KINDS.get(at.widget.type, _write_other)(writing, at)


def _write_say(writing: Writing, at: At) -> None:
    widget = at.widget
    way = widget.way("audioComplete")
    endless = widget.number("loop") == 0
    if endless:
        writing.note(WITHOUT_END, widget.name)
    if has_versions(widget):
        writing.note(VERSIONS, widget.name)
    prompt = prompt_of(widget)
    behind = at.frame.flow.widgets.get(way.next or "")
    is_prompt = behind is not None and behind.type == "gather-input-on-call"
    is_heard_there = is_prompt and behind is not None and announcement_of(at.frame.flow, behind) is widget
    if is_heard_there or (behind is not None and greeting_of(at.frame.flow, behind) is widget):
        writing.same(at, writing.on(at, way) or HANGUP)
        return
    if not prompt.text and not prompt.audio and not endless:
        writing.same(at, writing.on(at, way) or HANGUP)
        return
    to = at.ident if endless else writing.on(at, way)
    node = model.Say(name=at.ident, place=widget.place, prompt=prompt, next=to)
    writing.add(at, placed(node, next=way.next_place))


def _write_split(writing: Writing, at: At) -> None:
    way = decided(at.widget, at.known)
    if way is not None:
        writing.same(at, writing.on(at, way) or HANGUP)
        return
    named = {name for text in _texts(at) for name, _ in sources(text)}
    ways = [*(way for way in at.widget.ways if way.event.casefold() == "match"), at.widget.way("noMatch")]
    if len({way.next for way in ways}) == 1:
        writing.same(at, writing.on(at, ways[0]) or HANGUP)
        return
    if _write_hours(writing, at, named, ways):
        return
    if ways[-1].next is None and {"true", "false"} <= {_case_name(way).casefold() for way in ways}:
        writing.note(NEITHER, at.widget.name)
        ways.pop()
    cases = [(_case_name(way), way) for way in ways]
    _write_branch(writing, at, ", ".join(sorted(_words(name) for name in named)) or at.widget.name, cases)


def _texts(at: At) -> list[str]:
    return [at.widget.text("input"), *(c.compared for way in at.widget.ways for c in way.conditions)]


def _write_hours(writing: Writing, at: At, named: set[str], ways: list[Way]) -> bool:
    """Whether this split is the clock, and its node was added."""
    clock = clock_of(at.widget, at.widget.name)
    if clock is not None:
        hours, open_way, closed_way = clock
        writing.draft.hours[hours.name] = hours
        outcomes: dict[str, Way] = {"open": open_way, "closed": closed_way}
        name: str | None = hours.name
    else:
        outcomes, name = polarity(named, ways), None
    if not outcomes:
        return False
    to = {outcome: writing.on(at, way) for outcome, way in outcomes.items()}
    holiday = to["holiday"] or HANGUP if "holiday" in outcomes else None
    node = model.HoursCheck(
        name=at.ident, place=at.widget.place, hours=name, open=to["open"], closed=to["closed"], holiday=holiday
    )
    places = {outcome: way.next_place for outcome, way in outcomes.items()}
    writing.add(at, placed(node, **places))
    return True


def _case_name(way: Way) -> str:
    if way.event.casefold() != "match":
        return "anything else"
    if len(way.conditions) == 1 and way.conditions[0].type in ("equal_to", "matches_any_of"):
        return shown(way.conditions[0].value) or "nothing"
    said = [f"{c.type.replace('_', ' ')} {shown(c.value)}".strip() for c in way.conditions]
    return " and ".join(said) or "match"


def _words(named: str) -> str:
    """What a Liquid name stands for, as a person would say it."""
    if named == "trigger.call.From" or named == "contact.channel.address":
        return "the caller's number"
    parts = named.split(".")
    if named.startswith("widgets.") and len(parts) > 2:
        return f"{parts[-1]} of {parts[1]}"
    return parts[-1].strip() or named


def _write_branch(writing: Writing, at: At, decides: str, ways: list[tuple[str, Way]]) -> None:
    """A branch that keeps every outcome; one node fewer where all lead to the same."""
    cases: dict[str, Case] = {}
    for label, way in ways:
        name, count = label[:60], 1
        while name in cases:
            count += 1
            name = f"{label[:60]} ({count})"
        cases[name] = Case(name, writing.on(at, way) or HANGUP, None, way.place, way.next_place)
    if len({case.to for case in cases.values()}) == 1:
        writing.same(at, next(iter(cases.values())).to)
        return
    node = model.Branch(name=at.ident, place=at.widget.place, decides=decides, cases=tuple(cases.values()))
    writing.add(at, node)


def _write_set(writing: Writing, at: At) -> None:
    known = at.known
    if known is not None:
        known = known._replace(copies=tuple(sorted(copied(at.widget, known.source, known.copies))))
    writing.same(at, writing.on(at, at.widget.way("next"), known) or HANGUP)


def _write_code(writing: Writing, at: At) -> None:
    """Something that runs and then lets the call go on, one way or another."""
    leading = [way for way in at.widget.ways if way.next is not None]
    good = next((way for event in _GOOD for way in leading if way.event.casefold() == event.casefold()), None)
    if good is not None and all(way.next == good.next for way in leading):
        if len(leading) < len(at.widget.ways):
            writing.note(FAILS, at.widget.name)
        writing.same(at, writing.on(at, good) or HANGUP)
        return
    if not leading:
        writing.same(at, at.frame.back)
        return
    _write_branch(writing, at, f"whether {at.widget.name} works", [(_event(way), way) for way in at.widget.ways])


def _event(way: Way) -> str:
    """An event in words: `noAudio` is "no audio"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", way.event).replace("_", " ").casefold() or "goes on"


def _write_connect(writing: Writing, at: At) -> None:
    """Phones ring. The way on is the same whether or not anybody answered, unless a split asks."""
    widget = at.widget
    way = widget.way("callCompleted")
    number = shown(widget.text("to")).strip()
    if widget.text("noun").casefold() == "conference":
        node: model.Node = model.Transfer(name=at.ident, place=widget.place, number=number, answered_by="unknown")
        writing.add(at, node)
        return
    source = next((s for end in _ANSWERED if tests(at.frame.flow, s := f"widgets.{widget.name}{end}")), None)
    unanswered = writing.on(at, way, Known(source, "no-answer") if source else None)
    busy = writing.on(at, way, Known(source, "busy")) if source else None
    members = tuple(part.strip() for part in number.split(",") if part.strip())
    seconds = widget.number("timeout")
    node = model.Ring(
        name=at.ident,
        place=widget.place,
        who=number or widget.name,
        ring_for=seconds if seconds else RINGS,
        members=members if len(members) > 1 else None,
        people=len(members) if len(members) > 1 else None,
        no_answer=unanswered,
        busy=busy if busy is not None else (HANGUP if source and unanswered is not None else None),
    )
    writing.add(at, placed(node, no_answer=way.next_place, busy=way.next_place))
    writing.note(PEOPLE, widget.name)
    if source is not None and _goes_on(at.frame.flow, Known(source, "completed")):
        writing.note(AFTERWARDS, widget.name)


def _goes_on(flow: Flow, answered: Known) -> bool:
    """Whether a flow has anything for callers whose call was answered and ended."""
    found = (decided(flow.widgets[name], answered) for name in tests(flow, answered.source))
    return any(way is not None and way.next is not None for way in found)


def _write_queue(writing: Writing, at: At) -> None:
    widget = at.widget
    left, refused = widget.way("callComplete"), widget.way("failedToEnqueue")
    if refused.next is None:
        refused = widget.way("callFailure")
    has_tasks = widget.type != "enqueue-call" or bool(widget.text("workflow_sid") or widget.text("workflow"))
    longest = (widget.number("timeout") or None) if has_tasks else None
    waits_here = not has_tasks and not widget.text("wait_url")
    node = model.Queue(
        name=at.ident,
        place=widget.place,
        who=shown(widget.text("queue_name")) or widget.name,
        max_wait=longest,
        overflow=None if waits_here else writing.on(at, left),
        full=writing.on(at, refused),
        limit_elsewhere=longest is None and not waits_here,
    )
    writing.add(at, placed(node, overflow=left.next_place, full=refused.next_place))
    if waits_here:
        writing.note(UNENDED, widget.name)
    else:
        writing.note(WAITING, widget.name)


def _write_voicemail(writing: Writing, at: At) -> None:
    widget = at.widget
    greeting = greeting_of(at.frame.flow, widget)
    prompt = prompt_of(greeting) if greeting is not None else Prompt()
    writing.add(at, model.Voicemail(name=at.ident, place=widget.place, box=widget.name, greeting=prompt))
    if not _is_told(at.frame.flow, at):
        writing.note(UNHEARD, widget.name)


def _is_told(flow: Flow, at: At) -> bool:
    """Whether somebody or something learns of a message: an address gets it, or a step behind it passes it on."""
    properties = at.widget.properties
    addresses = ("recording_status_callback_url", "transcription_callback_url", "recordingStatusCallback")
    if any(properties.get(name) for name in addresses):
        return True
    name, seen = at.widget.way("recordingComplete").next, set[str]()
    while name is not None and name not in seen:
        seen.add(name)
        behind = flow.widgets[name]
        if behind.type in ("make-http-request", "run-function", "send-message", "send-email", "send-to-flex"):
            return True
        name = next((way.next for way in behind.ways if way.next is not None), None)
    return False


def _write_payment(writing: Writing, at: At) -> None:
    widget = at.widget
    failed = next((way for way in widget.ways if way.event.casefold() != "success" and way.next is not None), None)
    tries = int(widget.number("max_attempts") or 1)
    to = None if failed is None else writing.on(at, failed)
    node = model.Ask(
        name=at.ident,
        place=widget.place,
        data="payment card",
        next=writing.on(at, widget.way("success")),
        no_input=to,
        invalid=to,
        attempts=Attempts(max(1, tries), max(1, tries), apart=False),
        no_input_timeout=widget.number("timeout"),
    )
    writing.add(at, node)


def _write_subflow(writing: Writing, at: At) -> None:
    found = _subflow(writing, at)
    if found is None or found.name in at.frame.above or len(at.frame.above) >= _DEEPEST:
        writing.note(OTHER_FLOW if found is None else AGAIN, at.widget.name)
        _write_away(writing, at, shown(at.widget.text("flow_sid")) or at.widget.name)
        return
    back = writing.to(at.frame, at.widget.way("completed").next)
    frame = Frame(found, f"{at.ident} / ", back, (*at.frame.above, found.name))
    begin = found.trigger.way("incomingParent")
    if begin.next is None:
        begin = found.trigger.way("incomingCall")
    writing.same(at, writing.to(frame, begin.next))


def _subflow(writing: Writing, at: At) -> Flow | None:
    parameters = at.widget.properties.get("parameters")
    words = [
        one["value"]
        for one in (parameters if isinstance(parameters, list) else ())
        if isinstance(one, dict) and one.get("key") == "subflowName" and isinstance(one.get("value"), str)
    ]
    wanted = {_plain(word) for word in (at.widget.text("flow_sid"), *words, at.widget.name) if word}
    return next((flow for flow in writing.flows if not wanted.isdisjoint(map(_plain, flow.known_as))), None)


def _plain(word: str) -> str:
    return re.sub(r"[\W_]+", "", word).casefold()


def _write_away(writing: Writing, at: At, where: str) -> None:
    """The call is in other hands here; if it comes back, it goes on."""
    ident = f"{at.ident} (leaves)"
    away = model.Transfer(name=ident, place=at.widget.place, number=where, answered_by="unknown")
    title = f"leaves the file: {at.widget.name}"
    leading = [way for way in at.widget.ways if way.next is not None and way.event.casefold() != "hangup"]
    if not leading:
        writing.draft.add(away, title)
        writing.same(at, ident)
        return
    writing.draft.add(away, title)
    cases = [Case(_event(way), writing.on(at, way) or HANGUP, None, way.place, way.next_place) for way in leading]
    cases.append(Case("does not come back", ident, None, at.widget.place, at.widget.place))
    node = model.Branch(
        name=at.ident, place=at.widget.place, decides=f"what happens in {at.widget.name}", cases=tuple(cases)
    )
    writing.add(at, node)


def _write_other(writing: Writing, at: At) -> None:
    """A widget that hands the call to something else, or one that this reader does not know."""
    _write_away(writing, at, shown(at.widget.text("url")) or at.widget.type or at.widget.name)


_KINDS: Final[Mapping[str, Callable[[Writing, At], None]]] = {
    "say-play": _write_say,
    "gather-input-on-call": write_gather,
    "split-based-on": _write_split,
    "set-variables": _write_set,
    "run-function": _write_code,
    "make-http-request": _write_code,
    "send-message": _write_code,
    "send-and-wait-for-reply": _write_code,
    "send-email": _write_code,
    "fork-stream": _write_code,
    "record-call": _write_code,
    "call-recording": _write_code,
    "connect-call-to": _write_connect,
    "enqueue-call": _write_queue,
    "send-to-flex": _write_queue,
    "record-voicemail": _write_voicemail,
    "capture-payments": _write_payment,
    "run-subflow": _write_subflow,
}
