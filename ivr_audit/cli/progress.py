"""How far a simulation is: on a terminal, on one line that is gone in the end; nothing elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

import click

from ivr_audit.words import say_duration, visible

if TYPE_CHECKING:
    from ivr_audit.simulate.study import Progress

_EVERY: Final = 0.2
_WIDTH: Final = 80
_CLEAR: Final = "\r\x1b[2K"


class Meter:
    """Tells calls so far, calls a second and the time left; `expected` is how many calls there will be, about."""

    def __init__(self, expected: float, clock: Callable[[], float] = monotonic, shows: bool | None = None) -> None:
        self.expected, self.clock = expected, clock
        self.shows = sys.stderr is not None and sys.stderr.isatty() if shows is None else shows
        self.name = ""
        self._restart()

    def _restart(self) -> None:
        self.begun = self.clock()
        self.told = -_EVERY
        self.before = self.last = 0

    def begin(self, name: str, expected: float | None = None) -> None:
        """A study of that name begins. With `expected` it is measured by itself, else with those before it."""
        self.name = name
        self.before, self.last = self.before + self.last, 0
        if expected is not None:
            self.expected = expected
            self._restart()
        left = max(self.expected - self.before, 0)
        self._show(f"simulating about {float(f'{left:.2g}'):,.0f} calls{self._named()}")

    def __call__(self, progress: Progress) -> None:
        """Tell, if some time has passed since it was last told."""
        self.last = progress.calls
        spent = self.clock() - self.begun
        if spent - self.told >= _EVERY:
            self.told = spent
            self._show(self.say(progress, spent))

    def say(self, progress: Progress, spent: float) -> str:
        """The line; what matters least stands last, where a narrow terminal has no room for it."""
        calls = self.before + progress.calls
        told = f"replication {min(progress.done + 1, progress.of)} of {progress.of}: {calls:,} calls"
        if calls and spent > 0:
            rate = calls / spent
            left = max(self.expected - calls, 0) / rate
            told += f", {rate:,.0f} a second, about {say_duration(left)} left"
        return told + self._named()

    def done(self) -> None:
        """Take the line away."""
        self._show("")

    def _named(self) -> str:
        return f" ({visible(self.name)})" if self.name else ""

    def _show(self, text: str) -> None:
        if self.shows:
            click.echo(f"{_CLEAR}{text[: _width() - 1]}", err=True, nl=False)


def _width() -> int:
    """The columns of the terminal. A longer line would be broken in two, and only one of them taken away."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _WIDTH
    except (OSError, ValueError, AttributeError):
        return _WIDTH
