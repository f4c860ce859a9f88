"""A call of the test sheet in words: what the tester does, which way it takes, how it must end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from ivr_audit import model
from ivr_audit.call import SILENCE, Call, Turn
from ivr_audit.call_tests import CallTest, CallTests
from ivr_audit.model import PhoneTree
from ivr_audit.paths import Leg
from ivr_audit.render.step_words import say_step
from ivr_audit.words import list_words


def say_sheet(sheet: CallTests) -> str:
    """How many calls pass how many steps, and whether fewer could."""
    calls = "1 call passes" if len(sheet.tests) == 1 else f"These {len(sheet.tests)} calls together pass"
    text = f"{calls} each of the {sheet.steps} steps that a call can take, those of people and busy lines included."
    if sheet.at_most_more:
        more = "1 call" if sheet.at_most_more == 1 else f"{sheet.at_most_more} calls"
        return f"{text} It may be that up to {more} fewer would do."
    return f"{text} No smaller number of calls does."


def say_missed(missed: Sequence[Leg]) -> str:
    """The steps that no call can be told to take."""
    named = [f'"{leg.step}" of "{leg.node}"' for leg in missed]
    return f"No call can be told to pass: {list_words(named)}."


def say_actions(tree: PhoneTree, test: CallTest) -> str:
    """What the tester does, one after the other: "press 1, 9, 9, 9; stay silent"."""
    parts: list[str] = []
    for word, run in groupby(_actions(tree, test.call.turns)):
        count = len(list(run))
        if word == SILENCE:
            parts.append(f"stay silent for {count} round{'s' * (count > 1)}")
        elif word.startswith("press "):
            keys = ", ".join([word.removeprefix("press ")] * count)
            if parts and parts[-1].startswith("press "):
                parts[-1] += f", {keys}"
            else:
                parts.append(f"press {keys}")
        else:
            parts.append(_times(word, count))
    if test.call.outcome == "stuck" or test.call.outcome is None:
        parts.append("hang up")
    return "; ".join(parts) or "only listen"


def _times(word: str, count: int) -> str:
    return word if count == 1 else f"{word} ({count} times)"


def _actions(tree: PhoneTree, turns: Sequence[Turn]) -> Iterator[str]:
    """What a tester does, step by step. Silence to the end of a menu is one action, however often it is played."""
    silent: list[str] = []
    for turn in turns:
        if turn.said == SILENCE and turn.step != "no-input":
            silent.append(SILENCE)
            continue
        if turn.step != "no-input":
            yield from silent
        silent.clear()
        action = _action(tree, turn)
        if action:
            yield action


def _action(tree: PhoneTree, turn: Turn) -> str:
    """What a tester does at one step; empty where they only wait."""
    word, _, rest = turn.step.partition(" ")
    if turn.step == "no-input":
        return "stay silent until it goes on"
    if isinstance(tree.nodes[turn.node], model.Menu | model.Ask):
        said = turn.said or turn.step
        return say_step(said) if said.partition(" ")[0] in ("given", "extension") else _press(said)
    if word == "exit":
        return _press(rest)
    return {"served": "hang up when it is done", "message": "leave a message"}.get(word, "")


def _press(keys: str) -> str:
    """Keys as they are called: a star alone is hard to see on paper."""
    return f"press {', '.join({'*': 'star', '#': 'pound'}.get(key, key) for key in keys.split(','))}"


def say_needs(tree: PhoneTree, test: CallTest) -> str:
    """What a colleague must bring about; empty where nobody need."""
    words = list(dict.fromkeys(_need(tree, leg, test.call.turns) for leg in test.arranged))
    return f"needs a colleague: {'; '.join(words)}" if words else ""


def _need(tree: PhoneTree, leg: Leg, turns: Sequence[Turn]) -> str:
    node, (word, _, rest) = f'"{leg.node}"', leg.step.partition(" ")
    match word:
        case "transferred" | "escalated" if isinstance(tree.nodes[leg.node], model.Answered):
            onward = next((after.node for turn, after in pairwise(turns) if turn[:2] == leg), rest)
            return f'{node} passes you on to "{onward}"' if onward else f"{node} passes you on"
        case "no-answer":
            return f"nobody answers at {node}"
        case "overflow":
            return f"nobody answers at {node} in time"
        case "busy":
            return f"{node} is busy"
        case "full":
            return f"too many callers wait for {node} already"
        case "case":
            return f'{node} decides "{rest}"'
        case _:
            return f'at {node} it is "{leg.step}"'


def say_route(call: Call) -> str:
    """The nodes that the call comes through: "welcome › main (3 times) › front desk"."""
    return " › ".join(_times(name, count) for name, count in _stays(call))


def _stays(call: Call) -> Iterator[tuple[str, int]]:
    passed_on = ("transferred", "escalated")
    turns = call.turns
    names = [
        turn.node for n, turn in enumerate(turns)
        if not (turn.step.startswith(passed_on) and turns[max(n - 1, 0)].step == "answered")
    ]  # fmt: skip
    if not names or (call.outcome is None and names[-1] != call.node):
        names.append(call.node)
    for name, run in groupby(names):
        yield name, len(list(run))


def say_end(tree: PhoneTree, call: Call) -> str:
    """How the call must end."""
    node = f'"{call.node}"'
    match call.outcome:
        case "person":
            return f"{node} answers"
        case "message":
            return f"your message is in {node}"
        case "callback":
            return f"{node} promises to call back"
        case "served":
            settled = isinstance(tree.nodes[call.node], model.SelfService)
            return f"{node} has settled it" if settled else f"all is settled; the call ends at {node}"
        case "outside":
            return f"the call leaves this system at {node}"
        case "cut off":
            return f"the system hangs up at {node}"
        case "stuck":
            return f"it goes round or holds for ever at {node}"
        case _:
            return f"you stand at {node} again"
