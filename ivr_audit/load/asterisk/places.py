"""Where a call stands in a dialplan: the step, the routines that called it, and the variables that matter later."""

from __future__ import annotations

from typing import NamedTuple

Variables = tuple[tuple[str, str | None], ...]
"""Names in order, each with its value; None: set to something that is not known."""


class Frame(NamedTuple):
    """A routine that was called: where to go on after it, and the arguments that hold there."""

    kind: str
    context: str
    exten: str
    priority: int
    home: str
    name: str
    saved: Variables


class At(NamedTuple):
    """Where a call stands. `home` and `name` are the context and name of the extension that answers; empty: not looked
    up yet. `doing` is an application that a condition puts in place of the one in the file."""

    context: str
    exten: str
    priority: int | str
    stack: tuple[Frame, ...] = ()
    variables: Variables = ()
    home: str = ""
    name: str = ""
    doing: str = ""

    def get(self, name: str) -> tuple[bool, str | None]:
        """Whether a variable was set, and its value."""
        return next(((True, value) for own, value in self.variables if own == name), (False, None))

    def having(self, **values: str | None) -> At:
        """The same with these variables set."""
        return self.with_values(values)

    def with_values(self, values: dict[str, str | None]) -> At:
        """The same with these variables set."""
        return self._replace(variables=tuple(sorted({**dict(self.variables), **values}.items())))

    def without(self, *names: str) -> At:
        """The same with these variables never set."""
        return self._replace(variables=tuple(pair for pair in self.variables if pair[0] not in names))

    def next(self) -> At:
        """The step after."""
        return self._replace(priority=int(self.priority) + 1, doing="")

    def jump(self, context: str, exten: str, priority: int | str) -> At:
        """Another extension, not looked up yet."""
        return At(context, exten, priority, self.stack, self.variables)
