"""`ivr-audit rules`."""

from __future__ import annotations

import json

import click

from ivr_audit.cli.files import write


@click.command("rules")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A table, or JSON.")
def command(form: str) -> None:
    """List the rules that an audit checks."""
    from ivr_audit.rules import all_rules

    rules = list(all_rules())
    if form == "json":
        rows = [
            {
                "id": rule.id,
                "severity": rule.severity,
                "summary": rule.summary,
                "needs": list(rule.needs),
                "settings": {name: s._asdict() for name, s in rule.settings.items()},
                "sources": list(rule.sources),
            }
            for rule in rules
        ]
        write("-", json.dumps({"version": 1, "rules": rows}, indent=2, ensure_ascii=False) + "\n")
        return
    width = max(len(rule.id) for rule in rules)
    lines = []
    for severity in ("error", "warning", "advice"):
        some = [rule for rule in rules if rule.severity == severity]
        if some:
            lines += [f"{severity.upper()}S" if severity != "advice" else "ADVICE"]
            lines += [f"  {rule.id:{width}}  {rule.summary}" for rule in some] + [""]
    write("-", "\n".join([*lines, "ivr-audit explain RULE tells more about one.", ""]))
