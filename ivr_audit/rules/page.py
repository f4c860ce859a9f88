"""The documentation page of a rule, made from the rule itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ivr_audit.profile import Profile
from ivr_audit.rules.rule import Rule
from ivr_audit.words import list_words, say_duration

GRADES: Final = {
    "A": "a law, a bill or an official text that was read",
    "A-": "a law or a standard known through what others write of it",
    "B": "a study that was reviewed, or guidance of an authority",
    "C": "a vendor's manual, or a handbook of people in the trade",
    "D": "a survey, advertising or news",
}
"""What the grades of sources mean."""
WHOLE_FILE: Final = ("holiday-not-covered", "no-owner", "relay-and-text-access", "not-reviewed")
"""Rules about the file and not about a node of it."""


def page(rule: Rule, profiles: Iterable[Profile] = ()) -> str:
    """The page as plain text that is also Markdown: what is wrong, thresholds, what profiles make of it, examples,
    sources, who disagrees, how to set it."""
    first, _, rest = rule.doc.strip().partition("\n")
    parts = [f"# {rule.id}\n\n{rule.severity}: {first}\n\n{rest.strip()}".rstrip()]
    if rule.settings:
        lines = []
        for name, setting in rule.settings.items():
            default = say_duration(setting.default) if setting.unit == "s" else f"{setting.default:g}"
            lines.append(f"- `{name}` (default {default}): {setting.doc}")
        parts.append("## Thresholds\n\n" + "\n".join(lines))
    held = list(_profiles(rule, profiles))
    if held:
        parts.append("## Profiles\n\n" + "\n".join(held))
    parts.append(f"## This is reported\n\n{_indented(rule.bad)}")
    parts.append(f"## This is not\n\n{_indented(rule.good)}")
    sources = "\n".join(f"- {source}" for source in rule.sources)
    legend = "Grades: " + "; ".join(f"{grade} is {meaning}" for grade, meaning in GRADES.items()) + "."
    evidence = f"{sources}\n\n{legend}" if sources else "No source was found; the check is a design choice."
    parts.append(f"## Evidence\n\n{evidence}")
    if rule.disputed:
        parts.append(f"## Who disagrees\n\n{rule.disputed}")
    parts.append("## Set or ignore it\n\n" + _indented(_settings(rule)))
    return "\n\n".join(parts) + "\n"


def _profiles(rule: Rule, profiles: Iterable[Profile]) -> Iterator[str]:
    if rule.optional:
        yield "It is checked only where a profile or the office sets its severity.\n"
    for profile in profiles:
        said = [f"`{s.option}` {s.value}" for s in profile.settings if s.rule == rule.id]
        if said:
            yield f"- {profile.name} ({profile.title}): {list_words(said)}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())


def _settings(rule: Rule) -> str:
    severity = "advice" if rule.severity == "warning" else "warning"
    lines = ["audit:", "  rules:", f"    {rule.id}:", f"      severity: {severity}"]
    for name, setting in rule.settings.items():
        lines.append(f"      {name}: {setting.default:g}{setting.unit}")
    node = "" if rule.id in WHOLE_FILE else f" node: {_reported(rule)},"
    lines += ["  ignore:", f"    - {{rule: {rule.id},{node} reason: why the office accepts it}}"]
    return "\n".join(lines)


def _reported(rule: Rule) -> str:
    """The node of the bad example at which the rule reports: the one in which the marked line stands."""
    before = rule.bad.partition("# here")[0]
    return str(re.findall(r"^  (\S[^:]*):", before, re.MULTILINE)[-1])
