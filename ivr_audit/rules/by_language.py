"""The languages that callers choose from before anything else, and what calls come to behind each choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit.model import Menu, Option
from ivr_audit.rules.languages import asks_for_language, language_options

if TYPE_CHECKING:
    from ivr_audit.measures import View


class Chosen(NamedTuple):
    """A language, the menu that asks for it before anything else, and the choice for it."""

    menu: Menu
    option: Option
    language: str


def chosen_first(view: View) -> Iterator[Chosen]:
    """Every language that callers can choose at a menu that they come to without a key and that asks for nothing else;
    of choices that lead to the same place only one."""
    waiting = [view.entry]
    seen = set(waiting)
    for name in waiting:
        node = view.tree.nodes[name]
        if isinstance(node, Menu) and asks_for_language(node, view.tree):
            of = {option.to: (option, language) for option, language in reversed(language_options(node, view.tree))}
            for option, language in reversed(of.values()):
                if option.to in view.tree.nodes and option.to != name:
                    yield Chosen(node, option, language)
        for step in view.steps(name):
            if step.by == "system" and isinstance(step.to, str) and step.to not in seen:
                seen.add(step.to)
                waiting.append(step.to)
