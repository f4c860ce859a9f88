"""A dialplan as Asterisk holds it after reading: contexts of extensions, each with numbered steps.

The numbering follows Asterisk's own: `n` counts on from the line before whatever its extension was, a gap ends an
extension, and what has no step 1 can be jumped to but not be dialled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit.load.asterisk.conf import Config, Item, Section, arguments, read_config, split
from ivr_audit.load.folder import Folder
from ivr_audit.place import InputError, Place, Problem

if TYPE_CHECKING:
    from ivr_audit.load.asterisk.match import PatternTree

_PRIORITY = re.compile(r"(?P<count>\w+)(?:\s*\+\s*(?P<plus>\d{1,9}))?\s*(?:\((?P<label>[^)]*)\)?)?")
_MOST_PRIORITY = 2**31
_LONGEST_NAME = 256
_MOST_EXTENSIONS = 50_000


class Step(NamedTuple):
    """One line of an extension: an application with its arguments as they are written; `place` is the application's."""

    priority: int
    label: str
    app: str
    args: str
    place: Place
    comment: str = ""

    @property
    def name(self) -> str:
        """The application in lower case, as its name is compared."""
        return self.app.lower()

    @property
    def arguments(self) -> list[str]:
        """The arguments apart."""
        return arguments(self.args)


@dataclass
class Exten:
    """One extension: `101`, `s`, or a pattern such as `_1XX`; `place` is its first line."""

    name: str
    place: Place
    steps: dict[int, Step] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for many numbers."""
        return self.name.startswith("_")

    def comment(self) -> str:
        """What is noted behind its first line."""
        return next((step.comment for step in self.steps.values()), "")


class Include(NamedTuple):
    """A context that stands in for what is missing here; `times` (times, weekdays, days, months) may limit it."""

    context: str
    times: tuple[str, ...]
    place: Place


@dataclass
class Context:
    """One `[context]`; a name that comes twice is one context."""

    name: str
    place: Place
    title: str = ""
    extens: dict[str, Exten] = field(default_factory=dict)
    includes: list[Include] = field(default_factory=list)
    switches: list[str] = field(default_factory=list)
    tree: PatternTree | None = field(default=None, repr=False, compare=False)
    """Its patterns by their signs, when one was looked for."""

    def literal(self, name: str) -> Exten | None:
        """The extension of exactly this name."""
        return self.extens.get(name)


@dataclass
class Dialplan:
    """Everything that was read. Contexts and channel variables are told apart by case, global variables are not."""

    contexts: dict[str, Context] = field(default_factory=dict)
    global_variables: dict[str, str] = field(default_factory=dict)
    autofallthrough: bool = True
    sections: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    by_caller: list[str] = field(default_factory=list)
    """Extensions for one caller's number, of the form `100/555`."""
    ignored: list[Place] = field(default_factory=list)
    """Lines that Asterisk leaves out with a warning."""

    def context(self, name: str) -> Context | None:
        """The context of this name."""
        return self.contexts.get(name)


def read_dialplan(folder: Folder, files: list[str]) -> Dialplan:
    """The dialplan of these files and of what they include. Raises InputError if one cannot be read."""
    return dialplan_of(read_config(folder, files))


def dialplan_of(config: Config) -> Dialplan:
    """The dialplan that a configuration describes. Raises InputError for one of too many extensions."""
    plan = Dialplan(missing=config.missing, commands=config.commands, read=config.read)
    before = 0
    for section in config.sections:
        plan.sections.add(section.name.casefold())
        match section.name.casefold():
            case "general":
                _take_general(plan, section)
            case "globals":
                for item in section.items:
                    plan.global_variables[item.key.casefold()] = item.value
            case _ if not section.is_template:
                before += _Reader(plan, section, _MOST_EXTENSIONS - before).run()
    special = [(context, name) for context in plan.contexts.values() for name in context.extens if "/" in name]
    taken = [(context, name, context.extens.pop(name)) for context, name in special]
    for context, name, exten in taken:
        _settle_caller(plan, context, name, exten)
    return plan


def _settle_caller(plan: Dialplan, context: Context, name: str, exten: Exten) -> None:
    """`100/555` answers one caller only; it stands for `100` where nothing else answers the others."""
    from ivr_audit.load.asterisk.match import answer

    plain = _tidy(name.split("/", 1)[0])
    plan.by_caller.append(f"{context.name},{name}")
    if plain not in context.extens and (exten.is_pattern or answer(plan, context.name, plain) is None):
        exten.name = plain
        context.extens[plain] = exten


def _take_general(plan: Dialplan, section: Section) -> None:
    for item in section.items:
        if item.key == "autofallthrough":
            plan.autofallthrough = item.value.strip().lower() in ("yes", "true", "y", "t", "1", "on")


