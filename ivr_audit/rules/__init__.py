"""The registry of rules, each a module loaded when needed; and what the `audit:` section of a file makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, NamedTuple

from ivr_audit.finding import SEVERITIES, Severity
from ivr_audit.place import Problem
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.scalars import duration
from ivr_audit.settings import AuditSettings, RuleSetting
from ivr_audit.words import list_words, nearest

RULE_IDS: Final[tuple[str, ...]] = (
    "abandonment-over-target",
    "ads-or-web-pitch",
    "after-hours-voicemail-only",
    "announced-key-dead",
    "answer-time-too-long",
    "answer-time-too-short",
    "asks-again",
    "busiest-choice-not-first",
    "caller-trap",
    "clinical-line-slow",
    "closed-message-incomplete",
    "dangling-target",
    "dead-end",
    "digit-gap-too-short",
    "doom-loop",
    "duplicate-key",
    "escalation-ends-in-voicemail",
    "extension-key-clash",
    "external-number-unknown",
    "greeting-too-long",
    "hold-over-target",
    "holiday-not-covered",
    "hours-do-not-match",
    "human-not-in-first-menu",
    "human-option-not-announced",
    "human-too-deep",
    "id-wall-before-human",
    "invalid-key-hangs-up",
    "key-before-choice",
    "keys-out-of-order",
    "language-branch-weaker",
    "language-choice-missing",
    "language-menu-first",
    "live-key-not-announced",
    "menu-prompt-too-long",
    "no-911-message",
    "no-answer-unhandled",
    "no-back-or-repeat",
    "no-barge-in",
    "no-callback-when-long",
    "no-crisis-line",
    "no-input-hangs-up",
    "no-owner",
    "no-path-to-human",
    "no-zero-operator",
    "not-reviewed",
    "option-always-voicemail",
    "overloaded-hour",
    "person-cannot-hand-over",
    "queue-full-gives-busy",
    "queue-no-agents-unhandled",
    "queue-no-max-wait",
    "queue-timeout-hangs-up",
    "recording-leads-to-recording",
    "recording-notice-missing",
    "relay-and-text-access",
    "retry-count",
    "right-person-slow",
    "right-person-unreachable",
    "rings-too-long",
    "same-voicemail-again",
    "schedule-gap-or-overlap",
    "silent-or-uninformed-hold",
    "special-key-reused",
    "speech-only-menu",
    "time-to-human-typical",
    "time-to-human-worst-case",
    "too-deep",
    "too-many-hops",
    "too-many-options",
    "unreachable-node",
    "unstaffed-while-open",
    "urgent-callback-too-slow",
    "voicemail-fills-up",
    "voicemail-return-late",
    "voicemail-shared-login",
    "voicemail-sink",
    "voicemail-trap",
    "wrong-door",
)
"""Every rule, in the order of the alphabet. A new rule is a module of that name (with `_` for `-`) and a line here."""

KNOWN_AS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "connect-time-after-request": "hold-over-target",
        "data-before-person": "id-wall-before-human",
        "hangup-after-announcement": "dead-end",
        "overflow-ping-pong": "doom-loop",
        "prompt-map-mismatch": "announced-key-dead",
        "routes-to-unstaffed": "unstaffed-while-open",
        "zero-repeats-menu": "no-zero-operator",
    }
)
"""Checks that go by another name elsewhere, and the rule that makes them."""


def rule(rule_id: str) -> Rule:
    """The rule of that id. Raises KeyError for an unknown one."""
    if rule_id not in RULE_IDS:
        raise KeyError(rule_id)
    found = import_module(f"ivr_audit.rules.{rule_id.replace('-', '_')}").RULE
    assert isinstance(found, Rule)
    return found


def all_rules() -> Iterator[Rule]:
    """Every rule, in the order of the registry."""
    return map(rule, RULE_IDS)


def unknown_rule(rule_id: str) -> str:
    """What to say about a rule that there is none of."""
    if rule_id in KNOWN_AS:
        return f'there is no rule "{rule_id}"; "{KNOWN_AS[rule_id]}" checks that'
    close = nearest(rule_id, RULE_IDS)
    return f'there is no rule "{rule_id}"' + (f'; did you mean "{close}"?' if close else "; see `ivr-audit rules`")


class InForce(NamedTuple):
    """What a tree's settings make of one rule: its severity (None: as the finding says) and its thresholds."""

    severity: Severity | None
    options: Options


def in_force(found: Rule, settings: AuditSettings) -> InForce:
    """The severity and thresholds of a rule for one tree: the rule's own, then its profiles', then the office's.

    `check_settings` has found no problem in the settings.
    """
    severity: Severity | None = None
    options = {name: setting.default for name, setting in found.settings.items()}
    for line in (*settings.profile, *settings.rules):
        if line.rule != found.id or not isinstance(line.value, str):
            continue
        if line.option == "severity":
            severity = next(s for s in SEVERITIES if s == line.value)
        else:
            options[line.option] = _number(found.settings[line.option], line.value)
    return InForce(severity, options)


def _number(setting: Setting, text: str) -> float:
    """A threshold as written. Raises ValueError."""
    return duration(text) if setting.unit == "s" else float(text)


def check_settings(settings: AuditSettings) -> Iterator[Problem]:
    """What is wrong with an `audit:` section: unknown rules, options, severities, thresholds that are no number."""
    for line in settings.rules:
        if line.rule not in RULE_IDS:
            yield Problem(line.place, unknown_rule(line.rule))
            continue
        problem = _wrong_option(line, rule(line.rule).settings)
        if problem:
            yield problem
    for ignored in settings.ignore:
        if ignored.rule not in RULE_IDS:
            yield Problem(ignored.place, unknown_rule(ignored.rule))


def _wrong_option(line: RuleSetting, settings: Mapping[str, Setting]) -> Problem | None:
    known = ("severity", *settings)
    if line.option not in known:
        close = nearest(line.option, known)
        hint = f'did you mean "{close}"?' if close else f"it has {list_words(known)}"
        return Problem(line.place, f'rule "{line.rule}" has no option "{line.option}"; {hint}')
    if line.option == "severity":
        if line.value in SEVERITIES:
            return None
        return Problem(line.value_place, f'severity is "{line.value}"; it is one of {list_words(SEVERITIES, "or")}')
    setting = settings[line.option]
    try:
        _number(setting, line.value if isinstance(line.value, str) else "")
    except ValueError:
        wanted = "a duration such as 90s or 4m" if setting.unit == "s" else "a number"
        return Problem(line.value_place, f'"{line.option}" of rule "{line.rule}" must be {wanted}, not "{line.value}"')
    return None
