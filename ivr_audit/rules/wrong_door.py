"""only a choice about something else leads to a person who can help

Callers who choose what fits their question end without a person; those who choose wrongly are put through. So the
careful ones are lost, and people answer questions they were not asked for.

Checked for every topic, in every period in which a person can be reached at all. A caller who goes by what the menus
say presses at each menu a key about the topic, else one about nothing in particular, else nothing, and is passed on
by people who cannot help (`transfers_to`, `escalates_to`). If such a caller reaches nobody who handles the topic,
while other keys lead to somebody who does, or nobody at all, while other keys lead to a person, that is a wrong door.
It is an error; a warning, if the honest caller at least leaves a message that is returned, is promised a call or
leaves for another phone system; nothing, if the office says that the topic is settled there (`serves` of a
self-service, `topics` of a mailbox that is returned), or if such a message is all there is: if the people behind the
other keys are there for something else (`handles`; for an outside number, what the choices that lead to it are about),
as a dentist on call is for emergencies.

In the phone system, point the choice that is about the topic at the people who answer behind the other one. Where that
choice is right so far, the finding stands at the menu further on at which the two ways part, and that menu lacks a
choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.call import Call, script_for
from ivr_audit.callgraph import handles
from ivr_audit.finding import Finding
from ivr_audit.messages import is_returned
from ivr_audit.model import HoursCheck, Menu, Option, PhoneTree, targets
from ivr_audit.rules.common import Refuges, Situation, moment_of
from ivr_audit.rules.people import limits
from ivr_audit.rules.phrases import deeds, named
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.ways import option_of, with_node
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "wrong-door"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each topic with a wrong door."""
    for view in measures.views:
        for topic in view.tree.topics if view.person_reachable else ():
            times = view.calls.topic(topic)
            call = view.caller("listener", topic)
            if times.wrong_door and not settled(view.tree, call, topic):
                person = times.around[-1].node
                if _is_for(view, person, topic) or not helped(view.tree, call):
                    yield _finding(view, topic, person)


def _is_for(view: Situation, person: str, topic: str) -> bool:
    """Whether callers about a topic may be sent to a person: one who handles it, or who is there for everybody."""
    topics = limits(view.tree, view.state, view.entry).get(person)
    return topics is None or topic in topics


def settled(tree: PhoneTree, call: Call, topic: str) -> bool:
    """Whether a call ended where the file says that its topic belongs: a self-service, or a returned mailbox."""
    node = tree.nodes[call.node]
    match node:
        case model.SelfService():
            return call.outcome == "served" and node.serves is not None and topic in node.serves
        case model.Voicemail():
            return node.topics is not None and topic in node.topics and is_returned(node, tree)
        case _:
            return False


def helped(tree: PhoneTree, call: Call) -> bool:
    """Whether a call that reached no person may still have helped: by a returned message, a promise, or outside."""
    node = tree.nodes[call.node]
    if isinstance(node, model.Voicemail):
        return call.outcome == "message" and is_returned(node, tree)
    return call.outcome in ("callback", "outside")


def choice_about(tree: PhoneTree, call: Call, topic: str) -> tuple[Menu, Option | None] | None:
    """The last menu of a call that has a choice about a topic, and that choice; else its first menu without one."""
    menus = [node for turn in call.turns if isinstance(node := tree.nodes[turn.node], Menu)]
    for menu in reversed(menus):
        for option in menu.options:
            if topic in option.about:
                return menu, option
    return (menus[0], None) if menus else None


def _to_change(view: View, call: Call, topic: str) -> tuple[Menu, Option | None] | None:
    """The choice about a topic that leads callers astray. Where those who reach a person take it too, it is right, and
    a choice is missing from the menu behind it at which their ways part."""
    choice = choice_about(view.tree, call, topic)
    if choice is None or choice[1] is None:
        return choice
    taken = dict(view.calls.topic(topic).around)
    if taken.get(choice[0].name) != choice[1].key:
        return choice
    passed = [node for turn in call.turns if isinstance(node := view.tree.nodes[turn.node], Menu)]
    onward = passed[passed.index(choice[0]) + 1 :]
    parting = next((menu for menu in onward if menu.name in taken), None)
    return choice if parting is None else (parting, None)


