"""Reading Asterisk's dialplans: `extensions.conf` with what it includes, and the queues and mailboxes beside it.

FreePBX and Issabel write files of the same form; `freepbx` knows what their contexts mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from ivr_audit.load.asterisk import match
from ivr_audit.load.asterisk.dialplan import Context, Dialplan, read_dialplan
from ivr_audit.load.asterisk.fold import fold
from ivr_audit.load.asterisk.queues import Beside, read_beside
from ivr_audit.load.asterisk.walk import EXACT, Intercept, Level, TooMany, Walk
from ivr_audit.load.draft import Draft, TooLarge
from ivr_audit.load.folder import Folder
from ivr_audit.load.freepbx import reader as freepbx
from ivr_audit.model import Holidays, Hours, PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.words import list_words, or_known

_INBOUND: Final = (
    "from-trunk",
    "from-pstn",
    "incoming",
    "inbound",
    "public",
    "from-external",
    "from-outside",
    "default",
)
"""Contexts where calls from outside usually come in, by their usual names."""
_SOUNDS_INBOUND = re.compile(r"(?i)(^|[-_])(incoming|inbound|from[-_](trunk|pstn|voip|sip|provider|did)\w*)([-_]|$)")
_LEVELS: Final = (
    EXACT,
    Level(options_of_all=False, states=30_000),
    Level(options_of_all=False, variables=False),
    Level(options_of_all=False, variables=False, frames=3),
    Level(options_of_all=False, variables=False, frames=1, states=30_000),
)
"""The first that comes to an end is taken."""
_DID_DIGITS = 5
"""Numbers of outside lines have at least so many; shorter ones are extensions of the office."""
_NUMBER_DIGITS = 7
"""Of a number by which people would know the office."""
_MOST_NAMED = 6
_USUAL_NAME = re.compile(r"(?i)extensions([-_.]?(additional|custom|override))?([-_.]?freepbx)?")
_WORD = re.compile(r"[^\s,|()?:&@]+")


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of these files; `start` is the context (or `context,extension`) where calls come in."""
    try:
        plan = read_dialplan(folder, _main(files))
        beside = read_beside(folder)
        return _tree(folder, files, plan, beside, start)
    except InputError as error:
        return None, list(error.problems)


def _tree(
    folder: Folder, files: list[str], plan: Dialplan, beside: Beside, start: str | None
) -> tuple[PhoneTree | None, list[Problem]]:
    source = folder.of(files)
    system, intercept, numbers = _front(plan)
    begins = _started(plan, start, source) if start is not None else numbers or _entries(plan)
    if isinstance(begins, Problem):
        return None, [begins]
    for level in _LEVELS:
        draft = Draft(source, system)
        walk = Walk(plan, draft, beside, intercept, level)
        try:
            for number, context, exten in begins:
                walk.enter(number, context, exten)
            walk.run()
            fold(walk)
        except (TooMany, TooLarge):
            continue
        zone = _zone(walk)
        _tell(walk, start, begins, level)
        return draft.finish(_name(folder, files, begins), zone, Holidays(dates=walk.holidays))
    return None, [Problem(Place(source), "this dialplan leads to more places than a phone system has")]


def _front(plan: Dialplan) -> tuple[str, Intercept | None, list[tuple[str, str, str]]]:
    """The identifier of the system, and where FreePBX wrote the file what it knows of it."""
    if not freepbx.is_freepbx(plan):
        return "asterisk", None, []
    return "freepbx", freepbx.intercept, freepbx.entries(plan)


def _main(files: list[str]) -> list[str]:
    """The file that Asterisk itself starts with, if it is there; it includes the others it wants."""
    return [name for name in files if PurePosixPath(name).name == "extensions.conf"][:1] or files


def _name(folder: Folder, files: list[str], begins: list[tuple[str, str, str]]) -> str:
    """The name of the system: that of a single file without the words of every dialplan, else the only number that
    calls come in on, else the folder's."""
    path = PurePosixPath(files[0])
    own = _USUAL_NAME.sub("", path.stem).strip("-_. ") if len(files) == 1 and path.suffix == ".conf" else ""
    numbers = {number for number, _, _ in begins}
    if not own and len(numbers) == 1 and sum(map(str.isdigit, *numbers)) >= _NUMBER_DIGITS:
        return numbers.pop()
    home = folder.root.resolve().name if folder.root is not None else PurePosixPath(folder.source).name
    return own or home or path.stem


