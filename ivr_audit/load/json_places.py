"""JSON with the line and column of every value, which the JSON reader of the standard library does not tell."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Any, Final, Protocol

from ivr_audit.place import InputError, Place, Problem

MOST_VALUES = 1_000_000
"""Of one file; the largest flow that the phone systems take has a hundredth of it."""
DEEPEST = 200

_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPE: Final = re.compile(
    r"\\u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)

Path = tuple[str | int, ...]
"""The keys and indices that lead to a value, such as `("Actions", 3, "Transitions")`."""


class Where(Protocol):
    """Whatever tells the place of a value by its path."""

    def __getitem__(self, path: Path, /) -> Place:
        """The place of the value at a path."""


class _Inside:
    """Where an object or list begins, and its members; plain values in a list are not noted one by one."""

    __slots__ = ("count", "key", "listed", "members", "offset")

    def __init__(self, offset: int, listed: bool) -> None:
        self.offset = offset
        self.listed = listed
        self.members: dict[str | int, _Inside | int] = {}
        self.key: str | int = 0
        self.count = 0


class Places:
    """Where each value of a JSON text stands; a path that is not there has the place of what it would be in."""

    def __init__(self, text: str, file: str) -> None:
        """`text` must be JSON that can be read. Raises InputError if it is nested too deep."""
        self.file = file
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._top = self._scanned(text)

    def __getitem__(self, path: Path) -> Place:
        """The place of the value at a path; of a member of an object, where its value begins."""
        here: _Inside | int = self._top
        for key in path:
            if isinstance(here, int) or key not in here.members:
                break
            here = here.members[key]
        return self.at(here if isinstance(here, int) else here.offset)

    def at(self, offset: int) -> Place:
        """The place of one character of the text, counted from 0."""
        row = bisect_right(self._lines, offset)
        return Place(self.file, row, offset - self._lines[row - 1] + 1)

    def _scanned(self, text: str) -> _Inside:
        top = _Inside(0, listed=True)
        open_: list[_Inside] = [top]
        here, is_key = top, False
        for found in _TOKEN.finditer(text):
            token, offset = found[0], found.start()
            if token == ",":
                here.count += 1
                here.key, is_key = here.count, not here.listed
            elif token in "{[":
                inner = _Inside(offset, listed=token == "[")
                here.members[here.key] = inner
                open_.append(inner)
                here, is_key = inner, token == "{"
                if len(open_) > DEEPEST:
                    raise InputError([Problem(self.at(offset), f"this is nested more than {DEEPEST} levels deep")])
            elif token in "}]":
                open_.pop()
                here, is_key = open_[-1], False
            elif is_key:
                here.key, is_key = (
                    json.loads(_without_halves(token), strict=False) if "\\" in token else token[1:-1],
                    False,
                )
            elif token != ":" and not here.listed:
                here.members[here.key] = offset
        first = top.members.get(0)
        return first if isinstance(first, _Inside) else top


def parse(text: str, file: str) -> tuple[Any, Places]:
    """The value of a JSON text (Any: any JSON) and where everything in it stands; of equal keys the last counts.

    Raises InputError, with the place, for what is no JSON, too much, or nested too deep.
    """
    value = value_of(text, file)
    return value, Places(text, file)


def value_of(text: str, file: str) -> Any:
    """The value of a JSON text alone (Any: any JSON); raises InputError as `parse` does."""
    if sum(map(text.count, ",[{")) > MOST_VALUES:
        raise InputError([Problem(Place(file), f"this file has more than {MOST_VALUES:,} values; no flow is so large")])
    try:
        return json.loads(_without_halves(text), strict=False)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise InputError([Problem(place, f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}")]) from error
    except RecursionError as error:
        raise InputError([Problem(Place(file), f"this is nested more than {DEEPEST} levels deep")]) from error
    except ValueError as error:
        raise InputError([Problem(Place(file), "this is not JSON: a number in it has too many digits")]) from error


def _without_halves(text: str) -> str:
    """The text of the same length without halves of characters, which no output could write."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _ESCAPE.sub(lambda found: "\\ufffd" if found["half"] else found[0], text)