def _finding(view: View, topic: str, person: str) -> Finding:
    tree = view.tree
    call, times = view.caller("listener", topic), view.calls.topic(topic)
    fits = _is_for(view, person, topic)
    who_answers = f'"{person}"' if fits and handles(tree.nodes[person], topic) else f'a person ("{person}")'
    choice = _to_change(view, call, topic)
    node = tree.nodes[view.entry] if choice is None else choice[0]
    place = choice[1].to_place if choice and choice[1] else node.place
    way = deeds(script_for(tree, view.state, times.around))
    taken = [option for leg in times.around if (option := option_of(tree.nodes[leg.node], leg.step))]
    about = dict.fromkeys(other for option in taken if topic not in option.about for other in option.about)
    pretence = f", as if for {list_words(named(tuple(about)), 'or')}" if about else ""
    return Finding(
        rule=ID,
        severity="warning" if helped(tree, call) else "error",
        place=place,
        node=node.name,
        message=f"{_honest(call, topic)}; others reach {who_answers}, for example those who {way}{pretence}",
        advice=_advice(view, choice, topic, f'"{person}"' if fits else Refuges(view).said()),
        periods=view.names,
        witness=view.witness_of(call),
        cause=topic,
    )


def _honest(call: Call, topic: str) -> str:
    """What becomes of callers who go by what the menus say."""
    do = deeds([word for word in call.keys.split(",") if word])
    callers = f'callers about "{topic}"' + (f" who {do}, as the menu says," if do and call.keys != "wait" else "")
    match call.outcome:
        case "cut off":
            return f'{callers} are hung up on at "{call.node}"'
        case "stuck":
            return f'{callers} go round without end at "{call.node}"'
        case "person":
            return f'{callers} reach "{call.node}", who cannot help'
        case _:
            return f'{callers} end in "{call.node}"'


def _advice(view: Situation, choice: tuple[Menu, Option | None] | None, topic: str, goal: str) -> str:
    if choice is None:
        return f'give callers about "{topic}" a way to {goal}'
    menu, option = choice
    if option is None:
        return f'add a choice about "{topic}" to "{menu.name}" that leads to {goal}'
    hours = _hours_behind(view, option)
    set_open = f': set "open" of "{hours.name}"' if hours else ""
    return f'point key {option.key} of "{menu.name}" at {goal}, at least while somebody is there{set_open}'


def _hours_behind(at: Situation, option: Option) -> HoursCheck | None:
    """The hours, open now, to which nothing but a choice leads; None if there are none."""
    hours = at.tree.nodes.get(option.to)
    if not isinstance(hours, HoursCheck) or hours.hours not in at.state.open:
        return None
    users = sum(to == option.to for node in at.tree.nodes.values() for _, to, _ in targets(node))
    return hours if users == 1 else None


def _around(at: Situation, topic: str) -> str | None:
    """The person behind the wrong door, whom the advice names."""
    from ivr_audit.paths import Calls

    legs = Calls(at.tree, at.state, at.entry).topic(topic).around
    return legs[-1].node if legs else None


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with the choice about the topic pointed at the right person; while the hours behind it are open, if it
    leads to hours of its own."""
    menu = tree.nodes[finding.node]
    at = moment_of(tree, finding)
    person = _around(at, finding.cause)
    if person is None or not isinstance(menu, Menu) or not _is_for(at, person, finding.cause):
        return None
    option = next((option for option in menu.options if finding.cause in option.about), None)
    if option is None:
        return None
    hours = _hours_behind(at, option)
    if hours is not None:
        return with_node(tree, replace(hours, open=person))
    changed = tuple(o._replace(to=person) if o is option else o for o in menu.options)
    return with_node(tree, replace(menu, options=changed))


BAD = """\
tree: Eye clinic
topics: [glasses, results]
start: main
nodes:
  main:
    menu: For new glasses, press 1. For your test results, press 2.
    options:
      1: {to: optician, about: [glasses]}
      2: {to: results box, about: [results]}  # here
    no_input: goodbye
  optician: {ring: Optician, handles: [glasses], transfers_to: [nurse], no_answer: results box}
  nurse: {ring: Nurse, handles: [results], no_answer: results box}
  results box: {voicemail: Test results, owner: nobody}
  goodbye: {hangup: Goodbye.}
"""

GOOD = """\
tree: Eye clinic
topics: [glasses, results]
start: main
nodes:
  main:
    menu: For new glasses, press 1. For your test results, press 2.
    options:
      1: {to: optician, about: [glasses]}
      2: {to: nurse, about: [results]}
    no_input: optician
  optician: {ring: Optician, handles: [glasses], transfers_to: [nurse], no_answer: results box}
  nurse: {ring: Nurse, handles: [results], no_answer: results box}
  results box: {voicemail: Test results, owner: nurse, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "office"),
    repair=repair,
)
