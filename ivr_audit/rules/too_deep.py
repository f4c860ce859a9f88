"""some callers go through menu after menu

At each further menu some callers press a wrong key, lose patience or forget why they chose; in an experiment one menu
of 11 choices did better than short menus one behind the other.

Checked for every menu that callers can come to: first menus are on level 1, menus behind a key of those on level 2,
and so on; of several ways to a menu the one with the fewest levels counts, so that keys for going back or hearing a
menu again add nothing. A first menu that asks for nothing but the language is not counted, and a choice of a
`language` adds no level; announcements, hours, questions for data, silence and wrong keys make no level; what lies
behind a person who passes the call on is not looked at. With several numbers the callers of the first one count;
those of the next, for menus to which these cannot come. Menus on a level over `most` are reported, in one finding at
the deepest of them.

The limit of three levels is what Irish public bodies are told ("no more than three levels"), and experiments favour
broad menus over deep ones.

In the phone system, let a key of an earlier menu lead straight to the people behind the last one, and take the menu
between out; a few more keys in one menu are better than one more menu.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.model import Menu
from ivr_audit.rules.menus import joined, levels
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import ACIXD_MENU_DESIGN, COMMARFORD_LEWIS_2008, HUGUENARD_1997, IRISH_TOOLKIT

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "too-deep"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus that lie too deep."""
    tree, most = measures.tree, options["most"]
    deepest: dict[str, int] = {}
    found: dict[str, list[View]] = {}
    for view in measures.views:
        level = levels(view)
        for name in view.reached:
            if level[name] > most and isinstance(tree.nodes[name], Menu):
                if level[name] > deepest.get(name, 0):
                    deepest[name] = level[name]
                    found.setdefault(name, []).insert(0, view)
                else:
                    found[name].append(view)
    if not found:
        return
    rank = {name: i for i, name in enumerate(tree.nodes)}
    names = sorted(found, key=lambda name: (-deepest[name], rank[name]))
    first = names[0]
    also = f"; {some(names[1:])} {'lies' if len(names) == 2 else 'lie'} too deep as well" if names[1:] else ""
    yield joined(
        ID,
        "warning",
        {name: found[name] for name in names},
        places=lambda name: tree.nodes[name].place,
        note=lambda name: f"on level {deepest[name]}",
        message=f'"{first}" is menu number {deepest[first]} in a row, and more than {round(most)} are too many{also}',
        advice=f'let a key of an earlier menu lead to what "{first}" offers, and take out a menu between; '
        "more keys in one menu are better than more menus",
    )


BAD = """\
tree: Health insurer
start: main
nodes:
  main:
    menu: If you are a member, press 1. For a person, press 0.
    options: {1: members, 0: desk}
    no_input: desk
  members:
    menu: For claims, press 1. To go back, press star. For a person, press 0.
    options: {1: claims, "*": main, 0: desk}
    no_input: desk
  claims:
    menu: For eye care, press 1. To go back, press star. For a person, press 0.
    options: {1: eyes, "*": members, 0: desk}
    no_input: desk
  eyes:  # here
    menu: For glasses, press 1. To go back, press star. For a person, press 0.
    options: {1: desk, "*": claims, 0: desk}
    no_input: desk
  desk: {ring: Members' desk, no_answer: box}
  box: {voicemail: Insurer, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Health insurer
start: main
nodes:
  main:
    menu: If you are a member, press 1. For a person, press 0.
    options: {1: members, 0: desk}
    no_input: desk
  members:
    menu: For claims, press 1. To go back, press star. For a person, press 0.
    options: {1: claims, "*": main, 0: desk}
    no_input: desk
  claims:
    menu: For glasses, press 1. For other eye care, press 2. To go back, press star. For a person, press 0.
    options: {1: desk, 2: desk, "*": members, 0: desk}
    no_input: desk
  desk: {ring: Members' desk, no_answer: box}
  box: {voicemail: Insurer, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"most": Setting(3, "", "menus on a deeper level are reported")},
    needs=("graph", "hours"),
    sources=(
        IRISH_TOOLKIT.says("no more than three levels"),
        HUGUENARD_1997.says("experiments favour broad menus over deep ones"),
        COMMARFORD_LEWIS_2008.says("one menu of 11 choices did better than menus below menus"),
        ACIXD_MENU_DESIGN.says("choose broad over deep"),
    ),
)
