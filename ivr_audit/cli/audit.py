"""`ivr-audit audit TREE...`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import import_module
from os.path import exists, realpath
from typing import TYPE_CHECKING, Final

import click

from ivr_audit.cli.common import (
    Input,
    as_of_option,
    input_options,
    output_option,
    read_trees,
    redact_option,
    to_share,
    today,
)
from ivr_audit.cli.files import write
from ivr_audit.finding import SEVERITIES, Severity

if TYPE_CHECKING:
    from ivr_audit.audit import Audit
    from ivr_audit.finding import Identity

FORMATS: Final = ("text", "json", "markdown", "html", "csv", "sarif", "junit")
"""All but text and html are modules of `ivr_audit.render`, whose function `report` makes one text of all audits."""


@click.command("audit")
@click.argument("paths", metavar="TREE...", nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", help="Text to read, or a format for a program."
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="error",
    show_default=True,
    help="Exit with code 1 when a finding this grave or graver is shown and new.",
)
@click.option("--severity", type=click.Choice(SEVERITIES), default="advice", help="Show only this grave or graver.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Check by this rule only. Can be repeated.")
@click.option("--baseline", metavar="FILE", help="Findings in this file are known. It is written if it is not there.")
@click.option("--update-baseline", is_flag=True, help="Write the baseline anew: from now on all of today is known.")
@input_options()
@redact_option()
@as_of_option()
@output_option()
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    form: str,
    fail_on: str,
    severity: Severity,
    rules: tuple[str, ...],
    baseline: str | None,
    update_baseline: bool,
    said: Input,
    redact: bool,
    as_of: date | None,
    output: str,
) -> None:
    """Find what is wrong for callers in phone trees: files, or folders of them; `-` reads standard input.

    Tells who cannot reach a person and when, how long it takes at best, typically and at worst, every finding with
    the keys that let you hear it yourself, and what to fix first.
    """
    from ivr_audit.audit import at_least, audit
    from ivr_audit.rules import RULE_IDS

    _check_rules(rules)
    if baseline is not None and output != "-" and realpath(baseline) == realpath(output):
        raise click.UsageError(f'"{output}" is given as --baseline and as -o; each needs a file of its own')
    known = _known(baseline, update_baseline)
    trees = [to_share(tree, redact) for tree in read_trees(paths, said)]
    if form == "html" and len(trees) > 1:
        raise click.UsageError("several trees have a page each: use ivr-audit report TREE... -o FOLDER")
    day = as_of or today()
    audits = [audit(tree, day, rules or RULE_IDS) for tree in trees]
    if known is not None:
        from ivr_audit.baseline import compare

        audits = compare(audits, known)
    shown = [at_least(audited, severity) for audited in audits]
    _write(shown, form, output)
    if baseline is not None and (known is None or update_baseline):
        _write_baseline(audits, known or [], baseline)
        return
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    if any(finding.severity in grave for audited in shown for finding in audited.new):
        ctx.exit(1)


def _check_rules(rules: Sequence[str]) -> None:
    """Raise a usage error for the first rule that there is none of."""
    from ivr_audit.rules import RULE_IDS, unknown_rule

    for rule_id in rules:
        if rule_id not in RULE_IDS:
            raise click.BadParameter(unknown_rule(rule_id), param_hint="'--rule'")


def _known(baseline: str | None, update: bool) -> list[Identity] | None:
    """What the baseline knows; None where there is none yet. Raises InputError for a file that is no baseline."""
    if baseline is None:
        if update:
            raise click.UsageError("--update-baseline needs --baseline FILE: which file is to be written?")
        return None
    if baseline == "-":
        raise click.BadParameter("a baseline is a file; it cannot be standard input", param_hint="'--baseline'")
    if not exists(baseline):
        return None
    from ivr_audit.baseline import from_text
    from ivr_audit.load import contents

    return from_text(contents(baseline), baseline)


def _write_baseline(audits: Sequence[Audit], known: Sequence[Identity], baseline: str) -> None:
    from ivr_audit.baseline import as_text, updated

    found = updated(audits, known)
    write(baseline, as_text(found))
    findings = "1 finding is" if len(found) == 1 else f"{len(found)} findings are"
    click.echo(f"{baseline}: written; from now on {findings} known", err=True)


def _write(audits: Sequence[Audit], form: str, output: str) -> None:
    if form == "html":
        from ivr_audit.cli.report import NotWritten, made

        try:
            write(output, made(audits[0], "html"))
        except NotWritten as missing:
            raise click.ClickException(str(missing)) from None
        return
    if form != "text":
        write(output, import_module(f"ivr_audit.render.{form}").report(audits))
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
