"""What variables hold along the way of a call through a dialplan."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ivr_audit.load.asterisk import match
from ivr_audit.load.asterisk.dialplan import Dialplan
from ivr_audit.load.asterisk.facts import Facts
from ivr_audit.load.asterisk.places import At
from ivr_audit.load.asterisk.values import describe, expand

MOST_FRAMES = 12
_SET = re.compile(r"\s*(?:(?:LOCAL|GLOBAL|SHARED)\((\w+)\)|_{0,2}(\w+))\s*=\s*(.*)", re.DOTALL)


class Level(NamedTuple):
    """How exactly a dialplan is followed; less is tried when it grows without end."""

    options_of_all: bool = True
    variables: bool = True
    frames: int = MOST_FRAMES
    states: int = 10_000


EXACT: Final = Level()


class Memory:
    """The variables of calls, and what is told at the end."""

    def __init__(self, plan: Dialplan, level: Level) -> None:
        self.plan = plan
        self.level = level
        self.facts = Facts(plan)
        self.at = At("", "", 1)
        self.notes: dict[str, dict[str, None]] = {}

    def note(self, kind: str, what: str) -> None:
        """Something of this kind that the file does not say; told at the end, once."""
        self.notes.setdefault(kind, {})[what] = None

    def value(self, text: str, at: At | None = None) -> str | None:
        """The text with what is known put in; None if something is not."""
        at = at or self.at
        return expand(text, lambda name: self.variable(name, at))

    def shown(self, text: str, at: At | None = None) -> str:
        """The text for people, whatever is known put in."""
        at = at or self.at
        return describe(text, lambda name: self.variable(name, at)).strip()

    def variable(self, name: str, at: At) -> str | None:
        """What a variable holds at a place."""
        match name:
            case "EXTEN":
                return at.exten
            case "CONTEXT":
                return at.context
            case "PRIORITY":
                return str(at.priority)
            case "MACRO_CONTEXT" | "MACRO_EXTEN":
                frame = next((frame for frame in at.stack if frame.kind == "macro"), None)
                return None if frame is None else frame.context if name == "MACRO_CONTEXT" else frame.exten
        known, value = at.get(name)
        if known:
            return value
        if re.fullmatch(r"ARG\d+", name):
            return ""
        found = self.plan.global_variables.get(name.casefold())
        if found is not None and name not in self.facts.changed:
            return expand(found, lambda other: self.variable(other, at) if other != name else None)
        if name in self.facts.changed and self.level.variables:
            return found or ""
        return None

    def set(self, at: At, text: str) -> At:
        """The place after `Set(name=value)`."""
        found = _SET.match(text)
        if found is None or not (found[1] or found[2]):
            timeout = re.match(r"\s*TIMEOUT\((\w+)\)\s*=\s*(.*)", text, re.IGNORECASE)
            return self._set_timeout(at, timeout[1].lower(), timeout[2]) if timeout else at
        name, written = found[1] or found[2], found[3]
        if name not in self.facts.read or not (self.level.variables or name in self.facts.counters):
            return at
        value = self.value(written.strip().strip('"') if written.count('"') == 2 else written.strip(), at)
        if name in self.facts.counters and value is not None and re.fullmatch(r"-?\d{1,9}", value):
            value = str(max(-self.facts.most, min(self.facts.most, int(value))))
        return at.with_values({name: value})

    def _set_timeout(self, at: At, kind: str, written: str) -> At:
        value = self.value(written, at)
        if kind == "absolute":
            then = match.answer(self.plan, at.context, "T")
            after = f"after {value} s" if value else "after a time that is not in the file"
            ends = f"{after} the system sends the call to T in {at.context}" if then else f"{after} the system hangs up"
            self.note("absolute", ends)
            return at
        return at.with_values({f"TIMEOUT({kind})": value}) if kind in ("digit", "response") else at

    def seconds(self, text: str, at: At) -> float | None:
        """A number of seconds, if the text says one."""
        value = self.value(text, at)
        found = re.match(r"\d{1,7}(\.\d{1,6})?", value or "")
        return float(found[0]) if found else None
