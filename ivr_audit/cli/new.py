"""`ivr-audit new`: make a tree by answering questions, with a stopwatch if wanted, or begin with a spreadsheet."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from os.path import exists
from pathlib import Path
from typing import Any, Final

import click

from ivr_audit.cli.files import replace_file, write
from ivr_audit.interview import Question, interview
from ivr_audit.yaml_text import Value

HELP: Final = """  Enter     take what stands in brackets, or go on without
  back      take back the last answer
  tree      show what there is so far
  stop      stop; the same command goes on later where you were
  ?         this"""
_TAPS: Final = """  Call the number now. Tap
    space      when the recording begins, and again when it ends
    a key      0-9, * or #, when it is offered
    x          to start again"""


@click.command("new")
@click.argument("path", metavar="FILE")
@click.option("--listen", is_flag=True, help="Take the length of every recording with a stopwatch, on a call.")
@click.option("--spreadsheet", is_flag=True, help="Write an empty spreadsheet (.xlsx) with examples instead.")
def command(path: str, listen: bool, spreadsheet: bool) -> None:
    """Make a tree: answer what callers hear and what each key does.

    \b
      ivr-audit new clinic.yaml              a conversation; stop at any time and go on later
      ivr-audit new clinic.yaml --listen     the same, with a stopwatch while you call the number;
                                             of a file that is there, the lengths are measured
      ivr-audit new --spreadsheet menu.xlsx  a sheet to fill in: one row for each key
    """
    if spreadsheet:
        _write_spreadsheet(path)
    elif exists(path):
        if not listen:
            raise click.BadParameter(
                f'"{path}" is there already; change it in an editor, or measure its recordings with --listen',
                param_hint="'FILE'",
            )
        _measure(path)
    else:
        if not path.lower().endswith((".yaml", ".yml")):
            raise click.BadParameter(f'a tree is a .yaml file; "{path}" is not', param_hint="'FILE'")
        if not Path(path).parent.is_dir():
            raise click.BadParameter(f'there is no folder "{Path(path).parent}"', param_hint="'FILE'")
        _converse(path, listen=listen)


def _write_spreadsheet(path: str) -> None:
    from ivr_audit.render.spreadsheet import template

    if exists(path):
        raise click.BadParameter(f'"{path}" is there already; name another', param_hint="'FILE'")
    if not path.lower().endswith(".xlsx"):
        raise click.BadParameter(f'a spreadsheet is a .xlsx file; "{path}" is none', param_hint="'FILE'")
    write(path, template())
    click.echo(f"{path}: fill it in, then: ivr-audit audit {path}")


class Stopped(Exception):
    """The conversation is to go on another time."""


def _converse(path: str, *, listen: bool) -> None:
    """Ask until the tree is whole. Answers are kept beside the file as they are given, and left out at the end."""
    kept = Path(f"{path}.answers")
    answers = _kept(kept)
    click.echo(f"Going on where you stopped, with {len(answers)} answers." if answers else "Type ? for help.")
    while True:
        done, question, parts = _replay(answers)
        if done:
            break
        assert question is not None
        try:
            said = _ask(question, answers, listen=listen)
        except Stopped:
            _keep(kept, answers)
            click.echo(f"\nYour answers are kept in {kept}. To go on: ivr-audit new {path}")
            return
        if said is None:
            del answers[-1:]
        else:
            answers.append(said)
        _keep(kept, answers)
    replace_file(Path(path), text_of(parts).encode())
    kept.unlink(missing_ok=True)
    click.echo(f"\n{path} is written. See what callers meet:  ivr-audit audit {path}")


def _replay(answers: list[str]) -> tuple[bool, Question | None, dict[str, Value]]:
    """Whether these answers are all, the question that comes next, and the tree when there is none."""
    asking = interview()
    try:
        question = next(asking)
        for said in answers:
            question = asking.send(said)
    except StopIteration as end:
        return True, None, end.value
    return False, question, {}


def _ask(question: Question, answers: list[str], *, listen: bool) -> str | None:
    """The answer as it is kept; None to take back the last one. Raises Stopped."""
    click.echo()
    if question.choices and all(says for _, says in question.choices):
        click.echo(question.text)
        for number, (word, says) in enumerate(question.choices, 1):
            click.echo(f"  {number}  {word.replace('_', ' '):<13}{says}")
        prompt = "  number or word"
    else:
        prompt = question.text
    while True:
        try:
            said = click.prompt(prompt, default=question.usual, show_default=bool(question.usual), prompt_suffix=" > ")
        except click.Abort:
            raise Stopped from None
        word = said.strip().lower()
        if word == "?":
            click.echo(HELP)
        elif word == "stop":
            raise Stopped
        elif word == "tree":
            click.echo("\n".join(outline(answers)))
        elif word == "back":
            return None
        else:
            try:
                kept = question.check(said) if question.check else said.strip()
            except ValueError as wrong:
                click.echo(f"  {wrong}")
                continue
            if question.heard and listen and kept:
                return _timed(kept)
            return kept


def _timed(said: str) -> str:
    click.echo(_TAPS)
    seconds, _ = stopwatch(click.getchar, time.monotonic, click.echo)
    return said if seconds is None else f"[{seconds:.1f}s] {said}"


def stopwatch(
    tap: Callable[[], str], clock: Callable[[], float], say: Callable[[str], Any]
) -> tuple[float | None, dict[str, float]]:
    """Seconds of a recording, and the seconds after its begin at which each key was offered; None: given up.

    `tap` gives the next key that is pressed, `clock` seconds (Any: what a function that prints returns is not used).
    """
    begun: float | None = None
    offered: dict[str, float] = {}
    while True:
        pressed = tap()
        now = clock()
        if pressed in ("\x03", "\x04", "\x1b", "q", ""):
            return None, {}
        if pressed == "x":
            begun, offered = None, {}
            say("  again: tap space when the recording begins")
        elif pressed == " " and begun is None:
            begun = now
            say("  begun")
        elif pressed == " " and begun is not None:
            say(f"  {now - begun:.1f} s")
            return round(now - begun, 1), offered
        elif pressed in "0123456789*#" and begun is not None:
            offered[pressed] = round(now - begun, 1)
            say(f"  key {pressed} after {offered[pressed]:.1f} s")


def _measure(path: str) -> None:
    """Take the length of each recording of a file that is there; everything else in it stays as it is."""
    from ivr_audit.load import contents, load
    from ivr_audit.load.edit import put
    from ivr_audit.load.yaml_nodes import decode
    from ivr_audit.model import Prompt

    tree = load(path)
    text = decode(contents(path), path)
    measured = 0
    for node in tree.nodes.values():
        prompt = getattr(node, "greeting" if node.kind == "voicemail" else node.main, None)
        if not isinstance(prompt, Prompt) or not (prompt.text or prompt.audio) or prompt.measured is not None:
            continue
        click.echo(f'\n"{node.name}": {(prompt.text or prompt.audio)[:200]}')
        if not click.confirm("Take its length?", default=True):
            continue
        click.echo(_TAPS)
        seconds, _ = stopwatch(click.getchar, time.monotonic, click.echo)
        if seconds is None:
            break
        field = "greeting" if node.kind == "voicemail" else node.kind
        said = {"text": prompt.text} if prompt.text else {"audio": prompt.audio}
        text = put(text, ("nodes", node.name, field), {**said, "seconds": f"{seconds}s"}, path)
        measured += 1
    if measured:
        replace_file(Path(path), text.encode())
    click.echo(f"\n{measured} {'recording' if measured == 1 else 'recordings'} measured.")


def text_of(parts: dict[str, Value]) -> str:
    """The native file of what was answered."""
    from ivr_audit.yaml_text import lines

    top = [line for name, value in parts.items() if name != "nodes" for line in lines(name, value, 0)]
    nodes = parts["nodes"]
    assert isinstance(nodes, dict)
    below = [line for name, value in nodes.items() for line in lines(name, value, 2)]
    return "\n".join([*top, "", "nodes:", *below]) + "\n"


def outline(answers: list[str]) -> Iterator[str]:
    """The tree so far: every place that was told, and where it leads."""
    asking = interview()
    told: list[tuple[str, str]] = []
    try:
        question = next(asking)
        for said in answers:
            told.append((question.about, said))
            question = asking.send(said)
    except StopIteration:
        pass
    places: dict[str, list[str]] = {}
    for about, said in told:
        places.setdefault(about, []).append(said)
    for about, answered in places.items():
        if about:
            kind, *rest = answered
            yield f"  {about}: {kind.replace('_', ' ')}"
            yield from (f"      {line[:100]}" for line in rest if line)


def _kept(path: Path) -> list[str]:
    """The answers of an earlier conversation; none if the file is not there or not ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    answers = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
    while answers:
        try:
            _replay(answers)
        except (ValueError, RuntimeError):
            answers.pop()
        else:
            break
    return answers


def _keep(path: Path, answers: list[str]) -> None:
    replace_file(path, (json.dumps(answers, ensure_ascii=False, indent=0) + "\n").encode())
