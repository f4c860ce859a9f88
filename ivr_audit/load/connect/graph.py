"""All flows of an Amazon Connect office as one graph: which flow another means, and what is known on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from ivr_audit.load.connect.blocks import Block, Flow, Spot, Way, mapping, said
from ivr_audit.load.connect.prompts import template_names

QUEUE: Final = 1
HOLD: Final = 2
STREAM: Final = 4
_USES: Final = {
    "TransferContactToQueue": QUEUE | HOLD,
    "DequeueContactAndTransferToQueue": QUEUE | HOLD,
    "CreateCallbackContact": QUEUE,
    "GetParticipantInput": STREAM,
    "EndFlowModuleExecution": QUEUE | HOLD | STREAM,
}
_STOPS: Final = {
    "TransferContactToQueue",
    "DequeueContactAndTransferToQueue",
    "TransferContactToAgent",
    "DisconnectParticipant",
}


def hook_flow(block: Block) -> tuple[str, str] | None:
    """The flow that a block sets for callers who wait: its address and its display name."""
    hooks = mapping(block.params.get("EventHooks"))
    if block.type != "UpdateContactEventHooks" or "CustomerQueue" not in hooks:
        return None
    return said(hooks.get("CustomerQueue")), block.names.get("CustomerQueue", "")


class Flows:
    """The flows by key, and the graph of their blocks."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        self.flows: Mapping[str, Flow] = {flow.key: flow for flow in flows}
        self._exact: dict[str, str] = {}
        self._alike: dict[str, str] = {}
        for flow in self.flows.values():
            for name in flow.known_as:
                self._exact.setdefault(name, flow.key)
                self._alike.setdefault(_plain(name), flow.key)

    def block(self, spot: Spot) -> Block | None:
        """The block at a spot, if there is one."""
        return self.flows[spot.flow].blocks.get(spot.block)

    def start(self, key: str) -> Spot:
        """Where a flow begins."""
        return Spot(key, self.flows[key].start)

    def meant(self, reference: str, name: str = "") -> str | None:
        """The key of the flow that another one means by an address and the name that the console shows for it."""
        reference = re.sub(r":(\$[A-Za-z]+|\d{1,6})$", "", reference)
        tail = re.split(r"[/:]", reference.rstrip("/"))[-1] if reference.startswith("arn:") else reference
        for wanted in (reference, tail, name):
            if wanted and wanted in self._exact:
                return self._exact[wanted]
        for wanted in (name, *template_names(reference)):
            if wanted and (key := self._alike.get(_plain(wanted))) is not None:
                return key
        return None

    def called_by(self, block: Block) -> str | None:
        """The key of the flow or module that a block goes to, if it is there."""
        param = "FlowModuleId" if block.type == "InvokeFlowModule" else "ContactFlowId"
        return self.meant(block.text(param), block.names.get(param, ""))

    def hold_of(self, block: Block) -> str | None:
        """The key of the flow that a block sets for callers who wait; empty if it is not there."""
        hook = hook_flow(block)
        return None if hook is None else self.meant(*hook) or ""

    def after(self, spot: Spot) -> list[Spot]:
        """Every spot that a call can come to next; modules are entered and also stepped over."""
        return self._after.get(spot, [])

    @cached_property
    def _after(self) -> dict[Spot, list[Spot]]:
        found: dict[Spot, list[Spot]] = {}
        for flow in self.flows.values():
            for block in flow.blocks.values():
                spots = [Spot(flow.key, way.to) for way in self.ways(block)]
                if block.type in ("TransferToFlow", "InvokeFlowModule") and (key := self.called_by(block)) is not None:
                    inner = self.start(key)
                    spots = [inner] if block.type == "TransferToFlow" else [inner, *spots]
                there = [spot for spot in spots if self.block(spot) is not None]
                found[Spot(flow.key, block.ident)] = list(dict.fromkeys(there))
        return found

    def ways(self, block: Block) -> list[Way]:
        """The ways on from a block that a caller can come to take."""
        if block.type in ("TransferContactToQueue", "DequeueContactAndTransferToQueue"):
            return [way for error, way in block.errors.items() if error == "QueueAtCapacity"]
        if block.type in _STOPS:
            return []
        if (voice := voice_arm(block)) is not None:
            return voice
        return block.ways()

    @cached_property
    def starts(self) -> frozenset[Spot]:
        """Where the flows begin."""
        return frozenset(map(self.start, self.flows))

    @cached_property
    def before(self) -> Mapping[Spot, list[Spot]]:
        """The graph turned round."""
        found: dict[Spot, list[Spot]] = {}
        for spot, following in self._after.items():
            for other in following:
                found.setdefault(other, []).append(spot)
        return found

    @cached_property
    def _needed(self) -> Mapping[Spot, int]:
        """What a spot, or one after it, asks about the way the call has come: the queue that was set, and so on."""
        needed = dict.fromkeys(self._after, 0)
        waiting = list(needed)
        while waiting:
            spot = waiting.pop()
            block = self.block(spot)
            assert block is not None
            later = 0
            for other in self._after[spot]:
                later |= needed[other]
            now = _USES.get(block.type, 0) | (later & ~_sets(block)) | needed[spot]
            if now != needed[spot]:
                needed[spot] = now
                waiting += self.before.get(spot, [])
        return needed

    def needed(self, spot: Spot) -> int:
        """QUEUE, HOLD and STREAM, as far as it matters at a spot what they are."""
        return self._needed.get(spot, 0)

    @cached_property
    def rounds(self) -> Mapping[Spot, int]:
        """For each spot that a call can come back to, which of the knots of the graph it is in."""
        import networkx as nx

        graph: nx.DiGraph[Spot] = nx.DiGraph()
        graph.add_edges_from((spot, other) for spot, following in self._after.items() for other in following)
        found: dict[Spot, int] = {}
        for index, knot in enumerate(nx.strongly_connected_components(graph)):
            if len(knot) > 1 or any(graph.has_edge(s, s) for s in knot):
                found.update(dict.fromkeys(knot, index))
        return found

    @cached_property
    def round_sizes(self) -> Mapping[int, int]:
        """How many spots each knot has."""
        sizes: dict[int, int] = {}
        for knot in self.rounds.values():
            sizes[knot] = sizes.get(knot, 0) + 1
        return sizes


def voice_arm(block: Block) -> list[Way] | None:
    """The one way of a block that asks for the channel: that of telephone calls. None for any other block."""
    if block.type != "Compare" or block.text("ComparisonValue") != "$.Channel":
        return None
    if any(arm.operator not in ("Equals", "TextEquals") for arm in block.arms):
        return None
    for arm in block.arms:
        if arm.operand.upper() in ("VOICE", "TELEPHONY"):
            return [arm.way]
    other = block.otherwise()
    return [other] if other is not None else []


def _sets(block: Block) -> int:
    if block.type == "UpdateContactTargetQueue":
        return QUEUE
    if block.type == "UpdateContactMediaStreamingBehavior":
        return STREAM
    return HOLD if hook_flow(block) is not None else 0


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold()) or name
