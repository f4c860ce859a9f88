"""a caller who presses nothing is hung up on

Not everybody can press a key: somebody driving, somebody with a rotary telephone or a relay service, somebody who
did not understand the choices. They wait for a person, as the telephone has taught them, and the line goes dead.

Reported for each menu and each question to which a caller can come whom nothing has served yet, if its `no_input`
is left out or leads to a hang-up, at most through recordings, hours and the like. Where `invalid` is left out too,
wrong keys end the same way and the finding says so. It makes no difference whether the office is open: at night
silence should lead to a mailbox or to whoever is on call.

To fix it, let silence lead to the front desk after the last attempt, and out of hours to a mailbox that somebody
returns. In phone systems the setting is called "timeout", "no input" or "no response" destination.
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
        for found in given_up(view, "silence", shown):
            yield _finding(view, refuges, found)


def _finding(view: View, refuges: Refuges, found: GivenUp) -> Finding:
    node = found.node
    does = "presses" if node.kind == "menu" else "enters"
    wrong = ""
    if node.invalid is None:
        wrong = f"; wrong {'keys' if node.kind == 'menu' else 'entries'} end the same way"
    return Finding(
        rule="no-input-hangs-up",
        severity="error",
        place=node.at("no_input"),
        node=node.name,
        message=f'a caller who {does} nothing in "{node.name}" is cut off {found.told(view.tree)}{wrong}',
        advice=f'set "no_input" of "{node.name}" to {refuges.said(node.name)}',
        periods=view.names,
        witness=found.call,
    )


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    return sent_on(tree, finding, "no_input")


BAD = """\
tree: Dental office
start: main
nodes:
  main:  # here
    menu: For the front desk, press 1. For billing, press 2.
    options:
      1: front desk
      2: box
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Billing, owner: Mary, reply_within: 1d}
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
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Billing, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="no-input-hangs-up",
    severity="error",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    sources=(
        "D.C. Mun. Regs. 15-3106.4, a caller may not be disconnected without another choice or a person"
        " (law, grade A): http://dcrules.elaws.us/dcmr/15-3106",
        "New York bill A3831 of 2009, to a person after ten seconds of silence (bill, grade A):"
        " https://www.nysenate.gov/legislation/bills/2009/a3831",
        "Irish public-service design toolkit, to an employee once the options have been presented twice"
        " (guidance, grade B): http://publicservice.universaldesign.ie/digital21.html",
        "Plum prompt guidelines, to an operator after the third failure (vendor, grade C):"
        " http://www.plumvoice.com/blog/ivr-prompt-guidelines",
    ),
    repair=_repair,
)
