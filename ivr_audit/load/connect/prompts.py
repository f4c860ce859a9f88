"""What callers hear in an Amazon Connect flow, and what its queues, flows and attributes are called."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, Final

from ivr_audit.load.connect.blocks import Block, said
from ivr_audit.model import Prompt
from ivr_audit.parts import AND

_REFERENCE: Final = re.compile(r"\$\.(?:[A-Za-z]\w*\.)*([A-Za-z]\w*)(?:\['?[^\]]{0,60}\])?")
_ONLY_REFERENCE: Final = re.compile(r"\s*(?:\$\.[\w.'\[\]-]+|\$\{[^}]*\}|\{\{[^}]*\}\})\s*")
_TAG: Final = re.compile(r"<[^<>]*>")
_BREAK: Final = re.compile(r"<break\b[^<>]*?\btime\s*=\s*[\"'](\d{1,3}(?:\.\d{1,3})?)(m?s)[\"']", re.IGNORECASE)
_ARN_TAIL: Final = re.compile(r"[/:]([^/:]+)$")
_VERSION: Final = re.compile(r"(?<=\w):(\$[A-Za-z]+|\d{1,6})$")
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{20,}", re.IGNORECASE)
_QUOTED: Final = re.compile(r"['\"]([^'\"]{1,80})['\"]")
_TEMPLATE: Final = re.compile(r"\$\{([^}]*)\}|\{\{([^}]*)\}\}")
_PARTS: Final = {"arn", "id", "contact_flow_id", "queue_id", "contact_flow_module_id", "name"}
_LONGEST_TITLE = 44
_LONGEST_REFERENCE = 500


def prompt_of(block: Block, of: Mapping[str, Any] | None = None) -> Prompt:  # Any: JSON
    """What a block plays; `of` is one of the messages of a block that plays several."""
    params = block.params if of is None else of
    text, ssml = said(params.get("Text")), said(params.get("SSML"))
    if ssml.strip():
        return _spoken(ssml, marked=True)
    if text.strip():
        return _spoken(text, marked=text.lstrip().startswith("<speak"))
    recording = said(params.get("PromptId"))
    if recording:
        shown = block.names.get("PromptId", "") if of is None else ""
        return Prompt(audio=shown or called(recording))
    media = params.get("Media")
    if isinstance(media, dict) and (place := said(media.get("Uri"))):
        return Prompt(audio=place.rsplit("/", 1)[-1] or place)
    return Prompt()


def _spoken(text: str, marked: bool) -> Prompt:
    if marked:
        breaks = sum(float(n) / (1000 if unit.lower() == "ms" else 1) for n, unit in _BREAK.findall(text))
        text = html.unescape(_TAG.sub(" ", text))
        if not text.strip():
            return Prompt(seconds=breaks) if breaks else Prompt()
    if _ONLY_REFERENCE.fullmatch(text):
        return Prompt(audio=f'text from "{called(text)}"')
    return Prompt(text=" ".join(_REFERENCE.sub(lambda found: f"({found[1]})", text).split()))


def is_empty(prompt: Prompt) -> bool:
    """Whether there is nothing to hear."""
    return not (prompt.text or prompt.audio or prompt.seconds)


def joined(prompts: list[Prompt]) -> Prompt:
    """Prompts played one after another; if one of them is a recording, it alone stands for its unknown length."""
    heard = [prompt for prompt in prompts if not is_empty(prompt)]
    if len(heard) == 1:
        return heard[0]
    texts = " ".join(prompt.text for prompt in heard if prompt.text)
    return Prompt(text=texts) if texts else Prompt(audio=AND.join(prompt.audio for prompt in heard if prompt.audio))


def called(reference: str) -> str:
    """What people call something that is named by its address, by an attribute, or by a name to be filled in."""
    reference = _VERSION.sub("", " ".join(reference[:_LONGEST_REFERENCE].split()))
    if names := template_names(reference):
        return names[0]
    if reference.startswith("$."):
        found = _REFERENCE.fullmatch(reference)
        return found[1] if found else reference[2:].partition(".")[2] or reference[2:]
    tail = _ARN_TAIL.search(reference)
    name = tail[1] if tail else reference
    return f"…{name[-6:]}" if _UUID.fullmatch(name) else name


def template_names(reference: str) -> list[str]:
    """The names in `${...}` or `{{...}}` that can be those of a flow or queue, the likeliest first."""
    found: list[str] = []
    for dollar, mustache in _TEMPLATE.findall(reference[:_LONGEST_REFERENCE]):
        inside = dollar or mustache
        found += _QUOTED.findall(inside)
        words = [word for word in re.split(r"[^\w-]+", _QUOTED.sub("", inside)) if word]
        found += [word for word in reversed(words) if word.lower() not in _PARTS]
    return found


def is_chosen_later(reference: str) -> bool:
    """Whether only the running call knows it: an attribute."""
    return reference.lstrip().startswith("$.")


def title_of(block: Block, prompt: Prompt, word: str = "") -> str:
    """What people would call a block: the name its author chose, else its first words."""
    if block.friendly:
        return block.ident
    heard = prompt.text or prompt.audio
    if len(heard) > _LONGEST_TITLE:
        heard = re.sub(r"[\s,.;:]*\S*$", "", heard[:_LONGEST_TITLE]) + "…"
    return f"{word}: {heard}" if word and heard else heard or word
