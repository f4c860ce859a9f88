"""One call in words: what the caller hears and presses, with the clock, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from ivr_audit import model
from ivr_audit.call import Call, Turn
from ivr_audit.messages import returned
from ivr_audit.model import PhoneTree
from ivr_audit.words import say_duration

WIDTH = 80
_MARGIN = 9


def clock(seconds: float) -> str:
    """The call's own clock: `1:06`, with hours from one on."""
    whole = int(seconds + 0.5)
    minutes, rest = divmod(whole, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def turn_lines(tree: PhoneTree, turn: Turn) -> list[str]:
    """A turn as lines: where the call stands, what is heard, what happens."""
    lines = [f"{clock(turn.start):>7}  {turn.node}"]
    if turn.heard:
        lines += _indented(f'"{turn.heard}"')
    happened = _happened(tree, turn)
    if happened:
        lines += _indented(f"> {happened}")
    return lines


def _indented(text: str) -> list[str]:
    return wrap(" ".join(text.split()), WIDTH, initial_indent=" " * _MARGIN, subsequent_indent=" " * _MARGIN)


def _happened(tree: PhoneTree, turn: Turn) -> str:
    """What the caller or the system does at a turn, in words."""
    node = tree.nodes[turn.node]
    took = say_duration(turn.seconds)
    word, _, rest = turn.step.partition(" ")
    match node, word:
        case _, "silence":
            return f"says nothing for {took}"
        case _, "wrong":
            return f"presses {turn.said}, which this menu does not offer"
        case _, "no-input":
            return "says nothing to the end"
        case _, "no-match":
            return f"presses {turn.said}: too many wrong keys"
        case model.Menu(), _:
            return f"dials {turn.said}" if word == "extension" else f"presses {turn.step}"
        case model.Ask(), _:
            return "gives it"
        case model.HoursCheck(), _:
            return f"the clock says: {turn.step}"
        case model.Branch(), _:
            return f"{node.decides}: {rest}" if isinstance(node, model.Branch) else ""
        case _, "answered":
            return f"somebody answers after {took}"
        case _, "no-answer":
            return f"nobody answers for {took}"
        case _, "overflow":
            return f"waits {took} for nobody" if turn.seconds else "the line is full"
        case _, "no-agents":
            return "nobody is there"
        case _, "busy":
            return "the line is busy"
        case _, "exit":
            return f"presses {rest}"
        case model.Transfer(), "transferred":
            return f"put through to {node.number}" if isinstance(node, model.Transfer) else ""
        case _, ("transferred" | "escalated"):
            return f"talks, and is passed on ({turn.step}) after {took}"
        case _, "message":
            return "leaves a message"
        case _:
            return ""


def ending(tree: PhoneTree, call: Call) -> str:
    """How the call ended, in one sentence."""
    took = say_duration(call.seconds)
    match call.outcome:
        case "person":
            helped = "" if call.right_person is not False else ", who cannot help with this"
            return f'reached a person after {took}: "{call.node}"{helped}.'
        case "message":
            return f'left a message in "{call.node}" after {took}.{_promise(tree, call.node)}'
        case "callback":
            return f'was promised a call back after {took}, at "{call.node}".'
        case "served":
            return f'was served by "{call.node}" after {took}.'
        case "outside":
            return f'left what this file describes after {took}, at "{call.node}".'
        case "cut off":
            return f'was cut off after {took}: the system hung up at "{call.node}".'
        case "stuck":
            return f'is stuck at "{call.node}" after {took}: nothing new will ever happen.'
        case _:
            return f'still stands at "{call.node}" after {took} and has reached nobody.'


def _promise(tree: PhoneTree, name: str) -> str:
    node = tree.nodes[name]
    if not isinstance(node, model.Voicemail):
        return ""
    match returned(node, tree):
        case "not stated":
            return " The file does not say who returns it."
        case "nobody":
            return " Nobody returns it."
        case "no promise":
            return f" {node.owner} returns messages, but nobody says how soon."
        case _:
            within = "" if node.reply_within is None else f" within {say_duration(node.reply_within)}"
            return f" {node.owner} returns it{within}."


def transcript(tree: PhoneTree, call: Call, heading: Sequence[str]) -> Iterator[str]:
    """The whole call as lines, after a heading."""
    yield from heading
    for turn in call.turns:
        yield from turn_lines(tree, turn)
    if call.outcome is None:
        yield f"{clock(call.seconds):>7}  {call.node}"
    yield ""
    yield "The caller " + ending(tree, call)
    if call.unused:
        yield f"The call was over before: {', '.join(call.unused)}."
