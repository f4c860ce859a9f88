"""Audits for the tests of the formats: of the stories, and of trees whose every name is hostile."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml

from ivr_audit.audit import Audit, audit
from ivr_audit.load import native
from ivr_audit.render import csv as as_csv

DAY = date(2026, 11, 23)
HOSTILE = [
    'say "it"', "a|b", "<script>alert(1)</script>", "end ]]> of", "*bold* _under_ ~~no~~", "`code`", "[a](http://b)",
    "![x](y)", "a & b &amp; c", "# head", "- item", "1. item", "+ plus", "=1+1", "@cmd", "back\\slash", "{0} {{x}}",
    "$x$", "\U0001f600 smile", "שלום عربي", "</testcase>", "--> <!--", "a;b,c", "'quoted'", "100%", "../../etc",
]  # fmt: skip


def hostile(name: str, file: str = "t.yaml") -> Audit:
    """The audit of a small tree in which everything bears that name; its menu is a trap and its mailbox nobody's."""
    described = {
        "tree": f"{name} clinic", "start": name, "topics": [name],
        "nodes": {
            name: {"menu": "Press 1.", "options": {"1": name, "2": f"{name} box"}},
            f"{name} box": {"voicemail": name},
        },
    }  # fmt: skip
    tree, problems = native.read(yaml.safe_dump(described, allow_unicode=True), file)
    assert tree is not None, problems
    return audit(tree, DAY)


def story(name: str) -> Audit:
    tree, _ = native.read(Path(f"trees/{name}.yaml").read_bytes(), f"trees/{name}.yaml")
    assert tree is not None
    return audit(tree, DAY)


def told(audited: Audit, message: str) -> Audit:
    """The audit with only its first finding, which says that."""
    first = replace(audited.findings[0], message=message, node=message, consequences=())
    return replace(audited, findings=(first,))


FAMILY = story("family-physicians")


def rows(audits: list[Audit]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv.report(audits), newline="")))
