"""a caller who reached nobody is hung up on

A recording that ends in a dead line, a key that hangs up, hours outside which the line just closes: the caller
asked for something, got nothing, and has to dial again.

Checked for every caller whom nothing has served yet: a step is reported after which, whatever the caller does, the
system hangs up, while the node before still has another way on. Where hours decide, the step of the hours is
reported. Not reported here, since they have rules of their own: silence and wrong keys (no-input-hangs-up,
invalid-key-hangs-up), a ring group without `no_answer` (no-answer-unhandled), queues that hang up after too long a
wait, when too many wait or where nobody is (queue-timeout-hangs-up, queue-full-gives-busy,
queue-no-agents-unhandled), menus without any way to somebody (no-path-to-human, caller-trap) and targets that do not
exist (dangling-target). A `no_agents` that hangs up is reported here. A key whose announcement says that
the call ends ("to end this call, press 9") is no dead end, nor is one announced for emergencies behind which a
recording tells callers to dial the emergency number. While the office is closed, neither are recordings behind the
hours that tell callers what to do in an emergency, and also when the office is open or where to turn with what cannot
wait; in opening hours they are.

An error where people can be reached at that time; a warning where nobody can be, since then the caller loses only
the chance to leave a message.

In the phone system, let a recording go back to the menu, point the key at a person, and send callers outside the hours
to a mailbox that somebody returns or to an answering service. The setting is the destination after an announcement, or
of a time condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End, Step, steps
from ivr_audit.finding import Finding, Related, Witness
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import Refuges, Situation, moment_of
from ivr_audit.rules.hang_ups import call_unserved, has_own_rule, hung_up, unserved, way_on
from ivr_audit.rules.opening import is_closed
from ivr_audit.rules.phrasebook import says_emergency, says_opening_hours, says_urgent, stated_hours
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import DC_CABLE_3106
from ivr_audit.rules.spoken import announcing
from ivr_audit.rules.urgent import is_for_emergencies
from ivr_audit.rules.ways import aimed, happens, leading, place_of
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

_ENDS = (
    r"\b(?:ends?|finish(?:es)?|disconnects?|exits?) (?:(?:this|the|your) )?(?:(?:phone|telephone) )?call\b"
    r"|\bto (?:end|finish|disconnect|exit)(?: now)?(?=\W*$|\W+(?:please\W+)?(?:press|dial|hit|push|choose|select)\b)"
    r"|\b(?:press|dial|hit|push|choose|select) \W*\w+\W+to (?:end|finish|disconnect|exit)\W*$"
    r"|\bhangs? up\b|\bgood-?bye\b"
)

_Way = list[tuple[str, Step]]
"""Steps, each with the node it is taken from."""


def _check(measures: Measures, options: Options) -> Iterator[Finding]:
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for view in measures.views:
        refuges = Refuges(view)
        ways = unserved(view)
        groups: dict[tuple[str, str], list[_Way]] = {}
        for way in _lost(view, ways):
            groups.setdefault(_remedy(view.tree, _named(way)), []).append(way)
        for remedy, found in groups.items():
            first = known.setdefault(remedy, _named(found[0])[0])
            call = call_unserved(view, ways, *_named(found[0]))
            yield _finding(view, refuges, found, first, call)


def _named(way: _Way) -> list[tuple[str, str]]:
    return [(name, step.name) for name, step in way]


def _lost(view: View, ways: Mapping[str, Sequence[Step]]) -> Iterator[_Way]:
    """The ways to a hang-up that callers do not expect, each from the last step with another way on."""
    for way in _to_hang_ups(view, ways):
        since = _since_hours(view, way)
        if not _is_said(view.tree, way) and not _is_told(view, since):
            yield since


def _to_hang_ups(view: View, ways: Mapping[str, Sequence[Step]]) -> Iterator[_Way]:
    """The ways to a hang-up, each from the last step at which there was another way on."""
    lost = hung_up(view)
    if view.entry in lost:
        yield way_on(ways, Step("", view.entry, 0, 0, 0), lost)
        return
    hopeless = frozenset(view.calls.hopeless if view.person_reachable else ())
    for name, taken in ways.items():
        if name in lost or name in hopeless and isinstance(view.tree.nodes[name], model.Menu | model.Ask):
            continue
        for step in taken:
            if step.to in lost and step.by not in ("silence", "wrong") and not has_own_rule(view.tree, name, step):
                yield [(name, step), *way_on(ways, step, lost)]


def _since_hours(view: View, way: _Way) -> _Way:
    """The way from the last hours on that decide it: at other times the steps before lead elsewhere."""
    checks = [i for i, (name, _) in enumerate(way) if isinstance(view.tree.nodes[name], model.HoursCheck)]
    return way[checks[-1] :] if checks else way


def _is_said(tree: PhoneTree, way: _Way) -> bool:
    """Whether callers are told before they press the key that the call ends, or afterwards where to call in need."""
    menu = tree.nodes[way[0][0]]
    if not isinstance(menu, model.Menu):
        return False
    words = announcing(menu.prompt.text, way[0][1].name)
    if re.search(_ENDS, words, re.IGNORECASE):
        return True
    return is_for_emergencies(words) and says_emergency(_heard(tree, way[1:]))


def _is_told(view: View, way: _Way) -> bool:
    """Whether callers of a closed office are told what to do in an emergency, and when or where else to call."""
    name, step = way[0]
    if not isinstance(view.tree.nodes[name], model.HoursCheck) or step.name == "open" or not is_closed(view):
        return False
    heard = _heard(view.tree, way[1:])
    when = says_opening_hours(heard) or stated_hours(heard) is not None or says_urgent(heard)
    return when and says_emergency(heard)


def _heard(tree: PhoneTree, way: _Way) -> str:
    return " ".join(_words(tree.nodes[name]) for name, _ in way)


def _words(node: model.Node) -> str:
    return node.prompt.text if isinstance(node, model.Say | model.Hangup) else ""


def _finding(view: View, refuges: Refuges, ways: Sequence[_Way], first: tuple[str, str], call: Witness) -> Finding:
    """One finding for all ways that the same change would mend; `first` is the one by which it is known."""
    tree = view.tree
    way = _named(ways[0])
    name, step = way[0]
    does = happens(tree.nodes[name], step)
    others = [(at, taken) for (at, taken), *_ in map(_named, ways) if (at, taken) != first]
    return Finding(
        rule="dead-end",
        severity="error" if view.person_reachable else "warning",
        place=place_of(tree.nodes[name], step),
        node=first[0],
        cause=first[1],
        message=f"{does} {_then(tree, [at for at, _ in way[1:]])}",
        advice=_advice(tree, refuges, way),
        periods=view.names,
        witness=call,
        related=tuple(
            Related(place_of(tree.nodes[at], taken), f"{happens(tree.nodes[at], taken)} ends the same way")
            for at, taken in others
        ),
    )


def _then(tree: PhoneTree, names: Sequence[str]) -> str:
    """What the system does before it hangs up: `plays "directions" and then hangs up`."""
    heard, tried = [], []
    for name in names:
        match tree.nodes[name]:
            case model.Say():
                heard.append(f'"{name}"')
            case model.Hangup(prompt=prompt) if prompt != model.Prompt():
                heard.append(f'"{name}"')
            case model.Answered():
                tried.append(f'"{name}"')
            case _:
                pass
    done = [f"tries {list_words(tried)}, where nobody is,"] if tried else []
    done += [f"plays {list_words(heard)}"] if heard else []
    return f"{' and '.join(done)} and then hangs up" if done else "hangs up on the caller"


def _remedy(tree: PhoneTree, way: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The step to change: the last one before the system hangs up."""
    return next((leg for leg in reversed(way) if not isinstance(tree.nodes[leg[0]], model.Hangup)), way[0])


