"""callers cannot go back, or cannot hear the choices again

Callers who pressed the wrong key hear choices that do not fit, and can often only hang up and start over. Those who did
not catch the choices guess.

Two things are checked, each at most one finding for the whole tree. First, every submenu that calls can come to: a
menu behind a key of another one (one in another `language`, or after a menu that asks for nothing but the language,
is still a first menu). It must have a key that leads, through recordings, hours and branches if need be, to a menu
with fewer menus before it; staying silent will do where the prompt says so ("or stay on the line") and `no_input`
leads to such a menu. Secondly, every menu that calls can come to whose later plays (`replay`) name no key although
the prompt names two or more: the choices are then said once only, and there must be a key that leads to the same menu
again. A menu that plays its prompt again by itself needs no such key, and one that is played once only (`attempts:
1`) is left to retry-count.

It is advice and no more: the standard for telephone dialogues gives the star key to going back, without a number of
menus from which on it matters, and a caller of a small office can call again.

In the phone system, give submenus the star key (or 9) for the menu before, and let 9 or silence play the choices again:
in Microsoft Teams a dial key can lead back to the same or another auto attendant, in FreePBX an IVR entry can lead to
another IVR or back; say both keys at the end of the prompt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.announced import announced_keys
from ivr_audit.callgraph import Step, listening
from ivr_audit.finding import Finding
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.rules.menus import Met, goes_back, joined, key_steps, levels, menu_named, met, repeats
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import ISO_13714, MYOPERATOR_KEYS, VUI_POST_2008
from ivr_audit.rules.spoken import says_stay

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "no-back-or-repeat"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all submenus without a way back, and one for all menus whose choices are said once only."""
    tree = measures.tree
    lost: dict[str, list[View]] = {}
    for view in measures.views:
        level = levels(view)
        for name in view.reached:
            node = tree.nodes[name]
            if isinstance(node, Menu) and level[name] > 1 and not _leads_back(view, node):
                lost.setdefault(name, []).append(view)
    rank = {name: i for i, name in enumerate(tree.nodes)}
    if lost:
        yield _no_way_back(tree, {name: lost[name] for name in sorted(lost, key=rank.__getitem__)})
    once = met(
        measures, [node.name for node in tree.nodes.values() if isinstance(node, Menu) and _said_once(tree, node)]
    )
    unrepeated = {name: views for name, views in once.items() if not _repeated(views[0], menu_named(tree, name))}
    if unrepeated:
        yield _not_again(tree, unrepeated)


def _leads_back(view: View, menu: Menu) -> bool:
    by_key = any(goes_back(view, menu, step) for step in key_steps(view, menu))
    return by_key or says_stay(menu) and goes_back(view, menu, _silence(view, menu))


def _silence(view: View, menu: Menu) -> Step:
    return next(step for step in view.steps(menu.name) if step.by == "silence")


def _repeated(view: View, menu: Menu) -> bool:
    return any(repeats(view, menu, step) for step in key_steps(view, menu))


def _said_once(tree: PhoneTree, menu: Menu) -> bool:
    """Whether later plays leave out the choices that the first one names."""
    if menu.replay is None or not menu.replay.text or listening(menu, tree.defaults).most_plays < 2:
        return False
    return not announced_keys(menu.replay.text) and len(announced_keys(menu.prompt.text)) >= 2


def _no_way_back(tree: PhoneTree, menus: Met) -> Finding:
    names = list(menus)
    return joined(
        ID,
        "advice",
        menus,
        places=lambda name: tree.nodes[name].place,
        note=lambda name: "no key leads back from here either",
        message=f"no key leads back from {some(names, 'or')}: callers who pressed the wrong key cannot choose again",
        advice=f"give {some(names)} a key, such as *, that leads to the menu before, and say so",
        cause="back",
    )


def _not_again(tree: PhoneTree, menus: Met) -> Finding:
    names = list(menus)
    return joined(
        ID,
        "advice",
        menus,
        places=lambda name: tree.nodes[name].at("replay"),
        note=lambda name: "the choices are said only once here too",
        message=f"the choices of {some(names)} are said once only: later plays leave them out, and no key repeats them",
        advice=f"let later plays of {some(names)} name the choices (`replay`), or offer a key that repeats them",
        cause="repeat",
    )


BAD = """\
tree: Garden centre
start: main
nodes:
  main:
    menu: For plants, press 1. For deliveries, press 2. To speak with us, press 0.
    options: {1: plants, 2: desk, 0: desk}
    no_input: desk
  plants:  # here
    menu: For trees, press 1. For flowers, press 2. To speak with us, press 0.
    options: {1: nursery, 2: desk, 0: desk}
    no_input: desk
  nursery: {ring: Nursery, no_answer: box}
  desk: {ring: Shop, no_answer: box}
  box: {voicemail: Shop, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Garden centre
start: main
nodes:
  main:
    menu: For plants, press 1. For deliveries, press 2. To speak with us, press 0.
    options: {1: plants, 2: desk, 0: desk}
    no_input: desk
  plants:
    menu: For trees, press 1. For flowers, press 2. To speak with us, press 0. To go back, press star.
    options: {1: nursery, 2: desk, 0: desk, "*": main}
    no_input: desk
  nursery: {ring: Nursery, no_answer: box}
  desk: {ring: Shop, no_answer: box}
  box: {voicemail: Shop, owner: Ann, reply_within: 1d}
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
        ISO_13714.says("the star key for going back"),
        MYOPERATOR_KEYS.says("a key for hearing the menu again"),
        VUI_POST_2008.says("callers can ask for the choices again"),
    ),
)