def _zone(walk: Walk) -> str:
    """The time zone of every schedule, if they all state the same one."""
    from zoneinfo import ZoneInfo

    stated = list(walk.zones)
    try:
        if len(stated) == 1 and stated[0]:
            return ZoneInfo(stated[0]).key
    except (KeyError, ValueError, OSError):
        pass
    for zone in filter(None, stated):
        walk.note("zone", zone)
    return "UTC"


def _started(plan: Dialplan, start: str, source: str) -> list[tuple[str, str, str]] | Problem:
    context, _, exten = start.partition(",")
    found = plan.context(context.strip())
    if found is None:
        likely = sorted(plan.contexts, key=lambda name: (name not in _INBOUND, not _SOUNDS_INBOUND.search(name), name))
        said = or_known(context, likely)
        return Problem(Place(source), f'there is no context "{context}" here{said}')
    if exten.strip():
        if match.answer(plan, found.name, exten.strip()) is None:
            return Problem(found.place, f'context "{found.name}" has no extension "{exten.strip()}"')
        return [("", found.name, exten.strip())]
    return _begins(plan, found) or Problem(
        found.place, f'context "{found.name}" has no extension that a call can begin at'
    )


def _entries(plan: Dialplan) -> list[tuple[str, str, str]]:
    """Where calls come in: the usual names, then names that sound like it, then contexts that nothing leads to."""
    named = [context for name in _INBOUND if (context := plan.context(name)) is not None]
    dids = [context for name, context in plan.contexts.items() if name.startswith("ext-did")]
    sounding = [context for name, context in plan.contexts.items() if _SOUNDS_INBOUND.search(name)]
    used = _referred(plan)
    choices: list[Iterable[Context]] = [
        [one for one in (*named, *dids) if one.name != "default"],
        [one for one in sounding if one.name not in used],
        sounding,
        [one for one in named if one.name == "default"],
        [one for one in plan.contexts.values() if one.name not in used and one.literal("s") and not _is_macro(one)],
        [one for one in plan.contexts.values() if one.name not in used and not _is_macro(one)],
        plan.contexts.values(),
    ]
    for choice in choices:
        found = [begin for context in choice for begin in _begins(plan, context)]
        if found:
            return list(dict.fromkeys(found))[:200]
    return []


def _is_macro(context: Context) -> bool:
    return context.name.startswith("macro-")


def _begins(plan: Dialplan, context: Context) -> list[tuple[str, str, str]]:
    """The numbers that a context answers to, each with the extension: `s`, literal numbers, else patterns."""
    if match.answer(plan, context.name, "s") is not None and not context.literal("s") and not _own(context):
        return [("", context.name, "s")]
    found = [("", context.name, "s")] if context.literal("s") and match.answer(plan, context.name, "s") else []
    numbers = [one.exten.name for one in match.dialable(plan, context.name) if not one.exten.is_pattern]
    plus = [
        name for name in context.extens if re.fullmatch(r"\+[\d-]+", name) and match.answer(plan, context.name, name)
    ]
    numbers += [name for name in plus if name[1:] not in numbers]
    found += [(name, context.name, name) for name in numbers if len(name) >= _DID_DIGITS]
    found = found or [(name, context.name, name) for name in numbers if len(name) > 2]
    if found:
        return found
    from ivr_audit.load.asterisk.values import symbolic

    patterns = [one.exten.name for one in match.dialable(plan, context.name) if one.exten.is_pattern]
    if match.answer(plan, context.name, "s") is not None:
        return [("", context.name, "s")]
    return [("", context.name, symbolic(name)) for name in patterns]


def _own(context: Context) -> bool:
    return any(not one.is_pattern and len(one.name) >= _DID_DIGITS for one in context.extens.values())


