"""0, star or pound does different things in different menus

Callers learn a key once: star goes back, 0 is a person. Where the same key leaves a message in the next menu, they
end in a mailbox when they wanted to go back, and do not know why.

Checked for star and pound in every menu that callers can come to before a person answers: where the key leads,
through recordings, hours and branches. It goes back (to a menu with fewer menus before it), repeats the menu, leads
to a person, to a mailbox, to a promise to call back, ends the call, or else leads to a place of its own. If not all
menus that have the key do the same of these with it, nor lead to one place, that is one finding for the key. At a
first menu, repeating is as good as going back. That one star stands for different people, or for different mailboxes,
is no difference.

The key 0 is checked where it leads to a person: it is there for everybody, or for some topics only. For some topics
it is in a first menu, if its choice has an `about` or the people there handle (`handles`) only some; in a submenu, if
its `about` has nothing to do with the topics of the keys that lead there. If it is for everybody in one menu and for
a topic in another, or for different topics in two, that is one finding. Menus in which 0 leads to nobody are left to
no-zero-operator.

What differs is named from the use that most menus make of the key, for star from going back. The standard for
telephone dialogues gives 0 to help or an operator, star to going back and pound to ending what one enters; one vendor
gives star to hearing the menu again. Either is fine if all menus do the same.

In the phone system, keep one list of what 0, star and pound do and go through all menus with it: key presses of an
auto attendant in Zoom and RingCentral, IVR entries in FreePBX, dial keys in Microsoft Teams.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End, Step, Stop
from ivr_audit.finding import Finding
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.place import Place
from ivr_audit.rules.menus import goes_back, joined, key_steps, lands, levels, repeats
from ivr_audit.rules.people import leads_to_person, limits
from ivr_audit.rules.phrases import named, some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import BS_ISO_13714_CONTENTS, HAMSA_MENUS, ISO_13714, MYOPERATOR_KEYS
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "special-key-reused"
SPECIAL = ("0", "*", "#")
BACK, REPEAT, PERSON = "goes back", "repeats the menu", "leads to a person"


class Use(NamedTuple):
    """What a key does in a menu, in words that follow the key, and where it leads."""

    does: str
    to: Stop


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each key that does different things."""
    tree = measures.tree
    rank = {name: i for i, name in enumerate(tree.nodes)}
    menus = [node for node in tree.nodes.values() if isinstance(node, Menu)]
    having = {key: [m.name for m in menus if any(o.key == key for o in m.options)] for key in SPECIAL}
    for key, names in having.items():
        if len(names) < 2:
            continue
        reused = [(view, uses) for view in measures.views if _differ(uses := _uses(view, key, names))]
        if reused:
            yield _finding(tree, key, reused, rank)


def _uses(view: View, key: str, names: Sequence[str]) -> dict[str, Use]:
    """By menu, in the order of the file, what a key does; first menus that repeat go back if others do."""
    level = levels(view)
    uses: dict[str, Use] = {}
    for name in names:
        menu = view.tree.nodes[name]
        assert isinstance(menu, Menu)
        step = (
            next((step for step in key_steps(view, menu) if step.name == key), None)
            if name in level and name in view.visited
            else None
        )
        use = None if step is None else _zero(view, menu, step) if key == "0" else _use(view, menu, step)
        if use is not None:
            uses[name] = use
    if any(use.does == BACK for use in uses.values()):
        first = {name for name, use in uses.items() if use.does == REPEAT and level[name] <= 1}
        uses.update({name: Use(BACK, uses[name].to) for name in first})
    return uses


def _use(view: View, menu: Menu, step: Step) -> Use:
    to = lands(view, step.to)
    node = None if isinstance(to, End) else view.tree.nodes[to]
    if repeats(view, menu, step):
        return Use(REPEAT, to)
    if goes_back(view, menu, step):
        return Use(BACK, to)
    if leads_to_person(view.tree, view.state, step.to) is not None:
        return Use(PERSON, to)
    if node is None or isinstance(node, model.Hangup):
        return Use("ends the call", to)
    if isinstance(node, model.Voicemail):
        return Use("leads to a mailbox", to)
    if isinstance(node, model.Callback):
        return Use("asks for a call back", to)
    return Use(f'leads to "{node.name}"', to)


