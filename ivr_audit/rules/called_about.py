"""Which topics callers of a number may have: all on the main number, on others those for which it has a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivr_audit.call import Call
from ivr_audit.model import Menu, Option, PhoneTree

if TYPE_CHECKING:
    from ivr_audit.measures import View


def is_called_about(view: View, topic: str) -> bool:
    """Whether callers with a topic dial the number of a view: the first of the tree, or one behind which a menu that
    they come through has a choice about it. A number printed on bills is not called about anything else."""
    if view.entry == view.tree.entries[0].node:
        return True
    choice = choice_about(view.tree, view.caller("listener", topic), topic)
    return choice is not None and choice[1] is not None


def choice_about(tree: PhoneTree, call: Call, topic: str) -> tuple[Menu, Option | None] | None:
    """The last menu of a call that has a choice about a topic, and that choice; else its first menu without one."""
    menus = [node for turn in call.turns if isinstance(node := tree.nodes[turn.node], Menu)]
    for menu in reversed(menus):
        for option in menu.options:
            if topic in option.about:
                return menu, option
    return (menus[0], None) if menus else None
