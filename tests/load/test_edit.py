"""Changes to native files: what was asked for is there, and everything else is as it was, byte for byte."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from yaml.nodes import MappingNode, ScalarNode

from ivr_audit.load import native
from ivr_audit.load.edit import put, remove
from ivr_audit.place import InputError

TREES = sorted((Path(__file__).parents[2] / "trees").glob("*.yaml"))
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
EXAMPLES = int(os.environ.get("IVR_AUDIT_FUZZ", "100"))

FILE = """\
# an office
tree: "The office"   # its name
start: main

nodes:
  main:                 # asks
    menu: >-
      For sales, press 1.
      For anything else, press 0.
    # before the keys
    options:            # what keys do
      1: sales          # the desk
      '0': {to: desk, about: [any]}  # help
    attempts: 2
  sales: {ring: Sales, ring_for: 20s}   # short
  desk:
    ring: "Desk"

  # the last one
  bye: {hangup: Goodbye.}
# end
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("nodes", "main", "attempts"), "3", "    attempts: 2\n", "    attempts: 3\n"),
        (("nodes", "desk", "ring"), "Front desk", '    ring: "Desk"\n', "    ring: Front desk\n"),
        (("nodes", "main", "options", "1"), "desk", "      1: sales          #", "      1: desk          #"),
        (("nodes", "main", "options", "2"), "bye", "# help\n", "# help\n      2: bye\n"),
        (("nodes", "main", "options", "0", "to"), "bye", "{to: desk,", "{to: bye,"),
        (("nodes", "sales", "no_answer"), "bye", "ring_for: 20s}", "ring_for: 20s, no_answer: bye}"),
        (("nodes", "desk", "ring_for"), "25s", '"Desk"\n', '"Desk"\n    ring_for: 25s\n'),
        (("nodes", "new: one"), {"hangup": "Bye"}, "Goodbye.}\n", 'Goodbye.}\n  "new: one": {hangup: Bye}\n'),
        (("number",), "+1 555 010 0142", "# end\n", '# end\nnumber: "+1 555 010 0142"\n'),
        (("tree",), "Office 2", 'tree: "The office"   #', "tree: Office 2   #"),
        (
            ("nodes", "main", "menu"), "Press 1.",
            "    menu: >-\n      For sales, press 1.\n      For anything else, press 0.\n", "    menu: Press 1.\n",
        ),
        (
            ("nodes", "main", "options"), {"5": "desk"},
            "# what keys do\n      1: sales          # the desk\n      '0': {to: desk, about: [any]}  # help\n",
            "# what keys do\n",
        ),
    ],
)  # fmt: skip
def test_a_field_is_set(path: tuple[str, ...], value: Any, old: str, new: str) -> None:
    assert FILE.count(old) == 1
    expected = FILE.replace(old, new)
    if path[-1] == "options":
        expected = expected.replace("    options:            #", "    options: {5: desk}            #")
    if path == ("number",):  # behind the last field of the top, before the comment at the end
        expected = FILE.replace("Goodbye.}\n", 'Goodbye.}\nnumber: "+1 555 010 0142"\n')
    assert put(FILE, path, value) == expected
    assert put(FILE.replace("\n", "\r\n"), path, value) == expected.replace("\n", "\r\n")
    assert put("\ufeff" + FILE, path, value) == "\ufeff" + expected


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (("nodes", "main", "attempts"), "    attempts: 2\n", ""),
        (("nodes", "main", "options", "1"), "      1: sales          # the desk\n", ""),
        (("nodes", "main", "options", "0", "about"), ", about: [any]", ""),
        (("nodes", "sales", "ring"), "ring: Sales, ", ""),
        (("nodes", "sales"), "  sales: {ring: Sales, ring_for: 20s}   # short\n", ""),
        (("nodes", "desk", "ring"), '  desk:\n    ring: "Desk"\n', "  desk: {}\n"),
        (("nodes", "bye"), "  bye: {hangup: Goodbye.}\n", ""),
        (("start",), "start: main\n", ""),
        (
            ("nodes", "main", "menu"),
            "    menu: >-\n      For sales, press 1.\n      For anything else, press 0.\n", "",
        ),
    ],
)  # fmt: skip
def test_a_field_is_removed(path: tuple[str, ...], old: str, new: str) -> None:
    assert FILE.count(old) == 1
    assert remove(FILE, path) == FILE.replace(old, new)
    assert remove(FILE.replace("\n", "\r\n"), path) == FILE.replace(old, new).replace("\n", "\r\n")


