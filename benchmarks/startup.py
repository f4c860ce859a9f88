"""How long a command takes from start to end, against what it must import: whole processes, taken in turns.

Run from the project's root: python benchmarks/startup.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

FLOOR = "import click, yaml"
AUDIT_FLOOR = "import click, yaml, networkx"
HOLIDAYS_FLOOR = "import click, yaml, networkx, holidays; holidays.country_holidays('US', years=[2026, 2027]).get('x')"
TREE = "trees/family-physicians.yaml"
RUN = "from ivr_audit.cli import main; main({!r})"
CASES = [
    ("--version", RUN.format(["--version"]), FLOOR, 1.5),
    ("--help", RUN.format(["--help"]), FLOOR, 1.5),
    ("explain", RUN.format(["explain", "dead-end"]), FLOOR, 1.5),
    ("call", RUN.format(["call", TREE, "--keys", "1", "--at", "mon 10:00", "--as-of", "2026-11-23"]), FLOOR, 1.5),
    ("audit, no holidays", RUN.format(["audit", "-", "--as-of", "2026-11-23"]), AUDIT_FLOOR, 1.4),
    ("audit, holidays: US", RUN.format(["audit", TREE, "--as-of", "2026-11-23"]), HOLIDAYS_FLOOR, 1.4),
]


def seconds(code: str, stdin: bytes) -> float:
    """Seconds one Python process takes to run some code."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], input=stdin, capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    with open(TREE, "rb") as file:
        lines = [line for line in file if not line.startswith(b"holidays:")]
    stdin = b"".join(lines)
    print(f"{'command':22} {'ms':>7} {'floor ms':>9} {'ratio':>6} {'target':>7}   (medians of {rounds}, in turns)")
    for name, code, floor, target in CASES:
        pairs = [(seconds(code, stdin), seconds(floor, stdin)) for _ in range(rounds)]
        ours, theirs = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
        print(f"{name:22} {ours:7.1f} {theirs:9.1f} {ours / theirs:6.2f} {target:7.2f}")


if __name__ == "__main__":
    main()
