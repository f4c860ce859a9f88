"""What callers hear from a Twilio Studio widget, without the Liquid and the markup that callers do not hear."""

from __future__ import annotations

import re
from typing import Final

from ivr_audit.load.twilio_studio.flow import Flow, Widget
from ivr_audit.model import Prompt

_MOST_LOOPS = 10
_OUTPUT: Final = re.compile(r"\{\{-?\s*([^{}|]*?)\s*(?:\|[^{}]*)?-?\}\}")
_CHOICE: Final = re.compile(r"\{%-?\s*(case|if|unless)\b(.*?)\{%-?\s*end\1\s*-?%\}", re.DOTALL)
_ELSE: Final = re.compile(r"\{%-?\s*(?:when|else|elsif)\b.*?%\}", re.DOTALL)
_TAG: Final = re.compile(r"\{%.*?%\}", re.DOTALL)
_MARKUP: Final = re.compile(r"<[^<>]*>")


def announcement_of(flow: Flow, gather: Widget) -> Widget | None:
    """The announcement that is the prompt of a widget which gathers keys in silence: nothing else leads to it."""
    if prompt_of(gather) != Prompt():
        return None
    found = flow.before.get(gather.name, [])
    is_prompt = len(found) == 1 and found[0].type == "say-play" and found[0].number("loop") != 0
    return found[0] if is_prompt and prompt_of(found[0]) != Prompt() else None


def greeting_of(flow: Flow, box: Widget) -> Widget | None:
    """The announcement right before the tone of a mailbox, which is its greeting: nothing else leads to the box."""
    if box.type != "record-voicemail":
        return None
    found = flow.before.get(box.name, [])
    is_greeting = len(found) == 1 and found[0].type == "say-play" and found[0].number("loop") != 0
    return found[0] if is_greeting and prompt_of(found[0]) != Prompt() else None


def prompt_of(widget: Widget) -> Prompt:
    """What the widget says or plays, as often as it loops."""
    loops = widget.number("loop")
    times = min(_MOST_LOOPS, max(1, int(loops))) if loops is not None else 1
    if widget.text("say").strip():
        text = heard(widget.text("say"))
        return Prompt(text=" ".join([text] * times) if text else "")
    return Prompt(audio=shown(widget.text("play")))


def heard(text: str) -> str:
    """A text as a caller hears it: of several versions the longest, a filled-in value as its name in brackets."""
    text = text if len(text) <= 20_000 else text[:20_000]
    text = _CHOICE.sub(_longest, text) if "{%" in text else text
    text = _MARKUP.sub(" ", shown(_TAG.sub(" ", text)))
    return " ".join(text.split())


def shown(text: str) -> str:
    """A text with every Liquid output as its name in brackets: `[flow.variables.name]` as `[name]`."""
    return _OUTPUT.sub(lambda found: f"[{found[1].rsplit('.', 1)[-1].strip()}]", text) if "{{" in text else text


def has_versions(widget: Widget) -> bool:
    """Whether what callers hear depends on something."""
    return "{%" in widget.text("say")


def _longest(found: re.Match[str]) -> str:
    head, *versions = _ELSE.split(found[2])
    first = head.split("%}", 1)[-1]
    return max([first, *versions] if found[1] != "case" else versions or [first], key=len)
