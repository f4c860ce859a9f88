"""The lines of one extension in a file that FreePBX wrote, and where its jumps lead.

FreePBX writes every destination as `Goto(context,extension,1)` in a place that depends on the kind of extension. A
builder of the front end picks those places out; whatever it does not know is followed as a dialplan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from ivr_audit.load.asterisk import match
from ivr_audit.load.asterisk.conf import arguments, split
from ivr_audit.load.asterisk.dialplan import Exten, Step
from ivr_audit.load.asterisk.nodes import person
from ivr_audit.load.asterisk.walk import At, Walk
from ivr_audit.model import HANGUP, Prompt, Say, Transfer
from ivr_audit.parts import AND
from ivr_audit.place import Place

CAME_FROM = "IVR_CONTEXT"
"""The variable with the menu that a call was in last: some destinations lead back there."""
INTERNAL: Final = ("from-internal", "from-internal-xfer", "from-internal-additional", "from-internal-noxfer")
"""Contexts of what staff can dial."""
_INSIDE: Final = (
    "ext-queues", "ext-group", "ext-findmefollow", "ext-local", "ext-meetme", "app-miscapps", "app-daynight",
)  # fmt: skip
"""Contexts behind those whose numbers callers can be sent to, the first that has the number."""
_BACK = re.compile(r"\$\{IVR_CONTEXT\}\s*,\s*return")
_PAUSE = 5.0
"""Seconds of silence from which on a caller notices it."""


class Lines(NamedTuple):
    """The steps of the extension that answers at a place; `menu` is the last menu the call was in, or nothing."""

    walk: Walk
    context: str
    exten: Exten
    menu: str

    @property
    def steps(self) -> list[Step]:
        """The steps in their order."""
        return [self.exten.steps[number] for number in sorted(self.exten.steps)]

    @property
    def place(self) -> Place:
        """Where the extension begins."""
        return self.exten.place

    @property
    def name(self) -> str:
        """The extension, such as `600`."""
        return self.exten.name

    def ident(self, more: str = "") -> str:
        """An identifier of the front end's own for what happens here."""
        return " ".join(one for one in ("freepbx", f"{self.context},{self.name}", more, self.menu) if one)

    def made(self) -> str | None:
        """What was built for this extension before, from its announcement on."""
        return next((one for one in (self.ident("says"), self.ident()) if self.walk.has(one)), None)

    def first(self, *apps: str) -> Step | None:
        """The first step with one of these applications."""
        return next((step for step in self.steps if step.name in apps), None)

    def after(self, label: str) -> list[Step]:
        """The steps from a label on; none if there is no such label."""
        number = self.exten.labels.get(label)
        return [step for step in self.steps if number is not None and step.priority >= number]

    def macro(self, *names: str) -> list[str] | None:
        """The arguments of the first call of one of these routines."""
        found = next((step for step in self.steps if routine(step)[0] in names), None)
        return routine(found)[1] if found is not None else None

    def value(self, text: str) -> str | None:
        """The text with what is known put in; None if something is not."""
        return self.walk.value(text, self._at())

    def shown(self, text: str) -> str:
        """The text for people."""
        return self.walk.shown(text, self._at())

    def seconds(self, text: str) -> float | None:
        """A number of seconds, if the text says one that is not 0."""
        return self.walk.seconds(text, self._at()) or None

    def person(self, number: str) -> str:
        """Whose phone has this number, with the number."""
        return person(self.walk, number.strip().rstrip("#"))

    def _at(self) -> At:
        return At(self.context, self.name, 1, (), self.walk.at.variables).having(**{CAME_FROM: self.menu})

    def to(self, context: str, exten: str, priority: int | str = 1) -> str:
        """The identifier of where a call goes on that jumps there."""
        kept = ((CAME_FROM, self.menu),) if self.menu and self.walk.level.variables else ()
        return self.walk.ident_of(At(context, exten, priority, (), kept))

    def target(self, text: str, place: Place | None = None) -> str:
        """Where `Goto(text)` leads. A destination that was never chosen in the administration pages ends the call."""
        if _BACK.search(text):
            return self.to(self.menu, "return") if self.menu else HANGUP
        parts = [self.value(part.strip().strip('"')) for part in arguments(text)]
        if not any(part != "" for part in parts):
            self.walk.note("freepbx-unset", self.context)
            return HANGUP
        if None in parts or len(parts) > 3:
            return self.walk.missing(self.ident(f"to {text}"), place or self.place, text)
        said = [part or "" for part in parts]
        context, exten, priority = [self.context, self.name, "1"][: 3 - len(said)] + said
        if context in INTERNAL and exten.isdecimal():
            return inside(self, exten)
        return self.to(context or self.context, exten or self.name, int(priority) if priority.isdecimal() else priority)

    def last_jump(self, steps: Collection[Step]) -> Step | None:
        """The last of the steps that leads somewhere."""
        jumps = [step for step in steps if step.name in ("goto", "gotoif", "hangup")]
        return jumps[-1] if jumps else None

    def follow(self, step: Step | None) -> str:
        """Where a step leads that ends an extension; a condition on the menu before is settled here."""
        if step is None or step.name == "hangup":
            return HANGUP
        if step.name == "goto":
            return self.target(step.args, step.place)
        _, yes, no = ways(step.args)
        back = [bool(_BACK.search(one)) for one in (yes, no)]
        if any(back):
            other = no if back[0] else yes
            text = f"${{{CAME_FROM}}},return" if self.menu else other
            return self.target(text, step.place) if text else HANGUP
        return self.target(yes, step.place)

    def said_before(self, steps: Collection[Step]) -> Prompt | None:
        """The recordings that these steps play."""
        files = [self.shown(file) for step in steps if step.name == "playback"
                 for file in (step.arguments or [""])[0].split("&")]  # fmt: skip
        return recordings("&".join(files))

    def words(self, ident: str, prompt: Prompt | None, to: str, place: Place) -> str:
        """An announcement on the way to somewhere; only the way if nothing is said."""
        if prompt is None:
            return to
        if not self.walk.has(ident):
            node = Say(name=ident, place=place, prompt=prompt, next=to)
            self.walk.add(node, prompt.audio or f"silence of {prompt.seconds:g} s")
        return ident

    def silence(self) -> Prompt | None:
        """The seconds that nothing happens here, if they are enough to be noticed."""
        seconds = sum(self.seconds(step.args) or 0.0 for step in self.steps if step.name == "wait")
        what = "ringing tone" if self.first("ringing", "playtones") else ""
        return Prompt(audio=what, seconds=seconds) if seconds >= _PAUSE else None


