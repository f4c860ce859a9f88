"""What PowerShell writes of Microsoft Teams as JSON: prompts, and words that may be numbers.

`ConvertTo-Json` writes the words of an enumeration as numbers unless it is told otherwise, cuts what lies deeper than
its `-Depth`, and wraps lists in older versions. The order of the numbers is documented nowhere; where what belongs to
a word stands beside it, that decides, and only then the order in which the documentation lists the words.
"""

from __future__ import annotations

from typing import Final

from ivr_audit.load.json_items import Item
from ivr_audit.model import Prompt

NUMBERS: Final = (
    "some words of this export are written as numbers, whose meaning is worked out from what stands beside them; "
    "export it again with -EnumsAsStrings to be sure"
)


def prompt(prompts: Item) -> Prompt:
    """What callers hear: the texts that are read out, in their order, and the name of a recording."""
    texts: list[str] = []
    recordings: list[str] = []
    for one in prompts.items():
        kind = one.get("ActiveType").word("None", "TextToSpeech", "AudioFile").casefold()
        spoken, recorded = one.get("TextToSpeechPrompt").text, one.get("AudioFilePrompt")
        if kind == "none":
            continue
        if kind == "audiofile" or (not spoken and recorded):
            recordings.append(recorded.get("FileName").text or recorded.text or "recording")
        elif spoken:
            texts.append(spoken)
    return Prompt(text=" ".join(texts), audio=recordings[0] if recordings else "")
