"""The phone in the terminal: a caller types keys, hears what the system says, goes back, and asks what if."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from textwrap import wrap
from typing import Final

import click

from ivr_audit import call as played
from ivr_audit.call import KEYS, SILENCE, Call, Position
from ivr_audit.callgraph import End, Step
from ivr_audit.cli.common import moment_of
from ivr_audit.hours import State, state_at
from ivr_audit.model import PhoneTree
from ivr_audit.render.transcript import clock, ending, heading, refusal, turn_lines
from ivr_audit.script import script
from ivr_audit.step_names import is_named
from ivr_audit.words import visible

HELP: Final = """  keys         press them: 2, 0, *, # or several digits
  Enter        stay silent until the menu plays again (wait: until it gives up)
  b            go back one step
  at sat 10:00 the same call at another moment, from the start
  no-answer    what if: nobody answers (busy, full, overflow, transferred, ... as offered)
  q            hang up"""
_MARGIN: Final = " " * 9


def phone(tree: PhoneTree, entry: str, at: datetime, as_of: date) -> None:
    """Read keys from standard input, a line at a time, until the caller hangs up."""
    position, state = Position(entry), state_at(tree, at)
    click.echo("\n".join(heading(tree, at, state)))
    position = _run(tree, state, position)
    while (word := _next_word(tree, state, position)) not in ("q", "quit", None):
        assert word is not None
        if word in ("?", "help"):
            click.echo(HELP)
        elif word in ("b", "back"):
            position = _back(tree, position)
            click.echo(click.style(f"{clock(position.seconds):>7}  back at {visible(position.node)}", bold=True))
        elif word.startswith("at "):
            try:
                at = moment_of(word[3:], as_of)
            except click.BadParameter as wrong:
                click.echo(wrong.message)
                continue
            position, state = Position(entry), state_at(tree, at)
            click.echo("\n" + "\n".join(heading(tree, at, state)))
            position = _run(tree, state, position)
        else:
            position = _say(tree, state, position, word)
    click.echo(f"\nYou hung up after {clock(position.seconds)}.")


def _next_word(tree: PhoneTree, state: State, position: Position) -> str | None:
    """What the caller types; None at the end of the input."""
    if played.waits_for_caller(tree, position):
        offered = [step.name for step in played.ways(tree, state, position) if step.by in ("key", "extension", "given")]
        words = f"[{' '.join(offered)}]  key, Enter = silent, b back, ? help > "
    else:
        words = f"[{', '.join([*_offers(tree, state, position), 'b back', 'at ...', 'q'])}] "
    try:
        return str(click.prompt(_MARGIN + words, default="", show_default=False, prompt_suffix="")).strip().lower()
    except click.Abort:
        return None


def _offers(tree: PhoneTree, state: State, position: Position) -> list[str]:
    """What can be done where the system has decided: first the keys that leave a queue or box, with where they lead,
    then the other steps that it usually does not take and has not taken. A person passes on who was reached last."""
    keys: list[str] = []
    others = {step.name for step in played.ways(tree, state, position)}
    seen: set[str] = set()
    for place, taken in _decided(tree, position):
        if isinstance(place.stop, End):
            continue
        choices = played.ways(tree, state, place)
        usual = played.usual_step(tree, place, choices).name
        new = [step for step in choices if step.name not in {usual, taken, *seen}]
        keys += [f"{step.name.removeprefix('exit ')} {_leads_to(step)}" for step in new if step.by == "exit"]
        others |= {step.name for step in new if step.by != "exit"}
        seen |= {step.name for step in choices}
    return [*keys, *sorted(others)]


def _leads_to(step: Step) -> str:
    if isinstance(step.to, str):
        return step.to
    return "call back" if step.to.outcome == "callback" else "hang up"


def _run(tree: PhoneTree, state: State, position: Position) -> Position:
    """Let the system go on until the caller must act or the call is over, and say what happens."""
    passed: set[str] = set()
    while not isinstance(position.stop, End) and not played.waits_for_caller(tree, position):
        if position.node in passed:
            click.echo(f'{_MARGIN}The system goes round and round: "{visible(position.node)}" again.')
            return position
        passed.add(position.node)
        step = played.usual_step(tree, position, played.ways(tree, state, position))
        position = _show(tree, played.take(tree, position, step))
    if isinstance(position.stop, End):
        done = Call("", position.turns(), position.stop.outcome, position.node, position.seconds)
        click.echo("")
        click.echo(click.style(_MARGIN + ending(tree, done, "You"), bold=True))
    else:
        click.echo(f"{clock(position.seconds):>7}  {visible(position.node)}")
        heard = played.prompt_of(tree, position)
        if heard:
            click.echo("\n".join(wrap(visible(f'"{heard}"'), 80, initial_indent=_MARGIN, subsequent_indent=_MARGIN)))
    return position


def _show(tree: PhoneTree, position: Position) -> Position:
    assert position.turn is not None
    click.echo("\n".join(turn_lines(tree, position.turn)))
    return position


def _say(tree: PhoneTree, state: State, position: Position, typed: str) -> Position:
    """Do what was typed, if every word of it is a key or a step of the tree; else say so, and nothing has happened."""
    try:
        words = script(tree, typed)
    except ValueError as wrong:
        click.echo("\n".join(wrap(str(wrong), 80, initial_indent=_MARGIN, subsequent_indent=_MARGIN)))
        return position
    for word in words or ("",):
        position = _do(tree, state, position, word)
    return position


def _do(tree: PhoneTree, state: State, position: Position, word: str) -> Position:
    """Press a key, stay silent (also with no word), or take the step of that name where the system decided last."""
    choices = played.ways(tree, state, position)
    waits = played.waits_for_caller(tree, position)
    if waits and played.is_for_menu(tree, position, choices, word or SILENCE):
        moved = played.say_word(tree, state, position, word or SILENCE)
        if moved.turn is not None and moved.turn.step == "wrong":
            click.echo(f"{_MARGIN}{word} is not offered here")
        return _run(tree, state, moved)
    if not word:
        return position
    for place in ([] if waits else [position]) + [place for place, _ in _decided(tree, position)]:
        for step in played.ways(tree, state, place):
            if is_named(step, word):
                click.echo(click.style(f"{_MARGIN}what if: {word}", bold=True))
                return _run(tree, state, _show(tree, played.take(tree, place, step, said=word)))
    if KEYS.fullmatch(word) or word in played.AT_MENUS:
        click.echo(f'{_MARGIN}"{word}" does nothing here; ? shows what does')
    else:
        passed = [position.node, *(place.node for place, _ in _decided(tree, position))]
        said = refusal(played.refusal(tree, state, word, passed[::-1]))
        click.echo("\n".join(wrap(said, 80, initial_indent=_MARGIN, subsequent_indent=_MARGIN)))
    return position


def _decided(tree: PhoneTree, position: Position) -> Iterator[tuple[Position, str]]:
    """The places since the last menu where the system decided, and what it did, the latest first."""
    turn, place = position.turn, position.previous
    while turn is not None and place is not None and not played.waits_for_caller(tree, place):
        yield place, turn.step
        turn, place = place.turn, place.previous


def _back(tree: PhoneTree, position: Position) -> Position:
    """The last place before this one where the caller could act, or the start of the call."""
    place = position.previous or position
    while place.previous is not None and not played.waits_for_caller(tree, place):
        place = place.previous
    return place
