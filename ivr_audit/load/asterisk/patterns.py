"""Patterns of a dialplan (`_[2-4]XX`, `_8.`, `_9!`) as patterns of extensions in a tree, which know only X, Z and N."""

from __future__ import annotations

from itertools import product
from typing import Final

from ivr_audit.load.asterisk.match import KEYS, Sign, signs

MOST_FURTHER: Final = 4
"""Digits counted where a dot allows any number of them."""
_MOST = 10
_NAMED: Final = {frozenset("0123456789"): "X", frozenset("123456789"): "Z", frozenset("23456789"): "N"}


def written(name: str) -> list[str]:
    """The patterns that together stand for an extension's name, without what no caller can press.

    >>> written("_N1X"), written("_[13]5"), written("_8."), written("_91!")
    (['N1X'], ['15', '35'], ['8X', '8XX', '8XXX', '8XXXX'], ['91'])
    """
    fixed = [_symbols(sign) for sign in signs(name) if not sign.rest]
    for at in range(len(fixed) - 1, -1, -1):
        if _count(fixed) > _MOST:
            fixed[at] = ["X"]
    heads = ["".join(found) for found in product(*fixed)]
    if not is_open(name):
        return [head for head in heads if head]
    return [head + "X" * more for more in range(1, MOST_FURTHER + 1) for head in heads]


def is_open(name: str) -> bool:
    """Whether a dot at its end takes any number of digits."""
    return any(sign.rest == "." for sign in signs(name))


def is_one_key(name: str) -> bool:
    """Whether it is a pattern that one key fits, such as `_X`, `_9!` or `_!`, so that nothing more is waited for."""
    found = signs(name)
    return name.startswith("_") and not is_open(name) and sum(not sign.rest for sign in found) <= 1


def takes_any_digit(name: str) -> bool:
    """Whether any digit at all can be the first."""
    first = signs(name)[0]
    return bool(first.rest) or first.chars >= frozenset("0123456789")


def _symbols(sign: Sign) -> list[str]:
    keys = sign.chars & frozenset(KEYS)
    for chars, symbol in _NAMED.items():
        if keys >= chars and len(chars) > 1:
            return [symbol, *sorted(keys - chars)]
    return sorted(keys)


def _count(parts: list[list[str]]) -> int:
    count = 1
    for part in parts:
        count *= len(part)
    return count
