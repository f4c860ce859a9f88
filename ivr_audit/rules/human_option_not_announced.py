"""a key leads to a person, but no recording says so

Callers who know the trick press 0; all others, who need a person just as much, listen to choices that do not fit and
give up. The office has paid for the way out and keeps it a secret.

Checked for every menu in which 0 leads directly (through announcements, hours, branches and empty desks) to a person
who is there, if the file gives the text of its prompt and that text announces some other key of the menu. 0 counts as
announced if it is named, or a person is offered, or callers are told to stay on the line, in the menu's prompt (also
its `replay`), in a recording just before it, or in any recording on the way there with the fewest steps; or if the
prompt offers for everything else, or for the front desk, another key that leads directly to a person. Other keys that
no recording names are reported by live-key-not-announced. All such menus of a file are one piece of advice, because one
new sentence settles them.

In the phone system, add to the recordings "to speak with a person, press 0": in FreePBX a new announcement of the IVR,
in Teams or Zoom the greeting of the auto attendant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from ivr_audit.announced import announced_keys
from ivr_audit.finding import Finding, Related
from ivr_audit.model import Menu, PhoneTree, Say
from ivr_audit.rules.opening import heard
from ivr_audit.rules.people import leads_to_person
from ivr_audit.rules.phrasebook import says_person
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import ACIXD_ZERO_OUTS, IRISH_LIBRARIES_GUIDE, NEW_YORK_A3831, W3C_VOICE_MENUS
from ivr_audit.rules.spoken import announcing, says_anything, says_stay
from ivr_audit.rules.ways import option_of, with_node

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "human-option-not-announced"
OFFER: Final = "To speak with a person, press 0."
_DESK: Final = re.compile(r"\b(?:front ?desk|reception(?:ist)?|operator|switchboard|representative)\b", re.IGNORECASE)


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus that keep their 0 a secret."""
    silent = [n for n in measures.tree.nodes.values() if isinstance(n, Menu) and _names_others_only(n)]
    found: dict[str, list[View]] = {}
    offers = cache(_offers)
    for view in measures.views if silent else ():
        for menu in silent if view.person_reachable else ():
            if menu.name in view.visited and _is_secret(view, menu, offers):
                found.setdefault(menu.name, []).append(view)
    if found:
        yield _finding(measures.tree, {menu.name: found[menu.name] for menu in silent if menu.name in found})


def _names_others_only(menu: Menu) -> bool:
    """Whether a menu has a 0 that its prompt, which names other keys, does not speak of."""
    keys = {option.key for option in menu.options}
    if "0" not in keys or not menu.prompt.text:
        return False
    named = keys & set(announced_keys(menu.prompt.text, tuple(keys)))
    return bool(named) and "0" not in named


def _is_secret(view: View, menu: Menu, offers: Callable[[str], bool]) -> bool:
    option = option_of(menu, "0")
    if option is None or leads_to_person(view.tree, view.state, option.to) is None:
        return False
    return not says_stay(menu) and not _offers_other(view, menu) and not any(map(offers, _said(view, menu)))


def _offers(text: str) -> bool:
    return "0" in announced_keys(text) or says_person(text)


def _offers_other(view: View, menu: Menu) -> bool:
    """Whether the prompt offers a person, or somebody for everything else, on another key."""
    for option in menu.options:
        if leads_to_person(view.tree, view.state, option.to) is not None:
            words = announcing(menu.prompt.text, option.key)
            if words and (says_anything(words) or _DESK.search(words)):
                return True
    return False


def _said(view: View, menu: Menu) -> Iterator[str]:
    """What callers hear in a menu and have heard on the way there."""
    yield menu.prompt.text
    yield menu.replay.text if menu.replay else ""
    nodes = [view.tree.nodes[leg.node] for leg in view.way_to(menu.name) or ()]
    before = (stop for stop, _ in view.steps_into(menu.name) if isinstance(stop, str))
    nodes += [node for name in before if isinstance(node := view.tree.nodes[name], Say)]
    for node in nodes:
        yield from (prompt.text for prompt in heard(node))


def _finding(tree: PhoneTree, found: dict[str, list[View]]) -> Finding:
    names = list(found)
    first, view = tree.nodes[names[0]], found[names[0]][0]
    option = option_of(first, "0")
    assert option is not None
    person = leads_to_person(tree, view.state, option.to)
    return Finding(
        rule=ID,
        severity="advice",
        place=first.at("prompt"),
        node=first.name,
        message=f'0 leads to a person ("{person}") in {some(names)}, but no recording says so',
        advice=f'add "{OFFER[:-1]}" to the prompt of {some(names)}',
        periods=tuple(dict.fromkeys(name for views in found.values() for view in views for name in view.names)),
        witness=view.witness((*(view.way_to(first.name) or ()), (first.name, "0"))),
        related=tuple(Related(tree.nodes[name].at("prompt"), "nor does this prompt") for name in names[1:]),
        nodes=tuple(names[1:]),
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with 0 announced in each menu; None where a prompt has a stated length."""
    for name in (finding.node, *finding.nodes):
        menu = tree.nodes[name]
        if not isinstance(menu, Menu) or menu.prompt.seconds is not None or menu.prompt.measured is not None:
            return None
        tree = with_node(tree, replace(menu, prompt=menu.prompt._replace(text=f"{menu.prompt.text} {OFFER}")))
    return tree


BAD = """\
tree: Garden shop
start: main
nodes:
  main:
    menu: For our opening hours, press 1. For an order, press 2.  # here
    options: {1: hours, 2: orders, 0: front desk}
    no_input: box
  hours: {self_service: We are open from nine to six., next: main}
  orders: {ring: Order desk, no_answer: front desk}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Shop, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Garden shop
start: main
nodes:
  main:
    menu: For our opening hours, press 1. For an order, press 2. To speak with a person, press 0.
    options: {1: hours, 2: orders, 0: front desk}
    no_input: box
  hours: {self_service: We are open from nine to six., next: main}
  orders: {ring: Order desk, no_answer: front desk}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Shop, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
    sources=(
        IRISH_LIBRARIES_GUIDE.says("an operator is offered at the end of every set of options"),
        W3C_VOICE_MENUS.says("a way to a person, on a reserved key such as 0, at any time"),
        NEW_YORK_A3831.says("a person is offered in the recording heard first"),
        ACIXD_ZERO_OUTS.says("always honour 0, but do not announce it at once in self-service systems"),
    ),
    disputed=(
        "Designers of self-service systems advise against announcing a person at once: a short delay raised the share "
        "of calls settled without one by 2% (Balentine 2006, as the ACIxD wiki reports it). Accessibility guidance and "
        "several laws and bills want the offer up front. A small office routes calls and settles few by machine, so "
        "the latter is followed, as advice that an office can make a warning."
    ),
    repair=repair,
)
