"""the keys of a menu are not read out in order, or skip numbers

Callers count along: after 1 and 2 they expect 3, and get ready to press it before it is read. Where the keys jump
they press wrong ones, or think that they missed a choice.

Checked for every menu that calls can come to, with the number keys 1 to 9 in the order in which the prompt names
them; if it names none of them, in the order of the file (not in imported files, where that order means nothing). It
is reported if they do not ascend, and if there is a gap between the lowest and the highest. Left out are 0, star,
pound, keys of several digits, keys that repeat the menu or lead back to an earlier one, choices of a `language`, and
the 9 of a menu without an 8, which many set apart for hearing the menu again, ending the call or another language. A
number is no gap if such a key has it, or if an extension that can be dialled at the menu begins with it. All menus
are one finding.

Ascending and without gaps is what the standard for telephone dialogues and a vendor's handbook ask for; a gap often
remains where a choice was taken out, so it is advice and no more.

In the phone system, give the choices the keys 1, 2, 3 in the order of the recording, and record it again; where few
callers would notice, fill the gap with the next choice that is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ivr_audit.announced import announcements
from ivr_audit.callgraph import key_matches
from ivr_audit.finding import Finding
from ivr_audit.model import Menu
from ivr_audit.rules.menus import goes_back, joined, key_steps, menu_named, met, order_read, repeats
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import AVAYA_MENU_GUIDELINES, ISO_13714
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "keys-out-of-order"
NUMBERS = "123456789"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus whose keys are out of order."""
    tree = measures.tree
    likely = [node.name for node in tree.nodes.values() if isinstance(node, Menu) and _may_be_wrong(node)]
    faults = {}
    menus = met(measures, likely)
    for name, views in menus.items():
        fault = _fault(views[0], menu_named(tree, name))
        if fault:
            faults[name] = fault
    if not faults:
        return
    first, *others = faults
    also = f"; the keys of {some(others)} are out of order too" if others else ""
    yield joined(
        ID,
        "advice",
        {name: menus[name] for name in faults},
        places=lambda name: tree.nodes[name].at("options"),
        note=lambda name: faults[name],
        message=f'the keys of "{first}" {faults[first]}{also}',
        advice=f"number the choices of {some(list(faults))} 1, 2, 3 in the order in which they are read",
    )


def _may_be_wrong(menu: Menu) -> bool:
    """Whether the number keys are not 1, 2, 3 in the order of prompt and file both; most menus are done with that."""
    keys = [option.key for option in menu.options if option.key in NUMBERS]
    spoken = order_read(menu, keys, (a.key for a in announcements(menu.prompt.text)))
    return len(keys) > 1 and not ("".join(spoken) in NUMBERS and "".join(sorted(keys)) in NUMBERS)


def _fault(view: View, menu: Menu) -> str:
    """What is wrong with the order of a menu's keys, in words that follow them; empty if nothing is."""
    tree = view.tree
    languages = {option.key for option in menu.options if option.language is not None}
    apart = {s.name for s in key_steps(view, menu) if repeats(view, menu, s) or goes_back(view, menu, s)} | languages
    every = {option.key for option in menu.options}
    if "8" not in every:
        apart.add("9")
    keys = [s.name for s in key_steps(view, menu) if s.name in NUMBERS and s.name not in apart]
    announced = [a.key for a in announcements(menu.prompt.text)]
    spoken = order_read(menu, keys, announced)
    from_prompt = not set(keys).isdisjoint(announced)
    if spoken != sorted(spoken) and (from_prompt or tree.system == "native"):
        return f"come in the order {list_words(spoken)}"
    return _gap(menu, sorted(keys), every)


def _gap(menu: Menu, keys: Sequence[str], every: set[str]) -> str:
    for low, high in pairwise(keys):
        between = NUMBERS[NUMBERS.index(low) + 1 : NUMBERS.index(high)]
        if any(key not in every and not _begins_extension(menu, key) for key in between):
            return f"jump from {low} to {high}"
    return ""


def _begins_extension(menu: Menu, key: str) -> bool:
    return any(key_matches(one.pattern[0], key) for one in menu.extensions)


BAD = """\
tree: Car workshop
start: main
nodes:
  main:
    menu: For repairs, press 2. For tyres, press 1. To speak with us, press 0.
    options: {2: repairs, 1: tyres, 0: desk}  # here
    no_input: desk
  repairs: {ring: Repairs, no_answer: desk}
  tyres: {ring: Tyres, no_answer: desk}
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Workshop, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Car workshop
start: main
nodes:
  main:
    menu: For repairs, press 1. For tyres, press 2. To speak with us, press 0.
    options: {1: repairs, 2: tyres, 0: desk}
    no_input: desk
  repairs: {ring: Repairs, no_answer: desk}
  tyres: {ring: Tyres, no_answer: desk}
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Workshop, owner: Ann, reply_within: 1d}
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
        ISO_13714.says("ascending numerical order, and no gaps"),
        AVAYA_MENU_GUIDELINES.says("choices in numerical order"),
    ),
)
