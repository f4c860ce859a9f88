"""A call through a dialplan: from one step to the next, until something happens that a caller notices.

What a caller does not notice (`Set`, `Goto`, a `Macro`, a condition whose variables are known) is followed at once;
the rest becomes nodes (`asterisk_nodes`, `asterisk_menus`). A place is an extension's step, the routines that called
it, and the variables that decide something later; equal places are one node.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from datetime import date
from typing import Final

from ivr_audit.load.asterisk import match
from ivr_audit.load.asterisk.clocks import Clock
from ivr_audit.load.asterisk.dialplan import Dialplan, Step
from ivr_audit.load.asterisk.memory import EXACT as EXACT
from ivr_audit.load.asterisk.memory import Level as Level
from ivr_audit.load.asterisk.memory import Memory
from ivr_audit.load.asterisk.places import At as At
from ivr_audit.load.asterisk.places import Frame as Frame
from ivr_audit.load.asterisk.places import Variables as Variables
from ivr_audit.load.asterisk.queues import Beside
from ivr_audit.load.asterisk.times import hours_of
from ivr_audit.load.draft import Draft
from ivr_audit.model import HANGUP, Hangup, Hours, HoursCheck, Node, Prompt, Transfer
from ivr_audit.place import Place

MOST_STEPS = 600_000
_LONGEST_RUN = 3_000


class TooMany(Exception):
    """There are more places than a phone system has."""


Intercept = Callable[["Walk", str, str, int], str | None]
Silent = Callable[["Walk", At, Step], "At | None"]
Builds = Callable[["Walk", str, At, Step], None]


_SILENCE: Final = Prompt()


class Walk(Memory):
    """Every place that calls can come to. `enter`, then `run`; `asterisk_fold` makes the tree of what was found."""

    def __init__(
        self, plan: Dialplan, draft: Draft, beside: Beside, intercept: Intercept | None = None, level: Level = EXACT
    ) -> None:
        from ivr_audit.load.asterisk import apps as asterisk_apps

        super().__init__(plan, level)
        self.draft = draft
        self.beside = beside
        self.intercept = intercept
        self.nodes: dict[str, Node] = {}
        self.titles: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.families: dict[str, tuple[object, ...]] = {}
        """For each menu what stays the same while a counter of attempts changes."""
        self.clocks: dict[str, Clock] = {}
        """Lines that ask the clock, by the node that each became."""
        self.zones: dict[str, None] = {}
        """The time zones of schedules; an empty one is that of the system."""
        self.holidays: tuple[date, ...] = ()
        self.entries: list[tuple[str, str, Place]] = []
        self.outside = ""
        """The script that ran last, and then what was said to it."""
        self.said = ""
        self._idents: dict[At, str] = {}
        self._count: dict[str, int] = {}
        self._waiting: deque[tuple[str, At, str, Place]] = deque()
        self._steps = 0
        self._last = Place(draft.source)
        self._silent = asterisk_apps.SILENT
        self._builds = asterisk_apps.BUILDS

    # places

    def enter(self, number: str, context: str, exten: str = "s") -> None:
        """Calls to this number begin here."""
        at = At(context, exten, 1)
        found = self.plan.context(context)
        place = found.place if found else Place(self.draft.source)
        self.entries.append((number, self.ident_of(at), place))

    def ident_of(self, at: At, said: str = "") -> str:
        """The identifier of a place, which is explored later; `said`: what a script was told to say before it."""
        ident = self._idents.get(at)
        if ident is None:
            if len(self._idents) >= self.level.states:
                raise TooMany
            base = f"{at.context},{at.exten},{at.priority}"
            count = self._count[base] = self._count.get(base, 0) + 1
            ident = base if count == 1 else f"{base}#{count}"
            self._idents[at] = ident
            self._waiting.append((ident, at, said, self._last))
        return ident

    def ident(self, context: str) -> str:
        """The identifier of where the call stands now."""
        return self._idents.get(self.at, context)

    def has(self, ident: str) -> bool:
        """Whether there is a node of this identifier."""
        return ident in self.nodes

    def to(self, context: str, exten: str = "s", priority: int | str = 1) -> str:
        """Where a call goes on that jumps there from where it stands now."""
        return self.ident_of(self.at.jump(context, exten, priority))

    def back(self) -> str:
        """Where a call goes on after the Macro or Gosub it is in; without one it is over."""
        at = self.returned(self.at)
        return HANGUP if at is None else self.ident_of(at)

    def add(self, node: Node, title: str = "") -> str:
        """Take a node whose name is its identifier."""
        self.nodes[node.name] = node
        self.titles[node.name] = title or node.name
        return node.name

    # steps

    def step(self, at: At) -> Step | None:
        """The line a call is at, None behind the last one."""
        context = self.plan.context(at.home)
        exten = context.literal(at.name) if context else None
        step = exten.steps.get(int(at.priority)) if exten and isinstance(at.priority, int) else None
        if at.doing:
            from ivr_audit.load.asterisk.dialplan import call

            app, args = call(at.doing)
            place = step.place if step else Place(self.draft.source)
            return Step(int(at.priority), "", app, args, place)
        return step

    def place(self, at: At) -> Place:
        """Where this stands in the files."""
        step = self.step(at) if at.home else None
        if step is not None:
            return step.place
        context = self.plan.context(at.home or at.context)
        exten = context.literal(at.name or at.exten) if context else None
        return exten.place if exten else context.place if context else self._last

    def advance(self, at: At) -> At | None:
        """The place after a step that no caller notices; None if this one is noticed, or the end."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooMany
        if not at.home:
            return self._looked_up(at)
        step = self.step(at)
        if step is not None:
            self._last = step.place
        if step is None:
            return self.returned(at) if at.stack and at.stack[-1].kind != "gosub" else None
        silent = self._silent.get(step.name)
        if silent is not None:
            return silent(self, at, step)
        if step.name in self._builds:
            return None
        self.note("unknown", step.app)
        return at.next()

    def _looked_up(self, at: At) -> At | None:
        if self.intercept is not None and self.intercepted(at) is not None:
            return None
        found = match.answering(self.plan, at.context, at.exten, at.priority)
        if len(found) == 1 and not found[0].times:
            return self.landed(at, found[0])
        if found or at.exten == "i" or self.plan.context(at.context) is None or self.may_be_elsewhere(at.context):
            return None
        return at.jump(at.context, "i", 1) if match.answer(self.plan, at.context, "i") is not None else None

    def intercepted(self, at: At) -> str | None:
        """What a front end makes of a call that enters here."""
        if self.intercept is None or not isinstance(at.priority, int):
            return None
        self.at = at
        return self.intercept(self, at.context, at.exten, at.priority)

    def landed(self, at: At, found: match.Found) -> At:
        """The first step of the extension that answers."""
        priority = at.priority if isinstance(at.priority, int) else found.exten.labels[at.priority]
        name = found.exten.name
        exten = at.exten if found.exten.is_pattern else name
        return at._replace(exten=exten, priority=priority, home=found.context.name, name=name)

    def returned(self, at: At) -> At | None:
        """The place after the routine a call is in; None without one. A script that ran in it has come back."""
        if not at.stack:
            return None
        frame = at.stack[-1]
        self.outside = ""
        kept = tuple(pair for pair in at.variables if not pair[0].startswith("ARG"))
        return At(
            frame.context, frame.exten, frame.priority, at.stack[:-1], tuple(sorted({*kept, *frame.saved})),
            frame.home, frame.name,
        )  # fmt: skip

    def called(self, at: At, to: tuple[str, str, int | str], arguments: list[str], kind: str) -> At | None:
        """The first place of a routine, None if it is nested too deep; one that calls itself goes on in its first."""
        saved = tuple(pair for pair in at.variables if pair[0].startswith("ARG"))
        frame = Frame(kind, at.context, at.exten, int(at.priority) + 1, at.home, at.name, saved)
        known = next((i for i, one in enumerate(at.stack) if one[:6] == frame[:6]), None)
        stack = (*at.stack, frame) if known is None else at.stack[: known + 1]
        if len(stack) > self.level.frames:
            return None
        values = {f"ARG{number}": self.value(one, at) for number, one in enumerate(arguments, 1)}
        kept = tuple(pair for pair in at.variables if not pair[0].startswith("ARG"))
        return At(*to, stack, kept).with_values(values) if to[0] else None

    # exploring

    def run(self) -> None:
        """Explore every place that calls can come to. Raises TooMany."""
        while self._waiting:
            ident, at, said, self._last = self._waiting.popleft()
            self.outside, self.said = "", said
            self._explore(ident, at)

    def _explore(self, ident: str, at: At) -> None:
        first = at
        seen: set[At] = set()
        while len(seen) < _LONGEST_RUN:
            if at in seen:
                self.aliases[ident] = self.ident_of(at) if self.ident_of(at) != ident else ident
                return
            seen.add(at)
            further = self.advance(at)
            if further is None:
                if at != first and self._is_noticed(at):
                    self.aliases[ident] = self.ident_of(at, self.said)
                else:
                    self._build(ident, at)
                return
            at = further
        self.missing(ident, self.place(at), "steps without end")

    def _is_noticed(self, at: At) -> bool:
        """Whether a place makes a node whatever came before it; an end does not: a script may have ended the call."""
        step = self.step(at) if at.home else None
        return step is not None and step.name not in ("hangup", "return", "macroexit")

    def _build(self, ident: str, at: At) -> None:
        if not at.home:
            self._build_jump(ident, at)
            return
        step = self.step(at)
        if step is None:
            from ivr_audit.load.asterisk.menus import fall_through

            fall_through(self, ident, at)
            return
        build = self._builds.get(step.name)
        if build is None:
            self.aliases[ident] = self.ident_of(at.next())
        else:
            build(self, ident, at, step)

    def _build_jump(self, ident: str, at: At) -> None:
        """A jump that does not lead to one extension: into another hand, through timed includes, or nowhere."""
        taken = self.intercepted(at)
        if taken is not None:
            if taken != ident:
                self.aliases[ident] = taken
            return
        found = match.answering(self.plan, at.context, at.exten, at.priority)
        if not found:
            self._nowhere(ident, at)
            return
        self._gates(ident, at, found)

    def _gates(self, ident: str, at: At, found: list[match.Found]) -> None:
        self.at = at
        first, rest = found[0], found[1:]
        inside = self.ident_of(self.landed(at, first))
        if not first.times:
            self.aliases[ident] = inside
            return
        otherwise = f"{ident}?" if rest else HANGUP
        if rest:
            self._gates(otherwise, at, rest)
        for number, times in enumerate(first.times):
            name = ident if not number else f"{ident}!{number}"
            further = inside if number == len(first.times) - 1 else f"{ident}!{number + 1}"
            self.hours_check(name, list(times), self.place(at), further, otherwise)

    def _nowhere(self, ident: str, at: At) -> None:
        if self.may_be_elsewhere(at.context):
            self.missing(ident, self.place(at), f"{at.context},{at.exten}")
            return
        self.note("nowhere", f"{at.context},{at.exten}")
        self.ends(ident, at)

    def may_be_elsewhere(self, context: str) -> bool:
        """Whether a context, or some extensions of it, can be somewhere that was not read."""
        if self.plan.context(context) is None:
            return bool(self.plan.missing or self.plan.commands or self.facts.is_part)
        return any(
            one.switches or any(self.plan.context(inner.context) is None for inner in one.includes)
            for one, _ in match.searched(self.plan, context)
        )

    # ends

    def ends(self, ident: str, at: At) -> None:
        """The call is over here; after a script ran nobody knows."""
        if self.outside:
            self.missing(ident, self.place(at), self.outside)
        else:
            self.aliases[ident] = HANGUP

    def missing(self, ident: str, place: Place, what: str) -> str:
        """The call goes where the file says nothing more: `what`, or a place such as `context,extension,1`."""
        number = f"leaves the file: {_away(self.shown(what))}"
        return self.add(Transfer(name=ident, place=place, number=number, answered_by="unknown"), number)

    def hangup(self, ident: str, place: Place, prompt: Prompt = _SILENCE, title: str = "") -> str:
        """The system ends the call with these last words."""
        return self.add(Hangup(name=ident, place=place, prompt=prompt), title or "hang up")

    # hours

    def hours_check(self, ident: str, times: list[str], place: Place, inside: str, outside: str) -> str:
        """The clock decides between two places."""
        known = [self.value(time) for time in times]
        given = [time for time in known if time is not None]
        hours = hours_of(given, place) if None not in known else None
        if hours is not None:
            self.zones[given[4].strip() if len(given) > 4 else ""] = None
            self.draft.hours.setdefault(hours.name, hours)
            self.clocks[ident] = self._clock(hours)
        title = f"{hours.name}?" if hours else f"hours: {self.shown(', '.join(times))}?"
        node = HoursCheck(name=ident, place=place, hours=hours.name if hours else None, open=inside, closed=outside)
        return self.add(node, title)

    def _clock(self, hours: Hours) -> Clock:
        """A line that asks the clock, as the step that calls the routine it is in."""
        if not self.at.stack:
            return Clock(hours, hours.place)
        frame = self.at.stack[-1]
        caller, own = self.plan.context(frame.home), self.plan.context(self.at.home)
        exten = caller.literal(frame.name) if caller else None
        step = exten.steps.get(frame.priority - 1) if exten else None
        named = re.fullmatch(r"the hours (.+)", own.title) if own else None
        begins = frame.name == "s" and frame.priority == 2
        title = caller.title if caller and begins else ""
        return Clock(hours, step.place if step else hours.place, title, named[1] if named else "")


def _away(what: str) -> str:
    """A place that is not in the file, for people: `outside,s,1` is "outside", `outside,555,1` is "555 in outside"."""
    found = re.fullmatch(r"([^\s,]*),([^\s,]*)(?:,\w*)?", what)
    if found is None:
        return what
    context, exten = found.groups()
    return " in ".join(part for part in (exten if exten != "s" else "", context) if part) or "a place it does not name"
