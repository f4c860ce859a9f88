"""What a file states of how long callers wait in a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.rules.visits import visits

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View


class StatedWait(NamedTuple):
    """Seconds a caller waits, None where the file does not say; nobody waits longer than `max_wait`."""

    typical: float | None
    longest: float | None

    @property
    def most(self) -> float:
        """The longest that is stated; 0 if nothing is."""
        return max(self.typical or 0.0, self.longest or 0.0)


def stated_wait(queue: model.Queue) -> StatedWait:
    """The waits that the file states for a queue."""
    wait = queue.wait or model.Wait(None, None)
    return StatedWait(_at_most(wait.typical, queue.max_wait), _at_most(wait.longest, queue.max_wait))


def _at_most(seconds: float | None, limit: float | None) -> float | None:
    return seconds if seconds is None or limit is None else min(seconds, limit)


def attended_queues(measures: Measures) -> list[tuple[model.Queue, tuple[View, ...]]]:
    """The queues in which callers wait for somebody who is there, with the views in which they do."""
    return visits(measures, model.Queue, lambda view, queue: view.staffed(queue))
