"""What a block that listens to the caller comes to, together with the blocks that look at what was entered.

A menu is one block (its arms are keys), or two: one stores what was entered, another compares it. Where nothing was
entered, the first kind takes a way of its own; the second goes on with the word `Timeout` stored.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ivr_audit.load.connect.blocks import (
    FAILURE,
    INTENT,
    NO_MATCH,
    SILENCE,
    STORED,
    TIMED_OUT,
    Block,
    Spot,
    Way,
    is_true,
    mapping,
    said,
)
from ivr_audit.load.connect.graph import Flows
from ivr_audit.model import KEYS
from ivr_audit.place import Place

_MOST_STEPS: Final = 24
_SHORTEST_MESSAGE: Final = 30
"""Seconds of silence that are long enough to be there for a message, not for an answer."""
_MOST_WAYS: Final = 60
_QUIET: Final = {
    "UpdateContactAttributes",
    "UpdateFlowAttributes",
    "UpdateContactData",
    "UpdateFlowLoggingBehavior",
    "UpdateContactRecordingBehavior",
    "UpdateContactRecordingAndAnalyticsBehavior",
    "UpdateContactTextToSpeechVoice",
    "UpdateContactRoutingBehavior",
    "InvokeLambdaFunction",
    "TagContact",
    "UnTagContact",
    "GetMetricData",
}
"""Blocks between an entry and the one that compares it that change nothing for either."""
LISTENS: Final = ("GetParticipantInput", "ConnectParticipantWithLexBot")


class Aim(NamedTuple):
    """Where something leads, and where the file says so."""

    spot: Spot
    place: Place


class Choice(NamedTuple):
    """A key, or a word that the caller says, and where it leads."""

    name: str
    place: Place
    aim: Aim


class Entry(NamedTuple):
    """What a listening block does: `given` is where other digits lead that are data; `length` how many there can be."""

    choices: tuple[Choice, ...]
    silent: Aim | None
    wrong: Aim | None
    given: Aim | None = None
    length: int | None = None
    spoken: bool = False


def is_wait_for_message(found: Entry, limit: float | None) -> bool:
    """Whether a listening block is silent for so long, with no key but those that end a message, that it may be a box.

    `limit` is how many seconds it waits.
    """
    return limit is not None and limit >= _SHORTEST_MESSAGE and all(one.name in ("#", "*") for one in found.choices)


def entry(flows: Flows, spot: Spot, block: Block) -> Entry:
    """What a listening block comes to."""
    if block.type == "ConnectParticipantWithLexBot":
        return _speech(flows, spot, block)
    if is_true(block.params.get("StoreInput")) or _is_stored(block):
        return _stored(flows, spot, block)
    silent = _aim(spot, block.errors.get(SILENCE) or block.errors.get(FAILURE) or block.next)
    wrong = _aim(spot, block.errors.get(NO_MATCH) or block.errors.get(FAILURE) or block.next)
    choices = [
        Choice(arm.operand, arm.way.place, Aim(Spot(spot.flow, arm.way.to), arm.way.place))
        for arm in block.arms
        if _is_key(arm.operand)
    ]
    return Entry(_once(choices), silent, wrong)


def _is_stored(block: Block) -> bool:
    return "StoreInput" not in block.params and "InputValidation" in block.params


def _speech(flows: Flows, spot: Spot, block: Block) -> Entry:
    silent = _aim(spot, block.errors.get(SILENCE) or block.errors.get(FAILURE) or block.next)
    other = block.errors.get(NO_MATCH) or block.next or block.errors.get(FAILURE)
    choices = [Choice(a.operand, a.way.place, Aim(Spot(spot.flow, a.way.to), a.way.place)) for a in block.arms]
    wrong = _aim(spot, other)
    if not choices and other is not None:
        reader = _reader(flows, Spot(spot.flow, other.to), {INTENT})
        if reader is not None:
            choices, wrong = _compared(flows, reader, {INTENT})
            choices = [choice for choice in choices if choice.name]
    if choices:
        return Entry(_once(choices), silent, wrong, spoken=True)
    return Entry((), silent, wrong, given=wrong, spoken=True)


def _stored(flows: Flows, spot: Spot, block: Block) -> Entry:
    length = _length(block)
    going_on = _aim(spot, block.next or block.errors.get(FAILURE))
    invalid = block.errors.get("InvalidPhoneNumber")
    names = {STORED}
    reader = None if going_on is None else _reader(flows, going_on.spot, names)
    if reader is None:
        refused = _refused(flows, going_on)
        silent = refused or going_on
        return Entry((), silent, _aim(spot, invalid) or refused or going_on, going_on, length)
    choices, other = _compared(flows, reader, names)
    timed_out = next((choice.aim for choice in choices if choice.name == TIMED_OUT), None)
    keys = [choice for choice in choices if _is_key(choice.name)]
    refusing = next((choice.aim for choice in choices if not choice.name), None)
    silent = timed_out or other
    if other is None or not _uses(flows, other.spot, names):
        return Entry(_once(keys), silent, other or refusing, length=length)
    leading = [choice for choice in keys if not _comes_back(flows, choice.aim.spot, spot)]
    back = next((choice.aim for choice in keys if choice not in leading), refusing)
    return Entry(_once(leading), silent, _aim(spot, invalid) or back or other, other, length)


def _length(block: Block) -> int | None:
    """How many digits can be entered; a telephone number has ten."""
    validation = block.part("InputValidation")
    if "PhoneNumberValidation" in validation:
        return 10
    found = said(mapping(validation.get("CustomValidation")).get("MaximumLength"))
    return int(found) if found.isascii() and found.isdigit() and len(found) < 3 and int(found) else None


def _reader(flows: Flows, spot: Spot, names: set[str]) -> Spot | None:
    """The block that compares what was entered, if nothing a caller notices comes before it.

    `names` gets the attributes that the entry is copied to.
    """
    for _ in range(_MOST_STEPS):
        block = flows.block(spot)
        if block is None:
            return None
        if block.type == "Compare" and block.text("ComparisonValue") in names:
            return spot
        if block.type not in _QUIET or block.next is None or block.arms:
            return None
        for attribute, value in block.part("Attributes").items():
            if value in names:
                names.add(f"$.Attributes.{attribute}")
        spot = Spot(spot.flow, block.next.to)
    return None


def _compared(flows: Flows, spot: Spot, names: set[str]) -> tuple[list[Choice], Aim | None]:
    """What the entry is compared with, by one block or several one after another; the name is empty where it is no
    text, as in "greater than 5"."""
    choices: list[Choice] = []
    other: Aim | None = None
    here: Spot | None = spot
    for _ in range(_MOST_STEPS):
        block = flows.block(here) if here is not None else None
        if here is None or block is None:
            break
        for arm in block.arms:
            aim = Aim(Spot(here.flow, arm.way.to), arm.way.place)
            choices.append(Choice(arm.operand if arm.operator.endswith("Equals") else "", arm.way.place, aim))
        other = _aim(here, block.otherwise())
        here = None if other is None else _reader(flows, other.spot, set(names))
    return choices, other


def _refused(flows: Flows, aim: Aim | None) -> Aim | None:
    """Where a number that nobody can call back leads, if the entry is taken as one at once."""
    block = flows.block(aim.spot) if aim is not None else None
    if aim is None or block is None or block.type != "UpdateContactCallbackNumber":
        return None
    return _aim(aim.spot, block.errors.get("InvalidCallbackNumber") or block.errors.get("CallbackNumberNotDialable"))


def _uses(flows: Flows, spot: Spot, names: set[str]) -> bool:
    """Whether something does work with what was entered before the caller is asked for anything else."""
    seen: set[Spot] = set()
    waiting = [spot]
    while waiting and len(seen) < _MOST_WAYS:
        here = waiting.pop()
        block = flows.block(here)
        if block is None or here in seen:
            continue
        seen.add(here)
        if block.type in LISTENS:
            continue
        if _mentions(block, names):
            return True
        waiting += flows.after(here)[:_MOST_WAYS]
    return False


def _mentions(block: Block, names: set[str]) -> bool:
    waiting = [value for name, value in block.params.items() if name not in ("Text", "SSML")]
    for _ in range(200):
        if not waiting:
            return False
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, str) and value in names:
            return True
    return False


def _comes_back(flows: Flows, spot: Spot, wanted: Spot) -> bool:
    """Whether the call goes back to a block with nothing in between but something to hear."""
    for _ in range(_MOST_STEPS):
        if spot == wanted:
            return True
        block = flows.block(spot)
        following = flows.after(spot)
        if block is None or block.type not in (*_QUIET, "MessageParticipant") or len(following) != 1:
            return False
        spot = following[0]
    return False


def _aim(spot: Spot, way: Way | None) -> Aim | None:
    return None if way is None else Aim(Spot(spot.flow, way.to), way.place)


def _is_key(text: str) -> bool:
    return 0 < len(text) <= 12 and all(sign in KEYS for sign in text)


def _once(choices: list[Choice]) -> tuple[Choice, ...]:
    """The first of those with one name; the phone system takes the first that fits."""
    first: dict[str, Choice] = {}
    for choice in choices:
        first.setdefault(choice.name, choice)
    return tuple(first.values())
