"""What calls come to in the periods that were measured: nodes in the order of the file, and what callers must hear."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from types import UnionType
from typing import Final

from ivr_audit import model
from ivr_audit.call import Position, usual_step, wrong_key
from ivr_audit.callers import CallerKind
from ivr_audit.callgraph import End, Outcome, Step, Stop, handovers
from ivr_audit.clock import length
from ivr_audit.measures import Measures, View
from ivr_audit.model import Node, PhoneTree, Prompt
from ivr_audit.rules.languages import offers
from ivr_audit.rules.phrases import some
from ivr_audit.rules.spoken import announcing, is_language_menu

_MOST_PERIODS: Final = 3
NOBODY_THERE: Final = ("no-answer", "busy", "full", "overflow", "no-agents")
"""Steps that a call takes from people who are not there or not free."""


def in_order(measures: Measures, stops: Iterable[Stop]) -> tuple[str, ...]:
    """The nodes among some stops, each once, in the order of the file."""
    found = set(stops)
    return tuple(name for name in measures.tree.nodes if name in found)


def visited(measures: Measures) -> tuple[str, ...]:
    """The nodes that calls come to at some time, people passing them on included, in the order of the file."""
    return in_order(measures, measures.reached())


def nodes_of(view: View, kind: type[Node] | UnionType) -> list[str]:
    """The nodes of a kind that calls come to in some periods, in the order of the file."""
    return [name for name, node in view.tree.nodes.items() if isinstance(node, kind) and name in view.visited]


def first_menus(view: View) -> Iterator[str]:
    """The menus that a caller comes to without having pressed a key."""
    waiting = [view.entry]
    seen = set(waiting)
    for name in waiting:
        if isinstance(view.tree.nodes[name], model.Menu):
            yield name
        for step in view.steps(name):
            if step.by == "system" and isinstance(step.to, str) and step.to not in seen:
                seen.add(step.to)
                waiting.append(step.to)


def when(measures: Measures, views: Iterable[View]) -> str:
    """The periods of some views in brackets, with a space before; empty where they are all there are."""
    there = {name for view in views for name in view.names}
    usual = {name for view in measures.views for name in view.names}
    names = [period.name for period in measures.periods if period.name in there & usual]
    if len(names) == len(usual):
        return ""
    more = len(names) - _MOST_PERIODS
    others = f"; and {more} more periods" if more > 0 else ""
    return f" ({'; '.join(names[:_MOST_PERIODS])}{others})"


def after_giving(view: View, ask: str) -> frozenset[Stop]:
    """All that a call can come to once the data asked for is given; the question itself if it can come back there."""
    waiting: list[Stop] = [step.to for step in view.steps(ask) if step.by == "given"]
    seen = set(waiting)
    for stop in waiting:
        for step in _onward(view, stop) if stop != ask else ():
            if step.to not in seen:
                seen.add(step.to)
                waiting.append(step.to)
    return frozenset(seen)


def data_of_several(tree: PhoneTree) -> frozenset[str]:
    """The questions that ask for what another one asks for, too."""
    asked: dict[str, list[str]] = {}
    for name, node in tree.nodes.items():
        if isinstance(node, model.Ask) and node.data:
            asked.setdefault(node.data.casefold(), []).append(name)
    return frozenset(name for names in asked.values() if len(names) > 1 for name in names)


def same_data(first: model.Node, second: model.Node) -> str | None:
    """What two questions both ask for; empty if they ask for different things, None if the file does not say."""
    if first is second or not isinstance(first, model.Ask) or not isinstance(second, model.Ask):
        return ""
    if not first.data or not second.data:
        return None
    return first.data if first.data.casefold() == second.data.casefold() else ""


def are_heard(ways: Sequence[Step], heard: Collection[Stop]) -> bool:
    """Whether calls that find nobody at a telephone or queue, or wait there without end, can still be heard."""
    if any(step.by == "exit" and step.to in heard for step in ways):
        return True
    onward = [step.to for step in ways if step.name in NOBODY_THERE]
    return all(to in heard for to in onward) if onward else not any(step.unlimited for step in ways)


def promising(view: View) -> list[str]:
    """The nodes at which calls can end with the promise of a call back."""
    ends = {step.to for name in view.visited for step in view.steps(name) if isinstance(step.to, End)}
    return [end.node for end in ends if isinstance(end, End) and end.outcome == "callback"]


def _onward(view: View, stop: Stop) -> Sequence[Step]:
    if isinstance(stop, End):
        return handovers(view.tree, stop.node) if stop.outcome == "person" else ()
    return view.steps(stop)


def leading(view: View, outcomes: Collection[Outcome], people: type[Node] | None = None) -> frozenset[Stop]:
    """The stops from which a call can end so, or with people at a node of a kind."""
    before: dict[Stop, list[Stop]] = {}
    for name in view.visited:
        for step in view.steps(name):
            before.setdefault(step.to, []).append(name)

    def is_goal(stop: Stop) -> bool:
        if not isinstance(stop, End):
            return False
        there = people is not None and stop.outcome == "person" and isinstance(view.tree.nodes[stop.node], people)
        return there or stop.outcome in outcomes

    waiting = [stop for stop in before if is_goal(stop)]
    seen = set(waiting)
    for stop in waiting:
        for source in before.get(stop, ()):
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return frozenset(seen)


def ends_without_help(view: View, kind: CallerKind) -> dict[str, End | None]:
    """Where calls end from each node that they come to, if the caller presses nothing, or nothing but wrong keys; None
    where they go round in a circle. As `callers.play_caller` plays them, for all nodes at once."""
    found: dict[str, End | None] = {}
    for name in view.visited:
        way: dict[str, None] = {}
        stop: Stop = name
        while isinstance(stop, str) and stop not in found and stop not in way:
            way[stop] = None
            stop = _step_without_help(view, stop, kind).to
        end = stop if isinstance(stop, End) else found.get(stop)
        found.update(dict.fromkeys(way, end))
    return found


def _step_without_help(view: View, name: str, kind: CallerKind) -> Step:
    node, ways = view.tree.nodes[name], view.steps(name)
    if not isinstance(node, model.Menu | model.Ask):
        return usual_step(view.tree, Position(name), ways)
    by = "silence" if kind == "silent" or wrong_key(node) is None else "wrong"
    return next(step for step in ways if step.by == by)


def can_cut_short(tree: PhoneTree, node: Node) -> bool | None:
    """Whether a key ends what a node plays to a caller; None where an imported file does not say."""
    match node:
        case model.Menu() | model.Ask():
            return node.barge_in if tree.system == "native" or "barge_in" in node.places else None
        case model.Say():
            return node.interruptible if tree.system == "native" or "interruptible" in node.places else None
        case _:
            return True


def forced_seconds(tree: PhoneTree, node: Node) -> float | None:
    """Seconds of what a node plays that no key cuts short; None where the file does not say whether, or how long."""
    free = can_cut_short(tree, node)
    if free or not isinstance(node, model.Say | model.Menu | model.Ask):
        return 0.0
    seconds = length(node.prompt, tree.defaults)
    return None if seconds and (free is None or _is_unknown(node.prompt)) else seconds


def _is_unknown(prompt: Prompt) -> bool:
    return bool(prompt.audio) and not prompt.text and prompt.seconds is None and prompt.measured is None


def forced_stretch(view: View) -> tuple[float, tuple[str, ...]]:
    """The longest stretch of recordings that no key cuts short: its seconds (infinite where recordings go round in a
    circle), and the nodes that play them."""
    found: dict[str, float] = {}
    behind: dict[str, str | None] = {}
    begun: set[str] = set()
    waiting = [name for name in view.tree.nodes if name in view.visited]
    while waiting:
        name = waiting[-1]
        onward = _played_next(view, name)
        new = [to for to in onward if to not in found and to not in begun]
        if new and name not in found:
            begun.add(name)
            waiting += new
            continue
        waiting.pop()
        if name not in found:
            begun.add(name)
            circles = any(to not in found for to in onward)
            behind[name] = None if circles else max(onward, key=found.__getitem__, default=None)
            rest = found[behind[name] or ""] if behind[name] is not None else 0.0
            own = forced_seconds(view.tree, view.tree.nodes[name]) or 0.0
            found[name] = float("inf") if circles else rest + own
    first = max(found, key=lambda name: found[name], default=None)
    names = []
    at = first if first is not None and found[first] else None
    while at is not None:
        names.append(at)
        at = behind[at]
    played = [name for name in names if forced_seconds(view.tree, view.tree.nodes[name])]
    return (found[first] if first is not None else 0.0), tuple(played or names)


def _played_next(view: View, name: str) -> list[str]:
    """The nodes that follow without the caller doing anything."""
    if not isinstance(view.tree.nodes[name], model.Say | model.HoursCheck | model.Branch):
        return []
    return [step.to for step in view.steps(name) if isinstance(step.to, str)]


def without_key_for(measures: Measures, language: str) -> list[View]:
    """The situations in which no menu that calls come to has a key for a language."""
    having = menus_with_key_for(measures.tree, language)
    return [view for view in measures.views if view.visited.isdisjoint(having)]


def menus_with_key_for(tree: PhoneTree, language: str) -> tuple[str, ...]:
    """The menus with a key for a language: as the file says, or as the words do that announce the key, in the prompt
    or in a recording that leads to the menu."""
    before: dict[str, list[str]] = {}
    for node in tree.nodes.values():
        if isinstance(node, model.Say) and node.next is not None:
            before.setdefault(node.next, []).append(node.prompt.text)

    def is_for(menu: model.Menu, option: model.Option) -> bool:
        texts = (menu.prompt.text, *before.get(menu.name, ()))
        said = option.language is None and any(offers(announcing(text, option.key), language) for text in texts)
        return option.language == language or said

    menus = [node for node in tree.nodes.values() if isinstance(node, model.Menu)]
    return tuple(menu.name for menu in menus if any(is_for(menu, option) for option in menu.options))


def names_language(menu: model.Menu, option: model.Option) -> bool:
    """Whether the prompt announces a key in words that name a language, and the key itself does not say which."""
    named = announcing(menu.prompt.text, option.key) and is_language_menu(replace(menu, options=(option,)))
    return bool(named) and not option.language


def asks_language(tree: PhoneTree, name: str) -> bool:
    """Whether a menu makes callers choose a language: it offers the main one by a key, or several while silence leads
    to none but these."""
    menu = tree.nodes[name]
    if not isinstance(menu, model.Menu) or len(menu.options) < 2:
        return False
    if all(option.language for option in menu.options):
        return tree.languages[0] in {option.language for option in menu.options}
    onward = tree.nodes.get(menu.no_input or "")
    others = {name, *(option.to for option in menu.options)}
    goes_on = isinstance(onward, model.Menu | model.Say | model.HoursCheck) and onward.name not in others
    return is_language_menu(menu) and not goes_on


def left_out(tree: PhoneTree) -> str:
    """What to say of calls that leave for a menu or number of which the file says no more; empty where none does."""
    outside = [node for node in tree.nodes.values() if isinstance(node, model.Transfer)]
    names = [node.name for node in outside if node.answered_by in ("menu", "unknown")]
    return f"what happens to calls behind {some(names)} is not in this file; items 5 to 8 leave it out" if names else ""
