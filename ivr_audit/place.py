"""Places in files, and what is wrong there."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where something stands: line and column count from 1; `route` says it for files where lines mean nothing."""

    file: str
    line: int = 0
    column: int = 0
    route: str = ""

    def __str__(self) -> str:
        if self.route:
            return f"{self.file}: {self.route}"
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Problem(NamedTuple):
    """Something in an input that makes it unusable, with what to do about it."""

    place: Place
    message: str
    rule: str = "syntax"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class InputError(Exception):
    """An input cannot be used; `problems` has every reason, in the order of the file."""

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
