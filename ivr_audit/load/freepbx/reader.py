"""What FreePBX and Issabel mean by the contexts they write into a dialplan.

Their files are a program of thousands of steps for a few dozen choices in the administration pages. The contexts
that stand for such a choice are read as what was chosen; everything else, such as what was written by hand beside
them, is followed step by step as any dialplan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from ivr_audit.load.asterisk import match
from ivr_audit.load.asterisk.dialplan import Dialplan, Exten
from ivr_audit.load.asterisk.walk import Walk
from ivr_audit.load.freepbx import clock, menus, people, places
from ivr_audit.load.freepbx.lines import CAME_FROM, INTERNAL, Lines, at, inside

Build = Callable[[Lines], "str | None"]

_OWN = re.compile(r"ext-did(-\d+|-catchall)?|app-blackhole|from-did-direct(-ivr)?|from-internal-additional|ext-local")
_ROUTES = re.compile(r"ext-did(-\d+)?")
_MENU = re.compile(r"ivr-\d+")
_MOST_NUMBERS = 3
"""Inbound numbers of one entry that are named."""
_BUILDS: Final[Mapping[str, Build]] = MappingProxyType(
    {
        "ext-group": people.group, "ext-queues": people.queue, "ext-local": people.local,
        "ext-findmefollow": people.follow_me, "timeconditions": clock.time_condition, "app-daynight": clock.day_night,
        "app-blackhole": places.end, "ext-miscdests": places.passed, "app-miscapps": places.passed,
        "app-setcid": places.passed, "app-languages": places.passed, "ext-queueprio": places.passed,
        "app-queueprio": places.passed, "app-miscdests": places.passed, "directory": places.directory,
        "ext-meetme": places.conference, "ext-fax": places.fax, "ext-trunk": places.line,
        "callback": places.call_back, "disa": places.dial_tone,
    }
)  # fmt: skip
_FAMILIES: Final = ((_ROUTES, places.inbound), (re.compile(r"app-announcement-\d+"), places.announcement))
_SILENT: Final = frozenset(
    ("sub-record-check", "sub-record-cancel", "sub-rgsetcid", "sub-fmsetcid", "app-blacklist-check",
     "sub-presencestate-display", "macro-user-callerid", "macro-blkvm-set", "macro-blkvm-clr", "macro-blkvm-check",
     "macro-blkvm-setifempty", "macro-prepend-cid", "macro-setmusic", "macro-one-touch-record")
)  # fmt: skip
"""Routines that no caller notices."""
_CALLED: Final = ("macro-dial", "macro-dial-confirm", "macro-rg-group", "macro-exten-vm", "macro-vm")

SAID: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "freepbx-unset": lambda what: f"destinations that were never chosen, so that the call ends there: in {what}",
        "freepbx-gone": lambda what: f"destinations that are no longer there, so that the call ends: {what}",
        "freepbx-typed": lambda what: f"callers have to press # or wait after their choice: {what}",
        "freepbx-slow": lambda what: f"a wrong key is noticed only after a silence as long as that for no key: {what}",
        "freepbx-shadowed": lambda what: (
            f"options that cannot be dialled, because their first key is an option itself: {what}"
        ),
        "freepbx-follow": lambda what: (
            "whether calls to an extension ring elsewhere too (Follow Me) is in the database, not in the file; "
            "they count as ringing at the extension only"
        ),
        "freepbx-override": lambda what: (
            f"staff can override by a feature code what the clock says; the schedule counts as written: {what}"
        ),
        "freepbx-calendar": lambda what: f"hours kept in a calendar outside the file, so both ways count: {what}",
        "freepbx-privacy": lambda what: "callers who hide their number are asked for it first; that is left out",
        "freepbx-blacklist": lambda what: "callers on the blacklist are turned away; that is left out",
        "freepbx-fax": lambda what: f"numbers that only a fax machine answers are left out: {what}",
        "freepbx-repeat": lambda what: f"a key that plays an announcement again is left out: {what}",
        "freepbx-no-route": lambda what: (
            f"no inbound route is in the file; calls are taken to come in at {what} (another place: --start NAME)"
        ),
    }
)
"""Sentences about what the files do not say, by the kinds that `Walk.note` is given."""


def is_freepbx(plan: Dialplan) -> bool:
    """Whether FreePBX or Issabel wrote this dialplan."""
    return any(_OWN.fullmatch(name) or (_MENU.fullmatch(name) and _is_menu(plan, name)) for name in plan.contexts)


def _is_menu(plan: Dialplan, name: str) -> bool:
    context = plan.context(name)
    begins = context.literal("s") if context else None
    return begins is not None and any(
        "_MSG=" in step.args or step.args.startswith("MSG=") for step in begins.steps.values()
    )


def entries(plan: Dialplan) -> list[tuple[str, str, str]]:
    """Each inbound number with the context and extension that answer it; numbers of one destination are one entry.

    Without an inbound route: the menus that nothing leads to, else all of them.
    """
    routes = list(_routes(plan))
    answered = [(name, exten) for name, exten in routes if not _is_fax(exten)] or routes
    alike: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for name, exten in answered:
        alike.setdefault(_leads_to(exten), []).append((name, exten.name))
    found = [(_listed([exten for _, exten in same]), *same[0]) for same in alike.values()]
    return found or _without_route(plan)


def _numbers(plan: Dialplan, name: str) -> Iterator[Exten]:
    context = plan.context(name)
    for exten in context.extens.values() if context else ():
        dialled = exten.name == "s" or exten.is_pattern or re.fullmatch(r"\+?[\d*#]+", exten.name)
        if dialled and match.has(exten, 1) and exten.name != "_.":
            yield exten


def _routes(plan: Dialplan) -> Iterator[tuple[str, Exten]]:
    for name in plan.contexts:
        if _ROUTES.fullmatch(name):
            yield from ((name, exten) for exten in _numbers(plan, name))


def _is_fax(exten: Exten) -> bool:
    return _leads_to(exten)[-1].startswith("ext-fax")


def _leads_to(exten: Exten) -> tuple[str, ...]:
    """Equal for numbers whose callers cannot tell them apart."""
    steps = [exten.steps[number] for number in sorted(exten.steps)]
    goes = exten.labels.get("dest-ext")
    ends = [step.args for step in steps if step.name in ("goto", "gotoif") and (not goes or step.priority >= goes)]
    return (*[step.args for step in steps if step.name == "wait"], "to", *ends[-1:])


def _listed(numbers: list[str]) -> str:
    said = ["" if one == "s" else one.removeprefix("_") for one in numbers]
    if "" in said:
        said = ["any number", *filter(None, said)] if len(said) > 1 else [""]
    more = len(said) - _MOST_NUMBERS
    return ", ".join(said[:_MOST_NUMBERS]) + (f" and {more} more" if more > 0 else "")


def _without_route(plan: Dialplan) -> list[tuple[str, str, str]]:
    every = [name for name in plan.contexts if _MENU.fullmatch(name) and _is_menu(plan, name)]
    words = re.compile(r"(ivr-\d+)\s*[,|]")
    led = {
        found for name, context in plan.contexts.items() for exten in context.extens.values()
        for step in exten.steps.values() for found in words.findall(step.args) if found != name
    }  # fmt: skip
    chosen = [name for name in every if name not in led] or every
    return [("", name, "s") for name in chosen]


def intercept(walk: Walk, context: str, exten: str, priority: int) -> str | None:
    """The identifier of what stands at a place that FreePBX wrote; None for every other place."""
    if not walk.nodes:
        _tell(walk)
    if priority != 1:
        return None
    if context in _SILENT:
        return walk.back()
    if context in _CALLED:
        return people.called(walk, context)
    if _MENU.fullmatch(context):
        return _in_menu(walk, context, exten)
    if context == "from-did-direct":
        return people.direct(walk, exten) or _gone(walk, "ext-local", exten)
    if context in INTERNAL:
        return _internal(walk, context, exten)
    build = _BUILDS.get(context) or next((own for form, own in _FAMILIES if form.fullmatch(context)), None)
    if build is None:
        return None
    lines = at(walk, context, exten)
    if lines is None:
        return _gone(walk, context, exten)
    return build(lines)


def _tell(walk: Walk) -> None:
    """What is left out of the numbers that calls come in by."""
    routes = list(_routes(walk.plan))
    if not routes:
        for _, ident, _ in walk.entries:
            walk.note("freepbx-no-route", ident.split(",")[0])
    if not all(_is_fax(exten) for _, exten in routes):
        for _, exten in routes:
            if _is_fax(exten):
                walk.note("freepbx-fax", exten.name)


def _in_menu(walk: Walk, context: str, exten: str) -> str | None:
    if exten in ("s", "return"):
        return menus.menu(walk, context)
    lines = at(walk, context, exten) if exten == "hang" else None
    return menus.goodbye(lines) if lines else None


def _internal(walk: Walk, context: str, exten: str) -> str | None:
    found = match.answer(walk.plan, context, exten)
    by_hand = found is not None and not found.exten.is_pattern and found.context.name not in INTERNAL
    if by_hand or not exten.isdecimal():
        return None
    here = Exten(exten, walk.place(walk.at))
    return inside(Lines(walk, context, here, walk.at.get(CAME_FROM)[1] or ""), exten)


def _gone(walk: Walk, context: str, exten: str) -> str | None:
    """A destination that is not there: deleted, or in a file that is not."""
    if match.answer(walk.plan, context, exten) is not None or walk.plan.context(context) is None:
        return None
    where = f"{context},{exten}"
    walk.note("freepbx-gone", where)
    ident = f"freepbx gone {where}"
    return ident if walk.has(ident) else walk.hangup(ident, walk.place(walk.at), title=f"deleted destination {where}")
