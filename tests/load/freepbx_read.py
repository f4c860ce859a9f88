"""Reading a small FreePBX system of a test, and what its tree says."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from freepbx_made import GLOBALS

from ivr_audit import load, model
from ivr_audit.model import PhoneTree

Kind = TypeVar("Kind", bound=model.Node)


def read(folder: Path, text: str, start: str | None = None, **beside: str) -> PhoneTree:
    """The tree of one file, with others beside it."""
    (folder / "extensions_additional.conf").write_text(GLOBALS + text)
    for name, more in beside.items():
        (folder / f"{name}.conf").write_text(more)
    tree, problems = load.read(folder / "extensions_additional.conf", None, start, None)
    assert not problems
    assert tree is not None
    assert tree.system == "freepbx"
    return tree


def node(tree: PhoneTree, name: str | None, kind: type[Kind]) -> Kind:
    """The node of this name, which must be of this kind."""
    assert name is not None
    found = tree.nodes[name]
    assert isinstance(found, kind)
    return found


def keys(tree: PhoneTree, name: str) -> dict[str, str]:
    """Where the keys of a menu lead."""
    found = tree.nodes[name]
    assert isinstance(found, model.Menu)
    return {one.key: one.to for one in found.options}


def said(tree: PhoneTree, word: str) -> bool:
    """Whether the report says something with this in it."""
    return any(word in sentence for sentence in tree.not_said)