def _zero(view: View, menu: Menu, step: Step) -> Use | None:
    """What 0 does, if it leads to a person."""
    tree = view.tree
    person = leads_to_person(tree, view.state, step.to)
    if person is None:
        return None
    about = step.about
    if levels(view)[menu.name] <= 1:
        about = about or limits(tree, view.state, view.entry).get(person, ())
    else:
        before = {topic for _, into in view.steps_into(menu.name) for topic in into.about}
        about = () if not before or before & set(about) else about
    if not about or set(tree.topics) <= set(about):
        return Use(PERSON, person)
    return Use(f"is for {list_words(named(about))}", person)


def _differ(uses: Mapping[str, Use]) -> bool:
    return len({use.does for use in uses.values()}) > 1 and len({use.to for use in uses.values()}) > 1


def _finding(
    tree: PhoneTree, key: str, reused: Sequence[tuple[View, dict[str, Use]]], rank: Mapping[str, int]
) -> Finding:
    uses = reused[0][1]
    norm = _norm(key, uses)
    usual = [name for name, use in uses.items() if use.does == norm]
    odd: dict[str, list[View]] = {}
    for view, found in reused:
        for name in [name for name, use in found.items() if use.does != _norm(key, found)]:
            odd.setdefault(name, []).append(view)
    first = next(name for name in uses if name in odd)
    others = sorted((name for name in odd if name != first), key=rank.__getitem__)
    alike: dict[str, list[str]] = {}
    for name, use in uses.items():
        if use.does != norm:
            alike.setdefault(use.does, []).append(name)
    does = list_words([f"{what} in {some(names)}" for what, names in alike.items()])
    return joined(
        ID,
        "warning",
        {name: odd[name] for name in [first, *others]},
        places=lambda name: _place(tree, name, key),
        note=lambda name: f"key {key} does something else here too",
        message=f"key {key} {norm} in {some(usual)}, but {does}",
        advice=f"use key {key} for one thing in all menus; give what it does in {some([first, *others])} another key",
        words=(key,),
        cause=key,
    )


def _norm(key: str, uses: Mapping[str, Use]) -> str:
    """The use that the others differ from: going back for star, a person for 0, else the commonest one."""
    found = Counter(use.does for use in uses.values())
    custom = {"*": BACK, "0": PERSON}.get(key, "")
    return custom if custom in found else found.most_common(1)[0][0]


def _place(tree: PhoneTree, name: str, key: str) -> Place:
    menu = tree.nodes[name]
    assert isinstance(menu, Menu)
    return next(option.place for option in menu.options if option.key == key)


BAD = """\
tree: Furniture shop
start: main
nodes:
  main:
    menu: For orders, press 1. For returns, press 2. To speak with us, press 0.
    options: {1: orders, 2: returns, 0: desk}
    no_input: desk
  orders:
    menu: To order, press 1. To go back, press star. To speak with us, press 0.
    options: {1: desk, "*": main, 0: desk}
    no_input: desk
  returns:
    menu: To return something, press 1. To leave a message, press star. To speak with us, press 0.
    options:
      1: desk
      "*": box  # here
      0: desk
    no_input: desk
  desk: {ring: Shop, no_answer: box}
  box: {voicemail: Shop, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Furniture shop
start: main
nodes:
  main:
    menu: For orders, press 1. For returns, press 2. To speak with us, press 0.
    options: {1: orders, 2: returns, 0: desk}
    no_input: desk
  orders:
    menu: To order, press 1. To go back, press star. To speak with us, press 0.
    options: {1: desk, "*": main, 0: desk}
    no_input: desk
  returns:
    menu: To return something, press 1. To leave a message, press 2. To go back, press star.
    options: {1: desk, 2: box, "*": main, 0: desk}
    no_input: desk
  desk: {ring: Shop, no_answer: box}
  box: {voicemail: Shop, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours"),
    sources=(
        ISO_13714.says("0 for help or an operator, star for going back, pound for the end of an entry"),
        BS_ISO_13714_CONTENTS.says("clauses on the use of star and pound"),
        HAMSA_MENUS.says("0 for the operator, star for going back, pound for confirming"),
        MYOPERATOR_KEYS.says("0 for the operator, star for hearing it again, pound for the end"),
    ),
)
