"""Actions of an Archy file that hand a call over: to a queue, a person, a number, a mailbox, another flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from ivr_audit.load.genesys_archy.flow import Frame
from ivr_audit.load.genesys_archy.values import Part, prompt
from ivr_audit.model import HANGUP, Callback, Queue, Ring, Transfer, Voicemail

if TYPE_CHECKING:
    from ivr_audit.load.genesys_archy.actions import Builder

_WAITING: Final = "how long callers wait in a queue and what they can press there is in the in-queue flow, not here"
_FAILS: Final = "what happens where a transfer fails for a technical reason is left out"
_MESSAGES: Final = "who listens to the messages of a mailbox and by when is not in the flow"
_COMPUTED: Final = "a queue, person or number that the flow works out for each call is named by its formula"


def _named(build: Builder, part: Part, otherwise: str) -> str:
    if part.is_expression:
        build.writing.draft.not_said(_COMPUTED)
    return part.named or otherwise


def _announced(build: Builder, body: Part, frame: Frame, to: str) -> str:
    """A transfer, after the words that callers hear before it."""
    title = f"{body.get('name').word or 'transfer'}: before"
    return build.writing.say(f"{frame.mark} before", body.first("preTransferAudio", "audio"), to, title)


def _unanswered(build: Builder, body: Part, frame: Frame, after: str, who: str) -> str:
    """Where a call goes that nobody takes: the actions of a failed transfer, else people's own settings."""
    failed = body.get("outputs", "failure", "actions")
    if failed.items():
        target = build.output(failed, frame, "failure", after)
        audio = body.get("failureTransferAudio")
        return build.writing.say(f"{frame.mark} failed", audio, target, "not answered")
    return build.writing.own_settings(who, body.place)


def _queue(build: Builder, body: Part, frame: Frame, after: str) -> str:
    who = _named(build, body.first("targetQueue", "queue"), "a queue")
    build.writing.draft.not_said(_WAITING)
    build.writing.draft.not_said(_FAILS)
    build.writing.draft.add(Queue(name=frame.mark, place=body.place, who=who, limit_elsewhere=True), who)
    return _announced(build, body, frame, frame.mark)


def _ring(build: Builder, body: Part, frame: Frame, after: str) -> str:
    who = _named(build, body.first("targetUser", "targetGroup", "user", "group"), "a person")
    seconds = body.get("connectTimeout").seconds
    unanswered = _unanswered(build, body, frame, after, who)
    no_answer = None if unanswered == HANGUP else unanswered
    node = Ring(name=frame.mark, place=body.place, who=who, ring_for=seconds or None, no_answer=no_answer)
    build.writing.draft.add(node, who)
    return _announced(build, body, frame, frame.mark)


def _number(build: Builder, body: Part, frame: Frame, after: str) -> str:
    number = _named(build, body.first("targetNumber", "number"), "a number")
    no_answer: str | None = None
    if body.get("outputs", "failure", "actions").items():
        target = _unanswered(build, body, frame, after, number)
        no_answer = None if target == HANGUP else target
    node = Transfer(name=frame.mark, place=body.place, number=number, answered_by="unknown", no_answer=no_answer)
    build.writing.draft.add(node, body.get("name").word or number)
    return _announced(build, body, frame, frame.mark)


def _flow(build: Builder, body: Part, frame: Frame, after: str) -> str:
    name = _named(build, body.first("targetFlow", "flow", "secureFlow"), "another flow")
    known = next((flow for flow in build.writing.flows if flow.name == name), None)
    to = build.flow(known) if known is not None else build.writing.leaves(f"flow {name}", body.place)
    return _announced(build, body, frame, to)


def _voicemail(build: Builder, body: Part, frame: Frame, after: str) -> str:
    destination = body.get("destination")
    _, inner = destination.single()
    target = inner.first("targetQueue", "targetUser", "targetGroup") or body.first(
        "targetUser", "targetGroup", "targetQueue", "voicemailUser", "voicemailGroup"
    )
    box = _named(build, target, body.get("name").word or "voicemail")
    greeting = prompt(inner.first("voicemailGreeting", "greeting"))
    build.writing.draft.not_said(_MESSAGES)
    node = Voicemail(name=frame.mark, place=body.place, box=box, greeting=greeting)
    build.writing.draft.add(node, body.get("name").word or f"voicemail of {box}")
    return _announced(build, body, frame, frame.mark)


def _callback(build: Builder, body: Part, frame: Frame, after: str) -> str:
    who = _named(build, body.first("targetQueue", "queue"), "a queue")
    build.writing.draft.add(Callback(name=frame.mark, place=body.place, who=who), body.get("name").word or who)
    return frame.mark


TRANSFERS: Final[Mapping[str, Callable[[Builder, Part, Frame, str], str]]] = {
    "transferToAcd": _queue, "transferToUser": _ring, "transferToGroup": _ring, "transferToNumber": _number,
    "transferToFlow": _flow, "transferToFlowSecure": _flow, "transferToSecureFlow": _flow,
    "transferToVoicemail": _voicemail, "transferToUserVoicemail": _voicemail, "transferToGroupVoicemail": _voicemail,
    "createCallback": _callback, "callback": _callback,
}  # fmt: skip
"""What each action that hands a call over writes, by its name; a menu's choice has the same name after `menu`."""
