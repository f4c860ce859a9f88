"""How long a command takes from start to end, against what it must import: whole processes, taken in turns.

The bytecode is there, as after an installation. Run from the project's root: python benchmarks/startup.py [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

FLOOR = "import click, yaml"
AUDIT_FLOOR = "import click, yaml, networkx"
HOLIDAYS = "import holidays; holidays.country_holidays('US', years={}).get('2026-12-25')"
CALL_HOLIDAYS_FLOOR = f"{FLOOR}; {HOLIDAYS.format([2026])}"
AUDIT_HOLIDAYS_FLOOR = f"{AUDIT_FLOOR}; {HOLIDAYS.format([2026, 2027])}"
TREE = "trees/family-physicians.yaml"
KEYS = ["--keys", "1", "--at", "mon 10:00", "--as-of", "2026-11-23"]
RUN = "from ivr_audit.cli import main; main({!r})"
CASES = [
    ("--version", RUN.format(["--version"]), FLOOR, 1.5),
    ("--help", RUN.format(["--help"]), FLOOR, 1.5),
    ("explain", RUN.format(["explain", "dead-end"]), FLOOR, 1.5),
    ("call, no holidays", RUN.format(["call", "-", *KEYS]), FLOOR, 1.5),
    ("call, holidays: US", RUN.format(["call", TREE, *KEYS]), CALL_HOLIDAYS_FLOOR, 1.5),
    ("audit, no holidays", RUN.format(["audit", "-", "--as-of", "2026-11-23"]), AUDIT_FLOOR, 1.4),
    ("audit, holidays: US", RUN.format(["audit", TREE, "--as-of", "2026-11-23"]), AUDIT_HOLIDAYS_FLOOR, 1.4),
]


def seconds(code: str, stdin: bytes, bytecode: str) -> float:
    """Seconds one Python process takes to run some code; `bytecode` is the folder of the compiled modules."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], input=stdin, capture_output=True, check=False, env=environment)
    taken = time.perf_counter() - start
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        sys.exit(done.stderr.decode())
    return taken


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    with open(TREE, "rb") as file:
        lines = [line for line in file if not line.startswith(b"holidays:")]
    stdin = b"".join(lines)
    print(f"{'command':22} {'ms':>7} {'floor ms':>9} {'ratio':>6} {'target':>7}   (medians of {rounds}, in turns)")
    with tempfile.TemporaryDirectory() as bytecode:
        for name, code, floor, target in CASES:
            pairs = [(seconds(code, stdin, bytecode), seconds(floor, stdin, bytecode)) for _ in range(rounds + 1)]
            ours, theirs = (statistics.median(column) * 1000 for column in zip(*pairs[1:], strict=True))
            print(f"{name:22} {ours:7.1f} {theirs:9.1f} {ours / theirs:6.2f} {target:7.2f}", flush=True)


if __name__ == "__main__":
    main()
