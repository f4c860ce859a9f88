"""a menu gives callers no second chance, or keeps them for too long

Played once, a menu loses everybody who coughed, was driving or pressed the key beside. Played five times, it keeps
those who cannot choose, or have no keys, from the help that comes after it.

Checked for every menu and question that calls can come to, where the file says how often it is played (`attempts`
there, or in the tree's `defaults`); silence and wrong keys each, where they are counted apart. Fewer than `fewest`
plays are reported unless a person follows at once: `no_input` (for silence) and `invalid` (for wrong keys) lead to
people who are there through nothing but recordings, hours and branches. Silence is no failure either where the prompt
offers it ("or stay on the line", or "otherwise leave a message" where it leads to a mailbox), nor, with wrong keys, in
a menu for the language alone from which both go on to where one of its keys leads. Menus that callers come to only
after self-service has served them are left out here. More than `most` plays are always reported. All menus with the
same number are one finding. A menu that is played once, and has no key for hearing it again, is reported here and not
as no-back-or-repeat.

Two plays are what Irish public bodies are told (to an employee "once the options have been presented twice"); three are
what vendors advise, come with or show in their examples. So two and three are both fine.

In the phone system, play menus two or three times and then put the caller through to a person: "Invalid Retries" and
"Timeout Retries" of an IVR in FreePBX, "max-failures" and "max-timeouts" in FreeSWITCH.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.call import WAIT, words_at_menu
from ivr_audit.finding import Finding
from ivr_audit.model import Attempts, Menu, PhoneTree, Say, Voicemail
from ivr_audit.place import Place
from ivr_audit.rules.hang_ups import unserved
from ivr_audit.rules.menus import Listener, Met, joined, met, stated_attempts, with_fields
from ivr_audit.rules.people import leads_to_person
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import IRISH_TOOLKIT
from ivr_audit.rules.sources_trade import (
    ELKS_46_IVR,
    FREESWITCH_DEMO_IVR,
    MEDALLIA_MINDFUL,
    MITEL_MICOLLAB,
    PLUM_PROMPTS,
)
from ivr_audit.rules.spoken import is_language_menu, says_stay

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "retry-count"
_MESSAGE = re.compile(
    r"\b(?:otherwise|or(?: else)?|else)\b[^.!?]*\b(?:leave|record)\b[^.!?]*\bmessage\b|\bmessage\b[^.!?]*\bafter the "
    r"(?:beep|tone)\b",
    re.IGNORECASE,
)
"""Words that offer to leave a message without pressing anything."""


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each number of plays that is too small or too large."""
    tree, fewest, most = measures.tree, options["fewest"], options["most"]
    stated: dict[str, tuple[Attempts, Place]] = {}
    for node in tree.nodes.values():
        found = stated_attempts(tree, node) if isinstance(node, Listener) else None
        if found is not None and (min(found[0][:2]) < fewest or max(found[0][:2]) > most):
            stated[node.name] = found
    places = {name: place for name, (_, place) in stated.items()}
    few: dict[tuple[int, str], dict[str, list[View]]] = {}
    many: dict[int, dict[str, list[View]]] = {}
    for name, views in met(measures, stated).items():
        attempts, _ = stated[name]
        if max(attempts[:2]) > most:
            many.setdefault(max(attempts[:2]), {})[name] = views
        for view in views:
            lost = _lost(view, name, attempts, fewest)
            if lost:
                few.setdefault((min(attempts[:2]), lost), {}).setdefault(name, []).append(view)
    yield from (_too_few(tree, nodes, places, plays, lost) for (plays, lost), nodes in few.items())
    yield from (_too_many(nodes, places, plays, most) for plays, nodes in many.items())


def _lost(view: View, name: str, attempts: Attempts, fewest: float) -> str:
    """What too soon costs a caller the call; empty if nothing does, or a person follows."""
    node = view.tree.nodes[name]
    assert isinstance(node, Listener)
    if name not in unserved(view):
        return ""
    wrong_to = node.no_input if node.invalid is None else node.invalid
    silent = attempts.no_input < fewest and not _is_offered(view, node) and not _goes_on(view, node, node.no_input)
    wrong = attempts.invalid < fewest and not _goes_on(view, node, wrong_to)
    found = [*(["nothing"] if silent else []), *(["a wrong key"] if wrong else [])]
    return f"presses {' or '.join(found)}" if found else ""


