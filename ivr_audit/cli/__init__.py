"""The command line: one module a command, loaded when it is called. Only this package prints, writes and exits.

Exit codes: 0 nothing at or above `--fail-on`; 1 findings; 2 unusable input or wrong usage.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from ivr_audit import __version__
from ivr_audit.place import InputError

COMMANDS: Final = {
    "audit": "What is wrong for callers: findings, times, and what to fix first.",
    "call": "Phone a tree: press keys and read what a caller hears, or replay a call.",
    "paths": "Every path a call can take, one a line.",
    "diagram": "Draw a tree as a picture.",
    "simulate": "How often: thousands of calls with real staff, queues, patience and voicemail.",
    "report": "Write the report for the review meeting: a page with a phone to press, or a hand-out.",
    "new": "Make a tree by answering questions, or begin with a spreadsheet.",
    "convert": "Turn the files of one phone system into those of another, or into a tree file.",
    "rules": "List the rules that an audit checks.",
    "explain": "Explain a rule: what is wrong, how it is checked, what to do.",
    "schema": "Print the JSON Schema of tree files, for completion in editors.",
}


class Commands(click.Group):
    """A group whose commands are imported when they are called: `--help` and `--version` stay at Python's floor."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which an office manager needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"ivr_audit.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but an unknown command is answered with the nearest known one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from ivr_audit.words import nearest

            close = nearest(args[0], COMMANDS)
            ctx.fail(f'there is no command "{args[0]}".' + (f' Did you mean "{close}"?' if close else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, written without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="ivr-audit %(version)s")
def commands() -> None:
    """Can a caller still reach a person here, and after how long?

    Reads the description of a phone menu and finds dead ends, missing ways to a person, voicemail that nobody
    answers, and the exact worst time to reach somebody. Start with: ivr-audit audit TREE
    """


def main(args: Sequence[str] | None = None) -> None:
    """The program: runs a command and exits with its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = commands.main(args=None if args is None else list(args), prog_name="ivr-audit", standalone_mode=False)
        sys.exit(code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except InputError as unusable:
        from ivr_audit.words import visible

        for problem in unusable.problems:
            click.echo(visible(str(problem)), err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as failed:
        click.echo(f"{failed.filename or 'output'}: {(failed.strerror or str(failed)).lower()}", err=True)
        sys.exit(2)
