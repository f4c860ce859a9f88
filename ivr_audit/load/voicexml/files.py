"""VoiceXML documents that belong together, and what counts in which part of them: handlers, links and properties."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from ivr_audit.load.duplicates import stands_twice
from ivr_audit.load.folder import Folder
from ivr_audit.load.xml_places import Element, elements
from ivr_audit.model import Prompt
from ivr_audit.place import InputError, Place, Problem

_TIME = re.compile(r"\+?(\d{0,6}(?:\.\d{1,6})?)(ms|s)")
_MOST_COUNTS = 30
HANDLERS = ("noinput", "nomatch", "error", "help", "catch")
_MOST_HANDLERS = 200
"""Of one element; those behind them are left out."""
_GENERATED = re.compile(r"<%|<\?php|<\?=|<\?\s")
_MOST_FILES = 500


@dataclass
class Document:
    """One file: its dialogs by name in order, and the document whose links and handlers count here too."""

    name: str
    root: Element
    dialogs: dict[str, Element] = field(default_factory=dict)
    above: Document | None = None


class Scope(NamedTuple):
    """The elements around one place, the innermost first."""

    around: tuple[Element, ...]

    def inside(self, element: Element) -> Scope:
        """The scope within an element of this one."""
        return Scope((element, *self.around))

    def property(self, name: str) -> str:
        """A property that counts here, "" if none does."""
        for element in self.around:
            for child in element.directly("property"):
                if child.get("name") == name:
                    return child.get("value")
        return ""

    def handler(self, event: str, count: int) -> tuple[Element, Scope] | None:
        """What handles an event at its `count`-th time: of the highest count that is not above it, the nearest."""
        best: tuple[int, Element, Scope] | None = None
        for n, element in enumerate(self.around):
            for child in element.directly(*HANDLERS)[:_MOST_HANDLERS]:
                if not _catches(child, event):
                    continue
                wanted = child.get("count", "1")
                least = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
                if least <= count and (best is None or least > best[0]):
                    best = least, child, Scope(self.around[n:])
        return None if best is None else best[1:]

    def links(self) -> list[Element]:
        """Every `<link>` that counts here."""
        return [child for element in self.around for child in element.directly("link")]


def _catches(element: Element, event: str) -> bool:
    if element.tag != "catch":
        return element.tag == event
    wanted = element.get("event").split() or [""]
    return any(one in ("", ".", event) or event.startswith(one + ".") for one in wanted)


def read_documents(folder: Folder, names: list[str]) -> dict[str, Document]:
    """The documents of these files and of those they name as their root. Raises InputError."""
    found: dict[str, Document] = {}
    waiting = list(names)[:_MOST_FILES]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = _document(folder, name)
        root = found[name].root.get("application").split("#")[0]
        if root and "//" not in root:
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(root)))
            if folder.has(beside):
                waiting.append(beside)
    for one in found.values():
        root = one.root.get("application").split("#")[0]
        above = (
            found.get(posixpath.normpath(posixpath.join(posixpath.dirname(one.name), unquote(root)))) if root else None
        )
        one.above = above if above is not one else None
    return found


def _document(folder: Folder, name: str) -> Document:
    text, path = folder.text(name), folder.path(name)
    made = _GENERATED.search(text)
    if made is not None:
        line = text.count("\n", 0, made.start()) + 1
        said = "a program writes this file anew for each call (JSP, PHP), so that it says too little by itself"
        raise InputError([Problem(Place(path, line, 1), said)])
    top = elements(text, path)
    root = next((element for element in top.walk() if element.tag == "vxml"), None)
    if root is None:
        raise InputError([Problem(Place(path, 1, 1), "there is no <vxml> in this file")])
    document = Document(name, root)
    problems = []
    for n, element in enumerate(child for child in root.children if child.tag in ("form", "menu")):
        ident = element.get("id") or f"dialog {n + 1}"
        first = document.dialogs.setdefault(ident, element)
        if first is not element:
            problems.append(stands_twice(element.tag, ident, first.place, element.place))
    if problems:
        raise InputError(problems)
    return document


def scope_of(document: Document) -> Scope:
    """The scope of everything in a document: itself, and its root document."""
    return Scope((document.root, *((document.above.root,) if document.above else ())))


def seconds(text: str) -> float | None:
    """A time such as `5s` or `800ms` in seconds; None if it says none."""
    found = _TIME.fullmatch(text.strip())
    if found is None or not found[1].strip("."):
        return None
    return float(found[1]) / (1000 if found[2] == "ms" else 1)


def prompt_of(spoken: list[Element | str], choices: str = "") -> Prompt:
    """What words, `<audio>` and `<prompt>` elements make a caller hear; `choices` stands for `<enumerate/>`."""
    words: list[str] = []
    sounds: list[str] = []
    waiting = list(reversed(spoken))
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            words.append(one)
            continue
        if one.tag == "enumerate":
            words.append(one.all_text() or choices)
            continue
        if one.tag == "audio":
            sounds.append(posixpath.basename(one.get("src") or one.get("expr")) or "a recording")
        elif one.tag == "value":
            words.append("...")
        waiting += reversed(one.content)
    text = " ".join(" ".join(words).split())[:4000]
    return Prompt(text, audio=" & ".join(sounds[:20])[:200])


def arms_of(one: Element) -> list[tuple[str, list[Element | str]]]:
    """The conditions of an `<if>` with what each does; the one of `<else/>` is ""."""
    arms: list[tuple[str, list[Element | str]]] = [(one.get("cond") or "unknown", [])]
    for child in one.content:
        if isinstance(child, Element) and child.tag in ("elseif", "else"):
            arms.append((child.get("cond") if child.tag == "elseif" else "", []))
        else:
            arms[-1][1].append(child)
    return arms


def apart(ways: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Cases of one name each."""
    found: dict[str, str] = {}
    for name, to in ways:
        count, one = 1, name
        while one in found:
            count += 1
            one = f"{name[:50]} ({count})"
        found[one] = to
    return list(found.items())


def inside(elements: list[Element]) -> list[Element | str]:
    """Everything directly inside these elements, one after another."""
    return [one for element in elements for one in element.content]


def keys_of(element: Element) -> list[str]:
    """The keys of an inline grammar."""
    return [key for one in element.walk() if one.tag == "grammar" for key in grammar_of(one)]


def grammar_of(grammar: Element) -> dict[str, str]:
    """What each sequence of keys of a grammar means: its tag, or itself."""
    found: dict[str, str] = {}
    for item in grammar.walk():
        if item.tag == "item" and not any(child.tag in ("item", "one-of") for child in item.children):
            tag = next((child.text for child in item.children if child.tag == "tag"), "")
            key = item.text.replace(" ", "")
            said = re.search(r"['\"]([^'\"]+)['\"]", tag)
            found.setdefault(key, said[1] if said else tag.rpartition("=")[2].strip("; ") or key)
    return found
