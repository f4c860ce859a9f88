"""The call graph as JSON, for the phone in the HTML report, which plays a call by it as `ivr_audit.call` does.

Whatever a step means and how long it takes is worked out here, by the call graph; the page only follows steps. Seconds
keep all their digits, so that the page's clock and `ivr-audit call` never differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Final

from ivr_audit import model
from ivr_audit.audit import Audit
from ivr_audit.call import NO_SUCH_KEYS, Position, Turn, usual_step, wrong_key
from ivr_audit.callgraph import End, Step, dialled, handovers, listening, reaction_at, relevance, steps, steps_of
from ivr_audit.hours import State, timeline
from ivr_audit.model import PhoneTree, Prompt
from ivr_audit.render.step_words import say_step
from ivr_audit.render.transcript import happened, promise

Json = Mapping[str, object]
_ESCAPED: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""In a script element nothing may look like its end, a comment or an entity."""


def phone_json(audit: Audit) -> str:
    """The call graph of every period, and the periods of the year (docs/report.md), safe inside a script element."""
    text = json.dumps(call_graph(audit), separators=(",", ":"))
    return text.translate(_ESCAPED)


def call_graph(audit: Audit) -> Json:
    """The same as values. Nodes, lists of steps, states and periods are named by their place in a list."""
    tree = audit.tree
    relevant = relevance(tree)
    states = list(dict.fromkeys(relevant(found.period.state) for found in audit.periods))
    rank = {name: i for i, name in enumerate(tree.nodes)}
    lists: dict[str, int] = {}
    tables = [[_number(lists, _steps(tree, name, state, rank)) for name in tree.nodes] for state in states]
    return {
        "name": tree.name,
        "entries": [{"number": entry.number, "node": rank[entry.node]} for entry in tree.entries],
        "periods": [
            {
                "name": found.period.name,
                "at": found.period.example.isoformat(timespec="minutes"),
                "state": states.index(relevant(found.period.state)),
            }
            for found in audit.periods
        ],
        "from": audit.as_of.isoformat(),
        "year": _year(audit),
        "nodes": [_node(tree, node, rank) for node in tree.nodes.values()],
        "steps": [json.loads(text) for text in lists],
        "states": tables,
    }


def _number(lists: dict[str, int], found: Json) -> int:
    """The place of a list of steps; equal ones are kept once."""
    return lists.setdefault(json.dumps(found), len(lists))


def _year(audit: Audit) -> list[int]:
    """The 366 days as pairs: the minute from the first midnight on from which a period holds, and that period."""
    numbers: dict[State, int] = {found.period.state: i for i, found in enumerate(audit.periods)}
    first = datetime.combine(audit.as_of, time())
    pairs: list[int] = []
    for stretch in timeline(audit.tree, audit.as_of):
        pairs += [round((stretch.start - first).total_seconds() / 60), numbers[stretch.state]]
    return pairs


def _steps(tree: PhoneTree, name: str, state: State, rank: Mapping[str, int]) -> Json:
    """The steps from a node, and which of them is taken where nobody presses anything."""
    found = steps(tree, name, state)
    usual = usual_step(tree, Position(name), found)
    return {"usual": found.index(usual), "steps": [_step(tree, name, step, rank) for step in found]}


def _step(tree: PhoneTree, name: str, step: Step, rank: Mapping[str, int]) -> list[object]:
    """Name, target (a node's place, or how the call ends), seconds, who decides, what happens, what a button says."""
    to = step.to.outcome if isinstance(step.to, End) else rank[step.to]
    listens = isinstance(tree.nodes[name], model.Menu | model.Ask)
    said = "" if step.by == "system" else step.name
    what = "" if listens and step.by == "key" else happened(tree, Turn(name, step.name, 0.0, step.typical, "", said))
    found: list[object] = [step.name, to, step.typical, step.by, what]
    if listens and step.by in ("key", "silence", "wrong"):
        return found
    onward = f" ({step.to})" if step.by == "person" and isinstance(step.to, str) else ""
    return [*found, say_step(step.name) + onward]


def _node(tree: PhoneTree, node: model.Node, rank: Mapping[str, int]) -> Json:
    """Name and kind, what is heard, and what else the kind has: menus their times, people where they pass callers on,
    boxes who returns messages."""
    found: dict[str, object] = {"name": node.name, "kind": node.kind}
    text = _heard(node)
    if text:
        found["text"] = text
    if isinstance(node, model.Menu | model.Ask):
        found |= _listening(tree, node)
    passed_on = [_step(tree, node.name, step, rank) for step in handovers(tree, node.name)]
    if passed_on:
        found["handovers"] = passed_on
    if isinstance(node, model.Voicemail):
        found["promise"] = promise(tree, node.name).strip()
    if isinstance(node, model.Queue) and node.no_agents is None:
        found["holds"] = True
    return found


def _heard(node: model.Node) -> str:
    match node:
        case model.Say() | model.Hangup() | model.Menu() | model.Ask():
            return _words(node.prompt)
        case model.Voicemail():
            return _words(node.greeting)
        case model.SelfService():
            return _words(node.does)
        case _:
            return ""


def _words(prompt: Prompt) -> str:
    return prompt.text or prompt.audio


def _listening(tree: PhoneTree, node: model.Menu | model.Ask) -> Json:
    """What a caller hears later, and the seconds of one silent and of one wrong attempt: the first time, and later.
    `keys` are those of the steps while the replay is heard, where that is another text."""
    times = listening(node, tree.defaults)
    found: dict[str, object] = {
        "silence": [times.prompt + times.timeout, times.replay + times.timeout],
        "wrong": [
            times.prompt + reaction_at(times, tree.defaults) + times.invalid,
            times.replay + reaction_at(times, tree.defaults) + times.invalid,
        ],
        "attempts": [times.attempts.no_input, times.attempts.invalid, int(times.attempts.apart)],
        "wrongKey": wrong_key(node) or NO_SUCH_KEYS,
        "pause": times.digit_gap,
        "plays": [times.prompt, times.replay],
    }
    if node.replay is not None:
        again = steps_of(tree, replace(node, prompt=node.replay), State(frozenset(), False))
        found |= {"again": _words(node.replay), "keys": [step.typical for step in again]}
    if node.invalid_prompt is not None:
        found["sorry"] = _words(node.invalid_prompt)
    if isinstance(node, model.Menu) and node.extensions:
        found["extensions"] = {step: one.pattern for step, one in dialled(node).items()}
    if isinstance(node, model.Ask):
        found["digits"] = node.digits
    return found
