"""pressing 0 does not lead to a person

People press 0 by habit when they want somebody, also where no recording offers it. Where that repeats the menu they go
round; where it is a wrong key they lose an attempt, and after the last one perhaps the call.

Checked for every menu that can be reached, in every period in which a person can be reached at all. 0 is fine where it
leads to a person who is there, through nothing but announcements, hours, branches, telephones at which nobody is, and
a question (`ask`) from which every way does, or to an outside number unless the file says that a machine answers there.
Otherwise there are three cases.

- Pressing 0 again and again comes back to the same menu: because 0 leads there, or because 0 is no choice and wrong
  keys lead there once the attempts are used up. That is an error, one for each such circle; menus of which the choice
  0 leads into it are named with it.
- 0 is no choice of the menu, and callers who press it until the attempts are used up come to somewhere else. That is
  one warning for all such menus together, which says where they come to from the first. A menu at which a single wrong
  key already leads to a person is left out.
- 0 leads elsewhere: to another menu, a mailbox, a hang-up. That is a warning for each place it leads to. Menus whose 0
  only leads to a menu where 0 leads to nobody either are one warning together.

Where the only people who can be reached are there for some topics (`handles`, as a dentist on call for emergencies),
nobody is missing behind 0: a menu is left out if its 0, or without that its silence, leads to a mailbox that is
returned, to a person or to a promise to call back.

In the phone system, give every menu the key 0 and route it to the front desk; outside its hours to whoever is on
call, or to the mailbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding, Related
from ivr_audit.model import Menu, PhoneTree, Voicemail
from ivr_audit.rules.common import Refuges, is_kept, moment_of, refuge, silence_is_kept
from ivr_audit.rules.people import operator
from ivr_audit.rules.phrases import named, some
from ivr_audit.rules.presence import elsewhen
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import ASTERISK_GUIDE_15, HAMSA_MENUS, ISO_13714, W3C_VOICE_MENUS
from ivr_audit.rules.ways import with_key
from ivr_audit.rules.zeros import (
    circles,
    leading_into,
    menus_without_operator,
    press_zero,
    times_to_press,
    zero_place,
)

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "no-zero-operator"


@dataclass
class _Found:
    """What 0 does in all views: the circles it goes round in, other places it leads to, and the menus without it."""

    rounds: dict[tuple[str, ...], list[tuple[View, list[str]]]] = field(default_factory=dict)
    elsewhere: dict[str, dict[str, list[View]]] = field(default_factory=dict)
    without: dict[str, list[View]] = field(default_factory=dict)


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each circle, for each place to which 0 leads instead, and one for all menus without 0."""
    found = _Found()
    for view in measures.views:
        if view.person_reachable:
            _look(view, found)
    rank = {name: i for i, name in enumerate(measures.tree.nodes)}
    yield from (_circle_finding(circle, views) for circle, views in found.rounds.items())
    for to, menus in found.elsewhere.items():
        yield _elsewhere(to, {name: menus[name] for name in sorted(menus, key=rank.__getitem__)})
    if found.without:
        yield _missing({name: found.without[name] for name in sorted(found.without, key=rank.__getitem__)})


def _look(view: View, found: _Found) -> None:
    """Add what 0 does in one view."""
    tree, state = view.tree, view.state
    pressed = {menu.name: press_zero(tree, state, menu) for menu in menus_without_operator(tree, state, view.entry)}
    offered = {name for name in pressed if zero_place(tree, name)}
    onward = {name: call.node for name, call in pressed.items() if call.outcome is None}
    held: set[str] = set()
    for circle in circles(onward):
        before = leading_into(circle, {name: to for name, to in onward.items() if name in offered})
        found.rounds.setdefault(tuple(circle), []).append((view, before))
        held.update(circle, before)
    nobody = operator(tree, state, view.entry) is None if pressed else False
    for name, call in pressed.items():
        if name in held:
            continue
        if name not in offered:
            if not (nobody and silence_is_kept(view, name)):
                found.without.setdefault(name, []).append(view)
        elif not (nobody and is_kept(tree, call)):
            to = "" if call.node in pressed else call.node
            found.elsewhere.setdefault(to, {}).setdefault(name, []).append(view)


def _periods(views: Iterable[View]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for view in views for name in view.names))


def _circle_finding(circle: Sequence[str], views: Sequence[tuple[View, list[str]]]) -> Finding:
    """A circle of menus, and the menus outside it from which 0 leads into it."""
    first, (view, _) = circle[0], views[0]
    tree = view.tree
    before = list(dict.fromkeys(name for _, names in views for name in names))
    message = f'pressing 0 in "{first}" only repeats the menu'
    if len(circle) > 1:
        message = f"pressing 0 goes round for ever: {', then '.join(named([*circle, first]))} again"
    if before:
        message += f", and 0 in {some(before)} leads there"
    presses = [times_to_press(tree, name) for name in circle]
    zeros = ["0"] * (2 * sum(presses) if max(presses) > 1 else len(circle) + 2)
    return Finding(
        rule=ID,
        severity="error",
        place=zero_place(tree, first) or tree.nodes[first].place,
        node=first,
        message=message,
        advice=_advice([view for view, _ in views], first),
        periods=_periods(view for view, _ in views),
        witness=view.witness(view.way_to(first) or (), *zeros),
        related=_related(tree, [*circle[1:], *before], "0 leads back from here"),
        cause=" > ".join(circle[1:]),
    )


