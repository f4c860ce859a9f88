"""Which extension answers to what was dialled: patterns, their order, and included contexts.

Measured on Asterisk 16 and 22: the order in the file does not matter, from the left the narrower sign wins, the own
context wins over an included one even by a pattern, and included contexts are asked in their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ivr_audit.load.asterisk.dialplan import Context, Dialplan, Exten
from ivr_audit.load.asterisk.values import digits_of, is_symbolic

KEYS: Final = "0123456789*#"
SPECIAL: Final = frozenset(["s", "i", "t", "T", "h", "o", "a", "e", "hint", "failed", "fax"])
"""Extensions that no caller dials."""
_CLASSES: Final = {"X": "0123456789", "Z": "123456789", "N": "23456789"}
_WIDEST = 1000
_MOST_INCLUDED = 2_000
_MOST_GATES = 100
_ANYTHING = -1
"""A place in a number from which it may go on with any digits."""


class Sign(NamedTuple):
    """One sign of a pattern: the characters it stands for. `rest`: `.` one or more of any, `!` none or more."""

    chars: frozenset[str]
    rest: str = ""

    @property
    def width(self) -> int:
        """Narrower wins."""
        return _WIDEST + (self.rest == "!") if self.rest else len(self.chars)


@lru_cache(maxsize=20_000)
def signs(name: str) -> tuple[Sign, ...]:
    """The signs of an extension's name: of a pattern what its letters stand for, of any other its own characters.

    >>> [sign.width for sign in signs("_N[13-5].")]
    [8, 4, 1000]
    """
    if not name.startswith("_"):
        return tuple(Sign(frozenset(char)) for char in name)
    found = []
    at = 1
    while at < len(name):
        char = name[at]
        end = name.find("]", at) if char == "[" else -1
        if char in ".!":
            found.append(Sign(frozenset(), char))
            break
        if end > 0:
            found.append(Sign(_set(name[at + 1 : end])))
            at = end
        else:
            found.append(Sign(frozenset(_CLASSES.get(char.upper(), char))))
        at += 1
    return tuple(found)


def _set(text: str) -> frozenset[str]:
    chars: set[str] = set()
    at = 0
    while at < len(text):
        if text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            first, last = ord(text[at]), ord(text[at + 2])
            chars.update(map(chr, range(first, min(last, first + 200) + 1)))
            at += 3
        else:
            chars.add(text[at])
            at += 1
    return frozenset(chars)


def fits(name: str, dialled: str) -> bool:
    """Whether an extension of this name answers to what was dialled.

    >>> fits("_1XX", "123"), fits("_8.", "8"), fits("_9!", "9"), fits("_.", "h")
    (True, False, True, True)
    """
    if not name.startswith("_"):
        return name == dialled
    for at, sign in enumerate(signs(name)):
        if sign.rest:
            return len(dialled) > at or sign.rest == "!"
        if at >= len(dialled) or not _covers(sign, dialled[at]):
            return False
    return len(signs(name)) == len(dialled)


def _covers(sign: Sign, char: str) -> bool:
    digits = digits_of(char)
    return digits is not None and digits <= sign.chars


def could_be(name: str, dialled: str) -> bool:
    """Whether a number of which not all digits are known can be this extension.

    >>> from ivr_audit.load.asterisk.values import symbolic
    >>> could_be("101", symbolic("_1XX")), could_be("_2XX", symbolic("_1XX")), could_be("_XX", symbolic("_."))
    (True, False, True)
    """
    pattern = signs(name)
    for at, sign in enumerate(pattern):
        digits = digits_of(dialled[at]) if at < len(dialled) else frozenset[str]()
        if sign.rest or digits is None:
            return at < len(dialled) or sign.rest == "!"
        if not digits & sign.chars:
            return False
    return len(pattern) >= len(dialled)


def could_grow(name: str, dialled: str) -> bool:
    """Whether more keys could still make what was dialled into this extension, so that the system waits.

    >>> could_grow("_1XX", "1"), could_grow("_8.", "84"), could_grow("_9!", "9")
    (True, True, False)
    """
    pattern = signs(name)
    for at, sign in enumerate(pattern):
        if sign.rest:
            return sign.rest == "."
        if at >= len(dialled):
            return True
        if dialled[at] not in sign.chars:
            return False
    return False


def order(name: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    """Sorts extensions that answer to the same number: the one that wins comes first."""
    if not name.startswith("_"):
        return 0, ()
    return 1, tuple((sign.width, "".join(sorted(sign.chars))) for sign in signs(name))


class Found(NamedTuple):
    """An extension that answers, the context it stands in, and the timed includes that lead there."""

    exten: Exten
    context: Context
    times: tuple[tuple[str, ...], ...] = ()


def searched(plan: Dialplan, context: str) -> Iterator[tuple[Context, tuple[tuple[str, ...], ...]]]:
    """A context and those it includes, in the order Asterisk asks them, each with the times of the includes."""
    seen: dict[str, list[frozenset[tuple[str, ...]]]] = {}
    waiting: list[tuple[str, tuple[tuple[str, ...], ...]]] = [(context, ())]
    count = 0
    while waiting and count < _MOST_INCLUDED:
        count += 1
        name, times = waiting.pop()
        now = plan.context(name)
        before = seen.setdefault(name, [])
        if now is None or any(earlier <= set(times) for earlier in before):
            continue
        before.append(frozenset(times))
        yield now, times
        for one in reversed(now.includes):
            further = (*times, one.times) if one.times and one.times not in times else times
            if len(further) <= _MOST_GATES:
                waiting.append((one.context, further))


def answering(plan: Dialplan, context: str, dialled: str, priority: int | str = 1) -> list[Found]:
    """The extensions that can answer, best first: those behind timed includes, and last the first that always does.

    `priority` (a number or a label) must be there. Empty: nothing answers.
    """
    found: list[Found] = []
    for now, times in searched(plan, context):
        exten = _in(now, dialled, priority)
        if exten is not None:
            found.append(Found(exten, now, times))
            if not times or len(found) >= _MOST_GATES:
                break
    return found


def answer(plan: Dialplan, context: str, dialled: str, priority: int | str = 1) -> Found | None:
    """The extension that answers when every timed include is in force."""
    found = answering(plan, context, dialled, priority)
    return found[0] if found else None


def _in(context: Context, dialled: str, priority: int | str) -> Exten | None:
    exact = context.literal(dialled)
    if exact is not None and has(exact, priority):
        return exact
    tree = _tree(context)
    found = next((one for one in tree.fitting(dialled) if has(one, priority)), None)
    if found is not None or not is_symbolic(dialled):
        return found
    literals = (one for one in tree.literals if could_be(one.name, dialled) and has(one, priority))
    return next(literals, None) or next((one for one in tree.possible(dialled) if has(one, priority)), None)


def _tree(context: Context) -> PatternTree:
    if context.tree is None or context.tree.size != len(context.extens):
        context.tree = PatternTree(context)
    return context.tree


class PatternTree:
    """The patterns of a context by their signs from the left, so that a number is not compared with every one."""

    def __init__(self, context: Context) -> None:
        self.size = len(context.extens)
        self.literals = [one for name, one in context.extens.items() if not one.is_pattern and name not in SPECIAL]
        self._root = _Fork()
        for exten in sorted((one for one in context.extens.values() if one.is_pattern), key=lambda e: order(e.name)):
            fork = self._root
            for sign in signs(exten.name):
                fork = fork.ways.setdefault(sign, _Fork())
            fork.ends.append(exten)

    def fitting(self, dialled: str) -> Iterator[Exten]:
        """The patterns that answer to what was dialled, the one that wins first."""
        waiting = [(self._root, 0)]
        while waiting:
            fork, at = waiting.pop()
            if at == len(dialled):
                yield from fork.ends
            digits = digits_of(dialled[at]) if at < len(dialled) else None
            further: list[tuple[_Fork, int]] = []
            for sign, to in fork.ways.items():
                if sign.rest and (at < len(dialled) or sign.rest == "!"):
                    further.append((to, len(dialled)))
                elif digits is not None and digits <= sign.chars:
                    further.append((to, at + 1))
            waiting += reversed(further)

    def possible(self, dialled: str) -> Iterator[Exten]:
        """The patterns that a number can be of which not all digits are known (as `could_be` has it)."""
        waiting = [(self._root, 0)]
        while waiting:
            fork, at = waiting.pop()
            if at in (_ANYTHING, len(dialled)):
                yield from fork.ends
            inside = 0 <= at < len(dialled)
            digits = digits_of(dialled[at]) if inside else None
            further: list[tuple[_Fork, int]] = []
            for sign, to in fork.ways.items():
                if at == _ANYTHING or (inside and (sign.rest or digits is None)) or sign.rest == "!":
                    further.append((to, _ANYTHING))
                elif digits is not None and digits & sign.chars:
                    further.append((to, at + 1))
            waiting += reversed(further)


class _Fork:
    """Where patterns that begin alike part: by their next sign, the narrowest first, and those that end here."""

    __slots__ = ("ends", "ways")

    def __init__(self) -> None:
        self.ways: dict[Sign, _Fork] = {}
        self.ends: list[Exten] = []


def has(exten: Exten, priority: int | str) -> bool:
    """Whether an extension has this step, by number or label."""
    return priority in exten.steps if isinstance(priority, int) else priority in exten.labels


def waits(plan: Dialplan, context: str, dialled: str) -> bool:
    """Whether the system waits for a further key after these."""
    return any(
        could_grow(exten.name, dialled) and has(exten, 1)
        for now, _ in searched(plan, context)
        for exten in now.extens.values()
    )


def dialable(plan: Dialplan, context: str) -> list[Found]:
    """Every extension that a caller can reach by keys in a context and those it includes, in the order of the files."""
    found: dict[str, Found] = {}
    for now, times in searched(plan, context):
        for exten in now.extens.values():
            if has(exten, 1) and _by_keys(exten.name) and exten.name not in found:
                found[exten.name] = Found(exten, now, times)
    return list(found.values())


def _by_keys(name: str) -> bool:
    if name in SPECIAL:
        return False
    keys = frozenset(KEYS)
    if not name.startswith("_"):
        return bool(name) and keys.issuperset(name)
    return bool(name) and all(sign.rest or sign.chars & keys for sign in signs(name))
