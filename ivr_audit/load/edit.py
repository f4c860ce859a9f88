"""Changes to the text of a native file that leave all else as it is: comments, order, quotes, line ends.

Two functions, both from text to text; a path names what is changed, key by key from the top of the file:

>>> text = "nodes:\\n  main:   # the first menu\\n    menu: Press 1.\\n"
>>> print(put(text, ("nodes", "main", "no_input"), "goodbye"), end="")
nodes:
  main:   # the first menu
    menu: Press 1.
    no_input: goodbye
>>> print(remove(text, ("nodes", "main", "menu")), end="")
nodes:
  main: {}   # the first menu

`put(text, ("nodes", "goodbye"), {"hangup": "Goodbye."})` adds a node at the end. A value is a text, a list or a
mapping; numbers are written as texts (`"25s"`). What is changed is found by the places that the parser gives, and the
result is read again: if it says anything but what was asked for, nothing is changed and `InputError` is raised. A
comment inside a value that is replaced as a whole goes with it, so name the innermost field:
`("nodes", "main", "options", "3")`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr_audit.load.yaml_nodes import compose
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.yaml_text import Value, flow, lines, scalar

_BREAK = re.compile(r"\r\n|\n|\r")
_BOM = "\ufeff"


def put(text: str, path: Sequence[str], value: Value, source: str = "") -> str:
    """The text with this value at the path: set anew, or added at the end of the mapping that it belongs to.

    Every key of the path but the last must be there. Raises `InputError` if one is not, or if the change cannot be
    made.
    """
    edit = _Edit(text, source)
    parent = edit.mapping(path)
    found = edit.pair(parent, path[-1])
    if found is not None:
        changed = edit.replaced(parent, *found, value)
    elif isinstance(parent, MappingNode) and parent.value:
        changed = edit.added(parent, path[-1], value)
    elif len(path) == 1:
        changed = edit.appended("\n".join(lines(path[-1], value, 0)))
    else:
        holder = edit.mapping(path[:-1])
        key, empty = edit.pair(holder, path[-2]) or (None, None)
        assert key is not None
        assert empty is not None
        changed = edit.replaced(holder, key, empty, {path[-1]: value})
    return edit.checked(changed, path, value)


def remove(text: str, path: Sequence[str], source: str = "") -> str:
    """The text without what stands at the path, and without the comment behind it.

    Raises `InputError` if it is not there, or if the change cannot be made.
    """
    edit = _Edit(text, source)
    parent = edit.mapping(path)
    found = edit.pair(parent, path[-1])
    if found is None:
        raise edit.problem(parent, f'there is no "{path[-1]}" here that could be removed')
    assert isinstance(parent, MappingNode)
    if len(parent.value) > 1 or parent.flow_style:
        changed = edit.without(parent, *found)
    elif len(path) == 1:
        raise edit.problem(parent, f'"{path[-1]}" is all that the file has')
    else:
        holder = edit.mapping(path[:-1])
        key, own = edit.pair(holder, path[-2]) or (None, None)
        assert key is not None
        assert own is not None
        changed = edit.replaced(holder, key, own, {})
    return edit.checked(changed, path, None)


class _Edit:
    """One text with the places of its parts. Places are signs from the beginning, the mark of encoding left out."""

    def __init__(self, text: str, source: str) -> None:
        self.bom = _BOM if text.startswith(_BOM) else ""
        self.text = text.removeprefix(_BOM)
        self.source = source
        root = compose(self.text, source)
        if root is not None and not isinstance(root, MappingNode):
            raise self.problem(root, "this file is no list of fields")
        self.root = root
        found = _BREAK.search(self.text)
        self.newline = found[0] if found else "\n"

    def problem(self, node: Node | None, message: str) -> InputError:
        """Something that keeps the change from being made."""
        mark = node.start_mark if node is not None else None
        place = Place(self.source, mark.line + 1, mark.column + 1) if mark is not None else Place(self.source)
        return InputError([Problem(place, message)])

    def mapping(self, path: Sequence[str]) -> Node | None:
        """What holds the last key of a path: a mapping, or nothing that was written yet."""
        node: Node | None = self.root
        for key in path[:-1]:
            found = self.pair(node, key)
            if found is None:
                raise self.problem(node, f'there is no "{key}" here')
            node = found[1]
            if self._is_elsewhere(found[0], node):
                raise self.problem(
                    found[0], f'"{key}" stands for what is written elsewhere (*); write it out to change it'
                )
        if node is not None and not isinstance(node, MappingNode) and _said(node) != "":
            raise self.problem(node, f'"{path[-2]}" has no fields of its own')
        return node

    def pair(self, node: Node | None, key: str) -> tuple[Node, Node] | None:
        """A key of a mapping and its value, None if it has no such key."""
        pairs = node.value if isinstance(node, MappingNode) else []
        found = [(k, v) for k, v in pairs if isinstance(k, ScalarNode) and k.value == key]
        if len(found) > 1:
            raise self.problem(found[1][0], f'"{key}" is there twice')
        return found[0] if found else None

    def replaced(self, parent: Node | None, key: Node, old: Node, value: Value) -> str:
        """The text with another value behind a key."""
        if self._is_elsewhere(key, old):
            raise self.problem(
                key, f'"{_said(key)}" stands for what is written elsewhere (*); write it out to change it'
            )
        begin, end = self._begin(old), self._end(old)
        if isinstance(parent, MappingNode) and parent.flow_style:
            is_bare = begin == end and self.text[begin - 1 : begin] == ":"
            return self._spliced(begin, end, (" " if is_bare else "") + flow(value))
        first, *more = self._value_lines(key, value)
        colon = self._colon(key)
        if self._line_end(colon) < begin:
            return self._spliced(colon, end, first, self._rest(colon), more)
        header = re.match(r"[|>][-+0-9]*[ \t]+(?=#)", self.text[begin:]) if _is_block(old) else None
        if header is not None:
            comment = self.text[begin + header.end() : self._line_end(begin)]
            return self._spliced(begin, end, first, f"  {comment}", more)
        return self._spliced(colon, end, first, "" if _is_block(old) else self._rest(end), more, to_line_end=True)

    def added(self, parent: MappingNode, key: str, value: Value) -> str:
        """The text with a further field at the end of a mapping."""
        end = self._end_of_pair(*parent.value[-1])
        if parent.flow_style:
            return self._spliced(end, end, f", {scalar(key, flow=True)}: {flow(value)}")
        indent = parent.value[0][0].start_mark.column
        written = list(lines(key, value, indent))
        stop = self._line_end(end)
        return self.text[:stop] + "".join(self.newline + line for line in written) + self.text[stop:]

    def appended(self, written: str) -> str:
        """The text with further lines at its end."""
        begin = self.text + ("" if not self.text or self.text.endswith(("\n", "\r")) else self.newline)
        return begin + written.replace("\n", self.newline) + self.newline

    def without(self, parent: MappingNode, key: Node, value: Node) -> str:
        """The text without a field of a mapping."""
        pairs = parent.value
        place = next(i for i, (k, _) in enumerate(pairs) if k is key)
        begin, end = self._begin(key), self._end_of_pair(key, value)
        if parent.flow_style:
            if place:
                begin = self._end_of_pair(*pairs[place - 1])
            elif len(pairs) > 1:
                end = self._begin(pairs[1][0])
            return self.text[:begin] + self.text[end:]
        start = self._line_start(begin)
        if place == 0 and self.text[start:begin].strip():
            raise self.problem(key, f'"{_said(key)}" shares its line with something else')
        stop = self._line_end(end)
        found = _BREAK.match(self.text, stop)
        if found is None and start:
            start -= len(self._break_before(start))
        return self.text[:start] + self.text[found.end() if found else stop :]

    def checked(self, changed: str, path: Sequence[str], value: Value | None) -> str:
        """The changed text, if it says what was asked for and all else as before. Raises `InputError` if not."""
        expected = _with(_plain(self.root), list(path), value)
        try:
            is_right = _plain(compose(changed, self.source)) == expected
        except InputError:
            is_right = False
        if not is_right:
            raise self.problem(self.root, f'"{path[-1]}" cannot be changed here without touching more of the file')
        return self.bom + changed

    def _value_lines(self, key: Node, value: Value) -> list[str]:
        """A value as the lines behind its key; the first is empty if it begins on a line of its own."""
        name = _said(key)
        indent = key.start_mark.column
        written = list(lines(name, value, indent))
        return [written[0][len(f"{' ' * indent}{scalar(name)}:") :].strip(), *written[1:]]

    def _spliced(
        self, begin: int, end: int, first: str, rest: str = "", more: Sequence[str] = (), to_line_end: bool = False
    ) -> str:
        """New signs in the place of old ones. `rest` is what stays at the end of the first line."""
        if not rest and not more and not to_line_end:
            gap = " " if first and self.text[begin - 1 : begin] == ":" else ""
            return self.text[:begin] + gap + first + self.text[end:]
        gap = " " if first else ""
        head = self.text[:begin].rstrip(" \t") if self.text[:begin].rstrip(" \t").endswith(":") else self.text[:begin]
        if not head.endswith(":"):
            gap = ""
        return (
            head + gap + first + rest + "".join(self.newline + line for line in more) + self.text[self._line_end(end) :]
        )

    def _is_elsewhere(self, key: Node, value: Node) -> bool:
        return bool(value.start_mark.index < key.end_mark.index)

    def _begin(self, node: Node) -> int:
        return int(node.start_mark.index)

    def _end(self, node: Node) -> int:
        """Where a value ends, without the blank lines and comments behind it."""
        if isinstance(node, MappingNode) and not node.flow_style and node.value:
            return self._end_of_pair(*node.value[-1])
        if isinstance(node, SequenceNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last) if last.start_mark.index >= node.start_mark.index else int(node.end_mark.index)
        begin, end = self._begin(node), int(node.end_mark.index)
        return begin + len(self.text[begin:end].rstrip()) if _is_block(node) else end

    def _end_of_pair(self, key: Node, value: Node) -> int:
        if self._is_elsewhere(key, value):
            colon = self._colon(key)
            found = re.match(r"[ \t]*\*[^\s,\[\]{}]+", self.text[colon:])
            return colon + found.end() if found else colon
        return max(self._end(value), self._colon(key))

    def _colon(self, key: Node) -> int:
        """The place behind the colon of a key."""
        end = int(key.end_mark.index)
        found = re.compile(r"[ \t]*:").match(self.text, end)
        if found is None:
            raise self.problem(key, f'"{_said(key)}" is written in a way that cannot be changed here')
        return found.end()

    def _rest(self, place: int) -> str:
        """What stands behind a place on its line."""
        return self.text[place : self._line_end(place)].rstrip(" \t")

    def _line_end(self, place: int) -> int:
        found = _BREAK.search(self.text, place)
        return found.start() if found else len(self.text)

    def _line_start(self, place: int) -> int:
        return max(self.text.rfind("\n", 0, place), self.text.rfind("\r", 0, place)) + 1

    def _break_before(self, start: int) -> str:
        return "\r\n" if self.text[max(0, start - 2) : start] == "\r\n" else self.text[start - 1 : start]


def _said(node: Node) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else "?"


def _is_block(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.style in ("|", ">")


def _plain(node: Node | None) -> Any:  # Any: nested texts, lists and pairs
    """What a text says: texts, lists, and mappings as lists of pairs in their order."""
    if isinstance(node, MappingNode):
        return ("map", [(_plain(key), _plain(value)) for key, value in node.value])
    if isinstance(node, SequenceNode):
        return [_plain(item) for item in node.value]
    return "" if node is None else node.value


def _asked(value: Value) -> Any:  # Any: as above
    if isinstance(value, dict):
        return ("map", [(key, _asked(inner)) for key, inner in value.items()])
    return [_asked(inner) for inner in value] if isinstance(value, list) else value


def _with(said: Any, path: list[str], value: Value | None) -> Any:  # Any: as above
    """What a text shall say with a value at a path, or without the path."""
    pairs = list(said[1]) if isinstance(said, tuple) else []
    key, *rest = path
    place = next((i for i, (name, _) in enumerate(pairs) if name == key), len(pairs))
    if not rest and value is None:
        return ("map", [*pairs[:place], *pairs[place + 1 :]])
    before = pairs[place][1] if place < len(pairs) else ""
    inner = _with(before, rest, value) if rest else _asked("" if value is None else value)
    return ("map", [*pairs[:place], (key, inner), *pairs[place + 1 :]])
