"""callers are not offered a language that the office serves

The office says that it serves callers in a second language, but what they hear is in the first one only. They cannot
know that somebody speaks theirs, and many hang up.

Checked where `languages` names two or more, for each but the first, at every number and at every time, so also while
the office is closed. It is reported if callers can come to no option with that `language`, nor to a key of a language
menu announced with its name, and nothing they hear before they have a choice names it or is in it. A number that
answers in that language from the beginning serves its speakers for all others, and need not offer the rest. Left
out are times at which people answer callers who have had no choice, and beginnings of which the file lacks the words
of a recording. One finding for each language; its periods are those in which the choice is missing, and its place is
the last recording that callers hear there before they have a choice.

In the phone system, begin the main menu and the closed message with a sentence in that language and a key ("Para
español, oprima nueve"), and let the key lead to a copy of the menu recorded in it. In Teams that is a second auto
attendant with its own language; in FreePBX a second IVR, and the Language module in front of it; in RingCentral and
Zoom a site or an IVR menu with prompts in the language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding, Related
from ivr_audit.rules.first_heard import Beginning, beginnings, words_at
from ivr_audit.rules.languages import is_in, offered, offers
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import SECTION_1557_92_101
from ivr_audit.rules.sources_medical import CALIFORNIA_HEALTH_WELLNESS, HRSA_CHAPTER_7, WALES_ACCESS_MESSAGE

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "language-choice-missing"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each language that some callers are not offered."""
    begun = {view: list(beginnings(view)) for view in measures.views}
    for language in measures.tree.languages[1:]:
        missing = list(_missing(begun, language))
        if missing:
            yield _finding(language, missing)


def _missing(begun: dict[View, list[Beginning]], language: str) -> Iterator[tuple[View, Beginning]]:
    """The ways in which calls begin at which the language is not offered."""
    own = {view.state for view, ways in begun.items() if _is_own(view, ways, language)}
    for view, ways in begun.items():
        others = [name for name in view.tree.languages[1:] if name != language]
        if view.state in own or any(_is_own(view, ways, name) for name in others) or offered(view, language):
            continue
        for way in ways:
            if not (way.is_known and not _answered(view, way)):
                continue
            if not offers(way.text, language) and not is_in(way.text, language):
                yield view, way


def _is_own(view: View, ways: list[Beginning], language: str) -> bool:
    """Whether a number answers in a language, and not in the first one."""
    return bool(ways) and all(is_in(w.text, language) and not is_in(w.text, view.tree.languages[0]) for w in ways)


def _answered(view: View, way: Beginning) -> bool:
    """Whether people answer callers who have had no choice."""
    return any(view.staffed(node) for node in way.nodes)


def _finding(language: str, missing: list[tuple[View, Beginning]]) -> Finding:
    view, way = missing[0]
    last = {way.recordings[-1].name: way.recordings[-1] for _, way in missing}
    first, *rest = last.values()
    where = some([node.name for node in last.values()])
    return Finding(
        rule=ID,
        severity="warning",
        place=words_at(first),
        node=first.name,
        message=f'callers who speak "{language}" hear no word of it at {where}, and are offered no key for it',
        advice=f'begin "{first.name}" with a sentence in "{language}" and a key, and write "language: {language}" '
        "at that key",
        periods=tuple(dict.fromkeys(name for view, _ in missing for name in view.names)),
        witness=view.witness(way.legs),
        related=tuple(Related(words_at(node), f'"{language}" is not offered here either') for node in rest),
        cause=language,
        nodes=tuple(node.name for node in rest),
    )


BAD = """\
tree: Dental office
languages: [English, Spanish]
start: main
nodes:
  main:
    menu: For an appointment, press 1. For a bill, press 2.  # here
    options: {1: desk, 2: desk}
    no_input: desk
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Dental office, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Dental office
languages: [English, Spanish]
start: main
nodes:
  main:
    menu: Para español, oprima nueve. For an appointment, press 1. For a bill, press 2.
    options: {1: desk, 2: desk, 9: {to: Spanish desk, language: Spanish}}
    no_input: desk
  desk: {ring: Front desk, no_answer: box}
  Spanish desk: {ring: Rosa, no_answer: box}
  box: {voicemail: Dental office, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts", "office"),
    sources=(
        SECTION_1557_92_101.says("reasonable steps toward it are a duty"),
        CALIFORNIA_HEALTH_WELLNESS.says("the message is in English and in the language of many patients"),
        HRSA_CHAPTER_7.says("cover after hours that patients with limited English can use"),
        WALES_ACCESS_MESSAGE.says("a bilingual message"),
    ),
)
