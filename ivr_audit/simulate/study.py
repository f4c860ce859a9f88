"""Many replications of a scenario: how sure the answers are, and whether they are sure enough.

Replication r of a seed has the same records whichever process plays it; results are taken in the order of their
numbers. So the number of processes changes the time a study takes and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from math import ceil, isfinite
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit.place import InputError, Problem
from ivr_audit.scenario import Scenario
from ivr_audit.simulate.intervals import Interval, interval
from ivr_audit.simulate.limits import check_kept
from ivr_audit.simulate.records import Run
from ivr_audit.simulate.replications import Played, Player, Sink, warm_up, whole
from ivr_audit.simulate.spool import fetched, spooled
from ivr_audit.simulate.statistics import together
from ivr_audit.simulate.tally import PARTS
from ivr_audit.simulate.workers import PLACE, Workers, workers
from ivr_audit.words import list_words, say_duration

if TYPE_CHECKING:
    from ivr_audit.simulate.records import Table

THRESHOLD: Final = 30.0
"""Seconds: 80% within 30 s is what the VA and Medicare plans in the USA aim at."""
FEWEST: Final = 5
"""Replications before a study may stop because it is precise enough."""
_PART_SURE: Final = 0.05
_TIME_SURE: Final = 0.25
_SECONDS_SURE: Final = 10.0
_FEW_CALLS: Final = 200
_ALONE: Final = "free some room there, name another folder in TMPDIR, or say --processes 1"
_TOLD: Final = ("reached a person", "gave up", "message", "answered in time", "time to a person: mean", "wait: mean")


class Precision(NamedTuple):
    """A wish: the interval of this headline figure shall be no wider than twice `half_width`."""

    figure: str
    half_width: float


class Progress(NamedTuple):
    """How far a study is: replications that are done, how many there will be at most, and calls so far."""

    done: int
    of: int
    calls: int


class Study(NamedTuple):
    """What a simulation found. `figures` has the headline figures by name, `each` those of every replication.

    `runs` has the records; their tables have no rows where a sink took them. `notes` are sentences about how far the
    figures can be trusted. `warm_up` is how many seconds at the beginning were left out.
    """

    scenario: Scenario
    seed: int
    threshold: float
    warm_up: float
    runs: tuple[Run, ...]
    figures: Mapping[str, Interval]
    each: tuple[Mapping[str, float], ...]
    notes: tuple[str, ...]
    interrupted: bool = False

    @property
    def calls(self) -> Table:
        """The calls of all replications."""
        return together([run.calls for run in self.runs])

    @property
    def visits(self) -> Table:
        """The visits to lines of all replications."""
        return together([run.visits for run in self.runs])

    @property
    def messages(self) -> Table:
        """The messages of all replications."""
        return together([run.messages for run in self.runs])

    @property
    def passed(self) -> dict[tuple[str, str], int]:
        """How many calls went from a node by a step, in all replications."""
        counts: dict[tuple[str, str], int] = {}
        for run in self.runs:
            for turn, number in run.passed.items():
                counts[turn] = counts.get(turn, 0) + number
        return counts


def simulate(
    scenario: Scenario,
    seed: int,
    replications: int = 10,
    *,
    processes: int = 1,
    precision: Precision | None = None,
    threshold: float = THRESHOLD,
    sink: Sink | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Study:
    """Play a scenario so often, or until a figure is as precise as wanted. A keyboard interrupt keeps what is done.

    With a `sink` records are handed to it in order and not kept: piece by piece in one process, a replication at a
    time with several. Raises ValueError for less than one replication or process, KeyError for an unknown figure,
    InputError for more calls than can be kept and where several processes come to nothing.
    """
    if replications < 1 or processes < 1:
        raise ValueError("a study needs at least one replication and one process")
    if sink is None:
        check_kept(scenario, replications)
    found: list[Played] = []
    interrupted = False
    try:
        for played in _played(scenario, seed, replications, processes, threshold, sink, progress):
            found.append(played)
            if precision is not None and _is_precise(found, precision):
                break
    except KeyboardInterrupt:
        if not found:
            raise
        interrupted = True
    return _study(scenario, seed, threshold, found, replications, precision, interrupted)


def _is_precise(found: list[Played], precision: Precision) -> bool:
    values = [played.figures[precision.figure] for played in found]
    return len(values) >= FEWEST and interval(values).half_width <= precision.half_width


def _played(
    scenario: Scenario,
    seed: int,
    replications: int,
    processes: int,
    threshold: float,
    sink: Sink | None,
    progress: Callable[[Progress], None] | None,
) -> Iterator[Played]:
    """The replications in their order."""
    calls = 0
    if min(processes, replications) == 1:
        player = Player(scenario, seed, threshold)
        for replication in range(replications):
            tick = _ticker(progress, replication, replications, calls)
            played = player.play(replication, sink, tick)
            calls += int(played.figures["calls"])
            yield played
        return
    with _apart(scenario, seed, threshold, replications, processes) as (pool, folder):
        for replication, played in enumerate(_answers(pool, replications, folder)):
            calls += int(played.figures["calls"])
            piece = fetched(folder, replication)
            if sink is None:
                yield played._replace(run=whole(played.run, [piece]))
            else:
                sink(piece)
                yield played
            if progress is not None:  # what is told to be done is kept
                progress(Progress(replication + 1, replications, calls))


def _answers(pool: Workers[Played], replications: int, folder: str) -> Iterator[Played]:
    """Replications that other processes play. Raises InputError where there is no room for their records."""
    try:
        yield from pool.answers(replications)
    except OSError as failed:
        message = f'the folder "{Path(folder).parent}" cannot take the records on their way between processes'
        raise InputError([Problem(PLACE, f"{message}: {_why(failed)}; {_ALONE}")]) from None


def _ticker(
    progress: Callable[[Progress], None] | None, done: int, of: int, calls: int
) -> Callable[[int], None] | None:
    return None if progress is None else lambda more: progress(Progress(done, of, calls + more))


@contextmanager
def _apart(
    scenario: Scenario, seed: int, threshold: float, replications: int, processes: int
) -> Iterator[tuple[Workers[Played], str]]:
    """Processes that play, and the folder in which they leave records. Raises InputError if there can be none."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(TemporaryDirectory(prefix="ivr-audit-"))
            begun = workers(min(processes, replications), _playing, scenario, seed, threshold, folder)
            pool = stack.enter_context(begun)
        except OSError as failed:
            raise InputError([Problem(PLACE, f"processes cannot be started: {_why(failed)}; {_ALONE}")]) from None
        yield pool, folder


