"""Queues of Amazon Connect: what the flow that callers hear while waiting lets them do, and when it takes them out.

That flow is played in rounds for as long as nobody answers. It is followed here as a caller hears it who presses
nothing; a way that ends it, or begins the loop of prompts anew, means that the caller goes on waiting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit import model
from ivr_audit.clock import length
from ivr_audit.defaults import Defaults
from ivr_audit.load.connect.blocks import Block, Spot
from ivr_audit.load.connect.inputs import LISTENS, Aim, Choice, is_wait_for_message
from ivr_audit.load.connect.loops import counter
from ivr_audit.load.connect.prompts import called, prompt_of
from ivr_audit.load.connect.state import State
from ivr_audit.load.draft import placed
from ivr_audit.model import Option
from ivr_audit.place import Place

if TYPE_CHECKING:
    from ivr_audit.load.connect.walk import Walk

_LOOPS: Final = "MessageParticipantIteratively"
_LEAVES: Final = {
    "DisconnectParticipant",
    "TransferContactToQueue",
    "DequeueContactAndTransferToQueue",
    "TransferParticipantToThirdParty",
    "TransferContactToAgent",
    "CreateCallbackContact",
}
_MOST_STEPS: Final = 1_000
_MOST_KEYS: Final = 100


class Holding(NamedTuple):
    """What waiting callers can press; when and where to the flow takes them out; how often they hear a message."""

    exits: tuple[Choice, ...]
    leaves: Aim | None
    after: float
    decided: bool
    music: bool
    every: float | None


class _Moment(NamedTuple):
    """Where the call is, the seconds since it began to wait, where it turned last, and the passes of counters."""

    spot: Spot
    seconds: float
    turned: Aim
    turned_at: float
    passes: tuple[tuple[Spot, int], ...]


class _Waiting:
    """One caller who waits and presses nothing."""

    def __init__(self, walk: Walk, before_music: bool = False) -> None:
        """`before_music`: follow the call only until it is back at the loop of prompts."""
        self.walk = walk
        self.before_music = before_music
        self.choices: dict[str, Choice] = {}
        self.leaves: list[tuple[float, Aim]] = []
        self.stays = False
        self.decided = False
        self.asked = False
        self.music = False
        self.every: float | None = None

    def begin(self, spot: Spot, aim: Aim) -> None:
        """Follow the flow from a spot on."""
        waiting = [_Moment(spot, 0.0, aim, 0.0, ())]
        seen: set[tuple[Spot, tuple[tuple[Spot, int], ...]]] = set()
        while waiting and len(seen) < _MOST_STEPS:
            now = waiting.pop()
            block = self.walk.flows.block(now.spot)
            if (now.spot, now.passes) in seen or block is None or block.type == "EndFlowExecution":
                self.stays = True
                continue
            seen.add((now.spot, now.passes))
            if self._is_out(now, block):
                self.leaves.append((now.turned_at, now.turned))
            else:
                waiting += self._after(now, block)
        if waiting:
            self.stays = self.decided = True

    def _is_out(self, now: _Moment, block: Block) -> bool:
        if block.type in LISTENS:
            found = self.walk.entries[now.spot]
            is_box = not found.choices or (
                found.given is None and self.walk.flows.flows[now.spot.flow].asks_for_message
            )
            return is_box and not found.spoken and is_wait_for_message(found, block.number("InputTimeLimitSeconds"))
        if block.type == "TransferToFlow":
            return self.walk.flows.called_by(block) is None
        return block.type in _LEAVES

    def _after(self, now: _Moment, block: Block) -> list[_Moment]:
        if block.type == _LOOPS:
            return self._music(now, block)
        if block.type in LISTENS:
            return self._listening(now, block)
        if block.type == "Loop":
            return self._counted(now, block)
        if block.type == "MessageParticipant":
            now = now._replace(seconds=now.seconds + length(prompt_of(block), Defaults()))
        following = self.walk.flows.after(now.spot)
        if block.type == "InvokeFlowModule":
            following = following[-1:]
        self.decided |= len(set(following)) > 1
        if not following:
            self.stays = True
        return [now._replace(spot=spot) for spot in following[:_MOST_KEYS]]

    def _music(self, now: _Moment, block: Block) -> list[_Moment]:
        self.music = True
        every = block.number("InterruptFrequencySeconds")
        arm = next((arm for arm in block.arms if arm.operand == "MessagesInterrupted"), None)
        if arm is None or not every or self.before_music:
            self.stays = True
            return []
        self.every = every
        then = now.seconds + every
        return [_turn(now, Aim(Spot(now.spot.flow, arm.way.to), arm.way.place), then)]

    def _listening(self, now: _Moment, block: Block) -> list[_Moment]:
        found = self.walk.entries[now.spot]
        self.asked |= found.given is not None
        for choice in found.choices[:_MOST_KEYS]:
            if not found.spoken:
                self.choices.setdefault(choice.name, choice)
        wait = block.number("InputTimeLimitSeconds") or Defaults().no_input_timeout
        if found.silent is None:
            self.stays = True
            return []
        return [_turn(now, found.silent, now.seconds + length(prompt_of(block), Defaults()) + wait)]

    def _counted(self, now: _Moment, block: Block) -> list[_Moment]:
        counts = counter(block)
        passed = dict(now.passes).get(now.spot, 0)
        others = tuple((loop, n) for loop, n in now.passes if loop != now.spot)
        if counts.passes is None:
            self.decided = True
            ways = [way for way in (counts.again, counts.done) if way is not None]
            return [now._replace(spot=Spot(now.spot.flow, way.to)) for way in ways]
        way = counts.again if passed < counts.passes else counts.done
        if way is None:
            self.stays = True
            return []
        passes = (*others, (now.spot, passed + 1)) if passed < counts.passes else others
        aim = Aim(Spot(now.spot.flow, way.to), way.place)
        return [_turn(now, aim, now.seconds)._replace(passes=tuple(sorted(passes)))]


def _turn(now: _Moment, aim: Aim, seconds: float) -> _Moment:
    return now._replace(spot=aim.spot, seconds=seconds, turned=aim, turned_at=seconds)


def holding(walk: Walk, key: str) -> Holding:
    """What the flow with this key does with callers who wait."""
    found: Holding | None = walk.held.get(key)
    if found is None:
        found = walk.held[key] = _held(walk, key)
    return found


def _held(walk: Walk, key: str) -> Holding:
    start = walk.flows.start(key)
    caller = _Waiting(walk)
    caller.begin(start, Aim(start, walk.flows.flows[key].place))
    exits = tuple(choice for choice in list(caller.choices.values())[:_MOST_KEYS] if _leads_out(walk, choice.aim))
    latest = max(caller.leaves, default=None)
    surely = latest is not None and not caller.stays and not caller.decided
    return Holding(
        exits=exits,
        leaves=latest[1] if latest is not None and surely else None,
        after=latest[0] if latest is not None else 0.0,
        decided=bool(caller.leaves) and not surely,
        music=caller.music,
        every=caller.every,
    )


def _leads_out(walk: Walk, aim: Aim) -> bool:
    """Whether a key does anything but let the caller wait on, or leads to keys that do."""
    seen: set[Spot] = set()
    waiting = [aim]
    while waiting and len(seen) < _MOST_KEYS:
        one = waiting.pop()
        if one.spot in seen:
            continue
        seen.add(one.spot)
        caller = _Waiting(walk, before_music=True)
        caller.begin(one.spot, one)
        if caller.leaves or caller.asked:
            return True
        waiting += [choice.aim for choice in caller.choices.values()]
    return False


def queue(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    """Add the node for a block that puts the caller into a queue."""
    who = state.queue
    if own := block.text("QueueId") or block.text("AgentId"):
        who = block.names.get("QueueId") or block.names.get("AgentId") or called(own)
    if not who:
        walk.draft.not_said("the queue that callers wait in is set outside these files, or by the number they called")
    full = block.errors.get("QueueAtCapacity")
    to_full = None if full is None else walk.to(Spot(spot.flow, full.to), state)
    node = waiting_in(walk, name, state, who or "the queue", block.place, to_full)
    walk.draft.add(node if full is None else placed(node, full=full.place), who or "the queue")


def waiting_in(walk: Walk, name: str, state: State, who: str, place: Place, full: str | None = None) -> model.Node:
    """The node of a queue with what the flow for waiting callers does."""
    if not state.hold:
        notes = walk.silent_queues if state.hold is None else walk.holds_missing
        notes[who] = None
        return model.Queue(name=name, place=place, who=who, full=full, limit_elsewhere=True)
    held = holding(walk, state.hold)
    if held.decided:
        walk.draft.not_said(
            "whether waiting callers are taken out of the queue is decided by what the flow does not say"
        )
    inside = state._replace(waiting=name, returns=(), passes=(), spent=None)
    node = model.Queue(
        name=name,
        place=place,
        who=who,
        max_wait=held.after if held.leaves is not None else None,
        overflow=None if held.leaves is None else walk.to(held.leaves.spot, inside),
        exits=tuple(
            Option(choice.name, walk.to(choice.aim.spot, inside), (), choice.place, choice.aim.place)
            for choice in held.exits
        ),
        full=full,
        hold_audio=held.music,
        message_every=held.every,
        limit_elsewhere=bool(held.decided),
    )
    return node if held.leaves is None else placed(node, overflow=held.leaves.place)
