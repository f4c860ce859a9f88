"""Frozen dataclasses by keyword whose methods are written once, here.

`dataclass(frozen=True)` writes and compiles six methods for every class. For the kinds of nodes that took 12 ms at each
start, a fifth of what Python, click and the YAML parser take together. A type checker sees no difference.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform

T = TypeVar("T")


class Value:
    """What the classes marked with `value` inherit: fields by keyword, comparison by fields, no change afterwards."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]  # Any: a field can have any type

    def __init__(self, **given: object) -> None:
        known = fields(self)
        for f in known:
            if f.name not in given:
                given[f.name] = _fresh(f)
                if given[f.name] is MISSING:
                    raise TypeError(f"{type(self).__name__} needs {f.name!r}")
        if len(given) > len(known):
            raise TypeError(f"{type(self).__name__} has no {sorted(given.keys() - {f.name for f in known})}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, given: object) -> None:
        raise FrozenInstanceError(f"cannot assign to {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and _compared(self) == _compared(other)

    def __hash__(self) -> int:
        return hash(_compared(self))

    def __getstate__(self) -> dict[str, object]:
        """What goes to another process: what is given, and nothing that was worked out from it."""
        return {f.name: self.__dict__[f.name] if f.init else _fresh(f) for f in fields(self)}

    def __repr__(self) -> str:
        shown = [f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr]
        return f"{type(self).__name__}({', '.join(shown)})"


def _fresh(one: Field[Any]) -> object:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _compared(value: Value) -> tuple[object, ...]:
    return tuple(getattr(value, f.name) for f in fields(value) if f.compare)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def value(kind: type[T]) -> type[T]:
    """Marks a class that inherits from `Value`: a frozen dataclass whose fields are given by keyword."""
    return dataclass(init=False, repr=False, eq=False)(kind)
