"""How long a diagram takes, beside the drawing program alone on the same text; and a tree of 2,000 nodes.

Run `python benchmarks/drawing.py`; exits with 1 where a limit is exceeded. The two beside each other take turns and are
measured in processor time, of this process and of the programs it starts, so that a busy machine counts less; the
large tree by the wall clock.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory

from ivr_audit.api import audit, load
from ivr_audit.audit import Audit
from ivr_audit.render.dot import dot_source
from ivr_audit.render.picture import PROGRAMS, Program, RendererMissing, draw, find_program

AS_OF = date(2026, 11, 23)
RUNS = 30
LIMIT = 1.2
"""Times of the program alone that 20 nodes may take."""
BIG, BIG_LIMIT = 2000, 10.0
"""Nodes, and seconds they may take from the file to the picture, audit and all."""


def big_tree(nodes: int) -> str:
    """The text of a tree of menus with four choices each, mailboxes and desks at its ends."""
    lines = ["tree: Big", "timezone: UTC", "hours: {office: {mon-fri: 09:00-17:00}}", "start: n0", "nodes:"]
    for n in range(nodes):
        keys = [4 * n + k for k in range(1, 5) if 4 * n + k < nodes]
        up = max(n - 1, 0) // 4
        if keys:
            said = " ".join(f"For part {key}, press {k}." for k, key in enumerate(keys, 1))
            options = ", ".join(f"{k}: n{key}" for k, key in enumerate(keys, 1))
            lines.append(f"  n{n}: {{menu: '{said}', options: {{{options}, 9: n{up}}}, no_input: n{up}}}")
        elif n % 7 == 0:
            lines.append(f"  n{n}: {{voicemail: Box {n}, owner: nobody}}")
        else:
            lines.append(f"  n{n}: {{ring: Desk {n}, staffed: office, no_answer: hangup}}")
    return "\n".join([*lines, ""])


def source(audited: Audit) -> str:
    """The DOT text of all periods of a tree, with the findings."""
    states = [(found.period.name, found.period.state) for found in audited.periods]
    return dot_source(audited.tree, states, findings=audited.findings, as_of=AS_OF)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time that something takes, here and in the programs it starts."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    spent = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def beside(program: Program, audited: Audit) -> float | None:
    """Print the row of a program; how many times its own time ours is, None where it is not installed."""
    try:
        command = [str(find_program(program)), "-Tsvg"]
    except RendererMissing:
        print(f"  {program:16} not installed")
        return None
    dot = source(audited).encode()
    alone, ours = [], []
    for _ in range(RUNS):
        alone.append(seconds(lambda: subprocess.run(command, input=dot, capture_output=True, check=True)))
        ours.append(seconds(lambda: draw(source(audited), "svg", program=program)))
    ratio = sum(ours) / sum(alone)
    print(f"  {program:16} {sum(alone) / RUNS:8.3f} {sum(ours) / RUNS:8.3f} {ratio:8.2f}")
    return ratio


def main() -> int:
    """Print the table; 1 where a limit is exceeded."""
    audited = audit(load("trees/family-physicians.yaml"), as_of=AS_OF)
    print(f"{len(audited.tree.nodes)} nodes, mean of {RUNS}\n")
    print(f"  program           alone s   ours s   ours/alone (limit {LIMIT} for dot)")
    ratios = {program: beside(program, audited) for program in PROGRAMS}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "big.yaml"
        file.write_text(big_tree(BIG), encoding="utf-8")
        start = time.perf_counter()
        tree = load(file)
        big = audit(tree, as_of=AS_OF)
    audited_by = time.perf_counter()
    draw(source(big), "svg")
    drawn_by = time.perf_counter()
    print(f"\n{BIG} nodes: read and audited in {audited_by - start:.1f} s,", end=" ")
    print(f"drawn, folded, in {drawn_by - audited_by:.1f} s more (limit of both together {BIG_LIMIT:g})")
    return int((ratios["dot"] or 0.0) > LIMIT or drawn_by - start > BIG_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
