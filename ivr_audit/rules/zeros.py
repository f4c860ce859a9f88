"""What pressing 0 does at the menus of a tree: where it leads to nobody, and where it goes round in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ivr_audit.call import Call, play_keys
from ivr_audit.callgraph import End, listening, steps
from ivr_audit.hours import State
from ivr_audit.model import Ask, Branch, HoursCheck, Menu, PhoneTree, Say
from ivr_audit.place import Place
from ivr_audit.rules.people import leads_to_person, reached


def menus_without_operator(tree: PhoneTree, state: State, entry: str) -> list[Menu]:
    """The menus a call can come to at which a first 0 does not lead to a person, in the order of the file."""
    names = set(reached(tree, state, entry))
    found = []
    for node in tree.nodes.values():
        if isinstance(node, Menu) and node.name in names:
            targets = [option.to for option in node.options if option.key == "0"][:1]
            fine = targets and _behind(tree, state, targets[0])
            if not fine and _press(tree, state, node.name, 1).outcome != "person":
                found.append(node)
    return found


def _behind(tree: PhoneTree, state: State, to: str) -> bool:
    """Whether whoever is put through to a node comes to a person, if need be after a question, whatever they answer."""
    if leads_to_person(tree, state, to):
        return True
    found = [to]
    for name in found:
        node = tree.nodes.get(name)
        ways = () if node is None else steps(tree, name, state)
        if isinstance(node, Ask):
            if all(leads_to_person(tree, state, step.to) for step in ways):
                return True
        elif isinstance(node, Say | HoursCheck | Branch):
            found += [str(step.to) for step in ways if not isinstance(step.to, End) and step.to not in found]
    return False


def press_zero(tree: PhoneTree, state: State, menu: Menu) -> Call:
    """What one 0 does at a menu that offers it; else, what it does when it is pressed until the menu gives up."""
    return _press(tree, state, menu.name, times_to_press(tree, menu.name))


def _press(tree: PhoneTree, state: State, name: str, times: int) -> Call:
    key = ("0 pressed", state, name, times)
    if key not in tree.known:
        tree.known[key] = play_keys(tree, state, name, ("0",) * times)
    known: Call = tree.known[key]
    return known


def times_to_press(tree: PhoneTree, name: str) -> int:
    """How often 0 must be pressed at a menu until the call goes on."""
    menu = tree.nodes[name]
    assert isinstance(menu, Menu)
    return 1 if zero_place(tree, name) else listening(menu, tree.defaults).attempts.invalid


def zero_place(tree: PhoneTree, name: str) -> Place | None:
    """Where the target of a menu's 0 stands; None if the menu does not offer it."""
    menu = tree.nodes[name]
    assert isinstance(menu, Menu)
    return next((option.to_place for option in menu.options if option.key == "0"), None)


def circles(onward: Mapping[str, str]) -> list[list[str]]:
    """The circles that 0 goes round in, each from its first menu; `onward` says to which menu 0 leads, in the order of
    the file.

    >>> circles({"a": "c", "b": "b", "c": "d", "d": "c"})
    [['b'], ['c', 'd']]
    """
    rank = {name: i for i, name in enumerate(onward)}
    found: list[list[str]] = []
    done: set[str] = set()
    for start in onward:
        way: dict[str, None] = {}
        at = start
        while at in onward and at not in done and at not in way:
            way[at] = None
            at = onward[at]
        if at in way:
            circle = list(way)[list(way).index(at) :]
            first = circle.index(min(circle, key=rank.__getitem__))
            found.append([*circle[first:], *circle[:first]])
        done.update(way)
    return sorted(found, key=lambda circle: rank[circle[0]])


def leading_into(circle: Sequence[str], onward: Mapping[str, str]) -> list[str]:
    """The menus outside a circle from which pressing 0 again and again ends in it, in the order of the file.

    >>> leading_into(["c", "d"], {"a": "c", "b": "a", "c": "d", "d": "c"})
    ['a', 'b']
    """
    before: dict[str, list[str]] = {}
    for name, to in onward.items():
        before.setdefault(to, []).append(name)
    held = set(circle)
    waiting = list(circle)
    while waiting:
        new = [name for name in before.get(waiting.pop(), ()) if name not in held]
        held.update(new)
        waiting += new
    return [name for name in onward if name in held and name not in circle]
