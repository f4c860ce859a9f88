"""the key of a choice is also the first digit of extensions

After such a key the system cannot know whether the caller wants the choice or is about to dial an extension. It waits
for a further digit, and every caller who wants the choice waits with it; or it does not wait, and nobody can dial
that extension.

Checked for every menu that calls can come to where extensions of two or more digits can be dialled (`extensions`):
each key of one digit with which an extension can begin is reported (in patterns X is any digit, Z 1 to 9, N 2 to 9).
How long the system waits is `inter_digit_timeout`, there or in the tree's `defaults`, else 3 seconds. All menus are
one finding.

It follows from how digits are collected, as in FreeSWITCH's example; no source sets a limit, so that there is no
clash at all is a design choice.

In the phone system, choose keys that no extension begins with, or put dialling behind a key of its own ("if you know
the extension, press star"); or narrow the extensions that can be dialled at the menu, in FreePBX to a directory, in
FreeSWITCH by the pattern of digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ivr_audit.callgraph import begins_extension, key_matches, listening
from ivr_audit.finding import Finding
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.place import Place
from ivr_audit.rules.menus import Met, exactly, joined, menu_named, met
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources_trade import FREESWITCH_DEMO_IVR
from ivr_audit.words import list_words, say_extensions

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "extension-key-clash"
_MOST_NAMED: Final = 3


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus with such keys."""
    tree = measures.tree
    menus = [node for node in tree.nodes.values() if isinstance(node, Menu) and node.extensions]
    clashing = {menu.name: keys for menu in menus if (keys := _clashing(menu))}
    found = met(measures, clashing)
    if found:
        yield _finding(tree, found, clashing)


def _clashing(menu: Menu) -> list[str]:
    """The keys of one digit with which an extension can begin."""
    keys = dict.fromkeys(option.key for option in menu.options)
    return [key for key in keys if len(key) == 1 and begins_extension(menu, key)]


def _patterns(menu: Menu, keys: Sequence[str]) -> str:
    """The patterns that begin with one of the keys, a few of them."""
    found = [
        say_extensions(one.pattern) for one in menu.extensions if any(key_matches(one.pattern[0], key) for key in keys)
    ]
    return list_words(found, "or") if len(found) <= _MOST_NAMED else f"{found[0]} and {len(found) - 1} more"


def _finding(tree: PhoneTree, menus: Met, clashing: dict[str, list[str]]) -> Finding:
    first, *others = menus
    menu = menu_named(tree, first)
    keys = clashing[first]
    wait = listening(menu, tree.defaults).digit_gap
    if wait:
        then = f"callers who press {list_words(keys, 'or')} wait {exactly(wait)} more, in case another digit follows"
    else:
        then = f"{'it' if len(keys) == 1 else 'they'} cannot be told apart"
    also = f"; the same holds for {some(others)}" if others else ""
    return joined(
        ID,
        "warning",
        menus,
        places=lambda name: _place(tree, name, clashing[name][0]),
        note=lambda name: f"extensions begin with {list_words(clashing[name])} here too",
        message=f'in "{first}" {"key" if len(keys) == 1 else "keys"} {list_words(keys)} may also begin an extension '
        f"({_patterns(menu, keys)}): {then}{also}",
        advice=_advice(menu),
        words=(keys[0],),
    )


def _place(tree: PhoneTree, name: str, key: str) -> Place:
    return next(option.place for option in menu_named(tree, name).options if option.key == key)


def _advice(menu: Menu) -> str:
    used = {option.key[:1] for option in menu.options}
    free = [key for key in "123456789" if key not in used and not begins_extension(menu, key)]
    if len(free) < len(_clashing(menu)):
        return f'let callers of "{menu.name}" dial extensions after a key of their own, such as *, in a place apart'
    moved = _clashing(menu)
    choices, keys = ("choice on key", "a free key") if len(moved) == 1 else ("choices on keys", "free keys")
    to = f"{keys} with which no extension begins ({list_words(free, 'or')})"
    return f'move the {choices} {list_words(moved)} of "{menu.name}" to {to}'


BAD = """\
tree: Law office
start: main
nodes:
  main:
    menu: If you know the extension, dial it now. For family law, press 1. For property, press 2. For us, press 0.
    extensions: {pattern: 2XX, to: desk}
    options:
      1: family
      2: property  # here
      0: desk
    no_input: desk
  family: {ring: Family law, no_answer: desk}
  property: {ring: Property law, no_answer: desk}
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Office, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace("pattern: 2XX", "pattern: 5XX").replace("  # here", "")

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    sources=(FREESWITCH_DEMO_IVR.says("a wait of 2 seconds for a further digit, in the example"),),
)
