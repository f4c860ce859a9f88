"""How long all rules take beside loading: `python benchmarks/rules.py [NODES]`, both in one run.

The same generated tree as in loading.py. Every round loads it anew, measures it anew and runs every rule on it, so
that nothing is known before; the medians count. "rules" is all that `judge` does, what it has to measure included.
"""

from __future__ import annotations

import sys
from datetime import date
from statistics import median
from time import perf_counter

from loading import ROUNDS, generated

from ivr_audit.load import native
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules import RULE_IDS, all_rules, in_force
from ivr_audit.rules.run import judge, merged

AS_OF = date(2026, 11, 23)
SLOWEST = 8


def loaded(text: str) -> tuple[PhoneTree, float]:
    """The tree and the seconds it took to load."""
    start = perf_counter()
    tree, problems = native.read(text, "large.yaml")
    seconds = perf_counter() - start
    assert tree is not None, problems[:3]
    return tree, seconds


def main() -> None:
    nodes = int(sys.argv[1]) if len(sys.argv) > 1 else 1001
    text = generated(nodes - nodes % 7)
    rules = list(all_rules())
    loads, runs = [], []
    for _ in range(ROUNDS):
        tree, seconds = loaded(text)
        loads.append(seconds)
        measures = Measures(tree, AS_OF)
        start = perf_counter()
        judge(measures, rules)
        runs.append(perf_counter() - start)
    load, run = median(loads), median(runs)
    print(f"{nodes} nodes, {len(RULE_IDS)} rules, median of {ROUNDS}")
    print(f"load {load:.3f} s, rules {run:.3f} s, ratio {run / load:.2f}")
    tree, _ = loaded(text)
    measures = Measures(tree, AS_OF)
    spent = []
    for one in rules:
        start = perf_counter()
        merged(one.check(measures, in_force(one, tree.audit).options), measures)
        spent.append((perf_counter() - start, one.id))
    print("slowest, each with what it is the first to measure:")
    for seconds, rule_id in sorted(spent, reverse=True)[:SLOWEST]:
        print(f"  {seconds * 1000:6.1f} ms  {rule_id}")


if __name__ == "__main__":
    main()
