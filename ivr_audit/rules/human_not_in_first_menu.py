"""the first menu has no choice for callers who just want a person

A caller whose question fits none of the choices has nobody to ask, and must guess which choice a person stands behind.

Checked in every period in which a person can be reached at all, for each number. The first menus are those a caller
hears without pressing anything, after announcements, hours and data asked for; behind a menu that asks for nothing but
the language, the first menu of each language (none where its key leads straight to a person; a key for a language is
no choice for anybody). Such a menu must have one choice that is for anybody and leads directly
to a person who is there: key 0, or a choice that has no topic (`about`), or all of several, and whose words in the
prompt name none or offer it for everything else ("for all other questions"). "Directly" allows announcements, hours,
branches and telephones at which nobody is, but no further menu. Staying silent counts too where the prompt says so
("or stay on the line") and `no_input` leads directly to a person. In a tree without topics every choice
is for anybody. Where a person answers without a menu there is nothing to report.

Where the only people who can be reached are there for some topics (`handles`, as a dentist on call for emergencies),
nobody can be offered to everybody: the menu is left out if callers who press nothing come to a mailbox that is
returned, to a person or to a promise to call back.

In the phone system, give the first menu a key (0 is the one callers try), route it to the front desk, and say so in
the recording: "to speak with a person, press 0".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.call import script_for
from ivr_audit.callgraph import End, Stop
from ivr_audit.finding import Finding
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.rules.common import Refuges, moment_of, silence_is_kept
from ivr_audit.rules.people import is_person, leads_to_person, operator
from ivr_audit.rules.phrases import deeds
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import ILLINOIS_730_510, NEW_YORK_A4663, PORTUGAL_134_2009, TIME_IS_MONEY
from ivr_audit.rules.spoken import announcing, is_language_menu, names_topic, says_anything, says_stay
from ivr_audit.rules.ways import with_key, with_node
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "human-not-in-first-menu"
OFFER = "To speak with a person, press 0."


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for each first menu without a person in it."""
    for view in measures.views:
        if view.person_reachable:
            for menu in first_menus(view):
                if not _offers_person(view, menu) and not _nobody_is_missing(view, menu):
                    yield _finding(view, menu)


def _nobody_is_missing(view: View, menu: Menu) -> bool:
    """Whether no person who could be offered is there for everybody, and the silent are looked after."""
    return operator(view.tree, view.state, view.entry) is None and silence_is_kept(view, menu.name)


def first_menus(view: View) -> list[Menu]:
    """The menus a caller hears first, those behind a language menu included; none where a person answers without."""
    found: list[Menu] = []
    seen: set[Stop] = set()
    waiting: list[tuple[Stop, bool]] = [(view.entry, False)]
    while waiting:
        at, language_chosen = waiting.pop(0)
        if at in seen or isinstance(at, End):
            continue
        seen.add(at)
        node = view.tree.nodes[at]
        if is_person(node, view.state):
            if not language_chosen:
                return []
        elif not isinstance(node, Menu):
            onward = [step.to for step in view.steps(at) if step.by in ("system", "given")]
            waiting += [(to, language_chosen) for to in onward]
        elif is_language_menu(node) and not _offers_person(view, node):
            waiting += [(step.to, True) for step in view.steps(at) if step.by == "key"]
        else:
            found.append(node)
    return found


def _offers_person(view: View, menu: Menu) -> bool:
    tree, state = view.tree, view.state
    if says_stay(menu) and leads_to_person(tree, state, menu.no_input):
        return True
    options = [option for option in menu.options if option.key == "0" or not is_language_menu(menu)]
    return any(leads_to_person(tree, state, option.to) for option in options if _for_anybody(tree, menu, option))


def _for_anybody(tree: PhoneTree, menu: Menu, option: model.Option) -> bool:
    if option.key == "0" or not tree.topics or len(tree.topics) > 1 and set(tree.topics) <= set(option.about):
        return True
    words = announcing(menu.prompt.text, option.key)
    return not option.about and (says_anything(words) or names_topic(words, tree.topics) is None)


def _finding(view: View, menu: Menu) -> Finding:
    times = view.calls.time_to_person
    assert times.typical is not None
    do = deeds(script_for(view.tree, view.state, times.typical_path))
    way = f"the quickest way to one is to {do}, and takes {say_duration(times.typical)}"
    return Finding(
        rule=ID,
        severity="warning",
        place=menu.place,
        node=menu.name,
        message=f'no choice of "{menu.name}", the first menu, is for a caller who just wants a person: {way}',
        advice=_advice(view, menu),
        periods=view.names,
        witness=view.witness(times.typical_path),
    )


def _advice(view: View, menu: Menu) -> str:
    to = operator(view.tree, view.state, view.entry)
    if to is None:
        return f'set "no_input" of "{menu.name}" to {Refuges(view).said(menu.name)}, for callers whom no key helps'
    return f'give "{menu.name}" a key for everybody, such as 0, that leads to "{to}", and say so in its prompt'


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with 0 of the menu pointed at the operator, and announced; None if nobody is there for everybody."""
    tree, state, entry = moment_of(tree, finding)
    menu = tree.nodes[finding.node]
    if not isinstance(menu, Menu):
        return None
    to = operator(tree, state, entry)
    if to is None:
        return None
    prompt = menu.prompt
    if prompt.text and prompt.seconds is None and prompt.measured is None and not announcing(prompt.text, "0"):
        menu = replace(menu, prompt=prompt._replace(text=f"{prompt.text} {OFFER}"))
    return with_key(with_node(tree, menu), menu, "0", to)


BAD = """\
tree: Eye clinic
topics: [glasses, billing]
start: main
nodes:
  main:  # here
    menu: For glasses, press 1. For billing, press 2.
    options:
      1: {to: optician, about: [glasses]}
      2: {to: office, about: [billing]}
    no_input: box
  optician: {ring: Optician, handles: [glasses], no_answer: front desk}
  office: {ring: Billing office, handles: [billing], no_answer: front desk}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

GOOD = """\
tree: Eye clinic
topics: [glasses, billing]
start: main
nodes:
  main:
    menu: For glasses, press 1. For billing, press 2. To speak with a person, press 0.
    options:
      1: {to: optician, about: [glasses]}
      2: {to: office, about: [billing]}
      0: front desk
    no_input: front desk
  optician: {ring: Optician, handles: [glasses], no_answer: box}
  office: {ring: Billing office, handles: [billing], no_answer: box}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
    sources=(
        ILLINOIS_730_510.says("a live attendant among the choices of the first menu"),
        PORTUGAL_134_2009.says("at most five choices at first, contact with a person among them"),
        NEW_YORK_A4663.says("a person is offered in the recording heard first"),
        TIME_IS_MONEY.says("announced, and no final rule found: a person by pressing a single button"),
    ),
    repair=repair,
)
