"""the recording names the key before it says what it is for

"Press 1 for billing": a caller who hears "press 1" does not know yet whether it concerns them, and when "billing"
comes the number is gone. "For billing, press 1" can be acted on at once.

Checked for every menu that calls can come to with at least `fewest` choices whose prompt has a text. A key counts as
named first if its sentence begins with asking for it ("press 1", "please press or say one") and goes on with what it
is for ("for", "to", "if" or "when"; likewise in the other languages that are read), and so do all further keys of
that sentence. It is reported if at least half of the keys that the prompt names are named first. All menus are one
finding. Prompts without a text cannot be checked.

What it is for and then the key is what the standard for telephone dialogues and guidance ask for; where there are
only two choices the key may come first, so that menus of three and more are looked at.

In the phone system, record the prompt again, or change the text that the system reads out (auto attendants in
Microsoft Teams and Zoom, Say in Twilio): "for billing, press 1".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from ivr_audit.announced import LANGUAGES, SENTENCE_END, announcements
from ivr_audit.finding import Finding
from ivr_audit.model import Menu
from ivr_audit.rules.menus import joined, menu_named, met
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sentences import quoted
from ivr_audit.rules.sources import ISO_13714, NNG_PHONE_TREES, WEINSCHENK_BARKER_10
from ivr_audit.rules.spoken import announcing

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "key-before-choice"
_POLITE = ("please", "you", "can", "may", "just", "now", "or", "and", "then", "also", "por", "favor")
_WHY = ("if", "when", "where", "wenn", "falls", "quando", "quand", "cuando")


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus that name keys first."""
    tree = measures.tree
    long = [n for n in tree.nodes.values() if isinstance(n, Menu) and len(n.options) >= options["fewest"]]
    menus = met(measures, [menu.name for menu in long if names_keys_first(menu.prompt.text)])
    if not menus:
        return
    first = menu_named(tree, next(iter(menus)))
    names = list(menus)
    yield joined(
        ID,
        "advice",
        menus,
        places=lambda name: tree.nodes[name].at("prompt"),
        note=lambda name: "keys come before what they are for here too",
        message=f"{some(names)} {'says' if len(names) == 1 else 'say'} the key before what it is for"
        f"{_quoted(first)}: callers hear the number before they know that they need it",
        advice=f"record {some(names)} the other way round: first what a choice is for, then its key",
    )


def _quoted(menu: Menu) -> str:
    """The first such words of a menu."""
    words = announcing(menu.prompt.text, announcements(menu.prompt.text)[0].key).rstrip(".,;: ")
    return f" ({quoted(words)})" if words and len(words) < 60 else ""


def names_keys_first(text: str) -> bool:
    """Whether a prompt says of at least half of its keys the key first.

    >>> names_keys_first("Press 1 for sales, 2 for billing, or 3 for support.")
    True
    >>> names_keys_first("For sales, press 1. For billing, press 2. Press 3 to hear this again.")
    False
    """
    named = announcements(text)
    after = _patterns()[1]
    if 2 * sum(1 for a in named if after.match(text, a.start)) < len(named) or not named:
        return False
    begins = [0, *(stop.end() for stop in SENTENCE_END.finditer(text))]
    by_sentence = [list(inside) for _, inside in groupby(named, lambda a: bisect_right(begins, a.start) - 1)]
    first = [inside for inside in by_sentence if _begins_with_key(text, begins, inside[0].start)]
    return 2 * sum(map(len, first)) >= len(named)


def _begins_with_key(text: str, begins: list[int], key: int) -> bool:
    before, after = _patterns()
    begin = begins[bisect_right(begins, key) - 1]
    return bool(before.fullmatch(text, begin, key)) and bool(after.match(text, key))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand between the beginning of a sentence and its key, and a key followed by what it is for."""
    asking = {word for language in LANGUAGES for word in (*language.verbs, *language.says, *language.fillers)}
    joins = {word for language in LANGUAGES for word in language.joins if word.isalpha()}
    purposes = {word for language in LANGUAGES for word in language.purposes}
    fillers = {word for language in LANGUAGES for word in language.fillers}
    lead = rf"(?:\W{{0,20}}\b(?:{_any(asking | joins | set(_POLITE))})(?!\w)){{1,20}}\W{{0,4}}"
    key = r"(?:\w{1,20}|[*#])"
    joined_key = rf"[\s,]{{1,4}}(?:{_any(joins)})\s{{1,4}}{key}(?:\s{{1,4}}(?:one|two|three|\d))?"
    more = rf"(?:\s{{1,4}}(?:{_any(fillers)})\b|{joined_key}){{0,4}}"
    why = rf"{key}{more},?\s{{1,4}}(?:{_any(purposes | set(_WHY))})\b"
    return re.compile(lead, re.IGNORECASE), re.compile(why, re.IGNORECASE)


def _any(words: set[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


BAD = """\
tree: Dentist
start: main
nodes:
  main:
    menu: Press 1 for appointments. Press 2 for billing. Press 0 to speak with us.  # here
    options: {1: desk, 2: billing, 0: desk}
    no_input: desk
  billing: {ring: Billing, no_answer: desk}
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Dentist, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace(
    "Press 1 for appointments. Press 2 for billing. Press 0 to speak with us.  # here",
    "For appointments, press 1. For billing, press 2. To speak with us, press 0.",
)

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"fewest": Setting(3, "", "menus with fewer choices are not looked at")},
    needs=("graph", "prompts"),
    sources=(
        ISO_13714.says("first what it does, then the key"),
        WEINSCHENK_BARKER_10.says("the key first only where there are two choices"),
        NNG_PHONE_TREES.says("what it is for before the number"),
    ),
)
