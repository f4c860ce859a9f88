"""callers who want a person come to a mailbox that no key leads out of

A key said "refills", and behind it a recording asks for a message, while somebody sits at the front desk. Pressing 0
does nothing. The only way is to hang up and dial again.

Checked while the office is open and a person can be reached who is there for every question: every mailbox that
callers come to without having tried anybody, by the keys of menus, by silence or wrong keys, by entering what was
asked for, or by themselves. It is a trap if none of its `exits` leads to where a person can be reached. Not counted
is a box that callers ask for: by a key that the prompt announces with a message or voicemail, or by silence where the
prompt of the menu speaks of a message; nor a way through people who did not answer, or out of a queue, for there the
key would lead back to the same people. Nor is a box whose messages seem to need no answer: it is for certain `topics`,
somebody listens to it every day (`checked`), and no answer is promised. Boxes that are traps at the same times are one
finding. Imported files are not checked.

It is advice and not the warning that it might be: few small offices have such a key, callers lose little time, and
what weighs more, a choice that leads to nobody, is reported by option-always-voicemail. That a key can lead out is
shown by the handbook of one system; no study of it was found.

In the phone system, let 0 during the greeting lead to the front desk: "operator" in the voicemail settings of Asterisk,
VmX Locator in FreePBX, the key 0 in the voicemail settings elsewhere. Say so in the greeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End, Step
from ivr_audit.finding import Finding, Related
from ivr_audit.model import Node, PhoneTree, Voicemail
from ivr_audit.rules.common import call_along, moment_of
from ivr_audit.rules.opening import is_closed
from ivr_audit.rules.people import operator
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.settling import needs_no_answer
from ivr_audit.rules.sources_trade import ASTERISK_VOICEMAIL_ZERO
from ivr_audit.rules.spoken import announcing
from ivr_audit.rules.ways import option_of, with_node

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "voicemail-trap"
_MESSAGE = re.compile(
    r"\bmessages?\b|\bvoice ?-?mail\b|\bmail ?box\b"
    r"|\bmensajes?\b|\bbuz[oó]n\b|\bmessagerie\b|\bmensagem\b|\bnachricht\b",
    re.IGNORECASE,
)


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all mailboxes that callers come to and cannot leave for a person at the same times."""
    if measures.tree.system != "native":
        return
    trapped: dict[str, list[View]] = {}
    for view in measures.views:
        if view.person_reachable and not is_closed(view) and operator(view.tree, view.state, view.entry):
            for name in _traps(view):
                trapped.setdefault(name, []).append(view)
    alike: dict[tuple[str, ...], list[Voicemail]] = {}
    for name, box in measures.tree.nodes.items():
        if isinstance(box, Voicemail) and name in trapped and not needs_no_answer(box):
            periods = dict.fromkeys(period for view in trapped[name] for period in view.names)
            alike.setdefault(tuple(sorted(periods)), []).append(box)
    for boxes in alike.values():
        views = trapped[boxes[0].name]
        yield _finding(views, boxes)


def _finding(views: Sequence[View], boxes: Sequence[Voicemail]) -> Finding:
    view = views[0]
    first, *rest = boxes
    said = some([box.name for box in boxes])
    return Finding(
        rule=ID,
        severity="advice",
        place=first.at("exits"),
        node=first.name,
        message=f"callers who come to {said} while people are there can only leave a message: no key leads to a person",
        advice=f'let 0 in {said} lead to "{operator(view.tree, view.state, view.entry)}", and say so in the greeting',
        periods=tuple(dict.fromkeys(name for view in views for name in view.names)),
        witness=call_along(view, first.name),
        related=tuple(Related(box.place, "no key leads out of this mailbox either") for box in rest),
        nodes=tuple(box.name for box in rest),
    )


def _traps(view: View) -> list[str]:
    """The mailboxes without a way to a person that callers come to without having tried anybody."""
    found = {view.entry}
    waiting = [view.entry]
    while waiting:
        node = view.tree.nodes[waiting.pop()]
        if isinstance(node, model.Answered | model.Transfer | Voicemail):
            continue
        new = [str(s.to) for s in view.steps(node.name) if not isinstance(s.to, End) and not _is_asked_for(node, s)]
        new = [name for name in new if name not in found]
        found.update(new)
        waiting += new
    never = set(view.calls.never)
    return [name for name in found if name in never and isinstance(view.tree.nodes[name], Voicemail)]


def _is_asked_for(node: Node, step: Step) -> bool:
    """Whether callers who take a step have heard that they will leave a message."""
    if not isinstance(node, model.Menu):
        return False
    if step.by == "key":
        return option_of(node, step.name) is not None and _says_message(announcing(node.prompt.text, step.name))
    return step.by in ("silence", "wrong") and _says_message(node.prompt.text)


@lru_cache(maxsize=4096)
def _says_message(text: str) -> bool:
    return bool(_MESSAGE.search(text))


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with key 0 in each of the boxes leading to the operator."""
    to = operator(*moment_of(tree, finding))
    if to is None:
        return None
    for name in (finding.node, *finding.nodes):
        box = tree.nodes[name]
        assert isinstance(box, Voicemail)
        kept = tuple(option for option in box.exits if option.key != "0")
        tree = with_node(tree, replace(box, exits=(*kept, model.Option("0", to, (), box.place, box.place))))
    return tree


BAD = """\
tree: Pharmacy
start: main
nodes:
  main:
    menu: To order a refill, press 1. To speak with the pharmacist, press 0.
    options: {1: refill box, 0: counter}
    no_input: counter
  refill box:  # here
    voicemail: Refills
    greeting: Please leave your name, your telephone number and what you need.
    owner: Ann
    reply_within: 1d
  counter: {ring: Counter, no_answer: refill box}
"""

GOOD = """\
tree: Pharmacy
start: main
nodes:
  main:
    menu: To order a refill, press 1. To speak with the pharmacist, press 0.
    options: {1: refill box, 0: counter}
    no_input: counter
  refill box:
    voicemail: Refills
    greeting: Please leave your name, your telephone number and what you need, or press 0 for the counter.
    owner: Ann
    reply_within: 1d
    exits: {0: counter}
  counter: {ring: Counter, no_answer: refill box}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
    sources=(ASTERISK_VOICEMAIL_ZERO.says("pressing 0 during the greeting can lead to the operator"),),
    repair=repair,
)
