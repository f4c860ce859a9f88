"""a caller who presses wrong keys is hung up on

A finger slips, a key is pressed that another office offers, a telephone sends two digits for one: a few such mistakes
and the line is dead, although the caller has shown that somebody is there who wants something.

Reported for menus and questions that a caller can come to before anything has helped, if `invalid` is given and leads
to a hang-up, at most through recordings, hours and the like. Menus whose callers should be sent to the same place are
one finding. Where `invalid` is left out, or leads where `no_input` does, no-input-hangs-up reports both. A menu that
offers every key there is has no wrong ones.

In the phone system, let wrong keys lead to the front desk after the last attempt, and out of hours to a mailbox that
somebody returns. The setting is called "invalid" or "no match" destination.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules.giving_up import hanging_up, sent_on
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import DC_CABLE_3106, IRISH_TOOLKIT
from ivr_audit.rules.sources_trade import PLUM_PROMPTS

if TYPE_CHECKING:
    from ivr_audit.measures import Measures


def _check(measures: Measures, options: Options) -> Iterable[Finding]:
    return hanging_up(measures, "invalid-key-hangs-up", "invalid")


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
        DC_CABLE_3106.says("a caller may not be disconnected without another choice or a person"),
        IRISH_TOOLKIT.says("to an employee once the options have been presented twice"),
        PLUM_PROMPTS.says("to an operator after the third failure"),
    ),
    repair=_repair,
)
