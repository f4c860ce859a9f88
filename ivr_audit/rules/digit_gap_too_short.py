"""callers who enter several digits get too little time between them

A caller who reads a number off a card looks down after every few digits. If the system stops listening in between, it
takes half a number for the whole and says that it is wrong. Callers start again, or give up.

Checked for every menu and question that calls can come to where several digits are expected: a question with `digits`
over 1, a menu with `extensions` of several digits or with a key of several. It is reported if the file says, there or
in the tree's `defaults`, that it waits less than `shortest` for a further digit (`inter_digit_timeout`); and if it
says both waits and the one for a further digit is longer than the one for the first, so that some systems end the
whole wait before the pause between two digits is over. Each of the two is one finding for all menus and questions.
What is only assumed is not reported.

The 2 seconds are the pause in FreeSWITCH's example. Plum comes with 1 second, and Genesys with 3; Genesys advises that
the wait for the first key is the longer one.

In the phone system, set the time between digits to about 3 seconds and the time for the first key higher:
"Inter-Digit Timeout" and "No Entry Timeout" in Genesys, "inter-digit-timeout" in FreeSWITCH, "TIMEOUT(digit)" in
Asterisk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules.menus import Listener, Stated, exactly, joined, met, spread, stated_timeout, with_fields
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_trade import FREESWITCH_DEMO_IVR, GENESYS_TIMEOUTS, PLUM_INTERDIGIT

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "digit-gap-too-short"
THREE, FIVE = 3.0, 5.0


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for all that wait too short, and one for all that wait longer than for the first digit."""
    short: dict[str, Stated] = {}
    longer: dict[str, tuple[Stated, Stated]] = {}
    for node in measures.tree.nodes.values():
        if not isinstance(node, Listener) or not _several_digits(node):
            continue
        gap = stated_timeout(measures.tree, node, "inter_digit_timeout")
        first = stated_timeout(measures.tree, node, "no_input_timeout")
        if gap is not None and gap.value < options["shortest"]:
            short[node.name] = gap
        elif gap is not None and first is not None and gap.value > first.value:
            longer[node.name] = (gap, first)
    yield from _on_short(measures, short)
    yield from _on_longer(measures, longer)


def _several_digits(node: Listener) -> bool:
    if isinstance(node, model.Ask):
        return (node.digits or 1) > 1
    offered = [*(option.key for option in node.options), *(one.pattern for one in node.extensions)]
    return any(len(keys) > 1 for keys in offered)


def _on_short(measures: Measures, gaps: dict[str, Stated]) -> Iterator[Finding]:
    nodes = met(measures, gaps)
    if nodes:
        names = list(nodes)
        yield joined(
            ID,
            "warning",
            nodes,
            places=lambda name: gaps[name].place,
            note=lambda name: f"waits {exactly(gaps[name].value)} for a further digit",
            message=f"{some(names)} {'waits' if len(names) == 1 else 'wait'} only "
            f"{spread(gaps[name].value for name in names)} for a further digit: what slow callers have entered by "
            "then is taken for the whole number",
            advice=f"let {some(names)} wait about 3 s between digits (`inter_digit_timeout`)",
            cause="short",
        )


def _on_longer(measures: Measures, waits: dict[str, tuple[Stated, Stated]]) -> Iterator[Finding]:
    nodes = met(measures, waits)
    if nodes:
        names = list(nodes)
        gap, first = waits[names[0]]
        more = f"; so {'does' if len(names) == 2 else 'do'} {some(names[1:])}" if names[1:] else ""
        yield joined(
            ID,
            "warning",
            nodes,
            places=lambda name: waits[name][0].place,
            note=lambda name: "waits longer between digits than for the first one too",
            message=f'"{names[0]}" waits {exactly(gap.value)} for a further digit, but only {exactly(first.value)} for '
            f"the first{more}",
            advice=f"let {some(names)} wait about 3 s between digits (`inter_digit_timeout`), and longer for the first "
            "one (`no_input_timeout`)",
            cause="longer",
        )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree:
    """The tree with the usual 3 seconds between digits, and 5 for the first."""
    first = {} if finding.cause == "short" else {"no_input_timeout": FIVE}
    return with_fields(tree, finding, inter_digit_timeout=THREE, **first)


BAD = """\
tree: Vision insurer
start: member number
nodes:
  member number:
    ask: Please enter the nine digits of your member number, or stay on the line.
    digits: 9
    inter_digit_timeout: 1s  # here
    next: representatives
    no_input: representatives
  representatives: {ring: Representatives, no_answer: box}
  box: {voicemail: Members, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace("1s  # here", "3s")

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"shortest": Setting(2.0, "s", "a shorter wait for a further digit is reported")},
    sources=(
        GENESYS_TIMEOUTS.says("3 seconds between digits, 5 for the first, which should be the longer one"),
        FREESWITCH_DEMO_IVR.says("2 seconds between digits in the example"),
        PLUM_INTERDIGIT.says("1 second unless set"),
    ),
    repair=repair,
)
