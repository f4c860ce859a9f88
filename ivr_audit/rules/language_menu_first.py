"""every caller must choose a language before anything else

Most callers speak the first language, and all of them listen to the question and press a key before the menu that
they called for begins. Those who press nothing wait through it two or three times, and then lose their way.

Checked for every number and time: the first thing at which a caller has a choice is a menu that asks for nothing but
the language, and silence there does not go on as one of its keys would. Silence goes on if it leads to the target of
a key, to a person, or through recordings, hours and branches to one of these. A language menu of which silence goes
on is not reported, nor is one behind another menu. Menus of which the file has no words are left out. All such menus
are one finding.

The advice is that of a wiki of designers of voice menus, which calls a telephone number of its own for each language
better still.

In the phone system, let the language menu go on to the main menu when a caller presses nothing ("Timeout Destination"
in a FreePBX IVR), or drop it and begin the main menu with one sentence in the other language and a key that is still
free.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding, Related
from ivr_audit.model import PhoneTree
from ivr_audit.rules.first_heard import automatic
from ivr_audit.rules.languages import language_options
from ivr_audit.rules.opening import Opening, openings
from ivr_audit.rules.people import leads_to_person
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import ACIXD_LANGUAGE
from ivr_audit.rules.spoken import is_language_menu
from ivr_audit.rules.ways import aimed

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "language-menu-first"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus at which callers must choose a language first."""
    found: dict[str, tuple[View, Opening]] = {}
    names: dict[str, None] = {}
    for view in measures.views:
        for way in openings(view):
            if isinstance(way.last, model.Menu) and is_language_menu(way.last) and not _goes_on(view, way.last):
                found.setdefault(way.last.name, (view, way))
                names.update(dict.fromkeys(view.names))
    if not found:
        return
    first, *rest = [node for name in measures.tree.nodes if name in found and (node := measures.tree.nodes[name])]
    assert isinstance(first, model.Menu)
    view, way = found[first.name]
    main = _main(measures.tree, first)
    yield Finding(
        rule=ID,
        severity="advice",
        place=first.at("prompt"),
        node=first.name,
        message=f"every caller must press a key for a language in {some([first.name, *(node.name for node in rest)])} "
        "before anything else, and pressing nothing goes on in no language",
        advice=f'set "no_input" of "{first.name}" to "{main.to}", or begin the main menu with one sentence and a key '
        "for each further language",
        periods=tuple(names),
        witness=view.witness(way.legs, "wait"),
        related=tuple(Related(node.at("prompt"), "callers must choose a language here too") for node in rest),
        nodes=tuple(node.name for node in rest),
    )


def _goes_on(view: View, menu: model.Menu) -> bool:
    """Whether silence leads to where a key of the menu leads, or to a person."""
    silence = next(step for step in view.steps(menu.name) if step.by == "silence")
    if not isinstance(silence.to, str):
        return False
    passed = {node.name for node in automatic(view, silence.to)} - {menu.name}
    keys = {option.to for option in menu.options}
    return bool(passed & keys) or leads_to_person(view.tree, view.state, silence.to) is not None


def _main(tree: PhoneTree, menu: model.Menu) -> model.Option:
    """The option for the first language of the file, else the menu's first."""
    return next(
        (option for option, name in language_options(menu, tree) if name in tree.languages[:1]),
        menu.options[0],
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with silence in each of the menus going on in the first language."""
    for name in (finding.node, *finding.nodes):
        menu = tree.nodes[name]
        assert isinstance(menu, model.Menu)
        changed = aimed(tree, name, "no-input", _main(tree, menu).to)
        if changed is None:
            return None
        tree = changed
    return tree


BAD = """\
tree: Insurance office
languages: [English, Spanish]
start: language
nodes:
  language:
    menu: For English, press 1. Para español, oprima dos.  # here
    options: {1: main, 2: {to: Spanish desk, language: Spanish}}
    no_input: language
  main:
    menu: For a claim, press 1. For anything else, press 0.
    options: {1: desk, 0: desk}
    no_input: desk
  desk: {ring: Front desk, no_answer: box}
  Spanish desk: {ring: Rosa, no_answer: box}
  box: {voicemail: Office, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Insurance office
languages: [English, Spanish]
start: main
nodes:
  main:
    menu: Para español, oprima nueve. For a claim, press 1. For anything else, press 0.
    options: {1: desk, 9: {to: Spanish desk, language: Spanish}, 0: desk}
    no_input: desk
  desk: {ring: Front desk, no_answer: box}
  Spanish desk: {ring: Rosa, no_answer: box}
  box: {voicemail: Office, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "prompts"),
    sources=(
        ACIXD_LANGUAGE.says(
            "put the other language at the start of the main menu; a number of its own for each language is best"
        ),
    ),
    repair=repair,
)
