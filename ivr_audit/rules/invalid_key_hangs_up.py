"""a caller who presses wrong keys is hung up on

A finger slips, a key is pressed that another office offers, a telephone sends two digits for one: a few such
mistakes and the line is dead, although the caller has shown that somebody is there who wants something.

Reported for each menu and each question to which a caller can come whom nothing has served yet, if `invalid` is
given and leads to a hang-up, at most through recordings, hours and the like. Where `invalid` is left out, wrong
keys go where silence goes, and no-input-hangs-up reports both. A menu that offers every key there is has no wrong
ones.

To fix it, let wrong keys lead to the front desk after the last attempt, and out of hours to a mailbox that somebody
returns. In phone systems the setting is called "invalid" or "no match" destination.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding, Witness
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import Refuges
from ivr_audit.rules.giving_up import GivenUp, given_up, sent_on
from ivr_audit.rules.rule import Options, Rule

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    shown: dict[str, Witness] = {}
    for view in measures.views:
        refuges = Refuges(view)
        for found in given_up(view, "wrong", shown):
            yield _finding(view, refuges, found)


def _finding(view: View, refuges: Refuges, found: GivenUp) -> Finding:
    node = found.node
    does = "presses wrong keys in" if node.kind == "menu" else "makes wrong entries at"
    return Finding(
        rule="invalid-key-hangs-up",
        severity="error",
        place=node.at("invalid"),
        node=node.name,
        message=f'a caller who {does} "{node.name}" is cut off {found.told(view.tree)}',
        advice=f'set "invalid" of "{node.name}" to {refuges.said(node.name)}',
        periods=view.names,
        witness=found.call,
    )


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    return sent_on(tree, finding, "invalid")


BAD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1, or stay on the line. For billing, press 2.
    options:
      1: front desk
      2: box
    no_input: front desk
    invalid: goodbye  # here
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Billing, owner: Mary, reply_within: 1d}
  goodbye: {hangup: That is not a choice. Goodbye.}
"""
GOOD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 1, or stay on the line. For billing, press 2.
    options:
      1: front desk
      2: box
    no_input: front desk
    invalid: front desk
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Billing, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="invalid-key-hangs-up",
    severity="error",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    sources=(
        "D.C. Mun. Regs. 15-3106.4, a caller may not be disconnected without another choice or a person"
        " (law, grade A): http://dcrules.elaws.us/dcmr/15-3106",
        "Plum prompt guidelines, to an operator after the third failure (vendor, grade C):"
        " http://www.plumvoice.com/blog/ivr-prompt-guidelines",
    ),
    repair=_repair,
)
