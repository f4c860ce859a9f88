"""What the files of a FreeSWITCH server say: contexts of the dialplan, menus, queues, spoken phrases and variables.

FreeSWITCH pastes its files together (`X-PRE-PROCESS`, `$${name}`) before it reads them as XML; here an include becomes
elements in its place, held inside the folder, and commands that would run something are not run.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ivr_audit.load.folder import Folder
from ivr_audit.load.xml_places import Element, elements, read_elements
from ivr_audit.place import InputError, Place

_DEEPEST = 20
"""Files that include each other."""
_MOST_TEXT = 2_000
_GLOBAL = re.compile(r"\$\$\{([^{}]{1,100})\}")
_OLD_COMMAND = re.compile(r"<!--[ \t]*#(include|set)[ \t]+\"([^\"<>]*)\"[ \t]*-->")
_QUEUES = "callcenter.conf.xml"
_WRAPPERS = {"", "include", "document", "section", "configuration", "menus", "settings", "profiles", "profile"}


@dataclass
class Context:
    """A named part of the dialplan. `whole` is false where a file it includes is missing."""

    name: str
    place: Place
    extensions: list[Element] = field(default_factory=list)
    whole: bool = True


@dataclass
class Files:
    """Everything that was found, by name; `missing` has what was included and is not there."""

    contexts: dict[str, Context] = field(default_factory=dict)
    menus: dict[str, Element] = field(default_factory=dict)
    queues: dict[str, Element] = field(default_factory=dict)
    phrases: dict[str, Element] = field(default_factory=dict)
    mailboxes: dict[str, str] = field(default_factory=dict)
    """Settings of voicemail that callers notice, such as `operator-extension`."""
    variables: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    """Variables whose value is worked out when the server starts."""
    missing: list[str] = field(default_factory=list)
    twice: dict[str, tuple[Place, Place]] = field(default_factory=dict)
    """Menus that stand in two places, by their name: the server takes the first."""
    whole: bool = False
    """Whether these are all menus: a folder, or the server's whole configuration, not one piece of it."""

    def filled(self, text: str) -> str:
        """The text with `$${name}` replaced by what the files say; what they do not say stays."""
        for _ in range(3):
            if "$${" not in text:
                break
            text = _GLOBAL.sub(lambda found: self.variables.get(found[1], found[0]), text)[:_MOST_TEXT]
        return text

    def keep_menu(self, element: Element) -> None:
        """Note a menu; of two with one name the first counts."""
        name = self.attribute(element, "name")
        first = self.menus.setdefault(name, element)
        if first.place != element.place:  # an included file comes by more than once
            self.twice.setdefault(name, (first.place, element.place))

    def attribute(self, element: Element, *names: str) -> str:
        """The first of these attributes that is there, filled in; blanks and line ends are one space each."""
        for name in names:
            if name in element.attributes:
                return self.filled(" ".join(element.attributes[name][:_MOST_TEXT].split()))
        return ""


def read_files(folder: Folder, names: list[str]) -> Files:
    """What these files and those they include say. Raises InputError."""
    return _Reading(folder).all(names)


