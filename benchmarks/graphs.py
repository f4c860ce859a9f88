"""How long the questions of `ivr_audit.paths` take, beside what networkx takes for the same graph in the same run.

python benchmarks/graphs.py [largest]

Prints two tables. Growing trees (four options down, one back to the main menu, and silence there too): building the
networkx graph from edges that lie ready, our answers, memory beyond the steps. Menus that all link to each other: our
answers, and listing their first 10,000 paths with `networkx.all_simple_paths`.
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import networkx as nx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from made_trees import OPEN, branching, chain, mesh

from ivr_audit.callgraph import End, call_graph, steps
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Calls

GROWTH_LIMIT, BUILD_LIMIT, LISTING_LIMIT, MEMORY_LIMIT = 1.5, 3.0, 5.0, 2048


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The least time of some runs."""
    found = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def build(edges: list[tuple[object, ...]], nodes: list[str]) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return graph


def answer(tree: PhoneTree) -> Calls:
    calls = Calls(tree, OPEN, next(iter(tree.nodes)))
    _ = calls.time_to_person, calls.counts, calls.never
    return calls


def memory(tree: PhoneTree) -> int:
    """The most bytes that the answers need at one time, beyond the steps."""
    gc.collect()
    tracemalloc.start()
    answer(tree)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def growing(shape: str, make: Callable[[int], PhoneTree], largest: int) -> None:
    print(f"\n{shape}: time to a person, counts and never, in one row")
    print(f"{'nodes':>8} {'edges':>8} {'build s':>8} {'ours s':>8} {'ours/build':>10} {'us/node':>8} {'B/node':>7}")
    per_node = []
    for size in (1_000, 10_000, 100_000):
        if size > largest:
            break
        tree = make(size)
        edges = [(name, step.to, step.name, {"step": step}) for name in tree.nodes for step in steps(tree, name, OPEN)]
        times = max(3, 20_000 // size)
        built = seconds(lambda edges=edges, tree=tree: build(edges, list(tree.nodes)), times)
        ours = seconds(lambda tree=tree: answer(tree), times)
        each = memory(tree) / size
        per_node.append(ours / size)
        ratio, micro = ours / built, ours / size * 1e6
        print(f"{size:8} {len(edges):8} {built:8.3f} {ours:8.3f} {ratio:10.2f} {micro:8.1f} {each:7.0f}")
    growth = per_node[-1] / per_node[0]
    print(f"growth per node {growth:.2f} (limit {GROWTH_LIMIT}); limit of ours/build {BUILD_LIMIT}")


def meshes() -> None:
    print("\nmenus that all link to each other")
    print(f"{'menus':>6} {'list s':>8} {'ours s':>8} {'ours/list':>10}  worst and counts")
    for size in (9, 16, 24):
        tree = mesh(size)
        graph = call_graph(tree, OPEN)
        goals = [stop for stop in graph if isinstance(stop, End) and stop.outcome == "person"]

        def listing(graph: nx.MultiDiGraph = graph, goals: list[End] = goals) -> None:
            for _ in islice(nx.all_simple_paths(graph, "menu 0", goals), 10_000):
                pass

        listed = seconds(listing)
        ours = seconds(lambda tree=tree: answer(tree))
        calls = answer(tree)
        worst, counts = calls.time_to_person, calls.counts
        print(
            f"{size:6} {listed:8.3f} {ours:8.3f} {ours / listed:10.2f}",
            f" {'' if worst.exact else 'at most '}{worst.worst:.0f} s,",
            f"{'' if counts.exact else 'at least '}{counts.total} paths",
        )
    print(f"limit of ours/list {LISTING_LIMIT}")


if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    growing("a tree of menus", branching, most)
    growing("a chain of menus, each with a key back, one to the first and one to the operator", chain, most)
    meshes()
    print(f"\nlimit of memory beyond the steps {MEMORY_LIMIT} B/node")
