"""How many calls a second are simulated, beside SimPy and Ciw playing the same offices in the same run, in turns.

python benchmarks/simulation.py [ROUNDS]

The models are in tests/simulate/other_simulators.py; tests compare their results. Ours is all that `simulate` does,
tables of records and headline figures included; of the others only the simulation counts, not looking at its records.
Seconds are of the processor, so that other programs matter less; of two processes they are of the clock.
Then: the most memory while records are streamed, for more and more calls; and two processes beside one.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "simulate"))

from other_simulators import SimpyClinic, ciw_queue, clinic, queue, simpy_queue

from ivr_audit.scenario import Scenario
from ivr_audit.simulate import replications

QUEUE_DAYS, SIMPY_DAYS, CIW_DAYS, CLINIC_WEEKS, SIMPY_WEEKS = 120, 10, 3, 52, 6
LIMITS = {"queue, SimPy": 12.0, "queue, Ciw": 20.0, "clinic, SimPy": 8.0}
ENOUGH, TWO = 150_000, 1.7
STORY = Path(__file__).parents[1] / "trees" / "family-physicians.yaml"


def rate(work: Callable[[], int]) -> float:
    """Calls a second of processor time; `work` returns how many calls it played."""
    gc.collect()
    start = time.process_time()
    calls = work()
    return calls / (time.process_time() - start)


def ours(office: Scenario) -> int:
    """One replication, its records streamed; all its calls, those of the day to warm up included."""
    played = [0]

    def count(calls: int) -> None:
        played[0] = calls

    player = replications.Player(office, 1, 30.0)
    player.play(0, lambda piece: None, count)
    return played[0]


def by_events(office: Scenario) -> int:
    """The same, with the engine that plays offices of any kind."""
    played = [0]

    def count(calls: int) -> None:
        played[0] = calls

    player = replications.Player(office, 1, 30.0)
    player.is_plain = False
    player.play(0, lambda piece: None, count)
    return played[0]


def speed(rounds: int) -> None:
    print(f"calls a second of processor time, medians of {rounds}, in turns")
    print(f"{'office':22} {'ours':>9} {'events':>9} {'other':>9} {'ours/other':>10} {'events/other':>12} {'target':>7}")
    for talk in ("exponential", "lognormal"):
        office, short = queue(QUEUE_DAYS, talk), queue(SIMPY_DAYS, talk)
        row(f"queue, SimPy, {talk[:5]}", office, short, lambda talk=talk: len(simpy_queue(SIMPY_DAYS, 1, talk)),
            LIMITS["queue, SimPy"], rounds)  # fmt: skip
        row(f"queue, Ciw, {talk[:5]}", office, short, lambda talk=talk: played_by_ciw(talk), LIMITS["queue, Ciw"],
            rounds)  # fmt: skip
    office, short = clinic(CLINIC_WEEKS * 7), clinic(SIMPY_WEEKS * 7)
    row("clinic, SimPy", office, short, lambda: len(SimpyClinic(SIMPY_WEEKS * 7, 1).records), LIMITS["clinic, SimPy"],
        rounds)  # fmt: skip
    print(f"the target of the clinic is met as well by {ENOUGH} calls a second")


def played_by_ciw(talk: str) -> int:
    """Callers that Ciw let come, those in the hours after the last day included."""
    return int(ciw_queue(CIW_DAYS, 1, talk).nodes[0].number_of_individuals)


def row(name: str, office: Scenario, short: Scenario, other: Callable[[], int], target: float, rounds: int) -> None:
    found = [(rate(lambda: ours(office)), rate(lambda: by_events(short)), rate(other)) for _ in range(rounds)]
    our, events, their = (median(column) for column in zip(*found, strict=True))
    ratio, slow = (median(one[n] / one[2] for one in found) for n in (0, 1))
    print(f"{name:22} {our:9.0f} {events:9.0f} {their:9.0f} {ratio:10.1f} {slow:12.1f} {target:7.1f}", flush=True)


def memory() -> None:
    """The most bytes that one replication needs at one time, its records streamed."""
    print("\nmost memory while records are streamed")
    for how, play in (("ours", ours), ("events", by_events)):
        for days in (30, 120) if how == "events" else (30, 120, 360):
            office = queue(days)
            gc.collect()
            tracemalloc.start()
            calls = play(office)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            print(f"{how:8} {calls:9} calls {peak / 1e6:7.1f} MB", flush=True)


STUDY = """
import sys, time
from datetime import date
from ivr_audit.load import load
from ivr_audit.scenario import scenario
from ivr_audit.simulate.study import simulate
tree = load(sys.argv[1])
office = scenario(tree, tree.traffic, date(2026, 11, 23))
start = time.perf_counter()
simulate(office, 1, 20, processes=int(sys.argv[2]))
print(time.perf_counter() - start)
"""
"""A study in a process of its own: what a process of a pool imports is then what it imports for a user."""


def processes(rounds: int) -> None:
    """Two processes beside one, by the clock: twenty years of the story's office, the start of processes included."""
    ratio = median(study_seconds(1) / study_seconds(2) for _ in range(rounds))
    print(f"\ntwo processes are {ratio:.2f} times as fast as one (target {TWO}), by the clock")


def study_seconds(count: int) -> float:
    """Seconds by the clock that the study takes with so many processes."""
    command = [sys.executable, "-c", STUDY, str(STORY), str(count)]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    speed(times)
    memory()
    processes(max(times // 2, 1))