def _advice(views: Sequence[View], menu: str) -> str:
    """What to do; a desk that is not there in all of these views is named with that said."""
    view, *others = views
    to = operator(view.tree, view.state, view.entry)
    if to is not None and elsewhen(view.tree, view.entry, menu, to):
        return f'point 0 at {Refuges(view).said(menu)} in "{menu}"'
    if to is not None:
        always = all(operator(other.tree, other.state, other.entry) == to for other in others)
        return f"point 0 at {named([to])[0]}{'' if always else ' while somebody is there'}, in every menu"
    refuges = Refuges(view)
    if isinstance(view.tree.nodes.get(refuges.first() or ""), Voicemail):
        return f"point 0 at a person, or while nobody is there at {refuges.said()}, in every menu"
    return f"point 0 at {refuges.said()}, in every menu"


def _related(tree: PhoneTree, names: Sequence[str], note: str) -> tuple[Related, ...]:
    return tuple(Related(zero_place(tree, name) or tree.nodes[name].place, note) for name in names)


def _elsewhere(to: str, menus: Mapping[str, Sequence[View]]) -> Finding:
    """The menus whose 0 leads to the same place, or (`to` is empty) to menus from which 0 leads to no person either."""
    names = list(menus)
    first, view = names[0], menus[names[0]][0]
    tree = view.tree
    calls = [press_zero(view.tree, view.state, _menu(tree, name)) for name, (view, *_) in menus.items()]
    where = f'"{calls[0].node}"' if len({call.node for call in calls}) == 1 else "another menu"
    if to and calls[0].outcome is None and isinstance(tree.nodes[to], Menu):
        does = f"only leads to {where}, where callers must press it again for a person"
    else:
        does = _DOES.get(calls[0].outcome or "", "leads to {}, and not to a person").format(where)
    return Finding(
        rule=ID,
        severity="warning",
        place=zero_place(tree, first) or tree.nodes[first].place,
        node=first,
        message=f"pressing 0 in {some(names, 'or')} {does}",
        advice=_advice([view for views in menus.values() for view in views], first),
        periods=_periods(view for views in menus.values() for view in views),
        witness=view.witness(view.way_to(first) or (), "0"),
        related=_related(tree, names[1:], "0 leads there from here too"),
        cause=f"elsewhere {to}".rstrip(),
    )


def _menu(tree: PhoneTree, name: str) -> Menu:
    menu = tree.nodes[name]
    assert isinstance(menu, Menu)
    return menu


_DOES: Mapping[str, str] = {
    "cut off": "ends in {}, where the system hangs up",
    "stuck": "ends in {}, where callers are held for ever",
    "message": "leads to a mailbox, {}, and not to a person",
    "callback": "leads to {}, a promise to call back, and not to a person",
    "served": "leads to {}, and not to a person",
    "outside": "leads to {}, where a machine answers",
}


def _missing(without: Mapping[str, Sequence[View]]) -> Finding:
    """One finding for all menus without 0: at the first one, with what happens there to callers who press it anyway."""
    names = list(without)
    first, view = names[0], without[names[0]][0]
    menu = _menu(view.tree, first)
    call = press_zero(view.tree, view.state, menu)
    tries = times_to_press(view.tree, first)
    often = "once" if tries == 1 else f"{tries} times"
    then = _AFTER.get(call.outcome or "", "leads to another menu, {}").format(f'"{call.node}"')
    return Finding(
        rule=ID,
        severity="warning",
        place=menu.place,
        node=first,
        message=f'0 is no choice in {some(names, "or")}; pressing it {often} in "{first}" {then}',
        advice=_advice([view for views in without.values() for view in views], first),
        periods=_periods(view for views in without.values() for view in views),
        witness=view.witness(view.way_to(first) or (), *["0"] * tries),
        related=_related(view.tree, names[1:], "0 is no choice here either"),
        cause="missing",
    )


_AFTER: Mapping[str, str] = {
    **_DOES,
    "person": "leads to a person, {}",
    "message": "leads to a mailbox, {}",
    "callback": "leads to {}, a promise to call back",
    "served": "leads to {}",
}


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with 0 pointed at the operator, in every menu where it leads to nobody."""
    tree, state, entry = moment_of(tree, finding)
    to = operator(tree, state, entry) or refuge(tree, finding)
    if to is None:
        return None
    for menu in menus_without_operator(tree, state, entry):
        tree = with_key(tree, menu, "0", to)
    return tree


BAD = """\
tree: Eye clinic
start: main
nodes:
  main:
    menu: For glasses, press 1. For billing, press 2.
    options:
      1: optician
      2: office
      0: main  # here
    no_input: optician
  optician: {ring: Optician, no_answer: box}
  office: {ring: Billing office, no_answer: box}
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

GOOD = """\
tree: Eye clinic
start: main
nodes:
  main:
    menu: For glasses, press 1. For billing, press 2. To speak with a person, press 0.
    options:
      1: optician
      2: office
      0: optician
    no_input: optician
  optician: {ring: Optician, no_answer: box}
  office: {ring: Billing office, no_answer: box}
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
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
        W3C_VOICE_MENUS.says("a reserved digit such as 0, at any time"),
        ISO_13714.says("0 for help or an operator"),
        HAMSA_MENUS.says("0 for the operator"),
        ASTERISK_GUIDE_15.says("be ready for callers who press 0"),
    ),
    repair=repair,
)
