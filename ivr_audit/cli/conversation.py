"""The conversation at the terminal: asks, keeps every answer beside the file at once, and shows the tree grow."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from ivr_audit.announced import announced_keys
from ivr_audit.answers import prompt as prompt_of
from ivr_audit.answers import with_length
from ivr_audit.cli.files import replace_file
from ivr_audit.cli.outline import outline, summary
from ivr_audit.cli.stopwatch import TAPS, compared, listen
from ivr_audit.defaults import Defaults
from ivr_audit.interview import Reached, after
from ivr_audit.model import Prompt
from ivr_audit.told import Question, Told
from ivr_audit.words import visible

HELP: Final = """  Enter     take what stands in brackets, or go on without
  back      take back the last answer
  tree      show all that was told so far
  stop      stop; the same command goes on later where you were (Ctrl-C does the same)
  ?         this
  Before what callers hear, [4.5s] gives its length: [4.5s] Thank you for calling."""
_MOST_LINES: Final = 24
_LARGEST: Final = 4_000_000


class Stopped(Exception):
    """The conversation is to go on another time."""


def converse(path: str, *, listening: bool) -> None:
    """Ask until the tree is whole, then write it. Raises a usage error for answers that cannot be read."""
    kept = Path(f"{path}.answers")
    zone = _zone_here()
    answers = _kept(kept, zone)
    with suppress(ImportError):
        import readline  # noqa: F401  # arrow keys work in an answer
    click.echo(_greeting(path, answers, zone))
    try:
        told = _told(answers, kept, zone, listening=listening)
    except Stopped:
        if answers:
            click.echo(f"\nYour answers are kept in {kept}. To go on: ivr-audit new {path}")
        else:
            click.echo("\nNothing was told, and nothing is written.")
        return
    if os.path.lexists(path):
        raise click.ClickException(f'"{path}" was written by somebody else meanwhile; your answers are kept in {kept}')
    replace_file(Path(path), told.text().encode())
    kept.unlink(missing_ok=True)
    click.echo(f"\n{path} is written. See what callers meet:  ivr-audit audit {path}")


def _greeting(path: str, answers: list[str], zone: str) -> str:
    if not answers:
        return f"A few questions make {path}. ? shows what can be typed besides; stop stops, and nothing is lost."
    told = after(answers, zone).told
    number = f"{len(answers)} {'answer is' if len(answers) == 1 else 'answers are'}"
    shown = "\n".join(_shown(told, told.telling()))
    return f"Going on where you stopped: {number} kept. ? for help." + (f"\n{shown}" if shown else "")


def _told(answers: list[str], kept: Path, zone: str, *, listening: bool) -> Told:
    """All that is told when no question is left. Raises Stopped."""
    about = after(answers, zone).told.telling()
    while True:
        told, question, _ = after(answers, zone)
        if question is None:
            if _agreed(told):
                return told
            del answers[-1:]
            _keep(kept, answers)
            continue
        if question.about != about and told.nodes:
            click.echo("\n" + "\n".join(_shown(told, about)))
        about = question.about
        said = _ask(question, Reached(told, question, 0))
        if said is None:
            if not answers:
                click.echo("  There is no answer to take back.")
            else:
                click.echo(f"  Taken back: {visible(answers.pop())[:80] or '(Enter)'}")
            about = after(answers, zone).told.telling()
        else:
            answers.append(said)
        _keep(kept, answers)
        if said and question.heard and listening:
            _time(answers, kept)


def _agreed(told: Told) -> bool:
    """Whether the file is to be written. Raises Stopped."""
    click.echo("\n" + "\n".join(outline(told)))
    while True:
        said = _typed("That is all. Enter: write it; back: take back the last answer", "")
        if said in ("", "yes", "y", "write"):
            return True
        if said in ("back", "no", "n"):
            return False
        if said == "stop":
            raise Stopped
        click.echo(HELP)


def _ask(question: Question, reached: Reached) -> str | None:
    """The answer as it is kept; None to take back the last one. Raises Stopped."""
    click.echo()
    prompt = question.text
    if any(says for _, says in question.choices):
        click.echo(question.text)
        for number, (word, says) in enumerate(question.choices, 1):
            click.echo(f"  {number:>2}  {word.replace('_', ' '):<13}{says}")
        prompt = "number or word"
    while True:
        if question.hint:
            click.echo(click.style(f"  ({visible(question.hint)})", dim=True))
        said = _typed(visible(prompt), question.usual)
        word = said.strip().lower()
        if word in ("?", "help"):
            click.echo(HELP)
        elif word == "stop":
            raise Stopped
        elif word == "tree":
            click.echo("\n".join([*outline(reached.told), f"  {summary(reached.told)}"]))
        elif word == "back":
            return None
        else:
            try:
                return question.check(said)
            except ValueError as wrong:
                click.echo(f"  {visible(str(wrong))}")


def _typed(prompt: str, usual: str) -> str:
    """A line that is typed. Raises Stopped at the end of the input and for Ctrl-C."""
    try:
        return str(click.prompt(prompt, default=usual, show_default=bool(usual), prompt_suffix=" > ")).strip()
    except (click.Abort, UnicodeDecodeError):
        raise Stopped from None


def _time(answers: list[str], kept: Path) -> None:
    """Take the length of what was just told, which is kept already. Raises Stopped for Ctrl-C."""
    click.echo(TAPS)
    taken = listen()
    if taken.stops:
        raise Stopped
    if not taken.seconds:
        return
    text = prompt_of(answers[-1])[0]
    keys = dict.fromkeys(announced_keys(text), "")
    for line in compared(Prompt(text), taken, keys, Defaults()):
        click.echo(line)
    answers[-1] = with_length(answers[-1], taken.seconds)
    _keep(kept, answers)


def _shown(told: Told, about: str) -> list[str]:
    """The tree so far if it is short, else the place that was just told, and what is still to be told."""
    found = outline(told)
    if len(found) > _MOST_LINES and about in told.nodes:
        found = outline(Told({"start": about}, {about: told.nodes[about]}))
    return [*found[:_MOST_LINES], f"  {summary(told)}"] if found else []


def _zone_here() -> str:
    """The time zone of this computer, if it says one by name."""
    place = os.environ.get("TZ") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    from zoneinfo import available_timezones

    return place if place in available_timezones() and not place.startswith("Etc/") else "UTC"


def _kept(path: Path, zone: str) -> list[str]:
    """The answers of an earlier conversation. Those that do not fit any more are left out, and a copy is kept.

    Raises a usage error for a file that has no answers in it.
    """
    if not os.path.lexists(path):
        return []
    try:
        raw = path.read_bytes()[:_LARGEST]
        found = json.loads(raw)
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        said = f'"{path}" should hold the answers of an earlier time and cannot be read; move it away to begin anew'
        raise click.BadParameter(said, param_hint="'FILE'")
    fitting = after(found, zone).fitting
    if fitting < len(found):
        copy = Path(f"{path}.old")
        replace_file(copy, raw)
        click.echo(f"{len(found) - fitting} of {len(found)} answers do not fit the questions any more; see {copy}")
    return found[:fitting]


def _keep(path: Path, answers: list[str]) -> None:
    replace_file(path, (json.dumps(answers, ensure_ascii=False, indent=0) + "\n").encode())
