"""What several commands share: options, reading trees, writing files whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from ivr_audit import asked
from ivr_audit.cli.files import has_read
from ivr_audit.model import PhoneTree, Prompt, readable_fields
from ivr_audit.place import InputError, Place, Problem


class Day(click.ParamType):  # type: ignore[type-arg]  # a class without parameters before click 8.2
    """A date such as 2026-11-23."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # click's own type
        """The date, or a usage error that shows one."""
        try:
            return asked.day_of(value)
        except ValueError as wrong:
            self.fail(str(wrong), param, ctx)


Wrapper = Callable[[Callable[..., None]], Callable[..., None]]


def as_of_option() -> Wrapper:
    """`--as-of DATE`: the first day of the year that is looked at."""
    return click.option("--as-of", type=Day(), help="First day of the year that is looked at. [default: today]")


def output_option() -> Wrapper:
    """`-o FILE`: where the output goes."""
    return click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file instead of the screen.")


def redact_option() -> Wrapper:
    """`--redact`: what is written can be shown to anybody."""
    return click.option("--redact", is_flag=True, help="Hide phone numbers, names and addresses.")


class Input(NamedTuple):
    """What is said besides the files: where calls come in, and what the office knows that they do not say."""

    start: str | None = None
    overlay: str | None = None


def input_options() -> Wrapper:
    """`--with FILE` and `--start NAME`, which reach the command as one `said: Input`."""

    def wrapped(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def called(*args: Any, start_at: str | None, with_file: str | None, **others: Any) -> None:
            command(*args, said=Input(start_at, with_file), **others)

        start = "Where calls come in: a node of a tree; in the files of a phone system a context, a flow, a menu."
        called = click.option("--start", "start_at", metavar="NAME", help=start)(called)
        besides = "What the office knows and the file does not say: owners, hours, lengths, topics."
        return click.option("--with", "with_file", metavar="FILE", help=besides)(called)

    return wrapped


def to_share(tree: PhoneTree, redact: bool) -> PhoneTree:
    """The tree as it is to be shown: with `--redact` without what tells whose it is."""
    if not redact:
        return tree
    from ivr_audit.redact import redacted

    return redacted(tree)


def at_option(help_text: str) -> Wrapper:
    """`--at MOMENT`, such as "sat 10:00"."""
    return click.option("--at", "moment", metavar="MOMENT", help=help_text)


def today() -> date:
    """The day of the clock on the wall."""
    return datetime.now().date()


def moment_of(text: str, as_of: date) -> datetime:
    """A moment as written on the command line, or a usage error."""
    try:
        return asked.moment_of(text, as_of)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="'--at'") from None


def _note(file: Path, said: Input) -> None:
    """Note a tree file and what is read with it, so that no result overwrites them."""
    from ivr_audit.load import SETTINGS

    if said.overlay is not None:
        has_read([Path(said.overlay)])
    if file.is_dir():
        has_read(path for path in file.rglob("*") if path.is_file())
    elif file.as_posix() != "-":
        has_read([file, file.parent / SETTINGS])


def _note_audio(tree: PhoneTree) -> None:
    """Note the recordings of a tree."""
    folder = Path(tree.source).parent
    fields = ((node, name) for node in tree.nodes.values() for name in readable_fields(type(node)))
    prompts = (value for node, name in fields if isinstance(value := getattr(node, name), Prompt))
    has_read(folder / prompt.audio for prompt in prompts if prompt.audio)


def read_tree(path: str, said: Input) -> PhoneTree:
    """The one tree of a file. Raises InputError, also for a folder with none or several."""
    from ivr_audit.load import find, load

    found = find(path, said.overlay)
    if len(found) != 1:
        names = "\n".join(f"  {p}" for p in found)
        raise InputError([Problem(Place(path), f"this folder has {len(found)} trees; name one of them:\n{names}")])
    _note(found[0], said)
    tree = load(found[0], said.start, said.overlay)
    _note_audio(tree)
    return tree


def read_trees(paths: Sequence[str], said: Input) -> list[PhoneTree]:
    """Every tree that is named. Raises InputError with the problems of all of them together."""
    from ivr_audit.load import find, read
    from ivr_audit.rules import check_settings

    trees: list[PhoneTree] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            files = find(path, said.overlay)
        except InputError as unusable:
            problems += unusable.problems
            continue
        for file in files:
            _note(file, said)
            tree, wrong = read(file, check_settings, said.start, said.overlay)
            problems += wrong
            if tree is not None:
                _note_audio(tree)
                trees.append(tree)
    if problems:
        raise InputError(problems)
    return trees


def read_drawable_tree(path: str, said: Input) -> tuple[PhoneTree, bool]:
    """The tree of a file and whether it is broken in a way that can still be drawn: targets that do not exist.

    Those are said on standard error. Raises InputError for everything else.
    """
    from ivr_audit.load import find, read

    found = find(path, said.overlay)
    if len(found) != 1:
        return read_tree(path, said), False
    _note(found[0], said)
    tree, problems = read(found[0], None, said.start, said.overlay)
    if tree is None:
        raise InputError(problems)
    _note_audio(tree)
    for problem in problems:
        click.echo(str(problem), err=True)
    return tree, bool(problems)


def entry_of(tree: PhoneTree, wanted: str | None) -> str:
    """The node where a call begins: the one asked for by number or node, else the first; or a usage error."""
    try:
        return asked.entry_of(tree, wanted)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="'--entry'") from None


def topic_of(tree: PhoneTree, wanted: str | None) -> str | None:
    """A topic of the tree, or a usage error that names the nearest."""
    try:
        return asked.topic_of(tree, wanted)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="'--topic'") from None


def write_lines(lines: Iterable[str]) -> None:
    """Write lines to standard output as they come."""
    for line in lines:
        click.echo(line)
