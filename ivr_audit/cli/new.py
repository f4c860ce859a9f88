"""`ivr-audit new`: make a tree by answering questions, with a stopwatch if wanted, or begin with a spreadsheet."""

from __future__ import annotations

import sys
from os.path import lexists
from pathlib import Path

import click

from ivr_audit.cli.files import write


@click.command("new")
@click.argument("path", metavar="FILE")
@click.option("--listen", is_flag=True, help="Take the length of every recording with a stopwatch, on a call.")
@click.option("--spreadsheet", is_flag=True, help="Write an empty spreadsheet (.xlsx) with examples instead.")
def command(path: str, listen: bool, spreadsheet: bool) -> None:
    """Make a tree: answer what callers hear and what each key does.

    \b
      ivr-audit new clinic.yaml              questions; stop and go on as you like
      ivr-audit new clinic.yaml --listen     the same, with a stopwatch;
                                             of a file that is there, lengths only
      ivr-audit new --spreadsheet menu.xlsx  a sheet to fill in, a row a key
    """
    if spreadsheet and listen:
        raise click.UsageError("--spreadsheet asks nothing, so there is nothing to --listen to; give one of them")
    if spreadsheet:
        _write_spreadsheet(path)
        return
    if not path.lower().endswith((".yaml", ".yml")) and not lexists(path):
        raise click.BadParameter(f'a tree is a .yaml file; "{path}" is not', param_hint="'FILE'")
    if not Path(path).parent.is_dir():
        raise click.BadParameter(f'there is no folder "{Path(path).parent}"', param_hint="'FILE'")
    if listen:
        from ivr_audit.cli.stopwatch import is_terminal

        if not is_terminal():
            raise click.UsageError("--listen needs a terminal, where keys can be tapped while you call")
    if not lexists(path):
        if sys.stdin is None:
            raise click.ClickException("standard input is closed")
        from ivr_audit.cli.conversation import converse

        converse(path, listening=listen)
    elif listen:
        from ivr_audit.cli.stopwatch import measure

        measure(path)
    else:
        said = f'"{path}" is there already; change it in an editor, or measure its recordings with --listen'
        raise click.BadParameter(said, param_hint="'FILE'")


def _write_spreadsheet(path: str) -> None:
    from ivr_audit.render.spreadsheet import template

    if lexists(path):
        raise click.BadParameter(f'"{path}" is there already; name another', param_hint="'FILE'")
    if not path.lower().endswith(".xlsx"):
        raise click.BadParameter(f'a spreadsheet is a .xlsx file; "{path}" is not', param_hint="'FILE'")
    write(path, template())
    click.echo(f"{path}: fill it in, then: ivr-audit audit {path}")
