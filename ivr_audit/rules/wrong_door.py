"""only a choice about something else leads to a person who can help

Callers who choose what fits their question end without a person; those who choose wrongly are put through. So the
careful ones are lost, and people answer questions they were not asked for.

Checked for every topic, in every period in which a person can be reached at all; at numbers other than the first only
for topics about which a menu behind them has a choice. A caller who goes by what the menus say presses at each menu a
key about the topic, else one about nothing in particular, else nothing, and is passed on by people who cannot help
(`transfers_to`, `escalates_to`). If such a caller reaches nobody who handles the topic, while other keys lead to
somebody who does, or nobody at all, while other keys lead to a person, that is a wrong door. Where calls begin with a
menu that asks for nothing but the language, and only the callers of one language are led astray, the finding is about
them.

It is an error; a warning, if the honest caller at least leaves a message that is returned, is promised a call or
leaves for another phone system; nothing, if the office says that the topic is settled there (`serves` of a
self-service, or `topics` of a mailbox that is returned, or that its `owner` listens to every day, by `checked`, and
for which no answer is promised), or if such a message is all there is: if the people behind the other keys are there
for something else (`handles`; for people without it and outside numbers, what the choices that lead to them are
about), as a dentist on call is for emergencies. Leaving for another phone system counts only where somebody has the
topic in `handles`. A topic for which there is nobody who can help, by any keys, is not told here but by
right-person-unreachable. Extensions that callers can dial (2XX) stand for many telephones, and no choice can lead
to all of them: the advice then names somebody else who has the topic in `handles`, or says that it is to be the
extension of whoever helps with the topic.

In the phone system, point the choice that is about the topic at the people who answer behind the other one. Where that
choice is right so far, the finding stands at the menu further on at which the two ways part, and that menu lacks a
choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit import model
from ivr_audit.call import Call, script_for, script_of
from ivr_audit.callers import play_caller
from ivr_audit.callgraph import handles, is_staffed
from ivr_audit.finding import Finding
from ivr_audit.model import HoursCheck, Menu, Option, PhoneTree, targets
from ivr_audit.rules.by_language import Chosen, chosen_first
from ivr_audit.rules.called_about import choice_about, is_called_about
from ivr_audit.rules.common import Refuges, Situation, moment_of
from ivr_audit.rules.people import dialled_only, is_person, limits
from ivr_audit.rules.phrases import deeds, named
from ivr_audit.rules.right_person_unreachable import without_help
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.settling import helped, settled
from ivr_audit.rules.ways import option_of, with_node
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View
    from ivr_audit.paths import Calls, TopicTimes

ID = "wrong-door"
_STANDS_IN: Final = ("no_answer", "busy", "overflow", "full", "no_agents", "escalates_to")
_THERE: Final = " while somebody is there"


class Led(NamedTuple):
    """Where a topic leads honest callers: those of a number, or of a language chosen first (`before`: its way)."""

    view: View
    call: Call
    times: TopicTimes
    before: tuple[tuple[str, str], ...] = ()


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each topic with a wrong door."""
    untold = set(measures.tree.topics).difference(without_help(measures))
    found: dict[tuple[str, str], list[tuple[Led, str]]] = {}
    for view in measures.views:
        called = [topic for topic in view.tree.topics if topic in untold and is_called_about(view, topic)]
        topics = called if view.person_reachable else []
        languages = _languages(view) if topics else []
        for topic in topics:
            for led, person in _led_astray(view, languages, topic):
                found.setdefault((topic, _node_of(led, topic)), []).append((led, person))
    for (topic, _), some in found.items():
        yield from (_finding(led, topic, person, some) for led, person in some)


def _led_astray(view: View, languages: Sequence[tuple[Chosen, Calls]], topic: str) -> Iterator[tuple[Led, str]]:
    """Where callers about a topic come in vain, all of them or those of one language, and the person others reach."""
    all_callers = Led(view, view.caller("listener", topic), view.calls.topic(topic))
    for led in [all_callers] if all_callers.times.wrong_door else _by_language(view, languages, topic):
        if led.times.wrong_door and not settled(view.tree, led.call, topic):
            person = led.times.around[-1].node
            if not helped(view.tree, led.call) or _is_better(view, person, topic, led.call):
                yield led, person