def _is_offered(view: View, node: Listener) -> bool:
    """Whether the prompt makes silence a choice."""
    box = view.tree.nodes.get(node.no_input or "")
    return says_stay(node) or isinstance(box, Voicemail) and bool(_MESSAGE.search(node.prompt.text))


def _goes_on(view: View, node: Listener, target: str | None) -> bool:
    """Whether callers who come to a target have lost nothing: people follow, or one of the languages to choose from."""
    if isinstance(node, Menu) and is_language_menu(node) and target in {option.to for option in node.options}:
        return True
    return _comes_back(view, node, target) or leads_to_person(view.tree, view.state, target) is not None


def _comes_back(view: View, node: Listener, target: str | None) -> bool:
    """Whether recordings alone lead back to the same question, as where a phone system counts its tries apart."""
    passed: set[str] = set()
    while target is not None and target not in passed:
        if target == node.name:
            return True
        passed.add(target)
        onward = view.tree.nodes.get(target)
        target = onward.next if isinstance(onward, Say) else None
    return False


def _times(plays: int) -> str:
    return {1: "once", 2: "twice"}.get(plays, f"{plays} times")


def _too_few(tree: PhoneTree, nodes: Met, places: dict[str, Place], plays: int, lost: str) -> Finding:
    names = list(nodes)
    first = tree.nodes[names[0]]
    assert isinstance(first, Listener)
    return joined(
        ID,
        "warning",
        nodes,
        places=places.__getitem__,
        note=lambda name: f"{'no second chance' if plays == 1 else f'{plays} tries only'} here either",
        message=f"whoever {lost} in {some(names, 'or')} "
        f"{'has no second chance' if plays == 1 else f'has only {plays} tries'}",
        advice=f"play {some(names)} two or three times (`attempts`), and put callers through to a person after that",
        words=(WAIT,) if "nothing" in lost else words_at_menu(tree, first, "no-match"),
        cause=f"few {plays} {lost}",
    )


def _too_many(nodes: Met, places: dict[str, Place], plays: int, most: float) -> Finding:
    names = list(nodes)
    return joined(
        ID,
        "warning",
        nodes,
        places=places.__getitem__,
        note=lambda name: f"played {_times(plays)} too",
        message=f"{some(names)} {'is' if len(names) == 1 else 'are'} played {_times(plays)} before callers who cannot "
        "choose get any further",
        advice=f"play {some(names)} {_times(round(most))} at most (`attempts`), then put callers through to a person",
        cause=f"many {plays}",
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree:
    """The tree with the usual three plays."""
    return with_fields(tree, finding, attempts=Attempts(3, 3, apart=False))


BAD = """\
tree: Hearing clinic
start: main
nodes:
  main:
    menu: For an appointment, press 1. For batteries, press 2. For anything else, press 0.
    attempts: 1  # here
    options: {1: desk, 2: shop, 0: desk}
    no_input: box
  desk: {ring: Front desk, no_answer: box}
  shop: {ring: Shop, no_answer: box}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace("1  # here", "2")

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "fewest": Setting(2, "", "fewer plays are reported"),
        "most": Setting(3, "", "more plays are reported"),
    },
    needs=("graph", "hours"),
    sources=(
        IRISH_TOOLKIT.says("to an employee once the options have been presented twice"),
        PLUM_PROMPTS.says("three prompts, then an operator"),
        FREESWITCH_DEMO_IVR.says("3 failures and 3 silences in the example"),
        MITEL_MICOLLAB.says("a retry count of 3"),
        ELKS_46_IVR.says("a repeat count of 3"),
        MEDALLIA_MINDFUL.says("2 tries"),
    ),
    disputed="Irish public bodies are told to play the choices twice, vendors say or show three times. Both are "
    "accepted here; more than three is reported.",
    repair=repair,
)
