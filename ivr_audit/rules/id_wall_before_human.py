"""callers must give data before they can speak to a person

New callers have no account number, others have left it at home, and some cannot type ten digits. Where the only way to
a person leads through such a question, they never get there.

Checked in every period in which a person can be reached at all, for each number. It is a warning, one for each
question (`ask`), if no way leads to a person on which no data are given: neither keys, nor silence, nor wrong entries
at a question or elsewhere. Reported are the questions that stand before the others. An outside number of which the
file does not say who answers counts as a person.

It is advice, one for all questions together, if there is such a way, but not for callers with a certain topic who go by
what the menus say: they come to a person only after giving data, and at that question neither silence nor a wrong entry
leads to a person by itself. A question that can be skipped, such as one that sends callers to a person who press
nothing, or where silence leads on as the data do, is not reported. Of numbers other than the first only topics count
for which a menu behind them has a choice.

In the phone system, give the question a way out: in Amazon Connect or Twilio the timeout branch, elsewhere a step such
as "if you do not have the number, stay on the line", that leads to the front desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit.callgraph import End, Step
from ivr_audit.finding import Finding, Related
from ivr_audit.model import Ask, Menu, PhoneTree
from ivr_audit.rules.called_about import is_called_about
from ivr_audit.rules.common import moment_of
from ivr_audit.rules.fewest import fewest_to_person, may_be_person
from ivr_audit.rules.people import leads_to_person, operator
from ivr_audit.rules.phrases import named, some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import BRAZIL_11034_2022
from ivr_audit.rules.ways import with_node
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.call import Call
    from ivr_audit.measures import Measures, View

ID = "id-wall-before-human"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each question that bars every way to a person, and one for those that do for some topics."""
    asks = [node for node in measures.tree.nodes.values() if isinstance(node, Ask)]
    on_the_way: dict[str, list[tuple[View, str, Call]]] = {}
    for view in measures.views if asks else ():
        if not view.person_reachable:
            continue
        if fewest_to_person(view, _without_data) is None:
            yield from (_wall(view, ask) for ask in _first(view, asks))
        else:
            for topic in [topic for topic in view.tree.topics if is_called_about(view, topic)]:
                call = view.caller("listener", topic)
                for name in _given(view, call):
                    on_the_way.setdefault(name, []).append((view, topic, call))
    if on_the_way:
        yield _for_some(measures.tree, {ask.name: on_the_way[ask.name] for ask in asks if ask.name in on_the_way})


def _without_data(name: str, step: Step) -> int | None:
    return None if step.by == "given" else 0


def _first(view: View, asks: list[Ask]) -> list[Ask]:
    """The questions that calls come to before any data are given, and behind which people are."""
    before = {view.entry}
    waiting = [view.entry]
    while waiting:
        for step in view.steps(waiting.pop()):
            if step.by != "given" and not isinstance(step.to, End) and step.to not in before:
                before.add(step.to)
                waiting.append(step.to)
    never = set(view.calls.never)
    return [ask for ask in asks if ask.name in before and _opens(view, ask, never)]


def _opens(view: View, ask: Ask, never: set[str]) -> bool:
    """Whether a person can be reached once the data are given."""
    to = next(step.to for step in view.steps(ask.name) if step.by == "given")
    return may_be_person(view.tree, to) if isinstance(to, End) else to not in never


def _given(view: View, call: Call) -> Iterator[str]:
    """The questions at which a caller who came to a person gave data, and could not have skipped them."""
    for turn in call.turns if call.outcome == "person" else ():
        if turn.step == "answered":
            return
        if turn.step == "given":
            skips = [step.to for step in view.steps(turn.node) if step.by in ("silence", "wrong")]
            onward = [step.to for step in view.steps(turn.node) if step.by == "given"]
            if not any(to in onward or leads_to_person(view.tree, view.state, to) for to in skips):
                yield turn.node


def _asked(ask: Ask) -> str:
    return f"the {ask.data}" if ask.data else f'what "{ask.name}" asks for'


def _wall(view: View, ask: Ask) -> Finding:
    return Finding(
        rule=ID,
        severity="warning",
        place=ask.at("no_input"),
        node=ask.name,
        message=f"callers who cannot give {_asked(ask)} never reach a person: no key and no silence leads past it",
        advice=_advice(view, [ask.name]),
        periods=view.names,
        witness=view.witness((*(view.way_to(ask.name) or ()), (ask.name, "no-input"))),
    )


def _advice(view: View, names: list[str]) -> str:
    to = operator(view.tree, view.state, view.entry)
    person = f'"{to}"' if to else "a person"
    return f'set "no_input" of {some(names)} to {person}, and say in the prompt that callers can stay on the line'


def _for_some(tree: PhoneTree, found: dict[str, list[tuple[View, str, Call]]]) -> Finding:
    """The one piece of advice about all questions that bar the way for some topics."""
    names = list(found)
    first = tree.nodes[names[0]]
    cases = [case for name in names for case in found[name]]
    view, _, call = cases[0]
    about = list_words(named(tuple(dict.fromkeys(topic for _, topic, _ in cases))), "or")
    asked = list_words([_asked(ask) for name in names if isinstance(ask := tree.nodes[name], Ask)], "or")
    return Finding(
        rule=ID,
        severity="advice",
        place=first.at("no_input"),
        node=first.name,
        message=f"callers about {about} who go by the menus must give {asked} before they reach a person"
        + _silence(view, first.name),
        advice=_advice(view, names),
        periods=tuple(dict.fromkeys(name for view, _, _ in cases for name in view.names)),
        witness=view.witness_of(call),
        related=tuple(Related(tree.nodes[name].at("no_input"), "so does this question") for name in names[1:]),
        cause="some topics",
        nodes=tuple(names[1:]),
    )


def _silence(view: View, ask: str) -> str:
    """What silence does at a question, where it leads on to a menu."""
    to = next(step.to for step in view.steps(ask) if step.by == "silence")
    if isinstance(to, End) or not isinstance(view.tree.nodes[to], Menu):
        return ""
    return f'; silence leads on to "{to}", a menu, and not to a person'


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with silence at the questions leading to the operator, and wrong entries without a way of their own."""
    at = moment_of(tree, finding)
    to = operator(tree, at.state, at.entry)
    for name in (finding.node, *finding.nodes) if to else ():
        ask = tree.nodes[name]
        assert isinstance(ask, Ask)
        tree = with_node(tree, replace(ask, no_input=to))
    return tree if to else None


BAD = """\
tree: Family dentist
start: number
nodes:
  number:
    ask: Please enter your patient number.
    data: patient number
    digits: 6
    next: main
    no_input: goodbye  # here
  main:
    menu: For appointments, press 1. For anything else, press 0.
    options: {1: front desk, 0: front desk}
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Dentist, owner: Ann, reply_within: 1d}
  goodbye: {hangup: We did not understand your number. Goodbye.}
"""

GOOD = """\
tree: Family dentist
start: number
nodes:
  number:
    ask: Please enter your patient number. If you do not have one, stay on the line.
    data: patient number
    digits: 6
    next: main
    no_input: front desk
  main:
    menu: For appointments, press 1. For anything else, press 0.
    options: {1: front desk, 0: front desk}
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Dentist, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours"),
    sources=(BRAZIL_11034_2022.says("first access to an attendant may not depend on giving data"),),
    repair=repair,
)
