"""The reader of FreeSWITCH: a dialplan with its menus, or the menus alone."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from zoneinfo import available_timezones

from ivr_audit import model
from ivr_audit.load.draft import Draft, TooLarge
from ivr_audit.load.folder import Folder
from ivr_audit.load.freeswitch.actions import add_step
from ivr_audit.load.freeswitch.files import Context, Files, read_files
from ivr_audit.load.freeswitch.hunt import Hunt
from ivr_audit.load.freeswitch.menus import add_menu, menu_ident
from ivr_audit.load.freeswitch.patterns import pattern
from ivr_audit.load.freeswitch.plan import Plan, Run, Where
from ivr_audit.load.xml_places import Element
from ivr_audit.model import HANGUP, PhoneTree
from ivr_audit.place import Place, Problem
from ivr_audit.words import list_words, or_known

_INBOUND: Final[tuple[str, ...]] = ("public", "inbound", "incoming", "from-trunk", "from-pstn", "external", "did")
_MOST_STEPS: Final = 20_000
_MOST_ENTRIES: Final = 200
_NUMBER = re.compile(r"\+?[0-9]{2,20}")


_NOTES: Final = {
    "hurried": "hardly anybody can press a key after the words of {}: timeouts count thousandths of a second, and less"
    " than a tenth of one is given",
    "waiting": "{} collects more keys than some choices have (`digit-len`), so that those count only after the pause"
    " between keys; that pause is not in the times",
    "how often it is played": "how often {} is played is a setting outside these files",
    "how long it waits for a key": "how long {} waits for a key is a setting outside these files",
}


class _Entry(NamedTuple):
    """A way into the system: the number as the caller dials it (empty: any), where it leads, and where it stands."""

    number: str
    ident: str
    place: Place


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of these files; `start` is a context, a number, the name of an extension or of a menu.

    Raises InputError for a file that is not XML.
    """
    source = folder.of(files)
    draft = Draft(source, "freeswitch")
    found = read_files(folder, files)
    plan = Plan(draft, found)
    Hunt(plan)
    try:
        entries = _started(plan, start) if start else _chosen(plan)
    except TooLarge:
        return None, [Problem(Place(source), "these files describe more ways than a phone system has; use --start")]
    for entry in entries[:_MOST_ENTRIES]:
        draft.enter(entry.number, _entered(draft, entry), entry.place)
    for what, names in plan.notes.items():
        draft.not_said(_NOTES[what].format(list_words([f'"{one}"' for one in names])))
    for name, (first, again) in found.twice.items():
        draft.not_said(f'the menu "{name}" stands in two places, {first} and {again}; FreeSWITCH takes the first')
    if found.missing and not found.whole:
        draft.not_said(f"files that are included but not here: {', '.join(dict.fromkeys(found.missing[:5]))}")
    name = posixpath.splitext(posixpath.basename(source.rstrip("/")))[0] or "FreeSWITCH"
    return draft.finish(name, _timezone(found))


def _entered(draft: Draft, entry: _Entry) -> str:
    """A node that a call can begin at; a number that only hangs up has one too."""
    if entry.ident != HANGUP:
        return entry.ident
    ident = f"number {entry.number}"
    return draft.add(model.Hangup(name=ident, place=entry.place), f"number {entry.number}")


def _timezone(found: Files) -> str:
    said = found.variables.get("timezone", "")
    return said if said in available_timezones() else "UTC"


def _make(plan: Plan) -> None:
    """Every step that has a name gets its node. Raises TooLarge."""
    steps = 0
    while plan.waiting:
        steps += 1
        if steps > _MOST_STEPS:
            raise TooLarge
        key, ident = plan.waiting.pop()
        if not add_menu(plan, key, ident) and isinstance(key, Run):
            add_step(plan, key, ident)


def _chosen(plan: Plan) -> list[_Entry]:
    """Where calls come in if nobody says: numbers of an inbound context, else what leads to a menu, else menus."""
    contexts = plan.files.contexts
    lost: list[_Entry] = []
    for name in [one for one in _INBOUND if one in contexts]:
        found = [one for one in _numbers(plan, contexts[name], outside=True) if one.ident != HANGUP]
        _make(plan)
        if any(_reaches(plan, one.ident) for one in found):
            return found
        lost += [one for one in found if plan.resolved(one.ident) != HANGUP]
    others = [one for one in ("default", *contexts) if one in contexts]
    for name in dict.fromkeys(others):
        found = _numbers(plan, contexts[name], outside=False)
        _make(plan)
        with_menus = [one for one in found if _has_menu(plan, one.ident)]
        if with_menus:
            return _first_of(plan, with_menus)
    if plan.files.menus:
        return _menus(plan, _top_menus(plan.files))
    every = [one for name in dict.fromkeys(others) for one in _numbers(plan, contexts[name], outside=False)]
    _make(plan)
    return [one for one in every if _reaches(plan, one.ident)] or lost


