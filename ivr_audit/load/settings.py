"""The `audit:` section of a tree, or of `ivr-audit.yaml` beside it: thresholds of rules and findings to leave out."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node, SequenceNode

from ivr_audit.load.reading import Form, ReadError, Reading, expected, required, text_of
from ivr_audit.settings import AuditSettings, Ignore, RuleSetting

SETTINGS = Form("settings of rules", "{rules: {no-owner: {severity: advice}}}")
_RULES = Form("rules with their options", "{no-owner: {severity: advice}}")
_OPTIONS = Form("options of a rule", "{severity: advice}")
_VALUE = Form("a value or a list of them", "6")
_IGNORED = Form("a list of findings to leave out", "[{rule: no-owner, node: main, reason: agreed in May}]")
_FINDING = Form("a rule and a reason", "{rule: no-owner, node: main, reason: agreed in May}")


def read_settings(reading: Reading, node: Node) -> AuditSettings:
    """The settings; what is wrong with one is reported and does not hide the others."""
    parts = reading.fields(node, '"audit"', ("rules", "ignore"), SETTINGS)
    rules: tuple[RuleSetting, ...] = ()
    ignored: list[Ignore] = []
    if "rules" in parts:
        rules = tuple(rule_settings(reading, parts["rules"][1]))
    if "ignore" in parts:
        value = parts["ignore"][1]
        if not isinstance(value, SequenceNode):
            raise expected(value, '"ignore"', _IGNORED)
        for item in value.value:
            try:
                ignored.append(_ignore(reading, item))
            except ReadError as wrong:
                reading.report(wrong)
    return AuditSettings(rules, ignore=tuple(ignored))


def merge(own: AuditSettings, shared: AuditSettings) -> AuditSettings:
    """The settings of a tree and of its folder; where both set an option of a rule, the tree's own counts."""
    is_set = {(setting.rule, setting.option) for setting in own.rules}
    others = tuple(setting for setting in shared.rules if (setting.rule, setting.option) not in is_set)
    return own._replace(rules=own.rules + others, ignore=own.ignore + shared.ignore)


def rule_settings(reading: Reading, node: Node) -> Iterator[RuleSetting]:
    """The options that `rules:` sets."""
    for rule, options in reading.mapping(node, '"rules"', _RULES):
        try:
            for option, value in reading.mapping(options, "rule", _OPTIONS, rule.value):
                written = _value(value, option.value)
                yield RuleSetting(rule.value, option.value, written, reading.place(option), reading.place(value))
        except ReadError as wrong:
            reading.report(wrong)


def _value(node: Node, option: str) -> str | tuple[str, ...]:
    if isinstance(node, SequenceNode):
        return tuple(text_of(item, option, _VALUE) for item in node.value)
    return text_of(node, option, _VALUE)


def _ignore(reading: Reading, node: Node) -> Ignore:
    parts = reading.fields(node, "an ignored finding", ("rule", "node", "reason"), _FINDING)
    required(node, "an ignored finding", parts, "rule", "reason")
    written = {name: text_of(value, name, _FINDING) for name, (_, value) in parts.items()}
    if not written["reason"]:
        raise ReadError(parts["reason"][1], "an ignored finding needs a reason in words")
    known = reading.node_names  # none in a file beside the trees, which speaks of all of them
    if known and "node" in written and written["node"] not in known:
        reading.report(reading.unknown(parts["node"][1], "node", written["node"], known))
    return Ignore(written["rule"], written.get("node"), written["reason"], reading.place(node))
