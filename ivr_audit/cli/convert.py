"""`ivr-audit convert SRC DST`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from ivr_audit.cli.common import Input, input_options, read_tree
from ivr_audit.cli.files import write
from ivr_audit.words import list_words, visible

if TYPE_CHECKING:
    from ivr_audit.model import PhoneTree

_SYSTEMS: Final = {
    "native": "A tree file",
    "asterisk": "Asterisk",
    "twilio-studio": "Twilio Studio",
    "amazon-connect": "Amazon Connect",
    "spreadsheet": "A spreadsheet",
}
_ENDINGS: Final = {
    ".yaml": "native", ".yml": "native", ".conf": "asterisk", ".xlsx": "spreadsheet", ".csv": "spreadsheet",
}  # fmt: skip
_OURS: Final = (b"; made by ivr-audit from", b'"name": "waiting-for-')
"""What a file has in it that an earlier conversion put beside the one that was asked for."""
_BEGINNING = 1_000_000


class _Written(NamedTuple):
    """The files by name, the one that was asked for first, and a sentence for all that they cannot say."""

    files: dict[str, str | bytes]
    lost: Sequence[str]


@click.command("convert")
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="DST")
@click.option("--to", "form", type=click.Choice(list(_SYSTEMS)), help="What to write, if the name of DST does not say.")
@input_options()
def command(source: str, target: str, form: str | None, said: Input) -> None:
    """Turn the files of one phone system into those of another, or into a tree file (.yaml).

    SRC is all that an audit reads. DST ends in .yaml, .conf (Asterisk), .xlsx or .csv; - is standard output. What the
    new file cannot say is listed on standard error.
    """
    system = form or _by_name(target)
    tree = read_tree(source, said)
    written = _converted(tree, system, target)
    places = _places(list(written.files), target)
    _refuse(places, [source, *([said.overlay] if said.overlay else [])])
    for name, place in places.items():
        try:
            write(place, written.files[name])
        except click.BadParameter as wrong:
            raise click.BadParameter(wrong.message, param_hint="'DST'") from None
    lost = list(written.lost)
    if left := [name for name in written.files if name not in places]:
        lost.append(f"not written, because they need files of their own: {list_words(left)}; name a file to have them")
    if lost:
        click.echo(f"{_SYSTEMS[system]} cannot say all of it, or something is left to do:", err=True)
        for sentence in lost:
            click.echo(visible(f"  - {sentence}"), err=True)


def _by_name(target: str) -> str:
    found = _ENDINGS.get(Path(target).suffix.lower())
    if found is not None and not os.path.isdir(target):
        return found
    known = ", ".join(_SYSTEMS)
    if Path(target).suffix.lower() == ".json":
        said = f'"{target}" can be a flow of several systems; say which: --to twilio-studio or --to amazon-connect'
    else:
        said = f'the name "{target}" does not say what to write'
        said += f"; end it in .yaml, .conf, .xlsx or .csv, or say --to {known}"
    raise click.BadParameter(said, param_hint="'DST'")


def _converted(tree: PhoneTree, system: str, target: str) -> _Written:
    if system == "native":
        from ivr_audit.render import native

        return _Written({"tree.yaml": native.text(tree)}, native.lost(tree))
    if system == "spreadsheet":
        from ivr_audit.render import spreadsheet

        if target == "-" or target.lower().endswith(".csv"):
            text, lost = spreadsheet.csv_text(tree)
            return _Written({"tree.csv": text}, lost)
        content, lost = spreadsheet.workbook(tree)
        return _Written({"tree.xlsx": content}, lost)
    from importlib import import_module

    modules = {"asterisk": "asterisk", "twilio-studio": "twilio_studio", "amazon-connect": "connect"}
    found = import_module(f"ivr_audit.render.{modules[system]}").texts(tree)
    return _Written(dict(found.texts), found.lost)


def _places(names: list[str], target: str) -> dict[str, str]:
    """Where each file goes: the first to DST, those it needs beside it; all of them into a folder."""
    if target == "-":
        return {names[0]: "-"}
    if os.path.isdir(target):
        return {name: str(Path(target, name)) for name in names}
    path = Path(target)
    mark = f"{path.stem}-" if path.suffix.lower() == ".json" else ""
    return {names[0]: target, **{name: str(path.with_name(mark + name)) for name in names[1:]}}


def _refuse(places: dict[str, str], inputs: list[str]) -> None:
    """Usage errors for files that must not be written over: inputs, and others than the one that was named."""
    first = next(iter(places.values()))
    for place in places.values():
        if place == "-" or not os.path.lexists(place):
            continue
        for one in inputs:
            if one != "-" and _is_within(place, one):
                raise click.BadParameter(f'"{place}" is read here; name another file', param_hint="'DST'")
        if place != first and os.path.isfile(place) and not _is_ours(place):
            said = f'"{place}" would be written too, and is there already; name a file in another folder'
            raise click.BadParameter(said, param_hint="'DST'")


def _is_within(place: str, source: str) -> bool:
    """Whether a file is an input, or inside a folder that is one."""
    path, given = Path(os.path.realpath(place)), Path(os.path.realpath(source))
    return path == given or (given.is_dir() and path.is_relative_to(given))


def _is_ours(place: str) -> bool:
    with open(place, "rb") as file:
        content = file.read(_BEGINNING)
    return content.startswith(_OURS[0]) or _OURS[1] in content