def test_a_long_text_is_folded_and_a_note_behind_a_folded_text_stays() -> None:
    text = "nodes:\n  a:\n    say: >-  # spoken by Ann\n      Hello.\n    next: b  # on\n"
    long = "word " * 40 + "end."
    changed = put(text, ("nodes", "a", "say"), long)
    assert changed.startswith("nodes:\n  a:\n    say: >-  # spoken by Ann\n      word word")
    assert changed.endswith(" end.\n    next: b  # on\n")
    assert put(changed, ("nodes", "a", "say"), "Hi.") == text.replace(">-", "Hi.").replace("      Hello.\n", "")
    assert put(text, ("nodes", "a", "next"), long).count("# on") == 1


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "tree: x", "tree: x\n\n# end"])
def test_a_file_can_be_begun(text: str) -> None:
    begun = put(put(text, ("nodes",), {"a": {"say": "Hi."}}), ("nodes", "b"), {"hangup": ""})
    assert yaml.safe_load(begun)["nodes"] == {"a": {"say": "Hi."}, "b": {"hangup": ""}}
    assert [line for line in begun.split("\n") if line in text.split("\n") and line] == [
        line for line in text.split("\n") if line
    ]


def test_an_empty_mapping_is_filled() -> None:
    assert put("nodes:\n", ("nodes", "a"), {"say": "Hi."}) == "nodes: {a: {say: Hi.}}\n"
    assert put("nodes:  # none\ntree: x", ("nodes", "a"), {"say": "Hi."}) == "nodes: {a: {say: Hi.}}  # none\ntree: x"
    assert put("nodes: {}\n", ("nodes", "a"), "x") == "nodes: {a: x}\n"


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        (FILE, ("nodes", "mein", "menu"), 'there is no "mein" here'),
        (FILE, ("nodes", "bye", "hangup", "text"), '"hangup" has no fields of its own'),
        ("a: 1\na: 2\n", ("a",), '"a" is there twice'),
        ("a: &x {b: 1}\nc: *x\n", ("c", "b"), 'stands for what is written elsewhere'),
        ("a: &x 1\nc: *x\n", ("c",), 'stands for what is written elsewhere'),
        ("? a\n: 1\n", ("a",), "written in a way that cannot be changed"),
        ("[a, b]\n", ("a",), "no list of fields"),
        ("a: [\n", ("a",), "office.yaml:"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_said(text: str, path: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        put(text, path, "x", "office.yaml")


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(InputError, match='there is no "next" here'):
        remove(FILE, ("nodes", "main", "next"))
    with pytest.raises(InputError, match="all that the file has"):
        remove("a: 1\n", ("a",))


def _paths(node: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any, Any]]:
    found = []
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                found.append(((*path, key.value), key, value))
                found += _paths(value, (*path, key.value))
    return found


def _said(node: Any) -> Any:
    if isinstance(node, MappingNode):
        return {key.value: _said(value) for key, value in node.value}
    return [_said(one) for one in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def _content(text: str) -> Any:
    return _said(yaml.compose(text, Loader=LOADER))


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30).filter(str.isprintable),
    st.sampled_from(["x" * 150, "word " * 60 + "end", "no", "010", "a: b", "# c", "- d", "*", "{", "'", "", "25s"]),
    st.lists(st.sampled_from(["a", "b c", "d, e"]), max_size=3),
    st.dictionaries(
        st.sampled_from(["to", "about", "1", "#", "say: it"]), st.sampled_from(["x", "y z", "1"]), max_size=3
    ),
)


