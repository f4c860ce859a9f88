"""What callers hear from a Twilio Studio widget, without the Liquid and the markup that callers do not hear."""

from __future__ import annotations

import re
from typing import Final

from ivr_audit.load.twilio_studio.flow import Flow, Widget
from ivr_audit.model import Prompt

_MOST_LOOPS = 10
_OUTPUT: Final = re.compile(r"\{\{([^{}]*)\}\}")
_CHOICE: Final = re.compile(r"\{%-?\s*(?:(case|if|unless)\b|end(case|if|unless)\s*-?%\})")
"""Where a choice begins or ends."""
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
    if "{%" in text:
        text = _chosen(text)
        ends = text.rfind("%}") + 2
        text = _TAG.sub(" ", text[:ends]) + text[ends:]
    text = _MARKUP.sub(" ", shown(text))
    return " ".join(text.split())


def shown(text: str) -> str:
    """A text with every Liquid output as its name in brackets: `[flow.variables.name]` as `[name]`."""
    return _OUTPUT.sub(_named, text) if "{{" in text else text


def _named(found: re.Match[str]) -> str:
    said = found[1].removeprefix("-").removesuffix("-").partition("|")[0]
    return f"[{said.rsplit('.', 1)[-1].strip()}]"


def has_versions(widget: Widget) -> bool:
    """Whether what callers hear depends on something."""
    return "{%" in widget.text("say")


def _chosen(text: str) -> str:
    """The text with the longest version of each choice in its place; a choice that has no end is left as it is."""
    marks = list(_CHOICE.finditer(text))
    ends: list[re.Match[str] | None] = []
    nearest: dict[str, re.Match[str]] = {}
    for mark in reversed(marks):
        ends.append(nearest.get(mark[1]) if mark[1] else None)
        if mark[2]:
            nearest[mark[2]] = mark
    parts = []
    last = 0
    for mark, end in zip(marks, reversed(ends), strict=True):
        if end is not None and mark.start() >= last:
            parts += [text[last : mark.start()], _longest(mark[1], text[mark.end() : end.start()])]
            last = end.end()
    return "".join([*parts, text[last:]])


def _longest(word: str, said: str) -> str:
    ends = said.rfind("%}") + 2
    head, *versions = _ELSE.split(said[:ends])
    if versions:
        versions[-1] += said[ends:]
    else:
        head += said[ends:]
    first = head.split("%}", 1)[-1]
    return max([first, *versions] if word != "case" else versions or [first], key=len)
