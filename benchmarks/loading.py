"""How long loading takes beside the YAML parser alone: `python benchmarks/loading.py [NODES]`, both in one run.

Both see the same generated file. They take turns, so that a busy computer slows both, and the medians count.
PyYAML's `compose` with the parser in C is the least that reading the file with places can take by ordinary means;
ours reads it too, and checks it, and builds the model. "without collector" is the same with Python's garbage
collector off for both: ours always pauses it, which PyYAML leaves to its caller.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import yaml

from ivr_audit.load import native

ROUNDS = 7


def generated(nodes: int) -> str:
    """A tree of every common kind of node, in blocks of seven that lead to each other."""
    lines = ["tree: A large office", "timezone: America/New_York", "topics: [appointments, refills]"]
    lines += ["hours: {office: {mon-fri: 08:30-17:00}}", "start: n0", "nodes:"]
    for i in range(0, nodes, 7):
        n = [f"n{(i + k) % nodes}" for k in range(8)]
        lines += [
            f"  {n[0]}:\n    say: Thank you for calling office {i}.\n    next: {n[1]}",
            f"  {n[1]}:\n    hours: office\n    open: {n[2]}\n    closed: {n[5]}",
            f"  {n[2]}:\n    menu: For appointments, press 1. For refills, press 2. For anything else, press 0.",
            f"    options:\n      1: {n[3]}\n      2: {{to: {n[4]}, about: [refills]}}\n      0: {n[7]}",
            f"    no_input: {n[6]}\n    invalid: {n[6]}\n    attempts: 2",
            f"  {n[3]}:\n    ring: Front desk\n    ring_for: 25s\n    handles: [appointments]\n    no_answer: {n[5]}",
            f"  {n[4]}:\n    queue: Nurses\n    staffed: office\n    wait: {{typical: 4m, longest: 15m}}",
            f"    max_wait: 20m\n    overflow: {n[5]}\n    exits: {{1: {n[5]}}}",
            f"  {n[5]}:\n    voicemail: Box {i}\n    greeting: Please leave a message.\n    owner: Mary",
            f"    reply_within: 24h\n  {n[6]}: {{hangup: Goodbye.}}",
        ]
    return "\n".join(lines) + "\n"


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start


def compare(text: str) -> tuple[float, float]:
    """Median seconds of PyYAML and of ours."""
    theirs, ours = [], []
    for _ in range(ROUNDS):
        theirs.append(seconds(lambda: yaml.compose(text, Loader=yaml.CSafeLoader)))
        ours.append(seconds(lambda: native.read(text, "large.yaml")))
    return median(theirs), median(ours)


def main() -> None:
    nodes = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    nodes -= nodes % 7
    text = generated(nodes)
    tree, problems = native.read(text, "large.yaml")
    assert tree is not None, problems[:3]
    print(f"{nodes} nodes, {len(text) / 1e6:.1f} MB, median of {ROUNDS}")
    print(f"{'':20} {'PyYAML compose':>15} {'ivr-audit load':>15} {'ratio':>7}")
    for name, switch in (("as Python starts", gc.enable), ("without collector", gc.disable)):
        switch()
        theirs, ours = compare(text)
        print(f"{name:20} {theirs:13.3f} s {ours:13.3f} s {ours / theirs:7.2f}")
    gc.enable()


if __name__ == "__main__":
    main()