@settings(max_examples=EXAMPLES, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.data())
def test_random_changes_touch_nothing_else(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TREES)).read_text(encoding="utf-8")
    crlf = data.draw(st.booleans())
    for _ in range(data.draw(st.integers(1, 3))):
        places = {path: [key, value] for path, key, value in _paths(yaml.compose(text, Loader=LOADER))}
        before = _content(text)
        how = data.draw(st.sampled_from(["set", "add", "remove"]))
        if how == "add":
            holders = [path for path, (_, value) in places.items() if isinstance(value, MappingNode)]
            path = (*data.draw(st.sampled_from(holders)), data.draw(st.sampled_from(["new", "9", "new: field", "é ü"])))
        else:
            path = data.draw(st.sampled_from(list(places)))
        value: Any = None if how == "remove" else data.draw(VALUES)
        given_text = text.replace("\n", "\r\n") if crlf else text
        changed = remove(given_text, path) if how == "remove" else put(given_text, path, value)
        if crlf:
            assert "\n" not in changed.replace("\r\n", "")
            changed = changed.replace("\r\n", "\n")
        _change(before, path, value, how)
        assert _content(changed) == before
        is_only_one = how == "remove" and sum(len(one) == len(path) and one[:-1] == path[:-1] for one in places) == 1
        _only_there(text, changed, places.get(path[:-1] if is_only_one else path, []))
        text = changed


def _change(content: Any, path: tuple[str, ...], value: Any, how: str) -> None:
    for key in path[:-1]:
        content = content[key]
    if how == "remove":
        del content[path[-1]]
    else:
        content[path[-1]] = value


def _only_there(old: str, new: str, nodes: list[Any]) -> None:
    """Only lines of the nodes that were changed differ (of an addition: one line at most), and no comment is gone but
    those inside of what was replaced or removed."""
    if old == new:
        return
    before, after = old.split("\n"), new.split("\n")
    same = [one == other for one, other in zip(before, after, strict=False)]
    begin = same.index(False) if False in same else len(same)
    behind = [one == other for one, other in zip(reversed(before[begin:]), reversed(after[begin:]), strict=False)]
    end = len(before) - (behind.index(False) if False in behind else len(behind))
    if not nodes:
        assert end - begin <= 1
        assert Counter(_comments(old)) <= Counter(_comments(new))
        return
    first = min(node.start_mark.line for node in nodes)
    last = max(node.end_mark.line for node in nodes)
    assert first <= begin
    assert end <= last + 1
    inside = old[min(n.start_mark.index for n in nodes) : max(_end(n) for n in nodes)]
    gone = Counter(_comments(old)) - Counter(_comments(new))
    assert gone <= Counter(_comments(inside + old[max(_end(n) for n in nodes) :].split("\n")[0]))


def _comments(text: str) -> list[str]:
    return re.findall(r"(?:^|(?<=\s))#.*", text, re.MULTILINE)


def _end(node: Any) -> int:
    """Where a node really ends: its innermost last part does."""
    if isinstance(node, MappingNode) and node.value and not node.flow_style:
        return _end(node.value[-1][1])
    return int(node.end_mark.index)


@pytest.mark.parametrize("tree", TREES, ids=lambda path: path.stem)
def test_a_story_survives_being_set_to_itself(tree: Path) -> None:
    """Every plain value set to itself gives the same tree; every comment is still there."""
    text = tree.read_text(encoding="utf-8")
    comments = re.findall(r"#.*", text)
    for path, _, node in _paths(yaml.compose(text, Loader=LOADER)):
        if isinstance(node, ScalarNode):
            text = put(text, path, node.value)
    assert re.findall(r"#.*", text) == comments
    old, _ = native.read(tree.read_bytes(), "t.yaml", None, tree.parent)
    new, problems = native.read(text.encode(), "t.yaml", None, tree.parent)
    assert not problems
    assert new is not None
    assert old is not None
    assert list(new.nodes) == list(old.nodes)