def _node_of(led: Led, topic: str) -> str:
    """Where the finding stands: the menu with the choice, else where calls begin."""
    choice = _to_change(led, topic)
    return led.view.entry if choice is None else choice[0].name


def _languages(view: View) -> list[tuple[Chosen, Calls]]:
    """The languages that callers choose first, where there are several, with the calls behind each."""
    from ivr_audit.paths import Calls

    found = list(chosen_first(view))
    return [(one, Calls(view.tree, view.state, one.option.to)) for one in found] if len(found) > 1 else []


def _by_language(view: View, languages: Sequence[tuple[Chosen, Calls]], topic: str) -> Iterator[Led]:
    for one, calls in languages:
        before = (*(view.way_to(one.menu.name) or ()), (one.menu.name, one.option.key))
        call = play_caller(view.tree, view.state, one.option.to, "listener", topic)
        yield Led(view, call, calls.topic(topic), before)


def _is_better(view: View, person: str, topic: str, call: Call) -> bool:
    """Whether callers are better off with a person than with what helped them: of an outside number the office knows
    why it sends them there, unless somebody is said to handle the topic."""
    if call.outcome == "outside":
        return topic in (getattr(view.tree.nodes[person], "handles", None) or ())
    return _is_for(view, person, topic)


def _is_for(view: Situation, person: str, topic: str) -> bool:
    """Whether callers about a topic may be sent to a person: one who handles it, or who is there for everybody."""
    topics = limits(view.tree, view.state, view.entry).get(person)
    return topics is None or topic in topics


def _to_change(led: Led, topic: str) -> tuple[Menu, Option | None] | None:
    """The choice about a topic that leads callers astray. Where those who reach a person take it too, it is right, and
    a choice is missing from the menu behind it at which their ways part."""
    tree, call = led.view.tree, led.call
    choice = choice_about(tree, call, topic)
    if choice is None or choice[1] is None:
        return choice
    taken = dict(led.times.around)
    if taken.get(choice[0].name) != choice[1].key:
        return choice
    passed = [node for turn in call.turns if isinstance(node := tree.nodes[turn.node], Menu)]
    onward = passed[passed.index(choice[0]) + 1 :]
    parting = next((menu for menu in onward if menu.name in taken), None)
    return choice if parting is None else (parting, None)


def _finding(led: Led, topic: str, person: str, some: Sequence[tuple[Led, str]]) -> Finding:
    """The finding of one situation; `some` are all in which it holds, each with the person whom others reach."""
    view, call, times, before = led
    tree = view.tree
    fits = _is_for(view, person, topic)
    who_answers = f'"{person}"' if fits and handles(tree.nodes[person], topic) else f'a person ("{person}")'
    if person in dialled_only(tree):
        who_answers = "a person"
    choice = _to_change(led, topic)
    node = tree.nodes[view.entry] if choice is None else choice[0]
    place = choice[1].to_place if choice and choice[1] else node.place
    way = deeds(script_for(tree, view.state, (*before, *times.around)))
    taken = [option for leg in times.around if (option := option_of(tree.nodes[leg.node], leg.step))]
    about = dict.fromkeys(other for option in taken if topic not in option.about for other in option.about)
    pretence = f", as if for {list_words(named(tuple(about)), 'or')}" if about else ""
    desks = [turn.node for turn in call.turns if isinstance(tree.nodes[turn.node], model.Answered)]
    script = script_for(tree, view.state, before)
    goal = _whom(led, topic, person, some, fits=fits)
    return Finding(
        rule=ID,
        severity="warning" if helped(tree, call) else "error",
        place=place,
        node=node.name,
        message=f"{_honest(call, topic, script)}; others reach {who_answers}, for example those who {way}{pretence}",
        advice=_advice(view, choice, topic, goal),
        periods=view.names,
        witness=view.witness(before, *script_of(call.keys)) if before else view.witness_of(call),
        cause=topic,
        nodes=tuple(dict.fromkeys(desks)),
    )


