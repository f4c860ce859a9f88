"""`ivr-audit schema`."""

from __future__ import annotations

import json

import click

from ivr_audit.cli.common import output_option
from ivr_audit.cli.files import write


@click.command("schema")
@output_option()
def command(output: str) -> None:
    """Print the JSON Schema of tree files.

    Editors that know YAML complete and check a tree file whose first line names this schema:
    # yaml-language-server: $schema=tree.schema.json
    """
    from ivr_audit.load.schema import json_schema

    write(output, json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
