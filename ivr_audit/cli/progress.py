"""How far a simulation is: on a terminal, on one line that is gone in the end; nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

import click

from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.simulate.study import Progress

_EVERY = 0.2


class Meter:
    """Tells calls so far, calls a second and the time left; `expected` is how many calls there will be, about."""

    def __init__(self, expected: float, clock: Callable[[], float] = monotonic, shows: bool | None = None) -> None:
        self.expected, self.clock = expected, clock
        self.shows = sys.stderr is not None and sys.stderr.isatty() if shows is None else shows
        self.begun = clock()
        self.told = -_EVERY
        self.before = self.last = 0

    def __call__(self, progress: Progress) -> None:
        """Tell, if some time has passed since it was last told."""
        if progress.calls < self.last:  # the next of several studies
            self.before += self.last
        self.last = progress.calls
        spent = self.clock() - self.begun
        if self.shows and spent - self.told >= _EVERY:
            self.told = spent
            click.echo(f"\r\x1b[2K{self.say(progress, spent)}"[:160], err=True, nl=False)

    def say(self, progress: Progress, spent: float) -> str:
        """The line."""
        calls = self.before + progress.calls
        told = f"simulating: {calls:,} calls, replication {min(progress.done + 1, progress.of)} of {progress.of}"
        if calls and spent > 0:
            rate = calls / spent
            left = max(self.expected - calls, 0) / rate
            told += f", {rate:,.0f} a second, about {say_duration(left)} left"
        return told

    def done(self) -> None:
        """Take the line away."""
        if self.shows:
            click.echo("\r\x1b[2K", err=True, nl=False)
