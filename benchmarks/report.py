"""How long the HTML report of a large tree takes, and how large it is: `python benchmarks/report.py [NODES]`.

The same generated tree as in loading.py. From reading the file to the last byte, with the parts of it: loading and
audit, diagram, page. The medians count.
"""

from __future__ import annotations

import sys
from datetime import date
from statistics import median
from time import perf_counter

from loading import generated

from ivr_audit.audit import audit
from ivr_audit.load import native
from ivr_audit.render.html import page
from ivr_audit.render.inlined import diagrams

AS_OF = date(2026, 11, 23)
ROUNDS = 5
MOST_SECONDS, MOST_BYTES = 3.0, 3_000_000


def main() -> None:
    nodes = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    text = generated(nodes - nodes % -7)
    rounds: list[tuple[float, ...]] = []
    size = 0
    for _ in range(ROUNDS):
        start = perf_counter()
        tree, problems = native.read(text, "large.yaml")
        assert tree is not None, problems[:3]
        audited = audit(tree, AS_OF)
        loaded = perf_counter()
        drawn = diagrams(audited)
        pictured = perf_counter()
        size = len(page(audited, drawn).encode())
        rounds.append((loaded - start, pictured - loaded, perf_counter() - pictured))
    parts = [median(column) for column in zip(*rounds, strict=True)]
    print(f"{nodes} nodes, median of {ROUNDS}")
    print(f"audit {parts[0]:.2f} s, diagram {parts[1]:.2f} s, page {parts[2]:.2f} s")
    print(f"together {sum(parts):.2f} s (target {MOST_SECONDS:g}), {size / 1e6:.2f} MB (target {MOST_BYTES / 1e6:g})")


if __name__ == "__main__":
    main()
