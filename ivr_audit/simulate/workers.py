"""Processes that do numbered tasks; their answers come back in the order of the numbers.

Each process has a pipe of its own and shares no lock or queue with another, so that one that is killed is noticed at
once and keeps nobody waiting, as it would in `multiprocessing.Pool`.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final, Generic, NamedTuple, TypeVar

from ivr_audit.place import InputError, Place, Problem

Answer = TypeVar("Answer")
_AT_HAND: Final = 2
"""Tasks that a process has at hand, so that it need not wait for the next one."""
_AHEAD: Final = 3
"""Tasks for each process that are given out before the first of them is fetched: what they leave takes room."""
_SECONDS: Final = 5.0
"""That a process has to end before it is killed."""
PLACE: Final = Place("--processes")
"""Where problems with several processes stand."""


class _Worker(NamedTuple):
    """A process, and this end of its pipe."""

    process: BaseProcess
    pipe: Connection[Any, Any]


class Workers(Generic[Answer]):
    """Processes that are ready for tasks."""

    def __init__(self, workers: list[_Worker]) -> None:
        self._workers = workers

    def answers(self, tasks: int) -> Iterator[Answer]:
        """The answers to the tasks 0, 1, and so on, in this order. Raises what a task raised, and InputError if a
        process was ended from outside."""
        at_hand = {worker.pipe: 0 for worker in self._workers}
        found: dict[int, Answer] = {}
        given = 0
        for task in range(tasks):
            while True:
                for pipe in sorted(at_hand, key=at_hand.__getitem__) * _AT_HAND:
                    if given < min(tasks, task + _AHEAD * len(at_hand)) and at_hand[pipe] < _AT_HAND:
                        with _noticed():
                            pipe.send(given)
                        at_hand[pipe] += 1
                        given += 1
                if task in found:
                    break
                ready = wait(list(at_hand))
                for pipe in (one for one in at_hand if one in ready):
                    with _noticed():
                        number, answer, failed = pipe.recv()
                    if failed is not None:
                        raise failed
                    at_hand[pipe] -= 1
                    found[number] = answer
            yield found.pop(task)


@contextmanager
def _noticed() -> Iterator[None]:
    """Say what it means that there is nobody at the other end of a pipe."""
    try:
        yield
    except (EOFError, OSError):
        message = (
            "a process that simulated was ended from outside, perhaps since memory ran out; "
            "say --processes 1, or simulate fewer weeks"
        )
        raise InputError([Problem(PLACE, message)]) from None


@contextmanager
def workers(
    number: int, prepare: Callable[..., AbstractContextManager[Callable[[int], Answer]]], *args: object
) -> Iterator[Workers[Answer]]:
    """So many processes, each of which does tasks with what `prepare` makes of the other arguments there; its context
    is left when the first process has died.

    While they start an interrupt waits (where the system can), for one that comes then leaves half-started processes
    that complain; they inherit that it is blocked, so that it reaches the first process alone. Raises OSError if they
    cannot be started.
    """
    found: list[_Worker] = []
    try:
        with _interrupts_wait():
            kinds = multiprocessing.get_all_start_methods()
            context: Any = multiprocessing.get_context("forkserver" if "forkserver" in kinds else "spawn")
            context.set_forkserver_preload([prepare.__module__])
            for _ in range(number):
                here, there = context.Pipe()
                process = context.Process(target=_work, args=(there, prepare, args), daemon=True)
                process.start()
                there.close()
                found.append(_Worker(process, here))
        yield Workers(found)
    finally:
        for worker in found:
            worker.process.terminate()
        for worker in found:
            worker.process.join(_SECONDS)
            worker.process.kill()
            worker.pipe.close()


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # when it starts it would let interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(
    pipe: Connection[Any, Any],
    prepare: Callable[..., AbstractContextManager[Callable[[int], object]]],
    args: tuple[object, ...],
) -> None:
    """In a process: do what comes, until nobody is left who asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides what an interrupt means
    with prepare(*args) as do, suppress(EOFError, OSError):
        while True:
            task = pipe.recv()
            try:
                said: tuple[int, object, Exception | None] = task, do(task), None
            except Exception as failed:
                said = task, None, failed  # raised in the first process
            pipe.send(said)