def _goal(tree: PhoneTree, refuges: Refuges, way: Sequence[tuple[str, str]]) -> str | None:
    """Where the changed step should lead: after recordings alone, back to the menu in which they were chosen."""
    remedy = _remedy(tree, way)
    played = way[1 : way.index(remedy) + 1]
    menu = tree.nodes[way[0][0]]
    if played and isinstance(menu, model.Menu) and all(isinstance(tree.nodes[name], model.Say) for name, _ in played):
        return menu.name
    return refuges.first(remedy[0])


def _advice(tree: PhoneTree, refuges: Refuges, way: Sequence[tuple[str, str]]) -> str:
    name, step = _remedy(tree, way)
    to = _goal(tree, refuges, way)
    if isinstance(tree.nodes[name], model.Hangup):
        return f'let calls begin at {refuges.said(name)} instead of at "{name}"'
    if step == "next" and to == way[0][0]:
        return f'let "{name}" go back to "{to}": set its "next"'
    goal = f'"{to}"' if to else refuges.said(name)
    return f"{leading(tree.nodes[name], step, goal)} instead of hanging up"


def _repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    view = moment_of(tree, finding)
    refuges = Refuges(view)
    way = _followed(view, *_begins(view, finding))
    if not way:
        return None
    goal = _goal(tree, refuges, way)
    return None if goal is None else aimed(tree, *_remedy(tree, way), goal)


def _begins(view: Situation, finding: Finding) -> tuple[str, str]:
    """The step that loses the caller of a finding; the one by which it is known may be that of another period."""
    for name, node in view.tree.nodes.items():
        for step in steps(view.tree, name, view.state):
            if place_of(node, step.name) == finding.place and happens(node, step.name) in finding.message:
                return name, step.name
    return finding.node, finding.cause


def _followed(view: Situation, name: str, step: str) -> list[tuple[str, str]]:
    """The way from a step on, always the first way."""
    taken = next((taken for taken in steps(view.tree, name, view.state) if taken.name == step), None)
    way: dict[str, str] = {}
    while taken is not None and name not in way:
        way[name] = taken.name
        if isinstance(taken.to, End):
            break
        name = taken.to
        taken = steps(view.tree, name, view.state)[0]
    return list(way.items())


BAD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 0. For directions, press 4.
    options:
      0: front desk
      4: directions  # here
    no_input: front desk
  directions: {say: We are at 12 Mill Road.}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""
GOOD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For the front desk, press 0. For directions, press 4. To end this call, press 9.
    options:
      0: front desk
      4: directions
      9: hangup
    no_input: front desk
  directions: {say: We are at 12 Mill Road., next: main}
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id="dead-end",
    severity="error",
    check=_check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours"),
    sources=(DC_CABLE_3106.says("a caller may not be disconnected without another choice or a person"),),
    repair=_repair,
)
