"""`ivr-audit call TREE`: a phone in the terminal, or one call replayed."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import cast

import click

from ivr_audit.asked import check_together
from ivr_audit.call import Call, play_keys
from ivr_audit.callers import CALLERS, CallerKind, play_caller
from ivr_audit.cli.common import (
    Input,
    as_of_option,
    at_option,
    entry_of,
    input_options,
    moment_of,
    read_tree,
    redact_option,
    to_share,
    today,
    topic_of,
)
from ivr_audit.cli.files import write
from ivr_audit.hours import State, periods, state_at
from ivr_audit.model import PhoneTree
from ivr_audit.render.transcript import heading, transcript
from ivr_audit.script import script
from ivr_audit.words import json_text


@click.command("call")
@click.argument("tree_path", metavar="TREE")
@click.option("--keys", metavar="WORDS", help="What the caller does: words as below, between commas.")
@at_option('When the call is made, such as "sat 10:00". [default: when people are there]')
@click.option("--caller", type=click.Choice(CALLERS), help="Play one of the five callers instead.")
@click.option("--topic", help="What a listener or an expert calls about.")
@click.option("--entry", help="The number that is dialled, where the tree has several.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Text, or JSON.")
@input_options()
@redact_option()
@as_of_option()
def command(
    tree_path: str,
    keys: str | None,
    moment: str | None,
    caller: str | None,
    topic: str | None,
    entry: str | None,
    form: str,
    said: Input,
    redact: bool,
    as_of: date | None,
) -> None:
    """Phone a tree and read what a caller hears.

    Without --keys and --caller this is a phone: type keys and Enter. With --keys a call is replayed:

      ivr-audit call trees/family-physicians.yaml --at "mon 10:00" --keys 0,0,0

    The words of --keys, which the phone understands too:

    \b
      1  0  *  #  1234   press keys (also: star, pound)
      wait               stay silent until the menu gives up
      silence            stay silent while the menu plays once
      given  extension   give what is asked for; dial an extension
      no-answer  busy  full  overflow  no-agents  transferred  case NAME ...
                         what if: a step as "ivr-audit paths TREE" names it

    A key that is pressed in a queue or mailbox leaves it. What no word decides
    goes as it usually does: people who are there answer, a message is left.
    """
    try:
        check_together(keys=keys is not None, caller=caller, topic=topic)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    _check_open(reads=tree_path == "-" or (keys is None and caller is None and form != "json"))
    tree = to_share(read_tree(tree_path, said), redact)
    day = as_of or today()
    start = entry_of(tree, entry)
    at = moment_of(moment, day) if moment else periods(tree, day)[0].example
    state = state_at(tree, at)
    if keys is None and caller is None:
        if form == "json":
            raise click.UsageError("--format json needs --keys or --caller")
        from ivr_audit.cli.phone import phone

        phone(tree, start, at, day)
        return
    if caller is not None:
        done = play_caller(tree, state, start, cast("CallerKind", caller), topic_of(tree, topic))
    else:
        done = play_keys(tree, state, start, _script(tree, keys or ""))
    if form == "json":
        write("-", json_text(_as_json(tree, done, at, state), indent=2) + "\n")
    else:
        write("-", "\n".join(transcript(tree, done, heading(tree, at, state))) + "\n")


def _check_open(*, reads: bool) -> None:
    """Raise an error of use where a stream that the call needs was closed by whoever started the program."""
    for name, stream in (("input", sys.stdin if reads else sys), ("output", sys.stdout)):
        if stream is None:
            raise click.ClickException(f"standard {name} is closed")


def _script(tree: PhoneTree, keys: str) -> tuple[str, ...]:
    try:
        return script(tree, keys)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="'--keys'") from None


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
        "refused": [{**said._asdict(), "possible": list(said.possible)} for said in done.refused],
    }
