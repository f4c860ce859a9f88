"""Reads Amazon Connect flows, one or a folder of them, of both generations of exports.

Ways for errors inside the phone system are left out unless a block has no other; prompts, queues and hours are bound
outside the flows and keep the names that the console shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import PurePosixPath

from ivr_audit.load.connect.blocks import Flow
from ivr_audit.load.connect.files import flows_of
from ivr_audit.load.connect.graph import Flows, hook_flow
from ivr_audit.load.connect.queues import waiting_in
from ivr_audit.load.connect.state import State
from ivr_audit.load.connect.walk import Walk
from ivr_audit.load.draft import MOST_NODES, Draft, TooLarge
from ivr_audit.load.folder import Folder
from ivr_audit.model import Hangup, PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.words import list_words, or_known

_MAIN = re.compile(r"\b(main|inbound|incoming|welcome|start|entry|front)|bootstrap", re.IGNORECASE)
_MOST_NAMED = 5


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of all flows in these files; `start` is the name of the flow where calls come in."""
    found: list[Flow] = []
    problems: list[Problem] = []
    for name in files:
        try:
            found += flows_of(folder, name)
        except InputError as error:
            problems += error.problems
    if problems:
        return None, sorted(problems)
    source = folder.of(files)
    if not found:
        return None, [Problem(Place(source), "there is no flow in this file")]
    flows = Flows([*found, *(_beside(folder, files[0], found) if len(files) == 1 else ())])
    draft = Draft(source, "amazon-connect")
    entries = _named(draft, found, start) if start is not None else _entries(flows)
    entries = [flow for flow in entries if flow in found] or entries
    if not entries and not draft.problems:
        draft.wrong(
            found[0].place,
            "no call comes in here: this is only heard by people who are already connected or waiting",
        )
    try:
        _walk(flows, draft, entries, chosen=start is not None)
    except TooLarge:
        draft.wrong(found[0].place, f"these flows have more than {MOST_NODES:,} steps for the queues set on the way")
    return draft.finish(entries[0].name if len(entries) == 1 else _named_after(folder, found))


def _beside(folder: Folder, name: str, found: list[Flow]) -> Iterator[Flow]:
    """Flows for waiting callers that the flows of one file name, from files beside it that have their names."""
    if folder.root is None:
        return
    hooks = {hook for flow in found for block in flow.blocks.values() if (hook := hook_flow(block)) is not None}
    own = Flows(found)
    stem = PurePosixPath(name).stem
    for shown in sorted({shown for reference, shown in hooks if shown and own.meant(reference, shown) is None}):
        for file in dict.fromkeys(f"{start}{one}.json" for start in ("", f"{stem}-") for one in _spellings(shown)):
            if folder.has(file):
                with suppress(InputError):
                    yield from (flow for flow in flows_of(folder, file) if flow.kind == "queue")
                break


def _spellings(name: str) -> list[str]:
    """How a file may spell the name of a flow; never a path."""
    plain = re.sub(r"[/\\]", "_", name)
    return [plain, *(re.sub(r"\s+", joint, plain) for joint in "_- "), re.sub(r"\s+", "", plain)]


def _named_after(folder: Folder, found: list[Flow]) -> str:
    return folder.source.rstrip("/").rsplit("/", 1)[-1] if folder.source.strip("./") else found[0].name


def _walk(flows: Flows, draft: Draft, entries: Sequence[Flow], chosen: bool) -> None:
    walk = Walk(flows, draft)
    begins: list[tuple[Flow, str]] = []
    for flow in entries:
        if flow.start not in flow.blocks:
            draft.wrong(flow.place, f'the flow "{flow.name}" begins with block "{flow.start}", which it does not have')
        elif flow.kind == "queue":
            name = f"{flow.key} | waiting"
            draft.add(waiting_in(walk, name, State(hold=flow.key), "the queue", flow.place), "the queue")
            begins.append((flow, name))
        else:
            begins.append((flow, walk.to(flows.start(flow.key), State())))
    walk.run()
    walk.settle()
    for flow, name in begins:
        if walk.hangs_up(name):
            name = draft.add(Hangup(name=f"{flow.key} | end", place=flow.blocks[flow.start].place), "hang up")
        draft.enter("", name, flow.place)
    _say_what_is_left_out(draft, walk)
    if len(flows.flows) > 1 and not chosen:
        named = _some([flow.name for flow in entries])
        draft.not_said(
            f"calls are taken to come in at {named}, where no other flow leads first (--start names another)"
        )


def _say_what_is_left_out(draft: Draft, walk: Walk) -> None:
    draft.not_said("ways that calls take only when something fails inside Amazon Connect are left out")
    draft.not_said("the telephone numbers that lead to these flows are not in the files")
    if walk.silent_queues:
        queues = _some(list(walk.silent_queues))
        draft.not_said(f"what callers hear and can press while they wait for {queues} is not set in these files")
    if walk.holds_missing:
        queues = _some(list(walk.holds_missing))
        draft.not_said(f"the flow that callers hear while they wait for {queues} is not among these files")
    if walk.missing:
        draft.not_said(f"these flows are not among the files: {_some(sorted(walk.missing))}")


def _some(names: list[str]) -> str:
    named = [f'"{name}"' for name in names[:_MOST_NAMED]]
    return list_words([*named, f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else named)


def _named(draft: Draft, found: list[Flow], start: str) -> list[Flow]:
    wanted = start.casefold()
    for flow in found:
        if wanted in (name.casefold() for name in (flow.name, flow.key, *flow.known_as)):
            return [flow]
    hint = or_known(start, [flow.name for flow in found])
    draft.wrong(Place(draft.source), f'there is no flow "{start}" here{hint}')
    return []


def _entries(flows: Flows) -> list[Flow]:
    """The flows where calls come in: those that no other flow passes calls on to."""
    every = list(flows.flows.values())
    for kinds in (("contact",), ("transfer",), ("queue",), ("module",)):
        kind = [flow for flow in every if flow.kind in kinds]
        if kind:
            return _first(flows, kind)
    return []


def _first(flows: Flows, candidates: list[Flow]) -> list[Flow]:
    """The candidates that are not gone to from others; of flows that only go to each other, the likeliest."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(flows.flows)
    for flow in flows.flows.values():
        for block in flow.blocks.values():
            goes = block.type in ("TransferToFlow", "InvokeFlowModule")
            key = flows.called_by(block) if goes else flows.hold_of(block)
            if key:
                graph.add_edge(flow.key, key)
    knots = nx.condensation(graph)
    wanted = {flow.key for flow in candidates}
    found: list[Flow] = []
    for knot in knots:
        members = sorted(wanted & knots.nodes[knot]["members"])
        if members and not any(wanted & nx.ancestors(graph, key) - set(members) for key in members[:1]):
            flow = min((flows.flows[key] for key in members), key=lambda f: (not _MAIN.search(f.name), f.key))
            found.append(flow)
    return sorted(found, key=lambda flow: flow.key)
