"""Several patterns of extensions, and how long an outside number rings, written for another system and read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from converted import again

from ivr_audit.load import load
from ivr_audit.model import Menu, Transfer

OFFICE = Path(__file__).parents[1] / "trees" / "several-extensions.yaml"


@pytest.mark.parametrize("system", ["asterisk", "twilio-studio", "spreadsheet"])
def test_every_pattern_comes_back(system: str, tmp_path: Path) -> None:
    tree = again(load(OFFICE), system, tmp_path / "back").tree
    menu = next(node for node in tree.nodes.values() if isinstance(node, Menu) and node.extensions)
    assert [one.pattern for one in menu.extensions] == ["1XX", "20X", "2XX"]
    kinds = [tree.nodes[one.to].kind for one in menu.extensions]
    assert [kind for kind in kinds if kind != "say"][:2] == ["ring", "ring"]
    assert len({one.to for one in menu.extensions}) == 3


@pytest.mark.parametrize("system", ["asterisk", "amazon-connect", "spreadsheet"])
def test_how_long_an_outside_number_rings_comes_back(system: str, tmp_path: Path) -> None:
    written = load(OFFICE)
    if system == "amazon-connect":
        written = load(_without_extensions(tmp_path))
    tree = again(written, system, tmp_path / "back").tree
    assert [node.ring_for for node in tree.nodes.values() if isinstance(node, Transfer)] == [45.0]


def _without_extensions(folder: Path) -> Path:
    """The same with keys, for Amazon Connect has no place for extensions."""
    path = folder / "keys.yaml"
    lines = [line for line in OFFICE.read_text(encoding="utf-8").splitlines() if "extensions:" not in line]
    path.write_text("\n".join(lines).replace("{2: box}", "{1: ann, 2: bob}") + "\n", encoding="utf-8")
    return path
