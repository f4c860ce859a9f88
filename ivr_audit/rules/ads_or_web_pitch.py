"""callers must listen to advertising before they are helped

Whoever calls has decided to call: the offer of the month and "visit our website" keep them from what they want, and
some have just come from the website.

Checked in what callers hear without having chosen it: the recordings that calls go through from an entry to the first
menu, to people or to a mailbox, the prompt of every menu that calls can come to, and every recording after which a
call goes on by itself to people, which is heard as part of the wait. A sentence is reported if it praises or offers
something for sale or sends callers to the website in general; one that announces a key is a choice and not reported,
nor is one that names a page for a certain matter. What is heard on hold is not in the file. All recordings together
are one finding, at the first of them. It is advice; the profiles for Portugal and Brazil, where laws forbid
advertising to callers who wait, make it a warning.

In the phone system, record these prompts again without it, or take the announcement out of the way to the menu: in
FreePBX under Announcements, in Microsoft Teams as the greeting of the auto attendant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.announced import announcements
from ivr_audit.finding import Finding, Related
from ivr_audit.model import Node
from ivr_audit.rules.onward import ways_on
from ivr_audit.rules.opening import openings
from ivr_audit.rules.phrasebook import says_promotion, says_website
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sentences import quoted, sentences
from ivr_audit.rules.sources import (
    BRAZIL_11034_2022_SUMMARY,
    NNG_PHONE_TREES,
    PORTUGAL_134_2009_ADS,
    W3C_VOICE_MENUS,
)

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "ads-or-web-pitch"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all recordings that advertise."""
    pitches = {
        node.name: said
        for node in measures.tree.nodes.values()
        if isinstance(node, model.Say | model.Menu) and (said := _pitch(node.prompt.text))
    }
    if not pitches:
        return
    found: dict[str, list[View]] = {}
    for view in measures.views:
        unasked = {node.name for opening in openings(view) for node in opening.nodes}
        for name in pitches:
            if name in unasked or name in view.visited and _is_heard_by_all(view, view.tree.nodes[name]):
                found.setdefault(name, []).append(view)
    if found:
        yield _finding(measures, {name: found[name] for name in pitches if name in found}, pitches)


def _pitch(text: str) -> str:
    """The first sentence of a text that advertises; empty if none does."""
    if not (says_promotion(text) or says_website(text)):
        return ""
    for sentence in sentences(text):
        if (says_promotion(sentence.text) or says_website(sentence.text)) and not announcements(sentence.text):
            return sentence.text
    return ""


def _is_heard_by_all(view: View, node: Node) -> bool:
    """Whether a node is a menu, or a recording that calls go on from to people by themselves."""
    people = model.Answered | model.Transfer
    return isinstance(node, model.Menu) or any(isinstance(way.last, people) for way in ways_on(view, node.name))


def _finding(measures: Measures, found: dict[str, list[View]], pitches: dict[str, str]) -> Finding:
    tree = measures.tree
    first, *others = found
    node, view = tree.nodes[first], found[first][0]
    also = f", and so does {some(others)}" if len(others) == 1 else f", and so do {some(others)}" if others else ""
    return Finding(
        rule=ID,
        severity="advice",
        place=node.at("prompt"),
        node=first,
        message=f'"{first}" keeps callers waiting with advertising: {quoted(pitches[first])}{also}',
        advice=f"take the advertising out of {some(list(found))}, and let callers choose first",
        periods=tuple(dict.fromkeys(name for views in found.values() for view in views for name in view.names)),
        witness=view.witness(view.way_to(first) or ()),
        related=tuple(Related(tree.nodes[name].at("prompt"), quoted(pitches[name])) for name in others),
        nodes=tuple(others),
    )


BAD = """\
tree: Garden shop
start: welcome
nodes:
  welcome:
    say: Thank you for calling the garden shop. For more information, visit our website.  # here
    next: main
  main:
    menu: For opening hours, press 1. For anything else, press 0.
    options: {1: hours, 0: desk}
    no_input: desk
  hours: {self_service: We are open every day from nine to six., next: main}
  desk: {ring: Desk, no_answer: box}
  box: {voicemail: Garden shop, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Garden shop
start: welcome
nodes:
  welcome:
    say: Thank you for calling the garden shop.
    next: main
  main:
    menu: For opening hours, press 1. To hear this month's offers, press 2. For anything else, press 0.
    options: {1: hours, 2: offers, 0: desk}
    no_input: desk
  hours: {self_service: We are open every day from nine to six., next: main}
  offers: {self_service: Roses are half price until Sunday., next: main}
  desk: {ring: Desk, no_answer: box}
  box: {voicemail: Garden shop, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "prompts"),
    sources=(
        W3C_VOICE_MENUS.says("no promotional information in menus"),
        NNG_PHONE_TREES.says("a web address only if it leads to a page for the matter"),
        PORTUGAL_134_2009_ADS.says("no advertising while callers wait"),
        BRAZIL_11034_2022_SUMMARY.says("no advertising while callers wait, unless they agree"),
    ),
)
