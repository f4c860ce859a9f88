"""The form of Asterisk's configuration files: sections of `key = value` lines with places, templates and includes.

An `#include` is followed inside the folder only and `#exec` is never run; both are told where they led nowhere.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ivr_audit.load.folder import Folder
from ivr_audit.place import InputError, Place, Problem

_DEEPEST = 12
"""How deep files can include each other."""
_MOST_LINES = 200_000
"""Of all files together, which can include one many times; the largest real ones have fifty thousand."""
_LONGEST_LINE = 16_384
"""Characters that are looked at; Asterisk itself takes half as many."""
_MOST_FILES = 5_000
_MOST_INHERITED = 50_000
"""Lines that sections take from templates; templates of templates double them each time."""
_HEADER = re.compile(r"\[(?P<name>[^\]]*)\](?:\s*\((?P<how>[^)]*)\))?")
_DIRECTIVE = re.compile(r"#\s*(?P<word>\w+)\s*(?P<rest>.*)")


class Item(NamedTuple):
    """One `key => value`; `column` is where the value begins, `comment` what stands after it."""

    key: str
    value: str
    place: Place
    column: int
    comment: str = ""


class Section(NamedTuple):
    """One `[name]` with its lines, those of its templates first."""

    name: str
    place: Place
    items: list[Item]
    comment: str
    is_template: bool = False


class Config(NamedTuple):
    """The sections of a file and of all that it includes; a name can come twice."""

    sections: list[Section]
    missing: list[str]
    """Files that are included and not there."""
    commands: list[str]
    """Commands whose output would be included; never run."""
    read: list[str]
    """The files that were read, by their names in the folder."""

    def named(self, name: str) -> Iterator[Section]:
        """The sections of this name."""
        return (one for one in self.sections if one.name.casefold() == name.casefold())


class _Line(NamedTuple):
    text: str
    place: Place
    comment: str


class _Source:
    """The lines of a file and of those it includes, without comments."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.missing: dict[str, None] = {}
        self.commands: dict[str, None] = {}
        self.read: list[str] = []
        self.lines = 0

    def of(self, name: str, inside: tuple[str, ...] = ()) -> Iterator[_Line]:
        self.read.append(name)
        path = self.folder.path(name)
        for line in _uncommented(self.folder.text(name), path):
            self.lines += 1
            if self.lines > _MOST_LINES:
                said = f"this dialplan has over {_MOST_LINES} lines, with what it includes; no phone system needs that"
                raise InputError([Problem(Place(path, line.place.line, 1), said)])
            if line.text.startswith("#"):
                yield from self._directive(line, name, (*inside, name))
            elif line.text:
                yield line

    def _directive(self, line: _Line, name: str, inside: tuple[str, ...]) -> Iterator[_Line]:
        found = _DIRECTIVE.fullmatch(line.text)
        word = found["word"].lower() if found else ""
        if found is None or word not in ("include", "tryinclude", "exec"):
            return
        wanted = found["rest"].strip().strip('"<>').strip()
        if word == "exec":
            self.commands[wanted] = None
            return
        files = self._found(wanted, name)
        if not files and word == "include":
            self.missing[wanted] = None
        for file in files:
            if file not in inside and len(inside) < _DEEPEST and len(self.read) < _MOST_FILES:
                yield from self.of(file, inside)

    def _found(self, wanted: str, name: str) -> list[str]:
        beside = posixpath.join(posixpath.dirname(name), wanted)
        choices = dict.fromkeys(
            posixpath.normpath(one) for one in (beside, wanted, posixpath.basename(wanted)) if one.strip("/.")
        )
        for choice in choices:
            if any(sign in choice for sign in "*?["):
                if matched := fnmatch.filter(self.folder.names(), choice):
                    return matched
            elif not choice.startswith(("/", "..")) and self.folder.has(choice):
                return [choice]
        return []


