"""Blocks of Amazon Connect that listen to the caller, as menus, questions for data, pauses and voicemail boxes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ivr_audit import model
from ivr_audit.load.connect.blocks import Block, Flow, Spot, number
from ivr_audit.load.connect.inputs import Aim, Choice, Entry, is_wait_for_message
from ivr_audit.load.connect.loops import heard_again, retry
from ivr_audit.load.connect.prompts import is_empty, joined, prompt_of, title_of
from ivr_audit.load.connect.state import State
from ivr_audit.load.draft import placed
from ivr_audit.model import Attempts, Extensions, Option, Prompt

if TYPE_CHECKING:
    from ivr_audit.load.connect.walk import Walk

_SPOKEN_KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#")


def listen(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    """Add the node for a block that listens."""
    found = walk.entries[spot]
    prompt = prompt_of(block)
    flow = walk.flows.flows[spot.flow]
    limit = block.number("InputTimeLimitSeconds")
    if not found.spoken and _takes_message(flow, state, found, limit):
        _voicemail(walk, name, block, flow, prompt)
    elif found.choices:
        _menu(walk, name, spot, state, block)
    elif found.given is not None:
        _ask(walk, name, spot, state, block, found.given)
    else:
        _pause(walk, name, state, block, found, prompt, limit)


def _takes_message(flow: Flow, state: State, found: Entry, limit: float | None) -> bool:
    if not is_wait_for_message(found, limit):
        return False
    if state.streamed:
        return True
    return found.given is None and flow.asks_for_message


def _voicemail(walk: Walk, name: str, block: Block, flow: Flow, prompt: Prompt) -> None:
    box = (
        flow.name
        if re.search(r"voice ?-?mail|message|mailbox", flow.name, re.IGNORECASE)
        else f"voicemail, {flow.name}"
    )
    walk.draft.add(model.Voicemail(name=name, place=block.place, box=box, greeting=prompt), box)
    walk.draft.not_said(
        "Amazon Connect has no block for voicemail: a long silent pause in a flow that records counts as leaving a"
        " message, and the file does not say who listens to it"
    )


def _pause(
    walk: Walk, name: str, state: State, block: Block, found: Entry, prompt: Prompt, limit: float | None
) -> None:
    silent, wrong = found.silent, found.wrong
    if silent is not None and wrong is not None and silent.spot != wrong.spot:
        node: model.Node = model.Ask(
            name=name,
            place=block.place,
            prompt=prompt,
            data="any key",
            digits=1,
            next=walk.to(wrong.spot, state),
            no_input=walk.to(silent.spot, state),
            attempts=Attempts(1, 1, apart=False),
            no_input_timeout=limit,
        )
        node = placed(node, next=wrong.place, no_input=silent.place)
    else:
        if is_empty(prompt) and limit:
            prompt = Prompt(seconds=limit)
        following = silent or wrong
        to = None if following is None else walk.to(following.spot, state)
        node = model.Say(name=name, place=block.place, prompt=prompt, next=to, interruptible=True)
        if following is not None:
            node = placed(node, next=following.place)
    walk.draft.add(node, title_of(block, prompt) or "a pause")


def _menu(walk: Walk, name: str, spot: Spot, state: State, block: Block) -> None:
    found = walk.entries[spot]
    prompt = prompt_of(block)
    extensions: tuple[Extensions, ...] = ()
    if found.given is not None and found.choices and not found.spoken:
        pattern = "X" * (found.length or 4)
        to = walk.to(found.given.spot, state)
        extensions = (Extensions(pattern, to, found.given.place, found.given.place),)
    tried = _Tried(walk, spot, state, found)
    node = model.Menu(
        name=name,
        place=block.place,
        prompt=prompt,
        options=_options(walk, state, found),
        no_input=tried.silent,
        invalid=tried.wrong,
        attempts=tried.attempts,
        no_input_timeout=_timeout(block, found),
        inter_digit_timeout=_digit_gap(block),
        replay=tried.replay(prompt),
        invalid_prompt=tried.invalid_prompt,
        extensions=extensions,
        accepts="speech" if found.spoken else "keys",
    )
    walk.draft.add(_with_places(node, found), title_of(block, prompt, "menu"))


def _ask(walk: Walk, name: str, spot: Spot, state: State, block: Block, given: Aim) -> None:
    found = walk.entries[spot]
    prompt = prompt_of(block)
    tried = _Tried(walk, spot, state, found)
    node = model.Ask(
        name=name,
        place=block.place,
        prompt=prompt,
        data="what the caller wants, in own words" if found.spoken else None,
        digits=found.length,
        next=walk.to(given.spot, state),
        no_input=tried.silent,
        invalid=tried.wrong,
        attempts=tried.attempts,
        no_input_timeout=_timeout(block, found),
        inter_digit_timeout=_digit_gap(block),
        replay=tried.replay(prompt),
        invalid_prompt=tried.invalid_prompt,
    )
    walk.draft.add(placed(_with_places(node, found), next=given.place), title_of(block, prompt, "question"))


class _Tried:
    """The attempts of a menu: how many, what is heard in between, and where calls go after the last one."""

    def __init__(self, walk: Walk, spot: Spot, state: State, found: Entry) -> None:
        flows = walk.flows
        after_silence, after_wrong = retry(flows, spot, found.silent), retry(flows, spot, found.wrong)
        self.silent = self._target(walk, state, found.silent, after_silence.loop if after_silence else None)
        silences = after_silence.plays if after_silence else 1
        wrongs = after_wrong.plays if after_wrong else 1
        one = (after_silence and after_silence.loop) == (after_wrong and after_wrong.loop)
        self.attempts = Attempts(silences, wrongs, apart=not one)
        again = after_silence or after_wrong
        heard = heard_again(flows, spot, again.loop) if again is not None else []
        on_silence = after_silence.heard if after_silence else ()
        on_wrong = after_wrong.heard if after_wrong else ()
        alike = on_silence == on_wrong
        self.before = [prompt_of(b) for s in (*(on_silence if alike else ()), *heard) if (b := flows.block(s))]
        said_wrong = joined([prompt_of(b) for s in on_wrong if (b := flows.block(s))])
        self.invalid_prompt = None if alike or is_empty(said_wrong) else said_wrong
        wrong = found.wrong
        if wrong is not None and after_wrong is not None and self.invalid_prompt is not None:
            wrong = wrong._replace(spot=after_wrong.onward)
        self.wrong = self._target(walk, state, wrong, after_wrong.loop if after_wrong else None)

    @staticmethod
    def _target(walk: Walk, state: State, aim: Aim | None, loop: Spot | None) -> str | None:
        return None if aim is None else walk.to(aim.spot, state._replace(spent=loop))

    def replay(self, prompt: Prompt) -> Prompt | None:
        """What is played from the second time on; None if that is the same."""
        return joined([*self.before, prompt]) if any(not is_empty(p) for p in self.before) else None


def _options(walk: Walk, state: State, found: Entry) -> tuple[Option, ...]:
    return tuple(
        Option(key, walk.to(choice.aim.spot, state), (), choice.place, choice.aim.place)
        for key, choice in _keyed(found)
    )


def _keyed(found: Entry) -> list[tuple[str, Choice]]:
    """Every choice with its key; what is said gets one by its number."""
    if not found.spoken:
        return [(choice.name, choice) for choice in found.choices]
    keys = [*_SPOKEN_KEYS, *(f"{n}" for n in range(11, 11 + len(found.choices)))]
    return list(zip(keys, found.choices, strict=False))


def _timeout(block: Block, found: Entry) -> float | None:
    if not found.spoken:
        return block.number("InputTimeLimitSeconds")
    for name, value in block.part("LexSessionAttributes").items():
        if "start-timeout-ms" in name and isinstance(value, str) and value.isascii() and value.isdigit():
            return min(int(value[:9]) / 1000, 3600.0)
    return None


def _digit_gap(block: Block) -> float | None:
    return number(block.part("DTMFConfiguration").get("InterdigitTimeLimitSeconds"))


def _with_places(node: model.Node, found: Entry) -> model.Node:
    if found.silent is not None:
        node = placed(node, no_input=found.silent.place)
    if found.wrong is not None:
        node = placed(node, invalid=found.wrong.place)
    return node
