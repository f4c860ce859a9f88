"""Five callers, each walked through a whole call: one who never presses anything, one who presses 0 at every menu, one
who presses wrong keys, one who listens for a topic, and one who knows the shortest way."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Final, Literal

from ivr_audit import model
from ivr_audit.call import (
    Call,
    Position,
    ended,
    play_keys,
    press,
    script_of,
    stay_silent,
    take,
    usual_step,
    waits_for_caller,
    ways,
    words_at_menu,
    wrong_key,
)
from ivr_audit.callgraph import End, Outcome, Step, Stop, handles, honest
from ivr_audit.hours import State
from ivr_audit.model import PhoneTree
from ivr_audit.step_names import word_of

CallerKind = Literal["silent", "zero", "wrong-keys", "listener", "expert"]
CALLERS: Final[tuple[CallerKind, ...]] = ("silent", "zero", "wrong-keys", "listener", "expert")


def play_caller(tree: PhoneTree, state: State, entry: str, kind: CallerKind, topic: str | None = None) -> Call:
    """Play the call of one of the five callers (design 5); `topic` is what a listener or an expert wants."""
    if kind == "expert":
        return _play_expert(tree, state, entry, topic)
    act = ACT[kind]
    position = Position(entry)
    seen: set[tuple[Stop, int, int]] = set()
    while (position.stop, position.silent, position.wrong) not in seen:
        seen.add((position.stop, position.silent, position.wrong))
        moved = act(tree, state, position, topic, seen)
        if moved is None:
            break
        position = moved
    if not isinstance(position.stop, End):
        return _gone_round(tree, state, entry, position)
    right = None
    if topic is not None and position.stop.outcome == "person":
        right = handles(tree.nodes[position.node], topic)
    return ended(tree, state, entry, position, position.stop.outcome, (), right=right)


def _gone_round(tree: PhoneTree, state: State, entry: str, position: Position) -> Call:
    """The call of one who has come to a place again. Where its keys alone would go on to a person, whom the caller only
    asks once more to be passed on, they stop at the last menu before."""
    done = ended(tree, state, entry, position, "stuck", ())
    if play_keys(tree, state, entry, script_of(done.keys)).outcome in (None, "stuck"):
        return done
    place = position
    while place.previous is not None and not waits_for_caller(tree, place):
        place = place.previous
    return done._replace(keys=ended(tree, state, entry, place, "stuck", ()).keys)


Seen = set[tuple[Stop, int, int]]
Act = Callable[[PhoneTree, State, Position, str | None, Seen], Position | None]


def _go_on(tree: PhoneTree, state: State, position: Position) -> Position | None:
    """What happens by itself; None at the end of the call."""
    if isinstance(position.stop, End):
        return None
    return take(tree, position, usual_step(tree, position, ways(tree, state, position)))


def _act_silent(tree: PhoneTree, state: State, position: Position, topic: str | None, seen: Seen) -> Position | None:
    if waits_for_caller(tree, position):
        return stay_silent(tree, state, position)
    return _go_on(tree, state, position)


def _act_zero(tree: PhoneTree, state: State, position: Position, topic: str | None, seen: Seen) -> Position | None:
    if waits_for_caller(tree, position):
        return press(tree, state, position, "0", hurry=True)
    return _go_on(tree, state, position)


def _act_wrong(tree: PhoneTree, state: State, position: Position, topic: str | None, seen: Seen) -> Position | None:
    if not waits_for_caller(tree, position):
        return _go_on(tree, state, position)
    node = tree.nodes[position.node]
    assert isinstance(node, model.Menu | model.Ask)
    key = wrong_key(node)
    return stay_silent(tree, state, position) if key is None else press(tree, state, position, key)


def _act_listener(tree: PhoneTree, state: State, position: Position, topic: str | None, seen: Seen) -> Position | None:
    """Hears every prompt out and takes what fits the topic, somewhere new if possible; never presses by guess."""
    choices = ways(tree, state, position)
    if isinstance(position.stop, End):
        if position.stop.outcome != "person" or topic is None or handles(tree.nodes[position.node], topic):
            return None
    elif waits_for_caller(tree, position):
        choices = honest(choices, topic or "")
        if isinstance(tree.nodes[position.node], model.Ask):
            return press(tree, state, position, "given")
        if all(step.by == "silence" for step in choices):
            return stay_silent(tree, state, position)
    else:
        return _settled(tree, position, choices, topic) or _go_on(tree, state, position)
    step = next((s for s in choices if (s.to, 0, 0) not in seen), choices[0] if choices else None)
    if step is None:
        return None
    return take(tree, position, step, said=word_of(step.name))


def _settles(node: model.Node, topic: str | None) -> bool:
    """Whether a self-service is what a caller wants; without a topic any is."""
    return isinstance(node, model.SelfService) and (topic is None or topic in (node.serves or ()))


def _is_for(node: model.Node, outcome: Outcome, topic: str | None) -> bool:
    """Whether an end other than a person is one for a caller with this topic."""
    if isinstance(node, model.Voicemail) and outcome == "message":
        return topic is None or node.topics is None or topic in node.topics
    return outcome != "served" or _settles(node, topic)


def _settled(tree: PhoneTree, position: Position, choices: Sequence[Step], topic: str | None) -> Position | None:
    node = tree.nodes[position.node]
    if _settles(node, topic):
        usual = usual_step(tree, position, choices)
        return take(tree, position, choices[0], said="" if choices[0] == usual else word_of(choices[0].name))
    return None


ACT: Final[dict[CallerKind, Act]] = {
    "silent": _act_silent,
    "zero": _act_zero,
    "wrong-keys": _act_wrong,
    "listener": _act_listener,
}
"""What each caller but the expert does next where a call stands; None at its end. `Seen` is where the caller was."""

_EXPERT_WANTS: Final[tuple[Outcome, ...]] = ("person", "callback", "served", "message", "outside", "cut off", "stuck")


def _play_expert(tree: PhoneTree, state: State, entry: str, topic: str | None) -> Call:
    """The quickest way to the right person, else to anybody, else to the next best end; one that is for another topic
    only where there is no other. Who knows a key that leads there presses it, and does not fall through to the same end
    by wrong keys, however quick that is: an expert knows the menu, and that way is none that the office meant."""
    reached: dict[Outcome, Position] = {}
    amiss: dict[Outcome, Position] = {}
    for position in _nearest_first(tree, state, entry, topic):
        if not isinstance(position.stop, End):
            continue
        outcome = position.stop.outcome
        if outcome == "person" and (topic is None or handles(tree.nodes[position.node], topic)):
            return ended(tree, state, entry, position, "person", (), right=None if topic is None else True)
        found = reached if _is_for(tree.nodes[position.node], outcome, topic) else amiss
        found.setdefault(outcome, position)
    for found in (reached, amiss):
        for outcome in _EXPERT_WANTS:
            if outcome in found:
                right = False if outcome == "person" else None
                return ended(tree, state, entry, found[outcome], outcome, (), right=right)
    return ended(tree, state, entry, Position(entry), "stuck", ())


def leads_astray(step: Step, topic: str | None) -> bool:
    """Whether an option is said to be about other topics than this one."""
    return bool(step.about) and topic is not None and topic not in step.about


def _nearest_first(tree: PhoneTree, state: State, entry: str, topic: str | None) -> Iterator[Position]:
    """Every place to which a hurried caller can lead a call, by how often that takes wrong keys, then by the time, and
    then by how often it takes an option about something else (Dijkstra 1959: all of them only grow along a way)."""
    order = count()
    heap = [(0, 0.0, 0, next(order), Position(entry))]
    done: set[Stop] = set()
    while heap:
        amiss, _, astray, _, position = heapq.heappop(heap)
        if position.stop in done:
            continue
        done.add(position.stop)
        yield position
        for step, said in _choices(tree, state, position):
            if step.to not in done:
                moved = take(tree, position, step, said=said, hurry=True)
                cost = amiss + (step.by == "wrong"), moved.seconds, astray + leads_astray(step, topic)
                heapq.heappush(heap, (*cost, next(order), moved))


def _choices(tree: PhoneTree, state: State, position: Position) -> Iterator[tuple[Step, str]]:
    """What a caller can choose where a call stands, and the words for it; of what the system decides the usual alone.
    Who has been served may leave it at that."""
    node, choices = tree.nodes[position.node], ways(tree, state, position)
    if waits_for_caller(tree, position):
        assert isinstance(node, model.Menu | model.Ask)
        for step in choices:
            if step.by != "wrong" or wrong_key(node) is not None:
                yield step, ",".join(words_at_menu(tree, node, step.name))
    elif choices:
        usual = usual_step(tree, position, choices)
        for step in choices:
            if step == usual and step.by == "system":
                yield step, ""
            elif step.by != "system" or step.name == "served":
                yield step, word_of(step.name)