def _uncommented(text: str, path: str) -> Iterator[_Line]:
    """Every line without its comments, `;-- ... --;` also over several lines; escaped `\\;` stays a semicolon."""
    within = False
    for number, whole in enumerate(text.split("\n"), 1):
        line = whole[:_LONGEST_LINE]
        kept = ""
        comment = ""
        at = 0
        while at < len(line):
            if within:
                end = line.find("--;", at)
                if end < 0:
                    at = len(line)
                else:
                    kept, at, within = kept + " " * (end + 3 - len(kept)), end + 3, False
                continue
            sign = line.find(";", at)
            if sign < 0:
                kept, at = kept + line[at:], len(line)
            elif sign and line[sign - 1] == "\\":
                kept, at = kept + line[at : sign - 1] + ";", sign + 1
            elif line.startswith(";--", sign) and not line.startswith(";---", sign):
                kept, at, within = kept + line[at:sign], sign + 3, True
            else:
                kept, comment, at = kept + line[at:sign], line[sign + 1 :], len(line)
        text_of = kept.strip()
        if text_of:
            column = len(kept) - len(kept.lstrip()) + 1
            yield _Line(text_of, Place(path, number, column), comment.strip("; \t"))


class _Builder:
    """The sections while lines come in."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self._by_name: dict[str, Section] = {}
        self._now: Section | None = None
        self._inherited = 0

    def take(self, line: _Line) -> None:
        header = _HEADER.match(line.text) if line.text.startswith("[") else None
        if header:
            self._open(header["name"].strip(), header["how"] or "", line)
            return
        key, equals, value = line.text.partition("=")
        if not equals or self._now is None:
            return
        value = value.removeprefix(">").lstrip()
        column = line.place.column + len(line.text) - len(value)
        self._now.items.append(Item(key.strip().lower(), value, line.place, column, line.comment))

    def _open(self, name: str, how: str, line: _Line) -> None:
        words = [word.strip() for word in how.split(",") if word.strip()]
        earlier = self._by_name.get(name)
        if "+" in words and earlier is not None:
            self._now = earlier
            return
        self._now = Section(name, line.place, [], line.comment, "!" in words)
        for word in words:
            base = self._by_name.get(word)
            if base is not None and self._inherited + len(base.items) <= _MOST_INHERITED:
                self._now.items.extend(base.items)
                self._inherited += len(base.items)
        self._by_name[name] = self._now
        self.sections.append(self._now)


def read_config(folder: Folder, names: list[str]) -> Config:
    """The sections of these files, one after another. Raises InputError if one cannot be read."""
    source = _Source(folder)
    builder = _Builder()
    for name in names:
        if name not in source.read:
            for line in source.of(name):
                builder.take(line)
    return Config(builder.sections, list(source.missing), list(source.commands), source.read)


_OPENS: Final = {"(": ")", "[": "]", "{": "}"}
_DEEPEST_BRACKETS = 200


def split(text: str, separators: str = ",", most: int = -1) -> list[str]:
    """The pieces between separators that stand in no brackets, quotes or `${...}`; a backslash takes the next sign.

    >>> split("101,20,tr")
    ['101', '20', 'tr']
    >>> split("$[${n}>3]?sorry,1:menu,1", "?")
    ['$[${n}>3]', 'sorry,1:menu,1']
    """
    if not any(sign in text for sign in separators):
        return [text.strip()]
    pieces: list[str] = []
    depth: list[str] = []
    begin, quoted, at = 0, False, 0
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
        elif sign == '"':
            quoted = not quoted
        elif quoted:
            pass
        elif depth and sign == depth[-1]:
            depth.pop()
        elif sign in _OPENS and len(depth) < _DEEPEST_BRACKETS:
            depth.append(_OPENS[sign])
        elif sign in separators and not depth and len(pieces) != most:
            pieces.append(text[begin:at].strip())
            begin = at + 1
        at += 1
    pieces.append(text[begin:].strip())
    if len(pieces) == 1 and (quoted or depth):
        return [piece.strip() for piece in re.split(f"[{re.escape(separators)}]", text, maxsplit=max(most, 0))]
    return pieces


def arguments(text: str) -> list[str]:
    """The arguments of an application; old files have `|` between them. Trailing empty ones stay.

    >>> arguments("default|s|1"), arguments("main,,$[1|0]")
    (['default', 's', '1'], ['main', '', '$[1|0]'])
    """
    return split(text, ",|") if text.strip() else []
