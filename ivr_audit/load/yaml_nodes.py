"""YAML as nodes that know their place, every scalar as it is written, within limits that no phone tree comes near."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr_audit.place import InputError, Place, Problem
from ivr_audit.scalars import short

if TYPE_CHECKING:
    from yaml.error import Mark

DEEPEST = 40
LONGEST = 100_000
MOST_REPEATED = 100_000
"""How many values aliases may add to what is written out."""
MOST_VALUES = 2_000_000
"""Names and values of a file: more than 200,000 nodes have, and read in seconds."""

_TOO_DEEP = f"brackets or lines are nested deeper than {DEEPEST} levels; a phone tree needs 6"
_TOO_MANY = f"this file has more than {MOST_VALUES} names and values; a phone tree needs a thousandth of that"
_BOMS = {b"\xff\xfe\0\0": "UTF-32", b"\0\0\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_CONTROL = "[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
_TAG = r"(?<![^\s,\[{:])!"
_PLAIN_TAGS = {"!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


class _LimitError(Exception):
    """Raised inside the parser, before a deep nesting can use up the stack, or a huge file the patience."""

    def __init__(self, mark: Mark, message: str) -> None:
        self.mark, self.message = mark, message


class _Untyped:
    """The three questions that PyYAML asks of a resolver: no types, but count the depth."""

    depth = 0
    count = 0
    has_long_scalar = False

    def descend_resolver(self, parent: Node | None, index: object) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST and parent is not None:
            raise _LimitError(parent.start_mark, _TOO_DEEP)
        if self.count > MOST_VALUES and parent is not None:
            raise _LimitError(parent.start_mark, _TOO_MANY)

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def resolve(self, kind: type[Node], value: str | None, implicit: object) -> str:
        if value is not None and len(value) > LONGEST:
            self.has_long_scalar = True
        return "!"


class PureComposer(_Untyped, yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser, yaml.composer.Composer):
    """PyYAML's own parser, where libyaml is missing."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)
        yaml.composer.Composer.__init__(self)

    def scan_plain(self) -> yaml.tokens.ScalarToken:
        """A text without quotes; one in brackets may hold a "?" as it does for libyaml, as in `{closed: night?}`."""
        self.peek = self._peek_in_text  # type: ignore[method-assign]  # for as long as this text lasts
        try:
            return super().scan_plain()
        finally:
            del self.peek

    def _peek_in_text(self, index: int = 0) -> str:
        character = super().peek(index)
        return "_" if character == "?" else character


if yaml.__with_libyaml__:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]

    class FastComposer(_Untyped, CParser):
        """The parser in C."""

else:
    FastComposer = PureComposer  # type: ignore[assignment, misc]


def decode(content: bytes, source: str) -> str:
    """The text of a file. Raises `InputError` if it is not UTF-8."""
    for bom, name in _BOMS.items():
        if content.startswith(bom):
            raise InputError([Problem(Place(source, 1, 1), f"this file is {name}; save it as UTF-8")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig", "replace")) + 1
        message = f"this file is not UTF-8 text: the byte 0x{content[error.start]:02x} does not belong here"
        message += "" if b"\0" in content else "; save it as UTF-8"
        raise InputError([Problem(Place(source, before.count(b"\n") + 1, column), message)]) from error


def compose(text: str, source: str, composer: type[FastComposer] | type[PureComposer] = FastComposer) -> Node | None:
    """The one document of a text, None if there is nothing in it. Raises `InputError` with one problem."""
    text = text.removeprefix("\ufeff")
    try:
        reader = composer(text)
        root: Node | None = reader.get_single_node()
    except yaml.MarkedYAMLError as error:
        from ivr_audit.load.yaml_words import explain

        line, column, message = explain(error, text)
        raise InputError([Problem(Place(source, line, column), message)]) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise InputError([_control_problem(text, source)]) from error
    except _LimitError as error:
        raise InputError([Problem(place_of(error.mark, source), error.message)]) from error
    except RecursionError as error:
        raise InputError([Problem(Place(source), _TOO_DEEP)]) from error
    if root is not None and (reader.has_long_scalar or _may_be_forbidden(text)):
        problems = sorted({Problem(place_of(node.start_mark, source), said) for node, said in _forbidden(root)})
        if problems:
            raise InputError(problems)
    return root


def place_of(mark: Mark, source: str) -> Place:
    """A place as people count it, from 1."""
    return Place(source, mark.line + 1, mark.column + 1)


def _may_be_forbidden(text: str) -> bool:
    """Whether there may be an anchor, an escape or a tag; without them a document need not be searched again."""
    return "&" in text or "\\" in text or ("!" in text and re.search(_TAG, text) is not None)


def _control_problem(text: str, source: str) -> Problem:
    found = re.search(_CONTROL, text)
    if found is None:
        return Problem(Place(source), "this is not a text file")
    line, start = text.count("\n", 0, found.start()) + 1, text.rfind("\n", 0, found.start()) + 1
    place = Place(source, line, found.start() - start + 1)
    code = ord(found[0])
    if code == 0:
        return Problem(place, "this is not a text file: it has a zero byte here")
    return Problem(place, f"the control character U+{code:04X} cannot stand in a text; delete it")


def _forbidden(root: Node) -> Iterator[tuple[Node, str]]:
    """What is valid YAML but not to be read: tags, control characters, parts that contain or repeat themselves."""
    sizes: dict[int, int | None] = {}  # None while the search is inside the node
    stack = [(root, False)]
    while stack:
        node, is_done = stack.pop()
        inner = _inner(node)
        if is_done:
            sizes[id(node)] = 1 + sum(sizes[id(child)] or 0 for child in inner)
            continue
        if id(node) in sizes:
            continue
        if said := _forbidden_here(node):
            yield node, said
        sizes[id(node)] = None
        stack.append((node, True))
        for child in inner:
            if id(child) not in sizes:
                stack.append((child, False))
            elif sizes[id(child)] is None:
                yield child, "this part contains itself by way of an alias; write it out"
                return
    if (sizes[id(root)] or 0) - len(sizes) > MOST_REPEATED:
        yield root, f"aliases repeat more than {MOST_REPEATED} values; write them out"


def _inner(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return node.value if isinstance(node, SequenceNode) else []


def _forbidden_here(node: Node) -> str | None:
    if node.tag not in _PLAIN_TAGS:
        name = node.tag.replace("tag:yaml.org,2002:", "!!")
        return f"the tag {short(name)} is not part of the format; leave it out, or put the text in quotes"
    if not isinstance(node, ScalarNode):
        return None
    if len(node.value) > LONGEST:
        return f"this text has {len(node.value)} characters; at most {LONGEST} are read"
    if found := re.search(_CONTROL, node.value):
        return f"the control character U+{ord(found[0]):04X} cannot stand in a text; delete it"
    return None
