"""Call queues of Microsoft Teams: who answers, how long callers wait, and where they go after that."""

from __future__ import annotations

from typing import Final

from ivr_audit.load.json_items import Item, ident_of
from ivr_audit.load.teams.flows import Builder
from ivr_audit.load.teams.prompts import NUMBERS
from ivr_audit.model import Prompt, Queue, Say

_OVERFLOW: Final = ("DisconnectWithBusy", "Forward", "Voicemail", "SharedVoicemail")
_TIMEOUT: Final = ("Disconnect", "Forward", "Voicemail", "SharedVoicemail")
_NO_AGENT: Final = ("Queue", "Disconnect", "Forward", "Voicemail", "SharedVoicemail")
_CALLBACK: Final = "the offer of a call back in a call queue is left out, since when it is made depends on the line"
_LONGEST: Final = 2_700
"""Seconds that a call can wait at most: New-CsCallQueue, TimeoutThreshold."""


def write_queue(build: Builder, ident: str) -> None:
    """The welcome words and the line itself."""
    item = build.export.queues[ident]
    name = f"queue {ident}"
    line = f"{name}/line"
    who = item.get("Name").text or "call queue"
    timeout = _after(build, item, "Timeout", _TIMEOUT, name)
    overflow = _after(build, item, "Overflow", _OVERFLOW, name)
    threshold, capacity = item.get("TimeoutThreshold").number, item.get("OverflowThreshold").number
    if capacity == 0 or threshold == 0:
        to = overflow if capacity == 0 else timeout
    else:
        agents = [one for one in item.get("Agents").items() if one.get("OptIn").flag is not False]
        node = Queue(
            name=line,
            place=item.place,
            who=who,
            max_wait=min(threshold, _LONGEST) if threshold is not None else None,
            overflow=timeout,
            capacity=capacity,
            full=overflow,
            no_agents=_without_agents(build, item, name),
            agents=len(agents) or None,
            hold_audio=True if _plays_music(item) else None,
        )
        to = build.draft.add(node, who)
    if item.get("IsCallbackEnabled").flag:
        build.draft.not_said(_CALLBACK)
    build.draft.alias(name, _welcome(build, item, name, to, who))


def _plays_music(item: Item) -> bool:
    return bool(
        item.get("UseDefaultMusicOnHold").flag
        or item.get("MusicOnHoldFileName").text
        or item.get("MusicOnHoldAudioFileId").text
    )


def _welcome(build: Builder, item: Item, name: str, to: str, who: str) -> str:
    spoken = item.get("WelcomeTextToSpeechPrompt")
    recorded = item.get("WelcomeMusicFileName") or item.get("WelcomeMusicAudioFileId")
    if not spoken.text and not recorded.text:
        return to
    heard = Prompt(text=spoken.text, audio="" if spoken.text else recorded.text)
    place = (spoken if spoken.text else recorded).place
    return build.draft.add(Say(name=f"{name}/welcome", place=place, prompt=heard, next=to), f"{who}: welcome")


def _without_agents(build: Builder, item: Item, name: str) -> str | None:
    """Where calls go while nobody is signed in; None where they wait like all others."""
    if not item.get("NoAgentAction") or item.get("NoAgentAction").word(*_NO_AGENT).casefold() == "queue":
        return None
    return _after(build, item, "NoAgent", _NO_AGENT, name)


def _after(build: Builder, item: Item, when: str, words: tuple[str, ...], name: str) -> str:
    """Where a call goes that leaves the line."""
    action = item.get(f"{when}Action")
    target = item.get(f"{when}ActionTarget")
    ident = f"{name}/{when}"
    if action.number is not None:
        build.draft.not_said(NUMBERS)
    word = action.word(*words).casefold()
    if word == "forward" and target:
        return build.target(target)
    who = (target.text or ident_of(target)).casefold()
    if word == "sharedvoicemail":
        greeting = Prompt(
            text=item.get(f"{when}SharedVoicemailTextToSpeechPrompt").text,
            audio=item.get(f"{when}SharedVoicemailAudioFilePromptFileName").text,
        )
        title = item.get("Name").text or "call queue"
        return build.mailbox(who, target if target else item, greeting, before=ident, title=title)
    if word == "voicemail":
        return build.mailbox(who, target if target else item)
    place = (action if action else item).place
    if not build.draft.knows(ident):
        build.hangs_up(ident, place, f"{item.get('Name').text}: busy tone" if "busy" in word else "Disconnect")
    return ident
