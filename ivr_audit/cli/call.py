"""`ivr-audit call TREE`: a phone in the terminal, or one call replayed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, cast

import click

from ivr_audit import call as played
from ivr_audit.call import Call, Position, script_of
from ivr_audit.callers import CALLERS, CallerKind, play_caller
from ivr_audit.callgraph import End
from ivr_audit.cli.common import (
    as_of_option,
    at_option,
    entry_of,
    moment_of,
    read_tree,
    today,
    topic_of,
    write,
)
from ivr_audit.hours import State, periods, state_at
from ivr_audit.model import PhoneTree
from ivr_audit.render.transcript import clock, ending, transcript, turn_lines
from ivr_audit.words import say_moment

HELP: Final = """  keys         press them: 2, 0, *, # or several digits
  Enter        stay silent until the menu plays again
  b            go back one step
  at sat 10:00 the same call at another moment, from the start
  no-answer    what if: nobody answers (busy, overflow, transferred, ... as offered)
  q            hang up"""


@click.command("call")
@click.argument("tree_path", metavar="TREE")
@click.option("--keys", help="What the caller does: keys, `wait` (stay silent) and names of steps, between commas.")
@at_option('When the call is made, such as "sat 10:00". [default: when people are there]')
@click.option("--caller", type=click.Choice(CALLERS), help="Play one of the five callers instead.")
@click.option("--topic", help="What a listener or an expert calls about.")
@click.option("--entry", help="The number that is dialled, where the tree has several.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Text, or JSON.")
@as_of_option()
def command(
    tree_path: str,
    keys: str | None,
    moment: str | None,
    caller: str | None,
    topic: str | None,
    entry: str | None,
    form: str,
    as_of: date | None,
) -> None:
    """Phone a tree and read what a caller hears.

    Without --keys and --caller this is a phone: type keys and Enter. With --keys a call is replayed:

      ivr-audit call trees/family-physicians.yaml --at "mon 10:00" --keys 0,0,0
    """
    if keys is not None and caller is not None:
        raise click.UsageError("--keys and --caller exclude each other")
    if topic is not None and caller not in ("listener", "expert"):
        raise click.UsageError("--topic goes with --caller listener or expert")
    tree = read_tree(tree_path)
    day = as_of or today()
    start = entry_of(tree, entry)
    at = moment_of(moment, day) if moment else periods(tree, day)[0].example
    state = state_at(tree, at)
    if keys is None and caller is None:
        if form == "json":
            raise click.UsageError("--format json needs --keys or --caller")
        _phone(tree, start, at, day)
        return
    if caller is not None:
        done = play_caller(tree, state, start, cast("CallerKind", caller), topic_of(tree, topic))
    else:
        done = played.play_keys(tree, state, start, script_of(keys or ""))
    if form == "json":
        import json

        write("-", json.dumps(_as_json(tree, done, at, state), indent=2, ensure_ascii=False) + "\n")
    else:
        write("-", "\n".join(transcript(tree, done, _heading(tree, at, state))) + "\n")


def _heading(tree: PhoneTree, at: datetime, state: State) -> list[str]:
    return [f"{tree.name}, {say_moment(at)} ({_state_name(tree, state)})", ""]


def _state_name(tree: PhoneTree, state: State) -> str:
    opened = [name for name in tree.hours if name in state.open]
    words = [*(["public holiday"] if state.holiday else []), *(f"{name} open" for name in opened)]
    return ", ".join(words) or ("closed" if tree.hours else "at any time")


def _as_json(tree: PhoneTree, done: Call, at: datetime, state: State) -> dict[str, object]:
    return {
        "version": 1,
        "source": tree.source,
        "at": at.isoformat(timespec="minutes"),
        "open": [name for name in tree.hours if name in state.open],
        "holiday": state.holiday,
        "entry": done.entry,
        "turns": [
            {
                "node": turn.node,
                "step": turn.step,
                "at": round(turn.start, 2),
                "seconds": round(turn.seconds, 2),
                "heard": turn.heard,
                "key": turn.said or None,
            }
            for turn in done.turns
        ],
        "outcome": done.outcome,
        "node": done.node,
        "seconds": round(done.seconds, 2),
        "right_person": done.right_person,
        "keys": done.keys,
        "unused": list(done.unused),
    }


def _phone(tree: PhoneTree, entry: str, at: datetime, as_of: date) -> None:
    """The phone: reads keys from standard input, a line at a time, until the caller hangs up."""
    position, state = Position(entry), state_at(tree, at)
    click.echo("\n".join(_heading(tree, at, state)))
    position = _run(tree, state, position)
    while (word := _next_word(tree, state, position)) not in ("q", "quit", None):
        assert word is not None
        if word in ("?", "help"):
            click.echo(HELP)
        elif word in ("b", "back"):
            position = _back(tree, position)
            click.echo(click.style(f"{clock(position.seconds):>7}  back at {position.node}", bold=True))
        elif word.startswith("at "):
            try:
                at = moment_of(word[3:], as_of)
            except click.BadParameter as wrong:
                click.echo(wrong.message)
                continue
            position, state = Position(entry), state_at(tree, at)
            click.echo("\n" + "\n".join(_heading(tree, at, state)))
            position = _run(tree, state, position)
        else:
            position = _do(tree, state, position, word)
    click.echo(f"\nYou hung up after {clock(position.seconds)}.")


def _next_word(tree: PhoneTree, state: State, position: Position) -> str | None:
    """What the caller types; None at the end of the input."""
    if isinstance(position.stop, End):
        others = sorted(
            {step.name for step in played.ways(tree, state, position)} | set(_others(tree, state, position))
        )
        words = f"[{', '.join([*others, 'b back', 'at ...', 'q'])}] "
    else:
        offered = [step.name for step in played.ways(tree, state, position) if step.by in ("key", "extension", "given")]
        words = f"[{' '.join(offered)}]  key, Enter = silent, b back, ? help > "
    try:
        return str(click.prompt(" " * 9 + words, default="", show_default=False, prompt_suffix="")).strip().lower()
    except click.Abort:
        return None


def _run(tree: PhoneTree, state: State, position: Position) -> Position:
    """Let the system go on until the caller must act or the call is over, and say what happens."""
    passed: set[str] = set()
    while not isinstance(position.stop, End) and not played.waits_for_caller(tree, position):
        if position.node in passed:
            click.echo(f'         The system goes round and round: "{position.node}" again.')
            return position
        passed.add(position.node)
        step = played.usual_step(tree, position, played.ways(tree, state, position))
        position = _show(tree, played.take(tree, position, step))
    if isinstance(position.stop, End):
        done = Call("", (), position.stop.outcome, position.node, position.seconds)
        click.echo("")
        click.echo(click.style("         You " + ending(tree, done).replace("is stuck", "are stuck"), bold=True))
    else:
        click.echo(f"{clock(position.seconds):>7}  {position.node}")
        heard = played.prompt_of(tree, position)
        if heard:
            click.echo("\n".join(_prompt_lines(heard)))
    return position


def _prompt_lines(heard: str) -> list[str]:
    from textwrap import wrap

    return wrap(f'"{heard}"', 80, initial_indent=" " * 9, subsequent_indent=" " * 9)


def _show(tree: PhoneTree, position: Position) -> Position:
    assert position.turn is not None
    click.echo("\n".join(turn_lines(tree, position.turn)))
    return position


def _do(tree: PhoneTree, state: State, position: Position, word: str) -> Position:
    """Press a key, stay silent, or take the step of that name where the system decided last."""
    word = {"star": "*", "pound": "#"}.get(word, word)
    if word == "":
        if not played.waits_for_caller(tree, position):
            return position
        return _run(tree, state, played.stay_silent(tree, state, position))
    for place in (position, *_decided(tree, position)):
        for step in played.ways(tree, state, place):
            if step.name == word and not (place is position and played.waits_for_caller(tree, position)):
                click.echo(click.style(f"         what if: {word}", bold=True))
                return _run(tree, state, _show(tree, played.take(tree, place, step, said=word)))
    if not played.waits_for_caller(tree, position):
        click.echo(f'         "{word}" does nothing here; ? shows what does')
        return position
    pressed = played.press(tree, state, position, word)
    if pressed.turn is not None and pressed.turn.step == "wrong":
        click.echo(f"         {word} is not offered here")
    return _run(tree, state, pressed)


def _decided(tree: PhoneTree, position: Position) -> Iterator[Position]:
    """The places since the last menu where the system decided, the latest first."""
    place = position.previous
    while place is not None and not played.waits_for_caller(tree, place):
        yield place
        place = place.previous


def _others(tree: PhoneTree, state: State, position: Position) -> list[str]:
    """Steps the system could have taken instead since the last menu."""
    taken = {turn.step for turn in position.turns()}
    return [
        s.name for place in _decided(tree, position) for s in played.ways(tree, state, place) if s.name not in taken
    ]


def _back(tree: PhoneTree, position: Position) -> Position:
    """The last place before this one where the caller could act, or the start of the call."""
    place = position.previous or position
    while place.previous is not None and not played.waits_for_caller(tree, place):
        place = place.previous
    return place
