"""One way on from a node: what it is called, where it stands in the file, and the tree with it leading elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ivr_audit import model
from ivr_audit.callgraph import dialled
from ivr_audit.model import Node, PhoneTree
from ivr_audit.place import Place
from ivr_audit.words import say_duration

_FIELDS = {
    "no-input": "no_input",
    "no-match": "invalid",
    "no-answer": "no_answer",
    "no-agents": "no_agents",
    "given": "next",
    "extension": "extensions",
}


_EXTENSION = "extension "
"""Begins the name of a step, and of what leads there, where a menu has several patterns of extensions."""
_STEPS = {field: step for step, field in _FIELDS.items() if field != "next"}


def step_of(node: Node, field: str, to: str) -> str:
    """The name of the step that takes a target, `field` being what `model.targets` calls it."""
    if field in ("transfers_to", "escalates_to"):
        word = "transferred" if field == "transfers_to" else "escalated"
        return word if len(getattr(node, field)) == 1 else f"{word} {to}"
    if field == "next" and isinstance(node, model.Ask):
        return "given"
    if field.startswith("key "):
        key = field.removeprefix("key ")
        return key if isinstance(node, model.Menu) else f"exit {key}"
    if field.startswith('answer "'):
        return f"case {field[8:-1]}"
    return _STEPS.get(field, field)


def field_of(node: Node, step: str) -> str:
    """The field of a node that says where a step leads."""
    if option_of(node, step) is not None:
        return "options" if isinstance(node, model.Menu) else "exits"
    if case_of(node, step) is not None:
        return "cases"
    if step.startswith(("transferred", "escalated")) and isinstance(node, model.Answered):
        return "transfers_to" if step.startswith("transferred") else "escalates_to"
    if step == "no-match" and isinstance(node, model.Menu | model.Ask) and node.invalid is None:
        return "no_input"
    return _FIELDS.get("extension" if step.startswith(_EXTENSION) else step, step)


def option_of(node: Node, step: str) -> model.Option | None:
    """The option of a menu, or the exit of a queue or mailbox, that a step takes: the first one with its key."""
    match node:
        case model.Menu():
            return next((option for option in node.options if option.key == step), None)
        case model.Queue() | model.Voicemail():
            return next((option for option in node.exits if f"exit {option.key}" == step), None)
        case _:
            return None


def case_of(node: Node, step: str) -> model.Case | None:
    """The answer of a branch that a step takes."""
    cases = node.cases if isinstance(node, model.Branch) else ()
    return next((case for case in cases if f"case {case.name}" == step), None)


def extensions_of(node: Node, step: str) -> model.Extensions | None:
    """The extensions of a menu that a step dials."""
    return dialled(node).get(step) if isinstance(node, model.Menu) else None


def place_of(node: Node, step: str) -> Place:
    """Where the target of a step stands; the node itself where the file leaves it out."""
    found = option_of(node, step) or case_of(node, step)
    if found is not None:
        return found.to_place
    extensions = extensions_of(node, step)
    if extensions is not None:
        return extensions.to_place
    return node.at(field_of(node, step))


def name_of(node: Node, step: str) -> str:
    """What to change so that a step leads elsewhere: `key 4 of "main"`, `"next" of "directions"`."""
    option, case = option_of(node, step), case_of(node, step)
    if option is not None:
        return f'key {option.key} of "{node.name}"'
    if case is not None:
        return f'the answer "{case.name}" of "{node.name}"'
    if step.startswith(_EXTENSION):
        return f'{step} of "{node.name}"'
    return f'"{field_of(node, step)}" of "{node.name}"'


def leading(node: Node, step: str, goal: str) -> str:
    """The advice to let a step lead elsewhere: `point key 4 of "main" at "front desk"`."""
    if option_of(node, step) is not None or case_of(node, step) is not None or step.startswith(_EXTENSION):
        return f"point {name_of(node, step)} at {goal}"
    return f"set {name_of(node, step)} to {goal}"


_SAID = {
    "no-input": 'pressing nothing in "{}"',
    "no-match": 'pressing wrong keys in "{}"',
    "given": 'answering "{}"',
    "extension": 'dialling an extension in "{}"',
    "next": 'after "{}" the system',
    "no-answer": 'when nobody answers at "{}", the system',
    "full": 'when too many wait in "{}", the system',
    "busy": 'when every phone of "{}" is busy, the system',
    "overflow": 'when nobody in "{}" is free, the system',
    "no-agents": 'when nobody is at "{}", the system',
}


def happens(node: Node, step: str) -> str:
    """The beginning of a sentence on what a step does to a caller: `pressing 4 in "main"`. A verb follows."""
    option, case = option_of(node, step), case_of(node, step)
    if option is not None:
        where = {"queue": "while waiting in", "voicemail": "in the mailbox"}.get(node.kind, "in")
        return f'pressing {option.key} {where} "{node.name}"'
    if case is not None:
        return f'when the answer to "{node.name}" is "{case.name}", the system'
    if isinstance(node, model.HoursCheck):
        return _at_hours(node, step)
    if step.startswith(_EXTENSION):
        return f'dialling {step} in "{node.name}"'
    if isinstance(node, model.Ask) and step in ("no-input", "no-match"):
        return f'{"entering nothing" if step == "no-input" else "wrong entries"} at "{node.name}"'
    if isinstance(node, model.Answered) and step.startswith(("transferred", "escalated")):
        return f'being passed on by "{node.name}"'
    if step == "overflow" and isinstance(node, model.Queue) and node.max_wait is not None:
        return f'after {say_duration(node.max_wait)} in "{node.name}" the system'
    return _SAID.get(step, 'after "{}" the system').format(node.name)


def _at_hours(node: model.HoursCheck, step: str) -> str:
    if step == "holiday":
        return f'on holidays "{node.name}"'
    if node.hours is None:
        return f'"{node.name}", when {step},'
    return f'{"during" if step == "open" else "outside"} the hours "{node.hours}" the system'


def aimed(tree: PhoneTree, name: str, step: str, to: str) -> PhoneTree | None:
    """The tree with a step of a node leading elsewhere; None if no field says where the step leads."""
    node = tree.nodes[name]
    field = field_of(node, step)
    if field not in model.readable_fields(type(node)):
        return None
    found: Any = to  # Any: the value of any of the fields that name targets
    if field in ("options", "exits"):
        options: tuple[model.Option, ...] = getattr(node, field)
        found = _pointed(options, option_of(node, step), to)
    elif field == "cases" and isinstance(node, model.Branch):
        first = case_of(node, step)
        found = tuple(case._replace(to=to) if case is first else case for case in node.cases)
    elif field == "extensions" and isinstance(node, model.Menu):
        one = extensions_of(node, step)
        found = tuple(e._replace(to=to) if e is one else e for e in node.extensions)
    elif field in ("transfers_to", "escalates_to"):
        names = getattr(node, field)
        wanted = step.partition(" ")[2] or names[0]
        found = tuple(to if other == wanted else other for other in names)
    return with_node(tree, replace(node, **{field: found}))


def _pointed(options: tuple[model.Option, ...], first: model.Option | None, to: str) -> tuple[model.Option, ...]:
    return tuple(option._replace(to=to, about=()) if option is first else option for option in options)


def with_node(tree: PhoneTree, node: Node) -> PhoneTree:
    """The tree with a node changed, or added at the end."""
    return replace(tree, nodes={**tree.nodes, node.name: node})


def with_key(tree: PhoneTree, menu: model.Menu, key: str, to: str) -> PhoneTree:
    """The tree with a menu as given, and a key of it leading somewhere, whether or not it has it already."""
    known = option_of(menu, key)
    if known is not None:
        return with_node(tree, replace(menu, options=_pointed(menu.options, known, to)))
    option = model.Option(key, to, (), menu.place, menu.place)
    return with_node(tree, replace(menu, options=(*menu.options, option)))
