"""What several commands share: options, reading trees, writing files whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

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


def _note(file: Path) -> None:
    """Note a tree file and what is read with it, so that no result overwrites them."""
    from ivr_audit.load import SETTINGS

    if file.as_posix() != "-":
        has_read([file, file.parent / SETTINGS])


def _note_audio(tree: PhoneTree) -> None:
    """Note the recordings of a tree."""
    folder = Path(tree.source).parent
    fields = ((node, name) for node in tree.nodes.values() for name in readable_fields(type(node)))
    prompts = (value for node, name in fields if isinstance(value := getattr(node, name), Prompt))
    has_read(folder / prompt.audio for prompt in prompts if prompt.audio)


def read_tree(path: str) -> PhoneTree:
    """The one tree of a file. Raises InputError, also for a folder with none or several."""
    from ivr_audit.load import find, load

    found = find(path)
    if len(found) != 1:
        names = "\n".join(f"  {p}" for p in found)
        raise InputError([Problem(Place(path), f"this folder has {len(found)} trees; name one of them:\n{names}")])
    _note(found[0])
    tree = load(found[0])
    _note_audio(tree)
    return tree


def read_trees(paths: Sequence[str]) -> list[PhoneTree]:
    """Every tree that is named. Raises InputError with the problems of all of them together."""
    from ivr_audit.load import find, read
    from ivr_audit.rules import check_settings

    trees: list[PhoneTree] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            files = find(path)
        except InputError as unusable:
            problems += unusable.problems
            continue
        for file in files:
            _note(file)
            tree, wrong = read(file, check_settings)
            problems += wrong
            if tree is not None:
                _note_audio(tree)
                trees.append(tree)
    if problems:
        raise InputError(problems)
    return trees


def read_drawable_tree(path: str) -> tuple[PhoneTree, bool]:
    """The tree of a file and whether it is broken in a way that can still be drawn: targets that do not exist.

    Those are said on standard error. Raises InputError for everything else.
    """
    from ivr_audit.load import find, read

    found = find(path)
    if len(found) != 1:
        return read_tree(path), False
    _note(found[0])
    tree, problems = read(found[0])
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
