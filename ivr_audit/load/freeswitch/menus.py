"""The menus of FreeSWITCH (`ivr_menus`): what keys do, and where silence and wrong keys lead.

A menu opened by another returns to it, also when its own attempts are used up; the outermost one says its last words
and returns to the dialplan action after `ivr`. So the same menu is a node for each way it can be come to.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Final, NamedTuple

from ivr_audit.load.draft import placed
from ivr_audit.load.freeswitch.actions import prompt_of
from ivr_audit.load.freeswitch.patterns import pattern, substituted
from ivr_audit.load.freeswitch.plan import Action, Plan, Run, Where
from ivr_audit.load.safe_patterns import KEYS, Shape
from ivr_audit.load.xml_places import Element
from ivr_audit.model import HANGUP, Ask, Attempts, Extensions, Hangup, Menu, Option, Say, Transfer

_MOST_ABOVE: Final = 12
"""Menus inside each other; the server refuses more."""
_MOST_WAYS: Final = 40
_MOST_KEYS: Final = 12
_PIN: Final = "ivr/ivr-please_enter_pin_followed_by_pound.wav"
_NUMBER = re.compile(r"\s*([+-]?\d{1,9})")
_ACTIONS: Final = frozenset({
    "menu-exit", "menu-sub", "menu-exec-app", "menu-play-sound", "menu-back", "menu-top", "menu-exec-api",
    "menu-call-transfer",
})  # fmt: skip


class _MenuAt(NamedTuple):
    """A menu, the menus it was opened from with their nodes, and where the outermost one returns to.

    `after` are the ways on after the last silent, after the last wrong entry, and when the caller leaves.
    """

    name: str
    above: tuple[tuple[str, str], ...]
    after: tuple[str, str, str]
    where: Where


class _Leaving(NamedTuple):
    """The last words of a menu, and where the call goes then."""

    name: str
    after: str


def menu_ident(plan: Plan, name: str, where: Where, run: Run) -> str | None:
    """The node of a menu that the dialplan opens before the rest of its actions; None if the files do not have it."""
    if name not in plan.files.menus:
        return None
    after = tuple(_returning(plan, status, where, run) for status in ("timeout", "failure", "success"))
    return plan.ident(_MenuAt(name, (), (after[0], after[1], after[2]), where), "menu")


def _returning(plan: Plan, status: str, where: Where, run: Run) -> str:
    variables = plan.changed(where.variables, "set", f"ivr_menu_status={status}")
    return plan.run(run.actions[1:], where._replace(variables=variables), run.end)


def add_menu(plan: Plan, key: NamedTuple, ident: str) -> bool:
    """Make the node of a menu, or of the last words of one; False if the key is neither."""
    if isinstance(key, _Leaving):
        menu = plan.files.menus[key.name]
        prompt = prompt_of(plan.files.attribute(menu, "exit-sound"), plan.files)
        last = key.after == HANGUP
        node = Hangup(name=ident, place=menu.place, prompt=prompt) if last else None
        said = node or Say(name=ident, place=menu.place, prompt=prompt, next=key.after)
        plan.draft.add(said, f"goodbye of {key.name}")
        return True
    if isinstance(key, _MenuAt):
        _Menu(plan, key, ident).add()
        return True
    return False


def _atoi(text: str) -> int | None:
    """The number a text begins with, as C reads it; None if a variable decides."""
    if "$" in text:
        return None
    found = _NUMBER.match(text)
    return int(found[1]) if found else 0


class _Menu:
    """One menu as it is come to in one way."""

    def __init__(self, plan: Plan, key: _MenuAt, ident: str) -> None:
        self.plan = plan
        self.key = key
        self.ident = ident
        self.element = plan.files.menus[key.name]
        self.title = key.name or "menu"
        self.inside = f"{ident} inside" if self.said("pin") else ident

    def said(self, name: str) -> str:
        return self.plan.files.attribute(self.element, name)

    def add(self) -> None:
        """The node, and the question for a PIN before it."""
        plan, place = self.plan, self.element.place
        long, short = self.said("greet-long"), self.said("greet-short")
        silent, wrong, _ = (self._over(n) for n in range(3))
        if not long and not short:
            plan.draft.not_said(f'the menu "{self.title}" plays nothing, so that it takes no keys and callers pass it')
            plan.alias(self.ident, wrong)
            return
        if self.inside != self.ident:
            self._add_pin()
        options, extensions = self._choices()
        wait, gap = self._times()
        menu = Menu(
            name=self.inside,
            place=place,
            prompt=prompt_of(long or short, plan.files),
            replay=prompt_of(short, plan.files) if short and short != long else None,
            invalid_prompt=prompt_of(self.said("invalid-sound"), plan.files) if self.said("invalid-sound") else None,
            options=options,
            extensions=extensions,
            attempts=self._attempts(),
            no_input_timeout=wait,
            inter_digit_timeout=gap,
            no_input=silent,
            invalid=wrong,
        )
        plan.draft.add(placed(menu, no_input=place, invalid=place), self.title)

    def _attempts(self) -> Attempts | None:
        wrong = _atoi(self.said("max-failures"))
        silent = _atoi(self.said("max-timeouts")) if self.said("max-timeouts") else wrong
        if wrong is None or silent is None:
            self._varies("how often it is played")
            return None
        return Attempts(silent if silent > 0 else 3, wrong if wrong > 0 else 3, apart=True)

    def _times(self) -> tuple[float | None, float | None]:
        """Seconds until a first and until a further key."""
        wait, gap = _atoi(self.said("timeout")), _atoi(self.said("inter-digit-timeout"))
        if wait is None or gap is None:
            self._varies("how long it waits for a key")
            return None, None
        if 0 < wait < 100:
            self.plan.noted("hurried", self.title)
        first = wait if wait > 0 else 10_000
        further = gap if gap > 0 else wait // 2 if wait > 1 else first
        return first / 1000, further / 1000

    def _varies(self, what: str) -> None:
        self.plan.noted(what, self.title)

    def _add_pin(self) -> None:
        pin, place = self.said("pin"), self.element.place
        ask = Ask(
            name=self.ident,
            place=place,
            prompt=prompt_of(self.said("pin-file") or _PIN, self.plan.files),
            data="a PIN",
            digits=len(pin) if "$" not in pin else None,
            next=self.inside,
            no_input=self._left(2) if self.key.above else self.key.after[2],
            attempts=Attempts(3, 3, apart=False),
            no_input_timeout=3.0,
        )
        self.plan.draft.add(ask, f"PIN for {self.title}")

    def _over(self, n: int) -> str:
        """Where the call goes after the last silent (0) or wrong (1) entry: back to the menu before, or out."""
        app = ("exec-on-max-timeouts", "exec-on-max-failures", "")[n]
        end = self.key.above[-1][1] if self.key.above else self._left(n)
        if not app or not self.said(app):
            return end
        name, _, data = self.said(app).partition(" ")
        action = Action(name.lower(), data, self.element.place, self.title)
        return self.plan.run((action,), self.key.where, end)

    def _left(self, n: int) -> str:
        """Out of all menus; the last words are those of the outermost."""
        name = self.key.above[0][0] if self.key.above else self.key.name
        if not self.plan.files.attribute(self.plan.files.menus[name], "exit-sound"):
            return self.key.after[n]
        return self.plan.ident(_Leaving(name, self.key.after[n]), "goodbye")

    def _choices(self) -> tuple[tuple[Option, ...], tuple[Extensions, ...]]:
        entries = [
            (one, self.plan.files.attribute(one, "digits")) for one in self.element.children if one.tag == "entry"
        ]
        longest = self._longest([digits for _, digits in entries])
        keys: dict[str, Element] = {}
        dialled: dict[str, tuple[Shape, Element]] = {}
        for entry, digits in entries:
            if digits.startswith("/"):
                shapes = self._shapes(entry, digits, longest)
                few = _written_out(shapes)
                if few:
                    for one in few:
                        keys.setdefault(one, entry)
                longer = [] if few else [one for one in shapes if len(one) == max(map(len, shapes))]
                for shape in longer:
                    dialled.setdefault("".join(map(_symbol, shape)), (shape, entry))
            elif digits and set(digits) <= KEYS:
                keys.setdefault(digits, entry)
            else:
                self._dead(digits)
        if longest is not None and any(len(one) < longest for one in keys):
            self._waits(longest)
        if any("#" in one for one in keys):
            self.plan.draft.not_said("the key # counts only while the words of a FreeSWITCH menu are playing")
        options = tuple(Option(one, self._chosen(one), (), at.place, at.place) for one, at in keys.items())
        extensions = [
            Extensions(form, self._chosen(self.plan.example(form, shape)), at.place, at.place)
            for form, (shape, at) in dialled.items()
        ]
        return options, tuple(extensions)

    def _longest(self, digits: list[str]) -> int | None:
        """How many keys are collected at most; None if a variable decides."""
        said = _atoi(self.said("digit-len"))
        if said is None:
            return None
        return max([said, *(len(one) for one in digits if not one.startswith("/"))], default=0)

    def _waits(self, longest: int) -> None:
        self.plan.noted("waiting", self.title)

    def _shapes(self, entry: Element, digits: str, longest: int | None) -> list[Shape]:
        found = pattern(digits)
        if found is None:
            if "$" in digits.replace("$/", "").replace("$)", "").replace("$|", "") or not digits.rstrip("is").endswith(
                "/"
            ):
                self._dead(digits)
            else:
                self.plan.draft.not_said(
                    f'which keys "{digits[:60]}" in the menu "{self.title}" fits is not worked out'
                )
            return []
        shapes = found.keys(longest)
        if not shapes:
            self._dead(digits)
        return shapes

    def _dead(self, digits: str) -> None:
        said = f'"{digits[:60]}" in the menu "{self.title}" fits no keys that callers can press there; it is left out'
        self.plan.draft.not_said(said)

    def _chosen(self, keys: str) -> str:
        """Where a choice leads: every entry that fits it does its part, in the order of the file."""
        before: list[Action] = []
        for entry in self.element.children:
            if entry.tag != "entry":
                continue
            digits, param = self.plan.files.attribute(entry, "digits"), self.plan.files.attribute(entry, "param")
            if digits.startswith("/"):
                fitting = pattern(digits)
                groups = fitting.groups(keys) if fitting is not None else None
                if groups is None:
                    continue
                param = substituted(param, groups)
            elif digits != keys:
                continue
            end = self._done(entry, param, before)
            if end is not None:
                return self.plan.run(tuple(before), self.key.where, end)
        return self.plan.run(tuple(before), self.key.where, self.inside)

    def _done(self, entry: Element, param: str, before: list[Action]) -> str | None:
        """Where an entry leads, if it leaves this menu; else its action is added to those before."""
        action, place = self.plan.files.attribute(entry, "action").lower(), entry.place
        if action == "menu-exit":
            return self._left(2)
        if action == "menu-back":
            return self.key.above[-1][1] if self.key.above else self._left(2)
        if action == "menu-top":
            return self.key.above[0][1] if self.key.above else self.inside
        if action == "menu-sub":
            return self._sub(param, place)
        if action == "menu-play-sound":
            if param:
                before.append(Action("playback", param, place, self.title))
        elif action == "menu-exec-app":
            app, _, data = param.partition(" ")
            if app.isdigit():
                self.plan.draft.not_said(
                    f'"{param}" in the menu "{self.title}" is no application (was "transfer {param}" meant?), so that'
                    " the key leaves the menu"
                )
                return self._left(2)
            if app == "transfer" and self.said("transfer-sound"):
                before.append(Action("playback", self.said("transfer-sound"), place, self.title))
            if app:
                before.append(Action(app.lower(), data, place, self.title))
        elif action == "menu-call-transfer":
            self._old(action)
            before.append(Action("transfer", param, place, self.title))
        elif action == "menu-exec-api":
            self._old(action)
            return self._outside(f"command {param}"[:80], entry)
        elif action not in _ACTIONS:
            self.plan.draft.not_said(f'the menu "{self.title}" has an entry with the unknown action "{action[:40]}"')
        return None

    def _old(self, action: str) -> None:
        self.plan.draft.not_said(f'"{action}" is of old versions; FreeSWITCH of today refuses a menu that has it')

    def _outside(self, what: str, entry: Element) -> str:
        ident = f"{self.ident} {what} {entry.place.line}:{entry.place.column}"
        node = Transfer(name=ident, place=entry.place, number=what, answered_by="unknown")
        return self.plan.draft.add(node, f"leaves the file: {what}")

    def _sub(self, name: str, place: object) -> str:
        above = (*self.key.above, (self.key.name, self.inside))
        opened = next((node for menu, node in above if menu == name), None)
        if opened is not None:
            return opened
        if name not in self.plan.files.menus:
            if self.plan.files.whole:
                self.plan.draft.not_said(
                    f'the menu "{name}" that "{self.title}" opens is not in these files, so that the key repeats it'
                )
                return self.inside
            return self._outside(f"menu {name}"[:80], self.element)
        if len(above) >= _MOST_ABOVE:
            return self.inside
        known = self.plan.menus.setdefault((name, self.key.after), [])
        if len(known) >= _MOST_WAYS:
            return known[0]
        ident = self.plan.ident(_MenuAt(name, above, self.key.after, self.key.where), "menu")
        if ident not in known:
            known.append(ident)
        return ident


def _written_out(shapes: list[Shape]) -> list[str]:
    """The keys themselves, if they are few and short."""
    count = 0
    for shape in shapes:
        ways = 1
        for signs in shape:
            ways *= len(signs)
        count += ways
        if count > _MOST_KEYS or len(shape) > 4:
            return []
    return ["".join(one) for shape in shapes for one in product(*(sorted(signs) for signs in shape))]


def _example(shape: Shape) -> str:
    """Keys that fit, digits where there are any."""
    return "".join(min(signs, key=lambda sign: (not sign.isdigit(), sign)) for signs in shape)


def _symbol(signs: frozenset[str]) -> str:
    """One position of a pattern of extensions that fits at least these keys."""
    if len(signs) == 1:
        return next(iter(signs))
    if signs <= frozenset("23456789"):
        return "N"
    return "Z" if signs <= frozenset("123456789") else "X"
