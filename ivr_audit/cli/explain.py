"""`ivr-audit explain RULE`."""

from __future__ import annotations

import click

from ivr_audit.cli.files import write


@click.command("explain")
@click.argument("rule_id", metavar="RULE")
def command(rule_id: str) -> None:
    """Explain a rule: what is wrong for a caller, how it is checked, its thresholds and sources, what to do."""
    from ivr_audit.rulebook import full_page
    from ivr_audit.rules import RULE_IDS, rule, unknown_rule

    if rule_id not in RULE_IDS:
        raise click.BadParameter(unknown_rule(rule_id), param_hint="'RULE'")
    write("-", full_page(rule(rule_id)))
