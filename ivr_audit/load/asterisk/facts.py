"""What is looked up in a whole dialplan before it is followed: which variables matter, what they are compared with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from ivr_audit.load.asterisk.dialplan import Dialplan, Step
from ivr_audit.load.asterisk.prompts import notes_of_values

_READ = re.compile(r"\$\{_{0,2}(\w+)")
_ASSIGNED = re.compile(r"(?:^|[?:(,])\s*(?:LOCAL\(|GLOBAL\(|_{1,2})?(\w+\)?\s*=[^=].*)")
_PLAYS: Final = ("background", "playback")
_QUIET: Final = frozenset(["noop", "verbose", "log", "userevent", "dumpchan"])


class Facts:
    """What is looked up in the whole dialplan once: which variables matter, and what they are compared with."""

    def __init__(self, plan: Dialplan) -> None:
        self.read: set[str] = set()
        self.played: set[str] = set()
        """Variables that are read nowhere but as the name of a recording."""
        self.notes = notes_of_values(plan)
        self.changed: set[str] = set()
        self.counters: set[str] = set()
        self.compared: dict[str, dict[str, None]] = {}
        self.values: dict[str, dict[str, None]] = {}
        self.targets: dict[str, dict[str, None]] = {}
        """For a variable the contexts in which its value is taken for an extension."""
        self.routines: Counter[str] = Counter()
        """How often each routine is called."""
        self.is_part = "general" not in plan.sections and "globals" not in plan.sections
        others: set[str] = set()
        numbers = [3]
        for step, context in _steps(plan):
            if step.name not in _QUIET:
                names = _READ.findall(step.args)
                self.read.update(names)
                (self.played if step.name in _PLAYS else others).update(names)
            self._take(step, context)
            if step.name in ("macro", "gosub"):
                self.routines["macro-" * (step.name == "macro") + (step.arguments or [""])[0]] += 1
            if step.name in ("gotoif", "execif", "gosubif", "while", "macroif"):
                numbers += [int(one) for one in re.findall(r"(?<![\w.])\d{1,2}(?![\w.])", step.args)]
        numbers += [int(one) for one in plan.global_variables.values() if re.fullmatch(r"\d{1,2}", one)]
        self.most = min(max(numbers), 60) + 2
        self.played -= others
        self.read -= {"EXTEN", "CONTEXT", "PRIORITY"}

    def _take(self, step: Step, context: str) -> None:
        sets = "set" in step.name or "if" in step.name
        for text in _ASSIGNED.findall(step.args) if sets else []:
            self._assigned(text)
        for name, value in re.findall(r'\$\{(\w+)\}"?\s*=\s*"?([\d*#]{1,12})"?(?![\w*#])', step.args):
            self.compared.setdefault(name, {})[value] = None
        for value, name in re.findall(r'"([\d*#]{1,12})"\s*=\s*"?\$\{(\w+)\}', step.args):
            self.compared.setdefault(name, {})[value] = None
        for before, name in re.findall(r"([\w-]*),?\$\{(\w+)\},\d", step.args) if "goto" in step.name else []:
            self.targets.setdefault(name, {})[before or context] = None

    def _assigned(self, text: str) -> None:
        name, _, value = text.partition("=")
        name, value = name.strip(" )"), value.strip()
        self.changed.add(name)
        if re.search(r"\$\{" + name + r"\}\s*[+-]|[+-]\s*\$\{" + name + r"\}|(INC|DEC)\(" + name + r"\)", value):
            self.counters.add(name)
        if "$" not in value and len(self.values.setdefault(name, {})) < 50:
            self.values[name][value] = None


def _steps(plan: Dialplan) -> Iterator[tuple[Step, str]]:
    for context in plan.contexts.values():
        for exten in context.extens.values():
            for step in exten.steps.values():
                yield step, context.name
