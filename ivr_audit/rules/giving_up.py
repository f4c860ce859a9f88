"""What a menu does with a caller after the last silent or wrong attempt, where that is to hang up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from ivr_audit import model
from ivr_audit.call import wrong_key
from ivr_audit.callgraph import Listening, Step, listening
from ivr_audit.finding import Finding, Witness
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import refuge
from ivr_audit.rules.hang_ups import call_unserved, has_own_rule, hung_up, unserved, way_on
from ivr_audit.rules.ways import with_node
from ivr_audit.words import list_words, say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import View

Listens = model.Menu | model.Ask


class GivenUp(NamedTuple):
    """A menu or question that hangs up in the end, by way of `names` and after `seconds`; `call` shows it."""

    node: Listens
    step: Step
    names: tuple[str, ...]
    seconds: float
    times: Listening
    call: Witness

    def told(self, tree: PhoneTree) -> str:
        """`after 41 s and 3 plays`, with the recordings that are played before the line is dead."""
        plays = self.times.attempts.no_input if self.step.by == "silence" else self.times.attempts.invalid
        heard = [f'"{name}"' for name in self.names if isinstance(tree.nodes[name], model.Say | model.Hangup)]
        last = f", after hearing {list_words(heard)}" if heard else ""
        return f"after {say_duration(self.seconds)} and {plays} {'play' if plays == 1 else 'plays'}{last}"


def given_up(view: View, by: Literal["silence", "wrong"], shown: dict[str, Witness]) -> Iterator[GivenUp]:
    """The menus and questions where silence ends in a hang-up for callers whom nothing has served; or wrong keys, where
    these have a field of their own and there are any. `shown` keeps the first call for each of them: one is enough."""
    ways = unserved(view)
    lost = hung_up(view, ways)
    for name, taken in ways.items():
        node = view.tree.nodes[name]
        step = next((step for step in taken if step.by == by), None)
        if step is None or step.to not in lost or not isinstance(node, Listens):
            continue
        if by == "wrong" and (node.invalid is None or wrong_key(node) is None):
            continue
        if not has_own_rule(view.tree, name, step):
            onward = way_on(ways, step, lost)
            seconds = step.typical + sum(further.typical for _, further in onward)
            times = listening(node, view.tree.defaults)
            if name not in shown:
                legs = ((name, step.name), *((at, further.name) for at, further in onward))
                shown[name] = call_unserved(view, ways, *legs)
            yield GivenUp(node, step, tuple(at for at, _ in onward), seconds, times, shown[name])


def sent_on(tree: PhoneTree, finding: Finding, field: Literal["no_input", "invalid"]) -> PhoneTree | None:
    """The tree with silence (or wrong keys) at the menu of a finding leading to a person, else to a mailbox."""
    to = refuge(tree, finding, finding.node)
    node = tree.nodes[finding.node]
    if to is None or not isinstance(node, Listens):
        return None
    return with_node(tree, replace(node, no_input=to) if field == "no_input" else replace(node, invalid=to))
