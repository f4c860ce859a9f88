"""a key works that no recording names

Callers cannot choose what they are not told of. Somebody paid for the choice once, and those who need it guess, or
wait for a person to be passed on.

Checked for every menu that calls can come to and whose recordings announce at least one key in a language that is read
(English, Spanish, French, Portuguese, German, Welsh): each option 1 to 9 must be announced in its prompt, its `replay`
or its `invalid_prompt`, or in a recording after which calls come to this menu by themselves. A digit that merely
occurs in those words counts as announced ("sales is 3", "any key from 1 to 4" with the keys between them). Left out
are 0, star and pound, which many offices keep unsaid on purpose; keys of several digits; choices marked with another
`language` than those read, and menus with words in another script; menus that listen to speech alone; and menus that
ask to spell a name. Left out, too, is a key whose choice a recording announces by
another key that the menu does not have: announced-key-dead tells of both. One finding for each menu, with all its
keys.

That prompt and keys agree is a matter of sense; no outside source was needed, and the check is a design choice.

In the phone system, record the menu again with the missing choices, or take the keys out: FreePBX lists them under IVR
Entries, Microsoft Teams and RingCentral under the menu options of the auto attendant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ivr_audit import model
from ivr_audit.announced import announcements
from ivr_audit.call import play_keys
from ivr_audit.finding import Finding
from ivr_audit.rules.announced_key_dead import dead_keys
from ivr_audit.rules.misnumbered import misnumbered
from ivr_audit.rules.onward import ways_on
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "live-key-not-announced"
_HIDDEN: Final = frozenset("0*#")
_READ: Final = re.compile(
    r"(?:en|es|fr|pt|de|cy)\b|english|spanish|español|french|français|portuguese|português|german|deutsch|welsh|cymraeg",
    re.IGNORECASE,
)
_SPELLS: Final = re.compile(r"\b(?:letters?|spell|surname|last name)\b", re.IGNORECASE)
_RANGE: Final = re.compile(r"(?<![\d-])(\d)\s*(?:through|thru|to|until|-|–|a|à|bis|até)\s*(\d)(?![\d-])", re.IGNORECASE)
_DIGIT: Final = re.compile(r"(?<![\d.:-])\d(?![\d:-]|\.\d)")


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each menu with keys that nobody is told of."""
    views = list(measures.views)
    before = _said_before(views)
    silent = {
        node.name: keys
        for node in measures.tree.nodes.values()
        if isinstance(node, model.Menu) and (keys := _untold(measures.tree, node, before.get(node.name, ())))
    }
    for name, keys in silent.items():
        there = [view for view in views if name in view.visited]
        if there:
            yield _finding(there, name, keys)


def _said_before(views: Sequence[View]) -> Mapping[str, list[str]]:
    """By menu, the texts with keys that are said in a recording after which calls come there by themselves."""
    found: dict[str, list[str]] = {}
    for view in views:
        for node in view.tree.nodes.values():
            if isinstance(node, model.Say) and announcements(node.prompt.text) and node.name in view.visited:
                for way in ways_on(view, node.name):
                    found.setdefault(way.last.name, []).append(node.prompt.text)
    return found


def unannounced(menu: model.Menu, before: Sequence[str] = ()) -> list[str]:
    """The keys 1 to 9 of a menu that its recordings, and those said before it, do not name though they name others."""
    own = [prompt.text for prompt in (menu.prompt, menu.replay, menu.invalid_prompt) if prompt]
    text = " ".join([*own, *before])
    named = {said.key for said in announcements(text) if len(said.key) == 1}
    if not named or menu.accepts == "speech" or _SPELLS.search(text) or not _is_latin(text):
        return []
    named.update(_DIGIT.findall(text))
    for first, last in _RANGE.findall(text):
        named.update(str(key) for key in range(int(first), int(last) + 1))
    live = [option for option in menu.options if len(option.key) == 1 and option.key not in _HIDDEN | named]
    return list(dict.fromkeys(o.key for o in live if o.language is None or _READ.match(o.language)))


def _untold(tree: model.PhoneTree, menu: model.Menu, before: Sequence[str]) -> list[str]:
    """The unannounced keys of a menu, but for those that a recording names wrongly: announced-key-dead tells them."""
    silent = unannounced(menu, before)
    if not silent:
        return []
    dead = {one.key: one.words for one in dead_keys(menu, before)}
    told = {option.key for option in misnumbered(tree, menu, dead, silent).values()}
    return [key for key in silent if key not in told]


def _is_latin(text: str) -> bool:
    return text.isascii() or not any(letter.isalpha() and ord(letter) > 0x24F for letter in text)


def _finding(views: Sequence[View], name: str, keys: Sequence[str]) -> Finding:
    view = views[0]
    menu = view.tree.nodes[name]
    reached = list(dict.fromkeys(play_keys(view.tree, view.state, name, (key,)).node for key in keys))
    said, it = (f"key {keys[0]} works", "it") if len(keys) == 1 else (f"keys {list_words(keys)} work", "them")
    return Finding(
        rule=ID,
        severity="warning",
        place=menu.at("prompt"),
        node=name,
        message=f'{said} in "{name}", but no recording names {it}: callers are not told how to come to {some(reached)}',
        advice=f'announce {list_words(keys)} in "{name}", or take {it} out',
        periods=tuple(period for view in views for period in view.names),
        witness=view.witness(view.way_to(name) or (), keys[0]),
    )


BAD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For appointments, press 1. For the front desk, press 0.  # here
    options:
      1: front desk
      2: billing office
      0: front desk
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  billing office: {ring: Billing office, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

GOOD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For appointments, press 1. For billing, press two.
    options:
      1: front desk
      2: billing office
      0: front desk
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  billing office: {ring: Billing office, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "prompts"),
)