@contextmanager
def _playing(scenario: Scenario, seed: int, threshold: float, folder: str) -> Iterator[Callable[[int], Played]]:
    """In a process: plays replications, whose records are left in the folder. Where the first process was killed,
    nobody else is left to remove it."""
    player = Player(scenario, seed, threshold)

    def play(replication: int) -> Played:
        with spooled(folder, replication) as sink:
            return player.play(replication, sink)

    yield play
    rmtree(folder, ignore_errors=True)


def _why(failed: OSError) -> str:
    return (failed.strerror or str(failed)).lower()


def _study(
    scenario: Scenario,
    seed: int,
    threshold: float,
    found: list[Played],
    wanted: int,
    precision: Precision | None,
    interrupted: bool,
) -> Study:
    each = tuple(played.figures for played in found)
    figures = {name: interval([one[name] for one in each]) for name in each[0]}
    notes = []
    left_out = warm_up(scenario)
    if left_out:
        notes.append(
            f"the first {say_duration(left_out)} of each replication are left out, "
            "since somebody is there around the clock and the office does not begin empty"
        )
    if interrupted:
        notes.append(f"interrupted after {len(found)} of {wanted} replications")
    if precision is not None and not _is_precise(found, precision):
        notes.append(
            f"the precision that was wanted (± {precision.half_width:g} for {precision.figure}) was not reached"
        )
    notes += _too_short(figures, len(found))
    return Study(
        scenario, seed, threshold, left_out, tuple(p.run for p in found), figures, each, tuple(notes), interrupted
    )


def _too_short(figures: Mapping[str, Interval], replications: int) -> Iterator[str]:
    """What a run is too short to say, in plain words."""
    calls = figures["calls"].mean * replications
    if calls < _FEW_CALLS:
        yield f"the run is too short: {calls:.0f} calls were simulated; take more days or replications"
    if replications == 1:
        yield f"one replication cannot say how sure its figures are; take at least {FEWEST}"
        return
    unsure = []
    needed = 0.0
    for name in _TOLD:
        found = figures[name]
        enough = _PART_SURE if name in PARTS else max(_TIME_SURE * found.mean, _SECONDS_SURE)
        if isfinite(found.half_width) and found.half_width > enough:
            unsure.append(_say(name, found))
            needed = max(needed, replications * (found.half_width / enough) ** 2)
    if unsure:
        yield f"the run is too short to say {list_words(unsure)}; about {ceil(needed)} replications would do"


def _say(name: str, found: Interval) -> str:
    if name in PARTS:
        return f'"{name}" (between {max(found.low, 0):.0%} and {min(found.high, 1):.0%})'
    return f'"{name}" (between {say_duration(max(found.low, 0))} and {say_duration(found.high)})'