class _Reading:
    """Reads files in the order that the server would."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.found = Files()
        self.roots: dict[str, Element] = {}
        self.included: dict[str, list[str]] = {}
        self.loose: list[tuple[str, Element]] = []
        self.lost: set[str] = set()
        self._every: list[str] | None = None

    def all(self, names: list[str]) -> Files:
        waiting = list(names)
        while waiting:
            name = waiting.pop(0)
            if name in self.roots or not self.folder.has(name):
                continue
            self.roots[name] = self._root(name)
            waiting += self._includes(name)
        within = {inner for name, inners in self.included.items() for inner in inners if inner != name}
        tops = [name for name in self.roots if name not in within] or list(self.roots)
        for name in tops:
            self._take(name, None, (name,))
        self._take_loose()
        self._take_phrases()
        self._take_queues()
        tags = {element.tag for root in self.roots.values() for element in root.walk()}
        several = len(self.roots) > 1 or bool(tags & {"document", "configuration", "menus"})
        self.found.whole = several and not self.found.missing
        return self.found

    def _root(self, name: str) -> Element:
        text = self.folder.text(name)
        if "<!--" in text and "#" in text:
            text = _OLD_COMMAND.sub(r'<X-PRE-PROCESS cmd="\1" data="\2"/>', text)
        return elements(text, self.folder.path(name))

    def _includes(self, name: str) -> list[str]:
        """The files that a file includes; the variables it sets are taken on the way."""
        found: list[str] = []
        for element in self.roots[name].walk():
            if element.tag != "X-PRE-PROCESS":
                continue
            command, text = element.get("cmd").lower(), element.get("data")
            if command == "include":
                found += self._matching(name, self.found.filled(text))
            elif command in ("set", "exec-set", "env-set", "stun-set"):
                variable, equals, value = text.partition("=")
                if command == "set" and equals:
                    self.found.variables[variable.strip()] = value.strip()
                else:
                    self.found.unknown.add(variable.strip())
        self.included[name] = found
        return found

    def _matching(self, name: str, wanted: str) -> list[str]:
        """The files of the folder that an include names, seen from the file it stands in."""
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name), wanted))
        if not any(sign in wanted for sign in "*?["):
            return [wanted] if self.folder.has(wanted) else []
        if self._every is None:
            self._every = self.folder.names()
        return [one for one in fnmatch.filter(self._every, wanted) if one.count("/") == wanted.count("/")]

    def _take(self, name: str, context: Context | None, above: tuple[str, ...]) -> None:
        """Everything of a file; `context` is the one that it is included in."""
        waiting: list[tuple[Element, Context | None]] = [(self.roots[name], context)]
        while waiting:
            element, inside = waiting.pop(0)
            if element.tag == "X-PRE-PROCESS":
                self._take_included(name, element, inside, above)
            elif element.tag == "context":
                title = self.found.attribute(element, "name") or "default"
                inside = self.found.contexts.setdefault(title, Context(title, element.place))
                waiting = [(child, inside) for child in element.children] + waiting
            elif element.tag == "extension":
                if inside is None:
                    self.loose.append((name, element))
                else:
                    inside.extensions.append(element)
            elif element.tag == "menu" and (element.get("name") or any(c.tag == "entry" for c in element.children)):
                self.found.keep_menu(element)
            elif element.tag == "entry":
                self._take_stray_entry(element)
            elif element.tag == "queue" and element.get("name"):
                self.found.queues.setdefault(self.found.attribute(element, "name").partition("@")[0], element)
            elif element.tag == "macro" and element.get("name"):
                self.found.phrases.setdefault(element.get("name"), element)
            elif element.tag == "param" and element.get("name").startswith(("operator-", "vm-operator")):
                self.found.mailboxes.setdefault(element.get("name"), self.found.attribute(element, "value"))
            else:
                waiting = [(child, inside) for child in element.children] + waiting

    def _take_included(self, name: str, element: Element, inside: Context | None, above: tuple[str, ...]) -> None:
        if element.get("cmd").lower() != "include":
            return
        wanted = self._matching(name, self.found.filled(element.get("data")))
        if not wanted:
            self.found.missing.append(element.get("data"))
            if inside is not None:
                inside.whole = False
        for inner in wanted:
            if inner in self.roots and inner not in above and len(above) < _DEEPEST:
                self._take(inner, inside, (*above, inner))

    def _take_stray_entry(self, element: Element) -> None:
        """Entries without a menu around them belong to one that was cut off."""
        menu = self.found.menus.get("")
        if menu is None:
            menu = self.found.menus[""] = Element("menu", {"name": ""}, element.place)
        menu.content.append(element)

    def _take_loose(self) -> None:
        """Extensions that no context has: the folder a file lies in names it, as the server's own files do."""
        for name, element in self.loose:
            title = posixpath.basename(posixpath.dirname(name))
            if title not in self.found.contexts and title not in ("default", "public", "features"):
                title = "default" if len(self.found.contexts) != 1 else next(iter(self.found.contexts))
            context = self.found.contexts.setdefault(title, Context(title, element.place, whole=False))
            context.extensions.append(element)

    def _take_phrases(self) -> None:
        """The sentences of menus that name a phrase, from language files that are not included by any file given."""
        wanted = any("phrase:" in value for menu in self.found.menus.values() for value in menu.attributes.values())
        if not wanted or self.found.phrases or self.folder.root is None:
            return
        for name in self._language_files():
            try:
                root = read_elements(self.folder, name)
            except InputError:
                continue
            for element in root.walk():
                if element.tag == "macro" and element.get("name"):
                    self.found.phrases.setdefault(element.get("name"), element)

    def _take_queues(self) -> None:
        """The limits of queues, from a file that lies in the folder and that no file given includes."""
        if self.found.queues or self.folder.root is None:
            return
        for name in self._every or self.folder.names():
            if posixpath.basename(name) != _QUEUES or name in self.roots:
                continue
            for element in read_elements(self.folder, name).walk():
                if element.tag == "queue" and element.get("name"):
                    title = self.found.attribute(element, "name").partition("@")[0]
                    self.found.queues.setdefault(title, element)

    def _language_files(self) -> Iterator[str]:
        names = [one for one in (self._every or self.folder.names()) if one.endswith(".xml") and "lang/" in f"/{one}"]
        for name in sorted(names, key=lambda one: ("/en/" not in f"/{one}", one))[:200]:
            if name not in self.roots:
                yield name
