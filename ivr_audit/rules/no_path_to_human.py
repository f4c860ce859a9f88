"""some callers can never talk to anybody, whatever they press

A whole telephone system without a person in it, an entrance that never leads to the people who are at work at that
moment, or a menu behind a key from which nobody can be reached any more, only mailboxes that nobody returns and
dead lines.

Three things are reported, each for every entry apart:

- No person can be reached at any time of the year: an error; a warning where callers are called back, or where a
  call goes to an outside number of which the file does not say who answers it.
- People are on duty (`staffed` names hours that are open), this entry reaches nobody at all, and no call from it
  comes to them: an error.
- While people can be reached, a step leads to a menu or a question from which neither a person nor a promise of
  being called back nor self-service nor an outside number nor a mailbox with an owner can be reached by any keys or
  waiting: an error, at the step that loses the last hope. A set of nodes without any end is a caller-trap.

In the phone system, add "press 0 for the front desk" to that menu and send silence there too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End, Stop, steps
from ivr_audit.finding import Finding, Related, Severity, Witness
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import Refuges, Situation, call_along, moment_of, reached
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import (
    DC_CABLE_3106,
    ILLINOIS_730_510,
    IRISH_TOOLKIT,
    PORTUGAL_134_2009,
    W3C_VOICE_MENUS,
)
from ivr_audit.rules.ways import happens, leading, place_of, with_key, with_node
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

_NAMED = 3
"""Ends of calls that a message names."""


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    by_entry: dict[str, list[View]] = {}
    for view in measures.views:
        by_entry.setdefault(view.entry, []).append(view)
    never = {entry: views for entry, views in by_entry.items() if not any(view.person_reachable for view in views)}
    if never:
        yield from _nobody(never)
    known: dict[str, tuple[str, str]] = {}
    for entry, views in by_entry.items():
        for view in views:
            if entry in never:
                continue
            if view.person_reachable:
                yield from _hopeless_menus(view, known)
            else:
                yield from _on_duty(view, views)


def _nobody(never: dict[str, list[View]]) -> Iterator[Finding]:
    """One finding for all entries from which no person can ever be reached."""
    (entry, views), *others = never.items()
    tree = views[0].tree
    counts = [view.calls.counts.by_outcome for all_views in never.values() for view in all_views]
    reached_ever = {name for all_views in never.values() for view in all_views for name in view.reached}
    unknown = [
        name
        for name, node in tree.nodes.items()
        if name in reached_ever and isinstance(node, model.Transfer) and node.answered_by == "unknown"
    ]
    if unknown and tree.system != "native":
        return
    severity: Severity = "warning" if unknown or any(found["callback"] for found in counts) else "error"
    who = "no caller"
    if len(never) < len({entry.node for entry in tree.entries}):
        who = f'no caller who comes in at "{entry}"'
    message = f"{who} can reach a person at any time, whatever they press"
    advice = _let_somebody_answer(tree, entry, [view for all_views in never.values() for view in all_views])
    if unknown:
        message = f"{who} can reach a person, unless one answers at {some(unknown, 'or')}, which the file does not say"
        advice = f'say who answers at "{unknown[0]}": set its "answered_by"'
    for view in views:
        yield Finding(
            rule="no-path-to-human",
            severity=severity,
            place=tree.nodes[entry].place,
            node=entry,
            cause="nobody",
            message=message,
            advice=advice,
            periods=view.names,
            witness=_silent(view),
            related=tuple(Related(tree.nodes[name].place, f'nor from "{name}"') for name, _ in others),
        )


def _let_somebody_answer(tree: PhoneTree, entry: str, views: Sequence[View]) -> str:
    """What to do where nobody ever answers: lead callers to people who are there, else see when they are."""
    people = [node for node in tree.nodes.values() if isinstance(node, model.Answered)]
    there = [node.name for node in people if any(view.staffed(node) for view in views)]
    if people and not there:
        return f'check when somebody is at "{people[0].name}" (`staffed`)'
    first = Refuges(views[0]).first()
    if first is None or not isinstance(tree.nodes[first], model.Answered):
        first = there[0] if there else None
    goal = f'"{first}"' if first else "a telephone that somebody answers"
    menu = _first_listening(views[0], entry)
    return f'let calls to "{entry}" go on to {goal}' if menu is None else _way_out(menu, goal)


def _first_listening(view: Situation, start: str) -> model.Menu | model.Ask | None:
    """The first menu or question to which a call comes from a node on."""
    nodes = (view.tree.nodes[name] for name in reached(view, start))
    return next((node for node in nodes if isinstance(node, model.Menu | model.Ask)), None)


def _silent(view: View) -> Witness:
    """The call of somebody who waits for a person."""
    return view.witness_of(view.caller("silent"))


def _on_duty(view: View, views: Sequence[View]) -> Iterator[Finding]:
    """People are at work to whom callers come at other times, and now this entry leads to nobody."""
    tree = view.tree
    entered = {name for other in views for name in other.reached}
    people = [
        node
        for node in tree.nodes.values()
        if isinstance(node, model.Answered) and node.staffed in view.state.open and node.name in entered - view.visited
    ]
    if not people:
        return
    node, advice = tree.nodes[view.entry], f'let callers go on from "{view.entry}" to "{people[0].name}"'
    for turn in reversed(view.caller("silent").turns):
        passed = tree.nodes[turn.node]
        if isinstance(passed, model.HoursCheck):
            node, advice = passed, f'set the hours of "{passed.name}" to "{people[0].staffed}", when people are there'
    there = some([person.name for person in people])
    callers = "no caller"
    if len({entry.node for entry in tree.entries}) > 1:
        callers = f'no caller who comes in at "{view.entry}"'
    yield Finding(
        rule="no-path-to-human",
        severity="error",
        place=node.at("hours"),
        node=node.name,
        cause=f"on duty {people[0].staffed}",
        message=f"people are there at {there}, but {callers} can reach a person, whatever they press",
        advice=advice,
        periods=view.names,
        witness=_silent(view),
    )


def _hopeless_menus(view: View, known: dict[str, tuple[str, str]]) -> Iterator[Finding]:
    """Menus from which nobody can be reached, at the steps that lead to them."""
    trapped = {name for trap in view.calls.traps for name in trap.nodes}
    hopeless = set(view.calls.hopeless) - trapped
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, step in view.calls.hope_lost:
        if isinstance(step.to, str) and step.to in hopeless:
            groups.setdefault(step.to, []).append((name, step.name))
    refuges = Refuges(view)
    for to, ways in groups.items():
        behind = _behind(view, to)
        menu = next((name for name in behind if name in hopeless and _listens(view.tree.nodes[name])), None)
        if menu is not None:
            first = known.setdefault(to, ways[0])
            yield _hopeless_menu(view, menu, behind, ways, refuges.said(menu), first)


def _listens(node: model.Node) -> bool:
    return isinstance(node, model.Menu | model.Ask)


def _behind(view: View, start: str) -> dict[str, list[End]]:
    """The nodes that can follow, nearest first, with the ends that a call can come to at each."""
    found: dict[str, list[End]] = {}
    for name in reached(view, start):
        found[name] = [step.to for step in view.steps(name) if isinstance(step.to, End)]
    return found


def _hopeless_menu(
    view: View,
    menu: str,
    behind: dict[str, list[End]],
    ways: Sequence[tuple[str, str]],
    goal: str,
    first: tuple[str, str],
) -> Finding:
    tree = view.tree
    name, step = ways[0]
    ends = list(dict.fromkeys(_ending(end) for found in behind.values() for end in found))
    if len(ends) > _NAMED:
        more = len(ends) - _NAMED
        ends = [*ends[:_NAMED], f"comes to {more} more such {'end' if more == 1 else 'ends'}"]
    does = happens(tree.nodes[name], step)
    leads = "goes on" if does.endswith("system") else "leads"
    return Finding(
        rule="no-path-to-human",
        severity="error",
        place=place_of(tree.nodes[name], step),
        node=first[0],
        cause=first[1],
        message=f'{does} {leads} to "{menu}", from where nobody can be reached: every call {list_words(ends, "or")}',
        advice=("" if _answers(tree, goal) else _owner(behind)) + _way_out(tree.nodes[menu], goal),
        periods=view.names,
        witness=call_along(view, name, (name, step)),
        related=tuple(
            Related(place_of(tree.nodes[at], taken), f"{happens(tree.nodes[at], taken)} leads there too")
            for at, taken in ways[1:]
        ),
    )


def _answers(tree: PhoneTree, goal: str) -> bool:
    """Whether advice names people."""
    return isinstance(tree.nodes.get(goal.strip('"')), model.Answered | model.Transfer)


def _owner(behind: dict[str, list[End]]) -> str:
    """The beginning of advice where all calls end in one mailbox: it is what must be mended first."""
    ends = {end for found in behind.values() for end in found}
    if len(ends) != 1:
        return ""
    (end,) = ends
    return f'name who returns the messages in "{end.node}", or ' if end.outcome == "message" else ""


def _way_out(node: model.Node, goal: str) -> str:
    if isinstance(node, model.Menu):
        return f'point key 0 of "{node.name}" at {goal}, and its "no_input" too'
    return leading(node, "no-input", goal)


def _ending(end: End) -> str:
    match end.outcome:
        case "message":
            return f'ends in "{end.node}", which nobody returns'
        case "stuck":
            return f'is held for ever in "{end.node}"'
        case _:
            return "is cut off"


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    view = moment_of(tree, finding)
    node = tree.nodes[finding.node]
    if finding.cause.startswith("on duty "):
        hours = finding.cause.removeprefix("on duty ")
        return with_node(tree, replace(node, hours=hours)) if isinstance(node, model.HoursCheck) else None
    start: Stop | None = finding.node
    if finding.cause != "nobody":
        known = (step.to for step in steps(tree, finding.node, view.state) if step.name == finding.cause)
        start = next(known, None)
    listens = _first_listening(view, start) if isinstance(start, str) else None
    to = Refuges(view).first(*([listens.name] if listens and finding.cause != "nobody" else ()))
    if finding.cause == "nobody" and to is not None and not isinstance(tree.nodes[to], model.Answered):
        return None
    if listens is None or to is None or finding.severity == "warning":
        return None
    changed = with_node(tree, replace(listens, no_input=to))
    return with_key(changed, replace(listens, no_input=to), "0", to) if isinstance(listens, model.Menu) else changed


BAD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1. For billing, press 2.
    options:
      1: front desk
      2: billing  # here
    no_input: front desk
  billing:
    menu: To leave your card number, press 1. To ask about a bill, press 2.
    options: {1: billing box, 2: billing box}
    no_input: billing box
  billing box: {voicemail: Billing, owner: nobody}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""
GOOD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1. For billing, press 2.
    options:
      1: front desk
      2: billing
    no_input: front desk
  billing:
    menu: To leave your card number, press 1. To ask about a bill, press 2.
    options: {1: billing box, 2: front desk}
    no_input: front desk
  billing box: {voicemail: Billing, owner: nobody}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="no-path-to-human",
    severity="error",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours"),
    sources=(
        ILLINOIS_730_510.says("a live attendant within the first menu"),
        DC_CABLE_3106.says("another choice or a person"),
        PORTUGAL_134_2009.says("contact with a person among the first choices"),
        IRISH_TOOLKIT.says("to an employee once the options have been presented twice"),
        W3C_VOICE_MENUS.says("a reserved digit such as 0, at any time"),
    ),
    repair=_repair,
)