def _numbers(plan: Plan, context: Context, outside: bool) -> list[_Entry]:
    """A way in for every number that the conditions of a context name; for patterns one example."""
    literal: dict[str, Place] = {}
    spellings: dict[str, set[str]] = {}
    examples: dict[str, Place] = {}
    for extension in context.extensions:
        for expression, place in _expressions(plan, extension):
            fitting = pattern(expression)
            for one in fitting.literals() if fitting is not None else ():
                others = spellings.setdefault(expression, set())
                if not any(one.strip("+").endswith(other) or other.endswith(one.strip("+")) for other in others):
                    literal.setdefault(one, place)
                others.add(one.strip("+"))
            if fitting is not None and not fitting.literals():
                examples.setdefault(fitting.example() or "5550100", place)
    if outside:
        literal = {one: place for one, place in literal.items() if _NUMBER.fullmatch(one)}
    found = [_Entry(one, plan.route(one, context.name, (), HANGUP), at) for one, at in literal.items()][:_MOST_ENTRIES]
    if outside and found:
        return found
    examples = examples or ({"5550100": context.place} if context.extensions and not literal else {})
    more = {plan.route(one, context.name, (), HANGUP): at for one, at in list(examples.items())[:_MOST_ENTRIES]}
    known = {one.ident for one in found}
    return [*found, *(_Entry("", ident, at) for ident, at in more.items() if ident not in known)]


def _expressions(plan: Plan, extension: Element) -> Iterator[tuple[str, Place]]:
    for element in extension.walk():
        if element.tag in ("condition", "regex") and element.get("field").strip("${}") == "destination_number":
            inner = next((child for child in element.children if child.tag == "expression"), None)
            said = plan.files.attribute(element, "expression") if inner is None else plan.files.filled(inner.text)
            yield said, element.place


def _behind(plan: Plan, ident: str) -> Iterator[str]:
    """The nodes that a call can come to from here."""
    seen: set[str] = set()
    waiting = [ident]
    while waiting:
        one = plan.resolved(waiting.pop())
        if one in seen or one not in plan.draft.nodes:
            continue
        seen.add(one)
        yield one
        waiting += model.targeted(plan.draft.nodes[one])


def _reaches(plan: Plan, ident: str) -> bool:
    """Whether anything but the end of the call is there."""
    return any(not isinstance(plan.draft.nodes[one], model.Hangup) for one in _behind(plan, ident))


def _has_menu(plan: Plan, ident: str) -> bool:
    return any(isinstance(plan.draft.nodes[one], model.Menu | model.Ask) for one in _behind(plan, ident))


def _first_of(plan: Plan, entries: list[_Entry]) -> list[_Entry]:
    """Those that no other leads to; of several that lead to each other the first."""
    kept: list[_Entry] = []
    covered: set[str] = set()
    behind = {one.ident: set(_behind(plan, one.ident)) for one in entries}
    for entry in entries:
        mine = plan.resolved(entry.ident)
        above = [
            other
            for other in entries
            if mine in behind[other.ident] and plan.resolved(other.ident) not in behind[entry.ident]
        ]
        if not above and mine not in covered:
            kept.append(entry)
            covered |= behind[entry.ident]
    return kept


def _top_menus(files: Files) -> list[str]:
    """The menus that no other opens; all lead to each other: the first."""
    opened = {
        files.attribute(entry, "param")
        for name, menu in files.menus.items()
        for entry in menu.children
        if entry.tag == "entry" and entry.get("action").lower() == "menu-sub" and entry.get("param") != name
    }
    return [name for name in files.menus if name not in opened] or list(files.menus)[:1]


def _menus(plan: Plan, names: list[str]) -> list[_Entry]:
    """Ways in for menus that no dialplan here opens: nobody knows what follows them."""
    plan.draft.not_said("the dialplan that opens these menus is not here, so what follows them is not known")
    found = []
    for name in names:
        place = plan.files.menus[name].place
        what = f"leaves the file: what follows {name}"
        after = model.Transfer(name=what, place=place, number=f"what follows {name}", answered_by="unknown")
        end = plan.draft.add(after, what)
        ident = menu_ident(plan, name, Where((), "", "default"), Run((), (), "", "default", end))
        if ident is not None:
            found.append(_Entry("", ident, place))
    _make(plan)
    return found


def _started(plan: Plan, start: str) -> list[_Entry]:
    """The ways in that the user named."""
    contexts, menus = plan.files.contexts, plan.files.menus
    number, at, name = start.partition("@")
    if at and name in contexts:
        found = [_Entry(number, plan.route(number, name, (), HANGUP), contexts[name].place)]
    elif start in contexts:
        found = [one for one in _numbers(plan, contexts[start], outside=False) if one.ident != HANGUP]
    elif start in menus:
        return _menus(plan, [start])
    else:
        found = _named(plan, start)
    _make(plan)
    if not found:
        known = [*contexts, *menus, *_titles(plan.files)]
        said = f'there is no context, number, extension or menu "{start}" here'
        plan.draft.wrong(Place(plan.draft.source), said + or_known(start, known))
    return found


def _titles(files: Files) -> list[str]:
    return [title for context in files.contexts.values() for one in context.extensions if (title := one.get("name"))]


def _named(plan: Plan, start: str) -> list[_Entry]:
    """A number that some context has, or the name of an extension."""
    for name in dict.fromkeys((*_INBOUND, "default", *plan.files.contexts)):
        context = plan.files.contexts.get(name)
        for extension in context.extensions if context else ():
            fitting = [one for text, _ in _expressions(plan, extension) if (one := pattern(text)) is not None]
            if _NUMBER.fullmatch(start) and any(one.groups(start) and one.groups("_") is None for one in fitting):
                return [_Entry(start, plan.route(start, name, (), HANGUP), extension.place)]
            if extension.get("name") == start:
                dialled = next((one.example() for one in fitting if one.example()), "5550100")
                return [_Entry("", plan.route(dialled, name, (), HANGUP), extension.place)]
    first = next((one for one in (*_INBOUND, "default", *plan.files.contexts) if one in plan.files.contexts), None)
    if first is None or not _NUMBER.fullmatch(start):
        return []
    return [_Entry(start, plan.route(start, first, (), HANGUP), plan.files.contexts[first].place)]
