"""`ivr-audit audit TREE...`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from ivr_audit.cli.common import as_of_option, output_option, today, write
from ivr_audit.finding import SEVERITIES
from ivr_audit.model import PhoneTree
from ivr_audit.place import InputError, Problem

if TYPE_CHECKING:
    from ivr_audit.audit import Audit


@click.command("audit")
@click.argument("paths", metavar="TREE...", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Text to read, or JSON.")
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="error",
    show_default=True,
    help="Exit with code 1 when there is a finding this grave or graver.",
)
@as_of_option()
@output_option()
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[str, ...], form: str, fail_on: str, as_of: date | None, output: str
) -> None:
    """Find what is wrong for callers in phone trees: files, or folders of them; `-` reads standard input.

    Tells who cannot reach a person and when, how long it takes at best, typically and at worst, every finding with
    the keys that let you hear it yourself, and what to fix first.
    """
    from ivr_audit.audit import audit

    trees = _read_all(paths)
    day = as_of or today()
    audits = [audit(tree, day) for tree in trees]
    _write(audits, form, output)
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    if any(finding.severity in grave for audited in audits for finding in audited.findings):
        ctx.exit(1)


def _read_all(paths: tuple[str, ...]) -> list[PhoneTree]:
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
            tree, wrong = read(file, check_settings)
            problems += wrong
            if tree is not None:
                trees.append(tree)
    if problems:
        raise InputError(problems)
    return trees


def _write(audits: list[Audit], form: str, output: str) -> None:
    if form == "json":
        from ivr_audit.render.json import report as as_json

        write(output, as_json(audits))
        return
    from ivr_audit.cli.terminal import show
    from ivr_audit.render.styled import Line, plain
    from ivr_audit.render.text import report

    lines: list[Line] = []
    for audited in audits:
        lines += [*([(), ()] if lines else []), *report(audited)]
    if output == "-":
        show(lines)
    else:
        write(output, plain(lines))
