"""a caller who presses nothing is hung up on

Not everybody can press a key: somebody driving, somebody with a rotary telephone or a relay service, somebody who did
not understand the choices. They wait for a person, as the telephone has taught them, and the line goes dead.

Reported for menus and questions that a caller can come to before anything has helped, if their `no_input` is left out
or leads to a hang-up, at most through recordings, hours and the like. Menus whose callers should be sent to the same
place are one finding. Where `invalid` is left out too, or leads where `no_input` does, wrong keys end the same way and
the finding says so. It makes no difference whether the office is open: at night silence should lead to a mailbox or to
whoever is on call. Not reported where every key of the menu ends in a hang-up too and silence goes where one of them
does: silence is not the cause then (see dead-end).

In the phone system, let silence lead to the front desk after the last attempt, and out of hours to a mailbox that
somebody returns. The setting is called "timeout", "no input" or "no response" destination.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules.giving_up import hanging_up, sent_on
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import DC_CABLE_3106, IRISH_TOOLKIT, NEW_YORK_A3831
from ivr_audit.rules.sources_trade import PLUM_PROMPTS

if TYPE_CHECKING:
    from ivr_audit.measures import Measures


def _check(measures: Measures, options: Options) -> Iterable[Finding]:
    return hanging_up(measures, "no-input-hangs-up", "no_input")


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
        DC_CABLE_3106.says("a caller may not be disconnected without another choice or a person"),
        NEW_YORK_A3831.says("to a person after ten seconds of silence"),
        IRISH_TOOLKIT.says("to an employee once the options have been presented twice"),
        PLUM_PROMPTS.says("to an operator after the third failure"),
    ),
    repair=_repair,
)