class _Reader:
    """The lines of one section put into its context."""

    def __init__(self, plan: Dialplan, section: Section, most: int) -> None:
        self.plan = plan
        self.most = most
        self.section = section
        self.context = plan.contexts.setdefault(section.name, Context(section.name, section.place, section.comment))
        self._last = 0
        self._exten: Exten | None = None

    def run(self) -> int:
        """Read them all. Returns how many extensions are new. Raises InputError for more than `most`."""
        before = len(self.context.extens)
        for item in self.section.items:
            match item.key:
                case "exten":
                    name, comma, rest = _name_and_rest(item.value)
                    if comma and len(name) <= _LONGEST_NAME:
                        self._step(item, self._extension(name, item), rest)
                case "same" if self._exten is not None:
                    self._step(item, self._exten, item.value)
                case "include":
                    context, *times = arguments(_with_globals(item.value, self.plan.global_variables)) or [""]
                    if context:
                        self.context.includes.append(Include(context, _some(times), item.place))
                case "switch" | "lswitch" | "eswitch":
                    self.context.switches.append(item.value)
            if len(self.context.extens) - before > self.most:
                said = f"this dialplan has more than {_MOST_EXTENSIONS} extensions, more than a phone system has"
                raise InputError([Problem(item.place, said)])
        return len(self.context.extens) - before

    def _extension(self, name: str, item: Item) -> Exten:
        name = _with_globals(name.strip().strip('"'), self.plan.global_variables)
        name = _tidy(name)
        self._exten = self.context.extens.setdefault(name, Exten(name, item.place))
        return self._exten

    def _step(self, item: Item, exten: Exten, rest: str) -> None:
        priority, comma, written = rest.partition(",")
        found = _PRIORITY.fullmatch(priority.strip())
        if not comma or found is None:
            self.plan.ignored.append(item.place)
            return
        number = self._number(found["count"].lower(), exten)
        if number is None:
            if found["count"].lower() != "hint":
                self.plan.ignored.append(item.place)
            return
        number += int(found["plus"] or 0)
        if number > _MOST_PRIORITY:
            self.plan.ignored.append(item.place)
            return
        self._last = number
        app, args = _spoken(*call(written.strip()))
        column = item.column + len(item.value) - len(written.lstrip())
        label = (found["label"] or "").strip()
        step = Step(number, label, app, args, item.place._replace(column=column), item.comment)
        exten.steps.setdefault(number, step)
        if label:
            exten.labels.setdefault(label, number)

    def _number(self, count: str, exten: Exten) -> int | None:
        if count in ("n", "next"):
            return self._last + 1 if self._last else None
        if count in ("s", "same"):
            return self._last or None
        if count.isdecimal() and count.isascii():
            return int(count) if 0 < len(count) < 11 and int(count) > 0 else None
        return exten.labels.get(count)


def _some(times: list[str]) -> tuple[str, ...]:
    return tuple(times) if any(time not in ("", "*") for time in times) else ()


def _name_and_rest(value: str) -> tuple[str, str, str]:
    """The name of an extension, which may hold commas inside `[...]`, and what follows."""
    pieces = split(value, ",", most=1)
    return (pieces[0], ",", value[value.index(",", len(pieces[0])) + 1 :]) if len(pieces) == 2 else (value, "", "")


def _tidy(name: str) -> str:
    """A name as Asterisk compares it: dashes and blanks in numbers do not count, letters of patterns are large."""
    if name.startswith("_"):
        return "_" + re.sub(r"[-\s](?![^\[]*\])", "", name[1:])
    return re.sub(r"[-\s]", "", name) if re.fullmatch(r"[\d*#\-\s]+", name) else name


def call(written: str) -> tuple[str, str]:
    """`App(args)`, or `App,args` and `App|args` of old files."""
    app, bracket, rest = written.partition("(")
    if bracket and not any(sign in app for sign in ",|"):
        end = rest.rfind(")")
        return app.strip(), (rest if end < 0 else rest[:end]).strip()
    found = re.split(r"[,|]", written, maxsplit=1)
    return found[0].strip(), found[1].strip() if len(found) == 2 else ""


_VOICES = re.compile(r"[\w./-]*(tts|polly|festival|picotts)[\w-]*(\.\w+)?", re.IGNORECASE)


def _spoken(app: str, args: str) -> tuple[str, str]:
    """A script that only lets a computer's voice speak a text, `googletts.agi,"text",en,any`, is no script."""
    if app.lower() not in ("agi", "eagi", "deadagi"):
        return app, args
    script, *given = [*arguments(args), ""]
    if not given[0] or not _VOICES.fullmatch(script):
        return app, args
    listens = len(given) > 3 and given[2] not in ("", '""')
    return "BackgroundTTS" if listens else "GoogleTTS", given[0]


_NAMED = re.compile(r"\$\{(\w+)\}")


def _with_globals(text: str, variables: Mapping[str, str]) -> str:
    """Global variables in the name of an extension are put in when the file is read."""
    return _NAMED.sub(lambda found: variables.get(found[1].casefold(), found[0]), text) if "${" in text else text
