"""a choice only takes messages, even while people are there

The caller phones while the office is open, picks what fits, and hears a tone. Many then hang up: in a survey 42% said
that they leave a message.

Checked in every period in which a person can be reached, but in which the office is not closed, for each choice of each
menu that calls can come to. Reported if the choice leads, in all these periods in which calls can come to its menu, to
nothing but a mailbox: through recordings, hours and branches only, without telephones or a queue in between and without
a further choice. Choices that lead to the same mailbox are one finding. Not reported are:

- choices that say so: their words in the prompt, or a recording on the way, speak of a message, voicemail or mailbox;
  and choices that the prompt does not name, or of which the file does not give the prompt;
- mailboxes whose messages nobody returns (voicemail-sink), and choices about a topic for which people can be reached
  only by other keys (wrong-door): one cause is one finding;
- choices about topics that the office has written into the `topics` of a mailbox that is returned, unless
  `topics_excuse` is 0, as in the profile for behavioral health, where a rule asks for a person in office hours;
- mailboxes with a key (`exits`) that leads directly to a person;
- choices of a language, which language-branch-weaker looks at.

A rule in Texas has calls to certain clinics answered by a person in business hours; it binds few offices, and so this
is a warning.

In the phone system, ring a person first, for 20 to 30 seconds, and take a message only if nobody answers: an extension
or ring group with voicemail as its destination if no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ivr_audit.announced import plain
from ivr_audit.finding import Finding, Related
from ivr_audit.messages import is_returned
from ivr_audit.model import Branch, HoursCheck, Menu, Option, PhoneTree, Say, SelfService, Voicemail
from ivr_audit.rules.onward import ways_on
from ivr_audit.rules.opening import is_closed
from ivr_audit.rules.people import leads_to_person, operator
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_medical import TEXAS_353_1411
from ivr_audit.rules.sources_trade import CALLRAIL_2025
from ivr_audit.rules.spoken import announcing
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "option-always-voicemail"
_SAYS_MESSAGE: Final = re.compile(
    r"\bmessages?\b|\bvoice ?mail\b|\bmail ?box\b|\banswering machine\b|\brecord your\b|\bafter the (?:tone|beep)\b"
    r"|\bmensajes?\b|\bbuzon\b|\bmessagerie\b|\bboite vocale\b|\bmensagem\b|\bcaixa postal\b|\bnachricht(?:en)?\b"
    r"|\bmailbox\b|\bneges\b"
)


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each mailbox to which choices lead without a person being tried."""
    tree = measures.tree
    views = [view for view in measures.views if view.person_reachable and not is_closed(view)]
    boxes: dict[str, dict[tuple[str, str], tuple[Menu, Option, list[View]]]] = {}
    for menu in [node for node in tree.nodes.values() if isinstance(node, Menu)]:
        inside = [view for view in views if menu.name in view.visited]
        for option in menu.options if inside else ():
            box = _box(tree, inside, menu, option, excused=bool(options["topics_excuse"]))
            if box is not None:
                boxes.setdefault(box, {}).setdefault((menu.name, option.key), (menu, option, inside))
    for name, choices in boxes.items():
        yield _finding(tree, name, list(choices.values()))


def _box(tree: PhoneTree, views: list[View], menu: Menu, option: Option, *, excused: bool) -> str | None:
    """The mailbox in which a choice ends in all views, if it does not say so and nothing else speaks of it."""
    if not isinstance(tree.nodes.get(option.to), Voicemail | Say | HoursCheck | Branch):
        return None
    words = announcing(menu.prompt.text, option.key) if option.language is None else ""
    if not words or says_message(words):
        return None
    found = [_only_box(view, option.to) for view in views]
    box = found[0]
    if box is None or None in found or not is_returned(box, tree):
        return None
    if excused and any(topic in (box.topics or ()) for topic in option.about):
        return None
    if any(leads_to_person(tree, view.state, key.to) for view in views for key in box.exits):
        return None
    own = box.topics or ()
    wrong = any(view.calls.topics[topic].wrong_door for view in views for topic in option.about if topic not in own)
    return None if wrong else box.name


def _only_box(view: View, start: str) -> Voicemail | None:
    """The first mailbox that calls come to by themselves from a node, if they come to nothing else and hear of no
    message before."""
    ways = ways_on(view, start)
    for way in ways:
        if not isinstance(way.last, Voicemail) or any(isinstance(node, SelfService) for node in way.nodes):
            return None
        if any(says_message(node.prompt.text) for node in way.nodes if isinstance(node, Say)):
            return None
    last = ways[0].last
    return last if isinstance(last, Voicemail) else None


@lru_cache(maxsize=4096)
def says_message(text: str) -> bool:
    """Whether words speak of leaving a message.

    >>> says_message("To leave a message for the nurse, press 3."), says_message("For a nurse, press 3.")
    (True, False)
    """
    return bool(_SAYS_MESSAGE.search(plain(text)))


def _finding(tree: PhoneTree, box: str, choices: list[tuple[Menu, Option, list[View]]]) -> Finding:
    menu, option, views = choices[0]
    view = views[0]
    keys: dict[str, list[str]] = {}
    for other, key, _ in choices:
        keys.setdefault(other.name, []).append(key.key)
    said = list_words([f'{_keys(found)} in "{name}"' for name, found in keys.items()])
    goal = operator(tree, view.state, view.entry)
    first = f'"{goal}"' if goal else "somebody who is there"
    lead = "leads" if len(choices) == 1 else "lead"
    return Finding(
        rule=ID,
        severity="warning",
        place=option.to_place,
        node=menu.name,
        message=f'{said} {lead} only to "{box}", even while people are there, and the recording does not say so',
        advice=f'ring {first} first and take a message in "{box}" only if nobody answers, or say so in the prompt',
        periods=tuple(dict.fromkeys(name for _, _, inside in choices for view in inside for name in view.names)),
        witness=view.witness((*(view.way_to(menu.name) or ()), (menu.name, option.key))),
        related=tuple(Related(other.to_place, "so does this key") for _, other, _ in choices[1:]),
        cause=box,
        nodes=(box, *(name for name in keys if name != menu.name)),
    )


def _keys(found: list[str]) -> str:
    return f"key {found[0]}" if len(found) == 1 else f"keys {list_words(found)}"


BAD = """\
tree: Garden shop
start: main
nodes:
  main:
    menu: For an order, press 1. For deliveries, press 2. To speak with a person, press 0.
    options:
      1: order box  # here
      2: deliveries
      0: front desk
    no_input: front desk
  deliveries: {ring: Driver, no_answer: order box}
  front desk: {ring: Front desk, no_answer: order box}
  order box: {voicemail: Orders, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Garden shop
start: main
nodes:
  main:
    menu: To leave a message about an order, press 1. For deliveries, press 2. To speak with a person, press 0.
    options:
      1: order box
      2: deliveries
      0: front desk
    no_input: front desk
  deliveries: {ring: Driver, no_answer: order box}
  front desk: {ring: Front desk, no_answer: order box}
  order box: {voicemail: Orders, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"topics_excuse": Setting(1, "", "0: choices about the topics of a mailbox are reported all the same")},
    needs=("graph", "hours", "prompts", "office"),
    sources=(
        TEXAS_353_1411.says("a person answers during business hours"),
        CALLRAIL_2025.says("42% say that they leave a message"),
    ),
)
