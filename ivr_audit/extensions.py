"""Extensions that can be dialled at a menu: what each is called as a step, and which keys fit or begin one."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_audit import model


def dialled(node: model.Menu) -> Mapping[str, model.Extensions]:
    """The extensions that can be dialled at a menu, by the step that takes each; of those that fit the first counts."""
    if len(node.extensions) == 1:
        return {"extension": node.extensions[0]}
    found: dict[str, model.Extensions] = {}
    for one in node.extensions:
        found.setdefault(f"extension {one.pattern}", one)
    return found


def begins_extension(node: model.Menu, keys: str) -> bool:
    """Whether a longer extension that can be dialled begins with these keys, so that the system waits for more.
    Of a pattern (1XX) all that fit it must."""
    return any(len(keys) < len(one.pattern) and all(map(key_matches, one.pattern, keys)) for one in node.extensions)


def fits_extension(extensions: model.Extensions, keys: str) -> bool:
    """Whether these keys are one of the extensions."""
    return len(keys) == len(extensions.pattern) and all(map(key_matches, extensions.pattern, keys))


def key_matches(symbol: str, digit: str) -> bool:
    """Whether a digit fits one symbol of an extension pattern (X 0-9, Z 1-9, N 2-9, else itself); of a symbol in the
    place of the digit, whether all that fit it do."""
    stand_for = {"X": "0123456789", "Z": "123456789", "N": "23456789"}
    return stand_for.get(digit.upper(), digit) in stand_for.get(symbol.upper(), symbol)
