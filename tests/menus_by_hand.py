"""Small trees of menus written by hand, and what one rule finds in them."""

from __future__ import annotations

from datetime import date

from ivr_audit.finding import Finding
from ivr_audit.load.native import read
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.rules import rule
from ivr_audit.rules.run import judge

AS_OF = date(2026, 11, 23)
ENDS = """\
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
"""


def tree(nodes: str, start: str = "main", **top: str) -> PhoneTree:
    head = "".join(f"{field}: {value}\n" for field, value in top.items())
    found, problems = read(f"tree: Clinic\nowner: Ann\nstart: {start}\n{head}nodes:\n{nodes}{ENDS}", "made.yaml")
    assert found is not None, problems
    return found


def menu(options: str, *fields: str, name: str = "main", prompt: str = "Welcome.", silent: str = "desk") -> str:
    rest = "".join(f"    {field}\n" for field in fields)
    return f"  {name}:\n    menu: {prompt}\n    options: {{{options}}}\n    no_input: {silent}\n{rest}"


def findings(made: PhoneTree, rule_id: str) -> list[Finding]:
    return list(judge(Measures(made, AS_OF), [rule(rule_id)]).findings)


def only(made: PhoneTree, rule_id: str) -> Finding:
    (found,) = findings(made, rule_id)
    return found