def _whom(led: Led, topic: str, person: str, some: Sequence[tuple[Led, str]], *, fits: bool) -> str:
    """Whom the choice should lead to, as advice says it. All the telephones of a pattern are nobody to be sent to."""
    tree, views = led.view.tree, [other.view for other, _ in some]
    if not fits:
        return Refuges(*views).said()
    if any(name in dialled_only(tree) for _, name in some):
        there = next(
            (name for name in _known(tree, topic) if all(is_person(tree.nodes[name], v.state) for v in views)), None
        )
        return f'"{there}"' if there else f'the extension of whoever helps with "{topic}"'
    return _goal_of_all(led, topic, person, some)


def _known(tree: PhoneTree, topic: str) -> list[str]:
    """The people who say that they handle a topic and are no pattern of extensions."""
    apart = dialled_only(tree)
    return [n for n, node in tree.nodes.items() if n not in apart and topic in (getattr(node, "handles", None) or ())]


def _goal_of_all(led: Led, topic: str, person: str, some: Sequence[tuple[Led, str]]) -> str:
    """Whom the choice should lead to, as advice says it: who is there in all situations, else only while they are."""
    views = [other.view for other, _ in some]
    firsts = [(led.view, person), *((other.view, name) for other, name in some)]
    names = [name for view, first in firsts for name in (_goal(view, first, topic), first)]
    for name in names:
        if all(is_person(view.tree.nodes[name], view.state) and _is_for(view, name, topic) for view in views):
            return f'"{name}"'
    return f'"{names[0]}"{_THERE}'


def _goal(at: Situation, person: str, topic: str) -> str:
    """Whom the choice should lead to: the people who handle a topic and for whom the person behind the wrong door
    stands in, to whom they pass complaints or calls that they do not answer; else that person."""
    for name, node in at.tree.nodes.items():
        if isinstance(node, model.Answered) and is_staffed(node, at.state) and topic in (node.handles or ()):
            onward = {to for step, to, _ in targets(node) if step in _STANDS_IN}
            if person in onward and name != person:
                return name
    return person


def _honest(call: Call, topic: str, before: Sequence[str]) -> str:
    """What becomes of callers who go by what the menus say, having pressed what they had to before."""
    script = [*before, *script_of(call.keys)]
    do = deeds(script)
    callers = f'callers about "{topic}"' + (f" who {do}, as the menu says," if do and script != ["wait"] else "")
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
    there = "" if goal.endswith(_THERE) else ", at least" + _THERE
    return f'point key {option.key} of "{menu.name}" at {goal}{there}{set_open}'


def _hours_behind(at: Situation, option: Option) -> HoursCheck | None:
    """The hours, open now, to which nothing but a choice leads; None if there are none."""
    hours = at.tree.nodes.get(option.to)
    if not isinstance(hours, HoursCheck) or hours.hours not in at.state.open:
        return None
    users = sum(to == option.to for node in at.tree.nodes.values() for _, to, _ in targets(node))
    return hours if users == 1 else None


def _around(at: Situation, finding: Finding) -> str | None:
    """The person behind the wrong door, whom the advice names."""
    from ivr_audit.paths import Calls

    for start in (at.entry, finding.node):
        legs = Calls(at.tree, at.state, start).topic(finding.cause).around
        if legs:
            return legs[-1].node
    return None


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with the choice about the topic pointed at the right person; while the hours behind it are open, if it
    leads to hours of its own."""
    menu = tree.nodes[finding.node]
    at = moment_of(tree, finding)
    person = _around(at, finding)
    if person is None or not isinstance(menu, Menu) or not _is_for(at, person, finding.cause):
        return None
    option = next((option for option in menu.options if finding.cause in option.about), None)
    if option is None:
        return None
    advised = (name for name in tree.nodes if f' at "{name}"' in finding.advice)
    person = next(advised, None) or _goal(at, person, finding.cause)
    if person in dialled_only(tree):
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
