"""The regular expressions that stand in files: which numbers and keys they fit, in bounded time.

Only a simple part of the language is understood (signs, classes, groups, alternatives, repeats that do not stand inside
each other); for the rest nothing is claimed. Whatever a file says, matching a number takes at most some thousand steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

KEYS: Final = frozenset("0123456789*#")
_LONGEST_PATTERN: Final = 300
_LONGEST_TEXT: Final = 40
_MOST_STEPS: Final = 200_000
_MOST_SHAPES: Final = 64
_LONGEST_SHAPE: Final = 24
_DEEPEST: Final = 12
_ANY: Final = frozenset(chr(n) for n in range(0x20, 0x7F))
_DIGITS: Final = frozenset("0123456789")
_WORDS: Final = _DIGITS | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_CLASSES: Final = {
    "d": _DIGITS, "D": _ANY - _DIGITS, "w": _WORDS, "W": _ANY - _WORDS, "s": frozenset(" "), "S": _ANY - {" "},
}  # fmt: skip
_REPEAT = re.compile(r"\{(\d{1,3})(?:(,)(\d{1,3})?)?\}")

Shape = tuple[frozenset[str], ...]
"""For each position of a text the signs that fit there."""


class _Unknown(Exception):
    """Something outside the part of the language that is understood."""


class _Part(NamedTuple):
    """What stands once or several times; `inner` has the alternatives of a group, else `signs` is one sign."""

    signs: frozenset[str]
    inner: tuple[tuple[_Part, ...], ...] | None
    least: int
    most: int | None


class Pattern(NamedTuple):
    """A regular expression that is understood; `shapes` are texts that it fits from end to end."""

    compiled: re.Pattern[str]
    shapes: tuple[Shape, ...]

    def groups(self, text: str) -> tuple[str, ...] | None:
        """The whole match and what the groups took, "" for those that took nothing; None if it does not fit."""
        found = self.compiled.search(text[:_LONGEST_TEXT])
        return None if found is None else (found.group(), *(one or "" for one in found.groups()))

    def example(self) -> str:
        """A text that it fits: of the first of its shapes that has any signs, digits before others."""
        for shape in self.shapes:
            for pick in range(3):
                text = "".join(sorted(signs, key=_keys_first)[min(pick, len(signs) - 1)] for signs in shape)
                if text and self.compiled.search(text):
                    return text
        return ""

    def literals(self) -> tuple[str, ...]:
        """Every text that it fits, if it fits only these and they are few."""
        if not self.shapes or any(len(signs) != 1 for shape in self.shapes for signs in shape):
            return ()
        return tuple("".join(min(signs) for signs in shape) for shape in self.shapes)

    def keys(self, longest: int | None) -> list[Shape]:
        """The shapes that consist of keys of a phone, of at least one and at most `longest`."""
        found = [tuple(signs & KEYS for signs in shape) for shape in self.shapes]
        return [one for one in found if one and all(one) and (longest is None or len(one) <= longest)]


def _keys_first(sign: str) -> tuple[bool, bool, str]:
    return sign not in KEYS, sign not in _DIGITS, sign


def understood(text: str, flags: re.RegexFlag = re.ASCII) -> Pattern | None:
    """The pattern of a regular expression; None if it is outside the part of the language that is understood."""
    if len(text) > _LONGEST_PATTERN:
        return None
    try:
        parser = _Parser(text)
        tree = parser.alternatives(0)
        if parser.at < len(text) or _steps(tree) > _MOST_STEPS:
            return None
        return Pattern(re.compile(text, flags), tuple(_shapes(tree)))
    except (_Unknown, re.error, OverflowError, RecursionError):
        return None


class _Parser:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def alternatives(self, depth: int) -> tuple[tuple[_Part, ...], ...]:
        if depth > _DEEPEST:
            raise _Unknown
        found = [self.sequence(depth)]
        while self.text[self.at : self.at + 1] == "|":
            self.at += 1
            found.append(self.sequence(depth))
        return tuple(found)

    def sequence(self, depth: int) -> tuple[_Part, ...]:
        parts: list[_Part] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            sign = self.text[self.at]
            if sign in "^$" and (self.text[self.at + 1 : self.at + 2] or "") not in tuple("*+?{"):
                self.anchor(sign, parts)
                continue
            signs, inner = self.atom(depth)
            least, most = self.repeat()
            if inner is not None and most != 1 and not _is_plain(inner):
                raise _Unknown
            parts.append(_Part(signs, inner, least, most))
        return tuple(parts)

    def anchor(self, sign: str, parts: list[_Part]) -> None:
        """Only where it says nothing but that the text begins or ends here."""
        before, after = self.text[: self.at], self.text[self.at + 1 :]
        begins = sign == "^" and not parts and (not before or before[-1] in "(|" or before.endswith("(?:"))
        ends = sign == "$" and (not after or after[0] in ")|")
        if not (begins or ends):
            raise _Unknown
        self.at += 1

    def atom(self, depth: int) -> tuple[frozenset[str], tuple[tuple[_Part, ...], ...] | None]:
        sign = self.text[self.at]
        self.at += 1
        if sign == "(":
            ahead = self.text.startswith(("?!", "?="), self.at)
            if self.text.startswith("?", self.at):
                if not ahead and not self.text.startswith("?:", self.at):
                    raise _Unknown
                self.at += 2
            inner = self.alternatives(depth + 1)
            if ahead:
                if _steps(inner) > _LONGEST_TEXT:
                    raise _Unknown
                inner = ((),)
            if self.text[self.at : self.at + 1] != ")":
                raise _Unknown
            self.at += 1
            return frozenset(), inner
        if sign == "[":
            return self.one_of(), None
        if sign == "\\":
            return self.escaped(), None
        if sign in "*+?{}":
            raise _Unknown
        return (_ANY if sign == "." else frozenset(sign)), None

    def escaped(self) -> frozenset[str]:
        sign = self.text[self.at : self.at + 1]
        self.at += 1
        if sign in _CLASSES:
            return _CLASSES[sign]
        if not sign or sign.isalnum():
            raise _Unknown
        return frozenset(sign)

    def one_of(self) -> frozenset[str]:
        end = self.text.find("]", self.at + 2 if self.text.startswith("^", self.at) else self.at + 1)
        if end < 0 or "[" in self.text[self.at : end]:
            raise _Unknown
        negated = self.text.startswith("^", self.at)
        self.at += negated
        found: set[str] = set()
        while self.at < end:
            sign = self.text[self.at]
            self.at += 1
            if sign == "\\":
                found |= self.escaped()
            elif self.text[self.at : self.at + 1] == "-" and self.at + 1 < end:
                last = self.text[self.at + 1]
                if not (sign.isalnum() and last.isalnum() and sign <= last):
                    raise _Unknown
                found |= {one for one in _ANY if sign <= one <= last}
                self.at += 2
            else:
                found.add(sign)
        if self.at != end:
            raise _Unknown
        self.at += 1
        return _ANY - found if negated else frozenset(found)

    def repeat(self) -> tuple[int, int | None]:
        sign = self.text[self.at : self.at + 1]
        found: tuple[int, int | None] = (1, 1)
        if sign and sign in "*+?":
            found = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
            self.at += 1
        elif sign == "{":
            counts = _REPEAT.match(self.text, self.at)
            if counts is None:
                raise _Unknown
            least = int(counts[1])
            most = least if counts[2] is None else int(counts[3]) if counts[3] else None
            if most is not None and (most < least or most > 100):
                raise _Unknown
            found, self.at = (least, most), counts.end()
        if self.text[self.at : self.at + 1] in ("+", "*"):
            raise _Unknown
        if found != (1, 1) and self.text[self.at : self.at + 1] == "?":
            self.at += 1
        return found


def _is_plain(inner: tuple[tuple[_Part, ...], ...]) -> bool:
    """Whether a group always takes as many signs, and takes some, so that repeating it tries nothing twice."""
    return bool(_width(inner))


def _width(inner: tuple[tuple[_Part, ...], ...]) -> int | None:
    """How many signs a group always takes; None if that depends, or might."""
    if len(inner) != 1:
        return None
    total = 0
    for part in inner[0]:
        one = 1 if part.inner is None else _width(part.inner)
        if one is None or part.least != part.most:
            return None
        total += one * part.least
    return total


def _steps(tree: tuple[tuple[_Part, ...], ...]) -> int:
    """How many ways there can be to try a text, at most."""
    total = 0
    for sequence in tree:
        ways = 1
        for part in sequence:
            choices = _LONGEST_TEXT if part.most is None else part.most - part.least + 1
            ways *= choices * (1 if part.inner is None else _steps(part.inner))
            if ways > _MOST_STEPS:
                return ways
        total += ways
    return total


def _shapes(tree: tuple[tuple[_Part, ...], ...]) -> Iterator[Shape]:
    found: dict[Shape, None] = {}
    for sequence in tree:
        grown: list[Shape] = [()]
        for part in sequence:
            ways: list[Shape] = [(part.signs,)] if part.inner is None else list(_shapes(part.inner))
            counts = dict.fromkeys((part.least, part.least + 1 if part.most is None else part.most))
            more = [one * min(n, _LONGEST_SHAPE) for n in counts for one in ways]
            both = ((*one, *way)[:_LONGEST_SHAPE] for one in grown for way in more)
            grown = list(islice(both, _MOST_SHAPES))
        found |= dict.fromkeys(grown)
    yield from list(found)[:_MOST_SHAPES]
