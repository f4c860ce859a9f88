"""One call, played step by step: by a script of keys, or by hand. Witnesses replay through the same code.

The hours are those of the moment the call began. A call that stands at a menu waits for the caller; everything else
the system does by itself: people who are there answer, messages are left, and where nothing tells which way a branch
goes it goes the likeliest. A script may name any other step ("no-answer", "overflow", "case yes") to take it instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import (
    End,
    Outcome,
    Step,
    Stop,
    begins_extension,
    dialled,
    fits_extension,
    handovers,
    key_matches,
    listening,
    reaction_at,
    steps,
    steps_of,
)
from ivr_audit.hours import State
from ivr_audit.likely import likely_case
from ivr_audit.model import PhoneTree
from ivr_audit.position import Call as Call
from ivr_audit.position import Position as Position
from ivr_audit.position import Refused as Refused
from ivr_audit.position import Turn as Turn
from ivr_audit.step_names import is_named, kinds_with, word_of

WAIT: Final = "wait"
"""The word of a script for staying silent until the system goes on."""
SILENCE: Final = "silence"
"""The word of a script for staying silent during one play of a menu."""
KEYS: Final = re.compile(r"[0-9*#]+")
"""What can be pressed, or dialled key after key."""
NO_SUCH_KEYS: Final = "0000000"
"""Stands for a wrong entry at a menu that offers every key."""
AT_MENUS: Final = (WAIT, SILENCE, "no-input", "no-match")
"""The words, other than keys, that every menu and question understands."""


def prompt_of(tree: PhoneTree, position: Position) -> str:
    """What the caller hears where a call stands, replays included."""
    if isinstance(position.stop, End):
        return ""
    match tree.nodes[position.stop]:
        case model.Menu() | model.Ask() as node:
            again = node.replay if (position.silent or position.wrong) and node.replay else node.prompt
            sorry = node.invalid_prompt if position.wrong else None
            heard = [words for prompt in (sorry, again) if prompt and (words := prompt.text or prompt.audio)]
            return " ".join(heard)
        case model.Say() | model.Hangup() as node:
            return node.prompt.text or node.prompt.audio
        case model.Voicemail() as node:
            return node.greeting.text or node.greeting.audio
        case model.SelfService() as node:
            return node.does.text or node.does.audio
        case _:
            return ""


def ways(tree: PhoneTree, state: State, position: Position) -> tuple[Step, ...]:
    """The steps that lead on from where a call stands; from a person: where they can pass the caller on."""
    if isinstance(position.stop, End):
        return handovers(tree, position.stop.node) if position.stop.outcome == "person" else ()
    return steps(tree, position.stop, state)


def waits_for_caller(tree: PhoneTree, position: Position) -> bool:
    """Whether the call stands at a menu or a question."""
    return isinstance(position.stop, str) and isinstance(tree.nodes[position.stop], _LISTENS)


def take(tree: PhoneTree, position: Position, step: Step, *, said: str = "", hurry: bool = False) -> Position:
    """Go one step. `hurry`: the caller presses at once instead of listening."""
    seconds = step.best if hurry and step.name != "answered" else step.typical
    return _moved(tree, position, step.to, step.name, seconds, said)


def _moved(tree: PhoneTree, position: Position, to: Stop, step: str, seconds: float, said: str) -> Position:
    begun = position.seconds
    turn = Turn(position.node, step, begun, seconds, prompt_of(tree, position), said)
    return Position(to, begun + seconds, 0, 0, position, turn)


def press(tree: PhoneTree, state: State, position: Position, key: str, *, hurry: bool = False) -> Position:
    """Press a key (or give data) at a menu or question. One that is not offered costs one attempt."""
    node = tree.nodes[position.node]
    assert isinstance(node, model.Menu | model.Ask)
    choices = steps(tree, position.node, state)
    if (position.silent or position.wrong) and node.replay is not None:
        choices = steps_of(tree, replace(node, prompt=node.replay), state)
    for step in choices:
        if step.name == key if step.by == "key" else _fits(node, step, key):
            return take(tree, position, step, said=key, hurry=hurry)
    first = _first_taken(node, key)
    if first is not None:
        step = next(step for step in choices if step.by == "key" and step.name == first)
        return take(tree, position, step, said=key, hurry=hurry)
    times = listening(node, tree.defaults)
    prompt = times.replay if position.silent or position.wrong else times.prompt
    if hurry:
        seconds = times.invalid + (0.0 if times.barge_in else prompt)
    else:
        seconds = prompt + reaction_at(times, tree.defaults) + times.invalid
    return _failed(tree, position, choices, "wrong", seconds, key)


def _first_taken(node: model.Menu | model.Ask, keys: str) -> str | None:
    """The option with which longer keys begin, if the system waits for no more after it: the rest is lost."""
    if isinstance(node, model.Ask) or keys == NO_SUCH_KEYS or not KEYS.fullmatch(keys):
        return None
    offered = {option.key for option in node.options}
    for begin in (keys[:length] for length in range(1, len(keys))):
        longer = any(key != begin and key.startswith(begin) for key in offered)
        if not longer and not begins_extension(node, begin):
            return begin if begin in offered else None
    return None


def stay_silent(tree: PhoneTree, state: State, position: Position) -> Position:
    """Say nothing during one play of a menu or question."""
    node = tree.nodes[position.node]
    assert isinstance(node, model.Menu | model.Ask)
    times = listening(node, tree.defaults)
    prompt = times.replay if position.silent or position.wrong else times.prompt
    return _failed(tree, position, steps(tree, position.node, state), "silence", prompt + times.timeout, SILENCE)


def _failed(
    tree: PhoneTree, position: Position, choices: Sequence[Step], by: str, seconds: float, said: str
) -> Position:
    """One attempt spent: the menu again, or, after the last, the way it goes on."""
    node = tree.nodes[position.node]
    assert isinstance(node, model.Menu | model.Ask)
    attempts = listening(node, tree.defaults).attempts
    silent, wrong = position.silent + (by == "silence"), position.wrong + (by == "wrong")
    if attempts.apart:
        over = silent >= attempts.no_input if by == "silence" else wrong >= attempts.invalid
    else:
        over = silent + wrong >= attempts.no_input
    step = next(step for step in choices if step.by == by)
    moved = _moved(tree, position, step.to if over else position.stop, step.name if over else by, seconds, said)
    return moved if over else moved._replace(silent=silent, wrong=wrong)


def _fits(node: model.Menu | model.Ask, step: Step, key: str) -> bool:
    if step.by == "key":
        return step.name == key
    if step.by == "extension" and isinstance(node, model.Menu):
        return key in ("extension", step.name) or fits_extension(dialled(node)[step.name], key)
    if step.by == "given" and isinstance(node, model.Ask):
        return key == "given" or key.isdecimal() and len(key) == (node.digits or len(key))
    return False


def wrong_key(node: model.Menu | model.Ask) -> str | None:
    """A key that a menu does not offer and that begins none it does; None if it offers them all."""
    if isinstance(node, model.Ask):
        return "*"
    offered = [option.key for option in node.options]
    for key in "9876543210*#":
        if any(name.startswith(key) for name in offered):
            continue
        if not any(key_matches(one.pattern[0], key) for one in node.extensions):
            return key
    return None


def usual_step(tree: PhoneTree, position: Position, choices: Sequence[Step]) -> Step:
    """What happens at a node where nobody presses anything: staff answer, a branch goes its likeliest way."""
    node = tree.nodes[position.node]
    if isinstance(node, model.Branch):
        likely = likely_case(tree, node)
        shares = _shares(node) if likely is None else {f"case {likely}": 1.0}
        return max(choices, key=lambda step: shares.get(step.name, 0.0))
    return next((step for step in choices if step.name == "next"), choices[0])


def _shares(node: model.Branch) -> Mapping[str, float]:
    """The part of the calls that takes each step of a branch. Cases without a share divide what is left."""
    stated = [case.share for case in node.cases if case.share is not None]
    each = max(1.0 - sum(stated), 0.0) / max(len(node.cases) - len(stated), 1)
    return {f"case {case.name}": round(each if case.share is None else case.share, 9) for case in node.cases}


def play_keys(tree: PhoneTree, state: State, entry: str, script: Sequence[str]) -> Call:
    """Play a call by a script of keys, `wait` and names of steps. It ends when the call does, or when the script is
    used up and the call stands at a menu; a caller who by then goes round in a circle is stuck.

    The name of a step waits for a place that has it, up to the next menu or the end, where it is refused."""
    played = play_words(tree, state, [Mark(0, Position(entry))], [word_of(word) for word in script])
    return ended(tree, state, entry, *played)


_LISTENS = (model.Menu, model.Ask)


class Mark(NamedTuple):
    """A place where a call went on to the next word: how many words it had used, where it stood, the nodes passed since
    the last menu, and what was refused so far."""

    used: int
    position: Position
    passed: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


class Played(NamedTuple):
    """How a script was played: where the call stands, its outcome if it has one, the words that it had no use for, and
    those refused."""

    position: Position
    outcome: Outcome | None
    unused: tuple[str, ...]
    refused: tuple[Refused, ...]


def play_words(tree: PhoneTree, state: State, marks: list[Mark], words: Sequence[str]) -> Played:
    """Play the rest of a script, whose words are spelled as `word_of` has them, from the last mark on, and add a mark
    at every menu. A mark holds for every script that begins with the same words, the one after those used included."""
    used, position, before, refused = marks[-1]
    passed = list(before)
    since: set[str] = set()
    while True:
        choices = ways(tree, state, position)
        if waits_for_caller(tree, position):
            if used == len(words):
                return Played(position, _circling(position), (), refused)
            marks.append(Mark(used, position, tuple(passed), refused))
            since.clear()
            word = words[used]
            used += 1
            if is_for_menu(tree, position, choices, word):
                position = say_word(tree, state, position, word)
            else:
                refused = (*refused, refusal(tree, state, word, [*passed, position.node]))
            passed.clear()
            continue
        left = used < len(words)
        chosen = next((s for s in choices if is_named(s, words[used])), None) if left else None
        if chosen is None and (isinstance(position.stop, End) or position.stop in since):
            over = position.stop.outcome if isinstance(position.stop, End) else "stuck"
            if left and not (words[used] in AT_MENUS or KEYS.fullmatch(words[used])):
                refused = (*refused, refusal(tree, state, words[used], [*passed, position.node]))
            return Played(position, over, tuple(words[used:]), refused)
        at = position.node
        passed = [] if chosen else [*passed, at]
        since.add(at)
        position = take(
            tree, position, chosen or usual_step(tree, position, choices), said=words[used] if chosen else ""
        )
        used += chosen is not None


def is_for_menu(tree: PhoneTree, position: Position, choices: Sequence[Step], word: str) -> bool:
    """Whether a word means something at the menu or question where a call stands; a key does, offered or not."""
    node = tree.nodes[position.node]
    assert isinstance(node, model.Menu | model.Ask)
    return word in AT_MENUS or bool(KEYS.fullmatch(word)) or any(_fits(node, step, word) for step in choices)


def say_word(tree: PhoneTree, state: State, position: Position, word: str) -> Position:
    """Do at a menu or question what a word for which it has a use says."""
    if word == SILENCE:
        return stay_silent(tree, state, position)
    if word in (WAIT, "no-input"):
        position = stay_silent(tree, state, position)
        while position.silent:
            position = stay_silent(tree, state, position)
        return position
    if word == "no-match":
        node = tree.nodes[position.node]
        assert isinstance(node, model.Menu | model.Ask)
        key, *_ = words_at_menu(tree, node, word)
        position = press(tree, state, position, key)
        while position.wrong:
            position = press(tree, state, position, key)
        return position
    return press(tree, state, position, word)


def refusal(tree: PhoneTree, state: State, word: str, passed: Sequence[str]) -> Refused:
    """Where a word was refused: at the first node passed of the kind that can have such a step, else at the last."""
    kinds = kinds_with(word)
    node = next((name for name in passed if isinstance(tree.nodes[name], kinds)), passed[-1])
    found = [step.name for step in (*steps(tree, node, state), *handovers(tree, node))]
    if isinstance(tree.nodes[node], model.Menu | model.Ask):
        found = [*(name for name in found if name not in AT_MENUS), WAIT, SILENCE]
    return Refused(word, node, tuple(map(word_of, found)))


def _circling(position: Position) -> Outcome | None:
    """ "stuck" for one who took the last step three times and saw nothing new in between, or who went the same way of
    several steps twice in a row. Who hears a menu again on purpose is not stuck yet."""
    if position.turn is None or position.turn.step in (SILENCE, "wrong"):
        return None
    turns = [turn[:2] for turn in position.turns()]
    taken = [i for i, turn in enumerate(turns) if turn == turns[-1]]
    if len(taken) >= 3:
        before, since = turns[: taken[-3] + 1], turns[taken[-3] + 1 :]
        if {node for node, _ in since} <= {node for node, _ in before}:
            return "stuck"
    rounds = {len(turns) - 1 - i for i in taken} - {0, 1}
    return "stuck" if any(turns[-n:] == turns[-2 * n : -n] for n in rounds) else None


def ended(
    tree: PhoneTree,
    state: State,
    entry: str,
    position: Position,
    outcome: Outcome | None,
    unused: tuple[str, ...],
    refused: Sequence[Refused] = (),
    right: bool | None = None,
) -> Call:
    """The call that ended at a position."""
    turns = position.turns()
    outcome = settled_outcome(tree, position, outcome)
    keys = _keys_of(tree, state, turns)
    return Call(entry, turns, outcome, position.node, position.seconds, right, unused, tuple(refused), keys)


def settled_outcome(tree: PhoneTree, position: Position, outcome: Outcome | None) -> Outcome | None:
    """The outcome of a call. Who was served by a self-service is not cut off by a hang-up after it."""
    if outcome == "cut off" and any(isinstance(tree.nodes[t.node], model.SelfService) for t in position.turns()):
        return "served"
    return outcome


def _keys_of(tree: PhoneTree, state: State, turns: Sequence[Turn]) -> str:
    """The script that repeats a call. What happened by itself needs a word only where the word after it could be taken
    for another step of that node."""
    words: list[str] = []
    for turn in reversed(turns):
        if turn.step == "no-input":
            words.insert(0, WAIT)
        elif turn.said == SILENCE:
            if words[:1] != [WAIT]:
                words.insert(0, SILENCE)
        elif turn.said:
            words[:0] = turn.said.split(",")
        elif words and any(is_named(step, words[0]) for step in steps(tree, turn.node, state)):
            words.insert(0, word_of(turn.step))
    return ",".join(words)


def script_of(text: str) -> tuple[str, ...]:
    """The words of `--keys`: keys, `wait` and names of steps between commas, with spaces as one likes.

    >>> script_of("2, wait,star, case  yes")
    ('2', 'wait', '*', 'case yes')
    """
    words = (" ".join(word.split()) for word in text.split(","))
    return tuple({"star": "*", "pound": "#"}.get(word.lower(), word) for word in words if word)


def script_for(tree: PhoneTree, state: State, legs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The script that takes a call along a path of `(node, step)`. A step that happens by itself needs a word only
    where the word after it could be taken for another step of that node."""
    words: list[str] = []
    for name, step in reversed(legs):
        node = tree.nodes[name]
        word = word_of(step)
        if isinstance(node, model.Menu | model.Ask):
            words[:0] = words_at_menu(tree, node, step)
        elif step.startswith(("transferred", "escalated")) and isinstance(node, model.Answered):
            words.insert(0, word)
        else:
            choices = steps(tree, name, state)
            usual = usual_step(tree, Position(name), choices).name == step
            if not usual or (words and any(is_named(choice, words[0]) for choice in choices)):
                words.insert(0, word)
    return tuple(words)


def words_at_menu(tree: PhoneTree, node: model.Menu | model.Ask, step: str) -> list[str]:
    """The words of a script that take a step from a menu or question."""
    if step == "no-input":
        return [WAIT]
    if step == "no-match":
        return [wrong_key(node) or NO_SUCH_KEYS] * listening(node, tree.defaults).attempts.invalid
    return [step]
