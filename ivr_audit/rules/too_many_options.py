"""a menu has more choices than callers can keep in mind

Callers listen for the choice that fits and must remember its key until they are sure; with every further choice more
of them press the first that sounds right.

Checked for every menu that calls can come to: the keys that callers choose from are counted. Not counted are 0; in a
tree with topics, keys without `about` that lead to a person who is there for everybody; keys that repeat the menu or
lead back to an earlier one; choices of a `language`; and keys of several digits that the prompt does not name. More
than `most` is advice, one finding for all such menus; more than `far_too_many` is a warning for each.

The five are from guidance: four choices in the standard for telephone dialogues and for Irish public bodies, five in
Portuguese law (with the one for a person) and in vendors' handbooks. The nine, where the number keys run out, are a
design choice.

In the phone system, merge or drop the choices that few callers press, which the reports of many phone systems show; let
one key lead to people who deal with several matters. Do not move them into a further menu.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.announced import announced_keys
from ivr_audit.callgraph import Step
from ivr_audit.finding import Finding
from ivr_audit.model import Menu
from ivr_audit.rules.menus import goes_back, joined, key_steps, menu_named, met, repeats
from ivr_audit.rules.people import leads_to_person, people_for_everybody
from ivr_audit.rules.phrases import named
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import (
    ACIXD_MENU_DESIGN,
    AVAYA_MENU_GUIDELINES,
    COMMARFORD_LEWIS_2008,
    HUGUENARD_1997,
    IRISH_TOOLKIT,
    ISO_13714,
    PORTUGAL_134_2009,
)
from ivr_audit.rules.sources_trade import PLUM_PROMPTS
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "too-many-options"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one advice for all long menus, and a warning for each that is far too long."""
    nodes, most, far = measures.tree.nodes, options["most"], options["far_too_many"]
    long = [node.name for node in nodes.values() if isinstance(node, Menu) and len(node.options) > min(most, far)]
    counts: dict[str, int] = {}
    reached = met(measures, long)
    for name, views in reached.items():
        counts[name] = sum(1 for step in _choices(views[0], menu_named(measures.tree, name)))
    warned = [name for name in reached if counts[name] > far]
    advised = [name for name in reached if most < counts[name] <= far]
    for severity, group in [("warning", [name]) for name in warned] + ([("advice", advised)] if advised else []):
        said = list_words([f'"{name}" has {counts[name]} choices' for name in group])
        yield joined(
            ID,
            "warning" if severity == "warning" else "advice",
            {name: reached[name] for name in group},
            places=lambda name: nodes[name].at("options"),
            note=lambda name: f"{counts[name]} choices",
            message=f"{said}, not counting keys for a person, for going back and for hearing it again; "
            f"more than {round(most)} are a lot to keep in mind",
            advice=f"merge or drop choices of {list_words(named(group))} that few callers need, and keep the rest in "
            "one menu: a further menu costs callers more than a longer list",
            cause="",
        )


def _choices(view: View, menu: Menu) -> Iterator[Step]:
    """The keys of a menu that are a choice between matters."""
    tree = view.tree
    apart = {"0", *(option.key for option in menu.options if option.language is not None)}
    everybody = set(people_for_everybody(tree, view.state, view.entry)) if tree.topics else set()
    spoken = announced_keys(menu.prompt.text, {option.key for option in menu.options})
    for step in key_steps(view, menu):
        if step.name in apart or repeats(view, menu, step) or goes_back(view, menu, step):
            continue
        if len(step.name) > 1 and step.name not in spoken:
            continue
        if not step.about and everybody and leads_to_person(tree, view.state, step.to) in everybody:
            continue
        yield step


BAD = """\
tree: Town hall
start: main
nodes:
  main:
    menu: >-
      For passports, press 1. For taxes, press 2. For parking, press 3. For schools, press 4. For weddings, press 5.
      For dogs, press 6. To speak with a person, press 0.
    options: {1: passports, 2: taxes, 3: parking, 4: schools, 5: weddings, 6: dogs, 0: desk}  # here
    no_input: desk
  passports: {ring: Passport office, no_answer: desk}
  taxes: {ring: Tax office, no_answer: desk}
  parking: {ring: Parking office, no_answer: desk}
  schools: {ring: School office, no_answer: desk}
  weddings: {ring: Registry, no_answer: desk}
  dogs: {ring: Dog licences, no_answer: desk}
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Town hall, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Town hall
start: main
nodes:
  main:
    menu: >-
      For passports, press 1. For taxes, press 2. For parking, press 3. For schools, press 4. For all other matters,
      press 0.
    options: {1: passports, 2: taxes, 3: parking, 4: schools, 0: desk}
    no_input: desk
  passports: {ring: Passport office, no_answer: desk}
  taxes: {ring: Tax office, no_answer: desk}
  parking: {ring: Parking office, no_answer: desk}
  schools: {ring: School office, no_answer: desk}
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Town hall, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "most": Setting(5, "", "more choices are advice"),
        "far_too_many": Setting(9, "", "more choices are a warning"),
    },
    sources=(
        ISO_13714.says("four commands wherever possible"),
        IRISH_TOOLKIT.says("no more than four options"),
        PORTUGAL_134_2009.says("at most five choices at first, contact with a person among them"),
        PLUM_PROMPTS.says("at most five options"),
        AVAYA_MENU_GUIDELINES.says("no more than four or five choices"),
        HUGUENARD_1997.says("against a fixed limit: doubt on the validity of this guideline"),
        COMMARFORD_LEWIS_2008.says("against a fixed limit: 11 choices in one menu did better than menus below menus"),
        ACIXD_MENU_DESIGN.says("against a fixed limit: choose broad over deep"),
    ),
    disputed="Standards and guidance say four or five choices. Experiments speak against a fixed limit: one menu with "
    "11 choices did better than menus below menus, and practitioners say to choose broad over deep. So the number of "
    "choices is advice, the number of menus behind each other (too-deep) a warning, and what helps is merging or "
    "dropping choices, never a further menu.",
)
