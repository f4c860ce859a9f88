"""pressing 0 does not lead to a person

People press 0 by habit when they want somebody, also where no recording offers it. Where that repeats the menu they go
round; where it is a wrong key they lose an attempt, and after the last one perhaps the call.

Checked for every menu that can be reached, in every period in which a person can be reached at all. 0 is fine where it
leads to a person who is there, through nothing but announcements, hours, branches and telephones at which nobody is,
or to an outside number unless the file says that a machine answers there. Otherwise there are three cases.

- Pressing 0 again and again comes back to the same menu. That is an error, one for each such circle; menus from which 0
  leads into it are named with it.
- 0 is no choice of the menu. That is one warning for all such menus together. A menu at which a single wrong key
  already leads to a person is left out.
- 0 leads elsewhere: to another menu, a mailbox, a hang-up. That is a warning for each place it leads to, and one for
  all menus from which it leads to another menu where it leads to nobody.

In the phone system, give every menu the key 0 and route it to the front desk; outside its hours to whoever is on
call, or to the mailbox.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ivr_audit.call import Call
from ivr_audit.callgraph import listening
from ivr_audit.finding import Finding, Related
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.rules.common import moment_of
from ivr_audit.rules.people import operator
from ivr_audit.rules.phrases import named, some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.ways import with_key
from ivr_audit.rules.zeros import circles, leading_into, menus_without_operator, press_zero, zero_place

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "no-zero-operator"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each circle, for each place to which 0 leads instead, and one for all menus without 0."""
    without: dict[str, View] = {}
    for view in measures.views:
        if not view.person_reachable:
            continue
        tree, state = view.tree, view.state
        pressed = {menu.name: press_zero(tree, state, menu) for menu in menus_without_operator(tree, state, view.entry)}
        offered = {name: call for name, call in pressed.items() if zero_place(tree, name)}
        advice = _advice(view) if pressed else ""
        onward = {name: call.node for name, call in offered.items() if call.outcome is None}
        rounds = circles(onward)
        yield from (_circle_finding(view, circle, leading_into(circle, onward), advice) for circle in rounds)
        held = {name for circle in rounds for name in (*circle, *leading_into(circle, onward))}
        elsewhere: dict[str, list[str]] = {}
        for name, call in offered.items():
            if name not in held:
                elsewhere.setdefault("" if call.node in pressed else call.node, []).append(name)
        yield from (_elsewhere(view, names, pressed, advice) for names in elsewhere.values())
        without.update((name, view) for name in pressed if name not in offered and name not in without)
    if without:
        yield _missing(measures.tree, without)


def _circle_finding(view: View, circle: Sequence[str], before: Sequence[str], advice: str) -> Finding:
    """A circle of menus, and the menus outside it from which 0 leads into it."""
    first = circle[0]
    message = f'pressing 0 in "{first}" only repeats the menu'
    if len(circle) > 1:
        message = f"pressing 0 goes round for ever: {' -> '.join(named([*circle, first]))}"
    if before:
        message += f", and 0 in {some(before)} leads there"
    zeros = ["0"] * (len(circle) + 2)
    return Finding(
        rule=ID,
        severity="error",
        place=zero_place(view.tree, first) or view.tree.nodes[first].place,
        node=first,
        message=message,
        advice=advice,
        periods=view.names,
        witness=view.witness(view.way_to(first) or (), *zeros),
        related=_related(view.tree, [*circle[1:], *before], "0 leads back from here"),
    )


def _advice(view: View) -> str:
    return f'point 0 at "{operator(view.tree, view.state, view.entry)}", in every menu'


def _related(tree: PhoneTree, names: Sequence[str], note: str) -> tuple[Related, ...]:
    return tuple(Related(zero_place(tree, name) or tree.nodes[name].place, note) for name in names)


def _elsewhere(view: View, names: Sequence[str], pressed: Mapping[str, Call], advice: str) -> Finding:
    """The menus whose 0 leads to the same place, or all to menus from which 0 leads to no person either."""
    first, call = names[0], pressed[names[0]]
    where = f'"{call.node}"' if len({pressed[name].node for name in names}) == 1 else "another menu"
    if call.outcome is None and call.node not in pressed and isinstance(view.tree.nodes[call.node], Menu):
        does = f"only leads to {where}, where callers must press it again for a person"
    else:
        does = _DOES.get(call.outcome or "", "leads to {}, and not to a person").format(where)
    return Finding(
        rule=ID,
        severity="warning",
        place=zero_place(view.tree, first) or view.tree.nodes[first].place,
        node=first,
        message=f"pressing 0 in {some(names, 'or')} {does}",
        advice=advice,
        periods=view.names,
        witness=view.witness(view.way_to(first) or (), "0"),
        related=_related(view.tree, names[1:], "0 leads there from here too"),
        cause="elsewhere",
    )


_DOES: Mapping[str, str] = {
    "cut off": "ends in {}, where the system hangs up",
    "stuck": "ends in {}, where callers are held for ever",
    "message": "leads to a mailbox, {}, and not to a person",
    "callback": "leads to {}, a promise to call back, and not to a person",
    "served": "leads to {}, and not to a person",
    "outside": "leads to {}, where a machine answers",
}


def _missing(tree: PhoneTree, without: Mapping[str, View]) -> Finding:
    """One finding for all menus without 0: at the first one, with what happens there to callers who press it anyway."""
    names = [name for name in tree.nodes if name in without]
    first, view = names[0], without[names[0]]
    menu = tree.nodes[first]
    assert isinstance(menu, Menu)
    call = press_zero(view.tree, view.state, menu)
    tries = listening(menu, tree.defaults).attempts.invalid
    often = "once" if tries == 1 else f"{tries} times"
    then = _AFTER.get(call.outcome or "", "leads to {}").format(f'"{call.node}"')
    return Finding(
        rule=ID,
        severity="warning",
        place=menu.place,
        node=first,
        message=f'0 is no choice in {some(names, "or")}; pressing it {often} in "{first}" {then}',
        advice=_advice(view),
        periods=tuple(dict.fromkeys(name for view in without.values() for name in view.names)),
        witness=view.witness(view.way_to(first) or (), *["0"] * tries),
        related=_related(tree, names[1:], "0 is no choice here either"),
        cause="missing",
    )


_AFTER: Mapping[str, str] = {
    "person": "leads to a person, {}",
    "cut off": "ends in {}, where the system hangs up",
    "stuck": "ends in {}, where callers are held for ever",
    "message": "leads to a mailbox, {}",
}


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with 0 pointed at the operator, in every menu where it leads to nobody."""
    tree, state, entry = moment_of(tree, finding)
    to = operator(tree, state, entry)
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
        "W3C WAI, Let Users Avoid Navigating Voice Menus: a reserved digit such as 0, at any time (guidance, grade B):"
        " https://www.w3.org/WAI/WCAG2/supplemental/patterns/o6p04-voice-menus/",
        "ISO/IEC 13714, summary by iTAMS: 0 for help or an operator (standard, secondary text, grade A-):"
        " http://www.itams.co.uk/ivr-standards.htm",
        "Hamsa, IVR menus: 0 for the operator (vendor, grade C):"
        " https://docs.tryhamsa.com/developers/agent-guides/ivr-menus",
        "Asterisk: The Definitive Guide, 3rd ed., ch. 15: be ready for callers who press 0 (book, grade C):"
        " http://asteriskdocs.org/en/3rd_Edition/asterisk-book-html-chunk/Autoattendant_id272753.html",
    ),
    repair=repair,
)
