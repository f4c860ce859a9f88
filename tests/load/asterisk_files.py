"""Dialplans for the tests, read from texts; and trees said in short, so that an expectation can be written by hand."""

from __future__ import annotations

from ivr_audit import model
from ivr_audit.callgraph import Step, steps
from ivr_audit.hours import State
from ivr_audit.load.asterisk import reader as asterisk
from ivr_audit.load.folder import Folder
from ivr_audit.model import Node, PhoneTree
from ivr_audit.place import Problem


def read(dialplan: str, start: str | None = None, **beside: str) -> tuple[PhoneTree | None, list[Problem]]:
    """A dialplan, and files beside it: `queues="..."` is queues.conf."""
    given = {"extensions.conf": dialplan.encode()}
    given.update({f"{name}.conf": text.encode() for name, text in beside.items()})
    return asterisk.read(Folder(None, "", given), ["extensions.conf"], start)


def tree_of(dialplan: str, start: str | None = None, **beside: str) -> PhoneTree:
    """The tree of a dialplan that can be read. Sections [general] and [globals] are put in front: it is a whole one."""
    whole = dialplan if "[general]" in dialplan else f"[general]\n{dialplan}"
    tree, problems = read(whole, start, **beside)
    assert tree is not None, problems
    assert not problems
    return tree


def short(tree: PhoneTree) -> dict[str, str]:
    """Each node by name: its kind, and every way on."""
    return {name: said(node) for name, node in tree.nodes.items()}


def said(node: Node) -> str:
    """`menu 1>sales t>bye`: options by key, other ways by field."""
    ways = [
        f"{field.removeprefix('key ').removeprefix('answer ').strip(chr(34))}>{to}"
        for field, to, _ in model.targets(node)
    ]
    fields = [way for way in ways if way.split(">")[0] in model.readable_fields(type(node))]
    return " ".join([node.kind, *(way for way in ways if way not in fields), *fields])


def begin(tree: PhoneTree) -> Node:
    """Where the first call begins."""
    return tree.nodes[tree.entries[0].node]


def menu(tree: PhoneTree, name: str = "") -> model.Menu:
    """The menu of this name, or the only one."""
    found = [node for node in tree.nodes.values() if isinstance(node, model.Menu) and name in ("", node.name)]
    assert len(found) == 1, sorted(tree.nodes)
    return found[0]


def step(tree: PhoneTree, node: str, name: str) -> Step:
    """One way a call can go."""
    return next(one for one in steps(tree, node, State(frozenset(), False)) if one.name == name)


def plays(tree: PhoneTree) -> model.Attempts:
    """How often the only menu is played."""
    attempts = menu(tree).attempts
    assert attempts is not None
    return attempts


def dialled(tree: PhoneTree) -> tuple[str, str]:
    """The extensions that can be dialled in the only menu, and where they lead."""
    (extensions,) = menu(tree).extensions
    return extensions.pattern, extensions.to
