"""Small Archy flows for the tests, the trees that are read from them, and the vendor's samples if they are there."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TypeVar

from ivr_audit import model
from ivr_audit.load.folder import Folder
from ivr_audit.load.genesys_archy import reader as genesys_archy
from ivr_audit.model import PhoneTree
from ivr_audit.place import Problem

_BESIDE = Path(__file__).parents[2] / "../shared/corpus"
CORPUS = (_BESIDE if _BESIDE.is_dir() else Path(os.environ.get("IVR_AUDIT_CORPUS", _BESIDE))) / "genesys-archy"
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())
Kind = TypeVar("Kind", bound=model.Node)

HEAD = """\
inboundCall:
  name: Front desk
  startUpRef: "/inboundCall/menus/menu[Main_10]"
  settingsErrorHandling:
    errorHandling:
      disconnect:
        none: true
    preHandlingAudio:
      tts: Sorry.
  settingsMenu:
    extensionDialingMaxDelay: {lit: {ms: 1500}}
    listenForExtensionDialing: {lit: false}
    menuSelectionTimeout: {lit: {seconds: 7}}
    repeatCount: {lit: 2}
"""


def parsed(text: str, start: str | None = None, **beside: str) -> tuple[PhoneTree | None, list[Problem]]:
    files = {"flow.yaml": text.encode(), **{f"{name}.yaml": more.encode() for name, more in beside.items()}}
    return genesys_archy.read(Folder(None, "", files), ["flow.yaml"], start)


def tree_of(text: str, start: str | None = None, **beside: str) -> PhoneTree:
    tree, problems = parsed(text, start, **beside)
    assert tree is not None, problems
    return tree


def menu_flow(choices: str, more: str = "", head: str = HEAD) -> PhoneTree:
    menu = "  menus:\n    - menu:\n        name: Main\n        refId: Main_10\n        audio: {tts: Press a key.}\n"
    menu += textwrap.indent(textwrap.dedent(more), " " * 8)
    return tree_of(f"{head}{menu}        choices:\n{textwrap.indent(textwrap.dedent(choices), ' ' * 10)}")


def task_flow(actions: str, more: str = "") -> PhoneTree:
    text = 'inboundCall:\n  name: F\n  startUpRef: "/inboundCall/tasks/task[T_1]"\n  tasks:\n'
    text += "    - task:\n        name: T\n        refId: T_1\n        actions:\n"
    return tree_of(text + textwrap.indent(textwrap.dedent(actions), " " * 10) + more)


def node(tree: PhoneTree, name: str, kind: type[Kind]) -> Kind:
    found = tree.nodes[name]
    assert isinstance(found, kind), found
    return found