def _referred(plan: Dialplan) -> set[str]:
    """Contexts that something in the dialplan leads to."""
    found: set[str] = set()
    for context in plan.contexts.values():
        found.update(include.context for include in context.includes)
        for exten in context.extens.values():
            for step in exten.steps.values():
                if step.name == "macro":
                    found.add("macro-" + (step.arguments or [""])[0])
                elif "goto" in step.name or "gosub" in step.name or "if" in step.name or "/" in step.args:
                    found.update(word for word in _WORD.findall(step.args) if word != context.name)
    return found


_SAID: Final[dict[str, Callable[[str], str]]] = {
    "script": lambda what: f"what callers hear or press in scripts is not in the file: {what}",
    "unknown": lambda what: f"steps that are not known here count as if callers noticed nothing: {what}",
    "routine": lambda what: f"routines that are not in the file count as if they did nothing but speak: {what}",
    "nowhere": lambda what: f"the dialplan jumps to places that are not there, so the call ends: {what}",
    "ring": lambda what: f"phones ring with no limit, counted as 3 min: calls from {what}",
    "ringtime": lambda what: f"how long phones ring is set outside the file, counted as 20 s: calls from {what}",
    "follow": lambda what: f"whose phones ring is in followme.conf, which is not read: {what}",
    "queue": lambda what: f"what happens to people waiting is in queues.conf, which says nothing about: {what}",
    "wait": lambda what: f"how long callers wait at most is set outside the file: {what}",
    "box": lambda what: f"mailboxes that are used, but are not in voicemail.conf: {what}",
    "operator": lambda what: "whether 0 leaves a mailbox (operator= in voicemail.conf) is not here; it counts as yes",
    "absolute": lambda what: f"callers are cut short after a time, which is not counted (TIMEOUT(absolute)): {what}",
    "digits": lambda what: f"numbers of any length can be dialled; 4 digits more are counted at most: menu {what}",
    "zone": lambda what: f"some hours are those of another time zone; they count as the system's own: {what}",
    "enter": lambda what: f"callers have to press # or wait after their choice: {what}",
}  # fmt: skip


def _tell(walk: Walk, start: str | None, begins: list[tuple[str, str, str]], level: Level) -> None:
    """What the files do not say, for the report."""
    draft = walk.draft
    if start is None and walk.intercept is None:
        contexts = list(dict.fromkeys(context for _, context, _ in begins))
        draft.not_said(
            f"where calls come in is not in the dialplan; taken is {_listed(contexts)} (another one: --start NAME)"
        )
    if walk.plan.missing:
        draft.not_said(f"included files that are not here: {_listed(walk.plan.missing)}")
    if walk.plan.commands:
        draft.not_said(f"commands whose output would be included were not run: {_listed(walk.plan.commands)}")
    if walk.plan.by_caller:
        draft.not_said(
            f"what is different for the numbers of single callers was left out: {_listed(walk.plan.by_caller)}"
        )
    if walk.plan.ignored:
        lines = [str(place.line) for place in walk.plan.ignored]
        draft.not_said(f"lines that Asterisk cannot use were left out: {_listed(lines)}")
    for kind, what in walk.notes.items():
        draft.not_said({**_SAID, **freepbx.SAID}[kind](_listed(list(what))))
    if not level.variables:
        draft.not_said("this dialplan has very many ways, so what variables hold was not followed everywhere")
    if draft.hours and "" in walk.zones:
        draft.not_said("hours are those of the phone system's own clock")
    over = next(((name, end) for name, one in draft.hours.items() for end in _minute_over(one)), None)
    if over is not None:
        draft.not_said(f'Asterisk counts the last minute of hours as open: "{over[0]}" is over at {over[1]}')


def _minute_over(hours: Hours) -> Iterator[str]:
    """When hours end that are written until a quarter of an hour, and so are open for a minute more."""
    for _, end in dict.fromkeys(span for day in hours.weekly for span in day):
        if end % 15 == 1:
            yield f"{end // 60:02}:{end % 60:02}"


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return list_words([*names[:_MOST_NAMED], f"{more} more"] if more > 0 else names)
