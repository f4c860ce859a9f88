"""The way of calls through Amazon Connect's flows, block by block, as nodes of a draft.

A block becomes one node for each state of the call that matters there, such as the queue that was set on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ivr_audit import model
from ivr_audit.load.connect.blocks import Block, Spot, Way, is_true
from ivr_audit.load.connect.branches import branch, compare, labelled, metric, share
from ivr_audit.load.connect.graph import Flows, hook_flow
from ivr_audit.load.connect.inputs import LISTENS, Entry, entry
from ivr_audit.load.connect.loops import counter, folded, unrolled
from ivr_audit.load.connect.menus import listen
from ivr_audit.load.connect.prompts import called, is_chosen_later, is_empty, prompt_of, title_of
from ivr_audit.load.connect.queues import Holding, queue
from ivr_audit.load.connect.state import DEEPEST, State, at, ident
from ivr_audit.load.draft import MOST_NODES, Draft, TooLarge, placed
from ivr_audit.model import HANGUP, Prompt
from ivr_audit.place import Place

_MOST_WAYS: Final = 1_000_000
_MOST_ROUNDS: Final = 50


class Walk:
    """Follows calls from where they come in; `to` names the node of a spot and has it made."""

    def __init__(self, flows: Flows, draft: Draft) -> None:
        self.flows = flows
        self.draft = draft
        self.entries = _entries(flows)
        self.folded = folded(flows, self.entries)
        self.missing: dict[str, None] = {}
        self.silent_queues: dict[str, None] = {}
        """Queues for which no flow is set that callers hear while they wait, and those whose flow is missing."""
        self.holds_missing: dict[str, None] = {}
        self.held: dict[str, Holding] = {}
        """What the flows for waiting callers do, by key."""
        self._aliases: dict[str, str] = {}
        self._seen: set[str] = set()
        self._ways = 0
        self._waiting: list[tuple[str, Spot, State]] = []

    def to(self, spot: Spot, state: State) -> str:
        """The identifier of what a call comes to at a spot. Raises TooLarge."""
        block = self.flows.block(spot)
        if block is None:
            return self._missing(spot)
        if block.type == "DisconnectParticipant":
            return HANGUP
        state = at(self.flows, spot, state)
        name = ident(spot, state)
        if name not in self._seen:
            self._seen.add(name)
            if len(self._seen) > MOST_NODES:
                raise TooLarge
            self._waiting.append((name, spot, state))
        return name

    def _missing(self, spot: Spot) -> str:
        """A block that is named and not there: the phone system gives up."""
        name = f"{spot.flow} | {spot.block} (not in the flow)"
        if not self.draft.knows(name):
            place = self.flows.flows[spot.flow].place
            self.draft.add(model.Say(name=name, place=place), f"{spot.block} (not in the flow)")
        return name

    def run(self) -> None:
        """Make every node that was named. Raises TooLarge."""
        while self._waiting:
            name, spot, state = self._waiting.pop()
            block = self.flows.block(spot)
            if block is not None:
                self._ways += len(block.arms)
                if self._ways > _MOST_WAYS:
                    raise TooLarge
                _HANDLERS.get(block.type, _other)(self, name, spot, state, block)

    def alias(self, name: str, to: str) -> None:
        """What a step that a caller does not notice comes to."""
        self._aliases[name] = to

    def hangs_up(self, name: str) -> bool:
        """Whether nothing is heard from there on but the end of the call."""
        return self._end(name) == HANGUP

    def _end(self, name: str) -> str:
        """The node that a name stands for in the end; names that only stand for each other become a silent loop."""
        seen: dict[str, None] = {}
        while name in self._aliases and name not in seen:
            seen[name] = None
            name = self._aliases[name]
        if name in self._aliases:
            del self._aliases[name], seen[name]
            self.draft.add(model.Say(name=name, place=Place(self.draft.source), next=name), "round and round")
        self._aliases.update(dict.fromkeys(seen, name))
        return name

    def settle(self) -> None:
        """Drop the branches whose every way comes to one place after all, and the ways that ask the same again."""
        branches = {name: node for name, node in self.draft.nodes.items() if isinstance(node, model.Branch)}
        for _ in range(_MOST_ROUNDS):
            changed = False
            for name, node in list(branches.items()):
                cases = tuple(case for case in node.cases if self._end(case.to) != name)
                if cases and len(cases) < len(node.cases):
                    self.draft.not_said("where the system asks its code again and again, the answer is taken to come")
                    node = branches[name] = self.draft.nodes[name] = replace(node, cases=cases)
                ends = {self._end(case.to) for case in node.cases}
                if len(ends) == 1 and ends != {name}:
                    del branches[name], self.draft.nodes[name]
                    self.alias(name, ends.pop())
                    changed = True
            if not changed:
                break
        for name in list(self._aliases):
            self.draft.alias(name, self._end(name))

    def goes(self, spot: Spot, way: Way | None, state: State) -> str | None:
        """What a call comes to on a way of the block at a spot."""
        return None if way is None else self.to(Spot(spot.flow, way.to), state)

    def passes(self, name: str, spot: Spot, way: Way | None, state: State, block: Block) -> None:
        """A step that a caller does not notice."""
        to = self.goes(spot, way, state)
        if to is not None:
            self.alias(name, to)
            return
        self.draft.add(model.Say(name=name, place=block.place), f"nothing follows {block.ident}")

    def following(self, block: Block) -> Way | None:
        """The way on; that of a failure if there is no other."""
        if block.next is not None or not block.errors:
            return block.next
        self.draft.not_said("where the only way on from a block is the one for errors, calls are taken to go there")
        return next(iter(block.errors.values()))


def _entries(flows: Flows) -> dict[Spot, Entry]:
    """What each block that listens comes to. Raises TooLarge."""
    found: dict[Spot, Entry] = {}
    choices = 0
    for flow in flows.flows.values():
        for block in flow.blocks.values():
            if block.type in LISTENS:
                spot = Spot(flow.key, block.ident)
                found[spot] = entry(flows, spot, block)
                choices += len(found[spot].choices)
                if choices > _MOST_WAYS:
                    raise TooLarge
    return found


def _say(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    prompt = prompt_of(block)
    way = walk.following(block)
    if is_empty(prompt):
        walk.passes(name, spot, way, state, block)
        return
    node: model.Node = model.Say(name=name, place=block.place, prompt=prompt, next=walk.goes(spot, way, state))
    walk.draft.add(node if way is None else placed(node, next=way.place), title_of(block, prompt))


def _prompts(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    """A loop of prompts, met on the way out of it: the caller goes on waiting."""
    if state.waiting:
        walk.alias(name, state.waiting)
        return
    arm = next((arm.way for arm in block.arms), None) or block.next
    walk.passes(name, spot, arm, state, block)


def _wait(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    seconds = block.number("TimeLimitSeconds")
    way = block.next or next((arm.way for arm in block.arms), None) or walk.following(block)
    if not seconds:
        walk.passes(name, spot, way, state, block)
        return
    to = walk.goes(spot, way, state)
    walk.draft.add(model.Say(name=name, place=block.place, prompt=Prompt(seconds=seconds), next=to), "a pause")


def _hours(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    arms = {arm.operand.lower(): arm.way for arm in reversed(block.arms)}
    opened = arms.get("true")
    closed = arms.get("false") or block.errors.get("NoMatchingCondition")
    shown = block.names.get("HoursOfOperationId") or block.names.get("Hours")
    own = block.text("HoursOfOperationId")
    title = f"open? ({shown or called(own)})" if shown or own else f"open? ({state.queue})" if state.queue else "open?"
    node: model.Node = model.HoursCheck(
        name=name, place=block.place, open=walk.goes(spot, opened, state), closed=walk.goes(spot, closed, state)
    )
    places = {word: way.place for word, way in (("open", opened), ("closed", closed)) if way is not None}
    walk.draft.add(placed(node, **places), title)


def _set_queue(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    agent = block.text("AgentId")
    shown = block.names.get("QueueId") or block.names.get("AgentId")
    reference = agent or block.text("QueueId")
    if not shown and is_chosen_later(reference):
        shown = f'{"person" if agent else "queue"} from "{called(reference)}"'
    who = shown or (called(reference) if reference else "the queue")
    walk.passes(name, spot, walk.following(block), state._replace(queue=who), block)


def _set_hook(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    if (hook := hook_flow(block)) is not None:
        state = state._replace(hold=walk.flows.hold_of(block) or "")
        if not state.hold:
            walk.missing[hook[1] or called(hook[0])] = None
    walk.passes(name, spot, walk.following(block), state, block)


def _set_stream(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    on = block.text("MediaStreamingState").lower() == "enabled"
    walk.passes(name, spot, walk.following(block), state._replace(streamed=on), block)


def _flow(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    key = walk.flows.called_by(block)
    if key is not None:
        walk.alias(name, walk.to(walk.flows.start(key), state))
        return
    reference = block.text("ContactFlowId")
    shown = block.names.get("ContactFlowId") or called(reference) or "another flow"
    if is_chosen_later(reference):
        shown = f'a flow from "{called(reference)}"'
    else:
        walk.missing[shown] = None
    box = re.search(r"voice ?-?_?mail", shown, re.IGNORECASE)
    node = model.Transfer(name=name, place=block.place, number=shown, answered_by="voicemail" if box else "unknown")
    walk.draft.add(node, f"leaves the file: {shown}")


def _module(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    key = walk.flows.called_by(block)
    inside = {site.flow for site in state.returns} | {spot.flow}
    if key is not None and key not in inside and len(state.returns) < DEEPEST:
        walk.alias(name, walk.to(walk.flows.start(key), state._replace(returns=(*state.returns, spot))))
        return
    shown = block.names.get("FlowModuleId") or called(block.text("FlowModuleId")) or "a module"
    walk.draft.not_said(f'what callers meet in the module "{shown}" is not among these files; it is passed over')
    _other(walk, name, spot, state, block)


def _return(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    if not state.returns:
        _leaves(walk, name, block, "the flow that called this module")
        return
    site = state.returns[-1]
    caller = walk.flows.block(site)
    assert caller is not None
    _other(walk, name, site, state._replace(returns=state.returns[:-1]), caller)


def _end(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    if state.waiting:
        walk.alias(name, state.waiting)
    elif walk.flows.flows[spot.flow].kind == "contact":
        walk.alias(name, HANGUP)
    else:
        _leaves(walk, name, block, "what the caller was waiting for")


def _leaves(walk: Walk, name: str, block: Block, where: str) -> None:
    walk.draft.add(model.Transfer(name=name, place=block.place, number=where), f"leaves the file: {where}")


def _outside(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    reference = block.text("ThirdPartyPhoneNumber")
    dialled = f'a number from "{called(reference)}"' if is_chosen_later(reference) else called(reference)
    missed = block.errors.get("ConnectionTimeLimitExceeded") or block.errors.get("CallFailed")
    if not is_true(block.params.get("ContinueFlowExecution", "True")):
        missed = None
    no_answer = walk.goes(spot, missed, state)
    node: model.Node = model.Transfer(
        name=name,
        place=block.place,
        number=dialled or "a number outside",
        no_answer=no_answer,
        ring_for=block.number("ThirdPartyConnectionTimeLimitSeconds"),
    )
    node = node if missed is None else placed(node, no_answer=missed.place)
    walk.draft.add(node, f"transfer to {dialled}" if dialled else "transfer outside")


def _agent(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    walk.draft.add(model.Ring(name=name, place=block.place, who="the person chosen"), "the person chosen")


def _callback(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    who = state.queue or "the queue"
    walk.draft.add(model.Callback(name=name, place=block.place, who=who), f"callback ({who})")


def _loop(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    counts = counter(block)
    if state.spent == spot:
        walk.passes(name, spot, counts.done, state._replace(spent=None), block)
        return
    if spot in walk.folded:
        walk.passes(name, spot, counts.again or counts.done, state, block)
        return
    passes = unrolled(walk.flows, spot)
    if passes is None:
        walk.draft.not_said("a counter that sends callers back over several menus counts as either way at any time")
        ways = [("again", counts.again), ("no more", counts.done)]
        branch(walk, name, spot, state, block, "whether tries are left", ways)
        return
    passed = dict(state.passes).get(spot, 0)
    others = tuple((loop, n) for loop, n in state.passes if loop != spot)
    if spot not in walk.flows.rounds or passed < passes:
        state = state._replace(passes=tuple(sorted((*others, (spot, passed + 1)))))
        walk.passes(name, spot, counts.again or counts.done, state, block)
    else:
        walk.passes(name, spot, counts.done, state._replace(passes=others), block)


def _other(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    """A block that callers do not notice, or one that decides by something of its own."""
    if block.type == "InvokeLambdaFunction":
        walk.draft.not_said("code that runs during the call (Lambda functions) counts as taking no time")
    if not block.arms:
        walk.passes(name, spot, walk.following(block), state, block)
        return
    decides = block.ident if block.friendly else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", block.type).lower()
    branch(walk, name, spot, state, block, decides, labelled(block))


_Handler = Callable[[Walk, str, Spot, State, Block], None]
_HANDLERS: Final[Mapping[str, _Handler]] = {
    "MessageParticipant": _say,
    "MessageParticipantIteratively": _prompts,
    "GetParticipantInput": listen,
    "ConnectParticipantWithLexBot": listen,
    "Wait": _wait,
    "CheckHoursOfOperation": _hours,
    "UpdateContactTargetQueue": _set_queue,
    "UpdateContactEventHooks": _set_hook,
    "UpdateContactMediaStreamingBehavior": _set_stream,
    "TransferContactToQueue": queue,
    "DequeueContactAndTransferToQueue": queue,
    "TransferToFlow": _flow,
    "InvokeFlowModule": _module,
    "EndFlowModuleExecution": _return,
    "EndFlowExecution": _end,
    "TransferParticipantToThirdParty": _outside,
    "TransferContactToAgent": _agent,
    "CreateCallbackContact": _callback,
    "Loop": _loop,
    "Compare": compare,
    "CheckMetricData": metric,
    "DistributeByPercentage": share,
}
