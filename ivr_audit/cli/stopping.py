"""What an interrupt (Ctrl-C) may break off, and what it may not."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final, TypeVar

INTERRUPTED: Final = 130
"""The exit code of a command that was interrupted: 128 and the number of the signal, as shells have it."""
Records = TypeVar("Records")


class Held:
    """Whether an interrupt came while it was held back."""

    def __init__(self) -> None:
        self.came = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Take an interrupt; the second one is for those who do not want to wait."""
        if self.came:
            raise KeyboardInterrupt
        self.came = True


@contextmanager
def held() -> Iterator[Held]:
    """Hold one interrupt back, so that what is written here is written whole. Elsewhere than in the first thread,
    where no interrupt comes, it does nothing."""
    waiting = Held()
    try:
        before: Any = signal.signal(signal.SIGINT, waiting)  # Any: a handler, a number or None
    except ValueError:
        yield waiting
        return
    try:
        yield waiting
    finally:
        signal.signal(signal.SIGINT, before)


def whole(write: Callable[[Records], None]) -> Callable[[Records], None]:
    """The same writing, but an interrupt is raised after what is written and not within it."""

    def written(records: Records) -> None:
        with held() as waiting:
            write(records)
        if waiting.came:
            raise KeyboardInterrupt

    return written
