"""whoever calls again ends in the same mailbox again, at any hour

A caller leaves a message, hears nothing, calls again, and is back at the same tone, although people answer this number
for others. Each further message makes the office busier and the caller angrier.

Checked for every topic and number (of numbers other than the first, only for topics about which a menu behind them has
a choice). Reported if in every period callers who go by what the menus say about the topic (at each menu a key about
it, else one about nothing in particular, else none) leave a message in one and the same mailbox, while in some period
people can be reached who are there for that topic or for everybody, and the callers are offered no other way to
anybody: at no menu they come through does a key about nothing in particular, or silence, lead directly to a person in
any period, and no key of the mailbox (`exits`) does. In a tree without topics the same is asked of a caller
who takes the first choice new to them and of one who stays silent; both must end there, and no key of a menu they come
through may lead directly to a person. Topics that end in one mailbox are one finding.

Left to other rules are mailboxes whose messages nobody returns (voicemail-sink says already that callers end there at
any hour), and topics for which people can be reached only by keys about something else (wrong-door), unless the office
has written the topic into the `topics` of the mailbox. A choice that only takes messages (option-always-voicemail) and
a mailbox without a way out (voicemail-trap) follow from this one. No source was found: the check is a design choice.

In the phone system, give the mailbox a key that leaves it (in Asterisk and FreePBX 0 during its greeting, the operator
extension; elsewhere the key for an operator), and say so in its greeting; or ring somebody first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding, Related
from ivr_audit.messages import is_returned
from ivr_audit.model import Menu, Voicemail
from ivr_audit.rules.called_about import is_called_about
from ivr_audit.rules.people import is_person, leads_to_person, limits, operator
from ivr_audit.rules.phrases import deeds, named
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.settling import settled
from ivr_audit.words import list_words, say_duration

if TYPE_CHECKING:
    from ivr_audit.call import Call
    from ivr_audit.measures import Measures, View

ID = "same-voicemail-again"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each mailbox and number."""
    tree = measures.tree
    entries: dict[str, list[View]] = {}
    for view in measures.views:
        entries.setdefault(view.entry, []).append(view)
    for views in entries.values():
        if not any(view.person_reachable for view in views):
            continue
        found: dict[str, list[str]] = {}
        for topic in [topic for topic in tree.topics if is_called_about(views[0], topic)]:
            box = _box_of(views, topic)
            if box is not None:
                found.setdefault(box.name, []).append(topic)
        if not tree.topics:
            box = _box_of(views, None)
            found = {} if box is None else {box.name: []}
        for name, topics in found.items():
            yield _finding(views, name, topics)


def _calls(view: View, topic: str | None) -> list[Call]:
    """The calls that must all end in the mailbox."""
    listener = view.caller("listener", topic)
    return [listener] if topic is not None else [listener, view.caller("silent")]


def _box_of(views: Sequence[View], topic: str | None) -> Voicemail | None:
    """The mailbox where these callers end in every view, if nothing offers them a person."""
    tree = views[0].tree
    calls = [(view, call) for view in views for call in _calls(view, topic)]
    first = tree.nodes[calls[0][1].node]
    if not isinstance(first, Voicemail) or not is_returned(first, tree):
        return None
    if any(call.outcome != "message" or call.node != first.name for _, call in calls):
        return None
    if any(leads_to_person(tree, view.state, key.to) for view in views for key in first.exits):
        return None
    if not any(_somebody_for(view, topic) for view in views) or _offered(views, calls, topic):
        return None
    if topic is not None and not settled(tree, calls[0][1], topic):
        return None if any(view.calls.topics[topic].wrong_door for view in views) else first
    return first


def _somebody_for(view: View, topic: str | None) -> bool:
    """Whether people can be reached who are there for a topic, or for everybody."""
    if not view.person_reachable:
        return False
    limited = limits(view.tree, view.state, view.entry)
    people = [name for name in view.visited if is_person(view.tree.nodes[name], view.state)]
    return any(name not in limited or topic in limited[name] for name in people)


def _offered(views: Sequence[View], calls: Sequence[tuple[View, Call]], topic: str | None) -> bool:
    """Whether a menu that the callers come through has a way to a person which they can take with good conscience."""
    tree = views[0].tree
    names = {turn.node for _, call in calls for turn in call.turns}
    for menu in [node for name in names if isinstance(node := tree.nodes[name], Menu)]:
        targets = [option.to for option in menu.options if not option.about or topic is None]
        for view in views:
            if any(leads_to_person(tree, view.state, to) for to in (*targets, menu.no_input)):
                return True
    return False


def _finding(views: Sequence[View], name: str, topics: list[str]) -> Finding:
    view = views[0]
    tree = view.tree
    box = tree.nodes[name]
    assert isinstance(box, Voicemail)
    call = view.caller("listener", topics[0] if topics else None)
    do = deeds([word for word in call.keys.split(",") if word]) if len(topics) == 1 else ""
    about = f"callers about {list_words(named(topics), 'or')}" if topics else "callers who press what is offered first"
    goal = next((to for view in views if (to := operator(tree, view.state, view.entry))), None)
    promised = f"; an answer is promised within {say_duration(box.reply_within)}" if box.reply_within else ""
    calls = [one for topic in topics for one in _calls(view, topic)] or _calls(view, None)
    menus = dict.fromkeys(turn.node for one in calls for turn in one.turns if isinstance(tree.nodes[turn.node], Menu))
    return Finding(
        rule=ID,
        severity="warning",
        place=box.at("exits"),
        node=name,
        message=f'{about}{f" who {do}" if do else ""} end in "{name}" at any hour, however often they call{promised}',
        advice=f'offer in "{name}" a key, such as 0, that leads to {_said(goal)}, or ring somebody before it',
        periods=tuple(dict.fromkeys(period for view in views for period in view.names)),
        witness=view.witness_of(call),
        related=tuple(Related(tree.nodes[menu].place, "callers come through this menu") for menu in menus),
        nodes=tuple(menus),
    )


def _said(goal: str | None) -> str:
    return f'"{goal}"' if goal else "a person"


BAD = """\
tree: Eye clinic
topics: [glasses, results]
start: main
nodes:
  main:
    menu: For new glasses, press 1. For your test results, press 2.
    options:
      1: {to: optician, about: [glasses]}
      2: {to: results box, about: [results]}
    no_input: goodbye
  optician: {ring: Optician, no_answer: clinic box}
  clinic box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
  results box:  # here
    voicemail: Test results
    greeting: Please leave your name and your number.
    owner: nurse
    reply_within: 1d
    topics: [results]
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
      2: {to: results box, about: [results]}
    no_input: goodbye
  optician: {ring: Optician, no_answer: clinic box}
  clinic box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
  results box:
    voicemail: Test results
    greeting: Please leave your name and your number, or press 0 for a person.
    owner: nurse
    reply_within: 1d
    topics: [results]
    exits: {0: optician}
  goodbye: {hangup: Goodbye.}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "office"),
    explains=("option-always-voicemail", "voicemail-trap"),
)