def inside(lines: Lines, number: str) -> str:
    """Where a number leads as staff dial it (`from-internal`): to one of the system's own, else a call outside."""
    for name in _INSIDE:
        context = lines.walk.plan.context(name)
        found = context.literal(number) if context else None
        if found is not None and match.has(found, 1):
            return lines.to(name, number)
    ident = f"freepbx outside {number}"
    if not lines.walk.has(ident):
        node = Transfer(name=ident, place=lines.place, number=number, answered_by="unknown")
        lines.walk.add(node, f"call to {number}")
    return ident


_GOSUB = re.compile(r"macro-(?P<name>[\w-]+)\s*,\s*s\s*,\s*1\s*(?:\((?P<given>.*)\))?\s*", re.DOTALL)


def routine(step: Step) -> tuple[str, list[str]]:
    """The name and arguments of a call of one of FreePBX's macros, which newer versions write as Gosub."""
    if step.name == "macro":
        name, *given = step.arguments or [""]
        return name.strip(), given
    found = _GOSUB.fullmatch(step.args) if step.name == "gosub" else None
    return (found["name"], arguments(found["given"] or "")) if found else ("", [])


def ways(args: str) -> tuple[str, str, str]:
    """The condition of a GotoIf and its two targets."""
    condition, *rest = split(args, "?", most=1)
    yes, no = [*split(rest[0], ":", most=1), ""][:2] if rest else ("", "")
    return condition, yes.strip(), no.strip()


def recordings(files: str) -> Prompt | None:
    """What `a&b` plays; None for nothing."""
    names = [name.strip() for name in files.split("&") if name.strip()]
    return Prompt(audio=AND.join(names)) if names else None


def at(walk: Walk, context: str, exten: str) -> Lines | None:
    """The lines that answer there, if FreePBX wrote them: neither custom lines nor another context's."""
    own = walk.plan.context(context)
    found = own.literal(exten) if own else None
    if found is None or not match.has(found, 1):
        return None
    return Lines(walk, context, found, walk.at.get(CAME_FROM)[1] or "")


def numbers(walk: Walk, *contexts: str) -> Iterator[Exten]:
    """The extensions with numbers that these contexts have themselves."""
    for name in contexts:
        context = walk.plan.context(name)
        for exten in context.extens.values() if context else ():
            if exten.name.isdecimal() and match.has(exten, 1):
                yield exten
