"""One call in words: what the caller hears and presses, with the clock, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from textwrap import wrap

from ivr_audit import model
from ivr_audit.call import Call, Refused, Turn
from ivr_audit.hours import State
from ivr_audit.messages import returned
from ivr_audit.model import PhoneTree
from ivr_audit.words import list_words, say_duration, say_moment, visible

WIDTH = 80
_MARGIN = 9


def clock(seconds: float) -> str:
    """The call's own clock: `1:06`, with hours from one on."""
    whole = int(seconds + 0.5)
    minutes, rest = divmod(whole, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def heading(tree: PhoneTree, at: datetime, state: State) -> list[str]:
    """Who is called and when, and what is open then."""
    opened = [name for name in tree.hours if name in state.open]
    words = [*(["public holiday"] if state.holiday else []), *(f"{name} open" for name in opened)]
    when = ", ".join(words) or ("closed" if tree.hours else "at any time")
    return [visible(f"{tree.name}, {say_moment(at)} ({when})"), ""]


def turn_lines(tree: PhoneTree, turn: Turn) -> list[str]:
    """A turn as lines: where the call stands, what is heard, what happens."""
    lines = [f"{clock(turn.start):>7}  {turn.node}"]
    if turn.heard:
        lines += _indented(f'"{turn.heard}"')
    what = happened(tree, turn)
    if what:
        lines += _indented(f"> {what}")
    return [visible(line) for line in lines]


def _indented(text: str) -> list[str]:
    return wrap(" ".join(text.split()), WIDTH, initial_indent=" " * _MARGIN, subsequent_indent=" " * _MARGIN)


def happened(tree: PhoneTree, turn: Turn) -> str:
    """What the caller or the system does at a turn, in words; "" where there is nothing to say."""
    node = tree.nodes[turn.node]
    took = say_duration(turn.seconds)
    word, _, rest = turn.step.partition(" ")
    match node, word:
        case _, "silence":
            return f"says nothing for {took}"
        case _, "wrong":
            if isinstance(node, model.Ask):
                return f"presses {turn.said}, which is not what is asked for"
            return f"presses {turn.said}, which this menu does not offer"
        case _, "no-input":
            return "says nothing to the end"
        case _, "no-match":
            return f"presses {turn.said}: too many wrong keys"
        case model.Menu(), _:
            dialled = "an extension" if turn.said in ("", "extension") else turn.said
            return f"dials {dialled}" if word == "extension" else f"presses {turn.step}"
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
        case _, "full":
            return "too many callers wait already"
        case _, "exit":
            return f"presses {rest}"
        case model.Transfer(), "transferred":
            return f"put through to {node.number}" if isinstance(node, model.Transfer) else ""
        case _, ("transferred" | "escalated"):
            return f"talks, and is passed on{' higher up' if word == 'escalated' else ''} after {took}"
        case _, "message":
            return "leaves a message"
        case _:
            return ""


def ending(tree: PhoneTree, call: Call, who: str = "The caller") -> str:
    """How the call ended, in sentences about `who`, "The caller" or "You"."""
    return visible(_ending(tree, call, who))


def _ending(tree: PhoneTree, call: Call, who: str) -> str:
    took = say_duration(call.seconds)
    was, stands = ("were", "still stand") if who == "You" else ("was", "still stands")
    match call.outcome:
        case "person":
            helped = "" if call.right_person is not False else ", who cannot help with this"
            return f'{who} reached a person after {took}: "{call.node}"{helped}.'
        case "message":
            return f'{who} left a message in "{call.node}" after {took}.{promise(tree, call.node)}'
        case "callback":
            return f'{who} {was} promised a call back after {took}, at "{call.node}".'
        case "served":
            return f'{who} {was} served by "{call.node}" after {took}.'
        case "outside":
            return f'{who} left what this file describes after {took}, at "{call.node}".'
        case "cut off":
            return f'{who} {was} cut off after {took}: the system hung up at "{call.node}".'
        case "stuck":
            return _stuck(tree, call, who)
        case _:
            reached = "have" if who == "You" else "has"
            return f'{who} {stands} at "{call.node}" after {took} and {reached} reached nobody.'


def _stuck(tree: PhoneTree, call: Call, who: str) -> str:
    """Somebody is stuck who is held for ever, or who goes round."""
    node = tree.nodes[call.node]
    held = (
        isinstance(node, model.Queue)
        and node.no_agents is None
        and call.turns[-1:]
        and call.turns[-1].node == node.name
    )
    stuck = f'{who} {"are" if who == "You" else "is"} stuck at "{call.node}" after {say_duration(call.seconds)}'
    goes = "go" if who == "You" else "goes"
    return f"{stuck}: nobody is there, and the wait never ends." if held else f"{stuck} and {goes} round from here."


def promise(tree: PhoneTree, name: str) -> str:
    """Who returns the messages of a mailbox, as a sentence after a space; "" for any other node."""
    node = tree.nodes[name]
    if not isinstance(node, model.Voicemail):
        return ""
    match returned(node, tree):
        case "not stated":
            return " The file does not say who returns it."
        case "nobody":
            return " Nobody returns it."
        case "no promise":
            return f" It is returned by {node.owner}, but nobody says how soon."
        case _:
            within = "" if node.reply_within is None else f" within {say_duration(node.reply_within)}"
            return f" It is returned by {node.owner}{within}."


def refusal(refused: Refused) -> str:
    """That a step is not possible where it was asked for, and what is."""
    named = [f'"{name}"' for name in refused.possible if name.startswith(f"{refused.word} ")]
    if named:
        return f'"{refused.word}" needs a name at "{refused.node}": {list_words(named, "or")}.'
    possible = list_words([f'"{name}"' for name in refused.possible], "or")
    return f'"{refused.word}" is not possible at "{refused.node}"; possible there: {possible}.'


def transcript(tree: PhoneTree, call: Call, heading: Sequence[str]) -> Iterator[str]:
    """The whole call as lines, after a heading."""
    yield from heading
    for turn in call.turns:
        yield from turn_lines(tree, turn)
    if call.outcome is None:
        yield f"{clock(call.seconds):>7}  {call.node}"
    yield ""
    yield ending(tree, call)
    for said in call.refused:
        yield from wrap(refusal(said), WIDTH)
    over = [word for word in call.unused if word not in {said.word for said in call.refused}]
    if over:
        yield f"The call was over before: {', '.join(over)}."
