"""callers are asked for the same data twice in one call

The caller has typed the account number, and two menus later a recording asks for it again, as if nobody had listened.
It takes time, and callers conclude that nothing of what they enter arrives.

Checked for every two questions (`ask`) in the same period and from the same number. They ask for the same data if their
`data` fields name the same thing (capitals do not count), or where there is no such field, if the first thing named in
their prompts is the same: a date of birth, a ZIP code, a telephone, account, member, patient, policy, claim, order,
prescription, card or social security number, an extension, a PIN and a few more; "the patient's date of birth" is not
"the subscriber's", and "the account number of the payer" is not that of the payee. The check follows a call that goes
to the first question by the way with the fewest steps, gives the data and goes on, also where a person passes it on,
without coming back to a place it has passed; the second question is reported if such a call can come to it. The check
stops where the call was about one matter and begins about another: at a `self_service` with topics that it `serves`,
and at a key that the prompt announces for another thing ("to refill another prescription, press 1"). Each second
question is reported once. Asking again after a wrong or silent answer is not meant. In very large trees the search
stops after some 20,000 steps in each period.

No source says how much it costs; in a survey 59% of callers dread being passed on and having to say everything again.

In the phone system, keep the first answer and hand it on: in Twilio Studio a variable of the flow, in Amazon Connect a
contact attribute, in Asterisk a channel variable; and take the second question out.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.callgraph import End, Step, Stop, handovers
from ivr_audit.finding import Finding, Related
from ivr_audit.model import Ask, Menu, Node, SelfService
from ivr_audit.rules.asked_data import asked_for
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources_trade import HELPSHIFT_TRANSFERS
from ivr_audit.rules.spoken import announcing

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "asks-again"
MOST_STEPS = 20_000
"""Steps followed in one view; an ordinary tree has a few hundred."""
_ANOTHER = re.compile(r"\b(?:another|an additional|otr[ao]|une? autre|outr[ao])\b", re.IGNORECASE)
Legs = tuple[tuple[str, str], ...]


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each question whose answer the caller may have given before."""
    alike: dict[str, list[Ask]] = {}
    for node in measures.tree.nodes.values():
        kind = asked_for(node) if isinstance(node, Ask) else None
        if kind is not None and isinstance(node, Ask):
            alike.setdefault(kind, []).append(node)
    pairs = {kind: asks for kind, asks in alike.items() if len(asks) > 1}
    for view in measures.views if pairs else ():
        left = MOST_STEPS
        for kind, asks in pairs.items():
            again: set[str] = set()
            for first in asks:
                wanted = {ask.name for ask in asks if ask.name not in again} - {first.name}
                before = view.way_to(first.name)
                if left <= 0 or not wanted or before is None:
                    continue
                found, taken = _asked_later(view, first.name, {leg.node for leg in before}, wanted)
                left -= taken
                again |= set(found)
                for name, legs in found.items():
                    yield _finding(view, kind, first.name, name, (*before, *legs))


def _asked_later(view: View, first: str, passed: set[str], wanted: set[str]) -> tuple[dict[str, Legs], int]:
    """The wanted questions that a call comes to after the first, each with the way; and the steps looked at."""
    came: dict[Stop, tuple[Stop, Step]] = {}
    start = next(step for step in view.steps(first) if step.by == "given")
    waiting: deque[tuple[Stop, Step]] = deque([(first, start)])
    found: dict[str, Legs] = {}
    looked = 0
    while waiting and len(found) < len(wanted):
        source, step = waiting.popleft()
        stop = step.to
        if stop in came or stop in passed or stop == first:
            continue
        came[stop] = (source, step)
        if stop in wanted:
            found[str(stop)] = _legs(came, stop, first)
        onward = handovers(view.tree, stop.node) if isinstance(stop, End) else view.steps(stop)
        if isinstance(stop, End) and stop.outcome != "person":
            continue
        looked += len(onward)
        if not isinstance(stop, End) and _is_settled(view.tree.nodes[stop]):
            continue
        waiting += [(stop, further) for further in onward if further.by != "wrong" and not _anew(view, stop, further)]
    return found, looked


def _is_settled(node: Node) -> bool:
    """Whether callers have got here what they called for."""
    return isinstance(node, SelfService) and bool(node.serves)


def _anew(view: View, stop: Stop, step: Step) -> bool:
    """Whether a key is announced for another thing of the kind that the caller has asked for."""
    node = None if isinstance(stop, End) else view.tree.nodes[stop]
    return isinstance(node, Menu) and bool(_ANOTHER.search(announcing(node.prompt.text, step.name)))


def _legs(came: dict[Stop, tuple[Stop, Step]], stop: Stop, first: str) -> Legs:
    legs: list[tuple[str, str]] = []
    while stop != first:
        stop, step = came[stop]
        legs.append((stop.node if isinstance(stop, End) else stop, step.name))
    return tuple(reversed(legs))


def _finding(view: View, kind: str, first: str, name: str, legs: Legs) -> Finding:
    tree = view.tree
    return Finding(
        rule=ID,
        severity="warning",
        place=tree.nodes[name].at("prompt"),
        node=name,
        message=f'"{name}" asks callers for the {kind} that they have already given at "{first}"',
        advice=f'take "{name}" out, and use what callers gave at "{first}"',
        periods=view.names,
        witness=view.witness(legs),
        related=(Related(tree.nodes[first].at("prompt"), "asked here before"),),
        nodes=(first,),
    )


BAD = """\
tree: Vision insurer
start: identity
nodes:
  identity:
    ask: Welcome. Please enter your member number.
    digits: 8
    next: main
    no_input: front desk
  main:
    menu: For your benefits, press 1. For the front desk, press 0.
    options: {1: benefits check, 0: front desk}
    no_input: front desk
  benefits check:
    ask: To hear your benefits, please enter your member ID.  # here
    digits: 8
    next: benefits
    no_input: front desk
  benefits: {ring: Benefits team, no_answer: front desk}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Insurer, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Vision insurer
start: identity
nodes:
  identity:
    ask: Welcome. Please enter your member number.
    digits: 8
    next: main
    no_input: front desk
  main:
    menu: For your benefits, press 1. For the front desk, press 0.
    options: {1: benefits check, 0: front desk}
    no_input: front desk
  benefits check:
    ask: To hear your benefits, please enter your date of birth.
    digits: 8
    next: benefits
    no_input: front desk
  benefits: {ring: Benefits team, no_answer: front desk}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Insurer, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "prompts"),
    sources=(HELPSHIFT_TRANSFERS.says("59% dread being passed on and repeating themselves"),),
)
