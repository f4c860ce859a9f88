"""Retries of Amazon Connect menus: a menu, a block that counts, and the way back, read as attempts of one menu."""

from __future__ import annotations

from typing import Final, NamedTuple

from ivr_audit.load.connect.blocks import Arm, Block, Spot, Way
from ivr_audit.load.connect.graph import Flows
from ivr_audit.load.connect.inputs import Aim, Entry

_MOST_STEPS: Final = 24
_FORKS: Final = {"GetParticipantInput", "ConnectParticipantWithLexBot", "InvokeFlowModule", "EndFlowModuleExecution"}
_LARGEST_UNROLLED: Final = 40
"""Spots of a knot, times its passes, that are written out; a larger one would hide the tree."""


class Counter(NamedTuple):
    """A block that counts: how often it lets calls pass (None: not said), where to, and where to when it is done."""

    passes: int | None
    again: Way | None
    done: Way | None


class Retry(NamedTuple):
    """How a menu is retried: the counting block, how often the menu is played in all, what is heard before again, and
    where the way goes on behind that."""

    loop: Spot
    plays: int
    heard: tuple[Spot, ...]
    onward: Spot


def counter(block: Block) -> Counter:
    """What a counting block says."""
    passes = block.number("LoopCount")
    by_result: dict[str, Arm] = {}
    for arm in block.arms:
        by_result.setdefault(arm.operand, arm)
    again, done = by_result.get("ContinueLooping"), by_result.get("DoneLooping")
    return Counter(
        None if passes is None else int(passes),
        None if again is None else again.way,
        done.way if done is not None else block.otherwise(),
    )


def retry(flows: Flows, menu: Spot, aim: Aim | None) -> Retry | None:
    """How a menu is retried after silence, or after a wrong entry, if `aim` leads to a counter that leads back."""
    if aim is None:
        return None
    heard, loop = _until(flows, aim.spot, {"Loop"})
    block = flows.block(loop) if loop is not None else None
    if loop is None or block is None:
        return None
    counts = counter(block)
    if counts.passes is None or counts.again is None:
        return None
    back, reached = _until(flows, Spot(loop.flow, counts.again.to), set(), menu)
    if reached != menu:
        return None
    plays = counts.passes + 1 if _is_entered(flows, menu, back, loop) else counts.passes
    says = _says(flows, heard)
    onward = [*heard, loop][heard.index(says[-1]) + 1] if says else aim.spot
    return Retry(loop, max(plays, 1), tuple(says), onward)


def heard_again(flows: Flows, menu: Spot, loop: Spot) -> list[Spot]:
    """The messages between the counter and the menu."""
    block = flows.block(loop)
    again = counter(block).again if block is not None else None
    return [] if again is None else _says(flows, _until(flows, Spot(loop.flow, again.to), set(), menu)[0])


def _says(flows: Flows, spots: list[Spot]) -> list[Spot]:
    return [s for s in spots if (b := flows.block(s)) is not None and b.type == "MessageParticipant"]


def _until(flows: Flows, spot: Spot, types: set[str], wanted: Spot | None = None) -> tuple[list[Spot], Spot | None]:
    """The spots on a way without forks up to a block of these types, or up to the wanted spot."""
    passed: list[Spot] = []
    for _ in range(_MOST_STEPS):
        block = flows.block(spot)
        if spot == wanted or (block is not None and block.type in types):
            return passed, spot
        following = flows.after(spot)
        if block is None or len(following) != 1 or block.type in _FORKS:
            return passed, None
        passed.append(spot)
        spot = following[0]
    return passed, None


def _is_entered(flows: Flows, menu: Spot, back: list[Spot], loop: Spot) -> bool:
    """Whether calls come to the menu, or to the way back to it, without the counter."""
    way = {menu, *back}
    return bool(way & flows.starts) or any(
        spot not in way and spot != loop for s in way for spot in flows.before.get(s, [])
    )


def folded(flows: Flows, entries: dict[Spot, Entry]) -> frozenset[Spot]:
    """The counters that count the attempts of one menu each, for menus with what they come to."""
    loops: dict[Spot, set[Spot]] = {}
    for menu, found in entries.items():
        for aim in (found.silent, found.wrong):
            way = retry(flows, menu, aim)
            if way is not None:
                loops.setdefault(way.loop, set()).add(menu)
    return frozenset(loops)


def unrolled(flows: Flows, loop: Spot) -> int | None:
    """How often a counter that is part of no menu lets calls pass, if its passes can be written out one by one.

    0 for one that calls come to only once.
    """
    block = flows.block(loop)
    passes = counter(block).passes if block is not None else None
    if loop not in flows.rounds:
        return 0
    if passes is None or passes * flows.round_sizes[flows.rounds[loop]] > _LARGEST_UNROLLED:
        return None
    return passes
