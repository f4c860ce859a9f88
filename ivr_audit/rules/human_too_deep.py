"""too many keys or menus come before a person

A caller who needs a person finds one only after choosing again and again. Every menu must be heard out, and one wrong
guess on the way means starting over.

Checked in every period in which a person can be reached at all, for each number. Counted are, each by itself, the keys
on the way with the fewest keys, and the menus on the way with the fewest menus. A warning is given if even the way with
the fewest keys takes more than `most_keys` (2), an error if even the way with the fewest menus leads through more than
`most_menus` (3). One choice counts as one key, whatever its number of digits; so do data that are asked for, an
extension that is dialled, and a key that leaves a queue or a mailbox. Staying silent costs no key, but the menu is
heard. Wrong keys are no way. A menu that asks for nothing but the language counts neither as a key nor as a menu,
because the sources let it come first. An outside number of which the file does not say who answers counts as a person.

The limits: a bill in Iowa allows three menus before a person can be chosen, and a survey of large companies found
the choice of a person by the third menu. For two keys there is no source but these three menus, the person being
chosen in the third at the latest; so it is only a warning.

In the phone system, put a person on a key of the first menu: in FreePBX and 3CX the destination of key 0 of the IVR, in
Microsoft Teams the operator of the auto attendant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding, Related, Severity
from ivr_audit.model import Menu
from ivr_audit.rules.fewest import Fewest, fewest_to_person
from ivr_audit.rules.people import operator
from ivr_audit.rules.phrases import deeds, some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import IOWA_HF_2448, SOFTWARE_ADVICE_2014
from ivr_audit.rules.sources_trade import TELZIO_MENUS
from ivr_audit.rules.spoken import is_language_menu
from ivr_audit.step_names import word_of

if TYPE_CHECKING:
    from ivr_audit.callgraph import Step
    from ivr_audit.measures import Measures, View

ID = "human-too-deep"
_PRESSED = ("key", "extension", "given", "exit")


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each view in which a person is too far away."""
    menus = {node.name: node for node in measures.tree.nodes.values() if isinstance(node, Menu)}
    language: dict[str, bool] = {}

    def counts(name: str) -> bool:
        if name in menus and name not in language:
            language[name] = is_language_menu(menus[name])
        return not language.get(name, False)

    for view in measures.views:
        if view.person_reachable:
            yield from _look(view, options["most_keys"], options["most_menus"], counts)


def _look(view: View, most_keys: float, most_menus: float, counts: Callable[[str], bool]) -> Iterator[Finding]:
    """The finding of one view; `counts`: whether a node is no menu that only asks for the language."""
    tree = view.tree

    def menus(legs: Iterable[tuple[str, str]]) -> list[str]:
        return [name for name, _ in legs if isinstance(tree.nodes[name], Menu) and counts(name)]

    by_menus = _fewest(view, lambda name, step: isinstance(tree.nodes[name], Menu), most_menus, counts)
    by_keys = _fewest(view, lambda name, step: step.by in _PRESSED, most_keys, counts)
    if by_menus is not None:
        heard = menus(by_menus.legs)
        said = f"callers hear {by_menus.least} menus before a person, and no way there has fewer: {some(heard)}"
        yield _finding(view, by_menus, heard, "error", said)
    elif by_keys is not None:
        person = by_keys.legs[-1][0]
        do = _deeds(view, by_keys)
        said = f'the way to a person with the fewest keys takes {by_keys.least}: callers who {do} reach "{person}"'
        yield _finding(view, by_keys, menus(by_keys.legs) or [view.entry], "warning", said)


def _fewest(
    view: View, counted: Callable[[str, Step], bool], most: float, counts: Callable[[str], bool]
) -> Fewest | None:
    """The way to a person with the fewest steps that are counted, if these are more than `most`. Which menus only ask
    for the language is looked up only where it can matter, since it takes long."""

    def every(name: str, step: Step) -> int | None:
        return None if step.by == "wrong" else int(counted(name, step))

    def but_language(name: str, step: Step) -> int | None:
        return None if step.by == "wrong" else int(counted(name, step) and counts(name))

    found = fewest_to_person(view, every)
    if found is not None and found.least > most:
        found = fewest_to_person(view, but_language)
    return found if found is not None and found.least > most else None


def _deeds(view: View, way: Fewest) -> str:
    """What callers do on a way, silence included."""
    taken = []
    for name, named in way.legs:
        step = next(step for step in view.steps(name) if step.name == named)
        if step.by in _PRESSED:
            taken.append(word_of(step.name))
        elif step.by == "silence":
            taken.append("wait")
    return deeds(taken)


def _finding(view: View, way: Fewest, heard: list[str], severity: Severity, message: str) -> Finding:
    tree = view.tree
    first = tree.nodes[heard[0]]
    goal = operator(tree, view.state, view.entry)
    advice = f'give "{first.name}" a choice that leads straight to "{goal or way.legs[-1][0]}"'
    return Finding(
        rule=ID,
        severity=severity,
        place=first.place,
        node=first.name,
        message=message,
        advice=f"{advice}, such as 0" if goal else advice,
        periods=view.names,
        witness=view.witness(way.legs),
        related=tuple(Related(tree.nodes[name].place, "a further menu on the way") for name in heard[1:]),
    )


BAD = """\
tree: Eye hospital
start: main
nodes:
  main:  # here
    menu: For patients, press 1. To leave a message as a doctor, press 2.
    options: {1: patients, 2: doctors}
  patients:
    menu: For appointments, press 1. To leave a message about a bill, press 2.
    options: {1: appointments, 2: billing}
    no_input: main
  appointments:
    menu: For a new appointment, press 1. To change one, press 2.
    options: {1: front desk, 2: front desk}
    no_input: main
  doctors: {voicemail: Referrals, owner: Mary, reply_within: 1d}
  billing: {voicemail: Billing, owner: Mary, reply_within: 1d}
  front desk: {ring: Front desk, no_answer: billing}
"""

GOOD = """\
tree: Eye hospital
start: main
nodes:
  main:
    menu: For patients, press 1. To leave a message as a doctor, press 2. For the front desk, press 0.
    options: {1: patients, 2: doctors, 0: front desk}
  patients:
    menu: For appointments, press 1. To leave a message about a bill, press 2.
    options: {1: appointments, 2: billing}
    no_input: main
  appointments:
    menu: For a new appointment, press 1. To change one, press 2.
    options: {1: front desk, 2: front desk}
    no_input: main
  doctors: {voicemail: Referrals, owner: Mary, reply_within: 1d}
  billing: {voicemail: Billing, owner: Mary, reply_within: 1d}
  front desk: {ring: Front desk, no_answer: billing}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "most_keys": Setting(2, "", "the most keys before a person that are not reported"),
        "most_menus": Setting(3, "", "the most menus before a person that are not an error"),
    },
    needs=("graph", "hours"),
    sources=(
        IOWA_HF_2448.says("at most three menus before a person can be chosen"),
        SOFTWARE_ADVICE_2014.says("large companies offer a person by the third menu"),
        TELZIO_MENUS.says("2.94 menus on average, as it reports the same survey, in a sentence that is not clear"),
    ),
    explains=("human-not-in-first-menu",),
)
